#include "lessons/explore/model_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool model_fail(model_t *model, const char *why)
{
    if (!model->failure) {
        model->failure = why;
    }
    return false;
}

const char *model_failure(const model_t *model)
{
    return model->failure;
}

uint64_t model_spins(const model_t *model)
{
    return model->spins;
}

void model_recover(model_t *model)
{
    model->failure = NULL;
}

void model_ask_before_runs(model_t *model, model_may_run_fn *may_run, void *context)
{
    model->may_run = may_run;
    model->may_run_context = context;
}

bool model_grow(model_t *model, void *array, uint32_t *room, uint32_t need, size_t item_bytes)
{
    if (need <= *room) {
        return true;
    }
    uint32_t wanted = *room < 64 ? 128 : *room * 2;
    void *grown = realloc(*(void **)array, wanted * item_bytes);
    if (!grown) {
        return model_fail(model, "out of memory");
    }
    *(void **)array = grown;
    *room = wanted;
    return true;
}

void vector_set(model_vector_t *vector, size_t column, uint32_t value)
{
    while (vector->count <= column) {
        vector->columns[vector->count++] = 0;
    }
    vector->columns[column] = value;
}

/* ---- messages live in the model's interner, so equal texts are one number ---- */

static uint32_t message_new(mp_mem_t *mem, const void *bytes, uint32_t size)
{
    model_t *model = mem->context;
    return intern_put(model->messages, bytes, size, NULL);
}

static const void *message_bytes(const mp_mem_t *mem, uint32_t message, uint32_t *size)
{
    const model_t *model = mem->context;
    if (message == 0 || message > intern_count(model->messages)) {
        return NULL;
    }
    size_t bytes;
    const void *text = intern_get(model->messages, message, &bytes);
    *size = (uint32_t)bytes;
    return text;
}

static void message_drop(mp_mem_t *mem, uint32_t message)
{
    (void)mem;
    (void)message;
}

const char *model_text(const model_t *model, uint32_t message, size_t *size)
{
    return (const char *)intern_get(model->messages, message, size);
}

/* ---- making and freeing ---- */

static bool init_scratch(model_t *model)
{
    void *memory = mmap(NULL, MODEL_SCRATCH_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return false;
    }
    model->scratch_memory = memory;
    mp_scratch_init(&model->scratch, memory, MODEL_SCRATCH_BYTES);
    model->scratch.mem.message_new = message_new;
    model->scratch.mem.message_bytes = message_bytes;
    model->scratch.mem.message_drop = message_drop;
    model->scratch.mem.context = model;
    return true;
}

static bool init_tables(model_t *model)
{
    intern_t **interns[] = {&model->images, &model->pages,   &model->states,  &model->messages,
                            &model->ops,    &model->results, &model->records, &model->shared};
    for (size_t i = 0; i < sizeof interns / sizeof *interns; i++) {
        *interns[i] = intern_new();
        if (!*interns[i]) {
            return false;
        }
    }
    model->object_buffer = malloc(MODEL_OBJECT_BYTES);
    model->output = output_new(model->see);
    return model->object_buffer && model->output && memo_init(&model->apply_memo) &&
           memo_init(&model->run_memo) && memo_init(&model->all_memo);
}

static bool init_machine(model_t *model, char *message, size_t message_size)
{
    model_world_init(model);
    vm_options_t options = {.world = &model->world.world};
    model->vm = vm_new(&options);
    if (!model->vm) {
        snprintf(message, message_size, "out of memory");
        return false;
    }
    if (!vm_load(model->vm, model->program)) {
        snprintf(message, message_size, "%s", model->vm->load_error);
        return false;
    }
    return true;
}

model_t *model_new(const program_t *program, const explore_options_t *options, char *message,
                   size_t message_size)
{
    model_t *model = calloc(1, sizeof *model);
    if (!model) {
        snprintf(message, message_size, "out of memory");
        return NULL;
    }
    model->program = program;
    model->see = options->see;
    model->timing = options->timing;
    model->seed = options->seed;
    model->quiet = quiet_rules_of(program);
    model->held_steps = options->held_steps;
    model->reads_clock = time_is_read_by(program);
    /* The time has a column only where sleeps are exact. */
    model->column_count = FIRST_FREE_COLUMN;
    if (!init_scratch(model) || !init_tables(model)) {
        snprintf(message, message_size, "out of memory");
        model_free(model);
        return NULL;
    }
    if (!init_machine(model, message, message_size)) {
        model_free(model);
        return NULL;
    }
    return model;
}

