/* The machine's loop: stopping and going on, remembering and forgetting, numbers at their edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

static void prints(const char *text, const char *expected)
{
    lab_t *lab = lab_new(text);
    lab_run(lab);
    assert_string_equal(lab->output, expected);
    lab_free(lab);
}

static void it_stops_at_each_visible_operation_and_says_where(void **state)
{
    (void)state;
    lab_t *lab = lab_new("x = 1\n"
                         "print(x)\n"
                         "def f():\n"
                         "    print('in f')\n"
                         "f()\n");
    lab->stops = true;
    assert_int_equal(vm_run(lab->vm), VM_SUSPENDED);
    assert_int_equal(lab->vm->state.pending.op.kind, MP_OP_WRITE);
    assert_int_equal(vm_where(lab->vm).line, 2);
    assert_string_equal(vm_where(lab->vm).function, "<module>");
    assert_int_equal(lab_go_on(lab), VM_SUSPENDED);
    assert_int_equal(vm_where(lab->vm).line, 4);
    assert_string_equal(vm_where(lab->vm).function, "f");
    assert_int_equal(vm_global(lab->vm, "x"), value_from_int(1));
    lab_free(lab);
}

static void what_the_caches_remember_follows_changes(void **state)
{
    (void)state;
    prints("class A:\n"
           "    k = 'class'\n"
           "    def m(self): return 'm'\n"
           "class B(A): pass\n"
           "def look(o): return o.k, o.m()\n"
           "a = A()\n"
           "b = B()\n"
           "for turn in range(7):\n"
           "    if turn == 1: a.k = 'own'\n"
           "    if turn == 2: A.m = lambda self: 'new m'\n"
           "    if turn == 3: A.k = 'changed'\n"
           "    if turn == 4: del a.k\n"
           "    if turn == 5: B.k = 'b'\n"
           "    if turn == 6: a.m = lambda: 'instance m'\n"
           "    print(look(a), look(b))\n",
           "('class', 'm') ('class', 'm')\n('own', 'm') ('class', 'm')\n"
           "('own', 'new m') ('class', 'new m')\n('own', 'new m') ('changed', 'new m')\n"
           "('changed', 'new m') ('changed', 'new m')\n('changed', 'new m') ('b', 'new m')\n"
           "('changed', 'instance m') ('b', 'new m')\n");
}

static void a_global_may_hide_a_builtin_at_any_time(void **state)
{
    (void)state;
    prints("def f(): return len([1, 2, 3])\n"
           "out = []\n"
           "for i in range(4):\n"
           "    if i == 1: len = lambda x: 'hidden'\n"
           "    if i == 2: del len\n"
           "    out.append(f())\n"
           "print(out)\n"
           "def r():\n"
           "    s = 0\n"
           "    for i in range(3): s += i\n"
           "    return s\n"
           "print(r())\n"
           "range = lambda n: [10, 20]\n"
           "print(r())\n",
           "[3, 'hidden', 3, 3]\n3\n30\n");
}

static void small_ints_become_big_ones_and_come_back(void **state)
{
    (void)state;
    prints("x = 2 ** 47 - 1\n"
           "y = x + 1\n"
           "print(x, y, y - 1 == x, y * y, -y - 1, (y << 1) >> 1 == y, y // -1, x * -1)\n"
           "print((-2 ** 47) // -1, abs(-2 ** 47), -(-2 ** 47), 2 ** 46 + 2 ** 46, 3 ** 40 % 7, 2 ** 100 - 2 "
           "** 100)\n"
           "n = 0\n"
           "for i in range(2 ** 47 - 2, 2 ** 47 + 2): n += i\n"
           "print(n, n == 4 * 2 ** 47 - 2)\n",
           "140737488355327 140737488355328 True 19807040628566084398385987584 -140737488355329 True "
           "-140737488355328 -140737488355327\n"
           "140737488355328 140737488355328 140737488355328 140737488355328 4 0\n562949953421310 True\n");
}

static void a_comparison_of_nan_jumps_as_it_should(void **state)
{
    (void)state;
    prints("n = float('nan')\n"
           "def f(x):\n"
           "    out = []\n"
           "    if x < 1: out.append('<')\n"
           "    if not x < 1: out.append('not <')\n"
           "    if x >= 1: out.append('>=')\n"
           "    if not x >= 1: out.append('not >=')\n"
           "    if x == x: out.append('==')\n"
           "    if x != x: out.append('!=')\n"
           "    while x < 5: x += 1\n"
           "    return out\n"
           "print(f(n), f(0), f(1.5))\n",
           "['not <', 'not >=', '!='] ['<', 'not >=', '=='] ['not <', '>=', '==']\n");
}

static void a_long_private_loop_shows_as_spinning(void **state)
{
    (void)state;
    lab_t *lab = lab_new("i = 0\nwhile i < 3000000: i += 1\nprint(i)\n");
    lab->stops = true;
    unsigned spins = 0;
    vm_outcome_t outcome = vm_run(lab->vm);
    while (outcome == VM_SUSPENDED && lab->vm->state.pending.op.kind == MP_OP_SPIN) {
        spins++;
        outcome = lab_go_on(lab);
    }
    assert_true(spins >= 2 && spins < 40);
    assert_int_equal(lab->vm->state.pending.op.kind, MP_OP_WRITE);
    lab_free(lab);
}

static void deep_recursion_is_an_error_that_can_be_caught(void **state)
{
    (void)state;
    prints("def f(n): return f(n + 1)\n"
           "def depth(n):\n"
           "    try: return depth(n + 1)\n"
           "    except RecursionError: return n\n"
           "try: f(0)\n"
           "except RecursionError as e: print(e)\n"
           "print(900 < depth(1) <= 1000)\n"
           "class A:\n"
           "    def __getattr__(self, name): return getattr(self, name + 'x')\n"
           "try: A().b\n"
           "except RecursionError as e: print('attribute')\n",
           "maximum recursion depth exceeded\nTrue\nattribute\n");
}

static void one_program_runs_in_many_machines(void **state)
{
    (void)state;
    lab_t *lab = lab_new("x = []\nx.append(1)\nprint(x)\n");
    lab_run(lab);
    vm_options_t options = {.world = &lab->world};
    vm_t *second = vm_new(&options);
    assert_non_null(second);
    assert_true(program_start(lab->program, second));
    vm_outcome_t outcome = vm_run(second);
    while (outcome == VM_SUSPENDED && second->state.pending.op.kind != MP_OP_EXIT) {
        mp_op_t op = second->state.pending.op;
        mp_result_t result;
        lab_answer(lab, &op, &result);
        outcome = vm_resume(second, &result);
    }
    lab->output[lab->output_size] = 0;
    assert_string_equal(lab->output, "[1]\n[1]\n");
    vm_free(second);
    lab_free(lab);
}

static void a_machine_can_be_started_again(void **state)
{
    (void)state;
    lab_t *lab = lab_new("x = []\nx.append(len(x))\nprint(x)\n");
    for (int i = 0; i < 3; i++) {
        lab->ended = false;
        lab_run(lab);
        vm_start(lab->vm);
    }
    assert_string_equal(lab->output, "[0]\n[0]\n[0]\n");
    lab_free(lab);
}

static void what_is_created_knows_its_name(void **state)
{
    (void)state;
    lab_t *lab = lab_new("balance = print\n"
                         "def f():\n"
                         "    total = print('x')\n"
                         "f()\n");
    lab->stops = true;
    assert_int_equal(vm_run(lab->vm), VM_SUSPENDED);
    assert_non_null(vm_hint(lab->vm));
    assert_string_equal(vm_hint(lab->vm), "total");
    lab_free(lab);
}

static void only_living_variables_are_shown(void **state)
{
    (void)state;
    lab_t *lab = lab_new("def f(a, b):\n"
                         "    c = a + b\n"
                         "    print(c)\n"
                         "    return b\n"
                         "f(1, 2)\n");
    lab->stops = true;
    assert_int_equal(vm_run(lab->vm), VM_SUSPENDED);
    size_t size;
    free(lab_image(lab, &size)); /* clears what is dead */
    uint32_t frame = vm_frame_count(lab->vm) - 1;
    while (vm_frame_view(lab->vm, frame).library)
        frame--;
    vm_frame_view_t view = vm_frame_view(lab->vm, frame);
    assert_string_equal(view.position.function, "f");
    unsigned found = 0;
    for (uint32_t i = 0; i < view.local_count; i++) {
        vm_variable_t v = vm_local_view(lab->vm, frame, i);
        if (strcmp(v.name, "b") == 0) {
            assert_int_equal(v.value, value_from_int(2));
            found++;
        }
        if (strcmp(v.name, "a") == 0) {
            assert_true(value_is_unset(v.value));
            found++;
        }
    }
    assert_int_equal(found, 2);
    lab_free(lab);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stops_at_each_visible_operation_and_says_where),
        cmocka_unit_test(what_the_caches_remember_follows_changes),
        cmocka_unit_test(a_global_may_hide_a_builtin_at_any_time),
        cmocka_unit_test(small_ints_become_big_ones_and_come_back),
        cmocka_unit_test(a_comparison_of_nan_jumps_as_it_should),
        cmocka_unit_test(a_long_private_loop_shows_as_spinning),
        cmocka_unit_test(deep_recursion_is_an_error_that_can_be_caught),
        cmocka_unit_test(one_program_runs_in_many_machines),
        cmocka_unit_test(a_machine_can_be_started_again),
        cmocka_unit_test(what_is_created_knows_its_name),
        cmocka_unit_test(only_living_variables_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
