/*
 * The first table of the model: what an operation does to the shared objects, by the pure functions of core.
 *
 * Most operations reach one object, a few reach two (a Condition and its lock, a Value and the lock that
 * guards it): the key is the operation's number, the states of these, who does it and how. A STORE into a
 * lone Value does not look at what stood there, so its old state is left out of the key. Births, deaths and
 * joins reach every object; their key is the number of the whole tuple of object states.
 */
#include "lessons/explore/model_internal.h"

#include <stdlib.h>
#include <string.h>

static reach_t reach_of(uint16_t kind)
{
    switch (kind) {
    case MP_OP_NONE:
    case MP_OP_WRITE:
    case MP_OP_SLEEP:
    case MP_OP_CLOCK:
    case MP_OP_ENTROPY:
    case MP_OP_SPIN:
        return REACH_NOTHING;
    case MP_OP_START:
    case MP_OP_FORK:
    case MP_OP_EXIT:
    case MP_OP_JOIN:
    case MP_OP_KILL:
    case MP_OP_DIE:
    case MP_OP_GETPPID:
    case MP_OP_WAITPID:
        return REACH_ALL;
    default:
        return REACH_OBJECTS;
    }
}

bool model_image_reach(model_t *model, image_t *image)
{
    mp_op_t op = image->op;
    op.line = op.column = 0;
    image->op_id = intern_put(model->ops, &op, sizeof op, NULL);
    image->reach = (uint8_t)reach_of(op.kind);
    bool is_unseen = (op.kind == MP_OP_SLEEP && model->timing == EXPLORE_TIMING_ANY) ||
                     (op.kind == MP_OP_WRITE && !(op.index == 1 && output_is_ordered(model->output)));
    image->may_be_quiet = quiet_op(&model->quiet, &image->op) || (is_unseen && !model->held_steps);
    image->first = model_column_of(model, op.object);
    image->second = model_column_of(model, op.object2);
    if ((op.kind == MP_OP_LOAD || op.kind == MP_OP_STORE) && image->first != MODEL_NO_COLUMN) {
        const mp_create_t *create = &model->columns[image->first].create;
        image->second = model_column_of(model, create->lock);
        image->writes_blindly = op.kind == MP_OP_STORE && create->kind == MP_VALUE;
    }
    return image->op_id != 0 || model_fail(model, "out of memory");
}

uint32_t model_result_number(model_t *model, const mp_result_t *result)
{
    uint32_t number = intern_put(model->results, result, sizeof *result, NULL);
    if (!number) {
        model_fail(model, "out of memory");
    }
    return number;
}

mp_result_t model_result(const model_t *model, uint32_t number)
{
    mp_result_t result;
    memcpy(&result, intern_get(model->results, number, NULL), sizeof result);
    return result;
}

static const applied_t *remember(model_t *model, memo_key_t key, const applied_t *applied)
{
    if (!model_grow(model, &model->applied, &model->applied_room, model->applied_count + 1,
                    sizeof *model->applied)) {
        return NULL;
    }
    model->applied[model->applied_count] = *applied;
    if (!memo_put(&model->apply_memo, key, ++model->applied_count)) {
        model_fail(model, "out of memory");
        return NULL;
    }
    return &model->applied[model->applied_count - 1];
}

static bool load_if(model_t *model, const model_vector_t *vector, uint16_t column)
{
    uint32_t state = column == MODEL_NO_COLUMN ? 0 : vector_get(vector, column);
    return !state || model_load(model, column, state);
}

static uint32_t state_after(model_t *model, uint16_t column)
{
    return column == MODEL_NO_COLUMN ? 0 : model_state_of(model, column);
}

