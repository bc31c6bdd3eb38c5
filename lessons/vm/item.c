/* x[i], x[i] = v, del x[i], v in x: on builtin containers. */
#include "lessons/vm/machine.h"

/* An index into `length` things; NATIVE_RAISE for a bad type or out of range. `what` is for the message. */
static native_status_t index_of(vm_t *vm, const char *what, value_t key, int64_t length,
                                const char *range_error, int64_t *index)
{
    if (value_is_small_int(key))
        *index = value_to_int(key);
    else if (value_is_int(vm, value_payload(vm, key))) {
        if (!bigint_to_int64(vm, value_payload(vm, key), index))
            return native_raise(vm, EXC_INDEX_ERROR, "cannot fit 'int' into an index-sized integer");
    } else if (value_has_user_method(vm, key, NAME_index))
        return NATIVE_FALLBACK;
    else if (strcmp(what, "string") == 0)
        return native_raise(vm, EXC_TYPE_ERROR, "string indices must be integers, not '%s'",
                            value_type_name(vm, key));
    else
        return native_raise(vm, EXC_TYPE_ERROR, "%s indices must be integers or slices, not %s", what,
                            value_type_name(vm, key));
    if (*index < 0)
        *index += length;
    if (*index < 0 || *index >= length)
        return native_raise(vm, EXC_INDEX_ERROR, "%s", range_error);
    return NATIVE_OK;
}

/* ---- reading ---- */

static native_status_t get_slice(vm_t *vm, value_t container, value_t key, value_t *result)
{
    int64_t length, start, stop, step, count;
    value_length(vm, container, &length);
    native_status_t status = slice_indices(vm, key, length, &start, &stop, &step, &count);
    if (status != NATIVE_OK)
        return status;
    switch (value_kind(vm, container)) {
    case KIND_STR: {
        if (step == 1) {
            *result = str_slice(vm, container, (uint32_t)start, (uint32_t)(count ? stop : start));
            return NATIVE_OK;
        }
        str_t *made = str_reserve(vm, (size_t)count * 4);
        const str_t *from = as_str(vm, container);
        size_t size = 0;
        for (int64_t i = 0, at = start; i < count; i++, at += step) {
            uint32_t begin = str_offset(from, (uint32_t)at), end = begin + 1;
            while (end < from->size && ((unsigned char)from->bytes[end] & 0xC0) == 0x80)
                end++;
            memcpy(made->bytes + size, from->bytes + begin, end - begin);
            size += end - begin;
        }
        *result = str_new(vm, made->bytes, size);
        return NATIVE_OK;
    }
    case KIND_BYTES: {
        bytes_t *made = heap_alloc(vm, KIND_BYTES, sizeof(bytes_t) + (uint64_t)count + 1);
        made->size = (uint32_t)count;
        for (int64_t i = 0; i < count; i++)
            made->bytes[i] = as_bytes(vm, container)->bytes[start + i * step];
        *result = object_value(vm, made);
        return NATIVE_OK;
    }
    default: {
        value_t *items = NULL, *to;
        size_t all;
        bool tuple = value_kind(vm, container) == KIND_TUPLE;
        *result = tuple ? tuple_new(vm, NULL, (size_t)count) : list_new(vm, NULL, (size_t)count);
        sequence_items(vm, container, &items, &all);
        to = tuple ? as_tuple(vm, *result)->items : list_items(vm, *result);
        for (int64_t i = 0; i < count; i++)
            to[i] = items[start + i * step];
        return NATIVE_OK;
    }
    }
}

