/* The C API: thin wrappers of mp_perform and mp_live_create. */
#include <string.h>

#include "core/live.h"

static mp_create_t named(mp_kind_t kind, const char *name)
{
    mp_create_t create = {.kind = (uint16_t)kind};
    if (name)
        memcpy(create.name, name, strnlen(name, sizeof create.name - 1));
    return create;
}

static mp_status_t made(mp_self_t *self, mp_create_t create, uint32_t *object)
{
    return mp_live_create(self, &create, object);
}

static mp_status_t simple(mp_self_t *self, mp_op_kind_t kind, uint32_t object, int64_t timeout_ns,
                          mp_result_t *result)
{
    mp_op_t op = {.kind = (uint16_t)kind, .object = object, .timeout_ns = timeout_ns};
    return mp_perform(self, &op, result);
}

static mp_status_t plain(mp_self_t *self, mp_op_kind_t kind, uint32_t object)
{
    mp_result_t result;
    return simple(self, kind, object, -1, &result);
}

mp_status_t mp_process_new(mp_self_t *self, const char *name, uint32_t *process)
{
    return made(self, named(MP_PROCESS, name), process);
}

mp_status_t mp_process_start(mp_self_t *self, uint32_t process, bool *in_child)
{
    mp_result_t result;
    mp_status_t status = simple(self, MP_OP_START, process, -1, &result);
    *in_child = status == MP_OK && result.value == MP_PATH_NONE;
    return status;
}

mp_status_t mp_process_join(mp_self_t *self, uint32_t process, int64_t timeout_ns, int *wait_status)
{
    mp_result_t result;
    mp_status_t status = simple(self, MP_OP_JOIN, process, timeout_ns, &result);
    if (status == MP_OK && wait_status)
        *wait_status = (int)result.value;
    return status;
}

mp_status_t mp_process_is_alive(mp_self_t *self, uint32_t process, bool *alive)
{
    mp_result_t result;
    mp_status_t status = simple(self, MP_OP_IS_ALIVE, process, -1, &result);
    *alive = result.value != 0;
    return status;
}

mp_status_t mp_process_kill(mp_self_t *self, uint32_t process, int signal)
{
    mp_op_t op = {
        .kind = MP_OP_KILL, .object = process, .operand = (uint64_t)(uint32_t)signal, .timeout_ns = -1};
    mp_result_t result;
    return mp_perform(self, &op, &result);
}

void mp_process_exit(mp_self_t *self, int code)
{
    mp_op_t op = {.kind = MP_OP_EXIT, .operand = (uint32_t)code & 0xff, .timeout_ns = -1};
    mp_result_t result;
    mp_perform(self, &op, &result);
    __builtin_unreachable();
}

mp_status_t mp_value_new(mp_self_t *self, const char *name, uint64_t initial, uint32_t lock, uint32_t *value)
{
    mp_create_t create = named(MP_VALUE, name);
    create.initial = initial;
    create.lock = lock;
    return made(self, create, value);
}

mp_status_t mp_array_new(mp_self_t *self, const char *name, uint32_t count, uint64_t initial, uint32_t lock,
                         uint32_t *array)
{
    mp_create_t create = named(MP_ARRAY, name);
    create.count = count;
    create.initial = initial;
    create.lock = lock;
    return made(self, create, array);
}

mp_status_t mp_value_load(mp_self_t *self, uint32_t value, uint32_t index, uint64_t *bits)
{
    mp_op_t op = {.kind = MP_OP_LOAD, .object = value, .index = index, .timeout_ns = -1};
    mp_result_t result;
    mp_status_t status = mp_perform(self, &op, &result);
    if (status == MP_OK)
        *bits = result.value;
    return status;
}

mp_status_t mp_value_store(mp_self_t *self, uint32_t value, uint32_t index, uint64_t bits)
{
    mp_op_t op = {.kind = MP_OP_STORE, .object = value, .index = index, .operand = bits, .timeout_ns = -1};
    mp_result_t result;
    return mp_perform(self, &op, &result);
}