void model_free(model_t *model)
{
    if (!model) {
        return;
    }
    vm_free(model->vm);
    intern_t *interns[] = {model->images, model->pages,   model->states,  model->messages,
                           model->ops,    model->results, model->records, model->shared};
    for (size_t i = 0; i < sizeof interns / sizeof *interns; i++) {
        intern_free(interns[i]);
    }
    memo_destroy(&model->apply_memo);
    memo_destroy(&model->run_memo);
    memo_destroy(&model->all_memo);
    output_free(model->output);
    if (model->scratch_memory) {
        munmap(model->scratch_memory, MODEL_SCRATCH_BYTES);
    }
    free(model->object_buffer);
    free(model->image_buffer);
    free(model->image_infos);
    free(model->applied);
    free(model->ran);
    free(model->effects);
    free(model->moves);
    free(model);
}

size_t model_memory_bytes(const model_t *model)
{
    return intern_memory_bytes(model->images) + intern_memory_bytes(model->pages) +
           intern_memory_bytes(model->states) + intern_memory_bytes(model->messages) +
           intern_memory_bytes(model->ops) + intern_memory_bytes(model->results) +
           intern_memory_bytes(model->records) + intern_memory_bytes(model->shared) +
           output_memory_bytes(model->output) + memo_memory_bytes(&model->apply_memo) +
           memo_memory_bytes(&model->run_memo) + memo_memory_bytes(&model->all_memo) +
           model->image_room_count * sizeof *model->image_infos +
           model->applied_room * sizeof *model->applied + model->ran_room * sizeof *model->ran +
           model->effect_room * sizeof *model->effects;
}

/* ---- columns ---- */

static uint16_t add_column(model_t *model, column_t column)
{
    if (model->column_count == STORE_MAX_COLUMNS) {
        model_fail(model, "more than 1,000 processes and shared things at once");
        return MODEL_NO_COLUMN;
    }
    if (column.kind == COLUMN_IS_OBJECT && column.create.kind == MP_QUEUE) {
        model->queues[model->queue_count++] = model->column_count;
    }
    model->columns[model->column_count] = column;
    return model->column_count++;
}

uint16_t model_column_of(const model_t *model, uint32_t ref)
{
    for (uint16_t i = FIRST_FREE_COLUMN; ref && i < model->column_count; i++) {
        if (model->columns[i].kind == COLUMN_IS_OBJECT && model->columns[i].ref == ref) {
            return i;
        }
    }
    return MODEL_NO_COLUMN;
}

/* The creations are equal but for what the search does not care about. Both were cleared before they were
 * filled. */
static bool is_same_creation(const mp_create_t *a, const mp_create_t *b)
{
    return a->kind == b->kind && a->flags == b->flags && a->ordinal == b->ordinal &&
           a->creator == b->creator && a->count == b->count && a->lock == b->lock &&
           a->initial == b->initial && a->type == b->type && a->who == b->who && a->path == b->path;
}

uint16_t model_object_column(model_t *model, const mp_create_t *create)
{
    for (uint16_t i = FIRST_FREE_COLUMN; i < model->column_count; i++) {
        if (model->columns[i].kind == COLUMN_IS_OBJECT &&
            is_same_creation(&model->columns[i].create, create)) {
            return i;
        }
    }
    uint32_t ref;
    if (mp_object_create(&model->scratch.mem, create, &ref) != MP_OK) {
        model_fail(model, "the shared memory of the sandbox is full");
        return MODEL_NO_COLUMN;
    }
    column_t column = {.kind = COLUMN_IS_OBJECT, .ref = ref, .create = *create};
    column.create.slots = NULL; /* the maker's memory */
    return add_column(model, column);
}

uint32_t model_who_of(model_t *model, mp_path_t path)
{
    for (uint32_t who = 0; who < model->process_count; who++) {
        if (model->processes[who].path == path) {
            return who;
        }
    }
    if (model->process_count == MODEL_PROCESSES) {
        model_fail(model, "more than 256 processes");
        return MODEL_PROCESSES;
    }
    uint32_t who = model->process_count;
    uint16_t image = add_column(model, (column_t){.kind = COLUMN_IS_IMAGE, .who = who});
    if (image == MODEL_NO_COLUMN) {
        return MODEL_PROCESSES;
    }
    model->processes[who] = (process_t){.path = path, .image = image, .clock = MODEL_NO_COLUMN};
    model->process_count++;
    return who;
}

uint16_t model_clock_column(model_t *model, uint32_t who)
{
    if (model->processes[who].clock == MODEL_NO_COLUMN) {
        model->processes[who].clock = add_column(model, (column_t){.kind = COLUMN_IS_CLOCK, .who = who});
    }
    return model->processes[who].clock;
}

