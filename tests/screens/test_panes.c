/* Each pane of Run and each window over a view, on a small and on a large terminal, as goldens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "screen_lab.h"

typedef struct picture {
    const char *lesson, *first; /* what stands on the screen when `keys` may come */
    const char *keys, *seen; /* keys in portions, parted by blanks: each is drawn before the next one comes */
    const char *name;
} picture_t;

static void type_in_portions(screen_t *screen, const char *keys)
{
    char portion[80];
    while (*keys) {
        size_t size = strcspn(keys, " ");
        assert_true(size < sizeof portion);
        memcpy(portion, keys, size);
        portion[size] = '\0';
        if (size == 1 && strchr("0123456789t", portion[0]) && screen_has(screen, "HELD")) {
            screen_step(screen, portion);
        } else {
            screen_keys(screen, portion);
            screen_settle(screen);
        }
        keys += size + (keys[size] == ' ');
    }
}

static void draw(const picture_t *picture, int lines, int columns)
{
    screen_t *screen = screen_open(lines, columns, (const char *const[]){picture->lesson, NULL});
    screen_wait(screen, "[Read]");
    if (strcmp(picture->first, "[Read]") != 0) {
        screen_keys(screen, "<F3>");
        screen_wait(screen, picture->first);
    }
    type_in_portions(screen, picture->keys);
    screen_wait(screen, picture->seen);
    screen_golden(screen, picture->name);
    screen_close(screen);
}

static void draw_all(const picture_t *pictures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        draw(&pictures[i], 24, 80);
        draw(&pictures[i], 40, 120);
    }
}

#define COUNT(pictures) (sizeof(pictures) / sizeof *(pictures))

static const char held[] = "Who goes next";

static void each_pane_alone(void **state)
{
    (void)state;
    static const picture_t pictures[] = {
        {"atm", held, "1 2 2 <S-Tab> z", "balance.value += 1", "pane_program"},
        {"queue-of-words", held, "r r <Tab> z", "still in the buffer", "pane_shared"},
        {"fan-out", held, "2 1 <Tab> z", "worker 1", "pane_output"},
        {"atm", held, "1 2 2 1 <Tab> <Tab> <Tab> z", "w99!", "pane_steps"},
        {"atm", held, "1 2 2 i z", "a store to shared memory", "pane_hood"},
        {"own-memory", held, "m z", "memory of each", "pane_memory"},
        {"philosophers", held, "1 2 3 w z", "forks", "pane_waits"},
    };
    draw_all(pictures, COUNT(pictures));
}

static void zombies_and_orphans_are_as_the_kernel_has_them(void **state)
{
    (void)state;
    static const picture_t pictures[] = {
        {"zombie-and-orphan", held, "1 1 z", "zombie", "pane_zombie"},
        {"zombie-and-orphan", held, "v v t 0 0 1 z", "orphan", "pane_orphan"},
    };
    draw_all(pictures, COUNT(pictures));
}

/* Over the program alone: no PID stands under an edge of a window. */
static void the_windows_of_run(void **state)
{
    (void)state;
    static const picture_t pictures[] = {
        {"atm", held, "p1 7<Enter> <S-Tab> z p", "take away: line 7", "window_pauses"},
        {"atm", held, "1 <Left> 2 <Left> <S-Tab> z y", "branches taken", "window_branches"},
        {"atm", held, "<S-Tab> z d", "how the scheduler picks", "window_picks"},
        {"atm", held, "<S-Tab> z K", "a signal", "window_kill"},
        {"atm", held, "<S-Tab> z h", "choose a challenge", "window_challenge"},
        {"atm", held, "<S-Tab> z ?", "what it shows, and its keys", "window_help"},
        {"atm", held, "o <PgDn>", "tour 2/6", "tour"},
    };
    draw_all(pictures, COUNT(pictures));
}

static void each_kind_of_question(void **state)
{
    (void)state;
    static const picture_t pictures[] = {
        {"naming", "[Read]", "a", "question 1 of", "question_choice"},
        {"own-slots", "[Read]", "a 10,0", "slots = 10,0", "question_list"},
        {"naming", "[Read]", "a <Esc> a <Esc> a 1", "▸ a", "question_ends"},
        {"naming", "[Read]", "a <Esc> a <Esc> a <Esc> a a", "▸ a P1.1", "question_who"},
    };
    draw_all(pictures, COUNT(pictures));
}

static void the_exercise_as_it_opens(void **state)
{
    (void)state;
    static const picture_t pictures[] = {
        {"atm", "[Read]", "<F5>", "shortest way", "exercise"},
    };
    draw_all(pictures, COUNT(pictures));
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pane_alone),
        cmocka_unit_test(zombies_and_orphans_are_as_the_kernel_has_them),
        cmocka_unit_test(the_windows_of_run),
        cmocka_unit_test(each_kind_of_question),
        cmocka_unit_test(the_exercise_as_it_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
