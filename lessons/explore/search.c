#include "lessons/explore/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    BLOCK_STATES = 64,
    BLOCK_SUCCESSORS = 4096,
    BLOCK_NUMBERS = 1 << 18,
    LOOK_AROUND = 1024, /* states between two looks at bounds and clock */
};

typedef struct successor {
    uint32_t start, count; /* its numbers in the block */
    uint32_t source;       /* which state of the block it came from */
    uint64_t hash;
    uint16_t move;
} successor_t;

typedef struct block {
    search_t *search;
    successor_t successors[BLOCK_SUCCESSORS];
    uint32_t count;
    uint32_t *numbers;
    uint32_t used;
    uint32_t source;
    bool overflow;
    bool alone[BLOCK_STATES];
} block_t;

static double now_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* By default no more than half of what is free now: what is worked out after the search needs room as well.
 */
static size_t default_memory(void)
{
    long pages = sysconf(_SC_AVPHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    size_t half =
        pages > 0 && page_bytes > 0 ? (size_t)pages * (size_t)page_bytes / 2 : EXPLORE_DEFAULT_MEMORY;
    return half < EXPLORE_DEFAULT_MEMORY ? half : EXPLORE_DEFAULT_MEMORY;
}

bool search_init(search_t *search, model_t *model, const explore_options_t *options)
{
    *search = (search_t){.model = model, .options = options, .started_s = now_s()};
    search->max_memory_bytes = options->max_memory_bytes ? options->max_memory_bytes : default_memory();
    search->store = store_new();
    bool ok = search->store && fold_init(&search->fold, model) && graph_init(&search->graph);
    search->shortcut = ok ? shortcut_new(model, &search->fold, search->store) : NULL;
    if (!search->shortcut) {
        search_destroy(search);
        return false;
    }
    return true;
}

void search_destroy(search_t *search)
{
    search_forget_states(search);
    graph_destroy(&search->graph);
    free(search->stopped);
    search->stopped = NULL;
}

void search_forget_states(search_t *search)
{
    shortcut_free(search->shortcut);
    store_free(search->store);
    fold_destroy(&search->fold);
    search->shortcut = NULL;
    search->store = NULL;
}

void search_get(search_t *search, uint32_t state, model_vector_t *vector)
{
    uint32_t folded[STORE_MAX_COLUMNS];
    size_t count = store_get(search->store, state, folded);
    unfold_vector(&search->fold, folded, count, vector);
}

double search_elapsed_s(const search_t *search)
{
    return now_s() - search->started_s;
}

size_t search_memory_bytes(const search_t *search)
{
    return store_memory_bytes(search->store) + intern_memory_bytes(search->fold.tuples) +
           graph_memory_bytes(&search->graph) + model_memory_bytes(search->model) +
           shortcut_memory_bytes(search->shortcut);
}

static bool stop(search_t *search, const char *why)
{
    snprintf(search->bound_text, sizeof search->bound_text, "%s", why);
    search->bound = search->bound_text;
    return false;
}

/* ---- bounds ---- */

static bool may_go_on(search_t *search)
{
    const explore_options_t *options = search->options;
    uint64_t max_states = options->max_states ? options->max_states : EXPLORE_DEFAULT_STATES;
    size_t max_memory = search->max_memory_bytes;
    char text[64];
    if (options->stop && *options->stop) {
        return stop(search, "stopped");
    }
    if (options->timeout_s > 0 && search_elapsed_s(search) > options->timeout_s) {
        snprintf(text, sizeof text, "%g seconds", options->timeout_s);
        return stop(search, text);
    }
    if (store_count(search->store) >= max_states) {
        snprintf(text, sizeof text, "%llu states", (unsigned long long)max_states);
        return stop(search, text);
    }
    if (search_memory_bytes(search) > max_memory) {
        snprintf(text, sizeof text, "%zu MB of memory", max_memory >> 20);
        return stop(search, text);
    }
    return true;
}

static void report_progress(search_t *search, double *last)
{
    const explore_options_t *options = search->options;
    double elapsed = search_elapsed_s(search);
    if (!options->progress || elapsed - *last < 0.1) {
        return;
    }
    *last = elapsed;
    explore_progress_t progress = {
        .states = store_count(search->store),
        .transitions = search->transitions,
        .frontier = store_count(search->store) - search->expanded,
        .memory_bytes = search_memory_bytes(search),
        .elapsed_s = elapsed,
    };
    options->progress(options->progress_context, &progress);
}

/* ---- one block ---- */

static bool gather(void *context, uint16_t move, const uint32_t *to, size_t count, uint64_t hash)
{
    block_t *block = context;
    if (block->count == BLOCK_SUCCESSORS || block->used + count > BLOCK_NUMBERS) {
        block->overflow = true;
        return false;
    }
    memcpy(block->numbers + block->used, to, count * sizeof *to);
    successor_t *successor = &block->successors[block->count++];
    *successor = (successor_t){
        .start = block->used, .count = (uint32_t)count, .source = block->source, .hash = hash, .move = move};
    block->used += (uint32_t)count;
    store_prefetch(block->search->store, successor->hash);
    return true;
}

static bool note_stopped(search_t *search, uint32_t state)
{
    if (search->stopped_count == search->stopped_room) {
        uint32_t room = search->stopped_room ? search->stopped_room * 2 : 64;
        uint32_t *grown = realloc(search->stopped, room * sizeof *grown);
        if (!grown) {
            return stop(search, "out of memory");
        }
        search->stopped = grown;
        search->stopped_room = room;
    }
    search->stopped[search->stopped_count++] = state;
    return true;
}

/* The number of a state; a new one is shown to stops_at. STORE_NONE on failure. */
static uint32_t put(search_t *search, const uint32_t *numbers, size_t count, uint64_t hash)
{
    bool is_new;
    uint32_t state = store_put(search->store, numbers, count, hash, &is_new);
    if (state == STORE_NONE) {
        stop(search, "out of memory");
        return STORE_NONE;
    }
    if (is_new && search->stops_at) {
        model_vector_t vector;
        unfold_vector(&search->fold, numbers, count, &vector);
        if (search->stops_at(search->stops_context, &vector) && !note_stopped(search, state)) {
            return STORE_NONE;
        }
    }
    return state;
}

/* stopped[] is in ascending order, as states come. */
static bool is_stopped(const search_t *search, uint32_t state)
{
    uint32_t low = 0, high = search->stopped_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (search->stopped[middle] < state) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < search->stopped_count && search->stopped[low] == state;
}

/* Expands states from `first` on, at most a block; returns how many, 0 on failure. */
static uint32_t expand_some(search_t *search, block_t *block, uint32_t first, uint32_t limit)
{
    uint32_t done = 0;
    block->count = block->used = 0;
    while (done < limit && done < BLOCK_STATES) {
        uint32_t count_before = block->count, used_before = block->used;
        uint32_t numbers[STORE_MAX_COLUMNS + 1];
        size_t count = store_get(search->store, first + done, numbers);
        block->source = done;
        block->overflow = false;
        block->alone[done] = false;
        if (!is_stopped(search, first + done) &&
            !shortcut_expand(search->shortcut, numbers, count, &block->alone[done], gather, block)) {
            if (!block->overflow) {
                const char *why = model_failure(search->model);
                stop(search, why ? why : "out of memory");
                return 0;
            }
            if (done == 0) {
                stop(search, "too many moves in one state");
                return 0;
            }
            block->count = count_before; /* it opens the next block */
            block->used = used_before;
            break;
        }
        done++;
    }
    return done;
}

/* The first two waits of each lookup, all at once: see store.h. */
static void look_ahead(const search_t *search, const block_t *block)
{
    uint32_t candidates[BLOCK_SUCCESSORS];
    for (uint32_t i = 0; i < block->count; i++) {
        candidates[i] = store_candidate(search->store, block->successors[i].hash);
    }
    for (uint32_t i = 0; i < block->count; i++) {
        store_prefetch_state(search->store, candidates[i]);
    }
}

static bool put_block(search_t *search, block_t *block, uint32_t states)
{
    uint32_t next = 0;
    look_ahead(search, block);
    for (uint32_t source = 0; source < states; source++) {
        for (; next < block->count && block->successors[next].source == source; next++) {
            const successor_t *successor = &block->successors[next];
            uint32_t target =
                put(search, block->numbers + successor->start, successor->count, successor->hash);
            if (target == STORE_NONE) {
                return false;
            }
            if (!graph_add_edge(&search->graph, target, successor->move)) {
                return stop(search, "out of memory");
            }
            search->transitions++;
        }
        if (!graph_close_state(&search->graph, block->alone[source])) {
            return stop(search, "out of memory");
        }
    }
    return true;
}

/* Gives the states that were not expanded their empty edge lists, so that the graph covers all of them. */
static void close_rest(search_t *search)
{
    /* A block that failed half-way may have left edges of a state that was not closed. */
    search->graph.edge_count = search->graph.starts[search->graph.state_count];
    search->expanded = search->graph.state_count;
    while (search->graph.state_count < store_count(search->store)) {
        if (!graph_close_state(&search->graph, false)) {
            return;
        }
    }
}

static bool put_initial(search_t *search, const model_vector_t *initial, uint32_t *folded)
{
    size_t count = fold_vector(&search->fold, initial, folded);
    return count > 0 && put(search, folded, count, store_hash(search->store, folded, count)) != STORE_NONE;
}

bool search_run(search_t *search)
{
    model_vector_t initial;
    if (!model_initial(search->model, &initial)) {
        return false;
    }
    block_t *block = malloc(sizeof *block);
    uint32_t *numbers = malloc(BLOCK_NUMBERS * sizeof *numbers);
    if (!block || !numbers || !put_initial(search, &initial, numbers)) {
        free(block);
        free(numbers);
        return false;
    }
    *block = (block_t){.search = search, .numbers = numbers};
    double last_report = 0;
    uint32_t looked = 0;
    while (search->expanded < store_count(search->store)) {
        if (search->expanded - looked >= LOOK_AROUND || search->expanded == 0) {
            looked = search->expanded;
            if (!may_go_on(search)) {
                break;
            }
            report_progress(search, &last_report);
        }
        uint32_t left = store_count(search->store) - search->expanded;
        uint32_t done = expand_some(search, block, search->expanded, left);
        if (done == 0 || !put_block(search, block, done)) {
            break;
        }
        search->expanded += done;
    }
    close_rest(search);
    free(block);
    free(numbers);
    return true;
}
