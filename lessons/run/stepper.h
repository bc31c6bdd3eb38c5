/*
 * Taking steps on a held machine: pick a move, grant it, wait until the world is still, keep the record.
 *
 *     stepper_init(&stepper, machine, rules, seed)
 *     while (stepper_wait(&stepper, ns) == STEPPER_STILL)
 *         if (!stepper_pick(&stepper, STEPPER_SEEDED, &move)) … nobody can go: stepper_time() or a deadlock …
 *         else stepper_take(&stepper, &move)
 *
 * One thread, one machine. What was done is appended to `record` as entries of a schedule, in the order of
 * doing.
 */
#ifndef LESSONS_RUN_STEPPER_H
#define LESSONS_RUN_STEPPER_H

#include "lessons/run/moves.h"

typedef enum stepper_policy {
    STEPPER_SEEDED, /* any of the moves, by the seed */
    STEPPER_TURN,   /* the next process after the one that stepped last, in order of birth */
} stepper_policy_t;

typedef enum stepper_state {
    STEPPER_STILL,
    STEPPER_BUSY,   /* the granted step, or private code behind it, still runs */
    STEPPER_DONE,   /* nobody lives any more */
    STEPPER_LIMIT,  /* the session ran into a limit of the sandbox */
    STEPPER_BROKEN, /* the machine is gone */
} stepper_state_t;

/* A value that the next clock or entropy read of a process shall give. */
typedef struct stepper_given {
    mp_path_t path;
    uint64_t value;
} stepper_given_t;

enum { STEPPER_GIVEN_MAX = 16 };

typedef struct stepper {
    mp_machine_t *machine;
    quiet_rules_t rules;
    uint64_t random;
    mp_path_t last; /* who moved last */
    uint64_t steps; /* taken so far: moves and passings of time */
    schedule_t record;
    stepper_given_t given[STEPPER_GIVEN_MAX]; /* not read yet, in order */
    uint32_t given_count;
    bool no_memory; /* the record is not whole */
} stepper_t;

/* seed 0 is 1. */
void stepper_init(stepper_t *stepper, mp_machine_t *machine, quiet_rules_t rules, uint64_t seed);
void stepper_destroy(stepper_t *stepper);

/* Waits up to `timeout_ns` (0: only looks). */
stepper_state_t stepper_wait(stepper_t *stepper, int64_t timeout_ns);

/* The rest: the world is still. */

/* False: there is no move. */
bool stepper_pick(stepper_t *stepper, stepper_policy_t policy, move_t *move);
/* The first quiet move, if there is one. */
bool stepper_pick_quiet(stepper_t *stepper, move_t *move);
/* Grants it; false: refused (it is none any more). */
bool stepper_take(stepper_t *stepper, const move_t *move);
/* Grants up to `count` steps of one process at once; the caller waits, then tells how many were done. */
bool stepper_take_many(stepper_t *stepper, const move_t *move, uint64_t count);
void stepper_count(stepper_t *stepper, const move_t *move, uint64_t done);
/* Moves the clock to the next deadline; false: there is none. */
bool stepper_time(stepper_t *stepper);

/* ---- values for reads ---- */

/* Keeps a value until its process stands at a read; false: too many wait already. */
bool stepper_expect(stepper_t *stepper, mp_path_t path, uint64_t value);
/* A value waits for this process, so its steps are taken one at a time. */
bool stepper_expects(const stepper_t *stepper, mp_path_t path);
/* Before a step is granted: if the process stands at a read and a value waits for it, that is handed to it and
 * told in *value. */
bool stepper_give(stepper_t *stepper, const move_t *move, uint64_t *value);

/* ---- following a schedule ---- */

typedef struct stepper_course {
    const schedule_t *schedule;
    size_t entry;  /* next one */
    uint64_t done; /* of its count */
    bool piece;    /* quiet moves are taken by themselves and are not in the schedule */
} stepper_course_t;

typedef enum stepper_next {
    STEPPER_MOVE,  /* *move is to be taken; *count of them at most */
    STEPPER_TIMED, /* time has passed; look again */
    STEPPER_KILLED,
    STEPPER_REST, /* the schedule says `rest`, or is over: see course.entry */
    STEPPER_NO_FIT,
} stepper_next_t;

/* What the course wants next. STEPPER_NO_FIT: `why` (size bytes) says why, without the step's number. */
stepper_next_t stepper_follow(stepper_t *stepper, stepper_course_t *course, move_t *move, uint64_t *count,
                              char *why, size_t size);
/* `done` steps of the present entry were taken. */
void stepper_advance(stepper_course_t *course, uint64_t done);

#endif
