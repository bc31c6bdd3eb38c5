/*
 * The set of states: short vectors of numbers, packed, each with a number of its own.
 *
 * A state is a vector of up to STORE_MAX_COLUMNS numbers below 2^31; trailing zeros do not count, so a vector
 * may grow columns during a search and the old states stay what they were. A number below 2^15 takes two
 * bytes, others four. States are numbered from 0 in the order in which they came, so a breadth-first search
 * needs no queue.
 *
 * The lookup is split in two (store_hash, store_put) so that the caller can fetch the table's cache line
 * ahead: hash = store_hash(store, v, n); store_prefetch(store, hash); …other work…; id = store_put(store, v,
 * n, hash, &is_new);
 *
 * A hash is made from a sum of products, one for each column (store_factors), so who knows the sum of a
 * vector has that of one that differs in a few columns at once: store_hash_of(sum).
 *
 * States never move in memory: one thread may read those that it knows of (store_get) while another puts new
 * ones.
 */
#ifndef LESSONS_EXPLORE_STORE_H
#define LESSONS_EXPLORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_MAX_COLUMNS 1024
#define STORE_NONE        UINT32_MAX

typedef struct store store_t;

store_t *store_new(uint64_t limit); /* the most states that it takes. NULL: out of memory */
void store_free(store_t *store);

/* STORE_MAX_COLUMNS + 1 of them. The sum of a vector is that of number × factor over its columns. */
const uint64_t *store_factors(const store_t *store);

static inline uint64_t store_hash_of(uint64_t sum)
{
    sum = (sum ^ sum >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return sum ^ sum >> 32;
}

uint64_t store_hash(const store_t *store, const uint32_t *vector, size_t count);
void store_prefetch(const store_t *store, uint64_t hash);
/* The state that the table names first, STORE_NONE if none; its place is fetched. */
uint32_t store_candidate(const store_t *store, uint64_t hash);
void store_prefetch_state(const store_t *store, uint32_t candidate);

/* The number of the state, new or known; STORE_NONE: it is new and there is no room, by the limit or out of
 * memory (nothing changed). */
uint32_t store_put(store_t *store, const uint32_t *vector, size_t count, uint64_t hash, bool *is_new);

/* Unpacks state `id` into vector (room for STORE_MAX_COLUMNS); returns its length without trailing zeros. */
size_t store_get(const store_t *store, uint32_t id, uint32_t *vector);

uint32_t store_count(const store_t *store);
size_t store_memory_bytes(const store_t *store);

/* Gives back the lookup table when nothing will be put any more. */
void store_seal(store_t *store);

#endif
