/*
 * Code as people read it: a listing of instructions, and the view "this line in the machine".
 *
 * The listing is for those who work on Lockstep. The line view is for learners: it breaks one line of a
 * program into the small steps that the machine takes, in order, and says which of them another process could
 * notice. `balance.value += 1` becomes: read balance.value (may be seen) - add 1 (private) - write
 * balance.value (may be seen). Whether an attribute is shared shows only when the program runs; the machine
 * then says at which pc a visible operation was.
 */
#ifndef LESSONS_LANG_DISASSEMBLE_H
#define LESSONS_LANG_DISASSEMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/code.h"

/* Writes one instruction ("ADD_K        total, total, 1") into the buffer, always ended by a NUL; gives the
 * length of the whole text, like snprintf(). */
size_t disassemble_instruction(const code_t *code, uint32_t pc, char *buffer, size_t size);

/* All codes of a unit, with handlers and hints. The caller frees it; NULL without memory. */
char *disassemble_unit(const code_unit_t *unit);

typedef enum micro_kind {
    MICRO_LOAD,    /* a value comes into a register */
    MICRO_COMPUTE, /* something is made of values in registers */
    MICRO_STORE,   /* a value goes to a name, attribute or item */
    MICRO_CALL,
    MICRO_CONTROL, /* where to go on */
} micro_kind_t;

typedef struct micro_step {
    uint32_t code, pc; /* which instruction */
    code_place_t place;
    micro_kind_t kind;
    bool may_be_visible; /* another process could notice it, if what it touches is shared */
    char text[80];       /* "read balance.value" */
} micro_step_t;

/* The steps of a line, in the order of the code; instructions that a reader need not know are left out. Gives
 * how many there are, and fills at most `capacity` of them. */
size_t disassemble_line(const code_unit_t *unit, uint32_t line, micro_step_t *steps, size_t capacity);

#endif
