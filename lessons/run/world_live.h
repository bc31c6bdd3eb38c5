/*
 * The world of a machine on real processes: its operations are core's.
 *
 * One per process. A START or FORK returns in the child as well, with a copy of this struct; there it is
 * corrected before the machine goes on.
 */
#ifndef LESSONS_RUN_WORLD_LIVE_H
#define LESSONS_RUN_WORLD_LIVE_H

#include <stdint.h>

#include "core/world.h"
#include "lessons/vm/world.h"

typedef struct world_live_child {
    uint32_t process;
    int32_t pid;
} world_live_child_t;

typedef struct world_live {
    world_t world; /* first: a world_t * is the whole */
    mp_self_t *self;
    uint64_t seed;  /* 0: the kernel's entropy */
    uint64_t draws; /* of entropy so far, by this process */
    uint32_t cpu_count;
    world_live_child_t *children; /* pids of those that it started, for good: a slot is used again */
    uint32_t child_count, child_room;
} world_live_t;

void world_live_init(world_live_t *world, mp_self_t *self, uint64_t seed, uint32_t cpu_count);
const uint32_t *world_live_poll_word(const world_live_t *world);

#endif
