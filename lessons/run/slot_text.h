/*
 * The 64 bits of a Value or of an Array's slot as people read them.
 */
#ifndef LESSONS_RUN_SLOT_TEXT_H
#define LESSONS_RUN_SLOT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "lessons/run/condition.h"

enum { SLOT_TEXT = 40 };

/* Writes the value of type code `type` ('i', 'd', …) as Python would print it: "100", "400.0", "b'x'",
 * "True". */
char *slot_text(uint32_t type, uint64_t bits, char *text, size_t size);

/* The name of the type for people: "int", "float", "bool", "char". Constant. */
const char *slot_type_name(uint32_t type);

/* The same as a number, for conditions. */
condition_number_t slot_number(uint32_t type, uint64_t bits);

#endif
