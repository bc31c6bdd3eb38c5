#include "core/live.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "core/event.h"
#include "core/gate.h"
#include "core/live_parts.h"
#include "core/process.h"

enum { SPINS = 2000, LOOK_EVERY = 64, LINGERS = 64 };

/* --- Objects and guards --- */

static bool is_access(const mp_op_t *op)
{
    return op->kind == MP_OP_LOAD || op->kind == MP_OP_STORE;
}

static bool is_process_op(uint32_t kind)
{
    return kind >= MP_OP_START && kind <= MP_OP_WAITPID;
}

bool mp_live_guarded(const mp_mem_t *mem, const mp_op_t *op, mp_guarded_t *guarded)
{
    mp_object_t *object = mp_object(mem, op->object);
    mp_object_t *other = NULL;
    *guarded = (mp_guarded_t){.main = object, .first = object, .main_ref = op->object};
    if (!object)
        return false;
    if (is_access(op)) {
        mp_object_t *lock = object->lock && !(op->flags & MP_OP_RAW) ? mp_object(mem, object->lock) : NULL;
        *guarded = (mp_guarded_t){.main = lock, .first = lock, .main_ref = object->lock};
        return lock != NULL;
    }
    if (op->kind == MP_OP_COND_WAIT)
        other = mp_object(mem, object->lock);
    else if (op->kind == MP_OP_START || op->kind == MP_OP_FORK)
        other = mp_object(mem, op->object2);
    if (other && other != object) {
        guarded->first = object < other ? object : other;
        guarded->second = object < other ? other : object;
    }
    return true;
}

static void take(const mp_guarded_t *guarded, uint32_t who)
{
    mp_guard_take(guarded->first, who, -1);
    if (guarded->second)
        mp_guard_take(guarded->second, who, -1);
}

static void drop(mp_arena_t *arena, const mp_guarded_t *guarded)
{
    mp_guard_commit(arena);
    if (guarded->second)
        mp_guard_drop(guarded->second);
    mp_guard_drop(guarded->first);
}

/* --- Waking --- */

/* Each who goes takes something away: waking one is enough, it wakes the next. */
static bool one_at_a_time(const mp_object_t *object)
{
    return object->kind == MP_LOCK || object->kind == MP_RLOCK || object->kind == MP_SEMAPHORE ||
           object->kind == MP_QUEUE || object->kind == MP_PIPE;
}

/* The operation that `who` waits with; as a free run performs it. */
static mp_op_t pending_of(mp_world_t *world, uint32_t who)
{
    mp_op_t op = mp_world_slot(world, who)->pending;
    op.flags |= MP_OP_EAGER;
    op.timeout_ns = -1;
    return op;
}

void mp_live_find_wakes(mp_world_t *world, const mp_mem_t *mem, mp_object_t *object, uint32_t self, bool sure,
                        mp_wakes_t *wakes)
{
    if (mp_set_empty(&object->waiters))
        return;
    bool one = one_at_a_time(object);
    uint32_t kinds = 0; /* of queues and pipes: one that puts, one that gets */
    for (uint32_t i = 1; i <= MP_SLOTS; i++) {
        uint32_t who = (self + i) % MP_SLOTS;
        if (!object->waiters.bits[who / 64]) {
            i += 63 - who % 64;
            continue;
        }
        if (who == self || !mp_set_has(&object->waiters, who))
            continue;
        bool woken = atomic_load(&mp_world_slot(world, who)->stand) == MP_STAND_WOKEN;
        if (woken && sure) {
            mp_set_add(&wakes->whos, who); /* its waker may have died before it bumped the word */
            continue;
        }
        mp_op_t op = pending_of(world, who);
        uint32_t kind = object->kind == MP_PIPE ? op.kind * 2 + (op.index & 1) : op.kind;
        uint32_t bit = (uint32_t)1 << kind % 32;
        if ((one && kinds & bit) || mp_enabled(mem, &op, who) != MP_READY)
            continue;
        kinds |= bit;
        if (!woken)
            mp_set_add(&wakes->whos, who);
    }
}

bool mp_live_wake(mp_world_t *world, const mp_wakes_t *wakes)
{
    bool called = false;
    for (uint32_t i = 0; i < MP_WHO_MAX / 64; i++) {
        for (uint64_t bits = wakes->whos.bits[i]; bits; bits &= bits - 1)
            called |= mp_world_wake(world, i * 64 + (uint32_t)__builtin_ctzll(bits));
    }
    return called;
}

