/* The commands: each is refused with its reason, or begins an activity and gives it a moment to end. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/reason.h"
#include "lessons/run/session_inner.h"

enum { COMMAND_MS = 3 };

/* ---- what every command asks first ---- */

static void begin_command(session_t *session)
{
    session->refused = false;
    session->fresh = false;
    session->changed = true;
}

/* The world must be held; what is going on ends here. */
static bool take_over(session_t *session)
{
    begin_command(session);
    if (session->mode == SESSION_FAILED)
        return session_refuse(session, "The program cannot run: see the message.");
    if (session->mode == SESSION_FREE || session->mode == SESSION_PAUSING)
        return session_refuse(session, "The program runs free: hold it first.");
    if (!session->began && session->activity != ACTIVITY_NONE)
        return session_refuse(session, "The program is still on its way to where the lesson begins.");
    if (session->activity == ACTIVITY_PLAY)
        session_end_activity(session);
    return true;
}

/* And the last grant must be over. */
static bool take_over_still(session_t *session)
{
    if (!take_over(session))
        return false;
    if (session->mode == SESSION_DONE)
        return session_refuse(session, "The program has ended. Go back, or start it again.");
    if (!mp_machine_still(session->machine))
        return session_refuse(session, "The last step still runs.");
    return true;
}

static bool go(session_t *session, session_activity_t activity)
{
    session->activity = activity;
    session_settle(session, COMMAND_MS);
    return !session->refused;
}

/* ---- stepping ---- */

static bool refuse_person(session_t *session, const session_person_t *person)
{
    char path[MP_PATH_TEXT], why[SESSION_SENTENCE / 2];
    mp_path_format(person->view.path, path);
    if (person->dead)
        return session_refuse(session, "%s has ended.", path);
    if (person->view.has_pending && person->view.pending.kind == MP_OP_SLEEP)
        return session_refuse(session, "%s sleeps until %.2f s. Let time pass.", path,
                              (double)person->view.deadline_ns / 1e9);
    reason_words(session->machine, &person->view, REASON_LONG, why, sizeof why);
    mp_reason_t reason;
    mp_why(mp_machine_mem(session->machine), &person->view.pending, person->view.who, &reason);
    const session_thing_t *thing =
        reason.object && reason.why == MP_WHY_HELD ? session_thing(session, reason.object) : NULL;
    if (thing && thing->owner_step)
        return session_refuse(session, "%s since step %llu.", why, (unsigned long long)thing->owner_step);
    return session_refuse(session, "%s.", why);
}

bool session_step(session_t *session, uint32_t process)
{
    move_t move;
    if (!take_over_still(session))
        return false;
    session_census(session);
    if (process >= session->lore.people_count)
        return session_refuse(session, "There is no process %u yet.", process);
    if (!session_move_of(session, process, &move) && !session_delivery_of(session, process, NULL, &move))
        return refuse_person(session, &session->lore.people[process]);
    if (!session_grant(session, &move, false))
        return session_refuse(session, "The step was refused.");
    return go(session, ACTIVITY_STEP);
}

bool session_deliver(session_t *session, uint32_t process, const char *queue)
{
    move_t move;
    if (!take_over_still(session))
        return false;
    session_census(session);
    if (process >= session->lore.people_count)
        return session_refuse(session, "There is no process %u yet.", process);
    if (!session_delivery_of(session, process, queue, &move))
        return session_refuse(session, "It has nothing to deliver there, or there is no room.");
    return session_grant(session, &move, false) && go(session, ACTIVITY_STEP);
}

/* One step by the scheduler's choice; the mover becomes the actor. */
static bool pick_one(session_t *session)
{
    size_t before = session->journal.done;
    session_take_any(session);
    if (session->journal.done == before)
        return session->refused ? false : session_refuse(session, "Nobody can take a step.");
    session->actor = session->journal.steps[session->journal.done - 1].path;
    return true;
}

bool session_step_any(session_t *session)
{
    return take_over_still(session) && pick_one(session) && go(session, ACTIVITY_STEP);
}

