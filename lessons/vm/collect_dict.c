/*
 * Dicts in a collection.
 *
 * An ordinary one copies entries and index as they are. A canonical one makes the dict as if its entries had
 * just been put in, but only where all keys are hashed by the machine itself: a dict with a key whose
 * __hash__ or __eq__ is in the lesson language may be in the middle of being searched by the library, which
 * counts slots, and its keys cannot be hashed again here.
 */
#include "lessons/vm/collect_dict.h"

#define SMALL_LIMIT  8u /* as in dict.c: entries without an index */
#define SLOT_DELETED UINT32_C(0xFFFFFFFF)

static object_t *old_object(const collector_t *c, ref_t ref)
{
    return (object_t *)(void *)(c->base + ref);
}

static const dict_entry_t *old_entries(const collector_t *c, const dict_t *dict)
{
    return (const dict_entry_t *)(const void *)((const values_t *)(const void *)old_object(c, dict->entries))
        ->items;
}

/* Whether the key's hash can be worked out by the machine. The key may have moved: its old header then says
 * where. */
static bool is_plain_key(const collector_t *c, value_t key)
{
    if (!value_is_ref(key))
        return true;
    const object_t *object = old_object(c, value_to_ref(key));
    if (object->kind == KIND_NONE && value_to_ref(key) >= c->static_end)
        object = old_object(c, object->size_bytes - c->bias);
    return object->kind == KIND_STR || object->kind == KIND_BIGINT || object->kind == KIND_BYTES;
}

static bool is_interned_key(const collector_t *c, value_t key)
{
    if (!value_is_ref(key) || value_to_ref(key) >= c->static_end)
        return false;
    const object_t *object = old_object(c, value_to_ref(key));
    return object->kind == KIND_STR && (object->flags & STR_INTERNED);
}

static bool has_plain_keys(const collector_t *c, const dict_t *dict)
{
    const dict_entry_t *entries = old_entries(c, dict);
    for (uint32_t i = 0; i < dict->filled; i++)
        if (!is_plain_key(c, entries[i].key))
            return false;
    return true;
}

static bool is_remade(const collector_t *c, const dict_t *dict)
{
    return c->canonical && (dict->count == 0 || has_plain_keys(c, dict));
}

/* The hash of each entry, from the old index. */
static void read_hashes(const collector_t *c, const dict_t *dict, uint32_t *hashes)
{
    const raw_t *index = (const raw_t *)(const void *)old_object(c, dict->index);
    const uint64_t *slots = (const uint64_t *)(const void *)index->bytes;
    uint32_t count = (index->header.size_bytes - (uint32_t)sizeof(raw_t)) / 8;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t entry = (uint32_t)slots[i];
        if (entry != 0 && entry != SLOT_DELETED && entry <= dict->filled)
            hashes[entry - 1] = (uint32_t)(slots[i] >> 32);
    }
}

static void make_index(collector_t *c, dict_t *dict, const uint32_t *hashes, const dict_entry_t *entries)
{
    uint32_t size = 16, filled = dict->filled, n = 0;
    while (size < dict->count * 2)
        size *= 2;
    raw_t *index =
        collect_new_storage(c, KIND_RAW, (uint32_t)(sizeof(raw_t) + (uint64_t)size * 8), &dict->index);
    uint64_t *slots = (uint64_t *)(void *)index->bytes;
    uint32_t mask = size - 1, shift = (uint32_t)__builtin_clz(mask);
    for (uint32_t i = 0; i < filled; i++) {
        if (value_is_unset(entries[i].key))
            continue;
        uint32_t at = (hashes[i] * UINT32_C(0x9E3779B1)) >> shift;
        while (slots[at])
            at = (at + 1) & mask;
        slots[at] = (uint64_t)hashes[i] << 32 | ++n;
    }
}

/* The entries without holes. The old ones stay readable. */
static void make_entries(collector_t *c, dict_t *dict, const dict_entry_t *from)
{
    ref_t ref;
    values_t *values = collect_new_storage(
        c, KIND_VALUES, (uint32_t)(sizeof(values_t) + dict->count * sizeof(dict_entry_t)), &ref);
    dict_entry_t *to = (dict_entry_t *)(void *)values->items;
    for (uint32_t i = 0; i < dict->filled; i++)
        if (!value_is_unset(from[i].key))
            *to++ = from[i];
    dict->entries = ref;
}

static void remake(collector_t *c, dict_t *dict)
{
    bool plain = true;
    if (dict->count == 0) {
        dict->entries = dict->index = 0;
        dict->filled = 0;
        dict->header.flags |= DICT_PLAIN_KEYS;
        return;
    }
    const dict_entry_t *from = old_entries(c, dict);
    for (uint32_t i = 0; i < dict->filled; i++)
        plain = plain && (value_is_unset(from[i].key) || is_interned_key(c, from[i].key));
    if (plain)
        dict->header.flags |= DICT_PLAIN_KEYS;
    else
        dict->header.flags &= (uint8_t)~DICT_PLAIN_KEYS;
    ref_t old_index = dict->index;
    dict->index = 0;
    if (old_index && dict->count > SMALL_LIMIT) {
        /* The hashes stand in the other space, behind all that is copied, where nothing is read any more. */
        uint32_t *hashes =
            (uint32_t *)(void *)(c->base + c->top + (sizeof(raw_t) + 64) + (size_t)dict->count * 64);
        dict->index = old_index;
        read_hashes(c, dict, hashes);
        make_index(c, dict, hashes, from);
    }
    make_entries(c, dict, from);
    dict->filled = dict->count;
}

void collect_dict(collector_t *c, dict_t *dict)
{
    if (!dict->entries)
        return;
    if (is_remade(c, dict)) {
        remake(c, dict);
        return;
    }
    uint32_t size = old_object(c, dict->entries)->size_bytes;
    collect_copy_storage(c, dict->entries, size, &dict->entries);
    if (dict->index)
        collect_copy_storage(c, dict->index, old_object(c, dict->index)->size_bytes, &dict->index);
}

void collect_iterator_position(const collector_t *c, iterator_t *it)
{
    switch ((iterator_kind_t)it->header.extra) {
    case ITERATE_DICT_KEYS:
    case ITERATE_DICT_VALUES:
    case ITERATE_DICT_ITEMS:
    case ITERATE_DICT_KEYS_REVERSED:
        break;
    default:
        return;
    }
    if (!value_is_ref(it->over) || value_to_ref(it->over) < c->static_end)
        return;
    const dict_t *dict = (const dict_t *)(const void *)old_object(c, value_to_ref(it->over));
    if (!dict->entries || !is_remade(c, dict))
        return;
    /* A reversed one stands on the next entry, the others behind the last. */
    bool reversed = it->header.extra == ITERATE_DICT_KEYS_REVERSED;
    int64_t end = reversed ? it->position + 1 : it->position, holes = 0;
    const dict_entry_t *entries = old_entries(c, dict);
    for (int64_t i = 0; i < end && i < dict->filled; i++)
        holes += value_is_unset(entries[i].key);
    it->position -= holes;
}
