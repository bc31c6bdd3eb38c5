/* Run as a learner sees it: goldens of its panes, and what the keys do to the world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "screen_lab.h"

static const char *const atm[] = {"atm", NULL};
static const char *const dinner[] = {"philosophers", NULL};

static screen_t *open_run(const char *const *lesson, int lines, int columns)
{
    screen_t *screen = screen_open(lines, columns, lesson);
    screen_wait(screen, "[Read]");
    screen_keys(screen, "<F3>");
    screen_wait(screen, "HELD");
    screen_wait(screen, "Who goes next");
    return screen;
}

/* Both have read 100, P2 has stored: P1's store would lose that. */
static screen_t *open_race(int lines, int columns)
{
    screen_t *screen = open_run(atm, lines, columns);
    screen_keys(screen, "1");
    screen_wait(screen, "step 3");
    screen_keys(screen, "2");
    screen_wait(screen, "step 4");
    screen_keys(screen, "2");
    screen_wait(screen, "step 5");
    screen_wait(screen, "will be lost");
    return screen;
}

static void run_opens_where_all_are_started_and_held(void **state)
{
    (void)state;
    screen_t *screen = open_run(atm, 24, 80);
    screen_golden(screen, "run_begin");
    screen_close(screen);
}

static void four_keys_show_a_lost_update_before_it_happens(void **state)
{
    (void)state;
    screen_t *screen = open_race(24, 80);
    screen_golden(screen, "run_race");
    screen_keys(screen, "1");
    screen_wait(screen, "w99!");
    screen_golden(screen, "run_lost");
    screen_close(screen);
}

/* What follows by itself, ends and joins, neither takes the words of the chosen step nor its place. */
static void the_step_that_was_chosen_stays_in_sight(void **state)
{
    (void)state;
    static const char *const counter[] = {"shared-counter", NULL};
    screen_t *screen = open_run(counter, 24, 80);
    screen_step(screen, "1");
    screen_step(screen, "2");
    screen_step(screen, "1");
    screen_step(screen, "2");
    screen_wait(screen, "P2 stores 1 into counter. What stood there had not been seen: it is lost now.");
    screen_wait(screen, "w1!");
    screen_golden(screen, "run_chosen");
    screen_close(screen);
}

/* Who has a lock is worth more than who has read what, where there is no room for both. */
static void the_holder_of_a_lock_stays_in_sight(void **state)
{
    (void)state;
    static const char *const counter[] = {"shared-counter", NULL};
    screen_t *screen = open_run(counter, 24, 80);
    screen_keys(screen, "v");
    screen_wait(screen, "+lock of counter");
    screen_settle(screen);
    screen_step(screen, "1");
    screen_step(screen, "1");
    screen_wait(screen, "P1 reads counter = 0");
    screen_wait(screen, "held by P1");
    screen_wait(screen, "+2, z");
    screen_close(screen);
}

/* A sleeper whose time has come wakes: it does not sleep once more. */
static void where_only_time_can_move_its_key_is_there(void **state)
{
    (void)state;
    static const char *const joining[] = {"joining", NULL};
    screen_t *screen = open_run(joining, 24, 80);
    screen_step(screen, "0");
    screen_step(screen, "1");
    screen_wait(screen, "sleeps until");
    screen_wait(screen, " t time");
    screen_step(screen, "t");
    screen_wait(screen, "held ▸ wakes");
    screen_close(screen);
}

static void a_large_terminal_shows_memory_and_system_calls_as_well(void **state)
{
    (void)state;
    screen_t *screen = open_race(40, 120);
    screen_golden(screen, "run_race");
    screen_close(screen);
}

static void the_panes_that_have_no_place_come_by_their_letters(void **state)
{
    (void)state;
    screen_t *screen = open_race(24, 80);
    screen_keys(screen, "m");
    screen_wait(screen, "memory of each");
    screen_golden(screen, "run_memory");
    screen_keys(screen, "i");
    screen_wait(screen, "under the hood");
    screen_golden(screen, "run_hood");
    screen_keys(screen, "w");
    screen_wait(screen, "who waits for whom");
    screen_golden(screen, "run_waits");
    screen_keys(screen, "wz");
    screen_settle(screen);
    screen_golden(screen, "run_zoom");
    screen_close(screen);
}

