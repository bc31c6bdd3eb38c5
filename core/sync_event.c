/*
 * Event. Its flag lies in the object's word (`owner`). Who waits when it is set is let go even if it is
 * cleared before they run; then, as in CPython, their wait says that it is not set.
 */
#include "core/sync.h"

static mp_enabled_t event_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                  uint32_t who)
{
    (void)mem;
    const mp_event_state_t *event = (const mp_event_state_t *)object;
    if (op->kind != MP_OP_EVENT_WAIT || mp_set_has(&event->notified, who))
        return MP_READY;
    if (mp_set_has(&event->sleeping, who))
        return MP_BLOCKED;
    return object->owner ? MP_READY : MP_ENTER;
}

static void wait(mp_event_state_t *event, uint32_t who, mp_result_t *result)
{
    bool notified = mp_set_has(&event->notified, who);
    if (!notified && !event->header.owner) {
        mp_set_add(&event->sleeping, who);
        result->status = MP_AGAIN;
        return;
    }
    mp_set_remove(&event->notified, who);
    result->value = event->header.owner;
}

static void event_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_result_t *result)
{
    mp_event_state_t *event = (mp_event_state_t *)object;
    mp_touch_state(mem, object, sizeof *event);
    mp_touch_word(mem, object);
    switch (op->kind) {
    case MP_OP_EVENT_SET:
        object->owner = 1;
        for (unsigned i = 0; i < MP_WHO_MAX / 64; i++)
            event->notified.bits[i] |= event->sleeping.bits[i];
        event->sleeping = (mp_set_t){0};
        break;
    case MP_OP_EVENT_CLEAR:
        object->owner = 0;
        break;
    case MP_OP_EVENT_IS_SET:
        result->value = object->owner;
        break;
    case MP_OP_EVENT_WAIT:
        wait(event, who, result);
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void forget(mp_mem_t *mem, mp_object_t *object, uint32_t who)
{
    mp_event_state_t *event = (mp_event_state_t *)object;
    mp_touch_state(mem, object, sizeof *event);
    mp_set_remove(&event->sleeping, who);
    mp_set_remove(&event->notified, who);
}

static void event_expire(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                         mp_result_t *result)
{
    (void)op;
    (void)result;
    forget(mem, object, who);
}

static void event_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                      mp_reason_t *reason)
{
    if (event_enabled(mem, object, op, who) != MP_READY)
        mp_reason(reason, MP_WHY_NOT_SET, MP_WHO_MAX, 0, "is not set");
}

static void event_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    const mp_event_state_t *event = (const mp_event_state_t *)object;
    mp_put(bytes, object->owner);
    mp_put_set(bytes, &event->sleeping);
    mp_put_set(bytes, &event->notified);
}

static void event_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_event_state_t *event = (mp_event_state_t *)object;
    object->owner = (uint16_t)mp_get(bytes);
    mp_get_set(bytes, &event->sleeping);
    mp_get_set(bytes, &event->notified);
}

const mp_sync_t mp_sync_event = {
    .bytes = sizeof(mp_event_state_t),
    .enabled = event_enabled,
    .apply = event_apply,
    .expire = event_expire,
    .bury = forget,
    .why = event_why,
    .serialise = event_serialise,
    .deserialise = event_deserialise,
};
