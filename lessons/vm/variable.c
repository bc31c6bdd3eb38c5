/* Names: globals, the namespaces of class bodies, variables that are not bound; and what caches remember of
 * them. */
#include "lessons/vm/fast_objects.h"
#include "lessons/vm/machine.h"

static void remember_global(vm_t *vm, inline_cache_t *cache, value_t dict, uint32_t entry)
{
    *cache = (inline_cache_t){.epoch = vm->cache_epoch,
                              .entry = heap_ref(&vm->heap, &dict_entry(vm, dict, entry)->value)};
}

step_t load_global_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const vm_code_t *code = &vm->codes[frame->code];
    value_t name = code->constants[instruction_bx(i)], dict = vm->module_dicts[frame->module];
    uint32_t entry = dict_find_str(vm, dict, name);
    if (entry == UINT32_MAX) {
        dict = vm->builtins;
        entry = dict_find_str(vm, dict, name);
    }
    if (entry == UINT32_MAX)
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    if (!vm->heap.loading)
        remember_global(vm, &code->caches[frame->pc], dict, entry);
    frame_registers(vm, frame)[i.a] = dict_entry(vm, dict, entry)->value;
    return STEP_NEXT;
}

step_t store_global_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const vm_code_t *code = &vm->codes[frame->code];
    value_t name = code->constants[instruction_bx(i)], dict = vm->module_dicts[frame->module];
    uint32_t before = dict_count(vm, dict);
    dict_put_str(vm, dict, name, frame_registers(vm, frame)[i.a]);
    if (dict_count(vm, dict) != before)
        vm->cache_epoch++; /* entries may have moved, a builtin name may be hidden now */
    if (!vm->heap.loading)
        remember_global(vm, &code->caches[frame->pc], dict, dict_find_str(vm, dict, name));
    return STEP_NEXT;
}

step_t delete_global(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t name = vm->codes[frame->code].constants[instruction_bx(i)], gone = VALUE_UNSET;
    dict_delete(vm, vm->module_dicts[frame->module], name, &gone);
    vm->cache_epoch++;
    if (value_is_unset(gone))
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    return STEP_NEXT;
}

/* LOAD_NAME, STORE_NAME, DELETE_NAME, LOAD_CLASS_FREE: the namespace of a class body is R[0]. */
step_t class_names(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), namespace = r[0], gone = VALUE_UNSET;
    const value_t *k = vm->codes[frame->code].constants;
    value_t name = i.op == OP_LOAD_CLASS_FREE ? k[i.b] : k[instruction_bx(i)], found;
    switch (i.op) {
    case OP_STORE_NAME:
        dict_put_str(vm, namespace, name, r[i.a]);
        return STEP_NEXT;
    case OP_DELETE_NAME:
        dict_delete(vm, namespace, name, &gone);
        if (value_is_unset(gone))
            return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
        return STEP_NEXT;
    default:
        break;
    }
    found = dict_get_str(vm, namespace, name);
    if (value_is_unset(found) && i.op == OP_LOAD_CLASS_FREE) {
        found = as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[i.c])->value;
        if (value_is_unset(found))
            return step_raise(
                vm, EXC_NAME_ERROR,
                "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
                as_str(vm, name)->bytes);
    }
    if (value_is_unset(found))
        found = dict_get_str(vm, vm->module_dicts[frame->module], name);
    if (value_is_unset(found))
        found = builtin_name(vm, name);
    if (value_is_unset(found))
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    r[i.a] = found;
    return STEP_NEXT;
}

step_t unbound(vm_t *vm, value_t name, bool free)
{
    const char *text = as_str(vm, name)->bytes;
    if (free)
        return step_raise(
            vm, EXC_NAME_ERROR,
            "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
            text);
    return step_raise(vm, EXC_UNBOUND_LOCAL_ERROR,
                      "cannot access local variable '%s' where it is not associated with a value", text);
}

/* A class without surprises: its calls may make the instance and enter __init__ at once. */
void remember_init(vm_t *vm, value_t class, uint32_t given, inline_cache_t *cache)
{
    const class_t *c = as_class(vm, class);
    value_t init = class_lookup(vm, class, vm->names[NAME_init]);
    if (c->class_flags & (CLASS_NATIVE | CLASS_EXCEPTION) || c->constructor != vm->object_constructor ||
        value_kind(vm, init) != KIND_FUNCTION)
        return;
    if (c->class_flags & CLASS_HAS_DUNDERS) {
        value_t maker = class_lookup(vm, class, vm->names[NAME_new]);
        if (value_kind(vm, maker) != KIND_NATIVE)
            return;
    }
    const vm_code_t *code = &vm->codes[as_function(vm, init)->code];
    if (!code->plain || code->positional_count != given + 1)
        return;
    *cache = (inline_cache_t){.epoch = vm->cache_epoch, .class = class, .value = init};
}
