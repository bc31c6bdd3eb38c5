/* Text and lists: code points, slices, comparison; growing and replacing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

static const char *text_of(vm_t *vm, value_t v)
{
    assert_true(value_is_str(vm, v));
    return as_str(vm, v)->bytes;
}

static void length_counts_code_points(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    value_t ascii = str_from_c(lab->vm, "hello"), wide = str_from_c(lab->vm, "héllo €𝄞");
    assert_int_equal(as_str(lab->vm, ascii)->length, 5);
    assert_true(str_is_ascii(as_str(lab->vm, ascii)));
    assert_int_equal(as_str(lab->vm, wide)->length, 8);
    assert_int_equal(as_str(lab->vm, wide)->size, 14);
    assert_false(str_is_ascii(as_str(lab->vm, wide)));
    lab_free(lab);
}

static void slices_cut_between_code_points(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    value_t wide = str_from_c(lab->vm, "aé€𝄞z");
    assert_string_equal(text_of(lab->vm, str_slice(lab->vm, wide, 1, 4)), "é€𝄞");
    assert_string_equal(text_of(lab->vm, str_slice(lab->vm, wide, 4, 5)), "z");
    assert_string_equal(text_of(lab->vm, str_slice(lab->vm, wide, 2, 2)), "");
    assert_true(str_slice(lab->vm, wide, 0, 5) == wide);
    assert_int_equal(as_str(lab->vm, str_slice(lab->vm, wide, 1, 3))->length, 2);
    lab_free(lab);
}

static void code_points_of_every_size_are_encoded(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    assert_string_equal(text_of(lab->vm, str_from_code_point(lab->vm, 'x')), "x");
    assert_string_equal(text_of(lab->vm, str_from_code_point(lab->vm, 0xE9)), "é");
    assert_string_equal(text_of(lab->vm, str_from_code_point(lab->vm, 0x20AC)), "€");
    assert_string_equal(text_of(lab->vm, str_from_code_point(lab->vm, 0x1D11E)), "𝄞");
    assert_true(str_from_code_point(lab->vm, 'x') == str_from_c(lab->vm, "x"));
    lab_free(lab);
}

static void order_is_that_of_code_points(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    vm_t *vm = lab->vm;
    str_t *a = as_str(vm, str_from_c(vm, "ab")), *b = as_str(vm, str_from_c(vm, "abc"));
    str_t *high = as_str(vm, str_from_c(vm, "é")), *low = as_str(vm, str_from_c(vm, "zz"));
    assert_int_equal(str_compare(a, b), -1);
    assert_int_equal(str_compare(b, a), 1);
    assert_int_equal(str_compare(a, a), 0);
    assert_int_equal(str_compare(low, high), -1);
    assert_true(str_contains(b, a));
    assert_false(str_contains(a, b));
    lab_free(lab);
}

static void joining_with_nothing_is_the_same_object(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    value_t a = str_from_c(lab->vm, "left side"), none = str_from_c(lab->vm, "");
    assert_true(str_concat(lab->vm, a, none) == a);
    assert_true(str_concat(lab->vm, none, a) == a);
    assert_string_equal(text_of(lab->vm, str_concat(lab->vm, a, str_from_c(lab->vm, " é"))), "left side é");
    lab_free(lab);
}

static void equal_texts_have_equal_hashes(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    for (size_t size = 2; size < 40; size++) {
        char bytes[40];
        memset(bytes, 'q', sizeof bytes);
        str_t *a = as_str(lab->vm, str_new(lab->vm, bytes, size));
        str_t *b = as_str(lab->vm, str_new(lab->vm, bytes, size));
        assert_ptr_not_equal(a, b);
        assert_true(str_equal(a, b));
        assert_true(str_hash(a) == str_hash(b));
        bytes[size - 1] = 'r';
        assert_false(str_equal(a, as_str(lab->vm, str_new(lab->vm, bytes, size))));
    }
    lab_free(lab);
}

static void a_text_appended_to_elsewhere_stays_as_it_was(void **state)
{
    (void)state;
    lab_t *lab = lab_new("def f():\n"
                         "    s = 'x' * 300\n"
                         "    kept = []\n"
                         "    for i in range(5):\n"
                         "        kept.append(s)\n"
                         "        s += str(i)\n"
                         "    t = s\n"
                         "    s += '!'\n"
                         "    return [len(k) for k in kept], len(t), len(s), t[-1], s[-1]\n"
                         "print(f())\n"
                         "def g():\n"
                         "    s = ''\n"
                         "    for i in range(1000):\n"
                         "        s += 'ab'\n"
                         "    u = s + 'c'\n"
                         "    return len(s), len(u), s == 'ab' * 1000, u[-3:]\n"
                         "print(g())\n");
    lab_run(lab);
    assert_string_equal(lab->output,
                        "([300, 301, 302, 303, 304], 305, 306, '4', '!')\n(2000, 2001, True, 'abc')\n");
    lab_free(lab);
}

static void lists_grow_shrink_and_take_themselves(void **state)
{
    (void)state;
    lab_t *lab = lab_new("pass\n");
    vm_t *vm = lab->vm;
    value_t list = list_new(vm, NULL, 0);
    for (int64_t i = 0; i < 1000; i++)
        list_append(vm, list, value_from_int(i));
    list_insert(vm, list, 0, VALUE_NONE);
    assert_true(list_items(vm, list)[0] == VALUE_NONE);
    assert_true(list_items(vm, list)[1000] == value_from_int(999));
    list_remove(vm, list, 0, 999);
    assert_int_equal(as_list(vm, list)->count, 2);
    list_extend(vm, list, list_items(vm, list), 2);
    assert_int_equal(as_list(vm, list)->count, 4);
    assert_true(list_items(vm, list)[2] == value_from_int(998));
    value_t three[3] = {VALUE_TRUE, VALUE_FALSE, VALUE_TRUE};
    list_replace(vm, list, 1, 2, three, 3);
    assert_int_equal(as_list(vm, list)->count, 6);
    assert_true(list_items(vm, list)[1] == VALUE_TRUE && list_items(vm, list)[4] == value_from_int(998));
    lab_free(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_counts_code_points),
        cmocka_unit_test(slices_cut_between_code_points),
        cmocka_unit_test(code_points_of_every_size_are_encoded),
        cmocka_unit_test(order_is_that_of_code_points),
        cmocka_unit_test(joining_with_nothing_is_the_same_object),
        cmocka_unit_test(equal_texts_have_equal_hashes),
        cmocka_unit_test(a_text_appended_to_elsewhere_stays_as_it_was),
        cmocka_unit_test(lists_grow_shrink_and_take_themselves),
    };
    alarm(60);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
