/*
 * A witness of the search as the steps that a reader takes on Run. Pure.
 *
 * A held run takes starts, ends and joins by itself (lessons/run/quiet.h); these are left out. The search calls
 * more steps quiet, which commute with all others: waking from a sleep, a print where its order makes no other
 * end. It takes them as soon as it can; the reader takes them with the next step of the same process, so that
 * they cost no switch.
 */
#ifndef APP_TUI_CHALLENGE_WAY_H
#define APP_TUI_CHALLENGE_WAY_H

#include "lessons/explore/explore.h"

/* How many steps of its own a process has behind it where Run opens. */
typedef struct challenge_taken {
    const char *process;
    uint32_t steps;
} challenge_taken_t;

/* A start, an end, a join …, by its cell in the table of steps. */
bool challenge_may_go_by_itself(const char *cell);

/* "P1*3 P2 P1~words": three steps of P1, one of P2, a delivery of what P1 has put. Steps that
 * were taken before are left out. Cut off where there is no room. */
void challenge_way(const explore_outcome_t *outcome, const challenge_taken_t *taken, size_t taken_count,
                   char *text, size_t size);

#endif
