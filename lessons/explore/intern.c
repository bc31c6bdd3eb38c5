#include "lessons/explore/intern.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL /* most keys are a few bytes long */
#include <xxhash.h>

/* Strings lie in chunks that never move, so intern_get's pointers stay valid. */
enum { FIRST_CHUNK_BYTES = 16 << 10, CHUNK_BYTES = 1 << 20 };

typedef struct chunk {
    struct chunk *next;
    size_t used, room;
    uint8_t bytes[];
} chunk_t;

typedef struct entry {
    const uint8_t *bytes;
    size_t size;
    uint64_t hash;
} entry_t;

struct intern {
    chunk_t *chunks;
    entry_t *entries; /* entries[id - 1] */
    uint32_t count, room;
    uint32_t *table; /* ids, 0 empty; linear probing; mask + 1 is a power of two, at most half full */
    uint32_t mask;
    size_t memory_bytes;
};

intern_t *intern_new(void)
{
    intern_t *intern = calloc(1, sizeof *intern);
    if (!intern) {
        return NULL;
    }
    intern->mask = 1023;
    intern->table = calloc(intern->mask + 1, sizeof *intern->table);
    if (!intern->table) {
        free(intern);
        return NULL;
    }
    return intern;
}

void intern_free(intern_t *intern)
{
    if (!intern) {
        return;
    }
    for (chunk_t *chunk = intern->chunks; chunk;) {
        chunk_t *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(intern->entries);
    free(intern->table);
    free(intern);
}

static uint8_t *store_bytes(intern_t *intern, const void *bytes, size_t size)
{
    chunk_t *chunk = intern->chunks;
    if (!chunk || chunk->room - chunk->used < size) {
        /* Chunks grow with what is there, so a small search stays small. */
        size_t room = chunk ? chunk->room * 2 : FIRST_CHUNK_BYTES;
        room = room > CHUNK_BYTES ? CHUNK_BYTES : room;
        room = size > room ? size : room;
        chunk = malloc(sizeof *chunk + room);
        if (!chunk) {
            return NULL;
        }
        *chunk = (chunk_t){.next = intern->chunks, .used = 0, .room = room};
        intern->chunks = chunk;
        intern->memory_bytes += sizeof *chunk + room;
    }
    uint8_t *place = chunk->bytes + chunk->used;
    if (size > 0) {
        memcpy(place, bytes, size);
    }
    /* Keep every string aligned for whoever reads words out of it. */
    size_t taken = (size + 7) & ~(size_t)7;
    chunk->used = chunk->room - chunk->used < taken ? chunk->room : chunk->used + taken;
    return place;
}

static bool grow_table(intern_t *intern)
{
    uint32_t mask = intern->mask * 2 + 1;
    uint32_t *table = calloc((size_t)mask + 1, sizeof *table);
    if (!table) {
        return false;
    }
    for (uint32_t id = 1; id <= intern->count; id++) {
        uint32_t at = (uint32_t)intern->entries[id - 1].hash & mask;
        while (table[at]) {
            at = (at + 1) & mask;
        }
        table[at] = id;
    }
    free(intern->table);
    intern->table = table;
    intern->mask = mask;
    return true;
}

static bool make_room(intern_t *intern)
{
    if (intern->count == intern->room) {
        uint32_t room = intern->room ? intern->room * 2 : 256;
        entry_t *entries = realloc(intern->entries, room * sizeof *entries);
        if (!entries) {
            return false;
        }
        intern->entries = entries;
        intern->room = room;
    }
    return (intern->count + 1) * 2 <= intern->mask || grow_table(intern);
}

uint32_t intern_put(intern_t *intern, const void *bytes, size_t size, bool *is_new)
{
    uint64_t hash = XXH3_64bits(bytes, size);
    uint32_t at = (uint32_t)hash & intern->mask;
    for (uint32_t id; (id = intern->table[at]) != 0; at = (at + 1) & intern->mask) {
        const entry_t *entry = &intern->entries[id - 1];
        if (entry->hash == hash && entry->size == size && memcmp(entry->bytes, bytes, size) == 0) {
            if (is_new) {
                *is_new = false;
            }
            return id;
        }
    }
    if (!make_room(intern)) {
        return 0;
    }
    uint8_t *place = store_bytes(intern, bytes, size);
    if (!place) {
        return 0;
    }
    intern->entries[intern->count++] = (entry_t){.bytes = place, .size = size, .hash = hash};
    at = (uint32_t)hash & intern->mask;
    while (intern->table[at]) {
        at = (at + 1) & intern->mask;
    }
    intern->table[at] = intern->count;
    if (is_new) {
        *is_new = true;
    }
    return intern->count;
}

const uint8_t *intern_get(const intern_t *intern, uint32_t id, size_t *size)
{
    if (size) {
        *size = intern->entries[id - 1].size;
    }
    return intern->entries[id - 1].bytes;
}

uint32_t intern_count(const intern_t *intern)
{
    return intern->count;
}

size_t intern_memory_bytes(const intern_t *intern)
{
    return intern->memory_bytes + intern->room * sizeof *intern->entries +
           ((size_t)intern->mask + 1) * sizeof *intern->table;
}
