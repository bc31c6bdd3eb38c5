/*
 * Dictionaries: entries in order of insertion, found through an index of slots (open addressing, linear
 * probing).
 *
 * A small dict has no index: its entries are searched one by one, first by identity. A slot is 64 bits: the
 * entry's number + 1 in the low half (0 empty, DELETED), 32 bits of the hash in the high half; so growing
 * never hashes a key again, and a key with a user's __hash__ can stay where the library put it.
 */
#include "lessons/vm/vm.h"

#define SMALL_LIMIT  8 /* entries without an index */
#define SLOT_DELETED UINT32_C(0xFFFFFFFF)
#define NOT_FOUND    UINT32_C(0xFFFFFFFF)

static uint32_t fold(int64_t hash)
{
    return (uint32_t)((uint64_t)hash ^ (uint64_t)hash >> 32);
}

static uint64_t *slots_of(const vm_t *vm, const dict_t *dict, uint32_t *mask, uint32_t *shift)
{
    raw_t *index = heap_at(&vm->heap, dict->index);
    uint32_t count = (index->header.size_bytes - (uint32_t)sizeof(raw_t)) / 8;
    *mask = count - 1;
    *shift = (uint32_t)__builtin_clz(count - 1);
    return (uint64_t *)(void *)index->bytes;
}

static uint32_t home(uint32_t hash, uint32_t shift)
{
    return (hash * UINT32_C(0x9E3779B1)) >> shift;
}

static dict_entry_t *entries_of(const vm_t *vm, const dict_t *dict)
{
    return (dict_entry_t *)(void *)((values_t *)heap_at(&vm->heap, dict->entries))->items;
}

static uint32_t capacity_of(const vm_t *vm, const dict_t *dict)
{
    if (!dict->entries)
        return 0;
    const values_t *values = heap_at(&vm->heap, dict->entries);
    return (values->header.size_bytes - (uint32_t)sizeof(values_t)) / (uint32_t)sizeof(dict_entry_t);
}

value_t dict_new(vm_t *vm)
{
    dict_t *dict = heap_alloc(vm, KIND_DICT, sizeof(dict_t));
    dict->header.flags = DICT_PLAIN_KEYS;
    return object_value(vm, dict);
}

value_t dict_new_small(vm_t *vm)
{
    value_t value = dict_new(vm);
    as_dict(vm, value)->entries = heap_ref(&vm->heap, values_new(vm, 8));
    return value;
}

uint32_t dict_count(const vm_t *vm, value_t dict)
{
    return as_dict(vm, dict)->count;
}

/* ---- finding ---- */

static uint32_t find_identical(const vm_t *vm, const dict_t *dict, value_t key)
{
    const dict_entry_t *entries = dict->filled ? entries_of(vm, dict) : NULL;
    for (uint32_t i = 0; i < dict->filled; i++)
        if (entries[i].key == key)
            return i;
    return NOT_FOUND;
}

/* The entry of a text, given with its hash. */
static uint32_t find_text(const vm_t *vm, const dict_t *dict, const char *bytes, size_t size, uint32_t hash)
{
    if (!dict->count)
        return NOT_FOUND;
    const dict_entry_t *entries = entries_of(vm, dict);
    if (!dict->index) {
        for (uint32_t i = 0; i < dict->filled; i++) {
            if (!value_is_str(vm, entries[i].key))
                continue;
            str_t *str = as_str(vm, entries[i].key);
            if (str->size == size && memcmp(str->bytes, bytes, size) == 0)
                return i;
        }
        return NOT_FOUND;
    }
    uint32_t mask, shift;
    const uint64_t *slots = slots_of(vm, dict, &mask, &shift);
    for (uint32_t at = home(hash, shift);; at = (at + 1) & mask) {
        uint32_t entry = (uint32_t)slots[at];
        if (entry == 0)
            return NOT_FOUND;
        if (entry == SLOT_DELETED || slots[at] >> 32 != hash || !value_is_str(vm, entries[entry - 1].key))
            continue;
        const str_t *str = as_str(vm, entries[entry - 1].key);
        if (str->size == size && memcmp(str->bytes, bytes, size) == 0)
            return entry - 1;
    }
}

