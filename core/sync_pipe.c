/*
 * Pipe: two ends, messages on the way to each. Pipe() is a socket pair, Pipe(False) and os.pipe a kernel pipe
 * whose end 0 reads and whose end 1 writes; sync_flow.c says how much they take.
 *
 * Each end has the set of processes that hold it: who reads from an end whose other end nobody holds gets
 * what is there and then MP_EOF; who writes towards an end that nobody holds gets MP_ERR_BROKEN_PIPE.
 *
 * A message larger than the whole pipe begins to flow into an empty one; its sender goes on when it is taken.
 */
#include "core/sync.h"

#include <string.h>

static mp_flow_kind_t flow_kind(const mp_object_t *object)
{
    if (object->flags & MP_CREATE_RAW)
        return MP_FLOW_RAW;
    return object->flags & MP_CREATE_DUPLEX ? MP_FLOW_SOCKET : MP_FLOW_PIPE;
}

static void pipe_create(mp_mem_t *mem, mp_object_t *object, const mp_create_t *create)
{
    (void)mem;
    mp_pipe_state_t *pipe = (mp_pipe_state_t *)object;
    for (int end = 0; end < 2; end++) {
        mp_set_add(&pipe->holders[end], create->who);
        mp_flow_clear(&pipe->to[end].flow);
    }
}

static bool writes(uint32_t kind)
{
    return kind == MP_OP_PIPE_SEND || kind == MP_OP_PIPE_WRITE;
}

/* The operation fails, so it need not wait. */
static mp_status_t refusal(const mp_pipe_state_t *pipe, const mp_op_t *op, uint32_t who)
{
    if (op->index > 1)
        return MP_ERR_INDEX;
    if (!mp_set_has(&pipe->holders[op->index], who))
        return MP_ERR_CLOSED;
    if (writes(op->kind) && mp_set_empty(&pipe->holders[1 - op->index]))
        return MP_ERR_BROKEN_PIPE;
    return MP_OK;
}

/* Bytes that a write brings. */
static uint32_t weight_of(const mp_mem_t *mem, const mp_op_t *op)
{
    uint32_t size = (uint32_t)op->operand;
    if (op->kind == MP_OP_PIPE_WRITE && mem->message_bytes)
        mem->message_bytes(mem, op->message, &size);
    return size;
}

static mp_enabled_t send_enabled(const mp_mem_t *mem, const mp_pipe_state_t *pipe, const mp_op_t *op,
                                 uint32_t who)
{
    uint32_t to = 1 - op->index;
    uint32_t large = pipe->to[to].large;
    if (large == who + 1)
        return MP_BLOCKED;
    if (large == (MP_LARGE_TAKEN | (who + 1)))
        return MP_READY;
    uint32_t weight = weight_of(mem, op);
    mp_flow_kind_t kind = flow_kind(&pipe->header);
    if (mp_flow_fits(kind, &pipe->to[to].flow, weight))
        return MP_READY;
    bool first = pipe->to[to].list.count == 0 && large == 0;
    return first && mp_flow_is_large(kind, weight) ? MP_ENTER : MP_BLOCKED;
}

static mp_enabled_t pipe_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                 uint32_t who)
{
    const mp_pipe_state_t *pipe = (const mp_pipe_state_t *)object;
    if (op->kind == MP_OP_PIPE_CLOSE || refusal(pipe, op, who))
        return MP_READY;
    if (writes(op->kind))
        return send_enabled(mem, pipe, op, who);
    bool something = pipe->to[op->index].list.count || mp_set_empty(&pipe->holders[1 - op->index]);
    return something ? MP_READY : MP_BLOCKED;
}

static void send(mp_mem_t *mem, mp_pipe_state_t *pipe, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    uint32_t to = 1 - op->index;
    uint32_t weight = weight_of(mem, op);
    mp_flow_kind_t kind = flow_kind(&pipe->header);
    result->value = weight;
    if (pipe->to[to].large == (MP_LARGE_TAKEN | (who + 1))) {
        pipe->to[to].large = 0;
        return;
    }
    bool large = !mp_flow_fits(kind, &pipe->to[to].flow, weight);
    if (!mp_list_push(mem, &pipe->to[to].list, op->message, weight, large ? who + 1 : 0)) {
        result->status = MP_ERR_MEMORY;
        return;
    }
    mp_flow_push(kind, &pipe->to[to].flow, weight);
    if (large) {
        pipe->to[to].large = who + 1;
        result->status = MP_AGAIN;
    }
}

/* Takes the first message off. */
static mp_node_t take(mp_mem_t *mem, mp_pipe_state_t *pipe, uint32_t end)
{
    mp_node_t node = mp_list_pop(mem, &pipe->to[end].list);
    const mp_node_t *next = mp_list_first(mem, &pipe->to[end].list);
    mp_flow_pop(flow_kind(&pipe->header), &pipe->to[end].flow, node.weight, next != NULL,
                next ? next->weight : 0);
    if (node.from && pipe->to[end].large == node.from)
        pipe->to[end].large = MP_LARGE_TAKEN | node.from;
    return node;
}

static void receive(mp_mem_t *mem, mp_pipe_state_t *pipe, uint32_t end, mp_result_t *result)
{
    if (!pipe->to[end].list.count) {
        result->status = MP_EOF;
        return;
    }
    mp_node_t node = take(mem, pipe, end);
    result->message = node.message;
    result->value = node.weight;
}

/* How many bytes stand in the pipe for a raw read, `most` at most. */
static uint32_t available(const mp_mem_t *mem, const mp_pipe_state_t *pipe, uint32_t end, uint32_t most)
{
    uint64_t sum = 0;
    uint32_t ref = pipe->to[end].list.head;
    for (uint32_t i = 0; i < pipe->to[end].list.count && sum < (uint64_t)most + pipe->to[end].offset; i++) {
        const mp_node_t *node = mp_at(mem, ref);
        sum += node->weight;
        ref = node->next;
    }
    sum -= pipe->to[end].offset;
    return sum < most ? (uint32_t)sum : most;
}

