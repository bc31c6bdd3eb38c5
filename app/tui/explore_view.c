#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/explore_inner.h"
#include "app/tui/view.h"

/* ---- drawing ---- */

static void knob_words(const app_t *app, char *text, size_t size)
{
    text[0] = '\0';
    for (uint32_t i = 0; i < app->lesson->knobs_count && i < APP_KNOBS; i++) {
        size_t at = strlen(text);
        snprintf(text + at, size - at, " ─ %s = %lld", app->lesson->knobs[i].name, (long long)app->held[i]);
    }
}

static void draw_head(const app_t *app, const explore_state_t *state, area_t body)
{
    static const char *const sees[] = {[EXPLORE_SEE_LAST_LINE] = "the last line",
                                       [EXPLORE_SEE_LINES] = "all lines",
                                       [EXPLORE_SEE_LINES_ANY_ORDER] = "lines in any order",
                                       [EXPLORE_SEE_EACH_PROCESS] = "each process's lines",
                                       [EXPLORE_SEE_VALUES] = "the shared values"};
    char title[240], knobs[120], right[60];
    knob_words(app, knobs, sizeof knobs);
    const char *doing = state->task                ? "searching"
                        : !state->report           ? "not searched"
                        : state->report->exhausted ? "finished"
                                                   : "cut short";
    snprintf(title, sizeof title, "%s%s%s ─── every order · %s", app_variant(app)->title, knobs,
             state->with_lock ? " ─ with your lock" : "", doing);
    snprintf(right, sizeof right, "an end is: %s", sees[state->see]);
    bool room = text_columns(title, strlen(title)) + text_columns(right, strlen(right)) + 12 < body.columns;
    paint_rule(body, 0, title, room ? right : NULL);
}

static void draw_progress(const explore_state_t *state, area_t area)
{
    char states[32], steps[32], frontier[32];
    explore_progress_t now = explore_task_progress(state->task);
    paint_format(area, 1, 2, ROLE_TITLE, "%s states so far, %s steps", explore_commas(now.states, states),
                 explore_commas(now.transitions, steps));
    double rate = now.elapsed_s > 0 ? (double)now.states / now.elapsed_s : 0;
    char a_second[32];
    paint_format(area, 2, 2, ROLE_TEXT,
                 "%s of them to be gone on from · %s states a second · %zu MB · %.1f s",
                 explore_commas(now.frontier, frontier), explore_commas((uint64_t)rate, a_second),
                 now.memory_bytes >> 20, now.elapsed_s);
    paint_text(area, 4, 2, ROLE_DIM, "space or Esc stops it and shows what was found so far.");
}

static void draw_summary(const app_t *app, const explore_state_t *state, area_t body)
{
    const explore_report_t *report = state->report;
    char text[400], right[32], wrong[32];
    uint64_t good, bad;
    if (app->projector && app->covered) {
        paint_text(body, 1, 1, ROLE_TEXT, "How many orders are there, and how many go wrong?  . shows it");
        return;
    }
    bool counted = explore_orders(report, false, &good) && explore_orders(report, true, &bad);
    size_t ends = report->outcome_count, deadlocks = 0, errors = 0;
    for (size_t i = 0; i < ends; i++) {
        deadlocks += report->outcomes[i].kind == EXPLORE_END_DEADLOCK;
        errors += report->outcomes[i].kind == EXPLORE_END_EXCEPTION;
    }
    int size = counted ? snprintf(text, sizeof text, "%s order%s", explore_commas(good + bad, right),
                                  good + bad == 1 ? "" : "s")
                       : snprintf(text, sizeof text, "%s orders",
                                  report->all_orders ? report->all_orders : "Endlessly many");
    if (counted && state->judged && (good == 0 || bad == 0)) {
        size += snprintf(text + size, sizeof text - (size_t)size, ", %s %s",
                         good + bad == 1 ? "it ends" : "all end", bad ? "wrong" : "right");
    } else if (counted && (state->judged || bad)) {
        size += snprintf(text + size, sizeof text - (size_t)size, ": %s end %s, %s end wrong",
                         explore_commas(good, right), state->judged ? "right" : "somehow",
                         explore_commas(bad, wrong));
    } else {
        size += snprintf(text + size, sizeof text - (size_t)size, ", %zu %send%s", ends,
                         ends == 1 ? "" : "different ", ends == 1 ? "" : "s");
    }
    snprintf(text + size, sizeof text - (size_t)size, ".  %s%s",
             deadlocks           ? "There is a deadlock"
             : report->exhausted ? "No deadlock"
                                 : "No deadlock so far",
             errors      ? ", an exception."
             : deadlocks ? "."
                         : ", no exception.");
    paint_cut(body, 1, 1, body.columns - 2, ROLE_TEXT, text);
}

