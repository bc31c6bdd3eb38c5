#include "core/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What si_value carries when a KILL of a lesson process sent the signal. */
enum { MARKED_ALREADY = 0x10c5 };

/* The one variable that a signal handler needs. Thread-local storage lies where fork writes anyway; any other
 * place would cost each newborn a page of its own. */
static _Thread_local mp_slot_t *volatile own_slot;

void mp_signals_follow(mp_slot_t *slot)
{
    own_slot = slot;
}

/* Async-signal-safe: two atomic operations on shared memory. */
static void note_signal(int signal, siginfo_t *info, void *context)
{
    (void)context;
    mp_slot_t *slot = own_slot;
    if (slot == NULL) {
        return;
    }
    bool marked = info->si_code == SI_QUEUE && info->si_value.sival_int == MARKED_ALREADY;
    if (signal != SIGCHLD && !marked) {
        atomic_fetch_or(&slot->signals, 1u << signal);
    }
    atomic_fetch_add(&slot->wait_word, 1);
}

static void set_handler(int signal)
{
    struct sigaction action = {.sa_sigaction = note_signal, .sa_flags = SA_SIGINFO | SA_NODEFER};
    if (signal == SIGCHLD) {
        action.sa_flags |= SA_NOCLDSTOP;
    }
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

static void set_plain(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

void mp_signals_install(void)
{
    for (int signal = 1; signal < 32; signal++) {
        if (signal != SIGKILL && signal != SIGSTOP) {
            set_plain(signal, SIG_DFL);
        }
    }
    set_plain(SIGPIPE, SIG_IGN);
    set_handler(SIGCHLD);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

mp_status_t mp_signals_set(int signal, uint32_t action)
{
    if (signal != SIGTERM && signal != SIGINT && signal != SIGUSR1) {
        return MP_ERR_ARGUMENT;
    }
    if (action == MP_SIGNAL_HANDLE) {
        set_handler(signal);
    } else {
        set_plain(signal, action == MP_SIGNAL_IGNORE ? SIG_IGN : SIG_DFL);
    }
    return MP_OK;
}

/* The kernel's own set of signals is one word of 64 bits; the C library's function would be one more page to
 * touch in every newborn. */
static const uint64_t ours =
    1ull << (SIGCHLD - 1) | 1ull << (SIGTERM - 1) | 1ull << (SIGINT - 1) | 1ull << (SIGUSR1 - 1);

void mp_signals_block(uint64_t *before)
{
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &ours, before, sizeof ours);
}

void mp_signals_restore(const uint64_t *before)
{
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, before, NULL, sizeof *before);
}

/* By pidfd, or by number where a container denies that: the number is the right one as long as nobody has
 * reaped it. */
static void send_to(int pid, int pidfd, siginfo_t *info)
{
    if (pidfd >= 0 && syscall(SYS_pidfd_send_signal, pidfd, info->si_signo, info, 0) == 0) {
        return;
    }
    if (pidfd < 0 || errno == ENOSYS || errno == EPERM) {
        syscall(SYS_rt_sigqueueinfo, pid, info->si_signo, info);
    }
}

static siginfo_t signal_info(int signal, int value)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signal;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_value.sival_int = value;
    return info;
}

void mp_signals_send(mp_slot_t *slot, int signal)
{
    uint64_t birth = atomic_load_explicit(&slot->birth, memory_order_acquire);
    int pid = atomic_load_explicit(&slot->pid, memory_order_acquire);
    if (pid <= 0) {
        return;
    }
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0 && errno != ENOSYS && errno != EPERM) {
        return;
    }
    /* The parent says REAPING before the pid can be another's: if it has not yet, the pidfd is of the right
     * process. */
    bool same = atomic_load(&slot->life) < MP_LIFE_REAPING && atomic_load(&slot->birth) == birth;
    siginfo_t info = signal_info(signal, MARKED_ALREADY);
    if (same) {
        send_to(pid, pidfd, &info);
    }
    if (pidfd >= 0) {
        close(pidfd);
    }
}

void mp_signals_raise(int pid, int signal)
{
    if (signal != SIGKILL) {
        set_plain(signal, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    siginfo_t info = signal_info(signal, 0);
    send_to(pid, pidfd, &info);
    if (pidfd >= 0) {
        close(pidfd);
    }
}
