/* The types of the machine itself: object, type, property, super, functions, generators, slices. */
#include "lessons/vm/machine_types.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/value_text.h"

/* ---- object ---- */

static native_status_t object_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t class = args[0];
    if (value_kind(vm, class) != KIND_CLASS)
        return native_raise(vm, EXC_TYPE_ERROR, "object.__new__(X): X is not a type object (%s)",
                            value_type_name(vm, class));
    bool given = as_tuple(vm, args[1])->count > 0 || !value_is_unset(args[2]);
    if (class == vm->class_object && given)
        return native_raise(vm, EXC_TYPE_ERROR, "object() takes no arguments");
    if (as_class(vm, class)->class_flags & CLASS_EXCEPTION)
        *result = exception_new(vm, class, args[1]);
    else
        *result = instance_new(vm, class);
    return NATIVE_OK;
}

static native_status_t object_init(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    bool given = as_tuple(vm, args[1])->count > 0 || !value_is_unset(args[2]);
    value_t class = value_class(vm, args[0]);
    value_t maker = class_lookup(vm, class, vm->names[NAME_new]);
    if (given && value_kind(vm, maker) == KIND_NATIVE) {
        if (value_kind(vm, class_lookup(vm, class, vm->names[NAME_init])) == KIND_NATIVE)
            return native_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments", class_name(vm, class));
        return native_raise(vm, EXC_TYPE_ERROR,
                            "object.__init__() takes exactly one argument (the instance to initialize)");
    }
    return NATIVE_OK;
}

static native_status_t object_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    text_t text;
    text_init(&text);
    value_add_default_repr(vm, &text, args[0]);
    return text_to_str(vm, &text, result);
}

static native_status_t object_str(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t repr = special_method(vm, args[0], NAME_repr);
    if (value_kind(vm, repr) == KIND_FUNCTION)
        return native_call(vm, repr, args, 1);
    return value_repr(vm, args[0], result);
}

static native_status_t object_format(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_str(vm, args[1]) && as_str(vm, args[1])->size)
        return native_raise(vm, EXC_TYPE_ERROR, "unsupported format string passed to %s.__format__",
                            value_type_name(vm, args[0]));
    value_t str = special_method(vm, args[0], NAME_str);
    if (value_kind(vm, str) == KIND_FUNCTION)
        return native_call(vm, str, args, 1);
    return object_str(vm, args, 1, result);
}

static native_status_t object_eq(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm;
    (void)nargs;
    *result = args[0] == args[1] ? VALUE_TRUE : VALUE_NOT_IMPLEMENTED;
    return NATIVE_OK;
}

static native_status_t object_ne(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm;
    (void)nargs;
    *result = args[0] == args[1] ? VALUE_FALSE : VALUE_NOT_IMPLEMENTED;
    return NATIVE_OK;
}

static native_status_t object_hash(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = bigint_from_int64(vm, (int64_t)(value_identity(vm, args[0]) >> 4));
    return NATIVE_OK;
}

static native_status_t object_setattr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    if (!value_is_str(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "attribute name must be string, not '%s'",
                            value_type_name(vm, args[1]));
    return machine_set_attribute(vm, args[0], args[1], args[2], true);
}

static native_status_t object_delattr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return delete_attribute_plain(vm, args[0], args[1]) == STEP_RAISE ? NATIVE_RAISE : NATIVE_OK;
}

static native_status_t object_getattribute(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return machine_get_attribute(vm, args[0], args[1], VALUE_UNSET, false, result);
}

