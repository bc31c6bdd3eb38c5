/*
 * A second thread for one piece of work at a time.
 *
 *     helper_start(helper, work, context); …work of one's own… helper_wait(helper);
 *
 * What both do must not touch the same memory; all that either wrote before the start and before the end of
 * the work is seen by the other after it. Both sides wait actively for a short while, then sleep. The thread
 * takes no signals.
 */
#ifndef LESSONS_EXPLORE_HELPER_H
#define LESSONS_EXPLORE_HELPER_H

typedef struct helper helper_t;
typedef void helper_work_fn(void *context);

/* NULL: there is only one core for us, or no thread to be had; do the work yourself. */
helper_t *helper_new(void);
/* No work may go on. NULL is nothing. */
void helper_free(helper_t *helper);

void helper_start(helper_t *helper, helper_work_fn *work, void *context);
void helper_wait(helper_t *helper);

/* Does both, at once where there is a helper (may be NULL). */
void helper_do_both(helper_t *helper, helper_work_fn *his, void *his_context, helper_work_fn *mine,
                    void *my_context);

#endif
