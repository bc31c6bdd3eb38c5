/*
 * The machine's only way to the world: visible operations, and the making of what they act on.
 *
 * world_live (lessons/run) calls core; world_model (lessons/explore) always suspends. An implementation
 * embeds world_t as its first member.
 *
 * perform: returns WORLD_DONE with *result filled, or WORLD_SUSPEND; then vm_run returns VM_SUSPENDED with
 * the operation in vm->state.pending.op, and vm_resume(vm, &result) goes on. START and FORK in the live world
 * return twice, as core says; the child calls vm_become_child before it returns from perform.
 */
#ifndef LESSONS_VM_WORLD_H
#define LESSONS_VM_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "core/object.h"
#include "core/op.h"
#include "core/status.h"

struct vm;
typedef struct world world_t;

typedef enum world_status { WORLD_DONE, WORLD_SUSPEND } world_status_t;

typedef struct world_calls {
    world_status_t (*perform)(world_t *world, struct vm *vm, const mp_op_t *op, mp_result_t *result);

    /* Makes a synchronisation object: private to the maker until it hands it on, so it never waits and is no
     * step. The hint of the creating line is vm_hint(vm), may be NULL. */
    mp_status_t (*create)(world_t *world, struct vm *vm, const mp_create_t *create, uint32_t *ref);

    /* The bytes of an item for a queue or pipe → handle. The bytes are copied. */
    mp_status_t (*message_new)(world_t *world, const void *bytes, size_t size, uint32_t *handle);
    /* The same for a text to be printed: it can be had when the memory for items is full. */
    mp_status_t (*text_new)(world_t *world, const void *bytes, size_t size, uint32_t *handle);
    /* The bytes of a received message; good until the next call of this world. NULL: no such message. */
    const void *(*message_read)(world_t *world, uint32_t handle, size_t *size);
    /* Whoever received a message gives it back after reading. */
    void (*message_free)(world_t *world, uint32_t handle);

    /* The number that os.getpid() and Process.pid show for a process object; 0: the caller's own. */
    int64_t (*pid)(world_t *world, uint32_t process);
    /* The caller's own process object. */
    uint32_t (*self_process)(world_t *world);
    /* How many cores os.cpu_count() tells of. */
    uint32_t (*cpu_count)(world_t *world);

    /* Called at safe points while *vm->poll_word differs from what it was after the last call (pausing,
     * kill). */
    void (*poll)(world_t *world, struct vm *vm);
} world_calls_t;

struct world {
    const world_calls_t *calls;
};

#endif
