#include "core/gate.h"

#include <sched.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

#include "core/event.h"
#include "core/live.h"
#include "core/process.h"

/* Field by field: the caller has just written them one by one, and a wider load of what was stored in pieces
 * waits for the stores (10 ns on each operation, measured). Atomic, so that the compiler does not join them.
 */
static void publish_fields(mp_op_t *to, const mp_op_t *from)
{
#define PUBLISH(field) __atomic_store_n(&to->field, from->field, __ATOMIC_RELAXED)
    PUBLISH(kind);
    PUBLISH(flags);
    PUBLISH(object);
    PUBLISH(object2);
    PUBLISH(index);
    PUBLISH(operand);
    PUBLISH(timeout_ns);
    PUBLISH(message);
    PUBLISH(line);
    PUBLISH(column);
    PUBLISH(reserved);
#undef PUBLISH
}

static void publish(mp_slot_t *slot, const mp_op_t *op)
{
    uint32_t seq = atomic_load_explicit(&slot->seq, memory_order_relaxed) | 1;
    atomic_store_explicit(&slot->seq, seq, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    publish_fields(&slot->pending, op);
    atomic_store_explicit(&slot->seq, seq + 1, memory_order_release);
}

/* Where this process runs. The kernel keeps it in the thread's own area where there are restartable
 * sequences; the library function says the same from a page that each newborn would have to fetch. */
static uint32_t present_cpu(void)
{
#if defined(RSEQ_SIG) && __has_builtin(__builtin_thread_pointer)
    if (__rseq_size > 0) {
        const struct rseq *area =
            (const struct rseq *)((const char *)__builtin_thread_pointer() + __rseq_offset);
        return *(const volatile __u32 *)&area->cpu_id;
    }
#endif
    return (uint32_t)sched_getcpu();
}

static int64_t deadline_of(const mp_self_t *self, const mp_op_t *op)
{
    if (op->timeout_ns <= 0) {
        return -1;
    }
    int64_t now = mp_world_now(self->world);
    return op->timeout_ns > INT64_MAX - now ? INT64_MAX : now + op->timeout_ns;
}

static void stand_at(mp_slot_t *slot, mp_stand_t stand)
{
    atomic_store_explicit(&slot->stand, stand, memory_order_release);
}

/* The process object of a slot; NULL if there is none, whatever stands in memory. */
static const mp_process_state_t *process_of(const mp_mem_t *mem, const mp_slot_t *slot)
{
    const mp_object_t *object = mp_object(mem, slot->process);
    return object != NULL && object->kind == MP_PROCESS ? (const mp_process_state_t *)object : NULL;
}

/* These are never interrupted by a handler that waits to run. */
static bool goes_through(uint32_t kind)
{
    return kind == MP_OP_SIGNAL || kind == MP_OP_SIGNAL_TAKE || kind == MP_OP_EXIT || kind == MP_OP_DIE;
}

/* Signals from outside become `came` of the process object, as if somebody had performed KILL on it. */
static void take_outside_signals(mp_self_t *self)
{
    uint32_t signals = atomic_exchange_explicit(&self->slot->signals, 0, memory_order_acquire);
    while (signals != 0) {
        int signal = __builtin_ctz(signals);
        signals &= signals - 1;
        mp_op_t kill = {
            .kind = MP_OP_KILL, .object = self->slot->process, .operand = (uint64_t)signal, .timeout_ns = -1};
        mp_result_t result;
        mp_live_apply(self, &kill, &result);
        atomic_store_explicit(&self->slot->attention, 1, memory_order_release);
    }
}

static bool wants_attention(mp_self_t *self)
{
    mp_slot_t *slot = self->slot;
    return (atomic_load_explicit(&slot->signals, memory_order_relaxed) |
            atomic_load_explicit(&slot->attention, memory_order_relaxed)) != 0;
}

/* The death of a doomed process, a step of its own. */
static void die_if_doomed(mp_self_t *self)
{
    const mp_process_state_t *process = process_of(self->mem, self->slot);
    if (process == NULL || process->doomed == 0) {
        return;
    }
    int signal = (int)process->doomed;
    mp_op_t die = {
        .kind = MP_OP_DIE, .object = self->slot->process, .timeout_ns = -1, .line = self->slot->pending.line};
    mp_result_t result;
    stand_at(self->slot, MP_STAND_BUSY);
    self->calls = MP_CALL_KILL;
    self->wakes = self->woken = 0;
    mp_live_apply(self, &die, &result);
    mp_event_op(self, &die, &result);
    mp_gate_leave(self);
    mp_process_die(self, signal);
}

/* An actor of its own: this process's feeder delivers, while its own operation stays pending. */
static void deliver(mp_self_t *self, uint32_t queue)
{
    mp_op_t op = {
        .kind = MP_OP_QUEUE_DELIVER, .object = queue, .timeout_ns = -1, .line = self->slot->pending.line};
    if (mp_enabled(self->mem, &op, self->who) != MP_READY) {
        atomic_store_explicit(&self->slot->grant_refused, 1, memory_order_relaxed);
        return;
    }
    mp_result_t result;
    mp_live_apply(self, &op, &result);
    mp_event_op(self, &op, &result);
    mp_gate_leave(self);
    stand_at(self->slot, MP_STAND_BUSY);
}

static bool time_has_come(const mp_world_t *world, const mp_slot_t *slot)
{
    int64_t deadline = atomic_load_explicit(&slot->deadline_ns, memory_order_relaxed);
    return deadline >= 0 && deadline <= mp_world_now(world);
}

/* Takes one step of a grant for steps. True: *verdict says how the operation goes on. */
static bool take_step(mp_self_t *self, mp_gate_t *verdict)
{
    mp_slot_t *slot = self->slot;
    const mp_op_t *op = &slot->pending;
    uint64_t left = atomic_load_explicit(&slot->grant_count, memory_order_relaxed);
    mp_enabled_t enabled = mp_enabled(self->mem, op, self->who);
    if (left == 0) {
        return false;
    }
    if (wants_attention(self)) {
        die_if_doomed(self);
    }
    if (!goes_through(op->kind) && mp_process_signalled(self)) {
        *verdict = MP_GATE_SIGNAL;
    } else if (enabled == MP_READY || (enabled == MP_ENTER && !self->granted)) {
        *verdict = MP_GATE_GO;
    } else if (time_has_come(self->world, slot)) {
        *verdict = MP_GATE_TIMEOUT;
    } else {
        atomic_store_explicit(&slot->grant_refused, 1, memory_order_relaxed);
        return false;
    }
    self->granted = true;
    atomic_store_explicit(&slot->grant_count, left - 1, memory_order_relaxed);
    return true;
}

/*
 * Looks at the grant. True: the process leaves the gate with *verdict. The stand is BUSY before grant_kind
 * becomes NONE again, so a host that sees NONE never sees the GATE of before. A grant with steps left stays.
 */
static bool take_grant(mp_self_t *self, mp_gate_t *verdict)
{
    mp_slot_t *slot = self->slot;
    bool go = false;
    uint32_t kind = atomic_load_explicit(&slot->grant_kind, memory_order_acquire);
    stand_at(slot, MP_STAND_BUSY);
    switch (kind) {
    case MP_GRANT_STEPS:
        go = take_step(self, verdict);
        break;
    case MP_GRANT_TIMEOUT:
        go = mp_gate_may_time_out(self->world, self->mem, self->who);
        *verdict = MP_GATE_TIMEOUT;
        atomic_store_explicit(&slot->grant_refused, !go, memory_order_relaxed);
        break;
    case MP_GRANT_DELIVER:
        deliver(self, atomic_load_explicit(&slot->grant_object, memory_order_relaxed));
        break;
    default:
        break;
    }
    bool more =
        go && kind == MP_GRANT_STEPS && atomic_load_explicit(&slot->grant_count, memory_order_relaxed) > 0;
    if (!more) {
        atomic_store_explicit(&slot->grant_kind, MP_GRANT_NONE, memory_order_release);
    }
    return go;
}

/* A free run: goes on, unless a handler waits or it was doomed while the world was held. */
static mp_gate_t pass_free(mp_self_t *self, uint32_t mode)
{
    mp_slot_t *slot = self->slot;
    self->free_mode = mode;
    self->granted = false;
    atomic_store_explicit(&slot->seen, mode, memory_order_release);
    if (wants_attention(self)) {
        die_if_doomed(self);
    }
    stand_at(slot, MP_STAND_BUSY);
    return !goes_through(slot->pending.kind) && mp_process_signalled(self) ? MP_GATE_SIGNAL : MP_GATE_GO;
}

static mp_gate_t wait_at_gate(mp_self_t *self)
{
    mp_slot_t *slot = self->slot;
    bool announced = false;
    for (;;) {
        uint32_t word = atomic_load(&slot->wait_word);
        uint32_t mode = atomic_load_explicit(&self->world->mode, memory_order_acquire);
        if (wants_attention(self)) {
            take_outside_signals(self);
        }
        if ((mode & MP_MODE_HELD) == 0) {
            return pass_free(self, mode);
        }
        self->free_mode = 0;
        if (atomic_load_explicit(&slot->grant_kind, memory_order_acquire) != MP_GRANT_NONE) {
            mp_gate_t verdict;
            if (take_grant(self, &verdict)) {
                return verdict;
            }
            announced = false;
        }
        self->granted = false;
        if (!announced || atomic_load_explicit(&slot->seen, memory_order_relaxed) != mode) {
            atomic_store_explicit(&slot->seen, mode, memory_order_relaxed);
            stand_at(slot, MP_STAND_GATE);
            mp_world_call_host(self->world);
            announced = true;
        }
        mp_world_sleep(self, word, -1);
    }
}

mp_gate_t mp_gate_enter(mp_self_t *self, const mp_op_t *op)
{
    mp_slot_t *slot = self->slot;
    publish(slot, op);
    atomic_store_explicit(&slot->deadline_ns, deadline_of(self, op), memory_order_relaxed);
    atomic_store_explicit(&slot->cpu, present_cpu(), memory_order_relaxed);
    uint32_t mode = atomic_load_explicit(&self->world->mode, memory_order_acquire);
    if (__builtin_expect(mode == self->free_mode && !wants_attention(self), 1)) {
        stand_at(slot, MP_STAND_BUSY);
        return MP_GATE_GO;
    }
    return wait_at_gate(self);
}

mp_gate_t mp_gate_again(mp_self_t *self)
{
    if (self->granted) {
        uint64_t steps = atomic_load_explicit(&self->slot->steps, memory_order_relaxed);
        atomic_store_explicit(&self->slot->steps, steps + 1, memory_order_relaxed);
    }
    return wait_at_gate(self);
}

void mp_gate_leave(mp_self_t *self)
{
    mp_slot_t *slot = self->slot;
    uint64_t steps = atomic_load_explicit(&slot->steps, memory_order_relaxed);
    atomic_store_explicit(&slot->steps, steps + 1, memory_order_relaxed);
    stand_at(slot, MP_STAND_PRIVATE);
}

bool mp_gate_poll(mp_self_t *self)
{
    uint32_t mode = atomic_load_explicit(&self->world->mode, memory_order_acquire);
    if ((mode & MP_MODE_HELD) != 0) {
        return atomic_load_explicit(&self->slot->seen, memory_order_relaxed) != mode;
    }
    atomic_store_explicit(&self->slot->seen, mode, memory_order_release);
    return wants_attention(self);
}

mp_enabled_t mp_gate_enabled(mp_world_t *world, const mp_mem_t *mem, uint32_t who)
{
    const mp_slot_t *slot = mp_world_slot(world, who);
    const mp_process_state_t *process = process_of(mem, slot);
    mp_op_t op = slot->pending;
    if (process != NULL && (process->doomed != 0 || (process->came != 0 && !goes_through(op.kind)))) {
        return MP_READY;
    }
    mp_enabled_t enabled = mp_enabled(mem, &op, who);
    return enabled != MP_READY && time_has_come(world, slot) ? MP_READY : enabled;
}

bool mp_gate_may_time_out(mp_world_t *world, const mp_mem_t *mem, uint32_t who)
{
    const mp_slot_t *slot = mp_world_slot(world, who);
    mp_op_t op = slot->pending;
    return atomic_load_explicit(&slot->deadline_ns, memory_order_relaxed) >= 0 && mp_op_waits(op.kind) &&
           mp_enabled(mem, &op, who) != MP_READY;
}
