#include "core/object.h"

#include <string.h>

#include "core/sync.h"

enum { COPY_MOST = 4096 };

static const mp_sync_t *const syncs[MP_KIND_COUNT] = {
    [MP_PROCESS] = &mp_sync_process,     [MP_VALUE] = &mp_sync_value, [MP_ARRAY] = &mp_sync_value,
    [MP_LOCK] = &mp_sync_lock,           [MP_RLOCK] = &mp_sync_rlock, [MP_SEMAPHORE] = &mp_sync_semaphore,
    [MP_CONDITION] = &mp_sync_condition, [MP_EVENT] = &mp_sync_event, [MP_BARRIER] = &mp_sync_barrier,
    [MP_QUEUE] = &mp_sync_queue,         [MP_PIPE] = &mp_sync_pipe,
};

/* The kinds of objects that an operation is for, a bit each: a LOCK operation takes RLocks and Semaphores
 * too, a VALUE operation Arrays. 0: it has no object. */
enum {
    KINDS_NOTHING = 0,
    KINDS_PROCESS = 1 << MP_PROCESS,
    KINDS_VALUE = 1 << MP_VALUE | 1 << MP_ARRAY,
    KINDS_LOCK = 1 << MP_LOCK | 1 << MP_RLOCK | 1 << MP_SEMAPHORE,
    KINDS_CONDITION = 1 << MP_CONDITION,
    KINDS_EVENT = 1 << MP_EVENT,
    KINDS_BARRIER = 1 << MP_BARRIER,
    KINDS_QUEUE = 1 << MP_QUEUE,
    KINDS_PIPE = 1 << MP_PIPE,
};

static const uint16_t op_kinds[MP_OP_COUNT] = {
#define MP_OP_KINDS(name, verb, kind, waits) [MP_OP_##name] = KINDS_##kind,
    MP_OPS(MP_OP_KINDS)
#undef MP_OP_KINDS
};

static bool belongs(uint32_t op, uint32_t kind)
{
    return op < MP_OP_COUNT && op_kinds[op] >> kind & 1;
}

/* Bytes of header, fixed state and slots. */
static uint64_t size_of(const mp_object_t *object)
{
    uint64_t slots = syncs[object->kind] == &mp_sync_value ? object->count : 0;
    return syncs[object->kind]->bytes + slots * sizeof(uint64_t);
}

mp_object_t *mp_object(const mp_mem_t *mem, uint32_t ref)
{
    mp_object_t *object = mp_at_checked(mem, ref, sizeof *object);
    if (!object || object->kind == MP_NOTHING || object->kind >= MP_KIND_COUNT)
        return NULL;
    return size_of(object) <= mem->size - ref ? object : NULL;
}

/* The object of an operation, of a kind that it is for; NULL if there is none. */
static mp_object_t *target(const mp_mem_t *mem, const mp_op_t *op)
{
    mp_object_t *object = mp_object(mem, op->object);
    return object && belongs(op->kind, object->kind) ? object : NULL;
}

static bool needs_object(const mp_op_t *op)
{
    return op->kind < MP_OP_COUNT && op_kinds[op->kind] != KINDS_NOTHING;
}

static uint32_t slots_of(const mp_create_t *create)
{
    return create->kind == MP_VALUE ? 1 : create->count;
}

uint32_t mp_object_bytes(const mp_create_t *create)
{
    enum { MOST_SLOTS = 1 << 24 };
    if (create->kind == MP_NOTHING || create->kind >= MP_KIND_COUNT || create->count > MOST_SLOTS)
        return 0;
    const mp_sync_t *sync = syncs[create->kind];
    return sync->bytes + (sync == &mp_sync_value ? slots_of(create) * (uint32_t)sizeof(uint64_t) : 0);
}

