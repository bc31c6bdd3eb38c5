/*
 * Queue and SimpleQueue, as CPython builds them: a buffer per sender, emptied by a feeder (QUEUE_DELIVER)
 * into one kernel pipe; getters take turns at its read side.
 *
 *     QUEUE_PUT ──▶ buffer of the sender ──QUEUE_DELIVER──▶ pipe (16 pages) ──QUEUE_GET──▶ getter
 *
 * Its size counts from put to get: a bounded queue is full by it. `reader` is the getter that waits at the
 * empty pipe: nobody else gets until it has gone on; killed, it keeps the others out for ever.
 *
 * A message larger than the pipe begins to flow into an empty pipe (`from` of its node names the sender) and
 * is delivered only when a getter has taken it. A SimpleQueue has no buffers: its put waits for the pipe.
 */
#include "core/sync.h"

#include <stddef.h>

static void queue_create(mp_mem_t *mem, mp_object_t *object, const mp_create_t *create)
{
    (void)mem;
    (void)create;
    mp_flow_clear(&((mp_queue_state_t *)object)->flow);
}

/* The buffer of `who`; NULL if it has none. Bounded: a ring of refs in memory that is not trusted ends. */
mp_sender_t *mp_queue_sender(const mp_mem_t *mem, const mp_queue_state_t *queue, uint32_t who)
{
    uint32_t ref = queue->senders;
    for (uint32_t i = 0; ref && i <= MP_WHO_MAX; i++) {
        mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
        if (!sender)
            break;
        if (sender->who == who)
            return sender;
        ref = sender->next;
    }
    return NULL;
}

uint32_t mp_queue_size(const mp_mem_t *mem, const mp_queue_state_t *queue)
{
    uint32_t size = queue->pipe.count;
    uint32_t ref = queue->senders;
    for (uint32_t i = 0; ref && i <= MP_WHO_MAX; i++) {
        const mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
        if (!sender)
            break;
        size += sender->list.count;
        ref = sender->next;
    }
    return size;
}

/* All but the latch, which is none of the state machine's business. */
static void touch_sender(mp_mem_t *mem, const mp_sender_t *sender)
{
    mp_touch(mem, sender, offsetof(mp_sender_t, latch));
}

static bool has_room(const mp_mem_t *mem, const mp_queue_state_t *queue)
{
    return queue->header.count == MP_QUEUE_NO_LIMIT || mp_queue_size(mem, queue) < queue->header.count;
}

static mp_sender_t *sender_made(mp_mem_t *mem, mp_queue_state_t *queue, uint32_t who)
{
    mp_sender_t *sender = mp_queue_sender(mem, queue, who);
    if (sender)
        return sender;
    uint32_t ref = mem->alloc(mem, sizeof *sender);
    if (!ref)
        return NULL;
    sender = mp_at(mem, ref);
    *sender = (mp_sender_t){.next = queue->senders, .who = who};
    queue->senders = ref;
    return sender;
}

/* The first message of this buffer could reach the pipe now. */
static bool deliverable(const mp_mem_t *mem, const mp_queue_state_t *queue, const mp_sender_t *sender)
{
    if (!sender || sender->large)
        return false;
    const mp_node_t *node = mp_list_first(mem, &sender->list);
    if (!node)
        return false;
    if (mp_flow_fits(MP_FLOW_PIPE, &queue->flow, node->weight))
        return true;
    return queue->pipe.count == 0 && mp_flow_is_large(MP_FLOW_PIPE, node->weight);
}

static bool anything_to_pull(const mp_mem_t *mem, const mp_queue_state_t *queue)
{
    uint32_t ref = queue->senders;
    for (uint32_t i = 0; ref && i <= MP_WHO_MAX; i++) {
        const mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
        if (!sender)
            break;
        if (deliverable(mem, queue, sender))
            return true;
        ref = sender->next;
    }
    return false;
}

