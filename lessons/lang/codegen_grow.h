/*
 * `s += text` in a loop, without copying all of s each time.
 *
 * The machine's texts are immutable, and it counts no references. But where s is a local, and nothing but
 * such additions has read it since the last one, nobody else can hold the text that an addition made, so the
 * next one may let it grow in place. grow_mark() finds these additions by data flow and sets flag 2 on them.
 * That the text was made by an addition at all the machine knows by a mark in the text.
 */
#ifndef LESSONS_LANG_CODEGEN_GROW_H
#define LESSONS_LANG_CODEGEN_GROW_H

#include <stdbool.h>

#include "lessons/lang/code.h"

/* The code is whole. False without memory. */
bool grow_mark(code_t *code);

#endif
