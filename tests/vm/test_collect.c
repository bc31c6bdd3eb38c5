/* The collector keeps what lives, as it was, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/vm/collect.h"
#include "vm/lab.h"

/* Runs a program that prints, with a collection at each print, ordinary or canonical. */
static void runs_alike(const char *text, const char *expected)
{
    for (int mode = 0; mode < 3; mode++) {
        lab_t *lab = lab_new(text);
        lab->stops = true;
        vm_outcome_t outcome = vm_run(lab->vm);
        while (outcome == VM_SUSPENDED) {
            if (mode == 1)
                collect(lab->vm);
            if (mode == 2)
                collect_canonical(lab->vm);
            outcome = lab_go_on(lab);
        }
        lab->output[lab->output_size] = 0;
        assert_string_equal(lab->output, expected);
        lab_free(lab);
    }
}

static void every_kind_of_object_survives(void **state)
{
    (void)state;
    runs_alike("class A:\n"
               "    tag = [1]\n"
               "    def __init__(self): self.x = {'k': (1, 2.5, 'text', 10 ** 30)}\n"
               "    @property\n"
               "    def p(self): return self.x\n"
               "    @staticmethod\n"
               "    def s(): return 's'\n"
               "    @classmethod\n"
               "    def c(cls): return cls.__name__\n"
               "class B(A):\n"
               "    def __init__(self):\n"
               "        super().__init__()\n"
               "        self.y = self.s\n"
               "a = B()\n"
               "m = a.c\n"
               "n = 0\n"
               "def up():\n"
               "    n = 1\n"
               "    def inner(d=[5], *, e={'e': 6}):\n"
               "        nonlocal n\n"
               "        n += 1\n"
               "        return n, d, e\n"
               "    return inner\n"
               "f = up()\n"
               "st = {1, 2, 3}\n"
               "fs = frozenset([4])\n"
               "r = range(3)\n"
               "sl = slice(1, 2)\n"
               "b = b'bytes'\n"
               "print(1)\n"
               "print(a.p, a.y(), m(), A.tag)\n"
               "print(f(), f())\n"
               "print(st, fs, r, [0, 1, 2][sl], b)\n"
               "try:\n"
               "    raise ValueError('v', a)\n"
               "except ValueError as e:\n"
               "    print(2)\n"
               "    print(e.args[0], e.args[1] is a)\n",
               "1\n{'k': (1, 2.5, 'text', 1000000000000000000000000000000)} s B [1]\n"
               "(2, [5], {'e': 6}) (3, [5], {'e': 6})\n{1, 2, 3} frozenset({4}) range(0, 3) [1] b'bytes'\n"
               "2\nv True\n");
}

static void iterators_go_on_where_they_stood(void **state)
{
    (void)state;
    runs_alike(
        "d = {i: i * i for i in range(12)}\n"
        "for i in range(0, 6, 2): del d[i]\n"
        "s = {10, 20, 30, 40, 50}\n"
        "l = [1, 2, 3]\n"
        "for a, b, c, e in zip(d, d.items(), d.values(), reversed(d)): print(a, b, c, e)\n"
        "for x in s: print(x)\n"
        "for x in l: print(x)\n"
        "for x in reversed(l): print(x)\n"
        "for x in 'é😀z': print(x)\n"
        "for x in range(2 ** 50, 2 ** 50 + 2): print(x)\n",
        "1 (1, 1) 1 11\n3 (3, 9) 9 10\n5 (5, 25) 25 9\n6 (6, 36) 36 8\n7 (7, 49) 49 7\n8 (8, 64) 64 6\n"
        "9 (9, 81) 81 5\n10 (10, 100) 100 3\n11 (11, 121) 121 1\n"
        "50\n20\n40\n10\n30\n1\n2\n3\n3\n2\n1\né\n😀\nz\n1125899906842624\n1125899906842625\n");
}

static void a_dict_with_holes_keeps_order_and_finds_its_keys(void **state)
{
    (void)state;
    runs_alike("d = {str(i): i for i in range(40)}\n"
               "for i in range(0, 40, 3): del d[str(i)]\n"
               "print(len(d))\n"
               "d['new'] = 1\n"
               "print(list(d)[-3:], d['1'], d.get('3'), [d[k] for k in list(d)[:4]])\n"
               "class K:\n"
               "    def __init__(self, n): self.n = n\n"
               "    def __hash__(self): return self.n % 3\n"
               "    def __eq__(self, o): return self.n == o.n\n"
               "e = {K(i): i for i in range(20)}\n"
               "del e[K(5)]\n"
               "print(len(e), e[K(7)], K(5) in e)\n"
               "e[K(5)] = 'again'\n"
               "print(list(e.values())[-1], e[K(5)], e[K(19)])\n",
               "26\n['37', '38', 'new'] 1 None [1, 2, 4, 5]\n19 7 False\nagain again 19\n");
}

