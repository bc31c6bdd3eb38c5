/*
 * Attributes: finding, reading, writing, deleting.
 *
 * Data descriptors of the class (properties, objects with __set__) go before the instance's own dictionary,
 * that goes before anything else of the class. Names that the machine itself computes (__class__, __dict__,
 * __name__ …) are in attribute_special.c.
 */
#include "lessons/vm/machine.h"

value_t method_new(vm_t *vm, value_t function, value_t self)
{
    method_t *method = heap_alloc_raw(vm, KIND_METHOD, sizeof(method_t));
    method->function = function;
    method->self = self;
    return object_value(vm, method);
}

static bool has_method(const vm_t *vm, value_t v, vm_name_t name)
{
    return value_kind(vm, v) == KIND_INSTANCE &&
           !value_is_unset(class_lookup(vm, as_instance(vm, v)->class, vm->names[name]));
}

/* What stands in a class, seen through an instance. */
static attribute_t bind_to_instance(const vm_t *vm, value_t found, value_t self, value_t class)
{
    switch (value_kind(vm, found)) {
    case KIND_FUNCTION:
        return (attribute_t){ATTRIBUTE_METHOD, found, self};
    case KIND_NATIVE:
        if (value_is_none(as_native(vm, found)->owner))
            break;
        return (attribute_t){ATTRIBUTE_METHOD, found, self};
    case KIND_STATICMETHOD:
        return (attribute_t){ATTRIBUTE_VALUE, as_wrapper(vm, found)->function, self};
    case KIND_CLASSMETHOD:
        return (attribute_t){ATTRIBUTE_METHOD, as_wrapper(vm, found)->function, class};
    case KIND_PROPERTY:
        return (attribute_t){ATTRIBUTE_PROPERTY, found, self};
    case KIND_INSTANCE:
        if (has_method(vm, found, NAME_get))
            return (attribute_t){ATTRIBUTE_DESCRIPTOR, found, self};
        break;
    default:
        break;
    }
    return (attribute_t){ATTRIBUTE_VALUE, found, self};
}

static bool is_data_descriptor(const vm_t *vm, value_t found)
{
    return value_kind(vm, found) == KIND_PROPERTY || has_method(vm, found, NAME_set);
}

static attribute_t missing(value_t object)
{
    return (attribute_t){ATTRIBUTE_MISSING, VALUE_UNSET, object};
}

/* The object's own dictionary; None when it has none. */
static value_t own_dict(const vm_t *vm, value_t object)
{
    switch (value_kind(vm, object)) {
    case KIND_INSTANCE:
        return as_instance(vm, object)->dict;
    case KIND_EXCEPTION:
        return as_exception(vm, object)->dict;
    case KIND_OBJECT:
        return as_object(vm, object)->dict;
    case KIND_FUNCTION:
        return as_function(vm, object)->attributes;
    default:
        return VALUE_NONE;
    }
}

static attribute_t find_in_instance(vm_t *vm, value_t object, value_t name)
{
    value_t class = value_class(vm, object), found = class_lookup(vm, class, name);
    if (!value_is_unset(found) && is_data_descriptor(vm, found))
        return bind_to_instance(vm, found, object, class);
    value_t dict = own_dict(vm, object);
    if (!value_is_none(dict)) {
        value_t own = dict_get_str(vm, dict, name);
        if (!value_is_unset(own))
            return (attribute_t){ATTRIBUTE_VALUE, own, object};
    }
    return value_is_unset(found) ? missing(object) : bind_to_instance(vm, found, object, class);
}

static attribute_t find_in_class(vm_t *vm, value_t class, value_t name)
{
    value_t found = class_lookup(vm, class, name);
    if (!value_is_unset(found)) {
        switch (value_kind(vm, found)) {
        case KIND_STATICMETHOD:
            return (attribute_t){ATTRIBUTE_VALUE, as_wrapper(vm, found)->function, class};
        case KIND_CLASSMETHOD:
            return (attribute_t){ATTRIBUTE_METHOD, as_wrapper(vm, found)->function, class};
        case KIND_INSTANCE:
            if (has_method(vm, found, NAME_get))
                return (attribute_t){ATTRIBUTE_DESCRIPTOR, found, class};
            return (attribute_t){ATTRIBUTE_VALUE, found, class};
        default:
            return (attribute_t){ATTRIBUTE_VALUE, found, class};
        }
    }
    found = class_lookup(vm, vm->classes[KIND_CLASS], name);
    return value_is_unset(found) ? missing(class)
                                 : bind_to_instance(vm, found, class, vm->classes[KIND_CLASS]);
}

