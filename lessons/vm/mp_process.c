/* Processes: birth, end, waiting, signals; each function one operation on a process object, named by its ref.
 */
#include "lessons/vm/mp_process.h"

#include <string.h>

#include "lessons/vm/mp_repr.h"

/* Who is asked for when the parent has ended, or is none of the lesson. */
enum { ADOPTER = UINT32_MAX };

static mp_op_t *process_operation(vm_t *vm, mp_op_kind_t kind, value_t process)
{
    mp_op_t *op = native_op(vm, kind);
    op->object = (uint32_t)value_to_int(process);
    op->timeout_ns = -1;
    return op;
}

static native_status_t check_process(vm_t *vm, value_t process)
{
    if (value_is_small_int(process) && value_to_int(process) > 0 && value_to_int(process) <= UINT32_MAX)
        return NATIVE_OK;
    return native_raise(vm, EXC_TYPE_ERROR, "not a process of the sandbox");
}

static native_status_t create_process(vm_t *vm, const char *name, uint32_t *process)
{
    mp_create_t create = {.kind = MP_PROCESS};
    strncpy(create.name, name, sizeof create.name - 1);
    mp_status_t status = vm->world->calls->create(vm->world, vm, &create, process);
    return status == MP_OK ? NATIVE_OK : mp_raise(vm, status);
}

/* ---- birth ---- */

static value_t own_pid(vm_t *vm)
{
    return mp_int(vm, vm->world->calls->pid(vm->world, 0));
}

/* (process object, path) of a newborn, for its parent */
static value_t child_of(vm_t *vm, value_t process, const mp_result_t *done)
{
    const value_t items[2] = {process, mp_int(vm, (int64_t)done->value)};
    return tuple_new(vm, items, 2);
}

/* start(name, daemon, begin): in the child everything goes on with begin() on an empty stack. */
static native_status_t start(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint32_t process = 0;
    if (!value_is_str(vm, args[0]))
        return native_raise(vm, EXC_TYPE_ERROR, "a process's name is a str");
    if (create_process(vm, as_str(vm, args[0])->bytes, &process) != NATIVE_OK)
        return NATIVE_RAISE;
    bool daemon = mp_flag(vm, args[1], false);
    args[0] = value_from_int(process);
    args[1] = own_pid(vm);
    process_operation(vm, MP_OP_START, args[0])->flags |= daemon ? MP_OP_DAEMON : 0;
    return NATIVE_OP;
}

static native_status_t started(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    if (done->value == MP_PATH_NONE) {
        vm->state.roots[ROOT_PROCESS] = args[1];
        return native_restart(vm, args[2]);
    }
    *result = child_of(vm, args[0], done);
    return NATIVE_OK;
}

/* fork() → 0 in the child, (process object, path) in the parent */
static native_status_t fork_process(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint32_t process = 0;
    if (create_process(vm, "fork", &process) != NATIVE_OK)
        return NATIVE_RAISE;
    args[0] = value_from_int(process);
    args[1] = own_pid(vm);
    process_operation(vm, MP_OP_FORK, args[0]);
    return NATIVE_OP;
}

static native_status_t forked(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    if (done->value == MP_PATH_NONE)
        vm->state.roots[ROOT_PROCESS] = args[1];
    *result = done->value == MP_PATH_NONE ? value_from_int(0) : child_of(vm, args[0], done);
    return NATIVE_OK;
}

