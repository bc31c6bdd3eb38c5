/*
 * `rest` means one thing: of every lesson's programs, everybody going on in turn takes the same steps on real
 * processes as in the model, also behind a first step of each process.
 */
#include "lessons/load/catalogue.h"
#include "lessons/load/knobs.h"
#include "lessons/load/moment.h"
#include "lessons/run/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { SETTLE_MS = 60000, STEPS_MOST = 1500 };

/* Who stepped, in order, what went by itself left out: "P1 P2 P1". */
static char *way_of_moment(moment_t *moment, size_t *steps)
{
    char *text = NULL;
    size_t size = 0, count;
    const explore_step_t *all = moment_steps(moment, &count);
    FILE *stream = open_memstream(&text, &size);
    *steps = count;
    for (size_t i = 0; i < count; i++)
        if (!all[i].quiet && all[i].process)
            fprintf(stream, "%s %.*s\n", all[i].process, (int)strcspn(all[i].cell, " "), all[i].cell);
    fclose(stream);
    return text;
}

static char *way_of_session(session_t *session)
{
    char *text = NULL;
    size_t size = 0;
    const session_view_t *view = session_view(session);
    FILE *stream = open_memstream(&text, &size);
    for (size_t i = 0; i < view->cell_count; i++)
        if (view->cells[i].process >= 0 && !view->cells[i].automatic)
            fprintf(stream, "%s %.*s\n", view->processes[view->cells[i].process].path,
                    (int)strcspn(view->cells[i].cell, " "), view->cells[i].cell);
    fclose(stream);
    return text;
}

static bool follow(session_t *session, const char *piece)
{
    schedule_t schedule;
    schedule_error_t error;
    assert_true(schedule_parse(&schedule, piece, strlen(piece), &error));
    bool taken = session_follow(session, &schedule) && session_settle(session, SETTLE_MS);
    schedule_destroy(&schedule);
    return taken;
}

/* 1: compared; 0: not to be compared (an endless program, a piece that does not go there). */
static int compare(session_host_t *host, const lesson_t *lesson, const lesson_variant_t *variant,
                   const char *piece, size_t *faults)
{
    char why[400];
    size_t steps;
    alarm(280); /* for each way anew: it rings where nothing goes on */
    moment_t *moment = moment_new(lesson, variant, why, sizeof why);
    if (!moment)
        return 0;
    bool gone = moment_go(moment, piece, why, sizeof why);
    char *model = way_of_moment(moment, &steps);
    moment_free(moment);
    if (!gone || steps == 0 || steps > STEPS_MOST) {
        free(model);
        return 0;
    }
    const session_options_t options = {.begin = lesson->begin == BEGIN_START ? "start" : "all-started",
                                       .seed = 1};
    char *text = knobs_held(lesson, variant);
    session_t *session = session_open(host, text, strlen(text), "program.py", &options);
    free(text);
    assert_non_null(session);
    assert_true(session_settle(session, SETTLE_MS));
    if (session_view(session)->mode != SESSION_HELD) { /* it has ended by itself: nothing to be compared */
        free(model);
        return 0;
    }
    if (!follow(session, piece)) {
        print_error("%s, %s, %s: %s\n", lesson->id, variant->id, piece, session_view(session)->sentence);
        (*faults)++;
    }
    char *live = way_of_session(session);
    size_t live_begin = 0,
           model_begin = 0; /* before the lesson begins only one of them tells what is quiet */
    size_t live_size = strlen(live), model_size = strlen(model);
    size_t least = live_size < model_size ? live_size : model_size;
    live_begin = live_size - least;
    model_begin = model_size - least;
    if (strcmp(live + live_begin, model + model_begin) != 0) {
        print_error("%s, %s, %s:\n--- live\n%s--- model\n%s", lesson->id, variant->id, piece, live, model);
        (*faults)++;
    }
    free(live);
    free(model);
    return 1;
}

static void the_rest_goes_on_real_processes_as_in_the_model(void **state)
{
    static const char *const pieces[] = {"rest", "P1 rest", "P2 rest", "P2*2 P1 rest"};
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    size_t faults = 0, compared = 0;
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = 0; i < catalogue.count; i++) {
        const lesson_t *lesson = catalogue.entries[i].lesson;
        for (size_t v = 0; lesson && v < lesson->variants_count; v++)
            for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++)
                compared += (size_t)compare(*state, lesson, &lesson->variants[v], pieces[p], &faults);
    }
    catalogue_destroy(&catalogue);
    print_message("%zu ways compared\n", compared);
    assert_int_equal(faults, 0);
    assert_true(compared > 100);
}

static int make_host(void **state)
{
    *state = session_host_new(NULL);
    return *state == NULL ? -1 : 0;
}

static int free_host(void **state)
{
    session_host_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(
        the_rest_goes_on_real_processes_as_in_the_model, make_host, free_host)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
