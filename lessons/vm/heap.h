/*
 * The heap of one process of the lesson language: one relocatable block; objects are named by offset.
 *
 *   0        static_top              stack                     spaces
 *   |  static prefix  |  …room…  |  frames, registers  |  space 0  |  space 1  |
 *
 * The static prefix is filled while a program is loaded and immutable afterwards: the same bytes in every
 * process of the program. Private objects are bump-allocated in one of the two spaces; collecting copies the
 * living into the other. Nothing is collected inside heap_alloc: only at the machine's safe points
 * (collect.h). So a pointer, and a value in a C variable, is good until the native or the instruction that
 * holds it is over.
 *
 * The block is reserved without memory behind it; pages come as they are touched. When live data passes the
 * memory limit the machine raises MemoryError. heap_alloc itself always succeeds for small requests until the
 * space is used up; then it leaves by vm_out_of_memory (a long jump to the machine, which raises
 * MemoryError), so natives must not hold C resources across an allocation. Ask heap_room before you build
 * something large.
 */
#ifndef LESSONS_VM_HEAP_H
#define LESSONS_VM_HEAP_H

#include <assert.h>

#include "lessons/vm/object.h"

typedef struct heap {
    uint8_t *base;
    uint64_t reserved_bytes; /* of the whole block */
    ref_t static_top;        /* next free byte of the prefix */
    ref_t static_end;        /* where its room ends */
    ref_t stack_start, stack_end;
    ref_t space_start[2];
    uint32_t space_bytes; /* of each */
    uint32_t space;       /* the one in use */
    ref_t top;            /* next free byte */
    ref_t end;            /* of the space in use */
    ref_t collect_at;     /* a safe point collects when top is beyond */
    uint32_t limit_bytes; /* live data beyond this is a MemoryError */
    bool loading;         /* allocate in the static prefix */
} heap_t;

/* Between two collections at least so much is allocated. */
#define HEAP_NURSERY_BYTES (4u << 20)

struct vm;

/* false: the address space is refused. limit_bytes: of live private data, 0 for the default of 512 MiB. */
bool heap_init(heap_t *heap, uint32_t limit_bytes);
void heap_destroy(heap_t *heap);

/* Forgets all private objects. */
void heap_reset(heap_t *heap);

/* Bytes of private objects, dead ones included. */
uint32_t heap_used(const heap_t *heap);

/* Whether `bytes` more are within the limit: before building something large. On false raise MemoryError. */
bool heap_room(const struct vm *vm, uint64_t bytes);

/* A new object: header filled, the rest zero. size_bytes is rounded up to 8. */
void *heap_alloc(struct vm *vm, kind_t kind, uint64_t size_bytes);

/* As heap_alloc, but only the header is filled: the caller writes every byte of the rest before the next safe
 * point. It is heap_alloc_raw in vm.h. */
void *heap_alloc_slow(struct vm *vm, kind_t kind, uint64_t size_bytes); /* size rounded */

/* Does not return: the machine raises MemoryError. */
_Noreturn void vm_out_of_memory(struct vm *vm);

static inline void *heap_at(const heap_t *heap, ref_t ref)
{
    return heap->base + ref;
}

static inline ref_t heap_ref(const heap_t *heap, const void *object)
{
    return (ref_t)((const uint8_t *)object - heap->base);
}

static inline bool heap_is_static(const heap_t *heap, ref_t ref)
{
    return ref < heap->static_end;
}

#endif
