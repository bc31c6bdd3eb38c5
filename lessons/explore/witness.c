#include "lessons/explore/witness.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/explore/names.h"
#include "lessons/run/schedule.h"
#include "lessons/run/slot_text.h"
#include "lessons/run/words.h"

/* ---- what a step is about ---- */

static bool is_about_a_process(uint16_t kind)
{
    return kind == MP_OP_START || kind == MP_OP_FORK || kind == MP_OP_JOIN || kind == MP_OP_IS_ALIVE ||
           kind == MP_OP_EXITCODE || kind == MP_OP_KILL;
}

static const char *object_of(witness_t *witness, const model_trace_step_t *step, const model_vector_t *after)
{
    char text[NAMES_TEXT];
    if (step->op.object == 0 || step->op.kind == MP_OP_EXIT || step->op.kind == MP_OP_DIE) {
        return "";
    }
    if (is_about_a_process(step->op.kind)) {
        names_process_of(witness->model, after, step->op.object, text, sizeof text);
    } else {
        names_object(witness->model, after, step->op.object, text, sizeof text);
    }
    if (step->op.kind == MP_OP_LOAD || step->op.kind == MP_OP_STORE) {
        const mp_object_t *object = mp_object(model_memory(witness->model), step->op.object);
        if (object && object->kind == MP_ARRAY) {
            return report_text(witness->report, "%s[%" PRIu32 "]", text, step->op.index);
        }
    }
    return report_text(witness->report, "%s", text);
}

static const char *slot_value(witness_t *witness, const model_trace_step_t *step, uint64_t bits)
{
    char text[SLOT_TEXT];
    const mp_object_t *object = mp_object(model_memory(witness->model), step->op.object);
    return report_text(witness->report, "%s",
                       slot_text(object ? object->type : 'q', bits, text, sizeof text));
}

static const char *item_text(witness_t *witness, uint32_t message)
{
    char text[64];
    return report_text(witness->report, "%s",
                       model_describe_item(witness->model, message, text, sizeof text));
}

