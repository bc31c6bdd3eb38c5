#include "lessons/vm/format_spec.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/number_text.h"
#include "lessons/vm/unicode.h"

__attribute__((format(printf, 2, 3))) static bool refuse(format_error_t *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    error->overflow = false;
    return false;
}

/* ---- reading
 * ----------------------------------------------------------------------------------------------- */

typedef struct reader {
    const char *at, *end;
    const char *type_name;
    format_error_t *error;
} reader_t;

static bool is_align(uint32_t code)
{
    return code == '<' || code == '>' || code == '=' || code == '^';
}

static char peek(const reader_t *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

static bool take(reader_t *reader, char byte)
{
    if (reader->at == reader->end || *reader->at != byte)
        return false;
    reader->at++;
    return true;
}

/* Reads digits into *number, which is left alone when there are none. */
static bool read_number(reader_t *reader, int64_t *number)
{
    bool some = false;
    int64_t value = 0;
    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        if (value > (INT64_MAX - 9) / 10)
            return refuse(reader->error, "Too many decimal digits in format string");
        value = value * 10 + (*reader->at - '0');
        some = true;
    }
    if (some)
        *number = value;
    return true;
}

static void read_fill_and_align(reader_t *reader, format_spec_t *spec)
{
    if (reader->at == reader->end)
        return;
    size_t size;
    uint32_t first = unicode_decode(reader->at, &size);
    if (reader->at + size < reader->end && is_align((unsigned char)reader->at[size])) {
        spec->fill = first;
        spec->align = reader->at[size];
        reader->at += size + 1;
    } else if (is_align(first)) {
        spec->align = (char)first;
        reader->at++;
    }
}

static bool read_width_and_grouping(reader_t *reader, format_spec_t *spec, bool fill_given)
{
    if (!fill_given && take(reader, '0')) {
        spec->fill = '0';
        spec->zero_padded = true;
    }
    if (!read_number(reader, &spec->width))
        return false;
    if (take(reader, ','))
        spec->grouping = ',';
    if (take(reader, '_')) {
        if (spec->grouping)
            return refuse(reader->error, "Cannot specify both ',' and '_'.");
        spec->grouping = '_';
    }
    if (spec->grouping == '_' && peek(reader) == ',')
        return refuse(reader->error, "Cannot specify both ',' and '_'.");
    if (take(reader, '.')) {
        if (!read_number(reader, &spec->precision))
            return false;
        if (spec->precision < 0)
            return refuse(reader->error, "Format specifier missing precision");
    }
    return true;
}

/* May this presentation type be grouped? */
static bool check_grouping(const reader_t *reader, const format_spec_t *spec)
{
    if (spec->grouping && spec->type == 0 && strcmp(reader->type_name, "str") == 0)
        return refuse(reader->error, "Cannot specify '%c' with 's'.", spec->grouping);
    if (!spec->grouping || spec->type == 0)
        return true;
    if (spec->type < 0x80 && strchr("defgEG%F", (int)spec->type))
        return true;
    if (spec->grouping == '_' && spec->type < 0x80 && strchr("boxX", (int)spec->type))
        return true;
    if (spec->type > 32 && spec->type < 128)
        return refuse(reader->error, "Cannot specify '%c' with '%c'.", spec->grouping, (int)spec->type);
    return refuse(reader->error, "Cannot specify '%c' with '\\x%x'.", spec->grouping, spec->type);
}

bool format_spec_parse(const char *bytes, size_t size_bytes, const char *type_name, format_spec_t *spec,
                       format_error_t *error)
{
    reader_t reader = {bytes, bytes + size_bytes, type_name, error};
    *spec = (format_spec_t){.fill = ' ', .width = -1, .precision = -1, .type_name = type_name};
    read_fill_and_align(&reader, spec);
    bool fill_given = reader.at - bytes > 1;
    char sign = peek(&reader);
    if (sign == '+' || sign == '-' || sign == ' ') {
        spec->sign = sign;
        reader.at++;
    }
    spec->no_negative_zero = take(&reader, 'z');
    spec->alternate = take(&reader, '#');
    if (!read_width_and_grouping(&reader, spec, fill_given))
        return false;
    if (reader.at < reader.end) {
        size_t size;
        spec->type = unicode_decode(reader.at, &size);
        if (reader.at + size < reader.end)
            return refuse(error, "Invalid format specifier '%.*s' for object of type '%s'",
                          (int)(size_bytes < 100 ? size_bytes : 100), bytes, type_name);
    }
    return check_grouping(&reader, spec);
}

/* ---- layout
 * ------------------------------------------------------------------------------------------------ */

