/* Binding of arguments to parameters, with CPython's messages. */
#include <stdio.h>

#include "lessons/vm/bind_words.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/text.h"

/* ---- messages ---- */

/* 'a', 'b', and 'c' */
static void add_names(vm_t *vm, text_t *text, const value_t *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            text_add_string(text, count == 2 ? " and " : i + 1 == count ? ", and " : ", ");
        text_addf(text, "'%s'", as_str(vm, names[i])->bytes);
    }
}

static bool raise_missing(vm_t *vm, const char *function, const char *what, const value_t *names,
                          uint32_t count)
{
    text_t text;
    text_init(&text);
    text_addf(&text, "%s() missing %u required %s argument%s: ", function, count, what,
              count == 1 ? "" : "s");
    add_names(vm, &text, names, count);
    native_raise(vm, EXC_TYPE_ERROR, "%.*s", (int)text.size_bytes, text.bytes);
    text_destroy(&text);
    return false;
}

/* "f() takes from 1 to 2 positional arguments but 3 were given" */
static bool raise_too_many(vm_t *vm, const vm_code_t *code, const function_t *function, uint32_t given,
                           uint32_t keyword_only_given)
{
    uint32_t most = code->positional_count;
    uint32_t defaults =
        value_is_none(function->defaults) ? 0 : (uint32_t)as_tuple(vm, function->defaults)->count;
    uint32_t least = most - defaults;
    char takes[64], also[96] = "";
    if (defaults)
        snprintf(takes, sizeof takes, "from %u to %u", least, most);
    else
        snprintf(takes, sizeof takes, "%u", most);
    if (keyword_only_given)
        snprintf(also, sizeof also, " positional argument%s (and %u keyword-only argument%s)",
                 given == 1 ? "" : "s", keyword_only_given, keyword_only_given == 1 ? "" : "s");
    native_raise(vm, EXC_TYPE_ERROR, "%s() takes %s positional argument%s but %u%s %s given",
                 as_str(vm, function->qualname)->bytes, takes, most == 1 && !defaults ? "" : "s", given, also,
                 given == 1 && !keyword_only_given ? "was" : "were");
    return false;
}

/* ---- functions of the lesson language ---- */

/* The parameter of that name from `from` on; UINT32_MAX: none. */
static uint32_t parameter_index(const vm_t *vm, const tuple_t *names, uint32_t from, uint32_t to,
                                value_t name)
{
    for (uint32_t i = from; i < to; i++)
        if (names->items[i] == name)
            return i;
    const str_t *text = as_str(vm, name);
    for (uint32_t i = from; i < to; i++)
        if (str_equal(as_str(vm, names->items[i]), text))
            return i;
    return UINT32_MAX;
}

typedef struct keyword_call {
    const value_t *names, *values;
    uint32_t count;
} keyword_call_t;

