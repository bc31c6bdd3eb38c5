/* Run: a program on real processes, held or free. The view as a whole; its panes are run_*.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_inner.h"
#include "app/tui/run_tour.h"
#include "app/tui/view.h"

enum { FRAME_MS = 50, SETTLE_MS = 25, BUSY_MS = 20, FEW_PICTURES = 3, MANY = 8, ENDED_SHOWN = 4 };

static const double lane_zooms[] = {1, 2, 4, 8, 16, 32, 64};

/* ---- what the panes ask ---- */

bool run_is_free(const session_view_t *view)
{
    return view->mode == SESSION_FREE || view->mode == SESSION_PAUSING ||
           (view->mode == SESSION_DONE && view->lane_count > 0);
}

bool run_may_wake(const app_t *app, const session_process_t *process)
{
    return process->doing == SESSION_SLEEPS && app_variant(app)->ends.sleeps == SLEEPS_ANY;
}

const char *run_path(const session_view_t *view, int process)
{
    if (process < 0) {
        return "time";
    }
    return (size_t)process < view->process_count ? view->processes[process].path : "?";
}

size_t run_place(const run_picture_t *picture, uint32_t process)
{
    size_t place = 0;
    while (place + 1 < picture->view->process_count && run_shown(picture, place) != process) {
        place++;
    }
    return place;
}

/* By the numbers in their paths: main, P1, P1.2, P2, P10. */
static int compare_paths(const char *left, const char *right)
{
    if (strcmp(left, "main") == 0 || strcmp(right, "main") == 0) {
        return (strcmp(right, "main") == 0) - (strcmp(left, "main") == 0);
    }
    for (left++, right++; *left && *right; left += *left == '.', right += *right == '.') {
        char *left_end, *right_end;
        unsigned long a = strtoul(left, &left_end, 10), b = strtoul(right, &right_end, 10);
        if (a != b || left_end == left || right_end == right) {
            return a < b ? -1 : a > b;
        }
        left = left_end;
        right = right_end;
    }
    return *right ? -1 : *left != 0;
}

static int by_path(const void *a, const void *b, void *context)
{
    const session_view_t *view = context;
    return compare_paths(view->processes[*(const uint32_t *)a].path,
                         view->processes[*(const uint32_t *)b].path);
}

static void put_in_order(run_state_t *state)
{
    size_t count = state->view->process_count;
    free(state->order);
    state->order = calloc(count + 1, sizeof *state->order);
    state->ordered = state->order ? count : 0;
    for (size_t i = 0; state->order && i < count; i++) {
        state->order[i] = (uint32_t)i;
    }
    if (state->order) {
        qsort_r(state->order, count, sizeof *state->order, by_path, (void *)(uintptr_t)state->view);
    }
}

static run_picture_t picture_of(const app_t *app)
{
    const run_state_t *state = run_state(app);
    return (run_picture_t){.app = app, .state = state, .view = state->view};
}

/* ---- life ---- */

static bool run_open(app_t *app)
{
    run_state_t *state = calloc(1, sizeof *state);
    if (!state) {
        return false;
    }
    state->focus = RUN_PROCESSES;
    state->lane_zoom = 1;
    state->pace = 2;
    state->tour_at = -1;
    schedule_init(&state->kept);
    app->states[VIEW_RUN] = state;
    return true;
}

static void run_close(app_t *app)
{
    run_state_t *state = run_state(app);
    if (state) {
        schedule_destroy(&state->kept);
        free(state->text);
        free(state->order);
        free(state);
    }
    app->states[VIEW_RUN] = NULL;
}

/* ---- the picture ---- */

static void select_first_that_can_go(run_state_t *state)
{
    for (size_t i = 0; i < state->view->process_count; i++) {
        if (state->view->processes[i].can_step) {
            state->selected = (uint32_t)i;
            return;
        }
    }
}

