/*
 * What an instruction does to the registers of its frame, and where it may go next: the one place that knows
 * it for all opcodes. The generator's live table, the verifier and the disassembler ask here.
 */
#ifndef LESSONS_LANG_EFFECT_H
#define LESSONS_LANG_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

#include "lessons/lang/code.h"

/* Registers [first, first + count). */
typedef struct effect_range {
    uint32_t first, count;
} effect_range_t;

#define EFFECT_RANGES 3

typedef enum effect_edge { EFFECT_ALWAYS, EFFECT_ON_JUMP, EFFECT_ON_FALL } effect_edge_t;

typedef struct effect {
    effect_range_t reads[EFFECT_RANGES];
    effect_range_t writes[EFFECT_RANGES]; /* also what a call leaves in ruins */
    uint32_t read_count, write_count;
    effect_edge_t written; /* on which way out the writes have happened; never when it raises */
    bool jumps;            /* may go to pc + 1 + offset */
    bool falls_through;    /* may go to pc + 1 */
    bool may_raise;
    int32_t offset;
} effect_t;

/* The instruction's operands must be in bounds where they index constants (verify.h): the number of keywords
 * of a CALL_KW stands in its constant. */
effect_t effect_of(instruction_t instruction, const code_constant_t *constants);

/* Beside that, MAKE_FUNCTION reads the registers of the cells that the new function takes along: those of the
 * captures of code K[b] that are not from_free. Only who has the other codes can tell. */

/* Operand letters and name of an opcode (opcodes.h); the opcode must be below OP_COUNT. */
const char *opcode_operands(opcode_t op);
const char *opcode_name(opcode_t op);
bool opcode_suspends(opcode_t op);

#endif
