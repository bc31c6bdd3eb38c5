/*
 * Is this code safe to run?
 *
 * The machine trusts its code: it checks no operand. So whoever loads code has it verified first: every
 * register, constant, name and jump target is in bounds and of the right kind, no path runs off the end, the
 * tables of handlers fit, a cell is read only where a cell was made, and the live table is right, which also
 * proves that no register is read that was not written before on every path.
 */
#ifndef LESSONS_LANG_VERIFY_H
#define LESSONS_LANG_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "lessons/lang/code.h"

typedef struct verify_error {
    const char *text;  /* what is wrong, static text */
    uint32_t code, pc; /* where: number of the code in the unit, instruction */
} verify_error_t;

/* The unit's arrays must have the lengths that it states; what stands in them may be anything. `error` is
 * filled only on failure. */
bool verify_unit(const code_unit_t *unit, verify_error_t *error);

#endif