static void take_new_session(app_t *app)
{
    run_state_t *state = run_state(app);
    state->serial = app->session_serial;
    state->program_scrolled = false;
    state->tour_at = -1;
    state->selected = 0;
    state->choosing = true;
    state->settle = 2;
    state->last[0] = '\0';
    memset(state->scroll, 0, sizeof state->scroll);
    memset(state->busy, 0, sizeof state->busy);
    if (!app->free_numbers) {
        state->has_kept = false;
        state->trials_wait = false;
    }
}

/* They stay marked when the run has ended: most runs are over before one can look. */
static void note_busy_lines(run_state_t *state)
{
    for (size_t i = 0; i < state->view->process_count; i++) {
        const session_process_t *process = &state->view->processes[i];
        if (process->busy_line && process->line < RUN_BUSY_LINES) {
            state->busy[process->line / 8] |= (unsigned char)(1U << process->line % 8);
        }
    }
}

void run_refresh(app_t *app)
{
    run_state_t *state = run_state(app);
    bool fresh = !run_is_current(app);
    if (!app->session) {
        state->view = NULL;
        return;
    }
    if (fresh) {
        take_new_session(app);
    }
    char *text = app_program_text(app, app->free_numbers);
    if (text) {
        free(state->text);
        state->text = text;
    }
    state->view = session_view(app->session);
    note_busy_lines(state);
    put_in_order(state);
    size_t count = state->view->process_count;
    if (state->selected >= count && count > 0) {
        state->selected = (uint32_t)count - 1;
    }
    if (state->focus == RUN_ENDS && (state->ends_away || state->view->trials_wanted == 0)) {
        state->focus = RUN_PROCESSES;
    }
    if (state->choosing) {
        select_first_that_can_go(state);
        state->choosing = state->view->mode == SESSION_STARTING || state->view->busy || count == 0;
    }
}

static bool was_too_short(const run_state_t *state)
{
    return state->view->mode == SESSION_DONE && state->view->lane_count > 0 &&
           state->pictures < FEW_PICTURES && state->view->trials_wanted == 0 && !state->view->refused;
}

static bool is_moving(const session_view_t *view)
{
    return view->mode == SESSION_FREE || view->mode == SESSION_PAUSING || view->mode == SESSION_PLAYING ||
           view->mode == SESSION_STARTING || view->busy;
}

/* The newest step wrote over something that its process had not seen. */
/* The last step that somebody chose, with how many went by themselves after it; NULL none. */
static const session_cell_t *last_chosen(const session_view_t *view, uint64_t *after)
{
    const session_cell_t *chosen = NULL;
    *after = 0;
    for (size_t i = 0; i < view->cell_count && !view->cells[i].undone; i++) {
        *after = view->cells[i].automatic ? *after + 1 : 0;
        chosen = view->cells[i].automatic ? chosen : &view->cells[i];
    }
    return chosen;
}

/* What there is to say behind the sentence of the step that was chosen: what it lost, and what followed. */
static void aftermath(const session_view_t *view, char *text, size_t size)
{
    uint64_t after;
    const session_cell_t *chosen = last_chosen(view, &after);
    text[0] = '\0';
    if (!chosen || view->refused || run_is_free(view) || view->mode == SESSION_DONE) {
        return;
    }
    bool told = view->sentence && strcmp(view->sentence, chosen->sentence) == 0;
    size_t used = 0;
    uint64_t first = view->step - after + 1;
    if (chosen->lost_update && (told || after == 0)) {
        used = (size_t)snprintf(text, size, " What stood there had not been seen: it is lost now.");
    }
    if (told && after == 1) {
        snprintf(text + used, size - used, " Step %llu went by itself.", (unsigned long long)view->step);
    } else if (told && after > 1) {
        snprintf(text + used, size - used, " Steps %llu–%llu went by themselves.", (unsigned long long)first,
                 (unsigned long long)view->step);
    }
}

