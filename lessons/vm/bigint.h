/*
 * Ints of any size. Part "builtins" implements these on GMP's mpn/mpz over the limbs in the heap.
 *
 * Operands are any ints: small, bool or big. Results are small whenever they fit (VALUE_INT_MIN…MAX).
 * NATIVE_RAISE with CPython's message: ZeroDivisionError, OverflowError, ValueError (negative shift count),
 * MemoryError for results beyond the memory limit (check heap_room before a shift, power or product).
 */
#ifndef LESSONS_VM_BIGINT_H
#define LESSONS_VM_BIGINT_H

#include "lessons/vm/native.h"

/* The machine handles sums and so on of small ints that stay small itself; it calls these for the rest. */
native_status_t bigint_add(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_subtract(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_multiply(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_divide(struct vm *vm, value_t a, value_t b,
                              value_t *result); /* true division: a float */
native_status_t bigint_floor_divide(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_modulo(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_power(struct vm *vm, value_t a, value_t b, value_t *result); /* b < 0: a float */
native_status_t bigint_left_shift(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_right_shift(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_and(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_or(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_xor(struct vm *vm, value_t a, value_t b, value_t *result);
native_status_t bigint_negate(struct vm *vm, value_t a, value_t *result);
native_status_t bigint_invert(struct vm *vm, value_t a, value_t *result);

/* -1, 0, 1. */
int bigint_compare(const struct vm *vm, value_t a, value_t b);
/* -1, 0, 1; exact, a float may be infinite; 2 when it is NaN. */
int bigint_compare_double(const struct vm *vm, value_t a, double b);
int bigint_sign(const struct vm *vm, value_t a);

value_t bigint_from_int64(struct vm *vm, int64_t n);
value_t bigint_from_uint64(struct vm *vm, uint64_t n);
/* Whether it fits; *n only then. */
bool bigint_to_int64(const struct vm *vm, value_t a, int64_t *n);
bool bigint_to_uint64(const struct vm *vm, value_t a, uint64_t *n);
/* OverflowError "int too large to convert to float". */
native_status_t bigint_to_double(struct vm *vm, value_t a, double *result);
/* The double's integer part; OverflowError/ValueError for infinity and NaN as CPython. */
native_status_t bigint_from_double(struct vm *vm, double d, value_t *result);
/* As written in a source: decimal, 0x, 0o, 0b, perhaps a leading '-'. Never fails on what the lexer let
 * through. */
value_t bigint_from_literal(struct vm *vm, const char *text);
/* As CPython hashes ints: modulo 2^61 - 1, sign kept, never -1. */
int64_t bigint_hash(const struct vm *vm, value_t a);

#endif
