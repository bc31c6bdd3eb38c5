/* Classes and their instances. Single inheritance: a class's line of bases is the chain of `base`. */
#include "lessons/vm/machine.h"

value_t value_class(const vm_t *vm, value_t v)
{
    if (value_is_double(v))
        return vm->class_float;
    if (value_is_small_int(v))
        return vm->class_int;
    if (!value_is_ref(v)) {
        switch (v) {
        case VALUE_TRUE:
        case VALUE_FALSE:
            return vm->class_bool;
        case VALUE_NOT_IMPLEMENTED:
            return vm->class_not_implemented;
        case VALUE_ELLIPSIS:
            return vm->class_ellipsis;
        default:
            return vm->class_none;
        }
    }
    const object_t *object = as_header(vm, v);
    switch (object->kind) {
    case KIND_INSTANCE:
        return ((const instance_t *)object)->class;
    case KIND_EXCEPTION:
        return ((const exception_t *)object)->class;
    case KIND_OBJECT:
        return ((const native_object_t *)object)->class;
    default:
        return vm->classes[object->kind];
    }
}

const char *class_name(const vm_t *vm, value_t class)
{
    return as_str(vm, as_class(vm, class)->name)->bytes;
}

static const char *const iterator_names[] = {
    [ITERATE_LIST] = "list_iterator",
    [ITERATE_TUPLE] = "tuple_iterator",
    [ITERATE_STR] = "str_iterator",
    [ITERATE_BYTES] = "bytes_iterator",
    [ITERATE_RANGE] = "range_iterator",
    [ITERATE_DICT_KEYS] = "dict_keyiterator",
    [ITERATE_DICT_VALUES] = "dict_valueiterator",
    [ITERATE_DICT_ITEMS] = "dict_itemiterator",
    [ITERATE_SET] = "set_iterator",
    [ITERATE_LIST_REVERSED] = "list_reverseiterator",
    [ITERATE_DICT_KEYS_REVERSED] = "dict_reversekeyiterator",
    [ITERATE_SEQUENCE] = "iterator",
    [ITERATE_CALLABLE] = "callable_iterator",
    [ITERATE_RANGE_BIG] = "longrange_iterator",
};
static const char *const view_names[] = {"dict_keys", "dict_values", "dict_items"};

const char *value_type_name(const vm_t *vm, value_t v)
{
    if (value_kind(vm, v) == KIND_ITERATOR)
        return iterator_names[as_header(vm, v)->extra];
    if (value_kind(vm, v) == KIND_DICT_VIEW)
        return view_names[as_header(vm, v)->extra];
    if (value_kind(vm, v) == KIND_INSTANCE) {
        /* A class of the library that stands for one in C. */
        value_t key = vm_interned(vm, "_tp_name", 8);
        value_t full =
            value_is_unset(key) ? key : dict_get_str(vm, as_class(vm, value_class(vm, v))->dict, key);
        if (value_is_str(vm, full))
            return as_str(vm, full)->bytes;
    }
    if (value_kind(vm, v) == KIND_OBJECT) {
        for (uint32_t i = 0; i < vm->type_count; i++)
            if (vm->type_classes[i] == as_object(vm, v)->class && vm->types[i]->full_name)
                return vm->types[i]->full_name;
    }
    return class_name(vm, value_class(vm, v));
}

bool class_is_subclass(const vm_t *vm, value_t class, value_t of)
{
    while (class != of) {
        class = as_class(vm, class)->base;
        if (value_is_none(class))
            return false;
    }
    return true;
}

value_t class_lookup(const vm_t *vm, value_t class, value_t name)
{
    for (; !value_is_none(class); class = as_class(vm, class)->base) {
        value_t found = dict_get_str(vm, as_class(vm, class)->dict, name);
        if (!value_is_unset(found))
            return found;
    }
    return VALUE_UNSET;
}