void run_take_sentence(app_t *app, bool always)
{
    run_state_t *state = run_state(app);
    const session_view_t *view = state->view;
    char text[APP_SENTENCE];
    if (!view) {
        return;
    }
    bool stuck = view->verdict == SESSION_DEADLOCK && view->mode != SESSION_DONE;
    bool warns = !view->refused && view->warning[0];
    if (view->mode == SESSION_FAILED) {
        snprintf(text, sizeof text, "The program cannot run: see the message.");
    } else if (stuck) {
        snprintf(text, sizeof text, "Deadlock: %s. Nobody can ever go on; w shows who waits for whom.",
                 view->verdict_text[0] ? view->verdict_text : "everybody waits");
    } else if (warns) {
        snprintf(text, sizeof text, "! %s", view->warning);
    } else {
        bool opens = view->mode == SESSION_HELD && view->step == view->step_begin;
        char more[160];
        aftermath(view, more, sizeof more);
        snprintf(
            text, sizeof text, "%s%s%s", view->sentence ? view->sentence : "",
            was_too_short(state)
                ? " Too short to watch: F runs it 20 times and counts the ends, space holds it at its start."
            : opens && view->missing_protection[0] ? " Note: "
                                                   : more,
            opens ? view->missing_protection : "");
    }
    if (!always && strcmp(text, state->last) == 0) {
        return;
    }
    memcpy(state->last, text, sizeof text);
    if (state->keep_sentence && !always) {
        state->keep_sentence = is_moving(view);
        return;
    }
    state->keep_sentence = false;
    if (view->refused || warns || stuck) {
        app_refuse(app, "%s", text);
    } else {
        app_say(app, "%s", text);
    }
}

static bool is_counting(const session_view_t *view)
{
    return view->trials_running;
}

static bool run_pump(app_t *app)
{
    run_state_t *state = run_state(app);
    bool opened = !app->session;
    state->keep_sentence |= opened && app->sentence[0];
    if (!app_session(app)) {
        return false;
    }
    bool current = run_is_current(app);
    bool counted = current && is_counting(state->view);
    bool moves = !current || counted || is_moving(state->view) || state->trials_wait;
    if (!app->dirty && !moves && state->settle == 0) {
        return false;
    }
    state->settle -= state->settle > 0;
    /* Of many processes that run, /proc is read with every second picture: it is what costs most. */
    bool many = current && state->view->process_count > MANY && state->view->mode == SESSION_FREE;
    if (!many || ++state->frames % 2 == 0) {
        session_sample(app->session);
    }
    run_refresh(app);
    state->pictures += state->view->mode == SESSION_FREE;
    run_take_sentence(app, opened && !state->keep_sentence);
    if (counted && !is_counting(state->view)) {
        app_say(app, "%u free runs are counted%s. F makes 20 more, Esc puts the counts away.",
                state->view->trials_done, state->view->trials_stopped ? ", then you stopped it" : "");
    }
    run_trials_pump(app);
    return true;
}

static int run_wait_ms(const app_t *app)
{
    const run_state_t *state = run_state(app);
    if (!run_is_current(app)) {
        return app->session ? 0 : -1;
    }
    const session_view_t *view = state->view;
    if (view->busy || view->mode == SESSION_STARTING) {
        return BUSY_MS;
    }
    if (is_moving(view) || is_counting(view) || state->trials_wait) {
        return FRAME_MS;
    }
    return state->settle > 0 ? SETTLE_MS : -1;
}

/* ---- drawing ---- */

static run_pane_fn *pane_of(const session_view_t *view, run_pane_t pane)
{
    static run_pane_fn *const panes[RUN_PANES] = {
        [RUN_PROGRAM] = run_program_draw, [RUN_PROCESSES] = run_processes_draw,
        [RUN_SHARED] = run_shared_draw,   [RUN_OUTPUT] = run_output_draw,
        [RUN_STEPS] = run_steps_draw,     [RUN_HOOD] = run_hood_draw,
        [RUN_MEMORY] = run_memory_draw,   [RUN_WAITS] = run_waits_draw,
        [RUN_ENDS] = run_ends_draw,       [RUN_TOUR] = run_tour_draw};
    return pane == RUN_STEPS && run_is_free(view) ? run_lanes_draw : panes[pane];
}

