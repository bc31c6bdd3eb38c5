#include "app/tui/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Title, body, rule, sentence and footer fill the screen from top to bottom without gap or overlap. */
static void check_layout(int lines, int columns)
{
    frame_layout_t layout = frame_layout(lines, columns);
    const area_t parts[] = {layout.title, layout.body, layout.rule, layout.sentence, layout.footer};
    int line = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        assert_int_equal(parts[i].line, line);
        assert_int_equal(parts[i].columns, columns);
        assert_true(parts[i].lines >= 0);
        line += parts[i].lines;
    }
    assert_int_equal(line, lines);
    assert_true(layout.body.lines >= 1);
}

static void every_size_is_filled(void **state)
{
    (void)state;
    for (int lines = 6; lines < 90; lines++) {
        for (int columns = 20; columns < 220; columns += 7) {
            check_layout(lines, columns);
        }
    }
}

static void the_usual_terminal_has_one_row_of_keys_and_two_for_the_sentence(void **state)
{
    (void)state;
    frame_layout_t layout = frame_layout(24, 80);
    assert_int_equal(layout.footer.lines, 1);
    assert_int_equal(layout.sentence.lines, 2);
    assert_int_equal(layout.body.lines, 19);
    assert_int_equal(frame_layout(40, 120).footer.lines, 2);
}

static void a_tiny_terminal_is_said_to_be_too_small(void **state)
{
    (void)state;
    assert_true(frame_layout(3, 10).too_small);
    assert_true(frame_layout(24, 10).too_small);
    assert_false(frame_layout(6, 20).too_small);
}

static void a_click_on_a_tab_finds_it(void **state)
{
    (void)state;
    assert_int_equal(frame_tab_at(80, 45), VIEW_READ);
    assert_int_equal(frame_tab_at(80, 52), VIEW_RUN);
    assert_int_equal(frame_tab_at(80, 58), VIEW_EXPLORE);
    assert_int_equal(frame_tab_at(80, 70), VIEW_EXERCISE);
    assert_int_equal(frame_tab_at(80, 10), VIEW_MENU);
    assert_int_equal(frame_tab_at(30, 10), VIEW_MENU);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_filled),
        cmocka_unit_test(the_usual_terminal_has_one_row_of_keys_and_two_for_the_sentence),
        cmocka_unit_test(a_tiny_terminal_is_said_to_be_too_small),
        cmocka_unit_test(a_click_on_a_tab_finds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
