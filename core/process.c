#include "core/process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/event.h"
#include "core/gate.h"
#include "core/guard.h"
#include "core/live.h"
#include "core/signals.h"

enum { PATIENCE_MS = 200 }; /* how long a birth waits for the zygote to free a slot */

/* ---- slots ---- */

/* The slot of the child of `self` whose process object is `process`, in any life; NULL if it is reaped
 * already. */
static mp_slot_t *child_slot(mp_self_t *self, uint32_t process)
{
    uint64_t birth = atomic_load_explicit(&self->slot->birth, memory_order_relaxed);
    uint32_t top = atomic_load_explicit(&self->world->top, memory_order_acquire);
    for (uint32_t who = 0; who < top && who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(self->world, who);
        uint32_t life = atomic_load_explicit(&slot->life, memory_order_acquire);
        if (life != MP_LIFE_FREE && slot->process == process && slot->parent_birth == birth) {
            return slot;
        }
    }
    return NULL;
}

/* The slot of whoever lives with this process object; NULL if nobody does. */
static mp_slot_t *live_slot(mp_world_t *world, uint32_t process)
{
    uint32_t top = atomic_load_explicit(&world->top, memory_order_acquire);
    for (uint32_t who = 0; who < top && who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(world, who);
        uint32_t life = atomic_load_explicit(&slot->life, memory_order_acquire);
        if ((life == MP_LIFE_NEW || life == MP_LIFE_RUNNING) && slot->process == process) {
            return slot;
        }
    }
    return NULL;
}

/* Wakes the zygote for the next scan of births and deaths, unless somebody has since its last. */
static void call_zygote(mp_world_t *world)
{
    if (atomic_exchange(&world->births_called, 1) == 0) {
        uint64_t one = 1;
        while (write(world->zygote_fd, &one, sizeof one) < 0 && errno == EINTR) {
        }
    }
}

/* Claims the lowest free slot; MP_WHO_NONE if all that the configuration allows are taken. */
static uint32_t try_claim(mp_self_t *self)
{
    mp_world_t *world = self->world;
    for (uint32_t who = 0; who < world->config.processes && who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(world, who);
        uint32_t nobody = 0;
        if (atomic_load_explicit(&slot->claim, memory_order_relaxed) == 0 &&
            atomic_compare_exchange_strong(&slot->claim, &nobody, 1 + self->who)) {
            return who;
        }
    }
    return MP_WHO_NONE;
}

/* As try_claim, but gives the zygote time to free those whose processes are gone. */
static uint32_t claim_slot(mp_self_t *self)
{
    uint32_t who = try_claim(self);
    for (int ms = 0; who == MP_WHO_NONE && ms < PATIENCE_MS; ms++) {
        call_zygote(self->world);
        struct timespec pause = {.tv_nsec = 1000000};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
        who = try_claim(self);
    }
    return who;
}

static void raise_top(mp_world_t *world, uint32_t who)
{
    uint32_t top = atomic_load(&world->top);
    while (top <= who && !atomic_compare_exchange_weak(&world->top, &top, who + 1)) {
    }
}

void mp_process_fill_slot(mp_world_t *world, uint32_t who, uint32_t process, mp_path_t path,
                          const mp_slot_t *parent, uint32_t parent_who)
{
    mp_slot_t *slot = mp_world_slot(world, who);
    slot->path = path;
    slot->process = process;
    slot->parent = parent_who;
    slot->parent_birth = parent == NULL ? 0 : atomic_load_explicit(&parent->birth, memory_order_relaxed);
    slot->children = 0;
    slot->objects = 0;
    memset(&slot->pending, 0, sizeof slot->pending);
    atomic_store_explicit(&slot->pid, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->status, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->stand, MP_STAND_PRIVATE, memory_order_relaxed);
    atomic_store_explicit(&slot->seen, parent == NULL ? 0 : atomic_load(&parent->seen), memory_order_relaxed);
    atomic_store_explicit(&slot->deadline_ns, -1, memory_order_relaxed);
    atomic_store_explicit(&slot->steps, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->micro, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->asleep, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->signals, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->attention, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->doomed, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->park, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->grant_kind, MP_GRANT_NONE, memory_order_relaxed);
    atomic_store_explicit(&slot->given, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->birth, 1 + atomic_fetch_add(&world->births, 1), memory_order_relaxed);
    raise_top(world, who);
    atomic_store_explicit(&slot->life, MP_LIFE_NEW, memory_order_release);
}

/* ---- birth ---- */

/* The first thing a newborn does, before it counts as running. Leaves if the zygote is gone or has given it
 * up. */