static void parent_and_child_have_a_list_of_their_own_each(void **state)
{
    (void)state;
    static const char *const own_memory[] = {"own-memory", NULL};
    screen_t *screen = open_run(own_memory, 24, 80);
    screen_keys(screen, "m");
    screen_wait(screen, "≠ [1, 2, 3, 4, 5]");
    screen_golden(screen, "run_own_memory");
    screen_close(screen);
}

static void a_deadlock_is_called_so_the_moment_it_is_there(void **state)
{
    (void)state;
    screen_t *screen = open_run(dinner, 24, 80);
    screen_keys(screen, "1");
    screen_wait(screen, "step 4");
    screen_keys(screen, "2");
    screen_wait(screen, "step 5");
    screen_keys(screen, "3");
    screen_wait(screen, "Deadlock:");
    screen_keys(screen, "w");
    screen_wait(screen, "who waits for whom");
    screen_golden(screen, "run_deadlock");
    screen_close(screen);
}

static void a_tour_walks_its_stops_on_real_processes_and_back(void **state)
{
    (void)state;
    screen_t *screen = open_run(atm, 24, 80);
    screen_keys(screen, "<PgDn>");
    screen_wait(screen, "tour 1/6");
    screen_keys(screen, "<PgDn>");
    screen_wait(screen, "tour 2/6");
    screen_keys(screen, "<PgDn>");
    screen_wait(screen, "tour 3/6");
    screen_golden(screen, "run_tour");
    screen_keys(screen, "<PgUp>");
    screen_wait(screen, "tour 2/6");
    screen_wait(screen, "step 3 of 5");
    screen_keys(screen, "<PgDn><PgDn><PgDn><PgDn>");
    screen_wait(screen, "tour 6/6");
    screen_wait(screen, "balance 99");
    screen_close(screen);
}

static void the_projector_shows_the_value_in_tall_digits(void **state)
{
    (void)state;
    screen_t *screen = open_race(24, 80);
    screen_keys(screen, "P");
    screen_wait(screen, "THE CASH MACHINE");
    screen_wait_gone(screen, "processes");
    screen_golden(screen, "run_projector");
    screen_resize(screen, 40, 120);
    screen_wait(screen, "██████");
    screen_golden(screen, "run_projector");
    screen_resize(screen, 20, 66);
    screen_wait_gone(screen, "██████");
    screen_golden(screen, "run_projector");
    screen_close(screen);
}

static void without_utf8_every_sign_is_plain(void **state)
{
    (void)state;
    static const char *const plain[] = {"LOCKSTEP_ASCII=1", NULL};
    screen_t *screen = screen_open_with(24, 80, atm, plain);
    screen_wait(screen, "[Read]");
    screen_keys(screen, "<F3>");
    screen_wait(screen, "Who goes next");
    screen_keys(screen, "1");
    screen_wait(screen, "step 3");
    screen_golden(screen, "run_ascii");
    char *text = screen_text(screen);
    for (const char *at = text; *at; at++) {
        assert_true((unsigned char)*at < 0x80);
    }
    free(text);
    screen_close(screen);
}

static void back_and_again_reach_the_same_picture(void **state)
{
    (void)state;
    screen_t *screen = open_race(24, 80);
    screen_keys(screen, "<Left>");
    screen_wait(screen, "step 4 of 5");
    screen_keys(screen, "<Home>");
    screen_wait(screen, "step 2 of 5");
    screen_keys(screen, "<End>");
    screen_wait(screen, "will be lost");
    screen_golden(screen, "run_race");
    screen_keys(screen, "g4<Enter>");
    screen_wait(screen, "step 4 of 5");
    screen_keys(screen, "1y");
    screen_wait(screen, "branches taken");
    screen_keys(screen, "<Enter>");
    screen_close(screen);
}

