/*
 * Where mp_pickle_save.c writes to: bytes, frames, and the memo that knows which value was written as which number.
 *
 * A small message fits into the writer itself, and so does a small memo, whose numbers are the places of its keys;
 * what is larger is allocated, never in the machine's heap. Running out of memory is noted in no_memory, and what
 * follows has no effect.
 *
 *     writer_begin(&writer, vm)   opens the first frame
 *     writer_end(&writer)         closes the last one
 *     writer_free(&writer)        frees what was allocated, the bytes too
 */
#ifndef LESSONS_VM_MP_PICKLE_WRITER_H
#define LESSONS_VM_MP_PICKLE_WRITER_H

#include "lessons/vm/mp_pickle_codes.h"
#include "lessons/vm/vm.h"

enum { WRITER_FIRST_BYTES = 256, WRITER_FIRST_KEYS = 16 };

typedef struct memo_slot {
    value_t key; /* 0: empty */
    uint32_t number;
} memo_slot_t;

typedef struct writer {
    vm_t *vm;
    uint8_t *bytes; /* `first`, or malloc'ed */
    size_t size, room;
    size_t frame;      /* where the present frame's contents begin */
    memo_slot_t *memo; /* hash table over all keys once there are more than `keys` holds */
    uint32_t memo_count, memo_mask;
    int depth;
    bool no_memory;
    value_t keys[WRITER_FIRST_KEYS];
    uint8_t first[WRITER_FIRST_BYTES];
} writer_t;

void writer_begin(writer_t *writer, vm_t *vm);
void writer_end(writer_t *writer);
void writer_free(writer_t *writer);

bool writer_make_room(writer_t *writer, size_t size);
bool writer_find_in_table(const writer_t *writer, value_t key, uint32_t *number);
void writer_add_to_table(writer_t *writer, value_t key);
void open_frame(writer_t *writer);
void close_frame(writer_t *writer);

static inline void put_bytes(writer_t *writer, const void *bytes, size_t size)
{
    if (__builtin_expect(size > writer->room - writer->size, 0) && !writer_make_room(writer, size))
        return;
    if (size > 0)
        memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static inline void put(writer_t *writer, int code)
{
    uint8_t byte = (uint8_t)code;
    put_bytes(writer, &byte, 1);
}

static inline void put_u32(writer_t *writer, uint32_t number)
{
    put_bytes(writer, &number, sizeof number);
}

/* Whether a value was written before, and as which number. */
static inline bool memo_find(const writer_t *writer, value_t key, uint32_t *number)
{
    if (writer->memo)
        return writer_find_in_table(writer, key, number);
    for (uint32_t i = 0; i < writer->memo_count; i++)
        if (writer->keys[i] == key) {
            *number = i;
            return true;
        }
    return false;
}

static inline void memoize(writer_t *writer, value_t key)
{
    put(writer, PICKLE_MEMOIZE);
    if (writer->memo_count < WRITER_FIRST_KEYS)
        writer->keys[writer->memo_count++] = key;
    else
        writer_add_to_table(writer, key);
}

#endif
