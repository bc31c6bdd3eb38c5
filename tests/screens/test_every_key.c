/* A scripted session that presses every key of the table, in every view, and sees what it does. That the script
 * leaves out none is part of the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/tui/commands.h"
#include "screen_lab.h"

/* Keys, then what stands on the screen when they have done their work. The first word of `keys` is the key that is
 * tried, the rest brings it about or back. */
typedef struct step {
    const char *keys, *seen;
} step_t;

enum { KEYS_MOST = 100 };

typedef struct tried {
    char names[KEYS_MOST][16];
    size_t count;
} tried_t;

static void note(tried_t *tried, const char *name, size_t size)
{
    assert_true(tried->count < KEYS_MOST && size < sizeof tried->names[0]);
    snprintf(tried->names[tried->count++], sizeof tried->names[0], "%.*s", (int)size, name);
}

/* The first key of the text: <Down> as Down, x as x. */
static void note_first(tried_t *tried, const char *keys)
{
    const char *end = keys[0] == '<' && keys[1] != '\0' ? strchr(keys, '>') : NULL;
    if (end) {
        note(tried, keys + 1, (size_t)(end - keys - 1));
    } else {
        note(tried, keys, 1);
    }
}

/* These end the program or leave it: test_endings.c presses them. */
static bool is_tried_elsewhere(int id)
{
    return id == COMMAND_QUIT || id == COMMAND_SUSPEND;
}

static void assert_all_were_tried(unsigned view, const tried_t *tried)
{
    for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
        const command_info_t *info = command_info((command_id_t)id);
        for (const char *keys = info->keys; (info->views & view) && !is_tried_elsewhere(id) && *keys;) {
            size_t size = strcspn(keys, " "), i = 0;
            while (i < tried->count &&
                   (strlen(tried->names[i]) != size || strncmp(tried->names[i], keys, size) != 0)) {
                i++;
            }
            if (i == tried->count) {
                fail_msg("the script does not press %.*s (%s)", (int)size, keys, info->name);
            }
            keys += size + (keys[size] == ' ');
        }
    }
}

static void play(screen_t *screen, unsigned view, const step_t *steps, size_t count)
{
    tried_t tried = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        note_first(&tried, steps[i].keys);
        screen_keys(screen, steps[i].keys);
        screen_wait(screen, steps[i].seen);
        screen_settle(screen);
    }
    assert_all_were_tried(view, &tried);
}

#define COUNT(steps) (sizeof(steps) / sizeof *(steps))

static const char *const editor[] = {"EDITOR=true", NULL};

static screen_t *open_lesson(const char *lesson, const char *tab)
{
    screen_t *screen = screen_open_with(24, 80, (const char *const[]){lesson, NULL}, editor);
    screen_wait(screen, "[Read]");
    screen_keys(screen, tab);
    return screen;
}

static void every_key_of_the_menu(void **state)
{
    (void)state;
    static const step_t steps[] = {
        {"?", "what it shows, and its keys"},
        {"<F1>", "n go on"}, /* closes it */
        {"<F1>", "what it shows, and its keys"},
        {"<Esc>", "n go on"},
        {"<Down>", "▶ · hello"},
        {"<Up>", "▶ · this screen"},
        {"j", "▶ · hello"},
        {"k", "▶ · this screen"},
        {"<PgDn>", "▶ · exit codes"},
        {"<PgUp>", "▶ · this screen"},
        {"<Tab>", "▶ · this screen"},
        {"<S-Tab>", "▶ · this screen"},
        {"<Left>", "▸ A Starting and waiting"},
        {"<Right>", "▾ A Starting and waiting"},
        {"/barrier<Enter>", "Wait for everybody"},
        {"U", "forget what I have done"},
        {"<Esc>", "n go on"},
        {"e", "opens a program of your own"},
        {"P", "Projector on"},
        {".", "Projector on"},
        {"P", "Projector off"},
        {"<^L>", "Projector off"},
        {":help<Enter>", "what it shows, and its keys"},
        {"<Esc>", "n go on"},
        {"n", "[Read]"},
        {"q", "n go on"},
        {"<Enter>", "[Read]"},
        {"q", "n go on"},
    };
    screen_t *screen = screen_open_with(24, 80, (const char *const[]){NULL}, editor);
    screen_wait(screen, "n go on");
    play(screen, IN_MENU, steps, COUNT(steps));
    screen_close(screen);
}

