/*
 * What the files of the model share. See model.h for the whole, and each file's head for its part:
 *   model.c          the parts, the columns, looking in
 *   model_world.c    what a machine asks of its world while it runs
 *   model_run.c      (image, result) → next image
 *   model_apply.c    (operation, states) → (result, states)
 *   model_time.c     clocks and deadlines
 *   model_step.c     moves, quiet steps
 * and shortcut.c, which goes round them.
 */
#ifndef LESSONS_EXPLORE_MODEL_INTERNAL_H
#define LESSONS_EXPLORE_MODEL_INTERNAL_H

#include "lessons/explore/intern.h"
#include "lessons/explore/memo.h"
#include "lessons/explore/model.h"
#include "lessons/explore/output.h"
#include "lessons/run/quiet.h"
#include "lessons/vm/vm.h"
#include "lessons/vm/world.h"

enum {
    MODEL_PROCESSES = 256,
    MODEL_NO_COLUMN = 0xffff,
    MODEL_SCRATCH_BYTES = 64 << 20, /* of address space, touched as needed */
    MODEL_OBJECT_BYTES = 1 << 20,   /* the largest state of one object */
    MODEL_QUIET_CHAIN = 4096,       /* quiet steps in a row, then they are moves like others */
    COLUMN_OUTPUT = 0,
    COLUMN_TIME = 1,
    FIRST_FREE_COLUMN = 2,
};

typedef enum column_kind {
    COLUMN_IS_FIXED,
    COLUMN_IS_IMAGE,
    COLUMN_IS_OBJECT,
    COLUMN_IS_CLOCK
} column_kind_t;

typedef struct column {
    column_kind_t kind;
    uint32_t who;       /* IMAGE, CLOCK */
    uint32_t ref;       /* OBJECT: its place in the scratch memory, the same in every state */
    mp_create_t create; /* OBJECT */
    uint32_t loaded;    /* OBJECT: the state that stands in the scratch memory now */
} column_t;

typedef struct process {
    mp_path_t path;
    uint16_t image, clock; /* columns; the clock's is made when it is first needed */
} process_t;

/* How much of a state an operation looks at. */
typedef enum reach {
    REACH_NOTHING, /* WRITE, SLEEP, CLOCK, ENTROPY, SPIN */
    REACH_OBJECTS, /* at most two columns */
    REACH_ALL,     /* births and deaths: every object */
} reach_t;

/* What is known of an image. */
typedef struct image {
    mp_op_t op;      /* pending; of an ended process: the last one */
    uint32_t op_id;  /* number of the operation without its place in the text */
    uint32_t status; /* ended: wait status */
    uint32_t object; /* its own process object */
    uint8_t reach;
    bool ended;
    bool may_be_quiet;
    bool writes_blindly;    /* a STORE into a single slot: the old value does not matter */
    uint16_t first, second; /* columns that the operation looks at; MODEL_NO_COLUMN */
    uint32_t who;
    uint32_t draws;             /* of random bits so far */
    uint32_t error, error_line; /* ended by an uncaught exception: text number */
} image_t;

/* An entry of the first table. */
typedef struct applied {
    uint8_t enabled;        /* mp_enabled_t */
    uint8_t status;         /* mp_status_t */
    uint32_t result;        /* number of the mp_result_t */
    uint32_t first, second; /* new states */
} applied_t;

/* An entry of the second table; effects: columns that were made on the way. */
typedef struct ran {
    uint32_t image;
    uint32_t effect_start, effect_count;
} ran_t;

typedef struct effect {
    uint16_t column;
    uint32_t state;
} effect_t;

typedef struct model_world {
    world_t world; /* first */
    model_t *model;
    mp_op_t op; /* what the machine stands at */
    bool stands;
} model_world_t;

struct model {
    const program_t *program;
    explore_see_t see;
    explore_timing_t timing;
    uint64_t seed;
    quiet_rules_t quiet;
    bool held_steps;  /* see explore_options_t */
    bool reads_clock; /* a name of the program may read a clock */

    model_world_t world;
    vm_t *vm;
    unsigned char *image_buffer;
    size_t image_room;

    mp_scratch_t scratch;
    void *scratch_memory;
    unsigned char *object_buffer;

    column_t columns[STORE_MAX_COLUMNS];
    uint16_t column_count;
    uint16_t queues[STORE_MAX_COLUMNS]; /* the columns of queues */
    uint16_t queue_count;
    uint64_t asides; /* what moves did besides: objects made, quiet steps, time passed */
    process_t processes[MODEL_PROCESSES];
    uint32_t process_count;

    intern_t *images, *pages, *states, *messages, *ops, *results, *records, *shared;
    image_t *image_infos; /* by image - 1 */
    uint32_t image_room_count;
    memo_t apply_memo, run_memo, all_memo;
    applied_t *applied;
    const applied_t *looked_up; /* by model_step.c, for the very next step; else NULL */
    uint32_t applied_count, applied_room;
    ran_t *ran;
    uint32_t ran_count, ran_room;
    effect_t *effects;
    uint32_t effect_count, effect_room;
    output_t *output;

    model_move_t *moves;
    uint32_t move_count, move_room;
    uint16_t step_moves[MODEL_PROCESSES], timeout_moves[MODEL_PROCESSES]; /* number + 1; 0: none yet */

    uint32_t first_state; /* of main's process object, before anything happened */