static native_status_t range_item(vm_t *vm, value_t container, value_t key, value_t *result)
{
    const range_t *r = as_range(vm, container);
    value_t index = value_payload(vm, key), offset = VALUE_UNSET;
    if (value_kind(vm, key) == KIND_SLICE) {
        int64_t length, start, stop, step, count;
        native_status_t status = value_length(vm, container, &length);
        if (status == NATIVE_OK)
            status = slice_indices(vm, key, length, &start, &stop, &step, &count);
        if (status != NATIVE_OK)
            return status;
        value_t base = r->start, by = r->step, first, last, stride;
        bigint_multiply(vm, by, bigint_from_int64(vm, start), &first);
        bigint_add(vm, base, first, &first);
        bigint_multiply(vm, by, bigint_from_int64(vm, stop), &last);
        bigint_add(vm, base, last, &last);
        bigint_multiply(vm, by, bigint_from_int64(vm, step), &stride);
        *result = range_new(vm, first, last, stride);
        return NATIVE_OK;
    }
    if (!value_is_int(vm, index))
        return native_raise(vm, EXC_TYPE_ERROR, "range indices must be integers or slices, not %s",
                            value_type_name(vm, key));
    if (bigint_sign(vm, index) < 0)
        bigint_add(vm, index, r->length, &index);
    if (bigint_sign(vm, index) < 0 || bigint_compare(vm, index, r->length) >= 0)
        return native_raise(vm, EXC_INDEX_ERROR, "range object index out of range");
    bigint_multiply(vm, index, r->step, &offset);
    return bigint_add(vm, r->start, offset, result);
}

native_status_t value_get_item(vm_t *vm, value_t container, value_t key, value_t *result)
{
    value_t seen = container;
    container = value_payload(vm, container);
    kind_t kind = value_kind(vm, container);
    int64_t index;
    native_status_t status;
    bool sliced = value_kind(vm, key) == KIND_SLICE;
    switch (kind) {
    case KIND_LIST:
        if (sliced)
            return get_slice(vm, container, key, result);
        status = index_of(vm, "list", key, as_list(vm, container)->count, "list index out of range", &index);
        if (status == NATIVE_OK)
            *result = list_items(vm, container)[index];
        return status;
    case KIND_TUPLE:
        if (sliced)
            return get_slice(vm, container, key, result);
        status = index_of(vm, "tuple", key, (int64_t)as_tuple(vm, container)->count,
                          "tuple index out of range", &index);
        if (status == NATIVE_OK)
            *result = as_tuple(vm, container)->items[index];
        return status;
    case KIND_STR:
        if (sliced)
            return get_slice(vm, container, key, result);
        status =
            index_of(vm, "string", key, as_str(vm, container)->length, "string index out of range", &index);
        if (status == NATIVE_OK)
            *result = str_slice(vm, container, (uint32_t)index, (uint32_t)index + 1);
        return status;
    case KIND_BYTES:
        if (sliced)
            return get_slice(vm, container, key, result);
        status = index_of(vm, "byte", key, as_bytes(vm, container)->size, "index out of range", &index);
        if (status == NATIVE_OK)
            *result = value_from_int(as_bytes(vm, container)->bytes[index]);
        return status;
    case KIND_DICT:
        status = dict_get(vm, container, key, result);
        if (status == NATIVE_OK && value_is_unset(*result))
            return native_raise_value(vm, vm->exceptions[EXC_KEY_ERROR], key);
        return status;
    case KIND_RANGE:
        return range_item(vm, container, key, result);
    case KIND_CLASS:
        return native_raise(vm, EXC_TYPE_ERROR, "type '%s' is not subscriptable", class_name(vm, container));
    default:
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object is not subscriptable",
                            value_type_name(vm, seen));
    }
}

/* ---- writing ---- */

static native_status_t set_slice(vm_t *vm, value_t list, value_t key, value_t from)
{
    int64_t start, stop, step, count;
    native_status_t status = slice_indices(vm, key, as_list(vm, list)->count, &start, &stop, &step, &count);
    value_t made = VALUE_UNSET;
    if (status == NATIVE_OK)
        status = list_from_iterable(vm, from, &made);
    if (status == NATIVE_RAISE && exception_is(vm, vm->state.exception, EXC_TYPE_ERROR))
        return native_raise(vm, EXC_TYPE_ERROR,
                            step == 1 ? "can only assign an iterable"
                                      : "must assign iterable to extended slice");
    if (status != NATIVE_OK)
        return status;
    size_t given = as_list(vm, made)->count;
    if (step == 1) {
        list_replace(vm, list, (size_t)start, (size_t)(stop > start ? stop : start), list_items(vm, made),
                     given);
        return NATIVE_OK;
    }
    if (given != (size_t)count)
        return native_raise(vm, EXC_VALUE_ERROR,
                            "attempt to assign sequence of size %zu to extended slice of size %lld", given,
                            (long long)count);
    for (int64_t i = 0; i < count; i++)
        list_items(vm, list)[start + i * step] = list_items(vm, made)[i];
    return NATIVE_OK;
}