bool session_step_line(session_t *session)
{
    if (!take_over_still(session) || !pick_one(session))
        return false;
    session->line = session->journal.steps[session->journal.done - 1].op.line;
    session->target = session->journal.done;
    return go(session, ACTIVITY_LINE);
}

bool session_step_until_blocked(session_t *session, uint32_t process)
{
    if (!session_step(session, process))
        return false;
    session->actor = session->lore.people[process].view.path;
    return go(session, ACTIVITY_ALONE);
}

bool session_run_until_break(session_t *session)
{
    if (!take_over_still(session))
        return false;
    session->target = session->journal.done;
    return go(session, ACTIVITY_BREAK);
}

bool session_play(session_t *session, double steps_a_second)
{
    if (!take_over_still(session))
        return false;
    session->pace = steps_a_second < 0.5 ? 0.5 : steps_a_second > 50 ? 50 : steps_a_second;
    session->mode = SESSION_PLAYING;
    session->activity = ACTIVITY_PLAY;
    session->target = session->journal.done;
    session_say(session, "Plays %g steps a second.", session->pace);
    session_timer(session, session->pace);
    return true;
}

void session_play_tick(session_t *session)
{
    char why[SESSION_SENTENCE / 2];
    const session_journal_t *journal = &session->journal;
    if (!mp_machine_still(session->machine) && !mp_machine_done(session->machine))
        return;
    if (journal->done > session->target &&
        session_at_break(session, &journal->steps[journal->done - 1], why, sizeof why)) {
        session_end_activity(session);
        session_say(session, "%s", why);
        return;
    }
    session->activity = ACTIVITY_STEP;
    if (!mp_machine_done(session->machine) && !pick_one(session)) {
        session->activity = ACTIVITY_PLAY;
        session_end_activity(session);
        return;
    }
    session_settle(session, COMMAND_MS);
    if (session->mode == SESSION_HELD || session->mode == SESSION_PLAYING) {
        session->mode = SESSION_PLAYING;
        session->activity = ACTIVITY_PLAY;
    }
}

bool session_time(session_t *session)
{
    if (!take_over_still(session))
        return false;
    if (!session_pass_time(session))
        return session_refuse(session, "Nobody sleeps or waits with a timeout: time has nothing to wake.");
    return go(session, ACTIVITY_STEP);
}

bool session_fire(session_t *session, uint32_t process)
{
    if (!take_over_still(session))
        return false;
    session_census(session);
    if (process >= session->lore.people_count)
        return session_refuse(session, "There is no process %u yet.", process);
    const mp_view_t *view = &session->lore.people[process].view;
    if (!mp_machine_may_time_out(session->machine, view->who))
        return session_refuse(session, "It does not wait with a timeout.");
    const move_t move = {.kind = MOVE_TIMEOUT, .who = view->who, .path = view->path};
    return session_grant(session, &move, false) && go(session, ACTIVITY_STEP);
}

bool session_kill(session_t *session, uint32_t process, int number)
{
    char path[MP_PATH_TEXT];
    begin_command(session);
    if (session->mode == SESSION_FAILED || session->mode == SESSION_DONE)
        return session_refuse(session, "There is nobody to kill.");
    session_census(session);
    if (process >= session->lore.people_count || session->lore.people[process].dead)
        return session_refuse(session, "That process has ended.");
    const mp_view_t view = session->lore.people[process].view;
    bool held = session->mode == SESSION_HELD;
    if (held && !take_over_still(session))
        return false;
    session_record_t *record = held ? session_book(session, SCHEDULE_KILL, view.path) : NULL;
    if (record)
        record->value = (uint64_t)number;
    if (mp_machine_kill(session->machine, view.who, number) != MP_OK)
        return session_refuse(session, "That process has ended.");
    session_say(session, "%s was sent %s.", mp_path_format(view.path, path),
                number == SIGKILL   ? "SIGKILL"
                : number == SIGTERM ? "SIGTERM"
                                    : "a signal");
    return held ? go(session, ACTIVITY_STEP) : true;
}

/* ---- free and held ---- */

