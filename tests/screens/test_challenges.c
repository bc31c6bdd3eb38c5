/* Every challenge of the course, done as a reader does it: chosen by `h`, its hints read to the last one, which
 * is the way itself, and that way stepped key by key. It must count as solved, with the fewest switches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/load/catalogue.h"
#include "screen_lab.h"

enum { WAY = 2000 };

/* What stands behind the words on the screen, lines joined. */
static void read_way(screen_t *screen, char way[WAY])
{
    char *text = screen_text(screen);
    const char *start = strstr(text, "where Run opened:");
    assert_non_null(start);
    start += strlen("where Run opened:");
    size_t used = 0;
    for (const char *at = start; *at && used + 1 < WAY; at++) {
        if (at[0] == '\n' && strncmp(at + 1, " P", 2) != 0 && strncmp(at + 1, " main", 5) != 0) {
            break;
        }
        way[used++] = *at == '\n' ? ' ' : *at;
    }
    way[used] = '\0';
    free(text);
}

/* The number of the step at which Run stands. */
static unsigned step_of(screen_t *screen)
{
    char *text = screen_text(screen);
    const char *found = strstr(text, "  step ");
    unsigned number = found ? (unsigned)strtoul(found + strlen("  step "), NULL, 10) : 0;
    free(text);
    return number;
}

/* P1~words: what P1 has put arrives, a key for the selected process. */
static void write_keys(const char *path, char *keys, size_t size)
{
    const char *delivery = strchr(path, '~');
    if (delivery) {
        snprintf(keys, size, ":deliver %.*s<Enter>", (int)(delivery - path), path);
        return;
    }
    bool child = path[0] == 'P' && path[1] >= '1' && path[1] <= '9' && path[2] == '\0';
    if (child || strcmp(path, "main") == 0) {
        snprintf(keys, size, "%c", child ? path[1] : '0');
    } else {
        snprintf(keys, size, ":step %.20s<Enter>", path);
    }
}

static void step(screen_t *screen, const char *path)
{
    char keys[64];
    unsigned before = step_of(screen);
    write_keys(path, keys, sizeof keys);
    screen_keys(screen, keys);
    for (int i = 0; i < 400 && step_of(screen) == before && !screen_has(screen, "Solved with"); i++) {
        screen_look(screen, 25);
    }
    screen_settle(screen); /* starts and ends go by themselves behind a step */
    if (step_of(screen) == before && !screen_has(screen, "Solved with")) {
        char *text = screen_text(screen);
        fprintf(stderr, "%s takes no step on:\n%s", path, text);
        free(text);
        fail();
    }
}

static void follow(screen_t *screen, char *way)
{
    char *rest = NULL;
    for (char *word = strtok_r(way, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *star = strchr(word, '*');
        unsigned long times = star ? strtoul(star + 1, NULL, 10) : 1;
        if (star) {
            *star = '\0';
        }
        for (unsigned long i = 0; i < times && !screen_has(screen, "Solved with"); i++) {
            step(screen, word);
        }
    }
}

static void solve(const lesson_t *lesson, uint32_t number)
{
    const lesson_challenge_t *challenge = &lesson->challenges[number];
    const char *const arguments[] = {lesson->id, NULL};
    char keys[32], way[WAY];
    /* The task may take a few lines: so wide that the way is one. */
    screen_t *screen = screen_open(30, 200, arguments);
    screen_wait(screen, "[Read]");
    screen_keys(screen, "<F3>");
    screen_wait(screen, "HELD");
    screen_keys(screen, "h");
    screen_wait(screen, "choose a challenge");
    snprintf(keys, sizeof keys, "%u", number + 1);
    screen_keys(screen, keys);
    screen_wait(screen, "ewest switches");
    for (uint32_t i = 0; i < challenge->hints_count; i++) {
        snprintf(keys, sizeof keys, "Hint %u of", i + 1);
        screen_keys(screen, "h");
        screen_wait(screen, keys);
    }
    screen_keys(screen, "h");
    screen_wait(screen, "where Run opened:");
    read_way(screen, way);
    printf("%s %s: %s\n", lesson->id, challenge->id, way);
    follow(screen, way);
    screen_wait(screen, "Solved with");
    char *text = screen_text(screen);
    unsigned taken = 0, fewest = 0;
    const char *result = strstr(text, "Solved with");
    const char *par = strstr(result, "the fewest: ");
    assert_int_equal(sscanf(result, "Solved with %u switch", &taken), 1);
    assert_int_equal(par ? sscanf(par, "the fewest: %u", &fewest) : 0, 1);
    assert_int_equal(taken, fewest);
    free(text);
    screen_close(screen);
}

static void each_challenge_is_solved_by_its_last_hint(void **state)
{
    (void)state;
    catalogue_t catalogue;
    const char *only = getenv("SCREENS_LESSON");
    const char *folder = TEST_SOURCE_DIR "/assets/lessons";
    assert_true(catalogue_open(&catalogue, &folder, 1));
    size_t count = 0;
    for (size_t i = 0; i < catalogue.count; i++) {
        const lesson_t *lesson = catalogue.entries[i].lesson;
        for (uint32_t c = 0; lesson && c < lesson->challenges_count; c++) {
            if (!only || strcmp(only, lesson->id) == 0) {
                solve(lesson, c);
                count++;
            }
        }
    }
    catalogue_destroy(&catalogue);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_challenge_is_solved_by_its_last_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