static void draw_what_ifs(const explore_state_t *state, area_t area, int line)
{
    if (line + 2 + (int)(state->what_if_count ? state->what_if_count : 1) > area.lines) {
        return;
    }
    paint_rule(area, line++, "what if", NULL);
    if (state->what_if_count == 0) {
        paint_text(area, line, 2, ROLE_DIM, "L, then mark lines: the same program with a lock around them");
    }
    for (size_t i = 0; i < state->what_if_count; i++) {
        paint_format(area, line, 2, ROLE_TEXT, "a lock around %s", state->what_ifs[i].words);
        paint_cut(area, line++, 44, area.columns - 46, ROLE_HERE, state->what_ifs[i].result);
    }
}

/* Rows of the body: rule, summary, rule, ends, rule, table, rule, why. */
typedef struct layout {
    int ends, table, why;
} layout_t;

static layout_t lay_out(int lines, size_t outcomes, int table_rows)
{
    layout_t layout = {.table = table_rows};
    int left = lines - 5 - table_rows, why = left >= 9 ? 4 : left >= 6 ? 3 : 2;
    layout.ends = (int)(outcomes < 40 ? outcomes : 40);
    layout.ends = layout.ends > left - why ? left - why : layout.ends;
    layout.ends = layout.ends < 1 ? 1 : layout.ends;
    layout.why = left - layout.ends;
    return layout;
}

static void draw_report(const app_t *app, explore_state_t *state, area_t body)
{
    const explore_outcome_t *outcome = explore_chosen(state);
    bool hidden = app->projector && app->covered;
    int columns = body.columns >= 100 ? body.columns * 3 / 5 : 46;
    layout_t rows =
        lay_out(body.lines, state->report->outcome_count, outcome ? explore_table_rows(outcome) : 1);
    draw_summary(app, state, body);
    char shown[60] = "ends";
    if ((size_t)rows.ends < state->report->outcome_count) {
        snprintf(shown, sizeof shown, "ends: %d of %zu, ↑↓ show the others", rows.ends,
                 state->report->outcome_count);
    }
    paint_rule(body, 2, shown, NULL);
    bool beside = state->trials && body.columns >= 70;
    int left = beside ? columns : body.columns;
    area_t ends = {body.line + 3, 0, rows.ends, left};
    area_t trials = {body.line + 3, left + 1, beside ? rows.ends : 0, body.columns - left - 1};
    state->top = state->at < state->top ? state->at : state->top;
    state->top = state->at >= state->top + (size_t)rows.ends ? state->at - (size_t)rows.ends + 1 : state->top;
    if (beside) {
        const session_view_t *view = app->session ? session_view(app->session) : NULL;
        area_t head = {body.line + 2, left, 1, body.columns - left};
        char title[60], done[32];
        snprintf(title, sizeof title, "%s free runs", explore_commas(view ? view->trials_done : 0, done));
        paint_rule(head, 0, title, NULL);
        paint_bar(body, left, 3, 2 + rows.ends);
        paint_joint(body, 2, left, "┬");
    }
    explore_draw_ends(app, state, ends, trials);
    if (!outcome || hidden) {
        return;
    }
    char label[120], title[240];
    explore_label(outcome, label, sizeof label);
    snprintf(title, sizeof title, "shortest way to %.90s: %u switch%s", label, outcome->switches,
             outcome->switches == 1 ? "" : "es");
    int line = 3 + rows.ends;
    paint_rule(body, line, title, NULL);
    if (beside) {
        paint_joint(body, line, left, "┴");
    }
    explore_draw_table(outcome, (area_t){body.line + line + 1, 0, rows.table, body.columns});
    line += 1 + rows.table;
    paint_rule(body, line, "why", NULL);
    int why = (int)outcome->why_count * (body.columns >= 100 ? 1 : 2) + 2;
    why = why > rows.why ? rows.why : why;
    explore_draw_why(outcome, (area_t){body.line + line + 1, 0, rows.why, body.columns});
    if (body.lines >= 30) {
        draw_what_ifs(state, body, line + 1 + why);
    }
}