bool session_free_run(session_t *session)
{
    begin_command(session);
    if (session->mode == SESSION_FAILED)
        return session_refuse(session, "The program cannot run: see the message.");
    if (session->mode == SESSION_FREE || session->mode == SESSION_PAUSING)
        return session_refuse(session, "It runs free already.");
    session_timer(session, 0);
    session->activity = ACTIVITY_NONE;
    session->free_before = true;
    if (session->mode == SESSION_DONE) {
        session_journal_clear(session);
        if (!session_launch(session, false))
            return false;
        session_say(session, "The program runs free, from its start.");
        return true;
    }
    session_keep_branch(session);
    session->mode = SESSION_FREE;
    session_lanes_begin(session);
    session->hood.count = 0;
    session->operations = 0;
    mp_machine_want_notes(session->machine, false);
    mp_machine_run_free(session->machine, session->speed);
    session_say(session, "Let go: the processes run free on the cores.");
    return true;
}

bool session_pause(session_t *session)
{
    begin_command(session);
    if (session->activity == ACTIVITY_PLAY) {
        session_end_activity(session);
        session_say(session, "Held at step %zu.", session->journal.done);
        return true;
    }
    if (session->mode != SESSION_FREE) {
        session->activity = session->mode == SESSION_HELD && session->began && !session->moving
                                ? ACTIVITY_NONE
                                : session->activity;
        return session->mode == SESSION_HELD ? true : session_refuse(session, "Nothing runs.");
    }
    session_journal_clear(session);
    mp_machine_drain(session->machine);
    session->mode = SESSION_PAUSING;
    session->step_begin = 0;
    mp_machine_want_notes(session->machine, true);
    mp_machine_hold(session->machine);
    return go(session, ACTIVITY_PAUSE);
}

bool session_restart(session_t *session, bool run_free)
{
    begin_command(session);
    if (session->mode == SESSION_FAILED)
        return session_refuse(session, "The program cannot run: see the message.");
    session_timer(session, 0);
    session->fresh = true;
    session->activity = ACTIVITY_NONE;
    if (session->journal.count > 0 && !session->free_before) {
        session->journal.done = session->journal.count;
        session_keep_branch(session);
    }
    session_journal_clear(session);
    session->free_before = run_free;
    if (!session_launch(session, !run_free))
        return false;
    session_say(session,
                run_free ? "The program runs free, from its start." : "Started again: the PIDs are new.");
    if (run_free)
        return true;
    session->began = false;
    session->step_begin = UINT64_MAX;
    session->target = 0;
    return go(session, ACTIVITY_OPEN);
}

/* ---- back and forth ---- */

bool session_goto(session_t *session, uint64_t step)
{
    session_journal_t *journal = &session->journal;
    if (!take_over(session))
        return false;
    if (step == journal->done && !session->moving)
        return true;
    if (step > journal->count)
        return session_refuse(session, "There are %zu steps here.", journal->count);
    if (session->free_before && step < journal->done)
        return session_refuse(session,
                              "What ran free was not recorded: there is no way back. Start it again.");
    if (step < journal->done || !mp_machine_still(session->machine)) {
        if (!session_launch(session, true))
            return false;
        session->fresh = true;
    }
    session_replay_to(session, step);
    session_say(session, "Step %llu.%s", (unsigned long long)step,
                session->fresh ? " The steps were taken again in fresh processes: the PIDs are new." : "");
    session_settle(session, 20);
    return !session->refused;
}

bool session_back(session_t *session, uint64_t steps)
{
    uint64_t done = session->journal.done;
    if (done == 0)
        return take_over(session) && session_refuse(session, "This is the start.");
    return session_goto(session, steps < done ? done - steps : 0);
}

/* To the step before which its process came to the line of the last step. */
bool session_back_line(session_t *session)
{
    const session_journal_t *journal = &session->journal;
    size_t at = journal->done;
    if (at == 0)
        return take_over(session) && session_refuse(session, "This is the start.");
    mp_path_t path = journal->steps[at - 1].path;
    uint32_t line = journal->steps[at - 1].op.line;
    while (at > 1 && journal->steps[at - 2].path == path && journal->steps[at - 2].op.line == line)
        at--;
    return session_goto(session, at - 1);
}

