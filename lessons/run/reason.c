#include "lessons/run/reason.h"

#include <stdio.h>
#include <string.h>

#include "lessons/run/words.h"

/* Which of those made under the same name in one place it is, from 0: things in a list share the list's name.
 */
static uint32_t place_in_list(mp_machine_t *machine, uint32_t ref, const mp_object_t *object)
{
    enum { MOST = 1024 };
    uint32_t refs[MOST], before = 0;
    size_t count = mp_machine_objects(machine, refs, MOST);
    for (size_t i = 0; i < count && i < MOST && refs[i] != ref; i++) {
        const mp_object_t *other = mp_object(mp_machine_mem(machine), refs[i]);
        bool same = other && other->kind == object->kind && other->creator == object->creator &&
                    strncmp(other->name, object->name, MP_OBJECT_NAME) == 0;
        before += same;
    }
    return before;
}

char *object_name(mp_machine_t *machine, uint32_t ref, char *text, size_t size)
{
    const mp_object_t *object = mp_object(mp_machine_mem(machine), ref);
    mp_process_state_t process;
    char name[MP_OBJECT_NAME];
    if (!object) {
        snprintf(text, size, "?");
        return text;
    }
    if (object->kind == MP_PROCESS && mp_machine_copy(machine, ref, &process, sizeof process)) {
        char path[MP_PATH_TEXT];
        snprintf(text, size, "%s", mp_path_format(process.path, path));
        return text;
    }
    memcpy(name, object->name, sizeof name);
    name[sizeof name - 1] = '\0';
    size_t length = strlen(name);
    bool in_list = length > 2 && strcmp(name + length - 2, "[]") == 0;
    if (in_list)
        snprintf(text, size, "%.*s[%u]", (int)length - 2, name, place_in_list(machine, ref, object));
    else if (name[0])
        snprintf(text, size, "%s", name);
    else
        snprintf(text, size, "the %s", mp_kind_name(object->kind));
    return text;
}

char *who_name(mp_machine_t *machine, uint32_t who, char text[MP_PATH_TEXT])
{
    mp_view_t views[MP_SLOTS];
    size_t count = mp_machine_view(machine, views, MP_SLOTS);
    for (size_t i = 0; i < count; i++)
        if (views[i].who == who)
            return mp_path_format(views[i].path, text);
    snprintf(text, MP_PATH_TEXT, "?");
    return text;
}

char *reason_words(mp_machine_t *machine, const mp_view_t *view, reason_length_t length, char *text,
                   size_t size)
{
    char name[64], holder[MP_PATH_TEXT], path[MP_PATH_TEXT], what[128];
    mp_reason_t reason;
    mp_why(mp_machine_mem(machine), &view->pending, view->who, &reason);
    bool held = reason.why == MP_WHY_HELD || reason.why == MP_WHY_READER;
    bool held_by_dead = reason.why == MP_WHY_HELD_BY_DEAD;
    uint32_t object = reason.object ? reason.object : view->pending.object;
    object_name(machine, object, name, sizeof name);
    words_waits_for(&view->pending, name,
                    held_by_dead ? "a process that has ended"
                    : held       ? who_name(machine, reason.holder, holder)
                                 : NULL,
                    what, sizeof what);
    if (length == REASON_SHORT)
        snprintf(text, size, "waits: %s", what + (strncmp(what, "the end of ", 11) == 0 ? 4 : 0));
    else
        snprintf(text, size, "%s waits for %s", mp_path_format(view->path, path), what);
    return text;
}
