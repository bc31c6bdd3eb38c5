/*
 * A table from a key of four numbers to one number: what the search remembers of work done before.
 *
 * Keys are compared whole. Entries are never removed. The value 0 means "not there", so store numbers from 1.
 */
#ifndef LESSONS_EXPLORE_MEMO_H
#define LESSONS_EXPLORE_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct memo_key {
    uint32_t a, b, c, d;
} memo_key_t;

typedef struct memo_entry {
    memo_key_t key;
    uint32_t value;
} memo_entry_t;

typedef struct memo {
    memo_entry_t *entries;
    size_t mask, count;
} memo_t;

bool memo_init(memo_t *memo); /* false: out of memory */
void memo_destroy(memo_t *memo);

/* Adds a key that is not there. false: out of memory, nothing changed. */
bool memo_put(memo_t *memo, memo_key_t key, uint32_t value);

static inline size_t memo_memory_bytes(const memo_t *memo)
{
    return (memo->mask + 1) * sizeof *memo->entries;
}

static inline size_t memo_place(memo_key_t key)
{
    uint64_t low = key.a | (uint64_t)key.b << 32, high = key.c | (uint64_t)key.d << 32;
    uint64_t mixed = (low ^ (high * UINT64_C(0x9E3779B97F4A7C15))) * UINT64_C(0xD6E8FEB86659FD93);
    return (size_t)(mixed ^ mixed >> 32);
}

static inline uint32_t memo_get(const memo_t *memo, memo_key_t key)
{
    for (size_t at = memo_place(key) & memo->mask;; at = (at + 1) & memo->mask) {
        const memo_entry_t *entry = &memo->entries[at];
        if (entry->value == 0) {
            return 0;
        }
        if (entry->key.a == key.a && entry->key.b == key.b && entry->key.c == key.c &&
            entry->key.d == key.d) {
            return entry->value;
        }
    }
}

#endif
