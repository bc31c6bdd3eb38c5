#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/format_spec.h"
#include "lessons/vm/formatting.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/number_text.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

typedef struct percent {
    vm_t *vm;
    const str_t *format;
    size_t at; /* byte offset in the format */
    value_t arguments;
    size_t next; /* argument of the tuple */
    bool used;   /* something was taken from the arguments */
} percent_t;

/* %[(key)][flags][width][.precision]type */
typedef struct conversion {
    value_t argument; /* UNSET: from the tuple */
    bool left, plus, space, alternate, zero;
    int64_t width;
    int64_t precision; /* -1: not given */
    uint32_t type;
} conversion_t;

static bool is_mapping(const vm_t *vm, value_t v)
{
    kind_t kind = value_kind(vm, v);
    return kind == KIND_DICT || kind == KIND_LIST || kind == KIND_RANGE || kind == KIND_BYTES ||
           value_has_user_method(vm, v, NAME_getitem) ||
           (kind == KIND_INSTANCE && value_kind(vm, value_payload(vm, v)) == KIND_DICT);
}

static native_status_t next_argument(percent_t *p, value_t *argument)
{
    bool many = value_kind(p->vm, p->arguments) == KIND_TUPLE;
    size_t count = many ? as_tuple(p->vm, p->arguments)->count : 1;
    if (p->next >= count)
        return native_raise(p->vm, EXC_TYPE_ERROR, "not enough arguments for format string");
    *argument = many ? as_tuple(p->vm, p->arguments)->items[p->next] : p->arguments;
    p->next++;
    return NATIVE_OK;
}

/* ---- reading a conversion
 * ----------------------------------------------------------------------------------- */

static native_status_t incomplete(percent_t *p)
{
    return native_raise(p->vm, EXC_VALUE_ERROR, "incomplete format");
}

static native_status_t read_key(percent_t *p, conversion_t *c)
{
    if (!is_mapping(p->vm, p->arguments))
        return native_raise(p->vm, EXC_TYPE_ERROR, "format requires a mapping");
    size_t start = ++p->at;
    int open = 1;
    for (; p->at < p->format->size; p->at++) {
        char byte = p->format->bytes[p->at];
        open += byte == '(' ? 1 : byte == ')' ? -1 : 0;
        if (open == 0)
            break;
    }
    if (open > 0)
        return native_raise(p->vm, EXC_VALUE_ERROR, "incomplete format key");
    value_t key = str_new(p->vm, p->format->bytes + start, p->at - start);
    p->at++;
    p->used = true;
    p->next = 1; /* the mapping itself counts as taken */
    value_t mapping = value_payload(p->vm, p->arguments);
    if (value_kind(p->vm, p->arguments) == KIND_INSTANCE)
        return NATIVE_FALLBACK; /* __getitem__ or __missing__ of the lesson language */
    return value_get_item(p->vm, mapping, key, &c->argument);
}

static void read_flags(percent_t *p, conversion_t *c)
{
    for (; p->at < p->format->size; p->at++) {
        switch (p->format->bytes[p->at]) {
        case '-':
            c->left = true;
            break;
        case '+':
            c->plus = true;
            break;
        case ' ':
            c->space = true;
            break;
        case '#':
            c->alternate = true;
            break;
        case '0':
            c->zero = true;
            break;
        default:
            return;
        }
    }
}

/* A number, or * for the next argument. */
static native_status_t read_number(percent_t *p, int64_t *number)
{
    if (p->at < p->format->size && p->format->bytes[p->at] == '*') {
        value_t argument = VALUE_NONE;
        p->at++;
        native_status_t status = next_argument(p, &argument);
        if (status != NATIVE_OK)
            return status;
        if (!value_is_int(p->vm, argument))
            return native_raise(p->vm, EXC_TYPE_ERROR, "* wants int");
        return argument_int64(p->vm, argument, number);
    }
    for (; p->at < p->format->size; p->at++) {
        char byte = p->format->bytes[p->at];
        if (byte < '0' || byte > '9')
            break;
        *number = *number * 10 + (byte - '0');
        if (*number > INT32_MAX)
            return native_raise(p->vm, EXC_VALUE_ERROR, "width too big");
    }
    return NATIVE_OK;
}

