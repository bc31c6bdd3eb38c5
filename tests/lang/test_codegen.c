/* What the generator makes of small programs: the shapes that speed, the search and the screen rely on. What
 * the code means is tested by the programs under tests/lang. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/lang/codegen.h"
#include "lessons/lang/effect.h"

static code_unit_t *compile_sized(const char *text, size_t size)
{
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    codegen_source_t source = {.file = "t.py", .module = "__main__", .text = text, .size = size};
    code_unit_t *unit = codegen_compile(&source, &found);
    diagnostics_destroy(&found);
    assert_non_null(unit);
    return unit;
}

static code_unit_t *compile(const char *text)
{
    return compile_sized(text, strlen(text));
}

static const code_t *find(const code_unit_t *unit, const char *name)
{
    for (uint32_t i = 0; i < unit->code_count; i++)
        if (strcmp(unit->codes[i]->name, name) == 0)
            return unit->codes[i];
    fail_msg("no code %s", name);
    return NULL;
}

static unsigned count_op(const code_t *code, opcode_t op)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < code->instruction_count; i++)
        count += code->instructions[i].op == op;
    return count;
}

static uint32_t pc_of(const code_t *code, opcode_t op)
{
    for (uint32_t i = 0; i < code->instruction_count; i++)
        if (code->instructions[i].op == op)
            return i;
    fail_msg("no %s", opcode_name(op));
    return 0;
}

static bool is_live(const code_t *code, uint32_t pc, uint32_t r)
{
    return code->live[pc * code->live_words + r / 64] >> r % 64 & 1;
}

static void locals_are_operands_and_results_without_moves(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(a, b):\n    c = a + b\n    c += 1\n    return c\n");
    const code_t *code = find(unit, "f");
    assert_int_equal(code->instruction_count, 3);
    assert_int_equal(code->instructions[0].op, OP_ADD);
    assert_int_equal(code->instructions[1].op, OP_ADD_K);
    assert_int_equal(code->instructions[2].op, OP_RETURN);
    code_unit_free(unit);
}

static void a_loop_over_a_range_takes_one_instruction_a_turn(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(n):\n    for i in range(n):\n        pass\n");
    const code_t *code = find(unit, "f");
    uint32_t next = pc_of(code, OP_FOR_NEXT);
    assert_int_equal((int16_t)code->instructions[next].c, -1);
    assert_int_equal(count_op(code, OP_RANGE_PREP), 1);
    code_unit_free(unit);
}

static void a_comparison_jumps_by_itself(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(a, b):\n    while a < b:\n        a += 1\n    return a == 5 or b\n");
    const code_t *code = find(unit, "f");
    assert_int_equal(count_op(code, OP_JUMP_LT), 2);
    assert_int_equal(count_op(code, OP_LT), 0);
    assert_int_equal(count_op(code, OP_JUMP), 0);
    code_unit_free(unit);
}

static void a_local_that_a_walrus_may_change_is_copied(void **state)
{
    (void)state;
    code_unit_t *unit =
        compile("def f(x):\n    return x + (x := 10)\ndef g(x, y):\n    return x + (y := 10)\n");
    assert_int_equal(count_op(find(unit, "f"), OP_MOVE), 2);
    code_unit_free(unit);
}

static void only_a_doubtful_local_is_checked(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(a):\n    if a:\n        b = 1\n    c = 2\n    return a, b, c\n");
    const code_t *code = find(unit, "f");
    assert_int_equal(count_op(code, OP_CHECK_BOUND), 1);
    assert_int_equal(code->instructions[0].op, OP_CLEAR);
    code_unit_free(unit);
}

static void a_method_call_makes_no_bound_method(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(o):\n    o.m(1)\n    o.m(k=1)\n    return o.m\n");
    const code_t *code = find(unit, "f");
    assert_int_equal(count_op(code, OP_LOAD_METHOD), 2);
    assert_int_equal(count_op(code, OP_LOAD_ATTR), 1);
    assert_int_equal(count_op(code, OP_CALL_METHOD), 1);
    assert_int_equal(count_op(code, OP_CALL_METHOD_KW), 1);
    code_unit_free(unit);
}

static void a_method_of_a_global_is_read_in_one_go(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f():\n    m.n(1)\n    m.n()\n    m.n(k=1)\n    m.n.o()\n    m()\n");
    const code_t *code = find(unit, "f");
    uint32_t alone = 0;
    for (uint32_t pc = 0; pc < code->instruction_count; pc++)
        alone += code->instructions[pc].op == OP_LOAD_GLOBAL_METHOD && (code->instructions[pc].flags & 1);
    assert_int_equal(count_op(code, OP_LOAD_GLOBAL_METHOD), 3);
    assert_int_equal(alone, 1);
    assert_int_equal(count_op(code, OP_LOAD_GLOBAL), 2);
    code_unit_free(unit);
}

static void numbers_are_folded_where_nothing_can_go_wrong(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f():\n    return 60 * 60 * 24\ndef g():\n    return 1 / 0\n"
                                "def h():\n    return 0.1 + 0.2\ndef k():\n    return -2 ** 62 * 8\n");
    assert_int_equal(find(unit, "f")->instruction_count, 2);
    assert_int_equal(find(unit, "f")->constants[0].integer, 86400);
    assert_int_equal(count_op(find(unit, "g"), OP_DIV_K), 1);
    assert_true(find(unit, "h")->constants[0].number == 0.1 + 0.2);
    assert_int_equal(count_op(find(unit, "k"), OP_MUL_K), 1);
    code_unit_free(unit);
}

static void a_call_knows_what_its_result_will_be_called(void **state)
{
    (void)state;
    code_unit_t *unit = compile("balance = Value('i', 100)\n"
                                "forks = [Lock() for i in range(3)]\n"
                                "pair = [Lock(), Lock()]\n"
                                "a, b = Pipe()\n"
                                "p, q = Queue(), Queue()\n"
                                "def f(self):\n    self.lock = Lock()\n"
                                "with Pool(4) as pool:\n    pass\n"
                                "print(Lock())\n");
    const code_t *code = unit->codes[0];
    static const char *const expected[] = {"balance", "forks[]", "pair[]", "pair[]",
                                           "a, b",    "p",       "q",      "pool"};
    size_t at = 0;
    for (uint32_t i = 0; i < code->hint_count; i++) {
        assert_true(at < sizeof expected / sizeof *expected);
        assert_string_equal(code->hints[i].text, expected[at++]);
    }
    assert_int_equal(at, sizeof expected / sizeof *expected);
    assert_string_equal(find(unit, "f")->hints[0].text, "self.lock");
    code_unit_free(unit);
}

static void every_instruction_knows_its_line_and_column(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(v):\n    v.value = (v.value\n        + g())\n");
    const code_t *code = find(unit, "f");
    code_place_t load = code->places[pc_of(code, OP_LOAD_ATTR)];
    code_place_t store = code->places[pc_of(code, OP_STORE_ATTR)];
    code_place_t call = code->places[pc_of(code, OP_CALL)];
    assert_int_equal(load.line, 2);
    assert_int_equal(load.column, 16);
    assert_int_equal(load.end_column, 23);
    assert_int_equal(store.column, 5);
    assert_int_equal(call.line, 3);
    assert_int_equal(call.column, 11);
    for (uint32_t pc = 0; pc < code->instruction_count; pc++)
        assert_true(code->places[pc].line >= 1 && code->places[pc].column >= 1);
    code_unit_free(unit);
}

static void a_local_after_its_last_use_is_dead(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(a, b):\n    g(a)\n    return b\n");
    const code_t *code = find(unit, "f");
    uint32_t call = pc_of(code, OP_CALL);
    assert_false(is_live(code, call, 0));
    assert_true(is_live(code, call, 1));
    code_unit_free(unit);
}

static void what_a_handler_reads_is_live_in_all_that_it_protects(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(a, b):\n    try:\n        g()\n        a = 0\n    except KeyError:\n"
                                "        return b\n    return 0\n");
    const code_t *code = find(unit, "f");
    assert_int_equal(code->protect_count, 1);
    for (uint32_t pc = code->protect[0].start; pc < code->protect[0].end; pc++)
        if (code->instructions[pc].op == OP_CALL)
            assert_true(is_live(code, pc, 1));
    code_unit_free(unit);
}

static void inner_handlers_stand_before_outer_ones(void **state)
{
    (void)state;
    code_unit_t *unit =
        compile("def f():\n    for i in x:\n        try:\n            try:\n                a()\n"
                "                if b(): break\n                c()\n            finally:\n"
                "                d()\n        finally:\n            e()\n");
    const code_t *code = find(unit, "f");
    for (uint32_t i = 0; i < code->protect_count; i++)
        for (uint32_t j = 0; j < i; j++) {
            const code_protect_t *inner = &code->protect[j], *outer = &code->protect[i];
            bool overlap = inner->start < outer->end && outer->start < inner->end;
            assert_true(!overlap || (outer->start <= inner->start && inner->end <= outer->end));
        }
    code_unit_free(unit);
}

static void the_clean_up_at_a_return_is_not_protected_by_its_own_handler(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f():\n    try:\n        return a()\n    finally:\n        b()\n");
    const code_t *code = find(unit, "f");
    uint32_t name = 0;
    while (strcmp(code->constants[name].text, "b") != 0)
        name++;
    for (uint32_t pc = 0; pc < code->instruction_count; pc++) {
        instruction_t i = code->instructions[pc];
        if (i.op != OP_LOAD_GLOBAL || instruction_bx(i) != name)
            continue;
        for (uint32_t r = 0; r < code->protect_count; r++)
            assert_false(code->protect[r].start <= pc && pc < code->protect[r].end);
    }
    code_unit_free(unit);
}

static void code_that_cannot_be_reached_is_not_made(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f():\n    return 1\n    g()\ndef h():\n    while True:\n        pass\n"
                                "    g()\n");
    assert_int_equal(find(unit, "f")->instruction_count, 2);
    assert_int_equal(find(unit, "h")->instruction_count, 1);
    code_unit_free(unit);
}

static void a_generator_says_so_and_a_plain_function_does_not(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f():\n    yield 1\ndef g():\n    return (x for x in y)\n");
    assert_true(find(unit, "f")->flags & CODE_GENERATOR);
    assert_false(find(unit, "g")->flags & CODE_GENERATOR);
    assert_true(find(unit, "<genexpr>")->flags & CODE_GENERATOR);
    code_unit_free(unit);
}

static void parameters_stand_in_the_first_registers_in_order(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(a, /, b, *rest, c, d=1, **kw):\n    pass\n");
    const code_t *code = find(unit, "f");
    static const char *const names[] = {"a", "b", "c", "d", "rest", "kw"};
    assert_int_equal(code->parameter_count, 6);
    for (uint32_t i = 0; i < 6; i++)
        assert_string_equal(code->parameter_names[i], names[i]);
    assert_int_equal(code->positional_count, 2);
    assert_int_equal(code->positional_only_count, 1);
    assert_int_equal(code->keyword_only_count, 2);
    assert_int_equal(code->flags & (CODE_REST | CODE_KEYWORDS), CODE_REST | CODE_KEYWORDS);
    code_unit_free(unit);
}

static void imports_are_listed_once_each(void **state)
{
    (void)state;
    code_unit_t *unit = compile("import os\ndef f():\n    import os, time as t\n    from math import pi\n");
    static const char *const names[] = {"os", "time", "math", "math.pi"};
    assert_int_equal(unit->import_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        bool found = false;
        for (uint32_t j = 0; j < unit->import_count; j++)
            found |= strcmp(unit->imports[j], names[i]) == 0;
        assert_true(found);
    }
    code_unit_free(unit);
}

/* A loop body of more than 32,767 instructions: jumps of 16 bits do not reach, and must not be cut. */
static void a_very_long_loop_body_gets_far_jumps(void **state)
{
    (void)state;
    size_t room = 20000 * 32 + 200, size = 0;
    char *text = malloc(room);
    assert_non_null(text);
    size += (size_t)sprintf(text, "def f(n, t):\n    for i in range(n):\n        if t > 5: continue\n");
    for (int k = 0; k < 20000; k++)
        size += (size_t)sprintf(text + size, "        t = t + i * %d\n", k);
    code_unit_t *unit = compile_sized(text, size);
    assert_true(find(unit, "f")->instruction_count > 40000);
    code_unit_free(unit);
    free(text);
}

