#include "lessons/load/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void every_built_in_lesson_loads_without_a_fault(void **state)
{
    (void)state;
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    assert_true(catalogue_open(&catalogue, folders, 1));
    size_t faults = 0;
    for (size_t i = 0; i < catalogue.count; i++) {
        const problems_t *lists[] = {&catalogue.entries[i].problems, &catalogue.entries[i].notes};
        for (size_t k = 0; k < 2; k++) {
            for (size_t j = 0; j < lists[k]->count; j++, faults++) {
                char *text = problem_text(&lists[k]->items[j]);
                print_error("%s\n", text);
                free(text);
            }
        }
    }
    assert_int_equal(faults, 0);
    assert_true(catalogue.count >= 8);
    assert_string_equal(catalogue.entries[0].lesson->id, "this-screen");
    catalogue_destroy(&catalogue);
}

static void every_built_in_lesson_has_what_a_lesson_needs(void **state)
{
    (void)state;
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = 0; i < catalogue.count; i++) {
        const lesson_t *lesson = catalogue.entries[i].lesson;
        assert_non_null(lesson);
        bool good = lesson->objectives_count > 0 && lesson->scenarios_count > 0 && lesson->minutes > 0 &&
                    lesson->questions_count >= 2;
        for (uint32_t j = 0; j < lesson->variants_count; j++) {
            const lesson_variant_t *variant = &lesson->variants[j];
            good = good && variant->point[0] &&
                   (variant->ends.list_count > 0 || variant->search.mode == SEARCH_NONE);
        }
        if (lesson->exercise != NULL)
            good = good && lesson->exercise->must_fail_count >= 5;
        if (!good)
            print_error("%s lacks something\n", lesson->id);
        assert_true(good);
    }
    catalogue_destroy(&catalogue);
}

static void write_lesson(const char *folder, const char *name, const char *id, const char *title)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(
        file,
        "id: %s\ntitle: %s\nchapter: memory\nafter: [nothing-of-that-name]\npages:\n  - {title: t, text: t}\n"
        "variants:\n  - id: v\n    program: |\n      print(1)\n",
        id, title);
    fclose(file);
}

static void a_broken_file_hides_no_other_and_the_first_folder_counts(void **state)
{
    (void)state;
    char first[] = "/tmp/lockstep-lessons-XXXXXX", second[] = "/tmp/lockstep-lessons-XXXXXX", command[100];
    assert_non_null(mkdtemp(first));
    assert_non_null(mkdtemp(second));
    write_lesson(first, "mine.yaml", "mine", "my own");
    write_lesson(second, "mine.yaml", "mine", "the other");
    write_lesson(second, "twin.yaml", "yours", "twin");
    write_lesson(second, "broken.yaml", "No Id", "broken");
    write_lesson(second, "yours.yaml", "yours", "yours");
    write_lesson(second, "notes.txt", "text", "not a lesson");
    const char *folders[] = {first, "/nonexistent", second};
    catalogue_t catalogue;
    assert_true(catalogue_open(&catalogue, folders, 3));
    assert_int_equal(catalogue.count, 4);
    assert_string_equal(catalogue_find(&catalogue, "mine")->lesson->title, "my own");
    assert_string_equal(catalogue_find(&catalogue, "yours")->lesson->title, "twin");
    assert_null(catalogue_find(&catalogue, "text"));
    assert_int_equal(catalogue_find(&catalogue, "mine")->notes.count, 1);
    assert_null(catalogue.entries[2].lesson);
    assert_null(catalogue.entries[3].lesson);
    assert_int_equal(catalogue.entries[3].problems.count, 1);
    catalogue_destroy(&catalogue);
    snprintf(command, sizeof command, "rm -r %s %s", first, second);
    assert_int_equal(system(command), 0);
}

static int arm(void **state)
{
    (void)state;
    alarm(60);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_built_in_lesson_loads_without_a_fault, arm),
        cmocka_unit_test_setup(every_built_in_lesson_has_what_a_lesson_needs, arm),
        cmocka_unit_test_setup(a_broken_file_hides_no_other_and_the_first_folder_counts, arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
