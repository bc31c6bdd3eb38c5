/*
 * Taking the arguments of natives apart, with CPython's messages where they do not fit.
 */
#ifndef LESSONS_VM_ARGUMENTS_H
#define LESSONS_VM_ARGUMENTS_H

#include "lessons/vm/vm.h"

/* A bool in place of an int becomes one; anything else stays. */
static inline value_t int_from_bool(value_t v)
{
    return value_is_bool(v) ? value_from_int(v == VALUE_TRUE) : v;
}

/* Any int: TypeError "'str' object cannot be interpreted as an integer"; OverflowError beyond 64 bits. An
 * instance with __index__ in the lesson language: NATIVE_FALLBACK. */
native_status_t argument_int64(vm_t *vm, value_t v, int64_t *number);

/* The same, held within the bounds of int64_t instead of raising: for positions. */
native_status_t argument_position(vm_t *vm, value_t v, int64_t *number);

/* Positions as slices have them: unset and None give `otherwise`, negative ones count from the end, and the
 * result lies within 0 … length. */
native_status_t argument_slice(vm_t *vm, value_t v, int64_t length, int64_t otherwise, int64_t *position);

/* The same for list.index and tuple.index, which do not take None. */
native_status_t argument_bound(vm_t *vm, value_t v, int64_t length, int64_t otherwise, int64_t *position);

/* A float or an int: TypeError "must be real number, not str". NATIVE_FALLBACK for an instance with
 * __float__. */
native_status_t argument_double(vm_t *vm, value_t v, double *number);

/* A truth value; unset gives `otherwise`. NATIVE_FALLBACK: a user's __bool__. */
native_status_t argument_truth(vm_t *vm, value_t v, bool otherwise, bool *truth);

/* The str inside v (also of a subclass), or NULL. */
const str_t *argument_str(const vm_t *vm, value_t v);

/* What CPython's argument parser calls the type of an argument: "None" for None, else the type's name. */
const char *argument_type_name(const vm_t *vm, value_t v);

/* Raises TypeError as CPython's argument parser does: "strip() argument must be str, not int" … */
native_status_t argument_type_error(vm_t *vm, const char *function, const char *wanted, value_t given);

#endif
