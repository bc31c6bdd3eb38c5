/*
 * Processes as objects: life, exit status, children, signals.
 *
 *     NEW ──START, FORK──▶ RUNNING ──EXIT, DIE──▶ ENDED ──JOIN, WAITPID, IS_ALIVE, EXITCODE──▶ JOINED
 *
 * A deadly signal dooms its target: its next step is DIE and no other. Wait statuses are the kernel's: an
 * exit code in bits 8..15, else the signal.
 */
#include "core/sync.h"

#include <signal.h>

enum { SIGNALS = 32, MOST_CHILDREN = 1 << 20 };

static void process_create(mp_mem_t *mem, mp_object_t *object, const mp_create_t *create)
{
    (void)mem;
    mp_process_state_t *process = (mp_process_state_t *)object;
    process->path = create->path;
    if (create->path == MP_PATH_MAIN) {
        process->life = MP_PROCESS_RUNNING;
        process->who = create->who;
    }
}

static mp_process_state_t *process_at(const mp_mem_t *mem, uint32_t ref)
{
    mp_object_t *object = mp_object(mem, ref);
    return object && object->kind == MP_PROCESS ? (mp_process_state_t *)object : NULL;
}

/* Of the children that could be waited for (`only`, or any for 0): the oldest that has ended, in *ended, and
 * whether there is one at all. */
static bool find_child(const mp_mem_t *mem, const mp_process_state_t *parent, uint32_t only, uint32_t *ended)
{
    bool any = false;
    *ended = 0;
    uint32_t ref = parent->children;
    for (uint32_t i = 0; ref && i < MOST_CHILDREN; i++) {
        const mp_process_state_t *child = process_at(mem, ref);
        if (!child)
            break;
        bool asked = only == 0 || only == ref;
        any |= asked && child->life != MP_PROCESS_JOINED;
        if (asked && child->life == MP_PROCESS_ENDED)
            *ended = ref;
        ref = child->sibling;
    }
    return any;
}

static mp_enabled_t process_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                    uint32_t who)
{
    (void)who;
    const mp_process_state_t *process = (const mp_process_state_t *)object;
    bool ready = true;
    uint32_t ended;
    switch (op->kind) {
    case MP_OP_JOIN:
        ready = process->life != MP_PROCESS_RUNNING;
        break;
    case MP_OP_EXITCODE: /* says MP_TIMEOUT while it lives */
        break;
    case MP_OP_WAITPID:
        ready = !find_child(mem, process, op->object2, &ended) || ended;
        break;
    case MP_OP_DIE:
        ready = process->doomed != 0;
        break;
    default:
        break;
    }
    return ready ? MP_READY : MP_BLOCKED;
}

static void start(mp_mem_t *mem, mp_process_state_t *child, const mp_op_t *op, mp_result_t *result)
{
    mp_process_state_t *parent = process_at(mem, op->object2);
    if (!parent || parent == child) {
        result->status = MP_ERR_OBJECT;
        return;
    }
    if (child->life != MP_PROCESS_NEW) {
        result->status = MP_ERR_STARTED;
        return;
    }
    mp_path_t path = mp_path_child(parent->path, parent->births + 1);
    if (path == MP_PATH_NONE) {
        result->status = MP_ERR_PROCESSES;
        return;
    }
    mp_touch_state(mem, &parent->header, sizeof *parent);
    parent->births++;
    child->path = path;
    child->parent = op->object2;
    child->sibling = parent->children;
    parent->children = op->object;
    child->handled = parent->handled;
    child->ignored = parent->ignored;
    child->who = (uint32_t)op->operand;
    child->life = MP_PROCESS_RUNNING;
    result->value = path;
}

static void end(mp_process_state_t *process, uint32_t status)
{
    if (process->life != MP_PROCESS_RUNNING)
        return;
    process->status = status;
    process->doomed = 0;
    process->life = MP_PROCESS_ENDED;
}

/* JOIN, IS_ALIVE and EXITCODE reap what has ended. */
static void look(mp_process_state_t *process, const mp_op_t *op, mp_result_t *result)
{
    bool running = process->life == MP_PROCESS_RUNNING;
    if (process->life == MP_PROCESS_NEW && op->kind == MP_OP_JOIN) {
        result->status = MP_ERR_NOT_STARTED;
        return;
    }
    if (process->life == MP_PROCESS_ENDED)
        process->life = MP_PROCESS_JOINED;
    if (op->kind == MP_OP_IS_ALIVE)
        result->value = running;
    else if (running || process->life == MP_PROCESS_NEW)
        result->status = MP_TIMEOUT;
    else
        result->value = process->status;
}

static bool harmless(uint32_t signal)
{
    return signal == 0 || signal == SIGCHLD || signal == SIGCONT || signal == SIGURG || signal == SIGWINCH;
}

static void receive(mp_process_state_t *process, uint32_t signal, mp_result_t *result)
{
    if (process->life == MP_PROCESS_NEW) {
        result->status = MP_ERR_NOT_STARTED;
        return;
    }
    if (signal >= SIGNALS) {
        result->status = MP_ERR_ARGUMENT;
        return;
    }
    uint32_t bit = (uint32_t)1 << signal;
    if (process->life != MP_PROCESS_RUNNING)
        return;
    if (signal == SIGKILL)
        process->doomed = SIGKILL;
    else if (process->ignored & bit)
        return;
    else if (process->handled & bit)
        process->came |= bit;
    else if (!harmless(signal) && !process->doomed)
        process->doomed = signal;
}

