#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/gate.h"
#include "core/machine_inner.h"
#include "core/parking.h"

static const int64_t NUDGE_NS = 20000000;      /* how long processes have to notice a pause by themselves */
static const int64_t LONG_STEP_NS = 100000000; /* how long a step may run in a world that ran free before */
static const int64_t CHECK_NS = 100000000;     /* how often a waiting host looks whether the zygote lives */

/* ---- one processor ---- */

/* Lesson processes are in the session's group; a pid from shared memory that is not is left alone. */
static bool pid_is_ours(const mp_machine_t *machine, int pid)
{
    return pid > 0 && machine->group > 0 && getpgid(pid) == machine->group;
}

static void set_affinity(const mp_machine_t *machine, const cpu_set_t *set)
{
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        mp_slot_t *slot = mp_machine_slot(machine, who);
        int pid = atomic_load_explicit(&slot->pid, memory_order_relaxed);
        if (mp_machine_alive(slot) && pid_is_ours(machine, pid)) {
            sched_setaffinity(pid, sizeof *set, set);
        }
    }
    sched_setaffinity(0, sizeof *set, set);
}

/* Once the world is still for the first time: a hand-over on one processor is many times faster than across
 * two. */
static void pin(mp_machine_t *machine)
{
    cpu_set_t one;
    int cpu = sched_getcpu();
    if (machine->pinned || cpu < 0) {
        return;
    }
    CPU_ZERO(&one);
    CPU_SET((unsigned)cpu, &one);
    set_affinity(machine, &one);
    machine->pinned = true;
}

void mp_machine_unpin(mp_machine_t *machine)
{
    if (!machine->pinned && !machine->unpin) {
        return;
    }
    machine->pinned = false;
    machine->unpin = false;
    set_affinity(machine, &machine->all);
    for (uint32_t who = 0; machine->active && who < mp_machine_top(machine); who++) {
        const mp_slot_t *slot = mp_machine_slot(machine, who);
        machine->unpin = machine->unpin || (mp_machine_alive(slot) && atomic_load(&slot->pid) == 0);
    }
}

/* ---- mode and time ---- */

void mp_machine_set_mode(mp_machine_t *machine, bool held, int64_t virtual_ns, double speed)
{
    mp_world_t *world = machine->world;
    uint32_t seq = atomic_load(&world->clock_seq) | 1;
    machine->mode = ((machine->mode >> 1) + 1) << 1 | (held ? MP_MODE_HELD : 0);
    atomic_store(&world->clock_seq, seq);
    atomic_store(&world->virtual_ns, virtual_ns);
    atomic_store(&world->free_ns, mp_monotonic_ns());
    atomic_store(&world->speed, speed);
    atomic_store(&world->mode, machine->mode);
    atomic_store(&world->clock_seq, seq + 1);
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        if (mp_machine_alive(mp_machine_slot(machine, who))) {
            mp_world_wake(world, who);
        }
    }
}

void mp_machine_hold(mp_machine_t *machine)
{
    if (machine->world != NULL && !mp_machine_held(machine)) {
        mp_machine_set_mode(machine, true, mp_world_now(machine->world), 1);
        machine->loose = true;
        machine->nudge_ns = mp_monotonic_ns() + NUDGE_NS;
    }
}

void mp_machine_run_free(mp_machine_t *machine, double speed)
{
    if (machine->world == NULL || !mp_machine_held(machine)) {
        return;
    }
    machine->loose = false;
    mp_machine_unpin(machine);
    mp_machine_set_mode(machine, false, mp_world_now(machine->world), speed > 0 ? speed : 1);
}

bool mp_machine_held(const mp_machine_t *machine)
{
    return (machine->mode & MP_MODE_HELD) != 0;
}

int64_t mp_machine_now(const mp_machine_t *machine)
{
    return machine->world == NULL ? 0 : mp_world_now(machine->world);
}

