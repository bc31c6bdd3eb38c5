#include "lessons/vm/arguments.h"

static native_status_t no_integer(vm_t *vm, value_t v)
{
    if (value_has_user_method(vm, v, NAME_index))
        return NATIVE_FALLBACK;
    return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                        value_type_name(vm, v));
}

native_status_t argument_int64(vm_t *vm, value_t v, int64_t *number)
{
    if (value_is_small_int(v)) {
        *number = value_to_int(v);
        return NATIVE_OK;
    }
    v = value_payload(vm, v);
    if (!value_is_int(vm, v))
        return no_integer(vm, v);
    if (!bigint_to_int64(vm, v, number))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    return NATIVE_OK;
}

native_status_t argument_position(vm_t *vm, value_t v, int64_t *number)
{
    v = value_payload(vm, v);
    if (!value_is_int(vm, v))
        return no_integer(vm, v);
    if (!bigint_to_int64(vm, v, number))
        *number = bigint_sign(vm, v) < 0 ? INT64_MIN : INT64_MAX;
    return NATIVE_OK;
}

native_status_t argument_slice(vm_t *vm, value_t v, int64_t length, int64_t otherwise, int64_t *position)
{
    *position = otherwise;
    if (value_is_unset(v) || value_is_none(v))
        return NATIVE_OK;
    if (!value_is_int(vm, value_payload(vm, v)) && !value_has_user_method(vm, v, NAME_index))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "slice indices must be integers or None or have an __index__ method");
    native_status_t status = argument_position(vm, v, position);
    if (status != NATIVE_OK)
        return status;
    if (*position < 0)
        *position = *position < -length ? 0 : *position + length;
    if (*position > length)
        *position = length;
    return NATIVE_OK;
}

native_status_t argument_bound(vm_t *vm, value_t v, int64_t length, int64_t otherwise, int64_t *position)
{
    if (!value_is_unset(v) && !value_is_int(vm, value_payload(vm, v)) &&
        !value_has_user_method(vm, v, NAME_index))
        return native_raise(vm, EXC_TYPE_ERROR, "slice indices must be integers or have an __index__ method");
    return argument_slice(vm, v, length, otherwise, position);
}

native_status_t argument_double(vm_t *vm, value_t v, double *number)
{
    if (value_is_double(v)) {
        *number = value_to_double(v);
        return NATIVE_OK;
    }
    v = value_payload(vm, v);
    if (value_is_double(v)) {
        *number = value_to_double(v);
        return NATIVE_OK;
    }
    if (value_is_small_int(v)) {
        *number = (double)value_to_int(v);
        return NATIVE_OK;
    }
    if (value_is_int(vm, v))
        return bigint_to_double(vm, v, number);
    if (value_has_user_method(vm, v, NAME_float) || value_kind(vm, v) == KIND_OBJECT)
        return NATIVE_FALLBACK;
    return native_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, v));
}

native_status_t argument_truth(vm_t *vm, value_t v, bool otherwise, bool *truth)
{
    *truth = otherwise;
    return value_is_unset(v) ? NATIVE_OK : value_truth(vm, v, truth);
}

const str_t *argument_str(const vm_t *vm, value_t v)
{
    v = value_payload(vm, v);
    return value_is_str(vm, v) ? as_str(vm, v) : NULL;
}

const char *argument_type_name(const vm_t *vm, value_t v)
{
    return value_is_none(v) ? "None" : value_type_name(vm, v);
}

native_status_t argument_type_error(vm_t *vm, const char *function, const char *wanted, value_t given)
{
    return native_raise(vm, EXC_TYPE_ERROR, "%s must be %s, not %s", function, wanted,
                        argument_type_name(vm, given));
}
