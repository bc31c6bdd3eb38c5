#include "core/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Reads a small file of /proc whole, in one read, as the kernel makes it. NUL ended. False if it cannot be
 * read. */
static bool read_whole(int32_t pid, const char *file, char *text, size_t room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    ssize_t got = read(fd, text, room - 1);
    close(fd);
    if (got <= 0) {
        return false;
    }
    text[got] = '\0';
    return true;
}

static uint64_t ticks_to_ns(unsigned long long ticks)
{
    long per_second = sysconf(_SC_CLK_TCK);
    return ticks * (1000000000ull / (uint64_t)(per_second > 0 ? per_second : 100));
}

bool mp_procfs_parse_stat(const char *text, mp_procfs_t *sample)
{
    /* The name may hold blanks and parentheses: what follows starts behind the last one. */
    const char *rest = strrchr(text, ')');
    if (rest == NULL || rest[1] != ' ' || rest[2] == '\0') {
        return false;
    }
    mp_procfs_t found = {.pid = (int32_t)strtol(text, NULL, 10), .state = rest[2]};
    unsigned long long field[53] = {0};
    const char *at = rest + 3;
    int number = 3;
    while (number < 52) {
        char *end;
        field[++number] = strtoull(at, &end, 10); /* negative fields wrap round, and back when narrowed */
        if (end == at) {
            number--;
            break;
        }
        at = end;
    }
    if (number < 39) {
        return false;
    }
    found.ppid = (int32_t)field[4];
    found.group = (int32_t)field[5];
    found.user_ns = ticks_to_ns(field[14]);
    found.system_ns = ticks_to_ns(field[15]);
    found.start_ticks = field[22];
    found.resident_bytes = field[24] * (uint64_t)sysconf(_SC_PAGESIZE);
    found.cpu = (int32_t)field[39];
    found.exit_status = number >= 52 ? (int32_t)field[52] : 0;
    *sample = found;
    return true;
}

static uint64_t number_after(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    return at == NULL ? 0 : strtoull(at + strlen(key), NULL, 10);
}

/* Whether the process behind the pidfd still has its pid; true as well where pidfds are denied. A zombie
 * still has it, though its pidfd is readable. */
static bool still_there(int pidfd)
{
    return pidfd < 0 || syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0 || errno != ESRCH;
}

bool mp_procfs_sample(int32_t pid, uint64_t start_ticks, bool switches, mp_procfs_t *sample)
{
    if (pid <= 0) {
        return false;
    }
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    char text[4096];
    mp_procfs_t found;
    bool good = read_whole(pid, "stat", text, sizeof text) && mp_procfs_parse_stat(text, &found) &&
                (start_ticks == 0 || found.start_ticks == start_ticks);
    if (good && switches && read_whole(pid, "status", text, sizeof text)) {
        found.voluntary = number_after(text, "\nvoluntary_ctxt_switches:");
        found.involuntary = number_after(text, "\nnonvoluntary_ctxt_switches:");
    }
    good = good && still_there(pidfd);
    if (pidfd >= 0) {
        close(pidfd);
    }
    if (good) {
        *sample = found;
    }
    return good;
}

/* ---- files that stay open ---- */

static int open_of(int32_t pid, const char *file)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static bool read_again(int fd, char *text, size_t room)
{
    ssize_t got = fd < 0 ? -1 : pread(fd, text, room - 1, 0);
    if (got <= 0) {
        return false;
    }
    text[got] = '\0';
    return true;
}

bool mp_procfs_open(int32_t pid, mp_procfs_files_t *files)
{
    *files = (mp_procfs_files_t){.stat = -1, .schedstat = -1};
    files->stat = pid > 0 ? open_of(pid, "stat") : -1;
    if (files->stat < 0) {
        return false;
    }
    files->schedstat = open_of(pid, "schedstat");
    files->pid = pid;
    return true;
}

void mp_procfs_close(mp_procfs_files_t *files)
{
    if (files->pid == 0) {
        return;
    }
    close(files->stat);
    if (files->schedstat >= 0) {
        close(files->schedstat);
    }
    *files = (mp_procfs_files_t){0};
}

bool mp_procfs_look(const mp_procfs_files_t *files, mp_procfs_t *sample)
{
    char text[1024];
    mp_procfs_t found;
    if (files->pid == 0 || !read_again(files->stat, text, sizeof text) ||
        !mp_procfs_parse_stat(text, &found)) {
        return false;
    }
    if (read_again(files->schedstat, text, sizeof text)) {
        char *end;
        found.ran_ns = strtoull(text, &end, 10);
        found.waited_ns = strtoull(end, NULL, 10);
    }
    found.voluntary = sample->voluntary;
    found.involuntary = sample->involuntary;
    *sample = found;
    return true;
}

void mp_procfs_look_switches(const mp_procfs_files_t *files, mp_procfs_t *sample)
{
    char text[4096];
    if (files->pid != 0 && read_whole(files->pid, "status", text, sizeof text)) {
        sample->voluntary = number_after(text, "\nvoluntary_ctxt_switches:");
        sample->involuntary = number_after(text, "\nnonvoluntary_ctxt_switches:");
    }
}
