/*
 * Runs a program where the kernel refuses some system calls, as a container may.
 *
 *     deny ERRNO CALL[,CALL…] PROGRAM [ARGUMENT…]
 *
 * ERRNO is EPERM or ENOSYS. A CALL is the name of a system call, or one of the two questions of prctl:
 * PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER. The filter is inherited by all that PROGRAM starts. Exit code: the
 * program's; 77 where this system itself takes no filter.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { SKIPPED = 77, WRONG = 99 };

static bool refuse(scmp_filter_ctx filter, uint32_t answer, const char *name)
{
    static const struct {
        const char *name;
        unsigned option;
    } options[] = {{"PR_SET_SECCOMP", PR_SET_SECCOMP}, {"PR_SET_CHILD_SUBREAPER", PR_SET_CHILD_SUBREAPER}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(name, options[i].name) == 0) {
            struct scmp_arg_cmp first = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = options[i].option};
            return seccomp_rule_add_array(filter, answer, SCMP_SYS(prctl), 1, &first) == 0;
        }
    }
    int call = seccomp_syscall_resolve_name(name);
    return call != __NR_SCMP_ERROR && seccomp_rule_add(filter, answer, call, 0) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "deny ERRNO CALL[,CALL…] PROGRAM [ARGUMENT…]\n");
        return WRONG;
    }
    uint32_t answer = SCMP_ACT_ERRNO(strcmp(argv[1], "ENOSYS") == 0 ? ENOSYS : EPERM);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL) {
        return SKIPPED;
    }
    for (char *name = strtok(argv[2], ","); name != NULL; name = strtok(NULL, ",")) {
        if (!refuse(filter, answer, name)) {
            fprintf(stderr, "deny: no rule for %s\n", name);
            return WRONG;
        }
    }
    if (seccomp_load(filter) != 0) {
        return SKIPPED;
    }
    seccomp_release(filter);
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    return WRONG;
}
