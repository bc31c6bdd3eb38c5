/* Menu, pages, questions, Explore and Exercise as a learner sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "screen_lab.h"

static const char *const nothing[] = {NULL};
static const char *const atm[] = {"atm", NULL};

static screen_t *open_atm(int lines, int columns)
{
    screen_t *screen = screen_open(lines, columns, atm);
    screen_wait(screen, "[Read]");
    return screen;
}

static screen_t *open_explore(int lines, int columns)
{
    screen_t *screen = open_atm(lines, columns);
    screen_keys(screen, "x");
    screen_wait(screen, "70 orders");
    return screen;
}

static void the_menu_opens_at_the_first_lesson(void **state)
{
    (void)state;
    screen_t *screen = screen_open(24, 80, nothing);
    screen_wait(screen, "n go on");
    screen_golden(screen, "menu");
    screen_keys(screen, "/atm<Enter>");
    screen_wait(screen, "The cash machine that loses money");
    screen_golden(screen, "menu_found");
    screen_keys(screen, "<Enter>");
    screen_wait(screen, "[Read]");
    screen_keys(screen, "q");
    screen_wait(screen, "n go on");
    screen_close(screen);
}

static void a_large_menu_shows_what_a_lesson_has_to_offer(void **state)
{
    (void)state;
    screen_t *screen = screen_open(40, 120, nothing);
    screen_wait(screen, "n go on");
    screen_golden(screen, "menu");
    screen_close(screen);
}

static void pages_are_turned_and_remembered(void **state)
{
    (void)state;
    screen_t *screen = open_atm(24, 80);
    screen_keys(screen, "<End>");
    screen_wait(screen, "page 3 of 3");
    screen_golden(screen, "read");
    screen_keys(screen, "<PgUp>");
    screen_wait(screen, "page 2 of 3");
    screen_keys(screen, "q");
    screen_wait(screen, "n go on");
    screen_keys(screen, "n");
    screen_wait(screen, "page 2 of 3");
    screen_close(screen);
}

static void a_wide_page_has_the_program_beside_it(void **state)
{
    (void)state;
    screen_t *screen = open_atm(40, 120);
    screen_wait(screen, "in the machine");
    screen_golden(screen, "read");
    screen_close(screen);
}

static void the_machine_answers_what_a_value_will_be(void **state)
{
    (void)state;
    screen_t *screen = open_atm(24, 80);
    screen_keys(screen, "ab<Enter>");
    screen_wait(screen, "Right.");
    screen_keys(screen, "<Enter>a");
    screen_wait(screen, "question 2 of 5");
    screen_keys(screen, "7<Enter>");
    screen_wait(screen, "The machine says: 99");
    screen_golden(screen, "question_value");
    screen_keys(screen, "<Enter>a");
    screen_wait(screen, "question 3 of 5");
    screen_keys(screen, "1<Enter>");
    screen_wait(screen, "Right.");
    screen_keys(screen, "<Enter>a");
    screen_wait(screen, "question 4 of 5");
    screen_keys(screen, "2345h");
    screen_wait(screen, "There are 5 of them");
    screen_keys(screen, "6<Enter>");
    screen_wait(screen, "Right.");
    screen_close(screen);
}

static void every_order_of_the_cash_machine_is_shown(void **state)
{
    (void)state;
    screen_t *screen = open_explore(24, 80);
    screen_wait(screen, "14 end right, 56 end wrong");
    screen_wait(screen, "shortest way to balance 98: 2 switches");
    screen_golden(screen, "explore");
    screen_keys(screen, "<Down><Down>");
    screen_wait(screen, "shortest way to balance 100");
    screen_keys(screen, "v");
    screen_wait(screen, "6 orders, all end right");
    screen_close(screen);
}

static void a_witness_is_stepped_through_on_real_processes(void **state)
{
    (void)state;
    screen_t *screen = open_explore(24, 80);
    screen_keys(screen, "<Enter>");
    screen_wait(screen, "[Run]");
    screen_wait(screen, "HELD");
    screen_keys(screen, "<End>");
    screen_wait(screen, "balance 98");
    screen_close(screen);
}

static void a_lock_around_chosen_lines_is_tried_without_touching_the_file(void **state)
{
    (void)state;
    screen_t *screen = open_explore(40, 120);
    screen_keys(screen, "L");
    screen_wait(screen, "Which lines should stand under one lock?");
    screen_keys(screen, " <Down><Down><Down> ");
    screen_keys(screen, "<Enter>");
    screen_wait(screen, "6 orders, all end: balance 100");
    screen_keys(screen, "<Esc>");
    screen_wait(screen, "70 orders");
    screen_close(screen);
}

static void a_challenge_is_solved_by_the_readers_own_steps(void **state)
{
    (void)state;
    screen_t *screen = open_atm(24, 80);
    screen_keys(screen, "h<Enter>");
    screen_wait(screen, "fewest switches: 2");
    screen_step(screen, "1");
    screen_step(screen, "1");
    screen_step(screen, "1");
    screen_wait(screen, "step 5");
    for (int i = 0; i < 4; i++) {
        screen_step(screen, "2");
    }
    screen_wait(screen, "step 9");
    screen_keys(screen, "1");
    screen_wait(screen, "step 14");
    screen_keys(screen, "n");
    screen_wait(screen, "step 15");
    screen_keys(screen, "n");
    screen_wait(screen, "Solved with 2 switches");
    screen_close(screen);
}

static void a_key_of_run_works_on_the_page_that_names_it(void **state)
{
    (void)state;
    screen_t *screen = open_atm(24, 80);
    screen_wait(screen, "[Read]");
    screen_keys(screen, "1");
    screen_wait(screen, "[Run]");
    screen_wait(screen, "P1 reads balance = 100");
    screen_keys(screen, "<F2>");
    screen_wait(screen, "[Read]");
    screen_keys(screen, "f");
    screen_wait(screen, "[Run]");
    screen_wait(screen, "ENDED");
    screen_close(screen);
}

static void a_number_chosen_for_a_knob_holds_held_and_free(void **state)
{
    (void)state;
    screen_t *screen = open_atm(24, 80);
    screen_keys(screen, "c");
    screen_wait(screen, "2 held, 1000000 free: as the lesson has it");
    screen_keys(screen, "<Down><Enter>");
    screen_wait(screen, "ROUNDS = 3 from now on, held and free.");
    screen_keys(screen, "f");
    screen_wait(screen, "ENDED");
    screen_wait(screen, "ROUNDS = 3 ");
    screen_keys(screen, "c<Down><Down><Down><Enter>");
    screen_wait(screen, "ROUNDS = 2 held, 1000000 free");
    screen_close(screen);
}

static void a_lessons_program_is_changed_in_a_copy_of_ones_own(void **state)
{
    (void)state;
    screen_t *screen =
        screen_open_with(24, 80, atm, (const char *const[]){"EDITOR=sed -i s/-=\\ 1/-=\\ 9/", NULL});
    screen_wait(screen, "[Read]");
    screen_keys(screen, "e");
    screen_wait(screen, "Your copy runs now");
    screen_keys(screen, "<F3>");
    screen_wait(screen, "balance.value -= 9");
    screen_wait(screen, "changed for this run");
    screen_keys(screen, "v");
    screen_wait(screen, "balance.value -= 1");
    screen_wait(screen, "The lesson's own program again");
    screen_close(screen);
}

static void an_exercise_is_checked_when_its_file_is_saved(void **state)
{
    (void)state;
    screen_t *screen =
        screen_open_with(24, 80, atm, (const char *const[]){"EDITOR=sed -i s/-=\\ 1/+=\\ 0/", NULL});
    screen_wait(screen, "[Read]");
    screen_keys(screen, "<F5>");
    screen_wait(screen, "5 of 10 points");
    screen_keys(screen, "e");
    screen_wait(screen, "try 1");
    screen_keys(screen, "D");
    screen_wait(screen, "what you changed");
    screen_keys(screen, "<Esc>U");
    screen_wait(screen, "start over?");
    screen_keys(screen, "y");
    screen_wait(screen, "This is the program to repair");
    screen_close(screen);
}

static void a_terminal_of_ten_by_three_is_survived(void **state)
{
    (void)state;
    screen_t *screen = open_explore(24, 80);
    screen_resize(screen, 3, 10);
    screen_wait(screen, "too small");
    screen_resize(screen, 24, 80);
    screen_wait(screen, "70 orders");
    screen_close(screen);
}

/* Each view, its windows over it, in all kinds of sizes: nothing may be drawn where there is no room. */
static void every_view_is_drawn_in_every_size(void **state)
{
    (void)state;
    static const char *const keys[] = {"<F2>", "<F3>", "x", "L", "<Esc><F5>", "a", "<Esc>h", "<Esc>?"};
    static const int sizes[][2] = {{6, 20}, {7, 34}, {9, 120}, {12, 50}, {16, 66}, {60, 200}, {24, 80}};
    screen_t *screen = open_atm(24, 80);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        screen_keys(screen, keys[k]);
        screen_settle(screen);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            screen_resize(screen, sizes[i][0], sizes[i][1]);
            screen_settle(screen);
        }
    }
    screen_keys(screen, "<Esc><F2>");
    screen_wait(screen, "[Read]");
    screen_close(screen);
}

