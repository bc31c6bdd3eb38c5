/* An image is the whole private state, and equal states are equal bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm/lab.h"

/* Runs to the n-th visible operation. */
static lab_t *stand_at(const char *text, unsigned n)
{
    lab_t *lab = lab_new(text);
    lab->stops = true;
    vm_outcome_t outcome = vm_run(lab->vm);
    while (outcome == VM_SUSPENDED && n-- > 0)
        outcome = lab_go_on(lab);
    assert_int_equal(outcome, VM_SUSPENDED);
    return lab;
}

static void same_image(lab_t *a, lab_t *b, bool same)
{
    size_t size_a, size_b;
    unsigned char *image_a = lab_image(a, &size_a), *image_b = lab_image(b, &size_b);
    bool equal = size_a == size_b && memcmp(image_a, image_b, size_a) == 0;
    free(image_a);
    free(image_b);
    assert_int_equal(equal, same);
}

static const char program[] = "class A:\n"
                              "    def __init__(self): self.n = [1, 2]\n"
                              "def gen():\n"
                              "    for i in range(3):\n"
                              "        yield i, A()\n"
                              "def work(depth):\n"
                              "    local = {'d': depth}\n"
                              "    if depth: return work(depth - 1) + [local]\n"
                              "    for i, a in gen():\n"
                              "        a.n.append(i)\n"
                              "        print(i, a.n)\n"
                              "    return [local]\n"
                              "print(work(2))\n"
                              "print(sorted([3, 1, 2], key=lambda v: -v))\n";

static const char program_output[] =
    "0 [1, 2, 0]\n1 [1, 2, 1]\n2 [1, 2, 2]\n[{'d': 0}, {'d': 1}, {'d': 2}]\n[3, 2, 1]\n";

static void taking_an_image_changes_nothing(void **state)
{
    (void)state;
    lab_t *lab = stand_at(program, 1);
    size_t size;
    unsigned char *first = lab_image(lab, &size);
    for (int i = 0; i < 3; i++) {
        size_t again_size;
        unsigned char *again = lab_image(lab, &again_size);
        assert_int_equal(again_size, size);
        assert_memory_equal(first, again, size);
        free(again);
    }
    free(first);
    lab->output_size = 0;
    lab->stops = false;
    vm_outcome_t outcome = lab_go_on(lab);
    while (outcome == VM_SUSPENDED)
        outcome = lab_go_on(lab);
    lab->output[lab->output_size] = 0;
    assert_string_equal(lab->output, strchr(program_output, '\n') + 1);
    lab_free(lab);
}

static void another_machine_goes_on_from_an_image(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 5; n++) {
        lab_t *from = stand_at(program, n), *to = lab_new(program);
        size_t size;
        unsigned char *image = lab_image(from, &size);
        /* Of another program with the same text: units and static prefix are alike. */
        assert_true(vm_image_load(to->vm, image, size));
        mp_op_t op = to->vm->state.pending.op;
        to->messages[op.message] = malloc(from->sizes[op.message] + 1);
        memcpy(to->messages[op.message], from->messages[op.message], from->sizes[op.message]);
        to->sizes[op.message] = from->sizes[op.message];
        memcpy(to->output, from->output, from->output_size);
        to->output_size = from->output_size;
        vm_outcome_t outcome = lab_go_on(to);
        while (outcome == VM_SUSPENDED)
            outcome = lab_go_on(to);
        to->output[to->output_size] = 0;
        assert_string_equal(to->output, program_output);
        free(image);
        lab_free(from);
        lab_free(to);
    }
}

static void one_machine_can_go_back(void **state)
{
    (void)state;
    lab_t *lab = stand_at(program, 1);
    size_t size;
    unsigned char *image = lab_image(lab, &size);
    for (int turn = 0; turn < 3; turn++) {
        assert_true(vm_image_load(lab->vm, image, size));
        lab->output_size = 0;
        lab->ended = false;
        vm_outcome_t outcome = VM_SUSPENDED;
        static const char second[] = "1 [1, 2, 1]\n";
        free(lab->messages[1]);
        lab->messages[1] = strdup(second);
        lab->sizes[1] = sizeof second - 1;
        while (outcome == VM_SUSPENDED)
            outcome = lab_go_on(lab);
        lab->output[lab->output_size] = 0;
        assert_string_equal(lab->output, strchr(program_output, '\n') + 1);
    }
    free(image);
    lab_free(lab);
}