static uint32_t find_str(const vm_t *vm, const dict_t *dict, value_t key)
{
    str_t *str = as_str(vm, key);
    if (!dict->index) {
        uint32_t entry = find_identical(vm, dict, key);
        if (entry != NOT_FOUND ||
            ((dict->header.flags & DICT_PLAIN_KEYS) && (str->header.flags & STR_INTERNED)))
            return entry;
        return find_text(vm, dict, str->bytes, str->size, 0);
    }
    uint32_t hash = str_hash(str), mask, shift;
    const uint64_t *slots = slots_of(vm, dict, &mask, &shift);
    const dict_entry_t *entries = entries_of(vm, dict);
    for (uint32_t at = home(hash, shift);; at = (at + 1) & mask) {
        uint64_t slot = slots[at];
        uint32_t entry = (uint32_t)slot;
        if (entry == 0)
            return NOT_FOUND;
        if (slot >> 32 != hash || entry == SLOT_DELETED)
            continue;
        value_t found = entries[entry - 1].key;
        if (found == key || (value_is_str(vm, found) && str_equal(as_str(vm, found), str)))
            return entry - 1;
    }
}

/* Any key. *entry is NOT_FOUND or its number. */
static native_status_t find(vm_t *vm, const dict_t *dict, value_t key, uint32_t hash, uint32_t *entry)
{
    *entry = NOT_FOUND;
    if (!dict->count)
        return NATIVE_OK;
    const dict_entry_t *entries = entries_of(vm, dict);
    if (!dict->index) {
        *entry = find_identical(vm, dict, key);
        for (uint32_t i = 0; *entry == NOT_FOUND && i < dict->filled; i++) {
            bool equal = false;
            if (value_is_unset(entries[i].key))
                continue;
            native_status_t status = value_equal(vm, entries[i].key, key, &equal);
            if (status != NATIVE_OK)
                return status;
            if (equal)
                *entry = i;
        }
        return NATIVE_OK;
    }
    uint32_t mask, shift;
    const uint64_t *slots = slots_of(vm, dict, &mask, &shift);
    for (uint32_t at = home(hash, shift);; at = (at + 1) & mask) {
        uint64_t slot = slots[at];
        uint32_t number = (uint32_t)slot;
        if (number == 0)
            return NATIVE_OK;
        if (slot >> 32 != hash || number == SLOT_DELETED)
            continue;
        bool equal = entries[number - 1].key == key;
        if (!equal) {
            native_status_t status = value_equal(vm, entries[number - 1].key, key, &equal);
            if (status != NATIVE_OK)
                return status;
        }
        if (equal) {
            *entry = number - 1;
            return NATIVE_OK;
        }
    }
}

/* ---- growing ---- */

static void index_add(uint64_t *slots, uint32_t mask, uint32_t shift, uint32_t hash, uint32_t entry)
{
    uint32_t at = home(hash, shift);
    while ((uint32_t)slots[at] != 0 && (uint32_t)slots[at] != SLOT_DELETED)
        at = (at + 1) & mask;
    slots[at] = (uint64_t)hash << 32 | (entry + 1);
}

static uint32_t key_hash(vm_t *vm, value_t key)
{
    int64_t hash = 0;
    value_hash(vm, key, &hash);
    return fold(hash);
}

