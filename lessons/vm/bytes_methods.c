/*
 * The methods that bytes share with str. They are str's own: bytes become a text for the while, in which a
 * byte from 0x80 on stands as a code point without case, class or white space, and the outcome becomes bytes
 * again.
 */
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/str_methods.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

enum { HIGH_BYTES = 0xe000, MOST_ARGUMENTS = 4 };

static native_status_t as_text(vm_t *vm, value_t v, value_t *text)
{
    const bytes_t *bytes = as_bytes(vm, v);
    text_t out;
    text_init(&out);
    for (uint32_t i = 0; i < bytes->size; i++)
        text_add_code(&out,
                      bytes->bytes[i] < 0x80 ? bytes->bytes[i] : HIGH_BYTES + (uint32_t)bytes->bytes[i]);
    return text_to_str(vm, &out, text);
}

static value_t as_bytes_again(vm_t *vm, value_t text)
{
    const str_t *str = as_str(vm, text);
    value_t made = bytes_new(vm, NULL, str->length);
    str = as_str(vm, text);
    for (size_t i = 0, at = 0, size; at < str->size; i++, at += size)
        as_bytes(vm, made)->bytes[i] = (uint8_t)unicode_decode(str->bytes + at, &size);
    return made;
}

/* The outcome of a method of str, with every text in it as bytes: a text, a list or a tuple of texts, or
 * neither. */
static value_t outcome(vm_t *vm, value_t v)
{
    value_t *items;
    size_t count;
    if (value_is_str(vm, v))
        return as_bytes_again(vm, v);
    if (!sequence_items(vm, v, &items, &count))
        return v;
    value_t made = list_with_capacity(vm, count);
    for (size_t i = 0; i < count; i++)
        list_append(vm, made, as_bytes_again(vm, items[i]));
    return value_kind(vm, v) == KIND_TUPLE ? tuple_new(vm, list_items(vm, made), count) : made;
}

static native_status_t not_bytes(vm_t *vm, value_t v)
{
    return native_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                        value_type_name(vm, v));
}

/* What a method wants of one of its arguments: bytes (perhaps None, perhaps a tuple of them), or a number or a flag,
 * which goes to str's method as it is. */
typedef enum want { WANT_AS_IS, WANT_BYTES, WANT_BYTES_OR_NONE, WANT_PREFIX, WANT_FILL } want_t;

static native_status_t tuple_argument(vm_t *vm, value_t v, value_t *text)
{
    size_t count = as_tuple(vm, v)->count;
    value_t made = tuple_new(vm, NULL, count);
    for (size_t i = 0; i < count; i++) {
        value_t item = as_tuple(vm, v)->items[i];
        if (value_kind(vm, item) != KIND_BYTES)
            return not_bytes(vm, item);
        native_status_t status = as_text(vm, item, &item);
        if (status != NATIVE_OK)
            return status;
        as_tuple(vm, made)->items[i] = item;
    }
    *text = made;
    return NATIVE_OK;
}

/* An argument as str's method wants it. */
static native_status_t argument(vm_t *vm, const char *name, want_t want, value_t v, value_t *text)
{
    *text = v;
    if (value_is_unset(v) || want == WANT_AS_IS)
        return NATIVE_OK;
    if (value_kind(vm, v) == KIND_BYTES)
        return as_text(vm, v, text);
    if (want == WANT_PREFIX && value_kind(vm, v) == KIND_TUPLE)
        return tuple_argument(vm, v, text);
    if (want == WANT_PREFIX)
        return native_raise(vm, EXC_TYPE_ERROR, "%s first arg must be bytes or a tuple of bytes, not %s",
                            name, value_type_name(vm, v));
    if (want == WANT_FILL)
        return native_raise(vm, EXC_TYPE_ERROR, "%s() argument 2 must be a byte string of length 1, not %s",
                            name, argument_type_name(vm, v));
    if (want == WANT_BYTES_OR_NONE && value_is_none(v))
        return NATIVE_OK;
    return not_bytes(vm, v);
}

typedef struct through {
    const char *name;
    native_fn *method;
    want_t first, second;
} through_t;

static native_status_t through_text(vm_t *vm, const through_t *way, value_t *args, int nargs, value_t *result)
{
    value_t texts[MOST_ARGUMENTS] = {VALUE_UNSET, VALUE_UNSET, VALUE_UNSET, VALUE_UNSET};
    native_status_t status = as_text(vm, args[0], &texts[0]);
    for (int i = 1; status == NATIVE_OK && i < nargs && i < MOST_ARGUMENTS; i++) {
        want_t want = i == 1 ? way->first : i == 2 ? way->second : WANT_AS_IS;
        status = argument(vm, way->name, want, args[i], &texts[i]);
    }
    if (status == NATIVE_OK)
        status = way->method(vm, texts, nargs, result);
    if (status == NATIVE_OK)
        *result = outcome(vm, *result);
    return status;
}

