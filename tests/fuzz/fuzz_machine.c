/*
 * Any program that compiles: the machine runs it for a while without a fault, whatever it does; a state that
 * is saved and loaded goes on with the same operation.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/diagnostic.h"
#include "lessons/vm/image.h"
#include "lessons/vm/program.h"
#include "lessons/vm/vm.h"

#define OPERATIONS   60
#define MEMORY_BYTES (16u << 20)
#define TEXT_BYTES   4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A world of one process: every operation stops the machine; there is one message, the last. */
typedef struct lone_world {
    world_t world;
    uint32_t objects;
    char text[TEXT_BYTES];
    size_t text_size;
} lone_world_t;

static world_status_t perform(world_t *world, vm_t *vm, const mp_op_t *op, mp_result_t *result)
{
    (void)world;
    (void)vm;
    (void)op;
    (void)result;
    return WORLD_SUSPEND;
}

static mp_status_t create(world_t *world, vm_t *vm, const mp_create_t *create, uint32_t *ref)
{
    (void)vm;
    (void)create;
    *ref = ++((lone_world_t *)world)->objects;
    return MP_OK;
}

static mp_status_t message_new(world_t *world, const void *bytes, size_t size, uint32_t *handle)
{
    lone_world_t *lone = (lone_world_t *)world;
    lone->text_size = size < TEXT_BYTES ? size : TEXT_BYTES;
    memcpy(lone->text, bytes, lone->text_size);
    *handle = 1;
    return MP_OK;
}

static const void *message_read(world_t *world, uint32_t handle, size_t *size)
{
    (void)handle;
    *size = ((lone_world_t *)world)->text_size;
    return ((lone_world_t *)world)->text;
}

static void message_free(world_t *world, uint32_t handle)
{
    (void)world;
    (void)handle;
}

static int64_t pid(world_t *world, uint32_t process)
{
    (void)world;
    return process;
}

static uint32_t one(world_t *world)
{
    (void)world;
    return 1;
}

static void poll_nothing(world_t *world, vm_t *vm)
{
    (void)world;
    (void)vm;
}

static const world_calls_t calls = {.perform = perform,
                                    .create = create,
                                    .message_new = message_new,
                                    .text_new = message_new,
                                    .message_read = message_read,
                                    .message_free = message_free,
                                    .pid = pid,
                                    .self_process = one,
                                    .cpu_count = one,
                                    .poll = poll_nothing};

/* Saves the state, loads it again, and holds that the machine stands at the same operation. */
static void save_and_load(vm_t *vm)
{
    mp_op_t before = vm->state.pending.op;
    size_t size = vm_image_size(vm);
    void *bytes = malloc(size);
    if (!bytes)
        return;
    if (vm_image_save(vm, bytes, size) != size || !vm_image_load(vm, bytes, size))
        abort();
    if (memcmp(&before, &vm->state.pending.op, sizeof before) != 0)
        abort();
    free(bytes);
}

static void run(const program_t *program)
{
    lone_world_t *lone = calloc(1, sizeof *lone);
    if (!lone)
        return;
    lone->world.calls = &calls;
    vm_options_t options = {.world = &lone->world, .memory_limit_bytes = MEMORY_BYTES};
    vm_t *vm = vm_new(&options);
    if (vm && program_start(program, vm)) {
        vm_outcome_t outcome = vm_run(vm);
        uint32_t spins = 0;
        for (int n = 0; n < OPERATIONS && outcome == VM_SUSPENDED && spins < 2; n++) {
            const mp_op_t *op = &vm->state.pending.op;
            mp_result_t done = {.status = MP_OK, .value = (uint64_t)n};
            spins += op->kind == MP_OP_SPIN;
            if (op->kind == MP_OP_EXIT)
                break;
            if (op->kind == MP_OP_WRITE)
                done.value = lone->text_size;
            save_and_load(vm);
            outcome = vm_resume(vm, &done);
        }
    }
    vm_free(vm);
    free(lone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diagnostics_t found;
    diagnostics_init(&found, "fuzz.py");
    program_t *program = program_compile("fuzz.py", (const char *)data, size, &found);
    if (program)
        run(program);
    program_free(program);
    diagnostics_destroy(&found);
    return 0;
}
