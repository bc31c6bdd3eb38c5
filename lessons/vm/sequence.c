/* Ranges, slices, and the iterators of the builtin containers. */
#include "lessons/vm/machine.h"

/* ---- range ---- */

static value_t range_length(vm_t *vm, value_t start, value_t stop, value_t step)
{
    int64_t a, b, s;
    if (bigint_to_int64(vm, start, &a) && bigint_to_int64(vm, stop, &b) && bigint_to_int64(vm, step, &s) &&
        a > -(INT64_C(1) << 61) && a < (INT64_C(1) << 61) && b > -(INT64_C(1) << 61) &&
        b < (INT64_C(1) << 61) && s > -(INT64_C(1) << 61)) {
        if (s > 0)
            return bigint_from_int64(vm, b > a ? (b - a - 1) / s + 1 : 0);
        return bigint_from_int64(vm, a > b ? (a - b - 1) / -s + 1 : 0);
    }
    /* (stop - start - sign) // step + 1, at least 0 */
    value_t length = value_from_int(0), span = length;
    int sign = bigint_sign(vm, step);
    bigint_subtract(vm, stop, start, &span);
    if (bigint_sign(vm, span) != sign)
        return length;
    bigint_subtract(vm, span, value_from_int(sign), &span);
    bigint_floor_divide(vm, span, step, &length);
    bigint_add(vm, length, value_from_int(1), &length);
    return length;
}

value_t range_new(vm_t *vm, value_t start, value_t stop, value_t step)
{
    value_t length = range_length(vm, start, stop, step);
    range_t *range = heap_alloc_raw(vm, KIND_RANGE, sizeof(range_t));
    range->start = start;
    range->stop = stop;
    range->step = step;
    range->length = length;
    return object_value(vm, range);
}

/* ---- slice ---- */

value_t slice_new(vm_t *vm, value_t start, value_t stop, value_t step)
{
    slice_t *slice = heap_alloc_raw(vm, KIND_SLICE, sizeof(slice_t));
    slice->start = start;
    slice->stop = stop;
    slice->step = step;
    return object_value(vm, slice);
}

static native_status_t slice_number(vm_t *vm, value_t v, int64_t none, int64_t *n)
{
    if (value_is_none(v)) {
        *n = none;
        return NATIVE_OK;
    }
    if (!value_is_int(vm, v))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "slice indices must be integers or None or have an __index__ method");
    if (!bigint_to_int64(vm, v, n))
        *n = bigint_sign(vm, v) < 0 ? INT64_MIN / 2 : INT64_MAX / 2;
    return NATIVE_OK;
}

static int64_t clamp(int64_t n, int64_t length, int64_t low, int64_t high)
{
    if (n < 0)
        n += length;
    return n < low ? low : n > high ? high : n;
}

native_status_t slice_indices(vm_t *vm, value_t value, int64_t length, int64_t *start, int64_t *stop,
                              int64_t *step, int64_t *count)
{
    const slice_t *s = as_slice(vm, value);
    native_status_t status = slice_number(vm, s->step, 1, step);
    if (status != NATIVE_OK)
        return status;
    if (*step == 0)
        return native_raise(vm, EXC_VALUE_ERROR, "slice step cannot be zero");
    bool forwards = *step > 0;
    int64_t low = forwards ? 0 : -1, high = forwards ? length : length - 1;
    status = slice_number(vm, s->start, 0, start);
    if (status == NATIVE_OK)
        status = slice_number(vm, s->stop, 0, stop);
    if (status != NATIVE_OK)
        return status;
    *start = value_is_none(s->start) ? (forwards ? low : high) : clamp(*start, length, low, high);
    *stop = value_is_none(s->stop) ? (forwards ? high : low) : clamp(*stop, length, low, high);
    if (forwards)
        *count = *stop > *start ? (*stop - *start - 1) / *step + 1 : 0;
    else
        *count = *start > *stop ? (*start - *stop - 1) / -*step + 1 : 0;
    return NATIVE_OK;
}

/* ---- iterators ---- */

value_t iterator_new(vm_t *vm, iterator_kind_t kind, value_t over)
{
    iterator_t *it = heap_alloc(vm, KIND_ITERATOR, sizeof(iterator_t));
    it->header.extra = (uint16_t)kind;
    it->over = over;
    it->extra_value = VALUE_NONE;
    switch (kind) {
    case ITERATE_RANGE: {
        const range_t *r = as_range(vm, over);
        it->position = value_to_int(r->start);
        it->remaining = value_to_int(r->length);
        it->step = value_to_int(r->step);
        break;
    }
    case ITERATE_RANGE_BIG:
        it->extra_value = as_range(vm, over)->start;
        break;
    case ITERATE_DICT_KEYS:
    case ITERATE_DICT_VALUES:
    case ITERATE_DICT_ITEMS:
        it->remaining = dict_count(vm, over);
        break;
    case ITERATE_DICT_KEYS_REVERSED:
        it->remaining = dict_count(vm, over);
        it->position = (int64_t)as_dict(vm, over)->filled - 1;
        break;
    case ITERATE_SET:
        it->remaining = as_set(vm, over)->count;
        break;
    case ITERATE_LIST_REVERSED:
        it->position = (int64_t)as_list(vm, over)->count - 1;
        break;
    default:
        break;
    }
    return object_value(vm, it);
}

