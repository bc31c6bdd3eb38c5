/* Breakpoints: where a held run stops by itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/session_inner.h"
#include "lessons/run/slot_text.h"

/* ---- values of shared things by name ---- */

void session_number(session_t *session, const char *name, int64_t index, bool *found,
                    condition_number_t *number)
{
    uint32_t refs[1024];
    size_t count = mp_machine_objects(session->machine, refs, 1024);
    *found = false;
    for (size_t i = 0; i < count && !*found; i++) {
        const mp_object_t *object = mp_object(mp_machine_mem(session->machine), refs[i]);
        bool has_value = object && (object->kind == MP_VALUE || object->kind == MP_ARRAY);
        if (!has_value || strncmp(object->name, name, MP_OBJECT_NAME) != 0)
            continue;
        uint64_t bits, slot = index < 0 ? 0 : (uint64_t)index;
        bool inside = slot < object->count && (index >= 0) == (object->kind == MP_ARRAY);
        uint64_t at = refs[i] + offsetof(mp_value_state_t, slots) + 8 * slot;
        if (!inside || at > UINT32_MAX ||
            !mp_machine_copy(session->machine, (uint32_t)at, &bits, sizeof bits))
            return;
        *number = slot_number(object->type, bits);
        *found = true;
    }
}

static bool look_up(void *context, const char *name, int64_t index, condition_number_t *number)
{
    bool found;
    session_number(context, name, index, &found, number);
    return found;
}

/* ---- names of operations ---- */

/* "store" is a STORE, "acquire" an ACQUIRE; "print", "end", "start", "read", "put", "get" are words of the
 * table. */
static bool is_operation(uint32_t op, const char *text)
{
    static const struct {
        const char *word;
        uint32_t op;
    } words[] = {
        {"print", MP_OP_WRITE},    {"end", MP_OP_EXIT},           {"read", MP_OP_LOAD},
        {"write", MP_OP_STORE},    {"put", MP_OP_QUEUE_PUT},      {"get", MP_OP_QUEUE_GET},
        {"send", MP_OP_PIPE_SEND}, {"recv", MP_OP_PIPE_RECV},     {"set", MP_OP_EVENT_SET},
        {"wait", MP_OP_COND_WAIT}, {"notify", MP_OP_COND_NOTIFY}, {"deliver", MP_OP_QUEUE_DELIVER},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].op == op && strcmp(words[i].word, text) == 0)
            return true;
    const char *name = mp_op_name(op);
    size_t size = strlen(name);
    if (size != strlen(text))
        return false;
    for (size_t i = 0; i < size; i++) {
        char lower = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
        if (lower != text[i])
            return false;
    }
    return true;
}

static bool names_operation(const char *text)
{
    for (uint32_t op = MP_OP_NONE + 1; op < MP_OP_COUNT; op++)
        if (is_operation(op, text))
            return true;
    return false;
}

/* ---- the list ---- */

bool session_add_break(session_t *session, session_break_kind_t kind, uint32_t line, const char *text)
{
    char message[160];
    session->refused = false;
    if (session->break_count == SESSION_BREAKS_MAX)
        return session_refuse(session, "There is room for %d breakpoints.", SESSION_BREAKS_MAX);
    session_breakpoint_t *point = &session->breaks[session->break_count];
    *point = (session_breakpoint_t){.kind = kind, .line = line};
    snprintf(point->text, sizeof point->text, "%s", text ? text : "");
    if (kind == SESSION_BREAK_OPERATION && !names_operation(point->text))
        return session_refuse(session,
                              "No step is called '%s'. Names are store, load, acquire, print, put, get, …",
                              point->text);
    if (kind == SESSION_BREAK_CONDITION) {
        point->condition = condition_parse(point->text, message, sizeof message);
        if (!point->condition)
            return session_refuse(session, "%s", message);
    }
    session->break_count++;
    session->changed = true;
    return true;
}

void session_clear_breaks(session_t *session)
{
    for (size_t i = 0; i < session->break_count; i++)
        condition_free(session->breaks[i].condition);
    session->break_count = 0;
    session->changed = true;
}

void session_clear_break(session_t *session, size_t index)
{
    if (index >= session->break_count)
        return;
    condition_free(session->breaks[index].condition);
    session->break_count--;
    memmove(&session->breaks[index], &session->breaks[index + 1],
            (session->break_count - index) * sizeof session->breaks[0]);
    session->changed = true;
}

/* ---- meeting one ---- */

/* The first operation of the line on which the last step was: where its process came to that line. */
static const mp_op_t *entry_of_line(const session_t *session, const session_record_t *last)
{
    const session_record_t *entry = last;
    for (const session_record_t *at = last; at >= session->journal.steps; at--) {
        if (at->kind != SCHEDULE_STEP || at->path != last->path)
            continue;
        if (at->op.line != last->op.line)
            break;
        entry = at;
    }
    return &entry->op;
}

/* A process stands at that line now, and its last step was on another, or was this line's last one: in a loop on
 * one line each round comes to it anew. */
static bool came_to(const session_t *session, const session_person_t *person, const session_record_t *last,
                    uint32_t line)
{
    const mp_op_t *pending = &person->view.pending;
    if (person->dead || !person->view.has_pending || pending->line != line)
        return false;
    bool born = (last->event.op == MP_OP_START || last->event.op == MP_OP_FORK) &&
                last->event.value == person->view.path;
    if (born || person->view.path != last->path || last->again)
        return born;
    if (last->op.line != line)
        return true;
    const mp_op_t *entry = entry_of_line(session, last);
    return entry->kind == pending->kind && entry->column == pending->column &&
           entry->object == pending->object;
}

static bool somebody_came_to(const session_t *session, const session_record_t *last, uint32_t line,
                             char *path)
{
    for (size_t i = 0; i < session->lore.people_count; i++)
        if (came_to(session, &session->lore.people[i], last, line)) {
            mp_path_format(session->lore.people[i].view.path, path);
            return true;
        }
    return false;
}

/* Whoever ended by the last step, by itself or by a signal. */
static bool somebody_ended(const session_t *session, const char *wanted, char *path)
{
    for (size_t i = 0; i < session->lore.people_count; i++) {
        const session_person_t *person = &session->lore.people[i];
        mp_path_format(person->view.path, path);
        if (person->dead && person->ended_step == session->journal.done &&
            (!wanted[0] || strcmp(wanted, path) == 0))
            return true;
    }
    return false;
}

static bool meets(session_t *session, const session_breakpoint_t *point, const session_record_t *last,
                  char *why, size_t size)
{
    char path[MP_PATH_TEXT];
    mp_path_format(last->path, path);
    switch (point->kind) {
    case SESSION_BREAK_LINE:
        if (!somebody_came_to(session, last, point->line, path))
            return false;
        snprintf(why, size, "%s has come to line %u.", path, point->line);
        return true;
    case SESSION_BREAK_OPERATION:
        if (last->again || !is_operation(last->event.op, point->text))
            return false;
        snprintf(why, size, "%s has done a %s.", path, point->text);
        return true;
    case SESSION_BREAK_CONDITION:
        if (condition_holds(point->condition, look_up, session) != CONDITION_TRUE)
            return false;
        snprintf(why, size, "%s is true.", point->text);
        return true;
    default:
        if (!somebody_ended(session, point->text, path))
            return false;
        snprintf(why, size, "%s has ended.", path);
        return true;
    }
}

bool session_at_break(session_t *session, const session_record_t *last, char *why, size_t size)
{
    for (size_t i = 0; last && i < session->break_count; i++)
        if (meets(session, &session->breaks[i], last, why, size))
            return true;
    return false;
}
