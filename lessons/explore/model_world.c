/*
 * The world as a machine sees it while it runs inside the search: every operation suspends it, objects are
 * made in the model's columns, messages are numbers.
 *
 * Objects and processes are named by their creator's path and their ordinal there. The counters of the
 * running process stand in the trailer of its image (model_run.c), so they are private state like any other.
 */
#include "lessons/explore/model_internal.h"

#include <string.h>

static model_t *model_of(world_t *world)
{
    return ((model_world_t *)(void *)world)->model;
}

static world_status_t perform(world_t *world, struct vm *vm, const mp_op_t *op, mp_result_t *result)
{
    (void)vm;
    (void)result;
    model_world_t *own = (model_world_t *)(void *)world;
    own->op = *op;
    own->stands = true;
    return WORLD_SUSPEND;
}

static bool add_effect(model_t *model, uint16_t column, uint32_t state)
{
    if (!model_grow(model, &model->effects, &model->effect_room, model->effect_count + 1,
                    sizeof *model->effects)) {
        return false;
    }
    model->effects[model->effect_count++] = (effect_t){.column = column, .state = state};
    return true;
}

static mp_status_t create(world_t *world, struct vm *vm, const mp_create_t *create, uint32_t *ref)
{
    model_t *model = model_of(world);
    (void)vm;
    mp_create_t whole = *create;
    whole.creator = model->processes[model->running_who].path;
    whole.ordinal = ++model->running_objects;
    whole.who = whole.kind == MP_PIPE ? model->running_who : 0;
    uint16_t column = model_object_column(model, &whole);
    if (column == MODEL_NO_COLUMN) {
        return MP_ERR_MEMORY;
    }
    /* The first state of an object is that of its creation: make a fresh one to read it off. */
    uint32_t fresh;
    if (mp_object_create(&model->scratch.mem, &whole, &fresh) != MP_OK) {
        model_fail(model, "out of memory");
        return MP_ERR_MEMORY;
    }
    mp_bytes_t bytes = {.bytes = model->object_buffer, .size = MODEL_OBJECT_BYTES};
    mp_object_serialise(&model->scratch.mem, fresh, &bytes);
    mp_object_free(&model->scratch.mem, fresh);
    uint32_t state = bytes.failed ? 0 : intern_put(model->states, bytes.bytes, bytes.used, NULL);
    if (!state || !add_effect(model, column, state)) {
        model_fail(model, "out of memory");
        return MP_ERR_MEMORY;
    }
    *ref = model->columns[column].ref;
    return MP_OK;
}

static mp_status_t message_new(world_t *world, const void *bytes, size_t size, uint32_t *handle)
{
    uint32_t number = intern_put(model_of(world)->messages, bytes, size, NULL);
    if (!number) {
        model_fail(model_of(world), "out of memory");
        return MP_ERR_MEMORY;
    }
    *handle = number;
    return MP_OK;
}

static const void *message_read(world_t *world, uint32_t handle, size_t *size)
{
    model_t *model = model_of(world);
    if (handle == 0 || handle > intern_count(model->messages)) {
        return NULL;
    }
    return intern_get(model->messages, handle, size);
}

static void message_free(world_t *world, uint32_t handle)
{
    (void)world;
    (void)handle;
}

/* Process ids are tokens: the same in every schedule, whatever the kernel would give. */
static int64_t pid(world_t *world, uint32_t process)
{
    model_t *model = model_of(world);
    model->assumed.pids = true;
    uint16_t column = model_column_of(model, process ? process : model->running_object);
    return 1000 + (column == MODEL_NO_COLUMN ? 0 : column);
}

static uint32_t self_process(world_t *world)
{
    return model_of(world)->running_object;
}

static uint32_t cpu_count(world_t *world)
{
    (void)world;
    return 2;
}

static void poll(world_t *world, struct vm *vm)
{
    (void)world;
    (void)vm;
}

static const world_calls_t calls = {
    .perform = perform,
    .create = create,
    .message_new = message_new,
    .text_new = message_new,
    .message_read = message_read,
    .message_free = message_free,
    .pid = pid,
    .self_process = self_process,
    .cpu_count = cpu_count,
    .poll = poll,
};

void model_world_init(model_t *model)
{
    model->world = (model_world_t){.world = {.calls = &calls}, .model = model};
}
