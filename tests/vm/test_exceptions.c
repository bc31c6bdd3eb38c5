/* Exceptions that nobody catches, and their tracebacks as CPython prints them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

static void ends_with(const char *text, uint64_t exit_code, const char *expected)
{
    lab_t *lab = lab_new(text);
    lab_run(lab);
    assert_string_equal(lab->output, expected);
    assert_int_equal(lab->exit_code, exit_code);
    lab_free(lab);
}

static void an_uncaught_exception_is_printed_with_its_lines(void **state)
{
    (void)state;
    ends_with("def f(x):\n"
              "    return 1 / x\n"
              "def g():\n"
              "    f(0)\n"
              "print('before')\n"
              "g()\n"
              "print('never')\n",
              1,
              "before\n"
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 6, in <module>\n"
              "    g()\n"
              "  File \"t.py\", line 4, in g\n"
              "    f(0)\n"
              "  File \"t.py\", line 2, in f\n"
              "    return 1 / x\n"
              "           ~~^~~\n"
              "ZeroDivisionError: division by zero\n");
}

static void a_chain_tells_what_was_being_handled(void **state)
{
    (void)state;
    ends_with("try:\n"
              "    {}['k']\n"
              "except KeyError:\n"
              "    raise ValueError('second')\n",
              1,
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 2, in <module>\n"
              "    {}['k']\n"
              "    ~~^^^^^\n"
              "KeyError: 'k'\n"
              "\n"
              "During handling of the above exception, another exception occurred:\n"
              "\n"
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 4, in <module>\n"
              "    raise ValueError('second')\n"
              "ValueError: second\n");
}

static void a_cause_stands_before_its_effect(void **state)
{
    (void)state;
    ends_with("try:\n"
              "    int('x')\n"
              "except ValueError as e:\n"
              "    raise RuntimeError('outer') from e\n",
              1,
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 2, in <module>\n"
              "    int('x')\n"
              "ValueError: invalid literal for int() with base 10: 'x'\n"
              "\n"
              "The above exception was the direct cause of the following exception:\n"
              "\n"
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 4, in <module>\n"
              "    raise RuntimeError('outer') from e\n"
              "RuntimeError: outer\n");
}

static void from_none_hides_what_was_before(void **state)
{
    (void)state;
    ends_with("try:\n"
              "    int('x')\n"
              "except ValueError:\n"
              "    raise KeyError('only') from None\n",
              1,
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 4, in <module>\n"
              "    raise KeyError('only') from None\n"
              "KeyError: 'only'\n");
}

static void a_raise_again_keeps_the_first_lines(void **state)
{
    (void)state;
    ends_with("def f():\n"
              "    raise ValueError('deep')\n"
              "try:\n"
              "    f()\n"
              "except ValueError:\n"
              "    raise\n",
              1,
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 4, in <module>\n"
              "    f()\n"
              "  File \"t.py\", line 2, in f\n"
              "    raise ValueError('deep')\n"
              "ValueError: deep\n");
}

static void sys_exit_gives_its_code_and_prints_texts(void **state)
{
    (void)state;
    ends_with("import sys\nsys.exit(3)\n", 3, "");
    ends_with("import sys\nsys.exit()\n", 0, "");
    ends_with("import sys\nsys.exit('words')\n", 1, "words\n");
    ends_with("import sys\ntry:\n    sys.exit(4)\nfinally:\n    print('finally')\n", 4, "finally\n");
}

static void an_exception_of_a_class_of_the_program_names_it(void **state)
{
    (void)state;
    ends_with("class Broke(Exception):\n    pass\nraise Broke('no money', 5)\n", 1,
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 3, in <module>\n"
              "    raise Broke('no money', 5)\n"
              "Broke: ('no money', 5)\n");
}

static void an_assertion_says_its_message(void **state)
{
    (void)state;
    ends_with("x = 5\nassert x == 4, 'x is wrong'\n", 1,
              "Traceback (most recent call last):\n"
              "  File \"t.py\", line 2, in <module>\n"
              "    assert x == 4, 'x is wrong'\n"
              "           ^^^^^^\n"
              "AssertionError: x is wrong\n");
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_uncaught_exception_is_printed_with_its_lines),
        cmocka_unit_test(a_chain_tells_what_was_being_handled),
        cmocka_unit_test(a_cause_stands_before_its_effect),
        cmocka_unit_test(from_none_hides_what_was_before),
        cmocka_unit_test(a_raise_again_keeps_the_first_lines),
        cmocka_unit_test(sys_exit_gives_its_code_and_prints_texts),
        cmocka_unit_test(an_exception_of_a_class_of_the_program_names_it),
        cmocka_unit_test(an_assertion_says_its_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
