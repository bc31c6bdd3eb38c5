#include "lessons/vm/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/unicode.h"

/* ---- floats to text
 * ---------------------------------------------------------------------------------------- */

static const double powers_of_ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* Digits of `value` without leading or trailing zeros; *trailing counts the zeros cut off. */
static size_t bare_digits(char digits[20], uint64_t value, int *trailing)
{
    *trailing = 0;
    while (value != 0 && value % 10 == 0) {
        value /= 10;
        ++*trailing;
    }
    char reversed[20];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (size_t i = 0; i < count; i++)
        digits[i] = reversed[count - 1 - i];
    return count;
}

/*
 * Numbers with few decimals: m / 10^k with m below 10^15 is one exactly rounded division, so m with the least
 * k that gives the number back is the shortest text.
 */
static size_t few_decimals(char digits[17], int *point, double number)
{
    if (!(number >= 1e-5 && number < 1e15))
        return 0;
    for (int k = 0; k <= 6; k++) {
        double scaled = number * powers_of_ten[k];
        if (scaled >= 1e15)
            return 0;
        double whole = nearbyint(scaled);
        if (whole / powers_of_ten[k] != number)
            continue;
        char bare[20];
        int trailing;
        size_t count = bare_digits(bare, (uint64_t)whole, &trailing);
        memcpy(digits, bare, count);
        *point = (int)count + trailing - k - 1;
        return count;
    }
    return 0;
}

/* Splits the text of %.{n}e into digits and exponent; trailing zeros are cut off. */
static size_t split_exponent_form(const char *form, char digits[17], int *point)
{
    size_t count = 0;
    const char *at = form;
    for (; *at && *at != 'e'; at++) {
        if (*at != '.')
            digits[count++] = *at;
    }
    *point = *at ? atoi(at + 1) : 0;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

size_t number_float_digits(char digits[17], int *point, double number)
{
    double magnitude = fabs(number);
    if (magnitude == 0) {
        digits[0] = '0';
        *point = 0;
        return 1;
    }
    size_t count = few_decimals(digits, point, magnitude);
    if (count > 0)
        return count;
    char form[40];
    for (int precision = magnitude < 1e-300 ? 1 : 15; precision <= 17; precision++) {
        snprintf(form, sizeof form, "%.*e", precision - 1, magnitude);
        if (strtod(form, NULL) == magnitude)
            break;
        if (precision != 16)
            continue;
        /* Just above a power of two the gap below is half the gap above: the next 16 digits upward may fit.
         */
        int exponent;
        if (frexp(magnitude, &exponent) != 0.5)
            continue;
        char up[40];
        memcpy(up, form, sizeof up);
        char *last = strchr(up, 'e') - 1;
        if (*last < '9') {
            ++*last;
            if (strtod(up, NULL) == magnitude) {
                memcpy(form, up, sizeof form);
                break;
            }
        }
    }
    return split_exponent_form(form, digits, point);
}

static size_t put_special(char *out, double number)
{
    const char *word = isnan(number) ? "nan" : number < 0 ? "-inf" : "inf";
    size_t size = strlen(word);
    memcpy(out, word, size + 1);
    return size;
}

/* Writes d.ddde+XX. */
static size_t put_exponent_form(char *out, const char *digits, size_t count, int point)
{
    size_t size = 0;
    out[size++] = digits[0]; /* NOLINT(clang-analyzer-core.uninitialized.Assign): there is always one */
    if (count > 1) {
        out[size++] = '.';
        memcpy(out + size, digits + 1, count - 1);
        size += count - 1;
    }
    size += (size_t)snprintf(out + size, 6, "e%c%02d", point < 0 ? '-' : '+', abs(point) % 1000);
    return size;
}

size_t number_float_repr(char out[NUMBER_FLOAT_REPR_BYTES], double number)
{
    if (!isfinite(number))
        return put_special(out, number);
    size_t size = 0;
    if (signbit(number))
        out[size++] = '-';
    char digits[17];
    int point;
    size_t count = number_float_digits(digits, &point, number);
    if (point < -4 || point >= 16) {
        size += put_exponent_form(out + size, digits, count, point);
    } else if (point < 0) {
        out[size++] = '0';
        out[size++] = '.';
        for (int i = -1; i > point; i--)
            out[size++] = '0';
        memcpy(out + size, digits, count);
        size += count;
    } else {
        for (size_t i = 0; i <= (size_t)point || i < count; i++) {
            out[size++] = i < count ? digits[i] : '0';
            if (i == (size_t)point)
                out[size++] = '.';
        }
        if (out[size - 1] == '.')
            out[size++] = '0';
    }
    out[size] = '\0';
    return size;
}

void number_format_float(text_t *out, double number, char type, int precision, bool alternate)
{
    bool capital = type == 'E' || type == 'F' || type == 'G';
    if (!isfinite(number)) {
        if (!isnan(number) && number < 0)
            text_add_byte(out, '-');
        text_add_string(out, isnan(number) ? (capital ? "NAN" : "nan") : (capital ? "INF" : "inf"));
        return;
    }
    if (type == 'r') {
        char repr[NUMBER_FLOAT_REPR_BYTES];
        text_add(out, repr, number_float_repr(repr, number));
        return;
    }
    const char form[] = {'%', '#', '.', '*', type, '\0'};
    const char plain[] = {'%', '.', '*', type, '\0'};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    text_addf(out, alternate ? form : plain, precision, number);
#pragma GCC diagnostic pop
}

/* ---- integers to text
 * -------------------------------------------------------------------------------------- */

size_t number_int_repr(char out[NUMBER_INT_REPR_BYTES], int64_t number)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
        "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
        "8081828384858687888990919293949596979899";
    char reversed[NUMBER_INT_REPR_BYTES];
    size_t at = sizeof reversed;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    while (rest >= 100) {
        memcpy(reversed + (at -= 2), pairs + rest % 100 * 2, 2);
        rest /= 100;
    }
    if (rest >= 10)
        memcpy(reversed + (at -= 2), pairs + rest * 2, 2);
    else
        reversed[--at] = (char)('0' + rest);
    if (number < 0)
        reversed[--at] = '-';
    size_t size = sizeof reversed - at;
    memcpy(out, reversed + at, size);
    if (size < NUMBER_INT_REPR_BYTES)
        out[size] = '\0';
    return size;
}