static run_wants_t wants_of(const run_picture_t *picture, area_t body)
{
    run_wants_t wants = {.lines = body.lines,
                         .columns = body.columns,
                         .focus = picture->state->focus,
                         .zoom = picture->state->zoom};
    area_t half = {0, 0, 0, run_right_columns(body.columns)}, whole = {0, 0, 0, body.columns};
    for (int pane = 0; pane < RUN_PANES; pane++) {
        bool broad = pane == RUN_STEPS || (pane == RUN_TOUR && run_tour_is_across(body.lines, body.columns));
        wants.wanted[pane] = pane_of(picture->view, (run_pane_t)pane)(picture, broad ? whole : half, 0);
    }
    if (picture->view->shared_count == 0 && wants.focus != RUN_SHARED) {
        wants.wanted[RUN_SHARED] = 0; /* nothing is shared: more room for what is printed */
    }
    if (picture->view->mode == SESSION_DONE && wants.wanted[RUN_PROCESSES] > ENDED_SHOWN &&
        body.columns < 100) {
        wants.wanted[RUN_PROCESSES] = ENDED_SHOWN; /* all have ended: what they printed is wanted more */
    }
    if (picture->view->trials_wanted == 0 || picture->state->ends_away) {
        wants.wanted[RUN_ENDS] = 0;
    }
    return wants;
}

static void title_of(const run_picture_t *picture, run_pane_t pane, char *text, size_t size)
{
    static const char *const titles[RUN_PANES] = {
        [RUN_PROGRAM] = "program",       [RUN_PROCESSES] = "processes",
        [RUN_SHARED] = "shared",         [RUN_OUTPUT] = "output",
        [RUN_STEPS] = "steps",           [RUN_HOOD] = "under the hood",
        [RUN_MEMORY] = "memory of each", [RUN_WAITS] = "who waits for whom"};
    const session_view_t *view = picture->view;
    if (pane == RUN_ENDS) {
        snprintf(text, size, "ends of %u free run%s", view->trials_done, view->trials_done == 1 ? "" : "s");
    } else if (pane == RUN_TOUR) {
        snprintf(text, size, "tour %d of %u%s", picture->state->tour_at + 1,
                 picture->app->lesson->tour ? picture->app->lesson->tour->stops_count : 0,
                 run_tour_question(picture->app) ? ": a question (a)" : "");
    } else if (pane == RUN_STEPS && run_is_free(view)) {
        snprintf(text, size, view->mode == SESSION_DONE ? "time of the last run" : "time of this run");
    } else {
        snprintf(text, size, "%s", titles[pane]);
    }
}

static area_t on(area_t body, area_t area)
{
    return (area_t){body.line + area.line, body.column + area.column, area.lines, area.columns};
}

static void draw_heading(const run_picture_t *picture, const run_layout_t *layout, run_pane_t pane,
                         area_t area)
{
    char title[80];
    bool across = layout->ruled || area.columns == layout->head.columns || pane == RUN_STEPS;
    if (pane == RUN_PROCESSES) {
        run_processes_heading(picture, area);
        return;
    }
    title_of(picture, pane, title, sizeof title);
    if (across) {
        paint_rule(area, 0, NULL, NULL);
    }
    bool here = picture->state->focus == pane;
    paint_format(area, 0, across ? 1 : 0, here ? ROLE_TAB : ROLE_TITLE, " %s ", title);
    if (pane == RUN_STEPS && layout->bar >= 0) {
        paint_joint(area, 0, layout->bar, "┴");
    }
    const char *legend = " ▓ runs ▒ part ░ ready ─ waits · sleeps z zombie ";
    int used = text_columns(title, strlen(title)) + text_columns(legend, strlen(legend));
    if (pane == RUN_STEPS && run_is_free(picture->view) && used + 6 < area.columns) {
        paint_right(area, 0, 1, ROLE_DIM, legend);
    }
}

