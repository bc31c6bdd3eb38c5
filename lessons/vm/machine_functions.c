/* Builtin functions that need the machine: getattr and its kin, iter, next, vars, dir; and the library's
 * private ones. */
#include "lessons/vm/iterate.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/machine_types.h"
#include "lessons/vm/traceback.h"

static native_status_t check_name(vm_t *vm, value_t name)
{
    if (value_is_str(vm, name))
        return NATIVE_OK;
    return native_raise(vm, EXC_TYPE_ERROR, "attribute name must be string, not '%s'",
                        value_type_name(vm, name));
}

static value_t canonical(const vm_t *vm, value_t name)
{
    value_t interned = vm_interned(vm, as_str(vm, name)->bytes, as_str(vm, name)->size);
    return value_is_unset(interned) ? name : interned;
}

/* A call for an attribute's value: what AttributeError means to it. */
static native_status_t attribute_call(vm_t *vm, value_t callable, const value_t *args, uint32_t count,
                                      value_t fallback)
{
    native_call(vm, callable, args, count);
    if (!value_is_unset(fallback)) {
        vm->tail.continuation = CONTINUE_DEFAULT_ATTRIBUTE;
        vm->tail.extra = fallback;
    }
    return NATIVE_CALL;
}

native_status_t machine_get_attribute(vm_t *vm, value_t object, value_t name, value_t fallback, bool hooks,
                                      value_t *result)
{
    native_status_t status = check_name(vm, name);
    if (status != NATIVE_OK)
        return status;
    name = canonical(vm, name);
    uint32_t flags = as_class(vm, value_class(vm, object))->class_flags;
    if (hooks && (flags & CLASS_HAS_GETATTR)) {
        value_t hook = special_method(vm, object, NAME_getattribute);
        if (value_kind(vm, hook) == KIND_FUNCTION)
            return attribute_call(vm, hook, (value_t[]){object, name}, 2, fallback);
    }
    attribute_t found = attribute_find(vm, object, name);
    switch (found.kind) {
    case ATTRIBUTE_VALUE:
        *result = found.value;
        return NATIVE_OK;
    case ATTRIBUTE_METHOD:
        *result = method_new(vm, found.value, found.self);
        return NATIVE_OK;
    case ATTRIBUTE_PROPERTY:
        if (!value_is_none(as_property(vm, found.value)->get))
            return attribute_call(vm, as_property(vm, found.value)->get, &found.self, 1, fallback);
        break;
    case ATTRIBUTE_DESCRIPTOR: {
        bool through_class = value_kind(vm, object) == KIND_CLASS;
        value_t args[3] = {found.value, through_class ? VALUE_NONE : found.self,
                           through_class ? object : value_class(vm, found.self)};
        return attribute_call(vm, special_method(vm, found.value, NAME_get), args, 3, fallback);
    }
    case ATTRIBUTE_MISSING:
        break;
    }
    if (hooks && (flags & CLASS_HAS_GETATTR)) {
        value_t hook = special_method(vm, object, NAME_getattr);
        if (value_kind(vm, hook) == KIND_FUNCTION)
            return attribute_call(vm, hook, (value_t[]){object, name}, 2, fallback);
    }
    if (!value_is_unset(fallback)) {
        *result = fallback;
        return NATIVE_OK;
    }
    attribute_error(vm, object, name);
    return NATIVE_RAISE;
}

/* A descriptor's setter or a user's __setattr__ becomes the native's call. */
native_status_t machine_set_attribute(vm_t *vm, value_t object, value_t name, value_t value, bool plain)
{
    native_status_t status = check_name(vm, name);
    if (status != NATIVE_OK)
        return status;
    name = canonical(vm, name);
    value_t class = value_class(vm, object);
    if (!plain && (as_class(vm, class)->class_flags & CLASS_HAS_SETATTR)) {
        value_t hook = class_lookup(vm, class, vm->names[NAME_setattr]);
        if (value_kind(vm, hook) == KIND_FUNCTION) {
            native_call(vm, hook, (value_t[]){object, name, value}, 3);
            vm->tail.continuation = CONTINUE_NONE;
            return NATIVE_CALL;
        }
    }
    value_t found = class_lookup(vm, class, name);
    if (value_kind(vm, found) == KIND_PROPERTY && !value_is_none(as_property(vm, found)->set)) {
        native_call(vm, as_property(vm, found)->set, (value_t[]){object, value}, 2);
        vm->tail.continuation = CONTINUE_NONE;
        return NATIVE_CALL;
    }
    return set_attribute_plain(vm, object, name, value) == STEP_RAISE ? NATIVE_RAISE : NATIVE_OK;
}

