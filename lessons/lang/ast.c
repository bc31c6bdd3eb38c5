#include "lessons/lang/ast.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/utf8.h"

enum { CHUNK_SIZE = 64 * 1024, FIRST_TABLE_SIZE = 256 };

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(16) char bytes[];
} chunk_t;

typedef struct interned {
    const char *bytes;
    size_t size;
    uint64_t hash;
} interned_t;

typedef struct memory {
    chunk_t *chunks; /* the first is the one being filled */
    size_t total;
    interned_t *table; /* open addressing, a power of two in size */
    size_t table_size, table_count;
} memory_t;

static chunk_t *memory_grow(memory_t *memory, size_t size)
{
    size_t room = size > CHUNK_SIZE / 4 ? size : CHUNK_SIZE;
    chunk_t *chunk = malloc(sizeof *chunk + room);
    if (!chunk)
        return NULL;
    *chunk = (chunk_t){.size = room};
    if (room > CHUNK_SIZE && memory->chunks) { /* a large piece does not end the chunk being filled */
        chunk->next = memory->chunks->next;
        memory->chunks->next = chunk;
    } else {
        chunk->next = memory->chunks;
        memory->chunks = chunk;
    }
    memory->total += sizeof *chunk + room;
    return chunk;
}

void *ast_alloc(ast_t *ast, size_t size)
{
    memory_t *memory = ast->memory;
    size = (size + 15) & ~(size_t)15;
    chunk_t *chunk = memory->chunks;
    if (!chunk || chunk->size - chunk->used < size)
        chunk = memory_grow(memory, size);
    if (!chunk)
        return NULL;
    void *piece = chunk->bytes + chunk->used;
    chunk->used += size;
    return memset(piece, 0, size);
}

ast_t *ast_new(const char *file)
{
    ast_t *ast = calloc(1, sizeof *ast);
    if (!ast)
        return NULL;
    ast->memory = calloc(1, sizeof(memory_t));
    if (ast->memory)
        ast->file = ast_intern(ast, file, strlen(file));
    if (ast->file)
        return ast;
    ast_free(ast);
    return NULL;
}

void ast_free(ast_t *ast)
{
    if (!ast)
        return;
    memory_t *memory = ast->memory;
    if (memory) {
        while (memory->chunks) {
            chunk_t *next = memory->chunks->next;
            free(memory->chunks);
            memory->chunks = next;
        }
        free(memory->table);
        free(memory);
    }
    free(ast);
}

size_t ast_memory(const ast_t *ast)
{
    const memory_t *memory = ast->memory;
    return sizeof *ast + sizeof *memory + memory->total + memory->table_size * sizeof(interned_t);
}

static interned_t *table_find(memory_t *memory, const char *bytes, size_t size, uint64_t hash)
{
    size_t mask = memory->table_size - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        interned_t *entry = &memory->table[i];
        if (!entry->bytes ||
            (entry->hash == hash && entry->size == size && memcmp(entry->bytes, bytes, size) == 0))
            return entry;
    }
}

static bool table_grow(memory_t *memory)
{
    size_t size = memory->table_size ? memory->table_size * 2 : FIRST_TABLE_SIZE;
    interned_t *old = memory->table;
    size_t old_size = memory->table_size;
    interned_t *table = calloc(size, sizeof *table);
    if (!table)
        return false;
    memory->table = table;
    memory->table_size = size;
    for (size_t i = 0; i < old_size; i++)
        if (old[i].bytes)
            *table_find(memory, old[i].bytes, old[i].size, old[i].hash) = old[i];
    free(old);
    return true;
}

const char *ast_intern(ast_t *ast, const char *bytes, size_t size)
{
    memory_t *memory = ast->memory;
    if (memory->table_count * 2 >= memory->table_size && !table_grow(memory))
        return NULL;
    uint64_t hash = utf8_hash(bytes, size);
    interned_t *entry = table_find(memory, bytes, size, hash);
    if (!entry->bytes) {
        char *copy = ast_alloc(ast, size + 1);
        if (!copy)
            return NULL;
        memcpy(copy, bytes, size);
        *entry = (interned_t){copy, size, hash};
        memory->table_count++;
    }
    return entry->bytes;
}
