#include "app/tui/challenge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/challenge_end.h"
#include "app/tui/challenge_way.h"
#include "app/tui/dialog.h"
#include "app/tui/explore_task.h"
#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"

enum { MOST_LISTED = 16, WAY_IN_A_SENTENCE = 90, MOST_PROCESSES = 64 };

typedef struct challenge {
    const lesson_challenge_t *chosen; /* NULL: only ends are looked at */
    uint32_t hints;                   /* given */
    explore_task_t *task;
    bool par_known;
    uint32_t par;     /* fewest switches */
    char way[1000];   /* the search's own */
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
    } else if (challenge->par_known && strlen(challenge->way) > WAY_IN_A_SENTENCE) {
        dialog_show(app, "the way itself, from where Run opened; P1*3: three steps of P1, P1~q: r",
                    challenge->way);
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
    bool any_deadlock = chosen->how == HOW_DEADLOCK && chosen->goal[0] == '\0';
    if (any_deadlock) {
        return outcome->kind == EXPLORE_END_DEADLOCK;
    }
    lesson_variant_t only = *app_variant(app);
    only.ends.list = &end;
    only.ends.list_count = 1;
    return claims_end_of(&only, outcome) != NULL;
}

/* Once Run stands where it opens. */
static bool take_par(app_t *app, challenge_t *challenge, const session_view_t *view)
{
    char message[200];
    challenge_taken_t taken[MOST_PROCESSES];
    bool opened = view->mode != SESSION_STARTING && view->step >= view->step_begin && !view->busy;
    if (!challenge->task || !opened || !explore_task_is_done(challenge->task)) {
        return false;
    }
    size_t taken_count = challenge_taken(view, taken, MOST_PROCESSES);
    explore_report_t *report = explore_task_take(challenge->task, message, sizeof message);
    explore_task_free(challenge->task);
    challenge->task = NULL;
    for (size_t i = 0; report && challenge->chosen && i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        bool better = !challenge->par_known || outcome->switches < challenge->par;
        if (better && is_goal(app, challenge->chosen, outcome)) {
            challenge->par = outcome->switches;
            challenge->par_known = true;
            challenge_way(outcome, taken, taken_count, challenge->way, sizeof challenge->way);
        }
    }
    if (challenge->chosen && challenge->par_known) {
        app_say(app, "%s The fewest switches are %u; h gives a hint.", challenge->chosen->task,
                challenge->par);
    }
    explore_report_free(report);
    return true;
}

/* ---- where the reader's run has ended ---- */

/* How many different wrong ends of the variant the reader has brought about by steps of his own. */
static uint32_t wrong_ends_found(const app_t *app, const lesson_variant_t *variant)
{
    const progress_lesson_t *known = progress_of(app->progress, app->lesson->id);
    size_t size = strlen(variant->id);
    uint32_t found = 0;
    for (uint32_t i = 0; known && i < known->ends_count; i++) {
        found += strncmp(known->ends[i], variant->id, size) == 0 && known->ends[i][size] == ':';
    }
    return found;
}

static bool note_wrong_end(app_t *app, challenge_t *challenge, const lesson_variant_t *variant,
                           const lesson_end_t *end)
{
    uint32_t before = wrong_ends_found(app, variant), all = 0;
    progress_mark_end(app->progress, app->lesson->id, variant->id, end->show);
    uint32_t found = wrong_ends_found(app, variant);
    for (uint32_t i = 0; i < variant->ends.list_count; i++) {
        all += !variant->ends.list[i].good;
    }
    if (found == before) {
        return false;
    }
    snprintf(challenge->result, sizeof challenge->result, "New wrong end found: %u of %u.", found, all);
    return true;
}

/* Another variant, another number: another program, on which the goal proves nothing. */
static bool is_its_program(const app_t *app, const challenge_t *challenge)
{
    return challenge->chosen && app_knobs_as_stated(app) &&
           app_variant(app) == lesson_variant(app->lesson, challenge->chosen->variant);
}

/* Compares the end with the goal and with the lesson's wrong ends. */
static bool judge(app_t *app, challenge_t *challenge, const session_view_t *view)
{
    const lesson_variant_t *variant = app_variant(app);
    char *text = challenge_shown(view, variant->ends.see);
    bool news = false;
    if (!text) {
        return false;
    }
    explore_outcome_t outcome = {.show = text, .kind = challenge_end_kind(view)};
    const lesson_end_t *end = claims_end_of(variant, &outcome);
    if (end && !end->good && app_counts(app)) {
        news = note_wrong_end(app, challenge, variant, end);
    }
    if (is_its_program(app, challenge) && is_goal(app, challenge->chosen, &outcome)) {
        uint32_t switches = challenge_switches(view);
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

/* What Run says of each step gives way to the task at the beginning, and to the result at the end: a deadlock is
 * said as a warning, and yet may be what was asked for. */
static bool say(app_t *app, const challenge_t *challenge, const session_view_t *view, bool news)
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
    if (!text[0] || strcmp(app->sentence, text) == 0) {
        return false;
    }
    if (!app->sentence_is_refusal) {
        app_say(app, "%s", text);
        return true;
    }
    if (!news || !challenge->result[0]) {
        return false;
    }
    char before[APP_SENTENCE];
    memcpy(before, app->sentence, sizeof before);
    app_refuse(app, "%s %s", before, text);
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
    const session_view_t *view = session_view(app->session);
    bool news = take_par(app, challenge, view);
    bool stated = !app->text_override && app_knobs_as_stated(app);
    if (!challenge_is_over(view)) {
        challenge->judged = false;
        challenge->result[0] = '\0';
    } else if (!challenge->judged && !app->led && stated) {
        challenge->judged = true;
        news |= judge(app, challenge, view);
    }
    return say(app, challenge, view, news) || news;
}
