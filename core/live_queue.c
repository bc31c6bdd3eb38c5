/*
 * Buffers of queues in a free run.
 *
 * Where a process puts while another gets on another processor, the two would take the queue from each other
 * at every item. So there the process that puts appends to its own buffer (as a feeder that lags a little
 * behind), and the one that gets pulls a good many at once when the pipe is empty. An append to a buffer that
 * is not empty needs the buffer's latch alone: whoever looked for something to get has seen it, so nobody
 * sleeps who would have to be woken. The first append is an operation under the guard as any other, which
 * wakes. What lags is delivered by whoever gets, by the flush at the process's end, and at its death by the
 * zygote, as far as it fits: as if the feeder had not lagged.
 */
#include "core/live_parts.h"
#include "core/sync.h"

/* Messages in one's own buffer beyond which one lets a getter that works catch up a little. */
enum { FAR_AHEAD = 2048 };

bool mp_live_lag(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    if (op->object != self->lag_queue || !mp_arena_is_ready(&self->arena))
        return false;
    mp_sender_t *sender = mp_at(self->mem, self->lag_sender);
    mp_latch_take(sender, self->who);
    bool good = sender->list.count && !sender->closed && sender->who == self->who;
    if (good) {
        mp_touch_buffer(self->mem, sender);
        good = mp_buffer_push(self->mem, sender, op->message, (uint32_t)op->operand);
        mp_guard_commit(&self->arena);
    }
    mp_latch_drop(sender);
    self->lag_queue = good ? self->lag_queue : 0;
    *result = (mp_result_t){0};
    if (sender->list.count > FAR_AHEAD && mp_live_peer_works(self, mp_at(self->mem, op->object)))
        mp_guard_back_off();
    return good;
}

uint16_t mp_live_flags(mp_self_t *self, const mp_object_t *object, const mp_op_t *op)
{
    bool may_lag = op->kind == MP_OP_QUEUE_PUT && op->flags & MP_OP_EAGER && object->kind == MP_QUEUE &&
                   object->count == MP_QUEUE_NO_LIMIT && !(object->flags & MP_CREATE_SIMPLE) &&
                   mp_set_empty(&object->waiters) && mp_live_peer_works(self, object);
    return (uint16_t)(may_lag ? op->flags & ~MP_OP_EAGER : op->flags);
}

void mp_live_may_lag(mp_self_t *self, const mp_object_t *object, const mp_op_t *op)
{
    if (op->kind != MP_OP_QUEUE_PUT || object->kind != MP_QUEUE || object->count != MP_QUEUE_NO_LIMIT)
        return;
    const mp_sender_t *sender = mp_queue_sender(self->mem, (const mp_queue_state_t *)object, self->who);
    bool lags = sender && sender->list.count;
    self->lag_queue = lags ? op->object : 0;
    self->lag_sender = lags ? (uint32_t)((const unsigned char *)sender - self->mem->base) : 0;
}

void mp_live_look_ahead(const mp_mem_t *mem, const mp_object_t *object)
{
    const mp_queue_state_t *queue = (const mp_queue_state_t *)object;
    const mp_node_t *first = mp_list_first(mem, &queue->pipe);
    if (!first)
        return;
    __builtin_prefetch(mem->base + first->message);
    __builtin_prefetch(mem->base + first->next, 1);
}

/* The latch of every buffer but one's own, in the order of the list, which nobody changes meanwhile. */
static void all_others(mp_mem_t *mem, const mp_queue_state_t *queue, uint32_t who, bool take)
{
    uint32_t ref = queue->senders;
    for (uint32_t i = 0; ref && i <= MP_WHO_MAX; i++) {
        mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
        if (!sender)
            return;
        if (sender->who != who && take)
            mp_latch_take(sender, who);
        else if (sender->who != who)
            mp_latch_drop(sender);
        ref = sender->next;
    }
}

bool mp_live_latch(mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who)
{
    const mp_queue_state_t *queue = (const mp_queue_state_t *)object;
    bool pulls = object->kind == MP_QUEUE && queue->pipe.count == 0 &&
                 (op->kind == MP_OP_QUEUE_GET || op->kind == MP_OP_QUEUE_EMPTY);
    if (pulls)
        all_others(mem, queue, who, true);
    return pulls;
}

void mp_live_unlatch(mp_mem_t *mem, const mp_object_t *object, uint32_t who)
{
    all_others(mem, (const mp_queue_state_t *)object, who, false);
}
