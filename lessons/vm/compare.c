/* Hashing, equality, order and truth of builtin values. */
#include <math.h>

#include "lessons/vm/machine.h"

#define HASH_MODULUS ((UINT64_C(1) << 61) - 1)
#define DEPTH_LIMIT  400 /* of containers within containers */

/* ---- hashing: as CPython, where it is the same in every run ---- */

static int64_t hash_small_int(int64_t n)
{
    return n == -1 ? -2 : n; /* |n| < 2^47: smaller than the modulus */
}

static int64_t hash_double(double d)
{
    if (isinf(d))
        return d > 0 ? 314159 : -314159;
    if (isnan(d))
        return 0;
    int exponent;
    double fraction = frexp(fabs(d), &exponent);
    uint64_t x = 0;
    while (fraction > 0) {
        x = (x << 28 & HASH_MODULUS) | x >> (61 - 28);
        fraction *= 268435456.0;
        exponent -= 28;
        uint64_t y = (uint64_t)fraction;
        fraction -= (double)y;
        x += y;
        if (x >= HASH_MODULUS)
            x -= HASH_MODULUS;
    }
    exponent = exponent >= 0 ? exponent % 61 : 60 - ((-1 - exponent) % 61);
    if (exponent)
        x = (x << exponent & HASH_MODULUS) | x >> (61 - exponent);
    int64_t hash = d < 0 ? -(int64_t)x : (int64_t)x;
    return hash == -1 ? -2 : hash;
}

static native_status_t hash_at(vm_t *vm, value_t v, int64_t *hash, uint32_t depth);

static native_status_t hash_items(vm_t *vm, const value_t *items, uint64_t count, int64_t *hash,
                                  uint32_t depth)
{
    if (depth > DEPTH_LIMIT)
        return native_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    uint64_t all = UINT64_C(2870177450012600261);
    for (uint64_t i = 0; i < count; i++) {
        int64_t one;
        native_status_t status = hash_at(vm, items[i], &one, depth + 1);
        if (status != NATIVE_OK)
            return status;
        all += (uint64_t)one * UINT64_C(14029467366897019727);
        all = all << 31 | all >> 33;
        all *= UINT64_C(11400714785074694791);
    }
    all += count ^ (UINT64_C(2870177450012600261) ^ UINT64_C(3527539));
    *hash = all == UINT64_MAX ? 1546275796 : (int64_t)all;
    return NATIVE_OK;
}

static native_status_t hash_frozenset(vm_t *vm, value_t set, int64_t *hash)
{
    uint64_t all = 1927868237u * ((uint64_t)as_set(vm, set)->count + 1);
    uint32_t position = 0;
    value_t key;
    int64_t one;
    while (set_next(vm, set, &position, &key, &one))
        all ^= ((uint64_t)one ^ 89869747u ^ (uint64_t)one << 16) * 3644798167u;
    all ^= all >> 11 ^ all >> 25;
    all = all * 69069u + 907133923u;
    *hash = all == UINT64_MAX ? 590923713 : (int64_t)all;
    return NATIVE_OK;
}

static native_status_t unhashable(vm_t *vm, value_t v)
{
    return native_raise(vm, EXC_TYPE_ERROR, "unhashable type: '%s'", value_type_name(vm, v));
}

static int64_t hash_identity(vm_t *vm, value_t v)
{
    return (int64_t)(value_identity(vm, v) >> 4);
}

static native_status_t hash_by_class(vm_t *vm, value_t v, int64_t *hash)
{
    uint32_t flags = as_class(vm, value_class(vm, v))->class_flags;
    if (flags & CLASS_UNHASHABLE)
        return unhashable(vm, v);
    if (flags & CLASS_HAS_HASH)
        return NATIVE_FALLBACK;
    if (value_payload(vm, v) != v)
        return value_hash(vm, value_payload(vm, v), hash);
    value_t method = special_method(vm, v, NAME_hash);
    if (value_is_none(method))
        return unhashable(vm, v);
    if (value_kind(vm, v) == KIND_OBJECT && value_kind(vm, method) == KIND_NATIVE &&
        as_native(vm, method)->owner != vm->class_object) {
        value_t result = VALUE_NONE;
        native_status_t status = vm->natives[as_native(vm, method)->number]->call(vm, &v, 1, &result);
        if (status == NATIVE_OK && !bigint_to_int64(vm, result, hash))
            *hash = bigint_hash(vm, result);
        return status;
    }
    *hash = hash_identity(vm, v);
    return NATIVE_OK;
}