void number_format_big(text_t *out, const mpz_t number, int base)
{
    size_t most = mpz_sizeinbase(number, base) + 2;
    char *room = text_reserve(out, most);
    if (!room)
        return;
    mpz_t magnitude; /* an alias: only the sign differs, nothing is to be freed */
    magnitude[0] = number[0];
    magnitude[0]._mp_size = abs(magnitude[0]._mp_size);
    mpz_get_str(room, base, magnitude);
    out->size_bytes += strlen(room);
}

double number_big_to_double(const mpz_t number)
{
    size_t bits = mpz_sizeinbase(number, 2);
    if (bits <= 64) { /* this conversion rounds half to even by itself */
        double magnitude = (double)mpz_get_ui(number);
        return mpz_sgn(number) < 0 ? -magnitude : magnitude;
    }
    if (bits > 1024)
        return mpz_sgn(number) < 0 ? -INFINITY : INFINITY;
    /* 55 leading bits, the last one sticky, so that the conversion from uint64_t rounds half to even. */
    mpz_t top;
    mpz_init(top);
    mp_bitcnt_t cut = bits - 55;
    mpz_tdiv_q_2exp(top, number, cut);
    bool inexact = mpz_scan1(number, 0) < cut;
    uint64_t leading = mpz_get_ui(top) | (inexact ? 1u : 0u);
    mpz_clear(top);
    double value = ldexp((double)leading, (int)cut);
    return mpz_sgn(number) < 0 ? -value : value;
}

/* ---- text to numbers
 * --------------------------------------------------------------------------------------- */

/* Cuts white space (of any script) off both ends. */
static void strip(const char **bytes, size_t *size_bytes)
{
    const char *at = *bytes;
    size_t size = *size_bytes;
    while (size > 0) {
        size_t one;
        if (!code_is_space(unicode_decode(at, &one)))
            break;
        at += one;
        size -= one;
    }
    while (size > 0) {
        size_t one, before = unicode_before(at, size);
        if (!code_is_space(unicode_decode(at + before, &one)))
            break;
        size = before;
    }
    *bytes = at;
    *size_bytes = size;
}

static int digit_value(const char *at, size_t *size_bytes)
{
    char c = *at;
    *size_bytes = 1;
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return (unsigned char)c < 0x80 ? -1 : code_digit_value(unicode_decode(at, size_bytes));
}

/* Takes a prefix such as 0x off when it belongs to `*base`, and settles base 0. False: "010" in base 0. */
static bool take_prefix(const char **at, const char *end, int *base, bool *prefixed)
{
    *prefixed = false;
    if (end - *at >= 2 && **at == '0') {
        char letter = (char)((*at)[1] | 0x20);
        int means = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (means != 0 && (*base == 0 || *base == means)) {
            *base = means;
            *at += 2;
            *prefixed = true;
            if (*at < end && **at == '_')
                ++*at;
            return true;
        }
    }
    if (*base != 0)
        return true;
    *base = 10;
    if (**at != '0')
        return true;
    for (const char *c = *at; c < end; c++) {
        if (*c != '0' && *c != '_')
            return false; /* a decimal literal has no leading zeros */
    }
    return true;
}

