/*
 * Quiet steps: starts, exits and joins that nobody can tell apart from their neighbours.
 *
 * A quiet step commutes with every step of every other process: taken earlier or later, the others see the
 * same. So a held run may take it by itself, and the search need not look at the orders in which it could
 * come. START, FORK   a new process disturbs nobody and only adds to what can happen JOIN          once
 * enabled it stays so, and reaping is seen by the parent alone EXIT          unless the program looks at
 * ends: is_alive, exitcode, a join with a time-out, pipes (EOF) … QUEUE_FLUSH, QUEUE_CLOSE   of one's own
 * buffer The rules are derived once from the compiled program; a name that merely looks like a watcher makes
 * fewer steps quiet, never more.
 */
#ifndef LESSONS_RUN_QUIET_H
#define LESSONS_RUN_QUIET_H

#include <stdbool.h>

#include "core/op.h"
#include "lessons/vm/program.h"

typedef struct quiet_rules {
    bool ends_are_watched;
} quiet_rules_t;

quiet_rules_t quiet_rules_of(const program_t *program);

/* Whether this operation, which is enabled now, is quiet. */
bool quiet_op(const quiet_rules_t *rules, const mp_op_t *op);

#endif