static void add_fill(text_t *out, uint32_t fill, int64_t times)
{
    char bytes[4];
    if (times > 0)
        text_add_repeated(out, bytes, unicode_encode(bytes, fill), (size_t)times);
}

/* Adds `count` digits, after `zeros` leading zeros, with a separator before each `group` digits from the
 * right. */
static void add_grouped(text_t *out, const char *digits, size_t count, size_t zeros, char separator,
                        size_t group)
{
    size_t total = count + zeros;
    for (size_t i = 0; i < total; i++) {
        if (i > 0 && (total - i) % group == 0)
            text_add_byte(out, separator);
        text_add_byte(out, i < zeros ? '0' : digits[i - zeros]);
    }
}

/* How many leading zeros fill `width` places together with their separators, as CPython counts them. */
static size_t zeros_for_width(size_t digits, int64_t width, size_t group)
{
    size_t zeros = 0;
    while ((int64_t)(digits + zeros + (digits + zeros - 1) / group) < width)
        zeros++;
    return zeros;
}

static bool hexadecimal_group(const format_spec_t *spec)
{
    return spec->grouping == '_' && spec->type != 0 && spec->type < 0x80 && strchr("boxX", (int)spec->type);
}

void format_spec_layout_number(text_t *out, const format_spec_t *spec, bool negative, const char *prefix,
                               const char *digits, size_t size_bytes, char default_align)
{
    char align = spec->align ? spec->align : spec->zero_padded ? '=' : default_align;
    size_t group = hexadecimal_group(spec) ? 4 : 3;
    size_t whole = 0;
    if (hexadecimal_group(spec))
        whole = size_bytes;
    while (whole < size_bytes && digits[whole] >= '0' && digits[whole] <= '9')
        whole++;
    char sign = negative ? '-' : spec->sign == '+' ? '+' : spec->sign == ' ' ? ' ' : '\0';
    size_t prefix_size = strlen(prefix);
    int64_t outside = (int64_t)((sign ? 1 : 0) + prefix_size + (size_bytes - whole));
    size_t zeros = 0, separators = 0;
    if (spec->grouping && whole > 0) {
        if (align == '=' && spec->fill == '0')
            zeros = zeros_for_width(whole, spec->width - outside, group);
        separators = (whole + zeros - 1) / group;
    }
    int64_t size = outside + (int64_t)(whole + zeros + separators);
    int64_t padding = spec->width > size ? spec->width - size : 0;
    int64_t left = align == '>' ? padding : align == '^' ? padding / 2 : 0;
    add_fill(out, spec->fill, left);
    if (sign)
        text_add_byte(out, sign);
    text_add(out, prefix, prefix_size);
    if (align == '=')
        add_fill(out, spec->fill, padding);
    if (zeros > 0 || separators > 0)
        add_grouped(out, digits, whole, zeros, spec->grouping, group);
    else
        text_add(out, digits, whole);
    text_add(out, digits + whole, size_bytes - whole);
    if (align == '<' || align == '^')
        add_fill(out, spec->fill, padding - left);
}

static bool check_size(const format_spec_t *spec, format_error_t *error)
{
    if (spec->width > INT32_MAX / 2)
        return refuse(error, "width too big");
    if (spec->precision > INT32_MAX / 2)
        return refuse(error, "precision too big");
    return true;
}

/* ---- strings
 * ----------------------------------------------------------------------------------------------- */

static bool unknown_code(const format_spec_t *spec, format_error_t *error)
{
    if (spec->type > 32 && spec->type < 128)
        return refuse(error, "Unknown format code '%c' for object of type '%s'", (int)spec->type,
                      spec->type_name);
    return refuse(error, "Unknown format code '\\x%x' for object of type '%s'", spec->type, spec->type_name);
}

bool format_spec_string(text_t *out, const format_spec_t *spec, const char *bytes, size_t size_bytes,
                        format_error_t *error)
{
    if (spec->type != 0 && spec->type != 's')
        return unknown_code(spec, error);
    if (spec->sign == ' ')
        return refuse(error, "Space not allowed in string format specifier");
    if (spec->sign)
        return refuse(error, "Sign not allowed in string format specifier");
    if (spec->no_negative_zero)
        return refuse(error, "Negative zero coercion (z) not allowed in string format specifier");
    if (spec->alternate)
        return refuse(error, "Alternate form (#) not allowed in string format specifier");
    if (spec->align == '=')
        return refuse(error, "'=' alignment not allowed in string format specifier");
    if (!check_size(spec, error))
        return false;
    int64_t count = (int64_t)unicode_count(bytes, size_bytes);
    if (spec->precision >= 0 && spec->precision < count) {
        size_bytes = unicode_offset(bytes, size_bytes, (size_t)spec->precision);
        count = spec->precision;
    }
    int64_t padding = spec->width > count ? spec->width - count : 0;
    int64_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    add_fill(out, spec->fill, left);
    text_add(out, bytes, size_bytes);
    add_fill(out, spec->fill, padding - left);
    return true;
}

