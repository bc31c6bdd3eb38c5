/*
 * The random bits of a seeded run: the same for the same process and draw in every schedule, in the live
 * world and in the search.
 */
#ifndef LESSONS_RUN_ENTROPY_H
#define LESSONS_RUN_ENTROPY_H

#include <stdint.h>

#include "core/path.h"

/* SplitMix64 (Steele, Lea, Flood 2014): the finaliser alone is a good mixer of 64 bits. */
static inline uint64_t entropy_mix(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* Draw number `draw` (from 0) of the process at `path`. */
static inline uint64_t entropy_draw(uint64_t seed, mp_path_t path, uint64_t draw)
{
    return entropy_mix(seed ^ entropy_mix(path ^ entropy_mix(draw)));
}

#endif
