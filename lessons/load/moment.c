#include "lessons/load/moment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/model.h"
#include "lessons/explore/names.h"
#include "lessons/explore/report.h"
#include "lessons/explore/witness.h"
#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"
#include "lessons/run/schedule.h"
#include "lessons/run/turn.h"

enum { MOMENT_MOVES = 1024, MOMENT_BEGIN_STEPS = 100000 };

struct moment {
    const lesson_t *lesson;
    program_t *program;
    model_t *model;
    explore_options_t options;
    model_vector_t vector;
    bool started;    /* set by the trace: a START was done */
    uint16_t *moves; /* from the start of the program to here */
    size_t move_count, move_room;
    size_t begin_count; /* of them, up to where the lesson begins */
    report_t *told;     /* owns the texts of `steps` */
    explore_outcome_t steps;
};

/* ---- making ---- */

static bool compile(moment_t *moment, const lesson_variant_t *variant, char *message, size_t message_size)
{
    char *text = knobs_held(moment->lesson, variant);
    diagnostics_t found;
    if (text == NULL)
        return false;
    diagnostics_init(&found, variant->id);
    moment->program = program_compile(variant->id, text, strlen(text), &found);
    if (moment->program == NULL && found.count > 0)
        snprintf(message, message_size, "line %" PRIu32 ": %s", found.items[0].place.line,
                 found.items[0].message);
    diagnostics_destroy(&found);
    free(text);
    return moment->program != NULL;
}

moment_t *moment_new(const lesson_t *lesson, const lesson_variant_t *variant, char *message,
                     size_t message_size)
{
    snprintf(message, message_size, "out of memory");
    moment_t *moment = calloc(1, sizeof *moment);
    if (moment == NULL)
        return NULL;
    moment->lesson = lesson;
    explore_options_init(&moment->options);
    claims_options(variant, &moment->options);
    moment->options.timing = EXPLORE_TIMING_IDEAL; /* as the clock of a held run */
    moment->options.see =
        EXPLORE_SEE_LINES; /* a print is a step, also where its order does not count as an end */
    moment->options.held_steps = true;
    if (compile(moment, variant, message, message_size))
        moment->model = model_new(moment->program, &moment->options, message, message_size);
    if (moment->model != NULL && moment_begin(moment))
        return moment;
    const char *why = moment->model != NULL ? model_failure(moment->model) : NULL;
    if (why != NULL)
        snprintf(message, message_size, "%s", why);
    moment_free(moment);
    return NULL;
}

static void forget_steps(moment_t *moment)
{
    if (moment->told != NULL)
        explore_report_free(&moment->told->report);
    moment->told = NULL;
}

void moment_free(moment_t *moment)
{
    if (moment == NULL)
        return;
    forget_steps(moment);
    model_free(moment->model);
    program_free(moment->program);
    free(moment->moves);
    free(moment);
}

/* ---- moves ---- */

typedef struct wanted {
    const moment_t *moment;
    const schedule_entry_t *entry;
    uint16_t move;
    bool found;
} wanted_t;

static bool has_path(const moment_t *moment, uint32_t who, const char *path)
{
    char name[NAMES_TEXT];
    return strcmp(names_process(moment->model, who, name, sizeof name), path) == 0;
}

/* A queue is named as schedules name it: by its own name, or by its creator's path and its number there. */
static bool is_queue(const moment_t *moment, uint32_t queue, const char *label)
{
    char name[NAMES_TEXT], path[MP_PATH_TEXT];
    if (strcmp(names_object(moment->model, &moment->vector, queue, name, sizeof name), label) == 0)
        return true;
    for (uint32_t i = 0; i < model_object_count(moment->model); i++) {
        mp_create_t create;
        uint32_t at;
        if (!model_object(moment->model, &moment->vector, i, &at, &create) || at != queue)
            continue;
        snprintf(name, sizeof name, "%s.%" PRIu32, mp_path_format(create.creator, path), create.ordinal);
        return strcmp(name, label) == 0;
    }
    return false;
}

static bool fits(const wanted_t *wanted, model_move_t move)
{
    if (!has_path(wanted->moment, move.who, wanted->entry->path))
        return false;
    switch (wanted->entry->kind) {
    case SCHEDULE_STEP:
        return move.kind == MODEL_STEP;
    case SCHEDULE_TIMEOUT:
        return move.kind == MODEL_TIMEOUT;
    case SCHEDULE_DELIVER:
        return move.kind == MODEL_DELIVER && is_queue(wanted->moment, move.object, wanted->entry->name);
    default:
        return false;
    }
}

static bool look_at_move(void *context, uint16_t move, const model_vector_t *to)
{
    (void)to;
    wanted_t *wanted = context;
    if (!wanted->found && fits(wanted, model_describe_move(wanted->moment->model, move))) {
        wanted->found = true;
        wanted->move = move;
    }
    return true;
}

