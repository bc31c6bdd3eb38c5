#include <stdlib.h>
#include <string.h>

#include "lessons/lang/parser_state.h"

enum { DECIMAL_DIGIT_LIMIT = 4300 }; /* sys.get_int_max_str_digits() */

/* The literal without its underscores, in the tree's memory. */
static char *plain_digits(parser_t *parser, const token_t *token, size_t *size)
{
    size_t length;
    const char *text = parser_text(parser, token, &length);
    char *digits = ast_alloc(parser->ast, length + 1);
    if (!digits)
        return parser_no_memory(parser);
    *size = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '_')
            digits[(*size)++] = text[i];
    return digits;
}

static int base_of(const char *digits, size_t size)
{
    if (size < 2 || digits[0] != '0')
        return 10;
    char letter = (char)(digits[1] | 0x20);
    return letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
}

/* Digits to a number; false when it is larger than an int64_t. */
static bool small_value(const char *digits, int base, int64_t *value)
{
    *value = 0;
    for (const char *p = digits + (base == 10 ? 0 : 2); *p; p++) {
        int digit = *p <= '9' ? *p - '0' : (*p | 0x20) - 'a' + 10;
        uint64_t number = (uint64_t)*value;
        if (number > ((uint64_t)INT64_MAX - (unsigned)digit) / (unsigned)base)
            return false;
        *value = (int64_t)(number * (unsigned)base + (unsigned)digit);
    }
    return true;
}

static expr_t *parse_integer(parser_t *parser, size_t start, const char *digits, size_t size)
{
    int base = base_of(digits, size);
    if (base == 10 && size > DECIMAL_DIGIT_LIMIT)
        return parser_fail(
            parser, parser_place(parser, start),
            "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; use "
            "sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer "
            "literals to avoid decimal conversion limits.",
            DECIMAL_DIGIT_LIMIT, size);
    expr_t *expr = parser_expr(parser, EXPR_INT, start);
    if (!expr)
        return NULL;
    expr->integer.text = (ast_text_t){digits, size};
    expr->integer.fits = small_value(digits, base, &expr->integer.value);
    return expr;
}

expr_t *parse_number(parser_t *parser)
{
    size_t start = parser->at, size = 0;
    char *digits = plain_digits(parser, parser_take(parser), &size);
    if (!digits)
        return NULL;
    if (base_of(digits, size) != 10)
        return parse_integer(parser, start, digits, size);
    if (digits[size - 1] == 'j' || digits[size - 1] == 'J')
        parser_refuse(parser, parser_place(parser, start),
                      "a complex number\nThe sandbox has int, float and Decimal");
    if (!strpbrk(digits, ".eEjJ"))
        return parse_integer(parser, start, digits, size);
    expr_t *expr = parser_expr(parser, EXPR_FLOAT, start);
    if (expr)
        expr->number = strtod_l(digits, NULL, parser->c_locale);
    return expr;
}
