/* What is going on: whenever the world is still, the activity says what comes next, until it is over. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/run/pickle_text.h"
#include "lessons/run/reason.h"
#include "lessons/run/session_inner.h"
#include "lessons/run/words.h"

enum { BEGIN_STEPS_MAX = 20000, LINE_STEPS_MAX = 10000, ITEM_TEXT = 64 };
static const int64_t PATIENCE_NS = 500000; /* for one granted step, before the budget is looked at again */

/* ---- granting and booking ---- */

static bool find_view(session_t *session, mp_path_t path, mp_view_t *view)
{
    mp_view_t views[MP_SLOTS];
    size_t count = mp_machine_view(session->machine, views, MP_SLOTS);
    for (size_t i = 0; i < count; i++)
        if (views[i].path == path) {
            *view = views[i];
            return true;
        }
    return false;
}

static uint64_t bits_before(session_t *session, const mp_op_t *op)
{
    uint64_t bits = 0;
    uint32_t at = op->object + (uint32_t)offsetof(mp_value_state_t, slots) + 8 * op->index;
    if (op->kind == MP_OP_STORE)
        mp_machine_copy(session->machine, at, &bits, sizeof bits);
    return bits;
}

/* The first message of a list, 0 none. */
static uint32_t first_message(session_t *session, const mp_list_t *list)
{
    mp_node_t node;
    return mp_list_copy(mp_machine_mem(session->machine), list, &node, 1) == 1 ? node.message : 0;
}

uint32_t session_item(session_t *session, const mp_op_t *op)
{
    const mp_mem_t *mem = mp_machine_mem(session->machine);
    mp_queue_state_t queue;
    mp_pipe_state_t pipe;
    switch (op->kind) {
    case MP_OP_QUEUE_PUT:
    case MP_OP_PIPE_SEND:
        return op->message;
    case MP_OP_QUEUE_GET:
        return mp_object_copy(mem, op->object, &queue, sizeof queue, 10) ? first_message(session, &queue.pipe)
                                                                         : 0;
    case MP_OP_PIPE_RECV:
        if (op->index > 1 || !mp_object_copy(mem, op->object, &pipe, sizeof pipe, 10))
            return 0;
        return first_message(session, &pipe.to[op->index].list);
    default:
        return 0;
    }
}

/* What is put or gotten, in words; malloc'ed, NULL none. */
static char *item_text(session_t *session, const mp_op_t *op)
{
    char text[ITEM_TEXT];
    uint32_t size = 0, message = session_item(session, op);
    const mp_mem_t *mem = mp_machine_mem(session->machine);
    const void *bytes = message ? mem->message_bytes(mem, message, &size) : NULL;
    return bytes ? strdup(pickle_text(bytes, size, text, sizeof text)) : NULL;
}

static schedule_kind_t entry_kind(const move_t *move)
{
    static const schedule_kind_t kinds[] = {
        [MOVE_STEP] = SCHEDULE_STEP, [MOVE_TIMEOUT] = SCHEDULE_TIMEOUT, [MOVE_DELIVER] = SCHEDULE_DELIVER};
    return kinds[move->kind];
}

static mp_status_t grant(session_t *session, const move_t *move, uint64_t count)
{
    static const mp_grant_t kinds[] = {
        [MOVE_STEP] = MP_GRANT_STEPS, [MOVE_TIMEOUT] = MP_GRANT_TIMEOUT, [MOVE_DELIVER] = MP_GRANT_DELIVER};
    mp_view_t view;
    if (!find_view(session, move->path, &view))
        return MP_ERR_DEAD;
    session_person_t *person = session_person(session, move->path);
    if (person && person->view.birth == 0)
        person->view = view; /* by the end of a long grant its slot may be free again */
    session->granted = *move;
    session->granted_count = count;
    session->granted_steps = view.steps;
    session->granted_op = view.pending;
    return mp_machine_grant(session->machine, move->who, kinds[move->kind], move->object, count);
}