static void every_key_of_read(void **state)
{
    (void)state;
    static const step_t steps[] = {
        {"<Space>", "page 2 of 3"},
        {"<PgUp>", "page 1 of 3"},
        {"<PgDn>", "page 2 of 3"},
        {"<End>", "page 3 of 3"},
        {"<Home>", "page 1 of 3"},
        {"/three<Enter>", "is on page"},
        {"<Home>", "page 1 of 3"},
        {"<Down>", "page 1 of 3"},
        {"<Up>", "page 1 of 3"},
        {"j", "page 1 of 3"},
        {"k", "page 1 of 3"},
        {"<Tab>", "only this one pane"},
        {"<Esc>", "page 1 of 3"},
        {"<S-Tab>", "only this one pane"},
        {"z", "only this one pane"},
        {"a", "question 1 of"},
        {"<Esc>", "Put off"},
        {"v", "Variant one lock"},
        {"c", "ROUNDS:"},
        {"<Esc>", "[Read]"},
        {"h", "choose a challenge"},
        {"<Esc>", "[Read]"},
        {"e", "copy"},
        {"?", "read: what it shows"},
        {"<Esc>", "[Read]"},
        {"<F1>", "read: what it shows"},
        {"<Esc>", "[Read]"},
        {"P", "Projector on"},
        {".", "[Read]"},
        {"P", "Projector off"},
        {":theme light<Enter>", "Theme light"},
        {"<^L>", "Theme light"},
        {"x", "[Explore]"},
        {"<F2>", "[Read]"},
        {"<F4>", "[Explore]"},
        {"<", "[Run]"},
        {"<F2>", "[Read]"},
        {">", "[Run]"},
        {"<F2>", "[Read]"},
        {"<F3>", "[Run]"},
        {"<F2>", "[Read]"},
        {"<F5>", "[Exercise]"},
        {"<F2>", "[Read]"},
        {"<Enter>", "[Run]"},
        {"<F2>", "[Read]"},
        {"<", "[Read]"},
        {"q", "n go on"},
    };
    screen_t *screen = open_lesson("atm", "");
    play(screen, IN_READ, steps, COUNT(steps));
    screen_close(screen);
}

