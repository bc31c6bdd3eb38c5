/* The picture: everything that a screen draws, as plain data in pages that live until the next picture. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/run/note.h"
#include "lessons/run/reason.h"
#include "lessons/run/schedule_text.h"
#include "lessons/run/session_inner.h"
#include "lessons/run/words.h"

enum { PAGE_BYTES = 64 * 1024, VARIABLES_SHOWN = 64, SWITCHES_EVERY = 8 };

/* ---- memory of one picture ---- */

static session_page_t *new_page(size_t bytes)
{
    size_t size = bytes > PAGE_BYTES ? bytes : PAGE_BYTES;
    session_page_t *page = malloc(sizeof *page + size);
    if (page)
        *page = (session_page_t){.size = size};
    return page;
}

void *session_alloc(session_t *session, size_t bytes)
{
    bytes = (bytes + 15) & ~(size_t)15;
    session_page_t *page = session->pages;
    if (!page || page->used + bytes > page->size) {
        page = new_page(bytes);
        if (!page)
            abort(); /* nothing sensible can be drawn any more, and nothing is lost: the lesson's processes
                        die too */
        page->next = session->pages;
        session->pages = page;
    }
    void *block = page->bytes + page->used;
    page->used += bytes;
    memset(block, 0, bytes);
    return block;
}

static void drop_pages(session_t *session)
{
    while (session->pages && session->pages->next) {
        session_page_t *next = session->pages->next;
        free(session->pages);
        session->pages = next;
    }
    if (session->pages)
        session->pages->used = 0;
}

const char *session_text(session_t *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size <= 0)
        return "";
    char *text = session_alloc(session, (size_t)size + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return text;
}

/* ---- processes ---- */

static const char *end_text(session_t *session, const session_person_t *person)
{
    if (!person->dead)
        return "";
    if (WIFSIGNALED(person->status))
        return session_text(session, "killed by %s", schedule_signal_name(WTERMSIG(person->status)));
    return session_text(session, "%d", WEXITSTATUS(person->status));
}

static session_doing_t doing_of(session_t *session, const session_person_t *person, bool held)
{
    const mp_view_t *view = &person->view;
    if (person->dead)
        return SESSION_ENDED;
    if (held && view->has_pending) {
        if (move_possible(session->machine, &session->stepper.rules, view->who, &view->pending))
            return SESSION_HOLDS;
        return view->pending.kind == MP_OP_SLEEP ? SESSION_SLEEPS : SESSION_WAITS;
    }
    if (view->stand == MP_STAND_BLOCKED)
        return view->pending.kind == MP_OP_SLEEP ? SESSION_SLEEPS : SESSION_WAITS;
    return SESSION_RUNS;
}

/* "store balance = 99", "load balance", "acquire lock", "end" */
static const char *pending_text(session_t *session, const mp_op_t *op, bool with_object)
{
    const char *object = session_object_text(session, op->object);
    switch (op->kind) {
    case MP_OP_LOAD:
        return with_object ? session_text(session, "load %s", object) : "load";
    case MP_OP_STORE:
        return with_object
                   ? session_text(session, "store %s = %s", object, session_pending_value(session, op))
                   : session_text(session, "store %s", session_pending_value(session, op));
    case MP_OP_EXIT:
        return "end";
    case MP_OP_WRITE:
        return "print";
    case MP_OP_SLEEP: /* it can go: its time has come */
        return "wakes";
    case MP_OP_START:
    case MP_OP_FORK:
        return "start a process";
    default:
        return object[0] && op->object ? session_text(session, "%s %s", mp_op_verb(op->kind), object)
                                       : session_text(session, "%s", mp_op_verb(op->kind));
    }
}

/* The cell that the pending operation will make, as far as it is known: "w99", "r", "+lock". */
static const char *next_cell(session_t *session, const session_process_t *process, const mp_view_t *view)
{
    char text[WORDS_CELL];
    if (process->doing == SESSION_ENDED || !view->has_pending)
        return "";
    if (process->doing == SESSION_WAITS)
        return "waits";
    if (process->doing == SESSION_SLEEPS)
        return "sleeps";
    if (view->pending.kind == MP_OP_LOAD)
        return "r";
    if (view->pending.kind == MP_OP_START || view->pending.kind == MP_OP_FORK)
        return "▸";
    if (view->pending.kind == MP_OP_SLEEP)
        return "wakes";
    const words_step_t step = {.path = process->path,
                               .op = view->pending,
                               .object = session_object_text(session, view->pending.object),
                               .value = session_pending_value(session, &view->pending)};
    return session_text(session, "%s", words_cell(&step, text, sizeof text));
}

