/*
 * What the natives of multiprocessing share: making objects of the world, timeouts, errors.
 *
 * A Lock, a Value, a Queue … of the lesson language is a native object whose raw bytes begin with the ref of
 * its object in the world. A method fills vm->op and returns NATIVE_OP; its finish turns the world's status
 * into a value or into CPython's exception.
 */
#ifndef LESSONS_VM_MP_COMMON_H
#define LESSONS_VM_MP_COMMON_H

#include "lessons/vm/vm.h"

extern const native_type_t mp_lock_type, mp_rlock_type, mp_semaphore_type, mp_bounded_semaphore_type;
extern const native_type_t mp_event_type, mp_sleepers_type, mp_gathering_type;
extern const native_type_t mp_value_type, mp_array_type;
extern const native_type_t mp_queue_type, mp_simple_queue_type, mp_connection_type, mp_raw_end_type;

/* The beginning of the raw bytes of every such object. */
typedef struct mp_handle {
    uint32_t ref;
    uint32_t index; /* Connection, raw pipe: the end; Value, Array: type code */
    uint32_t flags; /* by type */
    uint32_t count; /* Array: slots */
} mp_handle_t;

/* mp_handle_t.flags: it may go through a queue, because a Manager handed it out. Others are inherited only.
 */
enum { MP_HANDLE_SHARED = 1 << 16 };

mp_handle_t *mp_handle(const vm_t *vm, value_t object);

/* Makes the object in the world, names it after the variable that the program binds it to, and gives a native
 * object of `class` with `slots` value slots in *result. create->kind and what that kind needs are set by the
 * caller. */
native_status_t mp_make(vm_t *vm, value_t class, mp_create_t *create, uint32_t slots, value_t *result);

/* An operation on a handle's object. */
mp_op_t *mp_operation(vm_t *vm, mp_op_kind_t kind, value_t object);

/* None or unset: -1; a number of seconds: nanoseconds, negative ones 0. */
native_status_t mp_timeout(vm_t *vm, value_t seconds, int64_t *timeout_ns);

/* True of a truth value given as argument; `otherwise` when it was left out. */
bool mp_flag(vm_t *vm, value_t value, bool otherwise);

/* An int argument, as operator.index has it: "'str' object cannot be interpreted as an integer". */
native_status_t mp_index(vm_t *vm, value_t value, int64_t *number);

value_t mp_int(vm_t *vm, int64_t number);

/* The exception for a status that is an error. */
native_status_t mp_raise(vm_t *vm, uint32_t status);
/* OSError (or the subclass that CPython picks) with number and text. */
native_status_t mp_raise_os_error(vm_t *vm, int number);

/* MP_OK: None. Anything else: mp_raise. */
native_status_t mp_finish_none(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result);
/* MP_OK: True; MP_TIMEOUT: False. */
native_status_t mp_finish_bool(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result);
/* The value as a truth value, as an int. */
native_status_t mp_finish_truth(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result);
native_status_t mp_finish_int(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result);

#endif
