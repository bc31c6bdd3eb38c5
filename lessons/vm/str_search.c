#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/str_methods.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

/* Where the last occurrence begins, or NULL. */
static const char *find_last(const char *bytes, size_t size, const char *part, size_t part_size)
{
    if (part_size > size)
        return NULL;
    for (const char *at = bytes + size - part_size;; at--) {
        if (memcmp(at, part, part_size) == 0)
            return at;
        if (at == bytes)
            return NULL;
    }
}

static const char *find_first(const char *bytes, size_t size, const char *part, size_t part_size)
{
    return part_size == 0 ? bytes : memmem(bytes, size, part, part_size);
}

/* The bytes of self[start:end], start and end as slices have them; false when start lies behind the end. */
static native_status_t window(vm_t *vm, const str_t *self, value_t start_value, value_t end_value,
                              const char **bytes, size_t *size, int64_t *start, bool *inside)
{
    int64_t length = self->length, end, raw = 0;
    native_status_t status = argument_slice(vm, start_value, length, 0, start);
    if (status == NATIVE_OK)
        status = argument_slice(vm, end_value, length, length, &end);
    if (status != NATIVE_OK)
        return status;
    if (!value_is_unset(start_value) && !value_is_none(start_value))
        (void)argument_position(vm, start_value, &raw);
    *inside = *start <= end && raw <= length;
    uint32_t first = str_offset(self, (uint32_t)*start);
    uint32_t last = *inside ? str_offset(self, (uint32_t)end) : first;
    *bytes = self->bytes + first;
    *size = last - first;
    return NATIVE_OK;
}

/* Index of the first or last occurrence in code points, -1 for none. */
static native_status_t find(vm_t *vm, value_t *args, bool last, int64_t *found)
{
    const str_t *self = str_self(vm, args[0]), *part = argument_str(vm, args[1]);
    const char *bytes;
    size_t size;
    int64_t start;
    bool inside;
    native_status_t status = window(vm, self, args[2], args[3], &bytes, &size, &start, &inside);
    *found = -1;
    if (status == NATIVE_OK && !part)
        return native_raise(vm, EXC_TYPE_ERROR, "must be str, not %s", value_type_name(vm, args[1]));
    if (status != NATIVE_OK || !inside)
        return status;
    const char *at = last ? find_last(bytes, size, part->bytes, part->size)
                          : find_first(bytes, size, part->bytes, part->size);
    if (at)
        *found = start + (int64_t)(str_is_ascii(self) ? (size_t)(at - bytes)
                                                      : unicode_count(bytes, (size_t)(at - bytes)));
    return NATIVE_OK;
}

native_status_t str_find(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t found;
    native_status_t status = find(vm, args, false, &found);
    *result = value_from_int(status == NATIVE_OK ? found : 0);
    return status;
}

native_status_t str_rfind(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t found;
    native_status_t status = find(vm, args, true, &found);
    *result = value_from_int(status == NATIVE_OK ? found : 0);
    return status;
}

static native_status_t must_find(vm_t *vm, value_t *args, bool last, value_t *result)
{
    int64_t found;
    native_status_t status = find(vm, args, last, &found);
    if (status == NATIVE_OK && found < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "substring not found");
    *result = value_from_int(status == NATIVE_OK ? found : 0);
    return status;
}

native_status_t str_index(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return must_find(vm, args, false, result);
}

native_status_t str_rindex(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return must_find(vm, args, true, result);
}

native_status_t str_count(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]), *part = argument_str(vm, args[1]);
    const char *bytes;
    size_t size;
    int64_t start, times = 0;
    bool inside;
    native_status_t status = window(vm, self, args[2], args[3], &bytes, &size, &start, &inside);
    if (status != NATIVE_OK)
        return status;
    if (!part)
        return native_raise(vm, EXC_TYPE_ERROR, "must be str, not %s", value_type_name(vm, args[1]));
    if (inside && part->size == 0)
        times = (int64_t)unicode_count(bytes, size) + 1;
    for (const char *end = bytes + size; inside && part->size > 0; times++) {
        bytes = memmem(bytes, (size_t)(end - bytes), part->bytes, part->size);
        if (!bytes)
            break;
        bytes += part->size;
    }
    *result = value_from_int(times);
    return NATIVE_OK;
}

/* ---- replacing
 * ---------------------------------------------------------------------------------------------- */

/* Between all code points, and at both ends. */
static void add_interleaved(text_t *out, const str_t *self, const str_t *with, int64_t most)
{
    size_t at = 0;
    for (; most > 0; most--) {
        text_add(out, with->bytes, with->size);
        if (at == self->size)
            break;
        size_t size = unicode_size(self->bytes[at]);
        text_add(out, self->bytes + at, size);
        at += size;
    }
    text_add(out, self->bytes + at, self->size - at);
}

