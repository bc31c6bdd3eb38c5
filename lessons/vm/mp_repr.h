/*
 * repr() of what multiprocessing makes. Each is one or two visible operations, so it goes through the
 * library.
 */
#ifndef LESSONS_VM_MP_REPR_H
#define LESSONS_VM_MP_REPR_H

#include "lessons/vm/mp_common.h"

#define MP_REPR(name)                                                                                        \
    native_status_t mp_##name##_repr(vm_t *vm, value_t *args, int nargs, value_t *result);                   \
    native_status_t mp_##name##_represented(vm_t *vm, const mp_result_t *done, value_t *args,                \
                                            value_t *result);
MP_REPR(lock)
MP_REPR(semaphore)
MP_REPR(event)
MP_REPR(value)
#undef MP_REPR

/* set_name(name): what a lock that is held by this process calls it. */
native_status_t mp_set_name(vm_t *vm, value_t *args, int nargs, value_t *result);

#endif
