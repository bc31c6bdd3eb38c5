/*
 * The successors of a folded state, found without the model where the move was worked out before.
 *
 * Most moves are an operation on one or two shared objects that leads its process from one image to the next
 * and touches nothing else. What such a move does depends on three numbers of the state, so it is remembered
 * under them, and repeating it means to replace these three. All else goes the long way through the model
 * (model.h), whose answers are the same.
 *
 * A move is short if nothing quiet follows it in any state: no process stands at an operation that may be
 * quiet and that waits for something which short moves change. With exact sleeps no move is short.
 */
#ifndef LESSONS_EXPLORE_SHORTCUT_H
#define LESSONS_EXPLORE_SHORTCUT_H

#include "lessons/explore/fold.h"
#include "lessons/explore/store.h"

typedef struct shortcut shortcut_t;

/* NULL: out of memory. All three must outlive it. */
shortcut_t *shortcut_new(model_t *model, fold_t *fold, const store_t *store);
void shortcut_free(shortcut_t *shortcut);

/* Calls `found` for each move that is possible in the folded state numbers[0 .. count), in the order of
 * model_expand; `to` is good during the call, `hash` is store_hash of it. *alone: at most one process is
 * left. Returns false as soon as `found` does, or on failure (model_failure; out of memory without one). */
typedef bool shortcut_found_fn(void *context, uint16_t move, const uint32_t *to, size_t count, uint64_t hash);
bool shortcut_expand(shortcut_t *shortcut, const uint32_t *numbers, size_t count, bool *alone,
                     shortcut_found_fn *found, void *context);

size_t shortcut_memory_bytes(const shortcut_t *shortcut);

#endif
