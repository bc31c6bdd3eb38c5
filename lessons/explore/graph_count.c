#include "lessons/explore/graph.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

/*
 * Where every edge leads to a later state, the states stand in topological order, and what is known of them is
 * only needed between the first edge into one and the last out of it: a ring of numbers does. Otherwise, or
 * where 128 bits are not enough, the states are put in order first.
 */

/* Numbers of `limbs` limbs, one for each state, in one array; two limbs do for most programs, more are taken
 * when an addition overflows. */
typedef struct counting {
    const graph_t *graph;
    uint32_t *missing; /* edges into the state that were not yet counted */
    uint32_t *ready;   /* states in topological order */
    uint32_t ready_count;
    mp_limb_t *paths;
    mp_size_t limbs;
} counting_t;

static void destroy(counting_t *counting)
{
    free(counting->missing);
    free(counting->ready);
    free(counting->paths);
}

/* Kahn: a state is ready when all edges into it have been counted. */
static bool order_states(counting_t *counting)
{
    const graph_t *graph = counting->graph;
    counting->missing = calloc(graph->state_count, sizeof *counting->missing);
    counting->ready = malloc(graph->state_count * sizeof *counting->ready);
    if (!counting->missing || !counting->ready) {
        return false;
    }
    for (size_t edge = 0; edge < graph->edge_count; edge++) {
        counting->missing[graph->targets[edge]]++;
    }
    if (counting->missing[0] == 0) {
        counting->ready[counting->ready_count++] = 0;
    }
    for (uint32_t i = 0; i < counting->ready_count; i++) {
        uint32_t state = counting->ready[i];
        for (uint32_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
            uint32_t target = graph->targets[edge];
            if (--counting->missing[target] == 0) {
                counting->ready[counting->ready_count++] = target;
            }
        }
    }
    return true;
}

/* false: overflow (*overflow) or out of memory */
static bool add_up(counting_t *counting, mp_size_t limbs, bool *overflow)
{
    const graph_t *graph = counting->graph;
    free(counting->paths);
    counting->limbs = limbs;
    counting->paths = calloc(graph->state_count, (size_t)limbs * sizeof *counting->paths);
    *overflow = false;
    if (!counting->paths) {
        return false;
    }
    counting->paths[0] = 1;
    for (uint32_t i = 0; i < counting->ready_count; i++) {
        uint32_t state = counting->ready[i];
        const mp_limb_t *paths = counting->paths + (size_t)state * (size_t)limbs;
        for (uint32_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
            mp_limb_t *sum = counting->paths + (size_t)graph->targets[edge] * (size_t)limbs;
            if (mpn_add_n(sum, sum, paths, limbs)) {
                *overflow = true;
                return false;
            }
        }
    }
    return true;
}

static char *decimal(const mpz_t number)
{
    char *text = malloc(mpz_sizeinbase(number, 10) + 2);
    if (text)
        mpz_get_str(text, 10, number);
    return text;
}

/* The sums by group; sums[groups] is that of all. */
typedef struct totals {
    mpz_t *sums;
    bool *cyclic;
    size_t groups;
} totals_t;

static bool totals_init(totals_t *totals, size_t groups)
{
    *totals = (totals_t){.groups = groups};
    totals->cyclic = calloc(groups + 1, sizeof *totals->cyclic);
    totals->sums = malloc((groups + 1) * sizeof *totals->sums);
    if (!totals->cyclic || !totals->sums) {
        free(totals->cyclic);
        free(totals->sums);
        return false;
    }
    for (size_t i = 0; i <= groups; i++) {
        mpz_init(totals->sums[i]);
    }
    return true;
}

static void totals_add(totals_t *totals, size_t group, const mp_limb_t *number, mp_size_t limbs)
{
    mpz_t paths;
    mpz_roinit_n(paths, number, limbs);
    mpz_add(totals->sums[group], totals->sums[group], paths);
    mpz_add(totals->sums[totals->groups], totals->sums[totals->groups], paths);
}

/* Writes them out, if `ok`, and frees them. */
static bool totals_finish(totals_t *totals, bool ok, char **orders, char **all)
{
    for (size_t i = 0; i <= totals->groups; i++) {
        char **place = i < totals->groups ? &orders[i] : all;
        *place = ok && !totals->cyclic[i] ? decimal(totals->sums[i]) : NULL;
        ok = ok && (totals->cyclic[i] || *place);
        mpz_clear(totals->sums[i]);
    }
    free(totals->cyclic);
    free(totals->sums);
    return ok;
}

static bool sum_groups(const counting_t *counting, size_t (*group_of)(void *, uint32_t), void *context,
                       size_t groups, char **orders, char **all)
{
    const graph_t *graph = counting->graph;
    totals_t totals;
    if (!totals_init(&totals, groups)) {
        return false;
    }
    for (uint32_t state = 0; state < graph->state_count; state++) {
        size_t group = group_of(context, state);
        if (group == SIZE_MAX) {
            continue;
        }
        totals.cyclic[group] |= counting->missing[state] != 0;
        totals.cyclic[groups] |= totals.cyclic[group];
        totals_add(&totals, group, counting->paths + (size_t)state * (size_t)counting->limbs,
                   counting->limbs);
    }
    return totals_finish(&totals, true, orders, all);
}

/* ---- without a way back ---- */

typedef unsigned __int128 paths_t;

static bool add_up_in_ring(const graph_t *graph, paths_t *ring, size_t mask,
                           size_t (*group_of)(void *, uint32_t), void *context, totals_t *totals)
{
    bool overflow = false;
    ring[0] = 1;
    for (uint32_t state = 0; state < graph->state_count; state++) {
        paths_t paths = ring[state & mask];
        ring[state & mask] = 0;
        for (uint32_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
            paths_t *sum = &ring[graph->targets[edge] & mask];
            overflow |= __builtin_add_overflow(*sum, paths, sum);
        }
        size_t group = group_of(context, state);
        if (group != SIZE_MAX) {
            const mp_limb_t limbs[] = {(mp_limb_t)paths, (mp_limb_t)(paths >> 64)};
            totals_add(totals, group, limbs, 2);
        }
    }
    return !overflow;
}

/* false: overflow or out of memory */
static bool count_in_ring(const graph_t *graph, size_t (*group_of)(void *, uint32_t), void *context,
                          size_t groups, char **orders, char **all)
{
    size_t mask = 1023;
    while (mask < graph->longest_edge) {
        mask = mask * 2 + 1;
    }
    totals_t totals;
    paths_t *ring = calloc(mask + 1, sizeof *ring);
    bool ok = ring && totals_init(&totals, groups);
    if (ok) {
        ok = add_up_in_ring(graph, ring, mask, group_of, context, &totals);
        ok = totals_finish(&totals, ok, orders, all);
    }
    free(ring);
    return ok;
}

bool graph_count_orders(const graph_t *graph, size_t (*group_of)(void *context, uint32_t state),
                        void *context, size_t groups, char **orders, char **all)
{
    counting_t counting = {.graph = graph};
    bool overflow = true;
    if (!graph->goes_back && count_in_ring(graph, group_of, context, groups, orders, all)) {
        return true;
    }
    bool ok = order_states(&counting);
    for (mp_size_t limbs = 2; ok && overflow; limbs *= 2) {
        ok = add_up(&counting, limbs, &overflow) || overflow;
    }
    ok = ok && sum_groups(&counting, group_of, context, groups, orders, all);
    destroy(&counting);
    return ok;
}
