#include "lessons/run/stepper.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lessons/run/reason.h"
#include "lessons/run/turn.h"

void stepper_init(stepper_t *stepper, mp_machine_t *machine, quiet_rules_t rules, uint64_t seed)
{
    *stepper = (stepper_t){.machine = machine, .rules = rules, .random = seed ? seed : 1};
    schedule_init(&stepper->record);
}

void stepper_destroy(stepper_t *stepper)
{
    schedule_destroy(&stepper->record);
}

/* The last process may be gone before the zygote has said so: the world is then still for want of anybody. */
static bool somebody_lives(mp_machine_t *machine)
{
    mp_view_t views[MP_SLOTS];
    size_t count = mp_machine_view(machine, views, MP_SLOTS);
    for (size_t i = 0; i < count; i++)
        if (views[i].life == MP_LIFE_NEW || views[i].life == MP_LIFE_RUNNING)
            return true;
    return false;
}

stepper_state_t stepper_wait(stepper_t *stepper, int64_t timeout_ns)
{
    mp_machine_t *machine = stepper->machine;
    mp_status_t status = mp_machine_wait_still(machine, timeout_ns);
    mp_machine_drain(machine);
    if (mp_machine_limit(machine) != MP_OK)
        return STEPPER_LIMIT;
    if (mp_machine_broken(machine))
        return STEPPER_BROKEN;
    if (mp_machine_done(machine))
        return STEPPER_DONE;
    if (status == MP_OK && somebody_lives(machine))
        return STEPPER_STILL;
    if (status == MP_OK)
        nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    return STEPPER_BUSY;
}

static bool find_view(mp_machine_t *machine, mp_path_t path, mp_view_t *view)
{
    mp_view_t views[MP_SLOTS];
    size_t count = mp_machine_view(machine, views, MP_SLOTS);
    for (size_t i = 0; i < count; i++)
        if (views[i].path == path && (views[i].life == MP_LIFE_NEW || views[i].life == MP_LIFE_RUNNING)) {
            *view = views[i];
            return true;
        }
    return false;
}

/* ---- picking ---- */

/* Knuth's multiplier, and the high bits: good enough to deal out turns, and the same everywhere. */
static uint32_t draw(stepper_t *stepper, uint32_t below)
{
    stepper->random = stepper->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((stepper->random >> 33) * below) >> 31);
}

/* As schedule.h says for `rest`: the next process by path behind the last one, then from the front; its own step,
 * which stands first in the list, before its deliveries. */
static uint32_t after_last(const stepper_t *stepper, const move_t *moves, uint32_t count)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < count; i++)
        best = path_is_sooner(moves[i].path, moves[best].path, stepper->last) ? i : best;
    return best;
}

bool stepper_pick(stepper_t *stepper, stepper_policy_t policy, move_t *move)
{
    move_t moves[MOVES_MAX];
    uint32_t count = moves_list(stepper->machine, &stepper->rules, false, moves);
    if (count == 0)
        return false;
    *move = moves[policy == STEPPER_TURN ? after_last(stepper, moves, count) : draw(stepper, count)];
    return true;
}

bool stepper_pick_quiet(stepper_t *stepper, move_t *move)
{
    move_t moves[MOVES_MAX];
    uint32_t count = moves_list(stepper->machine, &stepper->rules, false, moves);
    for (uint32_t i = 0; i < count; i++)
        if (moves[i].quiet) {
            *move = moves[i];
            return true;
        }
    return false;
}

/* ---- taking ---- */

static void record(stepper_t *stepper, const schedule_entry_t *entry)
{
    if (!schedule_append(&stepper->record, entry))
        stepper->no_memory = true;
}