void mp_object_init(mp_mem_t *mem, const mp_create_t *create, uint32_t ref)
{
    uint32_t bytes = mp_object_bytes(create);
    mp_object_t *object = mp_at(mem, ref);
    memset(object, 0, bytes);
    object->kind = (uint8_t)create->kind;
    object->type = (uint8_t)create->type;
    object->flags = create->flags;
    object->ordinal = create->ordinal;
    object->creator = create->creator;
    object->lock = create->lock;
    object->count = slots_of(create);
    memcpy(object->name, create->name, sizeof object->name);
    object->name[sizeof object->name - 1] = 0;
    if (syncs[create->kind]->create)
        syncs[create->kind]->create(mem, object, create);
}

mp_status_t mp_object_create(mp_mem_t *mem, const mp_create_t *create, uint32_t *ref)
{
    uint32_t bytes = mp_object_bytes(create);
    if (!bytes)
        return MP_ERR_ARGUMENT;
    uint32_t made = mem->alloc(mem, bytes);
    if (!made)
        return MP_ERR_MEMORY;
    mp_object_init(mem, create, made);
    *ref = made;
    return MP_OK;
}

void mp_object_free(mp_mem_t *mem, uint32_t ref)
{
    mp_object_t *object = mp_object(mem, ref);
    if (!object)
        return;
    if (syncs[object->kind]->release)
        syncs[object->kind]->release(mem, object);
    object->kind = MP_NOTHING;
    mem->release(mem, ref);
}

/* As the object sees it, whatever the time-out. */
static mp_enabled_t enabled(const mp_mem_t *mem, const mp_op_t *op, uint32_t who)
{
    if (!needs_object(op))
        return op->kind == MP_OP_SLEEP ? MP_BLOCKED : MP_READY;
    const mp_object_t *object = target(mem, op);
    return object ? syncs[object->kind]->enabled(mem, object, op, who) : MP_READY;
}

mp_enabled_t mp_enabled(const mp_mem_t *mem, const mp_op_t *op, uint32_t who)
{
    return op->timeout_ns == 0 && mp_op_waits(op->kind) ? MP_READY : enabled(mem, op, who);
}

void mp_apply(mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    *result = (mp_result_t){0};
    mp_object_t *object = target(mem, op);
    if (!object) {
        if (needs_object(op))
            result->status = MP_ERR_OBJECT;
        return;
    }
    const mp_sync_t *sync = syncs[object->kind];
    mp_enabled_t now = sync->enabled(mem, object, op, who);
    if (now == MP_BLOCKED || (now == MP_ENTER && op->timeout_ns == 0))
        result->status = MP_TIMEOUT;
    else
        sync->apply(mem, object, op, who, result);
}

bool mp_apply_if_ready(mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    mp_object_t *object = target(mem, op);
    if (!object || syncs[object->kind]->enabled(mem, object, op, who) != MP_READY)
        return false;
    *result = (mp_result_t){0};
    syncs[object->kind]->apply(mem, object, op, who, result);
    return true;
}

void mp_expire(mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    *result = (mp_result_t){.status = op->kind == MP_OP_SLEEP ? MP_OK : MP_TIMEOUT};
    mp_object_t *object = target(mem, op);
    if (object && syncs[object->kind]->expire)
        syncs[object->kind]->expire(mem, object, op, who, result);
}

bool mp_may_expire(const mp_mem_t *mem, const mp_op_t *op, uint32_t who)
{
    if (op->timeout_ns <= 0 || !mp_op_waits(op->kind) || enabled(mem, op, who) == MP_READY)
        return false;
    const mp_object_t *object = target(mem, op);
    /* While the action of a barrier runs, a waiter that is late finds the barrier open. */
    return !object || object->kind != MP_BARRIER ||
           ((const mp_barrier_state_t *)object)->phase != MP_BARRIER_ACTING;
}

bool mp_enter_matters(const mp_mem_t *mem, const mp_op_t *op, bool impatient)
{
    (void)mem;
    switch (op->kind) {
    case MP_OP_QUEUE_GET:
    case MP_OP_EVENT_WAIT:
        return impatient;
    default:
        return true;
    }
}