int64_t mp_machine_next_deadline(const mp_machine_t *machine)
{
    int64_t next = -1;
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        const mp_slot_t *slot = mp_machine_slot(machine, who);
        int64_t deadline = atomic_load_explicit(&slot->deadline_ns, memory_order_relaxed);
        uint32_t stand = atomic_load_explicit(&slot->stand, memory_order_acquire);
        bool waits = stand != MP_STAND_PRIVATE && stand != MP_STAND_BUSY;
        if (mp_machine_alive(slot) && waits && deadline >= 0 && (next < 0 || deadline < next)) {
            next = deadline;
        }
    }
    return next;
}

void mp_machine_advance(mp_machine_t *machine, int64_t to_ns)
{
    if (machine->world != NULL && mp_machine_held(machine) && to_ns > mp_world_now(machine->world)) {
        atomic_store(&machine->world->virtual_ns, to_ns);
    }
}

/* ---- stillness ---- */

static bool settled(const mp_machine_t *machine, const mp_slot_t *slot)
{
    /* grant_kind first: when the process has used a grant up, its stand was BUSY before (gate.c). */
    return atomic_load_explicit(&slot->grant_kind, memory_order_acquire) == MP_GRANT_NONE &&
           atomic_load_explicit(&slot->stand, memory_order_acquire) == MP_STAND_GATE &&
           atomic_load_explicit(&slot->seen, memory_order_relaxed) == machine->mode &&
           atomic_load_explicit(&slot->doomed, memory_order_relaxed) == 0;
}

bool mp_machine_still(mp_machine_t *machine)
{
    if (!mp_machine_held(machine) || machine->world == NULL) {
        return false;
    }
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        const mp_slot_t *slot = mp_machine_slot(machine, who);
        if (mp_machine_alive(slot) && !settled(machine, slot)) {
            return false;
        }
    }
    return true;
}

/* Sleeps until somebody calls the host, for `most_ns` at most. False: interrupted by a signal. Predicate:
 * host_word has changed since `word` was read, which was before the caller looked at the slots. */
static bool sleep_until_called(mp_world_t *world, uint32_t word, int64_t most_ns)
{
    struct timespec most = {.tv_sec = most_ns / 1000000000, .tv_nsec = most_ns % 1000000000};
    atomic_store(&world->host_sleeps, 1);
    long slept = syscall(SYS_futex, &world->host_word, FUTEX_WAIT, word, &most, NULL, 0);
    bool interrupted = slept != 0 && errno == EINTR;
    atomic_store(&world->host_sleeps, 0);
    return !interrupted;
}

/* Whoever is deep in private code is fetched to the gate; again and again, since it may have been in the middle of
 * something that must not be parked. */
static void nudge(mp_machine_t *machine)
{
    int64_t now = machine->loose ? mp_monotonic_ns() : 0;
    if (machine->loose && now >= machine->nudge_ns) {
        for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
            mp_slot_t *slot = mp_machine_slot(machine, who);
            if (mp_machine_alive(slot) && !settled(machine, slot)) {
                mp_parking_nudge(slot);
            }
        }
        machine->nudge_ns = now + NUDGE_NS;
    }
}

mp_status_t mp_machine_wait_still(mp_machine_t *machine, int64_t timeout_ns)
{
    mp_world_t *world = machine->world;
    if (world == NULL || !mp_machine_held(machine)) {
        return MP_ERR_NOT_STILL;
    }
    int64_t until = timeout_ns < 0 ? INT64_MAX : mp_monotonic_ns() + timeout_ns;
    for (;;) {
        uint32_t word = atomic_load(&world->host_word);
        if (mp_machine_still(machine)) {
            pin(machine);
            return MP_OK;
        }
        nudge(machine);
        mp_machine_relieve(machine);
        int64_t left = timeout_ns < 0 ? CHECK_NS : until - mp_monotonic_ns();
        if (left <= 0) {
            return MP_TIMEOUT;
        }
        left = machine->loose && left > NUDGE_NS ? NUDGE_NS : left;
        if (!sleep_until_called(world, word, left < CHECK_NS ? left : CHECK_NS)) {
            return MP_INTERRUPTED;
        }
        if (atomic_load(&world->host_word) == word && !mp_machine_check(machine)) {
            return MP_ERR_SYSTEM;
        }
    }
}