static void wake(mp_self_t *self, const mp_wakes_t *wakes)
{
    if (mp_live_wake(self->world, wakes))
        self->calls |= MP_CALL_FUTEX_WAKE;
}

/* --- Display --- */

static bool changes(uint32_t kind)
{
    switch (kind) {
    case MP_OP_LOAD:
    case MP_OP_SEM_VALUE:
    case MP_OP_LOCK_OWNED:
    case MP_OP_EVENT_IS_SET:
    case MP_OP_EVENT_WAIT:
    case MP_OP_BARRIER_READ:
    case MP_OP_QUEUE_SIZE:
    case MP_OP_QUEUE_EMPTY:
    case MP_OP_QUEUE_FULL:
    case MP_OP_QUEUE_FLUSH:
    case MP_OP_PIPE_POLL:
    case MP_OP_GETPPID:
        return false;
    default:
        return true;
    }
}

void mp_live_note(mp_self_t *self, mp_object_t *object, const mp_op_t *op)
{
    uint64_t step = atomic_load_explicit(&self->slot->steps, memory_order_relaxed) + 1;
    __atomic_store_n(&object->last_step, step, __ATOMIC_RELAXED);
    __atomic_store_n(&object->last_path, self->slot->path, __ATOMIC_RELAXED);
    __atomic_store_n(&object->last_index, op->index, __ATOMIC_RELAXED);
    __atomic_store_n(&object->last_line, op->line, __ATOMIC_RELAXED);
}

/* Under the guard, when something was done. */
static void note_done(mp_self_t *self, const mp_guarded_t *guarded, const mp_op_t *op)
{
    mp_object_t *object = is_access(op) ? mp_object(self->mem, op->object) : guarded->main;
    if (object && changes(op->kind))
        mp_live_note(self, object, op);
    mp_live_remember_actor(guarded->main, self->who);
}

/* --- Sleeping --- */

/* Who is likely to end the wait: the owner of a lock, the other one at a queue or pipe; MP_SLOTS unknown. */
static uint32_t peer_at(const mp_object_t *object, uint32_t self)
{
    uint32_t owner = __atomic_load_n(&object->owner, __ATOMIC_RELAXED);
    if (owner == self + 1)
        owner = __atomic_load_n(&object->value, __ATOMIC_RELAXED);
    bool known = object->kind == MP_LOCK || object->kind == MP_RLOCK || object->kind == MP_QUEUE ||
                 object->kind == MP_PIPE;
    return known && owner >= 1 && owner <= MP_SLOTS ? owner - 1 : MP_SLOTS;
}

/* Spinning pays only while the peer is awake on another processor. */
static bool peer_works(mp_self_t *self, const mp_object_t *object)
{
    uint32_t peer = object ? peer_at(object, self->who) : MP_SLOTS;
    if (peer == MP_SLOTS)
        return false;
    const mp_slot_t *other = mp_world_slot(self->world, peer);
    return !atomic_load_explicit(&other->asleep, memory_order_relaxed) &&
           atomic_load_explicit(&other->cpu, memory_order_relaxed) !=
               atomic_load_explicit(&self->slot->cpu, memory_order_relaxed);
}

/* True: the wait word changed. */
static bool spin(mp_self_t *self, const mp_object_t *object, uint32_t seen)
{
    for (uint32_t i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&self->slot->wait_word, memory_order_acquire) != seen)
            return true;
        if (i % LOOK_EVERY == 0 && !peer_works(self, object))
            return false;
        mp_guard_pause(0);
    }
    return false;
}

static bool is_late(const mp_self_t *self)
{
    int64_t deadline = atomic_load_explicit(&self->slot->deadline_ns, memory_order_relaxed);
    return deadline >= 0 && mp_world_now(self->world) >= deadline;
}

static void stand_at(mp_self_t *self, mp_stand_t stand)
{
    atomic_store_explicit(&self->slot->stand, stand, memory_order_release);
}

/* Sleeps until the wait word is not `seen` any more, or until the deadline. The caller has set the stand to
 * BLOCKED before it let go of the guard, so a waker that found it among the waiters changes the word. */
