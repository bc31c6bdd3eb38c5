/*
 * Queue and SimpleQueue. A put copies the item at once; the queue's delivery into the pipe is the world's
 * affair.
 *
 * Each process keeps the queues into which it has put something in a list (root SESSION): it does not end
 * before they are delivered. A queue remembers in its handle which process put it there last, so a child,
 * which has a copy of all this, begins anew.
 */
#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_message.h"

enum { QUEUE_CLOSED = 1, QUEUE_MAY_LOSE = 2 };
enum { SLOT_EMPTY, SLOT_FULL, QUEUE_SLOTS }; /* the exception classes queue.Empty and queue.Full */

static native_status_t make_channel(vm_t *vm, value_t *args, uint16_t flags, value_t *result)
{
    int64_t maxsize = 0;
    if (mp_index(vm, args[1], &maxsize) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_create_t create = {.kind = MP_QUEUE, .flags = flags, .count = MP_QUEUE_NO_LIMIT};
    if (maxsize > 0)
        create.count = maxsize < INT32_MAX ? (uint32_t)maxsize : INT32_MAX;
    if (mp_make(vm, args[0], &create, QUEUE_SLOTS, result) != NATIVE_OK)
        return NATIVE_RAISE;
    as_object(vm, *result)->slots[SLOT_EMPTY] = args[2];
    as_object(vm, *result)->slots[SLOT_FULL] = args[3];
    return NATIVE_OK;
}

static native_status_t make_queue(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return make_channel(vm, args, 0, result);
}

static native_status_t make_simple(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return make_channel(vm, args, MP_CREATE_SIMPLE, result);
}

static native_status_t raise_slot(vm_t *vm, value_t queue, int slot)
{
    value_t class = as_object(vm, queue)->slots[slot];
    return native_raise_object(vm, exception_new(vm, class, vm->empty_tuple));
}

static native_status_t check_open(vm_t *vm, value_t queue)
{
    value_t text = VALUE_UNSET;
    if (!(mp_handle(vm, queue)->flags & QUEUE_CLOSED))
        return NATIVE_OK;
    if (value_repr(vm, queue, &text) != NATIVE_OK)
        text = str_from_c(vm, "Queue");
    return native_raise(vm, EXC_VALUE_ERROR, "Queue %s is closed", as_str(vm, text)->bytes);
}

/* ---- put ---- */

static void remember(vm_t *vm, value_t queue)
{
    mp_handle_t *handle = mp_handle(vm, queue);
    if (handle->count == vm->state.process + 1)
        return;
    handle->count = vm->state.process + 1;
    value_t *mine = &vm->state.roots[ROOT_SESSION];
    if (value_kind(vm, *mine) != KIND_LIST)
        *mine = list_new(vm, NULL, 0);
    list_append(vm, *mine, queue);
}

/* An item that cannot be sent is the feeder's problem in CPython: it writes a traceback and goes on. (What only
 * the sandbox cannot send is raised at the put.) */
static native_status_t report_unsendable(vm_t *vm, value_t *args)
{
    value_t text = exception_text(vm, vm->state.exception);
    vm->state.exception = VALUE_NONE;
    uint32_t message = 0;
    if (mp_message_pack_bytes(vm, as_str(vm, text)->bytes, as_str(vm, text)->size, &message) != NATIVE_OK)
        return NATIVE_RAISE;
    args[2] = args[3] = VALUE_NONE;
    mp_op_t *op = native_op(vm, MP_OP_WRITE);
    op->index = 2;
    op->message = message;
    return NATIVE_OP;
}

static native_status_t begin_put(vm_t *vm, value_t *args, int64_t timeout_ns)
{
    uint32_t message = 0;
    uint64_t bytes = 0;
    if (check_open(vm, args[0]) != NATIVE_OK)
        return NATIVE_RAISE;
    if (mp_message_pack(vm, args[1], &message, &bytes) != NATIVE_OK) {
        bool ours = exception_is(vm, vm->state.exception, EXC_MEMORY_ERROR) ||
                    exception_is(vm, vm->state.exception, EXC_NOT_IMPLEMENTED_ERROR);
        return ours ? NATIVE_RAISE : report_unsendable(vm, args);
    }
    remember(vm, args[0]);
    mp_op_t *op = mp_operation(vm, MP_OP_QUEUE_PUT, args[0]);
    op->message = message;
    op->operand = bytes;
    op->timeout_ns = timeout_ns;
    args[2] = value_from_int(message);
    return NATIVE_OP;
}

static native_status_t queue_put(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[3], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    return begin_put(vm, args, mp_flag(vm, args[2], true) ? timeout_ns : 0);
}

static native_status_t queue_put_nowait(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return begin_put(vm, args, 0);
}

/* SimpleQueue pickles in the caller, so there the error comes out of put. */
static native_status_t simple_put(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint32_t message = 0;
    uint64_t bytes = 0;
    if (mp_message_pack(vm, args[1], &message, &bytes) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = mp_operation(vm, MP_OP_QUEUE_PUT, args[0]);
    op->message = message;
    op->operand = bytes;
    args[2] = value_from_int(message);
    return NATIVE_OP;
}

/* put() of a pool's tasks: what cannot be sent is the caller's error. */
static native_status_t queue_send(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    remember(vm, args[0]);
    return simple_put(vm, args, nargs, result);
}

static native_status_t queue_was_put(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    *result = VALUE_NONE;
    if (done->status == MP_OK)
        return NATIVE_OK;
    if (value_is_small_int(args[2]))
        vm->world->calls->message_free(vm->world, (uint32_t)value_to_int(args[2]));
    return done->status == MP_TIMEOUT ? raise_slot(vm, args[0], SLOT_FULL) : mp_raise(vm, done->status);
}

/* ---- get ---- */

static native_status_t begin_get(vm_t *vm, value_t queue, int64_t timeout_ns)
{
    if (check_open(vm, queue) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_operation(vm, MP_OP_QUEUE_GET, queue)->timeout_ns = timeout_ns;
    return NATIVE_OP;
}

static native_status_t queue_get(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[2], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    return begin_get(vm, args[0], mp_flag(vm, args[1], true) ? timeout_ns : 0);
}

static native_status_t queue_get_nowait(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return begin_get(vm, args[0], 0);
}

static native_status_t simple_get(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return begin_get(vm, args[0], -1);
}

/* get(timeout) of a pool's results */
static native_status_t simple_get_in_time(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[1], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    return begin_get(vm, args[0], timeout_ns);
}

static native_status_t queue_was_got(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status == MP_OK)
        return mp_message_unpack(vm, done->message, result);
    return done->status == MP_TIMEOUT ? raise_slot(vm, args[0], SLOT_EMPTY) : mp_raise(vm, done->status);
}

/* ---- the rest ---- */

#define QUEUE_QUESTION(name, kind)                                                                           \
    static native_status_t name(vm_t *vm, value_t *args, int nargs, value_t *result)                         \
    {                                                                                                        \
        (void)nargs, (void)result;                                                                           \
        mp_operation(vm, kind, args[0]);                                                                     \
        return NATIVE_OP;                                                                                    \
    }
QUEUE_QUESTION(queue_size, MP_OP_QUEUE_SIZE)
QUEUE_QUESTION(queue_empty, MP_OP_QUEUE_EMPTY)
QUEUE_QUESTION(queue_full, MP_OP_QUEUE_FULL)

static native_status_t queue_close(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mp_handle(vm, args[0])->flags |= QUEUE_CLOSED;
    *result = VALUE_NONE;
    if (mp_handle(vm, args[0])->count != vm->state.process + 1)
        return NATIVE_OK; /* nothing was put by this process: nothing is left to deliver */
    mp_operation(vm, MP_OP_QUEUE_CLOSE, args[0]);
    return NATIVE_OP;
}

static native_status_t queue_flush(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    const mp_handle_t *handle = mp_handle(vm, args[0]);
    if ((handle->flags & QUEUE_MAY_LOSE) || handle->count != vm->state.process + 1)
        return NATIVE_OK;
    mp_operation(vm, MP_OP_QUEUE_FLUSH, args[0]);
    return NATIVE_OP;
}

static native_status_t queue_join_thread(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    value_t text = VALUE_UNSET;
    if (mp_handle(vm, args[0])->flags & QUEUE_CLOSED)
        return queue_flush(vm, args, nargs, result);
    if (value_repr(vm, args[0], &text) != NATIVE_OK)
        text = str_from_c(vm, "Queue");
    return native_raise(vm, EXC_ASSERTION_ERROR, "Queue %s not closed", as_str(vm, text)->bytes);
}

static native_status_t queue_may_lose(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mp_handle(vm, args[0])->flags |= QUEUE_MAY_LOSE;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static const native_def_t queue_methods[] = {
    {"__new__", "cls, maxsize, empty, full, /", make_queue, NULL, NULL},
    {"put", "self, obj, block=, timeout=", queue_put, queue_was_put, NULL},
    {"put_nowait", "self, obj, stage=, unused=", queue_put_nowait, queue_was_put, NULL},
    {"get", "self, block=, timeout=", queue_get, queue_was_got, NULL},
    {"get_nowait", "self", queue_get_nowait, queue_was_got, NULL},
    {"qsize", "self", queue_size, mp_finish_int, NULL},
    {"empty", "self", queue_empty, mp_finish_truth, NULL},
    {"full", "self", queue_full, mp_finish_truth, NULL},
    {"close", "self", queue_close, mp_finish_none, NULL},
    {"join_thread", "self", queue_join_thread, mp_finish_none, NULL},
    {"cancel_join_thread", "self", queue_may_lose, NULL, NULL},
    {"_flush", "self", queue_flush, mp_finish_none, NULL},
    {"_send", "self, obj, stage=", queue_send, queue_was_put, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static native_status_t nothing(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static const native_def_t simple_methods[] = {
    {"__new__", "cls, maxsize, empty, full, /", make_simple, NULL, NULL},
    {"put", "self, obj, stage=", simple_put, queue_was_put, NULL},
    {"get", "self", simple_get, queue_was_got, NULL},
    {"_get", "self, timeout", simple_get_in_time, queue_was_got, NULL},
    {"empty", "self", queue_empty, mp_finish_truth, NULL},
    {"close", "self", nothing, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_queue_type = {
    .name = "Queue", .module = "multiprocessing.queues", .kind = KIND_OBJECT, .methods = queue_methods};
const native_type_t mp_simple_queue_type = {.name = "SimpleQueue",
                                            .module = "multiprocessing.queues",
                                            .kind = KIND_OBJECT,
                                            .methods = simple_methods};