static void every_key_of_run(void **state)
{
    (void)state;
    static const step_t steps[] = {
        {"1", "step 3"},
        {"2", "step 4"},
        {"0", "main waits for the end of"},
        {"3", "no process P3"},
        {"4", "no process P4"},
        {"5", "no process P5"},
        {"6", "no process P6"},
        {"7", "no process P7"},
        {"8", "no process P8"},
        {"9", "no process P9"},
        {"<Left>", "step 3 of 4"},
        {"<Right>", "step 4 "},
        {"b", "step 3 of 4"},
        {"<End>", "step 4 "},
        {"<Home>", "step 2 of 4"},
        {"<Down>", "▶1 P1"},
        {"s", "step 3"},
        {"<Enter>", "step 4"},
        {"B", "of 4"},
        {"y", "branches taken"},
        {"<Esc>", "of 4"},
        {"g4<Enter>", "step 4 "},
        {"n", "step 5"},
        {"N", "step "},
        {"<Home>", "step 2 of"},
        {"<Down>", "▶1 P1"},
        {"u", "ended 0"},
        {"<Home>", "step 2 of"},
        {"d2", "picks in turn"},
        {"+", "5 steps a second"},
        {"-", "2 steps a second"},
        {"<Space>", "PLAYS"},
        {"<Space>", "HELD"},
        {"<Home>", "step 2 of"},
        {"t", "leep"},
        {"r", "eliver"},
        {"p", "pause when"},
        {"<Esc>", "HELD"},
        {"S", "save this schedule"},
        {"<Esc>", "HELD"},
        {"O", "open a schedule"},
        {"<Esc>", "HELD"},
        {"R", "a stop of the tour"},
        {"<Esc>", "HELD"},
        {"i", "under the hood"},
        {"m", "memory of each"},
        {"w", "who waits for whom"},
        {"z", "who waits for whom"},
        {"z", "─ steps ─"},
        {"<Esc>", "shared"},
        {"<Tab>", "shared"},
        {"<S-Tab>", "processes"},
        {"<Up>", "▶0"},
        {"<Down>", "▶1"},
        {"k", "▶0"},
        {"j", "▶1"},
        {"/deposit<Enter>", "Line "},
        {"<Esc>", "HELD"},
        {"o", "tour 1/6"},
        {"<PgDn>", "tour 2/6"},
        {"<PgUp>", "tour 1/6"},
        {"o", "put away"},
        {"a", "question 1 of"},
        {"<Esc>", "Put off"},
        {"h", "choose a challenge"},
        {"<Esc>", "HELD"},
        {"v", "Variant one lock"},
        {"c", "ROUNDS:"},
        {"<Esc>", "HELD"},
        {"?", "Run: what it shows"},
        {"<Esc>", "HELD"},
        {"<F1>", "Run: what it shows"},
        {"<Esc>", "HELD"},
        {"P", "THE CASH MACHINE ·"},
        {".", "THE CASH MACHINE ·"},
        {"P", "Projector off"},
        {":speed 10<Enter>", "10 steps a second"},
        {"<^L>", "10 steps a second"},
        {"K", "a signal"},
        {"<Esc>", "HELD"},
        {"e", "copy"},
        {"f", "ENDED"},
        {"F", " of 20"},
        {"<Esc>", "stopped"},
        {"<Esc>", "processes"},
        {"x", "[Explore]"},
        {"<F3>", "[Run]"},
        {"<F2>", "[Read]"},
        {"<F3>", "[Run]"},
        {"<F4>", "[Explore]"},
        {"<F3>", "[Run]"},
        {"<F5>", "[Exercise]"},
        {"<F3>", "[Run]"},
        {"<", "[Read]"},
        {"<F3>", "[Run]"},
        {">", "[Explore]"},
        {"<F3>", "[Run]"},
        {"q", "n go on"},
    };
    screen_t *screen = open_lesson("atm", "<F3>");
    screen_wait(screen, "Who goes next");
    play(screen, IN_RUN, steps, COUNT(steps));
    screen_close(screen);
}

static void every_key_of_explore(void **state)
{
    (void)state;
    static const step_t steps[] = {
        {"<Down>", "▶ balance 99"},
        {"<Up>", "▶ balance 98"},
        {"j", "▶ balance 99"},
        {"k", "▶ balance 98"},
        {"<PgDn>", "▶ balance 102"},
        {"<PgUp>", "▶ balance 98"},
        {"/101<Enter>", "▶ balance 101"},
        {"w", "nobody waits"},
        {"L", "Which lines should stand under one lock"},
        {"<Esc>", "70 orders"},
        {"I", "an invariant"},
        {"<Esc>", "70 orders"},
        {"T", "70 orders"},
        {"T", "70 orders"},
        {"G", "What counts"},
        {"<Esc>", "70 orders"},
        {"S", "save every way"},
        {"<Esc>", "70 orders"},
        {"F", "free runs"},
        {"<Esc>", "70 orders"},
        {"<Space>", "70 orders"},
        {"D", "before: "},
        {"<Esc>", "70 orders"},
        {"<Tab>", "only this one pane"},
        {"<S-Tab>", "only this one pane"},
        {"z", "only this one pane"},
        {"a", "question 1 of"},
        {"<Esc>", "Put off"},
        {"h", "choose a challenge"},
        {"<Esc>", "70 orders"},
        {"v", "one lock"},
        {"c", "ROUNDS:"},
        {"<Esc>", "[Explore]"},
        {"e", "copy"},
        {"?", "explore: what it shows"},
        {"<Esc>", "[Explore]"},
        {"<F1>", "explore: what it shows"},
        {"<Esc>", "[Explore]"},
        {"P", "Projector on"},
        {".", "[Explore]"},
        {"P", "Projector off"},
        {":theme dark<Enter>", "Theme dark"},
        {"<^L>", "Theme dark"},
        {"x", "[Explore]"},
        {"<F4>", "[Explore]"},
        {"<F2>", "[Read]"},
        {"<F4>", "[Explore]"},
        {"<F3>", "[Run]"},
        {"<F4>", "[Explore]"},
        {"<F5>", "[Exercise]"},
        {"<F4>", "[Explore]"},
        {"<", "[Run]"},
        {"<F4>", "[Explore]"},
        {">", "[Exercise]"},
        {"<F4>", "[Explore]"},
        {"<Enter>", "[Run]"},
        {"<F4>", "[Explore]"},
        {"q", "n go on"},
    };
    screen_t *screen = open_lesson("atm", "x");
    screen_wait(screen, "70 orders");
    play(screen, IN_EXPLORE, steps, COUNT(steps));
    screen_close(screen);
}

