/* The two ends of a Pipe. A process that closes an end keeps the object: its further uses are CPython's
 * errors. */
#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_message.h"
#include "lessons/vm/mp_process.h"

enum { CONNECTION_READS = 1, CONNECTION_WRITES = 2, CONNECTION_CLOSED = 4 };

static native_status_t check(vm_t *vm, value_t connection, uint32_t needs)
{
    uint32_t flags = mp_handle(vm, connection)->flags;
    if (flags & CONNECTION_CLOSED)
        return native_raise(vm, EXC_OS_ERROR, "handle is closed");
    if (needs & ~flags)
        return native_raise(vm, EXC_OS_ERROR,
                            needs == CONNECTION_READS ? "connection is write-only"
                                                      : "connection is read-only");
    return NATIVE_OK;
}

static mp_op_t *end_operation(vm_t *vm, mp_op_kind_t kind, value_t connection)
{
    mp_op_t *op = mp_operation(vm, kind, connection);
    op->index = mp_handle(vm, connection)->index;
    return op;
}

native_status_t mp_make_pipe(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool duplex = mp_flag(vm, args[0], true);
    value_t ends[2];
    value_t class = native_class(vm, &mp_connection_type);
    mp_create_t create = {.kind = MP_PIPE, .flags = duplex ? MP_CREATE_DUPLEX : 0};
    if (mp_make(vm, class, &create, 0, &ends[0]) != NATIVE_OK)
        return NATIVE_RAISE;
    ends[1] = native_object_new(vm, class, 0, sizeof(mp_handle_t));
    mp_handle(vm, ends[1])->ref = mp_handle(vm, ends[0])->ref;
    mp_handle(vm, ends[1])->index = 1;
    mp_handle(vm, ends[0])->flags = CONNECTION_READS | (duplex ? CONNECTION_WRITES : 0u);
    mp_handle(vm, ends[1])->flags = CONNECTION_WRITES | (duplex ? CONNECTION_READS : 0u);
    *result = tuple_new(vm, ends, 2);
    return NATIVE_OK;
}

static native_status_t begin_send(vm_t *vm, value_t *args, uint32_t message, uint64_t bytes)
{
    mp_op_t *op = end_operation(vm, MP_OP_PIPE_SEND, args[0]);
    op->message = message;
    op->operand = bytes;
    args[2] = value_from_int(message);
    return NATIVE_OP;
}

static native_status_t connection_send(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint32_t message = 0;
    uint64_t bytes = 0;
    if (check(vm, args[0], CONNECTION_WRITES) != NATIVE_OK ||
        mp_message_pack(vm, args[1], &message, &bytes) != NATIVE_OK)
        return NATIVE_RAISE;
    return begin_send(vm, args, message, bytes);
}

static native_status_t connection_send_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint32_t message = 0;
    if (check(vm, args[0], CONNECTION_WRITES) != NATIVE_OK)
        return NATIVE_RAISE;
    if (value_kind(vm, args[1]) != KIND_BYTES)
        return native_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                            value_type_name(vm, args[1]));
    const bytes_t *bytes = as_bytes(vm, args[1]);
    if (mp_message_pack_bytes(vm, bytes->bytes, bytes->size, &message) != NATIVE_OK)
        return NATIVE_RAISE;
    return begin_send(vm, args, message, bytes->size);
}

static native_status_t connection_sent(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    *result = VALUE_NONE;
    if (done->status == MP_OK)
        return NATIVE_OK;
    vm->world->calls->message_free(vm->world, (uint32_t)value_to_int(args[2]));
    return mp_raise(vm, done->status);
}

static native_status_t connection_recv(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    if (check(vm, args[0], CONNECTION_READS) != NATIVE_OK)
        return NATIVE_RAISE;
    end_operation(vm, MP_OP_PIPE_RECV, args[0]);
    return NATIVE_OP;
}

static native_status_t connection_received(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    return done->status == MP_OK ? mp_message_unpack(vm, done->message, result) : mp_raise(vm, done->status);
}

