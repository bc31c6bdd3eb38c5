/* Dictionaries: order of insertion through growing, deleting and copying, and every kind of key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

static lab_t *fresh(void)
{
    return lab_new("pass\n");
}

static value_t get(vm_t *vm, value_t dict, value_t key)
{
    value_t found = VALUE_UNSET;
    assert_int_equal(dict_get(vm, dict, key, &found), NATIVE_OK);
    return found;
}

static void put(vm_t *vm, value_t dict, value_t key, value_t value)
{
    assert_int_equal(dict_put(vm, dict, key, value), NATIVE_OK);
}

static void a_new_dict_is_empty_and_finds_nothing(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    value_t dict = dict_new(lab->vm), key, value;
    uint32_t position = 0;
    assert_int_equal(dict_count(lab->vm, dict), 0);
    assert_true(value_is_unset(get(lab->vm, dict, value_from_int(1))));
    assert_false(dict_next(lab->vm, dict, &position, &key, &value));
    lab_free(lab);
}

static void keys_stay_in_order_of_insertion_while_it_grows(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    value_t dict = dict_new(lab->vm), key, value;
    for (int64_t i = 0; i < 1000; i++)
        put(lab->vm, dict, value_from_int((i * 37) % 1000), value_from_int(i));
    uint32_t position = 0;
    int64_t n = 0;
    while (dict_next(lab->vm, dict, &position, &key, &value)) {
        assert_true(value_to_int(key) == (n * 37) % 1000);
        assert_true(value_to_int(value) == n);
        n++;
    }
    assert_int_equal(n, 1000);
    lab_free(lab);
}

static void what_is_deleted_is_gone_and_can_come_back_at_the_end(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    vm_t *vm = lab->vm;
    value_t dict = dict_new(vm), gone, key, value;
    for (int64_t i = 0; i < 100; i++)
        put(vm, dict, value_from_int(i), value_from_int(-i));
    for (int64_t i = 0; i < 100; i += 2) {
        assert_int_equal(dict_delete(vm, dict, value_from_int(i), &gone), NATIVE_OK);
        assert_true(gone == value_from_int(-i));
    }
    assert_int_equal(dict_count(vm, dict), 50);
    assert_int_equal(dict_delete(vm, dict, value_from_int(0), &gone), NATIVE_OK);
    assert_true(value_is_unset(gone));
    put(vm, dict, value_from_int(0), VALUE_TRUE);
    uint32_t position = 0;
    while (dict_next(vm, dict, &position, &key, &value))
        continue;
    assert_true(key == value_from_int(0) && value == VALUE_TRUE);
    for (int64_t i = 1; i < 100; i++)
        assert_true(value_is_unset(get(vm, dict, value_from_int(i))) == (i % 2 == 0));
    lab_free(lab);
}

/* A thousand rounds against a plain array. */
static void it_agrees_with_an_array_through_many_puts_and_deletes(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    vm_t *vm = lab->vm;
    value_t dict = dict_new(vm);
    int64_t model[64];
    uint32_t count = 0;
    uint64_t seed = 7;
    for (int i = 0; i < 64; i++)
        model[i] = -1;
    for (int64_t round = 0; round < 20000; round++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint32_t k = seed >> 33 & 63, what = seed >> 40 & 3;
        value_t key = value_from_int((int64_t)k * 1024), gone;
        if (what == 0) {
            assert_int_equal(dict_delete(vm, dict, key, &gone), NATIVE_OK);
            assert_true(value_is_unset(gone) == (model[k] < 0));
            count -= model[k] >= 0;
            model[k] = -1;
        } else if (what < 3) {
            put(vm, dict, key, value_from_int(round));
            count += model[k] < 0;
            model[k] = round;
        } else {
            value_t found = get(vm, dict, key);
            assert_true(model[k] < 0 ? value_is_unset(found) : value_to_int(found) == model[k]);
        }
        assert_int_equal(dict_count(vm, dict), count);
    }
    lab_free(lab);
}

static void equal_numbers_are_one_key_and_equal_texts_too(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    vm_t *vm = lab->vm;
    value_t dict = dict_new(vm);
    put(vm, dict, value_from_int(1), value_from_int(10));
    put(vm, dict, value_from_double(1.0), value_from_int(11));
    put(vm, dict, VALUE_TRUE, value_from_int(12));
    assert_int_equal(dict_count(vm, dict), 1);
    assert_true(get(vm, dict, value_from_int(1)) == value_from_int(12));
    put(vm, dict, str_from_c(vm, "some text"), value_from_int(1));
    put(vm, dict, str_from_c(vm, "some text"), value_from_int(2));
    assert_int_equal(dict_count(vm, dict), 2);
    assert_true(get(vm, dict, str_from_c(vm, "some text")) == value_from_int(2));
    value_t pair[2] = {value_from_int(1), str_from_c(vm, "x")}, same[2] = {VALUE_TRUE, str_from_c(vm, "x")};
    put(vm, dict, tuple_new(vm, pair, 2), value_from_int(3));
    assert_true(get(vm, dict, tuple_new(vm, same, 2)) == value_from_int(3));
    lab_free(lab);
}

static void a_list_is_no_key(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    vm_t *vm = lab->vm;
    value_t dict = dict_new(vm), found;
    assert_int_equal(dict_put(vm, dict, list_new(vm, NULL, 0), VALUE_NONE), NATIVE_RAISE);
    assert_true(exception_is(vm, vm->state.exception, EXC_TYPE_ERROR));
    assert_int_equal(dict_get(vm, dict, dict_new(vm), &found), NATIVE_RAISE);
    lab_free(lab);
}

static void a_copy_is_independent(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    vm_t *vm = lab->vm;
    value_t dict = dict_new(vm);
    for (int64_t i = 0; i < 20; i++)
        put(vm, dict, value_from_int(i), value_from_int(i));
    value_t copy = dict_copy(vm, dict);
    put(vm, copy, value_from_int(3), VALUE_NONE);
    put(vm, copy, value_from_int(100), VALUE_NONE);
    assert_true(get(vm, dict, value_from_int(3)) == value_from_int(3));
    assert_true(value_is_unset(get(vm, dict, value_from_int(100))));
    assert_int_equal(dict_count(vm, copy), 21);
    lab_free(lab);
}

static void keys_with_a_hash_of_the_library_are_found_by_probing(void **state)
{
    (void)state;
    lab_t *lab = fresh();
    vm_t *vm = lab->vm;
    value_t dict = dict_new(vm);
    for (int64_t i = 0; i < 40; i++)
        dict_add_hashed(vm, dict, value_from_int(i), i % 5, value_from_int(i * i));
    uint64_t position = 0;
    uint32_t entry, found = 0;
    while (dict_probe(vm, dict, 3, &position, &entry)) {
        assert_int_equal(value_to_int(dict_entry(vm, dict, entry)->key) % 5, 3);
        found++;
    }
    assert_int_equal(found, 8);
    lab_free(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_dict_is_empty_and_finds_nothing),
        cmocka_unit_test(keys_stay_in_order_of_insertion_while_it_grows),
        cmocka_unit_test(what_is_deleted_is_gone_and_can_come_back_at_the_end),
        cmocka_unit_test(it_agrees_with_an_array_through_many_puts_and_deletes),
        cmocka_unit_test(equal_numbers_are_one_key_and_equal_texts_too),
        cmocka_unit_test(a_list_is_no_key),
        cmocka_unit_test(a_copy_is_independent),
        cmocka_unit_test(keys_with_a_hash_of_the_library_are_found_by_probing),
    };
    alarm(60);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
