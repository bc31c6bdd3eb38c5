#include "lessons/run/world_live.h"

#include "lessons/run/entropy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/gate.h"
#include "core/live.h"
#include "core/parking.h"
#include "lessons/run/note.h"
#include "lessons/vm/vm.h"

/* ---- births ---- */

static void remember_child(world_live_t *live, uint32_t process, int32_t pid)
{
    if (live->child_count == live->child_room) {
        uint32_t room = live->child_room ? live->child_room * 2 : 16;
        world_live_child_t *children = realloc(live->children, room * sizeof *children);
        if (!children)
            return; /* its pid is then not known later on: Process.pid says 0 */
        live->children = children;
        live->child_room = room;
    }
    live->children[live->child_count++] = (world_live_child_t){process, pid};
}

static int32_t pid_of_running(const world_live_t *live, uint32_t process)
{
    mp_process_state_t state;
    if (!mp_object_copy(live->self->mem, process, &state, sizeof state, 100) || state.who >= MP_SLOTS)
        return 0;
    return atomic_load(&mp_world_slot(live->self->world, state.who)->pid);
}

/* Both sides of a birth; result->value is 0 in the child. */
static void perform_birth(world_live_t *live, vm_t *vm, const mp_op_t *op, mp_result_t *result)
{
    uint32_t process = op->object;
    mp_perform(live->self, op, result);
    if (result->status != MP_OK)
        return;
    if (result->value == MP_PATH_NONE) {
        live->child_count = 0;
        live->draws = 0;
        vm_become_child(vm, process);
    } else {
        remember_child(live, process, pid_of_running(live, process));
    }
}

/* ---- the calls of a world ---- */

/* The machine's own code may be parked anywhere (core/parking.h); what these calls do in core may not. */

static mp_self_t *self_of(world_t *world)
{
    return ((world_live_t *)world)->self;
}

static void do_perform(world_live_t *live, vm_t *vm, const mp_op_t *op, mp_result_t *result)
{
    if (mp_note_wanted(live->self)) {
        char text[MP_NOTE_BYTES];
        mp_note(live->self, text, note_write(vm, text, sizeof text));
    }
    if (op->kind == MP_OP_START || op->kind == MP_OP_FORK) {
        perform_birth(live, vm, op, result);
        return;
    }
    mp_perform(live->self, op, result);
    if (op->kind == MP_OP_ENTROPY && live->seed != 0 && result->status == MP_OK) {
        uint64_t draw = entropy_draw(live->seed, live->self->slot->path, live->draws++);
        result->value = live->self->given ? result->value : draw;
    }
}

static world_status_t perform(world_t *world, vm_t *vm, const mp_op_t *op, mp_result_t *result)
{
    world_live_t *live = (world_live_t *)world;
    mp_private_end(live->self);
    do_perform(live, vm, op, result);
    mp_private_begin(live->self);
    return WORLD_DONE;
}

static mp_status_t create(world_t *world, vm_t *vm, const mp_create_t *wanted, uint32_t *ref)
{
    (void)vm;
    mp_self_t *self = self_of(world);
    mp_private_end(self);
    mp_status_t status = mp_live_create(self, wanted, ref);
    mp_private_begin(self);
    return status;
}

static mp_status_t message_new(world_t *world, const void *bytes, size_t size, uint32_t *handle)
{
    if (size > UINT32_MAX / 2)
        return MP_ERR_MEMORY;
    mp_self_t *self = self_of(world);
    mp_private_end(self);
    *handle = mp_message_new(self, bytes, (uint32_t)size);
    mp_private_begin(self);
    return *handle ? MP_OK : MP_ERR_MEMORY;
}

static mp_status_t text_new(world_t *world, const void *bytes, size_t size, uint32_t *handle)
{
    if (size > UINT32_MAX / 2)
        return MP_ERR_MEMORY;
    *handle = mp_text_new(((world_live_t *)world)->self, bytes, (uint32_t)size);
    return *handle ? MP_OK : MP_ERR_MEMORY;
}

static const void *message_read(world_t *world, uint32_t handle, size_t *size)
{
    uint32_t bytes = 0;
    const void *text = mp_message_bytes(((world_live_t *)world)->self, handle, &bytes);
    *size = bytes;
    return text;
}

static void message_free(world_t *world, uint32_t handle)
{
    mp_self_t *self = self_of(world);
    mp_private_end(self);
    mp_message_drop(self, handle);
    mp_private_begin(self);
}

static int64_t pid(world_t *world, uint32_t process)
{
    const world_live_t *live = (const world_live_t *)world;
    if (process == 0 || process == live->self->slot->process)
        return live->self->pid;
    for (uint32_t i = live->child_count; i-- > 0;)
        if (live->children[i].process == process)
            return live->children[i].pid;
    return getppid();
}

static uint32_t self_process(world_t *world)
{
    return ((const world_live_t *)world)->self->slot->process;
}

static uint32_t cpu_count(world_t *world)
{
    return ((const world_live_t *)world)->cpu_count;
}

/* The host wants the world still: the next safe point publishes SPIN. */
static void poll(world_t *world, vm_t *vm)
{
    mp_self_t *self = self_of(world);
    mp_private_end(self);
    if (mp_gate_poll(self))
        vm->state.budget = 0;
    mp_private_begin(self);
}

static const world_calls_t live_calls = {
    .perform = perform,
    .create = create,
    .message_new = message_new,
    .text_new = text_new,
    .message_read = message_read,
    .message_free = message_free,
    .pid = pid,
    .self_process = self_process,
    .cpu_count = cpu_count,
    .poll = poll,
};

void world_live_init(world_live_t *world, mp_self_t *self, uint64_t seed, uint32_t cores)
{
    *world = (world_live_t){.world = {.calls = &live_calls}, .self = self, .seed = seed, .cpu_count = cores};
    self->user = world;
}

const uint32_t *world_live_poll_word(const world_live_t *world)
{
    return (const uint32_t *)(const void *)mp_gate_poll_word(world->self);
}
