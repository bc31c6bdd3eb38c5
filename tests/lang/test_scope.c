#include "front_lab.h"

static const stmt_t *statement(const ast_t *ast, size_t index)
{
    return ast->body.items[index];
}

static bool has_name(const char *const *names, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static void parameters_come_first_in_their_order(void **state)
{
    (void)state;
    ast_t *ast = take_program("def f(a, b=1, *c, d, **e):\n    x = a\n");
    const scope_t *scope = statement(ast, 0)->function.scope;
    assert_int_equal(scope->parameter_count, 5);
    assert_string_equal(scope->locals[0], "a");
    assert_string_equal(scope->locals[2], "d");
    assert_string_equal(scope->locals[3], "c");
    assert_string_equal(scope->locals[4], "e");
    assert_string_equal(scope->locals[5], "x");
    assert_string_equal(scope->qualified, "f");
    ast_free(ast);
}

static void a_shared_name_is_a_cell_outside_and_free_inside(void **state)
{
    (void)state;
    ast_t *ast = take_program("def f(a):\n    x = 1\n    def g():\n        return a + x\n    return g\n");
    const scope_t *outer = statement(ast, 0)->function.scope;
    const scope_t *inner = statement(ast, 0)->function.body.items[1]->function.scope;
    assert_int_equal(outer->cell_count, 2);
    assert_string_equal(outer->cells[0].name, "a");
    assert_int_equal(outer->cells[0].parameter, 0);
    assert_int_equal(outer->cells[1].parameter, SCOPE_NO_LOCAL);
    assert_int_equal(inner->free_count, 2);
    assert_true(inner->frees[0].from_cell);
    assert_string_equal(inner->qualified, "f.<locals>.g");
    const expr_t *sum = statement(ast, 0)->function.body.items[1]->function.body.items[0]->returned.value;
    assert_int_equal(sum->binary.left->name.binding, BINDING_FREE);
    ast_free(ast);
}

static void a_name_passes_through_scopes_that_do_not_use_it(void **state)
{
    (void)state;
    ast_t *ast = take_program(
        "def f():\n    x = 1\n    class A:\n        x = 2\n        def g(self):\n            return x\n");
    const stmt_t *class = statement(ast, 0)->function.body.items[1];
    const scope_t *method = class->klass.body.items[1]->function.scope;
    assert_int_equal(class->klass.scope->free_count, 1);
    assert_int_equal(class->klass.body.items[0]->assign.targets.items[0]->name.binding, BINDING_CLASS);
    assert_int_equal(method->free_count, 1);
    assert_false(method->frees[0].from_cell);
    ast_free(ast);
}

static void global_and_nonlocal_say_where_a_name_lives(void **state)
{
    (void)state;
    ast_t *ast = take_program(
        "def f():\n    global g\n    g = 1\n    n = 0\n    def h():\n        nonlocal n\n        n += 1\n");
    const stmt_list_t *body = &statement(ast, 0)->function.body;
    assert_int_equal(body->items[1]->assign.targets.items[0]->name.binding, BINDING_GLOBAL);
    assert_int_equal(body->items[2]->assign.targets.items[0]->name.binding, BINDING_CELL);
    assert_int_equal(body->items[3]->function.body.items[1]->augmented.target->name.binding, BINDING_FREE);
    ast_free(ast);
}

static void a_comprehension_lives_in_the_frame_around_it(void **state)
{
    (void)state;
    ast_t *ast = take_program("def f(xs):\n    k = 2\n    return [x * k for x in xs if x]\n");
    const scope_t *scope = statement(ast, 0)->function.scope;
    const expr_t *list = statement(ast, 0)->function.body.items[1]->returned.value;
    assert_true(list->comprehension.scope->inlined);
    assert_int_equal(list->comprehension.scope->first_local, 2);
    assert_int_equal(list->comprehension.scope->local_count, 1);
    assert_int_equal(scope->cell_count, 0);
    assert_int_equal(list->comprehension.element->binary.right->name.binding, BINDING_LOCAL);
    assert_ptr_equal(scope_host(list->comprehension.scope), scope);
    ast_free(ast);
}

static void a_comprehension_with_shared_names_has_its_own_frame(void **state)
{
    (void)state;
    ast_t *ast = take_program("def f(xs):\n    return [lambda: x for x in xs]\n");
    const expr_t *list = statement(ast, 0)->function.body.items[0]->returned.value;
    assert_false(list->comprehension.scope->inlined);
    assert_string_equal(list->comprehension.scope->locals[0], ".0");
    assert_int_equal(list->comprehension.scope->cell_count, 1);
    ast_free(ast);
}

static void a_generator_expression_is_a_function_of_one_iterator(void **state)
{
    (void)state;
    ast_t *ast = take_program("def f(xs, k):\n    return sum(x * k for x in xs)\n");
    const expr_t *generator =
        statement(ast, 0)->function.body.items[0]->returned.value->call.arguments.items[0];
    assert_true(generator->comprehension.scope->is_generator);
    assert_int_equal(generator->comprehension.scope->parameter_count, 1);
    assert_int_equal(generator->comprehension.scope->free_count, 1); /* k; xs is evaluated outside */
    ast_free(ast);
}

static void a_walrus_in_a_comprehension_binds_outside(void **state)
{
    (void)state;
    ast_t *ast = take_program("def f(xs):\n    [last := x for x in xs]\n    return last\n");
    const scope_t *scope = statement(ast, 0)->function.scope;
    assert_true(has_name(scope->locals, scope->local_count, "last"));
    ast_free(ast);
}

static void super_makes_a_cell_of_the_class(void **state)
{
    (void)state;
    ast_t *ast =
        take_program("class A:\n    def f(self):\n        super().f()\n    def g(self):\n        pass\n");
    const scope_t *class = statement(ast, 0)->klass.scope;
    assert_int_equal(class->class_cell, 0);
    assert_string_equal(class->cells[0].name, "__class__");
    assert_int_equal(statement(ast, 0)->klass.body.items[0]->function.scope->free_count, 1);
    assert_int_equal(statement(ast, 0)->klass.body.items[1]->function.scope->free_count, 0);
    ast_free(ast);
}

static void private_names_are_mangled(void **state)
{
    (void)state;
    ast_t *ast = take_program(
        "class _A:\n    __x = 1\n    def __f(self, __p):\n        return self.__x + __p + self.__y__\n");
    const stmt_list_t *body = &statement(ast, 0)->klass.body;
    assert_string_equal(body->items[0]->assign.targets.items[0]->name.name, "_A__x");
    assert_string_equal(body->items[1]->function.target->name.name, "_A__f");
    assert_string_equal(body->items[1]->function.name, "__f");
    assert_string_equal(body->items[1]->function.parameters.items[1].name, "_A__p");
    ast_free(ast);
}

static bool is_certain(const char *text, size_t statement_index)
{
    ast_t *ast = take_program(text);
    const stmt_list_t *body = &statement(ast, 0)->function.body;
    bool certain = body->items[statement_index]->returned.value->name.certain;
    ast_free(ast);
    return certain;
}

static void reads_that_surely_find_a_value_are_marked(void **state)
{
    (void)state;
    assert_true(is_certain("def f(x):\n    return x\n", 0));
    assert_true(is_certain("def f():\n    x = 1\n    return x\n", 1));
    assert_false(is_certain("def f(y):\n    if y:\n        x = 1\n    return x\n", 1));
    assert_true(
        is_certain("def f(y):\n    if y:\n        x = 1\n    else:\n        x = 2\n    return x\n", 1));
    assert_true(
        is_certain("def f(y):\n    if y:\n        x = 1\n    else:\n        return\n    return x\n", 1));
    assert_false(is_certain("def f(y):\n    for x in y:\n        pass\n    return x\n", 1));
    assert_true(
        is_certain("def f(y):\n    while True:\n        x = 1\n        if y: break\n    return x\n", 1));
    assert_false(
        is_certain("def f(y):\n    while True:\n        if y: break\n        x = 1\n    return x\n", 1));
    assert_false(
        is_certain("def f(y):\n    try:\n        x = y()\n    except E:\n        pass\n    return x\n", 1));
    assert_true(
        is_certain("def f(y):\n    try:\n        x = y()\n    except E:\n        x = 1\n    return x\n", 1));
    assert_true(
        is_certain("def f(y):\n    try:\n        y()\n    finally:\n        x = 1\n    return x\n", 1));
    assert_false(is_certain("def f(y):\n    with y:\n        x = 1\n    return x\n", 1));
    assert_false(is_certain("def f(y):\n    x = 1\n    if y: del x\n    return x\n", 2));
    assert_false(is_certain("def f(y):\n    y and (x := 1)\n    return x\n", 1));
    assert_true(is_certain("def f(y):\n    (x := 1) and y\n    return x\n", 1));
    assert_false(is_certain("def f(y):\n    try: pass\n    except E as x: pass\n    return x\n", 1));
}

static void declarations_that_contradict_are_refused(void **state)
{
    (void)state;
    assert_first("nonlocal x\n", DIAGNOSTIC_SYNTAX, 1, "nonlocal declaration not allowed at module level");
    assert_first("def f():\n    nonlocal x\n", DIAGNOSTIC_SYNTAX, 2, "no binding for nonlocal 'x' found");
    assert_first("def f(x):\n    global x\n", DIAGNOSTIC_SYNTAX, 2, "name 'x' is parameter and global");
    assert_first("def f(a, a): pass\n", DIAGNOSTIC_SYNTAX, 1,
                 "duplicate argument 'a' in function definition");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_come_first_in_their_order),
        cmocka_unit_test(a_shared_name_is_a_cell_outside_and_free_inside),
        cmocka_unit_test(a_name_passes_through_scopes_that_do_not_use_it),
        cmocka_unit_test(global_and_nonlocal_say_where_a_name_lives),
        cmocka_unit_test(a_comprehension_lives_in_the_frame_around_it),
        cmocka_unit_test(a_comprehension_with_shared_names_has_its_own_frame),
        cmocka_unit_test(a_generator_expression_is_a_function_of_one_iterator),
        cmocka_unit_test(a_walrus_in_a_comprehension_binds_outside),
        cmocka_unit_test(super_makes_a_cell_of_the_class),
        cmocka_unit_test(private_names_are_mangled),
        cmocka_unit_test(reads_that_surely_find_a_value_are_marked),
        cmocka_unit_test(declarations_that_contradict_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
