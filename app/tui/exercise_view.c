#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/tui/dialog.h"
#include "app/tui/exercise_inner.h"
#include "app/tui/explore_inner.h"
#include "app/tui/prose.h"
#include "app/tui/view.h"
#include "lessons/load/place.h"

enum { WIDE = 100, LEFT_COLUMNS = 58 };

exercise_state_t *exercise_state(const app_t *app)
{
    return app->states[VIEW_EXERCISE];
}

/* ---- words ---- */

/* The path with the home folder as ~. */
static void short_path(const char *path, char *text, size_t size)
{
    const char *home = getenv("HOME");
    size_t length = home ? strlen(home) : 0;
    if (length > 1 && strncmp(path, home, length) == 0 && path[length] == '/') {
        snprintf(text, size, "~%s", path + length);
    } else {
        snprintf(text, size, "%s", path);
    }
}

static void state_words(const exercise_state_t *state, char *text, size_t size)
{
    struct tm when;
    char clock[16] = "";
    if (state->saved && localtime_r(&state->saved, &when)) {
        strftime(clock, sizeof clock, "%H:%M", &when);
    }
    snprintf(text, size, "saved %s, %s", clock,
             state->task        ? "being checked …"
             : state->has_grade ? "checked"
                                : "not checked");
}

static uint32_t points_of(const lesson_exercise_t *exercise)
{
    uint32_t points = 0;
    for (uint32_t i = 0; i < exercise->demands_count; i++) {
        points += exercise->demands[i].points;
    }
    return points;
}

/* ---- drawing ---- */

static int draw_prose(area_t area, int line, int column, const char *text)
{
    prose_t *prose = prose_new(NULL, NULL, text, area.columns - column - 1);
    if (prose) {
        area_t rest = {area.line + line, area.column + column, area.lines - line, area.columns - column};
        prose_paint(prose, rest, 0);
        line += (int)prose->line_count;
    }
    prose_free(prose);
    return line;
}

static int draw_demands(const app_t *app, const exercise_state_t *state, area_t area, int line)
{
    static const char *const marks[] = {[GRADE_PASSED] = "✓", [GRADE_FAILED] = "✗", [GRADE_UNDECIDED] = "?"};
    const lesson_exercise_t *exercise = app->lesson->exercise;
    for (uint32_t i = 0; i < exercise->demands_count; i++) {
        const lesson_demand_t *demand = &exercise->demands[i];
        const grade_demand_t *grade = state->has_grade ? &state->grade.demands[i] : NULL;
        bool passed = grade && grade->verdict == GRADE_PASSED;
        role_t role = !grade ? ROLE_DIM : passed ? ROLE_GOOD : ROLE_BAD;
        paint_text(area, line, 1, ROLE_HERE, i == state->at && grade && !passed ? "▶" : " ");
        paint_format(area, line, 3, role, "%s %u/%u", grade ? marks[grade->verdict] : "·",
                     passed ? demand->points : 0, demand->points);
        line = paint_wrapped(area, line, 10, ROLE_TEXT, demand->text);
        if (grade && !passed && grade->reason[0]) {
            line = paint_wrapped(area, line, 10, role, grade->reason);
        }
    }
    return line;
}

static int draw_hints(const app_t *app, const exercise_state_t *state, area_t area, int line)
{
    const lesson_exercise_t *exercise = app->lesson->exercise;
    for (uint32_t i = 0; i < state->hints && i < exercise->hints_count; i++) {
        paint_format(area, line, 2, ROLE_DIM, "%u", i + 1);
        line = draw_prose(area, line, 5, exercise->hints[i]);
    }
    if (state->hints < exercise->hints_count) {
        paint_format(area, line++, 2, ROLE_DIM, "h shows %s of %u hints",
                     state->hints ? "the next" : "the first", exercise->hints_count);
    }
    return line;
}

/* The chosen demand that is not met, else the first of them; NULL: there is none. */
static const grade_demand_t *failing(const app_t *app, const exercise_state_t *state)
{
    uint32_t count = app->lesson->exercise->demands_count;
    for (uint32_t i = 0; state->has_grade && i < count; i++) {
        const grade_demand_t *demand = &state->grade.demands[(state->at + i) % count];
        if (demand->verdict != GRADE_PASSED) {
            return demand;
        }
    }
    return NULL;
}

