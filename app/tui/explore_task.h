/*
 * A search in a thread of its own, so that the screen goes on.
 *
 *     task = explore_task_start(text, file, &options, wake)    // copies what it needs
 *     … explore_task_progress(task) … explore_task_stop(task) …
 *     when `wake` (an eventfd) became readable and explore_task_is_done(task):
 *         explore_task_take(task)                              // the report is the caller's
 *     explore_task_free(task)                                  // stops it and waits for it, at any time
 *
 * The thread touches nothing but the task. `wake` is written to at each progress and at the end.
 */
#ifndef APP_TUI_EXPLORE_TASK_H
#define APP_TUI_EXPLORE_TASK_H

#include "lessons/explore/explore.h"

typedef struct explore_task explore_task_t;

/* options->stop and options->progress are the task's own. NULL: no thread or no memory. */
explore_task_t *explore_task_start(const char *text, const char *file, const explore_options_t *options,
                                   int wake);
void explore_task_free(explore_task_t *task);

void explore_task_stop(explore_task_t *task);
bool explore_task_is_done(explore_task_t *task);
explore_progress_t explore_task_progress(explore_task_t *task);

/* After it is done: the report (to be freed with explore_report_free), or NULL and one line in `message`. */
explore_report_t *explore_task_take(explore_task_t *task, char *message, size_t message_size);

#endif
