/* Displays, unpacking, f-string assembly, and function objects. */
#include <stdio.h>

#include "lessons/vm/machine.h"

step_t make_function(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const vm_code_t *maker = &vm->codes[frame->code];
    value_t *r = frame_registers(vm, frame);
    uint32_t number = (uint32_t)value_to_int(maker->constants[i.b]);
    const vm_code_t *code = &vm->codes[number];
    value_t preset = i.flags > 1 ? VALUE_UNSET : function_preset(vm, code, i.flags ? r[i.c] : VALUE_NONE);
    if (!value_is_unset(preset)) {
        r[i.a] = preset;
        return STEP_NEXT;
    }
    function_t *f = heap_alloc(vm, KIND_FUNCTION, sizeof(function_t));
    uint32_t extra = i.c;
    f->code = number;
    f->module = code->module;
    f->name = code->name;
    f->qualname = code->qualname;
    f->attributes = VALUE_NONE;
    f->defaults = (i.flags & 1) ? r[extra++] : VALUE_NONE;
    f->keyword_defaults = (i.flags & 2) ? r[extra] : VALUE_NONE;
    f->closure = VALUE_NONE;
    value_t function = object_value(vm, f);
    uint32_t count = code->code->free_count;
    if (count) {
        value_t cells = tuple_new(vm, NULL, count);
        value_t own = as_function(vm, frame->function)->closure;
        for (uint32_t n = 0; n < count; n++) {
            const code_capture_t *from = &code->code->captures[n];
            as_tuple(vm, cells)->items[n] =
                from->from_free ? as_tuple(vm, own)->items[from->index] : r[from->index];
        }
        f->closure = cells;
    }
    r[i.a] = function;
    return STEP_NEXT;
}

static step_t library_drop(vm_t *vm, native_status_t status, const char *name, const value_t *args,
                           uint32_t count)
{
    if (status == NATIVE_OK)
        return STEP_NEXT;
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    return call_library(vm, name, args, count, 0, CONTINUE_DROP, VALUE_UNSET);
}

/* A set of constants is filled once more in its own order and then merged into an empty one, as CPython's
 * compiler and machine do between them. */
static step_t set_of_constants(vm_t *vm, instruction_t i)
{
    value_t *r = frame_registers(vm, top_frame(vm)), again = set_new(vm, KIND_SET), key;
    uint32_t position = 0;
    int64_t hash;
    while (set_next(vm, r[i.b], &position, &key, &hash))
        set_add(vm, again, key);
    if (i.flags & 2) { /* a loop walks the constant set itself */
        r[i.a] = again;
        return STEP_NEXT;
    }
    value_t set = set_new(vm, KIND_SET);
    set_merge(vm, set, again); /* into an empty set: nothing is compared */
    r[i.a] = set;
    return STEP_NEXT;
}

static step_t build_set(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), set = set_new(vm, KIND_SET);
    if (i.flags & 3)
        return set_of_constants(vm, i);
    for (uint32_t n = 0; n < i.c; n++) {
        native_status_t status = set_add(vm, set, r[i.b + n]);
        if (status == NATIVE_RAISE)
            return STEP_RAISE;
        if (status == NATIVE_FALLBACK) {
            value_t items = list_new(vm, r + i.b, i.c);
            return call_library(vm, "_build_set", &items, 1, frame->base + i.a, CONTINUE_STORE, VALUE_UNSET);
        }
    }
    r[i.a] = set;
    return STEP_NEXT;
}

static step_t build_dict(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), dict = dict_new(vm);
    for (uint32_t n = 0; n < i.c; n++) {
        native_status_t status = dict_put(vm, dict, r[i.b + 2 * n], r[i.b + 2 * n + 1]);
        if (status == NATIVE_RAISE)
            return STEP_RAISE;
        if (status == NATIVE_FALLBACK) {
            value_t items = list_new(vm, r + i.b, (size_t)i.c * 2);
            return call_library(vm, "_build_dict", &items, 1, frame->base + i.a, CONTINUE_STORE, VALUE_UNSET);
        }
    }
    r[i.a] = dict;
    return STEP_NEXT;
}

/* How a call's errors name the function: "__main__.f()", "print()". */
static const char *callee_text(vm_t *vm, value_t callee, char *text, size_t size)
{
    value_t module = attribute_special(vm, callee, vm->names[NAME_module]);
    value_t name = attribute_special(vm, callee, vm->names[NAME_qualname]);
    if (!value_is_str(vm, name))
        snprintf(text, size, "%s object", value_type_name(vm, callee));
    else if (value_is_str(vm, module) && strcmp(as_str(vm, module)->bytes, "builtins") != 0)
        snprintf(text, size, "%s.%s()", as_str(vm, module)->bytes, as_str(vm, name)->bytes);
    else
        snprintf(text, size, "%s()", as_str(vm, name)->bytes);
    return text;
}

