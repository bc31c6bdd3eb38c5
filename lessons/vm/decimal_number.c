#include "lessons/vm/decimal_number.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lessons/vm/decimal_inner.h"
#include "lessons/vm/unicode.h"

enum { EXPONENT_MOST = 999999, EXPONENT_LEAST = -999999 };

/* ---- making and copying
 * ------------------------------------------------------------------------------------- */

void decimal_init(decimal_t *number)
{
    *number = (decimal_t){.kind = DECIMAL_FINITE};
    mpz_init(number->coefficient);
}

void decimal_destroy(decimal_t *number)
{
    mpz_clear(number->coefficient);
}

void decimal_set(decimal_t *number, const decimal_t *from)
{
    if (number == from)
        return;
    number->kind = from->kind;
    number->negative = from->negative;
    number->exponent = from->exponent;
    mpz_set(number->coefficient, from->coefficient);
}

void decimal_set_int(decimal_t *number, const mpz_t from)
{
    number->kind = DECIMAL_FINITE;
    number->negative = mpz_sgn(from) < 0;
    number->exponent = 0;
    mpz_abs(number->coefficient, from);
}

void decimal_set_special(decimal_t *number, decimal_kind_t kind, bool negative)
{
    number->kind = kind;
    number->negative = negative;
    number->exponent = 0;
    mpz_set_ui(number->coefficient, 0);
}

void decimal_set_double(decimal_t *number, double from)
{
    if (!isfinite(from)) {
        decimal_set_special(number, isnan(from) ? DECIMAL_NAN : DECIMAL_INFINITE, signbit(from) != 0);
        return;
    }
    int binary;
    double fraction = frexp(fabs(from), &binary);
    number->kind = DECIMAL_FINITE;
    number->negative = signbit(from) != 0;
    number->exponent = 0;
    mpz_set_d(number->coefficient, ldexp(fraction, 53));
    binary -= 53;
    if (mpz_sgn(number->coefficient) == 0)
        return;
    mp_bitcnt_t zeros = mpz_scan1(number->coefficient, 0);
    if (binary < 0 && zeros > 0) {
        mp_bitcnt_t cut = zeros < (mp_bitcnt_t)-binary ? zeros : (mp_bitcnt_t)-binary;
        mpz_tdiv_q_2exp(number->coefficient, number->coefficient, cut);
        binary += (int)cut;
    }
    if (binary >= 0) {
        mpz_mul_2exp(number->coefficient, number->coefficient, (mp_bitcnt_t)binary);
        return;
    }
    /* m / 2^k = m × 5^k / 10^k */
    mpz_t five;
    mpz_init(five);
    mpz_ui_pow_ui(five, 5, (unsigned long)-binary);
    mpz_mul(number->coefficient, number->coefficient, five);
    mpz_clear(five);
    number->exponent = binary;
}

/* ---- reading
 * ------------------------------------------------------------------------------------------------ */

static void strip(const char **at, const char **end)
{
    size_t size;
    while (*at < *end && code_is_space(unicode_decode(*at, &size)))
        *at += size;
    while (*at < *end) {
        size_t before = unicode_before(*at, (size_t)(*end - *at));
        if (!code_is_space(unicode_decode(*at + before, &size)))
            return;
        *end = *at + before;
    }
}

static bool read_special(decimal_t *number, const char *at, const char *end, bool negative)
{
    size_t size = (size_t)(end - at);
    if ((size == 3 && strncasecmp(at, "inf", 3) == 0) || (size == 8 && strncasecmp(at, "infinity", 8) == 0))
        decimal_set_special(number, DECIMAL_INFINITE, negative);
    else if (size == 3 && strncasecmp(at, "nan", 3) == 0)
        decimal_set_special(number, DECIMAL_NAN, negative);
    else
        return false;
    return true;
}

/* Reads an exponent's digits up to `end`; false when it is malformed. Far too large ones are held at the
 * bound. */
static bool read_exponent(const char *at, const char *end, int64_t *exponent)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end)
        return false;
    int64_t value = 0;
    for (; at < end; at++) {
        if (*at == '_')
            continue;
        if (!isdigit((unsigned char)*at))
            return false;
        if (value < INT64_C(1) << 40)
            value = value * 10 + (*at - '0');
    }
    *exponent = negative ? -value : value;
    return true;
}

decimal_signal_t decimal_parse(decimal_t *number, const char *bytes, size_t size_bytes)
{
    const char *at = bytes, *end = bytes + size_bytes;
    strip(&at, &end);
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (read_special(number, at, end, negative))
        return DECIMAL_OK;
    text_t digits;
    text_init(&digits);
    bool point = false, good = true;
    int64_t behind = 0, exponent = 0;
    while (at < end && *at != 'e' && *at != 'E' && good) {
        size_t size;
        int value = code_digit_value(unicode_decode(at, &size));
        if (value >= 0) {
            text_add_byte(&digits, (char)('0' + value));
            behind += point;
        } else if (*at == '.' && !point) {
            point = true;
        } else if (*at != '_') {
            good = false;
        }
        at += size;
    }
    good = good && digits.size_bytes > 0;
    if (good && at < end)
        good = read_exponent(at + 1, end, &exponent);
    text_add_byte(&digits, '\0');
    good = good && !digits.failed && mpz_set_str(number->coefficient, digits.bytes, 10) == 0;
    text_destroy(&digits);
    if (!good)
        return DECIMAL_CONVERSION_SYNTAX;
    number->kind = DECIMAL_FINITE;
    number->negative = negative;
    number->exponent = exponent - behind;
    return DECIMAL_OK;
}

