#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/vm/text.h"
#include "lessons/vm/unicode.h"

static void every_code_point_survives_encoding(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code += code < 0x3000 ? 1 : 251) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        char bytes[4];
        size_t size = unicode_encode(bytes, code), read;
        assert_true(unicode_is_valid(bytes, size));
        assert_int_equal(unicode_size(bytes[0]), size);
        assert_int_equal(unicode_decode(bytes, &read), code);
        assert_int_equal(read, size);
    }
}

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    const char *bad[] = {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(unicode_is_valid(bad[i], strlen(bad[i])));
}

static void positions_count_code_points(void **state)
{
    (void)state;
    const char *text = "a\xc3\xa9\xf0\x9f\x98\x80z"; /* a é 😀 z */
    size_t size = strlen(text);
    assert_int_equal(unicode_count(text, size), 4);
    assert_int_equal(unicode_offset(text, size, 2), 3);
    assert_int_equal(unicode_offset(text, size, 9), size);
    assert_int_equal(unicode_before(text, 7), 3);
    assert_false(unicode_is_ascii(text, size));
}

static void letters_know_their_case(void **state)
{
    (void)state;
    uint32_t mapped[3];
    assert_true(code_is_alpha(0xe9) && code_is_lower(0xe9) && !code_is_upper(0xe9));
    assert_int_equal(code_to_upper(0xe9, mapped), 1);
    assert_int_equal(mapped[0], 0xc9);
    assert_int_equal(code_to_upper(0xdf, mapped), 2); /* ß → SS */
    assert_int_equal(mapped[1], 'S');
    assert_int_equal(code_to_lower(0x3a9, mapped), 1);
    assert_int_equal(mapped[0], 0x3c9);
    assert_int_equal(code_digit_value(0x663), 3);
    assert_true(code_is_digit(0xb2) && !code_is_decimal(0xb2));
    assert_true(code_is_space(0x2003) && !code_is_printable(0x200b));
}

static void a_text_grows_and_takes_insertions(void **state)
{
    (void)state;
    text_t text;
    text_init(&text);
    for (int i = 0; i < 1000; i++)
        text_addf(&text, "%d,", i);
    text_insert(&text, 0, "start:", 6);
    text_add_repeated(&text, "ab", 2, 3);
    assert_false(text.failed);
    assert_memory_equal(text.bytes, "start:0,1,2,", 12);
    assert_memory_equal(text.bytes + text.size_bytes - 10, "999,ababab", 10);
    text_destroy(&text);
}

static void a_text_that_is_far_too_large_fails_and_keeps_what_it_has(void **state)
{
    (void)state;
    text_t text;
    text_init(&text);
    text_add_string(&text, "kept");
    text_add_repeated(&text, "x", 1, SIZE_MAX / 2);
    assert_true(text.failed);
    text_add_string(&text, "ignored");
    assert_int_equal(text.size_bytes, 4);
    text_destroy(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_survives_encoding),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(positions_count_code_points),
        cmocka_unit_test(letters_know_their_case),
        cmocka_unit_test(a_text_grows_and_takes_insertions),
        cmocka_unit_test(a_text_that_is_far_too_large_fails_and_keeps_what_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
