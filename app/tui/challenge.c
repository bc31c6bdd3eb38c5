#include "app/tui/challenge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/explore_task.h"
#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"

enum { MOST_LISTED = 16 };

typedef struct challenge {
    const lesson_challenge_t *chosen; /* NULL: only ends are looked at */
    uint32_t hints;                   /* given */
    explore_task_t *task;
    bool par_known;
    uint32_t par;     /* fewest switches */
    char way[200];    /* the search's own */
    bool judged;      /* this end was judged */
    char result[120]; /* it was the goal: said as long as the run stands there; "" */
} challenge_t;

static challenge_t *play(app_t *app)
{
    if (!app->challenge) {
        app->challenge = calloc(1, sizeof *app->challenge);
    }
    return app->challenge;
}

void challenge_stop(app_t *app)
{
    if (app->challenge) {
        explore_task_free(app->challenge->task);
        free(app->challenge);
        app->challenge = NULL;
    }
}

const char *challenge_task(const app_t *app)
{
    return app->challenge && app->challenge->chosen ? app->challenge->chosen->task : NULL;
}

/* ---- choosing ---- */

static bool is_solved(const app_t *app, const lesson_challenge_t *challenge)
{
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, app->lesson->id) : NULL;
    for (uint32_t i = 0; known && i < known->solved_count; i++) {
        if (strcmp(known->solved[i], challenge->id) == 0) {
            return true;
        }
    }
    return false;
}

static void search_par(app_t *app, challenge_t *challenge)
{
    explore_options_t options;
    explore_options_init(&options);
    claims_options(app_variant(app), &options);
    char *text = knobs_search(app->lesson, app_variant(app)), *name = app_program_name(app);
    explore_task_free(challenge->task);
    challenge->par_known = false;
    challenge->task = text && name ? explore_task_start(text, name, &options, app->wake_fd) : NULL;
    free(text);
    free(name);
}

static void choose(app_t *app, int index)
{
    challenge_t *challenge = play(app);
    if (!challenge) {
        app_refuse(app, "There is not enough memory for a challenge.");
        return;
    }
    challenge->chosen = &app->lesson->challenges[index];
    challenge->hints = 0;
    for (uint32_t i = 0; i < app->lesson->variants_count; i++) {
        if (&app->lesson->variants[i] == lesson_variant(app->lesson, challenge->chosen->variant)) {
            app_set_variant(app, i);
        }
    }
    for (uint32_t i = 0; i < app->lesson->knobs_count && i < APP_KNOBS; i++) {
        app->held[i] = app->lesson->knobs[i].held;
    }
    app_set_override(app, NULL);
    search_par(app, challenge);
    app_show(app, VIEW_RUN);
    app_say(app, "%s", challenge->chosen->task);
}

static void offer(app_t *app)
{
    char texts[MOST_LISTED][160];
    const char *items[MOST_LISTED];
    int count =
        app->lesson->challenges_count < MOST_LISTED ? (int)app->lesson->challenges_count : MOST_LISTED;
    if (count == 0) {
        app_refuse(app, app_is_program(app)
                            ? "There are no hints for a program of your own."
                            : "This lesson has no challenge, so there is nothing to hint at.");
        return;
    }
    for (int i = 0; i < count; i++) {
        const lesson_challenge_t *challenge = &app->lesson->challenges[i];
        snprintf(texts[i], sizeof texts[i], "%s %.140s", is_solved(app, challenge) ? "✓" : "·",
                 challenge->task);
        items[i] = texts[i];
    }
    dialog_list(app, "You are the scheduler: choose a challenge", items, count, 0, choose);
}