static void doze(mp_self_t *self, const mp_object_t *object, uint32_t seen)
{
    int64_t deadline = atomic_load_explicit(&self->slot->deadline_ns, memory_order_relaxed);
    if (mp_gate_changed(self) || spin(self, object, seen)) {
        stand_at(self, MP_STAND_BUSY);
        return;
    }
    self->calls |= object ? MP_CALL_FUTEX_WAIT : MP_CALL_SLEEP;
    mp_world_sleep(self, seen, mp_world_real_deadline(self->world, deadline));
    stand_at(self, MP_STAND_BUSY);
}

/* --- One try under the guard --- */

typedef enum { TRY_DONE, TRY_BLOCKED } try_t;

typedef struct {
    mp_self_t *self;
    mp_op_t op; /* with the flags of the present mode */
    mp_guarded_t guarded;
    mp_gate_t verdict;
    bool waiting; /* among the waiters of guarded.main */
} attempt_t;

static void leave_waiters(attempt_t *attempt)
{
    if (attempt->waiting)
        mp_set_remove(&attempt->guarded.main->waiters, attempt->self->who);
    attempt->waiting = false;
}

/* In a free run stamps of one object shall come in the order of its operations, so the event is written under
 * the guard; held it may have to wait for room, and order needs no guard. */
static void log_event(mp_self_t *self, const mp_op_t *op, const mp_result_t *result, bool under_guard)
{
    if (under_guard == (self->free_mode != 0))
        mp_event_op(self, op, result);
}

static void give_up(const attempt_t *attempt, mp_result_t *result)
{
    mp_expire(attempt->self->mem, &attempt->op, attempt->self->who, result);
    if (attempt->verdict == MP_GATE_SIGNAL)
        result->status = MP_INTERRUPTED;
}

/* True when the operation is over, one way or the other. */
static bool apply(attempt_t *attempt, mp_result_t *result)
{
    mp_self_t *self = attempt->self;
    if (attempt->verdict != MP_GATE_GO) {
        give_up(attempt, result);
        return true;
    }
    mp_apply(self->mem, &attempt->op, self->who, result);
    bool waits = attempt->op.timeout_ns != 0 && mp_op_waits(attempt->op.kind);
    bool blocked = result->status == MP_TIMEOUT && waits;
    if (blocked && self->free_mode && is_late(self) && mp_may_expire(self->mem, &attempt->op, self->who)) {
        give_up(attempt, result);
        return true;
    }
    return !blocked && result->status != MP_AGAIN;
}

static bool try_once(attempt_t *attempt, mp_result_t *result)
{
    mp_self_t *self = attempt->self;
    mp_guarded_t *guarded = &attempt->guarded;
    mp_wakes_t wakes = {0};
    take(guarded, self->who);
    leave_waiters(attempt);
    bool done = apply(attempt, result);
    if (done && result->status == MP_OK)
        note_done(self, guarded, &attempt->op);
    mp_live_find_wakes(self->world, self->mem, guarded->main, self->who, false, &wakes);
    if (guarded->second)
        mp_live_find_wakes(self->world, self->mem,
                           guarded->main == guarded->first ? guarded->second : guarded->first, self->who,
                           false, &wakes);
    if (!done && self->free_mode) {
        mp_set_add(&guarded->main->waiters, self->who);
        attempt->waiting = true;
        stand_at(self, MP_STAND_BLOCKED);
    }
    if (done && !is_process_op(attempt->op.kind))
        log_event(self, &attempt->op, result, true);
    drop(&self->arena, guarded);
    wake(self, &wakes);
    return done;
}

static mp_op_t as_in_mode(const mp_self_t *self, const mp_op_t *op)
{
    mp_op_t mine = *op;
    mine.flags = (uint16_t)(self->free_mode ? op->flags | MP_OP_EAGER : op->flags & ~MP_OP_EAGER);
    return mine;
}

/* Off the waiters, before going back to the gate; a wake-up that was on its way goes to the next. */
static void retreat(attempt_t *attempt)
{
    mp_self_t *self = attempt->self;
    mp_wakes_t wakes = {0};
    if (!attempt->waiting)
        return;
    take(&attempt->guarded, self->who);
    leave_waiters(attempt);
    mp_live_find_wakes(self->world, self->mem, attempt->guarded.main, self->who, false, &wakes);
    drop(&self->arena, &attempt->guarded);
    wake(self, &wakes);
}