bool mp_buffer_push(mp_mem_t *mem, mp_sender_t *sender, uint32_t message, uint32_t weight)
{
    mp_flow_t flow;
    mp_flow_clear(&flow);
    if (sender->list.count) {
        flow.pages = sender->pages;
        flow.end = sender->end;
    }
    if (!mp_list_push(mem, &sender->list, message, weight, 0))
        return false;
    if (flow.pages != MP_PAGES_UNKNOWN)
        mp_flow_push(MP_FLOW_PIPE, &flow, weight);
    sender->pages = flow.pages;
    sender->end = flow.end;
    return true;
}

/* Everything in the buffer goes into the empty pipe at once, if it all fits. */
static bool deliver_all(mp_mem_t *mem, mp_queue_state_t *queue, mp_sender_t *sender)
{
    if (queue->pipe.count || !sender->list.count || sender->large || sender->pages > MP_FLOW_PAGES)
        return false;
    touch_sender(mem, sender);
    queue->pipe = sender->list;
    queue->flow = (mp_flow_t){.pages = sender->pages, .end = sender->end};
    sender->list = (mp_list_t){0};
    return true;
}

static void deliver(mp_mem_t *mem, mp_queue_state_t *queue, mp_sender_t *sender)
{
    touch_sender(mem, sender);
    mp_node_t *node = mp_list_first(mem, &sender->list);
    if (mp_flow_is_large(MP_FLOW_PIPE, node->weight)) {
        mp_touch(mem, node, sizeof *node);
        node->from = sender->who + 1;
        sender->large = 1;
    }
    mp_flow_push(MP_FLOW_PIPE, &queue->flow, node->weight);
    mp_list_move(mem, &sender->list, &queue->pipe);
    sender->pages = MP_PAGES_UNKNOWN;
}

static mp_enabled_t simple_put_enabled(const mp_queue_state_t *queue, const mp_op_t *op, uint32_t who)
{
    if (queue->large == who + 1)
        return MP_BLOCKED;
    if (queue->large == (MP_LARGE_TAKEN | (who + 1)))
        return MP_READY;
    uint32_t weight = (uint32_t)op->operand;
    if (mp_flow_fits(MP_FLOW_PIPE, &queue->flow, weight))
        return MP_READY;
    bool first = queue->pipe.count == 0 && queue->large == 0;
    return first && mp_flow_is_large(MP_FLOW_PIPE, weight) ? MP_ENTER : MP_BLOCKED;
}

static mp_enabled_t get_enabled(const mp_mem_t *mem, const mp_queue_state_t *queue, const mp_op_t *op,
                                uint32_t who)
{
    if (queue->reader && queue->reader != who + 1)
        return MP_BLOCKED;
    if (queue->pipe.count || (op->flags & MP_OP_EAGER && anything_to_pull(mem, queue)))
        return MP_READY;
    return queue->reader ? MP_BLOCKED : MP_ENTER;
}

static mp_enabled_t queue_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                  uint32_t who)
{
    const mp_queue_state_t *queue = (const mp_queue_state_t *)object;
    const mp_sender_t *sender;
    bool ready = true;
    switch (op->kind) {
    case MP_OP_QUEUE_PUT:
        sender = mp_queue_sender(mem, queue, who);
        if (sender && sender->closed)
            break;
        if (object->flags & MP_CREATE_SIMPLE)
            return simple_put_enabled(queue, op, who);
        ready = has_room(mem, queue);
        break;
    case MP_OP_QUEUE_DELIVER:
        ready = deliverable(mem, queue, mp_queue_sender(mem, queue, who));
        break;
    case MP_OP_QUEUE_GET:
        return get_enabled(mem, queue, op, who);
    case MP_OP_QUEUE_FLUSH:
        sender = mp_queue_sender(mem, queue, who);
        ready = !sender || (sender->list.count == 0 && !sender->large) ||
                (op->flags & MP_OP_EAGER && deliverable(mem, queue, sender));
        break;
    default:
        break;
    }
    return ready ? MP_READY : MP_BLOCKED;
}

