/*
 * A lesson process of the real machine tries what no lesson may: each call ends it by SIGSYS, in main and in a
 * child alike, and has no effect. In sanitizer builds the filter answers EPERM instead, and lets through what
 * the sanitizer itself asks for; those calls are not tried there.
 */
#include "lab.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifdef LOCKSTEP_SANITIZE
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum { CAME_BACK = 100, REFUSED = 101, NO_CHILD = 102 };

/* A call by its number with plain arguments; `path` stands for itself where an argument is PATH. */
enum { PATH = -2, STRANGER = -3 };

typedef struct {
    const char *name;
    long number;
    long arguments[6];
    const char *path;
    bool sanitizer_needs;
} attempt_t;

static const char *const no_arguments[] = {NULL};

static const attempt_t attempts[] = {
    /* reading and writing files */
    {"openat", SYS_openat, {AT_FDCWD, PATH, O_RDONLY}, "/etc/hostname", true},
    {"openat to write", SYS_openat, {AT_FDCWD, PATH, O_WRONLY | O_CREAT, 0600}, "lockstep-confined", true},
    {"openat2", SYS_openat2, {AT_FDCWD, PATH, 0, 24}, "/etc/hostname", false},
    {"read of a strange descriptor", SYS_read, {9, 0, 0}, NULL, true},
    {"write to a strange descriptor", SYS_write, {9, 0, 0}, NULL, true},
    {"sendfile", SYS_sendfile, {1, 0, 0, 1}, NULL, false},
    {"truncate", SYS_truncate, {PATH, 0}, "/etc/hostname", false},
    {"unlinkat", SYS_unlinkat, {AT_FDCWD, PATH, 0}, "lockstep-confined", false},
    {"mkdirat", SYS_mkdirat, {AT_FDCWD, PATH, 0700}, "lockstep-confined", false},
    {"linkat", SYS_linkat, {AT_FDCWD, PATH, AT_FDCWD, PATH, 0}, "lockstep-confined", false},
    {"symlinkat", SYS_symlinkat, {PATH, AT_FDCWD, PATH}, "lockstep-confined", false},
    {"fchmodat", SYS_fchmodat, {AT_FDCWD, PATH, 0777}, "/etc/hostname", false},
    {"fchownat", SYS_fchownat, {AT_FDCWD, PATH, 0, 0, 0}, "/etc/hostname", false},
    {"chdir", SYS_chdir, {PATH}, "/", false},
    {"chroot", SYS_chroot, {PATH}, "/", false},
    {"memfd_create", SYS_memfd_create, {PATH, 0}, "x", false},
    {"inotify_init1", SYS_inotify_init1, {0}, NULL, false},
    {"io_uring_setup", SYS_io_uring_setup, {1, 0}, NULL, false},
    /* the network */
    {"socket", SYS_socket, {AF_INET, SOCK_STREAM, 0}, NULL, false},
    {"socket of the machine", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}, NULL, false},
    {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, 0}, NULL, false},
    {"connect", SYS_connect, {1, 0, 0}, NULL, false},
    {"bind", SYS_bind, {1, 0, 0}, NULL, false},
    {"sendto", SYS_sendto, {1, 0, 0, 0, 0, 0}, NULL, false},
    {"sendmsg", SYS_sendmsg, {1, 0, 0}, NULL, false},
    /* other programs, other processes */
    {"execve", SYS_execve, {PATH, (long)no_arguments, (long)no_arguments}, "/bin/true", false},
    {"execveat",
     SYS_execveat,
     {AT_FDCWD, PATH, (long)no_arguments, (long)no_arguments, 0},
     "/bin/true",
     false},
    {"clone of a thread",
     SYS_clone,
     {CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD},
     NULL,
     false},
    {"clone into a new namespace", SYS_clone, {CLONE_NEWUSER | SIGCHLD}, NULL, false},
    {"unshare", SYS_unshare, {CLONE_NEWUSER}, NULL, false},
    {"setns", SYS_setns, {1, 0}, NULL, false},
    {"ptrace", SYS_ptrace, {PTRACE_ATTACH, STRANGER, 0, 0}, NULL, true},
    {"process_vm_readv", SYS_process_vm_readv, {STRANGER, 0, 0, 0, 0, 0}, NULL, false},
    {"process_vm_writev", SYS_process_vm_writev, {STRANGER, 0, 0, 0, 0, 0}, NULL, false},
    {"pidfd_getfd", SYS_pidfd_getfd, {1, 0, 0}, NULL, false},
    {"kill of a stranger", SYS_kill, {STRANGER, SIGKILL}, NULL, false},
    {"tgkill of a stranger", SYS_tgkill, {STRANGER, STRANGER, SIGKILL}, NULL, true},
    {"rt_sigqueueinfo to a stranger", SYS_rt_sigqueueinfo, {STRANGER, SIGKILL, 0}, NULL, false},
    {"setpgid", SYS_setpgid, {0, 0}, NULL, false},
    {"setsid", SYS_setsid, {0}, NULL, false},
    {"setpriority", SYS_setpriority, {0, 0, -5}, NULL, false},
    {"sched_setscheduler", SYS_sched_setscheduler, {0, SCHED_FIFO, 0}, NULL, false},
    {"prlimit64", SYS_prlimit64, {0, 0, 0, 0}, NULL, true},
    /* rights and the system */
    {"prctl", SYS_prctl, {PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0}, NULL, true},
    {"setuid", SYS_setuid, {0}, NULL, false},
    {"capset", SYS_capset, {0, 0}, NULL, false},
    {"seccomp", SYS_seccomp, {1, 0, 0}, NULL, false},
    {"mount", SYS_mount, {PATH, PATH, PATH, 0, 0}, "/", false},
    {"umount2", SYS_umount2, {PATH, 0}, "/", false},
    {"pivot_root", SYS_pivot_root, {PATH, PATH}, "/", false},
    {"fsopen", SYS_fsopen, {PATH, 0}, "tmpfs", false},
    {"bpf", SYS_bpf, {0, 0, 0}, NULL, false},
    {"userfaultfd", SYS_userfaultfd, {0}, NULL, false},
    {"perf_event_open", SYS_perf_event_open, {0, 0, 0, 0, 0}, NULL, false},
    {"keyctl", SYS_keyctl, {0, 0, 0, 0, 0}, NULL, false},
    {"shmget", SYS_shmget, {0, 4096, 0}, NULL, false},
    {"msgget", SYS_msgget, {0, 0}, NULL, false},
    {"semget", SYS_semget, {0, 1, 0}, NULL, false},
    {"sethostname", SYS_sethostname, {PATH, 1}, "x", false},
    {"settimeofday", SYS_settimeofday, {0, 0}, NULL, false},
    {"reboot", SYS_reboot, {0, 0, 0, 0}, NULL, false},
    {"init_module", SYS_init_module, {0, 0, 0}, NULL, false},
    /* memory that can be run */
    {"mmap of code",
     SYS_mmap,
     {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0},
     NULL,
     true},
    {"mprotect to code", SYS_mprotect, {0, 4096, PROT_READ | PROT_EXEC}, NULL, true},
    {"pkey_mprotect to code", SYS_pkey_mprotect, {0, 4096, PROT_READ | PROT_EXEC, -1}, NULL, false},
};

