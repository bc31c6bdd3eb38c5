#include "lessons/load/progress_data.h"

#include "lessons/load/conform.h"

#include <string.h>

/* Texts are written in quotes: libcyaml would write an empty one as nothing, which reads as no value. */
#define QUOTED   CYAML_FLAG_SCALAR_QUOTE_DOUBLE
#define OPTIONAL CYAML_FLAG_OPTIONAL
#define LIST     (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define TEXT(type, member)                                                                                   \
    CYAML_FIELD_STRING_PTR(#member, OPTIONAL | QUOTED, type, member, 0, CYAML_UNLIMITED)
#define NUMBER(type, member) CYAML_FIELD_UINT(#member, OPTIONAL, type, member)
#define FLAG(type, member)   CYAML_FIELD_BOOL(#member, OPTIONAL, type, member)
#define MANY(type, member, entry)                                                                            \
    CYAML_FIELD_SEQUENCE(#member, LIST, type, member, &(entry), 0, CYAML_UNLIMITED)

static const cyaml_schema_value_t text_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER | QUOTED, char *, 0, CYAML_UNLIMITED)};

static const cyaml_schema_field_t lesson_fields[] = {
    CYAML_FIELD_STRING_PTR("id", QUOTED, progress_lesson_t, id, 1, CYAML_UNLIMITED),
    NUMBER(progress_lesson_t, pages),
    FLAG(progress_lesson_t, read),
    MANY(progress_lesson_t, answered, text_entry),
    MANY(progress_lesson_t, missed, text_entry),
    MANY(progress_lesson_t, solved, text_entry),
    NUMBER(progress_lesson_t, points),
    NUMBER(progress_lesson_t, tries),
    NUMBER(progress_lesson_t, hints),
    FLAG(progress_lesson_t, answer_shown),
    MANY(progress_lesson_t, ends, text_entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t lesson_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, progress_lesson_t, lesson_fields)};

static const cyaml_schema_field_t place_fields[] = {
    TEXT(progress_place_t, lesson),
    TEXT(progress_place_t, variant),
    TEXT(progress_place_t, view),
    NUMBER(progress_place_t, page),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t data_fields[] = {
    CYAML_FIELD_UINT("format", CYAML_FLAG_DEFAULT, progress_data_t, format),
    CYAML_FIELD_MAPPING("last", OPTIONAL, progress_data_t, last, place_fields),
    MANY(progress_data_t, lessons, lesson_entry),
    MANY(progress_data_t, recent, text_entry),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t progress_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, progress_data_t, data_fields)};

/* ---- memory ---- */

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = cyaml_mem(NULL, NULL, size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

static bool set_text(char **target, const char *text, bool *changed)
{
    if (*target != NULL && strcmp(*target, text) == 0)
        return true;
    char *copy = copy_text(text);
    if (copy == NULL)
        return false;
    cyaml_mem(NULL, *target, 0);
    *target = copy;
    *changed = true;
    return true;
}

static bool has_text(char *const *list, uint32_t count, const char *text)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i], text) == 0)
            return true;
    }
    return false;
}

static bool add_text(char ***list, uint32_t *count, const char *text, bool *changed)
{
    if (has_text(*list, *count, text))
        return true;
    char **longer = cyaml_mem(NULL, *list, (*count + 1) * sizeof *longer);
    if (longer == NULL)
        return false;
    *list = longer;
    longer[*count] = copy_text(text);
    if (longer[*count] == NULL)
        return false;
    (*count)++;
    *changed = true;
    return true;
}

static void drop_text(char **list, uint32_t *count, uint32_t index)
{
    cyaml_mem(NULL, list[index], 0);
    memmove(list + index, list + index + 1, (*count - index - 1) * sizeof *list);
    (*count)--;
}

static void raise_number(uint32_t *number, uint32_t to, bool *changed)
{
    *changed = *changed || to > *number;
    *number = to > *number ? to : *number;
}

static void raise_flag(bool *flag, bool to, bool *changed)
{
    *changed = *changed || (to && !*flag);
    *flag = *flag || to;
}

