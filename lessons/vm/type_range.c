/*
 * range, and iterators over builtin containers.
 */
#include "lessons/vm/arguments.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/types.h"

static native_status_t range_argument(vm_t *vm, value_t v, value_t *number)
{
    *number = int_from_bool(value_payload(vm, v));
    if (value_is_int(vm, *number))
        return NATIVE_OK;
    int64_t index; /* raises, or asks for a user's __index__ */
    return argument_int64(vm, v, &index);
}

static native_status_t range_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t start = value_from_int(0), stop, step = value_from_int(1);
    bool one = value_is_unset(args[2]);
    if (value_is_unset(args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "range expected at least 1 argument, got 0");
    native_status_t status = range_argument(vm, one ? args[1] : args[2], &stop);
    if (status == NATIVE_OK && !one)
        status = range_argument(vm, args[1], &start);
    if (status == NATIVE_OK && !value_is_unset(args[3]))
        status = range_argument(vm, args[3], &step);
    if (status != NATIVE_OK)
        return status;
    if (bigint_sign(vm, step) == 0)
        return native_raise(vm, EXC_VALUE_ERROR, "range() arg 3 must not be zero");
    *result = range_new(vm, start, stop, step);
    return NATIVE_OK;
}

static native_status_t range_start(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_range(vm, args[0])->start;
    return NATIVE_OK;
}

static native_status_t range_stop(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_range(vm, args[0])->stop;
    return NATIVE_OK;
}

static native_status_t range_step(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_range(vm, args[0])->step;
    return NATIVE_OK;
}

static native_status_t range_count(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool found;
    native_status_t status = value_contains(vm, args[0], args[1], &found);
    *result = value_from_int(status == NATIVE_OK && found);
    return status;
}

static native_status_t range_index(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool found;
    native_status_t status = value_contains(vm, args[0], args[1], &found);
    if (status != NATIVE_OK)
        return status;
    if (!found) {
        value_t text;
        if (!value_is_int(vm, int_from_bool(value_payload(vm, args[1]))))
            return native_raise(vm, EXC_VALUE_ERROR, "sequence.index(x): x not in sequence");
        status = value_repr(vm, args[1], &text);
        return status == NATIVE_OK
                   ? native_raise(vm, EXC_VALUE_ERROR, "%s is not in range", as_str(vm, text)->bytes)
                   : status;
    }
    value_t offset;
    status =
        value_binary(vm, BINARY_OP_SUB, false, int_from_bool(args[1]), as_range(vm, args[0])->start, &offset);
    if (status == NATIVE_OK)
        status = value_binary(vm, BINARY_OP_FLOORDIV, false, offset, as_range(vm, args[0])->step, result);
    return status;
}

static const native_def_t range_methods[] = {
    {"__new__", "cls, start=, stop=, step=, /", range_constructor, NULL, "_range_new"},
    {"count", "self, value, /", range_count, NULL, NULL},
    {"index", "self, value, /", range_index, NULL, NULL},
    {"__len__", "self, /", dunder_len, NULL, NULL},
    {"__contains__", "self, item, /", dunder_contains, NULL, "_contains"},
    {"__getitem__", "self, key, /", dunder_getitem, NULL, "_getitem"},
    {"__iter__", "self, /", dunder_iter, NULL, NULL},
    {"__hash__", "self, /", dunder_hash, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t range_properties[] = {
    {"start", range_start, NULL, NULL, NULL},
    {"stop", range_stop, NULL, NULL, NULL},
    {"step", range_step, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t range_type = {.name = "range",
                                  .kind = KIND_RANGE,
                                  .methods = range_methods,
                                  .properties = range_properties,
                                  .final = true};

/* ---- iterators
 * ---------------------------------------------------------------------------------------------- */

static native_status_t iterator_itself(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)nargs;
    *result = args[0];
    return NATIVE_OK;
}

static native_status_t iterator_next_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    native_status_t status = iterator_next(vm, args[0], result);
    if (status == NATIVE_OK && value_is_unset(*result))
        return native_raise(vm, EXC_STOP_ITERATION, "%s", "");
    return status;
}

static const native_def_t iterator_methods[] = {
    {"__iter__", "self, /", iterator_itself, NULL, NULL},
    {"__next__", "self, /", iterator_next_method, NULL, "_iterator_next"},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t iterator_type = {
    .name = "iterator", .kind = KIND_ITERATOR, .methods = iterator_methods, .final = true};