static void simple_put(mp_mem_t *mem, mp_queue_state_t *queue, const mp_op_t *op, uint32_t who,
                       mp_result_t *result)
{
    uint32_t weight = (uint32_t)op->operand;
    if (queue->large == (MP_LARGE_TAKEN | (who + 1))) {
        queue->large = 0;
        return;
    }
    bool large = !mp_flow_fits(MP_FLOW_PIPE, &queue->flow, weight);
    if (!mp_list_push(mem, &queue->pipe, op->message, weight, large ? who + 1 : 0)) {
        result->status = MP_ERR_MEMORY;
        return;
    }
    mp_flow_push(MP_FLOW_PIPE, &queue->flow, weight);
    if (large) {
        queue->large = who + 1;
        result->status = MP_AGAIN;
    }
}

static void put(mp_mem_t *mem, mp_queue_state_t *queue, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    mp_sender_t *sender = mp_queue_sender(mem, queue, who);
    if (sender && sender->closed) {
        result->status = MP_ERR_CLOSED;
        return;
    }
    if (queue->header.flags & MP_CREATE_SIMPLE) {
        simple_put(mem, queue, op, who, result);
        return;
    }
    bool at_once = op->flags & (MP_OP_EAGER | MP_OP_DELIVERED) && (!sender || sender->list.count == 0);
    uint32_t weight = (uint32_t)op->operand;
    if (at_once && mp_flow_fits(MP_FLOW_PIPE, &queue->flow, weight) && !(sender && sender->large)) {
        if (mp_list_push(mem, &queue->pipe, op->message, weight, 0)) {
            mp_flow_push(MP_FLOW_PIPE, &queue->flow, weight);
            return;
        }
        result->status = MP_ERR_MEMORY;
        return;
    }
    sender = sender_made(mem, queue, who);
    if (sender)
        touch_sender(mem, sender);
    if (!sender || !mp_buffer_push(mem, sender, op->message, weight)) {
        result->status = MP_ERR_MEMORY;
        return;
    }
    if (at_once && deliverable(mem, queue, sender))
        deliver(mem, queue, sender);
}

/* In a free run getters do the feeders' work where the pipe is empty: what fits goes into it, senders in turn.
 */
static void pull(mp_mem_t *mem, mp_queue_state_t *queue)
{
    /* Senders that deliver in one operation: the undo record is finite. Messages: who puts waits meanwhile. */
    enum { AT_ONCE = 4, MESSAGES = 256 };
    uint32_t first = queue->turn ? queue->turn : queue->senders;
    uint32_t ref = first;
    uint32_t served = 0;
    for (uint32_t i = 0; queue->senders && i <= MP_WHO_MAX && served < AT_ONCE; i++) {
        mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
        if (!sender)
            break;
        served += deliverable(mem, queue, sender);
        if (deliver_all(mem, queue, sender)) {
            ref = sender->next ? sender->next : queue->senders;
            break;
        }
        while (queue->pipe.count < MESSAGES && deliverable(mem, queue, sender))
            deliver(mem, queue, sender);
        ref = sender->next ? sender->next : queue->senders;
        if (ref == first)
            break; /* everybody had a turn */
    }
    queue->turn = served ? ref : queue->turn;
}

static void get(mp_mem_t *mem, mp_queue_state_t *queue, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    if (op->flags & MP_OP_EAGER && queue->pipe.count == 0)
        pull(mem, queue);
    if (queue->pipe.count == 0) {
        queue->reader = who + 1;
        result->status = MP_AGAIN;
        return;
    }
    mp_node_t node = mp_list_pop(mem, &queue->pipe);
    const mp_node_t *next = mp_list_first(mem, &queue->pipe);
    mp_flow_pop(MP_FLOW_PIPE, &queue->flow, node.weight, next != NULL, next ? next->weight : 0);
    queue->reader = 0;
    result->message = node.message;
    result->value = node.weight;
    if (node.from && queue->header.flags & MP_CREATE_SIMPLE) {
        queue->large = MP_LARGE_TAKEN | node.from;
    } else if (node.from) {
        mp_sender_t *sender = mp_queue_sender(mem, queue, node.from - 1);
        if (sender) {
            touch_sender(mem, sender);
            sender->large = 0;
        }
    }
}