enum { ATTEMPTS = sizeof attempts / sizeof attempts[0] };

/* Which attempt, and by whom: given to the lesson with its start. */
typedef struct {
    uint32_t body; /* lab_entry reads this */
    uint32_t attempt;
    uint32_t by_child;
    int32_t stranger; /* a pid that is none of the lesson's business: this test's */
} order_t;

static const order_t *order_of(const mp_self_t *self)
{
    return (const order_t *)((const unsigned char *)self->world + self->world->blob_at);
}

/* Comes back only if the kernel answers instead of ending the process. */
static int try_it(mp_self_t *self)
{
    const order_t *order = order_of(self);
    const attempt_t *attempt = &attempts[order->attempt];
    long a[6];
    for (int i = 0; i < 6; i++) {
        a[i] = attempt->arguments[i];
        a[i] = attempt->path != NULL && a[i] == PATH ? (long)attempt->path : a[i];
        a[i] = a[i] == STRANGER ? order->stranger : a[i];
    }
    long answer = syscall(attempt->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    return answer == -1 && errno == EPERM ? REFUSED : CAME_BACK;
}

static int confined_main(mp_self_t *self)
{
    int status = 0;
    if (!order_of(self)->by_child) {
        return try_it(self);
    }
    uint32_t child = lab_spawn(self, try_it);
    if (child == 0 || mp_process_join(self, child, -1, &status) != MP_OK) {
        return NO_CHILD;
    }
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static lab_body_t *const bodies[] = {confined_main};

static bool is_tried(const attempt_t *attempt)
{
    return !(SANITIZED && attempt->sanitizer_needs);
}

static void expect_stopped(lab_t *lab, uint32_t number, bool by_child)
{
    const order_t order = {.attempt = number, .by_child = by_child, .stranger = getpid()};
    assert_int_equal(mp_machine_start(lab->machine, &order, sizeof order, false), MP_OK);
    assert_true(lab_wait(lab, LAB_PATIENCE_S));
    int status = mp_machine_main_status(lab->machine);
    mp_machine_end(lab->machine);
    int seen = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (WIFSIGNALED(status) != (!SANITIZED && !by_child) || seen != (SANITIZED ? REFUSED : SIGSYS)) {
        fail_msg("%s%s is not stopped: wait status %#x", attempts[number].name, by_child ? " by a child" : "",
                 (unsigned)status);
    }
}

static void every_attempt_is_stopped(bool by_child)
{
    lab_t lab;
    lab_open(&lab, bodies);
    bool missing = (mp_machine_missing(lab.machine) & MP_MISSING_SECCOMP) != 0;
    for (uint32_t i = 0; i < ATTEMPTS && !missing; i++) {
        if (is_tried(&attempts[i])) {
            expect_stopped(&lab, i, by_child);
        }
    }
    lab_close(&lab);
    if (missing) {
        skip();
    }
}

static void main_cannot_reach_out_of_the_sandbox(void **state)
{
    (void)state;
    every_attempt_is_stopped(false);
    assert_int_equal(access("lockstep-confined", F_OK), -1);
}

static void a_child_cannot_either(void **state)
{
    (void)state;
    every_attempt_is_stopped(true);
    assert_int_equal(access("lockstep-confined", F_OK), -1);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(main_cannot_reach_out_of_the_sandbox),
        cmocka_unit_test(a_child_cannot_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