static void too_many_names_in_one_function_are_a_limit_not_a_crash(void **state)
{
    (void)state;
    size_t room = 70000 * 12 + 100, size = 0;
    char *text = malloc(room);
    assert_non_null(text);
    size += (size_t)sprintf(text, "x = [\n");
    for (int k = 0; k < 70000; k++)
        size += (size_t)sprintf(text + size, "f(%d),\n", k);
    size += (size_t)sprintf(text + size, "]\n");
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    codegen_source_t source = {.file = "t.py", .module = "__main__", .text = text, .size = size};
    assert_null(codegen_compile(&source, &found));
    assert_int_equal(found.items[0].kind, DIAGNOSTIC_LIMIT);
    diagnostics_destroy(&found);
    free(text);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locals_are_operands_and_results_without_moves),
        cmocka_unit_test(a_loop_over_a_range_takes_one_instruction_a_turn),
        cmocka_unit_test(a_comparison_jumps_by_itself),
        cmocka_unit_test(a_local_that_a_walrus_may_change_is_copied),
        cmocka_unit_test(only_a_doubtful_local_is_checked),
        cmocka_unit_test(a_method_call_makes_no_bound_method),
        cmocka_unit_test(a_method_of_a_global_is_read_in_one_go),
        cmocka_unit_test(numbers_are_folded_where_nothing_can_go_wrong),
        cmocka_unit_test(a_call_knows_what_its_result_will_be_called),
        cmocka_unit_test(every_instruction_knows_its_line_and_column),
        cmocka_unit_test(a_local_after_its_last_use_is_dead),
        cmocka_unit_test(what_a_handler_reads_is_live_in_all_that_it_protects),
        cmocka_unit_test(inner_handlers_stand_before_outer_ones),
        cmocka_unit_test(the_clean_up_at_a_return_is_not_protected_by_its_own_handler),
        cmocka_unit_test(code_that_cannot_be_reached_is_not_made),
        cmocka_unit_test(a_generator_says_so_and_a_plain_function_does_not),
        cmocka_unit_test(parameters_stand_in_the_first_registers_in_order),
        cmocka_unit_test(imports_are_listed_once_each),
        cmocka_unit_test(a_very_long_loop_body_gets_far_jumps),
        cmocka_unit_test(too_many_names_in_one_function_are_a_limit_not_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
