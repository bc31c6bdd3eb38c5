/* Code with one thing wrong in it is refused, and what the generator makes is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/lang/codegen.h"
#include "lessons/lang/verify.h"

static const char program[] = "def f(a, b=2, *rest, k=3):\n"
                              "    n = 0\n"
                              "    def inner():\n"
                              "        nonlocal n\n"
                              "        n += a\n"
                              "        return n\n"
                              "    for i in range(10):\n"
                              "        try:\n"
                              "            inner()\n"
                              "        except ValueError as e:\n"
                              "            print(e, end='')\n"
                              "        finally:\n"
                              "            print(i)\n"
                              "    return [x for x in rest if x > k]\n"
                              "class C:\n"
                              "    v = 1\n"
                              "def g():\n"
                              "    x = yield 1\n"
                              "    yield from g()\n"
                              "def h():\n"
                              "    return C.of()\n"
                              "f(1)\n";

/* A code of the unit by name, as something that a test may spoil. */
static code_t *find(code_unit_t *unit, const char *name)
{
    for (uint32_t i = 0; i < unit->code_count; i++)
        if (strcmp(unit->codes[i]->name, name) == 0)
            return unit->codes[i];
    return NULL;
}

static instruction_t *find_op(code_t *code, opcode_t op)
{
    instruction_t *instructions = (instruction_t *)code->instructions;
    for (uint32_t i = 0; i < code->instruction_count; i++)
        if (instructions[i].op == op)
            return &instructions[i];
    return NULL;
}

static code_unit_t *compile(void)
{
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    codegen_source_t source = {
        .file = "t.py", .module = "__main__", .text = program, .size = sizeof program - 1};
    code_unit_t *unit = codegen_compile(&source, &found);
    diagnostics_destroy(&found);
    assert_non_null(unit);
    return unit;
}

static void refused(code_unit_t *unit, const char *why)
{
    verify_error_t error = {0};
    assert_false(verify_unit(unit, &error));
    assert_string_equal(error.text, why);
    code_unit_free(unit);
}

static void what_the_generator_makes_is_accepted(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    verify_error_t error;
    assert_true(verify_unit(unit, &error));
    code_unit_free(unit);
}

static void an_unknown_opcode_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    ((instruction_t *)find(unit, "f")->instructions)[1].op = OP_COUNT;
    refused(unit, "unknown opcode");
}

static void a_register_out_of_bounds_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "f");
    find_op(code, OP_MAKE_CELL)->b = (uint16_t)code->register_count;
    refused(unit, "register out of bounds");
}

static void a_window_beyond_the_registers_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    find_op(find(unit, "<module>"), OP_CALL)->b = 2000;
    refused(unit, "window out of bounds");
}

static void a_jump_out_of_the_code_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    find_op(find(unit, "f"), OP_FOR_NEXT)->c = 0x7FFF;
    refused(unit, "jump out of bounds");
}

static void a_path_off_the_end_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "inner");
    ((instruction_t *)code->instructions)[code->instruction_count - 1] = (instruction_t){.op = OP_NOP};
    refused(unit, "runs off the end");
}

static void a_name_that_is_no_string_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "f");
    instruction_t *load = find_op(code, OP_LOAD_GLOBAL);
    uint32_t other = 0;
    while (code->constants[other].kind == CONSTANT_STRING)
        other++;
    load->b = (uint16_t)other;
    refused(unit, "name is no string constant");
}

static void a_global_that_is_read_for_a_method_has_its_method_behind_it(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    find_op(find(unit, "h"), OP_LOAD_GLOBAL_METHOD)[1].b = 1;
    refused(unit, "LOAD_GLOBAL_METHOD without its LOAD_METHOD");
}

static void a_method_that_is_called_at_once_has_its_call_behind_it(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    instruction_t *load = find_op(find(unit, "h"), OP_LOAD_GLOBAL_METHOD);
    assert_int_equal(load->flags, 1);
    load[2].op = OP_NOP;
    refused(unit, "LOAD_GLOBAL_METHOD without its LOAD_METHOD");
}

static void a_cell_that_is_overwritten_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "f");
    uint16_t cell = find_op(code, OP_MAKE_CELL)->a;
    instruction_t *load = find_op(code, OP_LOAD_GLOBAL);
    load->a = cell;
    refused(unit, "the register of a cell is overwritten");
}

static void a_captured_register_without_a_cell_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    ((code_capture_t *)find(unit, "inner")->captures)[0].index = 0;
    refused(unit, "captured register is no cell");
}

static void a_yield_in_a_plain_function_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    find(unit, "g")->flags &= ~(uint32_t)CODE_GENERATOR;
    refused(unit, "yield outside of a generator");
}

static void a_name_of_a_class_body_elsewhere_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    find(unit, "C")->flags &= ~(uint32_t)CODE_CLASS_BODY;
    verify_error_t error;
    assert_false(verify_unit(unit, &error));
    code_unit_free(unit);
}

static void a_handler_beyond_the_code_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "f");
    assert_true(code->protect_count > 0);
    ((code_protect_t *)code->protect)[0].target = code->instruction_count;
    refused(unit, "bad range of a handler");
}

static void a_live_table_that_forgets_a_register_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "inner");
    uint64_t *live = (uint64_t *)code->live;
    bool spoiled = false;
    for (uint32_t i = 1; i < code->instruction_count * code->live_words && !spoiled; i++) {
        spoiled = live[i] != 0;
        live[i] = 0;
    }
    assert_true(spoiled);
    refused(unit, "the live table forgets a register");
}

static void a_register_read_before_it_is_written_is_refused(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    code_t *code = find(unit, "<module>");
    uint64_t *live = (uint64_t *)code->live;
    live[0] |= 1;
    refused(unit, "a register is read that may not have been written");
}

static void counts_of_parameters_must_fit(void **state)
{
    (void)state;
    code_unit_t *unit = compile();
    find(unit, "f")->positional_count++;
    refused(unit, "counts of parameters do not fit");
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_generator_makes_is_accepted),
        cmocka_unit_test(an_unknown_opcode_is_refused),
        cmocka_unit_test(a_register_out_of_bounds_is_refused),
        cmocka_unit_test(a_window_beyond_the_registers_is_refused),
        cmocka_unit_test(a_jump_out_of_the_code_is_refused),
        cmocka_unit_test(a_path_off_the_end_is_refused),
        cmocka_unit_test(a_name_that_is_no_string_is_refused),
        cmocka_unit_test(a_global_that_is_read_for_a_method_has_its_method_behind_it),
        cmocka_unit_test(a_method_that_is_called_at_once_has_its_call_behind_it),
        cmocka_unit_test(a_cell_that_is_overwritten_is_refused),
        cmocka_unit_test(a_captured_register_without_a_cell_is_refused),
        cmocka_unit_test(a_yield_in_a_plain_function_is_refused),
        cmocka_unit_test(a_name_of_a_class_body_elsewhere_is_refused),
        cmocka_unit_test(a_handler_beyond_the_code_is_refused),
        cmocka_unit_test(a_live_table_that_forgets_a_register_is_refused),
        cmocka_unit_test(a_register_read_before_it_is_written_is_refused),
        cmocka_unit_test(counts_of_parameters_must_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
