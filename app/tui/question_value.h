/*
 * What a reader types as a value, beside what the machine says: numbers, lists of numbers, texts. Pure.
 *
 * The machine's text is as Python prints it: 99, -0.5, [10, 0, 30], b'ab'. A list may be typed with commas or
 * blanks, with or without brackets; a list of single digits also without anything between them.
 */
#ifndef APP_TUI_QUESTION_VALUE_H
#define APP_TUI_QUESTION_VALUE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum question_value { QUESTION_NUMBER, QUESTION_LIST, QUESTION_TEXT } question_value_t;

question_value_t question_value_kind(const char *answer);
/* Whether this sign belongs to an answer of that kind: letters are keys where a number is asked for. */
bool question_value_takes(const char *answer, unsigned sign);
bool question_value_same(const char *typed, const char *answer);
/* A hint that leaves something to think. */
void question_value_hint(const char *answer, char *text, size_t size);

#endif
