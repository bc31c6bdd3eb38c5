/*
 * Writing a variant's ends into the text of a lesson file, leaving everything else as it stands.
 */
#ifndef LESSONS_LOAD_ACCEPT_H
#define LESSONS_LOAD_ACCEPT_H

#include "lessons/load/lesson.h"

/* A new text (caller frees): `text` with the block `ends` of variant number `index` replaced by `ends`, or
 * added behind the variant if it has none. `text` must be that of a lesson that loads, if only as a draft. NULL for want of
 * memory, or if the variants stand in braces on one line, where nothing can be put in. */
char *accept_ends(const char *text, uint32_t index, const lesson_ends_t *ends);

#endif
