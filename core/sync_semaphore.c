/* Semaphore and BoundedSemaphore: a number in the object's word, and the most that it may be (`count`). */
#include "core/sync.h"

enum { SEMAPHORE_MOST = 0x7fffffff };

static void semaphore_create(mp_mem_t *mem, mp_object_t *object, const mp_create_t *create)
{
    (void)mem;
    object->value = (uint32_t)create->initial;
    object->count = create->flags & MP_CREATE_BOUNDED ? object->value : SEMAPHORE_MOST;
}

static mp_enabled_t semaphore_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                      uint32_t who)
{
    (void)mem;
    (void)who;
    return op->kind != MP_OP_ACQUIRE || object->value ? MP_READY : MP_BLOCKED;
}

static void semaphore_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                            mp_result_t *result)
{
    (void)who;
    switch (op->kind) {
    case MP_OP_ACQUIRE:
        mp_touch_word(mem, object);
        object->value--;
        result->value = 1;
        break;
    case MP_OP_RELEASE:
        if (object->value >= object->count) {
            result->status = MP_ERR_RELEASED_TOO_OFTEN;
            break;
        }
        mp_touch_word(mem, object);
        object->value++;
        break;
    case MP_OP_SEM_VALUE:
        result->value = object->value;
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void semaphore_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                          mp_reason_t *reason)
{
    if (semaphore_enabled(mem, object, op, who) == MP_BLOCKED)
        mp_reason(reason, MP_WHY_ZERO, MP_WHO_MAX, 0, "is at zero");
}

static void semaphore_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_put(bytes, object->value);
}

static void semaphore_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    object->value = (uint32_t)mp_get(bytes);
}

const mp_sync_t mp_sync_semaphore = {
    .bytes = sizeof(mp_semaphore_state_t),
    .create = semaphore_create,
    .enabled = semaphore_enabled,
    .apply = semaphore_apply,
    .why = semaphore_why,
    .serialise = semaphore_serialise,
    .deserialise = semaphore_deserialise,
};