static int draw_reason(const app_t *app, const exercise_state_t *state, area_t area, int line)
{
    const grade_demand_t *demand = failing(app, state);
    if (state->has_grade && state->grade.problem[0]) {
        paint_rule(area, line++, "it could not be searched", NULL);
        return paint_wrapped(area, line, 2, ROLE_WARNING, state->grade.problem);
    }
    if (!demand) {
        if (state->has_grade) {
            paint_rule(area, line++, "all demands are met", NULL);
            line = paint_wrapped(area, line, 2, ROLE_GOOD,
                                 "Every order of every case does what it should. Well done.");
        }
        return line;
    }
    paint_rule(area, line++, demand->explanation ? "the shortest way there" : "why", NULL);
    return paint_wrapped(area, line, 2, ROLE_TEXT,
                         demand->explanation ? demand->explanation : demand->reason);
}

static void draw_head(const app_t *app, const exercise_state_t *state, area_t body)
{
    const lesson_exercise_t *exercise = app->lesson->exercise;
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, app->lesson->id) : NULL;
    char right[80] = "";
    if (!app->projector) {
        int size = snprintf(right, sizeof right, "%u of %u points",
                            state->has_grade ? state->grade.points : 0, points_of(exercise));
        if (known && known->tries) {
            snprintf(right + size, sizeof right - (size_t)size, " · try %u", known->tries);
        }
    }
    paint_rule(body, 0, exercise->title, right);
}

/* The reader's file with what was changed; the lines around the first change if it is long. */
static int draw_file(const exercise_state_t *state, area_t area, int rows)
{
    size_t first = 0;
    while (first < state->line_count && state->changes[first] == DIFF_SAME) {
        first++;
    }
    size_t top = first > 4 && state->line_count > (size_t)rows ? first - 4 : 0;
    top = state->line_count > (size_t)rows && top + (size_t)rows > state->line_count
              ? state->line_count - (size_t)rows
              : top;
    int row = 0;
    for (size_t i = top; i < state->line_count && row < rows; i++, row++) {
        const char *start;
        size_t size = place_text_of_line(state->text, (uint32_t)i + 1, &start);
        diff_kind_t kind = (diff_kind_t)state->changes[i];
        paint_format(area, row, 1, ROLE_DIM, "%3zu", i + 1);
        paint_text(area, row, 5, ROLE_CHANGED, kind == DIFF_NEW ? "+" : kind == DIFF_CHANGED ? "*" : " ");
        paint_bytes(area, row, 7, kind == DIFF_SAME ? ROLE_CODE : ROLE_HERE, start ? start : "", size);
    }
    return row;
}

static void draw_wide(const app_t *app, const exercise_state_t *state, area_t body)
{
    char path[300], words[60];
    area_t left = {body.line + 1, 0, body.lines - 1, LEFT_COLUMNS};
    area_t right = {body.line + 1, LEFT_COLUMNS + 1, body.lines - 1, body.columns - LEFT_COLUMNS - 1};
    paint_bar(body, LEFT_COLUMNS, 1, body.lines - 1);
    paint_joint(body, 0, LEFT_COLUMNS, "┬");
    int line = draw_prose(left, 1, 1, app->lesson->exercise->task) + 1;
    paint_rule(left, line++, "demands", NULL);
    line = draw_demands(app, state, left, line) + 1;
    if (app->lesson->exercise->hints_count) {
        paint_rule(left, line++, "hints", NULL);
        draw_hints(app, state, left, line);
    }
    state_words(state, words, sizeof words);
    short_path(state->path ? state->path : "", path, sizeof path);
    paint_tail(right, 0, 2, right.columns - 28, ROLE_HERE, app->projector ? "your file" : path);
    paint_right(right, 0, 1, ROLE_DIM, words);
    if (!state->text) {
        paint_wrapped(right, 2, 2, ROLE_WARNING, state->trouble);
        return;
    }
    area_t file = {right.line + 2, right.column, right.lines - 2, right.columns};
    line = 3 + draw_file(state, file, right.lines - 14);
    draw_reason(app, state, right, line);
}

static void draw_small(const app_t *app, const exercise_state_t *state, area_t body)
{
    char path[300], words[60];
    int line = draw_prose(body, 1, 1, app->lesson->exercise->task);
    line += body.lines >= 20;
    state_words(state, words, sizeof words);
    short_path(state->path ? state->path : "", path, sizeof path);
    paint_text(body, line, 1, ROLE_DIM, "your file");
    paint_tail(body, line, 12, body.columns - 38, ROLE_HERE, app->projector ? "" : path);
    paint_right(body, line++, 1, ROLE_DIM, words);
    if (!state->text) {
        paint_wrapped(body, line, 1, ROLE_WARNING, state->trouble);
        return;
    }
    paint_rule(body, line++, "demands", NULL);
    line = draw_demands(app, state, body, line);
    line = draw_reason(app, state, body, line);
    if (state->hints && line + 1 < body.lines) {
        draw_hints(app, state, body, line + 1);
    }
}

