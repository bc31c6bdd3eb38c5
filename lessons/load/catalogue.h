/*
 * All lessons that can be found, in the order of the course.
 *
 * Folders, first to last: those given by --lessons and $LOCKSTEP_LESSONS (colon-separated), the reader's own
 * ($XDG_DATA_HOME/lockstep/lessons), then the built-in ones: beside the executable
 * (../share/lockstep/lessons), else the installed data folder, else the source tree that it was built from.
 * Of two lessons with one id the first found counts. A broken file is an entry too, with its problems: one
 * bad lesson never hides the others.
 */
#ifndef LESSONS_LOAD_CATALOGUE_H
#define LESSONS_LOAD_CATALOGUE_H

#include "lessons/load/lesson.h"
#include "lessons/load/problem.h"

#include <stddef.h>

typedef struct catalogue_entry {
    char *path;
    lesson_t *lesson;    /* NULL: the file is broken */
    problems_t problems; /* why it is broken; empty otherwise */
    problems_t notes;    /* of a lesson that loads: an `after` that names no lesson */
} catalogue_entry_t;

typedef struct catalogue {
    catalogue_entry_t *entries; /* sound lessons by chapter, position, id; then broken files by path */
    size_t count;
} catalogue_t;

/* `folders` are searched before all others, may be NULL; a folder that is not there is passed over. `builtin`
 * are the candidates for the built-in lessons, of which the first that exists counts. Returns false only for
 * want of memory (the catalogue is then empty). */
bool catalogue_open(catalogue_t *catalogue, const char *const *folders, size_t folder_count,
                    const char *const *builtin, size_t builtin_count);
void catalogue_destroy(catalogue_t *catalogue);

/* The lesson of that id, or NULL. */
const catalogue_entry_t *catalogue_find(const catalogue_t *catalogue, const char *id);

#endif