static native_status_t object_init_subclass(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm;
    (void)args;
    (void)nargs;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static const native_def_t object_methods[] = {
    {"__new__", "cls, *args, **kwargs", object_new, NULL, NULL},
    {"__init__", "self, *args, **kwargs", object_init, NULL, NULL},
    {"__repr__", "self, /", object_repr, NULL, NULL},
    {"__str__", "self, /", object_str, NULL, "_str"},
    {"__format__", "self, spec, /", object_format, NULL, NULL},
    {"__eq__", "self, other, /", object_eq, NULL, NULL},
    {"__ne__", "self, other, /", object_ne, NULL, NULL},
    {"__hash__", "self, /", object_hash, NULL, NULL},
    {"__setattr__", "self, name, value, /", object_setattr, NULL, NULL},
    {"__delattr__", "self, name, /", object_delattr, NULL, NULL},
    {"__getattribute__", "self, name, /", object_getattribute, NULL, NULL},
    {"__init_subclass__", "cls", object_init_subclass, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const native_type_t object_type = {.name = "object", .kind = KIND_INSTANCE, .methods = object_methods};

/* ---- type ---- */

static native_status_t type_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[2])) {
        *result = value_class(vm, args[1]);
        return NATIVE_OK;
    }
    value_t *bases, base = vm->class_object;
    size_t count;
    if (!value_is_str(vm, args[1]) || !sequence_items(vm, args[2], &bases, &count) ||
        value_kind(vm, args[3]) != KIND_DICT)
        return native_raise(vm, EXC_TYPE_ERROR, "type() takes 1 or 3 arguments");
    if (count > 1)
        return native_raise(vm, EXC_TYPE_ERROR, "the sandbox's Python has single inheritance only");
    if (count == 1)
        base = bases[0];
    if (value_kind(vm, base) != KIND_CLASS)
        return native_raise(vm, EXC_TYPE_ERROR, "bases must be types");
    value_t module = value_is_unset(dict_get_str(vm, args[3], vm->names[NAME_module]))
                         ? str_of_module(vm, vm->state.frame_count ? top_frame(vm)->module : 0)
                         : dict_get_str(vm, args[3], vm->names[NAME_module]);
    *result = class_new(vm, args[1], base, dict_copy(vm, args[3]), module, args[1]);
    return NATIVE_OK;
}

static native_status_t type_mro(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t mro = attribute_special(vm, args[0], vm->names[NAME_mro]), *items;
    size_t count;
    sequence_items(vm, mro, &items, &count);
    *result = list_new(vm, items, count);
    return NATIVE_OK;
}

static const native_def_t type_methods[] = {
    {"__new__", "cls, object, bases=, dict=, /", type_new, NULL, NULL},
    {"mro", "self, /", type_mro, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const native_type_t type_type = {.name = "type", .kind = KIND_CLASS, .methods = type_methods, .final = true};

/* ---- property, staticmethod, classmethod, super ---- */

static value_t property_with(vm_t *vm, value_t get, value_t set, value_t delete, value_t doc)
{
    property_t *p = heap_alloc(vm, KIND_PROPERTY, sizeof(property_t));
    p->get = get;
    p->set = set;
    p->delete = delete;
    p->doc = doc;
    return object_value(vm, p);
}

static value_t or_none(value_t v)
{
    return value_is_unset(v) ? VALUE_NONE : v;
}

static native_status_t property_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t doc = or_none(args[4]);
    if (value_is_none(doc) && value_kind(vm, or_none(args[1])) == KIND_FUNCTION)
        doc = or_none(attribute_special(vm, args[1], vm->names[NAME_doc]));
    *result = property_with(vm, or_none(args[1]), or_none(args[2]), or_none(args[3]), doc);
    return NATIVE_OK;
}

static native_status_t property_getter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const property_t *p = as_property(vm, args[0]);
    *result = property_with(vm, args[1], p->set, p->delete, p->doc);
    return NATIVE_OK;
}

static native_status_t property_setter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const property_t *p = as_property(vm, args[0]);
    *result = property_with(vm, p->get, args[1], p->delete, p->doc);
    return NATIVE_OK;
}

static native_status_t property_deleter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const property_t *p = as_property(vm, args[0]);
    *result = property_with(vm, p->get, p->set, args[1], p->doc);
    return NATIVE_OK;
}

static native_status_t property_fget(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_property(vm, args[0])->get;
    return NATIVE_OK;
}

