/*
 * The second table of the model: what a process does privately once its operation is done, up to its next
 * one.
 *
 * An image number stands for the bytes that vm_image_save gives, followed by a trailer with what the world
 * counts for the process. Going on depends on nothing but these and on the result, so (image, result) → (next
 * image, what was made on the way) is remembered. An ended process has an image of its own kind, which says
 * how it ended.
 */
#include "lessons/explore/model_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/image.h"
#include "lessons/vm/mp_pickle.h"

typedef struct trailer {
    uint32_t who;
    uint32_t object;  /* its process object */
    uint32_t objects; /* made so far */
    uint32_t draws;   /* of random bits so far */
    uint32_t error;   /* the exception that is about to end it: text number, 0 none */
    uint32_t error_line;
    uint32_t ended;  /* 1: nothing but the trailer is there */
    uint32_t status; /* ended */
} trailer_t;

static bool note_image(model_t *model, uint32_t number, const trailer_t *trailer, const mp_op_t *op)
{
    if (!model_grow(model, &model->image_infos, &model->image_room_count, number,
                    sizeof *model->image_infos)) {
        return false;
    }
    image_t *info = image_info(model, number);
    *info = (image_t){.who = trailer->who,
                      .object = trailer->object,
                      .ended = trailer->ended,
                      .status = trailer->status,
                      .draws = trailer->draws,
                      .error = trailer->error,
                      .error_line = trailer->error_line,
                      .first = MODEL_NO_COLUMN,
                      .second = MODEL_NO_COLUMN};
    if (op) {
        info->op = *op;
    }
    return trailer->ended || model_image_reach(model, info);
}

/* What is interned for an image: the trailer, its size, the numbers of its pages. */
typedef struct paged_image {
    trailer_t trailer;
    uint32_t size;
    uint32_t pages[];
} paged_image_t;

enum { PAGE_BYTES = 256 };

/* The number of the image in image_buffer[0 .. size) with this trailer. 0 on failure. */
static uint32_t intern_image(model_t *model, size_t size, const trailer_t *trailer, const mp_op_t *op)
{
    size_t count = (size + PAGE_BYTES - 1) / PAGE_BYTES,
           bytes = sizeof(paged_image_t) + count * sizeof(uint32_t);
    paged_image_t *paged = malloc(bytes);
    uint32_t number = 0;
    bool is_new = false, ok = paged != NULL;
    if (ok) {
        paged->trailer = *trailer;
        paged->size = (uint32_t)size;
    }
    for (size_t i = 0; ok && i < count; i++) {
        size_t left = size - i * PAGE_BYTES;
        paged->pages[i] = intern_put(model->pages, model->image_buffer + i * PAGE_BYTES,
                                     left < PAGE_BYTES ? left : PAGE_BYTES, NULL);
        ok = paged->pages[i] != 0;
    }
    if (ok) {
        number = intern_put(model->images, paged, bytes, &is_new);
    }
    free(paged);
    if (!number) {
        model_fail(model, "out of memory");
        return 0;
    }
    return !is_new || note_image(model, number, trailer, op) ? number : 0;
}

static bool reserve(model_t *model, size_t size)
{
    if (size <= model->image_room) {
        return true;
    }
    size_t room = size * 2;
    unsigned char *buffer = realloc(model->image_buffer, room);
    if (!buffer) {
        return model_fail(model, "out of memory");
    }
    model->image_buffer = buffer;
    model->image_room = room;
    return true;
}

/* An operation on one's own process may leave it out. */
static void name_own_process(const model_t *model, mp_op_t *op)
{
    switch (op->kind) {
    case MP_OP_START:
    case MP_OP_FORK:
        op->object2 = op->object2 ? op->object2 : model->running_object;
        break;
    case MP_OP_EXIT:
    case MP_OP_DIE:
    case MP_OP_SIGNAL:
    case MP_OP_SIGNAL_TAKE:
    case MP_OP_GETPPID:
    case MP_OP_WAITPID:
        op->object = op->object ? op->object : model->running_object;
        break;
    default:
        break;
    }
}

/* Saves the machine, which stands at an operation. 0 on failure. */
static uint32_t save_machine(model_t *model)
{
    size_t size = vm_image_size(model->vm);
    if (!reserve(model, size)) {
        return 0;
    }
    size = vm_image_save(model->vm, model->image_buffer, model->image_room);
    trailer_t trailer = {.who = model->running_who,
                         .object = model->running_object,
                         .objects = model->running_objects,
                         .draws = model->running_draws,
                         .error = model->run_error,
                         .error_line = model->run_error_line};
    name_own_process(model, &model->world.op);
    return intern_image(model, size, &trailer, &model->world.op);
}

/* A traceback that the process writes is how an uncaught exception shows: its last line and the last line of
 * the program that it names are kept. */
static bool note_traceback(model_t *model, const mp_op_t *op)
{
    if (op->kind != MP_OP_WRITE || op->index != 2) {
        return true;
    }
    size_t size;
    const char *text = model_text(model, op->message, &size);
    if (!model->run_error && !memmem(text, size, "Traceback (most recent call last)", 33)) {
        return true;
    }
    const char *end = text + size;
    for (const char *line = text; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((newline ? newline : end) - line);
        const char *place = length > 0 ? memmem(line, length, "\", line ", 8) : NULL;
        if (place) {
            model->run_error_line = (uint32_t)strtoul(place + 8, NULL, 10);
        } else if (length > 0 && line[0] != ' ') {
            char message[256];
            snprintf(message, sizeof message, "%.*s", (int)(length < 255 ? length : 255), line);
            model->run_error = intern_put(model->messages, message, strlen(message) + 1, NULL);
            if (!model->run_error) {
                return model_fail(model, "out of memory");
            }
        }
        line += length + 1;
    }
    return true;
}