static attribute_t find_in_super(vm_t *vm, value_t object, value_t name)
{
    const super_t *super = as_super(vm, object);
    value_t self = super->self, base = as_class(vm, super->class)->base;
    value_t found = value_is_none(base) ? VALUE_UNSET : class_lookup(vm, base, name);
    if (value_is_unset(found))
        return missing(object);
    if (value_kind(vm, self) == KIND_CLASS) {
        /* super() in a class method or __new__: the class is self. */
        if (value_kind(vm, found) == KIND_CLASSMETHOD)
            return (attribute_t){ATTRIBUTE_METHOD, as_wrapper(vm, found)->function, self};
        if (value_kind(vm, found) == KIND_STATICMETHOD)
            return (attribute_t){ATTRIBUTE_VALUE, as_wrapper(vm, found)->function, self};
        return (attribute_t){ATTRIBUTE_VALUE, found, self};
    }
    return bind_to_instance(vm, found, self, value_class(vm, self));
}

attribute_t attribute_find(vm_t *vm, value_t object, value_t name)
{
    const str_t *text = as_str(vm, name);
    if (text->size > 4 && text->bytes[0] == '_' && text->bytes[1] == '_') {
        value_t special = attribute_special(vm, object, name);
        if (!value_is_unset(special))
            return (attribute_t){ATTRIBUTE_VALUE, special, object};
    }
    switch (value_kind(vm, object)) {
    case KIND_CLASS:
        return find_in_class(vm, object, name);
    case KIND_MODULE: {
        value_t found = dict_get_str(vm, as_module(vm, object)->dict, name);
        return value_is_unset(found) ? missing(object) : (attribute_t){ATTRIBUTE_VALUE, found, object};
    }
    case KIND_SUPER:
        return find_in_super(vm, object, name);
    default:
        return find_in_instance(vm, object, name);
    }
}

step_t attribute_error(vm_t *vm, value_t object, value_t name)
{
    const char *text = as_str(vm, name)->bytes;
    switch (value_kind(vm, object)) {
    case KIND_CLASS:
        native_raise(vm, EXC_ATTRIBUTE_ERROR, "type object '%s' has no attribute '%s'",
                     class_name(vm, object), text);
        break;
    case KIND_MODULE:
        native_raise(vm, EXC_ATTRIBUTE_ERROR, "module '%s' has no attribute '%s'",
                     as_str(vm, as_module(vm, object)->name)->bytes, text);
        break;
    default:
        native_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                     value_type_name(vm, object), text);
    }
    as_exception(vm, vm->state.exception)->value = tuple_new(vm, (value_t[]){name, object}, 2);
    return STEP_RAISE;
}

/* __getattr__ of the class, when everything else has failed. */
static step_t fall_to_getattr(vm_t *vm, value_t object, value_t name, uint32_t result,
                              continuation_t continuation, value_t extra)
{
    value_t class = value_class(vm, object);
    if (as_class(vm, class)->class_flags & CLASS_HAS_GETATTR) {
        value_t hook = class_lookup(vm, class, vm->names[NAME_getattr]);
        if (value_kind(vm, hook) == KIND_FUNCTION)
            return call_with(vm, hook, (value_t[]){object, name}, 2, result, continuation, extra);
    }
    return attribute_error(vm, object, name);
}

step_t get_attribute(vm_t *vm, value_t object, value_t name, uint32_t result, continuation_t continuation,
                     value_t extra)
{
    attribute_t found = attribute_find(vm, object, name);
    switch (found.kind) {
    case ATTRIBUTE_VALUE:
        return deliver(vm, continuation, result, extra, found.value);
    case ATTRIBUTE_METHOD:
        return deliver(vm, continuation, result, extra, method_new(vm, found.value, found.self));
    case ATTRIBUTE_PROPERTY: {
        value_t get = as_property(vm, found.value)->get;
        if (value_is_none(get))
            return step_raise(vm, EXC_ATTRIBUTE_ERROR, "property '%s' of '%s' object has no getter",
                              as_str(vm, name)->bytes, value_type_name(vm, object));
        return call_with(vm, get, &found.self, 1, result, continuation, extra);
    }
    case ATTRIBUTE_DESCRIPTOR: {
        value_t hook = class_lookup(vm, value_class(vm, found.value), vm->names[NAME_get]);
        bool through_class = value_kind(vm, object) == KIND_CLASS;
        value_t args[3] = {found.value, through_class ? VALUE_NONE : found.self,
                           through_class ? object : value_class(vm, found.self)};
        return call_with(vm, hook, args, 3, result, continuation, extra);
    }
    default:
        return fall_to_getattr(vm, object, name, result, continuation, extra);
    }
}

