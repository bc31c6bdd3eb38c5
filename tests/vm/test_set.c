/* Sets: membership, and the order of iteration, which is CPython's (the expected orders come from
 * CPython 3.11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

static value_t set_of(vm_t *vm, const int64_t *numbers, size_t count)
{
    value_t set = set_new(vm, KIND_SET);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(set_add(vm, set, value_from_int(numbers[i])), NATIVE_OK);
    return set;
}

static void has_order(vm_t *vm, value_t set, const int64_t *numbers, size_t count)
{
    uint32_t position = 0;
    value_t key;
    int64_t hash;
    size_t n = 0;
    while (set_next(vm, set, &position, &key, &hash)) {
        assert_true(n < count);
        assert_int_equal(value_to_int(key), numbers[n]);
        n++;
    }
    assert_int_equal(n, count);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void small_ints_are_walked_as_in_cpython(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    static const int64_t in[] = {0, 7, 14, 21, 28, 35, 42, 49, 56, 63};
    static const int64_t out[] = {0, 35, 7, 42, 14, 49, 21, 56, 28, 63};
    has_order(lab->vm, set_of(lab->vm, in, COUNT(in)), out, COUNT(out));
    static const int64_t collide[] = {100, 5, 3, 1, 64, 32, 8};
    value_t set = set_of(lab->vm, collide, COUNT(collide));
    assert_int_equal(as_set(lab->vm, set)->count, 7);
    lab_free(lab);
}

static void a_negative_one_hashes_as_cpython_says(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    int64_t hash;
    assert_int_equal(value_hash(lab->vm, value_from_int(-1), &hash), NATIVE_OK);
    assert_int_equal(hash, -2);
    assert_int_equal(value_hash(lab->vm, value_from_double(0.5), &hash), NATIVE_OK);
    assert_true(hash == INT64_C(1152921504606846976));
    value_t pair[2] = {value_from_int(1), value_from_int(2)};
    assert_int_equal(value_hash(lab->vm, tuple_new(lab->vm, pair, 2), &hash), NATIVE_OK);
    assert_true(hash == INT64_C(-3550055125485641917));
    lab_free(lab);
}

static void discarded_keys_are_gone_and_the_rest_is_found(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    vm_t *vm = lab->vm;
    value_t set = set_new(vm, KIND_SET);
    for (int64_t i = 0; i < 500; i++)
        assert_int_equal(set_add(vm, set, value_from_int(i * 8)), NATIVE_OK);
    bool found;
    for (int64_t i = 0; i < 500; i += 3) {
        assert_int_equal(set_discard(vm, set, value_from_int(i * 8), &found), NATIVE_OK);
        assert_true(found);
    }
    for (int64_t i = 0; i < 500; i++) {
        assert_int_equal(set_contains(vm, set, value_from_int(i * 8), &found), NATIVE_OK);
        assert_true(found == (i % 3 != 0));
    }
    assert_int_equal(as_set(vm, set)->count, 333);
    lab_free(lab);
}

static void merging_keeps_every_key_once(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    vm_t *vm = lab->vm;
    static const int64_t a[] = {1, 2, 3, 4, 5}, b[] = {4, 5, 6, 7, 1000, 2000};
    value_t set = set_of(vm, a, COUNT(a));
    assert_int_equal(set_merge(vm, set, set_of(vm, b, COUNT(b))), NATIVE_OK);
    assert_int_equal(as_set(vm, set)->count, 9);
    value_t copy = set_copy(vm, set, KIND_FROZENSET);
    assert_int_equal(value_kind(vm, copy), KIND_FROZENSET);
    assert_int_equal(as_set(vm, copy)->count, 9);
    bool equal;
    assert_int_equal(value_equal(vm, set, copy, &equal), NATIVE_OK);
    assert_true(equal);
    lab_free(lab);
}

static void printed_sets_look_as_in_cpython(void **state)
{
    (void)state;
    lab_t *lab = lab_new("print({5, 3, 1, 100, 50})\n"
                         "s = set()\n"
                         "for i in range(0, 200, 9): s.add(i)\n"
                         "for i in range(0, 200, 18): s.discard(i)\n"
                         "s.add(777)\n"
                         "print(s)\n"
                         "print({-1, -2, -3}, {1.5, 2, 3.25} - {2})\n");
    lab_run(lab);
    assert_string_equal(lab->output, "{1, 50, 3, 100, 5}\n"
                                     "{135, 9, 777, 153, 27, 171, 45, 189, 63, 81, 99, 117}\n"
                                     "{-3, -1, -2} {1.5, 3.25}\n");
    lab_free(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_ints_are_walked_as_in_cpython),
        cmocka_unit_test(a_negative_one_hashes_as_cpython_says),
        cmocka_unit_test(discarded_keys_are_gone_and_the_rest_is_found),
        cmocka_unit_test(merging_keeps_every_key_once),
        cmocka_unit_test(printed_sets_look_as_in_cpython),
    };
    alarm(60);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
