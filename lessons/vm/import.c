/*
 * Modules. Every module has a number; 0 is the program. A module of the library runs its body at its first
 * import; a module in C is a copy of its static contents.
 */
#include "lessons/vm/machine.h"

uint32_t module_find(const vm_t *vm, const char *name, size_t size)
{
    uint32_t native = UINT32_MAX;
    for (uint32_t i = 1; i < vm->module_count; i++) {
        const vm_module_t *m = &vm->modules[i];
        if (strlen(m->name) != size || memcmp(m->name, name, size) != 0)
            continue;
        if (m->unit && i != vm->library_builtins)
            return i;
        native = i == vm->library_builtins ? native : i;
    }
    return native;
}

static value_t *module_slot(const vm_t *vm, uint32_t number)
{
    return &as_tuple(vm, vm->state.modules)->items[number];
}

value_t module_dict(const vm_t *vm, uint32_t number)
{
    value_t frozen = vm->modules[number].native_dict;
    if (vm->modules[number].unit && !value_is_unset(frozen))
        return frozen;
    if (value_kind(vm, vm->state.modules) != KIND_TUPLE)
        return VALUE_NONE;
    value_t module = *module_slot(vm, number);
    return value_kind(vm, module) == KIND_MODULE ? as_module(vm, module)->dict : VALUE_NONE;
}

value_t str_of_module(vm_t *vm, uint32_t number)
{
    value_t name = vm_interned(vm, vm->modules[number].name, strlen(vm->modules[number].name));
    return value_is_unset(name) ? vm->empty_string : name;
}

/* The module object, empty for a library module whose body has not run. */
value_t module_make(vm_t *vm, uint32_t number)
{
    const vm_module_t *from = &vm->modules[number];
    /* What only the library sees of C is never written: no copy of it in every image. */
    bool shared = !from->unit && from->name[0] == '_' && !from->native->start;
    value_t dict = from->unit ? dict_new(vm) : shared ? from->native_dict : dict_copy(vm, from->native_dict);
    module_t *module = heap_alloc(vm, KIND_MODULE, sizeof(module_t));
    module->number = number;
    module->name = str_of_module(vm, number);
    module->dict = dict;
    value_t value = object_value(vm, module);
    if (from->unit) {
        dict_put_str(vm, dict, vm->names[NAME_name], module->name);
        dict_put_str(vm, dict, vm->names[NAME_doc], vm->codes[from->first_code].doc);
        if (!from->unit->is_library)
            dict_put_str(vm, dict, vm->names[NAME_file], str_from_c(vm, from->unit->file));
    }
    if (value_kind(vm, vm->state.modules) == KIND_TUPLE)
        *module_slot(vm, number) = value;
    vm->module_dicts[number] = dict;
    if (!from->unit && from->native->start)
        from->native->start(vm, dict);
    return value;
}

value_t module_function(vm_t *vm, uint32_t number)
{
    function_t *f = heap_alloc(vm, KIND_FUNCTION, sizeof(function_t));
    const vm_code_t *code = &vm->codes[vm->modules[number].first_code];
    f->code = vm->modules[number].first_code;
    f->module = number;
    f->name = f->qualname = code->name;
    f->defaults = f->keyword_defaults = f->closure = f->attributes = VALUE_NONE;
    return object_value(vm, f);
}

step_t module_body(vm_t *vm, uint32_t number, uint32_t result, continuation_t continuation, value_t extra)
{
    return push_frame(vm, module_function(vm, number), scratch_top(vm) + 1, result, continuation, extra);
}

/* A module that is there: *module; or its body has to run first: STEP_RELOAD, and the instruction comes
 * again. */
