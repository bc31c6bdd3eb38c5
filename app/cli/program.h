/*
 * Programs in the lesson language as files: reading and compiling them for a verdict.
 */
#ifndef APP_CLI_PROGRAM_H
#define APP_CLI_PROGRAM_H

#include <stddef.h>

/* Reads a file; the caller frees `*text`. 0, or 2 after one line on standard error. */
int program_read(const char *path, char **text, size_t *size);

/* Compiles. 0; 1 if Python refuses it too (syntax), 2 if only the sandbox does; the findings are then on
 * standard error, with line, caret and hint. */
int program_check(const char *path, const char *text, size_t size);

#endif