/* ---- properties
 * --------------------------------------------------------------------------------------------- */

static void power_of_ten(mpz_t out, int64_t exponent)
{
    mpz_ui_pow_ui(out, 10, exponent > 0 ? (unsigned long)exponent : 0);
}

void decimal_scale_up(mpz_t number, int64_t digits)
{
    if (digits <= 0)
        return;
    mpz_t power;
    mpz_init(power);
    power_of_ten(power, digits);
    mpz_mul(number, number, power);
    mpz_clear(power);
}

static size_t count_digits(const mpz_t number)
{
    size_t most = mpz_sizeinbase(number, 10); /* exact or one too many */
    if (most <= 1)
        return 1;
    mpz_t power;
    mpz_init(power);
    power_of_ten(power, (int64_t)most - 1);
    if (mpz_cmpabs(number, power) < 0)
        most--;
    mpz_clear(power);
    return most;
}

size_t decimal_digits(const decimal_t *number)
{
    return count_digits(number->coefficient);
}

bool decimal_is_zero(const decimal_t *number)
{
    return number->kind == DECIMAL_FINITE && mpz_sgn(number->coefficient) == 0;
}

int64_t decimal_adjusted_exponent(const decimal_t *number)
{
    return number->exponent + (int64_t)decimal_digits(number) - 1;
}

int64_t decimal_hash(const decimal_t *number)
{
    if (number->kind == DECIMAL_NAN)
        return 0;
    if (number->kind == DECIMAL_INFINITE)
        return number->negative ? -314159 : 314159;
    mpz_t prime, value, power;
    mpz_inits(prime, value, power, NULL);
    mpz_set_ui(prime, (UINT64_C(1) << 61) - 1);
    mpz_set_ui(power, 10);
    mpz_set_si(value, number->exponent);
    mpz_powm(power, power, value, prime);
    mpz_mul(value, number->coefficient, power);
    mpz_mod(value, value, prime);
    int64_t hash = (int64_t)mpz_get_ui(value);
    mpz_clears(prime, value, power, NULL);
    hash = number->negative ? -hash : hash;
    return hash == -1 ? -2 : hash;
}

static int compare_magnitude(const decimal_t *left, const decimal_t *right)
{
    int left_sign = mpz_sgn(left->coefficient), right_sign = mpz_sgn(right->coefficient);
    if (left_sign == 0 || right_sign == 0)
        return left_sign - right_sign;
    int64_t a = decimal_adjusted_exponent(left), b = decimal_adjusted_exponent(right);
    if (a != b)
        return a < b ? -1 : 1;
    mpz_t scaled;
    mpz_init_set(scaled, left->exponent > right->exponent ? left->coefficient : right->coefficient);
    int order;
    if (left->exponent > right->exponent) {
        decimal_scale_up(scaled, left->exponent - right->exponent);
        order = mpz_cmp(scaled, right->coefficient);
    } else {
        decimal_scale_up(scaled, right->exponent - left->exponent);
        order = mpz_cmp(left->coefficient, scaled);
    }
    mpz_clear(scaled);
    return order < 0 ? -1 : order > 0;
}

static int sign_of(const decimal_t *number)
{
    if (decimal_is_zero(number))
        return 0;
    return number->negative ? -1 : 1;
}

int decimal_compare(const decimal_t *left, const decimal_t *right)
{
    int a = sign_of(left), b = sign_of(right);
    if (a != b)
        return a < b ? -1 : 1;
    if (left->kind == DECIMAL_INFINITE || right->kind == DECIMAL_INFINITE)
        return a * ((left->kind == DECIMAL_INFINITE) - (right->kind == DECIMAL_INFINITE));
    int order = compare_magnitude(left, right);
    return a < 0 ? -order : order;
}

/* ---- rounding
 * ----------------------------------------------------------------------------------------------- */

/* Whether the magnitude grows by one after a cut. `against_half`: what was cut, compared with a half. */
static bool rounds_up(decimal_rounding_t rounding, bool negative, const mpz_t kept, int against_half,
                      bool exact)
{
    if (exact)
        return false;
    switch (rounding) {
    case DECIMAL_ROUND_HALF_EVEN:
        return against_half > 0 || (against_half == 0 && mpz_odd_p(kept));
    case DECIMAL_ROUND_HALF_UP:
        return against_half >= 0;
    case DECIMAL_ROUND_HALF_DOWN:
        return against_half > 0;
    case DECIMAL_ROUND_UP:
        return true;
    case DECIMAL_ROUND_DOWN:
        return false;
    case DECIMAL_ROUND_CEILING:
        return !negative;
    case DECIMAL_ROUND_FLOOR:
        return negative;
    case DECIMAL_ROUND_05UP:
        return mpz_divisible_ui_p(kept, 5) != 0;
    }
    return false;
}

