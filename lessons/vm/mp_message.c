#include "lessons/vm/mp_message.h"

#include <string.h>

#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_pickle.h"
#include "lessons/vm/mp_pickle_codes.h"

enum { PLAIN_BYTES = 24 };

native_status_t mp_message_pack_bytes(vm_t *vm, const void *bytes, size_t size, uint32_t *message)
{
    mp_status_t status = vm->world->calls->message_new(vm->world, bytes, size, message);
    return status == MP_OK ? NATIVE_OK : mp_raise(vm, status);
}

/* The commonest items at once: None, True, False, and ints of up to 32 bits. Returns the size, 0 for all
 * others. */
static size_t pack_plain(value_t value, uint8_t bytes[PLAIN_BYTES])
{
    bytes[0] = PICKLE_PROTO;
    bytes[1] = 4;
    if (value_is_small_int(value)) {
        int64_t number = value_to_int(value);
        if (number < INT32_MIN || number > INT32_MAX)
            return 0;
        if (number >= 0 && number < 256) {
            bytes[2] = PICKLE_INT1;
            bytes[3] = (uint8_t)number;
            bytes[4] = PICKLE_STOP;
            return 5;
        }
        uint64_t width = number >= 0 && number < 65536 ? 2 : 4, frame = width + 2;
        bytes[2] = PICKLE_FRAME;
        memcpy(bytes + 3, &frame, sizeof frame);
        bytes[11] = width == 2 ? PICKLE_INT2 : PICKLE_INT4;
        memcpy(bytes + 12, &number, width);
        bytes[12 + width] = PICKLE_STOP;
        return 13 + width;
    }
    if (value_is_ref(value) || value_is_double(value) || value_is_unset(value))
        return 0;
    bytes[2] = value_is_none(value) ? PICKLE_NONE : value == VALUE_TRUE ? PICKLE_TRUE : PICKLE_FALSE;
    bytes[3] = PICKLE_STOP;
    return value_is_none(value) || value_is_bool(value) ? 4 : 0;
}

typedef struct packing {
    uint32_t *message;
    uint64_t *bytes;
} packing_t;

static native_status_t pack_bytes(vm_t *vm, const uint8_t *bytes, size_t size, void *context)
{
    const packing_t *packing = context;
    *packing->bytes = size;
    return mp_message_pack_bytes(vm, bytes, size, packing->message);
}

native_status_t mp_message_pack(vm_t *vm, value_t value, uint32_t *message, uint64_t *bytes)
{
    uint8_t plain[PLAIN_BYTES];
    size_t plain_size = pack_plain(value, plain);
    packing_t packing = {message, bytes};
    if (plain_size > 0)
        return pack_bytes(vm, plain, plain_size, &packing);
    return mp_pickle_save(vm, value, pack_bytes, &packing);
}

/* What pack_plain wrote. */
static bool unpack_plain(const uint8_t *bytes, size_t size, value_t *value)
{
    if (size == 4 && bytes[3] == PICKLE_STOP) {
        *value = bytes[2] == PICKLE_NONE ? VALUE_NONE : bytes[2] == PICKLE_TRUE ? VALUE_TRUE : VALUE_FALSE;
        return bytes[2] == PICKLE_NONE || bytes[2] == PICKLE_TRUE || bytes[2] == PICKLE_FALSE;
    }
    if (size == 5 && bytes[2] == PICKLE_INT1 && bytes[4] == PICKLE_STOP) {
        *value = value_from_int(bytes[3]);
        return true;
    }
    if (size == 15 && bytes[11] == PICKLE_INT2 && bytes[14] == PICKLE_STOP) {
        *value = value_from_int(bytes[12] | bytes[13] << 8);
        return true;
    }
    if (size == 17 && bytes[11] == PICKLE_INT4 && bytes[16] == PICKLE_STOP) {
        int32_t number;
        memcpy(&number, bytes + 12, sizeof number);
        *value = value_from_int(number);
        return true;
    }
    return false;
}

native_status_t mp_message_unpack(vm_t *vm, uint32_t message, value_t *value)
{
    size_t size = 0;
    const void *bytes = vm->world->calls->message_read(vm->world, message, &size);
    native_status_t status = NATIVE_OK;
    if (!bytes)
        status = native_raise(vm, EXC_OS_ERROR, "a message was lost");
    else if (!unpack_plain(bytes, size, value))
        status = mp_pickle_load(vm, bytes, size, value);
    vm->world->calls->message_free(vm->world, message);
    return status;
}

native_status_t mp_message_unpack_bytes(vm_t *vm, uint32_t message, value_t *value)
{
    size_t size = 0;
    const void *bytes = vm->world->calls->message_read(vm->world, message, &size);
    if (!bytes)
        return native_raise(vm, EXC_OS_ERROR, "a message was lost");
    *value = bytes_new(vm, bytes, size);
    vm->world->calls->message_free(vm->world, message);
    return NATIVE_OK;
}
