/*
 * Library functions that are the same in every process: made while loading, in the static prefix, so that
 * images need not carry them.
 *
 * A function of a library module can be preset when it captures nothing and its defaults are constants.
 * MAKE_FUNCTION then gives the preset object instead of a new one; it is immutable, as everything of the
 * prefix.
 */
#include "lessons/vm/machine.h"

/* The constant that an instruction puts into register r; UNSET: it does something else. */
static value_t constant_loaded(const vm_code_t *code, instruction_t i, uint32_t r)
{
    if (i.a != r)
        return VALUE_UNSET;
    if (i.op == OP_LOAD_CONST)
        return code->constants[instruction_bx(i)];
    return i.op == OP_LOAD_INT ? value_from_int((int32_t)instruction_bx(i)) : VALUE_UNSET;
}

/* The tuple of defaults that the instructions before MAKE_FUNCTION at pc build; UNSET: not of constants. */
static value_t constant_defaults(vm_t *vm, const vm_code_t *code, uint32_t pc)
{
    instruction_t make = code->instructions[pc];
    if (pc == 0 || code->instructions[pc - 1].op != OP_BUILD_TUPLE)
        return VALUE_UNSET;
    instruction_t build = code->instructions[pc - 1];
    if (build.a != make.c || build.c > pc - 1)
        return VALUE_UNSET;
    value_t tuple = tuple_new(vm, NULL, build.c);
    for (uint32_t n = 0; n < build.c; n++) {
        value_t item = constant_loaded(code, code->instructions[pc - 1 - build.c + n], build.b + n);
        if (value_is_unset(item))
            return VALUE_UNSET;
        as_tuple(vm, tuple)->items[n] = item;
    }
    return tuple;
}

static void preset_function(vm_t *vm, vm_code_t *code, uint32_t number, value_t defaults)
{
    function_t *f = heap_alloc(vm, KIND_FUNCTION, sizeof(function_t));
    f->code = number;
    f->module = code->module;
    f->name = code->name;
    f->qualname = code->qualname;
    f->defaults = defaults;
    f->keyword_defaults = f->closure = f->attributes = VALUE_NONE;
    code->preset = object_value(vm, f);
}

static void preset_of_maker(vm_t *vm, const vm_code_t *maker)
{
    for (uint32_t pc = 0; pc < maker->code->instruction_count; pc++) {
        instruction_t i = maker->instructions[pc];
        if (i.op != OP_MAKE_FUNCTION || i.flags > 1)
            continue;
        uint32_t number = (uint32_t)value_to_int(maker->constants[i.b]);
        vm_code_t *code = &vm->codes[number];
        value_t defaults = i.flags ? constant_defaults(vm, maker, pc) : VALUE_NONE;
        bool plain = code->code->free_count == 0 && !(code->code->flags & CODE_CLASS_BODY);
        if (plain && !value_is_unset(defaults))
            preset_function(vm, code, number, defaults);
    }
}

void functions_preset(vm_t *vm)
{
    for (uint32_t i = 0; i < vm->code_count; i++)
        vm->codes[i].preset = VALUE_UNSET;
    for (uint32_t i = 0; i < vm->code_count; i++)
        if (vm->codes[i].library)
            preset_of_maker(vm, &vm->codes[i]);
}

/* The preset function of a code, if the defaults are those that it was made with. */
value_t function_preset(const vm_t *vm, const vm_code_t *code, value_t defaults)
{
    if (value_is_unset(code->preset))
        return VALUE_UNSET;
    value_t own = as_function(vm, code->preset)->defaults;
    if (value_is_none(own) || value_is_none(defaults))
        return own == defaults ? code->preset : VALUE_UNSET;
    const tuple_t *a = as_tuple(vm, own), *b = as_tuple(vm, defaults);
    if (a->count != b->count || memcmp(a->items, b->items, a->count * sizeof(value_t)) != 0)
        return VALUE_UNSET;
    return code->preset;
}
