#include "app/tui/prose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *line_text(const prose_t *prose, size_t line, char text[200])
{
    size_t size = prose->lines[line].size;
    memcpy(text, prose->text + prose->lines[line].from, size);
    text[size] = '\0';
    return text;
}

static void a_paragraph_flows_to_the_width(void **state)
{
    (void)state;
    char text[200];
    prose_t *prose = prose_new(NULL, NULL, "one two three\nfour five\n", 12);
    assert_int_equal(prose->line_count, 3);
    assert_string_equal(line_text(prose, 0, text), "one two");
    assert_string_equal(line_text(prose, 1, text), "three four");
    assert_string_equal(line_text(prose, 2, text), "five");
    prose_free(prose);
}

static void marks_become_roles_and_vanish(void **state)
{
    (void)state;
    prose_t *prose = prose_new(NULL, NULL, "a `lock.acquire()` is a *lock*\n", 60);
    assert_string_equal(prose->text, "a lock.acquire() is a lock");
    assert_int_equal(prose->roles[2], ROLE_CODE);
    assert_int_equal(prose->roles[0], ROLE_TEXT);
    assert_int_equal(prose->roles[strlen(prose->text) - 1], ROLE_HERE);
    assert_int_equal(prose->word_count, 1);
    assert_string_equal(prose->words[0], "lock");
    prose_free(prose);
}

static void a_star_between_numbers_is_a_star(void **state)
{
    (void)state;
    prose_t *prose = prose_new(NULL, NULL, "5 * 4 * 3 and 2*3*4 and `a * b`\n", 60);
    assert_string_equal(prose->text, "5 * 4 * 3 and 2*3*4 and a * b");
    assert_int_equal(prose->word_count, 0);
    prose_free(prose);
}

static void a_list_hangs_under_its_first_word(void **state)
{
    (void)state;
    char text[200];
    prose_t *prose = prose_new(NULL, NULL, "1. load the number\n   of all\n2. store\n", 14);
    assert_string_equal(line_text(prose, 0, text), "1. load the");
    assert_int_equal(prose->lines[0].indent, 0);
    assert_string_equal(line_text(prose, 1, text), "number of");
    assert_int_equal(prose->lines[1].indent, 3);
    assert_string_equal(line_text(prose, prose->line_count - 1, text), "2. store");
    prose_free(prose);
}

static void empty_lines_and_titles_stand(void **state)
{
    (void)state;
    char text[200];
    prose_t *prose = prose_new(NULL, "Title", "one\n\ntwo\n", 30);
    assert_int_equal(prose->line_count, 5);
    assert_string_equal(line_text(prose, 0, text), "Title");
    assert_int_equal(prose->lines[1].size, 0);
    assert_string_equal(line_text(prose, 4, text), "two");
    prose_free(prose);
}

static void a_program_of_the_lesson_stands_with_its_line_numbers(void **state)
{
    (void)state;
    char text[200];
    lesson_variant_t variant = {.id = (char *)"bare", .program = (char *)"a = 1\nb = 2\nc = 3\n"};
    lesson_t lesson = {.variants = &variant, .variants_count = 1};
    prose_t *prose = prose_new(&lesson, NULL, "see\n\n{program bare: b = .. c =}\n", 30);
    assert_int_equal(prose->line_count, 4);
    assert_string_equal(line_text(prose, 2, text), "  2  b = 2");
    assert_string_equal(line_text(prose, 3, text), "  3  c = 3");
    prose_free(prose);
}

static void the_glossary_knows_the_words_of_the_course(void **state)
{
    (void)state;
    assert_non_null(glossary_of("lock"));
    assert_non_null(glossary_of("Deadlock"));
    assert_null(glossary_of("cheese"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paragraph_flows_to_the_width),
        cmocka_unit_test(marks_become_roles_and_vanish),
        cmocka_unit_test(a_star_between_numbers_is_a_star),
        cmocka_unit_test(a_list_hangs_under_its_first_word),
        cmocka_unit_test(empty_lines_and_titles_stand),
        cmocka_unit_test(a_program_of_the_lesson_stands_with_its_line_numbers),
        cmocka_unit_test(the_glossary_knows_the_words_of_the_course),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