static void set_action(mp_process_state_t *process, const mp_op_t *op, mp_result_t *result)
{
    if (op->index == 0 || op->index >= SIGNALS || op->index == SIGKILL || op->operand > MP_SIGNAL_HANDLE) {
        result->status = MP_ERR_ARGUMENT;
        return;
    }
    uint32_t bit = (uint32_t)1 << op->index;
    result->value = process->handled & bit   ? MP_SIGNAL_HANDLE
                    : process->ignored & bit ? MP_SIGNAL_IGNORE
                                             : MP_SIGNAL_DEFAULT;
    process->handled &= ~bit;
    process->ignored &= ~bit;
    if (op->operand == MP_SIGNAL_HANDLE)
        process->handled |= bit;
    else if (op->operand == MP_SIGNAL_IGNORE)
        process->ignored |= bit;
}

static void take_signal(mp_process_state_t *process, mp_result_t *result)
{
    if (!process->came) {
        result->status = MP_TIMEOUT;
        return;
    }
    uint32_t signal = (uint32_t)__builtin_ctz(process->came);
    process->came &= ~((uint32_t)1 << signal);
    result->value = signal;
}

static void wait_child(mp_mem_t *mem, const mp_process_state_t *parent, const mp_op_t *op,
                       mp_result_t *result)
{
    uint32_t ended;
    bool any = find_child(mem, parent, op->object2, &ended);
    mp_process_state_t *child = ended ? process_at(mem, ended) : NULL;
    if (!child) {
        result->status = any ? MP_TIMEOUT : MP_ERR_NOT_CHILD;
        return;
    }
    mp_touch_state(mem, &child->header, sizeof *child);
    child->life = MP_PROCESS_JOINED;
    result->value = child->status;
    result->extra = child->path;
}

static void process_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                          mp_result_t *result)
{
    (void)who;
    mp_process_state_t *process = (mp_process_state_t *)object;
    mp_touch_state(mem, object, sizeof *process);
    switch (op->kind) {
    case MP_OP_START:
    case MP_OP_FORK:
        start(mem, process, op, result);
        break;
    case MP_OP_EXIT:
        end(process, (uint32_t)(op->operand & 0xff) << 8);
        break;
    case MP_OP_DIE:
        end(process, process->doomed);
        break;
    case MP_OP_JOIN:
    case MP_OP_IS_ALIVE:
    case MP_OP_EXITCODE:
        look(process, op, result);
        break;
    case MP_OP_KILL:
        receive(process, (uint32_t)op->operand, result);
        break;
    case MP_OP_SIGNAL:
        set_action(process, op, result);
        break;
    case MP_OP_SIGNAL_TAKE:
        take_signal(process, result);
        break;
    case MP_OP_GETPPID: {
        const mp_process_state_t *parent = process_at(mem, process->parent);
        result->value = parent && parent->life == MP_PROCESS_RUNNING ? parent->path : MP_PATH_NONE;
        break;
    }
    case MP_OP_WAITPID:
        wait_child(mem, process, op, result);
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void process_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_reason_t *reason)
{
    const mp_process_state_t *process = (const mp_process_state_t *)object;
    if (process_enabled(mem, object, op, who) == MP_READY)
        return;
    if (op->kind == MP_OP_JOIN)
        mp_reason(reason, MP_WHY_LIVES, process->who < MP_WHO_MAX ? process->who : MP_WHO_MAX, 0,
                  "has not ended");
    else
        mp_reason(reason, MP_WHY_LIVES, MP_WHO_MAX, 0, "has no child that has ended");
}

static uint32_t map_ref(const mp_bytes_t *bytes, uint32_t ref)
{
    return ref && bytes->map_ref ? bytes->map_ref(bytes->context, ref) : ref;
}

static void process_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    const mp_process_state_t *process = (const mp_process_state_t *)object;
    mp_put(bytes, process->life);
    mp_put(bytes, process->path);
    mp_put(bytes, process->life == MP_PROCESS_RUNNING ? process->who : 0);
    mp_put(bytes, process->life >= MP_PROCESS_ENDED ? process->status : 0);
    mp_put(bytes, map_ref(bytes, process->parent));
    mp_put(bytes, map_ref(bytes, process->children));
    mp_put(bytes, map_ref(bytes, process->sibling));
    mp_put(bytes, process->births);
    mp_put(bytes, process->doomed);
    mp_put(bytes, process->came);
    mp_put(bytes, process->handled);
    mp_put(bytes, process->ignored);
}

static void process_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_process_state_t *process = (mp_process_state_t *)object;
    process->life = (uint32_t)mp_get(bytes);
    process->path = mp_get(bytes);
    process->who = (uint32_t)mp_get(bytes);
    process->status = (uint32_t)mp_get(bytes);
    process->parent = map_ref(bytes, (uint32_t)mp_get(bytes));
    process->children = map_ref(bytes, (uint32_t)mp_get(bytes));
    process->sibling = map_ref(bytes, (uint32_t)mp_get(bytes));
    process->births = (uint32_t)mp_get(bytes);
    process->doomed = (uint32_t)mp_get(bytes);
    process->came = (uint32_t)mp_get(bytes);
    process->handled = (uint32_t)mp_get(bytes);
    process->ignored = (uint32_t)mp_get(bytes);
}

const mp_sync_t mp_sync_process = {
    .bytes = sizeof(mp_process_state_t),
    .create = process_create,
    .enabled = process_enabled,
    .apply = process_apply,
    .why = process_why,
    .serialise = process_serialise,
    .deserialise = process_deserialise,
};
