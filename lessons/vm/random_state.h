/*
 * The generator behind random.Random: its state lies in the heap image of the machine. It is seeded at its
 * first use, by a visible ENTROPY operation, unless the program seeds it itself.
 */
#ifndef LESSONS_VM_RANDOM_STATE_H
#define LESSONS_VM_RANDOM_STATE_H

#include "lessons/vm/mersenne.h"
#include "lessons/vm/vm.h"

typedef struct random_state {
    mersenne_t generator;
    uint32_t seeded;
    uint32_t has_gauss;
    double next_gauss; /* gauss() makes two numbers at a time */
    uint32_t unused;
} random_state_t;

/* The state inside a Random object. */
random_state_t *random_state(const vm_t *vm, value_t self);

/* Runs `body` once the generator is seeded; as the `call` of a definition whose `finish` is
 * random_seeded-made. */
typedef native_status_t random_body_fn(vm_t *vm, random_state_t *random, value_t *args, value_t *result);
native_status_t random_begin(vm_t *vm, random_body_fn *body, value_t *args, value_t *result);
native_status_t random_resume(vm_t *vm, random_body_fn *body, const mp_result_t *done, value_t *args,
                              value_t *result);

/* _randbelow: 0 ≤ *result < limit, an int of any size; limit > 0. */
native_status_t random_below(vm_t *vm, random_state_t *random, value_t limit, value_t *result);
/* getrandbits as an int of any size. */
native_status_t random_bits(vm_t *vm, random_state_t *random, uint64_t bits, value_t *result);

/* In a child after a fork: the module's generator is seeded anew at its next use, as in CPython. */
void random_after_fork(vm_t *vm);

/* Functions on sequences and distributions: random_choose.c, random_float.c, random_gamma.c. */
extern const native_def_t random_choose_methods[], random_float_methods[], random_gamma_methods[];

#define RANDOM_DEF(name)                                                                                     \
    static native_status_t name##_call(vm_t *vm, value_t *args, int nargs, value_t *result)                  \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return random_begin(vm, name, args, result);                                                         \
    }                                                                                                        \
    static native_status_t name##_finish(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)  \
    {                                                                                                        \
        return random_resume(vm, name, done, args, result);                                                  \
    }

#endif
