#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/confine.h"

#ifdef LOCKSTEP_SANITIZE
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* Runs `body` in a confined child; its wait status. */
static int confined(void (*body)(void))
{
    pid_t child = fork();
    if (child == 0) {
        const int32_t descriptors[] = {0, 1, 2};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (mp_confine(descriptors, 3, false) != MP_OK) {
            _exit(99);
        }
        body();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void expect_death(int status)
{
    if (SANITIZED) {
        assert_true(WIFEXITED(status));
    } else {
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
    }
}

static void open_a_file(void)
{
    (void)open("/etc/hostname", O_RDONLY);
}

static void open_a_socket(void)
{
    (void)socket(AF_INET, SOCK_STREAM, 0);
}

static void leave_the_group(void)
{
    (void)setpgid(0, 0);
}

static void kill_somebody(void)
{
    (void)kill(getppid(), 0);
}

static void make_a_thread(void)
{
    (void)syscall(SYS_clone, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, 0, 0, 0, 0);
}

static void read_a_strange_descriptor(void)
{
    char byte;
    (void)read(9, &byte, 1);
}

static void make_code(void)
{
    (void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void do_what_lessons_do(void)
{
    char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || syscall(SYS_clone3, NULL, 0) != -1 || errno != ENOSYS) {
        _exit(1);
    }
    memory[5] = 1;
    pid_t child = fork();
    if (child == 0) {
        _exit(7);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7) {
        _exit(2);
    }
    int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (pidfd < 0 || syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) != 0 || close(pidfd) != 0) {
        _exit(3);
    }
    munmap(memory, 1 << 20);
}

static void forbidden_calls_end_the_process(void **state)
{
    (void)state;
    if (!mp_confine_possible()) {
        skip();
    }
    expect_death(confined(open_a_socket));
    expect_death(confined(leave_the_group));
    expect_death(confined(kill_somebody));
    expect_death(confined(make_a_thread));
    if (!SANITIZED) {
        expect_death(confined(open_a_file));
        expect_death(confined(make_code));
        expect_death(confined(read_a_strange_descriptor));
    }
}

static void what_lessons_need_is_allowed(void **state)
{
    (void)state;
    if (!mp_confine_possible()) {
        skip();
    }
    int status = confined(do_what_lessons_do);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forbidden_calls_end_the_process),
        cmocka_unit_test(what_lessons_need_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
