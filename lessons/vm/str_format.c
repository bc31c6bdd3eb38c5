#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/formatting.h"
#include "lessons/vm/str_methods.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

typedef struct formatter {
    vm_t *vm;
    value_t positional; /* tuple, or UNSET for format_map */
    value_t keywords;   /* dict or UNSET */
    int64_t next_index; /* of automatic numbering */
    enum { NUMBERING_OPEN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } numbering;
} formatter_t;

/* A replacement field, cut up: {name!conversion:spec} */
typedef struct field {
    const char *name, *name_end;
    char conversion; /* 0: none */
    const char *spec, *spec_end;
} field_t;

static native_status_t render(formatter_t *f, text_t *out, const char *at, const char *end, int depth);

static native_status_t bad(formatter_t *f, const char *message)
{
    return native_raise(f->vm, EXC_VALUE_ERROR, "%s", message);
}

/* The '}' that closes the field which begins at `at`, behind its '{'; NULL when there is none. */
static const char *field_end(const char *at, const char *end)
{
    int open = 1;
    bool in_brackets = false;
    for (; at < end; at++) {
        if (*at == '[' && open == 1)
            in_brackets = true;
        else if (*at == ']')
            in_brackets = false;
        else if (in_brackets)
            continue;
        else if (*at == '{')
            open++;
        else if (*at == '}' && --open == 0)
            return at;
    }
    return NULL;
}

static native_status_t cut_field(formatter_t *f, const char *at, const char *end, field_t *field)
{
    bool in_brackets = false;
    *field = (field_t){.name = at, .spec = end, .spec_end = end};
    for (; at < end; at++) {
        if (*at == '[')
            in_brackets = true;
        else if (*at == ']')
            in_brackets = false;
        else if (!in_brackets && (*at == '!' || *at == ':'))
            break;
        else if (*at == '{')
            return bad(f, "unexpected '{' in field name");
    }
    field->name_end = at;
    if (at < end && *at == '!') {
        at++;
        if (at == end)
            return bad(f, "unmatched '{' in format spec");
        field->conversion = *at++;
        if (at < end && *at != ':')
            return bad(f, "expected ':' after conversion specifier");
    }
    if (at < end)
        field->spec = at + 1;
    return NATIVE_OK;
}

static bool all_digits(const char *at, const char *end, int64_t *number)
{
    *number = 0;
    for (const char *c = at; c < end; c++) {
        if (*c < '0' || *c > '9' || *number > INT32_MAX)
            return false;
        *number = *number * 10 + (*c - '0');
    }
    return at < end;
}

static native_status_t positional(formatter_t *f, int64_t index, value_t *value)
{
    if (value_is_unset(f->positional))
        return bad(f, "Format string contains positional fields");
    const tuple_t *tuple = as_tuple(f->vm, f->positional);
    if ((uint64_t)index >= tuple->count)
        return native_raise(f->vm, EXC_INDEX_ERROR,
                            "Replacement index %lld out of range for positional args tuple",
                            (long long)index);
    *value = tuple->items[index];
    return NATIVE_OK;
}

/* The value that the first part of a field's name stands for. */
static native_status_t first_value(formatter_t *f, const char *at, const char *end, value_t *value)
{
    int64_t index = 0;
    bool automatic = at == end, manual = !automatic && all_digits(at, end, &index);
    if (automatic || manual) {
        if (f->numbering == NUMBERING_MANUAL && automatic)
            return bad(f, "cannot switch from manual field specification to automatic field numbering");
        if (f->numbering == NUMBERING_AUTOMATIC && manual)
            return bad(f, "cannot switch from automatic field numbering to manual field specification");
        f->numbering = automatic ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
        return positional(f, automatic ? f->next_index++ : index, value);
    }
    value_t key = str_new(f->vm, at, (size_t)(end - at));
    *value = VALUE_UNSET;
    native_status_t status =
        value_kind(f->vm, f->keywords) == KIND_DICT ? dict_get(f->vm, f->keywords, key, value) : NATIVE_OK;
    if (status == NATIVE_OK && value_is_unset(*value))
        return native_raise_value(f->vm, f->vm->exceptions[EXC_KEY_ERROR], key);
    return status;
}

