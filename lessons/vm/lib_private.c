/*
 * The private module `_builtins`: what lessons/lib/builtins.py needs to do in the lesson language what the
 * natives left to it. Not for programs.
 */
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/sorting.h"
#include "lessons/vm/value_text.h"

/* sort_by_keys(items, keys, reverse): sorts the list `items` in place. */
static native_status_t sort_by_keys(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t items = value_payload(vm, args[0]);
    *result = VALUE_NONE;
    return sort_values(vm, list_items(vm, items), list_items(vm, args[1]), as_list(vm, items)->count,
                       args[2] == VALUE_TRUE);
}

/* ---- tables with users' keys
 * -------------------------------------------------------------------------------- */

static native_status_t hash_argument(vm_t *vm, value_t v, int64_t *hash)
{
    native_status_t status = argument_int64(vm, v, hash);
    if (status == NATIVE_OK && *hash == -1)
        *hash = -2;
    return status;
}

/* dict_candidate(d, hash, position) → (entry, key, next position) of a key with that hash, or None. */
static native_status_t dict_candidate(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t hash;
    native_status_t status = hash_argument(vm, args[1], &hash);
    uint64_t position = (uint64_t)value_to_int(args[2]);
    uint32_t entry;
    *result = VALUE_NONE;
    if (status != NATIVE_OK || !dict_probe(vm, args[0], hash, &position, &entry))
        return status;
    value_t row[3] = {value_from_int(entry), dict_entry(vm, args[0], entry)->key,
                      value_from_int((int64_t)position)};
    *result = tuple_new(vm, row, 3);
    return NATIVE_OK;
}

static native_status_t dict_value(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = dict_entry(vm, args[0], (uint32_t)value_to_int(args[1]))->value;
    return NATIVE_OK;
}

static native_status_t dict_store(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    dict_entry(vm, args[0], (uint32_t)value_to_int(args[1]))->value = args[2];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* dict_add(d, key, hash, value): the key is not there yet. */
static native_status_t dict_add(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t hash;
    native_status_t status = hash_argument(vm, args[2], &hash);
    *result = VALUE_NONE;
    if (status == NATIVE_OK)
        dict_add_hashed(vm, args[0], args[1], hash, args[3]);
    return status;
}

static native_status_t dict_remove(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    dict_delete_entry(vm, args[0], (uint32_t)value_to_int(args[1]));
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* set_candidate(s, hash, position) → (slot, key, next position), or None. */
static native_status_t set_candidate(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t hash;
    native_status_t status = hash_argument(vm, args[1], &hash);
    uint64_t position = (uint64_t)value_to_int(args[2]);
    uint32_t slot;
    *result = VALUE_NONE;
    if (status != NATIVE_OK || !set_probe(vm, args[0], hash, &position, &slot))
        return status;
    value_t row[3] = {value_from_int(slot), set_slot_key(vm, args[0], slot),
                      value_from_int((int64_t)position)};
    *result = tuple_new(vm, row, 3);
    return NATIVE_OK;
}

static native_status_t set_add_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t hash;
    native_status_t status = hash_argument(vm, args[2], &hash);
    *result = VALUE_NONE;
    if (status == NATIVE_OK)
        set_add_hashed(vm, args[0], args[1], hash);
    return status;
}

static native_status_t set_remove_slot(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    set_delete_slot(vm, args[0], (uint32_t)value_to_int(args[1]));
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* frozen(s): a frozenset with the contents of a set that nobody else holds. */
static native_status_t frozen(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = set_copy(vm, args[0], KIND_FROZENSET);
    return NATIVE_OK;
}

/* ---- looking at values
 * -------------------------------------------------------------------------------------- */

static native_status_t payload(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_payload(vm, args[0]);
    return NATIVE_OK;
}

/* user_method(v, "__repr__"): is that method of v's class written in the lesson language? */
static native_status_t user_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_FALSE;
    for (int name = 0; name < NAME_COUNT; name++) {
        if (vm->names[name] == args[1] || str_equal(as_str(vm, vm->names[name]), as_str(vm, args[1]))) {
            *result = value_from_bool(value_has_user_method(vm, args[0], (vm_name_t)name));
            break;
        }
    }
    return NATIVE_OK;
}

static native_status_t default_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    text_t text;
    text_init(&text);
    value_add_default_repr(vm, &text, args[0]);
    return text_to_str(vm, &text, result);
}

/* escape(text): with escapes for what is not ASCII, as ascii() has it. */
static native_status_t escape(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    text_t text;
    text_init(&text);
    text_add(&text, as_str(vm, args[0])->bytes, as_str(vm, args[0])->size);
    text_escape_non_ascii(&text, 0);
    return text_to_str(vm, &text, result);
}

/* tuple_hash(hashes): how CPython combines the hashes of a tuple's items. */
static native_status_t tuple_hash(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t *items;
    size_t count;
    uint64_t sum = UINT64_C(2870177450012600261);
    sequence_items(vm, args[0], &items, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t hash;
        native_status_t status = hash_argument(vm, items[i], &hash);
        if (status != NATIVE_OK)
            return status;
        sum += (uint64_t)hash * UINT64_C(14029467366897019727);
        sum = (sum << 31 | sum >> 33) * UINT64_C(11400714785074694791);
    }
    sum += count ^ (UINT64_C(2870177450012600261) ^ UINT64_C(3527539));
    int64_t hash = sum == UINT64_MAX ? 1546275796 : (int64_t)sum;
    *result = bigint_from_int64(vm, hash);
    return NATIVE_OK;
}

const native_def_t private_functions[] = {
    {"sort_by_keys", "items, keys, reverse, /", sort_by_keys, NULL, "_sort_slow"},
    {"dict_candidate", "d, hash, position, /", dict_candidate, NULL, NULL},
    {"dict_value", "d, entry, /", dict_value, NULL, NULL},
    {"dict_store", "d, entry, value, /", dict_store, NULL, NULL},
    {"dict_add", "d, key, hash, value, /", dict_add, NULL, NULL},
    {"dict_remove", "d, entry, /", dict_remove, NULL, NULL},
    {"set_candidate", "s, hash, position, /", set_candidate, NULL, NULL},
    {"set_add_new", "s, key, hash, /", set_add_new, NULL, NULL},
    {"set_remove_slot", "s, slot, /", set_remove_slot, NULL, NULL},
    {"frozen", "s, /", frozen, NULL, NULL},
    {"payload", "v, /", payload, NULL, NULL},
    {"user_method", "v, name, /", user_method, NULL, NULL},
    {"default_repr", "v, /", default_repr, NULL, NULL},
    {"escape", "text, /", escape, NULL, NULL},
    {"tuple_hash", "hashes, /", tuple_hash, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
