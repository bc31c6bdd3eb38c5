#include "lessons/load/prescan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *path, problems_t *problems, const char *why)
{
    problems_add(problems, path, 0, 0, "%s", why);
    return false;
}

static bool read_all(int fd, const char *path, char *bytes, size_t room, size_t *size, problems_t *problems)
{
    size_t got = 0;
    while (got < room) {
        ssize_t n = read(fd, bytes + got, room - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refuse(path, problems, strerror(errno));
        if (n == 0)
            break;
        got += (size_t)n;
    }
    if (got > PRESCAN_SIZE_MAX)
        return refuse(path, problems, "larger than 1 MB");
    bytes[got] = 0;
    *size = got;
    return true;
}

bool prescan_read_file(const char *path, char **text, size_t *size, problems_t *problems)
{
    bool good = false;
    char *bytes = NULL;
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return refuse(path, problems, strerror(errno));
    if (fstat(fd, &info) != 0)
        refuse(path, problems, strerror(errno));
    else if (S_ISDIR(info.st_mode))
        refuse(path, problems, "is a directory");
    else if (!S_ISREG(info.st_mode))
        refuse(path, problems, "is not a regular file");
    else if (info.st_size > PRESCAN_SIZE_MAX)
        refuse(path, problems, "larger than 1 MB");
    else if ((bytes = malloc((size_t)PRESCAN_SIZE_MAX + 2)) == NULL)
        refuse(path, problems, "no memory");
    else
        good = read_all(fd, path, bytes, (size_t)PRESCAN_SIZE_MAX + 1, size, problems);
    close(fd);
    if (!good) {
        free(bytes);
        return false;
    }
    char *shrunk = realloc(bytes, *size + 1);
    *text = shrunk != NULL ? shrunk : bytes;
    return true;
}