static step_t list_extend_slow(vm_t *vm, instruction_t i)
{
    const value_t *r = frame_registers(vm, top_frame(vm));
    value_t list = r[i.a], from = r[i.b], *items, made = VALUE_UNSET;
    size_t count;
    if (sequence_items(vm, from, &items, &count) && value_kind(vm, from) != KIND_INSTANCE) {
        list_extend(vm, list, items, count);
        return STEP_NEXT;
    }
    native_status_t status = list_from_iterable(vm, from, &made);
    if (status == NATIVE_OK) {
        list_extend(vm, list, list_items(vm, made), as_list(vm, made)->count);
        return STEP_NEXT;
    }
    if (status == NATIVE_RAISE) {
        char callee[160];
        if (!exception_is(vm, vm->state.exception, EXC_TYPE_ERROR))
            return STEP_RAISE;
        if (i.flags & 1) /* the list stands behind the callee */
            return step_raise(vm, EXC_TYPE_ERROR, "%s argument after * must be an iterable, not %s",
                              callee_text(vm, r[i.a - 1], callee, sizeof callee), value_type_name(vm, from));
        return step_raise(vm, EXC_TYPE_ERROR, "Value after * must be an iterable, not %s",
                          value_type_name(vm, from));
    }
    return call_library(vm, "_extend", (value_t[]){list, from}, 2, 0, CONTINUE_DROP, VALUE_UNSET);
}

static step_t dict_update(vm_t *vm, instruction_t i)
{
    const value_t *r = frame_registers(vm, top_frame(vm));
    value_t from = value_payload(vm, r[i.b]), key, value;
    bool merge = i.op == OP_DICT_MERGE;
    char callee[160];
    value_t args[3] = {r[i.a], from, merge ? r[i.c] : VALUE_NONE};
    if (value_kind(vm, from) != KIND_DICT) {
        if (value_kind(vm, from) == KIND_INSTANCE || value_kind(vm, from) == KIND_OBJECT)
            return call_library(vm, merge ? "_dict_merge" : "_dict_update", args, merge ? 3 : 2, 0,
                                CONTINUE_DROP, VALUE_UNSET);
        if (merge)
            return step_raise(vm, EXC_TYPE_ERROR, "%s argument after ** must be a mapping, not %s",
                              callee_text(vm, args[2], callee, sizeof callee), value_type_name(vm, from));
        return step_raise(vm, EXC_TYPE_ERROR, "'%s' object is not a mapping", value_type_name(vm, from));
    }
    uint32_t position = 0;
    while (dict_next(vm, from, &position, &key, &value)) {
        if (merge && !value_is_str(vm, key))
            return step_raise(vm, EXC_TYPE_ERROR, "keywords must be strings");
        if (merge && !value_is_unset(dict_get_str(vm, args[0], key)))
            return step_raise(vm, EXC_TYPE_ERROR, "%s got multiple values for keyword argument '%s'",
                              callee_text(vm, args[2], callee, sizeof callee), as_str(vm, key)->bytes);
        native_status_t status = dict_put(vm, args[0], key, value);
        if (status != NATIVE_OK)
            return library_drop(vm, status, "_dict_update", args, 2);
    }
    return STEP_NEXT;
}

static step_t set_update(vm_t *vm, instruction_t i)
{
    const value_t *r = frame_registers(vm, top_frame(vm));
    value_t args[2] = {r[i.a], r[i.b]}, made = VALUE_UNSET;
    kind_t kind = value_kind(vm, args[1]);
    if (kind == KIND_SET || kind == KIND_FROZENSET)
        return library_drop(vm, set_merge(vm, args[0], args[1]), "_set_update", args, 2);
    native_status_t status = list_from_iterable(vm, args[1], &made);
    for (uint32_t n = 0; status == NATIVE_OK && n < as_list(vm, made)->count; n++)
        status = set_add(vm, args[0], list_items(vm, made)[n]);
    return library_drop(vm, status, "_set_update", args, 2);
}

