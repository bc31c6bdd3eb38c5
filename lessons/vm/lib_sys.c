/*
 * The module sys, as far as a program in the sandbox has a use for it.
 */
#include <math.h>
#include <stdint.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/output.h"
#include "lessons/vm/types.h"

/* exit(status): SystemExit with the status as its argument. */
static native_status_t sys_exit(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    bool whole = value_kind(vm, args[0]) == KIND_TUPLE; /* as PyErr_SetObject takes a tuple */
    value_t arguments = value_is_unset(args[0]) ? vm->empty_tuple : whole ? args[0] : tuple_new(vm, args, 1);
    return native_raise_object(vm, exception_new(vm, vm->exceptions[EXC_SYSTEM_EXIT], arguments));
}

static native_status_t sys_getsizeof(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_int(value_is_ref(args[0]) ? as_header(vm, args[0])->size_bytes : 28);
    return NATIVE_OK;
}

static native_status_t sys_getrecursionlimit(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = value_from_int(VM_FRAME_LIMIT);
    return NATIVE_OK;
}

static native_status_t sys_setrecursionlimit(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t limit;
    native_status_t status = argument_int64(vm, args[0], &limit);
    if (status != NATIVE_OK)
        return status;
    if (limit > VM_FRAME_LIMIT)
        return native_raise(vm, EXC_RECURSION_ERROR, "the sandbox's recursion limit is %d", VM_FRAME_LIMIT);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t sys_getdefaultencoding(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = str_from_c(vm, "utf-8");
    return NATIVE_OK;
}

static native_status_t sys_intern(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)nargs;
    *result = args[0];
    return NATIVE_OK;
}

/* exc_info(): type, value, traceback of the exception that is being handled. */
static native_status_t sys_exc_info(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    value_t row[3] = {VALUE_NONE, handled_exception(vm), VALUE_NONE};
    if (value_kind(vm, row[1]) == KIND_EXCEPTION) {
        row[0] = as_exception(vm, row[1])->class;
        row[2] = as_exception(vm, row[1])->traceback;
    }
    *result = tuple_new(vm, row, 3);
    return NATIVE_OK;
}

static const native_def_t sys_functions[] = {
    {"exit", "status=, /", sys_exit, NULL, NULL},
    {"exc_info", NULL, sys_exc_info, NULL, NULL},
    {"getsizeof", "obj, /", sys_getsizeof, NULL, NULL},
    {"getrecursionlimit", NULL, sys_getrecursionlimit, NULL, NULL},
    {"setrecursionlimit", "limit, /", sys_setrecursionlimit, NULL, NULL},
    {"getdefaultencoding", NULL, sys_getdefaultencoding, NULL, NULL},
    {"intern", "string, /", sys_intern, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- version_info: a tuple with names
 * ----------------------------------------------------------------------- */

static value_t version_fields(const vm_t *vm, value_t v)
{
    return as_object(vm, v)->slots[0];
}

static native_status_t version_getitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_get_item(vm, version_fields(vm, args[0]), args[1], result);
}

static native_status_t version_len(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = value_from_int(5);
    return NATIVE_OK;
}

static native_status_t version_iter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_iterate(vm, version_fields(vm, args[0]), result);
}

static native_status_t version_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = str_from_c(vm, "sys.version_info(major=3, minor=11, micro=7, releaselevel='final', serial=0)");
    return NATIVE_OK;
}

static native_status_t version_compare(vm_t *vm, compare_op_t op, value_t *args, value_t *result)
{
    value_t other = args[1];
    if (value_kind(vm, other) == KIND_OBJECT && value_class(vm, other) == value_class(vm, args[0]))
        other = version_fields(vm, other);
    if (value_kind(vm, other) != KIND_TUPLE) {
        *result = VALUE_NOT_IMPLEMENTED;
        return NATIVE_OK;
    }
    bool outcome = false;
    native_status_t status = value_compare(vm, op, version_fields(vm, args[0]), other, &outcome);
    *result = value_from_bool(outcome);
    return status;
}

#define COMPARE(name, op)                                                                                    \
    static native_status_t version_##name(vm_t *vm, value_t *args, int nargs, value_t *result)               \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return version_compare(vm, op, args, result);                                                        \
    }

