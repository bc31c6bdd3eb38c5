#include "core/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef LOCKSTEP_SANITIZE
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* What fork() of the C library passes to clone; its pointers differ, its flags do not. */
enum { FORK_FLAGS = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD };

/* Allowed whatever the arguments: none of them reaches beyond the process, its memory, its children and its
 * clocks. */
static const int allowed_calls[] = {
    SCMP_SYS(futex),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getcpu),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(rseq),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(close),
};

/* What the sanitizers' run time asks for beside these. */
static const int sanitizer_calls[] = {
    SCMP_SYS(openat),   SCMP_SYS(open),      SCMP_SYS(fstat),     SCMP_SYS(newfstatat),
    SCMP_SYS(readlink), SCMP_SYS(lseek),     SCMP_SYS(tgkill),    SCMP_SYS(prctl),
    SCMP_SYS(ptrace),   SCMP_SYS(prlimit64), SCMP_SYS(getrlimit), SCMP_SYS(personality),
    SCMP_SYS(write),    SCMP_SYS(read),      SCMP_SYS(ioctl),     SCMP_SYS(mmap),
    SCMP_SYS(mprotect), SCMP_SYS(uname),     SCMP_SYS(sysinfo),   SCMP_SYS(sched_setaffinity),
};

/* True when every rule so far was taken; libseccomp answers a negative errno. */
static bool allow_calls(scmp_filter_ctx filter, const int *calls, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    }
    return good;
}

static bool allow_descriptors(scmp_filter_ctx filter, const int32_t *descriptors, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        struct scmp_arg_cmp is_it = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = (uint32_t)descriptors[i]};
        good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, is_it) == 0 &&
               seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, is_it) == 0;
    }
    return good;
}

/* Memory may be had, and given other rights, but none of it executable. */
static bool allow_memory(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp not_executable = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable) == 0;
}

static bool fill(scmp_filter_ctx filter, const int32_t *descriptors, size_t count, bool signal_by_pid)
{
    size_t calls = sizeof allowed_calls / sizeof allowed_calls[0];
    size_t more = sizeof sanitizer_calls / sizeof sanitizer_calls[0];
    struct scmp_arg_cmp as_fork = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = FORK_FLAGS};
    bool good = allow_calls(filter, allowed_calls, calls);
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, as_fork) == 0;
    good = good && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
    if (signal_by_pid) {
        good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigqueueinfo), 0) == 0;
    }
    if (SANITIZED) {
        return good && allow_calls(filter, sanitizer_calls, more);
    }
    /* Harmless questions of the C library are answered "no" instead of with death. */
    good = good && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(newfstatat), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fstat), 0) == 0;
    return good && allow_memory(filter) && allow_descriptors(filter, descriptors, count);
}

/* Where the kernel takes filters only by prctl it does not know the death of a process, but that of a thread:
 * the same for a process that has one. */
static scmp_filter_ctx new_filter(void)
{
    if (SANITIZED) {
        return seccomp_init(SCMP_ACT_ERRNO(EPERM));
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    return filter != NULL ? filter : seccomp_init(SCMP_ACT_KILL_THREAD);
}

mp_status_t mp_confine(const int32_t *descriptors, size_t count, bool signal_by_pid)
{
    scmp_filter_ctx filter = new_filter();
    if (filter == NULL) {
        return MP_ERR_UNSUPPORTED;
    }
    /* A tree of comparisons instead of a list: the filter runs at every system call. */
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    bool good = fill(filter, descriptors, count, signal_by_pid) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good ? MP_OK : MP_ERR_UNSUPPORTED;
}

/* Whoever would take a filter looks for one at NULL, and says that there is none. */
bool mp_confine_possible(void)
{
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) != 0 && errno == EFAULT) {
        return true;
    }
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) != 0 && errno == EFAULT;
}
