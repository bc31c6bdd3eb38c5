#include "lessons/vm/mp_message.h"

#include <stdlib.h>

#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_pickle.h"
#include "lessons/vm/mp_pickle_codes.h"

native_status_t mp_message_pack_bytes(vm_t *vm, const void *bytes, size_t size, uint32_t *message)
{
    mp_status_t status = vm->world->calls->message_new(vm->world, bytes, size, message);
    return status == MP_OK ? NATIVE_OK : mp_raise(vm, status);
}

native_status_t mp_message_pack(vm_t *vm, value_t value, uint32_t *message, uint64_t *bytes)
{
    if (value_is_small_int(value) && value_to_int(value) >= 0 && value_to_int(value) < 256) {
        const uint8_t small[5] = {PICKLE_PROTO, 4, PICKLE_INT1, (uint8_t)value_to_int(value), PICKLE_STOP};
        *bytes = sizeof small;
        return mp_message_pack_bytes(vm, small, sizeof small, message);
    }
    mp_pickle_t pickle;
    if (mp_pickle_save(vm, value, &pickle) != NATIVE_OK)
        return NATIVE_RAISE;
    *bytes = pickle.size;
    mp_status_t status = vm->world->calls->message_new(vm->world, pickle.bytes, pickle.size, message);
    free(pickle.bytes);
    return status == MP_OK ? NATIVE_OK : mp_raise(vm, status);
}

native_status_t mp_message_unpack(vm_t *vm, uint32_t message, value_t *value)
{
    size_t size = 0;
    const void *bytes = vm->world->calls->message_read(vm->world, message, &size);
    native_status_t status =
        bytes ? mp_pickle_load(vm, bytes, size, value) : native_raise(vm, EXC_OS_ERROR, "a message was lost");
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
