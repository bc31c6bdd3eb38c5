/*
 * The text of a program with a line NAME = number changed. This is what runs, and what the screen shows.
 */
#ifndef LESSONS_LOAD_KNOBS_H
#define LESSONS_LOAD_KNOBS_H

#include "lessons/load/lesson.h"

#include <stddef.h>
#include <stdint.h>

/* The 1-based line that reads `name = number` from its first column (a comment may follow) and is the only
 * such line of the program; 0 if there is none or more than one. `value` may be NULL. */
uint32_t knob_line(const char *program, const char *name, int64_t *value);

/* A new string (caller frees): `program` with each setting's line changed. A setting whose line is not there
 * is passed over: the caller has checked, or means it so. NULL only for want of memory. */
char *knobs_apply(const char *program, const lesson_setting_t *settings, size_t count);

/* The program of a variant at the knobs' held, or free, numbers. Caller frees. */
char *knobs_held(const lesson_t *lesson, const lesson_variant_t *variant);
char *knobs_free(const lesson_t *lesson, const lesson_variant_t *variant);

/* The program of a variant as the search takes it: held numbers, then the variant's `search.set`. Caller
 * frees. */
char *knobs_search(const lesson_t *lesson, const lesson_variant_t *variant);

#endif
