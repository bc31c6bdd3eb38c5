/*
 * Powers, roots, exponentials and logarithms of decimals. Irrational results are calculated with integers
 * that stand for multiples of 10^-places, with so many places that the rounded result is right.
 */
#include <stdlib.h>

#include "lessons/vm/decimal_number.h"

enum {
    GUARD_DIGITS = 24,     /* beyond the precision asked for */
    HALVINGS = 8,          /* of an argument before a series */
    MOST_DIGITS = 1000000, /* an exact power with more is calculated by logarithms */
};

static void power_of_ten(mpz_t out, int64_t exponent)
{
    mpz_ui_pow_ui(out, 10, exponent > 0 ? (unsigned long)exponent : 0);
}

static int64_t adjusted(const decimal_t *number)
{
    return number->exponent + (int64_t)decimal_digits(number) - 1;
}

/* number × 10^places, cut to an integer; the sign is left out. */
static void to_fixed(mpz_t out, const decimal_t *number, int64_t places)
{
    int64_t shift = number->exponent + places;
    mpz_t power;
    mpz_init(power);
    power_of_ten(power, shift < 0 ? -shift : shift);
    if (shift >= 0)
        mpz_mul(out, number->coefficient, power);
    else
        mpz_tdiv_q(out, number->coefficient, power);
    mpz_clear(power);
}

static void set_fixed(decimal_t *out, const mpz_t fixed, int64_t places)
{
    out->kind = DECIMAL_FINITE;
    out->negative = mpz_sgn(fixed) < 0;
    mpz_abs(out->coefficient, fixed);
    out->exponent = -places;
}

/* These functions round to the nearest, whatever the context says. */
static decimal_signal_t round_to_nearest(decimal_t *number, const decimal_context_t *context)
{
    decimal_context_t even = {context->precision, DECIMAL_ROUND_HALF_EVEN};
    return decimal_round(number, &even);
}

/* ---- square root
 * -------------------------------------------------------------------------------------------- */

decimal_signal_t decimal_sqrt(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    if (number->kind == DECIMAL_NAN || (number->kind == DECIMAL_INFINITE && !number->negative)) {
        decimal_set(out, number);
        return DECIMAL_OK;
    }
    int64_t exponent = number->exponent >= 0 ? number->exponent / 2 : -((1 - number->exponent) / 2);
    if (decimal_is_zero(number)) {
        decimal_set(out, number);
        out->exponent = exponent;
        return decimal_round(out, context);
    }
    if (number->negative)
        return DECIMAL_INVALID_OPERATION;
    bool odd = (number->exponent & 1) != 0;
    int64_t digits = (int64_t)decimal_digits(number), length = odd ? digits / 2 + 1 : (digits + 1) / 2;
    int64_t shift = context->precision + 1 - length;
    mpz_t square, power, rest;
    mpz_inits(square, power, rest, NULL);
    mpz_mul_ui(square, number->coefficient, odd ? 10 : 1);
    bool exact = true;
    power_of_ten(power, 2 * (shift < 0 ? -shift : shift));
    if (shift >= 0) {
        mpz_mul(square, square, power);
    } else {
        mpz_tdiv_qr(square, rest, square, power);
        exact = mpz_sgn(rest) == 0;
    }
    mpz_sqrtrem(square, rest, square);
    exact = exact && mpz_sgn(rest) == 0;
    out->kind = DECIMAL_FINITE;
    out->negative = false;
    out->exponent = exponent - shift;
    if (exact) {
        power_of_ten(power, shift < 0 ? -shift : shift);
        if (shift >= 0)
            mpz_tdiv_q(square, square, power);
        else
            mpz_mul(square, square, power);
        out->exponent = exponent;
    } else if (mpz_divisible_ui_p(square, 5)) {
        mpz_add_ui(square, square, 1); /* sticky: it is above the half */
    }
    mpz_set(out->coefficient, square);
    mpz_clears(square, power, rest, NULL);
    return round_to_nearest(out, context);
}

/* ---- logarithm
 * ---------------------------------------------------------------------------------------------- */

