/*
 * What the files of decimal arithmetic share.
 */
#ifndef LESSONS_VM_DECIMAL_INNER_H
#define LESSONS_VM_DECIMAL_INNER_H

#include "lessons/vm/decimal_number.h"

/* Brings the exponent of a finite number to `exponent`, adding zeros or rounding. */
void decimal_rescale(decimal_t *number, int64_t exponent, decimal_rounding_t rounding);

/* Rounds a finite number to so many digits; it may have fewer. */
void decimal_round_to_digits(decimal_t *number, int64_t digits, decimal_rounding_t rounding);

#endif