uint32_t model_state_of(model_t *model, uint16_t column)
{
    mp_bytes_t bytes = {.bytes = model->object_buffer, .size = MODEL_OBJECT_BYTES};
    mp_object_serialise(&model->scratch.mem, model->columns[column].ref, &bytes);
    if (bytes.failed) {
        model_fail(model, "a shared thing grew beyond 1 MB");
        return 0;
    }
    uint32_t state = intern_put(model->states, bytes.bytes, bytes.used, NULL);
    if (!state) {
        model_fail(model, "out of memory");
    }
    model->columns[column].loaded = state;
    return state;
}

bool model_load(model_t *model, uint16_t column, uint32_t state)
{
    column_t *place = &model->columns[column];
    if (place->loaded == state) {
        return true;
    }
    size_t size;
    const uint8_t *stored = intern_get(model->states, state, &size);
    mp_bytes_t bytes = {.bytes = (unsigned char *)(uintptr_t)stored, .size = (uint32_t)size};
    mp_object_deserialise(&model->scratch.mem, place->ref, &bytes);
    place->loaded = bytes.failed ? 0 : state;
    return !bytes.failed || model_fail(model, "out of memory");
}

/* ---- looking in ---- */

bool model_load_object(model_t *model, const model_vector_t *vector, uint32_t ref)
{
    uint16_t column = model_column_of(model, ref);
    return column != MODEL_NO_COLUMN && vector_get(vector, column) &&
           model_load(model, column, vector_get(vector, column));
}

bool model_load_all(model_t *model, const model_vector_t *vector)
{
    for (uint16_t i = FIRST_FREE_COLUMN; i < model->column_count; i++) {
        if (model->columns[i].kind == COLUMN_IS_OBJECT && vector_get(vector, i) &&
            !model_load(model, i, vector_get(vector, i))) {
            return false;
        }
    }
    return true;
}

bool model_column_is_steady(const model_t *model, uint16_t column)
{
    const column_t *place = &model->columns[column];
    switch (place->kind) {
    case COLUMN_IS_OBJECT:
        return place->create.kind == MP_PROCESS || place->create.kind == MP_RLOCK;
    case COLUMN_IS_IMAGE:
        return place->who == 0; /* main mostly waits for the others */
    default:
        return place->kind == COLUMN_IS_FIXED;
    }
}

const mp_mem_t *model_memory(const model_t *model)
{
    return &model->scratch.mem;
}

uint32_t model_process_count(const model_t *model)
{
    return model->process_count;
}

model_process_t model_process(const model_t *model, const model_vector_t *vector, uint32_t who)
{
    const process_t *process = &model->processes[who];
    model_process_t view = {.who = who, .path = process->path};
    uint32_t image = vector_get(vector, process->image);
    if (!image) {
        return view;
    }
    const image_t *info = image_info(model, image);
    view.born = true;
    view.ended = info->ended;
    view.op = info->op;
    view.error = info->error ? (const char *)intern_get(model->messages, info->error, NULL) : NULL;
    view.error_line = info->error_line;
    view.object = info->object;
    view.status = info->status;
    return view;
}

uint32_t model_alive_count(const model_t *model, const model_vector_t *vector)
{
    uint32_t alive = 0;
    for (uint32_t who = 0; who < model->process_count; who++) {
        uint32_t image = vector_get(vector, model->processes[who].image);
        alive += image && !image_info(model, image)->ended;
    }
    return alive;
}

uint32_t model_object_count(const model_t *model)
{
    uint32_t count = 0;
    for (uint16_t i = FIRST_FREE_COLUMN; i < model->column_count; i++) {
        count += model->columns[i].kind == COLUMN_IS_OBJECT;
    }
    return count;
}

bool model_object(const model_t *model, const model_vector_t *vector, uint32_t i, uint32_t *ref,
                  mp_create_t *create)
{
    for (uint16_t column = FIRST_FREE_COLUMN; column < model->column_count; column++) {
        if (model->columns[column].kind != COLUMN_IS_OBJECT || i-- > 0) {
            continue;
        }
        *ref = model->columns[column].ref;
        *create = model->columns[column].create;
        return vector_get(vector, column) != 0;
    }
    return false;
}

static const char *process_name(void *context, uint32_t who)
{
    static _Thread_local char text[MP_PATH_TEXT];
    const model_t *model = context;
    return mp_path_format(model->processes[who].path, text);
}

char *model_show_output(const model_t *model, const model_vector_t *vector)
{
    return output_show(model->output, vector_get(vector, COLUMN_OUTPUT), process_name,
                       (void *)(uintptr_t)model);
}

model_assumptions_t model_assumptions(const model_t *model)
{
    return model->assumed;
}

model_move_t model_describe_move(const model_t *model, uint16_t move)
{
    return model->moves[move];
}

void model_set_trace(model_t *model, model_trace_fn *trace, void *context)
{
    model->trace = trace;
    model->trace_context = context;
}

bool model_sleeps_vary(const model_t *model)
{
    return model->timing == EXPLORE_TIMING_ANY;
}