static bool place_keywords(vm_t *vm, const vm_code_t *code, const function_t *function, value_t *slots,
                           keyword_call_t given)
{
    const code_t *c = code->code;
    uint32_t named = c->positional_count + c->keyword_only_count;
    const tuple_t *names = as_tuple(vm, code->parameter_names);
    const char *text = as_str(vm, function->qualname)->bytes;
    for (uint32_t i = 0; i < given.count; i++) {
        if (!value_is_str(vm, given.names[i])) {
            native_raise(vm, EXC_TYPE_ERROR, "keywords must be strings");
            return false;
        }
        uint32_t at = parameter_index(vm, names, c->positional_only_count, named, given.names[i]);
        const char *name = as_str(vm, given.names[i])->bytes;
        if (at != UINT32_MAX) {
            if (!value_is_unset(slots[at])) {
                native_raise(vm, EXC_TYPE_ERROR, "%s() got multiple values for argument '%s'", text, name);
                return false;
            }
            slots[at] = given.values[i];
        } else if (c->flags & CODE_KEYWORDS) {
            dict_put_str(vm, slots[c->parameter_count - 1], given.names[i], given.values[i]);
        } else if (parameter_index(vm, names, 0, c->positional_only_count, given.names[i]) != UINT32_MAX) {
            native_raise(vm, EXC_TYPE_ERROR,
                         "%s() got some positional-only arguments passed as keyword arguments: '%s'", text,
                         name);
            return false;
        } else {
            native_raise(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%s'", text, name);
            return false;
        }
    }
    return true;
}

/* Defaults into what is still unset; then what is missing. */
static bool fill_defaults(vm_t *vm, const vm_code_t *code, const function_t *function, value_t *slots)
{
    const code_t *c = code->code;
    const tuple_t *names = as_tuple(vm, code->parameter_names);
    const char *text = as_str(vm, function->qualname)->bytes;
    uint32_t defaults =
        value_is_none(function->defaults) ? 0 : (uint32_t)as_tuple(vm, function->defaults)->count;
    value_t missing[256];
    uint32_t missing_count = 0;
    for (uint32_t i = 0; i < c->positional_count; i++) {
        if (!value_is_unset(slots[i]))
            continue;
        if (i + defaults >= c->positional_count)
            slots[i] = as_tuple(vm, function->defaults)->items[i + defaults - c->positional_count];
        else if (missing_count < 256)
            missing[missing_count++] = names->items[i];
    }
    if (missing_count)
        return raise_missing(vm, text, "positional", missing, missing_count);
    for (uint32_t i = c->positional_count; i < c->positional_count + c->keyword_only_count; i++) {
        if (!value_is_unset(slots[i]))
            continue;
        value_t found = value_is_none(function->keyword_defaults)
                            ? VALUE_UNSET
                            : dict_get_str(vm, function->keyword_defaults, names->items[i]);
        if (!value_is_unset(found))
            slots[i] = found;
        else if (missing_count < 256)
            missing[missing_count++] = names->items[i];
    }
    if (missing_count)
        return raise_missing(vm, text, "keyword-only", missing, missing_count);
    return true;
}

bool bind_function(vm_t *vm, const function_t *function, uint32_t args, uint32_t count, value_t keyword_names)
{
    const vm_code_t *code = &vm->codes[function->code];
    const code_t *c = code->code;
    keyword_call_t given = {0};
    value_t *slots = vm->stack + args, *copy = slots + count + c->parameter_count + 1;
    if (!value_is_unset(keyword_names)) {
        given.names = as_tuple(vm, keyword_names)->items;
        given.count = (uint32_t)as_tuple(vm, keyword_names)->count;
        copy += given.count;
        memcpy(copy, slots + count, given.count * sizeof(value_t));
        given.values = copy;
    }
    value_t rest = VALUE_UNSET;
    if (c->flags & CODE_REST)
        rest = count > c->positional_count
                   ? tuple_new(vm, slots + c->positional_count, count - c->positional_count)
                   : vm->empty_tuple;
    else if (count > c->positional_count) {
        uint32_t only = 0;
        for (uint32_t i = 0; i < given.count; i++)
            only +=
                parameter_index(vm, as_tuple(vm, code->parameter_names), c->positional_count,
                                c->positional_count + c->keyword_only_count, given.names[i]) != UINT32_MAX;
        return raise_too_many(vm, code, function, count, only);
    }
    for (uint32_t i = count < c->positional_count ? count : c->positional_count; i < c->parameter_count; i++)
        slots[i] = VALUE_UNSET;
    uint32_t after = c->positional_count + c->keyword_only_count;
    if (c->flags & CODE_REST)
        slots[after++] = rest;
    if (c->flags & CODE_KEYWORDS)
        slots[after] = dict_new(vm);
    return place_keywords(vm, code, function, slots, given) && fill_defaults(vm, code, function, slots);
}

/* ---- natives ---- */

static bool place_native_keywords(vm_t *vm, uint32_t number, value_t *slots, keyword_call_t given)
{
    const native_shape_t *shape = &vm->shapes[number];
    char label[128];
    for (uint32_t i = 0; i < given.count; i++) {
        uint32_t at = UINT32_MAX;
        const str_t *name = as_str(vm, given.names[i]);
        for (uint32_t k = shape->positional_only; k < shape->count; k++)
            if ((int32_t)k != shape->rest && (int32_t)k != shape->keywords &&
                str_equal(as_str(vm, shape->names[k]), name))
                at = k;
        if (at == UINT32_MAX && shape->keywords >= 0) {
            value_t *words = &slots[shape->keywords];
            if (value_is_unset(*words))
                *words = dict_new(vm);
            dict_put_str(vm, *words, given.names[i], given.values[i]);
            continue;
        }
        if (at == UINT32_MAX)
            return bind_raise_unknown_keyword(vm, number, name->bytes);
        if (!value_is_unset(slots[at])) {
            bind_native_label(vm, number, label, sizeof label);
            native_raise(vm, EXC_TYPE_ERROR, "argument for %s() given by name ('%s') and position (%u)",
                         label, name->bytes, at + 1 - (shape->is_method ? 1 : 0));
            return false;
        }
        slots[at] = given.values[i];
    }
    return true;
}

/* Whether anything can be given by name. */
static bool takes_keywords(const native_shape_t *shape)
{
    uint32_t rest = shape->rest >= 0 ? 1 : 0;
    return shape->keywords >= 0 || shape->positional_only < shape->count - rest;
}

/* Whether all names that are given are those of parameters. */
static bool knows_names(const vm_t *vm, const native_shape_t *shape, keyword_call_t given)
{
    for (uint32_t i = 0; i < given.count; i++) {
        bool known = shape->keywords >= 0;
        for (uint32_t k = shape->positional_only; k < shape->count && !known; k++)
            known = str_equal(as_str(vm, shape->names[k]), as_str(vm, given.names[i]));
        if (!known)
            return false;
    }
    return true;
}

bool bind_native(vm_t *vm, uint32_t number, uint32_t args, uint32_t count, value_t keyword_names)
{
    const native_shape_t *shape = &vm->shapes[number];
    keyword_call_t given = {0};
    value_t *slots = vm->stack + args, *copy = slots + count + shape->count + 1;
    if (!value_is_unset(keyword_names)) {
        given.names = as_tuple(vm, keyword_names)->items;
        given.count = (uint32_t)as_tuple(vm, keyword_names)->count;
        copy += given.count;
        memcpy(copy, slots + count, given.count * sizeof(value_t));
        given.values = copy;
    }
    if (given.count && !takes_keywords(shape))
        return bind_raise_no_keywords(vm, number);
    value_t rest = VALUE_UNSET;
    if (shape->rest >= 0)
        rest = count > shape->positional ? tuple_new(vm, slots + shape->positional, count - shape->positional)
                                         : vm->empty_tuple;
    else if (count > shape->positional)
        return bind_raise_count(vm, number, count);
    if (count < shape->positional && !shape->optional[count] &&
        (count < shape->positional_only || !knows_names(vm, shape, given)))
        return bind_raise_count(vm, number, count);
    for (uint32_t i = count < shape->positional ? count : shape->positional; i < shape->count; i++)
        slots[i] = VALUE_UNSET;
    if (shape->rest >= 0)
        slots[shape->rest] = rest;
    if (given.count && !place_native_keywords(vm, number, slots, given))
        return false;
    for (uint32_t i = 0; i < shape->count; i++) {
        if (!value_is_unset(slots[i]) || shape->optional[i])
            continue;
        if (i < shape->positional && !given.count)
            return bind_raise_count(vm, number, count);
        char label[128];
        bind_native_label(vm, number, label, sizeof label);
        native_raise(vm, EXC_TYPE_ERROR, "%s() missing required argument '%s' (pos %u)", label,
                     as_str(vm, shape->names[i])->bytes, i + 1 - (shape->is_method ? 1 : 0));
        return false;
    }
    return true;
}