static const native_def_t property_methods[] = {
    {"__new__", "cls, fget=, fset=, fdel=, doc=", property_new, NULL, NULL},
    {"getter", "self, fget, /", property_getter, NULL, NULL},
    {"setter", "self, fset, /", property_setter, NULL, NULL},
    {"deleter", "self, fdel, /", property_deleter, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static const native_property_t property_properties[] = {{.name = "fget", .get = property_fget},
                                                        {.name = NULL}};

const native_type_t property_type = {.name = "property",
                                     .kind = KIND_PROPERTY,
                                     .methods = property_methods,
                                     .properties = property_properties};

static native_status_t wrapper_new(vm_t *vm, kind_t kind, value_t function, value_t *result)
{
    wrapper_t *w = heap_alloc(vm, kind, sizeof(wrapper_t));
    w->function = function;
    *result = object_value(vm, w);
    return NATIVE_OK;
}

static native_status_t staticmethod_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return wrapper_new(vm, KIND_STATICMETHOD, args[1], result);
}

static native_status_t classmethod_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return wrapper_new(vm, KIND_CLASSMETHOD, args[1], result);
}

static native_status_t wrapper_function(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_wrapper(vm, args[0])->function;
    return NATIVE_OK;
}

static const native_property_t wrapper_properties[] = {{.name = "__func__", .get = wrapper_function},
                                                       {.name = NULL}};
static const native_def_t staticmethod_methods[] = {
    {"__new__", "cls, function, /", staticmethod_new, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};
static const native_def_t classmethod_methods[] = {
    {"__new__", "cls, function, /", classmethod_new, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

const native_type_t staticmethod_type = {.name = "staticmethod",
                                         .kind = KIND_STATICMETHOD,
                                         .methods = staticmethod_methods,
                                         .properties = wrapper_properties};
const native_type_t classmethod_type = {.name = "classmethod",
                                        .kind = KIND_CLASSMETHOD,
                                        .methods = classmethod_methods,
                                        .properties = wrapper_properties};

static native_status_t super_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[1]) || value_is_unset(args[2]))
        return native_raise(vm, EXC_RUNTIME_ERROR, "super(): no arguments");
    if (value_kind(vm, args[1]) != KIND_CLASS)
        return native_raise(vm, EXC_TYPE_ERROR, "super() argument 1 must be a type, not %s",
                            value_type_name(vm, args[1]));
    super_t *s = heap_alloc(vm, KIND_SUPER, sizeof(super_t));
    s->class = args[1];
    s->self = args[2];
    *result = object_value(vm, s);
    return NATIVE_OK;
}

static const native_def_t super_methods[] = {{"__new__", "cls, type=, object=, /", super_new, NULL, NULL},
                                             {NULL, NULL, NULL, NULL, NULL}};
const native_type_t super_type = {
    .name = "super", .kind = KIND_SUPER, .methods = super_methods, .final = true};

/* ---- slice ---- */

static native_status_t slice_make(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[2]))
        *result = slice_new(vm, VALUE_NONE, args[1], VALUE_NONE);
    else
        *result = slice_new(vm, args[1], args[2], or_none(args[3]));
    return NATIVE_OK;
}

static native_status_t slice_start(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_slice(vm, args[0])->start;
    return NATIVE_OK;
}

static native_status_t slice_stop(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_slice(vm, args[0])->stop;
    return NATIVE_OK;
}

static native_status_t slice_step(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_slice(vm, args[0])->step;
    return NATIVE_OK;
}

static native_status_t slice_all_indices(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t length, start, stop, step, count;
    if (!value_is_int(vm, args[1]) || !bigint_to_int64(vm, args[1], &length) || length < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "length should not be negative");
    native_status_t status = slice_indices(vm, args[0], length, &start, &stop, &step, &count);
    if (status != NATIVE_OK)
        return status;
    value_t items[3] = {bigint_from_int64(vm, start), bigint_from_int64(vm, stop),
                        bigint_from_int64(vm, step)};
    *result = tuple_new(vm, items, 3);
    return NATIVE_OK;
}

