#include "lessons/explore/graph.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

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

static bool sum_groups(const counting_t *counting, size_t (*group_of)(void *, uint32_t), void *context,
                       size_t groups, char **orders, char **all)
{
    const graph_t *graph = counting->graph;
    bool *cyclic = calloc(groups + 1, sizeof *cyclic);
    mpz_t *sums = malloc((groups + 1) * sizeof *sums);
    bool ok = cyclic && sums;
    if (!ok) {
        free(cyclic);
        free(sums);
        return false;
    }
    for (size_t i = 0; i <= groups; i++) {
        mpz_init(sums[i]);
    }
    mpz_t paths;
    for (uint32_t state = 0; state < graph->state_count; state++) {
        size_t group = group_of(context, state);
        if (group == SIZE_MAX) {
            continue;
        }
        cyclic[group] |= counting->missing[state] != 0;
        cyclic[groups] |= cyclic[group];
        mpz_roinit_n(paths, counting->paths + (size_t)state * (size_t)counting->limbs, counting->limbs);
        mpz_add(sums[group], sums[group], paths);
        mpz_add(sums[groups], sums[groups], paths);
    }
    for (size_t i = 0; i <= groups; i++) {
        char **place = i < groups ? &orders[i] : all;
        *place = cyclic[i] ? NULL : decimal(sums[i]);
        ok = ok && (cyclic[i] || *place);
        mpz_clear(sums[i]);
    }
    free(cyclic);
    free(sums);
    return ok;
}

bool graph_count_orders(const graph_t *graph, size_t (*group_of)(void *context, uint32_t state),
                        void *context, size_t groups, char **orders, char **all)
{
    counting_t counting = {.graph = graph};
    bool overflow = true;
    bool ok = order_states(&counting);
    for (mp_size_t limbs = 2; ok && overflow; limbs *= 2) {
        ok = add_up(&counting, limbs, &overflow) || overflow;
    }
    ok = ok && sum_groups(&counting, group_of, context, groups, orders, all);
    destroy(&counting);
    return ok;
}
