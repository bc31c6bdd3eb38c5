/*
 * What object.c asks of each kind of object. For the files sync_*.c only; everybody else includes object.h.
 *
 * The functions get an object of their own kind whose bounds have been checked. `enabled` may find anything
 * in memory (the host calls it while others write) and must neither loop without bound nor read outside.
 * `apply` is called only when `enabled` said READY, or ENTER (then it enters and says MP_AGAIN); `result` is
 * MP_OK with zeros before. Both are told timeout 0 like any other: object.c sees to that.
 */
#ifndef LOCKSTEP_CORE_SYNC_H
#define LOCKSTEP_CORE_SYNC_H

#include "core/object.h"

typedef struct {
    uint32_t bytes; /* header and fixed state, without slots */
    mp_enabled_t (*enabled)(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who);
    void (*apply)(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who, mp_result_t *result);
    void (*why)(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                mp_reason_t *reason);
    void (*serialise)(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes);
    void (*deserialise)(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes);

    /* These may be NULL: nothing to do. */
    void (*create)(mp_mem_t *mem, mp_object_t *object, const mp_create_t *create);
    void (*release)(mp_mem_t *mem, mp_object_t *object); /* what it holds beyond its fixed state */
    void (*expire)(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who, mp_result_t *result);
    void (*bury)(mp_mem_t *mem, mp_object_t *object, uint32_t who);
} mp_sync_t;

extern const mp_sync_t mp_sync_process, mp_sync_value, mp_sync_lock, mp_sync_rlock, mp_sync_semaphore,
    mp_sync_condition, mp_sync_event, mp_sync_barrier, mp_sync_queue, mp_sync_pipe;

/* --- Lock and RLock, as Value and Condition use them --- */

/* Free, or `who` may take it again. A dead owner never lets go. */
bool mp_lock_open_to(const mp_object_t *lock, uint32_t who);
bool mp_lock_is_mine(const mp_object_t *lock, uint32_t who);
/* Lets a held lock go whole; how deep it was held. */
uint32_t mp_lock_let_go(mp_mem_t *mem, mp_object_t *lock);
/* Why `who` cannot have it. */
void mp_lock_why(const mp_object_t *lock, uint32_t ref, uint32_t who, mp_reason_t *reason);

/* Before owner and value in the header change. */
static inline void mp_touch_word(mp_mem_t *mem, mp_object_t *object)
{
    mp_touch(mem, &object->owner, sizeof object->owner + sizeof object->value);
}

/* Before the semantic state behind the header changes. */
static inline void mp_touch_state(mp_mem_t *mem, mp_object_t *object, size_t bytes)
{
    mp_touch(mem, object + 1, bytes - sizeof *object);
}

/* --- Lists of messages (sync_list.c) --- */

/* Appends; false when there is no memory. The caller has touched the list. */
bool mp_list_push(mp_mem_t *mem, mp_list_t *list, uint32_t message, uint32_t weight, uint32_t from);
/* Takes the first node off the list and gives its block back. The list is not empty. */
mp_node_t mp_list_pop(mp_mem_t *mem, mp_list_t *list);
/* Moves the first node of one list to the end of another. */
void mp_list_move(mp_mem_t *mem, mp_list_t *from, mp_list_t *to);
/* The first node, NULL if there is none or its ref is not good. */
mp_node_t *mp_list_first(const mp_mem_t *mem, const mp_list_t *list);
/* Drops the messages and gives the nodes back. */
void mp_list_drop(mp_mem_t *mem, mp_list_t *list);
void mp_list_serialise(const mp_mem_t *mem, const mp_list_t *list, mp_bytes_t *bytes);
/* The list is empty or its nodes are given back first, their messages not dropped. */
void mp_list_deserialise(mp_mem_t *mem, mp_list_t *list, mp_bytes_t *bytes);

/* Appends to the buffer of a sender; false when there is no memory. The caller has touched list, pages and end
 * (mp_touch_buffer), and nothing else of the sender changes. */
bool mp_buffer_push(mp_mem_t *mem, mp_sender_t *sender, uint32_t message, uint32_t weight);

static inline void mp_touch_buffer(mp_mem_t *mem, mp_sender_t *sender)
{
    mp_touch(mem, &sender->list, sizeof sender->list + sizeof sender->pages + sizeof sender->end);
}

/* --- What fits into a kernel pipe or socket (sync_flow.c) --- */
typedef enum { MP_FLOW_PIPE, MP_FLOW_SOCKET, MP_FLOW_RAW } mp_flow_kind_t;

enum { MP_FLOW_PAGES = 16 }; /* of a pipe */
void mp_flow_clear(mp_flow_t *flow);
/* A message of `weight` bytes can be written whole without waiting. */
bool mp_flow_fits(mp_flow_kind_t kind, const mp_flow_t *flow, uint32_t weight);
/* It could not even be written whole into an empty one. */
bool mp_flow_is_large(mp_flow_kind_t kind, uint32_t weight);
void mp_flow_push(mp_flow_kind_t kind, mp_flow_t *flow, uint32_t weight);
/* The first message, of `weight`, has been read; `next` is the weight of the one behind it (has_next). */
void mp_flow_pop(mp_flow_kind_t kind, mp_flow_t *flow, uint32_t weight, bool has_next, uint32_t next);

/* --- Canonical bytes (sync_bytes.c): numbers of 7 bits a byte --- */
void mp_put(mp_bytes_t *bytes, uint64_t number);
uint64_t mp_get(mp_bytes_t *bytes);
void mp_put_set(mp_bytes_t *bytes, const mp_set_t *set);
void mp_get_set(mp_bytes_t *bytes, mp_set_t *set);
uint32_t mp_map_message(const mp_bytes_t *bytes, uint32_t message);

static inline void mp_reason(mp_reason_t *reason, mp_why_t why, uint32_t holder, uint32_t count,
                             const char *because)
{
    reason->why = why;
    reason->holder = holder;
    reason->count = count;
    reason->because = because;
}

#endif
