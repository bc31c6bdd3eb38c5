/*
 * Who waits for whom, and whether anybody can ever go on: deadlocks and what they are.
 *
 * Read from a machine that is still (held) or stuck (free). The edges are of processes that wait for
 * something that another has or should do; a cycle of edges, or a world in which nobody can move and nobody
 * sleeps, is a deadlock. Since a stranger may release a Lock, a cycle while others run on is only a possible
 * deadlock, unless nothing but RLocks and joins is in it.
 */
#ifndef LESSONS_RUN_WAITS_H
#define LESSONS_RUN_WAITS_H

#include "core/machine.h"
#include "lessons/vm/program.h"

enum { WAITS_MAX = MP_SLOTS, WAIT_SENTENCE = 240 };

typedef struct wait_edge {
    mp_view_t view; /* of who waits */
    mp_reason_t reason;
    uint32_t object;      /* what it waits for; a process object for a join */
    mp_path_t holder;     /* who could end the waiting; MP_PATH_NONE nobody in particular */
    uint32_t holder_line; /* where that one stands */
    bool in_cycle;
    char sentence[WAIT_SENTENCE];
} wait_edge_t;

typedef enum wait_verdict { WAITS_NONE, WAITS_POSSIBLE, WAITS_DEADLOCK } wait_verdict_t;

typedef struct wait_graph {
    wait_edge_t edges[WAITS_MAX];
    size_t count;
    wait_verdict_t verdict;
    char name[160]; /* what it is called: "join before get", "a lock that nobody gives back", … */
} wait_graph_t;

/* Fills the graph. `program` may be NULL. */
void waits_read(mp_machine_t *machine, const program_t *program, wait_graph_t *graph);

/* The same as text of several lines, for standard error; the caller frees it. NULL: no memory. */
char *waits_text(mp_machine_t *machine, const program_t *program);

#endif