static void fill_does(session_t *session, session_process_t *process, const session_person_t *person)
{
    char text[SESSION_SENTENCE / 2];
    const mp_view_t *view = &person->view;
    process->reason = "";
    switch (process->doing) {
    case SESSION_ENDED:
        process->does = process->does_short =
            WIFSIGNALED(person->status) ? process->ended : session_text(session, "ended %s", process->ended);
        break;
    case SESSION_HOLDS:
        process->does = session_text(session, "held ▸ %s", pending_text(session, &view->pending, true));
        process->does_short =
            session_text(session, "held ▸ %s", pending_text(session, &view->pending, false));
        break;
    case SESSION_WAITS:
        reason_words(session->machine, view, REASON_LONG, text, sizeof text);
        process->reason = session_text(session, "%s", text);
        size_t size = strlen(process->path);
        process->does = process->reason + (strncmp(process->reason, process->path, size) == 0 ? size + 1 : 0);
        reason_words(session->machine, view, REASON_SHORT, text, sizeof text);
        process->does_short = session_text(session, "%s", text);
        break;
    case SESSION_SLEEPS:
        process->does = process->does_short =
            session_text(session, "sleeps until %.2f s", (double)view->deadline_ns / 1e9);
        process->reason = process->does;
        break;
    default:
        process->does = process->does_short = "runs";
        break;
    }
}

static const char *warning_of(session_t *session, const session_person_t *person)
{
    const mp_op_t *op = &person->view.pending;
    char path[MP_PATH_TEXT], other[MP_PATH_TEXT];
    if (person->dead || !person->view.has_pending || op->kind != MP_OP_STORE)
        return "";
    const session_reading_t *reading = session_reading(session, person->view.path, op->object, op->index);
    uint64_t now = 0;
    uint64_t at = op->object + offsetof(mp_value_state_t, slots) + 8 * (uint64_t)op->index;
    if (!reading || !reading->out_of_date || at > UINT32_MAX ||
        !mp_machine_copy(session->machine, (uint32_t)at, &now, sizeof now))
        return "";
    mp_path_format(person->view.path, path);
    mp_path_format(reading->by, other);
    return session_text(
        session,
        "%s will store %s over %s: it read %s at step %llu, %s stored at step %llu. What %s stored "
        "will be lost.",
        path, session_bits(session, op->object, op->operand), session_bits(session, op->object, now),
        session_bits(session, op->object, reading->bits), (unsigned long long)reading->step, other,
        (unsigned long long)reading->by_step, other);
}

static session_variable_t *parent_variable(const session_view_t *view, const session_process_t *process,
                                           const char *name)
{
    if (process->parent < 0 || (size_t)process->parent >= view->process_count)
        return NULL;
    const session_process_t *parent = &view->processes[process->parent];
    for (size_t i = 0; i < parent->variable_count; i++)
        if (parent->variables[i].global && strcmp(parent->variables[i].name, name) == 0)
            return &parent->variables[i];
    return NULL;
}

static void fill_variables(session_t *session, session_process_t *process, const session_person_t *person)
{
    char note[MP_NOTE_BYTES];
    note_line_t line;
    size_t position = 0;
    size_t size = person->dead ? 0 : mp_machine_note(session->machine, person->view.who, note, sizeof note);
    process->function = "";
    process->variables = session_alloc(session, VARIABLES_SHOWN * sizeof *process->variables);
    for (bool first = true; note_next(note, size, &position, &line);) {
        if (line.kind == 'f' && first && strcmp(line.name, "<module>") != 0)
            process->function = session_text(session, "%s", line.name);
        first = first && line.kind != 'f';
        if (line.kind == 'f' || process->variable_count == VARIABLES_SHOWN)
            continue;
        session_variable_t *variable = &process->variables[process->variable_count++];
        *variable = (session_variable_t){.name = session_text(session, "%s", line.name),
                                         .text = session_text(session, "%s", line.value),
                                         .global = line.kind == 'g'};
        const session_variable_t *parents =
            variable->global ? parent_variable(&session->view, process, variable->name) : NULL;
        variable->differs = parents && strcmp(parents->text, variable->text) != 0;
    }
}