native_status_t value_hash(vm_t *vm, value_t v, int64_t *hash)
{
    return hash_at(vm, v, hash, 0);
}

static native_status_t hash_at(vm_t *vm, value_t v, int64_t *hash, uint32_t depth)
{
    *hash = 0;
    if (value_is_small_int(v)) {
        *hash = hash_small_int(value_to_int(v));
        return NATIVE_OK;
    }
    if (value_is_double(v)) {
        *hash = hash_double(value_to_double(v));
        return NATIVE_OK;
    }
    if (!value_is_ref(v)) {
        *hash = v == VALUE_TRUE ? 1 : v == VALUE_FALSE ? 0 : (int64_t)(0x7C8D00 + (v & 15) * 16);
        return NATIVE_OK;
    }
    switch (value_kind(vm, v)) {
    case KIND_STR:
        *hash = (int64_t)str_hash(as_str(vm, v));
        return NATIVE_OK;
    case KIND_BYTES:
        *hash = (int64_t)str_hash_bytes((const char *)as_bytes(vm, v)->bytes, as_bytes(vm, v)->size);
        return NATIVE_OK;
    case KIND_BIGINT:
        *hash = bigint_hash(vm, v);
        return NATIVE_OK;
    case KIND_TUPLE:
        return hash_items(vm, as_tuple(vm, v)->items, as_tuple(vm, v)->count, hash, depth);
    case KIND_FROZENSET:
        return hash_frozenset(vm, v, hash);
    case KIND_RANGE:
        return hash_items(vm, &as_range(vm, v)->start, 3, hash, depth);
    case KIND_LIST:
    case KIND_DICT:
    case KIND_SET:
    case KIND_SLICE:
        return unhashable(vm, v);
    case KIND_METHOD: {
        native_status_t status = value_hash(vm, as_method(vm, v)->function, hash);
        *hash ^= status == NATIVE_OK ? hash_identity(vm, as_method(vm, v)->self) : 0;
        return status;
    }
    case KIND_INSTANCE:
    case KIND_EXCEPTION:
    case KIND_OBJECT:
        return hash_by_class(vm, v, hash);
    default:
        *hash = hash_identity(vm, v);
        return NATIVE_OK;
    }
}

/* ---- equality ---- */

static bool is_number(const vm_t *vm, value_t v)
{
    return value_is_double(v) || value_is_int(vm, v);
}

/* -1, 0, 1; 2: not comparable (NaN). */
static int compare_numbers(const vm_t *vm, value_t a, value_t b)
{
    if (value_is_double(a) && value_is_double(b)) {
        double x = value_to_double(a), y = value_to_double(b);
        return x != x || y != y ? 2 : (x > y) - (x < y);
    }
    if (value_is_double(b))
        return bigint_compare_double(vm, a, value_to_double(b));
    if (value_is_double(a)) {
        int order = bigint_compare_double(vm, b, value_to_double(a));
        return order == 2 ? 2 : -order;
    }
    return bigint_compare(vm, a, b);
}

static native_status_t equal_at(vm_t *vm, value_t a, value_t b, bool *equal, uint32_t depth);