/* How often `old` is found, at most `most` times. */
static int64_t occurrences(const str_t *self, const str_t *old, int64_t most)
{
    const char *at = self->bytes, *end = self->bytes + self->size;
    int64_t times = 0;
    if (old->size == 0)
        return most < (int64_t)self->length ? most : (int64_t)self->length + 1;
    while (times < most && (at = memmem(at, (size_t)(end - at), old->bytes, old->size))) {
        at += old->size;
        times++;
    }
    return times;
}

static void add_replaced(text_t *out, const str_t *self, const str_t *old, const str_t *with, int64_t most)
{
    const char *at = self->bytes, *end = self->bytes + self->size;
    for (; most > 0; most--) {
        const char *found = memmem(at, (size_t)(end - at), old->bytes, old->size);
        if (!found)
            break;
        text_add(out, at, (size_t)(found - at));
        text_add(out, with->bytes, with->size);
        at = found + old->size;
    }
    text_add(out, at, (size_t)(end - at));
}

native_status_t str_replace(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]), *old = argument_str(vm, args[1]),
                *with = argument_str(vm, args[2]);
    if (!old || !with)
        return native_raise(vm, EXC_TYPE_ERROR, "replace() argument %d must be str, not %s", old ? 2 : 1,
                            argument_type_name(vm, args[old ? 2 : 1]));
    int64_t most = -1;
    native_status_t status = value_is_unset(args[3]) ? NATIVE_OK : argument_position(vm, args[3], &most);
    if (status != NATIVE_OK)
        return status;
    if (most < 0)
        most = INT64_MAX;
    uint64_t times = (uint64_t)occurrences(self, old, most);
    if (times == 0) {
        *result = value_payload(vm, args[0]);
        return NATIVE_OK;
    }
    if (!heap_room(vm, self->size + times * with->size))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    text_t out;
    text_init(&out);
    if (old->size == 0)
        add_interleaved(&out, self, with, most);
    else
        add_replaced(&out, self, old, with, most);
    return text_to_str(vm, &out, result);
}

/* Adds what the table makes of one code point. */
static native_status_t add_translated(vm_t *vm, text_t *out, value_t table, uint32_t code)
{
    value_t mapped;
    native_status_t status = dict_get(vm, table, value_from_int(code), &mapped);
    if (status != NATIVE_OK)
        return status;
    if (value_is_unset(mapped))
        text_add_code(out, code);
    else if (value_is_small_int(mapped) && value_to_int(mapped) >= 0 && value_to_int(mapped) < 0x110000)
        text_add_code(out, (uint32_t)value_to_int(mapped));
    else if (value_is_str(vm, mapped))
        text_add(out, as_str(vm, mapped)->bytes, as_str(vm, mapped)->size);
    else if (!value_is_none(mapped))
        return native_raise(vm, EXC_TYPE_ERROR, "character mapping must return integer, None or str");
    return NATIVE_OK;
}

native_status_t str_translate(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    value_t table = value_payload(vm, args[1]);
    if (value_kind(vm, table) != KIND_DICT)
        return native_raise(vm, EXC_TYPE_ERROR, "the sandbox's translate() wants a dict, not '%s'",
                            value_type_name(vm, table));
    text_t out;
    text_init(&out);
    native_status_t status = NATIVE_OK;
    for (size_t i = 0, size; i < self->size && status == NATIVE_OK; i += size)
        status = add_translated(vm, &out, table, unicode_decode(self->bytes + i, &size));
    return text_finish(vm, &out, status, result);
}

