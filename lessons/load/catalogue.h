/*
 * All lessons that can be found, in the order of the course.
 *
 * The caller says which folders there are (app/folders.h does it for the program). Of two lessons with
 * one id the first found counts. A broken file is an entry too, with its problems: one bad lesson never hides
 * the others. Entries stay where they are until catalogue_destroy().
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
    size_t count, room;
} catalogue_t;

/* Reads every *.yaml of each folder; one that is not there is passed over. False only for want of memory: the
 * catalogue then has what was read so far. Destroy it in any case. */
bool catalogue_open(catalogue_t *catalogue, const char *const *folders, size_t count);
void catalogue_destroy(catalogue_t *catalogue);

/* The sound lesson of that id, or NULL. */
const catalogue_entry_t *catalogue_find(const catalogue_t *catalogue, const char *id);

#endif
