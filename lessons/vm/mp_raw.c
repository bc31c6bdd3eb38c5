/* os.pipe: the ends of a pipe of bytes, and writing to a descriptor past the streams. */
#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_message.h"
#include "lessons/vm/mp_process.h"

#include <errno.h>

static mp_op_t *end_operation(vm_t *vm, mp_op_kind_t kind, value_t end)
{
    mp_op_t *op = mp_operation(vm, kind, end);
    op->index = mp_handle(vm, end)->index;
    return op;
}

static native_status_t raise_end(vm_t *vm, uint32_t status)
{
    return status == MP_ERR_CLOSED ? mp_raise_os_error(vm, EBADF) : mp_raise(vm, status);
}

/* raw_pipe() → (the end that is read, the end that is written) */
native_status_t mp_make_raw_pipe(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    value_t ends[2];
    value_t class = native_class(vm, &mp_raw_end_type);
    mp_create_t create = {.kind = MP_PIPE, .flags = MP_CREATE_RAW};
    if (mp_make(vm, class, &create, 0, &ends[0]) != NATIVE_OK)
        return NATIVE_RAISE;
    ends[1] = native_object_new(vm, class, 0, sizeof(mp_handle_t));
    mp_handle(vm, ends[1])->ref = mp_handle(vm, ends[0])->ref;
    mp_handle(vm, ends[1])->index = 1;
    *result = tuple_new(vm, ends, 2);
    return NATIVE_OK;
}

static native_status_t read_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t count = 0;
    if (mp_index(vm, args[1], &count) != NATIVE_OK)
        return NATIVE_RAISE;
    if (count < 0)
        return mp_raise_os_error(vm, EINVAL);
    if (mp_handle(vm, args[0])->index != 0)
        return mp_raise_os_error(vm, EBADF);
    if (count == 0) {
        *result = bytes_new(vm, "", 0);
        return NATIVE_OK;
    }
    end_operation(vm, MP_OP_PIPE_READ, args[0])->operand = (uint64_t)count;
    return NATIVE_OP;
}

static native_status_t bytes_were_read(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    if (done->status == MP_EOF || (done->status == MP_OK && done->message == 0)) {
        *result = bytes_new(vm, "", 0);
        return NATIVE_OK;
    }
    return done->status == MP_OK ? mp_message_unpack_bytes(vm, done->message, result)
                                 : raise_end(vm, done->status);
}

static native_status_t pack(vm_t *vm, value_t data, uint32_t *message)
{
    if (value_kind(vm, data) != KIND_BYTES)
        return native_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                            value_type_name(vm, data));
    return mp_message_pack_bytes(vm, as_bytes(vm, data)->bytes, as_bytes(vm, data)->size, message);
}

static native_status_t write_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    uint32_t message = 0;
    if (mp_handle(vm, args[0])->index != 1)
        return mp_raise_os_error(vm, EBADF);
    if (value_kind(vm, args[1]) == KIND_BYTES && as_bytes(vm, args[1])->size == 0) {
        *result = value_from_int(0);
        return NATIVE_OK;
    }
    if (pack(vm, args[1], &message) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = end_operation(vm, MP_OP_PIPE_WRITE, args[0]);
    op->message = message;
    op->operand = as_bytes(vm, args[1])->size;
    args[2] = value_from_int(message);
    return NATIVE_OP;
}

static native_status_t bytes_were_written(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status == MP_OK) {
        *result = value_from_int(as_bytes(vm, args[1])->size);
        return NATIVE_OK;
    }
    vm->world->calls->message_free(vm->world, (uint32_t)value_to_int(args[2]));
    return raise_end(vm, done->status);
}

static native_status_t close_end(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    end_operation(vm, MP_OP_PIPE_CLOSE, args[0]);
    return NATIVE_OP;
}

static const native_def_t methods[] = {
    {"read", "self, count, /", read_bytes, bytes_were_read, NULL},
    {"write", "self, data, stage=, /", write_bytes, bytes_were_written, NULL},
    {"close", "self, /", close_end, mp_finish_none, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_raw_end_type = {
    .name = "RawEnd", .module = "_mp", .kind = KIND_OBJECT, .methods = methods, .final = true};

/* write(descriptor, data): past the streams, as os.write does */
native_status_t mp_write_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint32_t message = 0;
    int64_t descriptor = 1;
    if (mp_index(vm, args[0], &descriptor) != NATIVE_OK || pack(vm, args[1], &message) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = native_op(vm, MP_OP_WRITE);
    op->index = (uint32_t)descriptor;
    op->message = message;
    return NATIVE_OP;
}

native_status_t mp_bytes_written(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    *result = value_from_int(as_bytes(vm, args[1])->size);
    return done->status == MP_OK ? NATIVE_OK : mp_raise(vm, done->status);
}
