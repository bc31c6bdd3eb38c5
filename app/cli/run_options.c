#include "app/cli/run_options.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/cli/command.h"

enum { SCHEDULE_BYTES_MAX = 16 << 20 };

/* The one flag that a signal handler may write. */
static volatile int stop_signal;

static void stop(int number)
{
    stop_signal = number;
}

const volatile int *run_watch_signals(void)
{
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop_signal;
}

bool run_seconds(const char *text, double *seconds)
{
    char *end;
    errno = 0;
    *seconds = strtod(text, &end);
    return end != text && *end == '\0' && errno == 0 && isfinite(*seconds) && *seconds >= 0 && *seconds < 1e9;
}

/* The whole file, malloc'ed; NULL with errno. */
static char *read_whole(const char *path, size_t *size)
{
    struct stat info;
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    if (!file)
        return NULL;
    if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode))
        errno = EISDIR;
    else if ((text = malloc(SCHEDULE_BYTES_MAX)) != NULL)
        *size = fread(text, 1, SCHEDULE_BYTES_MAX, file);
    int error = ferror(file) ? EIO : errno;
    if (ferror(file)) {
        free(text);
        text = NULL;
    }
    fclose(file);
    errno = error;
    return text;
}

int run_read_schedule(const char *path, schedule_t *schedule)
{
    size_t size = 0;
    schedule_error_t error;
    char *text = read_whole(path, &size);
    if (!text)
        return cli_fail("%s: %s", path, strerror(errno));
    bool good = schedule_parse(schedule, text, size, &error);
    free(text);
    return good ? 0 : cli_fail("%s:%u:%u: %s", path, error.line, error.column, error.message);
}

int run_check_digest(const schedule_t *schedule, const char *path, const char *text, size_t size_bytes)
{
    char digest[33];
    if (!schedule->digest[0])
        return 0;
    schedule_digest(text, size_bytes, digest);
    if (strcmp(digest, schedule->digest) == 0)
        return 0;
    cli_fail("%s was made for another program, or this one has changed since", path);
    return RUNNER_EXIT_NO_FIT;
}

static void tell_lines(const char *text)
{
    fflush(stdout);
    fprintf(stderr, "lockstep: %s\n", text);
}

void run_tell_line(void *context, const char *text)
{
    (void)context;
    tell_lines(text);
}

int run_tell(const runner_result_t *result)
{
    if (!result->message)
        return result->exit_code;
    if (result->end == RUNNER_REFUSED) {
        fputs(result->message, stderr);
        size_t size = strlen(result->message);
        if (size > 0 && result->message[size - 1] != '\n')
            fputc('\n', stderr);
    } else {
        tell_lines(result->message);
    }
    return result->exit_code;
}
