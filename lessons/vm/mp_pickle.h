/*
 * Items of queues and pipes as bytes, in CPython's own format (pickle, protocol 4).
 *
 * The bytes of plain data are those that CPython would send, so capacities come out the same without being
 * computed. Functions and classes go by module and name; instances as class and attributes. What CPython
 * cannot send raises CPython's error. Objects of native types (a deque, a Decimal) that have no counterpart
 * in the format go by an opcode of our own; the bytes never leave the sandbox.
 */
#ifndef LESSONS_VM_MP_PICKLE_H
#define LESSONS_VM_MP_PICKLE_H

#include "lessons/vm/vm.h"

/* What becomes of the bytes of a value; they are gone afterwards. */
typedef native_status_t mp_pickle_use_t(vm_t *vm, const uint8_t *bytes, size_t size, void *context);

/* Hands the bytes of `value` to `use`, whose status is the result. NATIVE_RAISE: it cannot be sent, nothing was used. */
native_status_t mp_pickle_save(vm_t *vm, value_t value, mp_pickle_use_t *use, void *context);

/* What a path such as Class.method names in a module's dict, a static method unwrapped; VALUE_UNSET: nothing. */
value_t mp_pickle_find(const vm_t *vm, value_t dict, value_t path);
/* The same in the module of that name. */
value_t mp_pickle_find_in_module(const vm_t *vm, value_t name, value_t path);

/* NATIVE_RAISE with CPython's words, for a native object and for the class of an instance that cannot be sent. */
native_status_t mp_pickle_refuse_inherited(vm_t *vm, value_t value);
native_status_t mp_pickle_check_class(vm_t *vm, value_t class);

/* The bytes may come from a hostile process: whatever they hold, the result is a value or an UnpicklingError.
 */
native_status_t mp_pickle_load(vm_t *vm, const uint8_t *bytes, size_t size, value_t *value);

#endif
