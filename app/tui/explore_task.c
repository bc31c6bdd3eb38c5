#include "app/tui/explore_task.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct explore_task {
    pthread_t thread;
    char *text, *file, *expect, *invariant;
    explore_options_t options;
    int wake;
    volatile sig_atomic_t stop;

    pthread_mutex_t guard; /* over what follows */
    explore_progress_t progress;
    bool done;
    explore_report_t *report;
    char message[400];
};

static void wake(const explore_task_t *task)
{
    const unsigned long long one = 1;
    /* A full counter means that the reader has not looked yet: nothing is lost. */
    if (task->wake >= 0 && write(task->wake, &one, sizeof one) < 0) {
        return;
    }
}

static void take_progress(void *context, const explore_progress_t *progress)
{
    explore_task_t *task = context;
    pthread_mutex_lock(&task->guard);
    task->progress = *progress;
    pthread_mutex_unlock(&task->guard);
    wake(task);
}

static void *run(void *context)
{
    explore_task_t *task = context;
    char message[sizeof task->message] = "";
    explore_report_t *report = NULL;
    explore_run(task->text, strlen(task->text), task->file, &task->options, &report, message, sizeof message);
    pthread_mutex_lock(&task->guard);
    task->report = report;
    memcpy(task->message, message, sizeof message);
    task->done = true;
    pthread_mutex_unlock(&task->guard);
    wake(task);
    return NULL;
}

static void destroy(explore_task_t *task)
{
    explore_report_free(task->report);
    pthread_mutex_destroy(&task->guard);
    free(task->text);
    free(task->file);
    free(task->expect);
    free(task->invariant);
    free(task);
}

/* A search on the screen never takes the machine: half of its memory at most. */
static size_t memory_limit(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    size_t half =
        pages > 0 && page_bytes > 0 ? (size_t)pages / 2 * (size_t)page_bytes : EXPLORE_DEFAULT_MEMORY;
    return half < EXPLORE_DEFAULT_MEMORY ? half : EXPLORE_DEFAULT_MEMORY;
}

/* Signals are the screen's: the thread is born with all of them blocked. */
static bool begin(explore_task_t *task)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&task->thread, NULL, run, task);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0;
}

explore_task_t *explore_task_start(const char *text, const char *file, const explore_options_t *options,
                                   int wake_fd)
{
    explore_task_t *task = calloc(1, sizeof *task);
    if (!task) {
        return NULL;
    }
    pthread_mutex_init(&task->guard, NULL);
    task->wake = wake_fd;
    task->options = *options;
    task->text = strdup(text);
    task->file = strdup(file);
    task->expect = options->expect ? strdup(options->expect) : NULL;
    task->invariant = options->invariant ? strdup(options->invariant) : NULL;
    if (task->options.max_memory_bytes == 0) {
        task->options.max_memory_bytes = memory_limit();
    }
    task->options.expect = task->expect;
    task->options.invariant = task->invariant;
    task->options.stop = &task->stop;
    task->options.progress = take_progress;
    task->options.progress_context = task;
    bool copied = task->text && task->file && (!options->expect || task->expect) &&
                  (!options->invariant || task->invariant);
    if (!copied || !begin(task)) {
        destroy(task);
        return NULL;
    }
    return task;
}

void explore_task_free(explore_task_t *task)
{
    if (task) {
        task->stop = 1;
        pthread_join(task->thread, NULL);
        destroy(task);
    }
}

void explore_task_stop(explore_task_t *task)
{
    task->stop = 1;
}

bool explore_task_is_done(explore_task_t *task)
{
    pthread_mutex_lock(&task->guard);
    bool done = task->done;
    pthread_mutex_unlock(&task->guard);
    return done;
}

explore_progress_t explore_task_progress(explore_task_t *task)
{
    pthread_mutex_lock(&task->guard);
    explore_progress_t progress = task->progress;
    pthread_mutex_unlock(&task->guard);
    return progress;
}

explore_report_t *explore_task_take(explore_task_t *task, char *message, size_t message_size)
{
    pthread_mutex_lock(&task->guard);
    explore_report_t *report = task->report;
    task->report = NULL;
    snprintf(message, message_size, "%s", report ? "" : task->message);
    pthread_mutex_unlock(&task->guard);
    return report;
}