static native_status_t read_conversion(percent_t *p, conversion_t *c)
{
    *c = (conversion_t){.argument = VALUE_UNSET, .precision = -1};
    native_status_t status = NATIVE_OK;
    if (p->at < p->format->size && p->format->bytes[p->at] == '(')
        status = read_key(p, c);
    if (status != NATIVE_OK)
        return status;
    read_flags(p, c);
    status = read_number(p, &c->width);
    if (status == NATIVE_OK && c->width < 0) {
        c->left = true;
        c->width = -c->width;
    }
    if (status == NATIVE_OK && p->at < p->format->size && p->format->bytes[p->at] == '.') {
        p->at++;
        c->precision = 0;
        status = read_number(p, &c->precision);
        if (c->precision < 0)
            c->precision = 0;
    }
    if (status != NATIVE_OK)
        return status;
    if (p->at < p->format->size && strchr("hlL", p->format->bytes[p->at]))
        p->at++;
    if (p->at >= p->format->size)
        return incomplete(p);
    if (!heap_room(p->vm, (uint64_t)c->width * 4) || c->precision > 100000000)
        return native_raise(p->vm, EXC_MEMORY_ERROR, "%s", "");
    size_t size;
    c->type = unicode_decode(p->format->bytes + p->at, &size);
    p->at += size;
    return NATIVE_OK;
}

/* ---- laying out
 * --------------------------------------------------------------------------------------------- */

static void lay_out_text(text_t *out, const conversion_t *c, const char *bytes, size_t size)
{
    if (c->precision >= 0)
        size = unicode_offset(bytes, size, (size_t)c->precision);
    int64_t padding = c->width - (int64_t)unicode_count(bytes, size);
    if (padding > 0 && !c->left)
        text_add_repeated(out, " ", 1, (size_t)padding);
    text_add(out, bytes, size);
    if (padding > 0 && c->left)
        text_add_repeated(out, " ", 1, (size_t)padding);
}

static void lay_out_number(text_t *out, const conversion_t *c, bool negative, const char *prefix,
                           const char *digits, size_t size)
{
    format_spec_t spec = {.fill = c->zero && !c->left ? '0' : ' ',
                          .align = c->left   ? '<'
                                   : c->zero ? '='
                                             : '>',
                          .sign = c->plus    ? '+'
                                  : c->space ? ' '
                                             : '\0',
                          .width = c->width,
                          .precision = -1};
    format_spec_layout_number(out, &spec, negative, prefix, digits, size, '>');
}

static native_status_t add_text(percent_t *p, text_t *out, const conversion_t *c, value_t v)
{
    text_t text;
    text_init(&text);
    native_status_t status =
        c->type == 's' ? value_add_str(p->vm, &text, v) : value_add_repr(p->vm, &text, v);
    if (c->type == 'a')
        text_escape_non_ascii(&text, 0);
    if (status == NATIVE_OK)
        lay_out_text(out, c, text.bytes, text.size_bytes);
    out->failed |= text.failed;
    text_destroy(&text);
    return status;
}

/* The int that %d, %x … show. */
static native_status_t integer_of(percent_t *p, const conversion_t *c, value_t v, value_t *number)
{
    bool decimal = c->type == 'd' || c->type == 'i' || c->type == 'u';
    *number = int_from_bool(value_payload(p->vm, v));
    if (value_is_int(p->vm, *number))
        return NATIVE_OK;
    if (value_is_double(*number) && decimal)
        return bigint_from_double(p->vm, value_to_double(*number), number);
    bool found = false;
    native_status_t status = NATIVE_OK;
    if (!value_is_double(*number) && !value_is_str(p->vm, *number))
        status = invoke_special(p->vm, v, decimal ? NAME_int : NAME_index, NULL, 0, &found, number);
    if (found || status != NATIVE_OK)
        return status;
    return native_raise(p->vm, EXC_TYPE_ERROR, "%%%c format: %s is required, not %s", (int)c->type,
                        decimal ? "a real number" : "an integer", value_type_name(p->vm, v));
}

static native_status_t add_integer(percent_t *p, text_t *out, const conversion_t *c, value_t v)
{
    value_t number;
    native_status_t status = integer_of(p, c, v, &number);
    if (status != NATIVE_OK)
        return status;
    bool hexadecimal = c->type == 'x' || c->type == 'X';
    int base = hexadecimal ? 16 : c->type == 'o' ? 8 : 10;
    mpz_t big;
    mp_limb_t store;
    bigint_view(p->vm, number, big, &store);
    text_t digits;
    text_init(&digits);
    number_format_big(&digits, big, base);
    bool fits = base != 10 || digits.size_bytes <= NUMBER_MAX_STR_DIGITS;
    for (size_t i = 0; c->type == 'X' && i < digits.size_bytes; i++)
        digits.bytes[i] = (char)(digits.bytes[i] >= 'a' ? digits.bytes[i] - 32 : digits.bytes[i]);
    for (int64_t i = (int64_t)digits.size_bytes; i < c->precision; i++)
        text_insert(&digits, 0, "0", 1);
    const char *prefix = !c->alternate ? "" : c->type == 'x' ? "0x" : c->type == 'X' ? "0X" : "0o";
    if (fits)
        lay_out_number(out, c, mpz_sgn(big) < 0, base == 10 ? "" : prefix, digits.bytes, digits.size_bytes);
    out->failed |= digits.failed;
    text_destroy(&digits);
    return fits ? NATIVE_OK
                : native_raise(p->vm, EXC_VALUE_ERROR,
                               "Exceeds the limit (4300 digits) for integer string conversion; "
                               "use sys.set_int_max_str_digits() to increase the limit");
}