/*
 * Raw read: a new message of what is there, across the writes that brought it. Messages that are used up are
 * dropped; of the last one `offset` remembers how far it was read.
 */
static void read_bytes(mp_mem_t *mem, mp_pipe_state_t *pipe, const mp_op_t *op, mp_result_t *result)
{
    uint32_t end = op->index;
    uint32_t most = op->operand < 65536 ? (uint32_t)op->operand : 65536;
    uint32_t wanted = available(mem, pipe, end, most);
    if (!wanted)
        return;
    unsigned char bytes[65536];
    for (uint32_t got = 0; got < wanted;) {
        mp_node_t *node = mp_list_first(mem, &pipe->to[end].list);
        uint32_t size = 0;
        const unsigned char *from = mem->message_bytes(mem, node->message, &size);
        uint32_t offset = pipe->to[end].offset;
        uint32_t piece = node->weight - offset < wanted - got ? node->weight - offset : wanted - got;
        if (!from || offset + piece > size) {
            result->status = MP_ERR_CORRUPT;
            return;
        }
        memcpy(bytes + got, from + offset, piece);
        got += piece;
        pipe->to[end].offset = offset + piece;
        if (pipe->to[end].offset == node->weight) {
            pipe->to[end].offset = 0;
            mem->message_drop(mem, take(mem, pipe, end).message);
        }
    }
    result->message = mem->message_new(mem, bytes, wanted);
    result->value = wanted;
    if (!result->message)
        result->status = MP_ERR_MEMORY;
}

static void pipe_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                       mp_result_t *result)
{
    mp_pipe_state_t *pipe = (mp_pipe_state_t *)object;
    result->status = refusal(pipe, op, who);
    if (result->status)
        return;
    mp_touch_state(mem, object, sizeof *pipe);
    switch (op->kind) {
    case MP_OP_PIPE_SEND:
    case MP_OP_PIPE_WRITE:
        send(mem, pipe, op, who, result);
        break;
    case MP_OP_PIPE_RECV:
        receive(mem, pipe, op->index, result);
        break;
    case MP_OP_PIPE_READ:
        read_bytes(mem, pipe, op, result);
        break;
    case MP_OP_PIPE_POLL:
        result->value = 1;
        break;
    case MP_OP_PIPE_CLOSE:
        mp_set_remove(&pipe->holders[op->index], who);
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void pipe_bury(mp_mem_t *mem, mp_object_t *object, uint32_t who)
{
    mp_pipe_state_t *pipe = (mp_pipe_state_t *)object;
    if (!mp_set_has(&pipe->holders[0], who) && !mp_set_has(&pipe->holders[1], who))
        return;
    mp_touch_state(mem, object, sizeof *pipe);
    for (int end = 0; end < 2; end++) {
        mp_set_remove(&pipe->holders[end], who);
        if ((pipe->to[end].large & 0xffff) == who + 1)
            pipe->to[end].large = 0;
    }
}

static void pipe_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                     mp_reason_t *reason)
{
    const mp_pipe_state_t *pipe = (const mp_pipe_state_t *)object;
    if (pipe_enabled(mem, object, op, who) == MP_READY)
        return;
    if (writes(op->kind))
        mp_reason(reason, MP_WHY_FULL, MP_WHO_MAX, pipe->to[1 - op->index].list.count, "is full");
    else
        mp_reason(reason, MP_WHY_EMPTY, MP_WHO_MAX, 0, "is empty");
}

static void pipe_release(mp_mem_t *mem, mp_object_t *object)
{
    mp_pipe_state_t *pipe = (mp_pipe_state_t *)object;
    mp_list_drop(mem, &pipe->to[0].list);
    mp_list_drop(mem, &pipe->to[1].list);
}

static void pipe_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    const mp_pipe_state_t *pipe = (const mp_pipe_state_t *)object;
    for (int end = 0; end < 2; end++) {
        const mp_flow_t *flow = &pipe->to[end].flow;
        mp_put_set(bytes, &pipe->holders[end]);
        mp_list_serialise(mem, &pipe->to[end].list, bytes);
        mp_put(bytes, flow->pages);
        mp_put(bytes, flow->begin);
        mp_put(bytes, flow->end);
        mp_put(bytes, flow->bytes);
        mp_put(bytes, pipe->to[end].large);
        mp_put(bytes, pipe->to[end].offset);
    }
}

static void pipe_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    mp_pipe_state_t *pipe = (mp_pipe_state_t *)object;
    for (int end = 0; end < 2; end++) {
        mp_flow_t *flow = &pipe->to[end].flow;
        mp_get_set(bytes, &pipe->holders[end]);
        mp_list_deserialise(mem, &pipe->to[end].list, bytes);
        flow->pages = (uint32_t)mp_get(bytes);
        flow->begin = (uint32_t)mp_get(bytes);
        flow->end = (uint32_t)mp_get(bytes);
        flow->bytes = (uint32_t)mp_get(bytes);
        pipe->to[end].large = (uint32_t)mp_get(bytes);
        pipe->to[end].offset = (uint32_t)mp_get(bytes);
    }
}

const mp_sync_t mp_sync_pipe = {
    .bytes = sizeof(mp_pipe_state_t),
    .create = pipe_create,
    .release = pipe_release,
    .enabled = pipe_enabled,
    .apply = pipe_apply,
    .bury = pipe_bury,
    .why = pipe_why,
    .serialise = pipe_serialise,
    .deserialise = pipe_deserialise,
};
