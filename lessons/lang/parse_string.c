#include <string.h>

#include "lessons/lang/parser_state.h"
#include "lessons/lang/utf8.h"

void string_append(string_buffer_t *buffer, const char *bytes, size_t size)
{
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

ast_text_t string_take(string_buffer_t *buffer)
{
    ast_text_t text = {buffer->bytes + buffer->start, buffer->size - buffer->start};
    buffer->bytes[buffer->size++] = 0;
    buffer->start = buffer->size;
    return text;
}

/* ---- escapes ---- */

typedef struct decoder {
    parser_t *parser;
    const string_literal_t *literal;
    const char *text; /* the source */
    uint32_t at, start, end;
    string_buffer_t *buffer;
} decoder_t;

static ast_place_t token_place(const decoder_t *decoder)
{
    return parser_token_place(decoder->literal->token);
}

/* CPython counts a character beyond ASCII as the ten of \UXXXXXXXX. */
static unsigned position_of(const decoder_t *decoder, uint32_t offset)
{
    unsigned position = 0;
    for (uint32_t i = decoder->start; i < offset; i++) {
        unsigned char c = (unsigned char)decoder->text[i];
        position += c < 0x80 ? 1 : c >= 0xC0 ? 10 : 0;
    }
    return position;
}

static bool bad_escape(decoder_t *decoder, uint32_t backslash, const char *what)
{
    parser_fail(decoder->parser, token_place(decoder),
                "(unicode error) 'unicodeescape' codec can't decode bytes in position %u-%u: %s\nA backslash "
                "in a string "
                "begins an escape; for a plain one write \\\\ or put an r before the quote",
                position_of(decoder, backslash), position_of(decoder, decoder->at) - 1, what);
    return false;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

static bool append_code(decoder_t *decoder, uint32_t code)
{
    char bytes[4];
    if (decoder->literal->is_bytes) {
        bytes[0] = (char)(code & 0xFF);
        string_append(decoder->buffer, bytes, 1);
        return true;
    }
    if (code >= 0xD800 && code < 0xE000) {
        parser_refuse(
            decoder->parser, token_place(decoder),
            "half of a surrogate pair in a string\nWrite the whole character, or \\U and eight digits");
        return true;
    }
    string_append(decoder->buffer, bytes, utf8_write(code, bytes));
    return true;
}

static bool decode_hex(decoder_t *decoder, unsigned digits)
{
    uint32_t backslash = decoder->at - 2, code = 0;
    unsigned count = 0;
    while (count < digits && decoder->at < decoder->end && hex_digit(decoder->text[decoder->at]) >= 0) {
        code = code * 16 + (uint32_t)hex_digit(decoder->text[decoder->at++]);
        count++;
    }
    if (count < digits && decoder->literal->is_bytes) {
        parser_fail(decoder->parser, token_place(decoder), "(value error) invalid \\x escape at position %u",
                    backslash - decoder->start);
        return false;
    }
    if (count < digits)
        return bad_escape(decoder, backslash,
                          digits == 2   ? "truncated \\xXX escape"
                          : digits == 4 ? "truncated \\uXXXX escape"
                                        : "truncated \\UXXXXXXXX escape");
    if (code > 0x10FFFF)
        return bad_escape(decoder, backslash, "illegal Unicode character");
    return append_code(decoder, code);
}

static bool decode_octal(decoder_t *decoder, char first)
{
    uint32_t code = (uint32_t)(first - '0');
    for (int i = 0; i < 2 && decoder->at < decoder->end; i++) {
        char c = decoder->text[decoder->at];
        if (c < '0' || c > '7')
            break;
        code = code * 8 + (uint32_t)(c - '0');
        decoder->at++;
    }
    return append_code(decoder, code);
}

static bool decode_named(decoder_t *decoder)
{
    uint32_t backslash = decoder->at - 2;
    if (decoder->at >= decoder->end || decoder->text[decoder->at] != '{')
        return bad_escape(decoder, backslash, "malformed \\N character escape");
    while (decoder->at < decoder->end && decoder->text[decoder->at] != '}')
        decoder->at++;
    if (decoder->at >= decoder->end)
        return bad_escape(decoder, backslash, "malformed \\N character escape");
    decoder->at++;
    parser_refuse(decoder->parser, token_place(decoder),
                  "\\N{…} in a string\nWrite the character itself, or \\u and four digits");
    return true;
}

/* Behind a backslash. */
static bool decode_escape(decoder_t *decoder)
{
    static const char letters[] = "\\'\"abfnrtv", values[] = "\\'\"\a\b\f\n\r\t\v";
    bool is_text = !decoder->literal->is_bytes;
    if (decoder->at >= decoder->end) { /* a field of an f-string follows */
        string_append(decoder->buffer, "\\", 1);
        return true;
    }
    char c = decoder->text[decoder->at++];
    const char *letter = strchr(letters, c);
    if (letter) {
        string_append(decoder->buffer, values + (letter - letters), 1);
        return true;
    }
    if (c == '\n')
        return true;
    if (c == 'x')
        return decode_hex(decoder, 2);
    if (c == 'u' && is_text)
        return decode_hex(decoder, 4);
    if (c == 'U' && is_text)
        return decode_hex(decoder, 8);
    if (c == 'N' && is_text)
        return decode_named(decoder);
    if (c >= '0' && c <= '7')
        return decode_octal(decoder, c);
    string_append(decoder->buffer, "\\", 1);
    decoder->at--; /* both stay as they are */
    return true;
}

bool string_decode(parser_t *parser, const string_literal_t *literal, uint32_t start, uint32_t end,
                   string_buffer_t *buffer)
{
    const char *text = parser->source->bytes;
    if (literal->is_raw) {
        string_append(buffer, text + start, end - start);
        return true;
    }
    decoder_t decoder = {parser, literal, text, start, start, end, buffer};
    while (decoder.at < end) {
        const char *backslash = memchr(text + decoder.at, '\\', end - decoder.at);
        uint32_t next = backslash ? (uint32_t)(backslash - text) : end;
        string_append(buffer, text + decoder.at, next - decoder.at);
        decoder.at = next + 1;
        if (backslash && !decode_escape(&decoder))
            return false;
    }
    return true;
}

/* ---- literals ---- */

static string_literal_t cut(const parser_t *parser, const token_t *token)
{
    string_literal_t literal = {.token = token, .start = token->start, .end = token->end};
    const char *text = parser->source->bytes;
    literal.line = token->line;
    for (char c; (c = text[literal.start]) != '"' && c != '\''; literal.start++) {
        literal.is_raw |= (c | 0x20) == 'r';
        literal.is_bytes |= (c | 0x20) == 'b';
        literal.is_formatted |= (c | 0x20) == 'f';
    }
    char quote = text[literal.start];
    bool is_triple = literal.end - literal.start >= 6 && text[literal.start + 1] == quote &&
                     text[literal.start + 2] == quote;
    literal.start += is_triple ? 3 : 1;
    literal.end -= is_triple ? 3 : 1;
    literal.column = token->column + (literal.start - token->start);
    return literal;
}

static bool check_bytes(parser_t *parser, const string_literal_t *literal)
{
    for (uint32_t i = literal->start; i < literal->end; i++) {
        if (parser->source->bytes[i] & 0x80) {
            parser_fail(parser, parser_token_place(literal->token),
                        "bytes can only contain ASCII literal characters");
            return false;
        }
    }
    return true;
}

static bool decode_literal(parser_t *parser, const token_t *token, expr_t *expr, string_buffer_t *buffer)
{
    string_literal_t literal = cut(parser, token);
    if (literal.is_bytes && !check_bytes(parser, &literal))
        return false;
    if (literal.is_formatted)
        return parse_fstring(parser, &literal, expr, buffer);
    return string_decode(parser, &literal, literal.start, literal.end, buffer);
}

expr_t *parse_strings(parser_t *parser)
{
    size_t start = parser->at, total = 1;
    bool is_formatted = false;
    bool is_bytes = cut(parser, parser_token(parser)).is_bytes;
    while (parser_is(parser, TOKEN_STRING)) {
        const token_t *token = parser_take(parser);
        string_literal_t literal = cut(parser, token);
        if (literal.is_bytes != is_bytes)
            return parser_fail(parser, parser_place(parser, start), "cannot mix bytes and nonbytes literals");
        is_formatted |= literal.is_formatted;
        total += token->end - token->start;
    }
    size_t end = parser->at;
    expr_t *expr = parser_expr(parser,
                               is_formatted ? EXPR_FSTRING
                               : is_bytes   ? EXPR_BYTES
                                            : EXPR_STRING,
                               start);
    string_buffer_t buffer = {.bytes = expr ? ast_alloc(parser->ast, total) : NULL};
    if (!buffer.bytes)
        return parser_no_memory(parser);
    for (size_t i = start; i < end; i++)
        if (!decode_literal(parser, &parser->tokens.items[i], expr, &buffer))
            return NULL;
    if (!is_formatted)
        expr->text = string_take(&buffer);
    else if (!fstring_take_text(parser, expr, &buffer))
        return NULL;
    return expr;
}
