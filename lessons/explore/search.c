#include "lessons/explore/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    BLOCK_STATES = 2048,
    BLOCK_SUCCESSORS = 8192,
    BLOCK_NUMBERS = 1 << 18, /* all successors of any one state find room */
    AHEAD = 128,             /* successors whose places are fetched ahead */
    WORTH_HELP = 512,        /* states to go on from, for two threads to be faster than one */
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
    uint32_t first, states; /* which were expanded */
    uint32_t limit;         /* how many are there to be expanded */
    uint32_t source;
    bool overflow;
    bool failed; /* the state behind the last could not be expanded */
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

static uint64_t max_states_of(const search_t *search)
{
    return search->options->max_states ? search->options->max_states : EXPLORE_DEFAULT_STATES;
}

bool search_init(search_t *search, model_t *model, const explore_options_t *options)
{
    *search = (search_t){.model = model, .options = options, .started_s = now_s()};
    search->max_memory_bytes = options->max_memory_bytes ? options->max_memory_bytes : default_memory();
    search->store = store_new(max_states_of(search));
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
    helper_free(search->helper);
    search->helper = NULL;
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

/* The store has taken no more states. */
static bool stop_at_store(search_t *search)
{
    uint64_t max_states = max_states_of(search);
    char text[64];
    snprintf(text, sizeof text, "%llu state%s", (unsigned long long)max_states, max_states == 1 ? "" : "s");
    return stop(search, store_count(search->store) >= max_states ? text : "out of memory");
}

/* Why the search has to end now, in `text` (64 bytes). `memory`: what it takes. */
static bool is_over(const search_t *search, size_t memory, char *text)
{
    const explore_options_t *options = search->options;
    text[0] = '\0';
    if (options->stop && *options->stop) {
        snprintf(text, 64, "stopped");
    } else if (options->timeout_s > 0 && search_elapsed_s(search) > options->timeout_s) {
        snprintf(text, 64, "%g second%s", options->timeout_s, options->timeout_s == 1 ? "" : "s");
    } else if (memory > search->max_memory_bytes) {
        snprintf(text, 64, "%zu MB of memory", search->max_memory_bytes >> 20);
    }
    return text[0] != '\0';
}

/* Asked where the machine will run: what has been done till then does not hang on cores. */
static bool has_spun_enough(const search_t *search, char *text)
{
    uint64_t most = search->options->max_spins;
    if (most == 0 || model_spins(search->model) < most) {
        return false;
    }
    snprintf(text, 64, "private work worth %llu million instructions", (unsigned long long)most);
    return true;
}

static bool may_go_on(search_t *search)
{
    char text[64];
    search->memory_bytes = search_memory_bytes(search);
    search->model_bytes = model_memory_bytes(search->model);
    return !is_over(search, search->memory_bytes, text) || stop(search, text);
}

/* Within a block only the model grows beyond what was counted before it, but it may grow fast. */
static bool may_run(void *context)
{
    search_t *search = context;
    size_t grown = model_memory_bytes(search->model) - search->model_bytes;
    return !has_spun_enough(search, search->over_text) &&
           !is_over(search, search->memory_bytes + grown, search->over_text);
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
        .transitions = search->graph.edge_count,
        .frontier = store_count(search->store) - search->expanded,
        .memory_bytes = search->memory_bytes,
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
        stop_at_store(search);
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

/* Expands a block's states, at least one of them. */
static void expand_block(void *context)
{
    block_t *block = context;
    search_t *search = block->search;
    block->count = block->used = block->states = 0;
    block->failed = false;
    while (block->states < block->limit && block->states < BLOCK_STATES) {
        uint32_t state = block->first + block->states;
        uint32_t count_before = block->count, used_before = block->used;
        uint32_t numbers[STORE_MAX_COLUMNS + 1];
        size_t count = store_get(search->store, state, numbers);
        bool *alone = &block->alone[block->states];
        block->source = block->states;
        block->overflow = false;
        *alone = false;
        if (!is_stopped(search, state) &&
            !shortcut_expand(search->shortcut, numbers, count, alone, gather, block)) {
            block->count = count_before; /* if there is no more room, it opens the next block */
            block->used = used_before;
            block->failed = !block->overflow || block->states == 0;
            return;
        }
        block->states++;
    }
}

/* Why a block's first state, or the one behind its last, could not be expanded. */
static bool tell_failure(search_t *search, const block_t *block)
{
    const char *why = model_failure(search->model);
    return stop(search, search->over_text[0] ? search->over_text
                        : why                ? why
                        : block->overflow    ? "too many moves in one state"
                                             : "out of memory");
}

/* The first three waits of each lookup, many at once: see store.h. */
static void look_ahead(const search_t *search, const block_t *block, uint32_t first, uint32_t end)
{
    uint32_t candidates[AHEAD];
    for (uint32_t i = first; i < end; i++) {
        store_prefetch(search->store, block->successors[i].hash);
    }
    for (uint32_t i = first; i < end; i++) {
        candidates[i - first] = store_candidate(search->store, block->successors[i].hash);
    }
    for (uint32_t i = first; i < end; i++) {
        store_prefetch_state(search->store, candidates[i - first]);
    }
}

static bool put_successor(search_t *search, const block_t *block, uint32_t number)
{
    const successor_t *successor = &block->successors[number];
    if (number % AHEAD == 0) {
        look_ahead(search, block, number, block->count - number < AHEAD ? block->count : number + AHEAD);
    }
    uint32_t target = put(search, block->numbers + successor->start, successor->count, successor->hash);
    return target != STORE_NONE &&
           (graph_add_edge(&search->graph, target, successor->move) || stop(search, "out of memory"));
}

/* Puts the successors of a block's states; ends with a reason to stop where one finds no room. */
static void put_block(void *context)
{
    block_t *block = context;
    search_t *search = block->search;
    uint32_t next = 0;
    for (uint32_t source = 0; source < block->states; source++) {
        for (; next < block->count && block->successors[next].source == source; next++) {
            if (!put_successor(search, block, next)) {
                return;
            }
        }
        if (!graph_close_state(&search->graph, block->alone[source])) {
            stop(search, "out of memory");
            return;
        }
    }
    block->states = 0;
}

/* Gives the states that were not expanded their empty edge lists, so that the graph covers all of them. */
static void close_rest(search_t *search)
{
    /* A block that failed half-way may have left edges of a state that was not closed. */
    search->graph.edge_count = search->graph.starts[search->graph.state_count];
    search->expanded = search->graph.state_count;
    search->transitions = search->graph.edge_count;
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

static bool new_blocks(search_t *search, block_t *blocks[2])
{
    bool ok = true;
    for (int i = 0; i < 2; i++) {
        uint32_t *numbers = malloc(BLOCK_NUMBERS * sizeof *numbers);
        blocks[i] = malloc(sizeof *blocks[i]);
        if (blocks[i]) {
            blocks[i]->search = search;
            blocks[i]->numbers = numbers;
            blocks[i]->states = blocks[i]->count = 0;
            blocks[i]->failed = false;
        } else {
            free(numbers);
        }
        ok = ok && blocks[i] && numbers;
    }
    return ok;
}

static void free_blocks(block_t *blocks[2])
{
    for (int i = 0; i < 2; i++) {
        if (blocks[i]) {
            free(blocks[i]->numbers);
        }
        free(blocks[i]);
    }
}

/*
 * One block is expanded while the successors of the one before are put: the two share no memory but the
 * states that were there before (an invariant, which is asked while putting, looks into the model: then one
 * after the other). What is done together depends on numbers of states alone, never on cores, so every run
 * comes by the same numbers.
 */
static void expand_all(search_t *search, block_t *blocks[2])
{
    double last_report = 0;
    uint32_t taken = 0; /* states that were expanded or are in the block that is */
    for (unsigned turn = 0; search->graph.state_count < store_count(search->store); turn++) {
        block_t *last = blocks[turn % 2], *next = blocks[(turn + 1) % 2];
        bool together = last->states >= WORTH_HELP && !last->failed && !search->stops_at &&
                        store_count(search->store) - taken >= WORTH_HELP;
        if (!may_go_on(search)) {
            return;
        }
        if (!together) {
            put_block(last);
        }
        next->first = taken;
        next->limit = last->failed || search->bound ? 0 : store_count(search->store) - taken;
        if (together) {
            search->helper = search->helper ? search->helper : helper_new();
            helper_do_both(search->helper, put_block, last, expand_block, next);
        } else {
            expand_block(next);
        }
        taken += next->states;
        search->expanded = search->graph.state_count;
        if (search->bound || (last->failed && !tell_failure(search, last))) {
            return;
        }
        report_progress(search, &last_report);
    }
}

bool search_run(search_t *search)
{
    model_vector_t initial;
    block_t *blocks[2];
    if (!model_initial(search->model, &initial)) {
        return false;
    }
    bool ok = new_blocks(search, blocks) && put_initial(search, &initial, blocks[0]->numbers);
    if (ok) {
        model_ask_before_runs(search->model, may_run, search);
        expand_all(search, blocks);
        model_ask_before_runs(search->model, NULL, NULL);
        model_recover(search->model);
        close_rest(search);
    }
    free_blocks(blocks);
    return ok;
}