static void fill_kernel(session_process_t *process, const session_person_t *person)
{
    const mp_procfs_t *sample = &person->sample;
    process->pid = person->reaped ? 0 : person->view.pid;
    process->cpu = -1;
    process->wchan = "";
    if (!person->sampled)
        return;
    process->ppid = sample->ppid;
    process->kernel = sample->state;
    process->cpu = sample->cpu;
    process->switches_voluntary = sample->voluntary;
    process->switches_forced = sample->involuntary;
    process->cpu_time_ns = sample->user_ns + sample->system_ns;
    process->resident_bytes = sample->resident_bytes;
    if (sample->state == 'S')
        process->wchan = "futex";
}

static int digit_of(mp_path_t path)
{
    uint32_t ordinals[MP_PATH_DEPTH];
    int depth = mp_path_ordinals(path, ordinals);
    if (depth == 0)
        return 0;
    return depth == 1 && ordinals[0] <= 9 ? (int)ordinals[0] : -1;
}

static bool is_daemon(session_t *session, mp_path_t path)
{
    for (size_t i = 0; i < session->journal.filled; i++) {
        const mp_event_t *event = &session->journal.steps[i].event;
        if (event->op == MP_OP_START && event->value == path)
            return (event->flags & MP_OP_DAEMON) != 0;
    }
    return false;
}

static session_life_t life_of(const session_person_t *person)
{
    if (!person->dead)
        return person->view.life == MP_LIFE_NEW ? SESSION_LIFE_NEW : SESSION_LIFE_RUNNING;
    return person->reaped ? SESSION_LIFE_GONE : SESSION_LIFE_ZOMBIE;
}

static void fill_process(session_t *session, size_t i, bool held)
{
    const session_person_t *person = &session->lore.people[i];
    const mp_view_t *view = &person->view;
    session_process_t *process = &session->view.processes[i];
    char path[MP_PATH_TEXT];
    *process =
        (session_process_t){.index = (uint32_t)i,
                            .parent = session_process_index(session, mp_path_parent(view->path)),
                            .path = session_text(session, "%s", mp_path_format(view->path, path)),
                            .name = session_text(session, "%s", view->name),
                            .digit = digit_of(view->path),
                            .daemon = is_daemon(session, view->path),
                            .orphan = person->adopted && !person->dead,
                            .life = life_of(person),
                            .delivers = "",
                            .ended = end_text(session, person),
                            .steps = view->steps > person->told_steps ? view->steps : person->told_steps,
                            .busy_line = !held && person->busy_line,
                            .doing = doing_of(session, person, held)};
    fill_kernel(process, person);
    if (!person->dead && view->has_pending) {
        process->line = view->pending.line;
        process->column = view->pending.column;
        process->wake_ns = view->deadline_ns > 0 ? (uint64_t)view->deadline_ns : 0;
    }
    process->can_step = held && process->doing == SESSION_HOLDS;
    fill_does(session, process, person);
    process->next_cell = next_cell(session, process, view);
    process->warning = held ? warning_of(session, person) : "";
    fill_variables(session, process, person);
    if (held)
        session_view_micro(session, process, person);
}

/* Which queues something can be delivered into, and whose it is. */
static void view_deliveries(session_t *session)
{
    session_view_t *view = &session->view;
    move_t moves[MOVES_MAX];
    char label[SCHEDULE_NAME_MAX];
    uint32_t count = moves_list(session->machine, &session->stepper.rules, false, moves);
    for (uint32_t i = count; i-- > 0;) {
        int process = moves[i].kind == MOVE_DELIVER ? session_process_index(session, moves[i].path) : -1;
        if (process < 0)
            continue;
        object_label(session->machine, moves[i].object, label);
        view->processes[process].delivers = session_text(session, "%s", label);
    }
}

