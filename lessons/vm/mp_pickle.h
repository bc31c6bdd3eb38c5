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

typedef struct mp_pickle {
    uint8_t *bytes; /* malloc'ed, the caller frees; NULL on failure */
    size_t size;
} mp_pickle_t;

/* NATIVE_OK, or NATIVE_RAISE with nothing to free. */
native_status_t mp_pickle_save(vm_t *vm, value_t value, mp_pickle_t *pickle);

/* The bytes may come from a hostile process: whatever they hold, the result is a value or an UnpicklingError.
 */
native_status_t mp_pickle_load(vm_t *vm, const uint8_t *bytes, size_t size, value_t *value);

#endif
