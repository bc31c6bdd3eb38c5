#include "front_lab.h"

/* Refused as not ours, with a hint. */
static void assert_not_ours(const char *text, uint32_t line, const char *message)
{
    diagnostics_t found;
    refuse_program(text, &found);
    assert_string_equal(found.items[0].message, message);
    assert_int_equal(found.items[0].kind, DIAGNOSTIC_REFUSED);
    assert_int_equal(found.items[0].place.line, line);
    assert_non_null(found.items[0].hint);
    assert_false(diagnostics_is_syntax_error(&found));
    diagnostics_destroy(&found);
}

static void what_is_not_ours_is_refused_with_a_hint(void **state)
{
    (void)state;
    assert_not_ours("async def f():\n    await g()\n", 1, "`async def`");
    assert_not_ours("def f():\n    async with x:\n        pass\n", 2, "`async with`");
    assert_not_ours("x = 1\nmatch x:\n    case 1:\n        pass\n", 2, "a match statement");
    assert_not_ours("import threading\n", 1, "import of threading");
    assert_not_ours("from asyncio import run\n", 1, "import of asyncio");
    assert_not_ours("import os, socket\n", 1, "import of socket");
    assert_not_ours("from . import x\n", 1, "an import from the package around a file");
    assert_not_ours("eval('1')\n", 1, "the builtin eval");
    assert_not_ours("with open('x') as f:\n    pass\n", 1, "the builtin open");
    assert_not_ours("class A(B, C): pass\n", 1, "a class with several bases");
    assert_not_ours("class A(metaclass=M): pass\n", 1, "a metaclass, or another argument of a class");
    assert_not_ours("x = 1j\n", 1, "a complex number");
    assert_not_ours("x = a @ b\n", 1, "the operator @");
    assert_not_ours("x = '\\N{BULLET}'\n", 1, "\\N{…} in a string");
    assert_not_ours("x = '\\ud800'\n", 1, "half of a surrogate pair in a string");
    assert_not_ours("try:\n    pass\nexcept* E:\n    pass\n", 3, "`except*`");
    assert_not_ours("x: print('a') = 1\n", 1, "an annotation that does something");
}

static void a_name_of_ones_own_is_not_the_builtin(void **state)
{
    (void)state;
    ast_free(take_program("def open(name):\n    return name\nprint(open('x'))\n"));
    ast_free(take_program("def f(eval):\n    return eval(1)\n"));
    ast_free(take_program("match = 1\ncase = match\ntype = [match, case]\nprint(match, type)\n"));
}

static void a_mistake_in_a_refused_program_goes_first(void **state)
{
    (void)state;
    diagnostics_t found;
    refuse_program("import threading\nx = 1j\nif x\n    pass\n", &found);
    assert_string_equal(found.items[0].message, "expected ':'");
    assert_true(diagnostics_is_syntax_error(&found));
    diagnostics_destroy(&found);
}

static void several_refusals_are_gathered(void **state)
{
    (void)state;
    diagnostics_t found;
    refuse_program("import threading\nimport socket\nx = 1j\n", &found);
    assert_int_equal(found.count, 3);
    diagnostics_destroy(&found);
}

static void the_library_may_import_what_it_likes(void **state)
{
    (void)state;
    diagnostics_t found;
    diagnostics_init(&found, "lib.py");
    ast_t *ast = front_read("lib.py", "import _mp\n", 11, FRONT_LIBRARY, &found);
    assert_non_null(ast);
    ast_free(ast);
    diagnostics_destroy(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_ours_is_refused_with_a_hint),
        cmocka_unit_test(a_name_of_ones_own_is_not_the_builtin),
        cmocka_unit_test(a_mistake_in_a_refused_program_goes_first),
        cmocka_unit_test(several_refusals_are_gathered),
        cmocka_unit_test(the_library_may_import_what_it_likes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