bool value_has_user_method(const vm_t *vm, value_t v, vm_name_t name)
{
    kind_t kind = value_kind(vm, v);
    if (kind != KIND_INSTANCE && kind != KIND_EXCEPTION && kind != KIND_OBJECT)
        return false;
    value_t found = class_lookup(vm, value_class(vm, v), vm->names[name]);
    return value_kind(vm, found) == KIND_FUNCTION;
}

/* ---- making ---- */

static uint32_t inherited_flags(const vm_t *vm, value_t base)
{
    return value_is_none(base) ? 0
                               : as_class(vm, base)->class_flags & ~(uint32_t)(CLASS_NATIVE | CLASS_SLOTS);
}

/* What a class body or a later assignment says about special methods. */
static uint32_t flags_of_name(const vm_t *vm, value_t name, value_t value)
{
    const str_t *text = as_str(vm, name);
    if (text->size < 5 || text->bytes[0] != '_' || text->bytes[1] != '_')
        return 0;
    if (name == vm->names[NAME_eq])
        return CLASS_HAS_EQ | CLASS_HAS_DUNDERS;
    if (name == vm->names[NAME_hash])
        return value_is_none(value) ? CLASS_UNHASHABLE : CLASS_HAS_HASH | CLASS_HAS_DUNDERS;
    if (name == vm->names[NAME_getattr] || name == vm->names[NAME_getattribute])
        return CLASS_HAS_GETATTR | CLASS_HAS_DUNDERS;
    if (name == vm->names[NAME_setattr] || name == vm->names[NAME_delattr])
        return CLASS_HAS_SETATTR | CLASS_HAS_DUNDERS;
    if (name == vm->names[NAME_init] || name == vm->names[NAME_module] || name == vm->names[NAME_qualname] ||
        name == vm->names[NAME_doc])
        return 0;
    return CLASS_HAS_DUNDERS;
}

value_t class_new(vm_t *vm, value_t name, value_t base, value_t dict, value_t module, value_t qualname)
{
    class_t *class = heap_alloc(vm, KIND_CLASS, sizeof(class_t));
    class->name = name;
    class->qualname = qualname;
    class->module = module;
    class->base = base;
    class->dict = dict;
    class->identity = ++vm->state.next_identity;
    class->class_flags = inherited_flags(vm, base);
    class->header.extra = KIND_INSTANCE;
    if (!value_is_none(base)) {
        const class_t *parent = as_class(vm, base);
        class->header.extra = parent->header.extra;
        class->constructor = parent->constructor;
        class->payload_kind = parent->payload_kind;
    }
    uint32_t position = 0, found = 0;
    value_t key, value;
    while (dict_next(vm, dict, &position, &key, &value))
        found |= flags_of_name(vm, key, value);
    if (found & CLASS_HAS_HASH)
        class->class_flags &= ~(uint32_t)CLASS_UNHASHABLE;
    else if (found & CLASS_HAS_EQ)
        found |= CLASS_UNHASHABLE;
    class->class_flags |= found;
    bool slots = !value_is_unset(dict_get_str(vm, dict, vm->names[NAME_slots]));
    if (slots && (base == vm->class_object || as_class(vm, base)->class_flags & CLASS_SLOTS))
        class->class_flags |= CLASS_SLOTS;
    return object_value(vm, class);
}

/* An attribute of an existing class was set: what caches and flags say is void. (Flags of subclasses made
 * before are not touched; a special method that is added later to a base is found by its lookup all the
 * same.) */
void class_changed(vm_t *vm, value_t class, value_t name, value_t value)
{
    as_class(vm, class)->class_flags |= flags_of_name(vm, name, value);
    vm->cache_epoch++;
}

value_t instance_new(vm_t *vm, value_t class)
{
    instance_t *instance = heap_alloc_raw(vm, KIND_INSTANCE, sizeof(instance_t));
    instance->identity = 0;
    instance->unused = 0;
    instance->class = class;
    instance->dict = VALUE_NONE;
    instance->payload = VALUE_UNSET;
    return object_value(vm, instance);
}

value_t instance_with_payload(vm_t *vm, value_t class, value_t payload)
{
    value_t instance = instance_new(vm, class);
    as_instance(vm, instance)->payload = payload;
    return instance;
}

