/*
 * What counts of a program's output, as one number that is part of each state.
 *
 * Only what the chosen kind of end needs is kept, so that two ways that differ in nothing that the reader
 * looks at lead to one state. 0 is "nothing written". Text that does not end in a newline waits for the rest
 * of its line.
 */
#ifndef LESSONS_EXPLORE_OUTPUT_H
#define LESSONS_EXPLORE_OUTPUT_H

#include "lessons/explore/explore.h"

#define OUTPUT_NO_MEMORY UINT32_MAX

typedef struct output output_t;

output_t *output_new(explore_see_t see); /* NULL: out of memory */
void output_free(output_t *output);

/* The output after process `who` (below 65536) has written `text`. OUTPUT_NO_MEMORY on failure. */
uint32_t output_add(output_t *output, uint32_t state, uint32_t who, const char *text, size_t size);

/* Whether writes of different processes can be told apart in their order. */
bool output_is_ordered(const output_t *output);

/*
 * What the reader sees of `state`, malloc'ed, without a last newline; NULL: out of memory. For EACH_PROCESS
 * every line is preceded by its process as name_of gives it; name_of must keep the order of `who` sensible to
 * a reader.
 */
char *output_show(const output_t *output, uint32_t state, const char *(*name_of)(void *context, uint32_t who),
                  void *context);

size_t output_memory_bytes(const output_t *output);

#endif
