/* The kernel's clock that never goes back, in nanoseconds. */
#ifndef LOCKSTEP_CORE_CLOCK_H
#define LOCKSTEP_CORE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t mp_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