static native_status_t builtin_getattr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return machine_get_attribute(vm, args[0], args[1], args[2], true, result);
}

static native_status_t builtin_hasattr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    native_status_t status = machine_get_attribute(vm, args[0], args[1], VALUE_FALSE, true, result);
    if (status == NATIVE_CALL) {
        vm->tail.continuation = CONTINUE_HAS_ATTRIBUTE;
        return status;
    }
    if (status == NATIVE_OK && *result == VALUE_FALSE) {
        attribute_t found = attribute_find(vm, args[0], canonical(vm, args[1]));
        *result = value_from_bool(found.kind != ATTRIBUTE_MISSING);
    } else if (status == NATIVE_OK) {
        *result = VALUE_TRUE;
    }
    return status;
}

static native_status_t builtin_setattr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return machine_set_attribute(vm, args[0], args[1], args[2], false);
}

static native_status_t builtin_delattr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    native_status_t status = check_name(vm, args[1]);
    if (status != NATIVE_OK)
        return status;
    return delete_attribute_plain(vm, args[0], canonical(vm, args[1])) == STEP_RAISE ? NATIVE_RAISE
                                                                                     : NATIVE_OK;
}

static native_status_t builtin_vars(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[0]))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "vars() without an argument is not part of the sandbox's Python");
    *result = attribute_special(vm, args[0], vm->names[NAME_dict]);
    if (value_is_unset(*result))
        return native_raise(vm, EXC_TYPE_ERROR, "vars() argument must have __dict__ attribute");
    return NATIVE_OK;
}

static void add_keys(vm_t *vm, value_t into, value_t dict)
{
    uint32_t position = 0;
    value_t key, value;
    while (value_kind(vm, dict) == KIND_DICT && dict_next(vm, dict, &position, &key, &value))
        dict_put(vm, into, key, VALUE_NONE);
}

/* Names sorted, as dir() has them. */
static value_t sorted_keys(vm_t *vm, value_t dict)
{
    uint32_t position = 0;
    value_t key, value, list = list_with_capacity(vm, dict_count(vm, dict));
    while (dict_next(vm, dict, &position, &key, &value)) {
        uint32_t at = as_list(vm, list)->count;
        while (at > 0 && str_compare(as_str(vm, list_items(vm, list)[at - 1]), as_str(vm, key)) > 0)
            at--;
        list_insert(vm, list, at, key);
    }
    return list;
}

static native_status_t builtin_dir(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t names = dict_new(vm), class = value_class(vm, args[0]);
    if (value_is_unset(args[0]))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "dir() without an argument is not part of the sandbox's Python");
    if (value_kind(vm, args[0]) == KIND_MODULE) {
        add_keys(vm, names, as_module(vm, args[0])->dict);
    } else {
        bool is_class = value_kind(vm, args[0]) == KIND_CLASS;
        if (is_class)
            class = args[0];
        else
            add_keys(vm, names, attribute_special(vm, args[0], vm->names[NAME_dict]));
        for (; !value_is_none(class); class = as_class(vm, class)->base)
            add_keys(vm, names, as_class(vm, class)->dict);
    }
    *result = sorted_keys(vm, names);
    return NATIVE_OK;
}

/* ---- iteration ---- */

static native_status_t builtin_iter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!value_is_unset(args[1]))
        return NATIVE_FALLBACK;
    if (value_kind(vm, args[0]) == KIND_GENERATOR ||
        (value_kind(vm, args[0]) == KIND_OBJECT && lazy_is_pure(vm, args[0]))) {
        *result = args[0];
        return NATIVE_OK;
    }
    native_status_t status = value_iterate(vm, args[0], result);
    if (status != NATIVE_FALLBACK)
        return status;
    value_t method = special_method(vm, args[0], NAME_iter);
    if (value_is_unset(method)) {
        *result = iterator_new(vm, ITERATE_SEQUENCE, args[0]);
        return NATIVE_OK;
    }
    native_call(vm, method, args, 1);
    vm->tail.continuation = CONTINUE_ITER;
    return NATIVE_CALL;
}