bool session_grant(session_t *session, const move_t *move, bool automatic)
{
    mp_view_t view;
    if (!find_view(session, move->path, &view))
        return false;
    session_record_t *record = session_book(session, entry_kind(move), move->path);
    if (!record)
        return session_refuse(session, "there is no memory for one more step");
    if (move->kind == MOVE_DELIVER)
        object_label(session->machine, move->object, record->label);
    record->automatic = automatic;
    record->op = view.pending;
    record->before = bits_before(session, &view.pending);
    if (!record->text && move->kind == MOVE_STEP)
        record->text = item_text(session, &view.pending);
    uint64_t given;
    if (stepper_give(&session->stepper, move, &given)) {
        record->has_given = true;
        record->given = given;
    } else if (record->has_given) {
        mp_machine_give(session->machine, move->who, record->given); /* a step that is taken again */
    }
    if (grant(session, move, 1) != MP_OK) {
        session->journal.done--;
        session_journal_cut(session);
        return false;
    }
    session->moving = true;
    return true;
}

bool session_move_of(session_t *session, uint32_t process, move_t *move)
{
    mp_view_t view;
    if (process >= session->lore.people_count)
        return false;
    mp_path_t path = session->lore.people[process].view.path;
    if (!find_view(session, path, &view) || view.life > MP_LIFE_RUNNING ||
        !move_possible(session->machine, &session->stepper.rules, view.who, &view.pending))
        return false;
    *move = (move_t){.kind = MOVE_STEP, .who = view.who, .path = path};
    return true;
}

bool session_delivery_of(session_t *session, uint32_t process, const char *queue, move_t *move)
{
    move_t moves[MOVES_MAX];
    char label[SCHEDULE_NAME_MAX];
    if (process >= session->lore.people_count)
        return false;
    uint32_t count = moves_list(session->machine, &session->stepper.rules, false, moves);
    for (uint32_t i = 0; i < count; i++) {
        if (moves[i].kind != MOVE_DELIVER || moves[i].path != session->lore.people[process].view.path)
            continue;
        object_label(session->machine, moves[i].object, label);
        if (!queue || strcmp(queue, label) == 0) {
            *move = moves[i];
            return true;
        }
    }
    return false;
}

bool session_pass_time(session_t *session)
{
    int64_t next = mp_machine_next_deadline(session->machine);
    if (next < 0 || next <= mp_machine_now(session->machine))
        return false;
    session_record_t *record = session_book(session, SCHEDULE_TIME, MP_PATH_NONE);
    if (!record)
        return false;
    mp_machine_advance(session->machine, next);
    record->clock_ns = next;
    return true;
}

/* What a grant came to, once the world is still again. */
static void book_grant(session_t *session)
{
    session_journal_t *journal = &session->journal;
    mp_view_t view;
    bool there = find_view(session, session->granted.path, &view);
    uint64_t done = there ? view.steps - session->granted_steps : session->granted_count;
    session->moving = false;
    session_census(session);
    if (session->activity == ACTIVITY_REPLAY) {
        journal->done += done < session->granted_count ? done : session->granted_count;
        return;
    }
    if (journal->filled < journal->done && journal->done > 0)
        journal->steps[journal->done - 1].again = true;
}

/* ---- automatic steps and the scheduler ---- */

/* Which of them goes first is a schedule's to say, where one chooses. */
static bool pick_automatic(session_t *session, move_t *move)
{
    move_t moves[MOVES_MAX];
    const schedule_entry_t *entry = session_guide_entry(session);
    if (!entry)
        return stepper_pick_quiet(&session->stepper, move);
    const char *end;
    mp_path_t path = entry->kind == SCHEDULE_STEP ? mp_path_parse(entry->path, &end) : MP_PATH_NONE;
    uint32_t count = moves_list(session->machine, &session->stepper.rules, false, moves);
    for (uint32_t i = 0; i < count; i++)
        if (moves[i].quiet && moves[i].path == path) {
            *move = moves[i];
            return true;
        }
    return false;
}

bool session_take_automatic(session_t *session)
{
    move_t move;
    return session->automatic && pick_automatic(session, &move) && session_grant(session, &move, true);
}

void session_set_turn(session_t *session)
{
    const session_journal_t *journal = &session->journal;
    size_t at = journal->done;
    session->stepper.last = MP_PATH_NONE;
    while (at > 0 && at > session->step_begin && session->stepper.last == MP_PATH_NONE) {
        const session_record_t *record = &journal->steps[--at];
        if (!record->automatic && record->kind != SCHEDULE_TIME && record->kind != SCHEDULE_KILL)
            session->stepper.last = record->path;
    }
}

