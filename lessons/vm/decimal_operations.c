/* Decimals: the four operations, exact first, then rounded. */
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/decimal_inner.h"
#include "lessons/vm/decimal_number.h"

static bool take_nan(decimal_t *out, const decimal_t *left, const decimal_t *right)
{
    if (left->kind != DECIMAL_NAN && right->kind != DECIMAL_NAN)
        return false;
    decimal_set_special(out, DECIMAL_NAN, false);
    return true;
}

static decimal_signal_t add_infinite(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                     bool right_negative)
{
    if (left->kind == DECIMAL_INFINITE && right->kind == DECIMAL_INFINITE && left->negative != right_negative)
        return DECIMAL_INVALID_OPERATION;
    bool negative = left->kind == DECIMAL_INFINITE ? left->negative : right_negative;
    decimal_set_special(out, DECIMAL_INFINITE, negative);
    return DECIMAL_OK;
}

/* A number that is too small beside the other to matter but for the rounding becomes one unit far down. */
static void shrink(decimal_t *small, const decimal_t *large, int64_t precision)
{
    int64_t digits = (int64_t)decimal_digits(large);
    int64_t lowest = large->exponent + (digits - precision - 2 < -1 ? digits - precision - 2 : -1);
    if (mpz_sgn(small->coefficient) != 0 && decimal_adjusted_exponent(small) < lowest) {
        mpz_set_ui(small->coefficient, 1);
        small->exponent = lowest;
    }
}

static decimal_signal_t add_signed(decimal_t *out, const decimal_t *left, const decimal_t *right, bool flip,
                                   const decimal_context_t *context)
{
    if (take_nan(out, left, right))
        return DECIMAL_OK;
    bool right_negative = right->negative != flip;
    if (left->kind == DECIMAL_INFINITE || right->kind == DECIMAL_INFINITE)
        return add_infinite(out, left, right, right_negative);
    decimal_t a, b;
    decimal_init(&a);
    decimal_init(&b);
    decimal_set(&a, left);
    decimal_set(&b, right);
    b.negative = right_negative;
    decimal_t *high = a.exponent >= b.exponent ? &a : &b, *low = high == &a ? &b : &a;
    if (mpz_sgn(high->coefficient) != 0)
        shrink(low, high, context->precision);
    int64_t exponent = a.exponent < b.exponent ? a.exponent : b.exponent;
    if (mpz_sgn(high->coefficient) != 0)
        decimal_scale_up(high->coefficient, high->exponent - low->exponent);
    bool both_negative = a.negative && b.negative;
    if (a.negative)
        mpz_neg(a.coefficient, a.coefficient);
    if (b.negative)
        mpz_neg(b.coefficient, b.coefficient);
    mpz_add(out->coefficient, a.coefficient, b.coefficient);
    out->kind = DECIMAL_FINITE;
    out->exponent = exponent;
    int sign = mpz_sgn(out->coefficient);
    bool mixed = a.negative != b.negative;
    out->negative =
        sign < 0 || (sign == 0 && (both_negative || (mixed && context->rounding == DECIMAL_ROUND_FLOOR)));
    mpz_abs(out->coefficient, out->coefficient);
    decimal_destroy(&a);
    decimal_destroy(&b);
    return decimal_round(out, context);
}

decimal_signal_t decimal_add(decimal_t *out, const decimal_t *left, const decimal_t *right,
                             const decimal_context_t *context)
{
    return add_signed(out, left, right, false, context);
}

decimal_signal_t decimal_subtract(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                  const decimal_context_t *context)
{
    return add_signed(out, left, right, true, context);
}

decimal_signal_t decimal_multiply(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                  const decimal_context_t *context)
{
    if (take_nan(out, left, right))
        return DECIMAL_OK;
    bool negative = left->negative != right->negative;
    if (left->kind == DECIMAL_INFINITE || right->kind == DECIMAL_INFINITE) {
        if (decimal_is_zero(left) || decimal_is_zero(right))
            return DECIMAL_INVALID_OPERATION;
        decimal_set_special(out, DECIMAL_INFINITE, negative);
        return DECIMAL_OK;
    }
    int64_t exponent = left->exponent + right->exponent;
    mpz_mul(out->coefficient, left->coefficient, right->coefficient);
    out->kind = DECIMAL_FINITE;
    out->negative = negative;
    out->exponent = exponent;
    return decimal_round(out, context);
}

static decimal_signal_t divide_special(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                       bool negative)
{
    if (left->kind == DECIMAL_INFINITE && right->kind == DECIMAL_INFINITE)
        return DECIMAL_INVALID_OPERATION;
    if (left->kind == DECIMAL_INFINITE) {
        decimal_set_special(out, DECIMAL_INFINITE, negative);
        return DECIMAL_OK;
    }
    decimal_set_special(out, DECIMAL_FINITE, negative); /* by infinity: zero */
    return DECIMAL_OK;
}

