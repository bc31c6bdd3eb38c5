/* Event, and the native halves of Condition (Sleepers) and Barrier (Gathering). */
#include "lessons/vm/mp_repr.h"

/* ---- Event ---- */

static native_status_t make_event(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mp_create_t create = {.kind = MP_EVENT};
    return mp_make(vm, args[0], &create, 0, result);
}

static native_status_t event_set(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_EVENT_SET, args[0]);
    return NATIVE_OP;
}

static native_status_t event_clear(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_EVENT_CLEAR, args[0]);
    return NATIVE_OP;
}

static native_status_t event_is_set(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_EVENT_IS_SET, args[0]);
    return NATIVE_OP;
}

static native_status_t event_wait(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[1], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_operation(vm, MP_OP_EVENT_WAIT, args[0])->timeout_ns = timeout_ns;
    return NATIVE_OP;
}

static const native_def_t event_methods[] = {
    {"__new__", "cls, /", make_event, NULL, NULL},
    {"set", "self, /", event_set, mp_finish_none, NULL},
    {"clear", "self, /", event_clear, mp_finish_none, NULL},
    {"is_set", "self, /", event_is_set, mp_finish_truth, NULL},
    {"wait", "self, timeout=", event_wait, mp_finish_truth, NULL},
    {"__repr__", "self, /", mp_event_repr, mp_event_represented, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_event_type = {
    .name = "Event", .module = "multiprocessing.synchronize", .kind = KIND_OBJECT, .methods = event_methods};

/* ---- Sleepers: slots[0] is the lock that goes with them ---- */

static native_status_t make_sleepers(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool has_lock = native_is(vm, args[1], &mp_lock_type) || native_is(vm, args[1], &mp_rlock_type);
    if (!has_lock)
        return native_raise(vm, EXC_TYPE_ERROR,
                            "a Condition of the sandbox goes with a Lock or an RLock, not '%s'",
                            value_type_name(vm, args[1]));
    mp_create_t create = {.kind = MP_CONDITION, .lock = mp_handle(vm, args[1])->ref};
    native_status_t status = mp_make(vm, args[0], &create, 1, result);
    if (status == NATIVE_OK)
        as_object(vm, *result)->slots[0] = args[1];
    return status;
}

static mp_op_t *sleepers_operation(vm_t *vm, mp_op_kind_t kind, value_t *args)
{
    mp_op_t *op = mp_operation(vm, kind, args[0]);
    op->object2 = mp_handle(vm, as_object(vm, args[0])->slots[0])->ref;
    return op;
}

/* sleep(timeout) → (woken, depth): lets go of the lock and sleeps; the caller acquires it again, `depth`
 * deep. */
static native_status_t sleepers_sleep(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[1], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    args[2] = VALUE_UNSET;
    sleepers_operation(vm, MP_OP_COND_WAIT, args);
    return NATIVE_OP;
}

static native_status_t sleepers_slept(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (value_is_unset(args[2])) { /* the lock is let go; now sleep */
        if (done->status == MP_ERR_NOT_OWNER)
            return native_raise(vm, EXC_ASSERTION_ERROR, "must acquire() condition before using wait()");
        if (done->status != MP_OK)
            return mp_raise(vm, done->status);
        int64_t timeout_ns = -1;
        mp_timeout(vm, args[1], &timeout_ns);
        args[2] = mp_int(vm, (int64_t)done->value);
        mp_operation(vm, MP_OP_COND_WAKE, args[0])->timeout_ns = timeout_ns;
        return NATIVE_OP;
    }
    const value_t items[2] = {value_from_bool(done->status == MP_OK), args[2]};
    *result = tuple_new(vm, items, 2);
    return NATIVE_OK;
}

static native_status_t sleepers_notify(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t count = 0;
    if (mp_index(vm, args[1], &count) != NATIVE_OK)
        return NATIVE_RAISE;
    sleepers_operation(vm, MP_OP_COND_NOTIFY, args)->operand = count < 0 ? UINT64_MAX : (uint64_t)count;
    return NATIVE_OP;
}

static native_status_t sleepers_notified(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status == MP_ERR_NOT_OWNER)
        return native_raise(vm, EXC_ASSERTION_ERROR, "lock is not owned");
    return mp_finish_none(vm, done, args, result);
}

static const native_def_t sleepers_methods[] = {
    {"__new__", "cls, lock, /", make_sleepers, NULL, NULL},
    {"sleep", "self, timeout, stage=, /", sleepers_sleep, sleepers_slept, NULL},
    {"notify", "self, count, /", sleepers_notify, sleepers_notified, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_sleepers_type = {
    .name = "Sleepers", .module = "_mp", .kind = KIND_OBJECT, .methods = sleepers_methods, .final = true};

/* ---- Gathering ---- */

static native_status_t make_gathering(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t parties = 0;
    if (mp_index(vm, args[1], &parties) != NATIVE_OK)
        return NATIVE_RAISE;
    if (parties < 1 || parties > MP_WHO_MAX)
        return native_raise(vm, EXC_VALUE_ERROR, "a Barrier of the sandbox has 1 to %d parties", MP_WHO_MAX);
    mp_create_t create = {.kind = MP_BARRIER, .count = (uint32_t)parties};
    return mp_make(vm, args[0], &create, 0, result);
}

/* Answers -1 where the barrier is broken: the library raises BrokenBarrierError. */
static native_status_t gathering_done(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    if (done->status == MP_ERR_BROKEN_BARRIER || done->status == MP_TIMEOUT)
        *result = value_from_int(-1);
    else if (done->status == MP_OK)
        *result = mp_int(vm, (int64_t)done->value);
    else
        return mp_raise(vm, done->status);
    return NATIVE_OK;
}

static native_status_t gathering_enter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[2], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = mp_operation(vm, MP_OP_BARRIER_ENTER, args[0]);
    op->flags = mp_flag(vm, args[1], false) ? MP_OP_ACTION : 0;
    op->timeout_ns = timeout_ns;
    return NATIVE_OP;
}

static native_status_t gathering_leave(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[1], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_operation(vm, MP_OP_BARRIER_LEAVE, args[0])->timeout_ns = timeout_ns;
    return NATIVE_OP;
}

static native_status_t gathering_open(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_BARRIER_OPEN, args[0]);
    return NATIVE_OP;
}

static native_status_t gathering_abort(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_BARRIER_ABORT, args[0]);
    return NATIVE_OP;
}

static native_status_t gathering_reset(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_BARRIER_RESET, args[0]);
    return NATIVE_OP;
}

static native_status_t gathering_waiting(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_BARRIER_READ, args[0])->operand = MP_BARRIER_WAITING;
    return NATIVE_OP;
}

static native_status_t gathering_broken(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_BARRIER_READ, args[0])->operand = MP_BARRIER_BROKEN;
    return NATIVE_OP;
}

static const native_def_t gathering_methods[] = {
    {"__new__", "cls, parties, /", make_gathering, NULL, NULL},
    {"enter", "self, action, timeout, /", gathering_enter, gathering_done, NULL},
    {"leave", "self, timeout, /", gathering_leave, gathering_done, NULL},
    {"open", "self, /", gathering_open, mp_finish_none, NULL},
    {"abort", "self, /", gathering_abort, mp_finish_none, NULL},
    {"reset", "self, /", gathering_reset, mp_finish_none, NULL},
    {"waiting", "self, /", gathering_waiting, mp_finish_int, NULL},
    {"broken", "self, /", gathering_broken, mp_finish_truth, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_gathering_type = {
    .name = "Gathering", .module = "_mp", .kind = KIND_OBJECT, .methods = gathering_methods, .final = true};
