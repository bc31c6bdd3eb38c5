/* The small windows of Run: kill, pick, pause when, go to, branches, files, find. Their answers come back as
 * calls without a context of their own, so what they are about is read from the session again. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/run_inner.h"

enum { BRANCHES_SHOWN = 12, BREAK_KINDS = 4, BREAKS_SHOWN = 12, FILE_MOST = 1 << 20, LINE_TEXT = 256 };

static void did(app_t *app)
{
    run_state(app)->program_scrolled = false;
    run_refresh(app);
    run_take_sentence(app, true);
}

static bool parse_number(const char *text, uint64_t *number)
{
    char *end;
    errno = 0;
    unsigned long long parsed = strtoull(text, &end, 10);
    *number = parsed;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

/* ---- kill ---- */

static void kill_with(app_t *app, int index)
{
    if (app->session) {
        session_kill(app->session, run_state(app)->selected, index == 0 ? SIGTERM : SIGKILL);
        run_state(app)->settle = 2;
        did(app);
    }
}

void run_ask_kill(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    uint32_t selected = run_state(app)->selected;
    if (selected >= view->process_count) {
        return;
    }
    char title[LINE_TEXT];
    static const char *const items[] = {"TERM: asks it to end (terminate)", "KILL: ends it at once (kill)"};
    snprintf(title, sizeof title, "send %s a signal", view->processes[selected].path);
    dialog_list(app, title, items, 2, 0, kill_with);
}

/* ---- schedules in files ---- */

static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *text = file ? malloc(FILE_MOST + 1) : NULL;
    if (text) {
        *size = fread(text, 1, FILE_MOST, file);
        text[*size] = '\0';
        if (ferror(file)) {
            free(text);
            text = NULL;
        }
    }
    if (file) {
        int failed = errno;
        fclose(file);
        errno = failed;
    }
    return text;
}

/* The schedule in a file; false: a sentence says what is wrong. Destroy it in any case. */
static bool read_schedule(app_t *app, const char *path, schedule_t *schedule)
{
    schedule_error_t error;
    size_t size = 0;
    char *text = read_whole(path, &size);
    schedule_init(schedule);
    if (!text) {
        app_refuse(app, "%s cannot be read: %s.", path, strerror(errno));
        return false;
    }
    bool good = schedule_parse(schedule, text, size, &error);
    if (!good) {
        app_refuse(app, "%s, line %u: %s.", path, error.line, error.message);
    }
    free(text);
    return good;
}

static void ask_file(app_t *app, const char *title, dialog_text_fn *take)
{
    char path[LINE_TEXT];
    snprintf(path, sizeof path, "%.60s-%.60s.schedule", app->lesson->id, app_variant(app)->id);
    dialog_line(app, title, path, take);
}

/* ---- how the scheduler picks ---- */

static void take_seed(app_t *app, const char *text)
{
    uint64_t seed;
    if (!app->session || !parse_number(text, &seed) || seed == 0) {
        app_refuse(app, "A seed is a whole number from 1 on.");
        return;
    }
    session_set_pick(app->session, SESSION_PICK_SEED, seed);
    app_say(app, "n picks by chance, seed %" PRIu64 ": the same seed picks the same again.", seed);
}

static void guide_by(app_t *app, const char *path)
{
    schedule_t schedule;
    if (read_schedule(app, path, &schedule) && app->session) {
        bool taken = session_load(app->session, &schedule);
        did(app);
        if (taken) {
            app_say(app, "n and space follow %s from here on, one step at a time.", path);
        }
    }
    schedule_destroy(&schedule);
}

static void take_pick(app_t *app, int index)
{
    if (!app->session) {
        return;
    }
    if (index == 0) {
        char seed[32];
        snprintf(seed, sizeof seed, "%" PRIu64, session_view(app->session)->seed);
        dialog_line(app, "seed", seed, take_seed);
    } else if (index == 1) {
        session_set_pick(app->session, SESSION_PICK_TURN, 0);
        app_say(app, "n picks in turn: main, P1, P2 and so on, whoever can go.");
    } else {
        ask_file(app, "a schedule that the scheduler follows", guide_by);
    }
}