/* Blocks that the operation may need, fetched before a guard is held. */
static mp_status_t reserve(mp_self_t *self, const mp_op_t *op)
{
    enum { MOST_READ = 65536 };
    switch (op->kind) {
    case MP_OP_PIPE_READ:
        return mp_arena_reserve(&self->arena,
                                op->operand < MOST_READ ? (uint32_t)op->operand + 8 : MOST_READ + 8);
    case MP_OP_QUEUE_PUT:
    case MP_OP_QUEUE_GET:
    case MP_OP_QUEUE_CLOSE:
    case MP_OP_PIPE_SEND:
    case MP_OP_PIPE_RECV:
    case MP_OP_PIPE_WRITE:
        return mp_arena_reserve(&self->arena, 0);
    default:
        return MP_OK;
    }
}

/* Who finds a queue empty or full while the other side works does not join the waiters at once: then the
 * other would have to wake it for each single item. Enabled is only asked here, without the guard; try_once
 * decides. */
static void linger(const attempt_t *attempt)
{
    mp_self_t *self = attempt->self;
    const mp_object_t *object = attempt->guarded.main;
    if (object->kind != MP_QUEUE || attempt->op.timeout_ns == 0 || !mp_op_waits(attempt->op.kind))
        return;
    for (uint32_t i = 0; i < LINGERS; i++) {
        if (mp_enabled(self->mem, &attempt->op, self->who) == MP_READY || !peer_works(self, object) ||
            mp_gate_changed(self) || is_late(self))
            return;
        mp_guard_back_off();
    }
}

static void perform_guarded(attempt_t *attempt, const mp_op_t *op, mp_result_t *result)
{
    mp_self_t *self = attempt->self;
    result->status = (uint32_t)reserve(self, op);
    if (result->status != MP_OK) {
        log_event(self, op, result, true);
        return;
    }
    for (;;) {
        /* Read before the predicate is checked: who changes the object after that changes the word. */
        uint32_t seen = atomic_load_explicit(&self->slot->wait_word, memory_order_acquire);
        attempt->op = as_in_mode(self, op);
        if (self->free_mode && attempt->verdict == MP_GATE_GO && !attempt->waiting)
            linger(attempt);
        if (try_once(attempt, result))
            return;
        if (!self->free_mode) {
            attempt->verdict = mp_gate_again(self);
            continue;
        }
        doze(self, attempt->guarded.main, seen);
        if (mp_gate_changed(self) || mp_process_signalled(self)) {
            retreat(attempt);
            attempt->verdict = mp_gate_again(self);
        }
    }
}

/* --- Operations without a guard --- */

static void sleep_on(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    while (verdict == MP_GATE_GO && op->timeout_ns != 0 && !is_late(self)) {
        uint32_t seen = atomic_load_explicit(&self->slot->wait_word, memory_order_acquire);
        if (self->free_mode && !mp_gate_changed(self) && !mp_process_signalled(self)) {
            stand_at(self, MP_STAND_BLOCKED);
            doze(self, NULL, seen);
        } else {
            verdict = mp_gate_again(self);
        }
    }
    if (verdict == MP_GATE_SIGNAL)
        result->status = MP_INTERRUPTED;
}

static void perform_write(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    uint32_t size = 0;
    const char *text = self->mem->message_bytes(self->mem, op->message, &size);
    if (!text) {
        result->status = MP_ERR_ARGUMENT;
        return;
    }
    result->value = size;
    result->status = (uint32_t)mp_event_write(self, op, text, size);
    if (result->status == MP_OK)
        mp_message_drop(self, op->message);
}

static void perform_plain(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    if (verdict == MP_GATE_SIGNAL) {
        result->status = MP_INTERRUPTED;
    } else if (op->kind == MP_OP_SLEEP) {
        sleep_on(self, verdict, op, result);
    } else if (op->kind == MP_OP_WRITE) {
        perform_write(self, op, result);
        return; /* it has its own event */
    } else if (op->kind == MP_OP_CLOCK) {
        result->value = (uint64_t)mp_world_now(self->world);
        self->calls |= MP_CALL_CLOCK;
    } else if (op->kind == MP_OP_ENTROPY) {
        self->calls |= MP_CALL_GETRANDOM;
        if (getrandom(&result->value, sizeof result->value, 0) != sizeof result->value)
            result->status = MP_ERR_SYSTEM;
    } else {
        mp_apply(self->mem, op, self->who, result);
    }
    mp_event_op(self, op, result);
}

/* --- Processes --- */