/* The value of a whole name such as 0[key][3]; attributes are the lesson language's. */
static native_status_t field_value(formatter_t *f, const field_t *field, value_t *value)
{
    const char *at = field->name, *end = field->name_end;
    while (at < end && *at != '.' && *at != '[')
        at++;
    native_status_t status = first_value(f, field->name, at, value);
    while (status == NATIVE_OK && at < end) {
        if (*at == '.')
            return NATIVE_FALLBACK;
        if (*at != '[')
            return bad(f, "Only '.' or '[' may follow ']' in format field specifier");
        const char *start = ++at;
        while (at < end && *at != ']')
            at++;
        if (at == end)
            return bad(f, "Missing ']' in format string");
        if (at == start)
            return bad(f, "Empty attribute in format string");
        int64_t index;
        value_t key = all_digits(start, at, &index) ? value_from_int(index)
                                                    : str_new(f->vm, start, (size_t)(at - start));
        status = value_get_item(f->vm, *value, key, value);
        at++;
    }
    return status;
}

static native_status_t convert(formatter_t *f, char conversion, value_t *value)
{
    text_t text;
    text_init(&text);
    native_status_t status;
    switch (conversion) {
    case '\0':
        return NATIVE_OK;
    case 's':
        return value_str(f->vm, *value, value);
    case 'r':
    case 'a':
        status = value_add_repr(f->vm, &text, *value);
        if (conversion == 'a')
            text_escape_non_ascii(&text, 0);
        return text_finish(f->vm, &text, status, value);
    default:
        return native_raise(f->vm, EXC_VALUE_ERROR, "Unknown conversion specifier %c", conversion);
    }
}

static native_status_t render_field(formatter_t *f, text_t *out, const char *at, const char *end, int depth)
{
    field_t field;
    value_t value;
    native_status_t status = cut_field(f, at, end, &field);
    if (status == NATIVE_OK)
        status = field_value(f, &field, &value);
    if (status == NATIVE_OK)
        status = convert(f, field.conversion, &value);
    if (status != NATIVE_OK)
        return status;
    size_t size = (size_t)(field.spec_end - field.spec);
    if (!memchr(field.spec, '{', size))
        return value_add_format(f->vm, out, value, field.spec, size);
    text_t spec;
    text_init(&spec);
    status = render(f, &spec, field.spec, field.spec_end, depth + 1);
    if (status == NATIVE_OK)
        status = value_add_format(f->vm, out, value, spec.bytes, spec.size_bytes);
    text_destroy(&spec);
    return status;
}

static native_status_t render(formatter_t *f, text_t *out, const char *at, const char *end, int depth)
{
    if (depth > 2)
        return bad(f, "Max string recursion exceeded");
    while (at < end) {
        const char *brace = at;
        while (brace < end && *brace != '{' && *brace != '}')
            brace++;
        text_add(out, at, (size_t)(brace - at));
        if (brace == end)
            break;
        at = brace + 1;
        if (at < end && *at == *brace) {
            text_add_byte(out, *brace);
            at++;
            continue;
        }
        if (*brace == '}')
            return bad(f, "Single '}' encountered in format string");
        if (at == end)
            return bad(f, "Single '{' encountered in format string");
        const char *close = field_end(at, end);
        if (!close)
            return bad(f, "expected '}' before end of string");
        native_status_t status = render_field(f, out, at, close, depth);
        if (status != NATIVE_OK)
            return status;
        at = close + 1;
    }
    return NATIVE_OK;
}

static native_status_t format_all(vm_t *vm, value_t self, value_t positional, value_t keywords,
                                  value_t *result)
{
    const str_t *text = str_self(vm, self);
    formatter_t f = {.vm = vm, .positional = positional, .keywords = keywords};
    text_t out;
    text_init(&out);
    native_status_t status = render(&f, &out, text->bytes, text->bytes + text->size, 1);
    return text_finish(vm, &out, status, result);
}

native_status_t str_format(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return format_all(vm, args[0], args[1], args[2], result);
}

native_status_t str_format_map(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[1]) != KIND_DICT)
        return NATIVE_FALLBACK;
    return format_all(vm, args[0], VALUE_UNSET, args[1], result);
}