void mp_bury(mp_mem_t *mem, uint32_t ref, uint32_t who)
{
    mp_object_t *object = mp_object(mem, ref);
    if (object && syncs[object->kind]->bury)
        syncs[object->kind]->bury(mem, object, who);
}

void mp_inherit(mp_mem_t *mem, uint32_t ref, uint32_t parent, uint32_t child)
{
    mp_object_t *object = mp_object(mem, ref);
    if (!object || object->kind != MP_PIPE)
        return;
    mp_pipe_state_t *pipe = (mp_pipe_state_t *)object;
    mp_touch(mem, pipe->holders, sizeof pipe->holders);
    for (int end = 0; end < 2; end++)
        if (mp_set_has(&pipe->holders[end], parent))
            mp_set_add(&pipe->holders[end], child);
}

void mp_why(const mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_reason_t *reason)
{
    *reason = (mp_reason_t){.why = MP_WHY_NOT, .object = op->object, .holder = MP_WHO_MAX, .because = ""};
    const mp_object_t *object = target(mem, op);
    if (object)
        syncs[object->kind]->why(mem, object, op, who, reason);
    else if (op->kind == MP_OP_SLEEP)
        mp_reason(reason, MP_WHY_ASLEEP, MP_WHO_MAX, 0, "sleeps");
}

void mp_object_serialise(const mp_mem_t *mem, uint32_t ref, mp_bytes_t *bytes)
{
    const mp_object_t *object = mp_object(mem, ref);
    if (object)
        syncs[object->kind]->serialise(mem, object, bytes);
    else
        bytes->failed = true;
}

void mp_object_deserialise(mp_mem_t *mem, uint32_t ref, mp_bytes_t *bytes)
{
    mp_object_t *object = mp_object(mem, ref);
    if (object)
        syncs[object->kind]->deserialise(mem, object, bytes);
    else
        bytes->failed = true;
}

uint32_t mp_process_doomed(const mp_mem_t *mem, uint32_t process)
{
    const mp_object_t *object = mp_object(mem, process);
    return object && object->kind == MP_PROCESS ? ((const mp_process_state_t *)object)->doomed : 0;
}

uint32_t mp_object_owner(const mp_mem_t *mem, uint32_t ref)
{
    const mp_object_t *object = mp_object(mem, ref);
    if (!object || (object->kind != MP_LOCK && object->kind != MP_RLOCK))
        return MP_WHO_MAX;
    uint32_t owner = object->owner;
    return owner == MP_OWNER_NONE || owner == MP_OWNER_DEAD ? MP_WHO_MAX : owner - 1;
}

/* Not memcpy: the bytes change meanwhile, and whole words should be whole. */
static void copy_words(void *to, const void *from, uint32_t bytes)
{
    uint64_t *out = to;
    const uint64_t *in = from;
    for (uint32_t i = 0; i < bytes / sizeof *in; i++)
        out[i] = __atomic_load_n(&in[i], __ATOMIC_RELAXED);
}

bool mp_object_copy(const mp_mem_t *mem, uint32_t ref, void *copy, uint32_t size, int tries)
{
    uint64_t again[COPY_MOST / sizeof(uint64_t)];
    const mp_object_t *object = mp_object(mem, ref);
    if (!object)
        return false;
    uint64_t whole = size_of(object);
    uint32_t bytes = whole < size ? (uint32_t)whole : size;
    memset(copy, 0, size);
    uint32_t compared = bytes < COPY_MOST ? bytes : COPY_MOST;
    for (int i = 0; i < tries; i++) {
        copy_words(copy, object, bytes);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        copy_words(again, object, compared);
        if (!memcmp(copy, again, compared / 8 * 8) && !(((mp_object_t *)copy)->guard & MP_GUARD_HOLDER))
            return true;
    }
    return false;
}