void challenge_hint(app_t *app)
{
    challenge_t *challenge = app->challenge;
    if (!challenge || !challenge->chosen || app->view != VIEW_RUN) {
        offer(app);
        return;
    }
    const lesson_challenge_t *chosen = challenge->chosen;
    if (challenge->hints < chosen->hints_count) {
        app_say(app, "Hint %u of %u: %s", challenge->hints + 1, chosen->hints_count + 1,
                chosen->hints[challenge->hints]);
        challenge->hints++;
    } else if (challenge->par_known && challenge->way[0]) {
        app_say(app, "Last hint, the way itself from where Run opened: %s", challenge->way);
    } else {
        app_say(app, "The search is still looking for the shortest way.");
    }
}

/* ---- what the search says ---- */

static bool is_goal(const app_t *app, const lesson_challenge_t *chosen, const explore_outcome_t *outcome)
{
    lesson_end_t end = {.show = chosen->goal, .how = chosen->how};
    lesson_variant_t only = *app_variant(app);
    only.ends.list = &end;
    only.ends.list_count = 1;
    return claims_end_of(&only, outcome) != NULL;
}

/* The steps that the reader has to choose, "P1*3 P2*4". */
static void take_way(challenge_t *challenge, const explore_outcome_t *outcome)
{
    size_t at = 0;
    const char *last = "";
    uint32_t times = 0;
    challenge->way[0] = '\0';
    for (size_t i = 0; i <= outcome->step_count && at + 24 < sizeof challenge->way; i++) {
        const explore_step_t *step = i < outcome->step_count ? &outcome->steps[i] : NULL;
        if (step && step->quiet) {
            continue;
        }
        if (step && strcmp(step->process, last) == 0) {
            times++;
            continue;
        }
        if (times > 0) {
            at += (size_t)snprintf(challenge->way + at, sizeof challenge->way - at,
                                   times > 1 ? "%s%.20s*%u" : "%s%.20s", at ? " " : "", last, times);
        }
        last = step ? step->process : "";
        times = 1;
    }
}

static bool take_par(app_t *app, challenge_t *challenge)
{
    char message[200];
    if (!challenge->task || !explore_task_is_done(challenge->task)) {
        return false;
    }
    explore_report_t *report = explore_task_take(challenge->task, message, sizeof message);
    explore_task_free(challenge->task);
    challenge->task = NULL;
    for (size_t i = 0; report && challenge->chosen && i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        if (is_goal(app, challenge->chosen, outcome)) {
            challenge->par = outcome->switches;
            challenge->par_known = true;
            take_way(challenge, outcome);
            app_say(app, "%s The fewest switches are %u; h gives a hint.", challenge->chosen->task,
                    challenge->par);
        }
    }
    explore_report_free(report);
    return true;
}

/* ---- where the reader's run has ended ---- */

/* What is shown of the run, as `see` of the variant asks; values are left to the search. Caller frees. */
static char *shown(const session_view_t *view, lesson_see_t see)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return NULL;
    }
    for (size_t p = 0; p < (see == SEE_EACH_PROCESS ? view->process_count : 1); p++) {
        bool fresh = true;
        for (size_t i = 0; i < view->output_count; i++) {
            const session_output_t *part = &view->output[i];
            if (part->stream != 1 || (see == SEE_EACH_PROCESS && part->process != (int)p)) {
                continue;
            }
            for (size_t b = 0; b < part->size_bytes; b++) {
                if (fresh && see == SEE_EACH_PROCESS) {
                    fprintf(out, "%s: ", view->processes[p].path);
                }
                fresh = part->text[b] == '\n';
                fputc(part->text[b], out);
            }
        }
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == '\n') {
        text[--end] = '\0';
    }
    const char *last = see == SEE_LAST_LINE ? strrchr(text, '\n') : NULL;
    if (last) {
        memmove(text, last + 1, strlen(last + 1) + 1);
    }
    return text;
}

static bool has_error(const session_view_t *view)
{
    for (size_t i = 0; i < view->process_count; i++) {
        if (view->processes[i].ended && strchr(view->processes[i].ended, ':')) {
            return true;
        }
    }
    return false;
}