progress_data_t *progress_data_new(void)
{
    bool changed;
    progress_data_t *data = cyaml_mem(NULL, NULL, sizeof *data);
    if (data == NULL)
        return NULL;
    *data = (progress_data_t){.format = PROGRESS_FORMAT};
    if (set_text(&data->last.lesson, "", &changed) && set_text(&data->last.variant, "", &changed) &&
        set_text(&data->last.view, "", &changed))
        return data;
    conform_free(&progress_schema, data);
    return NULL;
}

/* ---- lessons ---- */

progress_lesson_t *progress_data_find(const progress_data_t *data, const char *lesson)
{
    for (uint32_t i = 0; i < data->lessons_count; i++) {
        if (strcmp(data->lessons[i].id, lesson) == 0)
            return &data->lessons[i];
    }
    return NULL;
}

static progress_lesson_t *find_or_add(progress_data_t *data, const char *id, bool *changed)
{
    progress_lesson_t *lesson = progress_data_find(data, id);
    if (lesson != NULL)
        return lesson;
    size_t size = (data->lessons_count + 1) * sizeof *lesson;
    progress_lesson_t *longer = cyaml_mem(NULL, data->lessons, size);
    if (longer == NULL)
        return NULL;
    data->lessons = longer;
    lesson = &longer[data->lessons_count];
    *lesson = (progress_lesson_t){.id = copy_text(id)};
    if (lesson->id == NULL)
        return NULL;
    data->lessons_count++;
    *changed = true;
    return lesson;
}

static void free_lesson(progress_lesson_t *lesson)
{
    while (lesson->answered_count > 0)
        drop_text(lesson->answered, &lesson->answered_count, lesson->answered_count - 1);
    while (lesson->missed_count > 0)
        drop_text(lesson->missed, &lesson->missed_count, lesson->missed_count - 1);
    while (lesson->solved_count > 0)
        drop_text(lesson->solved, &lesson->solved_count, lesson->solved_count - 1);
    while (lesson->ends_count > 0)
        drop_text(lesson->ends, &lesson->ends_count, lesson->ends_count - 1);
    cyaml_mem(NULL, lesson->answered, 0);
    cyaml_mem(NULL, lesson->missed, 0);
    cyaml_mem(NULL, lesson->solved, 0);
    cyaml_mem(NULL, lesson->ends, 0);
    cyaml_mem(NULL, lesson->id, 0);
}

static void reset(progress_data_t *data, const char *lesson, bool *changed)
{
    for (uint32_t i = data->lessons_count; i-- > 0;) {
        if (lesson != NULL && strcmp(data->lessons[i].id, lesson) != 0)
            continue;
        free_lesson(&data->lessons[i]);
        memmove(data->lessons + i, data->lessons + i + 1,
                (data->lessons_count - i - 1) * sizeof *data->lessons);
        data->lessons_count--;
        *changed = true;
    }
    if (lesson == NULL || strcmp(data->last.lesson, lesson) == 0) {
        *changed = *changed || data->last.lesson[0] != 0;
        data->last.lesson[0] = data->last.variant[0] = data->last.view[0] = 0;
        data->last.page = 0;
    }
}

static bool remember_recent(progress_data_t *data, const char *path, bool *changed)
{
    if (data->recent_count > 0 && strcmp(data->recent[0], path) == 0)
        return true;
    for (uint32_t i = 0; i < data->recent_count; i++) {
        if (strcmp(data->recent[i], path) == 0) {
            drop_text(data->recent, &data->recent_count, i);
            break;
        }
    }
    if (!add_text(&data->recent, &data->recent_count, path, changed))
        return false;
    char *newest = data->recent[data->recent_count - 1];
    memmove(data->recent + 1, data->recent, (data->recent_count - 1) * sizeof *data->recent);
    data->recent[0] = newest;
    while (data->recent_count > PROGRESS_RECENT_MAX)
        drop_text(data->recent, &data->recent_count, data->recent_count - 1);
    return true;
}