static void generators_keep_their_registers(void **state)
{
    (void)state;
    runs_alike("def inner(n):\n"
               "    kept = ['inner', n]\n"
               "    for i in range(n):\n"
               "        print('in', i)\n"
               "        got = yield [i, kept]\n"
               "    return kept\n"
               "def outer():\n"
               "    local = {'l': 1}\n"
               "    r = yield from inner(2)\n"
               "    print(r, local)\n"
               "g = outer()\n"
               "for v in g: print(v)\n"
               "h = (x + y for x in [1, 2] for y in [10, 20])\n"
               "print(next(h))\n"
               "print(list(h))\n",
               "in 0\n[0, ['inner', 2]]\nin 1\n[1, ['inner', 2]]\n['inner', 2] {'l': 1}\n11\n[21, 12, 22]\n");
}

static void identities_survive_and_are_not_given_out_twice(void **state)
{
    (void)state;
    runs_alike("a = [1]\nb = [1]\nclass A: pass\nc = A()\n"
               "ids = [id(a), id(b), id(c), id(A), id(print)]\n"
               "print(len(set(ids)))\n"
               "print(ids == [id(a), id(b), id(c), id(A), id(print)])\n"
               "d = {c: 1, A: 2}\n"
               "print(d[c], d[A], hash(c) == hash(c))\n"
               "for i in range(50):\n"
               "    ids.append(id([i]))\n"
               "    if i % 10 == 0: print(i)\n"
               "print(ids[:2] == [id(a), id(b)])\n",
               "5\nTrue\n1 2 True\n0\n10\n20\n30\n40\nTrue\n");
}

static void the_dead_are_not_kept(void **state)
{
    (void)state;
    lab_t *lab = lab_new("def f():\n"
                         "    big = [0] * 100000\n"
                         "    n = len(big)\n"
                         "    del big\n"
                         "    print(n)\n"
                         "    return n\n"
                         "f()\n");
    lab->stops = true;
    assert_int_equal(vm_run(lab->vm), VM_SUSPENDED);
    assert_true(heap_used(&lab->vm->heap) > 800000);
    collect(lab->vm);
    assert_true(heap_used(&lab->vm->heap) < 100000);
    lab_free(lab);
}

static void a_variable_can_be_looked_at_until_its_function_ends(void **state)
{
    (void)state;
    lab_t *lab = lab_new("def f():\n"
                         "    seen = 41 + 1\n"
                         "    n = seen\n"
                         "    print('here')\n"
                         "f()\n");
    lab->stops = true;
    assert_int_equal(vm_run(lab->vm), VM_SUSPENDED);
    collect(lab->vm);
    uint32_t frame = vm_frame_count(lab->vm) - 1, found = 0;
    while (vm_frame_view(lab->vm, frame).library)
        frame--;
    for (uint32_t i = 0; i < vm_frame_view(lab->vm, frame).local_count; i++) {
        vm_variable_t variable = vm_local_view(lab->vm, frame, i);
        if (variable.name && (strcmp(variable.name, "seen") == 0 || strcmp(variable.name, "n") == 0)) {
            assert_true(variable.value == value_from_int(42));
            found++;
        }
    }
    assert_int_equal(found, 2);
    lab_free(lab);
}

static void a_long_run_stays_within_its_memory(void **state)
{
    (void)state;
    lab_t *lab = lab_new("kept = []\n"
                         "for i in range(300000):\n"
                         "    x = [i, str(i), {i: i}]\n"
                         "    if i % 1000 == 0: kept.append(x)\n"
                         "print(len(kept), kept[7], kept[-1])\n");
    lab_run(lab);
    assert_string_equal(lab->output,
                        "300 [7000, '7000', {7000: 7000}] [299000, '299000', {299000: 299000}]\n");
    assert_true(lab->vm->collections > 3);
    assert_true(heap_used(&lab->vm->heap) < 16u << 20);
    lab_free(lab);
}

static void more_than_the_limit_is_a_memory_error(void **state)
{
    (void)state;
    lab_t *lab = lab_new("kept = []\n"
                         "try:\n"
                         "    while True: kept.append([0] * 1000000)\n"
                         "except MemoryError:\n"
                         "    kept = None\n"
                         "    print('caught')\n"
                         "try:\n"
                         "    x = 'a' * (10 ** 12)\n"
                         "except MemoryError:\n"
                         "    print('again')\n");
    lab_run(lab);
    assert_string_equal(lab->output, "caught\nagain\n");
    lab_free(lab);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_object_survives),
        cmocka_unit_test(iterators_go_on_where_they_stood),
        cmocka_unit_test(a_dict_with_holes_keeps_order_and_finds_its_keys),
        cmocka_unit_test(generators_keep_their_registers),
        cmocka_unit_test(identities_survive_and_are_not_given_out_twice),
        cmocka_unit_test(the_dead_are_not_kept),
        cmocka_unit_test(a_variable_can_be_looked_at_until_its_function_ends),
        cmocka_unit_test(a_long_run_stays_within_its_memory),
        cmocka_unit_test(more_than_the_limit_is_a_memory_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
