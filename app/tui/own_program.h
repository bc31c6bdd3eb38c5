/*
 * A program of the reader's own, dressed as a lesson of one variant, so that every view works on it.
 */
#ifndef APP_TUI_OWN_PROGRAM_H
#define APP_TUI_OWN_PROGRAM_H

#include <stddef.h>

#include "lessons/load/lesson.h"

/* Reads the file. NULL: why (size bytes) says what is wrong with it. To be freed with lesson_free. */
lesson_t *own_program_lesson(const char *path, char *why, size_t why_size);

#endif
