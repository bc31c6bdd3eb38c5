/* Natives: their registration while loading, and calling them. */
#include "lessons/vm/machine.h"
#include "lessons/vm/machine_types.h"
#include "lessons/vm/types.h"

#include <ctype.h>
#include <stdlib.h>

/* ---- signatures ---- */

static const char *next_word(const char *at, const char **word, size_t *size)
{
    while (*at == ' ' || *at == ',')
        at++;
    *word = at;
    while (*at && *at != ',')
        at++;
    *size = (size_t)(at - *word);
    while (*size && (*word)[*size - 1] == ' ')
        --*size;
    return at;
}

static bool shape_parse(vm_t *vm, native_shape_t *shape, const char *signature)
{
    uint32_t room = 1;
    for (const char *s = signature; *s; s++)
        room += *s == ',';
    *shape = (native_shape_t){.rest = -1, .keywords = -1};
    shape->names = calloc(room, sizeof *shape->names);
    shape->optional = calloc(room, sizeof *shape->optional);
    if (!shape->names || !shape->optional)
        return false;
    bool keyword_only = false, all_positional_only = false;
    const char *word, *at = signature;
    size_t size;
    for (at = next_word(at, &word, &size); size; at = next_word(at, &word, &size)) {
        uint32_t slot = shape->count;
        if (size == 1 && *word == '/') {
            shape->positional_only = slot;
            all_positional_only = true;
            continue;
        }
        if (*word == '*') {
            keyword_only = true;
            if (size == 1)
                continue;
            bool words = word[1] == '*';
            *(words ? &shape->keywords : &shape->rest) = (int32_t)slot;
            word += words ? 2 : 1;
            size -= words ? 2 : 1;
            shape->optional[slot] = true;
        } else {
            bool optional = word[size - 1] == '=';
            size -= optional;
            shape->optional[slot] = optional;
            if (!keyword_only)
                shape->positional++;
            if (!keyword_only && !optional)
                shape->required++;
        }
        shape->names[slot] = vm_intern(vm, word, size);
        shape->count++;
    }
    shape->is_method = strncmp(signature, "self", 4) == 0 || strncmp(signature, "cls", 3) == 0;
    if (shape->is_method && !all_positional_only && shape->positional_only == 0)
        shape->positional_only = 1;
    shape->in_place = shape->positional == shape->count ? shape->count : UINT32_MAX;
    return true;
}

/* ---- registration ---- */

static uint32_t register_native(vm_t *vm, const native_def_t *def, value_t owner)
{
    if (vm->native_count == vm->native_room) {
        uint32_t room = vm->native_room ? vm->native_room * 2 : 1024;
        void *natives = realloc(vm->natives, room * sizeof *vm->natives);
        if (natives)
            vm->natives = natives;
        void *shapes = realloc(vm->shapes, room * sizeof *vm->shapes);
        if (shapes)
            vm->shapes = shapes;
        void *owners = realloc(vm->native_owners, room * sizeof *vm->native_owners);
        if (owners)
            vm->native_owners = owners;
        if (!natives || !shapes || !owners)
            vm_out_of_memory(vm);
        vm->native_room = room;
    }
    uint32_t number = vm->native_count;
    if (!shape_parse(vm, &vm->shapes[number], def->signature ? def->signature : ""))
        vm_out_of_memory(vm);
    vm->natives[number] = def;
    vm->shapes[number].call = def->call;
    vm->native_owners[number] = owner;
    vm->native_count++;
    return number;
}

static value_t native_object(vm_t *vm, const native_def_t *def, value_t owner)
{
    native_t *native = heap_alloc(vm, KIND_NATIVE, sizeof(native_t));
    native->number = register_native(vm, def, owner);
    native->name = vm_intern_c(vm, def->name);
    native->owner = owner;
    return object_value(vm, native);
}

/* Getters and setters become natives of their own: their definitions are made here and live with the machine.
 */
