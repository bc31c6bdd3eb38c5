/*
 * A note: what a process tells the screen about its private memory, before it stands at the gate.
 *
 * Lines of text, each with a letter, then fields between tabs:
 *     f NAME LINE         the frames of the program, innermost first
 *     l NAME TEXT         a local of the innermost function
 *     g NAME TEXT         a global of the program (no modules, functions or classes)
 * Values are cut short; the note is cut at its room, at a line's end. Only the host reads it, and it does not
 * trust it.
 */
#ifndef LESSONS_RUN_NOTE_H
#define LESSONS_RUN_NOTE_H

#include <stddef.h>
#include <stdint.h>

struct vm;

/* Writes the note of a machine into `text`; returns its size, no NUL counted. */
size_t note_write(const struct vm *vm, char *text, size_t room);

typedef struct note_line {
    char kind;        /* 'f', 'l', 'g' */
    const char *name; /* within the text, NUL-terminated by note_next */
    const char *value;
} note_line_t;

/* Takes the next line of a note apart; *position starts at 0; the text is changed (tabs and newlines become
 * NUL). False: no more. Copes with any bytes. */
int note_next(char *text, size_t size, size_t *position, note_line_t *line);

#endif