static void equal_states_reached_by_other_ways_are_equal_bytes(void **state)
{
    (void)state;
    /* What was in dead variables, in temporaries, in lists and dicts that grew and shrank, does not show. */
    lab_t *a = stand_at("def f(n):\n    junk = [str(i) for i in range(n)]\n    d = {}\n"
                        "    for j in junk: d[j] = 1\n    for j in junk: del d[j]\n"
                        "    d['k'] = 'a' * 2\n    junk = None\n    l = []\n"
                        "    for i in range(n): l.append(i)\n    while len(l) > 2: l.pop()\n"
                        "    for i in range(0): pass\n    n = 0\n    print('x')\n    return d, l\n"
                        "print(f(500))\n",
                        0);
    lab_t *b = stand_at("def f(n):\n    junk = [str(i) for i in range(n)]\n    d = {}\n"
                        "    for j in junk: d[j] = 1\n    for j in junk: del d[j]\n"
                        "    d['k'] = 'a' * 2\n    junk = None\n    l = []\n"
                        "    for i in range(n): l.append(i)\n    while len(l) > 2: l.pop()\n"
                        "    for i in range(0): pass\n    n = 0\n    print('x')\n    return d, l\n"
                        "print(f(900))\n",
                        0);
    size_t size_a, size_b;
    unsigned char *image_a = lab_image(a, &size_a), *image_b = lab_image(b, &size_b);
    assert_int_equal(size_a, size_b);
    free(image_a);
    free(image_b);
    lab_free(a);
    lab_free(b);
}

static void two_paths_to_one_state_meet(void **state)
{
    (void)state;
    static const char text[] = "import time\n"
                               "def f():\n"
                               "    if time.time() < 0.5:\n"
                               "        x = {str(i): i for i in range(40)}\n"
                               "        for i in range(39): del x[str(i)]\n"
                               "        y = [0] * 100\n"
                               "        del y[1:]\n"
                               "        s = ''\n"
                               "        for i in range(200): s += 'ab'\n"
                               "        hash(s)\n"
                               "    else:\n"
                               "        x = {str(39): 39}\n"
                               "        y = [0]\n"
                               "        s = 'ab' * 200\n"
                               "    print('here')\n"
                               "    return x, y, s\n"
                               "r = f()\n"
                               "print(len(r))\n";
    for (unsigned stop = 1; stop <= 2; stop++) {
        lab_t *early = lab_new(text), *late = lab_new(text);
        early->stops = late->stops = true;
        late->clock_ns = UINT64_C(5000000000);
        for (unsigned n = 0; n <= stop; n++) {
            assert_int_equal(n ? lab_go_on(early) : vm_run(early->vm), VM_SUSPENDED);
            assert_int_equal(n ? lab_go_on(late) : vm_run(late->vm), VM_SUSPENDED);
        }
        /* One stands in another branch only while it has not left it. */
        same_image(early, late, true);
        lab_free(early);
        lab_free(late);
    }
}

static void different_states_are_different_bytes(void **state)
{
    (void)state;
    lab_t *a = stand_at("x = [1, 2]\nprint('p')\nprint(x)\n", 0);
    lab_t *b = stand_at("x = [1, 2]\nprint('p')\nprint(x)\n", 1);
    same_image(a, b, false);
    lab_free(a);
    lab_free(b);
}

static void bytes_that_are_no_image_are_refused(void **state)
{
    (void)state;
    lab_t *lab = stand_at(program, 0);
    size_t size;
    unsigned char *image = lab_image(lab, &size);
    assert_false(vm_image_load(lab->vm, image, size - 1));
    assert_false(vm_image_load(lab->vm, image, 10));
    assert_false(vm_image_load(lab->vm, image, 0));
    unsigned char small[8];
    assert_int_equal(vm_image_save(lab->vm, small, sizeof small), size);
    assert_true(vm_image_load(lab->vm, image, size));
    free(image);
    lab_free(lab);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taking_an_image_changes_nothing),
        cmocka_unit_test(another_machine_goes_on_from_an_image),
        cmocka_unit_test(one_machine_can_go_back),
        cmocka_unit_test(equal_states_reached_by_other_ways_are_equal_bytes),
        cmocka_unit_test(two_paths_to_one_state_meet),
        cmocka_unit_test(different_states_are_different_bytes),
        cmocka_unit_test(bytes_that_are_no_image_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