COMPARE(eq, COMPARE_OP_EQ)
COMPARE(ne, COMPARE_OP_NE)
COMPARE(lt, COMPARE_OP_LT)
COMPARE(le, COMPARE_OP_LE)
COMPARE(gt, COMPARE_OP_GT)
COMPARE(ge, COMPARE_OP_GE)

#define VERSION_FIELD(name, index)                                                                           \
    static native_status_t version_##name(vm_t *vm, value_t *args, int nargs, value_t *result)               \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        *result = as_tuple(vm, version_fields(vm, args[0]))->items[index];                                   \
        return NATIVE_OK;                                                                                    \
    }

VERSION_FIELD(major, 0)
VERSION_FIELD(minor, 1)
VERSION_FIELD(micro, 2)
VERSION_FIELD(releaselevel, 3)
VERSION_FIELD(serial, 4)

static const native_def_t version_methods[] = {
    {"__getitem__", "self, key, /", version_getitem, NULL, NULL},
    {"__len__", "self, /", version_len, NULL, NULL},
    {"__iter__", "self, /", version_iter, NULL, NULL},
    {"__repr__", "self, /", version_repr, NULL, NULL},
    {"__eq__", "self, other, /", version_eq, NULL, NULL},
    {"__ne__", "self, other, /", version_ne, NULL, NULL},
    {"__lt__", "self, other, /", version_lt, NULL, NULL},
    {"__le__", "self, other, /", version_le, NULL, NULL},
    {"__gt__", "self, other, /", version_gt, NULL, NULL},
    {"__ge__", "self, other, /", version_ge, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t version_properties[] = {
    {"major", version_major, NULL, NULL, NULL},   {"minor", version_minor, NULL, NULL, NULL},
    {"micro", version_micro, NULL, NULL, NULL},   {"releaselevel", version_releaselevel, NULL, NULL, NULL},
    {"serial", version_serial, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL},
};

static const native_type_t version_type = {.name = "version_info",
                                           .module = "sys",
                                           .kind = KIND_OBJECT,
                                           .methods = version_methods,
                                           .properties = version_properties,
                                           .final = true};

static void fill_sys(vm_t *vm, value_t dict)
{
    value_t fields[5] = {value_from_int(3), value_from_int(11), value_from_int(7), str_from_c(vm, "final"),
                         value_from_int(0)};
    value_t version = native_object_new(vm, native_class(vm, &version_type), 1, 0);
    as_object(vm, version)->slots[0] = tuple_new(vm, fields, 5);
    native_module_set(vm, dict, "version_info", version);
    native_module_set(vm, dict, "version", str_from_c(vm, "3.11.7 (Lockstep)"));
    native_module_set(vm, dict, "platform", str_from_c(vm, "linux"));
    native_module_set(vm, dict, "byteorder", str_from_c(vm, "little"));
    native_module_set(vm, dict, "maxsize", bigint_from_int64(vm, INT64_MAX));
    native_module_set(vm, dict, "maxunicode", value_from_int(0x10ffff));
    native_module_set(vm, dict, "executable", str_from_c(vm, "/usr/bin/python3"));
    native_module_set(vm, dict, "stdout", output_stream_new(vm, 1));
    native_module_set(vm, dict, "stderr", output_stream_new(vm, 2));
    native_module_set(vm, dict, "__stdout__", dict_get_c(vm, dict, "stdout"));
    native_module_set(vm, dict, "__stderr__", dict_get_c(vm, dict, "stderr"));
}

/* argv and modules are lists and dicts of the run. */
static void start_sys(vm_t *vm, value_t dict)
{
    value_t arguments = list_with_capacity(vm, 0);
    for (int i = 0; i < vm->options.argument_count; i++)
        list_append(vm, arguments, str_from_c(vm, vm->options.arguments[i]));
    if (vm->options.argument_count == 0)
        list_append(vm, arguments, vm->empty_string);
    dict_put_c(vm, dict, "argv", arguments);
    dict_put_c(vm, dict, "modules", dict_new(vm));
}

static const native_type_t *const sys_types[] = {&version_type, NULL};

const native_module_t sys_module = {
    .name = "sys", .functions = sys_functions, .types = sys_types, .fill = fill_sys, .start = start_sys};
