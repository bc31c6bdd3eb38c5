/* Operations on an object, under its guard: try, and where it cannot be done wait and try again. */
#include "core/gate.h"
#include "core/live_parts.h"
#include "core/process.h"

enum { LINGERS = 64 };

/* --- Objects and guards --- */

static bool is_access(const mp_op_t *op)
{
    return op->kind == MP_OP_LOAD || op->kind == MP_OP_STORE;
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

static void take(mp_self_t *self, mp_guarded_t *guarded, const mp_op_t *op)
{
    mp_guard_take(guarded->first, self->who, -1);
    if (guarded->second)
        mp_guard_take(guarded->second, self->who, -1);
    guarded->latched = mp_live_latch(self->mem, guarded->main, op, self->who);
}

static void drop(mp_self_t *self, const mp_guarded_t *guarded)
{
    mp_guard_commit(&self->arena);
    if (guarded->latched)
        mp_live_unlatch(self->mem, guarded->main, self->who);
    if (guarded->second)
        mp_guard_drop(guarded->second);
    mp_guard_drop(guarded->first);
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
    if (guarded->main) {
        mp_live_remember_actor(guarded->main, self->who);
        mp_live_may_lag(self, guarded->main, op);
    }
}

/* --- One try --- */

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
    mp_op_t op = attempt->op;
    op.flags = mp_live_flags(self, attempt->guarded.main, &op);
    mp_apply(self->mem, &op, self->who, result);
    bool waits = attempt->op.timeout_ns != 0 && mp_op_waits(attempt->op.kind);
    bool blocked = result->status == MP_TIMEOUT && waits;
    if (blocked && self->free_mode && mp_live_is_late(self) &&
        mp_may_expire(self->mem, &attempt->op, self->who)) {
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
    take(self, guarded, &attempt->op);
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
        mp_live_stand_at(self, MP_STAND_BLOCKED);
    }
    if (done && !mp_live_is_process_op(attempt->op.kind))
        mp_live_log(self, &attempt->op, result, true);
    drop(self, guarded);
    mp_live_wake_for(self, &wakes);
    if (done && self->free_mode && self->wakes > 0)
        mp_event_wakes(self, &attempt->op);
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
    take(self, &attempt->guarded, &attempt->op);
    leave_waiters(attempt);
    mp_live_find_wakes(self->world, self->mem, attempt->guarded.main, self->who, false, &wakes);
    drop(self, &attempt->guarded);
    mp_live_wake_for(self, &wakes);
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
        if (mp_enabled(self->mem, &attempt->op, self->who) == MP_READY || !mp_live_peer_works(self, object) ||
            mp_gate_changed(self) || mp_live_is_late(self))
            return;
        mp_guard_back_off();
    }
}

void mp_live_perform_guarded(mp_self_t *self, const mp_guarded_t *guarded, mp_gate_t verdict,
                             const mp_op_t *op, mp_result_t *result)
{
    attempt_t mine = {.self = self, .guarded = *guarded, .verdict = verdict};
    attempt_t *attempt = &mine;
    result->status = (uint32_t)reserve(self, op);
    if (result->status != MP_OK) {
        mp_live_log(self, op, result, true);
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
        mp_live_doze(self, attempt->guarded.main, seen);
        if (mp_gate_changed(self) || mp_process_signalled(self)) {
            retreat(attempt);
            attempt->verdict = mp_gate_again(self);
        }
    }
}

void mp_live_apply(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    mp_guarded_t guarded;
    mp_wakes_t wakes = {0};
    *result = (mp_result_t){.status = MP_ERR_OBJECT};
    if (!mp_live_guarded(self->mem, op, &guarded))
        return;
    take(self, &guarded, op);
    mp_apply(self->mem, op, self->who, result);
    if (result->status == MP_OK)
        note_done(self, &guarded, op);
    /* A parent that waits in a free run is woken by SIGCHLD, a little later: one switch less per process. */
    if (op->kind != MP_OP_EXIT || !mp_live_is_free(self->world))
        mp_live_find_wakes(self->world, self->mem, guarded.main, self->who, false, &wakes);
    drop(self, &guarded);
    mp_live_wake_for(self, &wakes);
}
