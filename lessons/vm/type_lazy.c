/*
 * The lazy iterators among the builtins: zip, enumerate, map, filter.
 *
 * Slot 0 holds a generator of the library that does the work, or None. zip and enumerate over pure iterators
 * do without one: slot 1 holds the iterators (zip: a tuple), slot 2 the count (enumerate) or whether it is
 * strict (zip).
 */
#include "lessons/vm/arguments.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/lazy.h"
#include "lessons/vm/types.h"

enum { SLOT_GENERATOR, SLOT_SOURCE, SLOT_STATE, SLOT_COUNT };

static native_status_t enumerate_new(vm_t *vm, value_t *args, int nargs, value_t *result);
static native_status_t zip_new(vm_t *vm, value_t *args, int nargs, value_t *result);

/* The constructor tells the type at once, also of a subclass; NULL for what is no native object. */
static native_fn *constructor_of(const vm_t *vm, value_t v)
{
    if (value_kind(vm, v) != KIND_OBJECT)
        return NULL;
    uint32_t constructor = as_class(vm, as_object(vm, v)->class)->constructor;
    return constructor ? vm->natives[constructor - 1]->call : NULL;
}

bool lazy_is_pure(const vm_t *vm, value_t v)
{
    native_fn *constructor = constructor_of(vm, v);
    return (constructor == enumerate_new || constructor == zip_new) &&
           value_is_none(as_object(vm, v)->slots[SLOT_GENERATOR]);
}

static native_status_t enumerate_next(vm_t *vm, value_t self, value_t *item)
{
    value_t pair[2];
    native_status_t status = iterate_next(vm, as_object(vm, self)->slots[SLOT_SOURCE], &pair[1]);
    *item = VALUE_UNSET;
    if (status != NATIVE_OK || value_is_unset(pair[1]))
        return status;
    value_t *count = &as_object(vm, self)->slots[SLOT_STATE];
    pair[0] = *count;
    if (value_is_small_int(*count) && value_to_int(*count) < VALUE_INT_MAX)
        *count = value_from_int(value_to_int(*count) + 1);
    else
        status = bigint_add(vm, *count, value_from_int(1), count);
    *item = tuple_new(vm, pair, 2);
    return status;
}

static native_status_t lengths_differ(vm_t *vm, size_t index, const char *how)
{
    const char *others = index == 1 ? "argument 1" : "arguments 1-";
    if (index == 1)
        return native_raise(vm, EXC_VALUE_ERROR, "zip() argument 2 is %s than %s", how, others);
    return native_raise(vm, EXC_VALUE_ERROR, "zip() argument %zu is %s than %s%zu", index + 1, how, others,
                        index);
}

/* One of the iterators has ended: with strict=True the others must have ended as well. */
static native_status_t zip_ended(vm_t *vm, value_t self, size_t index)
{
    if (as_object(vm, self)->slots[SLOT_STATE] != VALUE_TRUE)
        return NATIVE_OK;
    if (index > 0)
        return lengths_differ(vm, index, "shorter");
    const tuple_t *sources = as_tuple(vm, as_object(vm, self)->slots[SLOT_SOURCE]);
    for (size_t i = 1; i < sources->count; i++) {
        value_t item;
        native_status_t status = iterate_next(vm, sources->items[i], &item);
        if (status != NATIVE_OK)
            return status;
        if (!value_is_unset(item))
            return lengths_differ(vm, i, "longer");
    }
    return NATIVE_OK;
}

static native_status_t zip_next(vm_t *vm, value_t self, value_t *item)
{
    *item = VALUE_UNSET;
    value_t sources = as_object(vm, self)->slots[SLOT_SOURCE];
    size_t count = as_tuple(vm, sources)->count;
    if (count == 0)
        return NATIVE_OK;
    value_t row = tuple_new(vm, NULL, count);
    for (size_t i = 0; i < count; i++) {
        value_t part;
        native_status_t status = iterate_next(vm, as_tuple(vm, sources)->items[i], &part);
        if (status != NATIVE_OK)
            return status;
        if (value_is_unset(part))
            return zip_ended(vm, self, i);
        as_tuple(vm, row)->items[i] = part;
    }
    *item = row;
    return NATIVE_OK;
}

native_status_t lazy_next(vm_t *vm, value_t v, value_t *item)
{
    return constructor_of(vm, v) == enumerate_new ? enumerate_next(vm, v, item) : zip_next(vm, v, item);
}

