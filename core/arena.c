#include "core/arena.h"

#include <string.h>

#include "core/guard.h"
#include "core/slot.h"

enum {
    MAGIC = 0x6c736172,
    POOLS = MP_SLOTS + 1, /* one per slot, and the zygote's */
    LISTS = MP_ARENA_CLASSES + 1,
    LARGE = MP_ARENA_CLASSES, /* list of blocks beyond the last class */
    LINE = 64,
    KEPT_PART = 16,       /* this part of the arena is kept back for last words, */
    KEPT_MOST = 256 << 10 /* or this much */
};

/* In front of each block. `link` and `batch` mean something only while it is free. */
typedef struct {
    uint32_t link;  /* next free block of the list */
    uint32_t batch; /* next batch of the central store */
    uint32_t class;
    uint32_t bytes; /* of a message; capacity of a LARGE block */
} block_t;

typedef struct {
    uint32_t head;
    uint32_t count;
} pool_t;

/* At the start of the arena. */
typedef struct {
    mp_object_t central; /* only its guard: protects `next` and `batches` */
    uint32_t magic;
    uint32_t size;
    uint32_t next;  /* everything behind was never a block */
    uint32_t large; /* free LARGE blocks */
    uint32_t batches[MP_ARENA_CLASSES];
    uint32_t first_object; /* compare-and-swap */
    uint32_t first_shared; /* compare-and-swap */
    uint32_t objects;      /* atomic */
    pool_t pools[POOLS][LISTS];
} header_t;

static header_t *header_of(const mp_mem_t *mem)
{
    return (header_t *)mem->base;
}

static block_t *block_of(const mp_mem_t *mem, uint32_t ref)
{
    return (block_t *)(mem->base + ref) - 1;
}

static pool_t *pool_of(const mp_arena_t *arena, uint32_t class)
{
    return &header_of(&arena->mem)->pools[arena->who][class];
}

/* Bytes of a block of this class, with its header: 32, 48, 64, 96, 128, 192… From 128 on multiples of 64. */
static uint32_t class_bytes(uint32_t class)
{
    uint32_t base = (uint32_t)32 << (class / 2);
    return class % 2 ? base + base / 2 : base;
}

/* The smallest class that has room for the payload; LARGE if none has. */
static uint32_t class_for(uint32_t bytes)
{
    uint32_t need = bytes + (uint32_t)sizeof(block_t);
    if (need <= 32)
        return 0;
    uint32_t power = 31 - (uint32_t)__builtin_clz(need - 1); /* 2^power < need <= 2^(power+1) */
    uint32_t class = (power - 5) * 2;
    class += need > class_bytes(class + 1) ? 2 : 1;
    return class < MP_ARENA_CLASSES ? class : LARGE;
}

/* --- Central store. All of it under its guard, with the process's own undo record. --- */

static void central_take(mp_arena_t *arena)
{
    mp_guard_take(&header_of(&arena->mem)->central, arena->who, -1);
}

static void central_drop(mp_arena_t *arena)
{
    mp_guard_commit(arena);
    mp_guard_drop(&header_of(&arena->mem)->central);
}

static void touch(mp_arena_t *arena, const void *what, uint32_t bytes)
{
    mp_touch(&arena->mem, what, bytes);
}

static uint32_t carve_end(const mp_arena_t *arena)
{
    uint32_t size = header_of(&arena->mem)->size;
    uint32_t kept = size / KEPT_PART < KEPT_MOST ? size / KEPT_PART : KEPT_MOST;
    return arena->last_words ? size : size - kept;
}

/* Room for `bytes` that was never used; the payload of a block of 128 bytes and more begins a cache line. */
static uint32_t carve(mp_arena_t *arena, uint32_t bytes)
{
    header_t *header = header_of(&arena->mem);
    uint32_t at = header->next;
    uint32_t payload = at + (uint32_t)sizeof(block_t);
    if (bytes >= 2 * LINE)
        at += (LINE - payload % LINE) % LINE;
    uint32_t end = carve_end(arena);
    if (bytes > end || at > end - bytes)
        return 0;
    touch(arena, &header->next, sizeof header->next);
    header->next = at + bytes;
    return at + (uint32_t)sizeof(block_t);
}