value_t dict_view_new(vm_t *vm, value_t dict, dict_view_kind_t kind)
{
    dict_view_t *view = heap_alloc(vm, KIND_DICT_VIEW, sizeof(dict_view_t));
    view->header.extra = (uint16_t)kind;
    view->dict = dict;
    return object_value(vm, view);
}

static bool range_is_small(const vm_t *vm, value_t range)
{
    const range_t *r = as_range(vm, range);
    return value_is_small_int(r->start) && value_is_small_int(r->stop) && value_is_small_int(r->step) &&
           value_is_small_int(r->length);
}

native_status_t value_iterate(vm_t *vm, value_t v, value_t *iterator)
{
    if (value_kind(vm, v) == KIND_INSTANCE && value_payload(vm, v) != v &&
        !value_has_user_method(vm, v, NAME_iter))
        v = value_payload(vm, v);
    switch (value_kind(vm, v)) {
    case KIND_LIST:
        *iterator = iterator_new(vm, ITERATE_LIST, v);
        return NATIVE_OK;
    case KIND_TUPLE:
        *iterator = iterator_new(vm, ITERATE_TUPLE, v);
        return NATIVE_OK;
    case KIND_STR:
        *iterator = iterator_new(vm, ITERATE_STR, v);
        return NATIVE_OK;
    case KIND_BYTES:
        *iterator = iterator_new(vm, ITERATE_BYTES, v);
        return NATIVE_OK;
    case KIND_RANGE:
        *iterator = iterator_new(vm, range_is_small(vm, v) ? ITERATE_RANGE : ITERATE_RANGE_BIG, v);
        return NATIVE_OK;
    case KIND_DICT:
        *iterator = iterator_new(vm, ITERATE_DICT_KEYS, v);
        return NATIVE_OK;
    case KIND_DICT_VIEW: {
        static const iterator_kind_t kinds[] = {ITERATE_DICT_KEYS, ITERATE_DICT_VALUES, ITERATE_DICT_ITEMS};
        *iterator = iterator_new(vm, kinds[as_header(vm, v)->extra], as_dict_view(vm, v)->dict);
        return NATIVE_OK;
    }
    case KIND_SET:
    case KIND_FROZENSET:
        *iterator = iterator_new(vm, ITERATE_SET, v);
        return NATIVE_OK;
    case KIND_ITERATOR:
        *iterator = v;
        return NATIVE_OK;
    case KIND_GENERATOR:
        return NATIVE_FALLBACK;
    case KIND_INSTANCE:
    case KIND_OBJECT:
    case KIND_EXCEPTION:
        if (!value_is_unset(special_method(vm, v, NAME_iter)) ||
            !value_is_unset(special_method(vm, v, NAME_getitem)))
            return NATIVE_FALLBACK;
        break;
    default:
        break;
    }
    return native_raise(vm, EXC_TYPE_ERROR, "'%s' object is not iterable", value_type_name(vm, v));
}

static native_status_t exhausted(iterator_t *it, value_t *item)
{
    it->over = VALUE_NONE;
    *item = VALUE_UNSET;
    return NATIVE_OK;
}

