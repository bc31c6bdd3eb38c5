#include "lessons/explore/intern.h"
#include "lessons/explore/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static uint32_t put(store_t *store, const uint32_t *vector, size_t count, bool *is_new)
{
    return store_put(store, vector, count, store_hash(store, vector, count), is_new);
}

static void equal_vectors_are_one_state(void **state)
{
    (void)state;
    store_t *store = store_new(UINT32_MAX);
    bool is_new;
    uint32_t a[] = {1, 70000, 3}, b[] = {1, 70000, 3, 0, 0}, c[] = {1, 70000};
    assert_int_equal(put(store, a, 3, &is_new), 0);
    assert_true(is_new);
    assert_int_equal(put(store, b, 5, &is_new), 0);
    assert_false(is_new);
    assert_int_equal(put(store, c, 2, &is_new), 1);
    assert_true(is_new);
    store_free(store);
}

static void two_hundred_thousand_states_come_back_as_they_were_put(void **state)
{
    (void)state;
    store_t *store = store_new(UINT32_MAX);
    enum { COUNT = 200000 };
    bool is_new;
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t vector[] = {i + 1, i * 2654435761u >> 1, i % 7, 0x7fff + i % 3};
            assert_int_equal(put(store, vector, 4, &is_new), i);
            assert_int_equal(is_new, round == 0);
        }
    }
    uint32_t vector[STORE_MAX_COLUMNS];
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(store_get(store, i, vector), 4);
        assert_int_equal(vector[0], i + 1);
        assert_int_equal(vector[1], i * 2654435761u >> 1);
        assert_int_equal(vector[3], 0x7fff + i % 3);
    }
    assert_int_equal(store_count(store), COUNT);
    store_free(store);
}

static void a_full_store_knows_its_states_and_takes_no_more(void **state)
{
    (void)state;
    store_t *store = store_new(2);
    bool is_new;
    uint32_t a[] = {1}, b[] = {2}, c[] = {3};
    assert_int_equal(put(store, a, 1, &is_new), 0);
    assert_int_equal(put(store, b, 1, &is_new), 1);
    assert_int_equal(put(store, c, 1, &is_new), STORE_NONE);
    assert_int_equal(put(store, a, 1, &is_new), 0);
    assert_int_equal(store_count(store), 2);
    store_free(store);
}

static void long_states_run_over_the_ends_of_pieces(void **state)
{
    (void)state;
    store_t *store = store_new(UINT32_MAX);
    enum { COUNT = 3000, LENGTH = STORE_MAX_COLUMNS };
    bool is_new;
    static uint32_t vector[LENGTH], back[LENGTH];
    for (uint32_t i = 0; i < COUNT; i++) {
        for (uint32_t column = 0; column < LENGTH; column++) {
            vector[column] = i * LENGTH + column + 1;
        }
        assert_int_equal(put(store, vector, LENGTH - i % 7, &is_new), i);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(store_get(store, i, back), LENGTH - i % 7);
        assert_int_equal(back[0], i * LENGTH + 1);
        assert_int_equal(back[LENGTH - 7], i * LENGTH + LENGTH - 6);
    }
    store_free(store);
}

static void strings_are_interned_by_their_bytes(void **state)
{
    (void)state;
    intern_t *intern = intern_new();
    bool is_new;
    assert_int_equal(intern_put(intern, "", 0, &is_new), 1);
    assert_true(is_new);
    assert_int_equal(intern_put(intern, "a\0b", 3, &is_new), 2);
    assert_int_equal(intern_put(intern, "a\0c", 3, NULL), 3);
    for (int i = 0; i < 20000; i++) {
        char text[16];
        int size = snprintf(text, sizeof text, "%d", i);
        assert_int_equal(intern_put(intern, text, (size_t)size, NULL), 4 + i);
    }
    assert_int_equal(intern_put(intern, "a\0b", 3, &is_new), 2);
    assert_false(is_new);
    size_t size;
    assert_memory_equal(intern_get(intern, 4 + 777, &size), "777", 3);
    assert_int_equal(size, 3);
    intern_free(intern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_vectors_are_one_state),
        cmocka_unit_test(two_hundred_thousand_states_come_back_as_they_were_put),
        cmocka_unit_test(a_full_store_knows_its_states_and_takes_no_more),
        cmocka_unit_test(long_states_run_over_the_ends_of_pieces),
        cmocka_unit_test(strings_are_interned_by_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
