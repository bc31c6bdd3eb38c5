/*
 * Calling a native from another native, for special methods that are written in C (a Decimal's __repr__).
 */
#ifndef LESSONS_VM_INVOKE_H
#define LESSONS_VM_INVOKE_H

#include "lessons/vm/vm.h"

enum { INVOKE_SLOTS = 8 };

/*
 * Calls the native function object with positional arguments; slots of its signature that are not given are
 * UNSET. A native that asks for a visible operation cannot be called so: NATIVE_FALLBACK.
 */
native_status_t invoke_native(vm_t *vm, value_t native, const value_t *args, int count, value_t *result);

/* Calls the special method of v's class if it is native. NATIVE_FALLBACK when it is in the lesson language;
 * *found is false when there is none. */
native_status_t invoke_special(vm_t *vm, value_t v, vm_name_t name, const value_t *args, int count,
                               bool *found, value_t *result);

#endif