/* The draw depends on the seed and the place in the run alone, so going back and on again picks the same. */
static void reseed(session_t *session)
{
    uint64_t x = session->pick_seed * UINT64_C(0x9E3779B97F4A7C15) + session->journal.done + 1;
    x = (x ^ (x >> 31)) * UINT64_C(0xBF58476D1CE4E5B9);
    session->stepper.random = x ^ (x >> 29);
}

static advance_t follow_guide(session_t *session)
{
    stepper_course_t course;
    return session_guide_next(session, &course) ? session_follow_step(session, &course) : ADVANCE_OVER;
}

static advance_t take_any(session_t *session)
{
    move_t move;
    if (session_take_automatic(session))
        return ADVANCE_MORE;
    if (session->pick == SESSION_PICK_SCHEDULE)
        return follow_guide(session);
    reseed(session);
    session_set_turn(session);
    stepper_policy_t policy = session->pick == SESSION_PICK_TURN ? STEPPER_TURN : STEPPER_SEEDED;
    if (stepper_pick(&session->stepper, policy, &move))
        return session_grant(session, &move, false) ? ADVANCE_MORE : ADVANCE_OVER;
    return session_pass_time(session) ? ADVANCE_MORE : ADVANCE_OVER;
}

void session_take_any(session_t *session)
{
    take_any(session);
}

/* ---- replaying ---- */

void session_replay_to(session_t *session, uint64_t step)
{
    session->target = step;
    session->activity = ACTIVITY_REPLAY;
}

static advance_t other_way(session_t *session)
{
    session_refuse(session, "the program went another way at step %zu", session->journal.done + 1);
    session_journal_cut(session);
    return ADVANCE_OVER;
}

/* As many records as go to one process in a row. */
static uint64_t run_length(const session_t *session)
{
    const session_journal_t *journal = &session->journal;
    uint64_t count = 1;
    while (journal->done + count < session->target && journal->done + count < journal->count &&
           journal->steps[journal->done + count].kind == SCHEDULE_STEP &&
           !journal->steps[journal->done + count].has_given &&
           journal->steps[journal->done + count].path == journal->steps[journal->done].path)
        count++;
    return count;
}

static advance_t replay(session_t *session)
{
    session_journal_t *journal = &session->journal;
    if (journal->done >= session->target || journal->done >= journal->count)
        return ADVANCE_OVER;
    const session_record_t *record = &journal->steps[journal->done];
    uint32_t who = mp_machine_find(session->machine, record->path);
    move_t move = {.kind = MOVE_STEP, .who = who, .path = record->path};
    switch (record->kind) {
    case SCHEDULE_TIME:
        mp_machine_advance(session->machine, mp_machine_next_deadline(session->machine));
        journal->done++;
        return ADVANCE_MORE;
    case SCHEDULE_KILL:
        mp_machine_kill(session->machine, who, (int)record->value);
        journal->done++;
        return ADVANCE_MORE;
    case SCHEDULE_DELIVER:
        move.kind = MOVE_DELIVER;
        move.object = object_by_label(session->machine, record->label);
        break;
    case SCHEDULE_TIMEOUT:
        move.kind = MOVE_TIMEOUT;
        break;
    default:
        break;
    }
    if (record->has_given)
        mp_machine_give(session->machine, who, record->given);
    if (who == MP_WHO_NONE ||
        grant(session, &move, move.kind == MOVE_STEP ? run_length(session) : 1) != MP_OK)
        return other_way(session);
    session->moving = true;
    return ADVANCE_MORE;
}

/* ---- where the lesson begins ---- */

static bool stands_at_begin_line(session_t *session, const mp_view_t *main)
{
    return session->begin && session->line != 0 && main->pending.line == session->line;
}

static advance_t begun(session_t *session)
{
    session->began = true;
    session->activity = ACTIVITY_STEP; /* the automatic steps that are due here */
    return ADVANCE_MORE;
}