static native_status_t equal_items(vm_t *vm, const value_t *a, const value_t *b, size_t count, bool *equal,
                                   uint32_t depth)
{
    *equal = true;
    for (size_t i = 0; i < count && *equal; i++) {
        native_status_t status = equal_at(vm, a[i], b[i], equal, depth + 1);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t equal_dicts(vm_t *vm, value_t a, value_t b, bool *equal, uint32_t depth)
{
    *equal = dict_count(vm, a) == dict_count(vm, b);
    uint32_t position = 0;
    value_t key, value, other;
    while (*equal && dict_next(vm, a, &position, &key, &value)) {
        native_status_t status = dict_get(vm, b, key, &other);
        if (status == NATIVE_OK && value_is_unset(other))
            *equal = false;
        else if (status == NATIVE_OK)
            status = equal_at(vm, value, other, equal, depth + 1);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t equal_sets(vm_t *vm, value_t a, value_t b, bool *equal)
{
    *equal = as_set(vm, a)->count == as_set(vm, b)->count;
    uint32_t position = 0;
    value_t key;
    int64_t hash;
    while (*equal && set_next(vm, a, &position, &key, &hash)) {
        native_status_t status = set_contains(vm, b, key, equal);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t equal_ranges(vm_t *vm, value_t a, value_t b, bool *equal)
{
    const range_t *x = as_range(vm, a), *y = as_range(vm, b);
    *equal = bigint_compare(vm, x->length, y->length) == 0;
    if (!*equal || bigint_sign(vm, x->length) == 0)
        return NATIVE_OK;
    *equal =
        bigint_compare(vm, x->start, y->start) == 0 &&
        (bigint_compare(vm, x->length, value_from_int(1)) == 0 || bigint_compare(vm, x->step, y->step) == 0);
    return NATIVE_OK;
}

static bool is_special(kind_t kind)
{
    return kind == KIND_INSTANCE || kind == KIND_OBJECT || kind == KIND_EXCEPTION;
}

/* Whether == of an object's class is object's own: by identity. */
static bool equal_by_identity(vm_t *vm, value_t v)
{
    kind_t kind = value_kind(vm, v);
    if (kind == KIND_EXCEPTION || (kind == KIND_INSTANCE && value_payload(vm, v) == v))
        return !(as_class(vm, value_class(vm, v))->class_flags & CLASS_HAS_EQ);
    value_t method = special_method(vm, v, NAME_eq);
    return value_kind(vm, method) == KIND_NATIVE && as_native(vm, method)->owner == vm->class_object;
}

static native_status_t equal_special(vm_t *vm, value_t a, value_t b, bool *equal, uint32_t depth)
{
    bool own_a = is_special(value_kind(vm, a)) && !equal_by_identity(vm, a);
    bool own_b = is_special(value_kind(vm, b)) && !equal_by_identity(vm, b);
    if (!own_a && !own_b) {
        *equal = a == b;
        return NATIVE_OK;
    }
    bool user = value_has_user_method(vm, a, NAME_eq) || value_has_user_method(vm, b, NAME_eq);
    value_t x = value_payload(vm, a), y = value_payload(vm, b);
    if (!user && !is_special(value_kind(vm, x)) && !is_special(value_kind(vm, y)))
        return equal_at(vm, x, y, equal, depth + 1);
    return NATIVE_FALLBACK;
}

static native_status_t equal_at(vm_t *vm, value_t a, value_t b, bool *equal, uint32_t depth)
{
    *equal = a == b;
    if (a == b)
        return NATIVE_OK; /* identical items of containers are equal, NaN too: callers that compare floats
                             know */
    if (is_number(vm, a) && is_number(vm, b)) {
        *equal = compare_numbers(vm, a, b) == 0;
        return NATIVE_OK;
    }
    kind_t kind = value_kind(vm, a), other = value_kind(vm, b);
    if (is_special(kind) || is_special(other))
        return equal_special(vm, a, b, equal, depth);
    bool both_sets =
        (kind == KIND_SET || kind == KIND_FROZENSET) && (other == KIND_SET || other == KIND_FROZENSET);
    if (kind == KIND_NONE || (kind != other && !both_sets))
        return NATIVE_OK;
    if (depth > DEPTH_LIMIT)
        return native_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded in comparison");
    switch (kind) {
    case KIND_STR:
        *equal = str_equal(as_str(vm, a), as_str(vm, b));
        return NATIVE_OK;
    case KIND_BYTES:
        *equal = as_bytes(vm, a)->size == as_bytes(vm, b)->size &&
                 memcmp(as_bytes(vm, a)->bytes, as_bytes(vm, b)->bytes, as_bytes(vm, a)->size) == 0;
        return NATIVE_OK;
    case KIND_TUPLE:
        if (as_tuple(vm, a)->count != as_tuple(vm, b)->count)
            return NATIVE_OK;
        return equal_items(vm, as_tuple(vm, a)->items, as_tuple(vm, b)->items, as_tuple(vm, a)->count, equal,
                           depth);
    case KIND_LIST:
        if (as_list(vm, a)->count != as_list(vm, b)->count)
            return NATIVE_OK;
        return equal_items(vm, list_items(vm, a), list_items(vm, b), as_list(vm, a)->count, equal, depth);
    case KIND_DICT:
        return equal_dicts(vm, a, b, equal, depth);
    case KIND_SET:
    case KIND_FROZENSET:
        return equal_sets(vm, a, b, equal);
    case KIND_RANGE:
        return equal_ranges(vm, a, b, equal);
    case KIND_SLICE:
        return equal_items(vm, &as_slice(vm, a)->start, &as_slice(vm, b)->start, 3, equal, depth);
    case KIND_METHOD:
        *equal = as_method(vm, a)->self == as_method(vm, b)->self &&
                 as_method(vm, a)->function == as_method(vm, b)->function;
        return NATIVE_OK;
    default:
        return NATIVE_OK;
    }
}

native_status_t value_equal(vm_t *vm, value_t a, value_t b, bool *equal)
{
    return equal_at(vm, a, b, equal, 0);
}

/* ---- order ---- */

static native_status_t order_at(vm_t *vm, compare_op_t op, value_t a, value_t b, bool *result,
                                uint32_t depth);

static bool holds(compare_op_t op, int order)
{
    switch (op) {
    case COMPARE_OP_EQ:
        return order == 0;
    case COMPARE_OP_NE:
        return order != 0;
    case COMPARE_OP_LT:
        return order < 0;
    case COMPARE_OP_LE:
        return order <= 0;
    case COMPARE_OP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static native_status_t order_items(vm_t *vm, compare_op_t op, const value_t *a, size_t a_count,
                                   const value_t *b, size_t b_count, bool *result, uint32_t depth)
{
    for (size_t i = 0; i < a_count && i < b_count; i++) {
        bool equal;
        native_status_t status = equal_at(vm, a[i], b[i], &equal, depth + 1);
        if (status != NATIVE_OK)
            return status;
        if (!equal)
            return order_at(vm, op, a[i], b[i], result, depth + 1);
    }
    *result = holds(op, (a_count > b_count) - (a_count < b_count));
    return NATIVE_OK;
}

/* Whether every key of a is in b. */
static native_status_t is_subset(vm_t *vm, value_t a, value_t b, bool *subset)
{
    uint32_t position = 0;
    value_t key;
    int64_t hash;
    *subset = as_set(vm, a)->count <= as_set(vm, b)->count;
    while (*subset && set_next(vm, a, &position, &key, &hash)) {
        native_status_t status = set_contains(vm, b, key, subset);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t order_sets(vm_t *vm, compare_op_t op, value_t a, value_t b, bool *result)
{
    bool forwards = op == COMPARE_OP_LT || op == COMPARE_OP_LE;
    bool proper = op == COMPARE_OP_LT || op == COMPARE_OP_GT;
    native_status_t status = forwards ? is_subset(vm, a, b, result) : is_subset(vm, b, a, result);
    if (proper && as_set(vm, a)->count == as_set(vm, b)->count)
        *result = false;
    return status;
}

static native_status_t order_at(vm_t *vm, compare_op_t op, value_t a, value_t b, bool *result, uint32_t depth)
{
    if (is_number(vm, a) && is_number(vm, b)) {
        int order = compare_numbers(vm, a, b);
        *result = order == 2 ? op == COMPARE_OP_NE : holds(op, order);
        return NATIVE_OK;
    }
    if (op == COMPARE_OP_EQ || op == COMPARE_OP_NE) {
        native_status_t status = equal_at(vm, a, b, result, depth);
        if (op == COMPARE_OP_NE)
            *result = !*result;
        return status;
    }
    if (depth > DEPTH_LIMIT)
        return native_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded in comparison");
    value_t x = value_payload(vm, a), y = value_payload(vm, b);
    kind_t kind = value_kind(vm, x), other = value_kind(vm, y);
    if (x != a || y != b) {
        static const vm_name_t names[] = {NAME_eq, NAME_ne, NAME_lt, NAME_le, NAME_gt, NAME_ge};
        static const vm_name_t mirrored[] = {NAME_eq, NAME_ne, NAME_gt, NAME_ge, NAME_lt, NAME_le};
        if (value_has_user_method(vm, a, names[op]) || value_has_user_method(vm, b, mirrored[op]))
            return NATIVE_FALLBACK;
    }
    if (is_special(kind) || is_special(other))
        return NATIVE_FALLBACK;
    if (x != a || y != b)
        return order_at(vm, op, x, y, result, depth + 1);
    if (kind == KIND_STR && other == KIND_STR) {
        *result = holds(op, str_compare(as_str(vm, a), as_str(vm, b)));
        return NATIVE_OK;
    }
    if (kind == KIND_BYTES && other == KIND_BYTES) {
        const bytes_t *p = as_bytes(vm, a), *q = as_bytes(vm, b);
        int order = memcmp(p->bytes, q->bytes, p->size < q->size ? p->size : q->size);
        *result = holds(op, order ? order : (p->size > q->size) - (p->size < q->size));
        return NATIVE_OK;
    }
    if ((kind == KIND_LIST || kind == KIND_TUPLE) && kind == other) {
        value_t *p = NULL, *q = NULL;
        size_t n = 0, m = 0;
        sequence_items(vm, a, &p, &n);
        sequence_items(vm, b, &q, &m);
        return order_items(vm, op, p, n, q, m, result, depth);
    }
    if ((kind == KIND_SET || kind == KIND_FROZENSET) && (other == KIND_SET || other == KIND_FROZENSET))
        return order_sets(vm, op, a, b, result);
    return native_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'",
                        compare_text(op), value_type_name(vm, a), value_type_name(vm, b));
}

native_status_t value_compare(vm_t *vm, compare_op_t op, value_t a, value_t b, bool *result)
{
    return order_at(vm, op, a, b, result, 0);
}

native_status_t value_less(vm_t *vm, value_t a, value_t b, bool *less)
{
    return order_at(vm, COMPARE_OP_LT, a, b, less, 0);
}

/* ---- truth and length ---- */

native_status_t value_truth(vm_t *vm, value_t v, bool *truth)
{
    *truth = true;
    if (value_is_small_int(v)) {
        *truth = value_to_int(v) != 0;
        return NATIVE_OK;
    }
    if (value_is_double(v)) {
        *truth = value_to_double(v) != 0;
        return NATIVE_OK;
    }
    if (!value_is_ref(v)) {
        *truth = v != VALUE_FALSE && v != VALUE_NONE;
        return NATIVE_OK;
    }
    switch (value_kind(vm, v)) {
    case KIND_STR:
        *truth = as_str(vm, v)->size != 0;
        return NATIVE_OK;
    case KIND_BYTES:
        *truth = as_bytes(vm, v)->size != 0;
        return NATIVE_OK;
    case KIND_TUPLE:
        *truth = as_tuple(vm, v)->count != 0;
        return NATIVE_OK;
    case KIND_LIST:
        *truth = as_list(vm, v)->count != 0;
        return NATIVE_OK;
    case KIND_DICT:
        *truth = as_dict(vm, v)->count != 0;
        return NATIVE_OK;
    case KIND_SET:
    case KIND_FROZENSET:
        *truth = as_set(vm, v)->count != 0;
        return NATIVE_OK;
    case KIND_RANGE:
        *truth = bigint_sign(vm, as_range(vm, v)->length) != 0;
        return NATIVE_OK;
    case KIND_DICT_VIEW:
        *truth = dict_count(vm, as_dict_view(vm, v)->dict) != 0;
        return NATIVE_OK;
    case KIND_INSTANCE:
        if (value_payload(vm, v) != v && !value_has_user_method(vm, v, NAME_bool) &&
            !value_has_user_method(vm, v, NAME_len))
            return value_truth(vm, value_payload(vm, v), truth);
        if (!(as_class(vm, value_class(vm, v))->class_flags & CLASS_HAS_DUNDERS))
            return NATIVE_OK;
        return NATIVE_FALLBACK;
    case KIND_OBJECT: {
        value_t method = special_method(vm, v, NAME_bool);
        bool none = value_is_unset(method) && value_is_unset(special_method(vm, v, NAME_len));
        return none ? NATIVE_OK : NATIVE_FALLBACK;
    }
    default:
        return NATIVE_OK;
    }
}

native_status_t value_length(vm_t *vm, value_t v, int64_t *length)
{
    if (value_kind(vm, v) == KIND_INSTANCE && value_payload(vm, v) != v &&
        !value_has_user_method(vm, v, NAME_len))
        v = value_payload(vm, v);
    switch (value_kind(vm, v)) {
    case KIND_STR:
        *length = as_str(vm, v)->length;
        return NATIVE_OK;
    case KIND_BYTES:
        *length = as_bytes(vm, v)->size;
        return NATIVE_OK;
    case KIND_TUPLE:
        *length = (int64_t)as_tuple(vm, v)->count;
        return NATIVE_OK;
    case KIND_LIST:
        *length = as_list(vm, v)->count;
        return NATIVE_OK;
    case KIND_DICT:
        *length = as_dict(vm, v)->count;
        return NATIVE_OK;
    case KIND_SET:
    case KIND_FROZENSET:
        *length = as_set(vm, v)->count;
        return NATIVE_OK;
    case KIND_DICT_VIEW:
        *length = dict_count(vm, as_dict_view(vm, v)->dict);
        return NATIVE_OK;
    case KIND_RANGE:
        if (!bigint_to_int64(vm, as_range(vm, v)->length, length))
            return native_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        return NATIVE_OK;
    case KIND_INSTANCE:
    case KIND_OBJECT:
        if (!value_is_unset(special_method(vm, v, NAME_len)))
            return NATIVE_FALLBACK;
        break;
    default:
        break;
    }
    return native_raise(vm, EXC_TYPE_ERROR, "object of type '%s' has no len()", value_type_name(vm, v));
}
