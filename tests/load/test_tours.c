/*
 * Every tour of every lesson, walked on real processes: at each stop the same processes stand at the same lines,
 * the same ones can go, and the shared things hold the same as in the model, for which the words were checked.
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

enum { SETTLE_MS = 20000, TEXT = 400 };

typedef struct walk {
    const lesson_t *lesson;
    session_t *session;
    moment_t *moment;
    uint32_t stop; /* 1-based */
    size_t *faults;
} walk_t;

static void complain(const walk_t *walk, const char *what, const char *live, const char *model)
{
    print_error("%s, stop %u: %s: live `%s`, in the model `%s`\n", walk->lesson->id, walk->stop, what, live,
                model);
    (*walk->faults)++;
}

static bool lives(const session_process_t *process)
{
    return process->life == SESSION_LIFE_RUNNING;
}

static void compare_going(const walk_t *walk, const session_view_t *view)
{
    char live[TEXT] = "", model[TEXT];
    size_t used = 0;
    for (size_t i = 0; i < view->process_count && used < sizeof live; i++) {
        const session_process_t *process = &view->processes[i];
        if (lives(process) && process->can_step)
            used +=
                (size_t)snprintf(live + used, sizeof live - used, "%s%s", used ? ", " : "", process->path);
    }
    moment_who(walk->moment, model, sizeof model);
    if (strcmp(used ? live : "nobody", model) != 0)
        complain(walk, "who can go", used ? live : "nobody", model);
}

static void compare_places(const walk_t *walk, const session_view_t *view)
{
    char live[TEXT] = "", model[TEXT];
    size_t used = 0;
    for (size_t i = 0; i < view->process_count && used < sizeof live; i++) {
        const session_process_t *process = &view->processes[i];
        if (lives(process))
            used += (size_t)snprintf(live + used, sizeof live - used, "%s%s at line %u", used ? ", " : "",
                                     process->path, process->line);
    }
    moment_where(walk->moment, model, sizeof model);
    if (strcmp(used ? live : "nobody lives", model) != 0)
        complain(walk, "where they stand", used ? live : "nobody lives", model);
}

static void compare_values(const walk_t *walk, const session_view_t *view)
{
    char model[TEXT];
    for (size_t i = 0; i < view->shared_count; i++) {
        const session_shared_t *shared = &view->shared[i];
        bool number = strcmp(shared->kind, "Value") == 0 || strcmp(shared->kind, "Array") == 0;
        if (number && moment_value(walk->moment, shared->name, model, sizeof model) &&
            strcmp(shared->text, model) != 0)
            complain(walk, shared->name, shared->text, model);
    }
}

static bool go(const walk_t *walk, const char *piece)
{
    char why[TEXT];
    schedule_t schedule;
    schedule_error_t error;
    if (piece[0] == '\0')
        return true;
    schedule_init(&schedule);
    bool followed = schedule_parse(&schedule, piece, strlen(piece), &error) &&
                    session_follow(walk->session, &schedule) && session_settle(walk->session, SETTLE_MS);
    schedule_destroy(&schedule);
    if (!followed)
        complain(walk, piece, session_view(walk->session)->sentence, "");
    bool same = moment_go(walk->moment, piece, why, sizeof why);
    if (!same)
        complain(walk, piece, "", why);
    return followed && same;
}

static void walk_stops(walk_t *walk)
{
    const lesson_tour_t *tour = walk->lesson->tour;
    for (uint32_t i = 0; i < tour->stops_count; i++) {
        walk->stop = i + 1;
        if (!go(walk, tour->stops[i].go))
            return;
        const session_view_t *view = session_view(walk->session);
        compare_going(walk, view);
        compare_places(walk, view);
        compare_values(walk, view);
    }
}

static void walk_tour(session_host_t *host, const lesson_t *lesson, size_t *faults)
{
    char why[TEXT];
    const lesson_variant_t *variant = lesson_variant(lesson, lesson->tour->variant);
    walk_t walk = {.lesson = lesson, .faults = faults};
    const session_options_t options = {.begin = lesson->begin == BEGIN_START ? "start" : "all-started",
                                       .seed = 1};
    char *text = knobs_held(lesson, variant);
    assert_non_null(text);
    walk.moment = moment_new(lesson, variant, why, sizeof why);
    walk.session = session_open(host, text, strlen(text), "program.py", &options);
    free(text);
    assert_non_null(walk.moment);
    assert_non_null(walk.session);
    if (session_settle(walk.session, SETTLE_MS))
        walk_stops(&walk);
    else
        complain(&walk, "the beginning", session_view(walk.session)->sentence, "");
    session_close(walk.session);
    moment_free(walk.moment);
}

static void every_tour_goes_on_real_processes_as_in_the_model(void **state)
{
    alarm(110);
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    size_t faults = 0, tours = 0;
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = 0; i < catalogue.count; i++) {
        const lesson_t *lesson = catalogue.entries[i].lesson;
        if (lesson == NULL || lesson->tour == NULL)
            continue;
        walk_tour(*state, lesson, &faults);
        tours++;
    }
    catalogue_destroy(&catalogue);
    print_message("%zu tours\n", tours);
    assert_int_equal(faults, 0);
    assert_true(tours > 0);
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
        every_tour_goes_on_real_processes_as_in_the_model, make_host, free_host)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