/* "all-started": main goes on alone as long as it can; then back to right after its last start. */
static advance_t begin(session_t *session)
{
    mp_view_t main;
    session_journal_t *journal = &session->journal;
    bool all_started = session->begin && strcmp(session->begin, "all-started") == 0;
    if (!session->begin || strcmp(session->begin, "start") == 0 || !find_view(session, MP_PATH_MAIN, &main))
        return begun(session);
    if (stands_at_begin_line(session, &main))
        return begun(session);
    if (journal->done > 0 && journal->steps[journal->done - 1].event.op == MP_OP_START)
        session->target = journal->done;
    bool can = main.life <= MP_LIFE_RUNNING &&
               move_possible(session->machine, &session->stepper.rules, main.who, &main.pending);
    if (can && journal->done < BEGIN_STEPS_MAX) {
        const move_t move = {.kind = MOVE_STEP, .who = main.who, .path = MP_PATH_MAIN};
        return session_grant(session, &move, true) ? ADVANCE_MORE : begun(session);
    }
    if (!all_started)
        return journal->done < BEGIN_STEPS_MAX ? take_any(session) : begun(session);
    uint64_t last_start = session->target;
    session->began = true;
    if (last_start == journal->done)
        return begun(session);
    journal->done = (size_t)last_start;
    session_journal_cut(session);
    if (!session_launch(session, true))
        return ADVANCE_OVER;
    session_replay_to(session, last_start);
    return ADVANCE_MORE;
}

/* ---- what comes next ---- */

static const session_record_t *last_record(const session_t *session)
{
    return session->journal.done > 0 ? &session->journal.steps[session->journal.done - 1] : NULL;
}

static advance_t go_on_alone(session_t *session)
{
    mp_view_t view;
    const session_record_t *last = last_record(session);
    bool printed = last && last->path == session->actor && last->event.op == MP_OP_WRITE;
    int index = session_process_index(session, session->actor);
    move_t move;
    if (printed || index < 0 || !find_view(session, session->actor, &view) ||
        !session_move_of(session, (uint32_t)index, &move))
        return ADVANCE_OVER;
    return session_grant(session, &move, false) ? ADVANCE_MORE : ADVANCE_OVER;
}

static advance_t go_on_in_line(session_t *session)
{
    mp_view_t view;
    move_t move;
    int index = session_process_index(session, session->actor);
    bool same = index >= 0 && find_view(session, session->actor, &view) && view.pending.line == session->line;
    if (!same || session->journal.done > session->target + LINE_STEPS_MAX ||
        !session_move_of(session, (uint32_t)index, &move))
        return ADVANCE_OVER;
    return session_grant(session, &move, false) ? ADVANCE_MORE : ADVANCE_OVER;
}

static advance_t run_to_break(session_t *session)
{
    char why[SESSION_SENTENCE / 2];
    if (session->journal.done > session->target &&
        session_at_break(session, last_record(session), why, sizeof why)) {
        session_say(session, "%s", why);
        return ADVANCE_OVER;
    }
    return take_any(session);
}

static advance_t advance(session_t *session)
{
    advance_t next = ADVANCE_OVER;
    switch (session->activity) {
    case ACTIVITY_OPEN:
        session->mode = SESSION_HELD;
        session->activity = ACTIVITY_BEGIN;
        session->target = 0;
        return ADVANCE_MORE;
    case ACTIVITY_BEGIN:
        return begin(session);
    case ACTIVITY_PAUSE:
        session->mode = SESSION_HELD;
        session_say(session, "Held. What ran free was not recorded; going back begins here.");
        return ADVANCE_OVER;
    case ACTIVITY_REPLAY:
        return replay(session);
    case ACTIVITY_FOLLOW:
        return session_follow_step(session, &session->at);
    case ACTIVITY_LINE:
        next = go_on_in_line(session);
        break;
    case ACTIVITY_ALONE:
        next = go_on_alone(session);
        break;
    case ACTIVITY_BREAK:
        return run_to_break(session);
    case ACTIVITY_PLAY:
        return ADVANCE_WAIT;
    default:
        break;
    }
    return next == ADVANCE_OVER && session_take_automatic(session) ? ADVANCE_MORE : next;
}

/* ---- ends ---- */

/* The last step that somebody chose: automatic ones after it are not what the reader asked about. Where none
 * was chosen since the lesson began, the last of all. */
static const session_record_t *last_told(const session_t *session)
{
    const session_journal_t *journal = &session->journal;
    for (size_t at = journal->done; at > 0 && at > session->step_begin; at--)
        if (!journal->steps[at - 1].automatic)
            return &journal->steps[at - 1];
    return last_record(session);
}

