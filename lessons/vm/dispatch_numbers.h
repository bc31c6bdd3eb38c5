/*
 * Operators and comparisons of the machine's loop, for interpret.c alone (dispatch.h): each macro is the instructions of
 * one operator, its labels included. Ints first, then floats; what is neither goes the slow way.
 */
#ifndef LESSONS_VM_DISPATCH_NUMBERS_H
#define LESSONS_VM_DISPATCH_NUMBERS_H

#include "lessons/vm/dispatch.h"

/* `fast` says whether it could. */
#define BINARY(name, fast)                                                                                   \
    op_##name : if (LIKELY(fast(r[B], r[C], &r[A]))) NEXT();                                                 \
    SLOW(binary_slow(vm, BINARY_OP_##name, WHOLE, r[B], r[C]));                                              \
    op_##name##_K : if (LIKELY(fast(r[B], k[C], &r[A]))) NEXT();                                             \
    SLOW(binary_slow(vm, BINARY_OP_##name, WHOLE, r[B], k[C]));

/* Two floats go on from here by themselves. */
#define FLOATS(left, right, op)                                                                              \
    if (BOTH_DOUBLES(left, right)) {                                                                         \
        r[A] = from_result(double_at(&left) op double_at(&right));                                           \
        NEXT();                                                                                              \
    }
#define BINARY_FLOAT(name, fast_ints, fast, op)                                                              \
    op_##name : if (LIKELY(fast_ints(r[B], r[C], &r[A]))) NEXT();                                            \
    FLOATS(r[B], r[C], op)                                                                                   \
    if (fast(r[B], r[C], &r[A]))                                                                             \
        NEXT();                                                                                              \
    SLOW(binary_slow(vm, BINARY_OP_##name, WHOLE, r[B], r[C]));                                              \
    op_##name##_K : if (LIKELY(fast_ints(r[B], k[C], &r[A]))) NEXT();                                        \
    FLOATS(r[B], k[C], op)                                                                                   \
    if (fast(r[B], k[C], &r[A]))                                                                             \
        NEXT();                                                                                              \
    SLOW(binary_slow(vm, BINARY_OP_##name, WHOLE, r[B], k[C]));

/* A comparison as a value, and as a jump; beside a register and beside a constant. */
#define COMPARE(name, op)                                                                                    \
    op_##name : if (LIKELY(BOTH_INTS(r[B], r[C])))                                                           \
    {                                                                                                        \
        r[A] = value_from_bool(int_high(r[B]) op int_high(r[C]));                                            \
        NEXT();                                                                                              \
    }                                                                                                        \
    if (BOTH_DOUBLES(r[B], r[C])) {                                                                          \
        r[A] = value_from_bool(value_to_double(r[B]) op value_to_double(r[C]));                              \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[B], r[C]));                                            \
    op_##name##_K : if (LIKELY(BOTH_INTS(r[B], k[C])))                                                       \
    {                                                                                                        \
        r[A] = value_from_bool(int_high(r[B]) op int_high(k[C]));                                            \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[B], k[C]));                                            \
    op_JUMP_##name : if (LIKELY(BOTH_INTS(r[A], r[B])))                                                      \
    {                                                                                                        \
        if ((int_high(r[A]) op int_high(r[B])) == (FLAGS & 1))                                               \
            JUMP_BY((int16_t)C);                                                                             \
        NEXT();                                                                                              \
    }                                                                                                        \
    if (BOTH_DOUBLES(r[A], r[B])) {                                                                          \
        if ((value_to_double(r[A]) op value_to_double(r[B])) == (FLAGS & 1))                                 \
            JUMP_BY((int16_t)C);                                                                             \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[A], r[B]));                                            \
    op_JUMP_##name##_K : if (LIKELY(BOTH_INTS(r[A], k[B])))                                                  \
    {                                                                                                        \
        if ((int_high(r[A]) op int_high(k[B])) == (FLAGS & 1))                                               \
            JUMP_BY((int16_t)C);                                                                             \
        NEXT();                                                                                              \
    }                                                                                                        \
    {                                                                                                        \
        double x, y;                                                                                         \
        if (int_or_double(r[A], &x) && int_or_double(k[B], &y)) {                                            \
            if ((x op y) == (FLAGS & 1))                                                                     \
                JUMP_BY((int16_t)C);                                                                         \
            NEXT();                                                                                          \
        }                                                                                                    \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[A], k[B]));

#endif
