#include "app/tui/exercise_inner.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct exercise_task {
    pthread_t thread;
    const lesson_exercise_t *exercise;
    char *text;
    int wake;
    volatile sig_atomic_t stop;

    pthread_mutex_t guard; /* over what follows */
    bool done, good, taken;
    grade_t grade;
};

static void *run(void *context)
{
    exercise_task_t *task = context;
    grade_t grade;
    bool good = grade_answer(&grade, task->exercise, task->text, strlen(task->text), task->exercise->file,
                             &task->stop);
    pthread_mutex_lock(&task->guard);
    task->grade = grade;
    task->good = good;
    task->done = true;
    pthread_mutex_unlock(&task->guard);
    const unsigned long long one = 1;
    if (task->wake >= 0 && write(task->wake, &one, sizeof one) < 0) {
        return NULL; /* the counter is full: the reader has news already */
    }
    return NULL;
}

exercise_task_t *exercise_task_start(const lesson_exercise_t *exercise, const char *text, int wake)
{
    exercise_task_t *task = calloc(1, sizeof *task);
    char *copy = task ? strdup(text) : NULL;
    if (!copy) {
        free(task);
        return NULL;
    }
    task->exercise = exercise;
    task->text = copy;
    task->wake = wake;
    pthread_mutex_init(&task->guard, NULL);
    sigset_t all, before;
    sigfillset(&all); /* signals are the screen's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&task->thread, NULL, run, task);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        pthread_mutex_destroy(&task->guard);
        free(copy);
        free(task);
        return NULL;
    }
    return task;
}

void exercise_task_free(exercise_task_t *task)
{
    if (task) {
        task->stop = 1;
        pthread_join(task->thread, NULL);
        if (!task->taken) {
            grade_destroy(&task->grade);
        }
        pthread_mutex_destroy(&task->guard);
        free(task->text);
        free(task);
    }
}

bool exercise_task_take(exercise_task_t *task, grade_t *grade, bool *good)
{
    pthread_mutex_lock(&task->guard);
    bool done = task->done && !task->taken;
    if (done) {
        *grade = task->grade;
        *good = task->good;
        task->taken = true;
    }
    pthread_mutex_unlock(&task->guard);
    return done;
}
