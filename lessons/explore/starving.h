/*
 * Ways to go on for ever that a weakly fair scheduler allows, in a program that need not: a process can wait for
 * ever while others go on (starvation), or some go round for ever though nobody waits for a turn (a livelock that
 * can end).
 */
#ifndef LESSONS_EXPLORE_STARVING_H
#define LESSONS_EXPLORE_STARVING_H

#include "lessons/explore/outcome.h"

typedef struct starving_place {
    uint32_t who;      /* MP_WHO_MAX: nobody waits */
    uint32_t line;     /* where it waits */
    uint16_t kind;     /* of its operation */
    uint32_t state;    /* where it waits */
    bool could_go;     /* now and then, but need not */
    const char *round; /* "P1 (lines 5, 6)": who goes round meanwhile */
} starving_place_t;

typedef struct starving {
    outcomes_t *outcomes;
    uint16_t *movers;
    uint16_t process; /* that is looked for, or GRAPH_NOBODY */
    starving_place_t *places;
    size_t count, room;
} starving_t;

/* Finds the places in a search that is exhausted and whose ends are collected; none in others. Must come before
 * search_forget_states. false: out of memory. */
bool starving_collect(starving_t *starving, outcomes_t *outcomes);
void starving_destroy(starving_t *starving);

/* The index of the first place at this state; SIZE_MAX for other states: what graph.h asks for. */
size_t starving_group_of(const starving_t *starving, uint32_t state);
#endif