/* 0 means the caller's own process object. */
static mp_op_t with_own_process(const mp_self_t *self, const mp_op_t *op)
{
    mp_op_t mine = *op;
    bool birth = op->kind == MP_OP_START || op->kind == MP_OP_FORK;
    if (birth && !mine.object2)
        mine.object2 = self->slot->process;
    else if (!birth && !mine.object)
        mine.object = self->slot->process;
    return mine;
}

/* START, FORK and EXIT: core/process does it all; it calls mp_live_apply. False: leave at once, as the child
 * or because of a signal. */
static bool perform_birth(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    uint32_t parent = self->who;
    if (verdict == MP_GATE_SIGNAL) {
        result->status = MP_INTERRUPTED;
    } else {
        if (op->kind == MP_OP_EXIT)
            mp_live_leave_all(self);
        mp_process_perform(self, op, result);
    }
    if (self->who != parent)
        return false;
    mp_event_op(self, op, result);
    return true;
}

static void after_process_op(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    if (result->status == MP_INTERRUPTED)
        return;
    if (op->kind == MP_OP_SIGNAL && result->status == MP_OK) {
        mp_process_on_signal(self, (int)op->index, (uint32_t)op->operand);
    } else if (op->kind == MP_OP_SIGNAL_TAKE) {
        const mp_process_state_t *own = mp_at(self->mem, self->slot->process);
        if (!own->came)
            atomic_store_explicit(&self->slot->attention, 0, memory_order_relaxed);
    } else {
        mp_process_perform(self, op, result);
    }
}

/* --- All --- */

static void perform_slowly(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    attempt_t attempt = {.self = self, .verdict = verdict};
    if (!mp_live_guarded(self->mem, op, &attempt.guarded)) {
        perform_plain(self, verdict, op, result);
        return;
    }
    perform_guarded(&attempt, op, result);
    if (is_process_op(op->kind)) {
        after_process_op(self, op, result);
        mp_event_op(self, op, result); /* with the system calls of core/process */
    } else {
        log_event(self, op, result, false);
    }
}

mp_status_t mp_perform(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    mp_op_t mine;
    if (is_process_op(op->kind)) {
        mine = with_own_process(self, op);
        op = &mine;
    }
    self->calls = 0;
    *result = (mp_result_t){0};
    mp_gate_t verdict = mp_gate_enter(self, op);
    if (verdict == MP_GATE_GO && self->free_mode && mp_live_fast(self, op, result)) {
        mp_event_op(self, op, result);
    } else if (op->kind == MP_OP_START || op->kind == MP_OP_FORK || op->kind == MP_OP_EXIT) {
        if (!perform_birth(self, verdict, op, result))
            return (mp_status_t)result->status;
    } else {
        *result = (mp_result_t){0};
        perform_slowly(self, verdict, op, result);
    }
    mp_gate_leave(self);
    return (mp_status_t)result->status;
}

void mp_live_apply(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    mp_guarded_t guarded;
    mp_wakes_t wakes = {0};
    *result = (mp_result_t){.status = MP_ERR_OBJECT};
    if (!mp_live_guarded(self->mem, op, &guarded))
        return;
    take(&guarded, self->who);
    mp_apply(self->mem, op, self->who, result);
    if (result->status == MP_OK)
        note_done(self, &guarded, op);
    /* A parent that waits in a free run is woken by SIGCHLD, a little later: one switch less per process. */
    if (op->kind != MP_OP_EXIT || !mp_live_is_free(self->world))
        mp_live_find_wakes(self->world, self->mem, guarded.main, self->who, false, &wakes);
    drop(&self->arena, &guarded);
    wake(self, &wakes);
}

mp_status_t mp_live_create(mp_self_t *self, const mp_create_t *create, uint32_t *object)
{
    mp_create_t mine = *create;
    mine.creator = self->slot->path;
    mine.ordinal = self->slot->objects + 1;
    if (create->kind == MP_PIPE)
        mine.who = self->who;
    mp_status_t status = mp_arena_create(&self->arena, &mine, object);
    if (status == MP_OK) {
        self->slot->objects++;
        mp_arena_publish(&self->arena, *object);
    }
    return status;
}

uint32_t mp_message_new(mp_self_t *self, const void *bytes, uint32_t size)
{
    return self->mem->message_new(self->mem, bytes, size);
}

const void *mp_message_bytes(mp_self_t *self, uint32_t message, uint32_t *size)
{
    return self->mem->message_bytes(self->mem, message, size);
}

void mp_message_drop(mp_self_t *self, uint32_t message)
{
    self->mem->message_drop(self->mem, message);
}