static bool grant(stepper_t *stepper, const move_t *move, uint64_t count)
{
    static const mp_grant_t kinds[] = {
        [MOVE_STEP] = MP_GRANT_STEPS, [MOVE_TIMEOUT] = MP_GRANT_TIMEOUT, [MOVE_DELIVER] = MP_GRANT_DELIVER};
    return mp_machine_grant(stepper->machine, move->who, kinds[move->kind], move->object, count) == MP_OK;
}

/* The schedule says the value before the step that reads it. */
static void record_given(stepper_t *stepper, const schedule_entry_t *step, uint64_t value)
{
    schedule_entry_t entry = {.kind = SCHEDULE_VALUE, .count = 1, .value = value};
    memcpy(entry.path, step->path, sizeof entry.path);
    record(stepper, &entry);
}

bool stepper_take(stepper_t *stepper, const move_t *move)
{
    schedule_entry_t entry;
    uint64_t value;
    move_entry(stepper->machine, move, &entry);
    bool given = stepper_give(stepper, move, &value);
    if (!grant(stepper, move, 1))
        return false;
    if (given)
        record_given(stepper, &entry, value);
    record(stepper, &entry);
    if (!move->quiet)
        stepper->last = move->path;
    stepper->steps++;
    return true;
}

bool stepper_take_many(stepper_t *stepper, const move_t *move, uint64_t count)
{
    return grant(stepper, move, count);
}

void stepper_count(stepper_t *stepper, const move_t *move, uint64_t done)
{
    schedule_entry_t entry;
    if (done == 0)
        return;
    move_entry(stepper->machine, move, &entry);
    entry.count = done;
    record(stepper, &entry);
    stepper->last = move->path;
    stepper->steps += done;
}

bool stepper_time(stepper_t *stepper)
{
    int64_t next = mp_machine_next_deadline(stepper->machine);
    if (next < 0 || next <= mp_machine_now(stepper->machine))
        return false;
    mp_machine_advance(stepper->machine, next);
    record(stepper, &(schedule_entry_t){.kind = SCHEDULE_TIME, .count = 1});
    stepper->steps++;
    return true;
}

/* ---- values for reads ---- */

bool stepper_expect(stepper_t *stepper, mp_path_t path, uint64_t value)
{
    if (stepper->given_count == STEPPER_GIVEN_MAX)
        return false;
    stepper->given[stepper->given_count++] = (stepper_given_t){path, value};
    return true;
}

static uint32_t first_given(const stepper_t *stepper, mp_path_t path)
{
    uint32_t at = 0;
    while (at < stepper->given_count && stepper->given[at].path != path)
        at++;
    return at;
}

bool stepper_expects(const stepper_t *stepper, mp_path_t path)
{
    return first_given(stepper, path) < stepper->given_count;
}

bool stepper_give(stepper_t *stepper, const move_t *move, uint64_t *value)
{
    mp_view_t view;
    uint32_t at = first_given(stepper, move->path);
    if (move->kind != MOVE_STEP || at == stepper->given_count ||
        !find_view(stepper->machine, move->path, &view) ||
        (view.pending.kind != MP_OP_CLOCK && view.pending.kind != MP_OP_ENTROPY))
        return false;
    *value = stepper->given[at].value;
    stepper->given_count--;
    memmove(&stepper->given[at], &stepper->given[at + 1],
            (stepper->given_count - at) * sizeof stepper->given[0]);
    return mp_machine_give(stepper->machine, move->who, *value) == MP_OK;
}

/* ---- following ---- */

static mp_path_t path_of(const schedule_entry_t *entry)
{
    const char *end;
    return mp_path_parse(entry->path, &end);
}

