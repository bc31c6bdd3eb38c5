#include "lessons/explore/names.h"

#include <stdio.h>
#include <string.h>

#include "lessons/run/slot_text.h"

static bool find_creation(const model_t *model, const model_vector_t *vector, uint32_t ref,
                          mp_create_t *create)
{
    uint32_t count = model_object_count(model), at;
    for (uint32_t i = 0; i < count; i++) {
        model_object(model, vector, i, &at, create);
        if (at == ref) {
            return true;
        }
    }
    return false;
}

/* How many objects that exist in this state come before `ref` and agree with it in kind or, if named, in
 * name; and whether there are more. */
static uint32_t rank(const model_t *model, const model_vector_t *vector, uint32_t ref,
                     const mp_create_t *create, bool *several)
{
    uint32_t count = model_object_count(model), before = 0, at;
    mp_create_t other;
    *several = false;
    for (uint32_t i = 0; i < count; i++) {
        bool exists = model_object(model, vector, i, &at, &other);
        bool alike = other.creator == create->creator && strcmp(other.name, create->name) == 0 &&
                     other.kind == create->kind;
        if (!exists || !alike || at == ref) {
            continue;
        }
        *several = true;
        before += other.ordinal < create->ordinal;
    }
    return before;
}

/* The Value or Condition that this lock belongs to. */
static bool find_guarded(const model_t *model, uint32_t ref, const model_vector_t *vector, uint32_t *guarded)
{
    uint32_t count = model_object_count(model);
    mp_create_t create;
    for (uint32_t i = 0; i < count; i++) {
        if (model_object(model, vector, i, guarded, &create) && create.lock == ref) {
            return true;
        }
    }
    return false;
}

char *names_object(const model_t *model, const model_vector_t *vector, uint32_t ref, char *text, size_t size)
{
    mp_create_t create;
    uint32_t guarded;
    if (!find_creation(model, vector, ref, &create)) {
        snprintf(text, size, "something");
        return text;
    }
    bool several;
    uint32_t before = rank(model, vector, ref, &create, &several);
    size_t length = strlen(create.name);
    if (create.name[0] == '\0' && find_guarded(model, ref, vector, &guarded)) {
        char inner[NAMES_TEXT];
        snprintf(text, size, "the lock of %s", names_object(model, vector, guarded, inner, sizeof inner));
    } else if (create.name[0] == '\0') {
        char path[MP_PATH_TEXT];
        snprintf(text, size, "%s %u of %s", mp_kind_name(create.kind), before + 1,
                 mp_path_format(create.creator, path));
    } else if (length > 2 && strcmp(create.name + length - 2, "[]") == 0) {
        snprintf(text, size, "%.*s[%u]", (int)length - 2, create.name, before);
    } else if (several) {
        snprintf(text, size, "%s (%u)", create.name, before + 1);
    } else {
        snprintf(text, size, "%s", create.name);
    }
    return text;
}

char *names_process(const model_t *model, uint32_t who, char *text, size_t size)
{
    char path[MP_PATH_TEXT];
    model_vector_t nothing = {.count = 0};
    snprintf(text, size, "%s", mp_path_format(model_process(model, &nothing, who).path, path));
    return text;
}

char *names_process_of(model_t *model, const model_vector_t *vector, uint32_t ref, char *text, size_t size)
{
    for (uint32_t who = 0; who < model_process_count(model); who++) {
        model_process_t process = model_process(model, vector, who);
        if (process.born && process.object == ref) {
            return names_process(model, who, text, size);
        }
    }
    snprintf(text, size, "a process");
    return text;
}

bool names_value(model_t *model, const model_vector_t *vector, uint32_t ref, char *text, size_t size)
{
    if (!model_load_object(model, vector, ref)) {
        return false;
    }
    const mp_object_t *object = mp_object(model_memory(model), ref);
    if (object->kind != MP_VALUE && object->kind != MP_ARRAY) {
        return false;
    }
    const mp_value_state_t *value = (const mp_value_state_t *)(const void *)object;
    if (object->kind == MP_VALUE) {
        slot_text(object->type, value->slots[0], text, size);
        return true;
    }
    size_t used = (size_t)snprintf(text, size, "[");
    for (uint32_t i = 0; i < object->count && used + 8 < size; i++) {
        char slot[SLOT_TEXT];
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "",
                                 slot_text(object->type, value->slots[i], slot, sizeof slot));
    }
    if (used + 8 >= size) {
        used = size - 8;
        used += (size_t)snprintf(text + used, size - used, " …");
    }
    snprintf(text + used, size - used, "]");
    return true;
}

char *names_quote(const char *bytes, size_t count, char *text, size_t size)
{
    size_t used = 0, limit = size > 8 ? size - 8 : 0;
    while (count > 0 && bytes[count - 1] == '\n') {
        count--;
    }
    text[used++] = '\'';
    size_t i = 0;
    for (; i < count && used < limit && bytes[i] != '\n'; i++) {
        text[used++] = bytes[i];
    }
    /* not in the middle of a character */
    while (i < count && used > 1 && ((unsigned char)bytes[i] & 0xC0) == 0x80) {
        i--;
        used--;
    }
    snprintf(text + used, size - used, "%s'", i < count ? "…" : "");
    return text;
}