/* ---- writing ---- */

/* The dictionary that an object's attributes go into, made if there is none; UNSET: it cannot have any. */
static value_t dict_for_writing(vm_t *vm, value_t object)
{
    value_t *place;
    switch (value_kind(vm, object)) {
    case KIND_INSTANCE:
        if (as_instance(vm, object)->class == vm->class_object)
            return VALUE_UNSET;
        place = &as_instance(vm, object)->dict;
        break;
    case KIND_EXCEPTION:
        place = &as_exception(vm, object)->dict;
        break;
    case KIND_OBJECT:
        if (as_class(vm, as_object(vm, object)->class)->class_flags & CLASS_NATIVE)
            return VALUE_UNSET;
        place = &as_object(vm, object)->dict;
        break;
    case KIND_FUNCTION:
        if (heap_is_static(&vm->heap, value_to_ref(object)) && !vm->heap.loading)
            return VALUE_UNSET;
        place = &as_function(vm, object)->attributes;
        break;
    default:
        return VALUE_UNSET;
    }
    if (value_is_none(*place))
        *place = dict_new(vm);
    return *place;
}

static value_t canonical_name(const vm_t *vm, value_t name)
{
    const str_t *text = as_str(vm, name);
    if (text->header.flags & STR_INTERNED)
        return name;
    value_t interned = vm_interned(vm, text->bytes, text->size);
    return value_is_unset(interned) ? name : interned;
}

static step_t set_in_class(vm_t *vm, value_t class, value_t name, value_t value)
{
    class_t *c = as_class(vm, class);
    if ((c->class_flags & CLASS_NATIVE) ||
        (heap_is_static(&vm->heap, value_to_ref(class)) && !vm->heap.loading))
        return step_raise(vm, EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'",
                          as_str(vm, name)->bytes, class_name(vm, class));
    if (name == vm->names[NAME_name])
        c->name = value;
    else if (name == vm->names[NAME_qualname])
        c->qualname = value;
    else
        dict_put_str(vm, c->dict, name, value);
    class_changed(vm, class, name, value);
    return STEP_NEXT;
}

static step_t set_by_descriptor(vm_t *vm, value_t object, value_t name, value_t found, value_t value)
{
    if (value_kind(vm, found) == KIND_PROPERTY) {
        value_t set = as_property(vm, found)->set;
        if (value_is_none(set))
            return step_raise(vm, EXC_ATTRIBUTE_ERROR, "property '%s' of '%s' object has no setter",
                              as_str(vm, name)->bytes, value_type_name(vm, object));
        return call_with(vm, set, (value_t[]){object, value}, 2, 0, CONTINUE_DROP, VALUE_UNSET);
    }
    value_t hook = class_lookup(vm, value_class(vm, found), vm->names[NAME_set]);
    return call_with(vm, hook, (value_t[]){found, object, value}, 3, 0, CONTINUE_DROP, VALUE_UNSET);
}

static bool slot_has_name(const vm_t *vm, value_t slots, value_t name)
{
    value_t *items;
    size_t count;
    if (value_is_str(vm, slots))
        return str_equal(as_str(vm, slots), as_str(vm, name));
    if (!sequence_items(vm, slots, &items, &count))
        return true;
    for (size_t i = 0; i < count; i++)
        if (value_is_str(vm, items[i]) && str_equal(as_str(vm, items[i]), as_str(vm, name)))
            return true;
    return false;
}