void run_ask_pick(app_t *app)
{
    static const char *const items[] = {"by chance, from a seed", "in turn", "by a schedule from a file"};
    static const int places[] = {
        [SESSION_PICK_SEED] = 0, [SESSION_PICK_TURN] = 1, [SESSION_PICK_SCHEDULE] = 2};
    dialog_list(app, "how the scheduler picks (n, N, space)", items, 3,
                places[session_view(app->session)->pick], take_pick);
}

/* ---- pause when ---- */

static void add_break(app_t *app, session_break_kind_t kind, const char *text)
{
    uint64_t line = 0;
    if (!app->session) {
        return;
    }
    if (kind == SESSION_BREAK_LINE && (!parse_number(text, &line) || line == 0 || line > UINT32_MAX)) {
        app_refuse(app, "A line is a number, as it stands before the program's lines.");
        return;
    }
    if (!session_add_break(app->session, kind, (uint32_t)line, text)) {
        did(app);
        return;
    }
    session_run_until_break(app->session);
    did(app);
}

static void break_line(app_t *app, const char *text)
{
    add_break(app, SESSION_BREAK_LINE, text);
}

static void break_kind(app_t *app, const char *text)
{
    add_break(app, SESSION_BREAK_OPERATION, text);
}

static void break_condition(app_t *app, const char *text)
{
    add_break(app, SESSION_BREAK_CONDITION, text);
}

static void break_end(app_t *app, const char *text)
{
    add_break(app, SESSION_BREAK_END, text);
}

static void choose_break(app_t *app, int index)
{
    if (!app->session) {
        return;
    }
    size_t breaks = session_view(app->session)->break_count;
    breaks = breaks < BREAKS_SHOWN ? breaks : BREAKS_SHOWN;
    static const struct {
        const char *title;
        dialog_text_fn *take;
    } kinds[BREAK_KINDS] = {{"pause when somebody comes to line", break_line},
                            {"pause after a step of this kind (load, store, acquire, print …)", break_kind},
                            {"pause when this holds, such as: balance < 0", break_condition},
                            {"pause when this process ends (P1, main; empty: any)", break_end}};
    if (index < BREAK_KINDS) {
        dialog_line(app, kinds[index].title, "", kinds[index].take);
    } else if (index == BREAK_KINDS) {
        session_run_until_break(app->session);
        did(app);
    } else if ((size_t)(index - BREAK_KINDS - 1) < breaks) {
        session_clear_break(app->session, (size_t)(index - BREAK_KINDS - 1));
        did(app);
        app_say(app, "This pause is taken away.");
    } else {
        session_clear_breaks(app->session);
        did(app);
        app_say(app, "Nothing pauses the run by itself any more.");
    }
}

static void break_text(const session_break_t *point, char *text, size_t size)
{
    static const char *const kinds[] = {[SESSION_BREAK_LINE] = "line",
                                        [SESSION_BREAK_OPERATION] = "a step of the kind",
                                        [SESSION_BREAK_CONDITION] = "the condition",
                                        [SESSION_BREAK_END] = "the end of"};
    if (point->kind == SESSION_BREAK_LINE) {
        snprintf(text, size, "take away: line %u", point->line);
    } else {
        const char *any = point->kind == SESSION_BREAK_END && !point->text[0] ? "any process" : point->text;
        snprintf(text, size, "take away: %s %.80s", kinds[point->kind], any);
    }
}

void run_ask_break(app_t *app)
{
    static const char *const kinds[] = {"a line …", "a kind of step …", "a condition on shared values …",
                                        "the end of a process …", "go on to the next pause"};
    const session_view_t *view = session_view(app->session);
    char texts[BREAKS_SHOWN][LINE_TEXT];
    const char *items[BREAK_KINDS + 2 + BREAKS_SHOWN];
    size_t breaks = view->break_count < BREAKS_SHOWN ? view->break_count : BREAKS_SHOWN;
    int count = BREAK_KINDS;
    memcpy(items, kinds, sizeof kinds);
    if (breaks > 0) {
        count++;
        for (size_t i = 0; i < breaks; i++) {
            break_text(&view->breaks[i], texts[i], LINE_TEXT);
            items[count++] = texts[i];
        }
        items[count++] = "no pauses any more";
    }
    dialog_list(app, "pause when", items, count, breaks > 0 ? BREAK_KINDS : 0, choose_break);
}

