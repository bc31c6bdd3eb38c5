/* Trees are compared with CPython's in front_check.py; here stand limits, memory and what only we do. */
#include "front_lab.h"

static void literals_carry_their_values(void **state)
{
    (void)state;
    ast_t *ast = take_program(
        "9223372036854775807\n9223372036854775808\n1_0.5\n'a\\x41\\u00e9\\n\\\n' 'b'\nb'\\xff'\n");
    const expr_t *expr = ast->body.items[0]->expression;
    assert_true(expr->integer.fits);
    assert_true(expr->integer.value == INT64_MAX);
    assert_false(ast->body.items[1]->expression->integer.fits);
    assert_string_equal(ast->body.items[1]->expression->integer.text.bytes, "9223372036854775808");
    assert_true(ast->body.items[2]->expression->number == 10.5);
    assert_string_equal(ast->body.items[3]->expression->text.bytes, "aA\xC3\xA9\nb");
    assert_int_equal(ast->body.items[4]->expression->text.size, 1);
    ast_free(ast);
}

static void equal_names_are_one_pointer(void **state)
{
    (void)state;
    ast_t *ast = take_program("abc\nabc\n");
    assert_ptr_equal(ast->body.items[0]->expression->name.name, ast->body.items[1]->expression->name.name);
    ast_free(ast);
}

static void a_field_that_shows_itself_becomes_text_and_value(void **state)
{
    (void)state;
    ast_t *ast = take_program("x = 1\nf'a{x = }{x=:>5}'\n");
    const expr_t *expr = ast->body.items[1]->expression;
    assert_int_equal(expr->fstring.count, 4);
    assert_string_equal(expr->fstring.parts[0].text.bytes, "ax = ");
    assert_int_equal(expr->fstring.parts[1].conversion, 'r');
    assert_string_equal(expr->fstring.parts[2].text.bytes, "x=");
    assert_int_equal(expr->fstring.parts[3].conversion, 0);
    assert_non_null(expr->fstring.parts[3].spec);
    ast_free(ast);
}

static void places_span_the_whole_expression(void **state)
{
    (void)state;
    ast_t *ast = take_program("x = f(a,\n      b) + 1\n");
    const expr_t *sum = ast->body.items[0]->assign.value;
    assert_int_equal(sum->place.line, 1);
    assert_int_equal(sum->place.column, 5);
    assert_int_equal(sum->place.end_line, 2);
    assert_int_equal(sum->place.end_column, 13);
    assert_int_equal(sum->binary.left->place.end_column, 9);
    ast_free(ast);
}

static void several_mistakes_are_gathered(void **state)
{
    (void)state;
    diagnostics_t found;
    refuse_program("if x\n    y = = 1\nelse:\n    pass\nfor i range(3):\n    print i\nok = 1\n", &found);
    assert_int_equal(found.count, 4);
    assert_string_equal(found.items[0].message, "expected ':'");
    assert_int_equal(found.items[1].place.line, 2);
    assert_int_equal(found.items[2].place.line, 5);
    assert_int_equal(found.items[3].place.line, 6);
    diagnostics_destroy(&found);
}

static void findings_beyond_the_limit_are_counted(void **state)
{
    (void)state;
    char *text = repeated("", "x = = 1\n", 50, "");
    diagnostics_t found;
    refuse_program(text, &found);
    assert_int_equal(found.count, DIAGNOSTICS_LIMIT);
    assert_int_equal(found.dropped, 50 - DIAGNOSTICS_LIMIT);
    diagnostics_destroy(&found);
    free(text);
}

static void read_either_way(const char *before, const char *part, size_t count, const char *after)
{
    char *text = repeated(before, part, count, after);
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    ast_t *ast = front_read("t.py", text, strlen(text), FRONT_PROGRAM, &found);
    assert_true(ast ? found.count == 0 : found.count > 0);
    ast_free(ast);
    diagnostics_destroy(&found);
    free(text);
}

/* Long chains and deep nests of every kind end in a tree or a finding, never in a crash. */
static void nesting_is_bounded(void **state)
{
    (void)state;
    static const struct {
        const char *before, *text, *after;
    } nests[] = {
        {"x = ", "not ", "y\n"},
        {"x = ", "-", "y\n"},
        {"x = ", "lambda: ", "y\n"},
        {"x = ", "y if z else ", "y\n"},
        {"x = y", " + y", "\n"},
        {"x = y", " ** y", "\n"},
        {"x = y", ".z", "\n"},
        {"x = y", "()", "\n"},
        {"x = y", "[0]", "\n"},
        {"x = ", "f(", "\n"},
        {"", "if x: pass\nel", "if x: pass\n"},
        {"x = f'", "{", "'\n"},
        {"x = ", "await ", "y\n"},
        {"x = [y", " for y in y", "]\n"},
    };
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        read_either_way(nests[i].before, nests[i].text, 50000, nests[i].after);
        read_either_way(nests[i].before, nests[i].text, AST_DEPTH_LIMIT - 10, nests[i].after);
        read_either_way(nests[i].before, nests[i].text, 180, nests[i].after);
    }
}

static void long_flat_programs_are_taken(void **state)
{
    (void)state;
    static const struct {
        const char *before, *text, *after;
        size_t count;
    } flats[] = {
        {"a = 1\nx = [", "a,", "]\n", 500000},    {"", "a=1\n", "", 250000},
        {"a=b=1\nx = a", " and b", "\n", 150000}, {"a=b=1\nx = a", " < b", "\n", 150000},
        {"x = '", "\\x41", "'\n", 250000},        {"x = f'", "{1}", "'\n", 300000},
        {"x = ", "'a' ", "\n", 250000},           {"f(", "a=", "1)\n", 1},
    };
    for (size_t i = 0; i + 1 < sizeof flats / sizeof *flats; i++) {
        char *text = repeated(flats[i].before, flats[i].text, flats[i].count, flats[i].after);
        ast_t *ast = take_program(text);
        assert_true(ast_memory(ast) < 512u << 20);
        ast_free(ast);
        free(text);
    }
}

static void a_program_of_many_names_is_taken(void **state)
{
    (void)state;
    char *text = malloc(1 << 20);
    size_t at = (size_t)sprintf(text, "def f():\n");
    for (int i = 0; i < 60000; i++)
        at += (size_t)sprintf(text + at, "    n%d=%d\n", i, i % 10);
    ast_t *ast = take_program(text);
    assert_int_equal(ast->body.items[0]->function.scope->local_count, 60000);
    ast_free(ast);
    free(text);
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    ast_t *ast = take_program("1.5\n");
    assert_true(ast->body.items[0]->expression->number == 1.5);
    ast_free(ast);
}

static void huge_decimals_are_refused_as_cpython_does(void **state)
{
    (void)state;
    char *text = repeated("x = ", "9", 4301, "\n");
    diagnostics_t found;
    refuse_program(text, &found);
    assert_memory_equal(found.items[0].message,
                        "Exceeds the limit (4300 digits) for integer string conversion", 60);
    diagnostics_destroy(&found);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_carry_their_values),
        cmocka_unit_test(equal_names_are_one_pointer),
        cmocka_unit_test(a_field_that_shows_itself_becomes_text_and_value),
        cmocka_unit_test(places_span_the_whole_expression),
        cmocka_unit_test(several_mistakes_are_gathered),
        cmocka_unit_test(findings_beyond_the_limit_are_counted),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(long_flat_programs_are_taken),
        cmocka_unit_test(a_program_of_many_names_is_taken),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(huge_decimals_are_refused_as_cpython_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
