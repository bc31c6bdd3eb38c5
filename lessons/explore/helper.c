#include "lessons/explore/helper.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* About 50 µs: the time that waking a sleeper takes. */
enum { LOOKS_BEFORE_SLEEP = 2000 };

struct helper {
    pthread_t thread;
    helper_work_fn *work; /* NULL: end */
    void *context;
    /* How many pieces of work were given and done. The release of a count makes what was written before it
     * seen by whoever acquires it; the semaphores are for who sleeps. */
    atomic_uint given, done;
    sem_t wake, ready;
};

static void wait_for(const atomic_uint *count, unsigned wanted, sem_t *signal)
{
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++) {
        if (atomic_load_explicit(count, memory_order_acquire) == wanted) {
            break;
        }
        __builtin_ia32_pause();
    }
    while (sem_wait(signal) != 0 && errno == EINTR) {
    }
}

static void *work(void *context)
{
    helper_t *helper = context;
    for (unsigned number = 1;; number++) {
        wait_for(&helper->given, number, &helper->wake);
        if (!helper->work) {
            return NULL;
        }
        helper->work(helper->context);
        atomic_store_explicit(&helper->done, number, memory_order_release);
        sem_post(&helper->ready);
    }
}

static bool has_two_cores(void)
{
    cpu_set_t cores;
    return sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) > 1;
}

static bool start_thread(helper_t *helper)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(&helper->thread, NULL, work, helper) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

helper_t *helper_new(void)
{
    helper_t *helper = has_two_cores() ? calloc(1, sizeof *helper) : NULL;
    if (!helper) {
        return NULL;
    }
    sem_init(&helper->wake, 0, 0);
    sem_init(&helper->ready, 0, 0);
    if (!start_thread(helper)) {
        free(helper);
        return NULL;
    }
    return helper;
}

void helper_free(helper_t *helper)
{
    if (!helper) {
        return;
    }
    helper_start(helper, NULL, NULL);
    pthread_join(helper->thread, NULL);
    sem_destroy(&helper->wake);
    sem_destroy(&helper->ready);
    free(helper);
}

void helper_start(helper_t *helper, helper_work_fn *work_fn, void *context)
{
    helper->work = work_fn;
    helper->context = context;
    atomic_fetch_add_explicit(&helper->given, 1, memory_order_release);
    sem_post(&helper->wake);
}

void helper_wait(helper_t *helper)
{
    wait_for(&helper->done, atomic_load_explicit(&helper->given, memory_order_relaxed), &helper->ready);
}

void helper_do_both(helper_t *helper, helper_work_fn *his, void *his_context, helper_work_fn *mine,
                    void *my_context)
{
    if (!helper) {
        his(his_context);
        mine(my_context);
        return;
    }
    helper_start(helper, his, his_context);
    mine(my_context);
    helper_wait(helper);
}