static native_status_t add_float(percent_t *p, text_t *out, const conversion_t *c, value_t v)
{
    double number;
    native_status_t status = argument_double(p->vm, v, &number);
    if (status == NATIVE_FALLBACK) {
        bool found;
        value_t converted;
        status = invoke_special(p->vm, v, NAME_float, NULL, 0, &found, &converted);
        if (status == NATIVE_OK)
            number = value_to_double(converted);
    }
    if (status != NATIVE_OK)
        return status;
    bool negative = signbit(number) && !isnan(number);
    int precision = c->precision < 0 ? 6 : (int)c->precision;
    if (precision == 0 && (c->type == 'g' || c->type == 'G'))
        precision = 1;
    text_t digits;
    text_init(&digits);
    number_format_float(&digits, fabs(number), (char)c->type, precision, c->alternate);
    lay_out_number(out, c, negative, "", digits.bytes, digits.size_bytes);
    out->failed |= digits.failed;
    text_destroy(&digits);
    return NATIVE_OK;
}

static native_status_t add_character(percent_t *p, text_t *out, const conversion_t *c, value_t v)
{
    conversion_t whole = *c;
    whole.precision = -1;
    const str_t *text = argument_str(p->vm, v);
    if (text && text->length == 1) {
        lay_out_text(out, &whole, text->bytes, text->size);
        return NATIVE_OK;
    }
    value_t number = int_from_bool(v);
    if (text || !value_is_int(p->vm, number))
        return native_raise(p->vm, EXC_TYPE_ERROR, "%%c requires int or char");
    int64_t code;
    if (!bigint_to_int64(p->vm, number, &code) || code < 0 || code >= 0x110000)
        return native_raise(p->vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    char bytes[4];
    lay_out_text(out, &whole, bytes, unicode_encode(bytes, (uint32_t)code));
    return NATIVE_OK;
}

static native_status_t add_conversion(percent_t *p, text_t *out)
{
    conversion_t c;
    native_status_t status = read_conversion(p, &c);
    if (status == NATIVE_OK && value_is_unset(c.argument))
        status = next_argument(p, &c.argument);
    if (status != NATIVE_OK)
        return status;
    if (c.type < 0x80 && c.type != 0 && strchr("sra", (int)c.type))
        return add_text(p, out, &c, c.argument);
    if (c.type < 0x80 && c.type != 0 && strchr("diuoxX", (int)c.type))
        return add_integer(p, out, &c, c.argument);
    if (c.type < 0x80 && c.type != 0 && strchr("eEfFgG", (int)c.type))
        return add_float(p, out, &c, c.argument);
    if (c.type == 'c')
        return add_character(p, out, &c, c.argument);
    char shown[5] = {0};
    unicode_encode(shown, c.type > 31 && c.type < 127 ? c.type : '?');
    size_t index = unicode_count(p->format->bytes, p->at) - 1;
    return native_raise(p->vm, EXC_VALUE_ERROR, "unsupported format character '%s' (0x%x) at index %zu",
                        shown, c.type, index);
}

native_status_t str_percent(vm_t *vm, value_t text, value_t arguments, value_t *result)
{
    percent_t p = {.vm = vm, .format = as_str(vm, value_payload(vm, text)), .arguments = arguments};
    if (value_kind(vm, arguments) == KIND_INSTANCE &&
        value_kind(vm, value_payload(vm, arguments)) == KIND_TUPLE)
        p.arguments = value_payload(vm, arguments);
    text_t out;
    text_init(&out);
    native_status_t status = NATIVE_OK;
    while (p.at < p.format->size && status == NATIVE_OK) {
        const char *from = p.format->bytes + p.at;
        const char *sign = memchr(from, '%', p.format->size - p.at);
        size_t plain = sign ? (size_t)(sign - from) : p.format->size - p.at;
        text_add(&out, from, plain);
        p.at += plain;
        if (!sign)
            break;
        p.at++;
        if (p.at >= p.format->size) {
            status = incomplete(&p);
        } else if (p.format->bytes[p.at] == '%') {
            text_add_byte(&out, '%');
            p.at++;
        } else {
            status = add_conversion(&p, &out);
        }
    }
    bool many = value_kind(vm, p.arguments) == KIND_TUPLE;
    size_t count = many ? as_tuple(vm, p.arguments)->count : 1;
    if (status == NATIVE_OK && p.next < count && !p.used && (many || !is_mapping(vm, p.arguments)))
        status = native_raise(vm, EXC_TYPE_ERROR, "not all arguments converted during string formatting");
    return text_finish(vm, &out, status, result);
}