mp_status_t mp_lock_new(mp_self_t *self, const char *name, uint32_t *lock)
{
    return made(self, named(MP_LOCK, name), lock);
}

mp_status_t mp_rlock_new(mp_self_t *self, const char *name, uint32_t *rlock)
{
    return made(self, named(MP_RLOCK, name), rlock);
}

mp_status_t mp_semaphore_new(mp_self_t *self, const char *name, uint32_t initial, bool bounded,
                             uint32_t *semaphore)
{
    mp_create_t create = named(MP_SEMAPHORE, name);
    create.initial = initial;
    create.flags = bounded ? MP_CREATE_BOUNDED : 0;
    return made(self, create, semaphore);
}

mp_status_t mp_lock_acquire(mp_self_t *self, uint32_t lock, int64_t timeout_ns)
{
    mp_result_t result;
    return simple(self, MP_OP_ACQUIRE, lock, timeout_ns, &result);
}

mp_status_t mp_lock_release(mp_self_t *self, uint32_t lock)
{
    return plain(self, MP_OP_RELEASE, lock);
}

mp_status_t mp_condition_new(mp_self_t *self, const char *name, uint32_t lock, uint32_t *condition)
{
    mp_create_t create = named(MP_CONDITION, name);
    create.lock = lock;
    return made(self, create, condition);
}

mp_status_t mp_condition_wait(mp_self_t *self, uint32_t condition, uint32_t lock, int64_t timeout_ns)
{
    mp_result_t result;
    mp_op_t op = {.kind = MP_OP_COND_WAIT, .object = condition, .object2 = lock, .timeout_ns = -1};
    mp_status_t status = mp_perform(self, &op, &result);
    if (status != MP_OK)
        return status;
    mp_op_t again = {.kind = MP_OP_ACQUIRE, .object = lock, .operand = result.value, .timeout_ns = -1};
    status = simple(self, MP_OP_COND_WAKE, condition, timeout_ns, &result);
    while (mp_perform(self, &again, &result) == MP_INTERRUPTED) {
    }
    return status;
}

mp_status_t mp_condition_notify(mp_self_t *self, uint32_t condition, uint32_t lock, uint64_t count)
{
    mp_op_t op = {
        .kind = MP_OP_COND_NOTIFY, .object = condition, .object2 = lock, .operand = count, .timeout_ns = -1};
    mp_result_t result;
    return mp_perform(self, &op, &result);
}

mp_status_t mp_event_new(mp_self_t *self, const char *name, uint32_t *event)
{
    return made(self, named(MP_EVENT, name), event);
}

mp_status_t mp_event_set(mp_self_t *self, uint32_t event)
{
    return plain(self, MP_OP_EVENT_SET, event);
}

mp_status_t mp_event_clear(mp_self_t *self, uint32_t event)
{
    return plain(self, MP_OP_EVENT_CLEAR, event);
}

mp_status_t mp_event_wait(mp_self_t *self, uint32_t event, int64_t timeout_ns, bool *set)
{
    mp_result_t result;
    mp_status_t status = simple(self, MP_OP_EVENT_WAIT, event, timeout_ns, &result);
    *set = result.value != 0;
    return status;
}

mp_status_t mp_barrier_new(mp_self_t *self, const char *name, uint32_t parties, uint32_t *barrier)
{
    mp_create_t create = named(MP_BARRIER, name);
    create.count = parties;
    return made(self, create, barrier);
}

mp_status_t mp_barrier_wait(mp_self_t *self, uint32_t barrier, int64_t timeout_ns, uint32_t *index)
{
    mp_result_t result;
    const mp_object_t *object = mp_object(self->mem, barrier);
    mp_status_t status = simple(self, MP_OP_BARRIER_ENTER, barrier, -1, &result);
    if (status != MP_OK)
        return status;
    *index = (uint32_t)result.value;
    if (result.value + 1 == object->count)
        return MP_OK;
    return simple(self, MP_OP_BARRIER_LEAVE, barrier, timeout_ns, &result);
}