/* As Process.exitcode shows it. */
static const char *exit_code(witness_t *witness, const model_trace_step_t *step)
{
    int status = (int)step->result.value;
    if (step->result.status != MP_OK)
        return "None";
    return report_text(witness->report, "%d", WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
}

static const char *value_of(witness_t *witness, const model_trace_step_t *step)
{
    switch (step->op.kind) {
    case MP_OP_LOAD:
        return slot_value(witness, step, step->result.value);
    case MP_OP_STORE:
        return slot_value(witness, step, step->op.operand);
    case MP_OP_WRITE: {
        size_t size;
        char quoted[64];
        const char *text = model_text(witness->model, step->op.message, &size);
        return report_text(witness->report, "%s", names_quote(text, size, quoted, sizeof quoted));
    }
    case MP_OP_KILL:
        return report_text(witness->report, "%" PRIu64, step->op.operand);
    case MP_OP_IS_ALIVE:
    case MP_OP_EVENT_IS_SET:
    case MP_OP_QUEUE_EMPTY:
    case MP_OP_QUEUE_FULL:
    case MP_OP_LOCK_OWNED:
    case MP_OP_PIPE_POLL:
        return step->result.value ? "True" : "False";
    case MP_OP_EXITCODE:
        return exit_code(witness, step);
    case MP_OP_QUEUE_PUT:
    case MP_OP_PIPE_SEND:
        return item_text(witness, step->op.message);
    case MP_OP_QUEUE_GET:
    case MP_OP_PIPE_RECV:
        return step->result.message ? item_text(witness, step->result.message) : "";
    case MP_OP_QUEUE_SIZE:
    case MP_OP_SEM_VALUE:
        return report_text(witness->report, "%" PRIu64, step->result.value);
    default:
        return "";
    }
}

static bool keep_output(witness_t *witness, const model_trace_step_t *step)
{
    if (step->op.kind != MP_OP_WRITE || step->op.index != 1 || step->result.status == MP_INTERRUPTED) {
        return true;
    }
    size_t size;
    const char *text = model_text(witness->model, step->op.message, &size);
    char *output = realloc(witness->output, witness->output_size + size + 1);
    if (!output) {
        return false;
    }
    memcpy(output + witness->output_size, text, size);
    witness->output = output;
    witness->output_size += size;
    output[witness->output_size] = '\0';
    return true;
}

static void note(void *context, const model_trace_step_t *step, const model_vector_t *after)
{
    witness_t *witness = context;
    if (witness->count == witness->room) {
        size_t room = witness->room ? witness->room * 2 : 64;
        witness_step_t *steps = realloc(witness->steps, room * sizeof *steps);
        if (!steps) {
            witness->failed = true;
            return;
        }
        witness->steps = steps;
        witness->room = room;
    }
    uint32_t number = witness->count ? witness->steps[witness->count - 1].number : 0;
    witness_step_t *told = &witness->steps[witness->count];
    *told = (witness_step_t){.number = step->time ? number : number + 1,
                             .who = step->who,
                             .quiet = step->quiet,
                             .again = step->again,
                             .timed_out = step->kind == MODEL_TIMEOUT,
                             .delivery = step->kind == MODEL_DELIVER,
                             .time = step->time,
                             .op = step->op,
                             .result = step->result,
                             .passed_ns = step->value,
                             .object = "",
                             .value = ""};
    if (!step->time) {
        told->object = object_of(witness, step, after);
        told->value = value_of(witness, step);
        witness->failed |= !keep_output(witness, step);
    }
    witness->count++;
}

bool witness_tell(witness_t *witness, model_t *model, report_t *report, const uint16_t *moves, size_t count)
{
    *witness = (witness_t){.model = model, .report = report, .sleeps_vary = model_sleeps_vary(model)};
    model_set_trace(model, note, witness);
    bool ok = model_initial(model, &witness->end);
    for (size_t i = 0; ok && i < count; i++) {
        ok = model_move(model, &witness->end, moves[i]);
    }
    model_set_trace(model, NULL, NULL);
    return ok && !witness->failed;
}

void witness_destroy(witness_t *witness)
{
    free(witness->steps);
    free(witness->output);
    *witness = (witness_t){0};
}

/* ---- as text ---- */

static words_step_t in_words(const witness_t *witness, const witness_step_t *step, char *path)
{
    names_process(witness->model, step->who, path, NAMES_TEXT);
    return (words_step_t){.path = path,
                          .op = step->op,
                          .result = step->result,
                          .again = step->again,
                          .timed_out = step->timed_out,
                          .object = step->object,
                          .value = step->value};
}

const char *witness_sentence(const witness_t *witness, const witness_step_t *step)
{
    char path[NAMES_TEXT], sentence[WORDS_SENTENCE];
    words_step_t words = in_words(witness, step, path);
    return report_text(witness->report, "%s", words_sentence(&words, sentence, sizeof sentence));
}

static void fill_step(const witness_t *witness, const witness_step_t *step, explore_step_t *out)
{
    char path[NAMES_TEXT], cell[WORDS_CELL];
    words_step_t words = in_words(witness, step, path);
    *out = (explore_step_t){
        .number = step->number,
        .process = report_text(witness->report, "%s", path),
        .line = step->op.line,
        .column = step->op.column,
        .cell = report_text(witness->report, "%s", words_cell(&words, cell, sizeof cell)),
        .text = witness_sentence(witness, step),
        .quiet = step->quiet,
    };
}

/* The queue's name where it has one of its own, else its creator's path and its number there: see schedule.h.
 */
static void queue_label(const witness_t *witness, uint32_t ref, char *label, size_t size)
{
    mp_create_t create = {0}, other;
    uint32_t at, count = model_object_count(witness->model), bearers = 0;
    char name[MP_OBJECT_NAME] = "", path[MP_PATH_TEXT];
    for (uint32_t i = 0; i < count; i++) {
        model_object(witness->model, &witness->end, i, &at, &other);
        if (at == ref) {
            create = other;
            memcpy(name, other.name, sizeof name);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        bool exists = model_object(witness->model, &witness->end, i, &at, &other);
        bearers += exists && other.kind == MP_QUEUE && strcmp(other.name, name) == 0;
    }
    size_t word = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
    if (word > 0 && name[word] == '\0' && !(name[0] >= '0' && name[0] <= '9') && bearers == 1) {
        snprintf(label, size, "%s", name);
    } else {
        snprintf(label, size, "%.36s.%" PRIu32, mp_path_format(create.creator, path), create.ordinal);
    }
}

/* A sleep that may take any time ends when the schedule says so: like a time-out that fires. */
static bool append_entries(const witness_t *witness, const witness_step_t *step, schedule_t *schedule)
{
    schedule_entry_t entry = {.kind = SCHEDULE_TIME, .count = 1};
    if (step->time) {
        return schedule_append(schedule, &entry);
    }
    names_process(witness->model, step->who, entry.path, sizeof entry.path);
    bool fires =
        step->timed_out || (step->op.kind == MP_OP_SLEEP && step->op.timeout_ns > 0 && witness->sleeps_vary);
    entry.kind = step->delivery ? SCHEDULE_DELIVER : fires ? SCHEDULE_TIMEOUT : SCHEDULE_STEP;
    if (step->delivery) {
        queue_label(witness, step->op.object, entry.name, sizeof entry.name);
    }
    return schedule_append(schedule, &entry);
}

static const char *schedule_of(const witness_t *witness, const char *file, const char *text, size_t size,
                               uint64_t seed)
{
    schedule_t schedule;
    schedule_init(&schedule);
    schedule.has_header = true;
    schedule.seed = seed;
    schedule.file = strdup(file);
    schedule_digest(text, size, schedule.digest);
    bool ok = schedule.file != NULL;
    for (size_t i = 0; ok && i < witness->count; i++) {
        ok = append_entries(witness, &witness->steps[i], &schedule);
    }
    const char *result = ok ? report_take(witness->report, schedule_format(&schedule)) : NULL;
    schedule_destroy(&schedule);
    return result ? result : "";
}

void witness_fill(const witness_t *witness, const char *file, const char *text, size_t size, uint64_t seed,
                  explore_outcome_t *outcome)
{
    outcome->steps = report_alloc(witness->report, witness->count * sizeof *outcome->steps);
    outcome->step_count = 0;
    for (size_t i = 0; i < witness->count && !witness->report->failed; i++) {
        if (!witness->steps[i].time) {
            fill_step(witness, &witness->steps[i], &outcome->steps[outcome->step_count++]);
        }
    }
    outcome->output = report_text(witness->report, "%s", witness->output ? witness->output : "");
    outcome->schedule = schedule_of(witness, file, text, size, seed);
}
