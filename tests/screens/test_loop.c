/* What a learner and an author do around a lesson: forgetting progress, recording a tour, following a schedule step
 * by step, both meanings of a sleep, the wheel. */
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

static screen_t *open_lesson(const char *lesson, const char *keys, const char *seen)
{
    screen_t *screen = screen_open(24, 80, (const char *const[]){lesson, NULL});
    screen_wait(screen, "[Read]");
    screen_keys(screen, keys);
    screen_wait(screen, seen);
    return screen;
}

static void progress_is_forgotten_only_when_that_is_meant(void **state)
{
    (void)state;
    screen_t *screen = open_lesson("hello", "<End>", "page ");
    screen_keys(screen, "q");
    screen_wait(screen, "n go on");
    screen_keys(screen, "/hello<Enter>");
    screen_wait(screen, "◐ hello");
    screen_keys(screen, "U1");
    screen_wait(screen, "Forget what you have done of this lesson?");
    screen_keys(screen, "n");
    screen_wait(screen, "◐ hello");
    screen_keys(screen, "U1");
    screen_wait(screen, "Forget what you have done of this lesson?");
    screen_keys(screen, "y");
    screen_wait(screen, "is forgotten");
    screen_wait_gone(screen, "◐ hello");
    screen_close(screen);
}

static void the_orders_of_both_kinds_of_sleep_are_said(void **state)
{
    (void)state;
    screen_t *screen = open_lesson("join-order", "x", "sleeps exact: 1 order;");
    screen_wait(screen, "may be late: 6 orders");
    screen_keys(screen, "T");
    screen_wait(screen, "6 orders");
    screen_wait(screen, "sleeps exact: 1 order;");
    screen_close(screen);
}

/* A schedule that was saved guides n, one step at a time; another way is refused. */
static void a_schedule_guides_the_scheduler_step_by_step(void **state)
{
    (void)state;
    char path[] = "/tmp/lockstep-schedule-XXXXXX", keys[200];
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    screen_t *screen = open_lesson("atm", "<F3>", "Who goes next");
    screen_step(screen, "2");
    screen_step(screen, "1");
    snprintf(keys, sizeof keys, "S%c%s<Enter>", 21, path); /* Ctrl-U empties the field */
    screen_keys(screen, keys);
    screen_wait(screen, "Saved to");
    screen_keys(screen, "<Home>");
    screen_wait(screen, "step 2 of 4");
    snprintf(keys, sizeof keys, "d3%c%s<Enter>", 21, path);
    screen_keys(screen, keys);
    screen_wait(screen, "n and space follow");
    screen_step(screen, "n");
    screen_wait(screen, "P2 reads balance");
    screen_step(screen, "n");
    screen_wait(screen, "P1 reads balance");
    screen_close(screen);
    unlink(path);
}