/* Drops the last `digits` digits of the coefficient. */
static void cut_digits(decimal_t *number, int64_t digits, decimal_rounding_t rounding)
{
    if (digits <= 0)
        return;
    if (digits > (int64_t)decimal_digits(number) + 1) {
        /* Nothing is kept; what is cut is less than a tenth, or zero. */
        bool zero = mpz_sgn(number->coefficient) == 0;
        mpz_set_ui(number->coefficient, 0);
        if (rounds_up(rounding, number->negative, number->coefficient, -1, zero))
            mpz_set_ui(number->coefficient, 1);
        number->exponent += digits;
        return;
    }
    mpz_t power, rest;
    mpz_inits(power, rest, NULL);
    power_of_ten(power, digits);
    mpz_tdiv_qr(number->coefficient, rest, number->coefficient, power);
    bool exact = mpz_sgn(rest) == 0;
    mpz_mul_2exp(rest, rest, 1);
    if (rounds_up(rounding, number->negative, number->coefficient, mpz_cmp(rest, power), exact))
        mpz_add_ui(number->coefficient, number->coefficient, 1);
    number->exponent += digits;
    mpz_clears(power, rest, NULL);
}

/* Brings the exponent to `exponent`, adding zeros or rounding. */
void decimal_rescale(decimal_t *number, int64_t exponent, decimal_rounding_t rounding)
{
    if (mpz_sgn(number->coefficient) == 0)
        number->exponent = exponent;
    else if (number->exponent > exponent)
        decimal_scale_up(number->coefficient, number->exponent - exponent);
    else
        cut_digits(number, exponent - number->exponent, rounding);
    number->exponent = exponent;
}

void decimal_round_to_digits(decimal_t *number, int64_t digits, decimal_rounding_t rounding)
{
    cut_digits(number, (int64_t)decimal_digits(number) - digits, rounding);
    /* 9.99 became 10.0: one digit too many again */
    if ((int64_t)decimal_digits(number) > digits)
        cut_digits(number, 1, rounding);
}

decimal_signal_t decimal_round(decimal_t *number, const decimal_context_t *context)
{
    if (number->kind != DECIMAL_FINITE)
        return DECIMAL_OK;
    int64_t least = EXPONENT_LEAST - context->precision + 1;
    if (decimal_is_zero(number)) {
        if (number->exponent < least)
            number->exponent = least;
        if (number->exponent > EXPONENT_MOST)
            number->exponent = EXPONENT_MOST;
        return DECIMAL_OK;
    }
    decimal_round_to_digits(number, context->precision, context->rounding);
    if (decimal_adjusted_exponent(number) > EXPONENT_MOST)
        return DECIMAL_OVERFLOW;
    if (number->exponent < least)
        decimal_rescale(number, least, context->rounding);
    return DECIMAL_OK;
}

decimal_signal_t decimal_quantize(decimal_t *out, const decimal_t *number, int64_t exponent,
                                  decimal_rounding_t rounding, const decimal_context_t *context)
{
    decimal_set(out, number);
    if (out->kind != DECIMAL_FINITE)
        return DECIMAL_OK;
    if (!decimal_is_zero(out) && decimal_adjusted_exponent(out) - exponent + 1 > context->precision)
        return DECIMAL_INVALID_OPERATION;
    decimal_rescale(out, exponent, rounding);
    if ((int64_t)decimal_digits(out) > context->precision)
        return DECIMAL_INVALID_OPERATION;
    return DECIMAL_OK;
}

void decimal_to_integral(decimal_t *out, const decimal_t *number, decimal_rounding_t rounding)
{
    decimal_set(out, number);
    if (out->kind == DECIMAL_FINITE && out->exponent < 0)
        decimal_rescale(out, 0, rounding);
}

void decimal_to_integer(mpz_t out, const decimal_t *number)
{
    decimal_t whole;
    decimal_init(&whole);
    decimal_set(&whole, number);
    decimal_rescale(&whole, 0, DECIMAL_ROUND_DOWN);
    mpz_set(out, whole.coefficient);
    if (whole.negative)
        mpz_neg(out, out);
    decimal_destroy(&whole);
}

void decimal_strip_zeros(decimal_t *number, int64_t limit)
{
    mpz_t quotient;
    mpz_init(quotient);
    while (number->exponent < limit && mpz_sgn(number->coefficient) != 0 &&
           mpz_tdiv_q_ui(quotient, number->coefficient, 10) == 0) {
        mpz_swap(number->coefficient, quotient);
        number->exponent++;
    }
    mpz_clear(quotient);
}

void decimal_normalize(decimal_t *number)
{
    if (number->kind != DECIMAL_FINITE)
        return;
    if (decimal_is_zero(number))
        number->exponent = 0;
    else
        decimal_strip_zeros(number, INT64_MAX);
}