/* ---- steps ---- */

mp_enabled_t mp_machine_enabled(mp_machine_t *machine, uint32_t who)
{
    if (who >= mp_machine_top(machine) || !mp_machine_alive(mp_machine_slot(machine, who))) {
        return MP_BLOCKED;
    }
    return mp_gate_enabled(machine->world, &machine->arena.mem, who);
}

bool mp_machine_ready(mp_machine_t *machine, uint32_t who)
{
    return mp_machine_enabled(machine, who) == MP_READY;
}

bool mp_machine_may_time_out(mp_machine_t *machine, uint32_t who)
{
    return who < mp_machine_top(machine) && mp_machine_alive(mp_machine_slot(machine, who)) &&
           mp_gate_may_time_out(machine->world, &machine->arena.mem, who);
}

static bool may_be_granted(mp_machine_t *machine, uint32_t who, mp_grant_t kind, uint32_t object)
{
    mp_op_t deliver = {.kind = MP_OP_QUEUE_DELIVER, .object = object, .timeout_ns = -1};
    switch (kind) {
    case MP_GRANT_STEPS:
        return mp_machine_enabled(machine, who) != MP_BLOCKED;
    case MP_GRANT_TIMEOUT:
        return mp_machine_may_time_out(machine, who);
    case MP_GRANT_DELIVER:
        return mp_enabled(&machine->arena.mem, &deliver, who) == MP_READY;
    default:
        return false;
    }
}

mp_status_t mp_machine_grant(mp_machine_t *machine, uint32_t who, mp_grant_t kind, uint32_t object,
                             uint64_t count)
{
    if (!mp_machine_still(machine)) {
        return MP_ERR_NOT_STILL;
    }
    if (who >= mp_machine_top(machine) || !mp_machine_alive(mp_machine_slot(machine, who))) {
        return MP_ERR_DEAD;
    }
    if (count == 0 || !may_be_granted(machine, who, kind, object)) {
        return MP_ERR_NOT_ENABLED;
    }
    mp_slot_t *slot = mp_machine_slot(machine, who);
    atomic_store_explicit(&slot->grant_object, object, memory_order_relaxed);
    atomic_store_explicit(&slot->grant_count, count, memory_order_relaxed);
    atomic_store_explicit(&slot->grant_refused, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->grant_kind, kind, memory_order_release);
    if (machine->loose) {
        machine->nudge_ns = mp_monotonic_ns() + LONG_STEP_NS;
    }
    mp_world_wake(machine->world, who);
    return MP_OK;
}

mp_status_t mp_machine_give(mp_machine_t *machine, uint32_t who, uint64_t value)
{
    if (!mp_machine_still(machine)) {
        return MP_ERR_NOT_STILL;
    }
    if (who >= mp_machine_top(machine) || !mp_machine_alive(mp_machine_slot(machine, who))) {
        return MP_ERR_DEAD;
    }
    /* Pairs with the grant that follows: the process reads both after it has seen grant_kind (acquire). */
    mp_slot_t *slot = mp_machine_slot(machine, who);
    atomic_store_explicit(&slot->given_value, value, memory_order_relaxed);
    atomic_store_explicit(&slot->given, 1, memory_order_relaxed);
    return MP_OK;
}