void mp_process_become(mp_self_t *self, uint32_t who, uint64_t birth)
{
    mp_world_t *world = self->world;
    mp_slot_t *slot = mp_world_slot(world, who);
    char byte;
    self->who = who;
    self->slot = slot;
    self->pid = (int32_t)syscall(SYS_getpid);
    self->calls = self->wakes = self->woken = 0;
    self->granted = self->given = false;
    self->lag_queue = self->blind = 0;
    self->ring = mp_event_ring(world, who);
    mp_arena_attach(&self->arena, (unsigned char *)world + world->arena_at, world->arena_bytes, who,
                    slot->undo);
    self->mem = &self->arena.mem;
    mp_signals_follow(slot);
    int32_t unborn = 0;
    bool mine = atomic_load(&slot->birth) == birth &&
                (atomic_compare_exchange_strong(&slot->pid, &unborn, self->pid) || unborn == self->pid);
    if (!mine || syscall(SYS_read, world->lifeline_fd, &byte, 1) == 0) {
        _exit(MP_EXIT_SANDBOX);
    }
    atomic_store_explicit(&slot->life, MP_LIFE_RUNNING, memory_order_release);
    mp_event_life(self, MP_EVENT_BORN, who, slot->path, (uint64_t)self->pid);
}

/* Which limit forbids another birth; MP_OK if none does. */
static mp_status_t birth_forbidden(const mp_world_t *world)
{
    uint32_t limit = world->config.births;
    if (limit != 0 && atomic_load_explicit(&world->births, memory_order_relaxed) >= limit) {
        return MP_ERR_PROCESSES;
    }
    return atomic_load(&world->closing) != 0 ? MP_ERR_PROCESSES : MP_OK;
}

/* Takes back a birth that the kernel refused. Nobody else has seen more of it than a slot in life NEW. */
static mp_status_t take_back(mp_self_t *self, mp_slot_t *slot, const mp_op_t *op)
{
    atomic_store_explicit(&slot->life, MP_LIFE_FREE, memory_order_release);
    atomic_store_explicit(&slot->claim, 0, memory_order_release);
    mp_live_unstart(self, op);
    mp_world_limit(self->world, MP_ERR_PROCESSES);
    return MP_ERR_PROCESSES;
}

static mp_status_t give_birth(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    mp_world_t *world = self->world;
    mp_status_t status = birth_forbidden(world);
    uint32_t who = status == MP_OK ? claim_slot(self) : MP_WHO_NONE;
    if (who == MP_WHO_NONE) {
        mp_world_limit(world, MP_ERR_PROCESSES);
        return MP_ERR_PROCESSES;
    }
    mp_slot_t *slot = mp_world_slot(world, who);
    mp_op_t birth = *op;
    birth.operand = who;
    mp_live_apply(self, &birth, result);
    if (result->status != MP_OK) {
        atomic_store_explicit(&slot->claim, 0, memory_order_release);
        return (mp_status_t)result->status;
    }
    mp_process_fill_slot(world, who, op->object, result->value, self->slot, self->who);
    self->slot->children++;
    mp_live_inherit(self, who);
    uint64_t birth_number = atomic_load_explicit(&slot->birth, memory_order_relaxed);
    uint64_t before;
    mp_signals_block(&before);
    pid_t pid = fork();
    self->calls |= MP_CALL_FORK;
    if (pid == 0) {
        mp_process_become(self, who, birth_number);
        result->value = MP_PATH_NONE;
    } else if (pid > 0) {
        int32_t unsaid = 0;
        atomic_compare_exchange_strong(&slot->pid, &unsaid, pid);
        call_zygote(world);
    }
    mp_signals_restore(&before);
    return pid < 0 ? take_back(self, slot, &birth) : MP_OK;
}

/* ---- end ---- */

void mp_process_leave(mp_self_t *self, int code)
{
    mp_slot_t *slot = self->slot;
    mp_world_t *world = self->world;
    atomic_store_explicit(&slot->status, (code & 0xff) << 8, memory_order_relaxed);
    atomic_store_explicit(&slot->life, MP_LIFE_EXITED, memory_order_release);
    if ((atomic_load_explicit(&world->mode, memory_order_relaxed) & MP_MODE_HELD) != 0) {
        mp_world_call_host(world);
    }
    _exit(code & 0xff);
}

void mp_process_die(mp_self_t *self, int signal)
{
    atomic_store(&self->slot->doomed, 1);
    mp_signals_raise(self->pid, signal);
    _exit(MP_EXIT_SANDBOX);
}

/* ---- reaping ---- */

/* A doomed process says itself that it has ended, before the signal takes it; the zygote buries it after
 * that, and only what is not reaped. Its own EXIT says both within a few instructions. So this wait is short,
 * and it ends: whoever is dead gets buried. */
static void wait_for_burial(const mp_slot_t *slot)
{
    for (uint32_t turn = 0; atomic_load_explicit(&slot->life, memory_order_acquire) < MP_LIFE_EXITED;
         turn++) {
        mp_guard_pause(turn); /* yields, after some turns */
    }
}

/* Lets the kernel forget a child whose end is known. `life` says REAPING before the pid can be used again. */
static void reap(mp_self_t *self, mp_slot_t *slot)
{
    siginfo_t info;
    wait_for_burial(slot);
    int pid = atomic_load_explicit(&slot->pid, memory_order_acquire);
    atomic_store(&slot->life, MP_LIFE_REAPING);
    while (waitid(P_PID, (id_t)pid, &info, WEXITED) != 0 && errno == EINTR) {
    }
    self->calls |= MP_CALL_WAITPID;
    atomic_store_explicit(&slot->life, MP_LIFE_REAPED, memory_order_release);
    call_zygote(self->world);
}

