/*
 * The builtin functions. Numbers are in lib_numbers.c, types in type_*.c, print in output.c.
 */
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/output.h"
#include "lessons/vm/sorting.h"
#include "lessons/vm/types.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

static native_status_t builtin_len(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t length;
    native_status_t status = value_length(vm, args[0], &length);
    if (status == NATIVE_OK)
        *result = bigint_from_int64(vm, length);
    return status;
}

static native_status_t builtin_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_repr(vm, args[0], result);
}

static native_status_t builtin_ascii(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    text_t text;
    text_init(&text);
    native_status_t status = value_add_repr(vm, &text, args[0]);
    text_escape_non_ascii(&text, 0);
    return text_finish(vm, &text, status, result);
}

static native_status_t builtin_format(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!value_is_unset(args[1]) && !argument_str(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "format() argument 2 must be str, not %s",
                            argument_type_name(vm, args[1]));
    return value_format(vm, args[0], value_is_unset(args[1]) ? args[1] : value_payload(vm, args[1]), result);
}

static native_status_t builtin_hash(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t hash;
    native_status_t status = value_hash(vm, args[0], &hash);
    if (status == NATIVE_OK)
        *result = bigint_from_int64(vm, hash);
    return status;
}

static native_status_t builtin_id(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = bigint_from_uint64(vm, value_identity(vm, args[0]));
    return NATIVE_OK;
}

static native_status_t builtin_chr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t code;
    native_status_t status = argument_int64(vm, args[0], &code);
    if (status != NATIVE_OK)
        return status;
    if (code < 0 || code > 0x10ffff)
        return native_raise(vm, EXC_VALUE_ERROR, "chr() arg not in range(0x110000)");
    if (code >= 0xd800 && code < 0xe000)
        return native_raise(vm, EXC_VALUE_ERROR, "chr() of a surrogate is not supported by the sandbox");
    *result = str_from_code_point(vm, (uint32_t)code);
    return NATIVE_OK;
}

static native_status_t builtin_ord(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t v = value_payload(vm, args[0]);
    size_t length, size;
    if (value_is_str(vm, v))
        length = as_str(vm, v)->length;
    else if (value_kind(vm, v) == KIND_BYTES)
        length = as_bytes(vm, v)->size;
    else
        return native_raise(vm, EXC_TYPE_ERROR, "ord() expected string of length 1, but %s found",
                            value_type_name(vm, v));
    if (length != 1)
        return native_raise(vm, EXC_TYPE_ERROR, "ord() expected a character, but string of length %zu found",
                            length);
    if (value_is_str(vm, v))
        *result = value_from_int(unicode_decode(as_str(vm, v)->bytes, &size));
    else
        *result = value_from_int(as_bytes(vm, v)->bytes[0]);
    return NATIVE_OK;
}

static native_status_t builtin_callable(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    switch (value_kind(vm, args[0])) {
    case KIND_FUNCTION:
    case KIND_NATIVE:
    case KIND_METHOD:
    case KIND_CLASS:
        *result = VALUE_TRUE;
        break;
    default:
        *result = value_from_bool(
            !value_is_unset(class_lookup(vm, value_class(vm, args[0]), vm->names[NAME_call])));
    }
    return NATIVE_OK;
}

/* ---- classes
 * ------------------------------------------------------------------------------------------------ */

/* Is `class` a subclass of `of`, a class or a (nested) tuple of classes? NATIVE_FALLBACK: `of` holds something
 * else, or a class that judges by itself, and no class before it fits. */
static native_status_t is_subclass_of(vm_t *vm, value_t class, value_t of, uint32_t depth, bool *is)
{
    *is = false;
    if (depth > VM_FRAME_LIMIT)
        return native_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded in __instancecheck__");
    if (value_kind(vm, of) == KIND_CLASS) {
        *is = class_is_subclass(vm, class, of);
        if (*is || !(as_class(vm, of)->class_flags & CLASS_HAS_DUNDERS))
            return NATIVE_OK;
        value_t hook = class_lookup(vm, of, vm->names[NAME_subclasshook]);
        return value_is_unset(hook) ? NATIVE_OK : NATIVE_FALLBACK;
    }
    if (value_kind(vm, of) != KIND_TUPLE)
        return NATIVE_FALLBACK;
    native_status_t status = NATIVE_OK;
    for (size_t i = 0; !*is && i < as_tuple(vm, of)->count; i++) {
        status = is_subclass_of(vm, class, as_tuple(vm, of)->items[i], depth + 1, is);
        if (status != NATIVE_OK)
            break;
    }
    return status;
}