/* Whether __slots__ of the class and its bases forbid an attribute of that name. */
static bool slots_forbid(const vm_t *vm, value_t object, value_t name)
{
    value_t class = value_class(vm, object);
    if (!(as_class(vm, class)->class_flags & CLASS_SLOTS))
        return false;
    for (; class != vm->class_object; class = as_class(vm, class)->base)
        if (slot_has_name(vm, dict_get_str(vm, as_class(vm, class)->dict, vm->names[NAME_slots]), name))
            return false;
    return true;
}

/* object.__setattr__: without a user's hook. */
step_t set_attribute_plain(vm_t *vm, value_t object, value_t name, value_t value)
{
    name = canonical_name(vm, name);
    kind_t kind = value_kind(vm, object);
    if (kind == KIND_CLASS)
        return set_in_class(vm, object, name, value);
    if (kind == KIND_MODULE) {
        if (heap_is_static(&vm->heap, value_to_ref(as_module(vm, object)->dict)) && !vm->heap.loading)
            return step_raise(vm, EXC_TYPE_ERROR, "module '%s' is part of the sandbox and cannot be changed",
                              as_str(vm, as_module(vm, object)->name)->bytes);
        dict_put_str(vm, as_module(vm, object)->dict, name, value);
        vm->cache_epoch++;
        return STEP_NEXT;
    }
    value_t found = class_lookup(vm, value_class(vm, object), name);
    if (!value_is_unset(found) && is_data_descriptor(vm, found))
        return set_by_descriptor(vm, object, name, found, value);
    if (attribute_set_special(vm, object, name, value))
        return vm->state.exception != VALUE_NONE ? STEP_RAISE : STEP_NEXT;
    value_t dict = slots_forbid(vm, object, name) ? VALUE_UNSET : dict_for_writing(vm, object);
    if (value_is_unset(dict)) {
        if (!value_is_unset(found))
            return step_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object attribute '%s' is read-only",
                              value_type_name(vm, object), as_str(vm, name)->bytes);
        return attribute_error(vm, object, name);
    }
    dict_put_str(vm, dict, name, value);
    return STEP_NEXT;
}

step_t set_attribute(vm_t *vm, value_t object, value_t name, value_t value)
{
    value_t class = value_class(vm, object);
    if (as_class(vm, class)->class_flags & CLASS_HAS_SETATTR) {
        value_t hook = class_lookup(vm, class, vm->names[NAME_setattr]);
        if (value_kind(vm, hook) == KIND_FUNCTION)
            return call_with(vm, hook, (value_t[]){object, name, value}, 3, 0, CONTINUE_DROP, VALUE_UNSET);
    }
    return set_attribute_plain(vm, object, name, value);
}

step_t delete_attribute_plain(vm_t *vm, value_t object, value_t name)
{
    value_t dict = VALUE_UNSET, gone = VALUE_UNSET;
    switch (value_kind(vm, object)) {
    case KIND_CLASS:
        if (as_class(vm, object)->class_flags & CLASS_NATIVE ||
            heap_is_static(&vm->heap, value_to_ref(object)))
            return step_raise(vm, EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'",
                              as_str(vm, name)->bytes, class_name(vm, object));
        dict = as_class(vm, object)->dict;
        vm->cache_epoch++;
        break;
    case KIND_MODULE:
        dict = as_module(vm, object)->dict;
        vm->cache_epoch++;
        break;
    default: {
        value_t found = class_lookup(vm, value_class(vm, object), name);
        if (value_kind(vm, found) == KIND_PROPERTY) {
            value_t hook = as_property(vm, found)->delete;
            if (value_is_none(hook))
                return step_raise(vm, EXC_ATTRIBUTE_ERROR, "property '%s' of '%s' object has no deleter",
                                  as_str(vm, name)->bytes, value_type_name(vm, object));
            return call_with(vm, hook, &object, 1, 0, CONTINUE_DROP, VALUE_UNSET);
        }
        if (has_method(vm, found, NAME_delete))
            return call_with(vm, class_lookup(vm, value_class(vm, found), vm->names[NAME_delete]),
                             (value_t[]){found, object}, 2, 0, CONTINUE_DROP, VALUE_UNSET);
        dict = own_dict(vm, object);
        break;
    }
    }
    if (value_kind(vm, dict) == KIND_DICT)
        dict_delete(vm, dict, name, &gone);
    if (!value_is_unset(gone))
        return STEP_NEXT;
    if (value_kind(vm, object) == KIND_INSTANCE)
        return step_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                          value_type_name(vm, object), as_str(vm, name)->bytes);
    return attribute_error(vm, object, name);
}

