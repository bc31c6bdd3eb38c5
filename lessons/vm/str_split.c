#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/str_methods.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

/* ---- split
 * -------------------------------------------------------------------------------------------------- */

static bool is_space_at(const str_t *self, size_t at, size_t *size)
{
    return code_is_space(unicode_decode(self->bytes + at, size));
}

static void add_part(vm_t *vm, value_t list, const str_t *self, size_t from, size_t to)
{
    list_append(vm, list, str_part(vm, self->bytes + from, to - from));
}

static void split_spaces(vm_t *vm, const str_t *self, int64_t most, value_t list)
{
    size_t at = 0, size = 0;
    for (;;) {
        while (at < self->size && is_space_at(self, at, &size))
            at += size;
        if (at == self->size)
            return;
        size_t start = at;
        if (most-- == 0) {
            add_part(vm, list, self, start, self->size);
            return;
        }
        while (at < self->size && !is_space_at(self, at, &size))
            at += size;
        add_part(vm, list, self, start, at);
    }
}

static void split_text(vm_t *vm, const str_t *self, const str_t *by, int64_t most, value_t list)
{
    size_t at = 0;
    for (; most != 0; most--) {
        const char *found = memmem(self->bytes + at, self->size - at, by->bytes, by->size);
        if (!found)
            break;
        size_t next = (size_t)(found - self->bytes);
        add_part(vm, list, self, at, next);
        at = next + by->size;
    }
    add_part(vm, list, self, at, self->size);
}

/* The parts from the end come in the wrong order: `list` is turned round at last. */
static void split_spaces_back(vm_t *vm, const str_t *self, int64_t most, value_t list)
{
    size_t at = self->size, size;
    for (;;) {
        while (at > 0 && is_space_at(self, unicode_before(self->bytes, at), &size))
            at = unicode_before(self->bytes, at);
        if (at == 0)
            return;
        size_t end = at;
        if (most-- == 0) {
            add_part(vm, list, self, 0, end);
            return;
        }
        while (at > 0 && !is_space_at(self, unicode_before(self->bytes, at), &size))
            at = unicode_before(self->bytes, at);
        add_part(vm, list, self, at, end);
    }
}

static void split_text_back(vm_t *vm, const str_t *self, const str_t *by, int64_t most, value_t list)
{
    size_t end = self->size, at = end >= by->size ? end - by->size + 1 : 0;
    while (most != 0 && at > 0) {
        at--;
        if (memcmp(self->bytes + at, by->bytes, by->size) != 0)
            continue;
        add_part(vm, list, self, at + by->size, end);
        end = at;
        most--;
        at = end >= by->size ? end - by->size + 1 : 0;
    }
    add_part(vm, list, self, 0, end);
}

static void turn_round(vm_t *vm, value_t list)
{
    value_t *items = list_items(vm, list);
    for (size_t low = 0, high = as_list(vm, list)->count; high > low + 1; low++) {
        value_t swap = items[low];
        items[low] = items[--high];
        items[high] = swap;
    }
}

