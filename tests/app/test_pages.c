/* The pages of the built-in lessons on the smallest screen. */
#include "app/tui/prose.h"
#include "lessons/load/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TOUR_COLUMNS = 78, TOUR_ROWS = 3 };
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

/* What a stop says stands across the foot of Run; a question's own text stands there as well. */
static size_t long_stops(const lesson_t *lesson)
{
    size_t found = 0;
    for (uint32_t i = 0; lesson->tour != NULL && i < lesson->tour->stops_count; i++) {
        const lesson_stop_t *stop = &lesson->tour->stops[i];
        const char *text = stop->ask[0] ? lesson_question(lesson, stop->ask)->ask : stop->say;
        size_t size = strlen(text), skip, lines = 0;
        for (size_t at = 0; at < size; lines++) {
            size_t length = text_break(text + at, size - at, TOUR_COLUMNS, &skip);
            at += length + skip;
        }
        if (lines > TOUR_ROWS) {
            print_error("%s, stop %u: %zu lines\n", lesson->id, i + 1, lines);
            found++;
        }
    }
    return found;
}

static void every_stop_of_a_tour_fits_on_the_smallest_screen(void **state)
{
    (void)state;
    alarm(60);
    const char *folders[] = {TEST_SOURCE_DIR "/assets/lessons"};
    catalogue_t catalogue;
    size_t too_long = 0;
    assert_true(catalogue_open(&catalogue, folders, 1));
    for (size_t i = 0; i < catalogue.count; i++) {
        if (catalogue.entries[i].lesson != NULL)
            too_long += long_stops(catalogue.entries[i].lesson);
    }
    catalogue_destroy(&catalogue);
    assert_int_equal(too_long, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_fits_on_the_smallest_screen),
        cmocka_unit_test(every_stop_of_a_tour_fits_on_the_smallest_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