/* ---- steps and branches ---- */

static void go_to_step(app_t *app, const char *text)
{
    uint64_t step;
    if (!parse_number(text, &step)) {
        app_refuse(app, "A step is a number: 0 is the start, the newest is at the right of the table.");
    } else if (app->session) {
        session_goto(app->session, step);
        did(app);
    }
}

void run_ask_step(app_t *app)
{
    char title[LINE_TEXT];
    snprintf(title, sizeof title, "go to step (0 to %" PRIu64 ")", session_view(app->session)->step_newest);
    dialog_line(app, title, "", go_to_step);
}

static void take_branch(app_t *app, int index)
{
    if (!app->session) {
        return;
    }
    const session_view_t *view = session_view(app->session);
    if ((size_t)index < view->branch_count && !view->branches[index].current) {
        session_branch(app->session, view->branches[index].id);
        did(app);
    }
}

void run_ask_branch(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    char texts[BRANCHES_SHOWN][LINE_TEXT];
    const char *items[BRANCHES_SHOWN];
    int count = 0, at = 0;
    for (size_t i = 0; i < view->branch_count && count < BRANCHES_SHOWN; i++) {
        const session_branch_t *branch = &view->branches[i];
        snprintf(texts[count], LINE_TEXT, "%" PRIu64 " steps, leaves at %" PRIu64 ": %.60s", branch->steps,
                 branch->from, branch->text);
        if (branch->current) {
            snprintf(texts[count], LINE_TEXT, "%" PRIu64 " steps: this one", branch->steps);
            at = count;
        }
        items[count] = texts[count];
        count++;
    }
    if (count < 2) {
        app_refuse(app, "There is only this branch: go back and step another way to make a second.");
        return;
    }
    dialog_list(app, "branches taken", items, count, at, take_branch);
}

/* ---- files ---- */

static void save_to(app_t *app, const char *path)
{
    schedule_t schedule;
    schedule_init(&schedule);
    char *text =
        app->session && session_schedule(app->session, &schedule) ? schedule_format(&schedule) : NULL;
    FILE *file = text ? fopen(path, "w") : NULL;
    bool written = file && fputs(text, file) >= 0;
    written = file && fclose(file) == 0 && written;
    if (!text) {
        app_refuse(app, "There is no schedule to save: a free run is not recorded step by step.");
    } else if (!written) {
        app_refuse(app, "%s could not be written: %s.", path, strerror(errno));
    } else {
        app_say(app, "Saved to %s. O opens it again, `lockstep replay` runs it.", path);
    }
    free(text);
    schedule_destroy(&schedule);
}

void run_ask_save(app_t *app)
{
    ask_file(app, "save this schedule as", save_to);
}

static void load_from(app_t *app, const char *path)
{
    schedule_t schedule;
    run_leave_free_numbers(app, false);
    if (read_schedule(app, path, &schedule) && app_session(app)) {
        session_follow(app->session, &schedule);
        app->led = true;
        did(app);
    }
    schedule_destroy(&schedule);
}

void run_ask_load(app_t *app)
{
    ask_file(app, "open a schedule", load_from);
}

/* ---- find ---- */

static void find_text(app_t *app, const char *text)
{
    run_state_t *state = run_state(app);
    const char *found = text[0] && state->text ? strstr(state->text, text) : NULL;
    if (!found) {
        app_refuse(app, "%.60s is not in the program.", text);
        return;
    }
    int line = 0;
    for (const char *at = state->text; at < found; at++) {
        line += *at == '\n';
    }
    state->focus = RUN_PROGRAM;
    state->program_scrolled = true;
    state->scroll[RUN_PROGRAM] = line > 2 ? line - 2 : 0;
    app_say(app, "Line %d.", line + 1);
}

void run_ask_find(app_t *app)
{
    dialog_line(app, "find in the program", "", find_text);
}
