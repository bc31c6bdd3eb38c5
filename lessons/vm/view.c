/* Looking into a machine: where it stands, what its variables hold. */
#include <stdio.h>

#include "lessons/vm/machine.h"

static vm_position_t position_of(const vm_t *vm, const frame_t *frame)
{
    const vm_code_t *code = &vm->codes[frame->code];
    uint32_t pc = frame->pc < code->code->instruction_count ? frame->pc : 0;
    return (vm_position_t){.file = code->unit->file,
                           .function = code->code->name,
                           .line = code->code->places[pc].line,
                           .column = code->code->places[pc].column,
                           .module = frame->module};
}

static const frame_t *innermost_of_program(const vm_t *vm)
{
    for (uint32_t i = vm->state.frame_count; i-- > 0;)
        if (!vm->codes[vm->frames[i].code].library)
            return &vm->frames[i];
    return NULL;
}

vm_position_t vm_where(const vm_t *vm)
{
    const frame_t *frame = innermost_of_program(vm);
    return frame ? position_of(vm, frame) : (vm_position_t){0};
}

code_place_t vm_place(const vm_t *vm)
{
    const frame_t *frame = innermost_of_program(vm);
    if (!frame)
        return (code_place_t){0};
    const code_t *code = vm->codes[frame->code].code;
    return code->places[frame->pc < code->instruction_count ? frame->pc : 0];
}

bool vm_in_library(const vm_t *vm)
{
    return vm->state.frame_count > 0 && vm->codes[vm->frames[vm->state.frame_count - 1].code].library;
}

const char *vm_hint(const vm_t *vm)
{
    const frame_t *frame = innermost_of_program(vm);
    if (!frame)
        return NULL;
    const code_t *code = vm->codes[frame->code].code;
    for (uint32_t i = 0; i < code->hint_count; i++)
        if (code->hints[i].pc == frame->pc)
            return code->hints[i].text;
    return NULL;
}

uint32_t vm_frame_count(const vm_t *vm)
{
    return vm->state.frame_count;
}

vm_frame_view_t vm_frame_view(const vm_t *vm, uint32_t frame)
{
    const frame_t *f = &vm->frames[frame];
    const vm_code_t *code = &vm->codes[f->code];
    return (vm_frame_view_t){
        .position = position_of(vm, f), .library = code->library, .local_count = code->code->local_count};
}

vm_variable_t vm_local_view(const vm_t *vm, uint32_t frame, uint32_t local)
{
    const frame_t *f = &vm->frames[frame];
    const code_t *code = vm->codes[f->code].code;
    const code_local_t *l = &code->locals[local];
    uint32_t r = l->local_register;
    vm_variable_t variable = {.name = l->name, .value = vm->stack[f->base + r]};
    if (l->is_cell && value_kind(vm, variable.value) == KIND_CELL)
        variable.value = as_cell(vm, variable.value)->value;
    return variable;
}

bool vm_global_view(const vm_t *vm, uint32_t module, uint32_t index, vm_variable_t *variable)
{
    value_t dict = module_dict(vm, module), key, value;
    uint32_t position = 0;
    if (value_kind(vm, dict) != KIND_DICT)
        return false;
    while (dict_next(vm, dict, &position, &key, &value)) {
        if (as_str(vm, key)->bytes[0] == '_' && as_str(vm, key)->bytes[1] == '_')
            continue;
        if (index-- == 0) {
            *variable = (vm_variable_t){.name = as_str(vm, key)->bytes, .value = value};
            return true;
        }
    }
    return false;
}

value_t vm_global(const vm_t *vm, const char *name)
{
    value_t dict = module_dict(vm, 0);
    return value_kind(vm, dict) == KIND_DICT ? dict_find_text(vm, dict, name, strlen(name)) : VALUE_UNSET;
}

/* ---- a value in a few characters ---- */

typedef struct describer {
    char *text;
    size_t size, used;
    uint32_t depth;
} describer_t;

static void add(describer_t *d, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count && d->used + 1 < d->size; i++)
        d->text[d->used++] = bytes[i];
    d->text[d->used] = 0;
}

static void add_text(describer_t *d, const char *text)
{
    add(d, text, strlen(text));
}

