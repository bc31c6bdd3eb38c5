#include "lessons/vm/arguments.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/types.h"

static value_t self_of(const vm_t *vm, value_t v)
{
    return value_payload(vm, v);
}

static bool is_set(const vm_t *vm, value_t v)
{
    return value_kind(vm, v) == KIND_SET || value_kind(vm, v) == KIND_FROZENSET;
}

/* Adds all items of an iterable; they are gathered first, so nothing is changed before a fallback. */
static native_status_t add_all(vm_t *vm, value_t set, value_t iterable)
{
    value_t other = value_payload(vm, iterable), *items;
    size_t count;
    if (is_set(vm, other))
        return set_merge(vm, set, other);
    if (value_kind(vm, iterable) == KIND_ITERATOR)
        return NATIVE_FALLBACK;
    native_status_t status = iterate_items(vm, iterable, &items, &count);
    for (size_t i = 0; status == NATIVE_OK && i < count; i++) {
        int64_t hash; /* before the first is added: can all be hashed here? */
        status = value_hash(vm, items[i], &hash);
    }
    for (size_t i = 0; status == NATIVE_OK && i < count; i++)
        status = set_add(vm, set, items[i]);
    return status;
}

static native_status_t make(vm_t *vm, value_t *args, const native_type_t *type, value_t *result)
{
    value_t set = set_new(vm, type->kind);
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : add_all(vm, set, args[1]);
    if (status == NATIVE_OK)
        *result = builtin_of_class(vm, args[0], type, set);
    return status;
}

static native_status_t set_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return make(vm, args, &set_type, result);
}

static native_status_t frozenset_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[1]) == KIND_FROZENSET && args[0] == native_class(vm, &frozenset_type)) {
        *result = args[1];
        return NATIVE_OK;
    }
    return make(vm, args, &frozenset_type, result);
}

static native_status_t set_init(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return value_is_unset(args[1]) ? NATIVE_OK : add_all(vm, self_of(vm, args[0]), args[1]);
}

static native_status_t set_add_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return set_add(vm, self_of(vm, args[0]), args[1]);
}

/* A set that is looked for stands for the frozenset of its items. */
static value_t looked_for(vm_t *vm, value_t key)
{
    return value_kind(vm, key) == KIND_SET ? set_copy(vm, key, KIND_FROZENSET) : key;
}

static native_status_t set_discard_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool found;
    *result = VALUE_NONE;
    return set_discard(vm, self_of(vm, args[0]), looked_for(vm, args[1]), &found);
}

static native_status_t set_remove(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool found;
    *result = VALUE_NONE;
    native_status_t status = set_discard(vm, self_of(vm, args[0]), looked_for(vm, args[1]), &found);
    if (status == NATIVE_OK && !found)
        return native_raise_value(vm, vm->exceptions[EXC_KEY_ERROR], args[1]);
    return status;
}

static native_status_t set_pop(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!set_pop_key(vm, self_of(vm, args[0]), result))
        return native_raise_value(vm, vm->exceptions[EXC_KEY_ERROR], str_from_c(vm, "pop from an empty set"));
    return NATIVE_OK;
}

static native_status_t set_clear_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    set_clear(vm, self_of(vm, args[0]));
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t set_copy_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    *result = value_kind(vm, self) == KIND_FROZENSET ? self : set_copy(vm, self, KIND_SET);
    return NATIVE_OK;
}

/* ---- combining
 * ---------------------------------------------------------------------------------------------- */

/* `other` as a set: itself, or a new one with its items. */
static native_status_t as_a_set(vm_t *vm, value_t other, value_t *set)
{
    *set = value_payload(vm, other);
    if (is_set(vm, *set))
        return NATIVE_OK;
    *set = set_new(vm, KIND_SET);
    return add_all(vm, *set, other);
}

/* self combined with each of the iterables in args[1]: the first makes a new set, which the others may
 * change. */