static native_status_t connection_recv_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    int64_t most = 0;
    if (!value_is_unset(args[1]) && !value_is_none(args[1])) {
        if (mp_index(vm, args[1], &most) != NATIVE_OK)
            return NATIVE_RAISE;
        if (most < 0)
            return native_raise(vm, EXC_VALUE_ERROR, "negative maxlength");
    }
    return connection_recv(vm, args, nargs, result);
}

/* A message that is too long is lost with its connection, as CPython closes it. */
static native_status_t too_long(vm_t *vm, value_t *args)
{
    mp_handle(vm, args[0])->flags |= CONNECTION_CLOSED;
    return native_raise(vm, EXC_OS_ERROR, "bad message length");
}

static native_status_t connection_received_bytes(vm_t *vm, const mp_result_t *done, value_t *args,
                                                 value_t *result)
{
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    native_status_t status = mp_message_unpack_bytes(vm, done->message, result);
    bool bounded = value_is_small_int(args[1]);
    if (status == NATIVE_OK && bounded && (int64_t)as_bytes(vm, *result)->size > value_to_int(args[1]))
        return too_long(vm, args);
    return status;
}

static native_status_t connection_poll(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = 0;
    if (check(vm, args[0], CONNECTION_READS) != NATIVE_OK)
        return NATIVE_RAISE;
    if (!value_is_unset(args[1]) && mp_timeout(vm, args[1], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    end_operation(vm, MP_OP_PIPE_POLL, args[0])->timeout_ns = timeout_ns;
    return NATIVE_OP;
}

/* At the end of file poll answers True: there is something to notice. */
static native_status_t connection_polled(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status == MP_EOF) {
        *result = VALUE_TRUE;
        return NATIVE_OK;
    }
    return mp_finish_truth(vm, done, args, result);
}

static native_status_t connection_close(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    if (mp_handle(vm, args[0])->flags & CONNECTION_CLOSED)
        return NATIVE_OK;
    mp_handle(vm, args[0])->flags |= CONNECTION_CLOSED;
    end_operation(vm, MP_OP_PIPE_CLOSE, args[0]);
    return NATIVE_OP;
}

static native_status_t connection_enter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)nargs;
    *result = args[0];
    return NATIVE_OK;
}

static native_status_t get_flag(vm_t *vm, value_t *args, uint32_t flag, value_t *result)
{
    *result = value_from_bool((mp_handle(vm, args[0])->flags & flag) != 0);
    return NATIVE_OK;
}

static native_status_t get_closed(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return get_flag(vm, args, CONNECTION_CLOSED, result);
}

static native_status_t get_readable(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return get_flag(vm, args, CONNECTION_READS, result);
}

static native_status_t get_writable(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return get_flag(vm, args, CONNECTION_WRITES, result);
}

static native_status_t refuse_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs, (void)result;
    return native_raise(vm, EXC_TYPE_ERROR, "in the sandbox connections come from Pipe()");
}

static const native_def_t connection_methods[] = {
    {"__new__", "cls, *values", refuse_new, NULL, NULL},
    {"send", "self, obj, stage=, /", connection_send, connection_sent, NULL},
    {"recv", "self, /", connection_recv, connection_received, NULL},
    {"send_bytes", "self, buf, stage=, /", connection_send_bytes, connection_sent, NULL},
    {"recv_bytes", "self, maxlength=", connection_recv_bytes, connection_received_bytes, NULL},
    {"poll", "self, timeout=", connection_poll, connection_polled, NULL},
    {"close", "self, /", connection_close, mp_finish_none, NULL},
    {"__enter__", "self, /", connection_enter, NULL, NULL},
    {"__exit__", "self, kind, error, trace, /", connection_close, mp_finish_none, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t connection_properties[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"readable", get_readable, NULL, NULL, NULL},
    {"writable", get_writable, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_connection_type = {.name = "Connection",
                                          .module = "multiprocessing.connection",
                                          .kind = KIND_OBJECT,
                                          .methods = connection_methods,
                                          .properties = connection_properties};