/* ---- integers
 * ---------------------------------------------------------------------------------------------- */

static bool check_int(const format_spec_t *spec, format_error_t *error)
{
    if (spec->precision >= 0)
        return refuse(error, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero)
        return refuse(error, "Negative zero coercion (z) not allowed in integer format specifier");
    return check_size(spec, error);
}

/* Type c: the number is a code point. */
static bool format_code_point(text_t *out, const format_spec_t *spec, bool in_range, uint32_t code,
                              format_error_t *error)
{
    if (spec->sign)
        return refuse(error, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return refuse(error, "Alternate form (#) not allowed with integer format specifier 'c'");
    if (!in_range) {
        refuse(error, "%%c arg not in range(0x110000)");
        error->overflow = true;
        return false;
    }
    char bytes[4];
    size_t size = unicode_encode(bytes, code);
    int64_t padding = spec->width > 1 ? spec->width - 1 : 0;
    int64_t left = spec->align == '<' ? 0 : padding;
    if (spec->align == '^')
        left = padding / 2;
    add_fill(out, spec->fill, left);
    text_add(out, bytes, size);
    add_fill(out, spec->fill, padding - left);
    return true;
}

static int base_of(uint32_t type)
{
    switch (type) {
    case 'b':
        return 2;
    case 'o':
        return 8;
    case 'x':
    case 'X':
        return 16;
    default:
        return 10;
    }
}

static const char *prefix_of(const format_spec_t *spec)
{
    if (!spec->alternate)
        return "";
    switch (spec->type) {
    case 'b':
        return "0b";
    case 'o':
        return "0o";
    case 'x':
        return "0x";
    case 'X':
        return "0X";
    default:
        return "";
    }
}

static bool is_float_type(uint32_t type)
{
    return type != 0 && type < 0x80 && strchr("eEfFgG%", (int)type);
}

static bool is_int_type(uint32_t type)
{
    return type == 0 || (type < 0x80 && strchr("bcdnoxX", (int)type));
}

bool format_spec_big(text_t *out, const format_spec_t *spec, const mpz_t number, format_error_t *error)
{
    if (is_float_type(spec->type)) {
        double value = number_big_to_double(number);
        if (isinf(value)) {
            refuse(error, "int too large to convert to float");
            error->overflow = true;
            return false;
        }
        return format_spec_float(out, spec, value, error);
    }
    if (!is_int_type(spec->type))
        return unknown_code(spec, error);
    if (!check_int(spec, error))
        return false;
    if (spec->type == 'c')
        return format_code_point(out, spec, mpz_sgn(number) >= 0 && mpz_cmp_ui(number, 0x110000) < 0,
                                 (uint32_t)mpz_get_ui(number), error);
    int base = base_of(spec->type);
    text_t digits;
    text_init(&digits);
    number_format_big(&digits, number, base);
    bool fits = base != 10 || digits.size_bytes <= NUMBER_MAX_STR_DIGITS;
    if (!fits)
        refuse(error, "Exceeds the limit (4300 digits) for integer string conversion; "
                      "use sys.set_int_max_str_digits() to increase the limit");
    for (size_t i = 0; spec->type == 'X' && i < digits.size_bytes; i++)
        digits.bytes[i] = (char)(digits.bytes[i] >= 'a' ? digits.bytes[i] - 32 : digits.bytes[i]);
    if (fits)
        format_spec_layout_number(out, spec, mpz_sgn(number) < 0, prefix_of(spec), digits.bytes,
                                  digits.size_bytes, '>');
    out->failed |= digits.failed;
    text_destroy(&digits);
    return fits;
}

static size_t digits_in_base(char *digits, size_t room, uint64_t value, int base, bool capital)
{
    const char *letters = capital ? "0123456789ABCDEF" : "0123456789abcdef";
    size_t at = room;
    do {
        digits[--at] = letters[value % (unsigned)base];
        value /= (unsigned)base;
    } while (value != 0);
    memmove(digits, digits + at, room - at);
    return room - at;
}

bool format_spec_int(text_t *out, const format_spec_t *spec, int64_t number, format_error_t *error)
{
    if (is_float_type(spec->type))
        return format_spec_float(out, spec, (double)number, error);
    if (!is_int_type(spec->type))
        return unknown_code(spec, error);
    if (!check_int(spec, error))
        return false;
    if (spec->type == 'c')
        return format_code_point(out, spec, number >= 0 && number < 0x110000, (uint32_t)number, error);
    char digits[64];
    uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t size = digits_in_base(digits, sizeof digits, magnitude, base_of(spec->type), spec->type == 'X');
    format_spec_layout_number(out, spec, number < 0, prefix_of(spec), digits, size, '>');
    return true;
}

/* ---- floats
 * ------------------------------------------------------------------------------------------------ */

/* g with #: trailing zeros are kept. (The C library's own loses them when the number rounds up to a power of
 * ten.) */
static void add_general_alternate(text_t *out, double number, char type, int precision)
{
    char exponent_type = type == 'G' ? 'E' : 'e';
    number_format_float(out, number, exponent_type, precision - 1, true);
    if (!isfinite(number) || out->failed)
        return;
    text_add_byte(out, '\0');
    int exponent = out->failed ? 0 : atoi(strchr(out->bytes, exponent_type) + 1);
    out->size_bytes--;
    if (exponent < -4 || exponent >= precision)
        return;
    text_clear(out);
    number_format_float(out, number, 'f', precision - 1 - exponent, true);
}

/* Like g, but with at least one digit behind the point, so the exponent comes one digit earlier. */
static void add_general_with_point(text_t *out, double number, int precision, bool alternate)
{
    number_format_float(out, number, 'e', precision - 1, alternate);
    if (!isfinite(number) || out->failed)
        return;
    size_t mantissa = out->size_bytes;
    while (mantissa > 0 && out->bytes[mantissa - 1] != 'e')
        mantissa--;
    text_add_byte(out, '\0');
    int exponent = atoi(out->bytes + mantissa);
    if (exponent >= -4 && exponent < precision - 1) {
        text_clear(out);
        if (alternate)
            add_general_alternate(out, number, 'g', precision);
        else
            number_format_float(out, number, 'g', precision, false);
        if (!memchr(out->bytes, '.', out->size_bytes))
            text_add_string(out, ".0");
        return;
    }
    out->size_bytes--;
    size_t kept = mantissa - 1;
    while (!alternate && kept > 1 && (out->bytes[kept - 1] == '0' || out->bytes[kept - 1] == '.') &&
           memchr(out->bytes, '.', kept))
        kept--;
    memmove(out->bytes + kept, out->bytes + mantissa - 1, out->size_bytes - (mantissa - 1));
    out->size_bytes -= mantissa - 1 - kept;
}

/* The text of the number's magnitude in the style that the specification asks for. */
static void float_digits(text_t *out, const format_spec_t *spec, double number)
{
    char type = (char)spec->type;
    int precision = spec->precision < 0 ? 6 : (int)spec->precision;
    bool percent = type == '%';
    if (percent) {
        number *= 100;
        type = 'f';
    }
    if (type == 'n')
        type = 'g';
    if (type == 0 && spec->precision < 0) {
        number_format_float(out, number, 'r', 0, false);
        char *mark = memchr(out->bytes, 'e', out->size_bytes);
        if (spec->alternate && mark && !memchr(out->bytes, '.', out->size_bytes))
            text_insert(out, (size_t)(mark - out->bytes), ".", 1);
    } else if (type == 0) {
        add_general_with_point(out, number, precision == 0 ? 1 : precision, spec->alternate);
    } else {
        if ((type == 'g' || type == 'G') && precision == 0)
            precision = 1;
        if (spec->alternate && (type == 'g' || type == 'G'))
            add_general_alternate(out, number, type, precision);
        else
            number_format_float(out, number, type, precision, spec->alternate);
    }
    if (percent)
        text_add_byte(out, '%');
}

static bool is_negative_zero(const text_t *digits)
{
    for (size_t i = 0; i < digits->size_bytes && digits->bytes[i] != 'e'; i++) {
        if (digits->bytes[i] >= '1' && digits->bytes[i] <= '9')
            return false;
    }
    return true;
}

/* More digits than that are no text that a heap could hold. */
enum { MOST_DIGITS = 1 << 28 };

bool format_spec_float(text_t *out, const format_spec_t *spec, double number, format_error_t *error)
{
    if (spec->type != 0 && spec->type != 'n' && !is_float_type(spec->type))
        return unknown_code(spec, error);
    if (!check_size(spec, error))
        return false;
    if (spec->precision > MOST_DIGITS) {
        out->failed = true;
        return true;
    }
    bool negative = signbit(number) && !isnan(number);
    text_t digits;
    text_init(&digits);
    float_digits(&digits, spec, fabs(number));
    if (negative && spec->no_negative_zero && isfinite(number) && is_negative_zero(&digits))
        negative = false;
    format_spec_layout_number(out, spec, negative, "", digits.bytes, digits.size_bytes, '>');
    out->failed |= digits.failed;
    text_destroy(&digits);
    return true;
}
