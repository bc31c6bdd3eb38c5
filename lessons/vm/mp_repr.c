/* What locks, semaphores, events and shared values say of themselves: it takes a look, which is an operation.
 */
#include "lessons/vm/mp_repr.h"

#include "lessons/vm/mp_shared.h"

static const char *process_name(const vm_t *vm)
{
    value_t name = vm->state.roots[ROOT_SPARE_1];
    return value_is_str(vm, name) ? as_str(vm, name)->bytes : "MainProcess";
}

native_status_t mp_set_name(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    vm->state.roots[ROOT_SPARE_1] = args[0];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* ---- locks: first whether it is one's own, then whether it is anybody's ---- */

native_status_t mp_lock_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    args[1] = VALUE_UNSET;
    mp_operation(vm, MP_OP_LOCK_OWNED, args[0]);
    return NATIVE_OP;
}

native_status_t mp_lock_represented(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    bool is_rlock = native_is(vm, args[0], &mp_rlock_type);
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    if (value_is_unset(args[1]) && done->value == 0) {
        args[1] = VALUE_TRUE;
        mp_operation(vm, MP_OP_SEM_VALUE, args[0]);
        return NATIVE_OP;
    }
    if (value_is_unset(args[1]))
        *result = is_rlock ? str_from_format(vm, "<RLock(%s, %d)>", process_name(vm), (int)done->value)
                           : str_from_format(vm, "<Lock(owner=%s)>", process_name(vm));
    else if (done->value)
        *result = str_from_c(vm, is_rlock ? "<RLock(None, 0)>" : "<Lock(owner=None)>");
    else
        *result = str_from_c(vm, is_rlock ? "<RLock(SomeOtherProcess, nonzero)>"
                                          : "<Lock(owner=SomeOtherProcess)>");
    return NATIVE_OK;
}

/* ---- semaphores, events ---- */

native_status_t mp_semaphore_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_SEM_VALUE, args[0]);
    return NATIVE_OP;
}

native_status_t mp_semaphore_represented(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    int value = (int)done->value;
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    if (native_is(vm, args[0], &mp_bounded_semaphore_type))
        *result = str_from_format(vm, "<BoundedSemaphore(value=%d, maxvalue=%u)>", value,
                                  mp_handle(vm, args[0])->count);
    else
        *result = str_from_format(vm, "<Semaphore(value=%d)>", value);
    return NATIVE_OK;
}

native_status_t mp_event_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_EVENT_IS_SET, args[0]);
    return NATIVE_OP;
}

native_status_t mp_event_represented(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    *result = str_from_format(vm, "<Event at %#llx %s>", (unsigned long long)value_identity(vm, args[0]),
                              done->value ? "set" : "unset");
    return NATIVE_OK;
}

/* ---- shared values ---- */

native_status_t mp_value_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_LOAD, args[0]);
    return NATIVE_OP;
}

native_status_t mp_value_represented(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    uint32_t code = mp_handle(vm, args[0])->index;
    value_t text = VALUE_UNSET;
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    if (value_repr(vm, mp_from_bits(vm, code, done->value), &text) != NATIVE_OK)
        return NATIVE_RAISE;
    bool bare = !native_is(vm, args[0], &mp_value_type);
    *result = str_from_format(vm, bare ? "%s(%s)" : "<Synchronized wrapper for %s(%s)>", mp_type_name(code),
                              as_str(vm, text)->bytes);
    return NATIVE_OK;
}