/* A chain of fresh blocks: as many as a batch, fewer of the big classes. Returns its head, *count how many.
 */
static uint32_t carve_batch(mp_arena_t *arena, uint32_t class, uint32_t *count)
{
    enum { BATCH_BYTES = 16384 };
    uint32_t bytes = class_bytes(class);
    uint32_t most = arena->last_words ? 1 : MP_ARENA_BATCH;
    uint32_t wanted = BATCH_BYTES / bytes < most ? BATCH_BYTES / bytes : most;
    uint32_t head = 0;
    *count = 0;
    do {
        uint32_t ref = carve(arena, bytes);
        if (!ref)
            break;
        *block_of(&arena->mem, ref) = (block_t){.link = head, .class = class};
        head = ref;
    } while (++*count < wanted);
    return head;
}

static bool refill(mp_arena_t *arena, uint32_t class)
{
    header_t *header = header_of(&arena->mem);
    pool_t *pool = pool_of(arena, class);
    central_take(arena);
    touch(arena, pool, sizeof *pool);
    touch(arena, &header->batches[class], sizeof header->batches[class]);
    uint32_t head = header->batches[class];
    uint32_t count = MP_ARENA_BATCH;
    if (head)
        header->batches[class] = block_of(&arena->mem, head)->batch;
    else
        head = carve_batch(arena, class, &count);
    if (head) {
        pool->head = head;
        pool->count = count;
    }
    central_drop(arena);
    return head != 0;
}

/* Gives the first MP_ARENA_BATCH blocks of a pool that has more to the central store. */
static void spill(mp_arena_t *arena, uint32_t class)
{
    header_t *header = header_of(&arena->mem);
    pool_t *pool = pool_of(arena, class);
    uint32_t head = pool->head;
    uint32_t last = head;
    for (uint32_t i = 1; i < MP_ARENA_BATCH; i++)
        last = block_of(&arena->mem, last)->link;
    block_t *end = block_of(&arena->mem, last);
    central_take(arena);
    touch(arena, pool, sizeof *pool);
    touch(arena, &header->batches[class], sizeof header->batches[class]);
    touch(arena, &end->link, sizeof end->link);
    block_of(&arena->mem, head)->batch = header->batches[class];
    header->batches[class] = head;
    pool->head = end->link;
    pool->count -= MP_ARENA_BATCH;
    end->link = 0;
    central_drop(arena);
}

/* LARGE blocks are few: the first one that is not more than twice too big, else a fresh one. */
static uint32_t take_large(mp_arena_t *arena, uint32_t bytes)
{
    header_t *header = header_of(&arena->mem);
    uint32_t need = (bytes + (uint32_t)sizeof(block_t) + LINE - 1) / LINE * LINE;
    if (need < bytes)
        return 0;
    central_take(arena);
    uint32_t *from = &header->large;
    while (*from) {
        block_t *block = block_of(&arena->mem, *from);
        if (block->bytes >= bytes && block->bytes / 2 <= bytes)
            break;
        from = &block->link;
    }
    uint32_t ref = *from;
    if (ref) {
        touch(arena, from, sizeof *from);
        *from = block_of(&arena->mem, ref)->link;
    } else {
        ref = carve(arena, need);
        if (ref)
            *block_of(&arena->mem, ref) =
                (block_t){.class = LARGE, .bytes = need - (uint32_t)sizeof(block_t)};
    }
    central_drop(arena);
    return ref;
}

/* The LARGE blocks of a pool were given back under some guard; here they go where all can take them. */
static void spill_large(mp_arena_t *arena)
{
    header_t *header = header_of(&arena->mem);
    pool_t *pool = pool_of(arena, LARGE);
    while (pool->head) {
        block_t *block = block_of(&arena->mem, pool->head);
        central_take(arena);
        touch(arena, pool, sizeof *pool);
        touch(arena, &header->large, sizeof header->large);
        touch(arena, &block->link, sizeof block->link);
        uint32_t ref = pool->head;
        pool->head = block->link;
        pool->count--;
        block->link = header->large;
        header->large = ref;
        central_drop(arena);
    }
}

/* --- Pools: the process's own, so no guard; inside an operation the undo record follows. --- */

