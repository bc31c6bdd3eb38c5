/*
 * Reading a lesson file: bytes → prescan (structure, limits, places) → strict schema → checks of meaning.
 *
 * Every fault becomes a problem with file, line and column (problem.h); a file with any problem yields no
 * lesson. Several faults are gathered in one go.
 */
#ifndef LESSONS_LOAD_LOAD_H
#define LESSONS_LOAD_LOAD_H

#include "lessons/load/lesson.h"
#include "lessons/load/problem.h"

#include <stddef.h>

/* Reads and checks the lesson at `path`. The caller owns the result (lesson_free); NULL when `problems` got
 * entries. What needs other lessons (`after`) is checked by the catalogue, what needs a search by `check`. */
lesson_t *lesson_load_file(const char *path, problems_t *problems);

/* The same for a lesson whose ends are still to be filled in (accept.h): `ends` may lack its list, and what
 * rests on the list (goals of challenges, free runs) is not held against it. */
lesson_t *lesson_load_draft(const char *path, problems_t *problems);

/* As lesson_load_file(), for text in memory; `name` is what messages call it. */
lesson_t *lesson_load_text(const char *name, const char *text, size_t size, problems_t *problems);

#endif