mp_status_t mp_machine_step(mp_machine_t *machine, uint32_t who, uint64_t count, uint64_t *done)
{
    *done = 0;
    if (who >= MP_SLOTS || machine->world == NULL) {
        return MP_ERR_DEAD;
    }
    const mp_slot_t *slot = mp_machine_slot(machine, who);
    uint64_t before = atomic_load_explicit(&slot->steps, memory_order_relaxed);
    mp_status_t status = mp_machine_grant(machine, who, MP_GRANT_STEPS, 0, count);
    if (status != MP_OK) {
        return status;
    }
    status = mp_machine_wait_still(machine, -1);
    *done = atomic_load_explicit(&slot->steps, memory_order_relaxed) - before;
    return status;
}

/* ---- signals ---- */

static bool kills_by_default(int signal)
{
    switch (signal) {
    case 0:
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGPIPE: /* lesson processes ignore it */
        return false;
    default:
        return true;
    }
}

/* A handled signal is noticed at the gate; wait a moment for it, so that the next question after it is
 * answered right. */
static void wait_until_noticed(const mp_slot_t *slot)
{
    for (int i = 0; i < 200 && atomic_load(&slot->attention) == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
}

mp_status_t mp_machine_kill(mp_machine_t *machine, uint32_t who, int signal)
{
    if (who >= mp_machine_top(machine) || !mp_machine_alive(mp_machine_slot(machine, who))) {
        return MP_ERR_DEAD;
    }
    mp_slot_t *slot = mp_machine_slot(machine, who);
    uint64_t birth = atomic_load(&slot->birth);
    int pid = atomic_load_explicit(&slot->pid, memory_order_acquire);
    int pidfd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
    bool same = pid_is_ours(machine, pid) && mp_machine_alive(slot) && atomic_load(&slot->birth) == birth;
    bool by_pidfd = (machine->missing & MP_MISSING_PIDFD) == 0;
    if (pidfd < 0 && by_pidfd) {
        same = false;
    }
    const mp_object_t *object = mp_object(&machine->arena.mem, slot->process);
    const mp_process_state_t *process = (const mp_process_state_t *)object;
    bool is_process = object != NULL && object->kind == MP_PROCESS && signal > 0 && signal < 32;
    bool handled = is_process && signal != SIGKILL && (process->handled >> signal & 1) != 0;
    bool ignored = is_process && signal != SIGKILL && (process->ignored >> signal & 1) != 0;
    if (same && kills_by_default(signal) && !handled && !ignored) {
        atomic_store(&slot->doomed, 1);
    }
    long sent = -1;
    if (same) {
        sent = by_pidfd ? syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) : kill(pid, signal);
    }
    if (pidfd >= 0) {
        close(pidfd);
    }
    if (sent == 0 && handled && mp_machine_held(machine)) {
        wait_until_noticed(slot);
    }
    return sent == 0 ? MP_OK : MP_ERR_DEAD;
}

/* ---- a free run that cannot go on ---- */

/* Adds up what changes whenever anything happens; false if somebody could still go on by himself. */
static bool all_blocked(mp_machine_t *machine, uint64_t *sum)
{
    uint32_t alive = 0;
    *sum = atomic_load(&machine->world->births);
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        const mp_slot_t *slot = mp_machine_slot(machine, who);
        if (!mp_machine_alive(slot)) {
            continue;
        }
        bool blocked = atomic_load(&slot->stand) == MP_STAND_BLOCKED && atomic_load(&slot->deadline_ns) < 0 &&
                       atomic_load(&slot->doomed) == 0 && atomic_load(&slot->signals) == 0 &&
                       mp_gate_enabled(machine->world, &machine->arena.mem, who) != MP_READY;
        if (!blocked) {
            return false;
        }
        alive++;
        *sum = *sum * 31 + atomic_load(&slot->wait_word) + atomic_load(&slot->steps);
    }
    return alive > 0;
}

bool mp_machine_stuck(mp_machine_t *machine)
{
    uint64_t first;
    uint64_t second;
    return machine->active && !mp_machine_held(machine) && all_blocked(machine, &first) &&
           all_blocked(machine, &second) && first == second;
}
