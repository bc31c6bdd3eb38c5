/*
 * The same schedule gives the same outcome every time: of each variant of each lesson one random schedule is
 * recorded, to the end or as far as an endless program is followed, and taken again in fresh processes, 100 times for
 * each lesson.
 * After each time the whole picture must be the same: output, values, exit codes, steps, places.
 *
 *     run_replay_lessons PART PARTS    the lessons whose number leaves PART when divided by PARTS
 */
#include "lessons/load/catalogue.h"
#include "lessons/load/knobs.h"
#include "run/session_lab.h"

enum { REPLAYS = LAB_TIMES(100, 5), STEPS_MOST = 600 };

static unsigned part, parts = 1;
static bool shows_pids; /* the present program looks at them */

/* Processes get new pids each time, and some programs show them: numbers that could be one are made alike. */
static char *without_pids(char *portrait)
{
    size_t used = 0;
    if (!shows_pids)
        return portrait;
    for (size_t at = 0; portrait[at];) {
        size_t digits = strspn(portrait + at, "0123456789");
        if (digits < 3) { /* digits of a small number, or one other character */
            portrait[used++] = portrait[at++];
        } else {
            portrait[used++] = '#';
            at += digits;
        }
    }
    portrait[used] = '\0';
    return portrait;
}

/* A schedule drawn at random; its outcome. NULL: there is no step to take. */
static char *record(session_t *session)
{
    session_set_pick(session, SESSION_PICK_SEED, 1 + (uint64_t)rand());
    while (session_view(session)->mode == SESSION_HELD && session_view(session)->step < STEPS_MOST &&
           session_step_any(session))
        lab_settle(session);
    return without_pids(lab_portrait(session_view(session)));
}

static void replay_variant(session_host_t *host, const lesson_t *lesson, const lesson_variant_t *variant,
                           uint32_t times)
{
    char where[160];
    char *text = knobs_held(lesson, variant);
    assert_non_null(text);
    const session_options_t options = {.seed = 1 + (uint64_t)rand()};
    session_t *session = session_open(host, text, strlen(text), "program.py", &options);
    shows_pids = strstr(text, "pid") || strstr(text, "active_children") || strstr(text, "current_process");
    free(text);
    assert_non_null(session);
    lab_settle(session);
    if (session_view(session)->mode == SESSION_FAILED)
        fail_msg("%s, %s: %s", lesson->id, variant->id, session_view(session)->failure);
    char *first = record(session);
    uint64_t end = session_view(session)->step;
    for (int i = 0; (uint32_t)i < times && end > 0; i++) {
        snprintf(where, sizeof where, "%s, %s, replay %d", lesson->id, variant->id, i + 1);
        if (!session_goto(session, 0))
            fail_msg("%s: %s", where, session_view(session)->sentence);
        lab_settle(session);
        if (!session_end(session))
            fail_msg("%s: %s", where, session_view(session)->sentence);
        lab_settle(session);
        char *again = without_pids(lab_portrait(session_view(session)));
        lab_same_text(first, again, where);
        free(again);
    }
    free(first);
}

static void every_lesson_replays_a_hundred_times_to_the_same_outcome(void **state)
{
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    size_t variants = 0;
    srand(2026 + part);
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = part; i < catalogue.count; i += parts) {
        const lesson_t *lesson = catalogue.entries[i].lesson;
        assert_non_null(lesson);
        uint32_t times = (REPLAYS + lesson->variants_count - 1) / lesson->variants_count;
        for (size_t v = 0; v < lesson->variants_count; v++) {
            replay_variant(lab_host(state), lesson, &lesson->variants[v], times);
            variants++;
        }
    }
    catalogue_destroy(&catalogue);
    print_message("%zu programs, %d replays for each lesson\n", variants, REPLAYS);
    assert_true(variants > 0);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_replays_a_hundred_times_to_the_same_outcome)};
    part = count > 1 ? (unsigned)strtoul(words[1], NULL, 10) : 0;
    parts = count > 2 ? (unsigned)strtoul(words[2], NULL, 10) : 1;
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