static native_status_t builtin_isinstance(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool is = false;
    native_status_t status = is_subclass_of(vm, value_class(vm, args[0]), args[1], 0, &is);
    *result = value_from_bool(is);
    return status;
}

static native_status_t builtin_issubclass(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[0]) != KIND_CLASS)
        return native_raise(vm, EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
    bool is = false;
    native_status_t status = is_subclass_of(vm, args[0], args[1], 0, &is);
    *result = value_from_bool(is);
    return status;
}

/* ---- over iterables
 * ----------------------------------------------------------------------------------------- */

/* any (wanted = true) and all (wanted = false): ends at the first item of that truth. */
static native_status_t find_truth(vm_t *vm, value_t iterable, bool wanted, value_t *result)
{
    value_t *items;
    size_t count;
    *result = value_from_bool(!wanted);
    if (value_kind(vm, iterable) != KIND_LIST && value_kind(vm, iterable) != KIND_TUPLE)
        return NATIVE_FALLBACK;
    sequence_items(vm, iterable, &items, &count);
    for (size_t i = 0; i < count; i++) {
        bool truth;
        native_status_t status = value_truth(vm, items[i], &truth);
        if (status != NATIVE_OK)
            return status;
        if (truth == wanted) {
            *result = value_from_bool(wanted);
            break;
        }
    }
    return NATIVE_OK;
}

static native_status_t builtin_any(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return find_truth(vm, args[0], true, result);
}

static native_status_t builtin_all(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return find_truth(vm, args[0], false, result);
}

/* Adds while both are ints, bools or floats; false when the general addition is needed. */
static bool add_quickly(value_t *total, value_t item)
{
    item = int_from_bool(item);
    if (value_is_small_int(*total) && value_is_small_int(item)) {
        int64_t sum = value_to_int(*total) + value_to_int(item);
        if (!value_int_fits(sum))
            return false;
        *total = value_from_int(sum);
        return true;
    }
    if (value_is_double(*total) && (value_is_double(item) || value_is_small_int(item))) {
        double addend = value_is_double(item) ? value_to_double(item) : (double)value_to_int(item);
        *total = value_from_double(value_to_double(*total) + addend);
        return true;
    }
    return false;
}