static void tell_last_step(session_t *session)
{
    const session_record_t *record = last_told(session);
    char path[MP_PATH_TEXT], sentence[WORDS_SENTENCE];
    if (!record || session->refused)
        return;
    if (record->kind == SCHEDULE_TIME) {
        session_say(session, "Time passes to %.2f s.", (double)record->clock_ns / 1e9);
        return;
    }
    if (record->kind == SCHEDULE_KILL) {
        session_say(session, "%s was sent a signal from outside.", mp_path_format(record->path, path));
        return;
    }
    const words_step_t step = {.path = mp_path_format(record->path, path),
                               .op = {.kind = record->event.kind == MP_EVENT_OP && !record->again
                                                  ? record->event.op
                                                  : record->op.kind},
                               .result = {.status = record->event.status, .value = record->event.value},
                               .again = record->again,
                               .timed_out = record->kind == SCHEDULE_TIMEOUT,
                               .object = session_object_text(session, record->event.object),
                               .value = session_value_text(session, record)};
    session_say(session, "%s.", words_sentence(&step, sentence, sizeof sentence));
}

void session_end_activity(session_t *session)
{
    session_activity_t was = session->activity;
    session->activity = ACTIVITY_NONE;
    session->changed = true;
    if (was == ACTIVITY_PLAY)
        session_timer(session, 0);
    if (session->mode == SESSION_PLAYING)
        session->mode = SESSION_HELD;
    if (!session->began)
        return;
    if (session->step_begin == UINT64_MAX) {
        session->step_begin = session->journal.done;
        session_say(session, "Held at step %zu. Who goes next is yours to choose.", session->journal.done);
        return;
    }
    if (was == ACTIVITY_STEP || was == ACTIVITY_LINE || was == ACTIVITY_ALONE || was == ACTIVITY_FOLLOW)
        tell_last_step(session);
    waits_read(session->machine, session->program, &session->graph);
    if (session->graph.verdict != WAITS_NONE && session->mode == SESSION_HELD && !session->refused)
        session_say(session, "%s: %s.",
                    session->graph.verdict == WAITS_DEADLOCK ? "Deadlock" : "Possible deadlock",
                    session->graph.name);
}

static void finish(session_t *session)
{
    int status = mp_machine_main_status(session->machine);
    session_census(session);
    session->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    session->mode = SESSION_DONE;
    if (session->activity != ACTIVITY_REPLAY && !session->refused)
        session_say(session, "The program has ended with exit code %d.", session->exit_code);
    if (session->step_begin == UINT64_MAX)
        session->step_begin = session->journal.done;
    session->began = true;
    session_timer(session, 0);
    session->activity = ACTIVITY_NONE;
    session->changed = true;
}

/* At the end of a world there is one activity that goes on: the search for where the lesson begins. */
static bool ends_here(session_t *session)
{
    if (session->activity == ACTIVITY_BEGIN && session->target > 0 &&
        session->journal.done > session->target && session->begin &&
        strcmp(session->begin, "all-started") == 0) {
        uint64_t last_start = session->target;
        session->began = true;
        session->journal.done = (size_t)last_start;
        session_journal_cut(session);
        if (session_launch(session, true))
            session_replay_to(session, last_start);
        return false;
    }
    finish(session);
    return true;
}

bool session_drive(session_t *session, int64_t budget_ns)
{
    int64_t until = session_monotonic_ns() + budget_ns;
    while (session->activity != ACTIVITY_NONE) {
        stepper_state_t state = stepper_wait(&session->stepper, PATIENCE_NS);
        if (state == STEPPER_LIMIT || state == STEPPER_BROKEN) {
            session_refuse(session, "The sandbox ended the program: %s.",
                           state == STEPPER_BROKEN ? "the process that watches over it is gone"
                                                   : mp_status_text(mp_machine_limit(session->machine)));
            finish(session);
            return true;
        }
        if (state != STEPPER_BUSY && session->moving)
            book_grant(session);
        if (state == STEPPER_DONE && ends_here(session))
            return true;
        if (state == STEPPER_STILL) {
            advance_t next = advance(session);
            if (next == ADVANCE_WAIT)
                return false;
            if (next == ADVANCE_OVER)
                session_end_activity(session);
        }
        if (session_monotonic_ns() > until)
            return session->activity == ACTIVITY_NONE;
    }
    return true;
}