/* Copies the digits as values of `base`, without underscores. False when there is a stray byte. */
static bool gather_digits(const char *at, const char *end, int base, text_t *digits)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    bool after_digit = false;
    while (at < end) {
        if (*at == '_') {
            if (!after_digit)
                return false;
            after_digit = false;
            at++;
            continue;
        }
        size_t size;
        int value = digit_value(at, &size);
        if (value < 0 || value >= base)
            return false;
        text_add_byte(digits, letters[value]);
        after_digit = true;
        at += size;
    }
    return after_digit;
}

static bool short_decimal(const char *at, const char *end, int64_t *value)
{
    if (at == end || end - at > 18)
        return false;
    int64_t sum = 0;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        sum = sum * 10 + (*at - '0');
    }
    *value = sum;
    return true;
}

static number_status_t convert_digits(text_t *digits, int base, bool negative, int64_t *value, mpz_t big,
                                      bool *is_big)
{
    text_add_byte(digits, '\0');
    if (digits->failed || mpz_set_str(big, digits->bytes, base) != 0)
        return NUMBER_BAD_LITERAL;
    if (negative)
        mpz_neg(big, big);
    *is_big = !mpz_fits_slong_p(big);
    if (!*is_big)
        *value = mpz_get_si(big);
    return NUMBER_OK;
}

number_status_t number_parse_int(const char *bytes, size_t size_bytes, int base, int64_t *value, mpz_t big,
                                 bool *is_big, size_t *digit_count)
{
    *is_big = false;
    if (base != 0 && (base < 2 || base > 36))
        return NUMBER_BAD_BASE;
    strip(&bytes, &size_bytes);
    const char *at = bytes, *end = bytes + size_bytes;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end)
        return NUMBER_BAD_LITERAL;
    if (base == 10 && short_decimal(at, end, value)) {
        *value = negative ? -*value : *value;
        return NUMBER_OK;
    }
    bool prefixed;
    if (!take_prefix(&at, end, &base, &prefixed))
        return NUMBER_BAD_LITERAL;
    text_t digits;
    text_init(&digits);
    number_status_t status = NUMBER_BAD_LITERAL;
    if (gather_digits(at, end, base, &digits)) {
        *digit_count = digits.size_bytes;
        if ((base & (base - 1)) != 0 && digits.size_bytes > NUMBER_MAX_STR_DIGITS)
            status = NUMBER_TOO_LONG;
        else
            status = convert_digits(&digits, base, negative, value, big, is_big);
    }
    text_destroy(&digits);
    return status;
}

static bool word_is(const char *at, const char *end, const char *word)
{
    size_t size = strlen(word);
    return (size_t)(end - at) == size && strncasecmp(at, word, size) == 0;
}

static bool parse_special(const char *at, const char *end, double *value)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (word_is(at, end, "inf") || word_is(at, end, "infinity"))
        *value = negative ? -INFINITY : INFINITY;
    else if (word_is(at, end, "nan"))
        *value = negative ? -NAN : NAN;
    else
        return false;
    return true;
}

/* Copies what strtod may see: sign, digits, one point, an exponent; an underscore only between two digits. */
static bool gather_float(const char *at, const char *end, text_t *clean)
{
    bool after_digit = false, wants_digit = false;
    while (at < end) {
        size_t size;
        int value = digit_value(at, &size);
        bool digit = value >= 0 && value <= 9;
        if (wants_digit && !digit)
            return false;
        wants_digit = false;
        if (digit)
            text_add_byte(clean, (char)('0' + value));
        else if (*at == '_' && after_digit)
            wants_digit = true;
        else if (strchr("+-.eE", *at) && *at)
            text_add_byte(clean, *at);
        else
            return false;
        after_digit = digit;
        at += size;
    }
    return !wants_digit;
}

number_status_t number_parse_float(const char *bytes, size_t size_bytes, double *value)
{
    strip(&bytes, &size_bytes);
    const char *end = bytes + size_bytes;
    if (parse_special(bytes, end, value))
        return NUMBER_OK;
    text_t clean;
    text_init(&clean);
    number_status_t status = NUMBER_BAD_LITERAL;
    if (size_bytes > 0 && gather_float(bytes, end, &clean)) {
        text_add_byte(&clean, '\0');
        char *stopped;
        double read = clean.failed ? 0 : strtod(clean.bytes, &stopped);
        if (!clean.failed && stopped != clean.bytes && stopped == clean.bytes + clean.size_bytes - 1) {
            *value = read;
            status = NUMBER_OK;
        }
    }
    text_destroy(&clean);
    return status;
}
