/*
 * The arena: the shared memory of objects and messages, one part of the world's mapping.
 *
 *     mp_arena_format (host, per session) → mp_arena_attach (each process, and a newborn again) → use as
 * mp_mem_t
 *
 * Blocks come in size classes. Each slot has a pool of free blocks by class, so that taking and giving a
 * block needs no lock; pools are filled from and spilled to a central store in batches, under a guard of its
 * own. Pools belong to the number of the slot, not to its occupant: who comes next goes on with them.
 *
 * Robust: while a guard is held every change is first copied to the undo record (guard.h), the heads of the
 * free lists too; a process that dies in the middle is rolled back by the zygote, and block and list are as
 * they were. A death between an allocation and the moment when the block is handed over costs that block
 * until the session ends.
 *
 * A part is kept back from objects and messages, for texts to be printed: a program that has filled the arena
 * can still say what it died of.
 *
 * Refs inside are never trusted by the host: it reads through mp_at_checked and copies.
 */
#ifndef LOCKSTEP_CORE_ARENA_H
#define LOCKSTEP_CORE_ARENA_H

#include <stdint.h>

#include "core/mem.h"
#include "core/object.h"

enum {
    MP_ARENA_CLASSES = 24, /* blocks of 32 to 98,304 bytes; the last list of a pool holds larger ones */
    MP_ARENA_BATCH = 64    /* blocks moved at once between a pool and the central store */
};

/* The arena as one process sees it; private memory. */
typedef struct {
    mp_mem_t mem;        /* first: what the pure functions take */
    unsigned char *undo; /* undo record of this process, MP_UNDO_BYTES; NULL for a reader */
    uint32_t who;        /* pool */
    bool last_words;     /* what is kept back may be used: see mp_text_new in live.h */
} mp_arena_t;

/* Makes an empty arena of `bytes` at `base` (aligned to 64, zeroed or used before). Nobody else uses it. */
mp_status_t mp_arena_format(void *base, uint64_t bytes);

/* Fills `arena` for slot `who` with that undo record. `undo` NULL: for reading only. */
void mp_arena_attach(mp_arena_t *arena, void *base, uint64_t bytes, uint32_t who, unsigned char *undo);

/* Makes an object as mp_object_create does, fetching memory for it if need be. Private: no guard is held. */
mp_status_t mp_arena_create(mp_arena_t *arena, const mp_create_t *create, uint32_t *ref);

/* Links a created object into the lists that mp_arena_first and mp_arena_first_shared walk; never unlinked
 * within a session. */
void mp_arena_publish(mp_arena_t *arena, uint32_t object);

/* Newest object, 0 if none; go on by mp_object(...)->next. Bound your walk: mp_arena_objects. */
uint32_t mp_arena_first(const mp_mem_t *mem);
uint32_t mp_arena_objects(const mp_mem_t *mem);

/* The same without processes, of which a session may have had many: go on by next_shared. */
uint32_t mp_arena_first_shared(const mp_mem_t *mem);

/* Bytes in use by blocks ever carved, of how many. */
uint64_t mp_arena_used(const mp_mem_t *mem);

/* Makes sure that the pool of this process has blocks for one operation, one of them of `bytes` (0: none), so
 * that none has to be fetched while an object's guard is held. MP_ERR_MEMORY if not. */
mp_status_t mp_arena_reserve(mp_arena_t *arena, uint32_t bytes);

/* The pool has what a put or a get may need, and is not due for a visit to the central store. */
bool mp_arena_is_ready(const mp_arena_t *arena);

/* Takes the central store's guard over from `dead`, after its undo record was rolled back; by the zygote. */
void mp_arena_bury(mp_arena_t *arena, uint32_t dead);

#endif