static native_status_t bytes_join(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    value_t *items;
    size_t count;
    native_status_t status = iterate_items(vm, args[1], &items, &count);
    if (status != NATIVE_OK)
        return status == NATIVE_RAISE ? native_raise(vm, EXC_TYPE_ERROR, "can only join an iterable")
                                      : status;
    value_t texts[2] = {VALUE_UNSET, list_with_capacity(vm, count)};
    for (size_t i = 0; i < count; i++) {
        value_t item;
        if (value_kind(vm, items[i]) != KIND_BYTES)
            return native_raise(vm, EXC_TYPE_ERROR,
                                "sequence item %zu: expected a bytes-like object, %s found", i,
                                value_type_name(vm, items[i]));
        status = as_text(vm, items[i], &item);
        if (status != NATIVE_OK)
            return status;
        list_append(vm, texts[1], item);
    }
    status = as_text(vm, args[0], &texts[0]);
    if (status == NATIVE_OK)
        status = str_join(vm, texts, nargs, result);
    if (status == NATIVE_OK)
        *result = outcome(vm, *result);
    return status;
}

/* A byte may be looked for by its number. */
static native_status_t search(vm_t *vm, const through_t *way, value_t *args, int nargs, value_t *result)
{
    for (int i = 2; i < 4; i++) {
        int64_t position;
        native_status_t status = argument_slice(vm, args[i], 0, 0, &position);
        if (status != NATIVE_OK)
            return status;
    }
    if (value_is_small_int(args[1])) {
        int64_t byte = value_to_int(args[1]);
        if (byte < 0 || byte > 255)
            return native_raise(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
        uint8_t one = (uint8_t)byte;
        args[1] = bytes_new(vm, &one, 1);
    } else if (value_kind(vm, args[1]) != KIND_BYTES) {
        return native_raise(vm, EXC_TYPE_ERROR, "argument should be integer or bytes-like object, not '%s'",
                            value_type_name(vm, args[1]));
    }
    native_status_t status = through_text(vm, way, args, nargs, result);
    bool must = way->method == str_index || way->method == str_rindex;
    return status == NATIVE_RAISE && must ? native_raise(vm, EXC_VALUE_ERROR, "subsection not found")
                                          : status;
}

#define THROUGH(name, first, second)                                                                         \
    static native_status_t bytes_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                 \
    {                                                                                                        \
        static const through_t way = {#name, str_##name, first, second};                                     \
        return through_text(vm, &way, args, nargs, result);                                                  \
    }

#define SEARCH(name)                                                                                         \
    static native_status_t bytes_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                 \
    {                                                                                                        \
        static const through_t way = {#name, str_##name, WANT_BYTES, WANT_AS_IS};                            \
        return search(vm, &way, args, nargs, result);                                                        \
    }

SEARCH(find)
SEARCH(rfind)
SEARCH(index)
SEARCH(rindex)
SEARCH(count)
THROUGH(replace, WANT_BYTES, WANT_BYTES)
THROUGH(startswith, WANT_PREFIX, WANT_AS_IS)
THROUGH(endswith, WANT_PREFIX, WANT_AS_IS)
THROUGH(removeprefix, WANT_BYTES, WANT_AS_IS)
THROUGH(removesuffix, WANT_BYTES, WANT_AS_IS)
THROUGH(partition, WANT_BYTES, WANT_AS_IS)
THROUGH(rpartition, WANT_BYTES, WANT_AS_IS)
THROUGH(split, WANT_BYTES_OR_NONE, WANT_AS_IS)
THROUGH(rsplit, WANT_BYTES_OR_NONE, WANT_AS_IS)
THROUGH(splitlines, WANT_AS_IS, WANT_AS_IS)
THROUGH(strip, WANT_BYTES_OR_NONE, WANT_AS_IS)
THROUGH(lstrip, WANT_BYTES_OR_NONE, WANT_AS_IS)
THROUGH(rstrip, WANT_BYTES_OR_NONE, WANT_AS_IS)
THROUGH(center, WANT_AS_IS, WANT_FILL)
THROUGH(ljust, WANT_AS_IS, WANT_FILL)
THROUGH(rjust, WANT_AS_IS, WANT_FILL)
THROUGH(zfill, WANT_AS_IS, WANT_AS_IS)
THROUGH(expandtabs, WANT_AS_IS, WANT_AS_IS)
THROUGH(upper, WANT_AS_IS, WANT_AS_IS)
THROUGH(lower, WANT_AS_IS, WANT_AS_IS)
THROUGH(title, WANT_AS_IS, WANT_AS_IS)
THROUGH(capitalize, WANT_AS_IS, WANT_AS_IS)
THROUGH(swapcase, WANT_AS_IS, WANT_AS_IS)
THROUGH(isalpha, WANT_AS_IS, WANT_AS_IS)
THROUGH(isdigit, WANT_AS_IS, WANT_AS_IS)
THROUGH(isalnum, WANT_AS_IS, WANT_AS_IS)
THROUGH(isspace, WANT_AS_IS, WANT_AS_IS)
THROUGH(isupper, WANT_AS_IS, WANT_AS_IS)
THROUGH(islower, WANT_AS_IS, WANT_AS_IS)
THROUGH(istitle, WANT_AS_IS, WANT_AS_IS)

static native_status_t bytes_isascii(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const bytes_t *bytes = as_bytes(vm, args[0]);
    bool high = false;
    for (uint32_t i = 0; i < bytes->size; i++)
        high |= bytes->bytes[i] >= 0x80;
    *result = value_from_bool(!high);
    return NATIVE_OK;
}

const native_def_t bytes_text_methods[] = {
    {"find", "self, sub, start=, end=, /", bytes_find, NULL, NULL},
    {"rfind", "self, sub, start=, end=, /", bytes_rfind, NULL, NULL},
    {"index", "self, sub, start=, end=, /", bytes_index, NULL, NULL},
    {"rindex", "self, sub, start=, end=, /", bytes_rindex, NULL, NULL},
    {"count", "self, sub, start=, end=, /", bytes_count, NULL, NULL},
    {"replace", "self, old, new, count=, /", bytes_replace, NULL, NULL},
    {"startswith", "self, prefix, start=, end=, /", bytes_startswith, NULL, NULL},
    {"endswith", "self, suffix, start=, end=, /", bytes_endswith, NULL, NULL},
    {"removeprefix", "self, prefix, /", bytes_removeprefix, NULL, NULL},
    {"removesuffix", "self, suffix, /", bytes_removesuffix, NULL, NULL},
    {"partition", "self, sep, /", bytes_partition, NULL, NULL},
    {"rpartition", "self, sep, /", bytes_rpartition, NULL, NULL},
    {"split", "self, sep=, maxsplit=", bytes_split, NULL, NULL},
    {"rsplit", "self, sep=, maxsplit=", bytes_rsplit, NULL, NULL},
    {"splitlines", "self, keepends=", bytes_splitlines, NULL, NULL},
    {"join", "self, iterable, /", bytes_join, NULL, "_bytes_join"},
    {"strip", "self, bytes=, /", bytes_strip, NULL, NULL},
    {"lstrip", "self, bytes=, /", bytes_lstrip, NULL, NULL},
    {"rstrip", "self, bytes=, /", bytes_rstrip, NULL, NULL},
    {"center", "self, width, fillchar=, /", bytes_center, NULL, NULL},
    {"ljust", "self, width, fillchar=, /", bytes_ljust, NULL, NULL},
    {"rjust", "self, width, fillchar=, /", bytes_rjust, NULL, NULL},
    {"zfill", "self, width, /", bytes_zfill, NULL, NULL},
    {"upper", "self, /", bytes_upper, NULL, NULL},
    {"lower", "self, /", bytes_lower, NULL, NULL},
    {"title", "self, /", bytes_title, NULL, NULL},
    {"capitalize", "self, /", bytes_capitalize, NULL, NULL},
    {"swapcase", "self, /", bytes_swapcase, NULL, NULL},
    {"isalpha", "self, /", bytes_isalpha, NULL, NULL},
    {"isdigit", "self, /", bytes_isdigit, NULL, NULL},
    {"isalnum", "self, /", bytes_isalnum, NULL, NULL},
    {"isspace", "self, /", bytes_isspace, NULL, NULL},
    {"isupper", "self, /", bytes_isupper, NULL, NULL},
    {"islower", "self, /", bytes_islower, NULL, NULL},
    {"istitle", "self, /", bytes_istitle, NULL, NULL},
    {"isascii", "self, /", bytes_isascii, NULL, NULL},
    {"expandtabs", "self, tabsize=", bytes_expandtabs, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
