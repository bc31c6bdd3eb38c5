#include "lessons/vm/arguments.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/types.h"

static value_t self_of(const vm_t *vm, value_t v)
{
    return value_payload(vm, v);
}

/* ---- filling
 * ------------------------------------------------------------------------------------------------ */

static native_status_t put_all(vm_t *vm, value_t dict, value_t other)
{
    uint32_t position = 0;
    value_t key, value;
    while (dict_next(vm, other, &position, &key, &value)) {
        native_status_t status = dict_put(vm, dict, key, value);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t bad_pair(vm_t *vm, size_t index, value_t pair)
{
    value_t *items;
    size_t count;
    native_status_t status = iterate_items(vm, pair, &items, &count);
    if (status == NATIVE_FALLBACK)
        return status;
    if (status == NATIVE_RAISE)
        return native_raise(vm, EXC_TYPE_ERROR,
                            "cannot convert dictionary update sequence element #%zu to a sequence", index);
    return native_raise(vm, EXC_VALUE_ERROR,
                        "dictionary update sequence element #%zu has length %zu; 2 is required", index,
                        count);
}

/* Puts the pairs of an iterable. They are gathered first, so that nothing is changed before a fallback. */
static native_status_t put_pairs(vm_t *vm, value_t dict, value_t iterable)
{
    value_t *pairs, *parts;
    size_t count, size;
    native_status_t status = iterate_items(vm, iterable, &pairs, &count);
    if (status != NATIVE_OK)
        return status;
    value_t flat = list_with_capacity(vm, count * 2);
    for (size_t i = 0; i < count; i++) {
        if (iterate_items(vm, pairs[i], &parts, &size) != NATIVE_OK || size != 2)
            return bad_pair(vm, i, pairs[i]);
        int64_t hash;
        status = value_hash(vm, parts[0], &hash);
        if (status != NATIVE_OK)
            return status;
        list_extend(vm, flat, parts, 2);
    }
    const value_t *items = list_items(vm, flat);
    for (size_t i = 0; i < count; i++) {
        status = dict_put(vm, dict, items[2 * i], items[2 * i + 1]);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

/* dict(source, **words) and update(): source is a mapping, an iterable of pairs, or unset. */
static native_status_t fill(vm_t *vm, value_t dict, value_t source, value_t words)
{
    native_status_t status = NATIVE_OK;
    value_t plain = value_payload(vm, source);
    bool subclass = value_kind(vm, source) == KIND_INSTANCE;
    if (subclass && value_kind(vm, plain) != KIND_DICT)
        return NATIVE_FALLBACK;
    if (value_kind(vm, plain) == KIND_DICT)
        status = put_all(vm, dict, plain);
    else if (value_kind(vm, source) == KIND_ITERATOR)
        status = NATIVE_FALLBACK; /* it would be used up before anything is known to work */
    else if (!value_is_unset(source))
        status = put_pairs(vm, dict, source);
    if (status == NATIVE_OK && value_kind(vm, words) == KIND_DICT)
        status = put_all(vm, dict, words);
    return status;
}

static native_status_t dict_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t dict = dict_new(vm);
    native_status_t status = fill(vm, dict, args[1], args[2]);
    if (status == NATIVE_OK)
        *result = builtin_of_class(vm, args[0], &dict_type, dict);
    return status;
}

static native_status_t dict_update(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return fill(vm, self_of(vm, args[0]), args[1], args[2]);
}

static native_status_t dict_fromkeys(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (args[0] != native_class(vm, &dict_type))
        return NATIVE_FALLBACK;
    value_t *keys, dict = dict_new(vm), value = value_is_unset(args[2]) ? VALUE_NONE : args[2];
    size_t count;
    native_status_t status = iterate_items(vm, args[1], &keys, &count);
    for (size_t i = 0; status == NATIVE_OK && i < count; i++)
        status = dict_put(vm, dict, keys[i], value);
    *result = dict;
    return status;
}

/* ---- reading and changing
 * ----------------------------------------------------------------------------------- */

static native_status_t dict_get_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    native_status_t status = dict_get(vm, self_of(vm, args[0]), args[1], result);
    if (status == NATIVE_OK && value_is_unset(*result))
        *result = value_is_unset(args[2]) ? VALUE_NONE : args[2];
    return status;
}

static native_status_t dict_setdefault(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    native_status_t status = dict_get(vm, self, args[1], result);
    if (status != NATIVE_OK || !value_is_unset(*result))
        return status;
    *result = value_is_unset(args[2]) ? VALUE_NONE : args[2];
    return dict_put(vm, self, args[1], *result);
}

static native_status_t dict_pop(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    *result = VALUE_UNSET;
    native_status_t status =
        as_dict(vm, self)->count > 0 ? dict_delete(vm, self, args[1], result) : NATIVE_OK;
    if (status != NATIVE_OK || !value_is_unset(*result))
        return status;
    *result = args[2];
    if (value_is_unset(*result))
        return native_raise_value(vm, vm->exceptions[EXC_KEY_ERROR], args[1]);
    return NATIVE_OK;
}

static native_status_t dict_popitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    dict_t *dict = as_dict(vm, self);
    if (dict->count == 0) {
        value_t message = str_from_c(vm, "popitem(): dictionary is empty");
        return native_raise_value(vm, vm->exceptions[EXC_KEY_ERROR], message);
    }
    uint32_t last = dict->filled;
    while (value_is_unset(dict_entry(vm, self, last - 1)->key))
        last--;
    value_t pair[2] = {dict_entry(vm, self, last - 1)->key, dict_entry(vm, self, last - 1)->value};
    dict_delete_entry(vm, self, last - 1);
    *result = tuple_new(vm, pair, 2);
    return NATIVE_OK;
}

static native_status_t dict_keys(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = dict_view_new(vm, self_of(vm, args[0]), VIEW_KEYS);
    return NATIVE_OK;
}

static native_status_t dict_values(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = dict_view_new(vm, self_of(vm, args[0]), VIEW_VALUES);
    return NATIVE_OK;
}

static native_status_t dict_items(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = dict_view_new(vm, self_of(vm, args[0]), VIEW_ITEMS);
    return NATIVE_OK;
}

static native_status_t dict_clear_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    dict_clear(vm, self_of(vm, args[0]));
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t dict_copy_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = dict_copy(vm, self_of(vm, args[0]));
    return NATIVE_OK;
}