static void draw(app_t *app, area_t body)
{
    const exercise_state_t *state = exercise_state(app);
    draw_head(app, state, body);
    if (body.columns >= WIDE && body.lines >= 28) {
        draw_wide(app, state, body);
    } else {
        draw_small(app, state, body);
    }
}

/* ---- checking ---- */

static void check(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    exercise_task_free(state->task);
    state->task = NULL;
    free(state->marked);
    state->marked = state->text ? strdup(state->text) : NULL;
    if (state->marked) {
        state->task = exercise_task_start(app->lesson->exercise, state->marked, app->wake_fd);
    }
    if (!state->task) {
        app_refuse(app, "%s", state->trouble[0] ? state->trouble : "There is not enough memory to check it.");
    }
}

static void take_marks(app_t *app, exercise_state_t *state, grade_t *grade)
{
    if (state->has_grade) {
        grade_destroy(&state->grade);
    }
    state->grade = *grade;
    state->has_grade = true;
    state->at = 0;
    for (uint32_t i = 0; i < app->lesson->exercise->demands_count; i++) {
        if (state->grade.demands[i].verdict != GRADE_PASSED) {
            state->at = i;
            break;
        }
    }
    bool changed = strcmp(state->marked, app->lesson->exercise->starter) != 0;
    if (changed && app_counts(app)) {
        progress_mark_try(app->progress, app->lesson->id, state->grade.points);
    }
    if (state->grade.verdict == GRADE_PASSED) {
        app_say(app, "All demands are met: %u of %u points. A shows another answer.", state->grade.points,
                state->grade.points_max);
    } else if (!changed) {
        app_say(app, "This is the program to repair. e edits it; each time you save it, it is checked.");
    } else {
        app_say(app, "%u of %u points. Saving the file checks it again.", state->grade.points,
                state->grade.points_max);
    }
}

static bool pump(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    grade_t grade;
    bool good, changed = false;
    if (state->task && exercise_task_take(state->task, &grade, &good)) {
        exercise_task_free(state->task);
        state->task = NULL;
        changed = true;
        if (good) {
            take_marks(app, state, &grade);
        } else {
            grade_destroy(&grade);
            app_refuse(app, "There is not enough memory to check it.");
        }
    }
    if (exercise_file_was_saved(state) && exercise_file_read(state, app)) {
        check(app);
        changed = true;
    }
    return changed;
}

/* ---- commands ---- */

static void edit(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    if (!state->path) {
        app_refuse(app, "%s", state->trouble);
    } else if (app_edit(app, state->path)) {
        exercise_file_was_saved(state);
        if (exercise_file_read(state, app)) {
            check(app);
        }
    }
}

static void show_hint(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    const lesson_exercise_t *exercise = app->lesson->exercise;
    if (exercise->hints_count == 0) {
        app_refuse(app, "This exercise has no hints.");
        return;
    }
    state->hints += state->hints < exercise->hints_count;
    if (app_counts(app)) {
        const progress_lesson_t *known = progress_of(app->progress, app->lesson->id);
        progress_mark_hint(app->progress, app->lesson->id, state->hints, known && known->answer_shown);
    }
    app_say(app, "Hint %u of %u: %s", state->hints, exercise->hints_count, exercise->hints[state->hints - 1]);
}

static void show_changes(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    char *text = state->text ? exercise_diff_text(app->lesson->exercise->starter, state->text) : NULL;
    if (text) {
        dialog_show(app, "what you changed: + yours, - as it was", text);
    }
    free(text);
}

static void start_over(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    if (!state->path || !exercise_file_write(state, state->path, app->lesson->exercise->starter)) {
        app_refuse(app, "%s", state->trouble);
    } else if (exercise_file_read(state, app)) {
        check(app);
    }
}

static void show_answer(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    if (app_counts(app)) {
        progress_mark_hint(app->progress, app->lesson->id, state->hints, true);
    }
    dialog_show(app, "an answer", app->lesson->exercise->solution);
}

static void ask_answer(app_t *app)
{
    const exercise_state_t *state = exercise_state(app);
    if (!app->lesson->exercise->solution[0]) {
        app_refuse(app, "This exercise has no answer to show.");
    } else if (state->has_grade && state->grade.verdict == GRADE_PASSED) {
        show_answer(app);
    } else {
        dialog_ask(app, "Show an answer? It counts as read.", show_answer);
    }
}