static void flush(mp_mem_t *mem, mp_queue_state_t *queue, uint32_t who, mp_result_t *result)
{
    mp_sender_t *sender = mp_queue_sender(mem, queue, who);
    if (sender)
        deliver_all(mem, queue, sender);
    while (deliverable(mem, queue, sender))
        deliver(mem, queue, sender);
    if (sender && (sender->list.count || sender->large))
        result->status = MP_AGAIN;
}

static void close_own(mp_mem_t *mem, mp_queue_state_t *queue, uint32_t who, mp_result_t *result)
{
    mp_sender_t *sender = sender_made(mem, queue, who);
    if (!sender) {
        result->status = MP_ERR_MEMORY;
        return;
    }
    touch_sender(mem, sender);
    sender->closed = 1;
}

static void queue_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_result_t *result)
{
    mp_queue_state_t *queue = (mp_queue_state_t *)object;
    mp_touch_state(mem, object, sizeof *queue);
    switch (op->kind) {
    case MP_OP_QUEUE_PUT:
        put(mem, queue, op, who, result);
        break;
    case MP_OP_QUEUE_DELIVER:
        deliver(mem, queue, mp_queue_sender(mem, queue, who));
        break;
    case MP_OP_QUEUE_GET:
        get(mem, queue, op, who, result);
        break;
    case MP_OP_QUEUE_SIZE:
        result->value = mp_queue_size(mem, queue);
        break;
    case MP_OP_QUEUE_EMPTY:
        if (op->flags & MP_OP_EAGER)
            pull(mem, queue);
        result->value = queue->pipe.count == 0;
        break;
    case MP_OP_QUEUE_FULL:
        result->value = !has_room(mem, queue);
        break;
    case MP_OP_QUEUE_CLOSE:
        close_own(mem, queue, who, result);
        break;
    case MP_OP_QUEUE_FLUSH:
        flush(mem, queue, who, result);
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void queue_expire(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                         mp_result_t *result)
{
    (void)result;
    mp_queue_state_t *queue = (mp_queue_state_t *)object;
    if (op->kind != MP_OP_QUEUE_GET || queue->reader != who + 1)
        return;
    mp_touch_state(mem, object, sizeof *queue);
    queue->reader = 0;
}

/* What it had not delivered is lost; a message that was flowing stays whole for whoever reads it. */
static void queue_bury(mp_mem_t *mem, mp_object_t *object, uint32_t who)
{
    mp_queue_state_t *queue = (mp_queue_state_t *)object;
    mp_sender_t *sender = mp_queue_sender(mem, queue, who);
    bool reads = queue->reader == who + 1;
    if (!sender && !reads && (queue->large & 0xffff) != who + 1)
        return;
    mp_touch_state(mem, object, sizeof *queue);
    if (reads)
        queue->reader = MP_OWNER_DEAD;
    if ((queue->large & 0xffff) == who + 1)
        queue->large = 0;
    if (sender) {
        touch_sender(mem, sender);
        mp_list_drop(mem, &sender->list);
        sender->large = 0;
        sender->closed = 0;
    }
}

static void queue_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                      mp_reason_t *reason)
{
    const mp_queue_state_t *queue = (const mp_queue_state_t *)object;
    mp_enabled_t enabled = queue_enabled(mem, object, op, who);
    const mp_sender_t *sender = mp_queue_sender(mem, queue, who);
    uint32_t size = mp_queue_size(mem, queue);
    if (enabled == MP_READY)
        return;
    if (op->kind == MP_OP_QUEUE_GET) {
        bool other = queue->reader && queue->reader != who + 1;
        if (other && queue->reader == MP_OWNER_DEAD)
            mp_reason(reason, MP_WHY_HELD_BY_DEAD, MP_WHO_MAX, 0, "is read by a process that is gone");
        else if (other)
            mp_reason(reason, MP_WHY_READER, queue->reader - 1, 0, "is read by");
        else if (size)
            mp_reason(reason, MP_WHY_NOT_DELIVERED, MP_WHO_MAX, size,
                      "is empty: what was put is not delivered yet");
        else
            mp_reason(reason, MP_WHY_EMPTY, MP_WHO_MAX, 0, "is empty");
    } else if (op->kind == MP_OP_QUEUE_FLUSH) {
        mp_reason(reason, MP_WHY_UNDELIVERED, MP_WHO_MAX, sender ? sender->list.count + sender->large : 0,
                  "has not taken all that was put");
    } else if (op->kind == MP_OP_QUEUE_DELIVER && (!sender || !sender->list.count)) {
        mp_reason(reason, MP_WHY_EMPTY, MP_WHO_MAX, 0, "has nothing to deliver");
    } else {
        mp_reason(reason, MP_WHY_FULL, MP_WHO_MAX, size, "is full");
    }
}

static void queue_release(mp_mem_t *mem, mp_object_t *object)
{
    mp_queue_state_t *queue = (mp_queue_state_t *)object;
    mp_list_drop(mem, &queue->pipe);
    for (uint32_t ref = queue->senders, next; ref; ref = next) {
        mp_sender_t *sender = mp_at(mem, ref);
        next = sender->next;
        mp_list_drop(mem, &sender->list);
        mem->release(mem, ref);
    }
    queue->senders = 0;
}

/* Senders in the order of their whos, those with nothing to say left out. */
static void put_senders(const mp_mem_t *mem, const mp_queue_state_t *queue, mp_bytes_t *bytes)
{
    uint32_t below = 0;
    for (;;) {
        const mp_sender_t *least = NULL;
        uint32_t ref = queue->senders;
        for (uint32_t i = 0; ref && i <= MP_WHO_MAX; i++) {
            const mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
            if (!sender)
                break;
            bool says = sender->list.count || sender->large || sender->closed;
            if (says && sender->who >= below && (!least || sender->who < least->who))
                least = sender;
            ref = sender->next;
        }
        if (!least)
            break;
        mp_put(bytes, least->who + 1);
        mp_put(bytes, least->large | least->closed << 1);
        mp_list_serialise(mem, &least->list, bytes);
        below = least->who + 1;
    }
    mp_put(bytes, 0);
}

static void queue_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    const mp_queue_state_t *queue = (const mp_queue_state_t *)object;
    mp_put(bytes, queue->reader);
    mp_put(bytes, queue->large);
    mp_list_serialise(mem, &queue->pipe, bytes);
    mp_put(bytes, queue->flow.pages);
    mp_put(bytes, queue->flow.begin);
    mp_put(bytes, queue->flow.end);
    put_senders(mem, queue, bytes);
}