native_status_t value_set_item(vm_t *vm, value_t container, value_t key, value_t item)
{
    value_t seen = container;
    container = value_payload(vm, container);
    int64_t index;
    native_status_t status;
    switch (value_kind(vm, container)) {
    case KIND_LIST:
        if (value_kind(vm, key) == KIND_SLICE)
            return set_slice(vm, container, key, item);
        status = index_of(vm, "list", key, as_list(vm, container)->count,
                          "list assignment index out of range", &index);
        if (status == NATIVE_OK)
            list_items(vm, container)[index] = item;
        return status;
    case KIND_DICT:
        return dict_put(vm, container, key, item);
    default:
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object does not support item assignment",
                            value_type_name(vm, seen));
    }
}

static native_status_t delete_slice(vm_t *vm, value_t list, value_t key)
{
    int64_t start, stop, step, count;
    native_status_t status = slice_indices(vm, key, as_list(vm, list)->count, &start, &stop, &step, &count);
    if (status != NATIVE_OK)
        return status;
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    for (int64_t i = count; i-- > 0;)
        list_remove(vm, list, (size_t)(start + i * step), (size_t)(start + i * step) + 1);
    return NATIVE_OK;
}

native_status_t value_delete_item(vm_t *vm, value_t container, value_t key)
{
    value_t seen = container, gone = VALUE_UNSET;
    container = value_payload(vm, container);
    int64_t index;
    native_status_t status;
    switch (value_kind(vm, container)) {
    case KIND_LIST:
        if (value_kind(vm, key) == KIND_SLICE)
            return delete_slice(vm, container, key);
        status = index_of(vm, "list", key, as_list(vm, container)->count,
                          "list assignment index out of range", &index);
        if (status == NATIVE_OK)
            list_remove(vm, container, (size_t)index, (size_t)index + 1);
        return status;
    case KIND_DICT:
        status = dict_delete(vm, container, key, &gone);
        if (status == NATIVE_OK && value_is_unset(gone))
            return native_raise_value(vm, vm->exceptions[EXC_KEY_ERROR], key);
        return status;
    case KIND_STR:
    case KIND_BYTES:
    case KIND_TUPLE:
    case KIND_RANGE:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_INSTANCE:
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object doesn't support item deletion",
                            value_type_name(vm, seen));
    default:
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object does not support item deletion",
                            value_type_name(vm, seen));
    }
}

/* ---- in ---- */