static void write_copy(app_t *app, const char *path)
{
    exercise_state_t *state = exercise_state(app);
    if (!path[0] || !state->text || !exercise_file_write(state, path, state->text)) {
        app_refuse(app, "%s", path[0] && state->trouble[0] ? state->trouble : "A file must be named.");
        return;
    }
    app_say(app, "A copy is in %s.", path);
}

static void step_through(app_t *app)
{
    const exercise_state_t *state = exercise_state(app);
    const grade_demand_t *demand = failing(app, state);
    if (!demand || !demand->schedule) {
        app_show(app, VIEW_RUN);
        return;
    }
    char *text = exercise_text_of(state, app, demand);
    if (text) {
        explore_follow_in_run(app, text, demand->schedule, "where the demand is broken");
    }
    free(text);
}

static void move(app_t *app, int by)
{
    exercise_state_t *state = exercise_state(app);
    int at = (int)state->at + by, last = (int)app->lesson->exercise->demands_count - 1;
    state->at = (uint32_t)(at < 0 || last < 0 ? 0 : at > last ? last : at);
}

static bool command(app_t *app, command_id_t command)
{
    exercise_state_t *state = exercise_state(app);
    switch (command) {
    case COMMAND_UP:
        move(app, -1);
        return true;
    case COMMAND_DOWN:
        move(app, 1);
        return true;
    case COMMAND_EDIT:
        edit(app);
        return true;
    case COMMAND_OPEN:
    case COMMAND_GO_ON:
        exercise_file_read(state, app);
        check(app);
        return true;
    case COMMAND_RUN:
        step_through(app);
        return true;
    case COMMAND_HINT:
        show_hint(app);
        return true;
    case COMMAND_DIFFERENCE:
        show_changes(app);
        return true;
    case COMMAND_START_OVER:
        dialog_ask(app, "Throw your changes away and start over?", start_over);
        return true;
    case COMMAND_SHOW_ANSWER:
        ask_answer(app);
        return true;
    case COMMAND_WRITE_COPY:
        dialog_line(app, "write a copy of your file to", app->lesson->exercise->file, write_copy);
        return true;
    case COMMAND_VARIANT:
    case COMMAND_KNOB:
        app_refuse(app, "Here the program is yours. The lesson's own programs are in Run (F3).");
        return true;
    default:
        return false;
    }
}

/* ---- life ---- */

static bool open_view(app_t *app)
{
    exercise_state_t *state = calloc(1, sizeof *state);
    if (!state) {
        return false;
    }
    state->watch = -1;
    app->states[VIEW_EXERCISE] = state;
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, app->lesson->id) : NULL;
    state->hints = known && app_counts(app) ? known->hints : 0;
    exercise_file_open(state, app);
    app->watch_fd = state->watch;
    if (exercise_file_read(state, app)) {
        check(app);
    }
    return true;
}

static void close_view(app_t *app)
{
    exercise_state_t *state = exercise_state(app);
    exercise_task_free(state->task);
    if (state->has_grade) {
        grade_destroy(&state->grade);
    }
    if (state->watch >= 0) {
        close(state->watch);
    }
    app->watch_fd = -1;
    free(state->path);
    free(state->text);
    free(state->marked);
    free(state);
    app->states[VIEW_EXERCISE] = NULL;
}

static const command_id_t *footer(const app_t *app)
{
    static const command_id_t keys[] = {COMMAND_EDIT,        COMMAND_OPEN,       COMMAND_RUN,
                                        COMMAND_HINT,        COMMAND_DIFFERENCE, COMMAND_START_OVER,
                                        COMMAND_SHOW_ANSWER, COMMAND_WRITE_COPY, COMMAND_NONE};
    (void)app;
    return keys;
}

static const char *word(const app_t *app, command_id_t command)
{
    const exercise_state_t *state = exercise_state(app);
    const grade_demand_t *demand = failing(app, state);
    switch (command) {
    case COMMAND_OPEN:
        return "check";
    case COMMAND_RUN:
        return demand && demand->schedule ? "step through it" : NULL;
    default:
        return NULL;
    }
}

const view_t exercise_view = {
    .set = IN_EXERCISE,
    .name = "exercise",
    .help = "A program to repair, in a file of your own. Each time you save it, every order of it is "
            "searched and "
            "the demands are ticked off: ✓ met, ✗ not met, ? not decided within the bound. For the first one "
            "that "
            "is not met stands below what goes wrong; F3 takes you there on real processes.",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .command = command,
    .pump = pump,
    .footer = footer,
    .word = word,
};