/* A lesson in a folder of its own; *path is to be removed with its folder. */
static void make_lesson(char folder[], char *path, size_t size)
{
    static const char text[] =
        "id: turns\ntitle: Turns\nchapter: races\npages:\n  - title: One\n    text: |\n      Two add.\n"
        "variants:\n  - id: plain\n    program: |\n      from multiprocessing import Process, Value\n\n"
        "      def add(box, amount):\n          box.value += amount\n\n"
        "      if __name__ == '__main__':\n          box = Value('i', 0)\n"
        "          p = Process(target=add, args=(box, 1))\n          q = Process(target=add, args=(box, "
        "10))\n"
        "          p.start()\n          q.start()\n          p.join()\n          q.join()\n"
        "          print('box', box.value)\n";
    assert_non_null(mkdtemp(folder));
    snprintf(path, size, "%s/turns.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void append(const char *to, const char *from)
{
    char text[2000];
    FILE *in = fopen(from, "r"), *out = fopen(to, "a");
    assert_non_null(in);
    assert_non_null(out);
    size_t size = fread(text, 1, sizeof text, in);
    assert_true(size > 0 && fwrite(text, 1, size, out) == size);
    fclose(in);
    fclose(out);
}

/* Recorded, put into the file that is open, read again, walked. */
static void a_tour_is_recorded_while_stepping(void **state)
{
    (void)state;
    char folder[] = "/tmp/lockstep-tour-XXXXXX", lesson[200], tour[200], command[700];
    make_lesson(folder, lesson, sizeof lesson);
    snprintf(tour, sizeof tour, "%s/turns.tour", folder);
    screen_t *screen = open_lesson(lesson, "<F3>", "Who goes next");
    screen_keys(screen, "RBoth are held.<Enter>");
    screen_wait(screen, "Stop 1 is in");
    screen_step(screen, "1");
    screen_step(screen, "2");
    screen_keys(screen, "RBoth have read 0.<Enter>");
    screen_wait(screen, "Stop 2 is in");
    append(lesson, tour);
    screen_wait(screen, "read again");
    screen_keys(screen, "<PgDn>");
    screen_wait(screen, "tour 1/2");
    screen_keys(screen, "<PgDn>");
    screen_wait(screen, "tour 2/2");
    screen_wait(screen, "Both have read 0.");
    screen_close(screen);
    snprintf(command, sizeof command, "%s check %s >%s/checked 2>&1", TEST_LOCKSTEP, lesson, folder);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* Another file of the folder is not the lesson: the steps taken stay. */
static void what_else_is_saved_in_the_folder_changes_nothing(void **state)
{
    (void)state;
    char folder[] = "/tmp/lockstep-beside-XXXXXX", lesson[200], command[300];
    make_lesson(folder, lesson, sizeof lesson);
    screen_t *screen = open_lesson(lesson, "<F3>", "Who goes next");
    screen_step(screen, "1");
    snprintf(command, sizeof command, "echo x > %s/other.txt", folder);
    assert_int_equal(system(command), 0);
    screen_step(screen, "2");
    screen_wait(screen, "step 4");
    screen_close(screen);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* The row of the times above the lanes, once it stands: a picture may come in pieces. */
static void read_axis(screen_t *screen, char axis[200])
{
    char before[200];
    axis[0] = '\0';
    do {
        memcpy(before, axis, sizeof before);
        screen_look(screen, 200);
        char *text = screen_text(screen);
        const char *start = strstr(text, "\n  ms ");
        assert_non_null(start);
        snprintf(axis, 200, "%.*s", (int)strcspn(start + 1, "\n"), start + 1);
        free(text);
    } while (strcmp(before, axis) != 0);
}

/* A row for each process, what the signs mean, a closer look, and along it. */
static void the_lanes_of_a_free_run_can_be_looked_at_closely(void **state)
{
    (void)state;
    screen_t *screen = open_lesson("atm", "<F3>", "Who goes next");
    screen_keys(screen, "f");
    screen_wait(screen, "░ ready");
    screen_wait(screen, "The run has ended");
    char whole[200], close[200];
    read_axis(screen, whole);
    screen_keys(screen, "<Tab><Tab><Tab><Enter>");
    screen_wait_gone(screen, whole);
    read_axis(screen, close);
    screen_keys(screen, "<Down><Down>");
    screen_wait_gone(screen, close);
    screen_keys(screen, "<Up><Up>");
    screen_wait(screen, close);
    screen_keys(screen, "<Enter><Enter><Enter><Enter><Enter><Enter>");
    screen_wait(screen, whole);
    screen_close(screen);
}

static void the_wheel_scrolls_what_is_under_it(void **state)
{
    (void)state;
    screen_t *screen = open_lesson("atm", "<F3>", "Who goes next");
    screen_wait(screen, "⋯ 13–18");
    screen_wheel(screen, 6, 5, 1); /* the program unfolds and scrolls */
    screen_wait_gone(screen, "⋯ 13–18");
    screen_keys(screen, "<Esc><Esc>");
    screen_wait(screen, "⋯ 13–18");
    screen_close(screen);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_is_forgotten_only_when_that_is_meant),
        cmocka_unit_test(the_orders_of_both_kinds_of_sleep_are_said),
        cmocka_unit_test(a_schedule_guides_the_scheduler_step_by_step),
        cmocka_unit_test(a_tour_is_recorded_while_stepping),
        cmocka_unit_test(what_else_is_saved_in_the_folder_changes_nothing),
        cmocka_unit_test(the_lanes_of_a_free_run_can_be_looked_at_closely),
        cmocka_unit_test(the_wheel_scrolls_what_is_under_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
