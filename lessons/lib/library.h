/*
 * The modules that are written in the lesson language itself (lessons/lib/NAME.py), as text built into the
 * program. They are compiled like any lesson, so they can be stepped and searched like any lesson.
 */
#ifndef LESSONS_LIB_LIBRARY_H
#define LESSONS_LIB_LIBRARY_H

#include <stddef.h>

typedef struct library_module {
    const char *name; /* module name, NULL ends the table */
    const char *text; /* UTF-8, terminated by NUL */
    size_t size_bytes;
} library_module_t;

extern const library_module_t library_modules[];

#endif