static void view_processes(session_t *session, bool held)
{
    session_view_t *view = &session->view;
    session_census(session);
    view->process_count = session->lore.people_count;
    view->processes = session_alloc(session, view->process_count * sizeof *view->processes);
    view->warning = "";
    for (size_t i = 0; i < view->process_count; i++) {
        fill_process(session, i, held);
        if (!view->warning[0])
            view->warning = view->processes[i].warning;
    }
    if (held && mp_machine_still(session->machine))
        view_deliveries(session);
}

/* The switches cost as much as all else, and change slowly on the screen. */
static bool sample(session_person_t *person)
{
    const uint64_t ran_ns = person->sample.ran_ns, waited_ns = person->sample.waited_ns;
    bool open = person->files.pid != 0 || mp_procfs_open(person->view.pid, &person->files);
    if (!open || !mp_procfs_look(&person->files, &person->sample))
        return false;
    if (person->looks++ % SWITCHES_EVERY == 0)
        mp_procfs_look_switches(&person->files, &person->sample);
    person->ran_ns = ran_ns;
    person->waited_ns = waited_ns;
    return true;
}

void session_sample(session_t *session)
{
    for (size_t i = 0; i < session->lore.people_count; i++) {
        session_person_t *person = &session->lore.people[i];
        person->sampled = person->view.pid > 0 && !person->reaped && sample(person);
        if (!person->sampled)
            mp_procfs_close(&person->files);
    }
    if (session->mode == SESSION_FREE)
        session_lanes_sampled(session);
    session->changed = true;
}

/* ---- output, branches, breakpoints, waits ---- */

static void view_output(session_t *session)
{
    const session_lore_t *lore = &session->lore;
    session_view_t *view = &session->view;
    view->output_count = lore->print_count;
    view->output = session_alloc(session, view->output_count * sizeof *view->output);
    for (size_t i = 0; i < view->output_count; i++) {
        const session_print_t *print = &lore->prints[i];
        view->output[i] = (session_output_t){session_process_index(session, print->path), print->stream,
                                             print->text, print->size, print->step};
    }
}

static void view_branches(session_t *session)
{
    session_view_t *view = &session->view;
    view->branch_count = session->branch_count + 1;
    view->branches = session_alloc(session, view->branch_count * sizeof *view->branches);
    for (size_t i = 0; i < session->branch_count; i++) {
        const session_branch_text_t *kept = &session->branches[i];
        char *text = schedule_format_entries(kept->schedule.entries, kept->schedule.count);
        view->branches[i] = (session_branch_t){.id = kept->id,
                                               .from = kept->from,
                                               .steps = schedule_steps(&kept->schedule),
                                               .text = session_text(session, "%.60s", text ? text : "")};
        free(text);
    }
    view->branches[session->branch_count] = (session_branch_t){
        .id = session->branch_now, .steps = session->journal.count, .text = "this one", .current = true};
    view->break_count = session->break_count;
    view->breaks = session_alloc(session, view->break_count * sizeof *view->breaks);
    for (size_t i = 0; i < view->break_count; i++)
        view->breaks[i] =
            (session_break_t){session->breaks[i].kind, session->breaks[i].line, session->breaks[i].text};
}

/* The graph knows no steps: since when something is held is the journal's to say. */
static const char *wait_sentence(session_t *session, const wait_edge_t *edge, int object)
{
    uint64_t since = object >= 0 ? session->view.shared[object].owner_step : 0;
    size_t size = strlen(edge->sentence);
    if (edge->reason.why != MP_WHY_HELD || since == 0 || size == 0)
        return session_text(session, "%s", edge->sentence);
    return session_text(session, "%.*s since step %llu.", (int)size - 1, edge->sentence,
                        (unsigned long long)since);
}