static native_status_t builtin_next(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t item = VALUE_UNSET, fallback = args[1];
    native_status_t status = NATIVE_FALLBACK;
    kind_t kind = value_kind(vm, args[0]);
    if (kind == KIND_ITERATOR)
        status = iterator_next(vm, args[0], &item);
    else if (kind == KIND_OBJECT && lazy_is_pure(vm, args[0]))
        status = lazy_next(vm, args[0], &item);
    if (status == NATIVE_RAISE)
        return status;
    if (status == NATIVE_OK) {
        *result = value_is_unset(item) ? fallback : item;
        return value_is_unset(*result) ? native_raise(vm, EXC_STOP_ITERATION, "%s", "") : NATIVE_OK;
    }
    if (kind == KIND_ITERATOR)
        return NATIVE_FALLBACK; /* over a __getitem__ of the lesson language */
    if (kind == KIND_GENERATOR) {
        value_t none = VALUE_NONE;
        native_call(vm, args[0], &none, 1);
        vm->tail.generator = TAIL_SEND;
    } else {
        value_t method = special_method(vm, args[0], NAME_next);
        if (value_is_unset(method))
            return native_raise(vm, EXC_TYPE_ERROR, "'%s' object is not an iterator",
                                value_type_name(vm, args[0]));
        native_call(vm, method, args, 1);
    }
    if (!value_is_unset(fallback)) {
        vm->tail.continuation = CONTINUE_DEFAULT;
        vm->tail.extra = fallback;
    }
    return NATIVE_CALL;
}

const native_def_t machine_functions[] = {
    {"getattr", "object, name, default=, /", builtin_getattr, NULL, NULL},
    {"hasattr", "obj, name, /", builtin_hasattr, NULL, NULL},
    {"setattr", "obj, name, value, /", builtin_setattr, NULL, NULL},
    {"delattr", "obj, name, /", builtin_delattr, NULL, NULL},
    {"vars", "object=, /", builtin_vars, NULL, NULL},
    {"dir", "object=, /", builtin_dir, NULL, NULL},
    {"iter", "object, sentinel=, /", builtin_iter, NULL, "_iter"},
    {"next", "iterator, default=, /", builtin_next, NULL, "_next"},
    {NULL, NULL, NULL, NULL, NULL}};

/* ---- for the library ---- */

static native_status_t run_module(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    (void)result;
    const str_t *name = as_str(vm, args[0]);
    uint32_t number = strcmp(name->bytes, "__main__") == 0 ? 0 : module_find(vm, name->bytes, name->size);
    if (number == UINT32_MAX || !vm->modules[number].unit)
        return native_raise(vm, EXC_MODULE_NOT_FOUND_ERROR, "No module named '%s'", name->bytes);
    value_t module = module_make(vm, number);
    vm->module_dicts[number] = as_module(vm, module)->dict;
    return native_call(vm, module_function(vm, number), NULL, 0);
}

static native_status_t format_traceback(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[0]) != KIND_EXCEPTION)
        return native_raise(vm, EXC_TYPE_ERROR, "an exception is expected");
    return traceback_format(vm, args[0], args[1], result);
}

static native_status_t library_class_lookup(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t found = class_lookup(vm, args[0], args[1]);
    *result = value_is_unset(found) ? VALUE_NONE : found;
    return NATIVE_OK;
}

/* type(x).__name__(x, …): a special method found as the machine finds it. None: there is none. */
/* is_subclass(cls, of): by the line of bases alone. */
static native_status_t library_is_subclass(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_bool(class_is_subclass(vm, args[0], args[1]));
    return NATIVE_OK;
}

static native_status_t library_special(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t found = class_lookup(vm, value_class(vm, args[0]), canonical(vm, args[1]));
    *result = value_is_unset(found) ? VALUE_NONE : method_new(vm, found, args[0]);
    return NATIVE_OK;
}

/* caller() → (file, line, function): where the program stands, the library's own frames left out */
static native_status_t library_caller(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    vm_position_t at = vm_where(vm);
    const value_t parts[3] = {str_from_c(vm, at.file ? at.file : ""), value_from_int(at.line),
                              str_from_c(vm, at.function ? at.function : "")};
    *result = tuple_new(vm, parts, 3);
    return NATIVE_OK;
}

const native_def_t machine_private_functions[] = {
    {"run_module", "name, /", run_module, NULL, NULL},
    {"format_traceback", "exception, texts=, /", format_traceback, NULL, "_format_traceback"},
    {"class_lookup", "cls, name, /", library_class_lookup, NULL, NULL},
    {"special_method", "object, name, /", library_special, NULL, NULL},
    {"caller", "", library_caller, NULL, NULL},
    {"is_subclass", "cls, of, /", library_is_subclass, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
