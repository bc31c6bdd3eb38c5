/*
 * Breakpoints in every lesson's programs: where the scheduler, going on by itself, would do such a step, come to such a
 * line, or end such a process, a run stops there, and says so.
 */
#include "lessons/load/catalogue.h"
#include "lessons/load/knobs.h"
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

enum { SETTLE_MS = 60000, STEPS_MOST = 400 };

typedef struct found { /* what happens in a run without breakpoints */
    bool prints, child_ends;
    uint32_t line; /* to which a process comes by a step */
} found_t;

static session_t *open_variant(session_host_t *host, const lesson_t *lesson, const lesson_variant_t *variant)
{
    const session_options_t options = {.begin = "start", .seed = 3};
    char *text = knobs_held(lesson, variant);
    session_t *session = session_open(host, text, strlen(text), "program.py", &options);
    free(text);
    assert_non_null(session);
    assert_true(session_settle(session, SETTLE_MS));
    return session;
}

static uint32_t line_of(const session_view_t *view, int process)
{
    return process < 0 ? 0 : view->processes[process].line;
}

static found_t walk(session_t *session)
{
    found_t found = {.line = 0};
    for (int i = 0; i < STEPS_MOST && session_view(session)->mode == SESSION_HELD; i++) {
        uint64_t before = session_view(session)->cell_count;
        if (!session_step_any(session) || !session_settle(session, SETTLE_MS))
            break;
        const session_view_t *view = session_view(session);
        for (uint64_t k = before; k < view->cell_count; k++)
            found.prints = found.prints || view->cells[k].kind == SESSION_CELL_PRINT;
        for (size_t k = 1; k < view->process_count; k++)
            found.child_ends = found.child_ends || (strcmp(view->processes[k].path, "P1") == 0 &&
                                                    view->processes[k].ended[0] != '\0');
        const session_cell_t *last = &view->cells[view->cell_count - 1];
        uint32_t line = view->mode == SESSION_HELD ? line_of(view, last->process) : 0;
        if (!found.line && view->cell_count == before + 1 && line && line != last->line)
            found.line = line;
    }
    return found;
}

/* Runs until the breakpoint; the sentence must hold `words`. */
static void expect_stop(session_host_t *host, const lesson_t *lesson, const lesson_variant_t *variant,
                        session_break_t point, const char *words, size_t *faults)
{
    session_t *session = open_variant(host, lesson, variant);
    assert_true(session_add_break(session, point.kind, point.line, point.text));
    bool gone = session_run_until_break(session) && session_settle(session, SETTLE_MS);
    if (gone && strstr(session_view(session)->sentence, words))
        return;
    print_error("%s, %s: no stop with '%s': %s\n", lesson->id, variant->id, words,
                session_view(session)->sentence);
    (*faults)++;
}

static void check_variant(session_host_t *host, const lesson_t *lesson, const lesson_variant_t *variant,
                          size_t *faults, size_t *stops)
{
    char words[64];
    alarm(280);
    found_t found = walk(open_variant(host, lesson, variant));
    *stops += (size_t)found.prints + found.child_ends + (found.line != 0);
    if (found.prints)
        expect_stop(host, lesson, variant, (session_break_t){SESSION_BREAK_OPERATION, 0, "print"},
                    "has done a print", faults);
    if (found.child_ends)
        expect_stop(host, lesson, variant, (session_break_t){SESSION_BREAK_END, 0, "P1"}, "P1 has ended",
                    faults);
    snprintf(words, sizeof words, "has come to line %u.", found.line);
    if (found.line)
        expect_stop(host, lesson, variant, (session_break_t){SESSION_BREAK_LINE, found.line, NULL}, words,
                    faults);
}

static void breakpoints_stop_the_programs_of_every_lesson(void **state)
{
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    size_t faults = 0, stops = 0;
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = 0; i < catalogue.count; i++)
        if (catalogue.entries[i].lesson)
            check_variant(*state, catalogue.entries[i].lesson, &catalogue.entries[i].lesson->variants[0],
                          &faults, &stops);
    catalogue_destroy(&catalogue);
    print_message("%zu stops\n", stops);
    assert_int_equal(faults, 0);
    assert_true(stops > 100);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(breakpoints_stop_the_programs_of_every_lesson, make_host, free_host)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
