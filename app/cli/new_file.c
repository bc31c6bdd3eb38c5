#include "app/cli/new_file.h"

#include "app/cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes the folders above `path`. */
static bool make_parents(const char *path)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return false;
    bool good = true;
    for (char *slash = strchr(copy + 1, '/'); slash != NULL && good; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        good = mkdir(copy, 0755) == 0 || errno == EEXIST;
        *slash = '/';
    }
    free(copy);
    return good;
}

static bool write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        size -= (size_t)n;
    }
    return true;
}

int new_file_write(const char *command, const char *path, const char *text)
{
    if (path[0] == 0 || !make_parents(path))
        return cli_fail("%s: %s: %s", command, path, strerror(errno));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 && errno == EEXIST)
        return cli_fail("%s: %s is there already; move it away or choose another name with -o", command,
                        path);
    if (fd < 0)
        return cli_fail("%s: %s: %s", command, path, strerror(errno));
    bool good = write_all(fd, text, strlen(text));
    int error = errno;
    if (close(fd) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good)
        return 0;
    unlink(path);
    return cli_fail("%s: %s: %s", command, path, strerror(error));
}