static void draw_marking(const explore_state_t *state, area_t body)
{
    paint_text(body, 1, 1, ROLE_TEXT, "Which lines should stand under one lock?");
    paint_rule(body, 2, "the program", NULL);
    explore_draw_marking(state, (area_t){body.line + 3, 0, body.lines - 3, body.columns});
}

static void draw(app_t *app, area_t body)
{
    explore_state_t *state = explore_state(app);
    draw_head(app, state, body);
    if (state->marking) {
        draw_marking(state, body);
    } else if (state->task) {
        draw_progress(state, (area_t){body.line + 1, 0, body.lines - 1, body.columns});
    } else if (state->report) {
        draw_report(app, state, body);
    } else if (state->not_searched) {
        paint_text(body, 2, 2, ROLE_TITLE, "The lesson does not ask for every order of this program:");
        paint_cut(body, 3, 2, body.columns - 4, ROLE_TEXT, app_variant(app)->search.reason);
        paint_text(body, 5, 2, ROLE_DIM, "space searches all the same, as far as it gets.");
    } else {
        paint_cut(body, 2, 2, body.columns - 4, ROLE_WARNING, state->message);
        if (state->invariant[0]) {
            paint_text(body, 4, 2, ROLE_DIM, "I changes the invariant; an empty one is none.");
        }
    }
}

/* ---- commands ---- */

static void search_again(app_t *app)
{
    explore_state_t *state = explore_state(app);
    if (state->with_lock && state->text) {
        char *text = strdup(state->text), words[96];
        memcpy(words, state->lock_words, sizeof words);
        if (text) {
            explore_begin_with(app, text, words);
        }
        return;
    }
    explore_begin(app);
}

static void start_or_stop(app_t *app)
{
    explore_state_t *state = explore_state(app);
    if (state->task) {
        state->stopped = true;
        explore_task_stop(state->task);
    } else {
        search_again(app);
    }
}

static void choose_ends(app_t *app, int index)
{
    explore_state(app)->see = (explore_see_t)index;
    search_again(app);
}

static void ask_ends(app_t *app)
{
    static const char *const items[] = {"the last line that is printed", "all lines, in their order",
                                        "all lines, in any order", "the lines of each process",
                                        "the shared values"};
    dialog_list(app, "What counts as an end?", items, 5, (int)explore_state(app)->see, choose_ends);
}

static void take_invariant(app_t *app, const char *text)
{
    explore_state_t *state = explore_state(app);
    snprintf(state->invariant, sizeof state->invariant, "%s", text);
    search_again(app);
}

static void change_timing(app_t *app)
{
    explore_state_t *state = explore_state(app);
    bool exact = state->timing == EXPLORE_TIMING_IDEAL;
    state->timing = exact ? EXPLORE_TIMING_ANY : EXPLORE_TIMING_IDEAL;
    search_again(app);
}

static void run_free(app_t *app)
{
    explore_state_t *state = explore_state(app);
    if (app->free_numbers) {
        app_drop_session(app);
    }
    session_t *session = app_session(app);
    if (session && session_trials(session, EXPLORE_TRIALS, EXPLORE_TRIAL_MS)) {
        state->trials = true;
        app_say(app, "Running the program free, %d times: what the cores happen to show.", EXPLORE_TRIALS);
    } else if (session) {
        app_refuse(app, "%s", session_view(session)->sentence);
    }
}

static void show_waits(app_t *app)
{
    const explore_outcome_t *outcome = explore_chosen(explore_state(app));
    char *text = NULL;
    size_t size;
    if (!outcome || outcome->waiting_count == 0) {
        app_refuse(app, "At this end nobody waits.");
        return;
    }
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; out && i < outcome->waiting_count; i++) {
        const explore_waiting_t *wait = &outcome->waiting[i];
        fprintf(out, "%s waits at line %u for %s", wait->process, wait->line, wait->on);
        if (wait->held_by) {
            fprintf(out, ", which %s has", wait->held_by);
            fprintf(out, wait->held_since ? " since step %u" : "%.0u", wait->held_since);
        }
        fputs(".\n", out);
    }
    if (out && fclose(out) == 0) {
        dialog_show(app, "who waits for whom", text);
    }
    free(text);
}

static bool has_line(const char *text, const char *line)
{
    size_t size = strlen(line);
    for (const char *at = text; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
        if (strncmp(at, line, size) == 0 && at[size] == '\n') {
            return true;
        }
    }
    return false;
}

