/*
 * Pieces of HTML: escaped text, and the small markup of a lesson's pages.
 */
#ifndef APP_CLI_HTML_H
#define APP_CLI_HTML_H

#include "lessons/load/lesson.h"

#include <stddef.h>
#include <stdio.h>

void html_text(FILE *out, const char *text, size_t size);
void html_string(FILE *out, const char *text);

/* One line of prose: `code` and *words*. */
void html_prose(FILE *out, const char *text, size_t size);

/* Lines first to last of a program, with their numbers. */
void html_program(FILE *out, const char *program, uint32_t first, uint32_t last);

/* A page's text: paragraphs, lists, and the parts of programs that it shows. */
void html_page(FILE *out, const lesson_t *lesson, const char *text);

#endif
