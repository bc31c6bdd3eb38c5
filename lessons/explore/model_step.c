/*
 * Moves: who can go in a state, and what a move does with all the quiet steps that follow it.
 */
#include "lessons/explore/model_internal.h"

#include <string.h>

#include "lessons/run/entropy.h"

/* ---- what stands in a state ---- */

static const image_t *standing(const model_t *model, const model_vector_t *vector, uint32_t who)
{
    uint32_t image = vector_get(vector, model->processes[who].image);
    const image_t *info = image ? image_info(model, image) : NULL;
    return info && !info->ended ? info : NULL;
}

/* A deadly signal is on its way to the process: its next step is its death. */
static bool is_doomed(model_t *model, const model_vector_t *vector, const image_t *image)
{
    if (!model->quiet.ends_are_watched || !model_load_object(model, vector, image->object)) {
        return false;
    }
    const mp_process_state_t *state =
        (const mp_process_state_t *)(const void *)mp_object(&model->scratch.mem, image->object);
    return state->doomed != 0;
}

/* A signal with a handler has come: the next step is no operation, it ends with MP_INTERRUPTED (core/gate.h), and
 * the handler runs before the operation is tried again. */
static bool is_signalled(model_t *model, const model_vector_t *vector, const image_t *image)
{
    uint16_t kind = image->op.kind;
    bool goes_through =
        kind == MP_OP_SIGNAL || kind == MP_OP_SIGNAL_TAKE || kind == MP_OP_EXIT || kind == MP_OP_DIE;
    if (goes_through || !model->quiet.ends_are_watched || !model_load_object(model, vector, image->object)) {
        return false;
    }
    const mp_process_state_t *state =
        (const mp_process_state_t *)(const void *)mp_object(&model->scratch.mem, image->object);
    return state->came != 0;
}

/* The entry that was looked up for an operation of REACH_OBJECTS is kept for the step that may follow at
 * once. */
static mp_enabled_t enabled(model_t *model, const model_vector_t *vector, const image_t *image)
{
    model->looked_up = NULL;
    if (image->reach == REACH_OBJECTS) {
        model->looked_up = model_apply(model, vector, image, APPLY_DO);
        return model->looked_up ? (mp_enabled_t)model->looked_up->enabled : MP_BLOCKED;
    }
    switch (image->op.kind) {
    case MP_OP_SLEEP:
        return model->timing == EXPLORE_TIMING_ANY || image->op.timeout_ns <= 0 ||
                       time_left(model, vector, image->who) <= 0
                   ? MP_READY
                   : MP_BLOCKED;
    case MP_OP_JOIN: {
        const applied_t *applied = model_apply(model, vector, image, APPLY_ASK);
        return applied ? (mp_enabled_t)applied->enabled : MP_BLOCKED;
    }
    case MP_OP_WAITPID:
        return model_load_all(model, vector) ? mp_enabled(&model->scratch.mem, &image->op, image->who)
                                             : MP_BLOCKED;
    default:
        return MP_READY;
    }
}

static bool may_time_out(model_t *model, const model_vector_t *vector, const image_t *image)
{
    return image->op.timeout_ns > 0 && image->op.kind != MP_OP_SLEEP && mp_op_waits(image->op.kind) &&
           (model->timing == EXPLORE_TIMING_ANY || time_left(model, vector, image->who) <= 0);
}

/* ---- single steps ---- */

static void tell(model_t *model, const model_trace_step_t *step, const model_vector_t *after)
{
    if (model->trace) {
        model->trace(model->trace_context, step, after);
    }
}

/* Goes on from its operation with this result, to its next one. */
static bool go_on(model_t *model, model_vector_t *vector, uint32_t who, uint32_t result)
{
    if (!time_leave(model, vector, who) || !model_run(model, vector, who, result)) {
        return false;
    }
    const image_t *next = standing(model, vector, who);
    return !next || time_arrive(model, vector, next);
}

/* Operations that no shared object knows. */
static bool do_nothing_shared(model_t *model, model_vector_t *vector, const image_t *image,
                              mp_result_t *result)
{
    const mp_op_t *op = &image->op;
    switch (op->kind) {
    case MP_OP_WRITE:
        if (op->index == 1) {
            size_t size;
            const char *text = model_text(model, op->message, &size);
            uint32_t output =
                output_add(model->output, vector_get(vector, COLUMN_OUTPUT), image->who, text, size);
            if (output == OUTPUT_NO_MEMORY) {
                return model_fail(model, "out of memory");
            }
            vector_set(vector, COLUMN_OUTPUT, output);
        }
        return true;
    case MP_OP_SLEEP:
        return time_slept(model, vector, image->who, op->timeout_ns);
    case MP_OP_CLOCK: {
        int64_t now;
        bool ok = time_read(model, vector, image->who, &now);
        result->value = (uint64_t)now;
        return ok;
    }
    case MP_OP_ENTROPY:
        model->assumed.entropy = true;
        result->value = entropy_draw(model->seed, model->processes[image->who].path, image->draws);
        return true;
    default:
        return true;
    }
}

