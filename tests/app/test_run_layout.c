#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/tui/run_layout.h"

static run_wants_t usual(int lines, int columns)
{
    return (run_wants_t){.lines = lines,
                         .columns = columns,
                         .focus = RUN_PROCESSES,
                         .wanted = {[RUN_PROGRAM] = 21,
                                    [RUN_PROCESSES] = 3,
                                    [RUN_SHARED] = 2,
                                    [RUN_OUTPUT] = 1,
                                    [RUN_STEPS] = 4,
                                    [RUN_HOOD] = 5,
                                    [RUN_MEMORY] = 4,
                                    [RUN_WAITS] = 2}};
}

static bool overlap(area_t a, area_t b)
{
    return a.lines > 0 && b.lines > 0 && a.line < b.line + b.lines && b.line < a.line + a.lines &&
           a.column < b.column + b.columns && b.column < a.column + a.columns;
}

static void assert_inside(area_t area, int lines, int columns)
{
    assert_true(area.lines >= 0);
    if (area.lines > 0) {
        assert_in_range(area.line, 0, lines - 1);
        assert_in_range(area.column, 0, columns - 1);
        assert_true(area.line + area.lines <= lines);
        assert_true(area.column + area.columns <= columns);
    }
}

static void assert_sound(const run_wants_t *wants)
{
    run_layout_t layout = run_layout(wants);
    area_t all[2 * RUN_PANES + 1];
    size_t count = 0;
    all[count++] = layout.head;
    for (int pane = 0; pane < RUN_PANES; pane++) {
        all[count++] = layout.headings[pane];
        all[count++] = layout.panes[pane];
    }
    for (size_t i = 0; i < count; i++) {
        assert_inside(all[i], wants->lines, wants->columns);
        for (size_t j = 0; j < i; j++) {
            assert_false(overlap(all[i], all[j]));
        }
    }
}

static void a_terminal_of_80_by_24_has_its_four_places(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    run_layout_t layout = run_layout(&wants);
    assert_int_equal(layout.head.lines, 1);
    assert_int_equal(layout.panes[RUN_PROGRAM].lines, 13);
    assert_int_equal(layout.bar, 43);
    assert_int_equal(layout.panes[RUN_PROCESSES].lines, 3);
    assert_true(layout.panes[RUN_SHARED].lines >= 2);
    assert_true(layout.panes[RUN_OUTPUT].lines >= 1);
    assert_int_equal(layout.panes[RUN_STEPS].line, 15);
    assert_int_equal(layout.panes[RUN_STEPS].lines, 4);
    assert_int_equal(layout.panes[RUN_HOOD].lines, 0);
}

static void a_terminal_of_120_by_40_shows_memory_and_calls_as_well(void **state)
{
    (void)state;
    run_wants_t wants = usual(34, 120);
    run_layout_t layout = run_layout(&wants);
    assert_true(layout.ruled);
    assert_int_equal(layout.panes[RUN_MEMORY].lines, 4);
    assert_true(layout.panes[RUN_HOOD].lines >= 5);
    assert_true(layout.panes[RUN_PROGRAM].lines >= 21);
}

static void nothing_overlaps_or_leaves_the_body_at_any_size(void **state)
{
    (void)state;
    for (int lines = 1; lines <= 60; lines++) {
        for (int columns = 1; columns <= 160; columns += columns < 70 ? 1 : 7) {
            for (int focus = 0; focus < RUN_PANES; focus++) {
                run_wants_t wants = usual(lines, columns);
                wants.focus = (run_pane_t)focus;
                wants.wanted[RUN_ENDS] = lines % 3 == 0 ? 8 : 0;
                wants.wanted[RUN_TOUR] = lines % 2 == 0 ? 3 : 0;
                wants.wanted[RUN_PROCESSES] = columns % 40;
                wants.zoom = lines % 7 == 0;
                assert_sound(&wants);
            }
        }
    }
}

static void a_pane_without_a_place_takes_the_right_half_when_it_has_the_focus(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    wants.focus = RUN_WAITS;
    run_layout_t layout = run_layout(&wants);
    assert_int_equal(layout.panes[RUN_WAITS].lines, 12);
    assert_int_equal(layout.panes[RUN_PROCESSES].lines, 0);
    assert_int_equal(layout.panes[RUN_PROGRAM].lines, 13);
}

static void a_zoomed_pane_stands_alone(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    wants.focus = RUN_SHARED;
    wants.zoom = true;
    run_layout_t layout = run_layout(&wants);
    assert_int_equal(layout.panes[RUN_SHARED].lines, 17);
    assert_int_equal(layout.panes[RUN_STEPS].lines, 0);
}

static void a_histogram_takes_the_place_of_the_processes(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    wants.wanted[RUN_ENDS] = 8;
    wants.focus = RUN_ENDS;
    run_layout_t layout = run_layout(&wants);
    assert_true(layout.panes[RUN_ENDS].lines >= 8);
    assert_int_equal(layout.panes[RUN_SHARED].lines, 0);
}

static void the_words_of_a_tour_stand_across_the_foot_and_are_whole(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    wants.wanted[RUN_TOUR] = 3;
    run_layout_t layout = run_layout(&wants);
    assert_true(run_tour_is_across(19, 80));
    assert_int_equal(layout.panes[RUN_TOUR].columns, 80);
    assert_int_equal(layout.panes[RUN_TOUR].lines, 3);
    assert_int_equal(layout.panes[RUN_TOUR].line, 16);
    assert_int_equal(layout.panes[RUN_PROCESSES].lines, 3);
    assert_true(layout.panes[RUN_SHARED].lines >= 1);
    wants.lines = 12; /* too low: in the right half */
    layout = run_layout(&wants);
    assert_false(run_tour_is_across(12, 80));
    assert_true(layout.panes[RUN_TOUR].columns < 40);
}