void session_view_waits(session_t *session)
{
    session_view_t *view = &session->view;
    const wait_graph_t *graph = &session->graph;
    static const session_verdict_t verdicts[] = {[WAITS_NONE] = SESSION_NO_DEADLOCK,
                                                 [WAITS_POSSIBLE] = SESSION_POSSIBLE_DEADLOCK,
                                                 [WAITS_DEADLOCK] = SESSION_DEADLOCK};
    view->verdict = verdicts[graph->verdict];
    view->verdict_text = session_text(session, "%s", graph->name);
    view->wait_count = graph->count;
    view->waits = session_alloc(session, graph->count * sizeof *view->waits);
    for (size_t i = 0; i < graph->count; i++) {
        const wait_edge_t *edge = &graph->edges[i];
        int process = session_process_index(session, edge->view.path);
        int object = session_shared_index(session, edge->object);
        view->waits[i] = (session_wait_t){.process = process < 0 ? 0 : (uint32_t)process,
                                          .line = edge->view.pending.line,
                                          .object = object,
                                          .holder = session_process_index(session, edge->holder),
                                          .holder_line = edge->holder_line,
                                          .holder_step = object >= 0 ? view->shared[object].owner_step : 0,
                                          .in_cycle = edge->in_cycle,
                                          .sentence = wait_sentence(session, edge, object)};
    }
}

static void view_lanes(session_t *session)
{
    session_view_t *view = &session->view;
    view->lanes = session->lanes; /* they change by a pump or a command only */
    view->lane_count = session->lane_count;
    view->lanes_from_ns = view->lanes_to_ns = 0;
    for (size_t i = 0; i < view->lane_count; i++) {
        const session_lane_t *lane = &view->lanes[i];
        view->lanes_to_ns = lane->to_ns > view->lanes_to_ns ? lane->to_ns : view->lanes_to_ns;
        if (i == 0 || lane->from_ns < view->lanes_from_ns)
            view->lanes_from_ns = lane->from_ns;
    }
    view->together_ns = session_together_ns(session);
}

static void forget_waits(session_t *session)
{
    session->graph.count = 0;
    session->graph.verdict = WAITS_NONE;
    session->graph.name[0] = '\0';
}

/* ---- the whole ---- */

const session_view_t *session_view(session_t *session)
{
    session_view_t *view = &session->view;
    drop_pages(session);
    bool held =
        session->mode == SESSION_HELD || session->mode == SESSION_PLAYING || session->mode == SESSION_DONE;
    bool still = held && session->mode != SESSION_DONE && mp_machine_still(session->machine);
    *view = (session_view_t){.mode = session->activity == ACTIVITY_OPEN && session->mode == SESSION_HELD
                                         ? SESSION_STARTING
                                         : session->mode,
                             .busy = session->activity != ACTIVITY_NONE && session->activity != ACTIVITY_PLAY,
                             .failure = session->failure ? session->failure : "",
                             .step = session->journal.done,
                             .step_newest = session->journal.count,
                             .step_begin = session->step_begin == UINT64_MAX ? 0 : session->step_begin,
                             .pace = session->pace,
                             .speed = session->speed,
                             .pick = session->pick,
                             .seed = session->pick_seed,
                             .automatic = session->automatic,
                             .fresh_processes = session->fresh,
                             .sentence = session->sentence,
                             .refused = session->refused,
                             .warning = "",
                             .exit_code = session->exit_code,
                             .verdict_text = "",
                             .missing_protection = "",
                             .trials_wanted = session->trials.wanted,
                             .trials_done = session->trials.done,
                             .trials_running = session->trials.running,
                             .trials_stopped = session->trials.stopped,
                             .ends = session->trials.ends,
                             .end_count = session->trials.end_count};
    if (session->mode == SESSION_FAILED)
        return view;
    int64_t clock = session->mode == SESSION_FREE ? session_monotonic_ns() - session->free_since_ns
                                                  : mp_machine_now(session->machine);
    view->clock_ns = clock > 0 ? (uint64_t)clock : 0;
    view->operations = session->operations;
    view->events_lost = mp_machine_lost(session->machine);
    view->missing_protection = mp_machine_missing_text(session->machine);
    if (still && session->began)
        waits_read(session->machine, session->program, &session->graph);
    else if (session->mode == SESSION_DONE)
        forget_waits(session);
    session_census(session);
    session_view_shared(session);
    view_processes(session, held);
    session_view_cells(session);
    view_output(session);
    view_branches(session);
    session_guide_view(session, view);
    view_lanes(session);
    session_view_waits(session);
    return view;
}
