#include "lessons/explore/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Units of two bytes: 0vvvvvvvvvvvvvvv is a number below 2^15, 1hhhhhhhhhhhhhhh llllllllllllllll one below
 * 2^31. start(id) .. start(id + 1) is the place of a state among the units.
 *
 * Units and starts lie in pieces that never move. A state that begins in a piece may run over its end into
 * the slack behind it; the beginning of the next piece is then left out.
 *
 * A table entry is (tag << id_bits | id + 1); the tag is the top of the hash and spares most looks at a wrong
 * state.
 */
enum {
    FIRST_TABLE = 1 << 12,
    REHASH_BLOCK = 64,
    HUGE_PAGE = 2 << 20,
    UNIT_BITS = 20, /* of a place within a piece */
    START_BITS = 19,
    UNIT_PIECES = 1 << (32 - UNIT_BITS),
    START_PIECES = 1 << (32 - START_BITS),
    SLACK_UNITS = 2 * (STORE_MAX_COLUMNS + 1),
};

struct store {
    uint16_t *units[UNIT_PIECES];
    uint32_t *starts[START_PIECES];
    size_t unit_count;
    uint32_t count, limit;
    uint32_t *table;
    size_t mask;
    unsigned id_bits;
    uint64_t factors[STORE_MAX_COLUMNS + 1];
};

static void set_factors(store_t *store)
{
    uint64_t seed = 0;
    for (size_t i = 0; i <= STORE_MAX_COLUMNS; i++) { /* splitmix64 */
        uint64_t mixed = seed += UINT64_C(0x9E3779B97F4A7C15);
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
        store->factors[i] = (mixed ^ mixed >> 31) | 1;
    }
}

/* Memory that is filled from its beginning. All but the first piece of a kind will be full soon and come in
 * large pages; of the first one a small search touches what it needs. */
static void *new_piece(size_t bytes, bool first)
{
    if (first) {
        return calloc(1, bytes); /* the kernel gives it page by page */
    }
    void *piece = aligned_alloc(HUGE_PAGE, (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
    if (piece) {
        madvise(piece, bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
    }
    return piece;
}

static uint32_t *start_at(const store_t *store, uint32_t id)
{
    return &store->starts[id >> START_BITS][id & ((1 << START_BITS) - 1)];
}

static uint16_t *unit_at(const store_t *store, uint32_t place)
{
    return &store->units[place >> UNIT_BITS][place & ((1 << UNIT_BITS) - 1)];
}

/* Room for one more state behind the last. */
static bool reserve(store_t *store)
{
    size_t units = store->unit_count >> UNIT_BITS, starts = ((size_t)store->count + 1) >> START_BITS;
    if (units >= UNIT_PIECES || store->count >= store->limit) {
        return false;
    }
    if (!store->units[units]) {
        store->units[units] = new_piece(((1 << UNIT_BITS) + SLACK_UNITS) * sizeof(uint16_t), units == 0);
    }
    if (!store->starts[starts]) {
        store->starts[starts] = new_piece(sizeof(uint32_t) << START_BITS, starts == 0);
    }
    return store->units[units] && store->starts[starts];
}

store_t *store_new(uint64_t limit)
{
    store_t *store = calloc(1, sizeof *store);
    if (!store) {
        return NULL;
    }
    set_factors(store);
    store->limit = limit < STORE_NONE - 2 ? (uint32_t)limit : STORE_NONE - 2;
    store->mask = FIRST_TABLE - 1;
    store->id_bits = 13;
    store->table = calloc(FIRST_TABLE, sizeof *store->table);
    if (!store->table || !reserve(store)) {
        store_free(store);
        return NULL;
    }
    *start_at(store, 0) = 0;
    return store;
}

void store_free(store_t *store)
{
    if (!store) {
        return;
    }
    for (size_t i = 0; i < UNIT_PIECES && store->units[i]; i++) {
        free(store->units[i]);
    }
    for (size_t i = 0; i < START_PIECES && store->starts[i]; i++) {
        free(store->starts[i]);
    }
    free(store->table);
    free(store);
}

static size_t pack(const uint32_t *vector, size_t count, uint16_t *units)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = vector[i];
        if (number >= 0x8000) {
            units[used++] = (uint16_t)(0x8000 | number >> 16);
        }
        units[used++] = (uint16_t)number;
    }
    return used;
}

static size_t length_without_zeros(const uint32_t *vector, size_t count)
{
    while (count > 0 && vector[count - 1] == 0) {
        count--;
    }
    return count;
}

const uint64_t *store_factors(const store_t *store)
{
    return store->factors;
}

uint64_t store_hash(const store_t *store, const uint32_t *vector, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += vector[i] * store->factors[i];
    }
    return store_hash_of(sum);
}

void store_prefetch(const store_t *store, uint64_t hash)
{
    __builtin_prefetch(&store->table[hash & store->mask]);
}

static uint32_t id_mask_of(const store_t *store)
{
    return store->id_bits == 32 ? UINT32_MAX : (UINT32_C(1) << store->id_bits) - 1;
}

static uint32_t tag_of(const store_t *store, uint64_t hash)
{
    return store->id_bits == 32 ? 0 : (uint32_t)(hash >> (32 + store->id_bits)) << store->id_bits;
}