static bool do_birth(model_t *model, model_vector_t *vector, const image_t *image, uint32_t result,
                     uint32_t child)
{
    mp_result_t in_child = model_result(model, result);
    if (in_child.status == MP_OK) {
        in_child.value = 0;
        uint32_t number = model_result_number(model, &in_child);
        if (!number || !model_run_child(model, vector, image->who, child, image->op.object, number)) {
            return false;
        }
        const image_t *first = standing(model, vector, child);
        if (first && !time_arrive(model, vector, first)) {
            return false;
        }
    }
    return go_on(model, vector, image->who, result);
}

static bool do_all(model_t *model, model_vector_t *vector, const image_t *image, apply_mode_t mode,
                   uint32_t *result)
{
    uint32_t child;
    if (!model_apply_all(model, vector, image, mode, result, &child)) {
        return false;
    }
    switch (image->op.kind) {
    case MP_OP_START:
    case MP_OP_FORK:
        return do_birth(model, vector, image, *result, child);
    case MP_OP_EXIT:
    case MP_OP_DIE: {
        if (!model_load_object(model, vector, image->object)) {
            return false;
        }
        const mp_process_state_t *state =
            (const mp_process_state_t *)(const void *)mp_object(&model->scratch.mem, image->object);
        return time_leave(model, vector, image->who) &&
               model_run_end(model, vector, image->who, state->status);
    }
    default:
        return go_on(model, vector, image->who, *result);
    }
}

/* The step of a process that has a signal to see to: its operation is left undone. */
static bool interrupt(model_t *model, model_vector_t *vector, image_t image)
{
    mp_result_t result;
    memset(&result, 0, sizeof result);
    result.status = MP_INTERRUPTED;
    uint32_t number = model_result_number(model, &result);
    bool ok = number && go_on(model, vector, image.who, number);
    if (ok) {
        tell(model,
             &(model_trace_step_t){.kind = MODEL_STEP, .who = image.who, .op = image.op, .result = result},
             vector);
    }
    return ok;
}

/* One step of a process that stands at `image` (a copy: the table of images may move). */
static bool step(model_t *model, model_vector_t *vector, image_t image, model_move_kind_t kind, bool quiet)
{
    apply_mode_t mode = kind == MODEL_TIMEOUT ? APPLY_EXPIRE : APPLY_DO;
    uint32_t result = 0;
    bool again = false, ok;
    if (image.reach == REACH_NOTHING) {
        mp_result_t done;
        memset(&done, 0, sizeof done);
        ok = do_nothing_shared(model, vector, &image, &done);
        result = ok ? model_result_number(model, &done) : 0;
        ok = result && go_on(model, vector, image.who, result);
    } else if (image.reach == REACH_ALL) {
        ok = do_all(model, vector, &image, mode, &result);
    } else {
        const applied_t *found = mode == APPLY_DO && model->looked_up
                                     ? model->looked_up
                                     : model_apply(model, vector, &image, mode);
        model->looked_up = NULL;
        if (!found) {
            return false;
        }
        applied_t applied = *found;
        result = applied.result;
        again = applied.status == MP_AGAIN;
        if (image.first != MODEL_NO_COLUMN) {
            vector_set(vector, image.first, applied.first);
        }
        if (image.second != MODEL_NO_COLUMN && applied.second) {
            vector_set(vector, image.second, applied.second);
        }
        ok = again || go_on(model, vector, image.who, result);
    }
    if (ok && model->trace) {
        tell(model,
             &(model_trace_step_t){.kind = kind,
                                   .quiet = quiet,
                                   .who = image.who,
                                   .op = image.op,
                                   .result = model_result(model, result),
                                   .again = again},
             vector);
    }
    return ok;
}

static image_t dying(model_t *model, const image_t *image)
{
    image_t death = *image;
    memset(&death.op, 0, sizeof death.op);
    death.op.kind = MP_OP_DIE;
    death.op.object = image->object;
    death.op.line = image->op.line;
    death.op.timeout_ns = -1;
    model_image_reach(model, &death);
    return death;
}

/* ---- quiet steps and time ---- */