step_t delete_attribute(vm_t *vm, value_t object, value_t name)
{
    value_t class = value_class(vm, object);
    if (as_class(vm, class)->class_flags & CLASS_HAS_SETATTR) {
        value_t hook = class_lookup(vm, class, vm->names[NAME_delattr]);
        if (value_kind(vm, hook) == KIND_FUNCTION)
            return call_with(vm, hook, (value_t[]){object, name}, 2, 0, CONTINUE_DROP, VALUE_UNSET);
    }
    return delete_attribute_plain(vm, object, name);
}

/* ---- the instructions ---- */

value_t special_method(vm_t *vm, value_t v, vm_name_t name)
{
    value_t found = class_lookup(vm, value_class(vm, v), vm->names[name]);
    if (value_kind(vm, found) == KIND_STATICMETHOD || value_kind(vm, found) == KIND_CLASSMETHOD)
        found = as_wrapper(vm, found)->function;
    return found;
}

static inline_cache_t *cache_at(vm_t *vm, const frame_t *frame)
{
    return &vm->codes[frame->code].caches[frame->pc];
}

/* LOAD_GLOBAL_METHOD, which came here through its LOAD_METHOD, looks no further than its own cache, and knows from this
 * one whether the function is a bound one in C that is called at once. */
static void remember_for_global(vm_t *vm, const frame_t *frame, inline_cache_t *cache)
{
    const instruction_t *before = &vm->codes[frame->code].instructions[frame->pc] - 1;
    if (frame->pc == 0 || before->op != OP_LOAD_GLOBAL_METHOD || cache[-1].epoch != vm->cache_epoch)
        return;
    value_t callable = *(value_t *)heap_at(&vm->heap, cache->entry);
    cache[-1].class = cache->class;
    cache[-1].value = cache->entry;
    if (before->flags & 1 && value_kind(vm, callable) == KIND_METHOD &&
        value_kind(vm, as_method(vm, callable)->function) == KIND_NATIVE)
        cache->value = cached_bound(callable);
}

/* Remembers where the value of a module's name stands, for reading: the class of the cache is the module. */
static void remember_in_module(vm_t *vm, const frame_t *frame, value_t module, value_t name)
{
    value_t dict = as_module(vm, module)->dict;
    uint32_t entry = dict_find_str(vm, dict, name);
    if (entry == UINT32_MAX || vm->heap.loading)
        return;
    ref_t slot = heap_ref(&vm->heap, &dict_entry(vm, dict, entry)->value);
    inline_cache_t *cache = cache_at(vm, frame);
    *cache = (inline_cache_t){
        .epoch = vm->cache_epoch, .entry = slot, .class = cached_module(module), .value = VALUE_UNSET};
    remember_for_global(vm, frame, cache);
}

/* Remembers, for an instance without a data descriptor of that name, which entry of its dictionary it was. */
static void remember_entry(vm_t *vm, const frame_t *frame, value_t object, value_t name)
{
    if (value_kind(vm, object) == KIND_MODULE) {
        remember_in_module(vm, frame, object, name);
        return;
    }
    if (value_kind(vm, object) != KIND_INSTANCE || value_is_none(as_instance(vm, object)->dict))
        return;
    value_t class = as_instance(vm, object)->class;
    if (as_class(vm, class)->class_flags & (CLASS_HAS_GETATTR | CLASS_HAS_SETATTR))
        return;
    value_t found = class_lookup(vm, class, name);
    if (!value_is_unset(found) && is_data_descriptor(vm, found))
        return;
    uint32_t entry = dict_find_str(vm, as_instance(vm, object)->dict, name);
    if (entry == UINT32_MAX)
        return;
    *cache_at(vm, frame) =
        (inline_cache_t){.epoch = vm->cache_epoch, .entry = entry, .class = class, .value = VALUE_UNSET};
}

/* Remembers the getter or setter in C of a property of a native object. */
static void remember_property(vm_t *vm, const frame_t *frame, value_t object, value_t name, bool set)
{
    value_t class = value_class(vm, object), found = class_lookup(vm, class, name);
    if (value_kind(vm, found) != KIND_PROPERTY || (as_class(vm, class)->class_flags & CLASS_HAS_DUNDERS))
        return;
    value_t native = set ? as_property(vm, found)->set : as_property(vm, found)->get;
    if (value_kind(vm, native) == KIND_NATIVE)
        *cache_at(vm, frame) = (inline_cache_t){.epoch = vm->cache_epoch, .class = class, .value = native};
}