step_t display_slow(vm_t *vm, instruction_t i)
{
    value_t *r = frame_registers(vm, top_frame(vm));
    value_t args[3];
    switch (i.op) {
    case OP_BUILD_SET:
        return build_set(vm, i);
    case OP_BUILD_DICT:
        return build_dict(vm, i);
    case OP_LIST_EXTEND:
        return list_extend_slow(vm, i);
    case OP_SET_ADD:
        args[0] = r[i.a];
        args[1] = r[i.b];
        return library_drop(vm, set_add(vm, args[0], args[1]), "_set_add", args, 2);
    case OP_SET_UPDATE:
        return set_update(vm, i);
    case OP_DICT_ADD:
        args[0] = r[i.a];
        args[1] = r[i.b];
        args[2] = r[i.c];
        return library_drop(vm, dict_put(vm, args[0], args[1], args[2]), "_set_item_dict", args, 3);
    default:
        return dict_update(vm, i);
    }
}

/* ---- unpacking ---- */

static step_t unpack_count(vm_t *vm, size_t found, uint32_t before, uint32_t after, bool star)
{
    if (star)
        return step_raise(vm, EXC_VALUE_ERROR, "not enough values to unpack (expected at least %u, got %zu)",
                          before + after, found);
    if (found < before)
        return step_raise(vm, EXC_VALUE_ERROR, "not enough values to unpack (expected %u, got %zu)", before,
                          found);
    return step_raise(vm, EXC_VALUE_ERROR, "too many values to unpack (expected %u)", before);
}

static step_t unpack_items(vm_t *vm, instruction_t i, const value_t *items, size_t count)
{
    value_t *to = frame_registers(vm, top_frame(vm)) + i.a;
    bool star = i.op == OP_UNPACK_STAR;
    uint32_t before = star ? i.c & 255u : i.c, after = star ? (uint32_t)i.c >> 8 : 0;
    if (star ? count < before + after : count != before)
        return unpack_count(vm, count, before, after, star);
    if (!star) {
        memmove(to, items, count * sizeof(value_t));
        return STEP_NEXT;
    }
    size_t middle = count - before - after;
    value_t rest = list_new(vm, middle ? items + before : NULL, middle);
    for (uint32_t n = 0; n < after; n++)
        to[before + 1 + n] = items[before + middle + n];
    memmove(to, items, before * sizeof(value_t));
    to[before] = rest;
    return STEP_NEXT;
}

step_t unpack_list(vm_t *vm, value_t list)
{
    return unpack_items(vm, frame_instruction(vm, top_frame(vm)), list_items(vm, list),
                        as_list(vm, list)->count);
}

step_t unpack_slow(vm_t *vm, instruction_t i)
{
    value_t from = frame_registers(vm, top_frame(vm))[i.b], *items, made = VALUE_UNSET;
    size_t count;
    if (value_kind(vm, from) != KIND_INSTANCE && sequence_items(vm, from, &items, &count))
        return unpack_items(vm, i, items, count);
    native_status_t status = list_from_iterable(vm, from, &made);
    if (status == NATIVE_OK)
        return unpack_items(vm, i, list_items(vm, made), as_list(vm, made)->count);
    if (status == NATIVE_RAISE) {
        if (exception_is(vm, vm->state.exception, EXC_TYPE_ERROR))
            native_raise(vm, EXC_TYPE_ERROR, "cannot unpack non-iterable %s object",
                         value_type_name(vm, from));
        return STEP_RAISE;
    }
    value_t limit = value_from_int(i.op == OP_UNPACK_STAR ? VALUE_INT_MAX : (int64_t)i.c);
    return call_library(vm, "_unpack", (value_t[]){from, limit}, 2, 0, CONTINUE_UNPACK, VALUE_UNSET);
}

step_t build_string(vm_t *vm, instruction_t i)
{
    value_t *r = frame_registers(vm, top_frame(vm));
    uint64_t size = 0;
    uint32_t length = 0, flags = STR_ASCII;
    for (uint32_t n = 0; n < i.c; n++) {
        const str_t *piece = as_str(vm, r[i.b + n]);
        size += piece->size;
        length += piece->length;
        flags &= piece->header.flags;
    }
    if (size > vm->heap.limit_bytes)
        vm_out_of_memory(vm);
    if (size == 0) {
        r[i.a] = vm->empty_string;
        return STEP_NEXT;
    }
    str_t *text = str_reserve(vm, size);
    char *to = text->bytes;
    for (uint32_t n = 0; n < i.c; n++) {
        const str_t *piece = as_str(vm, r[i.b + n]);
        memcpy(to, piece->bytes, piece->size);
        to += piece->size;
    }
    text->length = length;
    text->header.flags = (uint8_t)flags;
    r[i.a] = object_value(vm, text);
    return STEP_NEXT;
}