    /* the machine that runs now */
    uint32_t running_who, running_objects, running_object, running_draws;
    uint32_t run_error, run_error_line;

    uint64_t spins;

    model_trace_fn *trace;
    void *trace_context;
    model_may_run_fn *may_run;
    void *may_run_context;
    model_assumptions_t assumed;
    const char *failure;
};

/* All return false (or 0) with model->failure set when they cannot go on. */
bool model_fail(model_t *model, const char *why);
bool model_grow(model_t *model, void *array, uint32_t *room, uint32_t need, size_t item_bytes);

static inline image_t *image_info(const model_t *model, uint32_t image)
{
    return &model->image_infos[image - 1];
}

static inline uint32_t vector_get(const model_vector_t *vector, size_t column)
{
    return column < vector->count ? vector->columns[column] : 0;
}

void vector_set(model_vector_t *vector, size_t column, uint32_t value);

/* ---- model.c ---- */

/* The column of the object with this creation, new or known. MODEL_NO_COLUMN on failure. */
uint16_t model_object_column(model_t *model, const mp_create_t *create);
/* The column of the object at `ref`; MODEL_NO_COLUMN if there is none. */
uint16_t model_column_of(const model_t *model, uint32_t ref);
/* The who of the process at `path`, new or known. MODEL_PROCESSES on failure. */
uint32_t model_who_of(model_t *model, mp_path_t path);
/* The column of a process's own clock. MODEL_NO_COLUMN on failure. */
uint16_t model_clock_column(model_t *model, uint32_t who);
/* The number of the state that stands in the scratch memory for this object column; 0 on failure. */
uint32_t model_state_of(model_t *model, uint16_t column);
/* Brings `state` of an object column into the scratch memory. */
bool model_load(model_t *model, uint16_t column, uint32_t state);

/* ---- model_world.c ---- */
void model_world_init(model_t *model);

/* ---- model_run.c ---- */

/* Goes on from `image` of `who` with a result, to its next operation, and writes what comes of it into the
 * vector: the image, and whatever was made. */
bool model_run(model_t *model, model_vector_t *vector, uint32_t who, uint32_t result);
/* The same for a new process: it takes the result in its parent's image; `object` is its process object. */
bool model_run_child(model_t *model, model_vector_t *vector, uint32_t parent, uint32_t who, uint32_t object,
                     uint32_t result);
/* The first image of main, whose process object is `object`. */
bool model_run_start(model_t *model, model_vector_t *vector, uint32_t object);
/* The image of a process that has ended. */
bool model_run_end(model_t *model, model_vector_t *vector, uint32_t who, uint32_t status);

/* ---- model_apply.c ---- */

typedef enum apply_mode { APPLY_DO, APPLY_EXPIRE, APPLY_DELIVER, APPLY_ASK } apply_mode_t;

/* Looks up or works out what `mode` does with the pending operation of an image that reaches at most two
 * columns (APPLY_ASK: any; only `enabled` is set). NULL on failure. */
const applied_t *model_apply(model_t *model, const model_vector_t *vector, const image_t *image,
                             apply_mode_t mode);
/* The feeder's step. */
const applied_t *model_apply_deliver(model_t *model, const model_vector_t *vector, uint32_t who,
                                     uint16_t queue);
/* Does an operation of REACH_ALL on the vector's objects. *result is its number. Births: *child_who is set.
 */
bool model_apply_all(model_t *model, model_vector_t *vector, const image_t *image, apply_mode_t mode,
                     uint32_t *result, uint32_t *child_who);
uint32_t model_result_number(model_t *model, const mp_result_t *result);
mp_result_t model_result(const model_t *model, uint32_t number);
/* Fills in what the operation of the image reaches. */
bool model_image_reach(model_t *model, image_t *image);

/* ---- model_step.c ---- */

/* The moves of one process: what model_expand does for each. */
bool model_expand_process(model_t *model, const model_vector_t *from, uint32_t who, model_found_fn *found,
                          void *context);
bool model_can_move(model_t *model, const model_vector_t *vector, uint32_t who);
/* Whether some process can deliver into this queue. */
bool model_can_deliver(model_t *model, const model_vector_t *vector, uint16_t queue);
/* Whether a signal is on its way to somebody: its next step is not its operation. */
bool model_is_anyone_signalled(model_t *model, const model_vector_t *vector);

/* ---- model_time.c ---- */

/* Whether the program's text reads a clock: then time is part of its states. */
bool time_is_read_by(const program_t *program);

/* To be called when a process has come to a new operation, with exact sleeps. */
bool time_arrive(model_t *model, model_vector_t *vector, const image_t *image);
bool time_leave(model_t *model, model_vector_t *vector, uint32_t who);
/* What is left of its deadline; INT64_MAX without one. */
int64_t time_left(const model_t *model, const model_vector_t *vector, uint32_t who);
/* Lets time pass to the next deadline. 0: there is none; -1: failure; else the nanoseconds that passed. */
int64_t time_pass(model_t *model, model_vector_t *vector);
/* A read of the clock by `who`: its value. false on failure. */
bool time_read(model_t *model, model_vector_t *vector, uint32_t who, int64_t *now);
/* With sleeps of any length: the process has slept. */
bool time_slept(model_t *model, model_vector_t *vector, uint32_t who, int64_t length);

#endif
