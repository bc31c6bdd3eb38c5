/*
 * The text of a program, checked and cut into lines.
 *
 * source_load() copies the bytes, drops a byte order mark, turns CR and CR LF into LF, checks that all of it
 * is UTF-8 without a NUL, that it is not larger than SOURCE_SIZE_LIMIT, and that no coding comment asks for
 * something else than UTF-8. What fails is written to the diagnostics, and NULL comes back.
 * The tree does not point into the source: a source may be freed once the program is parsed.
 */
#ifndef LESSONS_LANG_SOURCE_H
#define LESSONS_LANG_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/diagnostic.h"

#define SOURCE_SIZE_LIMIT ((size_t)1 << 20) /* bytes */

typedef struct source {
    char *file;      /* as given, for messages */
    char *bytes;     /* UTF-8, ends in a newline (added where it is missing), followed by a NUL */
    uint32_t size;   /* without the NUL */
    uint32_t *lines; /* offset of the first byte of each line; lines[line_count] == size */
    uint32_t line_count;
} source_t;

/* Takes a copy of everything. NULL: diagnostics say why. */
source_t *source_load(const char *file, const char *bytes, size_t size, diagnostics_t *diagnostics);
void source_free(source_t *source);

/* The text of a line (from 1) without its newline; size 0 for a line that is not there. */
const char *source_line(const source_t *source, uint32_t line, size_t *size);

#endif
