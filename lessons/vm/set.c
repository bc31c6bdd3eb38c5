/*
 * Sets. The order in which a set is walked shows, and for ints it is fixed by CPython's way of filling its
 * table; so the table grows, probes and deletes as CPython's does (a linear run of up to nine slots, then a
 * jump by the perturbed hash). A deleted slot keeps DELETED_HASH.
 */
#include "lessons/vm/vm.h"

#define FIRST_SLOTS  8u
#define RUN          9u
#define EMPTY_HASH   0
#define DELETED_HASH (-1) /* no key hashes to -1 */

static set_slot_t *slots_of(const vm_t *vm, const set_t *set)
{
    return (set_slot_t *)(void *)((raw_t *)heap_at(&vm->heap, set->table))->bytes;
}

static ref_t table_new(vm_t *vm, uint32_t slots)
{
    if ((uint64_t)slots * sizeof(set_slot_t) > vm->heap.limit_bytes)
        vm_out_of_memory(vm);
    raw_t *table = heap_alloc_raw(vm, KIND_RAW, sizeof(raw_t) + (uint64_t)slots * sizeof(set_slot_t));
    set_slot_t *slot = (set_slot_t *)(void *)table->bytes;
    for (uint32_t i = 0; i < slots; i++)
        slot[i] = (set_slot_t){VALUE_UNSET, EMPTY_HASH};
    return heap_ref(&vm->heap, table);
}

value_t set_new(vm_t *vm, kind_t kind)
{
    set_t *set = heap_alloc(vm, kind, sizeof(set_t));
    set->mask = FIRST_SLOTS - 1;
    set->table = table_new(vm, FIRST_SLOTS);
    return object_value(vm, set);
}

static bool slot_is_free(const set_slot_t *slot)
{
    return value_is_unset(slot->key) && slot->hash != DELETED_HASH;
}

/* Where a key stands, or where it would be put: the last deleted slot on its way, else the free one at its
 * end; *found says which. */
static native_status_t search(vm_t *vm, const set_t *set, value_t key, int64_t hash, set_slot_t **at,
                              bool *found)
{
    set_slot_t *table = slots_of(vm, set);
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & set->mask;
    set_slot_t *deleted = NULL;
    *found = false;
    for (;;) {
        uint32_t run = i + RUN <= set->mask ? RUN : 0;
        for (uint32_t step = 0; step <= run; step++) {
            set_slot_t *slot = &table[i + step];
            if (slot_is_free(slot)) {
                *at = deleted ? deleted : slot;
                return NATIVE_OK;
            }
            if (value_is_unset(slot->key))
                deleted = slot;
            if (slot->hash != hash || value_is_unset(slot->key))
                continue;
            bool equal = slot->key == key;
            native_status_t status = equal ? NATIVE_OK : value_equal(vm, slot->key, key, &equal);
            if (status != NATIVE_OK)
                return status;
            if (equal) {
                *at = slot;
                *found = true;
                return NATIVE_OK;
            }
        }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & set->mask;
    }
}