static native_status_t items_contain(vm_t *vm, const value_t *items, size_t count, value_t item, bool *found)
{
    *found = false;
    for (size_t i = 0; i < count && !*found; i++) {
        native_status_t status = value_equal(vm, items[i], item, found);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t range_contains(vm_t *vm, value_t container, value_t item, bool *found)
{
    const range_t *r = as_range(vm, container);
    *found = false;
    if (value_is_double(item)) {
        double d = value_to_double(item);
        if (d != (double)(int64_t)d)
            return NATIVE_OK;
        item = bigint_from_int64(vm, (int64_t)d);
    }
    if (!value_is_int(vm, item))
        return value_is_ref(item) && value_has_user_method(vm, item, NAME_eq) ? NATIVE_FALLBACK : NATIVE_OK;
    int sign = bigint_sign(vm, r->step);
    int from = bigint_compare(vm, item, r->start), to = bigint_compare(vm, item, r->stop);
    if (sign > 0 ? from < 0 || to >= 0 : from > 0 || to <= 0)
        return NATIVE_OK;
    value_t offset = VALUE_UNSET, rest = VALUE_UNSET;
    bigint_subtract(vm, item, r->start, &offset);
    bigint_modulo(vm, offset, r->step, &rest);
    *found = bigint_sign(vm, rest) == 0;
    return NATIVE_OK;
}

static native_status_t view_contains(vm_t *vm, value_t container, value_t item, bool *found)
{
    value_t dict = as_dict_view(vm, container)->dict, value = VALUE_UNSET, key;
    uint32_t position = 0;
    native_status_t status;
    *found = false;
    switch (as_header(vm, container)->extra) {
    case VIEW_KEYS:
        status = dict_get(vm, dict, item, &value);
        *found = status == NATIVE_OK && !value_is_unset(value);
        return status;
    case VIEW_ITEMS:
        if (value_kind(vm, item) != KIND_TUPLE || as_tuple(vm, item)->count != 2)
            return NATIVE_OK;
        status = dict_get(vm, dict, as_tuple(vm, item)->items[0], &value);
        if (status != NATIVE_OK || value_is_unset(value))
            return status;
        return value_equal(vm, value, as_tuple(vm, item)->items[1], found);
    default:
        while (!*found && dict_next(vm, dict, &position, &key, &value)) {
            status = value_equal(vm, value, item, found);
            if (status != NATIVE_OK)
                return status;
        }
        return NATIVE_OK;
    }
}

static native_status_t text_contains(vm_t *vm, value_t text, value_t part, bool *found)
{
    if (!value_is_str(vm, part))
        return native_raise(vm, EXC_TYPE_ERROR, "'in <string>' requires string as left operand, not %s",
                            value_type_name(vm, part));
    *found = str_contains(as_str(vm, text), as_str(vm, part));
    return NATIVE_OK;
}

/* Bytes among bytes, or one byte by its number. */
static native_status_t bytes_contain(vm_t *vm, value_t container, value_t item, bool *found)
{
    const bytes_t *hay = as_bytes(vm, container);
    if (value_kind(vm, item) == KIND_BYTES) {
        const bytes_t *needle = as_bytes(vm, item);
        *found = memmem(hay->bytes, hay->size, needle->bytes, needle->size) != NULL;
        return NATIVE_OK;
    }
    if (!value_is_small_int(item))
        return native_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                            value_type_name(vm, item));
    if (value_to_int(item) < 0 || value_to_int(item) > 255)
        return native_raise(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
    *found = memchr(hay->bytes, (int)value_to_int(item), hay->size) != NULL;
    return NATIVE_OK;
}

native_status_t value_contains(vm_t *vm, value_t container, value_t item, bool *found)
{
    if (value_kind(vm, container) == KIND_INSTANCE && !value_has_user_method(vm, container, NAME_contains) &&
        !value_has_user_method(vm, container, NAME_iter))
        container = value_payload(vm, container);
    value_t value = VALUE_UNSET, *items = NULL;
    size_t count = 0;
    native_status_t status;
    switch (value_kind(vm, container)) {
    case KIND_LIST:
    case KIND_TUPLE:
        sequence_items(vm, container, &items, &count);
        return items_contain(vm, items, count, item, found);
    case KIND_DICT:
        status = dict_get(vm, container, item, &value);
        *found = status == NATIVE_OK && !value_is_unset(value);
        return status;
    case KIND_SET:
    case KIND_FROZENSET:
        if (value_kind(vm, item) == KIND_SET) /* stands for the frozenset of its items */
            item = set_copy(vm, item, KIND_FROZENSET);
        return set_contains(vm, container, item, found);
    case KIND_STR:
        return text_contains(vm, container, value_payload(vm, item), found);
    case KIND_BYTES:
        return bytes_contain(vm, container, item, found);
    case KIND_RANGE:
        return range_contains(vm, container, item, found);
    case KIND_DICT_VIEW:
        return view_contains(vm, container, item, found);
    case KIND_ITERATOR:
    case KIND_GENERATOR:
        return NATIVE_FALLBACK;
    case KIND_INSTANCE:
    case KIND_OBJECT:
        if (!value_is_unset(special_method(vm, container, NAME_contains)) ||
            !value_is_unset(special_method(vm, container, NAME_iter)) ||
            !value_is_unset(special_method(vm, container, NAME_getitem)))
            return NATIVE_FALLBACK;
        break;
    default:
        break;
    }
    return native_raise(vm, EXC_TYPE_ERROR, "argument of type '%s' is not iterable",
                        value_type_name(vm, container));
}