/* As the search counts: going to a process that is left alone is no switch. */
static uint32_t switches_of(const session_view_t *view)
{
    uint32_t switches = 0;
    size_t ended = 0;
    int last = -1;
    for (size_t i = 0; i < view->cell_count; i++) {
        const session_cell_t *cell = &view->cells[i];
        if (cell->undone || cell->process < 0) {
            continue;
        }
        if (!cell->automatic && cell->number > view->step_begin) {
            switches += last >= 0 && cell->process != last && ended + 1 < view->process_count;
            last = cell->process;
        }
        ended += cell->kind == SESSION_CELL_END;
    }
    return switches;
}

static bool at_an_end(const session_view_t *view)
{
    bool stuck = view->verdict == SESSION_DEADLOCK && view->mode == SESSION_HELD;
    return (view->mode == SESSION_DONE || stuck) && view->operations == 0 && !view->busy &&
           view->cell_count > 0;
}

/* Compares the end with the goal and with the lesson's wrong ends. */
static bool judge(app_t *app, challenge_t *challenge, const session_view_t *view)
{
    const lesson_variant_t *variant = app_variant(app);
    char *text = shown(view, variant->ends.see);
    bool news = false;
    if (!text) {
        return false;
    }
    explore_outcome_t outcome = {.show = text,
                                 .kind = view->verdict == SESSION_DEADLOCK ? EXPLORE_END_DEADLOCK
                                         : has_error(view)                 ? EXPLORE_END_EXCEPTION
                                                                           : EXPLORE_END_NORMAL};
    const lesson_end_t *end = claims_end_of(variant, &outcome);
    if (end && !end->good && app_counts(app)) {
        progress_mark_end(app->progress, app->lesson->id, variant->id, end->show);
    }
    if (challenge->chosen && is_goal(app, challenge->chosen, &outcome)) {
        uint32_t switches = switches_of(view);
        if (app_counts(app)) {
            progress_mark_challenge(app->progress, app->lesson->id, challenge->chosen->id);
        }
        if (challenge->par_known) {
            snprintf(challenge->result, sizeof challenge->result,
                     "✓ Solved with %u switch%s; the fewest: %u.", switches, switches == 1 ? "" : "es",
                     challenge->par);
        } else {
            snprintf(challenge->result, sizeof challenge->result, "✓ Solved with %u switch%s.", switches,
                     switches == 1 ? "" : "es");
        }
        challenge->chosen = NULL;
        news = true;
    }
    free(text);
    return news;
}

/* What Run says of each step gives way to the task at the beginning, and to the result at the end. */
static bool say(app_t *app, const challenge_t *challenge, const session_view_t *view)
{
    char text[APP_SENTENCE] = "";
    if (challenge->result[0]) {
        snprintf(text, sizeof text, "%s", challenge->result);
    } else if (challenge->chosen && challenge->hints == 0 && view->step == view->step_begin) {
        int size = snprintf(text, sizeof text, "%s", challenge->chosen->task);
        if (challenge->par_known && size < APP_SENTENCE) {
            snprintf(text + size, sizeof text - (size_t)size, " The fewest switches: %u. h gives a hint.",
                     challenge->par);
        }
    }
    if (!text[0] || app->sentence_is_refusal || strcmp(app->sentence, text) == 0) {
        return false;
    }
    app_say(app, "%s", text);
    return true;
}

bool challenge_pump(app_t *app)
{
    if (!app->lesson || app_is_program(app) || !app->session || app->view != VIEW_RUN) {
        return false;
    }
    challenge_t *challenge = play(app);
    if (!challenge) {
        return false;
    }
    bool news = take_par(app, challenge);
    const session_view_t *view = session_view(app->session);
    bool stated = app_variant(app)->ends.see != SEE_VALUES && !app->text_override;
    if (!at_an_end(view)) {
        challenge->judged = false;
        challenge->result[0] = '\0';
    } else if (!challenge->judged && !app->led && stated) {
        challenge->judged = true;
        news |= judge(app, challenge, view);
    }
    return say(app, challenge, view) || news;
}
