/* Methods and attributes of the builtin exception classes. */
#include "lessons/vm/machine.h"

static native_status_t base_init(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[0]) == KIND_EXCEPTION)
        as_exception(vm, args[0])->args = args[1];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t with_traceback(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_exception(vm, args[0])->traceback = args[1];
    *result = args[0];
    return NATIVE_OK;
}

/* Notes stand below the exception in its traceback. */
static native_status_t add_note(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    if (!value_is_str(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "note must be a str, not '%s'", value_type_name(vm, args[1]));
    if (value_kind(vm, as_exception(vm, args[0])->dict) != KIND_DICT)
        as_exception(vm, args[0])->dict = dict_new(vm);
    value_t dict = as_exception(vm, args[0])->dict, notes = dict_get_c(vm, dict, "__notes__");
    if (value_is_unset(notes)) {
        notes = list_new(vm, NULL, 0);
        dict_put_c(vm, dict, "__notes__", notes);
    }
    if (value_kind(vm, notes) != KIND_LIST)
        return native_raise(vm, EXC_TYPE_ERROR, "Cannot add note: __notes__ is not a list");
    list_append(vm, notes, args[1]);
    return NATIVE_OK;
}

static native_status_t base_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_repr(vm, args[0], result);
}

static native_status_t base_str(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const tuple_t *arguments = as_tuple(vm, as_exception(vm, args[0])->args);
    if (arguments->count == 0) {
        *result = vm->empty_string;
        return NATIVE_OK;
    }
    if (arguments->count == 1 && exception_is(vm, args[0], EXC_KEY_ERROR))
        return value_repr(vm, arguments->items[0], result);
    if (arguments->count == 2 && exception_is(vm, args[0], EXC_OS_ERROR)) {
        value_t number = VALUE_UNSET, text = VALUE_UNSET;
        native_status_t status = value_str(vm, arguments->items[0], &number);
        if (status == NATIVE_OK)
            status = value_str(vm, arguments->items[1], &text);
        if (status == NATIVE_OK)
            *result =
                str_from_format(vm, "[Errno %s] %s", as_str(vm, number)->bytes, as_str(vm, text)->bytes);
        return status;
    }
    if (arguments->count == 1)
        return value_str(vm, arguments->items[0], result);
    return value_str(vm, as_exception(vm, args[0])->args, result);
}

static const native_def_t base_methods[] = {
    {"__init__", "self, *args", base_init, NULL, NULL},
    {"with_traceback", "self, traceback, /", with_traceback, NULL, NULL},
    {"add_note", "self, note, /", add_note, NULL, NULL},
    {"__repr__", "self, /", base_repr, NULL, "_repr"},
    {"__str__", "self, /", base_str, NULL, "_exception_str"},
    {NULL, NULL, NULL, NULL, NULL}};

static native_status_t get_args(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_exception(vm, args[0])->args;
    return NATIVE_OK;
}

static native_status_t set_args(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t *items;
    size_t count;
    if (!sequence_items(vm, args[1], &items, &count))
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object is not iterable", value_type_name(vm, args[1]));
    as_exception(vm, args[0])->args = tuple_new(vm, items, count);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t get_cause(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_exception(vm, args[0])->cause;
    return NATIVE_OK;
}

static native_status_t set_cause(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_exception(vm, args[0])->cause = args[1];
    as_exception(vm, args[0])->suppress_context = 1;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t get_context(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_exception(vm, args[0])->context;
    return NATIVE_OK;
}

static native_status_t set_context(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_exception(vm, args[0])->context = args[1];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t get_traceback(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_exception(vm, args[0])->traceback;
    return NATIVE_OK;
}

static native_status_t set_traceback(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_exception(vm, args[0])->traceback = args[1];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t get_suppress(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_bool(as_exception(vm, args[0])->suppress_context != 0);
    return NATIVE_OK;
}

static native_status_t set_suppress(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_exception(vm, args[0])->suppress_context = args[1] == VALUE_TRUE;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static const native_property_t base_properties[] = {
    {.name = "args", .get = get_args, .set = set_args},
    {.name = "__cause__", .get = get_cause, .set = set_cause},
    {.name = "__context__", .get = get_context, .set = set_context},
    {.name = "__traceback__", .get = get_traceback, .set = set_traceback},
    {.name = "__suppress_context__", .get = get_suppress, .set = set_suppress},
    {.name = NULL}};

static const native_type_t base_type = {
    .name = "BaseException", .methods = base_methods, .properties = base_properties};

/* ---- value of StopIteration, code of SystemExit, errno and strerror of OSError ---- */

static native_status_t get_value(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = stop_iteration_value(vm, args[0]);
    return NATIVE_OK;
}

static native_status_t set_value(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_exception(vm, args[0])->value = args[1];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t get_code(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const exception_t *e = as_exception(vm, args[0]);
    uint64_t count = as_tuple(vm, e->args)->count;
    if (!value_is_unset(e->value))
        *result = e->value;
    else
        *result = count == 0 ? VALUE_NONE : count == 1 ? as_tuple(vm, e->args)->items[0] : e->args;
    return NATIVE_OK;
}

static native_status_t os_part(const vm_t *vm, value_t exception, uint64_t part, value_t *result)
{
    const tuple_t *args = as_tuple(vm, as_exception(vm, exception)->args);
    *result = args->count >= 2 ? args->items[part] : VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t get_errno(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return os_part(vm, args[0], 0, result);
}

static native_status_t get_strerror(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return os_part(vm, args[0], 1, result);
}

static const native_property_t stop_properties[] = {{.name = "value", .get = get_value, .set = set_value},
                                                    {.name = NULL}};
static const native_property_t exit_properties[] = {{.name = "code", .get = get_code, .set = set_value},
                                                    {.name = NULL}};
static const native_property_t os_properties[] = {
    {.name = "errno", .get = get_errno}, {.name = "strerror", .get = get_strerror}, {.name = NULL}};

static const native_type_t stop_type = {.name = "StopIteration", .properties = stop_properties};
static const native_type_t exit_type = {.name = "SystemExit", .properties = exit_properties};
static const native_type_t os_type = {.name = "OSError", .properties = os_properties};

const machine_exception_methods_t machine_exception_methods[] = {{EXC_BASE_EXCEPTION, &base_type},
                                                                 {EXC_STOP_ITERATION, &stop_type},
                                                                 {EXC_SYSTEM_EXIT, &exit_type},
                                                                 {EXC_OS_ERROR, &os_type},
                                                                 {EXC_COUNT, NULL}};