static bool is_quiet_now(model_t *model, const model_vector_t *vector, const image_t *image)
{
    return image->may_be_quiet && !is_doomed(model, vector, image) && !is_signalled(model, vector, image) &&
           enabled(model, vector, image) == MP_READY;
}

static bool has_move(model_t *model, const model_vector_t *vector);

/* Takes quiet steps until there is none, and lets time pass while nobody can go. A process that has nothing
 * but quiet steps for ever is cut off: the rest of them are moves like others. */
static bool settle(model_t *model, model_vector_t *vector)
{
    for (unsigned chain = 0; chain < MODEL_QUIET_CHAIN; chain++) {
        bool went = false;
        for (uint32_t who = 0; who < model->process_count && !went; who++) {
            const image_t *image = standing(model, vector, who);
            if (image && is_quiet_now(model, vector, image)) {
                if (!step(model, vector, *image, MODEL_STEP, true)) {
                    return false;
                }
                went = true;
            }
        }
        if (!went && model->timing == EXPLORE_TIMING_IDEAL && !has_move(model, vector)) {
            int64_t passed = time_pass(model, vector);
            if (passed > 0) {
                tell(model, &(model_trace_step_t){.time = true, .value = (uint64_t)passed}, vector);
                went = true;
            }
        }
        model->asides += went;
        if (model->failure) {
            return false;
        }
        if (!went) {
            return true;
        }
    }
    return true;
}

/* ---- moves ---- */

/* Adds a move; its number, 0 on failure (model->failure). */
static uint16_t add_move(model_t *model, model_move_t move)
{
    if (model->move_count >= UINT16_MAX - 1 ||
        !model_grow(model, &model->moves, &model->move_room, model->move_count + 1, sizeof *model->moves)) {
        model_fail(model, "out of memory");
        return 0;
    }
    model->moves[model->move_count] = move;
    return (uint16_t)model->move_count++;
}

static uint16_t delivery_number(model_t *model, model_move_t move)
{
    for (uint32_t i = 0; i < model->move_count; i++) {
        const model_move_t *other = &model->moves[i];
        if (other->kind == MODEL_DELIVER && other->who == move.who && other->object == move.object) {
            return (uint16_t)i;
        }
    }
    return add_move(model, move);
}

static uint16_t move_number(model_t *model, model_move_t move)
{
    if (move.kind == MODEL_DELIVER) {
        return delivery_number(model, move);
    }
    uint16_t *known = move.kind == MODEL_STEP ? model->step_moves : model->timeout_moves;
    if (known[move.who] == 0) {
        known[move.who] = (uint16_t)(add_move(model, move) + 1);
    }
    return (uint16_t)(known[move.who] - 1);
}

static void copy_vector(model_vector_t *to, const model_vector_t *from)
{
    memcpy(to->columns, from->columns, from->count * sizeof *to->columns);
    to->count = from->count;
}

static bool can_deliver(model_t *model, const model_vector_t *vector, uint32_t who, uint16_t queue)
{
    const applied_t *applied = model_apply_deliver(model, vector, who, queue);
    return applied && applied->enabled == MP_READY;
}

static bool deliver(model_t *model, model_vector_t *vector, uint32_t who, uint16_t queue)
{
    const applied_t *applied = model_apply_deliver(model, vector, who, queue);
    if (!applied) {
        return false;
    }
    vector_set(vector, queue, applied->first);
    tell(model,
         &(model_trace_step_t){.kind = MODEL_DELIVER,
                               .who = who,
                               .op = {.kind = MP_OP_QUEUE_DELIVER, .object = model->columns[queue].ref}},
         vector);
    return true;
}

/* Performs a move that is known to be possible, and what follows. */
static bool perform(model_t *model, model_vector_t *vector, model_move_t move)
{
    bool ok;
    if (move.kind == MODEL_DELIVER) {
        ok = deliver(model, vector, move.who, model_column_of(model, move.object));
    } else {
        const image_t *image = standing(model, vector, move.who);
        bool dies = move.kind == MODEL_STEP && is_doomed(model, vector, image);
        bool stops = move.kind == MODEL_STEP && !dies && is_signalled(model, vector, image);
        ok = stops ? interrupt(model, vector, *image)
                   : step(model, vector, dies ? dying(model, image) : *image, move.kind, false);
    }
    return ok && settle(model, vector) && !model->failure;
}

typedef struct expansion {
    model_found_fn *found; /* NULL: only ask whether there is a move */
    void *context;
    const model_vector_t *from;
    bool any;
} expansion_t;