static step_t import_one(vm_t *vm, const char *name, size_t size, uint32_t result, value_t *module)
{
    uint32_t number = module_find(vm, name, size);
    if (number == UINT32_MAX) {
        native_raise(vm, EXC_MODULE_NOT_FOUND_ERROR, "No module named '%.*s'", (int)size, name);
        return STEP_RAISE;
    }
    value_t *slot = module_slot(vm, number);
    if (value_kind(vm, *slot) == KIND_MODULE) {
        *module = *slot;
        return STEP_NEXT;
    }
    value_t made = module_make(vm, number);
    *module = made;
    if (!vm->modules[number].unit)
        return STEP_NEXT;
    return module_body(vm, number, result, CONTINUE_IMPORT, made);
}

/* A submodule is an attribute of its package. */
static void bind_submodule(vm_t *vm, value_t package, const char *name, size_t size, value_t module)
{
    value_t key = vm_interned(vm, name, size);
    value_t dict = as_module(vm, package)->dict;
    if (value_is_unset(key))
        key = str_new(vm, name, size);
    if (dict_get_str(vm, dict, key) != module) {
        dict_put_str(vm, dict, key, module);
        vm->cache_epoch++;
    }
}

step_t import_module(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const str_t *name = as_str(vm, vm->codes[frame->code].constants[i.b]);
    uint32_t result = frame->base + i.a;
    value_t package = VALUE_UNSET, top = VALUE_UNSET, module = VALUE_UNSET;
    size_t start = 0;
    for (size_t at = 0; at <= name->size; at++) {
        if (at < name->size && name->bytes[at] != '.')
            continue;
        step_t step = import_one(vm, name->bytes, at, result, &module);
        if (step != STEP_NEXT)
            return step;
        if (value_is_unset(top))
            top = module;
        else
            bind_submodule(vm, package, name->bytes + start, at - start, module);
        package = module;
        start = at + 1;
    }
    vm->stack[result] = (i.flags & 1) ? top : module;
    return STEP_NEXT;
}

void import_failed(vm_t *vm, value_t module)
{
    if (value_kind(vm, module) == KIND_MODULE)
        *module_slot(vm, as_module(vm, module)->number) = VALUE_NONE;
}

step_t import_from(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), module = r[i.b];
    value_t name = vm->codes[frame->code].constants[i.c];
    value_t found = dict_get_str(vm, as_module(vm, module)->dict, name);
    if (!value_is_unset(found)) {
        r[i.a] = found;
        return STEP_NEXT;
    }
    /* from package import submodule */
    char dotted[256];
    const str_t *package = as_str(vm, as_module(vm, module)->name), *leaf = as_str(vm, name);
    size_t size = (size_t)package->size + 1 + leaf->size;
    if (size < sizeof dotted) {
        memcpy(dotted, package->bytes, package->size);
        dotted[package->size] = '.';
        memcpy(dotted + package->size + 1, leaf->bytes, leaf->size);
        if (module_find(vm, dotted, size) != UINT32_MAX) {
            step_t step = import_one(vm, dotted, size, scratch_top(vm), &found);
            if (step == STEP_NEXT) {
                bind_submodule(vm, module, leaf->bytes, leaf->size, found);
                r[i.a] = found;
            }
            return step;
        }
    }
    return step_raise(vm, EXC_IMPORT_ERROR, "cannot import name '%s' from '%s' (unknown location)",
                      leaf->bytes, package->bytes);
}

step_t import_star(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t module = frame_registers(vm, frame)[i.a], into = module_dict(vm, frame->module), key, value;
    value_t from = as_module(vm, module)->dict, *names;
    size_t count;
    value_t all = dict_get_str(vm, from, vm->names[NAME_all]);
    vm->cache_epoch++;
    if (!value_is_unset(all) && sequence_items(vm, all, &names, &count)) {
        for (size_t n = 0; n < count; n++) {
            value = dict_get_str(vm, from, names[n]);
            if (value_is_unset(value))
                return attribute_error(vm, module, names[n]);
            dict_put_str(vm, into, names[n], value);
        }
        return STEP_NEXT;
    }
    uint32_t position = 0;
    while (dict_next(vm, from, &position, &key, &value))
        if (as_str(vm, key)->bytes[0] != '_')
            dict_put_str(vm, into, key, value);
    return STEP_NEXT;
}
