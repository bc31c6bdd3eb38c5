/*
 * Value and Array: slots of 64 bits. One made with a lock takes it for each single access: so a load or store
 * waits while another process holds that lock, and is a step of its own all the same.
 *
 * The lock's guard protects the access (live.c); without a lock a slot is read and written whole, with no
 * guard. A store is one aligned 8-byte write, so it needs no undo.
 */
#include "core/sync.h"

static void value_create(mp_mem_t *mem, mp_object_t *object, const mp_create_t *create)
{
    (void)mem;
    mp_value_state_t *value = (mp_value_state_t *)object;
    for (uint32_t i = 0; i < object->count; i++)
        value->slots[i] = create->slots ? create->slots[i] : create->initial;
}

static mp_enabled_t value_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                  uint32_t who)
{
    if (!object->lock || op->flags & MP_OP_RAW || op->index >= object->count)
        return MP_READY;
    const mp_object_t *lock = mp_object(mem, object->lock);
    return !lock || mp_lock_open_to(lock, who) ? MP_READY : MP_BLOCKED;
}

static void value_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_result_t *result)
{
    (void)mem;
    (void)who;
    mp_value_state_t *value = (mp_value_state_t *)object;
    if (op->index >= object->count)
        result->status = MP_ERR_INDEX;
    else if (op->kind == MP_OP_LOAD)
        result->value = __atomic_load_n(&value->slots[op->index], __ATOMIC_ACQUIRE);
    else if (op->kind == MP_OP_STORE)
        __atomic_store_n(&value->slots[op->index], op->operand, __ATOMIC_RELEASE);
    else
        result->status = MP_ERR_OBJECT;
}

static void value_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                      mp_reason_t *reason)
{
    const mp_object_t *lock = object->lock ? mp_object(mem, object->lock) : NULL;
    if (lock && value_enabled(mem, object, op, who) == MP_BLOCKED)
        mp_lock_why(lock, object->lock, who, reason);
}

static void value_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    const mp_value_state_t *value = (const mp_value_state_t *)object;
    for (uint32_t i = 0; i < object->count; i++)
        mp_put(bytes, value->slots[i]);
}

static void value_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_value_state_t *value = (mp_value_state_t *)object;
    for (uint32_t i = 0; i < object->count; i++)
        value->slots[i] = mp_get(bytes);
}

const mp_sync_t mp_sync_value = {
    .bytes = sizeof(mp_value_state_t),
    .create = value_create,
    .enabled = value_enabled,
    .apply = value_apply,
    .why = value_why,
    .serialise = value_serialise,
    .deserialise = value_deserialise,
};