/* Reaps the child with this process object, if the kernel still keeps it. Its slot says EXITED before its
 * object says so when it was buried; when it left by itself the other way round, and it is on its way to
 * _exit. */
static void reap_child(mp_self_t *self, uint32_t process)
{
    mp_slot_t *slot = child_slot(self, process);
    if (slot != NULL && atomic_load_explicit(&slot->life, memory_order_acquire) < MP_LIFE_REAPING) {
        reap(self, slot);
    }
}

static void reap_path(mp_self_t *self, mp_path_t path)
{
    uint64_t birth = atomic_load_explicit(&self->slot->birth, memory_order_relaxed);
    uint32_t top = atomic_load_explicit(&self->world->top, memory_order_acquire);
    for (uint32_t who = 0; who < top && who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(self->world, who);
        uint32_t life = atomic_load_explicit(&slot->life, memory_order_acquire);
        if (life != MP_LIFE_FREE && life < MP_LIFE_REAPING && slot->path == path &&
            slot->parent_birth == birth) {
            reap(self, slot);
        }
    }
}

void mp_process_reap_finished(mp_self_t *self)
{
    uint64_t birth = atomic_load_explicit(&self->slot->birth, memory_order_relaxed);
    uint32_t top = atomic_load_explicit(&self->world->top, memory_order_acquire);
    for (uint32_t who = 0; self->slot->children > 0 && who < top && who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(self->world, who);
        if (atomic_load_explicit(&slot->life, memory_order_acquire) == MP_LIFE_EXITED &&
            slot->parent_birth == birth) {
            reap(self, slot);
        }
    }
}

/* ---- signals ---- */

/* After KILL was applied. While held a deadly signal waits for the victim's step DIE; all others are really
 * sent. */
static mp_status_t send_signal(mp_self_t *self, const mp_op_t *op)
{
    mp_slot_t *victim = live_slot(self->world, op->object);
    const mp_process_state_t *process = mp_at(self->mem, op->object);
    int signal = (int)op->operand;
    if (victim == NULL || signal == 0) {
        return MP_OK;
    }
    bool deadly = process->doomed != 0;
    atomic_store_explicit(&victim->attention, 1, memory_order_release);
    if (deadly && (atomic_load(&self->world->mode) & MP_MODE_HELD) != 0) {
        return MP_OK;
    }
    if (deadly) {
        atomic_store(&victim->doomed, 1);
    }
    self->calls |= MP_CALL_KILL;
    mp_signals_send(victim, signal);
    return MP_OK;
}

bool mp_process_signalled(mp_self_t *self)
{
    mp_slot_t *slot = self->slot;
    if (atomic_load_explicit(&slot->signals, memory_order_relaxed) != 0) {
        return true;
    }
    if (atomic_load_explicit(&slot->attention, memory_order_acquire) == 0) {
        return false;
    }
    const mp_object_t *object = mp_object(self->mem, slot->process);
    return object != NULL && object->kind == MP_PROCESS && ((const mp_process_state_t *)object)->came != 0;
}

mp_status_t mp_process_on_signal(mp_self_t *self, int signal, uint32_t action)
{
    (void)self;
    return mp_signals_set(signal, action);
}

/* ---- all of them ---- */

mp_status_t mp_process_perform(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    mp_status_t status = (mp_status_t)result->status;
    switch (op->kind) {
    case MP_OP_START:
        mp_process_reap_finished(self);
        status = give_birth(self, op, result);
        break;
    case MP_OP_FORK:
        status = give_birth(self, op, result);
        break;
    case MP_OP_EXIT:
        mp_live_apply(self, op, result);
        self->calls |= MP_CALL_EXIT;
        mp_event_op(self, op, result);
        mp_gate_leave(self);
        mp_process_leave(self, (int)op->operand);
    case MP_OP_JOIN:
    case MP_OP_EXITCODE:
        if (status == MP_OK) {
            reap_child(self, op->object);
        }
        break;
    case MP_OP_IS_ALIVE:
        if (status == MP_OK && result->value == 0) {
            reap_child(self, op->object);
        }
        break;
    case MP_OP_WAITPID:
        if (status == MP_OK) {
            reap_path(self, result->extra);
        }
        break;
    case MP_OP_KILL:
        status = status == MP_OK ? send_signal(self, op) : status;
        break;
    case MP_OP_GETPPID:
        (void)getppid();
        self->calls |= MP_CALL_GETPPID;
        break;
    default:
        break;
    }
    result->status = (uint32_t)status;
    return status;
}

void mp_process_set_name(mp_self_t *self, uint32_t who, const char *name)
{
    mp_slot_t *slot = mp_world_slot(self->world, who);
    size_t length = strnlen(name, MP_NAME_BYTES - 1);
    memcpy(slot->name, name, length);
    slot->name[length] = '\0';
}