/* ---- the class statement ---- */

static step_t check_bases(vm_t *vm, const value_t *bases, uint32_t count, value_t *base)
{
    *base = vm->class_object;
    if (count > 1)
        return step_raise(vm, EXC_TYPE_ERROR, "the sandbox's Python has single inheritance only");
    if (count == 0)
        return STEP_NEXT;
    if (value_kind(vm, bases[0]) != KIND_CLASS)
        return step_raise(vm, EXC_TYPE_ERROR, "a class cannot derive from a '%s' object",
                          value_type_name(vm, bases[0]));
    *base = bases[0];
    if (*base == vm->class_bool || *base == vm->class_none || as_class(vm, *base)->class_flags & CLASS_FINAL)
        return step_raise(vm, EXC_TYPE_ERROR, "type '%s' is not an acceptable base type",
                          class_name(vm, *base));
    return STEP_NEXT;
}

step_t build_class(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame) + i.a;
    value_t base;
    step_t step = check_bases(vm, r + 2, i.b, &base);
    if (step != STEP_NEXT)
        return step;
    value_t namespace = dict_new(vm);
    dict_put_str(vm, namespace, vm->names[NAME_module], str_of_module(vm, frame->module));
    const vm_code_t *body = &vm->codes[as_function(vm, r[0])->code];
    dict_put_str(vm, namespace, vm->names[NAME_qualname], body->qualname);
    if (!value_is_none(body->doc))
        dict_put_str(vm, namespace, vm->names[NAME_doc], body->doc);
    uint32_t args = frame->base + i.a + 2u + i.b + 1u;
    vm->stack[args] = namespace;
    return push_frame(vm, r[0], args, frame->base + i.a, CONTINUE_CLASS, namespace);
}

static bool has_named_descriptor(vm_t *vm, value_t dict)
{
    uint32_t position = 0;
    value_t key, value;
    while (dict_next(vm, dict, &position, &key, &value))
        if (value_kind(vm, value) == KIND_INSTANCE && value_has_user_method(vm, value, NAME_set_name))
            return true;
    return false;
}

/* Tells descriptors their names, then the base about its new subclass. */
static step_t announce_class(vm_t *vm, value_t class, uint32_t result)
{
    if (has_named_descriptor(vm, as_class(vm, class)->dict)) {
        vm->stack[result] = class;
        return call_library(vm, "_announce_class", &class, 1, result, CONTINUE_SUBCLASS, class);
    }
    value_t hook = class_lookup(vm, as_class(vm, class)->base, vm->names[NAME_init_subclass]);
    vm->stack[result] = class;
    if (value_kind(vm, hook) == KIND_CLASSMETHOD)
        hook = as_wrapper(vm, hook)->function;
    if (value_kind(vm, hook) != KIND_FUNCTION)
        return STEP_NEXT;
    return call_with(vm, hook, &class, 1, result, CONTINUE_SUBCLASS, class);
}

step_t class_body_done(vm_t *vm, value_t cell, uint32_t result, value_t namespace)
{
    /* The innermost frame is again that of the class statement. */
    frame_t *frame = top_frame(vm);
    instruction_t i = frame_instruction(vm, frame);
    value_t *r = frame_registers(vm, frame) + i.a;
    value_t base = i.b ? r[2] : vm->class_object;
    value_t qualname = dict_get_str(vm, namespace, vm->names[NAME_qualname]);
    dict_delete(vm, namespace, vm->names[NAME_qualname], NULL);
    value_t class =
        class_new(vm, r[1], base, namespace, dict_get_str(vm, namespace, vm->names[NAME_module]), qualname);
    if (value_kind(vm, cell) == KIND_CELL)
        as_cell(vm, cell)->value = class;
    return announce_class(vm, class, result);
}

/* ---- making instances ---- */