/* ln of `fixed` (1 … 10, with `places`): roots bring it near 1, then ln x = 2 artanh((x - 1) / (x + 1)). */
static void ln_near_one(mpz_t out, const mpz_t fixed, int64_t places)
{
    mpz_t x, one, z, square, term, part;
    mpz_inits(x, one, z, square, term, part, NULL);
    power_of_ten(one, places);
    mpz_set(x, fixed);
    for (int i = 0; i < HALVINGS; i++) {
        mpz_mul(x, x, one);
        mpz_sqrt(x, x);
    }
    mpz_sub(z, x, one);
    mpz_add(x, x, one);
    mpz_mul(z, z, one);
    mpz_tdiv_q(z, z, x);
    mpz_mul(square, z, z);
    mpz_tdiv_q(square, square, one);
    mpz_set(term, z);
    mpz_set(out, z);
    for (unsigned long k = 3; mpz_sgn(term) != 0; k += 2) {
        mpz_mul(term, term, square);
        mpz_tdiv_q(term, term, one);
        mpz_tdiv_q_ui(part, term, k);
        mpz_add(out, out, part);
    }
    mpz_mul_2exp(out, out, HALVINGS + 1);
    mpz_clears(x, one, z, square, term, part, NULL);
}

static void ln_ten(mpz_t out, int64_t places)
{
    mpz_t ten;
    mpz_init(ten);
    power_of_ten(ten, places + 1);
    ln_near_one(out, ten, places);
    mpz_clear(ten);
}

/* ln of a positive number, as a multiple of 10^-places. */
static void ln_fixed(mpz_t out, const decimal_t *number, int64_t places)
{
    int64_t tens = adjusted(number);
    decimal_t mantissa;
    decimal_init(&mantissa);
    decimal_set(&mantissa, number);
    mantissa.exponent -= tens;
    mpz_t fixed, ten;
    mpz_inits(fixed, ten, NULL);
    to_fixed(fixed, &mantissa, places);
    ln_near_one(out, fixed, places);
    ln_ten(ten, places);
    mpz_mul_si(ten, ten, tens);
    mpz_add(out, out, ten);
    mpz_clears(fixed, ten, NULL);
    decimal_destroy(&mantissa);
}

/* How many zeros follow the point in |number - 1|: so many more places a logarithm needs. */
static int64_t closeness_to_one(const decimal_t *number)
{
    decimal_t one, apart;
    decimal_init(&one);
    decimal_init(&apart);
    mpz_set_ui(one.coefficient, 1);
    decimal_context_t wide = {(int64_t)decimal_digits(number) + 20, DECIMAL_ROUND_HALF_EVEN};
    decimal_subtract(&apart, number, &one, &wide);
    int64_t zeros = decimal_is_zero(&apart) ? 0 : -adjusted(&apart);
    decimal_destroy(&one);
    decimal_destroy(&apart);
    return zeros > 0 ? zeros : 0;
}

static bool is_one(const decimal_t *number)
{
    decimal_t plain;
    decimal_init(&plain);
    decimal_set(&plain, number);
    decimal_normalize(&plain);
    bool one = plain.kind == DECIMAL_FINITE && plain.exponent == 0 && mpz_cmp_ui(plain.coefficient, 1) == 0;
    decimal_destroy(&plain);
    return one;
}

static void set_infinite(decimal_t *out, bool negative)
{
    out->kind = DECIMAL_INFINITE;
    out->negative = negative;
    out->exponent = 0;
    mpz_set_ui(out->coefficient, 0);
}

static void set_small(decimal_t *out, int64_t number)
{
    out->kind = DECIMAL_FINITE;
    out->negative = number < 0;
    out->exponent = 0;
    mpz_set_si(out->coefficient, number < 0 ? -number : number);
}

/* The cases of a logarithm without calculation; false when there is something to calculate. */
static bool ln_special(decimal_t *out, const decimal_t *number, decimal_signal_t *signal)
{
    *signal = DECIMAL_OK;
    if (number->kind == DECIMAL_NAN)
        decimal_set(out, number);
    else if (decimal_is_zero(number))
        set_infinite(out, true);
    else if (number->negative)
        *signal = DECIMAL_INVALID_OPERATION;
    else if (number->kind == DECIMAL_INFINITE)
        decimal_set(out, number);
    else if (is_one(number))
        set_small(out, 0);
    else
        return false;
    return true;
}

decimal_signal_t decimal_ln(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    decimal_signal_t signal;
    if (ln_special(out, number, &signal))
        return signal;
    int64_t places = context->precision + GUARD_DIGITS + closeness_to_one(number);
    mpz_t fixed;
    mpz_init(fixed);
    ln_fixed(fixed, number, places);
    set_fixed(out, fixed, places);
    mpz_clear(fixed);
    return round_to_nearest(out, context);
}