static void run_draw(app_t *app, area_t body)
{
    run_picture_t picture = picture_of(app);
    if (!run_is_current(app)) {
        paint_text(body, 0, 1, ROLE_DIM, "…");
        return;
    }
    if (app->projector && body.lines >= 14) {
        run_projector_draw(&picture, body);
        return;
    }
    run_wants_t wants = wants_of(&picture, body);
    run_layout_t layout = run_layout(&wants);
    if (layout.head.lines > 0) {
        run_head_draw(&picture, &layout, on(body, layout.head));
    }
    if (layout.bar >= 0) {
        paint_bar(body, layout.bar, 1, layout.bar_to - 1);
    }
    for (int pane = 0; pane < RUN_PANES; pane++) {
        if (layout.headings[pane].lines > 0) {
            draw_heading(&picture, &layout, (run_pane_t)pane, on(body, layout.headings[pane]));
        }
        if (layout.panes[pane].lines > 0) {
            pane_of(picture.view, (run_pane_t)pane)(&picture, on(body, layout.panes[pane]),
                                                    picture.state->scroll[pane]);
        }
    }
}

/* ---- the mouse ---- */

static void wheel(app_t *app, run_pane_t pane, int by)
{
    run_state_t *state = run_state(app);
    if (pane == RUN_STEPS && run_is_free(state->view)) {
        enum { ZOOMS = sizeof lane_zooms / sizeof *lane_zooms };
        int at = 0;
        while (at + 1 < ZOOMS && fabs(lane_zooms[at] - state->lane_zoom) > 0.5) {
            at++;
        }
        at -= by;
        state->lane_zoom = lane_zooms[at < 0 ? 0 : at >= ZOOMS ? ZOOMS - 1 : at];
        return;
    }
    run_pane_t before = state->focus;
    state->focus = pane;
    run_command(app, by < 0 ? COMMAND_UP : COMMAND_DOWN);
    state->focus = before;
}

static bool run_mouse(app_t *app, area_t body, const terminal_key_t *key)
{
    run_state_t *state = run_state(app);
    run_refresh(app);
    run_picture_t picture = picture_of(app);
    if (!picture.view || app->projector) {
        return false;
    }
    run_wants_t wants = wants_of(&picture, body);
    run_layout_t layout = run_layout(&wants);
    int line = key->mouse_line - body.line, column = key->mouse_column - body.column;
    run_pane_t pane = run_pane_at(&layout, line, column);
    if (pane == RUN_PANES) {
        return false;
    }
    if (key->mouse_wheel_up || key->mouse_wheel_down) {
        wheel(app, pane, key->mouse_wheel_up ? -1 : 1);
        return true;
    }
    int row = line - layout.panes[pane].line, process = -1;
    if (pane == RUN_PROCESSES) {
        process = run_process_in_line(&picture, layout.panes[pane], row);
    } else if (pane == RUN_STEPS) {
        process = run_process_in_steps(&picture, layout.panes[pane], row);
    } else if (pane == RUN_PROGRAM) {
        process = run_process_in_program(&picture, layout.panes[pane], row);
    }
    if (process >= 0) {
        state->selected = (uint32_t)process;
    }
    state->focus = pane;
    return true;
}

/* A command that needs the session, before there is one, has nothing to act on. */
static bool run_take_command(app_t *app, command_id_t command)
{
    return app->session && run_command(app, command);
}

const view_t run_view = {
    .set = IN_RUN,
    .name = "Run",
    .help = "A program on real processes. Held, the world is still and exactly the process that you name "
            "takes its "
            "next step: a step is whatever another process could notice. Let go (f), the processes run on "
            "the cores "
            "as fast as they can. Each pane explains itself: Tab to it, then ?.",
    .pane_help = run_pane_help,
    .open = run_open,
    .close = run_close,
    .draw = run_draw,
    .command = run_take_command,
    .pump = run_pump,
    .mouse = run_mouse,
    .footer = run_footer,
    .word = run_word,
    .wait_ms = run_wait_ms,
};