uint32_t store_candidate(const store_t *store, uint64_t hash)
{
    uint32_t id_mask = id_mask_of(store), tag = tag_of(store, hash);
    for (size_t at = hash & store->mask; store->table[at]; at = (at + 1) & store->mask) {
        if ((store->table[at] & ~id_mask) == tag) {
            uint32_t id = (store->table[at] & id_mask) - 1;
            __builtin_prefetch(start_at(store, id));
            return id;
        }
    }
    return STORE_NONE;
}

void store_prefetch_state(const store_t *store, uint32_t candidate)
{
    if (candidate != STORE_NONE) {
        __builtin_prefetch(unit_at(store, *start_at(store, candidate)));
    }
}

/* The table is read at random: with large pages the processor finds its way there without a miss of its own.
 */
static uint32_t *new_table(size_t count)
{
    size_t bytes = count * sizeof(uint32_t);
    if (bytes < HUGE_PAGE) {
        return calloc(count, sizeof(uint32_t));
    }
    uint32_t *table = aligned_alloc(HUGE_PAGE, bytes);
    if (table) {
        madvise(table, bytes, MADV_HUGEPAGE);
        memset(table, 0, bytes);
    }
    return table;
}

/* Puts states first … first + count into an empty place each of a new table, whose lines are fetched ahead.
 */
static void rehash(const store_t *store, uint32_t *table, size_t mask, unsigned id_bits, uint32_t first,
                   uint32_t count)
{
    uint64_t hashes[REHASH_BLOCK];
    uint32_t vector[STORE_MAX_COLUMNS];
    for (uint32_t i = 0; i < count; i++) {
        hashes[i] = store_hash(store, vector, store_get(store, first + i, vector));
        __builtin_prefetch(&table[hashes[i] & mask], 1);
    }
    for (uint32_t i = 0; i < count; i++) {
        size_t at = hashes[i] & mask;
        while (table[at]) {
            at = (at + 1) & mask;
        }
        uint32_t tag = id_bits == 32 ? 0 : (uint32_t)(hashes[i] >> (32 + id_bits)) << id_bits;
        table[at] = tag | (first + i + 1);
    }
}

static bool grow_table(store_t *store)
{
    size_t mask = store->mask * 2 + 1;
    uint32_t *table = new_table(mask + 1);
    if (!table) {
        return false;
    }
    unsigned id_bits = store->id_bits + 1 > 32 ? 32 : store->id_bits + 1;
    for (uint32_t id = 0; id < store->count; id += REHASH_BLOCK) {
        uint32_t left = store->count - id;
        rehash(store, table, mask, id_bits, id, left < REHASH_BLOCK ? left : REHASH_BLOCK);
    }
    free(store->table);
    store->table = table;
    store->mask = mask;
    store->id_bits = id_bits;
    return true;
}

static bool make_room(store_t *store)
{
    /* the table at most four fifths full */
    return reserve(store) && (((size_t)store->count + 1) * 5 <= (store->mask + 1) * 4 || grow_table(store));
}

static bool is_state(const store_t *store, uint32_t id, const uint16_t *units, size_t count)
{
    uint32_t start = *start_at(store, id);
    return *start_at(store, id + 1) - start == count &&
           memcmp(unit_at(store, start), units, count * sizeof *units) == 0;
}

uint32_t store_put(store_t *store, const uint32_t *vector, size_t count, uint64_t hash, bool *is_new)
{
    uint16_t units[2 * STORE_MAX_COLUMNS];
    size_t unit_count = pack(vector, length_without_zeros(vector, count), units);
    *is_new = false;
    for (;;) {
        uint32_t id_mask = id_mask_of(store), tag = tag_of(store, hash);
        size_t at = hash & store->mask;
        for (uint32_t entry; (entry = store->table[at]) != 0; at = (at + 1) & store->mask) {
            if ((entry & ~id_mask) == tag && is_state(store, (entry & id_mask) - 1, units, unit_count)) {
                return (entry & id_mask) - 1;
            }
        }
        size_t mask = store->mask;
        if (!make_room(store)) {
            return STORE_NONE;
        }
        if (mask != store->mask) {
            continue; /* the table has grown: look for the empty place again */
        }
        memcpy(unit_at(store, (uint32_t)store->unit_count), units, unit_count * sizeof *units);
        store->unit_count += unit_count;
        uint32_t id = store->count++;
        *start_at(store, id + 1) = (uint32_t)store->unit_count;
        store->table[at] = tag | (id + 1);
        *is_new = true;
        return id;
    }
}

size_t store_get(const store_t *store, uint32_t id, uint32_t *vector)
{
    uint32_t start = *start_at(store, id);
    const uint16_t *unit = unit_at(store, start), *end = unit + (*start_at(store, id + 1) - start);
    size_t count = 0;
    while (unit < end) {
        uint32_t number = *unit++;
        if (number & 0x8000) {
            number = (number & 0x7fff) << 16 | *unit++;
        }
        vector[count++] = number;
    }
    return count;
}

uint32_t store_count(const store_t *store)
{
    return store->count;
}

size_t store_memory_bytes(const store_t *store)
{
    /* What is reserved beyond the last state was hardly touched. */
    return store->unit_count * sizeof **store->units + store->count * sizeof **store->starts +
           (store->table ? (store->mask + 1) * sizeof *store->table : 0);
}

void store_seal(store_t *store)
{
    free(store->table);
    store->table = NULL;
}
