/* However it ends, the terminal works and no process is left; and nothing that is typed breaks it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/tui/commands.h"
#include "screen_lab.h"

static const char *const atm[] = {"atm", NULL};

static screen_t *open_run(void)
{
    screen_t *screen = screen_open(24, 80, atm);
    screen_wait(screen, "[Read]");
    screen_keys(screen, "<F3>");
    screen_wait(screen, "Who goes next");
    return screen;
}

static void assert_clean(screen_t *screen)
{
    assert_true(screen_all_gone(screen));
    assert_true(screen_is_restored(screen));
}

static void q_leads_to_the_menu_and_out(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    screen_keys(screen, "q");
    screen_wait(screen, "choose");
    screen_keys(screen, "q");
    int status = screen_end(screen);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_clean(screen);
    screen_close(screen);
}

static void control_c_leaves_at_once(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    screen_keys(screen, "1<^C>");
    int status = screen_end(screen);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_clean(screen);
    screen_close(screen);
}

static void a_term_signal_ends_it_in_order(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    screen_keys(screen, "12");
    kill(screen_pid(screen), SIGTERM);
    screen_end(screen);
    assert_clean(screen);
    screen_close(screen);
}

static void a_killed_host_leaves_a_working_terminal_and_no_process(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    screen_keys(screen, "1");
    screen_wait(screen, "step 3");
    screen_keys(screen, "2");
    screen_wait(screen, "step 4");
    assert_true(screen_processes(screen) > 3);
    kill(screen_pid(screen), SIGKILL);
    int status = screen_end(screen);
    assert_true(WIFSIGNALED(status));
    assert_clean(screen);
    screen_close(screen);
}

static void a_killed_host_of_a_free_run_leaves_nothing_either(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    screen_keys(screen, "f");
    screen_wait(screen, "FREE");
    kill(screen_pid(screen), SIGKILL);
    screen_end(screen);
    assert_clean(screen);
    screen_close(screen);
}

static void a_closed_terminal_ends_everything(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    screen_hang_up(screen);
    screen_end(screen);
    assert_true(screen_all_gone(screen));
    screen_close(screen);
}

static void a_terminal_may_shrink_to_10_by_3_and_grow_again(void **state)
{
    (void)state;
    static const int sizes[][2] = {{3, 10},  {24, 80}, {1, 1},    {5, 200},
                                   {60, 21}, {6, 20},  {50, 160}, {24, 80}};
    screen_t *screen = open_run();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        screen_resize(screen, sizes[i][0], sizes[i][1]);
        screen_keys(screen, i % 2 ? "z" : "n");
        screen_settle(screen);
    }
    screen_wait(screen, "[Run]");
    screen_close(screen);
}

/* ---- every key ---- */

static bool is_left_out(int id)
{
    return id == COMMAND_QUIT || id == COMMAND_CLOSE || id == COMMAND_SUSPEND || id == COMMAND_EDIT;
}

static void press(screen_t *screen, const char *key, size_t size)
{
    char text[32];
    snprintf(text, sizeof text, size == 1 ? "%.*s" : "<%.*s>", (int)size, key);
    screen_keys(screen, text);
    screen_settle(screen);
    assert_int_equal(waitpid(screen_pid(screen), NULL, WNOHANG), 0);
}

static void every_key_of_run_can_be_pressed(void **state)
{
    (void)state;
    screen_t *screen = open_run();
    for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
        const command_info_t *info = command_info((command_id_t)id);
        for (const char *keys = info->keys; (info->views & IN_RUN) && !is_left_out(id) && *keys;) {
            size_t size = strcspn(keys, " ");
            press(screen, keys, size);
            /* A window that it opened, a tab that it went to: back to Run. */
            screen_keys(screen, "<Esc>");
            screen_settle(screen);
            screen_keys(screen, "<F3>");
            screen_wait(screen, "[Run]");
            keys += size + (keys[size] == ' ');
        }
    }
    screen_close(screen);
}

static void a_cat_on_the_keyboard_breaks_nothing(void **state)
{
    (void)state;
    static const char keys[] = "012345sssnNudf++--bbBgy\033tp\033zzimwoo\t\t\t\t.. nnnn";
    screen_t *screen = open_run();
    for (int round = 0; round < 3; round++) {
        screen_keys(screen, keys);
        screen_settle(screen);
        screen_keys(screen, "<Esc>");
        screen_settle(screen);
        assert_int_equal(waitpid(screen_pid(screen), NULL, WNOHANG), 0);
    }
    screen_keys(screen, "<F3>");
    screen_wait(screen, "[Run]");
    screen_close(screen);
}

int main(void)
{
    alarm(115);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(q_leads_to_the_menu_and_out),
        cmocka_unit_test(control_c_leaves_at_once),
        cmocka_unit_test(a_term_signal_ends_it_in_order),
        cmocka_unit_test(a_killed_host_leaves_a_working_terminal_and_no_process),
        cmocka_unit_test(a_killed_host_of_a_free_run_leaves_nothing_either),
        cmocka_unit_test(a_closed_terminal_ends_everything),
        cmocka_unit_test(a_terminal_may_shrink_to_10_by_3_and_grow_again),
        cmocka_unit_test(every_key_of_run_can_be_pressed),
        cmocka_unit_test(a_cat_on_the_keyboard_breaks_nothing),
    };
    return cmocka_run_group_tests_name("endings", tests, NULL, NULL);
}
