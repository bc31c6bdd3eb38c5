/*
 * Decimal arithmetic as the decimal module specifies it: a sign, a coefficient of any size and a power of
 * ten, with results rounded to a context's precision. On GMP; pure: no heap of the machine.
 */
#ifndef LESSONS_VM_DECIMAL_NUMBER_H
#define LESSONS_VM_DECIMAL_NUMBER_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/vm/format_spec.h"
#include "lessons/vm/text.h"

typedef enum { DECIMAL_FINITE, DECIMAL_INFINITE, DECIMAL_NAN } decimal_kind_t;

/* value = (-1)^negative × coefficient × 10^exponent when finite */
typedef struct decimal {
    decimal_kind_t kind;
    bool negative;
    int64_t exponent;
    mpz_t coefficient; /* never negative */
} decimal_t;

typedef enum {
    DECIMAL_ROUND_HALF_EVEN,
    DECIMAL_ROUND_HALF_UP,
    DECIMAL_ROUND_HALF_DOWN,
    DECIMAL_ROUND_UP,
    DECIMAL_ROUND_DOWN,
    DECIMAL_ROUND_CEILING,
    DECIMAL_ROUND_FLOOR,
    DECIMAL_ROUND_05UP
} decimal_rounding_t;

typedef struct decimal_context {
    int64_t precision; /* digits, at least 1 */
    decimal_rounding_t rounding;
} decimal_context_t;

/* What the arithmetic signals; each but OK is an exception of the decimal module. */
typedef enum {
    DECIMAL_OK,
    DECIMAL_CONVERSION_SYNTAX, /* InvalidOperation */
    DECIMAL_INVALID_OPERATION,
    DECIMAL_DIVISION_BY_ZERO,
    DECIMAL_DIVISION_UNDEFINED, /* 0 / 0: InvalidOperation */
    DECIMAL_DIVISION_IMPOSSIBLE,
    DECIMAL_OVERFLOW
} decimal_signal_t;

void decimal_init(decimal_t *number); /* 0 */
void decimal_destroy(decimal_t *number);
void decimal_set(decimal_t *number, const decimal_t *from);
void decimal_set_int(decimal_t *number, const mpz_t from);
void decimal_set_double(decimal_t *number, double from); /* exact */

/* Reads "1.25", "-3e7", "inf", "nan", with white space around it and underscores. */
decimal_signal_t decimal_parse(decimal_t *number, const char *bytes, size_t size_bytes);

void decimal_to_text(text_t *out, const decimal_t *number); /* str() */
double decimal_to_double(const decimal_t *number);

/* As hash(): equal to that of an equal int or float. Of a NaN 0. */
int64_t decimal_hash(const decimal_t *number);

/* Towards zero, as int(); the number is finite. */
void decimal_to_integer(mpz_t out, const decimal_t *number);

/* Number of digits of the coefficient, 1 for zero. */
size_t decimal_digits(const decimal_t *number);
bool decimal_is_zero(const decimal_t *number);

/* -1, 0, 1; both are numbers (no NaN). */
int decimal_compare(const decimal_t *left, const decimal_t *right);

/* The result may be one of the operands. */
decimal_signal_t decimal_add(decimal_t *out, const decimal_t *left, const decimal_t *right,
                             const decimal_context_t *context);
decimal_signal_t decimal_subtract(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                  const decimal_context_t *context);
decimal_signal_t decimal_multiply(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                  const decimal_context_t *context);
decimal_signal_t decimal_divide(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                const decimal_context_t *context);
decimal_signal_t decimal_divide_integer(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                        const decimal_context_t *context);
decimal_signal_t decimal_remainder(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                   const decimal_context_t *context);
decimal_signal_t decimal_power(decimal_t *out, const decimal_t *base, const decimal_t *exponent,
                               const decimal_context_t *context);
decimal_signal_t decimal_sqrt(decimal_t *out, const decimal_t *number, const decimal_context_t *context);
decimal_signal_t decimal_exp(decimal_t *out, const decimal_t *number, const decimal_context_t *context);
decimal_signal_t decimal_ln(decimal_t *out, const decimal_t *number, const decimal_context_t *context);
decimal_signal_t decimal_log10(decimal_t *out, const decimal_t *number, const decimal_context_t *context);

/* Rounds to the context's precision (unary plus). */
decimal_signal_t decimal_round(decimal_t *number, const decimal_context_t *context);

/* `number` with the given exponent, rounded so. */
decimal_signal_t decimal_quantize(decimal_t *out, const decimal_t *number, int64_t exponent,
                                  decimal_rounding_t rounding, const decimal_context_t *context);

/* To an integer without loss of the exponent's sign (to_integral_value). */
void decimal_to_integral(decimal_t *out, const decimal_t *number, decimal_rounding_t rounding);

/* Without trailing zeros. */
void decimal_normalize(decimal_t *number);

/* format(Decimal, spec); false with `error` filled when the specification does not fit. */
bool decimal_format(text_t *out, const decimal_t *number, const format_spec_t *spec,
                    const decimal_context_t *context, format_error_t *error);

#endif
