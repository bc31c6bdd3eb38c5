#include <string.h>

#include "lessons/lang/lexer_state.h"

static char peek(const lexer_t *lexer)
{
    return lexer->at < lexer->end ? lexer->text[lexer->at] : 0;
}

static char peek_second(const lexer_t *lexer)
{
    return lexer->at + 1 < lexer->end ? lexer->text[lexer->at + 1] : 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_digit_of(char c, int base)
{
    if (base == 16)
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return c >= '0' && c < '0' + base;
}

static void invalid(lexer_t *lexer, token_t token, const char *kind)
{
    lexer_report(lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer), "invalid %s literal", kind);
    lexer_give_up_line(lexer, token);
}

/* A number may run into one of these words: `1if x else 2`. */
static bool begins_allowed_word(const char *text)
{
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "or", "not"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Looks at what follows the number, and appends it. */
static void finish(lexer_t *lexer, token_t token, const char *kind)
{
    if (lexer->at < lexer->end && lexer_is_name_byte(peek(lexer)) &&
        !begins_allowed_word(lexer->text + lexer->at)) {
        if (!strcmp(kind, "decimal"))
            lexer_report(
                lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer),
                "invalid decimal literal\nA name cannot begin with a digit, and between a number and a word "
                "stands a space");
        else
            lexer_report(lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer), "invalid %s literal", kind);
        lexer_give_up_line(lexer, token);
        return;
    }
    lexer_end(lexer, token);
}

/* Digits with single underscores between them; false where an underscore is not followed by a digit. */
static bool skip_digits(lexer_t *lexer, int base)
{
    for (;;) {
        while (is_digit_of(peek(lexer), base))
            lexer_advance(lexer, 1);
        if (peek(lexer) != '_')
            return true;
        lexer_advance(lexer, 1);
        if (!is_digit_of(peek(lexer), base))
            return false;
    }
}

/* 0x, 0o, 0b: each digit may have an underscore before it. */
static void based(lexer_t *lexer, token_t token, int base, const char *kind)
{
    lexer_advance(lexer, 2);
    if (peek(lexer) == '_')
        lexer_advance(lexer, 1);
    bool good = is_digit_of(peek(lexer), base) && skip_digits(lexer, base);
    if (base != 16 && is_digit(peek(lexer))) {
        lexer_report(lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer), "invalid digit '%c' in %s literal",
                     peek(lexer), kind);
        lexer_give_up_line(lexer, token);
    } else if (!good) {
        invalid(lexer, token, kind);
    } else {
        finish(lexer, token, kind);
    }
}

static void imaginary(lexer_t *lexer, token_t token)
{
    lexer_advance(lexer, 1);
    finish(lexer, token, "imaginary");
}

/* Behind the digits before a point: fraction, exponent, j. */
static void fraction(lexer_t *lexer, token_t token)
{
    if (peek(lexer) == '.') {
        lexer_advance(lexer, 1);
        if (is_digit(peek(lexer)) && !skip_digits(lexer, 10)) {
            invalid(lexer, token, "decimal");
            return;
        }
    }
    if (peek(lexer) == 'e' || peek(lexer) == 'E') {
        char next = peek_second(lexer);
        char third = lexer->at + 2 < lexer->end ? lexer->text[lexer->at + 2] : 0;
        if ((next == '+' || next == '-') && !is_digit(third)) {
            lexer_advance(lexer, 2);
            invalid(lexer, token, "decimal");
            return;
        }
        if (is_digit(next) || next == '+' || next == '-') {
            lexer_advance(lexer, 2);
            if (!skip_digits(lexer, 10)) {
                invalid(lexer, token, "decimal");
                return;
            }
        }
    }
    if (peek(lexer) == 'j' || peek(lexer) == 'J')
        imaginary(lexer, token);
    else
        finish(lexer, token, "decimal");
}

/* A number that begins with 0: zeros alone are an int, other digits only with a point, an exponent or j
 * behind. */
static void after_zero(lexer_t *lexer, token_t token)
{
    while (peek(lexer) == '0' || peek(lexer) == '_') {
        if (peek(lexer) == '_' && !is_digit(peek_second(lexer))) {
            lexer_advance(lexer, 1);
            invalid(lexer, token, "decimal");
            return;
        }
        lexer_advance(lexer, 1);
    }
    bool has_digits = is_digit(peek(lexer));
    if (has_digits && !skip_digits(lexer, 10)) {
        invalid(lexer, token, "decimal");
        return;
    }
    char c = peek(lexer);
    bool is_float = c == '.' || c == 'j' || c == 'J' || c == 'e' || c == 'E';
    if (has_digits && !is_float) {
        ast_place_t place = {token.line, token.column, lexer->line, lexer->column};
        lexer_report(
            lexer, DIAGNOSTIC_SYNTAX, place,
            "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
            "integers\nWrite the number without the zeros in front");
        lexer_give_up_line(lexer, token);
        return;
    }
    fraction(lexer, token);
}

void lexer_number(lexer_t *lexer)
{
    token_t token = lexer_begin(lexer, TOKEN_NUMBER);
    char next = peek_second(lexer);
    if (peek(lexer) != '0') {
        if (peek(lexer) != '.' && !skip_digits(lexer, 10))
            invalid(lexer, token, "decimal");
        else
            fraction(lexer, token);
    } else if (next == 'x' || next == 'X') {
        based(lexer, token, 16, "hexadecimal");
    } else if (next == 'o' || next == 'O') {
        based(lexer, token, 8, "octal");
    } else if (next == 'b' || next == 'B') {
        based(lexer, token, 2, "binary");
    } else {
        after_zero(lexer, token);
    }
}
