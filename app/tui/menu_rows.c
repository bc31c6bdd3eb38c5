#include "app/tui/menu.h"

#include <stdlib.h>
#include <string.h>

static bool has(char *const *list, uint32_t count, const char *id)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static uint32_t points_of(const lesson_exercise_t *exercise)
{
    uint32_t points = 0;
    for (uint32_t i = 0; exercise && i < exercise->demands_count; i++) {
        points += exercise->demands[i].points;
    }
    return points;
}

menu_mark_t menu_mark_of(const app_t *app, const lesson_t *lesson, uint32_t *answered)
{
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, lesson->id) : NULL;
    *answered = 0;
    if (!known) {
        return MENU_NEW;
    }
    for (uint32_t i = 0; i < lesson->questions_count; i++) {
        const char *id = lesson->questions[i].id;
        *answered +=
            has(known->answered, known->answered_count, id) || has(known->missed, known->missed_count, id);
    }
    bool solved = !lesson->exercise || known->points >= points_of(lesson->exercise);
    if (known->read && *answered == lesson->questions_count && solved) {
        return MENU_DONE;
    }
    bool begun = known->pages || known->tries || *answered || known->solved_count;
    return begun ? MENU_BEGUN : MENU_NEW;
}

static int group_of(const catalogue_entry_t *entry)
{
    return entry->lesson ? (int)entry->lesson->chapter : MENU_BROKEN;
}

size_t menu_group_size(const app_t *app, int group, size_t *done)
{
    size_t count = 0;
    *done = 0;
    if (group == MENU_PROGRAMS) {
        return app->progress ? app->progress->data->recent_count : 0;
    }
    for (size_t i = 0; i < app->catalogue.count; i++) {
        const catalogue_entry_t *entry = &app->catalogue.entries[i];
        uint32_t answered;
        if (group_of(entry) == group) {
            count++;
            *done += entry->lesson && menu_mark_of(app, entry->lesson, &answered) == MENU_DONE;
        }
    }
    return count;
}

static bool same_row(const menu_row_t *a, const menu_row_t *b)
{
    return a->kind == b->kind && a->group == b->group && a->number == b->number;
}

static void add_group(menu_t *menu, const app_t *app, int group)
{
    size_t done, size = menu_group_size(app, group, &done);
    if (size == 0) {
        return;
    }
    menu->rows[menu->count++] = (menu_row_t){MENU_GROUP, group, 0};
    if (menu->folded[group]) {
        return;
    }
    if (group == MENU_PROGRAMS) {
        for (size_t i = 0; i < size; i++) {
            menu->rows[menu->count++] = (menu_row_t){MENU_PROGRAM, group, i};
        }
        return;
    }
    for (size_t i = 0; i < app->catalogue.count; i++) {
        if (group_of(&app->catalogue.entries[i]) == group) {
            menu_kind_t kind = group == MENU_BROKEN ? MENU_BROKEN_LESSON : MENU_LESSON;
            menu->rows[menu->count++] = (menu_row_t){kind, group, i};
        }
    }
}

bool menu_make_rows(menu_t *menu, const app_t *app)
{
    menu_row_t chosen = menu->at < menu->count ? menu->rows[menu->at] : (menu_row_t){MENU_GROUP, 0, 0};
    size_t recent = app->progress ? app->progress->data->recent_count : 0;
    menu_row_t *rows = calloc(app->catalogue.count + recent + MENU_GROUPS, sizeof *rows);
    if (!rows) {
        return false;
    }
    free(menu->rows);
    menu->rows = rows;
    menu->count = 0;
    for (int group = 0; group < MENU_GROUPS; group++) {
        add_group(menu, app, group);
    }
    size_t at = 0;
    for (size_t i = 0; i < menu->count; i++) {
        bool head = rows[i].kind == MENU_GROUP && rows[i].group == chosen.group;
        at = head || same_row(&rows[i], &chosen) ? i : at;
        if (same_row(&rows[i], &chosen)) {
            break;
        }
    }
    menu->at = at;
    return true;
}

static bool choose_number(menu_t *menu, const app_t *app, size_t number)
{
    menu->folded[group_of(&app->catalogue.entries[number])] = false;
    if (!menu_make_rows(menu, app)) {
        return false;
    }
    for (size_t i = 0; i < menu->count; i++) {
        bool lesson = menu->rows[i].kind == MENU_LESSON || menu->rows[i].kind == MENU_BROKEN_LESSON;
        if (lesson && menu->rows[i].number == number) {
            menu->at = i;
            return true;
        }
    }
    return false;
}

bool menu_choose(menu_t *menu, const app_t *app, const char *id)
{
    for (size_t i = 0; i < app->catalogue.count; i++) {
        const lesson_t *lesson = app->catalogue.entries[i].lesson;
        if (lesson && strcmp(lesson->id, id) == 0) {
            return choose_number(menu, app, i);
        }
    }
    return false;
}

bool menu_find(menu_t *menu, const app_t *app, const char *text)
{
    size_t count = app->catalogue.count, from = 0;
    if (menu->at < menu->count && menu->rows[menu->at].kind == MENU_LESSON) {
        from = menu->rows[menu->at].number + 1;
    }
    for (size_t i = 0; i < count; i++) {
        const catalogue_entry_t *entry = &app->catalogue.entries[(from + i) % count];
        const lesson_t *lesson = entry->lesson;
        if (lesson ? strcasestr(lesson->title, text) || strcasestr(lesson->name, text) ||
                         strcasestr(lesson->id, text)
                   : strcasestr(entry->path, text) != NULL) {
            return choose_number(menu, app, (from + i) % count);
        }
    }
    return false;
}

/* Pages read and questions answered: the exercise may wait without holding anybody up. */
static bool is_passed(const app_t *app, const lesson_t *lesson)
{
    uint32_t answered;
    menu_mark_of(app, lesson, &answered);
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, lesson->id) : NULL;
    return known && known->read && answered == lesson->questions_count;
}

const lesson_t *menu_next(const app_t *app)
{
    if (app->progress && app->progress->data->last.lesson && app->progress->data->last.lesson[0]) {
        const catalogue_entry_t *last = catalogue_find(&app->catalogue, app->progress->data->last.lesson);
        if (last && last->lesson && !is_passed(app, last->lesson)) {
            return last->lesson;
        }
    }
    for (size_t i = 0; i < app->catalogue.count; i++) {
        const lesson_t *lesson = app->catalogue.entries[i].lesson;
        if (lesson && !is_passed(app, lesson)) {
            return lesson;
        }
    }
    return NULL;
}