/* Puts x[i] → y[i] (y NULL: None) as code points. */
static native_status_t put_pairs(vm_t *vm, value_t table, const str_t *x, const str_t *y)
{
    size_t size_x, size_y;
    for (size_t i = 0, j = 0; i < x->size; i += size_x) {
        value_t key = value_from_int(unicode_decode(x->bytes + i, &size_x)), value = VALUE_NONE;
        if (y) {
            value = value_from_int(unicode_decode(y->bytes + j, &size_y));
            j += size_y;
        }
        native_status_t status = dict_put(vm, table, key, value);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

/* maketrans(dict): keys of one letter become code points. */
static native_status_t table_from_dict(vm_t *vm, value_t from, value_t table)
{
    uint32_t position = 0;
    value_t key, value;
    while (dict_next(vm, from, &position, &key, &value)) {
        size_t size;
        if (value_is_str(vm, key)) {
            if (as_str(vm, key)->length != 1)
                return native_raise(vm, EXC_VALUE_ERROR,
                                    "string keys in translate table must be of length 1");
            key = value_from_int(unicode_decode(as_str(vm, key)->bytes, &size));
        } else if (!value_is_int(vm, key)) {
            return native_raise(vm, EXC_TYPE_ERROR, "keys in translate table must be strings or integers");
        }
        native_status_t status = dict_put(vm, table, key, value);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

/* cls, x, y=, z= */
native_status_t str_maketrans(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = dict_new(vm);
    if (value_is_unset(args[2])) {
        if (value_kind(vm, args[1]) != KIND_DICT)
            return native_raise(vm, EXC_TYPE_ERROR,
                                "if you give only one argument to maketrans it must be a dict");
        return table_from_dict(vm, args[1], *result);
    }
    const str_t *x = argument_str(vm, args[1]), *y = argument_str(vm, args[2]);
    const str_t *z = value_is_unset(args[3]) ? NULL : argument_str(vm, args[3]);
    if (!x)
        return native_raise(vm, EXC_TYPE_ERROR,
                            "first maketrans argument must be a string if there is a second argument");
    if (!y || (!z && !value_is_unset(args[3])))
        return native_raise(vm, EXC_TYPE_ERROR, "maketrans() argument %d must be str, not %s", y ? 3 : 2,
                            argument_type_name(vm, args[y ? 3 : 2]));
    if (x->length != y->length)
        return native_raise(vm, EXC_VALUE_ERROR, "the first two maketrans arguments must have equal length");
    native_status_t status = put_pairs(vm, *result, x, y);
    return status == NATIVE_OK && z ? put_pairs(vm, *result, z, NULL) : status;
}

/* ---- beginnings and ends
 * ------------------------------------------------------------------------------------ */

static bool matches(const char *bytes, size_t size, const str_t *part, bool at_end)
{
    return part->size <= size &&
           memcmp(at_end ? bytes + size - part->size : bytes, part->bytes, part->size) == 0;
}

static native_status_t affix(vm_t *vm, value_t *args, bool at_end, value_t *result)
{
    const char *name = at_end ? "endswith" : "startswith", *bytes;
    size_t size;
    int64_t start;
    bool inside;
    native_status_t status =
        window(vm, str_self(vm, args[0]), args[2], args[3], &bytes, &size, &start, &inside);
    if (status != NATIVE_OK)
        return status;
    value_t given = value_payload(vm, args[1]);
    const value_t *parts = &given;
    size_t count = 1;
    if (value_kind(vm, given) == KIND_TUPLE) {
        parts = as_tuple(vm, given)->items;
        count = as_tuple(vm, given)->count;
    } else if (!value_is_str(vm, given)) {
        return native_raise(vm, EXC_TYPE_ERROR, "%s first arg must be str or a tuple of str, not %s", name,
                            value_type_name(vm, given));
    }
    *result = VALUE_FALSE;
    for (size_t i = 0; i < count; i++) {
        const str_t *part = argument_str(vm, parts[i]);
        if (!part)
            return native_raise(vm, EXC_TYPE_ERROR, "tuple for %s must only contain str, not %s", name,
                                value_type_name(vm, parts[i]));
        if (inside && matches(bytes, size, part, at_end)) {
            *result = VALUE_TRUE;
            break;
        }
    }
    return NATIVE_OK;
}

native_status_t str_startswith(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return affix(vm, args, false, result);
}

native_status_t str_endswith(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return affix(vm, args, true, result);
}

static native_status_t remove_affix(vm_t *vm, value_t *args, bool at_end, value_t *result)
{
    const str_t *self = str_self(vm, args[0]), *part = argument_str(vm, args[1]);
    if (!part)
        return native_raise(vm, EXC_TYPE_ERROR, "%s() argument must be str, not %s",
                            at_end ? "removesuffix" : "removeprefix", argument_type_name(vm, args[1]));
    *result = value_payload(vm, args[0]);
    if (part->size > 0 && matches(self->bytes, self->size, part, at_end))
        *result = str_part(vm, self->bytes + (at_end ? 0 : part->size), self->size - part->size);
    return NATIVE_OK;
}

native_status_t str_removeprefix(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return remove_affix(vm, args, false, result);
}

native_status_t str_removesuffix(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return remove_affix(vm, args, true, result);
}

static native_status_t partition(vm_t *vm, value_t *args, bool last, value_t *result)
{
    const str_t *self = str_self(vm, args[0]), *part = argument_str(vm, args[1]);
    if (!part)
        return native_raise(vm, EXC_TYPE_ERROR, "must be str, not %s", value_type_name(vm, args[1]));
    if (part->size == 0)
        return native_raise(vm, EXC_VALUE_ERROR, "empty separator");
    const char *at = last ? find_last(self->bytes, self->size, part->bytes, part->size)
                          : find_first(self->bytes, self->size, part->bytes, part->size);
    value_t whole = value_payload(vm, args[0]);
    value_t parts[3] = {last ? vm->empty_string : whole, vm->empty_string, last ? whole : vm->empty_string};
    if (at) {
        size_t before = (size_t)(at - self->bytes), after = before + part->size;
        parts[0] = str_part(vm, self->bytes, before);
        parts[1] = value_payload(vm, args[1]);
        parts[2] = str_part(vm, self->bytes + after, self->size - after);
    }
    *result = tuple_new(vm, parts, 3);
    return NATIVE_OK;
}

native_status_t str_partition(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return partition(vm, args, false, result);
}

native_status_t str_rpartition(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return partition(vm, args, true, result);
}