static uint32_t pop(mp_arena_t *arena, uint32_t class)
{
    pool_t *pool = pool_of(arena, class);
    uint32_t ref = pool->head;
    if (ref) {
        pool->head = block_of(&arena->mem, ref)->link;
        pool->count--;
    }
    return ref;
}

/* Before a pool changes within an operation. One that touches many pools records them all at once: the undo
 * record is finite. */
static void touch_pool(mp_arena_t *arena, uint32_t class)
{
    enum { MANY = 200 };
    pool_t *row = pool_of(arena, 0);
    bool many = arena->undo && ((mp_undo_t *)arena->undo)->used > MANY;
    mp_touch(&arena->mem, many ? row : row + class, many ? LISTS * sizeof *row : sizeof *row);
}

/* Within an operation, or for a private object: from the pool alone, unless no guard is held. */
static uint32_t arena_alloc(mp_mem_t *mem, uint32_t bytes)
{
    mp_arena_t *arena = (mp_arena_t *)mem;
    uint32_t class = class_for(bytes);
    if (class == LARGE)
        return 0;
    touch_pool(arena, class);
    return pop(arena, class);
}

static void push(mp_arena_t *arena, uint32_t ref)
{
    block_t *block = block_of(&arena->mem, ref);
    uint32_t class = block->class < LISTS ? block->class : LARGE;
    pool_t *pool = pool_of(arena, class);
    block->link = pool->head;
    pool->head = ref;
    pool->count++;
}

static bool is_block(const mp_mem_t *mem, uint32_t ref)
{
    return ref > sizeof(header_t) && mp_at_checked(mem, ref, 16) != NULL;
}

static void arena_release(mp_mem_t *mem, uint32_t ref)
{
    mp_arena_t *arena = (mp_arena_t *)mem;
    if (!is_block(mem, ref))
        return;
    uint32_t class = block_of(mem, ref)->class;
    touch_pool(arena, class < LISTS ? class : LARGE);
    push(arena, ref);
}

mp_status_t mp_arena_reserve(mp_arena_t *arena, uint32_t bytes)
{
    enum { NODE = 0, SENDER = 1 };
    _Static_assert(sizeof(mp_node_t) <= 16 && sizeof(mp_sender_t) <= 48, "their classes");
    uint32_t classes[3] = {class_for(sizeof(mp_node_t)), class_for(sizeof(mp_sender_t)), class_for(bytes)};
    for (int i = 0; i < 3; i++) {
        if (classes[i] == LARGE)
            return MP_ERR_MEMORY;
        const pool_t *pool = pool_of(arena, classes[i]);
        if (pool->count > 2 * MP_ARENA_BATCH)
            spill(arena, classes[i]);
        else if (!pool->head && !refill(arena, classes[i]))
            return MP_ERR_MEMORY;
    }
    if (pool_of(arena, LARGE)->head)
        spill_large(arena);
    return MP_OK;
}

bool mp_arena_is_ready(const mp_arena_t *arena)
{
    const pool_t *nodes = pool_of(arena, class_for(sizeof(mp_node_t)));
    const pool_t *senders = pool_of(arena, class_for(sizeof(mp_sender_t)));
    return nodes->head && nodes->count <= 2 * MP_ARENA_BATCH && senders->head;
}

/* --- Messages: taken and given back outside of operations. --- */

static uint32_t arena_message_new(mp_mem_t *mem, const void *bytes, uint32_t size)
{
    mp_arena_t *arena = (mp_arena_t *)mem;
    uint32_t class = class_for(size + 8);
    uint32_t ref = class == LARGE ? 0 : pop(arena, class);
    bool guarded = arena->undo && ((mp_undo_t *)arena->undo)->used;
    if (!ref && !guarded) {
        if (class == LARGE)
            ref = take_large(arena, size + 8);
        else if (refill(arena, class))
            ref = pop(arena, class);
    }
    if (!ref)
        return 0;
    memcpy(mem->base + ref, &(uint64_t){size}, 8);
    memcpy(mem->base + ref + 8, bytes, size);
    return ref;
}

static const void *arena_message_bytes(const mp_mem_t *mem, uint32_t message, uint32_t *size)
{
    uint64_t bytes;
    if (!is_block(mem, message))
        return NULL;
    memcpy(&bytes, mem->base + message, sizeof bytes);
    if (bytes > mem->size - message - sizeof bytes)
        return NULL;
    *size = (uint32_t)bytes;
    return mem->base + message + sizeof bytes;
}

