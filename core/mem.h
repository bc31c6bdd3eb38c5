/*
 * The memory that the pure functions work on: a base address, offsets of 32 bits from it, and where to get
 * more.
 *
 * The same state machines run on the live arena (core/arena.h: shared, robust) and on a scratch memory of the
 * search (mp_scratch_t below: private, fast, reset between states). An offset is called a ref; 0 is none.
 *
 * Write-ahead: before a state machine changes bytes it calls mp_touch on them. The live memory copies them to
 * the undo record of the process; the scratch memory has no `touch` and pays one branch.
 *
 * Messages are handles. The state machines never look inside (raw pipes do, through `bytes`): the arena keeps
 * blocks, the search may keep interned numbers of its own.
 */
#ifndef LOCKSTEP_CORE_MEM_H
#define LOCKSTEP_CORE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mp_mem mp_mem_t;

struct mp_mem {
    unsigned char *base;
    uint32_t size; /* bytes from base that may be read or written */

    /* A block of at least `bytes`, aligned to 8, contents undefined; 0 when exhausted. */
    uint32_t (*alloc)(mp_mem_t *mem, uint32_t bytes);
    /* Gives a block back. 0 is ignored. */
    void (*release)(mp_mem_t *mem, uint32_t ref);
    /* Copies the bytes before they are changed; NULL: not needed. */
    void (*touch)(mp_mem_t *mem, uint32_t ref, uint32_t bytes);

    /* A message with a copy of these bytes; 0 when exhausted. */
    uint32_t (*message_new)(mp_mem_t *mem, const void *bytes, uint32_t size);
    /* The bytes of a message, valid until it is dropped; NULL if it is none. */
    const void *(*message_bytes)(const mp_mem_t *mem, uint32_t message, uint32_t *size);
    /* The message is used no more. 0 is ignored. */
    void (*message_drop)(mp_mem_t *mem, uint32_t message);

    void *context; /* of the functions above */
};

static inline void *mp_at(const mp_mem_t *mem, uint32_t ref)
{
    return mem->base + ref;
}

/* NULL unless `bytes` bytes at `ref` lie inside and ref is a multiple of 8. For refs that are not trusted. */
static inline void *mp_at_checked(const mp_mem_t *mem, uint32_t ref, uint32_t bytes)
{
    bool inside = ref != 0 && ref % 8 == 0 && bytes <= mem->size && ref <= mem->size - bytes;
    return inside ? mem->base + ref : NULL;
}

static inline void mp_touch(mp_mem_t *mem, const void *what, size_t bytes)
{
    if (mem->touch)
        mem->touch(mem, (uint32_t)((const unsigned char *)what - mem->base), (uint32_t)bytes);
}

/*
 * A scratch memory over the caller's buffer: free lists by size, no system calls, one thread.
 * Messages: `message_new` makes blocks in the scratch; a search that interns sets the three message functions
 * and `context` of `mem` to its own after mp_scratch_init (alloc, release and reset do not use `context`).
 */
enum { MP_SCRATCH_CLASSES = 32 };

typedef struct {
    mp_mem_t mem; /* first: a mp_mem_t* is the scratch */
    uint32_t next;
    uint32_t free[MP_SCRATCH_CLASSES];
} mp_scratch_t;

/* `buffer` is aligned to 8 and stays the caller's; at most 4 GiB. */
void mp_scratch_init(mp_scratch_t *scratch, void *buffer, uint32_t size);

/* Forgets every block. */
void mp_scratch_reset(mp_scratch_t *scratch);

#endif