static bool set_place(progress_place_t *place, const progress_change_t *change, bool *changed)
{
    *changed = *changed || place->page != change->number;
    place->page = change->number;
    return set_text(&place->lesson, change->lesson, changed) &&
           set_text(&place->variant, change->text, changed) && set_text(&place->view, change->view, changed);
}

static bool apply_to_lesson(progress_lesson_t *lesson, const progress_change_t *change, bool *changed)
{
    switch (change->kind) {
    case CHANGE_PAGE:
        raise_number(&lesson->pages, change->number, changed);
        raise_flag(&lesson->read, change->flag, changed);
        return true;
    case CHANGE_ANSWER:
        if (change->flag)
            return add_text(&lesson->answered, &lesson->answered_count, change->text, changed);
        if (has_text(lesson->answered, lesson->answered_count, change->text))
            return true; /* right the first time stays right */
        return add_text(&lesson->missed, &lesson->missed_count, change->text, changed);
    case CHANGE_CHALLENGE:
        return add_text(&lesson->solved, &lesson->solved_count, change->text, changed);
    case CHANGE_END:
        return add_text(&lesson->ends, &lesson->ends_count, change->text, changed);
    case CHANGE_TRY:
        lesson->tries++;
        *changed = true;
        raise_number(&lesson->points, change->number, changed);
        return true;
    case CHANGE_HINT:
        raise_number(&lesson->hints, change->number, changed);
        raise_flag(&lesson->answer_shown, change->flag, changed);
        return true;
    default:
        return true;
    }
}

bool progress_data_apply(progress_data_t *data, const progress_change_t *change, bool *changed)
{
    *changed = false;
    switch (change->kind) {
    case CHANGE_RESET:
        reset(data, change->lesson, changed);
        return true;
    case CHANGE_RECENT:
        return remember_recent(data, change->text, changed);
    case CHANGE_PLACE:
        return set_place(&data->last, change, changed);
    default: {
        progress_lesson_t *lesson = find_or_add(data, change->lesson, changed);
        return lesson != NULL && apply_to_lesson(lesson, change, changed);
    }
    }
}

static bool join_texts(char ***list, uint32_t *count, char *const *other, uint32_t other_count)
{
    bool changed;
    for (uint32_t i = 0; i < other_count; i++) {
        if (!add_text(list, count, other[i], &changed))
            return false;
    }
    return true;
}

static bool join_lesson(progress_lesson_t *to, const progress_lesson_t *from)
{
    bool changed = false;
    raise_number(&to->pages, from->pages, &changed);
    raise_number(&to->points, from->points, &changed);
    raise_number(&to->tries, from->tries, &changed);
    raise_number(&to->hints, from->hints, &changed);
    raise_flag(&to->read, from->read, &changed);
    raise_flag(&to->answer_shown, from->answer_shown, &changed);
    return join_texts(&to->answered, &to->answered_count, from->answered, from->answered_count) &&
           join_texts(&to->missed, &to->missed_count, from->missed, from->missed_count) &&
           join_texts(&to->solved, &to->solved_count, from->solved, from->solved_count) &&
           join_texts(&to->ends, &to->ends_count, from->ends, from->ends_count);
}

bool progress_data_join(progress_data_t *data, const progress_data_t *other)
{
    bool changed = false;
    for (uint32_t i = 0; i < other->lessons_count; i++) {
        progress_lesson_t *lesson = find_or_add(data, other->lessons[i].id, &changed);
        if (lesson == NULL || !join_lesson(lesson, &other->lessons[i]))
            return false;
    }
    progress_change_t place = {.kind = CHANGE_PLACE,
                               .lesson = other->last.lesson,
                               .text = other->last.variant,
                               .view = other->last.view,
                               .number = other->last.page};
    if (!set_place(&data->last, &place, &changed))
        return false;
    for (uint32_t i = other->recent_count; i-- > 0;) {
        if (!remember_recent(data, other->recent[i], &changed))
            return false;
    }
    return true;
}