static void every_key_of_the_exercise(void **state)
{
    (void)state;
    static const step_t steps[] = {
        {"<Down>", "[Exercise]"},
        {"<Up>", "▶"},
        {"j", "[Exercise]"},
        {"k", "▶"},
        {"<PgDn>", "[Exercise]"},
        {"<PgUp>", "[Exercise]"},
        {"<Enter>", "checked"},
        {"<Space>", "checked"},
        {"h", "Hint 1 of"},
        {"D", "what you changed"},
        {"<Esc>", "[Exercise]"},
        {"U", "start over?"},
        {"<Esc>", "[Exercise]"},
        {"A", "Show an answer?"},
        {"<Esc>", "[Exercise]"},
        {"W", "write a copy"},
        {"<Esc>", "[Exercise]"},
        {"e", "checked"},
        {"v", "the program is yours"},
        {"c", "the program is yours"},
        {"/", "nothing to be searched"},
        {"<Tab>", "only this one pane"},
        {"<S-Tab>", "only this one pane"},
        {"z", "only this one pane"},
        {"a", "question 1 of"},
        {"<Esc>", "Put off"},
        {"?", "exercise: what it shows"},
        {"<Esc>", "[Exercise]"},
        {"<F1>", "exercise: what it shows"},
        {"<Esc>", "[Exercise]"},
        {"P", "Projector on"},
        {".", "[Exercise]"},
        {"P", "Projector off"},
        {":theme dark<Enter>", "Theme dark"},
        {"<^L>", "Theme dark"},
        {"x", "[Explore]"},
        {"<F5>", "[Exercise]"},
        {"<F4>", "[Explore]"},
        {"<F5>", "[Exercise]"},
        {"<F2>", "[Read]"},
        {"<F5>", "[Exercise]"},
        {"<F3>", "[Run]"},
        {"<F5>", "[Exercise]"},
        {"<", "[Explore]"},
        {"<F5>", "[Exercise]"},
        {">", "[Exercise]"},
        {"q", "n go on"},
    };
    screen_t *screen = open_lesson("atm", "<F5>");
    screen_wait(screen, "0 of ");
    play(screen, IN_EXERCISE, steps, COUNT(steps));
    screen_close(screen);
}

static void every_key_of_a_question(void **state)
{
    (void)state;
    static const step_t steps[] = {
        {"a", "▸ a"},
        {"b", "▸ b"},
        {"c", "▸ c"},
        {"d", "question 1 of"},
        {"e", "question 1 of"},
        {"f", "question 1 of"},
        {"1", "▸ a"},
        {"2", "▸ b"},
        {"3", "▸ c"},
        {"4", "question 1 of"},
        {"5", "question 1 of"},
        {"6", "question 1 of"},
        {"7", "question 1 of"},
        {"8", "question 1 of"},
        {"9", "question 1 of"},
        {"0", "question 1 of"},
        {".", "question 1 of"},
        {"<Backspace>", "question 1 of"},
        {"<^L>", "question 1 of"},
        {"h", "struck out"},
        {"<Enter>", "go on"},
        {"<Esc>", "waits: a answers it"},
    };
    screen_t *screen = open_lesson("atm", "a");
    screen_wait(screen, "question 1 of");
    play(screen, IN_QUESTION, steps, COUNT(steps));
    screen_close(screen);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_the_menu),     cmocka_unit_test(every_key_of_read),
        cmocka_unit_test(every_key_of_run),          cmocka_unit_test(every_key_of_explore),
        cmocka_unit_test(every_key_of_the_exercise), cmocka_unit_test(every_key_of_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
