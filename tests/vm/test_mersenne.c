#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/vm/mersenne.h"
#include "lessons/vm/sha512.h"

/* The expected numbers are those of CPython's random module. */

static void a_seed_gives_the_same_numbers_as_cpython(void **state)
{
    (void)state;
    mersenne_t generator;
    mersenne_seed_int(&generator, 42);
    assert_true(mersenne_random(&generator) == 0.6394267984578837);
    assert_true(mersenne_random(&generator) == 0.025010755222666936);
    assert_true(mersenne_bits(&generator, 33) == 1181241943u);
    assert_true(mersenne_bits(&generator, 64) == 2574020394472462046u);
}

static void a_float_takes_its_two_words_across_a_turn_too(void **state)
{
    (void)state;
    mersenne_t whole, words;
    mersenne_seed_int(&whole, 7);
    words = whole;
    assert_int_equal(mersenne_bits(&whole, 32), mersenne_next(&words));
    for (int i = 0; i < 2 * MERSENNE_WORDS; i++) {
        uint32_t high = mersenne_next(&words) >> 5, low = mersenne_next(&words) >> 6;
        assert_true(mersenne_random(&whole) == (high * 67108864.0 + low) / 9007199254740992.0);
    }
    assert_memory_equal(&whole, &words, sizeof whole);
}

static void seeds_beyond_32_bits_use_both_words(void **state)
{
    (void)state;
    mersenne_t generator;
    mersenne_seed_int(&generator, (UINT64_C(1) << 40) + 7);
    assert_true(mersenne_random(&generator) == 0.6137037779936511);
}

static void a_text_is_a_seed(void **state)
{
    (void)state;
    mersenne_t generator;
    assert_true(mersenne_seed_bytes(&generator, "hello", 5));
    assert_true(mersenne_random(&generator) == 0.3537754404730722);
}

static void numbers_below_a_limit_stay_below_it(void **state)
{
    (void)state;
    mersenne_t generator;
    mersenne_seed_int(&generator, 1);
    for (uint64_t limit = 1; limit < UINT64_C(1) << 62; limit *= 3) {
        for (int i = 0; i < 50; i++)
            assert_true(mersenne_below(&generator, limit) < limit);
    }
}

static void sha512_agrees_with_known_digests(void **state)
{
    (void)state;
    uint8_t digest[64], many[200];
    sha512((const uint8_t *)"abc", 3, digest);
    assert_memory_equal(digest, "\xdd\xaf\x35\xa1\x93\x61\x7a\xba\xcc\x41\x73\x49\xae\x20\x41\x31", 16);
    memset(many, 'a', sizeof many);
    sha512(many, sizeof many, digest);
    assert_memory_equal(digest, "\x4b\x11\x45\x9c\x33\xf5\x2a\x22\xee\x82\x36\x78\x27\x14\xc1\x50", 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_gives_the_same_numbers_as_cpython),
        cmocka_unit_test(a_float_takes_its_two_words_across_a_turn_too),
        cmocka_unit_test(seeds_beyond_32_bits_use_both_words),
        cmocka_unit_test(a_text_is_a_seed),
        cmocka_unit_test(numbers_below_a_limit_stay_below_it),
        cmocka_unit_test(sha512_agrees_with_known_digests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
