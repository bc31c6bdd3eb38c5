/* Lock, RLock, Semaphore, BoundedSemaphore: each method one operation. */
#include "lessons/vm/mp_repr.h"

#include <errno.h>
#include <limits.h>

static native_status_t make_lock(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mp_create_t create = {.kind = MP_LOCK};
    return mp_make(vm, args[0], &create, 0, result);
}

static native_status_t make_rlock(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mp_create_t create = {.kind = MP_RLOCK};
    return mp_make(vm, args[0], &create, 0, result);
}

static native_status_t make_counting(vm_t *vm, value_t *args, uint16_t flags, value_t *result)
{
    int64_t value = 1;
    if (!value_is_unset(args[1]) && mp_index(vm, args[1], &value) != NATIVE_OK)
        return NATIVE_RAISE;
    if (value < 0 || value > INT_MAX)
        return mp_raise_os_error(vm, EINVAL);
    mp_create_t create = {.kind = MP_SEMAPHORE, .flags = flags, .initial = (uint64_t)value};
    if (mp_make(vm, args[0], &create, 0, result) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_handle(vm, *result)->count = (uint32_t)value;
    return NATIVE_OK;
}

static native_status_t make_semaphore(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return make_counting(vm, args, 0, result);
}

static native_status_t make_bounded(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return make_counting(vm, args, MP_CREATE_BOUNDED, result);
}

static native_status_t acquire(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (mp_timeout(vm, args[2], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = mp_operation(vm, MP_OP_ACQUIRE, args[0]);
    op->timeout_ns = mp_flag(vm, args[1], true) ? timeout_ns : 0;
    return NATIVE_OP;
}

static native_status_t release(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_RELEASE, args[0]);
    return NATIVE_OP;
}

static native_status_t enter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_ACQUIRE, args[0]);
    return NATIVE_OP;
}

static native_status_t get_value(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_SEM_VALUE, args[0]);
    return NATIVE_OP;
}

static native_status_t owned(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_LOCK_OWNED, args[0]);
    return NATIVE_OP;
}

/* acquire by hand of `depth` holds at once: what a Condition does after it woke up */
static native_status_t acquire_depth(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t depth = 0;
    if (mp_index(vm, args[1], &depth) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_operation(vm, MP_OP_ACQUIRE, args[0])->operand = (uint64_t)depth;
    return NATIVE_OP;
}

#define LOCK_METHODS                                                                                         \
    {"acquire", "self, block=, timeout=", acquire, mp_finish_bool, NULL},                                    \
        {"release", "self, /", release, mp_finish_none, NULL},                                               \
        {"__enter__", "self, /", enter, mp_finish_bool, NULL},                                               \
        {"__exit__", "self, kind, error, trace, /", release, mp_finish_none, NULL},                          \
        {"_acquire_depth", "self, depth, /", acquire_depth, mp_finish_none, NULL},                           \
        {"_value", "self, /", get_value, mp_finish_int, NULL},                                               \
    {                                                                                                        \
        "_owned", "self, /", owned, mp_finish_truth, NULL                                                    \
    }

static const native_def_t lock_methods[] = {
    {"__new__", "cls, /", make_lock, NULL, NULL},
    LOCK_METHODS,
    {"__repr__", "self, stage=, /", mp_lock_repr, mp_lock_represented, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_def_t rlock_methods[] = {
    {"__new__", "cls, /", make_rlock, NULL, NULL},
    LOCK_METHODS,
    {"__repr__", "self, stage=, /", mp_lock_repr, mp_lock_represented, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_def_t semaphore_methods[] = {
    {"__new__", "cls, value=", make_semaphore, NULL, NULL},
    {"get_value", "self, /", get_value, mp_finish_int, NULL},
    {"__repr__", "self, /", mp_semaphore_repr, mp_semaphore_represented, NULL},
    LOCK_METHODS,
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_def_t bounded_methods[] = {
    {"__new__", "cls, value=", make_bounded, NULL, NULL},
    {"get_value", "self, /", get_value, mp_finish_int, NULL},
    {"__repr__", "self, /", mp_semaphore_repr, mp_semaphore_represented, NULL},
    LOCK_METHODS,
    {NULL, NULL, NULL, NULL, NULL},
};

#define SYNCHRONIZE "multiprocessing.synchronize"

const native_type_t mp_lock_type = {
    .name = "Lock", .module = SYNCHRONIZE, .kind = KIND_OBJECT, .methods = lock_methods};
const native_type_t mp_rlock_type = {
    .name = "RLock", .module = SYNCHRONIZE, .kind = KIND_OBJECT, .methods = rlock_methods};
const native_type_t mp_semaphore_type = {
    .name = "Semaphore", .module = SYNCHRONIZE, .kind = KIND_OBJECT, .methods = semaphore_methods};
const native_type_t mp_bounded_semaphore_type = {
    .name = "BoundedSemaphore", .module = SYNCHRONIZE, .kind = KIND_OBJECT, .methods = bounded_methods};