/* `drew`: its operation gave it random bits. */
static bool load_machine(model_t *model, uint32_t image, uint32_t who, uint32_t object, bool drew)
{
    const paged_image_t *paged = (const paged_image_t *)(const void *)intern_get(model->images, image, NULL);
    trailer_t trailer = paged->trailer;
    if (!reserve(model, paged->size)) {
        return false;
    }
    for (size_t at = 0; at < paged->size; at += PAGE_BYTES) {
        size_t length;
        const uint8_t *page = intern_get(model->pages, paged->pages[at / PAGE_BYTES], &length);
        memcpy(model->image_buffer + at, page, length);
    }
    bool child = who != trailer.who;
    model->running_who = who;
    model->running_object = child ? object : trailer.object;
    model->running_objects = child ? 0 : trailer.objects;
    model->running_draws = child ? 0 : trailer.draws + drew;
    model->run_error = child ? 0 : trailer.error;
    model->run_error_line = child ? 0 : trailer.error_line;
    if (!vm_image_load(model->vm, model->image_buffer, paged->size)) {
        return model_fail(model, "out of memory");
    }
    if (child) {
        vm_become_child(model->vm, who);
    }
    return note_traceback(model, &image_info(model, image)->op);
}

/* The machine has come to rest: the number of what it did. 0 on failure. */
static uint32_t finish_run(model_t *model, vm_outcome_t outcome, uint32_t effect_start)
{
    if (model->failure) {
        return 0;
    }
    if (outcome != VM_SUSPENDED) {
        model_fail(model, "a process left the machine without its last operation");
        return 0;
    }
    uint32_t image = save_machine(model);
    if (model->world.op.kind == MP_OP_SPIN) { /* to keep a large heap costs, too */
        model->spins += 1 + (vm_image_size(model->vm) >> 20);
    }
    if (!image ||
        !model_grow(model, &model->ran, &model->ran_room, model->ran_count + 1, sizeof *model->ran)) {
        return 0;
    }
    model->ran[model->ran_count] = (ran_t){
        .image = image, .effect_start = effect_start, .effect_count = model->effect_count - effect_start};
    return ++model->ran_count;
}

static void spread(model_t *model, model_vector_t *vector, uint32_t who, const ran_t *ran)
{
    model->asides += ran->effect_count;
    for (uint32_t i = 0; i < ran->effect_count; i++) {
        const effect_t *effect = &model->effects[ran->effect_start + i];
        vector_set(vector, effect->column, effect->state);
    }
    vector_set(vector, model->processes[who].image, ran->image);
}

static bool run(model_t *model, model_vector_t *vector, uint32_t image, uint32_t who, uint32_t object,
                uint32_t result)
{
    memo_key_t key = {.a = image, .b = result, .c = who + 1, .d = object};
    uint32_t known = memo_get(&model->run_memo, key);
    if (!known) {
        uint32_t effect_start = model->effect_count;
        if (model->may_run && !model->may_run(model->may_run_context)) {
            return model_fail(model, MODEL_STOPPED);
        }
        mp_result_t done = model_result(model, result);
        bool drew = image_info(model, image)->op.kind == MP_OP_ENTROPY && done.status == MP_OK;
        if (!load_machine(model, image, who, object, drew)) {
            return false;
        }
        known = finish_run(model, vm_resume(model->vm, &done), effect_start);
        if (!known) {
            return false;
        }
        if (!memo_put(&model->run_memo, key, known)) {
            return model_fail(model, "out of memory");
        }
    }
    spread(model, vector, who, &model->ran[known - 1]);
    return true;
}

bool model_run(model_t *model, model_vector_t *vector, uint32_t who, uint32_t result)
{
    return run(model, vector, vector_get(vector, model->processes[who].image), who, 0, result);
}

bool model_run_child(model_t *model, model_vector_t *vector, uint32_t parent, uint32_t who, uint32_t object,
                     uint32_t result)
{
    return run(model, vector, vector_get(vector, model->processes[parent].image), who, object, result);
}

bool model_run_start(model_t *model, model_vector_t *vector, uint32_t object)
{
    model->running_who = 0;
    model->running_object = object;
    model->running_objects = 1; /* its process object */
    model->running_draws = 0;
    model->run_error = 0;
    vm_start(model->vm);
    uint32_t number = finish_run(model, vm_run(model->vm), model->effect_count);
    if (!number) {
        return false;
    }
    spread(model, vector, 0, &model->ran[number - 1]);
    return true;
}

bool model_run_end(model_t *model, model_vector_t *vector, uint32_t who, uint32_t status)
{
    const image_t *last = image_info(model, vector_get(vector, model->processes[who].image));
    trailer_t trailer = {.who = who,
                         .object = last->object,
                         .error = last->error,
                         .error_line = last->error_line,
                         .ended = 1,
                         .status = status};
    uint32_t image = reserve(model, 0) ? intern_image(model, 0, &trailer, NULL) : 0;
    if (!image) {
        return false;
    }
    vector_set(vector, model->processes[who].image, image);
    return true;
}

char *model_describe_item(model_t *model, uint32_t message, char *text, size_t size)
{
    size_t count;
    const char *bytes = model_text(model, message, &count);
    value_t value;
    if (mp_pickle_load(model->vm, (const uint8_t *)bytes, count, &value) == NATIVE_OK) {
        vm_describe(model->vm, value, text, size);
    } else {
        snprintf(text, size, "an item");
    }
    return text;
}