static native_status_t sum_items(vm_t *vm, const value_t *items, size_t count, value_t *total)
{
    for (size_t i = 0; i < count; i++) {
        if (add_quickly(total, items[i]))
            continue;
        native_status_t status = value_binary(vm, BINARY_OP_ADD, false, *total, items[i], total);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

/* The sum of a range: count × (first + last) / 2, however long it is. */
static native_status_t sum_range(vm_t *vm, value_t v, value_t *total)
{
    const range_t range = *as_range(vm, v);
    value_t last, sum;
    native_status_t status = bigint_subtract(vm, range.length, value_from_int(1), &last);
    if (status == NATIVE_OK)
        status = bigint_multiply(vm, last, range.step, &last);
    if (status == NATIVE_OK)
        status = bigint_add(vm, last, range.start, &last);
    if (status == NATIVE_OK)
        status = bigint_add(vm, last, range.start, &sum);
    if (status == NATIVE_OK)
        status = bigint_multiply(vm, sum, range.length, &sum);
    if (status == NATIVE_OK)
        status = bigint_floor_divide(vm, sum, value_from_int(2), &sum);
    return status == NATIVE_OK ? value_binary(vm, BINARY_OP_ADD, false, *total, sum, total) : status;
}

/* sum(iterable, start): only what cannot need a user's __add__ and is not consumed by trying. */
static native_status_t builtin_sum(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t total = value_is_unset(args[1]) ? value_from_int(0) : args[1];
    if (value_is_str(vm, total))
        return native_raise(vm, EXC_TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    kind_t kind = value_kind(vm, args[0]);
    if (kind == KIND_ITERATOR || kind == KIND_OBJECT || kind == KIND_INSTANCE)
        return NATIVE_FALLBACK;
    value_t iterator, item, *items;
    size_t count;
    *result = total;
    if (kind == KIND_LIST || kind == KIND_TUPLE) {
        sequence_items(vm, args[0], &items, &count);
        return sum_items(vm, items, count, result);
    }
    if (kind == KIND_RANGE && value_is_int(vm, total))
        return sum_range(vm, args[0], result);
    native_status_t status = iterate_begin(vm, args[0], &iterator);
    while (status == NATIVE_OK) {
        status = iterate_next(vm, iterator, &item);
        if (status != NATIVE_OK || value_is_unset(item))
            break;
        if (!add_quickly(&total, item))
            status = value_binary(vm, BINARY_OP_ADD, false, total, item, &total);
    }
    *result = total;
    return status;
}

/* The least (or greatest) of the items; UNSET when there are none. The first of equal ones. */
static native_status_t find_extreme(vm_t *vm, const value_t *items, size_t count, bool least, value_t *best)
{
    *best = count > 0 ? items[0] : VALUE_UNSET;
    for (size_t i = 1; i < count; i++) {
        bool better;
        native_status_t status =
            value_compare(vm, least ? COMPARE_OP_LT : COMPARE_OP_GT, items[i], *best, &better);
        if (status != NATIVE_OK)
            return status;
        if (better)
            *best = items[i];
    }
    return NATIVE_OK;
}

enum { EXTREME_VALUES, EXTREME_KEY, EXTREME_DEFAULT };

/* First and last number of a range that is not empty: one is the least, the other the greatest. */
static native_status_t range_ends(vm_t *vm, value_t v, value_t ends[2])
{
    ends[0] = as_range(vm, v)->start;
    return value_get_item(vm, v, value_from_int(-1), &ends[1]);
}

static native_status_t extreme(vm_t *vm, value_t *args, bool least, value_t *result)
{
    const char *name = least ? "min" : "max";
    const tuple_t *values = as_tuple(vm, args[EXTREME_VALUES]);
    if (values->count == 0)
        return native_raise(vm, EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0", name);
    if (values->count > 1 && !value_is_unset(args[EXTREME_DEFAULT]))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "Cannot specify a default for %s() with multiple positional arguments", name);
    if (!value_is_unset(args[EXTREME_KEY]) && !value_is_none(args[EXTREME_KEY]))
        return NATIVE_FALLBACK;
    if (values->count > 1)
        return find_extreme(vm, values->items, values->count, least, result);
    value_t iterable = values->items[0];
    kind_t kind = value_kind(vm, iterable);
    if (kind == KIND_ITERATOR || kind == KIND_OBJECT || kind == KIND_INSTANCE)
        return NATIVE_FALLBACK;
    value_t *items, ends[2];
    size_t count = 0;
    native_status_t status = NATIVE_OK;
    if (kind == KIND_RANGE) {
        items = ends;
        count = bigint_sign(vm, as_range(vm, iterable)->length) > 0 ? 2 : 0;
        status = count > 0 ? range_ends(vm, iterable, ends) : NATIVE_OK;
    } else {
        status = iterate_items(vm, iterable, &items, &count);
    }
    if (status == NATIVE_OK)
        status = find_extreme(vm, items, count, least, result);
    if (status != NATIVE_OK || !value_is_unset(*result))
        return status;
    *result = args[EXTREME_DEFAULT];
    if (value_is_unset(*result))
        return native_raise(vm, EXC_VALUE_ERROR, "%s() arg is an empty sequence", name);
    return NATIVE_OK;
}

static native_status_t builtin_min(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return extreme(vm, args, true, result);
}

static native_status_t builtin_max(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return extreme(vm, args, false, result);
}

static native_status_t builtin_sorted(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const tuple_t *values = as_tuple(vm, args[0]);
    if (values->count != 1)
        return native_raise(vm, EXC_TYPE_ERROR, "sorted expected 1 argument, got %llu",
                            (unsigned long long)values->count);
    value_t iterable = values->items[0];
    kind_t kind = value_kind(vm, iterable);
    bool keyed = !value_is_unset(args[1]) && !value_is_none(args[1]), reverse;
    if (keyed || kind == KIND_ITERATOR || kind == KIND_OBJECT || kind == KIND_INSTANCE)
        return NATIVE_FALLBACK;
    native_status_t status = argument_truth(vm, args[2], false, &reverse);
    if (status == NATIVE_OK)
        status = iterate_list(vm, iterable, result);
    if (status != NATIVE_OK)
        return status;
    value_t *items = list_items(vm, *result);
    return sort_values(vm, items, items, as_list(vm, *result)->count, reverse);
}

static native_status_t reversed_copy(vm_t *vm, value_t sequence, value_t *result)
{
    value_t list;
    native_status_t status = iterate_list(vm, sequence, &list);
    if (status == NATIVE_OK)
        *result = iterator_new(vm, ITERATE_LIST_REVERSED, list);
    return status;
}

static native_status_t reversed_range(vm_t *vm, value_t v, value_t *result)
{
    range_t *range = as_range(vm, v);
    value_t step, last, stop;
    native_status_t status = bigint_subtract(vm, range->length, value_from_int(1), &last);
    if (status == NATIVE_OK)
        status = bigint_multiply(vm, last, range->step, &last);
    if (status == NATIVE_OK)
        status = bigint_add(vm, last, range->start, &last);
    if (status == NATIVE_OK)
        status = bigint_negate(vm, range->step, &step);
    if (status == NATIVE_OK)
        status = bigint_subtract(vm, range->start, range->step, &stop);
    return status == NATIVE_OK ? value_iterate(vm, range_new(vm, last, stop, step), result) : status;
}

static native_status_t builtin_reversed(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[0]) == KIND_INSTANCE || value_kind(vm, args[0]) == KIND_OBJECT)
        return NATIVE_FALLBACK;
    value_t v = args[0];
    switch (value_kind(vm, v)) {
    case KIND_LIST:
        *result = iterator_new(vm, ITERATE_LIST_REVERSED, v);
        return NATIVE_OK;
    case KIND_DICT:
        *result = iterator_new(vm, ITERATE_DICT_KEYS_REVERSED, v);
        return NATIVE_OK;
    case KIND_TUPLE:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_DICT_VIEW:
        return reversed_copy(vm, v, result);
    case KIND_RANGE:
        return reversed_range(vm, v, result);
    default:
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object is not reversible", value_type_name(vm, v));
    }
}

const native_def_t builtin_functions[] = {
    {"len", "obj, /", builtin_len, NULL, "_len"},
    {"repr", "obj, /", builtin_repr, NULL, "_repr"},
    {"ascii", "obj, /", builtin_ascii, NULL, "_ascii"},
    {"format", "value, format_spec=, /", builtin_format, NULL, "_format_builtin"},
    {"hash", "obj, /", builtin_hash, NULL, "_hash"},
    {"id", "obj, /", builtin_id, NULL, NULL},
    {"chr", "i, /", builtin_chr, NULL, "_chr"},
    {"ord", "c, /", builtin_ord, NULL, NULL},
    {"callable", "obj, /", builtin_callable, NULL, NULL},
    {"isinstance", "obj, class_or_tuple, /", builtin_isinstance, NULL, "_isinstance"},
    {"issubclass", "kind, class_or_tuple, /", builtin_issubclass, NULL, "_issubclass"},
    {"any", "iterable, /", builtin_any, NULL, "_any"},
    {"all", "iterable, /", builtin_all, NULL, "_all"},
    {"sum", "iterable, /, start=", builtin_sum, NULL, "_sum"},
    {"min", "*values, key=, default=", builtin_min, NULL, "_min"},
    {"max", "*values, key=, default=", builtin_max, NULL, "_max"},
    {"sorted", "*iterable, key=, reverse=", builtin_sorted, NULL, "_sorted"},
    {"reversed", "sequence, /", builtin_reversed, NULL, "_reversed"},
    {NULL, NULL, NULL, NULL, NULL},
};