static native_status_t split(vm_t *vm, value_t *args, bool from_end, value_t *result)
{
    const str_t *self = str_self(vm, args[0]), *by = NULL;
    int64_t most = -1;
    native_status_t status = value_is_unset(args[2]) ? NATIVE_OK : argument_int64(vm, args[2], &most);
    if (status != NATIVE_OK)
        return status;
    if (!value_is_unset(args[1]) && !value_is_none(args[1])) {
        by = argument_str(vm, args[1]);
        if (!by)
            return native_raise(vm, EXC_TYPE_ERROR, "must be str or None, not %s",
                                value_type_name(vm, args[1]));
        if (by->size == 0)
            return native_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    *result = list_with_capacity(vm, 0);
    if (from_end) {
        if (by)
            split_text_back(vm, self, by, most, *result);
        else
            split_spaces_back(vm, self, most, *result);
        turn_round(vm, *result);
    } else if (by) {
        split_text(vm, self, by, most, *result);
    } else {
        split_spaces(vm, self, most, *result);
    }
    return NATIVE_OK;
}

native_status_t str_split(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return split(vm, args, false, result);
}

native_status_t str_rsplit(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return split(vm, args, true, result);
}

static bool ends_line(uint32_t code)
{
    return (code >= 0x0a && code <= 0x0d) || (code >= 0x1c && code <= 0x1e) || code == 0x85 ||
           code == 0x2028 || code == 0x2029;
}

native_status_t str_splitlines(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    int64_t keep = 0;
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : argument_int64(vm, args[1], &keep);
    if (status != NATIVE_OK)
        return status;
    *result = list_with_capacity(vm, 0);
    size_t start = 0;
    for (size_t i = 0, size; i < self->size; i += size) {
        if (!ends_line(unicode_decode(self->bytes + i, &size)))
            continue;
        size_t end = i;
        if (self->bytes[i] == '\r' && i + 1 < self->size && self->bytes[i + 1] == '\n')
            size = 2;
        add_part(vm, *result, self, start, keep ? i + size : end);
        start = i + size;
    }
    if (start < self->size)
        add_part(vm, *result, self, start, self->size);
    return NATIVE_OK;
}

/* ---- join
 * --------------------------------------------------------------------------------------------------- */

native_status_t str_join(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    value_t *items;
    size_t count;
    uint64_t size = 0;
    native_status_t status = iterate_items(vm, args[1], &items, &count);
    if (status == NATIVE_RAISE)
        return native_raise(vm, EXC_TYPE_ERROR, "can only join an iterable");
    if (status != NATIVE_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const str_t *item = argument_str(vm, items[i]);
        if (!item)
            return native_raise(vm, EXC_TYPE_ERROR, "sequence item %zu: expected str instance, %s found", i,
                                value_type_name(vm, items[i]));
        size += item->size + (i > 0 ? self->size : 0);
    }
    if (count == 0 || (count == 1 && value_is_str(vm, items[0]))) {
        *result = count == 0 ? vm->empty_string : items[0];
        return NATIVE_OK;
    }
    if (size > UINT32_MAX / 2 || !heap_room(vm, size))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    str_t *made = str_reserve(vm, size);
    char *at = made->bytes;
    for (size_t i = 0; i < count; i++) {
        const str_t *item = argument_str(vm, items[i]);
        if (i > 0) {
            memcpy(at, self->bytes, self->size);
            at += self->size;
        }
        memcpy(at, item->bytes, item->size);
        at += item->size;
    }
    *result = str_finish(vm, made);
    return NATIVE_OK;
}

/* ---- strip
 * -------------------------------------------------------------------------------------------------- */

static bool strips(const str_t *set, const char *at, size_t *size)
{
    uint32_t code = unicode_decode(at, size);
    if (!set)
        return code_is_space(code);
    if (code < 0x80)
        return set->size > 0 && memchr(set->bytes, (int)code, set->size);
    return memmem(set->bytes, set->size, at, *size) != NULL;
}

static native_status_t strip(vm_t *vm, value_t *args, bool left, bool right, const char *name,
                             value_t *result)
{
    const str_t *self = str_self(vm, args[0]), *set = NULL;
    if (!value_is_unset(args[1]) && !value_is_none(args[1])) {
        set = argument_str(vm, args[1]);
        if (!set)
            return native_raise(vm, EXC_TYPE_ERROR, "%s arg must be None or str", name);
    }
    size_t start = 0, end = self->size, size;
    while (left && start < end && strips(set, self->bytes + start, &size))
        start += size;
    while (right && end > start && strips(set, self->bytes + unicode_before(self->bytes, end), &size))
        end -= size;
    bool whole = start == 0 && end == self->size;
    *result = whole ? value_payload(vm, args[0]) : str_part(vm, self->bytes + start, end - start);
    return NATIVE_OK;
}

native_status_t str_strip(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return strip(vm, args, true, true, "strip", result);
}

native_status_t str_lstrip(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return strip(vm, args, true, false, "lstrip", result);
}

native_status_t str_rstrip(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return strip(vm, args, false, true, "rstrip", result);
}

/* ---- padding
 * ------------------------------------------------------------------------------------------------ */

/* self, width, fillchar= */
static native_status_t pad_arguments(vm_t *vm, value_t *args, int64_t *padding, const str_t **fill)
{
    const str_t *self = str_self(vm, args[0]);
    int64_t width;
    native_status_t status = argument_int64(vm, args[1], &width);
    if (status != NATIVE_OK)
        return status;
    *fill = value_is_unset(args[2]) ? NULL : argument_str(vm, args[2]);
    if (!value_is_unset(args[2]) && !*fill)
        return native_raise(vm, EXC_TYPE_ERROR, "The fill character must be a unicode character, not %s",
                            value_type_name(vm, args[2]));
    if (*fill && (*fill)->length != 1)
        return native_raise(vm, EXC_TYPE_ERROR, "The fill character must be exactly one character long");
    *padding = width > (int64_t)self->length ? width - (int64_t)self->length : 0;
    if (!heap_room(vm, (uint64_t)*padding * 4))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    return NATIVE_OK;
}

static native_status_t padded(vm_t *vm, value_t self, int64_t left, int64_t right, const str_t *fill,
                              value_t *result)
{
    const str_t *str = str_self(vm, self);
    const char *bytes = fill ? fill->bytes : " ";
    size_t size = fill ? fill->size : 1;
    if (left + right == 0) {
        *result = value_payload(vm, self);
        return NATIVE_OK;
    }
    text_t out;
    text_init(&out);
    text_add_repeated(&out, bytes, size, (size_t)left);
    text_add(&out, str->bytes, str->size);
    text_add_repeated(&out, bytes, size, (size_t)right);
    return text_to_str(vm, &out, result);
}

native_status_t str_center(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t padding = 0;
    const str_t *fill;
    native_status_t status = pad_arguments(vm, args, &padding, &fill);
    if (status != NATIVE_OK)
        return status;
    /* The odd one goes left when the width is odd. */
    int64_t width = padding + (int64_t)str_self(vm, args[0])->length;
    int64_t left = padding / 2 + (padding & width & 1);
    return padded(vm, args[0], left, padding - left, fill, result);
}

native_status_t str_ljust(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t padding = 0;
    const str_t *fill;
    native_status_t status = pad_arguments(vm, args, &padding, &fill);
    return status == NATIVE_OK ? padded(vm, args[0], 0, padding, fill, result) : status;
}

native_status_t str_rjust(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t padding = 0;
    const str_t *fill;
    native_status_t status = pad_arguments(vm, args, &padding, &fill);
    return status == NATIVE_OK ? padded(vm, args[0], padding, 0, fill, result) : status;
}

native_status_t str_zfill(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    int64_t width;
    native_status_t status = argument_int64(vm, args[1], &width);
    if (status != NATIVE_OK)
        return status;
    int64_t padding = width > (int64_t)self->length ? width - (int64_t)self->length : 0;
    if (!heap_room(vm, (uint64_t)padding))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    size_t sign = self->size > 0 && (self->bytes[0] == '-' || self->bytes[0] == '+');
    text_t out;
    text_init(&out);
    text_add(&out, self->bytes, sign);
    text_add_repeated(&out, "0", 1, (size_t)padding);
    text_add(&out, self->bytes + sign, self->size - sign);
    return text_to_str(vm, &out, result);
}

native_status_t str_expandtabs(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    int64_t width = 8, column = 0;
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : argument_int64(vm, args[1], &width);
    if (status != NATIVE_OK)
        return status;
    text_t out;
    text_init(&out);
    for (size_t i = 0, size; i < self->size; i += size) {
        size = unicode_size(self->bytes[i]);
        if (self->bytes[i] == '\t') {
            int64_t spaces = width > 0 ? width - column % width : 0;
            if (!heap_room(vm, out.size_bytes + (uint64_t)spaces)) {
                text_destroy(&out);
                return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
            }
            text_add_repeated(&out, " ", 1, (size_t)spaces);
            column += spaces;
            continue;
        }
        column = self->bytes[i] == '\n' || self->bytes[i] == '\r' ? 0 : column + 1;
        text_add(&out, self->bytes + i, size);
    }
    return text_to_str(vm, &out, result);
}