/* Puts a key that is not there into a table without deleted slots. */
static void insert_clean(set_slot_t *table, uint32_t mask, value_t key, int64_t hash)
{
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & mask;
    for (;;) {
        uint32_t run = i + RUN <= mask ? RUN : 0;
        for (uint32_t step = 0; step <= run; step++) {
            if (value_is_unset(table[i + step].key)) {
                table[i + step] = (set_slot_t){key, hash};
                return;
            }
        }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

/* A new table with more than `wanted` slots. */
static void resize(vm_t *vm, set_t *set, uint64_t wanted)
{
    uint64_t size = FIRST_SLOTS;
    while (size <= wanted)
        size <<= 1;
    if (size > UINT32_MAX / sizeof(set_slot_t))
        vm_out_of_memory(vm);
    ref_t fresh = table_new(vm, (uint32_t)size);
    const set_slot_t *old = slots_of(vm, set);
    set_slot_t *table = (set_slot_t *)(void *)((raw_t *)heap_at(&vm->heap, fresh))->bytes;
    for (uint64_t i = 0; i <= set->mask; i++)
        if (!value_is_unset(old[i].key))
            insert_clean(table, (uint32_t)size - 1, old[i].key, old[i].hash);
    set->table = fresh;
    set->mask = (uint32_t)size - 1;
    set->filled = set->count;
}

static void grow_if_needed(vm_t *vm, set_t *set)
{
    if ((uint64_t)set->filled * 5 >= (uint64_t)set->mask * 3)
        resize(vm, set, set->count > 50000 ? (uint64_t)set->count * 2 : (uint64_t)set->count * 4);
}

/* A deleted slot that is used again was counted already. */
static void fill(vm_t *vm, set_t *set, set_slot_t *slot, value_t key, int64_t hash)
{
    bool fresh = slot_is_free(slot);
    *slot = (set_slot_t){key, hash};
    set->count++;
    if (fresh) {
        set->filled++;
        grow_if_needed(vm, set);
    }
}

void set_add_hashed(vm_t *vm, value_t value, value_t key, int64_t hash)
{
    set_t *set = as_set(vm, value);
    set_slot_t *table = slots_of(vm, set);
    uint64_t perturb = (uint64_t)hash, i = (uint64_t)hash & set->mask;
    set_slot_t *slot = NULL, *deleted = NULL;
    while (!slot) {
        uint32_t run = i + RUN <= set->mask ? RUN : 0;
        for (uint32_t step = 0; step <= run && !slot; step++) {
            if (slot_is_free(&table[i + step]))
                slot = &table[i + step];
            else if (value_is_unset(table[i + step].key))
                deleted = &table[i + step];
        }
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & set->mask;
    }
    fill(vm, set, deleted ? deleted : slot, key, hash);
}

native_status_t set_add(vm_t *vm, value_t value, value_t key)
{
    int64_t hash;
    set_slot_t *slot;
    bool found;
    native_status_t status = value_hash(vm, key, &hash);
    if (status == NATIVE_OK)
        status = search(vm, as_set(vm, value), key, hash, &slot, &found);
    if (status != NATIVE_OK || found)
        return status;
    fill(vm, as_set(vm, value), slot, key, hash);
    return NATIVE_OK;
}

native_status_t set_contains(vm_t *vm, value_t value, value_t key, bool *found)
{
    int64_t hash;
    set_slot_t *slot;
    native_status_t status = value_hash(vm, key, &hash);
    if (status == NATIVE_OK)
        status = search(vm, as_set(vm, value), key, hash, &slot, found);
    return status;
}

native_status_t set_discard(vm_t *vm, value_t value, value_t key, bool *found)
{
    int64_t hash;
    set_slot_t *slot;
    native_status_t status = value_hash(vm, key, &hash);
    if (status == NATIVE_OK)
        status = search(vm, as_set(vm, value), key, hash, &slot, found);
    if (status == NATIVE_OK && *found) {
        *slot = (set_slot_t){VALUE_UNSET, DELETED_HASH};
        as_set(vm, value)->count--;
    }
    return status;
}

void set_clear(vm_t *vm, value_t value)
{
    ref_t table = table_new(vm, FIRST_SLOTS);
    set_t *set = as_set(vm, value);
    set->table = table;
    set->mask = FIRST_SLOTS - 1;
    set->count = set->filled = 0;
}

native_status_t set_merge(vm_t *vm, value_t value, value_t from)
{
    set_t *set = as_set(vm, value);
    const set_t *other = as_set(vm, from);
    if (set == other || other->count == 0)
        return NATIVE_OK;
    if (((uint64_t)set->filled + other->count) * 5 >= (uint64_t)set->mask * 3)
        resize(vm, set, ((uint64_t)set->count + other->count) * 2);
    const set_slot_t *slots = slots_of(vm, other);
    if (set->filled == 0) {
        set_slot_t *table = slots_of(vm, set);
        if (set->mask == other->mask && other->filled == other->count) {
            memcpy(table, slots, ((size_t)other->mask + 1) * sizeof(set_slot_t));
        } else {
            for (uint64_t i = 0; i <= other->mask; i++)
                if (!value_is_unset(slots[i].key))
                    insert_clean(table, set->mask, slots[i].key, slots[i].hash);
        }
        set->count = set->filled = other->count;
        return NATIVE_OK;
    }
    for (uint64_t i = 0; i <= other->mask; i++) {
        set_slot_t *slot;
        bool found;
        if (value_is_unset(slots[i].key))
            continue;
        native_status_t status = search(vm, set, slots[i].key, slots[i].hash, &slot, &found);
        if (status != NATIVE_OK)
            return status;
        if (!found)
            set_add_hashed(vm, value, slots[i].key, slots[i].hash);
    }
    return NATIVE_OK;
}

value_t set_copy(vm_t *vm, value_t value, kind_t kind)
{
    value_t copy = set_new(vm, kind);
    set_merge(vm, copy, value); /* into an empty set: nothing is compared */
    return copy;
}

bool set_next(const vm_t *vm, value_t value, uint32_t *position, value_t *key, int64_t *hash)
{
    const set_t *set = as_set(vm, value);
    const set_slot_t *slots = slots_of(vm, set);
    while (*position <= set->mask) {
        const set_slot_t *slot = &slots[(*position)++];
        if (value_is_unset(slot->key))
            continue;
        *key = slot->key;
        *hash = slot->hash;
        return true;
    }
    return false;
}

bool set_probe(const vm_t *vm, value_t value, int64_t hash, uint64_t *position, uint32_t *slot)
{
    const set_t *set = as_set(vm, value);
    const set_slot_t *slots = slots_of(vm, set);
    while (*position <= set->mask) {
        *slot = (uint32_t)(*position)++;
        if (slots[*slot].hash == hash && !value_is_unset(slots[*slot].key))
            return true;
    }
    return false;
}

value_t set_slot_key(const vm_t *vm, value_t set, uint32_t slot)
{
    return slots_of(vm, as_set(vm, set))[slot].key;
}

void set_delete_slot(vm_t *vm, value_t value, uint32_t slot)
{
    set_t *set = as_set(vm, value);
    slots_of(vm, set)[slot] = (set_slot_t){VALUE_UNSET, DELETED_HASH};
    set->count--;
}

value_t set_twin(vm_t *vm, value_t value)
{
    const set_t *from = as_set(vm, value);
    set_t *twin = heap_alloc(vm, KIND_SET, sizeof(set_t));
    const raw_t *old = heap_at(&vm->heap, from->table);
    raw_t *table = heap_alloc_raw(vm, KIND_RAW, old->header.size_bytes);
    memcpy(table->bytes, old->bytes, old->header.size_bytes - sizeof(raw_t));
    twin->header.kind = from->header.kind;
    twin->count = from->count;
    twin->filled = from->filled;
    twin->mask = from->mask;
    twin->finger = from->finger;
    twin->table = heap_ref(&vm->heap, table);
    return object_value(vm, twin);
}

void set_take_over(vm_t *vm, value_t value, value_t from)
{
    set_t *to = as_set(vm, value);
    const set_t *given = as_set(vm, from);
    to->count = given->count;
    to->filled = given->filled;
    to->mask = given->mask;
    to->table = given->table;
}

void set_sweep(vm_t *vm, value_t value)
{
    set_t *set = as_set(vm, value);
    if (set->filled - set->count > set->mask / 4)
        resize(vm, set, set->count > 50000 ? (uint64_t)set->count * 2 : (uint64_t)set->count * 4);
}

bool set_pop_key(vm_t *vm, value_t value, value_t *key)
{
    set_t *set = as_set(vm, value);
    if (set->count == 0)
        return false;
    set_slot_t *slots = slots_of(vm, set);
    uint32_t at = set->finger & set->mask;
    while (value_is_unset(slots[at].key))
        at = at == set->mask ? 0 : at + 1;
    *key = slots[at].key;
    set_delete_slot(vm, value, at);
    set->finger = at + 1;
    return true;
}