static native_status_t exit_process(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t code = 0;
    if (mp_index(vm, args[0], &code) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = native_op(vm, MP_OP_EXIT);
    op->object = vm->world->calls->self_process(vm->world);
    op->operand = (uint64_t)code & 255;
    return NATIVE_OP;
}

/* ---- waiting, asking ---- */

static native_status_t join(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (check_process(vm, args[0]) != NATIVE_OK || mp_timeout(vm, args[1], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    process_operation(vm, MP_OP_JOIN, args[0])->timeout_ns = timeout_ns;
    return NATIVE_OP;
}

static native_status_t ask(vm_t *vm, value_t *args, mp_op_kind_t kind)
{
    if (check_process(vm, args[0]) != NATIVE_OK)
        return NATIVE_RAISE;
    process_operation(vm, kind, args[0]);
    return NATIVE_OP;
}

static native_status_t is_alive(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return ask(vm, args, MP_OP_IS_ALIVE);
}

static native_status_t exitcode(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return ask(vm, args, MP_OP_EXITCODE);
}

/* A wait status as Process.exitcode has it: the code, or the signal's number negative. */
static value_t exitcode_of(uint64_t status)
{
    return value_from_int(status & 0x7f ? -(int64_t)(status & 0x7f) : (int64_t)(status >> 8 & 0xff));
}

static native_status_t got_exitcode(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = done->status == MP_OK ? exitcode_of(done->value) : VALUE_NONE;
    return done->status == MP_OK || done->status == MP_TIMEOUT ? NATIVE_OK : mp_raise(vm, done->status);
}

static native_status_t kill_process(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t number = 0;
    if (check_process(vm, args[0]) != NATIVE_OK || mp_index(vm, args[1], &number) != NATIVE_OK)
        return NATIVE_RAISE;
    process_operation(vm, MP_OP_KILL, args[0])->operand = (uint64_t)number;
    return NATIVE_OP;
}

/* True: it was there to be signalled. */
static native_status_t killed(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = value_from_bool(done->status == MP_OK);
    return done->status == MP_OK || done->status == MP_ERR_DEAD ? NATIVE_OK : mp_raise(vm, done->status);
}

/* wait_child(process or 0, wait) → (path, wait status), or None where wait is False and nobody has ended
 */
static native_status_t wait_child(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t process = 0;
    if (mp_index(vm, args[0], &process) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = native_op(vm, MP_OP_WAITPID);
    op->object = vm->world->calls->self_process(vm->world);
    op->object2 = (uint32_t)process;
    op->timeout_ns = mp_flag(vm, args[1], true) ? -1 : 0;
    return NATIVE_OP;
}

static native_status_t waited(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = VALUE_NONE;
    if (done->status == MP_TIMEOUT)
        return NATIVE_OK;
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    const value_t items[2] = {mp_int(vm, (int64_t)done->extra), mp_int(vm, (int64_t)done->value)};
    *result = tuple_new(vm, items, 2);
    return NATIVE_OK;
}

/* ---- signals ---- */

static native_status_t set_signal(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t number = 0, action = 0;
    if (mp_index(vm, args[0], &number) != NATIVE_OK || mp_index(vm, args[1], &action) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = native_op(vm, MP_OP_SIGNAL);
    op->object = vm->world->calls->self_process(vm->world);
    op->index = (uint32_t)number;
    op->operand = (uint64_t)action;
    return NATIVE_OP;
}

static native_status_t take_signal(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs, (void)result;
    native_op(vm, MP_OP_SIGNAL_TAKE)->object = vm->world->calls->self_process(vm->world);
    return NATIVE_OP;
}

static native_status_t took_signal(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)vm, (void)args;
    *result = value_from_int(done->status == MP_OK ? (int64_t)done->value : 0);
    return NATIVE_OK;
}

/* ---- names ---- */

static native_status_t pid(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (check_process(vm, args[0]) != NATIVE_OK)
        return NATIVE_RAISE;
    *result = mp_int(vm, vm->world->calls->pid(vm->world, (uint32_t)value_to_int(args[0])));
    return NATIVE_OK;
}

static native_status_t getpid(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = mp_int(vm, vm->world->calls->pid(vm->world, 0));
    return NATIVE_OK;
}

static native_status_t self_process(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = value_from_int(vm->world->calls->self_process(vm->world));
    return NATIVE_OK;
}

static native_status_t getppid(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs, (void)result;
    native_op(vm, MP_OP_GETPPID)->object = vm->world->calls->self_process(vm->world);
    return NATIVE_OP;
}

static native_status_t got_ppid(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    *result = vm->state.roots[ROOT_PROCESS];
    if (done->value == MP_PATH_NONE || !value_is_int(vm, *result))
        *result = mp_int(vm, vm->world->calls->pid(vm->world, ADOPTER));
    return NATIVE_OK;
}

static native_status_t cpu_count(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = value_from_int(vm->world->calls->cpu_count(vm->world));
    return NATIVE_OK;
}

/* ---- books ---- */

/* The queues that this process has put into, and forgets them. */
static native_status_t queues(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = vm->state.roots[ROOT_SESSION];
    if (value_kind(vm, *result) != KIND_LIST)
        *result = list_new(vm, NULL, 0);
    vm->state.roots[ROOT_SESSION] = VALUE_NONE;
    return NATIVE_OK;
}

/* share(thing) → thing, which may now go through a queue */
static native_status_t share(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_kind(vm, args[0]) != KIND_OBJECT)
        return native_raise(vm, EXC_TYPE_ERROR, "only things of multiprocessing can be shared");
    mp_handle(vm, args[0])->flags |= MP_HANDLE_SHARED;
    *result = args[0];
    return NATIVE_OK;
}

static native_status_t monotonic(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs, (void)result;
    native_op(vm, MP_OP_CLOCK);
    return NATIVE_OP;
}

static native_status_t got_clock(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)vm, (void)args;
    *result = value_from_double((double)done->value / 1e9);
    return NATIVE_OK;
}

const native_def_t mp_process_functions[] = {
    {"start", "name, daemon, begin, /", start, started, NULL},
    {"fork", "stage=, parent=, /", fork_process, forked, NULL},
    {"exit", "code, /", exit_process, mp_finish_none, NULL},
    {"join", "process, timeout, /", join, mp_finish_bool, NULL},
    {"is_alive", "process, /", is_alive, mp_finish_truth, NULL},
    {"exitcode", "process, /", exitcode, got_exitcode, NULL},
    {"kill", "process, number, /", kill_process, killed, NULL},
    {"wait_child", "process, wait, /", wait_child, waited, NULL},
    {"set_signal", "number, action, /", set_signal, mp_finish_int, NULL},
    {"take_signal", "", take_signal, took_signal, NULL},
    {"pid", "process, /", pid, NULL, NULL},
    {"getpid", "", getpid, NULL, NULL},
    {"getppid", "", getppid, got_ppid, NULL},
    {"self_process", "", self_process, NULL, NULL},
    {"cpu_count", "", cpu_count, NULL, NULL},
    {"queues", "", queues, NULL, NULL},
    {"set_name", "name, /", mp_set_name, NULL, NULL},
    {"share", "thing, /", share, NULL, NULL},
    {"monotonic", "", monotonic, got_clock, NULL},
    {"pipe", "duplex, /", mp_make_pipe, NULL, NULL},
    {"raw_pipe", "", mp_make_raw_pipe, NULL, NULL},
    {"write", "descriptor, data, /", mp_write_bytes, mp_bytes_written, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
