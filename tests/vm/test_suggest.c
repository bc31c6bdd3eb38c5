/* An uncaught NameError names the nearest name, as CPython 3.11 does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

static void ends_with(const char *text, const char *last_line)
{
    lab_t *lab = lab_new(text);
    lab_run(lab);
    size_t size = strlen(last_line);
    assert_true(lab->output_size >= size);
    assert_string_equal(lab->output + lab->output_size - size, last_line);
    lab_free(lab);
}

static void a_builtin_is_suggested(void **state)
{
    (void)state;
    ends_with("print(lem)\n", "NameError: name 'lem' is not defined. Did you mean: 'len'?\n");
}

static void a_variable_of_the_function_goes_first(void **state)
{
    (void)state;
    ends_with("total = 1\ndef f():\n    totals = 2\n    return totl\nf()\n",
              "NameError: name 'totl' is not defined. Did you mean: 'totals'?\n");
    ends_with("Value = 1\nprint(value)\n",
              "NameError: name 'value' is not defined. Did you mean: 'Value'?\n");
}

static void nothing_near_is_nothing(void **state)
{
    (void)state;
    ends_with("abcdefgh = 1\nprint(abcdxxxx)\n", "NameError: name 'abcdxxxx' is not defined\n");
    ends_with("raise NameError('lem')\n", "NameError: lem\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_builtin_is_suggested),
        cmocka_unit_test(a_variable_of_the_function_goes_first),
        cmocka_unit_test(nothing_near_is_nothing),
    };
    alarm(30);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
