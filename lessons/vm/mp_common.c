#include "lessons/vm/mp_common.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

mp_handle_t *mp_handle(const vm_t *vm, value_t object)
{
    return (mp_handle_t *)native_object_raw(as_object(vm, object));
}

native_status_t mp_make(vm_t *vm, value_t class, mp_create_t *create, uint32_t slots, value_t *result)
{
    const char *hint = vm_hint(vm);
    if (hint && !create->name[0])
        snprintf(create->name, sizeof create->name, "%s", hint);
    uint32_t ref = 0;
    mp_status_t status = vm->world->calls->create(vm->world, vm, create, &ref);
    if (status != MP_OK)
        return mp_raise(vm, status);
    *result = native_object_new(vm, class, slots, sizeof(mp_handle_t));
    mp_handle(vm, *result)->ref = ref;
    return NATIVE_OK;
}

mp_op_t *mp_operation(vm_t *vm, mp_op_kind_t kind, value_t object)
{
    mp_op_t *op = native_op(vm, kind);
    op->object = mp_handle(vm, object)->ref;
    op->timeout_ns = -1;
    return op;
}

value_t mp_int(vm_t *vm, int64_t number)
{
    return value_int_fits(number) ? value_from_int(number) : bigint_from_int64(vm, number);
}

/* ---- arguments ---- */

native_status_t mp_timeout(vm_t *vm, value_t seconds, int64_t *timeout_ns)
{
    double number = 0;
    if (value_is_unset(seconds) || value_is_none(seconds)) {
        *timeout_ns = -1;
        return NATIVE_OK;
    }
    if (value_is_double(seconds))
        number = value_to_double(seconds);
    else if (!value_is_int(vm, seconds))
        return native_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, seconds));
    else if (bigint_to_double(vm, seconds, &number) != NATIVE_OK)
        return NATIVE_RAISE;
    if (isnan(number))
        return native_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    number = fmax(number, 0) * 1e9;
    *timeout_ns = number < 9e18 ? (int64_t)number : INT64_MAX / 2;
    return NATIVE_OK;
}

bool mp_flag(vm_t *vm, value_t value, bool otherwise)
{
    bool truth = otherwise;
    if (!value_is_unset(value) && value_truth(vm, value, &truth) != NATIVE_OK)
        return otherwise;
    return truth;
}

native_status_t mp_index(vm_t *vm, value_t value, int64_t *number)
{
    if (!value_is_int(vm, value))
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, value));
    if (!bigint_to_int64(vm, value, number))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
    return NATIVE_OK;
}

/* ---- errors ---- */

static exception_id_t class_of_error(int number)
{
    switch (number) {
    case EAGAIN:
        return EXC_BLOCKING_IO_ERROR;
    case EPIPE:
        return EXC_BROKEN_PIPE_ERROR;
    case ECHILD:
        return EXC_CHILD_PROCESS_ERROR;
    case ESRCH:
        return EXC_PROCESS_LOOKUP_ERROR;
    case EPERM:
        return EXC_PERMISSION_ERROR;
    default:
        return EXC_OS_ERROR;
    }
}

native_status_t mp_raise_os_error(vm_t *vm, int number)
{
    const value_t items[2] = {value_from_int(number), str_from_c(vm, strerror(number))};
    value_t args = tuple_new(vm, items, 2);
    return native_raise_object(vm, exception_new(vm, vm->exceptions[class_of_error(number)], args));
}

native_status_t mp_raise(vm_t *vm, uint32_t status)
{
    switch (status) {
    case MP_ERR_RELEASED_TOO_OFTEN:
        return native_raise(vm, EXC_VALUE_ERROR, "semaphore or lock released too many times");
    case MP_ERR_NOT_OWNER:
        return native_raise(vm, EXC_ASSERTION_ERROR, "attempt to release recursive lock not owned by thread");
    case MP_EOF: {
        value_t none = exception_new(vm, vm->exceptions[EXC_EOF_ERROR], tuple_new(vm, NULL, 0));
        return native_raise_object(vm, none);
    }
    case MP_ERR_BROKEN_PIPE:
        return mp_raise_os_error(vm, EPIPE);
    case MP_ERR_CLOSED:
        return native_raise(vm, EXC_OS_ERROR, "handle is closed");
    case MP_ERR_NOT_CHILD:
        return mp_raise_os_error(vm, ECHILD);
    case MP_ERR_DEAD:
        return mp_raise_os_error(vm, ESRCH);
    case MP_ERR_PROCESSES:
        return mp_raise_os_error(vm, EAGAIN);
    case MP_ERR_INDEX:
        return native_raise(vm, EXC_INDEX_ERROR, "invalid index");
    case MP_ERR_MEMORY:
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", mp_status_text(MP_ERR_MEMORY));
    default:
        return native_raise(vm, EXC_OS_ERROR, "%s", mp_status_text((mp_status_t)status));
    }
}

/* ---- ends of operations ---- */

native_status_t mp_finish_none(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = VALUE_NONE;
    return done->status == MP_OK ? NATIVE_OK : mp_raise(vm, done->status);
}

native_status_t mp_finish_bool(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = value_from_bool(done->status == MP_OK);
    return done->status == MP_OK || done->status == MP_TIMEOUT ? NATIVE_OK : mp_raise(vm, done->status);
}

native_status_t mp_finish_truth(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = value_from_bool(done->status == MP_OK && done->value != 0);
    return done->status == MP_OK || done->status == MP_TIMEOUT ? NATIVE_OK : mp_raise(vm, done->status);
}

native_status_t mp_finish_int(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = mp_int(vm, (int64_t)done->value);
    return done->status == MP_OK ? NATIVE_OK : mp_raise(vm, done->status);
}