static bool work_out(model_t *model, const model_vector_t *vector, const mp_op_t *op, uint32_t who,
                     apply_mode_t mode, uint16_t first, uint16_t second, applied_t *applied)
{
    if (!load_if(model, vector, first) || !load_if(model, vector, second)) {
        return false;
    }
    mp_mem_t *mem = &model->scratch.mem;
    *applied = (applied_t){.enabled = (uint8_t)mp_enabled(mem, op, who)};
    if (applied->enabled == MP_ENTER && !mp_enter_matters(mem, op, model->quiet.ends_are_watched)) {
        applied->enabled = MP_BLOCKED;
    }
    bool goes = mode == APPLY_EXPIRE ? applied->enabled != MP_READY : applied->enabled != MP_BLOCKED;
    if (mode == APPLY_ASK || !goes) {
        return true;
    }
    mp_result_t result;
    memset(&result, 0, sizeof result);
    if (mode == APPLY_EXPIRE) {
        mp_expire(mem, op, who, &result);
    } else {
        mp_apply(mem, op, who, &result);
    }
    applied->status = (uint8_t)result.status;
    applied->result = model_result_number(model, &result);
    applied->first = state_after(model, first);
    applied->second = state_after(model, second);
    return applied->result && !model->failure;
}

const applied_t *model_apply(model_t *model, const model_vector_t *vector, const image_t *image,
                             apply_mode_t mode)
{
    uint16_t first = image->first, second = image->second;
    bool all = image->reach == REACH_ALL; /* then only its first object decides, see model_step.c */
    memo_key_t key = {
        .a = image->op_id,
        .b = first == MODEL_NO_COLUMN || image->writes_blindly ? 0 : vector_get(vector, first),
        .c = second == MODEL_NO_COLUMN || all ? 0 : vector_get(vector, second),
        .d = image->who | (uint32_t)mode << 16,
    };
    uint32_t known = memo_get(&model->apply_memo, key);
    if (known) {
        return &model->applied[known - 1];
    }
    applied_t applied;
    if (!work_out(model, vector, &image->op, image->who, mode, first, second, &applied)) {
        return NULL;
    }
    return remember(model, key, &applied);
}

const applied_t *model_apply_deliver(model_t *model, const model_vector_t *vector, uint32_t who,
                                     uint16_t queue)
{
    mp_op_t op;
    memset(&op, 0, sizeof op);
    op.kind = MP_OP_QUEUE_DELIVER;
    op.object = model->columns[queue].ref;
    op.timeout_ns = -1;
    memo_key_t key = {
        .a = 0, .b = vector_get(vector, queue), .c = queue, .d = who | (uint32_t)APPLY_DELIVER << 16};
    uint32_t known = memo_get(&model->apply_memo, key);
    if (known) {
        return &model->applied[known - 1];
    }
    applied_t applied;
    if (!work_out(model, vector, &op, who, APPLY_DELIVER, queue, MODEL_NO_COLUMN, &applied)) {
        return NULL;
    }
    return remember(model, key, &applied);
}

/* ---- operations that reach everything ---- */

/* The number of the tuple of all object states. */
static uint32_t shared_number(model_t *model, const model_vector_t *vector)
{
    uint32_t states[STORE_MAX_COLUMNS];
    uint32_t count = 0;
    for (uint16_t i = FIRST_FREE_COLUMN; i < vector->count; i++) {
        if (model->columns[i].kind == COLUMN_IS_OBJECT) {
            states[count++] = vector->columns[i];
        }
    }
    while (count > 0 && states[count - 1] == 0) {
        count--;
    }
    uint32_t number = intern_put(model->shared, states, count * sizeof *states, NULL);
    if (!number) {
        model_fail(model, "out of memory");
    }
    return number;
}

static bool spread_shared(model_t *model, model_vector_t *vector, uint32_t number)
{
    size_t size;
    const uint32_t *states = (const uint32_t *)(const void *)intern_get(model->shared, number, &size);
    uint32_t at = 0;
    for (uint16_t i = FIRST_FREE_COLUMN; i < model->column_count; i++) {
        if (model->columns[i].kind == COLUMN_IS_OBJECT) {
            uint32_t state = at < size / sizeof *states ? states[at] : 0;
            at++;
            if (state != vector_get(vector, i)) {
                vector_set(vector, i, state);
            }
        }
    }
    return true;
}