static stepper_next_t follow_process(stepper_t *stepper, const schedule_entry_t *entry, move_t *move,
                                     char *why, size_t size)
{
    mp_view_t view;
    mp_path_t path = path_of(entry);
    if (!find_view(stepper->machine, path, &view)) {
        snprintf(why, size, "there is no process %s, or it has ended", entry->path);
        return STEPPER_NO_FIT;
    }
    *move = (move_t){.kind = MOVE_STEP, .who = view.who, .path = path};
    if (entry->kind == SCHEDULE_STEP &&
        !move_possible(stepper->machine, &stepper->rules, view.who, &view.pending)) {
        reason_words(stepper->machine, &view, REASON_LONG, why, size);
        return STEPPER_NO_FIT;
    }
    if (entry->kind == SCHEDULE_TIMEOUT) {
        move->kind = MOVE_TIMEOUT;
        if (!mp_machine_may_time_out(stepper->machine, view.who)) {
            snprintf(why, size, "%s does not wait with a timeout there", entry->path);
            return STEPPER_NO_FIT;
        }
    }
    if (entry->kind == SCHEDULE_DELIVER) {
        move->kind = MOVE_DELIVER;
        move->object = object_by_label(stepper->machine, entry->name);
        const mp_op_t op = {.kind = MP_OP_QUEUE_DELIVER, .object = move->object, .timeout_ns = -1};
        if (!move->object || mp_enabled(mp_machine_mem(stepper->machine), &op, view.who) != MP_READY) {
            snprintf(why, size, "%s has nothing to deliver into %s", entry->path, entry->name);
            return STEPPER_NO_FIT;
        }
    }
    return STEPPER_MOVE;
}

static stepper_next_t follow_kill(stepper_t *stepper, const schedule_entry_t *entry, char *why, size_t size)
{
    uint32_t who = mp_machine_find(stepper->machine, path_of(entry));
    if (who == MP_WHO_NONE || mp_machine_kill(stepper->machine, who, (int)entry->value) != MP_OK) {
        snprintf(why, size, "there is no process %s to be killed", entry->path);
        return STEPPER_NO_FIT;
    }
    record(stepper, entry);
    stepper->steps++;
    return STEPPER_KILLED;
}

/* In a piece time passes by itself when nobody can go, as in the model. */
static bool nobody_can(const stepper_t *stepper)
{
    move_t moves[MOVES_MAX];
    return moves_list(stepper->machine, &stepper->rules, false, moves) == 0;
}

stepper_next_t stepper_follow(stepper_t *stepper, stepper_course_t *course, move_t *move, uint64_t *count,
                              char *why, size_t size)
{
    *count = 1;
    if (course->piece && stepper_pick_quiet(stepper, move))
        return STEPPER_MOVE;
    if (course->entry == course->schedule->count)
        return STEPPER_REST;
    const schedule_entry_t *entry = &course->schedule->entries[course->entry];
    if (entry->kind == SCHEDULE_VALUE && !stepper_expect(stepper, path_of(entry), entry->value)) {
        snprintf(why, size, "too many values wait for reads that do not come");
        return STEPPER_NO_FIT;
    }
    switch (entry->kind) {
    case SCHEDULE_REST:
        return STEPPER_REST;
    case SCHEDULE_TIME:
        course->entry++;
        if (stepper_time(stepper))
            return STEPPER_TIMED;
        snprintf(why, size, "nobody sleeps or waits with a timeout, so time cannot pass");
        return STEPPER_NO_FIT;
    case SCHEDULE_KILL:
        course->entry++;
        return follow_kill(stepper, entry, why, size);
    case SCHEDULE_VALUE:
        course->entry++;
        return stepper_follow(stepper, course, move, count, why, size);
    default:
        if (entry->kind == SCHEDULE_STEP && !stepper_expects(stepper, path_of(entry)))
            *count = entry->count - course->done;
        if (course->piece && nobody_can(stepper) && stepper_time(stepper))
            return STEPPER_TIMED;
        return follow_process(stepper, entry, move, why, size);
    }
}

void stepper_advance(stepper_course_t *course, uint64_t done)
{
    course->done += done;
    if (course->entry < course->schedule->count &&
        course->done >= course->schedule->entries[course->entry].count) {
        course->entry++;
        course->done = 0;
    }
}
