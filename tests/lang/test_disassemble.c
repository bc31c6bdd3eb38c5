/* Code as text, and a line as the small steps of the machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/lang/codegen.h"
#include "lessons/lang/disassemble.h"

static code_unit_t *compile(const char *text)
{
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    codegen_source_t source = {.file = "t.py", .module = "__main__", .text = text, .size = strlen(text)};
    code_unit_t *unit = codegen_compile(&source, &found);
    diagnostics_destroy(&found);
    assert_non_null(unit);
    return unit;
}

static void a_shared_increment_is_read_compute_write(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(balance):\n    balance.value += 1\n");
    micro_step_t steps[8];
    size_t count = disassemble_line(unit, 2, steps, 8);
    assert_true(count >= 3);
    assert_string_equal(steps[0].text, "read balance.value");
    assert_int_equal(steps[0].kind, MICRO_LOAD);
    assert_true(steps[0].may_be_visible);
    assert_int_equal(steps[1].kind, MICRO_COMPUTE);
    assert_false(steps[1].may_be_visible);
    assert_string_equal(steps[2].text, "write balance.value");
    assert_int_equal(steps[2].kind, MICRO_STORE);
    assert_true(steps[2].may_be_visible);
    code_unit_free(unit);
}

static void steps_carry_the_columns_of_what_they_touch(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def f(b):\n    return b.left + b.right\n");
    micro_step_t steps[8];
    assert_true(disassemble_line(unit, 2, steps, 8) >= 3);
    assert_int_equal(steps[0].place.column, 12);
    assert_int_equal(steps[0].place.end_column, 18);
    assert_int_equal(steps[1].place.column, 21);
    assert_string_equal(steps[1].text, "read b.right");
    code_unit_free(unit);
}

static void a_line_without_code_has_no_steps(void **state)
{
    (void)state;
    code_unit_t *unit = compile("x = 1\n\n# words\ny = 2\n");
    micro_step_t steps[2];
    assert_int_equal(disassemble_line(unit, 3, steps, 2), 0);
    assert_int_equal(disassemble_line(unit, 99, steps, 2), 0);
    code_unit_free(unit);
}

static void more_steps_than_room_are_counted(void **state)
{
    (void)state;
    code_unit_t *unit = compile("print(1, 2)\n");
    size_t all = disassemble_line(unit, 1, NULL, 0);
    micro_step_t one;
    assert_true(all >= 2);
    assert_int_equal(disassemble_line(unit, 1, &one, 1), all);
    code_unit_free(unit);
}

static void names_of_other_scripts_are_never_cut_in_half(void **state)
{
    (void)state;
    code_unit_t *unit = compile("größe = ['ééééééééééééééééééééééééééééééééééééééééééééééééééééééé'][0]\n");
    micro_step_t steps[8];
    size_t count = disassemble_line(unit, 1, steps, 8);
    for (size_t i = 0; i < count && i < 8; i++) {
        size_t size = strlen(steps[i].text);
        assert_true(size < sizeof steps[i].text);
        assert_false((unsigned char)steps[i].text[size - 1] == 0xC3);
    }
    code_unit_free(unit);
}

static void a_listing_names_locals_constants_and_targets(void **state)
{
    (void)state;
    code_unit_t *unit = compile("def add(total):\n    total += 5\n    return total\nlock = add(1)\n");
    char *listing = disassemble_unit(unit);
    assert_non_null(strstr(listing, "ADD_K"));
    assert_non_null(strstr(listing, "total, total, 5"));
    assert_non_null(strstr(listing, "makes `lock`"));
    free(listing);
    code_unit_free(unit);
}

static void a_small_buffer_cuts_an_instruction(void **state)
{
    (void)state;
    code_unit_t *unit = compile("value = 12345\n");
    char whole[80], cut[6];
    size_t size = disassemble_instruction(unit->codes[0], 0, whole, sizeof whole);
    assert_int_equal(size, strlen(whole));
    assert_int_equal(disassemble_instruction(unit->codes[0], 0, cut, sizeof cut), size);
    assert_int_equal(strlen(cut), sizeof cut - 1);
    assert_int_equal(strncmp(whole, cut, sizeof cut - 1), 0);
    code_unit_free(unit);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_increment_is_read_compute_write),
        cmocka_unit_test(steps_carry_the_columns_of_what_they_touch),
        cmocka_unit_test(a_line_without_code_has_no_steps),
        cmocka_unit_test(more_steps_than_room_are_counted),
        cmocka_unit_test(names_of_other_scripts_are_never_cut_in_half),
        cmocka_unit_test(a_listing_names_locals_constants_and_targets),
        cmocka_unit_test(a_small_buffer_cuts_an_instruction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
