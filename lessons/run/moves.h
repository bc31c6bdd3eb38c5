/*
 * What can happen next in a still world: the moves among which a scheduler chooses.
 *
 * A move is a step of a process whose operation is enabled, the timeout of one that is not, or a delivery
 * from a process's buffer into a queue's pipe. In the order of birth, a process's own step before its
 * deliveries. Copies nothing that changes: the list is good until the next grant.
 */
#ifndef LESSONS_RUN_MOVES_H
#define LESSONS_RUN_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/machine.h"
#include "lessons/run/quiet.h"
#include "lessons/run/schedule.h"

typedef enum move_kind { MOVE_STEP, MOVE_TIMEOUT, MOVE_DELIVER } move_kind_t;

typedef struct move {
    move_kind_t kind;
    uint32_t who;
    mp_path_t path;
    uint32_t object; /* MOVE_DELIVER: the queue */
    bool quiet;      /* a start, exit or join that nobody can tell apart */
} move_t;

enum { MOVES_MAX = 3 * MP_SLOTS };

/* Whether `who` may take a step now: its operation is enabled, or entering to wait is a step of its own here.
 */
bool move_possible(mp_machine_t *machine, const quiet_rules_t *rules, uint32_t who, const mp_op_t *pending);

/* All moves but timeouts; then, if `timeouts`, those too. Returns how many. */
uint32_t moves_list(mp_machine_t *machine, const quiet_rules_t *rules, bool timeouts,
                    move_t moves[MOVES_MAX]);

/* The name of an object in schedules: what the program calls it where that is unique and one word, else its
 * maker's path and number ("main.2"). */
void object_label(mp_machine_t *machine, uint32_t object, char name[SCHEDULE_NAME_MAX]);
/* The queue of that name, 0 none. */
uint32_t object_by_label(mp_machine_t *machine, const char *name);

/* The objects of the session in order of creation; at most `room`. Bounded whatever stands in the arena. */
uint32_t objects_list(mp_machine_t *machine, uint32_t *refs, uint32_t room);

/* A move as an entry of a schedule. */
void move_entry(mp_machine_t *machine, const move_t *move, schedule_entry_t *entry);

#endif