/* A new index for what stands in the dict; an entry's hash comes from the old index where there is one. */
static void rebuild_index(vm_t *vm, dict_t *dict, uint32_t capacity, const uint32_t *renumbered)
{
    uint32_t size = 16;
    while (size < capacity * 2)
        size *= 2;
    ref_t before = dict->index;
    raw_t *index = heap_alloc(vm, KIND_RAW, sizeof(raw_t) + (uint64_t)size * 8);
    uint64_t *slots = (uint64_t *)(void *)index->bytes;
    uint32_t mask = size - 1, shift = (uint32_t)__builtin_clz(size - 1);
    if (before) {
        uint32_t old_mask, old_shift;
        const uint64_t *old = slots_of(vm, dict, &old_mask, &old_shift);
        for (uint32_t i = 0; i <= old_mask; i++) {
            uint32_t entry = (uint32_t)old[i];
            if (entry != 0 && entry != SLOT_DELETED)
                index_add(slots, mask, shift, (uint32_t)(old[i] >> 32),
                          renumbered ? renumbered[entry - 1] : entry - 1);
        }
    } else {
        dict_entry_t *entries = dict->entries ? entries_of(vm, dict) : NULL;
        for (uint32_t i = 0; entries && i < dict->filled; i++)
            if (!value_is_unset(entries[i].key))
                index_add(slots, mask, shift, key_hash(vm, entries[i].key), i);
    }
    dict->index = heap_ref(&vm->heap, index);
}

/* More room for entries; deleted ones go. */
static void grow(vm_t *vm, dict_t *dict)
{
    uint32_t capacity = dict->count < 2 ? 4 : dict->count * 2;
    bool holes = dict->count != dict->filled;
    ref_t old_ref = dict->entries;
    if ((uint64_t)capacity * sizeof(dict_entry_t) > vm->heap.limit_bytes)
        vm_out_of_memory(vm);
    values_t *values = values_new(vm, (size_t)capacity * 2);
    dict_entry_t *to = (dict_entry_t *)(void *)values->items;
    dict_entry_t *from = old_ref ? entries_of(vm, dict) : NULL;
    uint32_t *renumbered = NULL;
    if (holes && dict->index) {
        raw_t *numbers = heap_alloc_raw(vm, KIND_RAW, sizeof(raw_t) + (uint64_t)dict->filled * 4);
        renumbered = (uint32_t *)(void *)numbers->bytes;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < dict->filled; i++) {
        if (value_is_unset(from[i].key))
            continue;
        if (renumbered)
            renumbered[i] = n;
        to[n++] = from[i];
    }
    dict->entries = heap_ref(&vm->heap, values);
    dict->filled = n;
    if (dict->index || capacity > SMALL_LIMIT)
        rebuild_index(vm, dict, capacity, renumbered);
}

static void add(vm_t *vm, dict_t *dict, value_t key, uint32_t hash, value_t value)
{
    if (dict->filled == capacity_of(vm, dict))
        grow(vm, dict);
    if (!value_is_str(vm, key) || !(as_str(vm, key)->header.flags & STR_INTERNED))
        dict->header.flags &= (uint8_t)~DICT_PLAIN_KEYS;
    dict_entry_t *entries = entries_of(vm, dict);
    entries[dict->filled] = (dict_entry_t){key, value};
    if (dict->index) {
        uint32_t mask, shift;
        uint64_t *slots = slots_of(vm, dict, &mask, &shift);
        index_add(slots, mask, shift, hash, dict->filled);
    }
    dict->filled++;
    dict->count++;
}

/* ---- any key ---- */

static native_status_t locate(vm_t *vm, value_t dict, value_t key, uint32_t *hash, uint32_t *entry)
{
    const dict_t *d = as_dict(vm, dict);
    *hash = 0;
    if (value_is_str(vm, key)) {
        *entry = find_str(vm, d, key);
        if (*entry == NOT_FOUND)
            *hash = str_hash(as_str(vm, key));
        return NATIVE_OK;
    }
    int64_t full = 0;
    native_status_t status = value_hash(vm, key, &full);
    if (status != NATIVE_OK)
        return status;
    *hash = fold(full);
    return find(vm, d, key, *hash, entry);
}