static void arena_message_drop(mp_mem_t *mem, uint32_t message)
{
    mp_arena_t *arena = (mp_arena_t *)mem;
    bool guarded = arena->undo && ((mp_undo_t *)arena->undo)->used;
    if (guarded) {
        arena_release(mem, message);
        return;
    }
    if (!is_block(mem, message))
        return;
    uint32_t class = block_of(mem, message)->class;
    push(arena, message);
    if (class < LARGE && pool_of(arena, class)->count > 2 * MP_ARENA_BATCH)
        spill(arena, class);
    else if (class >= LARGE)
        spill_large(arena);
}

/* --- The whole --- */

mp_status_t mp_arena_format(void *base, uint64_t bytes)
{
    if (bytes < sizeof(header_t) + 65536 || bytes > UINT32_MAX)
        return MP_ERR_ARGUMENT;
    header_t *header = base;
    memset(header, 0, sizeof *header);
    header->magic = MAGIC;
    header->size = (uint32_t)bytes / 16 * 16;
    header->next = (uint32_t)(sizeof *header + LINE - 1) / LINE * LINE;
    return MP_OK;
}

void mp_arena_attach(mp_arena_t *arena, void *base, uint64_t bytes, uint32_t who, unsigned char *undo)
{
    *arena = (mp_arena_t){
        .mem = {.base = base,
                .size = bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes,
                .alloc = arena_alloc,
                .release = arena_release,
                .touch = undo ? mp_guard_touch : NULL,
                .message_new = arena_message_new,
                .message_bytes = arena_message_bytes,
                .message_drop = arena_message_drop},
        .undo = undo,
        .who = who < POOLS ? who : MP_SLOTS,
    };
}

mp_status_t mp_arena_create(mp_arena_t *arena, const mp_create_t *create, uint32_t *ref)
{
    uint32_t bytes = mp_object_bytes(create);
    uint32_t class = class_for(bytes);
    if (!bytes)
        return MP_ERR_ARGUMENT;
    if (class == LARGE) {
        uint32_t large = take_large(arena, bytes);
        if (!large)
            return MP_ERR_MEMORY;
        mp_object_init(&arena->mem, create, large);
        *ref = large;
        return MP_OK;
    }
    if (!pool_of(arena, class)->head && !refill(arena, class))
        return MP_ERR_MEMORY;
    uint32_t made = pop(arena, class);
    mp_object_init(&arena->mem, create, made);
    *ref = made;
    return MP_OK;
}

static void link_first(uint32_t *list, uint32_t *next, uint32_t ref)
{
    uint32_t first = __atomic_load_n(list, __ATOMIC_RELAXED);
    do {
        *next = first;
        /* Release: whoever finds the object finds it whole. */
    } while (!__atomic_compare_exchange_n(list, &first, ref, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

void mp_arena_publish(mp_arena_t *arena, uint32_t ref)
{
    header_t *header = header_of(&arena->mem);
    mp_object_t *object = mp_at(&arena->mem, ref);
    link_first(&header->first_object, &object->next, ref);
    if (object->kind != MP_PROCESS)
        link_first(&header->first_shared, &object->next_shared, ref);
    __atomic_fetch_add(&header->objects, 1, __ATOMIC_RELAXED);
}

uint32_t mp_arena_first(const mp_mem_t *mem)
{
    return __atomic_load_n(&header_of(mem)->first_object, __ATOMIC_ACQUIRE);
}

uint32_t mp_arena_first_shared(const mp_mem_t *mem)
{
    return __atomic_load_n(&header_of(mem)->first_shared, __ATOMIC_ACQUIRE);
}

uint32_t mp_arena_objects(const mp_mem_t *mem)
{
    return __atomic_load_n(&header_of(mem)->objects, __ATOMIC_RELAXED);
}

uint64_t mp_arena_used(const mp_mem_t *mem)
{
    return __atomic_load_n(&header_of(mem)->next, __ATOMIC_RELAXED);
}

void mp_arena_bury(mp_arena_t *arena, uint32_t dead)
{
    header_t *header = header_of(&arena->mem);
    if (mp_guard_take_over(&header->central, dead, arena->who))
        mp_guard_drop(&header->central);
}
