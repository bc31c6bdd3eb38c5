/*
 * A machine for tests: compiles a program, runs it with a world of its own (what it prints is kept, nothing
 * else exists), and can stop at every visible operation.
 */
#ifndef TESTS_VM_LAB_H
#define TESTS_VM_LAB_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/diagnostic.h"
#include "lessons/vm/image.h"
#include "lessons/vm/program.h"
#include "lessons/vm/vm.h"

#define LAB_MESSAGES 64
#define LAB_OUTPUT   65536

typedef struct lab {
    world_t world; /* first, so that a world is a lab */
    program_t *program;
    vm_t *vm;
    bool stops; /* at each visible operation */
    char *messages[LAB_MESSAGES];
    size_t sizes[LAB_MESSAGES];
    char output[LAB_OUTPUT];
    size_t output_size;
    bool ended; /* by EXIT */
    uint64_t exit_code;
    uint32_t objects;
    uint64_t clock_ns;
} lab_t;

/* Answers an operation as a world without other processes would. */
static inline void lab_answer(lab_t *lab, const mp_op_t *op, mp_result_t *result)
{
    *result = (mp_result_t){.status = MP_OK};
    if (op->kind == MP_OP_WRITE && op->message < LAB_MESSAGES) {
        size_t size = lab->sizes[op->message];
        if (lab->output_size + size < LAB_OUTPUT) {
            memcpy(lab->output + lab->output_size, lab->messages[op->message], size);
            lab->output_size += size;
        }
        result->value = size;
    } else if (op->kind == MP_OP_CLOCK) {
        result->value = lab->clock_ns += 1000000;
    } else if (op->kind == MP_OP_EXIT) {
        lab->ended = true;
        lab->exit_code = op->operand;
    }
}

static inline world_status_t lab_perform(world_t *world, vm_t *vm, const mp_op_t *op, mp_result_t *result)
{
    lab_t *lab = (lab_t *)world;
    (void)vm;
    if (lab->stops || op->kind == MP_OP_EXIT)
        return WORLD_SUSPEND;
    lab_answer(lab, op, result);
    return WORLD_DONE;
}

static inline mp_status_t lab_create(world_t *world, vm_t *vm, const mp_create_t *create, uint32_t *ref)
{
    (void)vm;
    (void)create;
    *ref = 100 + ((lab_t *)world)->objects++;
    return MP_OK;
}

static inline mp_status_t lab_message_new(world_t *world, const void *bytes, size_t size, uint32_t *handle)
{
    lab_t *lab = (lab_t *)world;
    uint32_t at = 1; /* every text anew in the same place: handles are part of the state */
    free(lab->messages[at]);
    lab->messages[at] = malloc(size + 1);
    if (!lab->messages[at])
        abort();
    memcpy(lab->messages[at], bytes, size);
    lab->sizes[at] = size;
    *handle = at;
    return MP_OK;
}

static inline const void *lab_message_read(world_t *world, uint32_t handle, size_t *size)
{
    *size = ((lab_t *)world)->sizes[handle];
    return ((lab_t *)world)->messages[handle];
}

static inline void lab_message_free(world_t *world, uint32_t handle)
{
    (void)world;
    (void)handle;
}

static inline int64_t lab_pid(world_t *world, uint32_t process)
{
    (void)world;
    return 1000 + process;
}

static inline uint32_t lab_one(world_t *world)
{
    (void)world;
    return 1;
}

static inline void lab_poll(world_t *world, vm_t *vm)
{
    (void)world;
    (void)vm;
}

static const world_calls_t lab_calls = {.perform = lab_perform,
                                        .create = lab_create,
                                        .message_new = lab_message_new,
                                        .text_new = lab_message_new,
                                        .message_read = lab_message_read,
                                        .message_free = lab_message_free,
                                        .pid = lab_pid,
                                        .self_process = lab_one,
                                        .cpu_count = lab_one,
                                        .poll = lab_poll};

static inline void lab_free(lab_t *lab)
{
    vm_free(lab->vm);
    program_free(lab->program);
    for (int i = 0; i < LAB_MESSAGES; i++)
        free(lab->messages[i]);
    free(lab);
}

/* A machine at its first instruction; NULL with the reason in `why` if the program is refused. memory_bytes
 * 0: the machine's default. */
static inline lab_t *lab_try(const char *text, size_t text_size, uint32_t memory_bytes, char *why,
                             size_t why_size)
{
    lab_t *lab = calloc(1, sizeof *lab);
    diagnostics_t found;
    diagnostics_init(&found, "t.py");
    if (!lab)
        abort();
    lab->world.calls = &lab_calls;
    lab->program = program_compile("t.py", text, text_size, &found);
    diagnostics_render(&found, why, why_size);
    diagnostics_destroy(&found);
    if (lab->program) {
        vm_options_t options = {.world = &lab->world, .memory_limit_bytes = memory_bytes};
        lab->vm = vm_new(&options);
        if (lab->vm && program_start(lab->program, lab->vm))
            return lab;
        snprintf(why, why_size, "%s", lab->vm ? lab->vm->load_error : "no machine");
    }
    lab_free(lab);
    return NULL;
}

/* The same for a program that must be accepted. */
#define lab_new(text) lab_must(text, __FILE__, __LINE__)

static inline lab_t *lab_must(const char *text, const char *file, int line)
{
    char why[4096];
    lab_t *lab = lab_try(text, strlen(text), 0, why, sizeof why);
    if (!lab) {
        fprintf(stderr, "%s:%d: %s\n", file, line, why);
        abort();
    }
    return lab;
}

/* Answers the operation that the machine stands at, and goes on. */
static inline vm_outcome_t lab_go_on(lab_t *lab)
{
    mp_op_t op = lab->vm->state.pending.op;
    mp_result_t result;
    lab_answer(lab, &op, &result);
    return lab->ended ? VM_DONE : vm_resume(lab->vm, &result);
}

/* To the end; the output stands in lab->output. */
static inline vm_outcome_t lab_run(lab_t *lab)
{
    vm_outcome_t outcome = vm_run(lab->vm);
    while (outcome == VM_SUSPENDED)
        outcome = lab_go_on(lab);
    lab->output[lab->output_size] = 0;
    return outcome;
}

/* The image as fresh bytes; the caller frees them. */
static inline unsigned char *lab_image(lab_t *lab, size_t *size)
{
    *size = vm_image_size(lab->vm);
    unsigned char *bytes = malloc(*size);
    if (!bytes || vm_image_save(lab->vm, bytes, *size) != *size)
        abort();
    return bytes;
}

#endif
