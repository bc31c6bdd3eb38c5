/*
 * Whose turn it is when everybody goes on in turn: of `rest` in schedules, and of the scheduler's "in turn". The live
 * session and the moments of a lesson ask here, so that both mean the same.
 */
#ifndef LESSONS_RUN_TURN_H
#define LESSONS_RUN_TURN_H

#include <stdbool.h>

#include "core/path.h"

/* Whether `a` comes sooner than `b` in the turn that begins behind `last` (MP_PATH_NONE: with main). */
static inline bool path_is_sooner(mp_path_t a, mp_path_t b, mp_path_t last)
{
    bool a_behind = last == MP_PATH_NONE || mp_path_compare(a, last) > 0;
    bool b_behind = last == MP_PATH_NONE || mp_path_compare(b, last) > 0;
    return a_behind != b_behind ? a_behind : mp_path_compare(a, b) < 0;
}

#endif