static void show_difference(app_t *app)
{
    explore_state_t *state = explore_state(app);
    char *text = NULL, *now = NULL, label[200];
    size_t size, now_size;
    FILE *out = open_memstream(&text, &size), *list = open_memstream(&now, &now_size);
    if (!state->report || !state->before || !out || !list) {
        app_refuse(
            app,
            "There is nothing to compare with yet: change the variant (v), a knob (c) or lock lines (L).");
    } else {
        fprintf(out, "before: %s\nnow:    %s\n\n", state->before_name, state->now_name);
        for (size_t i = 0; i < state->report->outcome_count; i++) {
            explore_label(&state->report->outcomes[i], label, sizeof label);
            fprintf(list, "%s\n", label);
            fprintf(out, "%s  %s\n", has_line(state->before, label) ? "both  " : "new   ", label);
        }
        fflush(list);
        for (const char *at = state->before; *at;) {
            size_t length = strcspn(at, "\n");
            snprintf(label, sizeof label, "%.*s", (int)length, at);
            if (!has_line(now, label)) {
                fprintf(out, "gone    %s\n", label);
            }
            at += length + (at[length] == '\n');
        }
        for (size_t i = 0; i < state->what_if_count; i++) {
            fprintf(out, "%sa lock around %s: %s\n", i ? "" : "\nwhat if\n", state->what_ifs[i].words,
                    state->what_ifs[i].result);
        }
        fflush(out);
        dialog_show(app, "what changed", text);
    }
    if (out) {
        fclose(out);
    }
    if (list) {
        fclose(list);
    }
    free(text);
    free(now);
}

static bool is_counting(const app_t *app)
{
    return explore_state(app)->trials && app->session && session_view(app->session)->trials_running;
}

static void escape(app_t *app)
{
    explore_state_t *state = explore_state(app);
    if (state->task) {
        state->stopped = true;
        explore_task_stop(state->task);
    } else if (is_counting(app)) {
        session_trials_stop(app->session);
        app_say(app, "Stopped after %u free runs; F goes on.", session_view(app->session)->trials_done);
    } else if (state->with_lock) {
        app_set_override(app, NULL);
        explore_begin(app);
    }
}

static void move(app_t *app, long by)
{
    explore_state_t *state = explore_state(app);
    long last = state->report ? (long)state->report->outcome_count - 1 : 0, at = (long)state->at + by;
    state->at = (size_t)(at < 0 || last < 0 ? 0 : at > last ? last : at);
}

/* The next end that shows the text, round the last one. */
static void find(app_t *app, const char *text)
{
    explore_state_t *state = explore_state(app);
    size_t count = state->report ? state->report->outcome_count : 0;
    for (size_t i = 1; text[0] && i <= count; i++) {
        char label[400];
        size_t at = (state->at + i) % count;
        explore_label(&state->report->outcomes[at], label, sizeof label);
        if (strcasestr(label, text)) {
            state->at = at;
            return;
        }
    }
    app_refuse(app, "No end shows \"%.60s\".", text);
}

static bool searching_command(app_t *app, command_id_t command)
{
    switch (command) {
    case COMMAND_GO_ON:
        start_or_stop(app);
        return true;
    case COMMAND_ESCAPE:
        escape(app);
        return true;
    case COMMAND_WHAT_ENDS:
        ask_ends(app);
        return true;
    case COMMAND_INVARIANT:
        dialog_line(app, "an invariant over shared values, such as balance.value >= 0 (empty: none)",
                    explore_state(app)->invariant, take_invariant);
        return true;
    case COMMAND_TIMING:
        change_timing(app);
        return true;
    case COMMAND_TRIALS:
        run_free(app);
        return true;
    case COMMAND_LOCK_LINES:
        explore_mark_begin(app);
        return true;
    default:
        return false;
    }
}

static bool command(app_t *app, command_id_t command)
{
    explore_state_t *state = explore_state(app);
    bool in_list = command == COMMAND_UP || command == COMMAND_DOWN || command == COMMAND_OPEN ||
                   command == COMMAND_GO_ON || command == COMMAND_PAGE_UP || command == COMMAND_PAGE_DOWN ||
                   command == COMMAND_ESCAPE || command == COMMAND_LOCK_LINES;
    if (state->marking && in_list) {
        explore_mark_command(app, command);
        return true;
    }
    switch (command) {
    case COMMAND_UP:
        move(app, -1);
        return true;
    case COMMAND_DOWN:
        move(app, 1);
        return true;
    case COMMAND_PAGE_UP:
        move(app, -10);
        return true;
    case COMMAND_PAGE_DOWN:
        move(app, 10);
        return true;
    case COMMAND_OPEN:
        explore_step_through(app);
        return true;
    case COMMAND_SAVE:
        explore_ask_where_to_save(app);
        return true;
    case COMMAND_WAITS:
        show_waits(app);
        return true;
    case COMMAND_DIFFERENCE:
        show_difference(app);
        return true;
    case COMMAND_FIND:
        dialog_line(app, "find an end", "", find);
        return true;
    case COMMAND_EXPLORE:
        return true;
    default:
        return searching_command(app, command);
    }
}