decimal_signal_t decimal_divide(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                const decimal_context_t *context)
{
    if (take_nan(out, left, right))
        return DECIMAL_OK;
    bool negative = left->negative != right->negative;
    if (left->kind == DECIMAL_INFINITE || right->kind == DECIMAL_INFINITE)
        return divide_special(out, left, right, negative);
    if (decimal_is_zero(right))
        return decimal_is_zero(left) ? DECIMAL_DIVISION_UNDEFINED : DECIMAL_DIVISION_BY_ZERO;
    int64_t ideal = left->exponent - right->exponent;
    int64_t shift = (int64_t)decimal_digits(right) - (int64_t)decimal_digits(left) + context->precision + 1;
    if (decimal_is_zero(left))
        shift = 0;
    mpz_t dividend, divisor, rest;
    mpz_init_set(dividend, left->coefficient);
    mpz_init_set(divisor, right->coefficient);
    mpz_init(rest);
    decimal_scale_up(dividend, shift);
    decimal_scale_up(divisor, -shift);
    mpz_tdiv_qr(out->coefficient, rest, dividend, divisor);
    out->kind = DECIMAL_FINITE;
    out->negative = negative;
    out->exponent = ideal - shift;
    if (mpz_sgn(rest) == 0)
        decimal_strip_zeros(out, ideal);
    else if (mpz_divisible_ui_p(out->coefficient, 5))
        mpz_add_ui(out->coefficient, out->coefficient, 1); /* sticky: it is above the half */
    mpz_clears(dividend, divisor, rest, NULL);
    return decimal_round(out, context);
}

/* Quotient towards zero and remainder of two finite numbers, the divisor not zero. */
static decimal_signal_t divide_whole(decimal_t *quotient, decimal_t *remainder, const decimal_t *left,
                                     const decimal_t *right, const decimal_context_t *context)
{
    if (!decimal_is_zero(left) &&
        decimal_adjusted_exponent(left) - decimal_adjusted_exponent(right) > context->precision)
        return DECIMAL_DIVISION_IMPOSSIBLE;
    bool negative = left->negative != right->negative, left_negative = left->negative;
    int64_t exponent = left->exponent < right->exponent ? left->exponent : right->exponent;
    mpz_t dividend, divisor;
    mpz_init_set(dividend, left->coefficient);
    mpz_init_set(divisor, right->coefficient);
    decimal_signal_t signal = DECIMAL_OK;
    if (!decimal_is_zero(left) && decimal_adjusted_exponent(left) < decimal_adjusted_exponent(right) - 1) {
        mpz_set(remainder->coefficient, left->coefficient);
        mpz_set_ui(quotient->coefficient, 0);
        exponent = left->exponent < right->exponent ? left->exponent : right->exponent;
        remainder->exponent = left->exponent;
        decimal_scale_up(remainder->coefficient, left->exponent - exponent);
    } else {
        if (!decimal_is_zero(left))
            decimal_scale_up(dividend, left->exponent - exponent);
        decimal_scale_up(divisor, right->exponent - exponent);
        mpz_tdiv_qr(quotient->coefficient, remainder->coefficient, dividend, divisor);
    }
    quotient->kind = remainder->kind = DECIMAL_FINITE;
    quotient->exponent = 0;
    quotient->negative = negative;
    remainder->exponent = exponent;
    remainder->negative = left_negative;
    if ((int64_t)decimal_digits(quotient) > context->precision)
        signal = DECIMAL_DIVISION_IMPOSSIBLE;
    mpz_clears(dividend, divisor, NULL);
    return signal;
}

decimal_signal_t decimal_divide_integer(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                        const decimal_context_t *context)
{
    if (take_nan(out, left, right))
        return DECIMAL_OK;
    if (left->kind == DECIMAL_INFINITE || right->kind == DECIMAL_INFINITE)
        return divide_special(out, left, right, left->negative != right->negative);
    if (decimal_is_zero(right))
        return decimal_is_zero(left) ? DECIMAL_DIVISION_UNDEFINED : DECIMAL_DIVISION_BY_ZERO;
    decimal_t remainder, quotient;
    decimal_init(&remainder);
    decimal_init(&quotient);
    decimal_signal_t signal = divide_whole(&quotient, &remainder, left, right, context);
    decimal_set(out, &quotient);
    decimal_destroy(&quotient);
    decimal_destroy(&remainder);
    return signal;
}

decimal_signal_t decimal_remainder(decimal_t *out, const decimal_t *left, const decimal_t *right,
                                   const decimal_context_t *context)
{
    if (take_nan(out, left, right))
        return DECIMAL_OK;
    if (left->kind == DECIMAL_INFINITE)
        return DECIMAL_INVALID_OPERATION;
    if (decimal_is_zero(right))
        return decimal_is_zero(left) ? DECIMAL_DIVISION_UNDEFINED : DECIMAL_INVALID_OPERATION;
    if (right->kind == DECIMAL_INFINITE) {
        decimal_set(out, left);
        return decimal_round(out, context);
    }
    decimal_t remainder, quotient;
    decimal_init(&remainder);
    decimal_init(&quotient);
    decimal_signal_t signal = divide_whole(&quotient, &remainder, left, right, context);
    decimal_set(out, &remainder);
    decimal_destroy(&quotient);
    decimal_destroy(&remainder);
    return signal == DECIMAL_OK ? decimal_round(out, context) : signal;
}