static bool has_own_new(const vm_t *vm, value_t class, value_t *function)
{
    if (!(as_class(vm, class)->class_flags & CLASS_HAS_DUNDERS))
        return false;
    value_t found = class_lookup(vm, class, vm->names[NAME_new]);
    if (value_kind(vm, found) == KIND_STATICMETHOD)
        found = as_wrapper(vm, found)->function;
    *function = found;
    return value_kind(vm, found) == KIND_FUNCTION;
}

static value_t instance_for(vm_t *vm, value_t class, uint32_t args, uint32_t count)
{
    if (as_class(vm, class)->class_flags & CLASS_EXCEPTION)
        return exception_new(vm, class, tuple_new(vm, vm->stack + args, count));
    return instance_new(vm, class);
}

/* Calls __init__ of a fresh instance with the arguments that stand at args. */
static step_t initialise(vm_t *vm, value_t instance, uint32_t args, uint32_t count, value_t keyword_names,
                         uint32_t result, continuation_t continuation, value_t extra)
{
    value_t class = value_class(vm, instance);
    value_t init = class_lookup(vm, class, vm->names[NAME_init]);
    if (value_kind(vm, init) != KIND_FUNCTION && value_kind(vm, init) != KIND_NATIVE) {
        uint32_t named = value_is_unset(keyword_names) ? 0 : (uint32_t)as_tuple(vm, keyword_names)->count;
        if (count + named > 0 && !(as_class(vm, class)->class_flags & CLASS_EXCEPTION))
            return step_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments", class_name(vm, class));
        if (named > 0)
            return step_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", class_name(vm, class));
        return deliver(vm, continuation, result, extra, instance);
    }
    if (continuation != CONTINUE_STORE && continuation != CONTINUE_RETRY)
        return step_raise(vm, EXC_SYSTEM_ERROR, "an instance cannot be made here");
    continuation_t then = continuation == CONTINUE_STORE ? CONTINUE_INIT : CONTINUE_INIT_AGAIN;
    vm->stack[args - 1] = instance;
    if (value_kind(vm, init) == KIND_NATIVE)
        return call_native(vm, as_native(vm, init)->number, args - 1, count + 1, keyword_names, result, then,
                           instance);
    return push_function(vm, init, args - 1, count + 1, keyword_names, result, then, instance);
}

/* A user's subclass of a builtin with a native constructor: makes the payload. Immutable builtins get all
 * arguments in __new__; containers are filled by __init__. */
static step_t construct_payload(vm_t *vm, value_t class, uint32_t args, uint32_t count, value_t keyword_names,
                                uint32_t result, continuation_t continuation, value_t extra)
{
    const class_t *c = as_class(vm, class);
    bool filled_by_init =
        c->payload_kind == KIND_LIST || c->payload_kind == KIND_DICT || c->payload_kind == KIND_SET;
    value_t init = class_lookup(vm, class, vm->names[NAME_init]);
    bool own_init = value_kind(vm, init) == KIND_FUNCTION;
    if (!filled_by_init && !own_init) {
        vm->stack[args - 1] = class;
        return call_native(vm, c->constructor - 1, args - 1, count + 1, keyword_names, result, continuation,
                           extra);
    }
    uint32_t number = c->constructor - 1;
    value_t slots[16], made = VALUE_UNSET;
    uint32_t slot_count = vm->shapes[number].count;
    if (slot_count > 16)
        return step_raise(vm, EXC_TYPE_ERROR, "cannot make a '%s'", class_name(vm, class));
    for (uint32_t i = 0; i < slot_count; i++)
        slots[i] = (int32_t)i == vm->shapes[number].rest ? vm->empty_tuple : VALUE_UNSET;
    slots[0] = class;
    for (uint32_t i = 0; !filled_by_init && i < count && i + 1 < slot_count; i++)
        slots[i + 1] = vm->stack[args + i];
    native_status_t status = vm->natives[number]->call(vm, slots, (int)slot_count, &made);
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    if (status != NATIVE_OK)
        return step_raise(vm, EXC_TYPE_ERROR, "cannot make a '%s' from these arguments",
                          class_name(vm, class));
    return initialise(vm, made, args, count, keyword_names, result, continuation, extra);
}

