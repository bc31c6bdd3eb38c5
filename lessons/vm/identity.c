#include "lessons/vm/identity.h"

#include <stdlib.h>

#define FIRST_SLOTS 16u
#define OBJECT_BASE UINT64_C(0x7F0000000000) /* ids look like CPython's: addresses, 16 bytes apart */
#define INT_BASE    UINT64_C(0x1000000000000000)

/* The table: a raw object of open addressing by offset. The first slot holds the count in `id`. */
typedef struct slot {
    ref_t ref; /* 0: empty */
    uint32_t id;
} slot_t;

static uint32_t slot_count(const raw_t *table)
{
    return (table->header.size_bytes - (uint32_t)sizeof(raw_t)) / (uint32_t)sizeof(slot_t) - 1;
}

static slot_t *slots_of(raw_t *table)
{
    return (slot_t *)(void *)table->bytes + 1;
}

static uint32_t *count_of(raw_t *table)
{
    return &((slot_t *)(void *)table->bytes)->id;
}

static uint32_t table_bytes(uint32_t slots)
{
    return (uint32_t)(sizeof(raw_t) + ((uint64_t)slots + 1) * sizeof(slot_t));
}

/* The slot of an offset, or the empty one where it belongs. */
static slot_t *find(slot_t *slots, uint32_t count, ref_t ref)
{
    uint32_t at = (uint32_t)((ref >> 3) * UINT32_C(0x9E3779B1)) & (count - 1);
    while (slots[at].ref && slots[at].ref != ref)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static raw_t *grow(vm_t *vm, raw_t *old)
{
    uint32_t slots = old ? slot_count(old) * 2 : FIRST_SLOTS;
    raw_t *table = heap_alloc(vm, KIND_RAW, table_bytes(slots));
    for (uint32_t i = 0; old && i < slot_count(old); i++)
        if (slots_of(old)[i].ref)
            *find(slots_of(table), slots, slots_of(old)[i].ref) = slots_of(old)[i];
    *count_of(table) = old ? *count_of(old) : 0;
    vm->state.identities = object_value(vm, table);
    return table;
}

static uint32_t table_identity(vm_t *vm, ref_t ref)
{
    raw_t *table = value_is_ref(vm->state.identities) ? as_raw(vm, vm->state.identities) : NULL;
    if (table) {
        slot_t *slot = find(slots_of(table), slot_count(table), ref);
        if (slot->ref)
            return slot->id;
    }
    if (!table || *count_of(table) * 2 >= slot_count(table))
        table = grow(vm, table);
    slot_t *slot = find(slots_of(table), slot_count(table), ref);
    *slot = (slot_t){ref, ++vm->state.next_identity};
    ++*count_of(table);
    return slot->id;
}

/* The field that an object of this kind keeps its number in; NULL: none. */
static uint32_t *own_field(vm_t *vm, value_t v)
{
    switch (value_kind(vm, v)) {
    case KIND_FUNCTION:
        return &as_function(vm, v)->identity;
    case KIND_GENERATOR:
        return &as_generator(vm, v)->identity;
    case KIND_CLASS:
        return &as_class(vm, v)->identity;
    case KIND_INSTANCE:
        return &as_instance(vm, v)->identity;
    case KIND_EXCEPTION:
        return &as_exception(vm, v)->identity;
    case KIND_OBJECT:
        return &as_object(vm, v)->identity;
    default:
        return NULL;
    }
}

uint64_t value_identity(vm_t *vm, value_t v)
{
    if (value_is_small_int(v))
        return INT_BASE + (v & VALUE_PAYLOAD_MASK) * 16;
    if (!value_is_ref(v)) /* odd, so it is nobody else's */
        return (v * UINT64_C(0x9E3779B97F4A7C15)) | 1;
    uint32_t *field = own_field(vm, v);
    uint32_t id = field ? *field : 0;
    if (id == 0 && field && !heap_is_static(&vm->heap, value_to_ref(v)))
        id = *field = ++vm->state.next_identity;
    if (id == 0) /* the static prefix is the same for all processes: nothing is written there */
        id = table_identity(vm, value_to_ref(v));
    return OBJECT_BASE + (uint64_t)id * 16;
}

/* ---- in a collection ---- */

static int by_id(const void *a, const void *b)
{
    uint32_t x = ((const slot_t *)a)->id, y = ((const slot_t *)b)->id;
    return x < y ? -1 : x > y;
}

/* Where an object stands now; 0: it is gone. */
static ref_t moved(const collector_t *c, ref_t ref)
{
    if (ref < c->static_end)
        return ref;
    const object_t *old = (const object_t *)(const void *)(c->base + ref);
    return old->kind == KIND_NONE ? old->size_bytes : 0;
}

void identities_collect(collector_t *c)
{
    value_t *root = &c->vm->state.identities;
    if (!value_is_ref(*root))
        return;
    raw_t *old = (raw_t *)(void *)(c->base + value_to_ref(*root));
    slot_t *slots = slots_of(old);
    uint32_t living = 0, size = FIRST_SLOTS;
    for (uint32_t i = 0; i < slot_count(old); i++) {
        slot_t slot = slots[i];
        ref_t ref = slot.ref ? moved(c, slot.ref) : 0;
        if (ref)
            slots[living++] = (slot_t){ref, slot.id};
    }
    if (living == 0) {
        *root = VALUE_NONE;
        return;
    }
    /* In the order of the numbers, so that the new table does not show its history. */
    qsort(slots, living, sizeof *slots, by_id);
    while (size < living * 2)
        size *= 2;
    ref_t ref;
    raw_t *table = collect_new_storage(c, KIND_RAW, table_bytes(size), &ref);
    for (uint32_t i = 0; i < living; i++)
        *find(slots_of(table), size, slots[i].ref) = slots[i];
    *count_of(table) = living;
    *root = value_from_ref(ref);
}
