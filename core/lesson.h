/*
 * How a main of the lesson comes into the world: the steps between the zygote's fork and the entry function.
 *
 * In this order, for each needs the one before: own process group; signals; a lifeline of its own that kills
 * the group when the zygote is gone; descriptors (nothing of the zygote's but what a lesson process may use);
 * limits; the slot; the filter; the entry; EXIT.
 */
#ifndef LOCKSTEP_CORE_LESSON_H
#define LOCKSTEP_CORE_LESSON_H

#include "core/machine.h"

typedef struct {
    mp_world_t *world;
    mp_main_t entry;
    unsigned missing; /* mp_missing_t bits known so far */
} mp_lesson_t;

/* The body of main's process. Never returns. */
_Noreturn void mp_lesson_run(const mp_lesson_t *lesson);

#endif