step_t call_class(vm_t *vm, value_t class, uint32_t args, uint32_t count, value_t keyword_names,
                  uint32_t result, continuation_t continuation, value_t extra)
{
    const class_t *c = as_class(vm, class);
    value_t own_new;
    if (c->class_flags & CLASS_NATIVE) {
        if (c->class_flags & CLASS_EXCEPTION) {
            if (!value_is_unset(keyword_names))
                return step_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments",
                                  class_name(vm, class));
            return deliver(vm, continuation, result, extra, instance_for(vm, class, args, count));
        }
        if (!c->constructor)
            return step_raise(vm, EXC_TYPE_ERROR, "cannot create '%s' instances", class_name(vm, class));
        vm->stack[args - 1] = class;
        return call_native(vm, c->constructor - 1, args - 1, count + 1, keyword_names, result, continuation,
                           extra);
    }
    if (has_own_new(vm, class, &own_new)) {
        /* __init__ wants the same arguments afterwards: they are kept in a tuple. */
        uint32_t named = value_is_unset(keyword_names) ? 0 : (uint32_t)as_tuple(vm, keyword_names)->count;
        value_t kept[3] = {class, tuple_new(vm, vm->stack + args, count + named), keyword_names};
        vm->stack[args - 1] = class;
        return push_function(vm, own_new, args - 1, count + 1, keyword_names, result, CONTINUE_NEW,
                             tuple_new(vm, kept, 3));
    }
    if (c->constructor && c->payload_kind)
        return construct_payload(vm, class, args, count, keyword_names, result, continuation, extra);
    if (c->constructor && c->constructor != vm->object_constructor) {
        if (value_kind(vm, class_lookup(vm, class, vm->names[NAME_init])) == KIND_FUNCTION)
            return construct_payload(vm, class, args, count, keyword_names, result, continuation, extra);
        vm->stack[args - 1] = class;
        return call_native(vm, c->constructor - 1, args - 1, count + 1, keyword_names, result, continuation,
                           extra);
    }
    return initialise(vm, instance_for(vm, class, args, count), args, count, keyword_names, result,
                      continuation, extra);
}

step_t after_new(vm_t *vm, value_t instance, uint32_t result, value_t extra)
{
    const tuple_t *kept = as_tuple(vm, extra);
    if (!class_is_subclass(vm, value_class(vm, instance), kept->items[0])) {
        vm->stack[result] = instance;
        return STEP_NEXT;
    }
    value_t names = kept->items[2];
    uint32_t named = value_is_unset(names) ? 0 : (uint32_t)as_tuple(vm, names)->count;
    const tuple_t *arguments = as_tuple(vm, kept->items[1]);
    uint32_t args = scratch_top(vm) + 1;
    memcpy(vm->stack + args, arguments->items, arguments->count * sizeof(value_t));
    value_t init = class_lookup(vm, value_class(vm, instance), vm->names[NAME_init]);
    if (value_kind(vm, init) != KIND_FUNCTION) {
        vm->stack[result] = instance;
        return STEP_NEXT;
    }
    return initialise(vm, instance, args, (uint32_t)arguments->count - named, names, result, CONTINUE_STORE,
                      VALUE_UNSET);
}

/* super() without arguments: the compiler hands in __class__ and self. */
step_t call_super(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    uint32_t at = frame->base + i.a;
    value_t *r = vm->stack + at;
    if (r[0] != vm->classes[KIND_SUPER])
        return call_value(vm, at + 1, 0, VALUE_UNSET, at, CONTINUE_STORE, VALUE_UNSET);
    if (value_kind(vm, r[1]) != KIND_CLASS)
        return step_raise(vm, EXC_RUNTIME_ERROR, "super(): __class__ cell not found");
    super_t *super = heap_alloc(vm, KIND_SUPER, sizeof(super_t));
    super->class = r[1];
    super->self = r[2];
    r[0] = object_value(vm, super);
    return STEP_NEXT;
}