static native_status_t combine_all(vm_t *vm, binary_op_t op, value_t *args, value_t *result)
{
    value_t self = self_of(vm, args[0]);
    kind_t kind = value_kind(vm, self);
    const tuple_t *others = as_tuple(vm, args[1]);
    *result = op == BINARY_OP_OR || others->count == 0 ? set_copy(vm, self, kind) : self;
    for (size_t i = 0; i < others->count; i++) {
        value_t other;
        if (op == BINARY_OP_OR) {
            native_status_t added = add_all(vm, *result, others->items[i]);
            if (added != NATIVE_OK)
                return added;
            continue;
        }
        native_status_t status = as_a_set(vm, others->items[i], &other);
        if (status == NATIVE_OK && op == BINARY_OP_SUB && i > 0)
            status = set_combine_into(vm, op, *result, other);
        else if (status == NATIVE_OK)
            status = set_combine(vm, op, *result, other, kind, result);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

/* The same in place. */
static native_status_t combine_into(vm_t *vm, binary_op_t op, value_t *args, value_t *result)
{
    value_t self = self_of(vm, args[0]), twin = set_twin(vm, self);
    const tuple_t *others = as_tuple(vm, args[1]);
    for (size_t i = 0; i < others->count; i++) {
        value_t other;
        native_status_t status = as_a_set(vm, others->items[i], &other);
        if (status == NATIVE_OK)
            status = set_combine_into(vm, op, twin, other == self ? twin : other);
        if (status != NATIVE_OK)
            return status;
    }
    set_take_over(vm, self, twin);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t set_union(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return combine_all(vm, BINARY_OP_OR, args, result);
}

static native_status_t set_intersection(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return combine_all(vm, BINARY_OP_AND, args, result);
}

static native_status_t set_difference(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return combine_all(vm, BINARY_OP_SUB, args, result);
}

static native_status_t set_symmetric(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]), other;
    native_status_t status = as_a_set(vm, args[1], &other);
    return status == NATIVE_OK ? set_combine(vm, BINARY_OP_XOR, self, other, value_kind(vm, self), result)
                               : status;
}

static native_status_t set_update(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]), twin = set_twin(vm, self);
    const tuple_t *others = as_tuple(vm, args[1]);
    for (size_t i = 0; i < others->count; i++) {
        native_status_t status = add_all(vm, twin, others->items[i]);
        if (status != NATIVE_OK)
            return status;
    }
    set_take_over(vm, self, twin);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t set_intersection_update(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t combined, self = self_of(vm, args[0]);
    native_status_t status = combine_all(vm, BINARY_OP_AND, args, &combined);
    if (status != NATIVE_OK)
        return status;
    set_take_over(vm, self, combined);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t set_difference_update(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return combine_into(vm, BINARY_OP_SUB, args, result);
}

static native_status_t set_symmetric_update(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t others[2] = {args[0], tuple_new(vm, &args[1], 1)};
    return combine_into(vm, BINARY_OP_XOR, others, result);
}

/* ---- comparing
 * ---------------------------------------------------------------------------------------------- */

static native_status_t contains_all(vm_t *vm, value_t large, value_t small, bool *all)
{
    uint32_t position = 0;
    int64_t hash;
    value_t key;
    *all = true;
    while (*all && set_next(vm, small, &position, &key, &hash)) {
        native_status_t status = set_contains(vm, large, key, all);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t set_issubset(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t other;
    bool all = false;
    native_status_t status = as_a_set(vm, args[1], &other);
    if (status == NATIVE_OK)
        status = contains_all(vm, other, self_of(vm, args[0]), &all);
    *result = value_from_bool(all);
    return status;
}

static native_status_t set_issuperset(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t other;
    bool all = false;
    native_status_t status = as_a_set(vm, args[1], &other);
    if (status == NATIVE_OK)
        status = contains_all(vm, self_of(vm, args[0]), other, &all);
    *result = value_from_bool(all);
    return status;
}

static native_status_t set_isdisjoint(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t other, common;
    native_status_t status = as_a_set(vm, args[1], &other);
    if (status == NATIVE_OK)
        status = set_combine(vm, BINARY_OP_AND, self_of(vm, args[0]), other, KIND_SET, &common);
    if (status == NATIVE_OK)
        *result = value_from_bool(as_set(vm, common)->count == 0);
    return status;
}

/* clang-format off */
#define SET_READING                                                                                          \
    {"copy", "self, /", set_copy_method, NULL, NULL},                                                        \
    {"union", "self, *others", set_union, NULL, "_set_union"},                                               \
    {"intersection", "self, *others", set_intersection, NULL, "_set_intersection"},                          \
    {"difference", "self, *others", set_difference, NULL, "_set_difference"},                                \
    {"symmetric_difference", "self, other, /", set_symmetric, NULL, "_set_symmetric_difference"},            \
    {"issubset", "self, other, /", set_issubset, NULL, "_set_issubset"},                                     \
    {"issuperset", "self, other, /", set_issuperset, NULL, "_set_issuperset"},                               \
    {"isdisjoint", "self, other, /", set_isdisjoint, NULL, "_set_isdisjoint"},                               \
    {"__len__", "self, /", dunder_len, NULL, NULL},                                                          \
    {"__contains__", "self, item, /", dunder_contains, NULL, "_contains"},                                   \
    {"__iter__", "self, /", dunder_iter, NULL, NULL},                                                        \
    {"__eq__", "self, other, /", dunder_eq, NULL, "_equal"},                                                 \
    {"__repr__", "self, /", dunder_repr, NULL, "_repr_payload"}
/* clang-format on */

static const native_def_t set_methods[] = {
    {"__new__", "cls, iterable=, /", set_constructor, NULL, "_set_new"},
    {"__init__", "self, iterable=, /", set_init, NULL, "_set_init"},
    {"add", "self, item, /", set_add_method, NULL, "_set_add"},
    {"discard", "self, item, /", set_discard_method, NULL, "_set_discard"},
    {"remove", "self, item, /", set_remove, NULL, "_set_remove"},
    {"pop", "self, /", set_pop, NULL, NULL},
    {"clear", "self, /", set_clear_method, NULL, NULL},
    {"update", "self, *others", set_update, NULL, "_set_update_all"},
    {"intersection_update", "self, *others", set_intersection_update, NULL, "_set_intersection_update"},
    {"difference_update", "self, *others", set_difference_update, NULL, "_set_difference_update"},
    {"symmetric_difference_update", "self, other, /", set_symmetric_update, NULL, "_set_symmetric_update"},
    SET_READING,
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t set_type = {.name = "set", .kind = KIND_SET, .methods = set_methods};

static const native_def_t frozenset_methods[] = {
    {"__new__", "cls, iterable=, /", frozenset_constructor, NULL, "_frozenset_new"},
    {"__hash__", "self, /", dunder_hash, NULL, NULL},
    SET_READING,
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t frozenset_type = {
    .name = "frozenset", .kind = KIND_FROZENSET, .methods = frozenset_methods};
