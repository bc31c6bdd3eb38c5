#include "app/tui/menu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

/* Two chapters with a lesson each, one more in the first, and a file that is broken. */
typedef struct lab {
    lesson_t lessons[3];
    catalogue_entry_t entries[4];
    app_t app;
    menu_t menu;
    char folder[64];
} lab_t;

static lesson_t lesson(const char *id, lesson_chapter_t chapter)
{
    return (lesson_t){
        .id = (char *)id, .title = (char *)id, .name = (char *)id, .chapter = chapter, .pages_count = 2};
}

static int set_up(void **state)
{
    lab_t *lab = calloc(1, sizeof *lab);
    lab->lessons[0] = lesson("hello", CHAPTER_STARTING);
    lab->lessons[1] = lesson("joining", CHAPTER_STARTING);
    lab->lessons[2] = lesson("atm", CHAPTER_RACES);
    for (int i = 0; i < 3; i++) {
        lab->entries[i] = (catalogue_entry_t){.path = (char *)"x.yaml", .lesson = &lab->lessons[i]};
    }
    lab->entries[3] = (catalogue_entry_t){.path = (char *)"/somewhere/broken.yaml"};
    lab->app.catalogue = (catalogue_t){.entries = lab->entries, .count = 4};
    snprintf(lab->folder, sizeof lab->folder, "/tmp/lockstep-menu-XXXXXX");
    assert_non_null(mkdtemp(lab->folder));
    lab->app.progress = progress_open(lab->folder);
    assert_non_null(lab->app.progress);
    *state = lab;
    return 0;
}

static int tear_down(void **state)
{
    lab_t *lab = *state;
    char path[128];
    const char *const names[] = {"progress.yaml", "progress.lock", "lock"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", lab->folder, names[i]);
        unlink(path);
    }
    rmdir(lab->folder);
    progress_free(lab->app.progress);
    free(lab->menu.rows);
    free(lab);
    return 0;
}

static void rows_are_chapters_and_what_is_unfolded(void **state)
{
    lab_t *lab = *state;
    assert_true(menu_make_rows(&lab->menu, &lab->app));
    assert_int_equal(lab->menu.count, 7); /* A, hello, joining, C, atm, cannot be read, the broken one */
    lab->menu.folded[CHAPTER_STARTING] = true;
    assert_true(menu_make_rows(&lab->menu, &lab->app));
    assert_int_equal(lab->menu.count, 5);
    assert_int_equal(lab->menu.rows[4].kind, MENU_BROKEN_LESSON);
}

static void the_chosen_row_stays_when_another_chapter_is_folded(void **state)
{
    lab_t *lab = *state;
    assert_true(menu_choose(&lab->menu, &lab->app, "atm"));
    lab->menu.folded[CHAPTER_STARTING] = true;
    assert_true(menu_make_rows(&lab->menu, &lab->app));
    assert_int_equal(lab->menu.rows[lab->menu.at].kind, MENU_LESSON);
    assert_int_equal(lab->menu.rows[lab->menu.at].number, 2);
}

static void folding_the_own_chapter_chooses_its_head(void **state)
{
    lab_t *lab = *state;
    assert_true(menu_choose(&lab->menu, &lab->app, "atm"));
    lab->menu.folded[CHAPTER_RACES] = true;
    assert_true(menu_make_rows(&lab->menu, &lab->app));
    assert_int_equal(lab->menu.rows[lab->menu.at].kind, MENU_GROUP);
    assert_int_equal(lab->menu.rows[lab->menu.at].group, CHAPTER_RACES);
}

static void finding_unfolds_and_goes_round(void **state)
{
    lab_t *lab = *state;
    lab->menu.folded[CHAPTER_RACES] = true;
    assert_true(menu_find(&lab->menu, &lab->app, "ATM"));
    assert_int_equal(lab->menu.rows[lab->menu.at].number, 2);
    assert_true(menu_find(&lab->menu, &lab->app, "hel"));
    assert_int_equal(lab->menu.rows[lab->menu.at].number, 0);
    assert_false(menu_find(&lab->menu, &lab->app, "cheese"));
}

static void a_lesson_is_done_when_its_pages_are_read(void **state)
{
    lab_t *lab = *state;
    uint32_t answered;
    assert_int_equal(menu_mark_of(&lab->app, &lab->lessons[0], &answered), MENU_NEW);
    progress_mark_page(lab->app.progress, "hello", 1, false);
    assert_int_equal(menu_mark_of(&lab->app, &lab->lessons[0], &answered), MENU_BEGUN);
    progress_mark_page(lab->app.progress, "hello", 2, true);
    assert_int_equal(menu_mark_of(&lab->app, &lab->lessons[0], &answered), MENU_DONE);
}

static void going_on_means_where_the_reader_was_else_the_first_new_one(void **state)
{
    lab_t *lab = *state;
    assert_string_equal(menu_next(&lab->app)->id, "hello");
    progress_mark_place(lab->app.progress, "atm", "bare", "run", 1);
    assert_string_equal(menu_next(&lab->app)->id, "atm");
    progress_mark_page(lab->app.progress, "atm", 2, true);
    assert_string_equal(menu_next(&lab->app)->id, "hello");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define LAB(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        LAB(rows_are_chapters_and_what_is_unfolded),
        LAB(the_chosen_row_stays_when_another_chapter_is_folded),
        LAB(folding_the_own_chapter_chooses_its_head),
        LAB(finding_unfolds_and_goes_round),
        LAB(a_lesson_is_done_when_its_pages_are_read),
        LAB(going_on_means_where_the_reader_was_else_the_first_new_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