/* false: stop. */
static bool offer(model_t *model, expansion_t *expansion, model_move_t move)
{
    expansion->any = true;
    if (!expansion->found) {
        return false;
    }
    model_vector_t to;
    copy_vector(&to, expansion->from);
    uint16_t number = move_number(model, move);
    return perform(model, &to, move) && expansion->found(expansion->context, number, &to);
}

static bool offer_process(model_t *model, expansion_t *expansion, uint32_t who)
{
    const image_t *standing_image = standing(model, expansion->from, who);
    if (!standing_image) {
        return true;
    }
    image_t image = *standing_image;
    bool goes = is_doomed(model, expansion->from, &image) || is_signalled(model, expansion->from, &image);
    mp_enabled_t can = goes ? MP_READY : enabled(model, expansion->from, &image);
    if (model->failure) {
        return false;
    }
    if (can != MP_BLOCKED && !offer(model, expansion, (model_move_t){.kind = MODEL_STEP, .who = who})) {
        return false;
    }
    if (can != MP_READY && may_time_out(model, expansion->from, &image) &&
        !offer(model, expansion, (model_move_t){.kind = MODEL_TIMEOUT, .who = who})) {
        return false;
    }
    for (uint16_t i = 0; i < model->queue_count; i++) {
        uint16_t queue = model->queues[i];
        uint32_t ref = model->columns[queue].ref;
        if (vector_get(expansion->from, queue) && can_deliver(model, expansion->from, who, queue) &&
            !offer(model, expansion, (model_move_t){.kind = MODEL_DELIVER, .who = who, .object = ref})) {
            return false;
        }
    }
    return !model->failure;
}

static bool expand(model_t *model, expansion_t *expansion)
{
    for (uint32_t who = 0; who < model->process_count; who++) {
        if (!offer_process(model, expansion, who)) {
            return false;
        }
    }
    return true;
}

bool model_expand(model_t *model, const model_vector_t *from, model_found_fn *found, void *context)
{
    expansion_t expansion = {.found = found, .context = context, .from = from};
    return expand(model, &expansion);
}

bool model_expand_process(model_t *model, const model_vector_t *from, uint32_t who, model_found_fn *found,
                          void *context)
{
    expansion_t expansion = {.found = found, .context = context, .from = from};
    return offer_process(model, &expansion, who);
}

bool model_can_move(model_t *model, const model_vector_t *vector, uint32_t who)
{
    expansion_t expansion = {.from = vector};
    offer_process(model, &expansion, who);
    return expansion.any;
}

bool model_can_deliver(model_t *model, const model_vector_t *vector, uint16_t queue)
{
    for (uint32_t who = 0; who < model->process_count; who++) {
        if (can_deliver(model, vector, who, queue)) {
            return true;
        }
    }
    return false;
}

bool model_is_anyone_signalled(model_t *model, const model_vector_t *vector)
{
    for (uint16_t i = FIRST_FREE_COLUMN; model->quiet.ends_are_watched && i < model->column_count; i++) {
        const column_t *column = &model->columns[i];
        if (column->kind != COLUMN_IS_OBJECT || column->create.kind != MP_PROCESS ||
            !model_load_object(model, vector, column->ref)) {
            continue;
        }
        const mp_process_state_t *state =
            (const mp_process_state_t *)(const void *)mp_object(&model->scratch.mem, column->ref);
        if ((state->doomed | state->came) != 0 && state->life == MP_PROCESS_RUNNING) {
            return true;
        }
    }
    return false;
}

static bool has_move(model_t *model, const model_vector_t *vector)
{
    expansion_t expansion = {.from = vector};
    expand(model, &expansion);
    return expansion.any;
}

bool model_move(model_t *model, model_vector_t *vector, uint16_t move)
{
    model->looked_up = NULL;
    return perform(model, vector, model->moves[move]);
}

bool model_initial(model_t *model, model_vector_t *vector)
{
    vector->count = 0;
    if (model_who_of(model, MP_PATH_MAIN) != 0) {
        return model_fail(model, "out of memory");
    }
    mp_create_t create;
    memset(&create, 0, sizeof create);
    create.kind = MP_PROCESS;
    create.creator = MP_PATH_MAIN;
    create.ordinal = 1;
    create.path = MP_PATH_MAIN;
    uint16_t column = model_object_column(model, &create);
    if (column == MODEL_NO_COLUMN) {
        return false;
    }
    if (!model->first_state) {
        model->first_state = model_state_of(model, column);
    }
    if (!model->first_state) {
        return false;
    }
    vector_set(vector, column, model->first_state);
    if (!model_run_start(model, vector, model->columns[column].ref)) {
        return false;
    }
    const image_t *image = standing(model, vector, 0);
    return (!image || time_arrive(model, vector, image)) && settle(model, vector);
}