static bool do_move(moment_t *moment, uint16_t move)
{
    if (moment->move_count == moment->move_room) {
        size_t room = moment->move_room ? moment->move_room * 2 : 64;
        uint16_t *moves = realloc(moment->moves, room * sizeof *moves);
        if (moves == NULL)
            return false;
        moment->moves = moves;
        moment->move_room = room;
    }
    if (!model_move(moment->model, &moment->vector, move))
        return false;
    moment->moves[moment->move_count++] = move;
    return true;
}

/* One step, time-out or delivery as the entry says; false if it is not possible here. */
static bool take_move(moment_t *moment, const schedule_entry_t *entry)
{
    wanted_t wanted = {.moment = moment, .entry = entry};
    model_vector_t from = moment->vector;
    model_expand(moment->model, &from, look_at_move, &wanted);
    return wanted.found && do_move(moment, wanted.move);
}

/* ---- the rest ---- */

static mp_path_t path_of(const moment_t *moment, uint32_t who)
{
    const char *end;
    char name[NAMES_TEXT];
    return mp_path_parse(names_process(moment->model, who, name, sizeof name), &end);
}

/* Who stepped last since the lesson began, MP_PATH_NONE nobody yet. */
static mp_path_t last_mover(const moment_t *moment)
{
    if (moment->move_count == moment->begin_count)
        return MP_PATH_NONE;
    return path_of(moment, model_describe_move(moment->model, moment->moves[moment->move_count - 1]).who);
}

typedef struct turn {
    const moment_t *moment;
    mp_path_t last, path; /* path: of the best move so far */
    uint16_t move;
    bool found, timeout, delivery; /* what the best move is */
} turn_t;

/* Steps and deliveries before time-outs, which fire when nobody can go; then by turn; own steps before deliveries. */
static bool is_better(const turn_t *turn, mp_path_t path, bool timeout, bool delivery)
{
    if (!turn->found || timeout != turn->timeout)
        return !turn->found || turn->timeout;
    if (path != turn->path)
        return path_is_sooner(path, turn->path, turn->last);
    return turn->delivery && !delivery;
}

static bool note_turn(void *context, uint16_t move, const model_vector_t *to)
{
    (void)to;
    turn_t *turn = context;
    model_move_t described = model_describe_move(turn->moment->model, move);
    mp_path_t path = path_of(turn->moment, described.who);
    bool timeout = described.kind == MODEL_TIMEOUT, delivery = described.kind == MODEL_DELIVER;
    if (!is_better(turn, path, timeout, delivery))
        return true;
    turn->found = true;
    turn->move = move;
    turn->path = path;
    turn->timeout = timeout;
    turn->delivery = delivery;
    return true;
}

/* Everybody goes on in turn, as schedule.h says for `rest`, as long as somebody can. */
static void take_rest(moment_t *moment)
{
    for (int moves = 0; moves < MOMENT_REST_MAX; moves++) {
        turn_t turn = {.moment = moment, .last = last_mover(moment)};
        model_vector_t from = moment->vector;
        model_expand(moment->model, &from, note_turn, &turn);
        if (!turn.found || !do_move(moment, turn.move))
            return;
    }
}

/* ---- where the lesson begins ---- */

static void note_start(void *context, const model_trace_step_t *step, const model_vector_t *after)
{
    (void)after;
    moment_t *moment = context;
    moment->started = moment->started || (!step->time && step->who == 0 && step->op.kind == MP_OP_START);
}

/* Main alone goes on as long as it can; the lesson begins right after its last start on that way. */
static bool go_to_all_started(moment_t *moment)
{
    static const schedule_entry_t main_step = {.kind = SCHEDULE_STEP, .path = "main", .count = 1};
    model_vector_t begin = moment->vector;
    size_t moves = moment->move_count;
    model_set_trace(moment->model, note_start, moment);
    for (int i = 0; i < MOMENT_BEGIN_STEPS; i++) {
        moment->started = false;
        if (!take_move(moment, &main_step))
            break;
        if (moment->started) {
            begin = moment->vector;
            moves = moment->move_count;
        }
    }
    model_set_trace(moment->model, NULL, NULL);
    moment->vector = begin;
    moment->move_count = moves;
    return model_failure(moment->model) == NULL;
}

bool moment_begin(moment_t *moment)
{
    moment->move_count = 0;
    if (!model_initial(moment->model, &moment->vector))
        return false;
    moment->begin_count = 0;
    bool begun = moment->lesson->begin == BEGIN_START || go_to_all_started(moment);
    moment->begin_count = moment->move_count;
    return begun;
}

/* ---- following ---- */

static bool follow_entry(moment_t *moment, const schedule_entry_t *entry, char *message, size_t message_size)
{
    char who[200];
    switch (entry->kind) {
    case SCHEDULE_REST:
        take_rest(moment);
        return true;
    case SCHEDULE_TIME: /* in the model time passes by itself when nobody can go */
        return true;
    case SCHEDULE_STEP:
    case SCHEDULE_TIMEOUT:
    case SCHEDULE_DELIVER:
        break;
    default:
        snprintf(message, message_size, "signals and given values cannot stand in a lesson's moment");
        return false;
    }
    uint64_t count = entry->kind == SCHEDULE_STEP ? entry->count : 1;
    for (uint64_t i = 0; i < count; i++) {
        if (take_move(moment, entry))
            continue;
        moment_who(moment, who, sizeof who);
        snprintf(message, message_size, "%s cannot take step %" PRIu64 " of %" PRIu64 " here; %s can go",
                 entry->path, i + 1, count, who);
        return false;
    }
    return true;
}

