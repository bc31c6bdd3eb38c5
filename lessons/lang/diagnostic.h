/*
 * What is wrong with a program, in words for the one who wrote it.
 *
 * A diagnostics_t gathers up to DIAGNOSTICS_LIMIT findings of one program, later ones are only counted. The
 * kind says who refuses: CPython too (SYNTAX, INDENTATION, TAB), or the sandbox alone (REFUSED: valid Python
 * that is not part of the sandbox's Python; LIMIT: too large or too deep for the sandbox). For the first
 * kinds the message of the first finding is CPython's own last line, word for word where that is possible.
 *
 * A finding keeps a copy of its source line, so rendering needs no source. Nothing here prints.
 */
#ifndef LESSONS_LANG_DIAGNOSTIC_H
#define LESSONS_LANG_DIAGNOSTIC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/ast.h"

#define DIAGNOSTICS_LIMIT 20

typedef enum diagnostic_kind {
    DIAGNOSTIC_SYNTAX,      /* SyntaxError */
    DIAGNOSTIC_INDENTATION, /* IndentationError */
    DIAGNOSTIC_TAB,         /* TabError */
    DIAGNOSTIC_REFUSED,     /* not part of the sandbox's Python */
    DIAGNOSTIC_LIMIT,       /* a limit of the sandbox; also no memory */
} diagnostic_kind_t;

typedef struct diagnostic {
    diagnostic_kind_t kind;
    ast_place_t place;    /* line 0: the file as a whole */
    char *message;        /* without the name of the kind: "expected ':'" */
    char *hint;           /* what to write instead; NULL without */
    char *line;           /* the source line, long ones cut to a window around the place; NULL without */
    uint32_t line_column; /* column of the first character of `line` */
} diagnostic_t;

typedef struct diagnostics {
    char *file;
    diagnostic_t items[DIAGNOSTICS_LIMIT];
    size_t count;
    size_t dropped; /* findings beyond the limit */
} diagnostics_t;

void diagnostics_init(diagnostics_t *diagnostics, const char *file);
void diagnostics_destroy(diagnostics_t *diagnostics);

/* Adds a finding. `line` is the text of the source line that `place.line` names (may be NULL), copied. The
 * text of the hint follows that of the message after a newline: "expected ':'\nA line that begins a block
 * ends in a colon". */
void diagnostics_add(diagnostics_t *diagnostics, diagnostic_kind_t kind, ast_place_t place, const char *line,
                     size_t line_size, const char *format, ...) __attribute__((format(printf, 6, 7)));
void diagnostics_add_list(diagnostics_t *diagnostics, diagnostic_kind_t kind, ast_place_t place,
                          const char *line, size_t line_size, const char *format, va_list arguments);

/* Puts what CPython refuses too before what only the sandbox refuses; otherwise the order stays. */
void diagnostics_rank(diagnostics_t *diagnostics);

/* True if CPython, too, refuses the program. `lockstep run` then ends with 1, for other findings with 2. */
bool diagnostics_is_syntax_error(const diagnostics_t *diagnostics);

/* "SyntaxError", "IndentationError", "TabError", "not part of the sandbox's Python", "limit of the sandbox".
 */
const char *diagnostic_kind_text(diagnostic_kind_t kind);

/* Writes one finding, or all of them, as text of several lines into the buffer: place, source line, caret,
 * message, hint. Always ends in a NUL where size > 0; gives the length that the whole text has, like
 * snprintf(). */
size_t diagnostic_render(const diagnostic_t *diagnostic, const char *file, char *buffer, size_t size);
size_t diagnostics_render(const diagnostics_t *diagnostics, char *buffer, size_t size);

#endif
