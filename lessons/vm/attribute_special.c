/* Attributes that no dictionary holds: __class__, __dict__, __name__ and their like. */
#include "lessons/vm/machine.h"

static value_t or_none(value_t v)
{
    return value_is_unset(v) ? VALUE_NONE : v;
}

static value_t function_special(vm_t *vm, value_t function, value_t name)
{
    function_t *f = as_function(vm, function);
    const vm_code_t *code = &vm->codes[f->code];
    if (name == vm->names[NAME_name])
        return f->name;
    if (name == vm->names[NAME_qualname])
        return f->qualname;
    if (name == vm->names[NAME_module])
        return str_of_module(vm, f->module);
    if (name == vm->names[NAME_defaults])
        return f->defaults;
    if (name == vm->names[NAME_kwdefaults])
        return f->keyword_defaults;
    if (name == vm->names[NAME_closure])
        return f->closure;
    if (name == vm->names[NAME_doc]) {
        value_t set = value_is_none(f->attributes) ? VALUE_UNSET : dict_get_str(vm, f->attributes, name);
        return value_is_unset(set) ? code->doc : set;
    }
    if (name == vm->names[NAME_dict]) {
        if (value_is_none(f->attributes))
            f->attributes = dict_new(vm);
        return f->attributes;
    }
    return VALUE_UNSET;
}

static value_t class_special(vm_t *vm, value_t class, value_t name)
{
    class_t *c = as_class(vm, class);
    if (name == vm->names[NAME_name])
        return c->name;
    if (name == vm->names[NAME_qualname])
        return c->qualname;
    if (name == vm->names[NAME_module])
        return c->module;
    if (name == vm->names[NAME_doc])
        return or_none(dict_get_str(vm, c->dict, name));
    if (name == vm->names[NAME_dict])
        return dict_copy(vm, c->dict);
    if (name == vm->names[NAME_base])
        return c->base;
    if (name == vm->names[NAME_bases])
        return value_is_none(c->base) ? vm->empty_tuple : tuple_new(vm, &c->base, 1);
    if (name == vm->names[NAME_mro]) {
        size_t count = 0;
        for (value_t at = class; !value_is_none(at); at = as_class(vm, at)->base)
            count++;
        value_t mro = tuple_new(vm, NULL, count);
        size_t n = 0;
        for (value_t at = class; !value_is_none(at); at = as_class(vm, at)->base)
            as_tuple(vm, mro)->items[n++] = at;
        return mro;
    }
    return VALUE_UNSET;
}

static value_t native_special(vm_t *vm, value_t native, value_t name)
{
    const native_t *n = as_native(vm, native);
    if (name == vm->names[NAME_name])
        return n->name;
    if (name == vm->names[NAME_qualname]) {
        if (value_is_none(n->owner))
            return n->name;
        return str_from_format(vm, "%s.%s", class_name(vm, n->owner), as_str(vm, n->name)->bytes);
    }
    if (name == vm->names[NAME_module])
        return str_from_c(vm, "builtins");
    if (name == vm->names[NAME_doc])
        return VALUE_NONE;
    return VALUE_UNSET;
}

static value_t method_special(vm_t *vm, value_t method, value_t name)
{
    const method_t *m = as_method(vm, method);
    if (name == vm->names[NAME_self])
        return m->self;
    if (name == vm->names[NAME_func])
        return m->function;
    return attribute_special(vm, m->function, name);
}

static value_t object_dict(vm_t *vm, value_t object)
{
    value_t *place = NULL;
    if (value_kind(vm, object) == KIND_INSTANCE && as_instance(vm, object)->class != vm->class_object)
        place = &as_instance(vm, object)->dict;
    else if (value_kind(vm, object) == KIND_EXCEPTION)
        place = &as_exception(vm, object)->dict;
    else if (value_kind(vm, object) == KIND_OBJECT)
        place = &as_object(vm, object)->dict;
    if (!place)
        return VALUE_UNSET;
    if (value_is_none(*place))
        *place = dict_new(vm);
    return *place;
}

value_t attribute_special(vm_t *vm, value_t object, value_t name)
{
    value_t found = VALUE_UNSET;
    if (name == vm->names[NAME_class] && value_kind(vm, object) != KIND_SUPER)
        return value_class(vm, object);
    switch (value_kind(vm, object)) {
    case KIND_FUNCTION:
        found = function_special(vm, object, name);
        break;
    case KIND_CLASS:
        found = class_special(vm, object, name);
        break;
    case KIND_NATIVE:
        found = native_special(vm, object, name);
        break;
    case KIND_METHOD:
        found = method_special(vm, object, name);
        break;
    case KIND_MODULE:
        if (name == vm->names[NAME_dict])
            return dict_copy(vm, as_module(vm, object)->dict); /* caches know where the values stand */
        break;
    case KIND_GENERATOR:
        if (name == vm->names[NAME_name])
            return as_function(vm, as_generator(vm, object)->function)->name;
        if (name == vm->names[NAME_qualname])
            return as_function(vm, as_generator(vm, object)->function)->qualname;
        break;
    case KIND_PROPERTY:
        if (name == vm->names[NAME_doc])
            return as_property(vm, object)->doc;
        break;
    default:
        if (name == vm->names[NAME_dict])
            return object_dict(vm, object);
        if (name == vm->names[NAME_doc]) {
            value_t doc = class_lookup(vm, value_class(vm, object), name);
            return or_none(doc);
        }
        break;
    }
    return found;
}

bool attribute_set_special(vm_t *vm, value_t object, value_t name, value_t value)
{
    kind_t kind = value_kind(vm, object);
    if (kind == KIND_FUNCTION) {
        function_t *f = as_function(vm, object);
        if (heap_is_static(&vm->heap, value_to_ref(object)) && !vm->heap.loading)
            return false;
        if (name == vm->names[NAME_name])
            f->name = value;
        else if (name == vm->names[NAME_qualname])
            f->qualname = value;
        else if (name == vm->names[NAME_defaults])
            f->defaults = value;
        else if (name == vm->names[NAME_kwdefaults])
            f->keyword_defaults = value;
        else if (name == vm->names[NAME_dict] && value_kind(vm, value) == KIND_DICT)
            f->attributes = value;
        else
            return false;
        return true;
    }
    if (name == vm->names[NAME_class]) {
        if (kind == KIND_INSTANCE && value_kind(vm, value) == KIND_CLASS &&
            !(as_class(vm, value)->class_flags & (CLASS_NATIVE | CLASS_EXCEPTION)))
            as_instance(vm, object)->class = value;
        else
            step_raise(vm, EXC_TYPE_ERROR,
                       "__class__ assignment only supported for mutable types or ModuleType "
                       "subclasses");
        return true;
    }
    if (name == vm->names[NAME_dict] && value_kind(vm, value) == KIND_DICT) {
        if (kind == KIND_INSTANCE)
            as_instance(vm, object)->dict = value;
        else if (kind == KIND_EXCEPTION)
            as_exception(vm, object)->dict = value;
        else
            return false;
        return true;
    }
    return false;
}