static void a_large_terminal_shows_what_a_lock_would_change(void **state)
{
    (void)state;
    screen_t *screen = open_explore(40, 120);
    screen_wait(screen, "what if");
    screen_golden(screen, "explore");
    screen_close(screen);
}

static void a_saved_program_is_read_again(void **state)
{
    (void)state;
    char path[] = "/tmp/lockstep-own-XXXXXX.py";
    int fd = mkstemps(path, 3);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "print('first')\n", 15), 15);
    close(fd);
    screen_t *screen = screen_open(24, 80, (const char *const[]){path, NULL});
    screen_wait(screen, "first");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("print('second')\n", file);
    fclose(file);
    screen_wait(screen, "second");
    unlink(path);
    screen_close(screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_menu_opens_at_the_first_lesson),
        cmocka_unit_test(a_large_menu_shows_what_a_lesson_has_to_offer),
        cmocka_unit_test(pages_are_turned_and_remembered),
        cmocka_unit_test(a_wide_page_has_the_program_beside_it),
        cmocka_unit_test(the_machine_answers_what_a_value_will_be),
        cmocka_unit_test(every_order_of_the_cash_machine_is_shown),
        cmocka_unit_test(a_witness_is_stepped_through_on_real_processes),
        cmocka_unit_test(a_lock_around_chosen_lines_is_tried_without_touching_the_file),
        cmocka_unit_test(a_challenge_is_solved_by_the_readers_own_steps),
        cmocka_unit_test(a_key_of_run_works_on_the_page_that_names_it),
        cmocka_unit_test(a_number_chosen_for_a_knob_holds_held_and_free),
        cmocka_unit_test(a_lessons_program_is_changed_in_a_copy_of_ones_own),
        cmocka_unit_test(an_exercise_is_checked_when_its_file_is_saved),
        cmocka_unit_test(a_terminal_of_ten_by_three_is_survived),
        cmocka_unit_test(every_view_is_drawn_in_every_size),
        cmocka_unit_test(a_large_terminal_shows_what_a_lock_would_change),
        cmocka_unit_test(a_saved_program_is_read_again),
    };
    alarm(110);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
