/*
 * Clocks.
 *
 * With exact sleeps, the time column is the number of a record: the time (only if the program reads a clock,
 * else 0, so that loops come back to equal states) and the deadlines of those who sleep or wait with a
 * time-out, relative to it and sorted by process. With sleeps of any length nobody has a deadline; a process
 * has a clock of its own, which shows what it slept and a millisecond for each look at it, and which exists
 * only once the program reads a clock.
 */
#include "lessons/explore/model_internal.h"

#include <string.h>

#define LOOK_NS INT64_C(1000000)

typedef struct deadline {
    uint64_t who;
    int64_t left_ns;
} deadline_t;

typedef struct timetable {
    int64_t now_ns;
    deadline_t deadlines[MODEL_PROCESSES];
    size_t count;
} timetable_t;

static void load_time(const model_t *model, const model_vector_t *vector, timetable_t *time)
{
    *time = (timetable_t){0};
    uint32_t number = vector_get(vector, COLUMN_TIME);
    if (number) {
        size_t size;
        const uint8_t *bytes = intern_get(model->records, number, &size);
        memcpy(&time->now_ns, bytes, sizeof time->now_ns);
        memcpy(time->deadlines, bytes + sizeof time->now_ns, size - sizeof time->now_ns);
        time->count = (size - sizeof time->now_ns) / sizeof *time->deadlines;
    }
}

static bool save_time(model_t *model, model_vector_t *vector, const timetable_t *time)
{
    if (time->count == 0 && time->now_ns == 0) {
        vector_set(vector, COLUMN_TIME, 0);
        return true;
    }
    uint8_t bytes[sizeof time->now_ns + sizeof time->deadlines];
    memcpy(bytes, &time->now_ns, sizeof time->now_ns);
    memcpy(bytes + sizeof time->now_ns, time->deadlines, time->count * sizeof *time->deadlines);
    uint32_t number =
        intern_put(model->records, bytes, sizeof time->now_ns + time->count * sizeof *time->deadlines, NULL);
    vector_set(vector, COLUMN_TIME, number);
    return number != 0 || model_fail(model, "out of memory");
}

static size_t find(const timetable_t *time, uint32_t who)
{
    size_t at = 0;
    while (at < time->count && time->deadlines[at].who < who) {
        at++;
    }
    return at;
}

bool time_arrive(model_t *model, model_vector_t *vector, const image_t *image)
{
    bool waits = image->op.timeout_ns > 0 && (image->op.kind == MP_OP_SLEEP || mp_op_waits(image->op.kind));
    model->assumed.sleeps |= waits;
    if (model->timing != EXPLORE_TIMING_IDEAL || !waits) {
        return true;
    }
    timetable_t time;
    load_time(model, vector, &time);
    size_t at = find(&time, image->who);
    memmove(time.deadlines + at + 1, time.deadlines + at, (time.count - at) * sizeof *time.deadlines);
    time.deadlines[at] = (deadline_t){.who = image->who, .left_ns = image->op.timeout_ns};
    time.count++;
    return save_time(model, vector, &time);
}

bool time_leave(model_t *model, model_vector_t *vector, uint32_t who)
{
    if (model->timing != EXPLORE_TIMING_IDEAL || !vector_get(vector, COLUMN_TIME)) {
        return true;
    }
    timetable_t time;
    load_time(model, vector, &time);
    size_t at = find(&time, who);
    if (at == time.count || time.deadlines[at].who != who) {
        return true;
    }
    time.count--;
    memmove(time.deadlines + at, time.deadlines + at + 1, (time.count - at) * sizeof *time.deadlines);
    return save_time(model, vector, &time);
}

int64_t time_left(const model_t *model, const model_vector_t *vector, uint32_t who)
{
    timetable_t time;
    load_time(model, vector, &time);
    size_t at = find(&time, who);
    return at < time.count && time.deadlines[at].who == who ? time.deadlines[at].left_ns : INT64_MAX;
}

int64_t time_pass(model_t *model, model_vector_t *vector)
{
    if (model->timing != EXPLORE_TIMING_IDEAL || !vector_get(vector, COLUMN_TIME)) {
        return 0;
    }
    timetable_t time;
    load_time(model, vector, &time);
    int64_t step = INT64_MAX;
    for (size_t i = 0; i < time.count; i++) {
        if (time.deadlines[i].left_ns > 0 && time.deadlines[i].left_ns < step) {
            step = time.deadlines[i].left_ns;
        }
    }
    if (step == INT64_MAX) {
        return 0;
    }
    for (size_t i = 0; i < time.count; i++) {
        int64_t left = time.deadlines[i].left_ns - step;
        time.deadlines[i].left_ns = left > 0 ? left : 0;
    }
    if (model->reads_clock) {
        time.now_ns += step;
    }
    return save_time(model, vector, &time) ? step : -1;
}

/* Names by which a program reads a clock: attributes of time, timeit or datetime, or imported from there. */
static bool is_clock(const code_constant_t *name)
{
    static const char *const clocks[] = {"default_timer", "monotonic", "now",  "perf_counter",
                                         "process_time",  "strftime",  "time", "time_ns"};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        if (name->kind == CONSTANT_STRING && strcmp(name->text, clocks[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool time_is_read_by(const program_t *program)
{
    const code_unit_t *unit = program_unit(program);
    for (uint32_t c = 0; c < unit->code_count; c++) {
        const code_t *code = unit->codes[c];
        for (uint32_t pc = 0; pc < code->instruction_count; pc++) {
            const instruction_t *at = &code->instructions[pc];
            bool names = at->op == OP_LOAD_ATTR || at->op == OP_LOAD_METHOD || at->op == OP_IMPORT_FROM;
            if (names && at->c < code->constant_count && is_clock(&code->constants[at->c])) {
                return true;
            }
        }
    }
    return false;
}

static bool own_clock(model_t *model, model_vector_t *vector, uint32_t who, int64_t more, int64_t *now)
{
    uint16_t column = model_clock_column(model, who);
    if (column == MODEL_NO_COLUMN) {
        return false;
    }
    uint32_t number = vector_get(vector, column);
    *now = 0;
    if (number) {
        memcpy(now, intern_get(model->records, number, NULL), sizeof *now);
    }
    *now += more;
    number = intern_put(model->records, now, sizeof *now, NULL);
    vector_set(vector, column, number);
    return number != 0 || model_fail(model, "out of memory");
}

bool time_read(model_t *model, model_vector_t *vector, uint32_t who, int64_t *now)
{
    model->assumed.clock = true;
    if (model->timing == EXPLORE_TIMING_IDEAL) {
        timetable_t time;
        load_time(model, vector, &time);
        *now = time.now_ns;
        return true;
    }
    return own_clock(model, vector, who, LOOK_NS, now);
}

bool time_slept(model_t *model, model_vector_t *vector, uint32_t who, int64_t length)
{
    int64_t now;
    return !model->reads_clock || own_clock(model, vector, who, length, &now);
}