static bool mouse(app_t *app, area_t body, const terminal_key_t *key)
{
    explore_state_t *state = explore_state(app);
    if (key->mouse_wheel_up || key->mouse_wheel_down) {
        move(app, key->mouse_wheel_up ? -1 : 1);
        return true;
    }
    int line = key->mouse_line - body.line - 3;
    if (line < 0 || !state->report || state->marking ||
        state->top + (size_t)line >= state->report->outcome_count) {
        return false;
    }
    state->at = state->top + (size_t)line;
    if (key->mouse_double) {
        explore_step_through(app);
    }
    return true;
}

/* ---- life ---- */

static bool open_view(app_t *app)
{
    app->states[VIEW_EXPLORE] = calloc(1, sizeof(explore_state_t));
    return app->states[VIEW_EXPLORE] != NULL;
}

static void close_view(app_t *app)
{
    explore_state_t *state = explore_state(app);
    explore_end_tasks(state);
    explore_report_free(state->report);
    free(state->program);
    free(state->text);
    free(state->before);
    free(state);
    app->states[VIEW_EXPLORE] = NULL;
}

static const command_id_t *footer(const app_t *app)
{
    static const command_id_t busy[] = {COMMAND_GO_ON, COMMAND_ESCAPE, COMMAND_READ, COMMAND_RUN,
                                        COMMAND_NONE};
    static const command_id_t marking[] = {COMMAND_UP, COMMAND_GO_ON, COMMAND_OPEN, COMMAND_ESCAPE,
                                           COMMAND_NONE};
    static const command_id_t keys[] = {
        COMMAND_UP,         COMMAND_OPEN,  COMMAND_LOCK_LINES, COMMAND_VARIANT, COMMAND_KNOB,
        COMMAND_TRIALS,     COMMAND_SAVE,  COMMAND_INVARIANT,  COMMAND_TIMING,  COMMAND_WHAT_ENDS,
        COMMAND_DIFFERENCE, COMMAND_WAITS, COMMAND_RUN,        COMMAND_NONE};
    static const command_id_t locked[] = {COMMAND_UP,         COMMAND_OPEN,       COMMAND_ESCAPE,
                                          COMMAND_LOCK_LINES, COMMAND_DIFFERENCE, COMMAND_SAVE,
                                          COMMAND_WAITS,      COMMAND_RUN,        COMMAND_NONE};
    const explore_state_t *state = explore_state(app);
    return state->marking                    ? marking
           : state->task || is_counting(app) ? busy
           : state->with_lock                ? locked
                                             : keys;
}

/* Progress comes through the wake descriptor; only free runs need nothing but the session's. */
static int wait_ms(const app_t *app)
{
    const explore_state_t *state = explore_state(app);
    return state->task ? 200 : is_counting(app) ? 2 : -1;
}

static const char *word(const app_t *app, command_id_t command)
{
    const explore_state_t *state = explore_state(app);
    switch (command) {
    case COMMAND_OPEN:
        return state->marking ? "search" : "step through it";
    case COMMAND_GO_ON:
        return state->marking ? "mark" : "stop";
    case COMMAND_UP:
        return state->marking ? "line" : "end";
    case COMMAND_ESCAPE:
        return state->marking ? "leave" : state->task ? "stop" : "without it";
    case COMMAND_TRIALS:
        return "free runs";
    default:
        return NULL;
    }
}

const view_t explore_view = {
    .set = IN_EXPLORE,
    .name = "explore",
    .help =
        "Every order in which the steps of all processes can come, and where each of them ends. █ are right "
        "ends, ▒ wrong ones; the number is how many orders lead there. Below stands the shortest way to the "
        "chosen end, one column a step: r is a read, w a store. ⏎ takes you through that way on real "
        "processes. L puts a lock around lines of your choice and searches again; the file stays as it is.",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .command = command,
    .pump = explore_carry_on,
    .mouse = mouse,
    .footer = footer,
    .word = word,
    .wait_ms = wait_ms,
};
