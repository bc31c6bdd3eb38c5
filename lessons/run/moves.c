#include "lessons/run/moves.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { OBJECTS_MAX = 4096 };

/* ---- objects ---- */

uint32_t objects_list(mp_machine_t *machine, uint32_t *refs, uint32_t room)
{
    return (uint32_t)mp_machine_objects(machine, refs, room);
}

static bool is_word(const char *name)
{
    if (!isalpha((unsigned char)name[0]) && name[0] != '_')
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && *name != '_')
            return false;
    return true;
}

static void copy_name(const mp_object_t *object, char name[MP_OBJECT_NAME])
{
    memcpy(name, object->name, MP_OBJECT_NAME);
    name[MP_OBJECT_NAME - 1] = '\0';
}

static void path_label(const mp_object_t *object, char label[SCHEDULE_NAME_MAX])
{
    char path[MP_PATH_TEXT];
    snprintf(label, SCHEDULE_NAME_MAX, "%.36s.%u", mp_path_format(object->creator, path), object->ordinal);
}

/* How many queues bear this name. */
static uint32_t bearers(mp_machine_t *machine, const char *name, uint32_t *last)
{
    uint32_t refs[OBJECTS_MAX], found = 0;
    uint32_t count = objects_list(machine, refs, OBJECTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const mp_object_t *object = mp_object(mp_machine_mem(machine), refs[i]);
        char own[MP_OBJECT_NAME];
        if (!object || object->kind != MP_QUEUE)
            continue;
        copy_name(object, own);
        if (strcmp(own, name) == 0) {
            found++;
            *last = refs[i];
        }
    }
    return found;
}

void object_label(mp_machine_t *machine, uint32_t ref, char label[SCHEDULE_NAME_MAX])
{
    const mp_object_t *object = mp_object(mp_machine_mem(machine), ref);
    char name[MP_OBJECT_NAME];
    uint32_t last;
    if (!object) {
        snprintf(label, SCHEDULE_NAME_MAX, "?");
        return;
    }
    copy_name(object, name);
    if (is_word(name) && bearers(machine, name, &last) == 1)
        snprintf(label, SCHEDULE_NAME_MAX, "%s", name);
    else
        path_label(object, label);
}

uint32_t object_by_label(mp_machine_t *machine, const char *label)
{
    uint32_t refs[OBJECTS_MAX], last = 0;
    if (bearers(machine, label, &last) == 1)
        return last;
    uint32_t count = objects_list(machine, refs, OBJECTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const mp_object_t *object = mp_object(mp_machine_mem(machine), refs[i]);
        char own[SCHEDULE_NAME_MAX];
        if (!object || object->kind != MP_QUEUE)
            continue;
        path_label(object, own);
        if (strcmp(own, label) == 0)
            return refs[i];
    }
    return 0;
}

/* ---- moves ---- */

bool move_possible(mp_machine_t *machine, const quiet_rules_t *rules, uint32_t who, const mp_op_t *pending)
{
    switch (mp_machine_enabled(machine, who)) {
    case MP_READY:
        return true;
    case MP_ENTER:
        return mp_enter_matters(mp_machine_mem(machine), pending, rules->ends_are_watched);
    default:
        return false;
    }
}

static bool is_live(const mp_view_t *view)
{
    return view->life == MP_LIFE_NEW || view->life == MP_LIFE_RUNNING;
}

/* The deliveries from the buffer of `view` into any queue. */
static uint32_t add_deliveries(mp_machine_t *machine, const mp_view_t *view, const uint32_t *queues,
                               uint32_t queue_count, move_t *moves, uint32_t count)
{
    for (uint32_t i = 0; i < queue_count && count < MOVES_MAX; i++) {
        const mp_op_t op = {.kind = MP_OP_QUEUE_DELIVER, .object = queues[i], .timeout_ns = -1};
        if (mp_enabled(mp_machine_mem(machine), &op, view->who) == MP_READY)
            moves[count++] =
                (move_t){.kind = MOVE_DELIVER, .who = view->who, .path = view->path, .object = queues[i]};
    }
    return count;
}

static uint32_t buffered_queues(mp_machine_t *machine, uint32_t *queues)
{
    uint32_t refs[OBJECTS_MAX], found = 0;
    uint32_t count = objects_list(machine, refs, OBJECTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        mp_queue_state_t queue;
        const mp_object_t *object = mp_object(mp_machine_mem(machine), refs[i]);
        if (object && object->kind == MP_QUEUE && mp_machine_copy(machine, refs[i], &queue, sizeof queue) &&
            queue.senders != 0)
            queues[found++] = refs[i];
    }
    return found;
}

uint32_t moves_list(mp_machine_t *machine, const quiet_rules_t *rules, bool timeouts, move_t moves[MOVES_MAX])
{
    mp_view_t views[MP_SLOTS];
    uint32_t queues[OBJECTS_MAX];
    uint32_t count = 0;
    uint32_t queue_count = buffered_queues(machine, queues);
    size_t processes = mp_machine_view(machine, views, MP_SLOTS);
    for (size_t i = 0; i < processes; i++) {
        const mp_view_t *view = &views[i];
        if (!is_live(view) || !view->has_pending || count == MOVES_MAX)
            continue;
        if (move_possible(machine, rules, view->who, &view->pending))
            moves[count++] = (move_t){.kind = MOVE_STEP,
                                      .who = view->who,
                                      .path = view->path,
                                      .quiet = quiet_op(rules, &view->pending)};
        count = add_deliveries(machine, view, queues, queue_count, moves, count);
    }
    for (size_t i = 0; timeouts && i < processes && count < MOVES_MAX; i++)
        if (is_live(&views[i]) && mp_machine_may_time_out(machine, views[i].who))
            moves[count++] = (move_t){.kind = MOVE_TIMEOUT, .who = views[i].who, .path = views[i].path};
    return count;
}

void move_entry(mp_machine_t *machine, const move_t *move, schedule_entry_t *entry)
{
    char path[MP_PATH_TEXT];
    *entry = (schedule_entry_t){.kind = SCHEDULE_STEP, .count = 1};
    snprintf(entry->path, sizeof entry->path, "%s", mp_path_format(move->path, path));
    if (move->kind == MOVE_TIMEOUT)
        entry->kind = SCHEDULE_TIMEOUT;
    if (move->kind == MOVE_DELIVER) {
        entry->kind = SCHEDULE_DELIVER;
        object_label(machine, move->object, entry->name);
    }
}