decimal_signal_t decimal_log10(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    decimal_signal_t signal;
    if (ln_special(out, number, &signal))
        return signal;
    decimal_t plain;
    decimal_init(&plain);
    decimal_set(&plain, number);
    decimal_normalize(&plain);
    bool power = mpz_cmp_ui(plain.coefficient, 1) == 0;
    int64_t exponent = plain.exponent;
    decimal_destroy(&plain);
    if (power) {
        set_small(out, exponent);
        return decimal_round(out, context);
    }
    int64_t places = context->precision + GUARD_DIGITS + closeness_to_one(number);
    mpz_t top, bottom;
    mpz_inits(top, bottom, NULL);
    ln_fixed(top, number, places);
    ln_ten(bottom, places);
    mpz_t one;
    mpz_init(one);
    power_of_ten(one, places);
    mpz_mul(top, top, one);
    mpz_tdiv_q(top, top, bottom);
    set_fixed(out, top, places);
    mpz_clears(top, bottom, one, NULL);
    return round_to_nearest(out, context);
}

/* ---- exponential
 * -------------------------------------------------------------------------------------------- */

/* exp(fixed × 10^-places) = out, rounded nowhere yet: with about `places` digits. */
static decimal_signal_t exp_fixed(decimal_t *out, const mpz_t fixed, int64_t places)
{
    mpz_t ten, tens, x, one, term, sum;
    mpz_inits(ten, tens, x, one, term, sum, NULL);
    ln_ten(ten, places);
    mpz_fdiv_qr(tens, x, fixed, ten);
    decimal_signal_t signal = DECIMAL_OK;
    if (mpz_cmpabs_ui(tens, 2000000) > 0) {
        signal = DECIMAL_OVERFLOW;
        if (mpz_sgn(tens) < 0) { /* far too small: zero */
            signal = DECIMAL_OK;
            set_small(out, 0);
            out->exponent = -1999999;
        }
        goto out;
    }
    power_of_ten(one, places);
    mpz_tdiv_q_2exp(x, x, HALVINGS);
    mpz_set(term, one);
    mpz_set(sum, one);
    for (unsigned long k = 1; mpz_sgn(term) != 0; k++) {
        mpz_mul(term, term, x);
        mpz_tdiv_q(term, term, one);
        mpz_tdiv_q_ui(term, term, k);
        mpz_add(sum, sum, term);
    }
    for (int i = 0; i < HALVINGS; i++) {
        mpz_mul(sum, sum, sum);
        mpz_tdiv_q(sum, sum, one);
    }
    set_fixed(out, sum, places);
    out->exponent += mpz_get_si(tens);
out:
    mpz_clears(ten, tens, x, one, term, sum, NULL);
    return signal;
}

decimal_signal_t decimal_exp(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    if (number->kind == DECIMAL_NAN) {
        decimal_set(out, number);
        return DECIMAL_OK;
    }
    if (number->kind == DECIMAL_INFINITE || decimal_is_zero(number)) {
        bool infinite = number->kind == DECIMAL_INFINITE, negative = number->negative;
        if (infinite && !negative)
            set_infinite(out, false);
        else
            set_small(out, infinite ? 0 : 1);
        return DECIMAL_OK;
    }
    int64_t size = adjusted(number);
    if (size > 8)
        return number->negative ? (set_small(out, 0), DECIMAL_OK) : DECIMAL_OVERFLOW;
    int64_t places = context->precision + GUARD_DIGITS + (size > 0 ? size : 0);
    mpz_t fixed;
    mpz_init(fixed);
    to_fixed(fixed, number, places);
    if (number->negative)
        mpz_neg(fixed, fixed);
    decimal_signal_t signal = exp_fixed(out, fixed, places);
    mpz_clear(fixed);
    return signal == DECIMAL_OK ? round_to_nearest(out, context) : signal;
}

/* ---- power
 * -------------------------------------------------------------------------------------------------- */

/* Is the number an integer that fits in a long? */
static bool small_integer(const decimal_t *number, int64_t *value)
{
    if (number->kind != DECIMAL_FINITE || adjusted(number) > 12)
        return false;
    decimal_t whole;
    decimal_init(&whole);
    decimal_to_integral(&whole, number, DECIMAL_ROUND_DOWN);
    bool integer = decimal_compare(&whole, number) == 0;
    mpz_t integer_value;
    mpz_init(integer_value);
    if (integer)
        decimal_to_integer(integer_value, &whole);
    *value = mpz_get_si(integer_value);
    mpz_clear(integer_value);
    decimal_destroy(&whole);
    return integer;
}