mp_status_t mp_queue_new(mp_self_t *self, const char *name, uint32_t maxsize, bool is_simple, uint32_t *queue)
{
    mp_create_t create = named(MP_QUEUE, name);
    create.count = maxsize;
    create.flags = is_simple ? MP_CREATE_SIMPLE : 0;
    return made(self, create, queue);
}

mp_status_t mp_queue_put(mp_self_t *self, uint32_t queue, uint32_t message, uint32_t weight,
                         int64_t timeout_ns)
{
    mp_op_t op = {.kind = MP_OP_QUEUE_PUT,
                  .object = queue,
                  .message = message,
                  .operand = weight,
                  .timeout_ns = timeout_ns};
    mp_result_t result;
    return mp_perform(self, &op, &result);
}

mp_status_t mp_queue_get(mp_self_t *self, uint32_t queue, int64_t timeout_ns, uint32_t *message)
{
    mp_result_t result;
    mp_status_t status = simple(self, MP_OP_QUEUE_GET, queue, timeout_ns, &result);
    if (status == MP_OK)
        *message = result.message;
    return status;
}

mp_status_t mp_queue_flush(mp_self_t *self, uint32_t queue)
{
    return plain(self, MP_OP_QUEUE_FLUSH, queue);
}

mp_status_t mp_pipe_new(mp_self_t *self, const char *name, bool duplex, uint32_t *pipe)
{
    mp_create_t create = named(MP_PIPE, name);
    create.flags = duplex ? MP_CREATE_DUPLEX : 0;
    return made(self, create, pipe);
}

mp_status_t mp_pipe_send(mp_self_t *self, uint32_t pipe, uint32_t end, uint32_t message, uint32_t weight)
{
    mp_op_t op = {.kind = MP_OP_PIPE_SEND,
                  .object = pipe,
                  .index = end,
                  .message = message,
                  .operand = weight,
                  .timeout_ns = -1};
    mp_result_t result;
    return mp_perform(self, &op, &result);
}

mp_status_t mp_pipe_recv(mp_self_t *self, uint32_t pipe, uint32_t end, uint32_t *message)
{
    mp_op_t op = {.kind = MP_OP_PIPE_RECV, .object = pipe, .index = end, .timeout_ns = -1};
    mp_result_t result;
    mp_status_t status = mp_perform(self, &op, &result);
    if (status == MP_OK)
        *message = result.message;
    return status;
}

mp_status_t mp_pipe_poll(mp_self_t *self, uint32_t pipe, uint32_t end, int64_t timeout_ns, bool *ready)
{
    mp_op_t op = {.kind = MP_OP_PIPE_POLL, .object = pipe, .index = end, .timeout_ns = timeout_ns};
    mp_result_t result;
    mp_status_t status = mp_perform(self, &op, &result);
    *ready = status == MP_OK && result.value;
    return status;
}

mp_status_t mp_pipe_close(mp_self_t *self, uint32_t pipe, uint32_t end)
{
    mp_op_t op = {.kind = MP_OP_PIPE_CLOSE, .object = pipe, .index = end, .timeout_ns = -1};
    mp_result_t result;
    return mp_perform(self, &op, &result);
}

mp_status_t mp_write(mp_self_t *self, int descriptor, const char *text, uint32_t bytes)
{
    mp_result_t result;
    mp_op_t op = {.kind = MP_OP_WRITE, .index = (uint32_t)descriptor, .timeout_ns = -1};
    op.message = mp_text_new(self, text, bytes);
    if (!op.message)
        return MP_ERR_MEMORY;
    mp_status_t status = mp_perform(self, &op, &result);
    if (status != MP_OK)
        mp_message_drop(self, op.message);
    return status;
}

mp_status_t mp_sleep(mp_self_t *self, int64_t duration_ns)
{
    mp_result_t result;
    return simple(self, MP_OP_SLEEP, 0, duration_ns, &result);
}

mp_status_t mp_clock(mp_self_t *self, int64_t *now_ns)
{
    mp_result_t result;
    mp_status_t status = simple(self, MP_OP_CLOCK, 0, -1, &result);
    *now_ns = (int64_t)result.value;
    return status;
}
