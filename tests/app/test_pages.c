/* The pages of the built-in lessons on the smallest screen. */
#include "app/tui/prose.h"
#include "lessons/load/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

enum { COLUMNS = 75, ROWS = 17 }; /* of the text in Read at 80×24: margins of 3 and 2 */

static void every_page_fits_on_the_smallest_screen(void **state)
{
    (void)state;
    alarm(60);
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    size_t too_long = 0;
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = 0; i < catalogue.count; i++) {
        const lesson_t *lesson = catalogue.entries[i].lesson;
        for (uint32_t k = 0; lesson != NULL && k < lesson->pages_count; k++) {
            prose_t *prose = prose_new(lesson, lesson->pages[k].title, lesson->pages[k].text, COLUMNS);
            assert_non_null(prose);
            if (prose->line_count > ROWS) {
                print_error("%s, page %u: %zu lines\n", lesson->id, k + 1, prose->line_count);
                too_long++;
            }
            prose_free(prose);
        }
    }
    catalogue_destroy(&catalogue);
    assert_int_equal(too_long, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_page_fits_on_the_smallest_screen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