step_t load_property(vm_t *vm, instruction_t i, value_t getter)
{
    const frame_t *frame = top_frame(vm);
    uint32_t at = scratch_top(vm) + 1;
    vm->stack[at] = frame_registers(vm, frame)[i.b];
    return call_accessor(vm, getter, at, 1, frame->base + i.a, CONTINUE_STORE);
}

step_t store_property(vm_t *vm, instruction_t i, value_t setter)
{
    const value_t *r = frame_registers(vm, top_frame(vm));
    uint32_t at = scratch_top(vm) + 1;
    vm->stack[at] = r[i.a];
    vm->stack[at + 1] = r[i.c];
    return call_accessor(vm, setter, at, 2, 0, CONTINUE_DROP);
}

step_t load_attr_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t object = frame_registers(vm, frame)[i.b];
    value_t name = vm->codes[frame->code].constants[i.c];
    if (value_kind(vm, object) == KIND_OBJECT)
        remember_property(vm, frame, object, name, false);
    else
        remember_entry(vm, frame, object, name);
    if (as_class(vm, value_class(vm, object))->class_flags & CLASS_HAS_GETATTR) {
        value_t hook = class_lookup(vm, value_class(vm, object), vm->names[NAME_getattribute]);
        if (value_kind(vm, hook) == KIND_FUNCTION)
            return call_with(vm, hook, (value_t[]){object, name}, 2, frame->base + i.a, CONTINUE_STORE,
                             VALUE_UNSET);
    }
    return get_attribute(vm, object, name, frame->base + i.a, CONTINUE_STORE, VALUE_UNSET);
}

step_t store_attr_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame);
    value_t name = vm->codes[frame->code].constants[i.b], object = r[i.a];
    if (value_kind(vm, object) == KIND_OBJECT) {
        remember_property(vm, frame, object, name, true);
        return set_attribute(vm, object, name, r[i.c]);
    }
    step_t step = set_attribute(vm, object, name, r[i.c]);
    if (step == STEP_NEXT && value_kind(vm, object) != KIND_MODULE)
        remember_entry(vm, frame, object, name);
    return step;
}

/* R[a] function, R[a+1] self; or R[a] UNSET, R[a+1] the callable. */
step_t load_method(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame);
    value_t object = r[i.b], name = vm->codes[frame->code].constants[i.c];
    if (as_class(vm, value_class(vm, object))->class_flags & CLASS_HAS_GETATTR) {
        value_t hook = class_lookup(vm, value_class(vm, object), vm->names[NAME_getattribute]);
        if (value_kind(vm, hook) == KIND_FUNCTION) {
            r[i.a] = VALUE_UNSET;
            return call_with(vm, hook, (value_t[]){object, name}, 2, frame->base + i.a + 1u, CONTINUE_STORE,
                             VALUE_UNSET);
        }
    }
    attribute_t found = attribute_find(vm, object, name);
    if (found.kind == ATTRIBUTE_METHOD) {
        if (value_kind(vm, object) == KIND_INSTANCE)
            *cache_at(vm, frame) =
                (inline_cache_t){.epoch = vm->cache_epoch,
                                 .class = as_instance(vm, object)->class,
                                 .value = found.self == object ? found.value : VALUE_UNSET};
        else if (found.self == object && value_kind(vm, object) != KIND_CLASS &&
                 value_kind(vm, object) != KIND_MODULE && value_kind(vm, object) != KIND_SUPER &&
                 value_is_none(own_dict(vm, object)))
            *cache_at(vm, frame) = (inline_cache_t){
                .epoch = vm->cache_epoch, .class = value_class(vm, object), .value = found.value};
        r[i.a] = found.value;
        r[i.a + 1] = found.self;
        return STEP_NEXT;
    }
    r[i.a] = VALUE_UNSET;
    if (value_kind(vm, object) == KIND_MODULE)
        remember_in_module(vm, frame, object, name);
    return get_attribute(vm, object, name, frame->base + i.a + 1u, CONTINUE_STORE, VALUE_UNSET);
}