static const native_def_t dict_methods[] = {
    {"__new__", "cls, iterable=, /, **words", dict_constructor, NULL, "_dict_new"},
    {"__init__", "self, iterable=, /, **words", dict_update, NULL, "_dict_update_words"},
    {"fromkeys", "cls, iterable, value=, /", dict_fromkeys, NULL, "_dict_fromkeys"},
    {"get", "self, key, default=, /", dict_get_method, NULL, "_dict_get"},
    {"setdefault", "self, key, default=, /", dict_setdefault, NULL, "_dict_setdefault"},
    {"pop", "self, key, default=, /", dict_pop, NULL, "_dict_pop"},
    {"popitem", "self, /", dict_popitem, NULL, NULL},
    {"keys", "self, /", dict_keys, NULL, NULL},
    {"values", "self, /", dict_values, NULL, NULL},
    {"items", "self, /", dict_items, NULL, NULL},
    {"update", "self, iterable=, /, **words", dict_update, NULL, "_dict_update_words"},
    {"clear", "self, /", dict_clear_method, NULL, NULL},
    {"copy", "self, /", dict_copy_method, NULL, NULL},
    CONTAINER_DUNDERS,
    ITEM_DUNDERS,
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t dict_type = {.name = "dict", .kind = KIND_DICT, .methods = dict_methods};

/* ---- views
 * -------------------------------------------------------------------------------------------------- */

static native_status_t view_mapping(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_dict_view(vm, args[0])->dict;
    return NATIVE_OK;
}

/* isdisjoint of keys() and items() */
static native_status_t view_isdisjoint(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t *items;
    size_t count;
    native_status_t status = iterate_items(vm, args[1], &items, &count);
    *result = VALUE_TRUE;
    for (size_t i = 0; status == NATIVE_OK && i < count; i++) {
        bool found;
        status = value_contains(vm, args[0], items[i], &found);
        if (status == NATIVE_OK && found) {
            *result = VALUE_FALSE;
            break;
        }
    }
    return status;
}

static const native_def_t view_methods[] = {
    {"isdisjoint", "self, other, /", view_isdisjoint, NULL, NULL},
    {"__len__", "self, /", dunder_len, NULL, NULL},
    {"__contains__", "self, item, /", dunder_contains, NULL, "_contains"},
    {"__iter__", "self, /", dunder_iter, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t view_properties[] = {
    {"mapping", view_mapping, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t dict_view_type = {.name = "dict_keys",
                                      .kind = KIND_DICT_VIEW,
                                      .methods = view_methods,
                                      .properties = view_properties,
                                      .final = true};
