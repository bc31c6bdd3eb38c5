#include "core/mem.h"

#include <string.h>

/*
 * Scratch blocks: 8 bytes of header (the class), then the payload. Class c holds 16 << (c / 2) bytes, or half
 * as much again for odd c. A free block keeps the ref of the next one in its first 4 bytes.
 */
typedef struct {
    uint32_t class;
    uint32_t bytes; /* of a message */
} scratch_block_t;

static uint32_t class_bytes(uint32_t class)
{
    uint32_t base = (uint32_t)16 << (class / 2);
    return class % 2 ? base + base / 2 : base;
}

static uint32_t class_for(uint32_t bytes)
{
    uint32_t class = 0;
    while (class < MP_SCRATCH_CLASSES && class_bytes(class) < bytes)
        class ++;
    return class;
}

static uint32_t scratch_alloc(mp_mem_t *mem, uint32_t bytes)
{
    mp_scratch_t *scratch = (mp_scratch_t *)mem;
    uint32_t class = class_for(bytes);
    if (class == MP_SCRATCH_CLASSES)
        return 0;
    uint32_t ref = scratch->free[class];
    if (ref) {
        memcpy(&scratch->free[class], mem->base + ref, sizeof ref);
        return ref;
    }
    uint32_t need = (uint32_t)sizeof(scratch_block_t) + class_bytes(class);
    if (need > mem->size - scratch->next)
        return 0;
    scratch_block_t *block = (scratch_block_t *)(mem->base + scratch->next);
    block->class = class;
    ref = scratch->next + (uint32_t)sizeof *block;
    scratch->next += need;
    return ref;
}

static scratch_block_t *block_of(const mp_mem_t *mem, uint32_t ref)
{
    return (scratch_block_t *)(mem->base + ref) - 1;
}

static void scratch_release(mp_mem_t *mem, uint32_t ref)
{
    mp_scratch_t *scratch = (mp_scratch_t *)mem;
    if (!ref)
        return;
    uint32_t class = block_of(mem, ref)->class;
    memcpy(mem->base + ref, &scratch->free[class], sizeof ref);
    scratch->free[class] = ref;
}

static uint32_t scratch_message_new(mp_mem_t *mem, const void *bytes, uint32_t size)
{
    uint32_t ref = scratch_alloc(mem, size);
    if (ref) {
        block_of(mem, ref)->bytes = size;
        memcpy(mem->base + ref, bytes, size);
    }
    return ref;
}

static const void *scratch_message_bytes(const mp_mem_t *mem, uint32_t message, uint32_t *size)
{
    if (!mp_at_checked(mem, message, 0))
        return NULL;
    *size = block_of(mem, message)->bytes;
    return mem->base + message;
}

void mp_scratch_init(mp_scratch_t *scratch, void *buffer, uint32_t size)
{
    scratch->mem = (mp_mem_t){
        .base = buffer,
        .size = size,
        .alloc = scratch_alloc,
        .release = scratch_release,
        .message_new = scratch_message_new,
        .message_bytes = scratch_message_bytes,
        .message_drop = scratch_release,
    };
    mp_scratch_reset(scratch);
}

void mp_scratch_reset(mp_scratch_t *scratch)
{
    scratch->next = 8; /* so that no block has ref 0 */
    memset(scratch->free, 0, sizeof scratch->free);
}