static decimal_signal_t integer_power(decimal_t *out, const decimal_t *base, int64_t exponent,
                                      const decimal_context_t *context)
{
    uint64_t times = exponent < 0 ? 0 - (uint64_t)exponent : (uint64_t)exponent;
    decimal_t power;
    decimal_init(&power);
    power.negative = base->negative && (times & 1);
    mpz_pow_ui(power.coefficient, base->coefficient, times);
    power.exponent = base->exponent * (int64_t)times;
    decimal_signal_t signal;
    if (exponent < 0) {
        decimal_t one;
        decimal_init(&one);
        mpz_set_ui(one.coefficient, 1);
        signal = decimal_divide(out, &one, &power, context);
        decimal_destroy(&one);
    } else {
        decimal_set(out, &power);
        signal = decimal_round(out, context);
    }
    decimal_destroy(&power);
    return signal;
}

/* exp(exponent × ln base), base > 0 */
static decimal_signal_t general_power(decimal_t *out, const decimal_t *base, const decimal_t *exponent,
                                      bool negative, const decimal_context_t *context)
{
    int64_t size = adjusted(exponent) + 8;
    if (size > 40)
        return DECIMAL_OVERFLOW;
    int64_t places = context->precision + GUARD_DIGITS + (size > 0 ? 2 * size : 0) + closeness_to_one(base);
    mpz_t logarithm, factor, one;
    mpz_inits(logarithm, factor, one, NULL);
    ln_fixed(logarithm, base, places);
    to_fixed(factor, exponent, places);
    power_of_ten(one, places);
    mpz_mul(logarithm, logarithm, factor);
    mpz_tdiv_q(logarithm, logarithm, one);
    if (exponent->negative)
        mpz_neg(logarithm, logarithm);
    decimal_signal_t signal = exp_fixed(out, logarithm, places);
    mpz_clears(logarithm, factor, one, NULL);
    out->negative = negative;
    return signal == DECIMAL_OK ? decimal_round(out, context) : signal;
}

/* Powers of zero and with infinities; false when there is something to calculate. */
static bool power_special(decimal_t *out, const decimal_t *base, const decimal_t *exponent, bool odd,
                          decimal_signal_t *signal)
{
    bool negative = base->negative && odd, shrinking = exponent->negative;
    *signal = DECIMAL_OK;
    if (base->kind == DECIMAL_NAN || exponent->kind == DECIMAL_NAN) {
        decimal_set(out, base->kind == DECIMAL_NAN ? base : exponent);
    } else if (decimal_is_zero(exponent)) {
        if (decimal_is_zero(base))
            *signal = DECIMAL_INVALID_OPERATION;
        else
            set_small(out, 1);
    } else if (decimal_is_zero(base)) {
        if (shrinking)
            set_infinite(out, negative);
        else
            set_small(out, 0);
    } else if (exponent->kind == DECIMAL_INFINITE) {
        decimal_t one;
        decimal_init(&one);
        mpz_set_ui(one.coefficient, 1);
        bool large = decimal_compare(base, &one) > 0;
        decimal_destroy(&one);
        if (base->negative)
            *signal = DECIMAL_INVALID_OPERATION;
        else if (large != shrinking)
            set_infinite(out, false);
        else
            set_small(out, 0);
    } else if (base->kind == DECIMAL_INFINITE) {
        if (shrinking)
            set_small(out, 0);
        else
            set_infinite(out, negative);
    } else {
        return false;
    }
    return true;
}

decimal_signal_t decimal_power(decimal_t *out, const decimal_t *base, const decimal_t *exponent,
                               const decimal_context_t *context)
{
    int64_t times = 0;
    bool integer = small_integer(exponent, &times), odd = integer && (times & 1);
    decimal_signal_t signal;
    if (power_special(out, base, exponent, odd, &signal))
        return signal;
    uint64_t magnitude = times < 0 ? 0 - (uint64_t)times : (uint64_t)times;
    if (integer && magnitude <= MOST_DIGITS && magnitude * decimal_digits(base) <= MOST_DIGITS)
        return integer_power(out, base, times, context);
    if (base->negative && !integer)
        return DECIMAL_INVALID_OPERATION;
    decimal_t positive, factor;
    decimal_init(&positive);
    decimal_init(&factor);
    decimal_set(&positive, base);
    decimal_set(&factor, exponent);
    positive.negative = false;
    signal = general_power(out, &positive, &factor, odd && base->negative, context);
    decimal_destroy(&positive);
    decimal_destroy(&factor);
    return signal;
}