native_status_t dict_get(vm_t *vm, value_t dict, value_t key, value_t *value)
{
    uint32_t hash, entry;
    native_status_t status = locate(vm, dict, key, &hash, &entry);
    if (status == NATIVE_OK)
        *value = entry == NOT_FOUND ? VALUE_UNSET : entries_of(vm, as_dict(vm, dict))[entry].value;
    return status;
}

native_status_t dict_put(vm_t *vm, value_t dict, value_t key, value_t value)
{
    uint32_t hash, entry;
    native_status_t status = locate(vm, dict, key, &hash, &entry);
    if (status != NATIVE_OK)
        return status;
    if (entry == NOT_FOUND)
        add(vm, as_dict(vm, dict), key, hash, value);
    else
        entries_of(vm, as_dict(vm, dict))[entry].value = value;
    return NATIVE_OK;
}

void dict_delete_entry(vm_t *vm, value_t value, uint32_t entry)
{
    dict_t *dict = as_dict(vm, value);
    dict_entry_t *entries = entries_of(vm, dict);
    entries[entry] = (dict_entry_t){VALUE_UNSET, VALUE_UNSET};
    dict->count--;
    if (dict->index) {
        uint32_t mask, shift;
        uint64_t *slots = slots_of(vm, dict, &mask, &shift);
        for (uint32_t i = 0; i <= mask; i++)
            if ((uint32_t)slots[i] == entry + 1)
                slots[i] = SLOT_DELETED;
    }
}

/* As dict_delete_entry, but finds the slot by the hash. */
static void delete_entry(vm_t *vm, value_t value, uint32_t entry, uint32_t hash)
{
    dict_t *dict = as_dict(vm, value);
    dict_entry_t *entries = entries_of(vm, dict);
    entries[entry] = (dict_entry_t){VALUE_UNSET, VALUE_UNSET};
    dict->count--;
    if (dict->index) {
        uint32_t mask, shift;
        uint64_t *slots = slots_of(vm, dict, &mask, &shift);
        uint32_t at = home(hash, shift);
        while ((uint32_t)slots[at] != entry + 1)
            at = (at + 1) & mask;
        bool last = (uint32_t)slots[(at + 1) & mask] == 0;
        slots[at] = last ? 0 : SLOT_DELETED;
    }
    if (entry + 1 == dict->filled)
        dict->filled--;
    if (dict->count == 0)
        dict_clear(vm, value);
}

native_status_t dict_delete(vm_t *vm, value_t dict, value_t key, value_t *value)
{
    uint32_t hash, entry;
    native_status_t status = locate(vm, dict, key, &hash, &entry);
    if (status != NATIVE_OK)
        return status;
    if (value)
        *value = VALUE_UNSET;
    if (entry == NOT_FOUND)
        return NATIVE_OK;
    if (value)
        *value = entries_of(vm, as_dict(vm, dict))[entry].value;
    if (value_is_str(vm, key))
        hash = str_hash(as_str(vm, key));
    delete_entry(vm, dict, entry, hash);
    return NATIVE_OK;
}

void dict_clear(vm_t *vm, value_t value)
{
    dict_t *dict = as_dict(vm, value);
    dict->count = dict->filled = 0;
    dict->entries = dict->index = 0;
    dict->header.flags |= DICT_PLAIN_KEYS;
}

value_t dict_copy(vm_t *vm, value_t value)
{
    value_t result = dict_new(vm);
    const dict_t *from = as_dict(vm, value);
    dict_t *to = as_dict(vm, result);
    to->header.flags = from->header.flags & (uint8_t)~DICT_FROZEN;
    if (!from->count)
        return result;
    values_t *values = values_new(vm, (size_t)capacity_of(vm, from) * 2);
    memcpy(values->items, entries_of(vm, from), from->filled * sizeof(dict_entry_t));
    to->entries = heap_ref(&vm->heap, values);
    to->count = from->count;
    to->filled = from->filled;
    if (from->index) {
        const raw_t *old = heap_at(&vm->heap, from->index);
        raw_t *index = heap_alloc_raw(vm, KIND_RAW, old->header.size_bytes);
        memcpy(index->bytes, old->bytes, old->header.size_bytes - sizeof(raw_t));
        to->index = heap_ref(&vm->heap, index);
    }
    return result;
}

