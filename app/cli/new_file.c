#include "app/cli/new_file.h"

#include "app/cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
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

/* 0, or 2 after a complaint. */
static int create(const char *command, const char *path, const char *text)
{
    if (path[0] == 0)
        return cli_fail("%s: the name of the file is empty", command);
    if (!make_parents(path))
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

int new_file_options(int argc, char **argv, const char *command, const char *what, new_file_t *request)
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {0}};
    *request = (new_file_t){.command = command};
    for (int option; (option = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
        if (option != 'o')
            return cli_bad_option(argc, argv, command);
        request->path = optarg;
    }
    if (optind + 1 != argc)
        return cli_fail("%s: name one %s (`lockstep %s --help`)", command, what, command);
    request->word = argv[optind];
    return 0;
}

int new_file_write(const new_file_t *request, const char *path, const char *text)
{
    const char *where = request->path != NULL ? request->path : path;
    if (where == NULL || text == NULL)
        return cli_fail("no memory");
    int code = create(request->command, where, text);
    if (code == 0)
        printf("%s\n", where);
    return code;
}