static void a_free_run_that_is_over_at_once_says_so_and_can_be_counted(void **state)
{
    (void)state;
    screen_t *screen = open_run(dinner, 24, 80);
    screen_keys(screen, "F");
    screen_wait(screen, "ends of");
    screen_wait(screen, "run 20 of 20");
    screen_keys(screen, "<Esc>");
    screen_wait_gone(screen, "ends of");
    screen_close(screen);
}

static void letting_go_and_coming_back_finds_the_world_as_it_was(void **state)
{
    (void)state;
    screen_t *screen = open_race(24, 80);
    screen_keys(screen, "f");
    screen_wait(screen, "ENDED 0");
    screen_wait(screen, "time of the last run");
    screen_keys(screen, "<Left>");
    screen_wait(screen, "let go, held again");
    screen_wait(screen, "101  was 100; P2, step 5");
    screen_close(screen);
}

static void a_killed_process_is_shown_as_killed(void **state)
{
    (void)state;
    screen_t *screen = open_run(atm, 24, 80);
    screen_keys(screen, "<Down>K");
    screen_wait(screen, "a signal");
    screen_keys(screen, "2");
    screen_wait(screen, "killed by KILL");
    screen_close(screen);
}

static void a_click_selects_a_process(void **state)
{
    (void)state;
    screen_t *screen = open_run(atm, 24, 80);
    screen_mouse(screen, 5, 50);
    screen_wait(screen, "▶2 P2");
    screen_keys(screen, "s");
    screen_wait(screen, "P2 reads balance = 100");
    screen_close(screen);
}

static void a_saved_schedule_can_be_opened_again(void **state)
{
    (void)state;
    screen_t *screen = open_race(24, 80);
    screen_keys(screen, "S<Enter>");
    screen_wait(screen, "Saved to");
    screen_keys(screen, "<Home>");
    screen_wait(screen, "step 2 of 5");
    screen_keys(screen, "O<Enter>");
    screen_wait(screen, "step 5");
    screen_wait(screen, "101  was 100");
    screen_close(screen);
}

static void a_run_pauses_when_a_condition_holds(void **state)
{
    (void)state;
    screen_t *screen = open_run(atm, 24, 80);
    screen_keys(screen, "p3balance != 100<Enter>");
    screen_wait(screen, "was 100");
    screen_close(screen);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_opens_where_all_are_started_and_held),
        cmocka_unit_test(four_keys_show_a_lost_update_before_it_happens),
        cmocka_unit_test(the_step_that_was_chosen_stays_in_sight),
        cmocka_unit_test(the_holder_of_a_lock_stays_in_sight),
        cmocka_unit_test(where_only_time_can_move_its_key_is_there),
        cmocka_unit_test(a_large_terminal_shows_memory_and_system_calls_as_well),
        cmocka_unit_test(the_panes_that_have_no_place_come_by_their_letters),
        cmocka_unit_test(parent_and_child_have_a_list_of_their_own_each),
        cmocka_unit_test(a_deadlock_is_called_so_the_moment_it_is_there),
        cmocka_unit_test(a_tour_walks_its_stops_on_real_processes_and_back),
        cmocka_unit_test(the_projector_shows_the_value_in_tall_digits),
        cmocka_unit_test(without_utf8_every_sign_is_plain),
        cmocka_unit_test(back_and_again_reach_the_same_picture),
        cmocka_unit_test(a_free_run_that_is_over_at_once_says_so_and_can_be_counted),
        cmocka_unit_test(letting_go_and_coming_back_finds_the_world_as_it_was),
        cmocka_unit_test(a_killed_process_is_shown_as_killed),
        cmocka_unit_test(a_click_selects_a_process),
        cmocka_unit_test(a_saved_schedule_can_be_opened_again),
        cmocka_unit_test(a_run_pauses_when_a_condition_holds),
    };
    return cmocka_run_group_tests_name("run_screens", tests, NULL, NULL);
}