/* ---- methods
 * ------------------------------------------------------------------------------------------------ */

static native_status_t iter_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t generator = as_object(vm, args[0])->slots[SLOT_GENERATOR];
    *result = value_is_none(generator) ? args[0] : generator;
    return NATIVE_OK;
}

/* Falls back to _lazy_next, which steps the generator. */
static native_status_t next_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!lazy_is_pure(vm, args[0]))
        return NATIVE_FALLBACK;
    native_status_t status = lazy_next(vm, args[0], result);
    if (status == NATIVE_OK && value_is_unset(*result))
        return native_raise(vm, EXC_STOP_ITERATION, "%s", "");
    return status;
}

static native_status_t enumerate_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t start = value_is_unset(args[2]) ? value_from_int(0) : int_from_bool(args[2]), iterator;
    if (!value_is_int(vm, start))
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, start));
    native_status_t status = iterate_begin(vm, args[1], &iterator);
    if (status != NATIVE_OK)
        return status;
    *result = native_object_new(vm, args[0], SLOT_COUNT, 0);
    native_object_t *object = as_object(vm, *result);
    object->slots[SLOT_SOURCE] = iterator;
    object->slots[SLOT_STATE] = start;
    return NATIVE_OK;
}

static native_status_t zip_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool strict;
    native_status_t status = argument_truth(vm, args[2], false, &strict);
    if (status != NATIVE_OK)
        return status;
    size_t count = as_tuple(vm, args[1])->count;
    value_t sources = tuple_new(vm, NULL, count);
    for (size_t i = 0; i < count; i++) {
        value_t iterator;
        status = iterate_begin(vm, as_tuple(vm, args[1])->items[i], &iterator);
        if (status != NATIVE_OK)
            return status;
        as_tuple(vm, sources)->items[i] = iterator;
    }
    *result = native_object_new(vm, args[0], SLOT_COUNT, 0);
    native_object_t *object = as_object(vm, *result);
    object->slots[SLOT_SOURCE] = sources;
    object->slots[SLOT_STATE] = value_from_bool(strict);
    return NATIVE_OK;
}

static native_status_t always_fall_back(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs, (void)result;
    return NATIVE_FALLBACK;
}

/* _builtins.lazy_over(cls, generator) */
static native_status_t lazy_over(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = native_object_new(vm, args[0], SLOT_COUNT, 0);
    as_object(vm, *result)->slots[SLOT_GENERATOR] = args[1];
    return NATIVE_OK;
}

/* _builtins.lazy_generator(object) */
static native_status_t lazy_generator(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_object(vm, args[0])->slots[SLOT_GENERATOR];
    return NATIVE_OK;
}

const native_def_t lazy_over_def = {"lazy_over", "cls, generator, /", lazy_over, NULL, NULL};
const native_def_t lazy_generator_def = {"lazy_generator", "self, /", lazy_generator, NULL, NULL};

#define LAZY_METHODS                                                                                         \
    {"__iter__", "self, /", iter_method, NULL, NULL},                                                        \
        {"__next__", "self, /", next_method, NULL, "_lazy_next"},                                            \
    {                                                                                                        \
        NULL, NULL, NULL, NULL, NULL                                                                         \
    }

static const native_def_t enumerate_methods[] = {
    {"__new__", "cls, iterable, start=", enumerate_new, NULL, "_enumerate_new"}, LAZY_METHODS};
static const native_def_t zip_methods[] = {{"__new__", "cls, *iterables, strict=", zip_new, NULL, "_zip_new"},
                                           LAZY_METHODS};
static const native_def_t map_methods[] = {{"__new__", "cls, *arguments", always_fall_back, NULL, "_map_new"},
                                           LAZY_METHODS};
static const native_def_t filter_methods[] = {
    {"__new__", "cls, function, iterable, /", always_fall_back, NULL, "_filter_new"}, LAZY_METHODS};

const native_type_t enumerate_type = {.name = "enumerate", .kind = KIND_OBJECT, .methods = enumerate_methods};
const native_type_t zip_type = {.name = "zip", .kind = KIND_OBJECT, .methods = zip_methods};
const native_type_t map_type = {.name = "map", .kind = KIND_OBJECT, .methods = map_methods};
const native_type_t filter_type = {.name = "filter", .kind = KIND_OBJECT, .methods = filter_methods};