bool session_forward(session_t *session, uint64_t steps)
{
    const session_journal_t *journal = &session->journal;
    if (journal->done == journal->count)
        return take_over(session) && session_refuse(session, "This is the newest step.");
    uint64_t left = journal->count - journal->done;
    return session_goto(session, journal->done + (steps < left ? steps : left));
}

bool session_home(session_t *session)
{
    return session_goto(session, session->step_begin == UINT64_MAX ? 0 : session->step_begin);
}

bool session_end(session_t *session)
{
    return session_goto(session, session->journal.count);
}

/* ---- schedules and branches ---- */

static bool made_for_this(session_t *session, const schedule_t *schedule)
{
    char digest[33];
    schedule_digest(session->text, session->size, digest);
    return !schedule->digest[0] || strcmp(schedule->digest, digest) == 0 ||
           session_refuse(session,
                          "That schedule was made for another program, or this one has changed since.");
}

bool session_load(session_t *session, const schedule_t *schedule)
{
    begin_command(session);
    if (session->mode == SESSION_FAILED)
        return session_refuse(session, "The program cannot run: see the message.");
    if (!made_for_this(session, schedule))
        return false;
    if (!session_guide_load(session, schedule))
        return session_refuse(session, "There is no memory for the schedule.");
    session->pick = SESSION_PICK_SCHEDULE;
    session_say(session, "The schedule chooses: n takes its next step.");
    return true;
}

static bool load_course(session_t *session, const schedule_t *schedule)
{
    schedule_destroy(&session->course);
    if (!schedule_copy(&session->course, schedule))
        return session_refuse(session, "There is no memory for the schedule.");
    session->at = (stepper_course_t){.schedule = &session->course, .piece = !schedule->has_header};
    return true;
}

bool session_follow(session_t *session, const schedule_t *schedule)
{
    if (!take_over(session) || !made_for_this(session, schedule) || !load_course(session, schedule))
        return false;
    if (schedule->has_header) {
        bool other = (schedule->seed && schedule->seed != session->seed) || schedule->clock_ns;
        session_guide_load(session, schedule); /* without memory it only cannot choose later on */
        if (schedule->seed)
            session->seed = session->pick_seed = schedule->seed;
        if (schedule->clock_ns)
            session->clock_ns = schedule->clock_ns;
        if ((session->journal.done > 0 || other) && !session_launch(session, true))
            return false;
        session->fresh = true;
        session->free_before = false;
    } else if (session->mode == SESSION_DONE) {
        return session_refuse(session, "The program has ended. Go back, or start it again.");
    }
    return go(session, ACTIVITY_FOLLOW);
}

bool session_branch(session_t *session, uint32_t id)
{
    if (!take_over(session))
        return false;
    for (size_t i = 0; i < session->branch_count; i++) {
        session_branch_text_t *branch = &session->branches[i];
        if (branch->id != id)
            continue;
        if (!load_course(session, &branch->schedule))
            return false;
        session->at.piece = false;
        session->journal.done = session->journal.count;
        session_keep_branch(session);
        session_journal_clear(session);
        session->branch_now = id;
        schedule_destroy(&session->branches[i].schedule);
        session->branches[i] = session->branches[--session->branch_count];
        session->fresh = true;
        session->free_before = false;
        return session_launch(session, true) && go(session, ACTIVITY_FOLLOW);
    }
    return session_refuse(session, "There is no branch %u.", id);
}

/* ---- settings ---- */

void session_set_pick(session_t *session, session_pick_t pick, uint64_t seed)
{
    session->pick = pick;
    if (seed)
        session->pick_seed = seed;
    session->changed = true;
}

void session_set_automatic(session_t *session, bool on)
{
    session->automatic = on;
    session->changed = true;
}

void session_set_speed(session_t *session, double factor)
{
    session->speed = factor < 0.1 ? 0.1 : factor > 10 ? 10 : factor;
    session->changed = true;
    if (session->mode == SESSION_FREE) {
        mp_machine_hold(session->machine);
        mp_machine_run_free(session->machine, session->speed);
    }
}
