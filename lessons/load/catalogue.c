#include "lessons/load/catalogue.h"

#include "lessons/load/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add_entry(catalogue_t *catalogue, char *path)
{
    if (catalogue->count == catalogue->room) {
        size_t room = catalogue->room ? catalogue->room * 2 : 64;
        catalogue_entry_t *entries = realloc(catalogue->entries, room * sizeof *entries);
        if (entries == NULL)
            return false;
        catalogue->entries = entries;
        catalogue->room = room;
    }
    catalogue_entry_t *entry = &catalogue->entries[catalogue->count];
    *entry = (catalogue_entry_t){.path = path};
    entry->lesson = lesson_load_file(path, &entry->problems);
    catalogue->count++;
    return true;
}

static void drop_last(catalogue_t *catalogue)
{
    catalogue_entry_t *entry = &catalogue->entries[--catalogue->count];
    free(entry->path);
    lesson_free(entry->lesson);
    problems_destroy(&entry->problems);
    problems_destroy(&entry->notes);
}

/* Within one folder a second lesson of the same id is a mistake and is told; a folder further back is
 * shadowed. */
static void settle_twin(catalogue_t *catalogue, size_t folder_start)
{
    catalogue_entry_t *entry = &catalogue->entries[catalogue->count - 1];
    for (size_t i = 0; i + 1 < catalogue->count && entry->lesson != NULL; i++) {
        const catalogue_entry_t *other = &catalogue->entries[i];
        if (other->lesson == NULL || strcmp(other->lesson->id, entry->lesson->id) != 0)
            continue;
        if (i < folder_start) {
            drop_last(catalogue);
            return;
        }
        problems_add(&entry->problems, entry->path, 0, 0, "the id `%s` is already that of %s",
                     entry->lesson->id, other->path);
        lesson_free(entry->lesson);
        entry->lesson = NULL;
    }
}

static int is_lesson_file(const struct dirent *file)
{
    size_t size = strlen(file->d_name);
    return file->d_name[0] != '.' && size > 5 && strcmp(file->d_name + size - 5, ".yaml") == 0;
}

static bool read_folder(catalogue_t *catalogue, const char *folder)
{
    struct dirent **files;
    size_t start = catalogue->count;
    int count = scandir(folder, &files, is_lesson_file, alphasort);
    if (count < 0)
        return errno != ENOMEM;
    bool good = true;
    for (int i = 0; i < count; i++) {
        char *path = NULL;
        if (good && asprintf(&path, "%s/%s", folder, files[i]->d_name) < 0)
            good = false;
        else if (good && !add_entry(catalogue, path)) {
            free(path);
            good = false;
        } else if (good)
            settle_twin(catalogue, start);
        free(files[i]);
    }
    free(files);
    return good;
}

static int compare_entries(const void *left, const void *right)
{
    const catalogue_entry_t *a = left, *b = right;
    if (a->lesson == NULL || b->lesson == NULL) {
        if ((a->lesson == NULL) != (b->lesson == NULL))
            return a->lesson == NULL ? 1 : -1;
        return strcmp(a->path, b->path);
    }
    if (a->lesson->chapter != b->lesson->chapter)
        return a->lesson->chapter < b->lesson->chapter ? -1 : 1;
    if (a->lesson->position != b->lesson->position)
        return a->lesson->position < b->lesson->position ? -1 : 1;
    return strcmp(a->lesson->id, b->lesson->id);
}

static void note_after(const catalogue_t *catalogue, catalogue_entry_t *entry)
{
    for (uint32_t i = 0; i < entry->lesson->after_count; i++) {
        if (catalogue_find(catalogue, entry->lesson->after[i]) == NULL)
            problems_add(&entry->notes, entry->path, 0, 0, "`after` names `%.60s`, which is no lesson here",
                         entry->lesson->after[i]);
    }
}

bool catalogue_open(catalogue_t *catalogue, const char *const *folders, size_t count)
{
    bool good = true;
    *catalogue = (catalogue_t){0};
    for (size_t i = 0; i < count && good; i++)
        good = read_folder(catalogue, folders[i]);
    if (catalogue->count > 0)
        qsort(catalogue->entries, catalogue->count, sizeof *catalogue->entries, compare_entries);
    for (size_t i = 0; i < catalogue->count; i++) {
        if (catalogue->entries[i].lesson != NULL)
            note_after(catalogue, &catalogue->entries[i]);
    }
    return good;
}

void catalogue_destroy(catalogue_t *catalogue)
{
    while (catalogue->count > 0)
        drop_last(catalogue);
    free(catalogue->entries);
    *catalogue = (catalogue_t){0};
}

const catalogue_entry_t *catalogue_find(const catalogue_t *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const catalogue_entry_t *entry = &catalogue->entries[i];
        if (entry->lesson != NULL && strcmp(entry->lesson->id, id) == 0)
            return entry;
    }
    return NULL;
}
