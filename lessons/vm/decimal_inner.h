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

/* An infinity or NaN. */
void decimal_set_special(decimal_t *number, decimal_kind_t kind, bool negative);

/* Exponent of the leading digit. */
int64_t decimal_adjusted_exponent(const decimal_t *number);

/* number × 10^digits. */
void decimal_scale_up(mpz_t number, int64_t digits);

/* Strips trailing zeros while the exponent is below `limit`. */
void decimal_strip_zeros(decimal_t *number, int64_t limit);

#endif
