/*
 * Random operations of a few processes on one object of each kind: for properties that hold whatever happens.
 */
#ifndef TESTS_CORE_RANDOM_OPS_H
#define TESTS_CORE_RANDOM_OPS_H

#include "pure.h"

enum { RANDOM_WHOS = 4, RANDOM_OBJECTS = 14 };

typedef struct {
    uint64_t seed;
    uint32_t objects[RANDOM_OBJECTS];
    uint32_t kinds[RANDOM_OBJECTS];
    mp_op_t pending[RANDOM_WHOS]; /* began to wait: stays until it is over; NONE otherwise */
} random_t;

static inline uint32_t random_below(random_t *r, uint32_t bound)
{
    r->seed = r->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(r->seed >> 33) % bound;
}

static inline mp_create_t random_creates(uint32_t i, const random_t *r)
{
    const mp_create_t creates[RANDOM_OBJECTS] = {
        {.kind = MP_LOCK},
        {.kind = MP_RLOCK},
        {.kind = MP_SEMAPHORE, .initial = 2},
        {.kind = MP_VALUE, .lock = r->objects[1]},
        {.kind = MP_ARRAY, .count = 3},
        {.kind = MP_CONDITION, .lock = r->objects[1]},
        {.kind = MP_EVENT},
        {.kind = MP_BARRIER, .count = 3},
        {.kind = MP_QUEUE},
        {.kind = MP_QUEUE, .count = 3},
        {.kind = MP_QUEUE, .flags = MP_CREATE_SIMPLE},
        {.kind = MP_PIPE, .flags = MP_CREATE_DUPLEX},
        {.kind = MP_PIPE},
        {.kind = MP_PROCESS, .path = MP_PATH_MAIN},
    };
    return creates[i];
}

/* Makes the objects by `create`. */
static inline void random_init(random_t *r, uint64_t seed, mp_mem_t *mem,
                               mp_status_t create(mp_mem_t *mem, const mp_create_t *create, uint32_t *ref))
{
    *r = (random_t){.seed = seed};
    for (uint32_t i = 0; i < RANDOM_OBJECTS; i++) {
        mp_create_t wanted = random_creates(i, r);
        assert_int_equal(create(mem, &wanted, &r->objects[i]), MP_OK);
        r->kinds[i] = wanted.kind;
        for (uint32_t who = 1; who < RANDOM_WHOS; who++)
            mp_inherit(mem, r->objects[i], 0, who);
    }
}

static inline bool random_fits(uint32_t op, uint32_t kind)
{
    switch (kind) {
    case MP_VALUE:
    case MP_ARRAY:
        return op == MP_OP_LOAD || op == MP_OP_STORE;
    case MP_LOCK:
    case MP_RLOCK:
    case MP_SEMAPHORE:
        return op >= MP_OP_ACQUIRE && op <= MP_OP_LOCK_OWNED;
    case MP_CONDITION:
        return op >= MP_OP_COND_WAIT && op <= MP_OP_COND_NOTIFY;
    case MP_EVENT:
        return op >= MP_OP_EVENT_SET && op <= MP_OP_EVENT_WAIT;
    case MP_BARRIER:
        return op >= MP_OP_BARRIER_ENTER && op <= MP_OP_BARRIER_READ;
    case MP_QUEUE:
        return op >= MP_OP_QUEUE_PUT && op <= MP_OP_QUEUE_FLUSH && op != MP_OP_QUEUE_CLOSE;
    case MP_PIPE:
        return op >= MP_OP_PIPE_SEND && op <= MP_OP_PIPE_POLL;
    default:
        return op == MP_OP_KILL || op == MP_OP_SIGNAL || op == MP_OP_SIGNAL_TAKE || op == MP_OP_IS_ALIVE;
    }
}

/* The next operation of `who`: what it waits with, or a new one. Messages are made where one is needed. */
static inline mp_op_t random_op(random_t *r, mp_mem_t *mem, uint32_t who)
{
    if (r->pending[who].kind != MP_OP_NONE)
        return r->pending[who];
    uint32_t i = random_below(r, RANDOM_OBJECTS);
    mp_op_t op = {.object = r->objects[i], .timeout_ns = random_below(r, 4) ? 1000 : 0};
    do
        op.kind = (uint16_t)random_below(r, MP_OP_COUNT);
    while (!random_fits(op.kind, r->kinds[i]));
    op.index = random_below(r, 3);
    op.operand = random_below(r, 3);
    op.flags = random_below(r, 2) ? MP_OP_EAGER : 0;
    if (op.kind == MP_OP_QUEUE_PUT || op.kind == MP_OP_PIPE_SEND) {
        const uint32_t weights[] = {5, 1018, 5018, 30018, 300018};
        op.operand = weights[random_below(r, 5)];
        op.message = mem->message_new(mem, "message", 7);
        assert_int_not_equal(op.message, 0);
        op.index =
            r->kinds[i] == MP_PIPE && !(random_creates(i, r).flags & MP_CREATE_DUPLEX) ? 1 : op.index % 2;
    }
    return op;
}

/* What became of it. A message that was not taken is dropped; one that is received too. */
static inline void random_done(random_t *r, mp_mem_t *mem, uint32_t who, mp_op_t op,
                               const mp_result_t *result)
{
    if (result->message)
        mem->message_drop(mem, result->message);
    if (result->status == MP_AGAIN) {
        r->pending[who] = op;
        return;
    }
    bool began = r->pending[who].kind != MP_OP_NONE;
    if (began && result->status == MP_TIMEOUT)
        return; /* still waits */
    r->pending[who].kind = MP_OP_NONE;
    if (op.message && result->status != MP_OK && !began)
        mem->message_drop(mem, op.message);
}

#endif
