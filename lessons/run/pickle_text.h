/*
 * The bytes of a message in words, without a machine: what stands in a queue, for people to read.
 */
#ifndef LESSONS_RUN_PICKLE_TEXT_H
#define LESSONS_RUN_PICKLE_TEXT_H

#include <stddef.h>

/* Writes the value as Python would print it, as far as that can be read off and as there is room; "<…>" for
 * the rest. Copes with any bytes. Returns text. */
char *pickle_text(const void *bytes, size_t size, char *text, size_t room);

#endif