static const native_def_t *accessor_def(vm_t *vm, const char *name, native_fn *call, native_finish_fn *finish,
                                        const char *signature)
{
    native_def_t **defs = realloc(vm->accessor_defs, (vm->accessor_count + 1) * sizeof(native_def_t *));
    if (!defs)
        vm_out_of_memory(vm);
    vm->accessor_defs = defs;
    native_def_t *def = malloc(sizeof *def);
    if (!def)
        vm_out_of_memory(vm);
    else
        *def = (native_def_t){name, signature, call, finish, NULL};
    defs[vm->accessor_count++] = def;
    return def;
}

static void add_property(vm_t *vm, value_t class, const native_property_t *from)
{
    property_t *property = heap_alloc(vm, KIND_PROPERTY, sizeof(property_t));
    property->get = property->set = property->delete = property->doc = VALUE_NONE;
    property->get =
        native_object(vm, accessor_def(vm, from->name, from->get, from->get_finish, "self"), class);
    if (from->set)
        property->set = native_object(
            vm, accessor_def(vm, from->name, from->set, from->set_finish, "self, value"), class);
    dict_put_str(vm, as_class(vm, class)->dict, vm_intern_c(vm, from->name), object_value(vm, property));
}

static void remember_type(vm_t *vm, const native_type_t *type, value_t class)
{
    if (vm->type_count == vm->type_room) {
        vm->type_room = vm->type_room ? vm->type_room * 2 : 64;
        vm->types = realloc(vm->types, vm->type_room * sizeof *vm->types);
        vm->type_classes = realloc(vm->type_classes, vm->type_room * sizeof *vm->type_classes);
        if (!vm->types || !vm->type_classes)
            vm_out_of_memory(vm);
    }
    vm->types[vm->type_count] = type;
    vm->type_classes[vm->type_count++] = class;
}

value_t native_class(const vm_t *vm, const native_type_t *type)
{
    for (uint32_t i = 0; i < vm->type_count; i++)
        if (vm->types[i] == type)
            return vm->type_classes[i];
    return VALUE_UNSET;
}

static void fill_type(vm_t *vm, value_t class, const native_type_t *type)
{
    value_t dict = as_class(vm, class)->dict;
    for (const native_def_t *def = type->methods; def && def->name; def++) {
        value_t native = native_object(vm, def, class);
        if (strcmp(def->name, "__new__") == 0)
            as_class(vm, class)->constructor = as_native(vm, native)->number + 1;
        bool takes_class = def->signature && strncmp(def->signature, "cls", 3) == 0;
        if (takes_class && strcmp(def->name, "__new__") != 0) {
            wrapper_t *wrapper = heap_alloc(vm, KIND_CLASSMETHOD, sizeof(wrapper_t));
            wrapper->function = native;
            native = object_value(vm, wrapper);
        }
        dict_put_str(vm, dict, vm_intern_c(vm, def->name), native);
    }
    for (const native_property_t *p = type->properties; p && p->name; p++)
        add_property(vm, class, p);
}

static uint32_t payload_of(const native_type_t *type)
{
    switch (type->kind) {
    case KIND_BIGINT:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_TUPLE:
    case KIND_LIST:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
        return type->kind;
    default:
        return type == &float_type ? KIND_RAW : 0;
    }
}

static value_t type_register(vm_t *vm, const native_type_t *type)
{
    value_t known = native_class(vm, type);
    if (!value_is_unset(known))
        return known;
    value_t base = vm->class_object;
    if (type->base)
        base = type_register(vm, type->base);
    value_t name = vm_intern_c(vm, type->name);
    value_t module = vm_intern_c(vm, type->module ? type->module : "builtins");
    value_t class = class_new(vm, name, base, dict_new(vm), module, name);
    class_t *c = as_class(vm, class);
    c->header.extra = type->kind ? (uint16_t)type->kind : (uint16_t)KIND_INSTANCE;
    c->class_flags |= CLASS_NATIVE;
    if (type->final)
        c->class_flags |= CLASS_FINAL;
    if (payload_of(type))
        c->payload_kind = payload_of(type);
    if (!type->base)
        c->constructor = 0;
    remember_type(vm, type, class);
    fill_type(vm, class, type);
    if (type->kind != KIND_NONE && type->kind != KIND_OBJECT && value_is_unset(vm->classes[type->kind]))
        vm->classes[type->kind] = class;
    return class;
}