bool moment_go(moment_t *moment, const char *piece, char *message, size_t message_size)
{
    schedule_t schedule;
    schedule_error_t error;
    schedule_init(&schedule);
    bool good = schedule_parse(&schedule, piece, strlen(piece), &error);
    if (!good)
        snprintf(message, message_size, "%s", error.message);
    for (size_t i = 0; good && i < schedule.count; i++)
        good = follow_entry(moment, &schedule.entries[i], message, message_size);
    schedule_destroy(&schedule);
    return good;
}

/* ---- reading ---- */

bool moment_value(moment_t *moment, const char *name, char *text, size_t size)
{
    uint32_t ref, count = model_object_count(moment->model);
    mp_create_t create;
    for (uint32_t i = 0; i < count; i++) {
        if (model_object(moment->model, &moment->vector, i, &ref, &create) &&
            strcmp(create.name, name) == 0 && names_value(moment->model, &moment->vector, ref, text, size))
            return true;
    }
    return false;
}

typedef struct going {
    const moment_t *moment;
    bool can[MOMENT_MOVES];
} going_t;

static bool note_going(void *context, uint16_t move, const model_vector_t *to)
{
    (void)to;
    going_t *going = context;
    model_move_t described = model_describe_move(going->moment->model, move);
    if (described.kind != MODEL_DELIVER && described.who < MOMENT_MOVES)
        going->can[described.who] = true;
    return true;
}

void moment_who(moment_t *moment, char *text, size_t size)
{
    going_t going = {.moment = moment};
    model_vector_t from = moment->vector;
    size_t used = 0;
    model_expand(moment->model, &from, note_going, &going);
    snprintf(text, size, "nobody");
    for (uint32_t who = 0; who < model_process_count(moment->model) && who < MOMENT_MOVES && used < size;
         who++) {
        char name[NAMES_TEXT];
        if (going.can[who])
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
                                     names_process(moment->model, who, name, sizeof name));
    }
}

static model_process_t living(moment_t *moment, uint32_t who, bool *lives)
{
    model_process_t process = model_process(moment->model, &moment->vector, who);
    *lives = process.born && !process.ended;
    return process;
}

void moment_where(moment_t *moment, char *text, size_t size)
{
    size_t used = 0;
    snprintf(text, size, "nobody lives");
    for (uint32_t who = 0; who < model_process_count(moment->model) && used < size; who++) {
        char name[NAMES_TEXT];
        bool lives;
        model_process_t process = living(moment, who, &lives);
        if (lives)
            used += (size_t)snprintf(text + used, size - used, "%s%s at line %" PRIu32, used ? ", " : "",
                                     names_process(moment->model, who, name, sizeof name), process.op.line);
    }
}

bool moment_is_at(moment_t *moment, uint32_t line)
{
    for (uint32_t who = 0; who < model_process_count(moment->model); who++) {
        bool lives;
        model_process_t process = living(moment, who, &lives);
        if (lives && process.op.line == line)
            return true;
    }
    size_t count;
    const explore_step_t *steps = moment_steps(moment, &count);
    while (count > 0 && (steps[count - 1].quiet || steps[count - 1].line == 0)) /* an end has no line */
        count--;
    return count > 0 && steps[count - 1].line == line;
}

bool moment_same(const moment_t *left, const moment_t *right)
{
    if (left->move_count != right->move_count)
        return false;
    for (size_t i = 0; i < left->move_count; i++) {
        model_move_t one = model_describe_move(left->model, left->moves[i]);
        model_move_t other = model_describe_move(right->model, right->moves[i]);
        if (one.kind != other.kind || one.who != other.who)
            return false;
    }
    return true;
}

void moment_everybody(moment_t *moment, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t who = 0; who < model_process_count(moment->model) && used < size; who++) {
        char name[NAMES_TEXT];
        if (model_process(moment->model, &moment->vector, who).born)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
                                     names_process(moment->model, who, name, sizeof name));
    }
}

const explore_step_t *moment_steps(moment_t *moment, size_t *count)
{
    witness_t witness;
    *count = 0;
    forget_steps(moment);
    moment->told = report_new();
    if (moment->told == NULL)
        return NULL;
    moment->steps = (explore_outcome_t){0};
    if (witness_tell(&witness, moment->model, moment->told, moment->moves, moment->move_count)) {
        witness_fill(&witness, "", "", 0, 0, &moment->steps);
        *count = moment->told->failed ? 0 : moment->steps.step_count;
    }
    witness_destroy(&witness);
    return *count > 0 ? moment->steps.steps : NULL;
}