static const native_def_t slice_methods[] = {
    {"__new__", "cls, start, stop=, step=, /", slice_make, NULL, NULL},
    {"indices", "self, length, /", slice_all_indices, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static const native_property_t slice_properties[] = {{.name = "start", .get = slice_start},
                                                     {.name = "stop", .get = slice_stop},
                                                     {.name = "step", .get = slice_step},
                                                     {.name = NULL}};
const native_type_t slice_type = {.name = "slice",
                                  .kind = KIND_SLICE,
                                  .methods = slice_methods,
                                  .properties = slice_properties,
                                  .final = true};

/* ---- generators ---- */

/* Goes on with a generator as the native's result. */
static native_status_t resume(vm_t *vm, value_t generator, value_t value, uint32_t how)
{
    native_call(vm, generator, &value, 1);
    vm->tail.generator = how;
    return NATIVE_CALL;
}

static native_status_t generator_next_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    (void)result;
    return resume(vm, args[0], VALUE_NONE, TAIL_SEND);
}

static native_status_t generator_send(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    (void)result;
    return resume(vm, args[0], args[1], TAIL_SEND);
}

static native_status_t generator_throw_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    (void)result;
    value_t exception = args[1];
    if (value_kind(vm, exception) == KIND_CLASS && (as_class(vm, exception)->class_flags & CLASS_EXCEPTION)) {
        bool given = !value_is_unset(args[2]) && !value_is_none(args[2]);
        if (given && value_kind(vm, args[2]) == KIND_EXCEPTION)
            exception = args[2];
        else
            exception = exception_new(vm, exception, given ? tuple_new(vm, &args[2], 1) : vm->empty_tuple);
    }
    if (value_kind(vm, exception) != KIND_EXCEPTION)
        return native_raise(vm, EXC_TYPE_ERROR,
                            "exceptions must be classes or instances deriving from BaseException, not %s",
                            value_type_name(vm, exception));
    return resume(vm, args[0], exception, TAIL_THROW);
}

static native_status_t generator_close(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    uint16_t state = as_header(vm, args[0])->extra;
    if (state == GENERATOR_NEW)
        generator_finish(vm, args[0]);
    if (state != GENERATOR_SUSPENDED)
        return NATIVE_OK;
    value_t exit = exception_new(vm, vm->exceptions[EXC_GENERATOR_EXIT], vm->empty_tuple);
    resume(vm, args[0], exit, TAIL_THROW);
    vm->tail.continuation = CONTINUE_CLOSE;
    return NATIVE_CALL;
}

static native_status_t itself(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm;
    (void)nargs;
    *result = args[0];
    return NATIVE_OK;
}

static const native_def_t generator_methods[] = {
    {"__next__", "self, /", generator_next_method, NULL, NULL},
    {"__iter__", "self, /", itself, NULL, NULL},
    {"send", "self, value, /", generator_send, NULL, NULL},
    {"throw", "self, type, value=, traceback=, /", generator_throw_method, NULL, NULL},
    {"close", "self, /", generator_close, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
const native_type_t generator_type = {
    .name = "generator", .kind = KIND_GENERATOR, .methods = generator_methods, .final = true};

/* ---- the rest: types without methods of their own ---- */

static const native_type_t function_type = {.name = "function", .kind = KIND_FUNCTION, .final = true};
static const native_type_t native_type = {
    .name = "builtin_function_or_method", .kind = KIND_NATIVE, .final = true};
static const native_type_t method_type = {.name = "method", .kind = KIND_METHOD, .final = true};
static const native_type_t module_type = {.name = "module", .kind = KIND_MODULE, .final = true};
static const native_type_t cell_type = {.name = "cell", .kind = KIND_CELL, .final = true};
static const native_type_t traceback_type = {.name = "traceback", .kind = KIND_TRACEBACK, .final = true};
const native_type_t none_type = {.name = "NoneType", .kind = KIND_NONE, .final = true};
const native_type_t not_implemented_type = {.name = "NotImplementedType", .kind = KIND_NONE, .final = true};
const native_type_t ellipsis_type = {.name = "ellipsis", .kind = KIND_NONE, .final = true};

const native_type_t *const machine_types[] = {
    &object_type, &type_type,      &property_type, &staticmethod_type,    &classmethod_type, &super_type,
    &slice_type,  &generator_type, &function_type, &native_type,          &method_type,      &module_type,
    &cell_type,   &traceback_type, &none_type,     &not_implemented_type, &ellipsis_type,    NULL};

const native_type_t *const machine_builtin_types[] = {
    &object_type,      &type_type,  &property_type, &staticmethod_type,
    &classmethod_type, &super_type, &slice_type,    NULL};
