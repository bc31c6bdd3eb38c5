/*
 * Numbers to text and back, to the letter as CPython does it. Pure: no heap of the machine.
 */
#ifndef LESSONS_VM_NUMBER_TEXT_H
#define LESSONS_VM_NUMBER_TEXT_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/vm/text.h"

enum {
    NUMBER_FLOAT_REPR_BYTES = 32, /* room for any repr of a float, with the NUL */
    NUMBER_INT_REPR_BYTES = 24,   /* room for any int64_t in decimal, with the NUL */
    NUMBER_MAX_STR_DIGITS = 4300  /* more decimal digits than this are refused, as by CPython */
};

/* Writes the shortest text that reads back as `number` ("0.1", "1e+16", "inf", "-0.0"); gives its size. */
size_t number_float_repr(char out[NUMBER_FLOAT_REPR_BYTES], double number);

/* The digits of the shortest text: fills `digits` (up to 17, no NUL) and the decimal point's place, so that
 * |number| = 0.d1d2d3… × 10^*point. `number` is finite. Gives the number of digits (1 for zero). */
size_t number_float_digits(char digits[17], int *point, double number);

/* Writes `number` in decimal; gives the size. */
size_t number_int_repr(char out[NUMBER_INT_REPR_BYTES], int64_t number);

typedef enum {
    NUMBER_OK,
    NUMBER_BAD_LITERAL, /* not a number of this base */
    NUMBER_BAD_BASE,    /* base neither 0 nor 2…36 */
    NUMBER_TOO_LONG     /* more than NUMBER_MAX_STR_DIGITS digits in a base that is no power of two */
} number_status_t;

/* What int(text, base) reads: white space around it, a sign, a prefix that fits the base, single underscores
 * between digits. The value is stored in `*value`; when it does not fit, `*big` is set (it must be
 * initialised) and *is_big is true. `*digits` is the count of digits for the message of NUMBER_TOO_LONG. */
number_status_t number_parse_int(const char *bytes, size_t size_bytes, int base, int64_t *value, mpz_t big,
                                 bool *is_big, size_t *digits);

/* What float(text) reads: white space around it, underscores between digits, inf, infinity, nan in any case.
 */
number_status_t number_parse_float(const char *bytes, size_t size_bytes, double *value);

/* Adds `number` in the given style: type one of e E f F g G r (shortest, as repr) with `precision` digits;
 * `alternate` keeps the point and the zeros of g. The sign is part of the text, "-" only. */
void number_format_float(text_t *out, double number, char type, int precision, bool alternate);

/* Adds the magnitude of a big integer in base 2, 8, 10 or 16 (lower case), without sign or prefix. */
void number_format_big(text_t *out, const mpz_t number, int base);

/* Exact double nearest to a big integer, rounding half to even; infinite when it is out of range. */
double number_big_to_double(const mpz_t number);

#endif