static native_status_t dict_iterator_next(vm_t *vm, iterator_t *it, value_t *item)
{
    if (dict_count(vm, it->over) != (uint64_t)it->remaining) {
        it->remaining = -1;
        return native_raise(vm, EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    }
    uint32_t position = (uint32_t)it->position;
    value_t key, value;
    if (!dict_next(vm, it->over, &position, &key, &value))
        return exhausted(it, item);
    it->position = position;
    if (it->header.extra == ITERATE_DICT_ITEMS) {
        value_t pair[2] = {key, value};
        *item = tuple_new(vm, pair, 2);
    } else {
        *item = it->header.extra == ITERATE_DICT_KEYS ? key : value;
    }
    return NATIVE_OK;
}

static native_status_t reversed_keys_next(vm_t *vm, iterator_t *it, value_t *item)
{
    if (dict_count(vm, it->over) != (uint64_t)it->remaining)
        return native_raise(vm, EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    while (it->position >= 0) {
        const dict_entry_t *entry = dict_entry(vm, it->over, (uint32_t)it->position--);
        if (!value_is_unset(entry->key)) {
            *item = entry->key;
            return NATIVE_OK;
        }
    }
    return exhausted(it, item);
}

static native_status_t set_iterator_next(vm_t *vm, iterator_t *it, value_t *item)
{
    if (as_set(vm, it->over)->count != (uint64_t)it->remaining) {
        it->remaining = -1;
        return native_raise(vm, EXC_RUNTIME_ERROR, "Set changed size during iteration");
    }
    uint32_t position = (uint32_t)it->position;
    int64_t hash;
    if (!set_next(vm, it->over, &position, item, &hash))
        return exhausted(it, item);
    it->position = position;
    return NATIVE_OK;
}

static native_status_t str_iterator_next(vm_t *vm, iterator_t *it, value_t *item)
{
    const str_t *str = as_str(vm, it->over);
    uint32_t from = (uint32_t)it->position, to = from + 1;
    if (from >= str->size)
        return exhausted(it, item);
    while (to < str->size && ((unsigned char)str->bytes[to] & 0xC0) == 0x80)
        to++;
    it->position = to;
    *item = str_new(vm, str->bytes + from, to - from);
    return NATIVE_OK;
}

static native_status_t big_range_next(vm_t *vm, iterator_t *it, value_t *item)
{
    const range_t *r = as_range(vm, it->over);
    int order = bigint_compare(vm, it->extra_value, r->stop);
    if (bigint_sign(vm, r->step) > 0 ? order >= 0 : order <= 0)
        return exhausted(it, item);
    *item = it->extra_value;
    return bigint_add(vm, it->extra_value, r->step, &it->extra_value);
}

native_status_t iterator_next(vm_t *vm, value_t iterator, value_t *item)
{
    if (value_kind(vm, iterator) != KIND_ITERATOR)
        return NATIVE_FALLBACK;
    iterator_t *it = as_iterator(vm, iterator);
    if (value_is_none(it->over))
        return exhausted(it, item);
    switch ((iterator_kind_t)it->header.extra) {
    case ITERATE_LIST:
        if (it->position >= as_list(vm, it->over)->count)
            return exhausted(it, item);
        *item = list_items(vm, it->over)[it->position++];
        return NATIVE_OK;
    case ITERATE_TUPLE:
        if (it->position >= (int64_t)as_tuple(vm, it->over)->count)
            return exhausted(it, item);
        *item = as_tuple(vm, it->over)->items[it->position++];
        return NATIVE_OK;
    case ITERATE_LIST_REVERSED:
        if (it->position < 0 || it->position >= as_list(vm, it->over)->count)
            return exhausted(it, item);
        *item = list_items(vm, it->over)[it->position--];
        return NATIVE_OK;
    case ITERATE_RANGE:
        if (it->remaining <= 0)
            return exhausted(it, item);
        *item = value_from_int(it->position);
        it->position += it->step;
        it->remaining--;
        return NATIVE_OK;
    case ITERATE_BYTES:
        if (it->position >= as_bytes(vm, it->over)->size)
            return exhausted(it, item);
        *item = value_from_int(as_bytes(vm, it->over)->bytes[it->position++]);
        return NATIVE_OK;
    case ITERATE_STR:
        return str_iterator_next(vm, it, item);
    case ITERATE_DICT_KEYS:
    case ITERATE_DICT_VALUES:
    case ITERATE_DICT_ITEMS:
        return dict_iterator_next(vm, it, item);
    case ITERATE_DICT_KEYS_REVERSED:
        return reversed_keys_next(vm, it, item);
    case ITERATE_SET:
        return set_iterator_next(vm, it, item);
    case ITERATE_RANGE_BIG:
        return big_range_next(vm, it, item);
    default:
        return NATIVE_FALLBACK;
    }
}

native_status_t list_from_iterable(vm_t *vm, value_t iterable, value_t *list)
{
    value_t *items, iterator, item;
    size_t count;
    if (sequence_items(vm, iterable, &items, &count) && !value_has_user_method(vm, iterable, NAME_iter)) {
        *list = list_new(vm, count ? items : NULL, count);
        return NATIVE_OK;
    }
    native_status_t status = value_iterate(vm, iterable, &iterator);
    if (status != NATIVE_OK)
        return status;
    if (value_kind(vm, iterator) != KIND_ITERATOR || as_header(vm, iterator)->extra == ITERATE_SEQUENCE ||
        as_header(vm, iterator)->extra == ITERATE_CALLABLE)
        return NATIVE_FALLBACK;
    *list = list_with_capacity(vm, 0);
    while ((status = iterator_next(vm, iterator, &item)) == NATIVE_OK && !value_is_unset(item))
        list_append(vm, *list, item);
    return status;
}
