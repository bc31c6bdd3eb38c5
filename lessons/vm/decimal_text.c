/*
 * Decimals as text: str() and format().
 */
#include "lessons/vm/decimal_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/decimal_inner.h"

static void add_special(text_t *out, const decimal_t *number)
{
    text_add_string(out, number->kind == DECIMAL_NAN ? "NaN" : "Infinity");
}

/* Adds the digits with a point after `place` of them (which may lie outside). */
static void add_pointed(text_t *out, const char *digits, size_t count, int64_t place)
{
    if (place <= 0) {
        text_add_string(out, "0");
        if (count > 0 || place < 0)
            text_add_byte(out, '.');
        text_add_repeated(out, "0", 1, (size_t)-place);
        text_add(out, digits, count);
        return;
    }
    size_t whole = (uint64_t)place < count ? (size_t)place : count;
    text_add(out, digits, whole);
    text_add_repeated(out, "0", 1, (size_t)place - whole);
    if (whole < count) {
        text_add_byte(out, '.');
        text_add(out, digits + whole, count - whole);
    }
}

static void get_digits(text_t *digits, const decimal_t *number)
{
    char *room = text_reserve(digits, mpz_sizeinbase(number->coefficient, 10) + 2);
    if (!room)
        return;
    mpz_get_str(room, 10, number->coefficient);
    digits->size_bytes += strlen(room);
}

void decimal_to_text(text_t *out, const decimal_t *number)
{
    if (number->negative)
        text_add_byte(out, '-');
    if (number->kind != DECIMAL_FINITE) {
        add_special(out, number);
        return;
    }
    text_t digits;
    text_init(&digits);
    get_digits(&digits, number);
    int64_t left = number->exponent + (int64_t)digits.size_bytes;
    int64_t place = number->exponent <= 0 && left > -6 ? left : 1;
    add_pointed(out, digits.bytes, digits.size_bytes, place);
    if (left != place)
        text_addf(out, "E%+lld", (long long)(left - place));
    out->failed |= digits.failed;
    text_destroy(&digits);
}

double decimal_to_double(const decimal_t *number)
{
    if (number->kind == DECIMAL_NAN)
        return NAN;
    if (number->kind == DECIMAL_INFINITE)
        return number->negative ? -INFINITY : INFINITY;
    text_t text;
    text_init(&text);
    decimal_to_text(&text, number);
    text_add_byte(&text, '\0');
    double value = text.failed ? NAN : strtod(text.bytes, NULL);
    text_destroy(&text);
    return value;
}

/* Rounds as the specification asks for, before the digits are laid out. */
static void round_for_format(decimal_t *number, const format_spec_t *spec, char type,
                             decimal_rounding_t rounding)
{
    bool fixed = type == 'f' || type == 'F' || type == '%';
    if (type == '%')
        number->exponent += 2;
    if (spec->precision >= 0) {
        if (type == 'e' || type == 'E')
            decimal_round_to_digits(number, spec->precision + 1, rounding);
        else if (fixed)
            decimal_rescale(number, -spec->precision, rounding);
        else if ((int64_t)decimal_digits(number) > spec->precision)
            decimal_round_to_digits(number, spec->precision > 0 ? spec->precision : 1, rounding);
    }
    if (decimal_is_zero(number) && number->exponent > 0 && fixed)
        decimal_rescale(number, 0, rounding);
}

bool decimal_format(text_t *out, const decimal_t *number, const format_spec_t *spec,
                    const decimal_context_t *context, format_error_t *error)
{
    char type = spec->type == 0 ? 'G' : spec->type == 'n' ? 'g' : spec->type < 0x80 ? (char)spec->type : '?';
    if (!strchr("eEfFgG%", type)) {
        strcpy(error->message, "invalid format string");
        error->overflow = false;
        return false;
    }
    decimal_t rounded;
    decimal_init(&rounded);
    decimal_set(&rounded, number);
    text_t body, digits;
    text_init(&body);
    text_init(&digits);
    if (number->kind != DECIMAL_FINITE) {
        add_special(&body, number);
    } else {
        round_for_format(&rounded, spec, type, context->rounding);
        get_digits(&digits, &rounded);
        int64_t left = rounded.exponent + (int64_t)digits.size_bytes;
        int64_t place = left;
        bool scientific = type == 'e' || type == 'E';
        if (scientific)
            place = decimal_is_zero(&rounded) && spec->precision >= 0 ? 1 - spec->precision : 1;
        else if ((type == 'g' || type == 'G') && !(rounded.exponent <= 0 && left > -6))
            place = 1;
        add_pointed(&body, digits.bytes, digits.size_bytes, place);
        if (left != place || scientific)
            text_addf(&body, "%c%+lld", type == 'e' || type == 'g' ? 'e' : 'E', (long long)(left - place));
        if (type == '%')
            text_add_byte(&body, '%');
    }
    format_spec_layout_number(out, spec, rounded.negative, "", body.bytes, body.size_bytes, '>');
    out->failed |= body.failed || digits.failed;
    text_destroy(&digits);
    text_destroy(&body);
    decimal_destroy(&rounded);
    return true;
}