static void tab_goes_round_all_panes_that_there_are(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    run_pane_t pane = RUN_PROGRAM;
    int seen = 0;
    do {
        pane = run_next_pane(&wants, pane, 1);
        assert_int_equal(run_next_pane(&wants, run_next_pane(&wants, pane, 1), -1), pane);
        seen++;
    } while (pane != RUN_PROGRAM && seen < 2 * RUN_PANES);
    assert_int_equal(seen, 8);
}

static void a_click_finds_the_pane_under_it(void **state)
{
    (void)state;
    run_wants_t wants = usual(19, 80);
    run_layout_t layout = run_layout(&wants);
    assert_int_equal(run_pane_at(&layout, 3, 2), RUN_PROGRAM);
    assert_int_equal(run_pane_at(&layout, 2, 50), RUN_PROCESSES);
    assert_int_equal(run_pane_at(&layout, 17, 5), RUN_STEPS);
    assert_int_equal(run_pane_at(&layout, 2, 43), RUN_PANES);
}

/* ---- folding ---- */

enum { LINES = 21 };

static size_t fold(const int *marks, uint32_t lines, int height, run_row_t *rows)
{
    size_t count = run_fold(marks, lines, height, rows);
    assert_true(count <= (size_t)height);
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(rows[i].line > last || (rows[i].line == last && rows[i].extra > 0));
        last = rows[i].last;
    }
    return count;
}

static void nobody_everywhere(int *marks, uint32_t lines)
{
    for (uint32_t i = 0; i < lines; i++) {
        marks[i] = RUN_NOBODY;
    }
}

static bool has_line(const run_row_t *rows, size_t count, uint32_t line, int extra)
{
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].fold && rows[i].line == line && rows[i].extra == extra) {
            return true;
        }
    }
    return false;
}

static void a_program_that_fits_is_shown_whole(void **state)
{
    (void)state;
    int marks[LINES];
    run_row_t rows[40];
    nobody_everywhere(marks, LINES);
    marks[6] = 1;
    size_t count = fold(marks, LINES, 40, rows);
    assert_int_equal(count, LINES + 1);
    assert_true(has_line(rows, count, 7, 1));
}

static void lines_where_nobody_stands_are_folded(void **state)
{
    (void)state;
    int marks[LINES];
    run_row_t rows[13];
    nobody_everywhere(marks, LINES);
    marks[6] = 1;
    marks[10] = 1;
    marks[18] = 0;
    size_t count = fold(marks, LINES, 13, rows);
    assert_true(has_line(rows, count, 7, 0) && has_line(rows, count, 7, 1));
    assert_true(has_line(rows, count, 11, 0) && has_line(rows, count, 11, 1));
    assert_true(has_line(rows, count, 19, 0));
    size_t folds = 0;
    for (size_t i = 0; i < count; i++) {
        folds += rows[i].fold;
    }
    assert_true(folds >= 1);
}

static void a_fold_of_one_line_is_shown_as_the_line(void **state)
{
    (void)state;
    int marks[LINES];
    run_row_t rows[LINES];
    nobody_everywhere(marks, LINES);
    marks[6] = 0;
    marks[8] = 0;
    for (int height = 3; height < LINES; height++) {
        size_t count = fold(marks, LINES, height, rows);
        for (size_t i = 0; i < count; i++) {
            assert_true(!rows[i].fold || rows[i].last > rows[i].line);
        }
    }
}

static void the_head_of_a_function_is_shown_before_its_neighbours(void **state)
{
    (void)state;
    int marks[LINES];
    run_row_t rows[6];
    nobody_everywhere(marks, LINES);
    marks[4] = RUN_NICE;
    marks[15] = 0;
    size_t count = fold(marks, LINES, 5, rows);
    assert_true(has_line(rows, count, 5, 0));
    assert_true(has_line(rows, count, 16, 0));
}

static void folding_never_needs_more_rows_than_there_are(void **state)
{
    (void)state;
    int marks[LINES];
    run_row_t rows[64];
    for (unsigned seed = 1; seed < 400; seed++) {
        srandom(seed);
        for (int i = 0; i < LINES; i++) {
            long at = random() % 6;
            marks[i] = at == 0 ? (int)(random() % 3) : at == 1 ? RUN_NICE : RUN_NOBODY;
        }
        for (int height = 0; height < 40; height += 3) {
            fold(marks, LINES, height, rows);
        }
    }
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminal_of_80_by_24_has_its_four_places),
        cmocka_unit_test(a_terminal_of_120_by_40_shows_memory_and_calls_as_well),
        cmocka_unit_test(nothing_overlaps_or_leaves_the_body_at_any_size),
        cmocka_unit_test(a_pane_without_a_place_takes_the_right_half_when_it_has_the_focus),
        cmocka_unit_test(a_zoomed_pane_stands_alone),
        cmocka_unit_test(a_histogram_takes_the_place_of_the_processes),
        cmocka_unit_test(the_words_of_a_tour_stand_across_the_foot_and_are_whole),
        cmocka_unit_test(tab_goes_round_all_panes_that_there_are),
        cmocka_unit_test(a_click_finds_the_pane_under_it),
        cmocka_unit_test(a_program_that_fits_is_shown_whole),
        cmocka_unit_test(lines_where_nobody_stands_are_folded),
        cmocka_unit_test(a_fold_of_one_line_is_shown_as_the_line),
        cmocka_unit_test(the_head_of_a_function_is_shown_before_its_neighbours),
        cmocka_unit_test(folding_never_needs_more_rows_than_there_are),
    };
    return cmocka_run_group_tests_name("run_layout", tests, NULL, NULL);
}