static void queue_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    mp_queue_state_t *queue = (mp_queue_state_t *)object;
    queue->reader = (uint32_t)mp_get(bytes);
    queue->large = (uint32_t)mp_get(bytes);
    mp_list_deserialise(mem, &queue->pipe, bytes);
    queue->flow = (mp_flow_t){0};
    queue->flow.pages = (uint32_t)mp_get(bytes);
    queue->flow.begin = (uint32_t)mp_get(bytes);
    queue->flow.end = (uint32_t)mp_get(bytes);
    for (uint32_t ref = queue->senders; ref; ref = ((mp_sender_t *)mp_at(mem, ref))->next) {
        mp_sender_t *sender = mp_at(mem, ref);
        sender->large = sender->closed = 0;
        mp_bytes_t none = {.bytes = (unsigned char[]){0}, .size = 1};
        mp_list_deserialise(mem, &sender->list, &none);
    }
    for (uint64_t who; !bytes->failed && (who = mp_get(bytes)) != 0;) {
        mp_sender_t *sender = who <= MP_WHO_MAX ? sender_made(mem, queue, (uint32_t)who - 1) : NULL;
        if (!sender) {
            bytes->failed = true;
            return;
        }
        uint64_t flags = mp_get(bytes);
        sender->pages = MP_PAGES_UNKNOWN;
        sender->large = flags & 1;
        sender->closed = flags >> 1 & 1;
        mp_list_deserialise(mem, &sender->list, bytes);
    }
}

const mp_sync_t mp_sync_queue = {
    .bytes = sizeof(mp_queue_state_t),
    .create = queue_create,
    .release = queue_release,
    .enabled = queue_enabled,
    .apply = queue_apply,
    .expire = queue_expire,
    .bury = queue_bury,
    .why = queue_why,
    .serialise = queue_serialise,
    .deserialise = queue_deserialise,
};
