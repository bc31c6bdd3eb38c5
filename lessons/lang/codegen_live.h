/*
 * Which registers still matter: the live table of a code, by data flow backwards over its instructions.
 *
 * Where a local may be read before it is written, the machine's registers would hold anything: live_compute()
 * puts a CLEAR in front of the code for these, so that nothing but parameters is live at its entry.
 */
#ifndef LESSONS_LANG_CODEGEN_LIVE_H
#define LESSONS_LANG_CODEGEN_LIVE_H

#include <stdbool.h>

#include "lessons/lang/codegen_body.h"

/* Fills live and live_words of a code that is whole but for these, and may put an instruction in front.
 * False when the code is too large for it, or without memory. */
bool live_compute(gen_t *gen, code_t *code);

#endif