bool dict_next(const vm_t *vm, value_t dict, uint32_t *position, value_t *key, value_t *value)
{
    const dict_t *d = as_dict(vm, dict);
    while (*position < d->filled) {
        const dict_entry_t *entry = &entries_of(vm, d)[(*position)++];
        if (value_is_unset(entry->key))
            continue;
        *key = entry->key;
        *value = entry->value;
        return true;
    }
    return false;
}

/* ---- text keys ---- */

value_t dict_get_str(const vm_t *vm, value_t dict, value_t key)
{
    const dict_t *d = as_dict(vm, dict);
    uint32_t entry = d->count ? find_str(vm, d, key) : NOT_FOUND;
    return entry == NOT_FOUND ? VALUE_UNSET : entries_of(vm, d)[entry].value;
}

uint32_t dict_find_str(const vm_t *vm, value_t dict, value_t key)
{
    const dict_t *d = as_dict(vm, dict);
    return d->count ? find_str(vm, d, key) : NOT_FOUND;
}

void dict_put_str(vm_t *vm, value_t dict, value_t key, value_t value)
{
    dict_put(vm, dict, key, value);
}

value_t dict_find_text(const vm_t *vm, value_t dict, const char *bytes, size_t size)
{
    const dict_t *d = as_dict(vm, dict);
    uint32_t entry = find_text(vm, d, bytes, size, str_hash_bytes(bytes, size));
    return entry == NOT_FOUND ? VALUE_UNSET : entries_of(vm, d)[entry].value;
}

value_t dict_get_c(vm_t *vm, value_t dict, const char *key)
{
    return dict_find_text(vm, dict, key, strlen(key));
}

void dict_put_c(vm_t *vm, value_t dict, const char *key, value_t value)
{
    value_t name = vm_interned(vm, key, strlen(key));
    if (value_is_unset(name))
        name = vm->heap.loading ? vm_intern_c(vm, key) : str_from_c(vm, key);
    dict_put_str(vm, dict, name, value);
}

/* ---- keys whose hash and equality the library works out ---- */

bool dict_probe(const vm_t *vm, value_t value, int64_t hash, uint64_t *position, uint32_t *entry)
{
    const dict_t *dict = as_dict(vm, value);
    uint32_t wanted = fold(hash);
    if (!dict->index) {
        /* Without an index every entry is a candidate; the library compares hashes by itself. */
        while (*position < dict->filled) {
            *entry = (uint32_t)(*position)++;
            if (!value_is_unset(entries_of(vm, dict)[*entry].key))
                return true;
        }
        return false;
    }
    uint32_t mask, shift;
    const uint64_t *slots = slots_of(vm, dict, &mask, &shift);
    while (*position <= mask) {
        uint64_t slot = slots[(home(wanted, shift) + (uint32_t)*position) & mask];
        uint32_t number = (uint32_t)slot;
        if (number == 0)
            return false;
        ++*position;
        if (slot >> 32 == wanted && number != SLOT_DELETED) {
            *entry = number - 1;
            return true;
        }
    }
    return false;
}

dict_entry_t *dict_entry(const vm_t *vm, value_t dict, uint32_t entry)
{
    return &entries_of(vm, as_dict(vm, dict))[entry];
}

void dict_add_hashed(vm_t *vm, value_t to, value_t key, int64_t hash, value_t value)
{
    dict_t *dict = as_dict(vm, to);
    if (!dict->index)
        rebuild_index(vm, dict, SMALL_LIMIT, NULL);
    add(vm, dict, key, fold(hash), value);
}