static bool full(const describer_t *d)
{
    return d->used + 5 > d->size;
}

static void describe(const vm_t *vm, describer_t *d, value_t v);

static void describe_items(const vm_t *vm, describer_t *d, const char *open, const value_t *items,
                           size_t count, const char *close)
{
    add_text(d, open);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            add_text(d, ", ");
        if (full(d) || i >= 16) {
            add_text(d, "…");
            break;
        }
        describe(vm, d, items[i]);
    }
    add_text(d, close);
}

static void describe_dict(const vm_t *vm, describer_t *d, value_t dict)
{
    uint32_t position = 0, n = 0;
    value_t key, value;
    add_text(d, "{");
    while (dict_next(vm, dict, &position, &key, &value)) {
        if (n++ > 0)
            add_text(d, ", ");
        if (full(d) || n > 16) {
            add_text(d, "…");
            break;
        }
        describe(vm, d, key);
        add_text(d, ": ");
        describe(vm, d, value);
    }
    add_text(d, "}");
}

static void describe_set(const vm_t *vm, describer_t *d, value_t set)
{
    uint32_t position = 0, n = 0;
    value_t key;
    int64_t hash;
    add_text(d, "{");
    while (set_next(vm, set, &position, &key, &hash)) {
        if (n++ > 0)
            add_text(d, ", ");
        if (full(d) || n > 16) {
            add_text(d, "…");
            break;
        }
        describe(vm, d, key);
    }
    add_text(d, "}");
}

static void describe_double(describer_t *d, double number)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        double back;
        if (sscanf(text, "%lf", &back) == 1 && back == number)
            break;
    }
    add_text(d, text);
    if (!strpbrk(text, ".en"))
        add_text(d, ".0");
}

static void describe_object(const vm_t *vm, describer_t *d, value_t v)
{
    value_t *items;
    size_t count;
    switch (value_kind(vm, v)) {
    case KIND_STR:
        add_text(d, "'");
        add(d, as_str(vm, v)->bytes, as_str(vm, v)->size);
        add_text(d, "'");
        break;
    case KIND_LIST:
        sequence_items(vm, v, &items, &count);
        describe_items(vm, d, "[", items, count, "]");
        break;
    case KIND_TUPLE:
        sequence_items(vm, v, &items, &count);
        describe_items(vm, d, "(", items, count, count == 1 ? ",)" : ")");
        break;
    case KIND_DICT:
        describe_dict(vm, d, v);
        break;
    case KIND_SET:
    case KIND_FROZENSET:
        describe_set(vm, d, v);
        break;
    case KIND_FUNCTION:
        add_text(d, as_str(vm, as_function(vm, v)->name)->bytes);
        add_text(d, "()");
        break;
    case KIND_CLASS:
        add_text(d, "class ");
        add_text(d, class_name(vm, v));
        break;
    case KIND_MODULE:
        add_text(d, "module ");
        add_text(d, as_str(vm, as_module(vm, v)->name)->bytes);
        break;
    default:
        if (value_payload(vm, v) != v) {
            describe(vm, d, value_payload(vm, v));
            break;
        }
        add_text(d, value_type_name(vm, v));
        break;
    }
}

static void describe(const vm_t *vm, describer_t *d, value_t v)
{
    char text[32];
    if (d->depth > 4) {
        add_text(d, "…");
        return;
    }
    d->depth++;
    if (value_is_small_int(v)) {
        snprintf(text, sizeof text, "%lld", (long long)value_to_int(v));
        add_text(d, text);
    } else if (value_is_double(v)) {
        describe_double(d, value_to_double(v));
    } else if (value_is_ref(v)) {
        describe_object(vm, d, v);
    } else {
        static const char *const names[] = {"(not bound)", "None",           "False",
                                            "True",        "NotImplemented", "Ellipsis"};
        add_text(d, names[v & 7]);
    }
    d->depth--;
}

void vm_describe(const vm_t *vm, value_t value, char *text, size_t size)
{
    describer_t d = {.text = text, .size = size};
    if (size == 0)
        return;
    text[0] = 0;
    describe(vm, &d, value);
}