/* Burials and inheritances: what the live machine does on every object besides the operation itself. */
static void touch_all(model_t *model, const model_vector_t *vector, const mp_op_t *op, uint32_t who,
                      uint32_t child)
{
    for (uint16_t i = FIRST_FREE_COLUMN; i < vector->count; i++) {
        const column_t *column = &model->columns[i];
        if (column->kind != COLUMN_IS_OBJECT || !vector->columns[i]) {
            continue;
        }
        if ((op->kind == MP_OP_EXIT || op->kind == MP_OP_DIE) && column->ref != op->object) {
            mp_bury(&model->scratch.mem, column->ref, who);
        } else if ((op->kind == MP_OP_START || op->kind == MP_OP_FORK) && column->create.kind == MP_PIPE) {
            mp_inherit(&model->scratch.mem, column->ref, who, child);
        }
    }
}

static bool read_all_back(model_t *model, model_vector_t *vector)
{
    for (size_t i = FIRST_FREE_COLUMN; i < vector->count; i++) {
        if (model->columns[i].kind == COLUMN_IS_OBJECT && vector->columns[i]) {
            vector->columns[i] = model_state_of(model, (uint16_t)i);
            if (!vector->columns[i]) {
                return false;
            }
        }
    }
    return true;
}

/* The who of the child that this birth makes. */
static uint32_t child_of(model_t *model, const image_t *image)
{
    const mp_process_state_t *self =
        (const mp_process_state_t *)(const void *)mp_object(&model->scratch.mem, image->object);
    mp_path_t path = mp_path_child(model->processes[image->who].path, self->births + 1);
    if (path == MP_PATH_NONE) {
        model_fail(model, "processes are nested too deeply");
        return MODEL_PROCESSES;
    }
    return model_who_of(model, path);
}

typedef struct whole_effect {
    uint32_t shared, result, child;
} whole_effect_t;

bool model_apply_all(model_t *model, model_vector_t *vector, const image_t *image, apply_mode_t mode,
                     uint32_t *result, uint32_t *child_who)
{
    uint32_t before = shared_number(model, vector);
    memo_key_t key = {.a = image->op_id, .b = before, .c = image->who, .d = (uint32_t)mode + 1};
    uint32_t known = before ? memo_get(&model->all_memo, key) : 0;
    whole_effect_t effect;
    if (known) {
        memcpy(&effect, intern_get(model->records, known, NULL), sizeof effect);
        *result = effect.result;
        *child_who = effect.child;
        return spread_shared(model, vector, effect.shared);
    }
    if (!before || !model_load_all(model, vector)) {
        return false;
    }
    mp_op_t op = image->op;
    bool birth = op.kind == MP_OP_START || op.kind == MP_OP_FORK;
    effect.child = birth ? child_of(model, image) : 0;
    if (birth) {
        op.operand = effect.child;
    }
    if (model->failure) {
        return false;
    }
    mp_result_t done;
    memset(&done, 0, sizeof done);
    if (mode == APPLY_EXPIRE) {
        mp_expire(&model->scratch.mem, &op, image->who, &done);
    } else {
        mp_apply(&model->scratch.mem, &op, image->who, &done);
    }
    if (done.status == MP_OK) {
        touch_all(model, vector, &op, image->who, effect.child);
    }
    effect.result = model_result_number(model, &done);
    if (!effect.result || !read_all_back(model, vector)) {
        return false;
    }
    effect.shared = shared_number(model, vector);
    uint32_t number = intern_put(model->records, &effect, sizeof effect, NULL);
    if (!effect.shared || !number || !memo_put(&model->all_memo, key, number)) {
        return model_fail(model, "out of memory");
    }
    *result = effect.result;
    *child_who = effect.child;
    return true;
}
