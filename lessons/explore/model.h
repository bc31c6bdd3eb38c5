/*
 * The machine of a program as a transition system: what the search walks through.
 *
 * A state is a vector of numbers (columns): what counts of the output, the time if sleeps are exact, and, for
 * each process and each shared object that any schedule ever brought up, its private image or its state, by
 * number. A column that does not exist in a state is 0. Columns are only ever added, at the end.
 *
 *     model_new → model_initial → model_expand for any state, in any order → model_free
 *
 * A *move* is what a scheduler can choose: the next step of a process, the firing of its time-out, a delivery
 * of its feeder. Moves are numbered by the model in the order of their first appearance. Each move is
 * followed by all quiet steps (lessons/run/quiet.h) until none is left, and, with exact sleeps, by the
 * passing of time when nobody can go.
 *
 * Work is remembered in two tables, so that most moves run nothing: (operation, state of its objects) →
 * (result, new states), and (image, result) → next image. What is remembered is exact: everything that the
 * outcome depends on is in the key.
 */
#ifndef LESSONS_EXPLORE_MODEL_H
#define LESSONS_EXPLORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/object.h"
#include "core/op.h"
#include "lessons/explore/explore.h"
#include "lessons/explore/store.h"
#include "lessons/vm/program.h"

typedef struct model model_t;

typedef enum model_move_kind {
    MODEL_STEP,    /* path*1 */
    MODEL_TIMEOUT, /* path! */
    MODEL_DELIVER, /* path~q */
} model_move_kind_t;

typedef struct model_move {
    model_move_kind_t kind;
    uint32_t who;
    uint32_t object; /* MODEL_DELIVER: the queue */
} model_move_t;

typedef struct model_vector {
    uint32_t columns[STORE_MAX_COLUMNS];
    size_t count;
} model_vector_t;

/* One single step, as a witness tells it. */
typedef struct model_trace_step {
    model_move_kind_t kind;
    bool quiet;
    bool time; /* nobody could go: time passed by `value` nanoseconds; nothing else is set */
    uint32_t who;
    mp_op_t op;
    mp_result_t result;
    bool again; /* it only began to wait */
    uint64_t value;
} model_trace_step_t;

typedef void model_trace_fn(void *context, const model_trace_step_t *step, const model_vector_t *after);

/* NULL: message says why (out of memory, …). The program must outlive the model. */
model_t *model_new(const program_t *program, const explore_options_t *options, char *message,
                   size_t message_size);
void model_free(model_t *model);

/* false: see model_failure. */
bool model_initial(model_t *model, model_vector_t *vector);

/* Calls `found` for each move that is possible in `from`, in a fixed order. `to` is good during the call.
 * Returns false as soon as `found` does, or on failure (model_failure). */
typedef bool model_found_fn(void *context, uint16_t move, const model_vector_t *to);
bool model_expand(model_t *model, const model_vector_t *from, model_found_fn *found, void *context);

/* Does one move with everything that follows it. false: the move is not possible, or failure. */
bool model_move(model_t *model, model_vector_t *vector, uint16_t move);

/* Everybody who does steps from now on is told of, one by one; NULL ends it. */
void model_set_trace(model_t *model, model_trace_fn *trace, void *context);

model_move_t model_describe_move(const model_t *model, uint16_t move);

/* Asked before each run of the machine (a run may take long and much memory); false: the model fails with
 * MODEL_STOPPED, and what it was doing is undone. NULL: nobody is asked. */
#define MODEL_STOPPED "stopped"
typedef bool model_may_run_fn(void *context);
void model_ask_before_runs(model_t *model, model_may_run_fn *may_run, void *context);

/* How often the machine went through a million instructions without coming to an operation: a measure of
 * work that does not depend on the computer. */
uint64_t model_spins(const model_t *model);

/* After a failure: what was found before can be looked at and done again. */
void model_recover(model_t *model);

/* NULL while all is well; else why the search cannot go on: "out of memory", "more than 1024 things at once".
 */
const char *model_failure(const model_t *model);
size_t model_memory_bytes(const model_t *model);

/* Whether a column changes so seldom that it is worth keeping such columns as one number (fold.h): what was
 * printed, the time, the lives of processes. Never changes its answer. */
bool model_column_is_steady(const model_t *model, uint16_t column);

/* ---- looking into a state ---- */

typedef struct model_process {
    uint32_t who;
    mp_path_t path;
    uint32_t object; /* its process object */
    bool born, ended;
    uint32_t status;   /* wait status, once ended */
    const char *error; /* CPython's last line of the exception that ended it, or NULL */
    uint32_t error_line;
    mp_op_t op; /* pending, while alive */
} model_process_t;

uint32_t model_process_count(const model_t *model); /* whos are 0 … count - 1 */
model_process_t model_process(const model_t *model, const model_vector_t *vector, uint32_t who);
uint32_t model_alive_count(const model_t *model, const model_vector_t *vector);

uint32_t model_object_count(const model_t *model);
/* Object number i (from 0) and its creation; false: it does not exist in this state. */
bool model_object(const model_t *model, const model_vector_t *vector, uint32_t i, uint32_t *ref,
                  mp_create_t *create);
/* Brings an object of this state into the model's memory: mp_object(model_memory(model), ref) shows it, until
 * the next call of the model. */
bool model_load_object(model_t *model, const model_vector_t *vector, uint32_t ref);
/* All of them, for mp_why and the like. */
bool model_load_all(model_t *model, const model_vector_t *vector);
const mp_mem_t *model_memory(const model_t *model);

/* What `see` shows, malloc'ed. */
char *model_show_output(const model_t *model, const model_vector_t *vector);

/* The bytes of a message or of written text. */
const char *model_text(const model_t *model, uint32_t message, size_t *size);

/* An item of a queue or pipe as people read it, shortened. Uses the machine: not between a load and its use.
 */
char *model_describe_item(model_t *model, uint32_t message, char *text, size_t size);

typedef struct model_assumptions {
    bool entropy; /* random without a seed: the seed of the options was given */
    bool clock;   /* the clock was read */
    bool sleeps;  /* there was a sleep or a time-out */
    bool pids;    /* a process id was read */
} model_assumptions_t;

model_assumptions_t model_assumptions(const model_t *model);

/* Whether a sleep may take any time. */
bool model_sleeps_vary(const model_t *model);

#endif