void native_module_set(vm_t *vm, value_t dict, const char *name, value_t value)
{
    dict_put_c(vm, dict, name, value);
}

value_t native_function(vm_t *vm, const native_def_t *def)
{
    for (uint32_t i = 0; i < vm->native_count; i++)
        if (vm->natives[i] == def) {
            native_t *native = heap_alloc(vm, KIND_NATIVE, sizeof(native_t));
            native->number = i;
            native->name = vm_intern_c(vm, def->name);
            native->owner = vm->native_owners[i];
            return object_value(vm, native);
        }
    return native_object(vm, def, VALUE_NONE);
}

static void register_module(vm_t *vm, const native_module_t *module, uint32_t number)
{
    value_t dict = dict_new(vm);
    dict_put_c(vm, dict, "__name__", vm_intern_c(vm, module->name));
    for (const native_def_t *def = module->functions; def && def->name; def++)
        dict_put_c(vm, dict, def->name, native_object(vm, def, VALUE_NONE));
    for (const native_type_t *const *type = module->types; type && *type; type++)
        dict_put_c(vm, dict, (*type)->name, type_register(vm, *type));
    vm->modules[number].native_dict = dict;
    if (module->fill)
        module->fill(vm, dict);
}

static void register_builtins(vm_t *vm)
{
    value_t dict = vm->modules[module_find(vm, "builtins", 8)].native_dict;
    for (int id = 0; id < EXC_COUNT; id++)
        if (id != EXC_PICKLING_ERROR)
            dict_put_str(vm, dict, as_class(vm, vm->exceptions[id])->name, vm->exceptions[id]);
    dict_put_c(vm, dict, "IOError", vm->exceptions[EXC_OS_ERROR]);
    dict_put_c(vm, dict, "EnvironmentError", vm->exceptions[EXC_OS_ERROR]);
    for (const native_type_t *const *type = machine_builtin_types; *type; type++)
        dict_put_c(vm, dict, (*type)->name, native_class(vm, *type));
    dict_put_c(vm, dict, "NotImplemented", VALUE_NOT_IMPLEMENTED);
    dict_put_c(vm, dict, "Ellipsis", VALUE_ELLIPSIS);
    vm->builtins = dict;
}

bool natives_register(vm_t *vm)
{
    remember_type(vm, &object_type, vm->class_object);
    fill_type(vm, vm->class_object, &object_type);
    vm->object_constructor = as_class(vm, vm->class_object)->constructor;
    for (const native_type_t *const *type = machine_types; *type; type++)
        if (type_register(vm, *type) == VALUE_UNSET)
            return false;
    for (const machine_exception_methods_t *m = machine_exception_methods; m->type; m++)
        fill_type(vm, vm->exceptions[m->id], m->type);
    for (uint32_t i = 0; i < vm->module_count; i++)
        if (vm->modules[i].native)
            register_module(vm, vm->modules[i].native, i);
    vm->class_int = native_class(vm, &int_type);
    vm->class_bool = native_class(vm, &bool_type);
    vm->class_float = native_class(vm, &float_type);
    vm->class_none = native_class(vm, &none_type);
    vm->class_not_implemented = native_class(vm, &not_implemented_type);
    vm->class_ellipsis = native_class(vm, &ellipsis_type);
    register_builtins(vm);
    return true;
}

value_t native_object_new(vm_t *vm, value_t class, uint32_t slots, uint32_t raw_bytes)
{
    native_object_t *object =
        heap_alloc(vm, KIND_OBJECT, sizeof(native_object_t) + slots * sizeof(value_t) + raw_bytes);
    object->header.extra = (uint16_t)slots;
    object->raw_bytes = raw_bytes;
    object->class = class;
    object->dict = VALUE_NONE;
    for (uint32_t i = 0; i < slots; i++)
        object->slots[i] = VALUE_NONE;
    return object_value(vm, object);
}

bool native_is(const vm_t *vm, value_t v, const native_type_t *type)
{
    value_t class = native_class(vm, type);
    return !value_is_unset(class) && class_is_subclass(vm, value_class(vm, v), class);
}
