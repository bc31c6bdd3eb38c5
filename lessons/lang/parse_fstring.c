#include <string.h>

#include "lessons/lang/parser_state.h"

enum { FIELD_NESTING_LIMIT = 2 }; /* a field, and a field in its format */

/* A walk through the text of one literal that knows where it is. */
typedef struct walker {
    parser_t *parser;
    const string_literal_t *literal;
    const char *text; /* the source */
    uint32_t at, end;
    uint32_t line, column;
    string_buffer_t *buffer;
} walker_t;

static void step(walker_t *walker)
{
    if (walker->text[walker->at++] == '\n') {
        walker->line++;
        walker->column = 1;
    } else if ((walker->text[walker->at] & 0xC0) != 0x80) {
        walker->column++;
    }
}

static bool is_more(const walker_t *walker)
{
    return walker->at < walker->end;
}

static char here(const walker_t *walker)
{
    return walker->text[walker->at];
}

static char next(const walker_t *walker)
{
    return walker->at + 1 < walker->end ? walker->text[walker->at + 1] : 0;
}

static bool complain(walker_t *walker, const char *message)
{
    ast_place_t place = {walker->line, walker->column, walker->line, walker->column + 1};
    if (!is_more(walker))
        place = parser_token_place(walker->literal->token);
    parser_fail(walker->parser, place, "%s", message);
    return false;
}

/* ---- text between the fields ---- */

/* Up to the brace that begins a field or, inside a format, ends it. At the top, doubled braces are braces. */
static bool walk_text(walker_t *walker, bool is_top)
{
    const string_literal_t *literal = walker->literal;
    uint32_t start = walker->at;
    while (is_more(walker)) {
        char c = here(walker);
        if (c == '\\' && !literal->is_raw && next(walker)) {
            step(walker);
            c = here(walker);
            if (c == 'N' && next(walker) == '{')
                while (is_more(walker) && here(walker) != '}')
                    step(walker);
            if (c != '{' && c != '}') {
                if (is_more(walker))
                    step(walker);
                continue;
            }
        }
        if (c == '{' || c == '}') {
            bool is_doubled = is_top && next(walker) == c;
            if (is_top && !is_doubled && c == '}')
                return complain(walker, "f-string: single '}' is not allowed");
            if (!is_doubled)
                break;
            if (!string_decode(walker->parser, literal, start, walker->at + 1, walker->buffer))
                return false;
            step(walker);
            start = walker->at + 1;
        }
        step(walker);
    }
    return string_decode(walker->parser, literal, start, walker->at, walker->buffer);
}

/* ---- fields ---- */

static bool mismatch(walker_t *walker, char open)
{
    char message[80] = "f-string: closing parenthesis 'c' does not match opening parenthesis 'c'";
    *strchr(strchr(message, '\'') + 1, 'c') = here(walker);
    message[strlen(message) - 2] = open;
    return complain(walker, message);
}

static bool unmatched(walker_t *walker, char bracket)
{
    char message[] = "f-string: unmatched 'c'";
    message[sizeof message - 3] = bracket;
    return complain(walker, message);
}

static bool closes(char open, char close)
{
    return (open == '(' && close == ')') || (open == '[' && close == ']') || (open == '{' && close == '}');
}

/* Passes a string inside a field; false when the literal ends first. */
static bool walk_quoted(walker_t *walker)
{
    char quote = here(walker);
    bool is_triple =
        walker->at + 2 < walker->end && next(walker) == quote && walker->text[walker->at + 2] == quote;
    for (int i = is_triple ? 3 : 1; i > 0; i--)
        step(walker);
    for (; is_more(walker) && here(walker) != '\\'; step(walker)) {
        if (here(walker) != quote)
            continue;
        if (!is_triple) {
            step(walker);
            return true;
        }
        if (walker->at + 2 < walker->end && next(walker) == quote && walker->text[walker->at + 2] == quote) {
            step(walker);
            step(walker);
            step(walker);
            return true;
        }
    }
    if (is_more(walker))
        return complain(walker, "f-string expression part cannot include a backslash");
    return complain(walker, "f-string: unterminated string");
}

/* At the top of a field: does its expression end here? Passes the first half of !=, ==, <=, >=. */
static bool ends_field(walker_t *walker)
{
    char c = here(walker);
    if (strchr("!=<>", c) && next(walker) == '=') {
        step(walker);
        return false;
    }
    return c == '!' || c == ':' || c == '}' || c == '=';
}

/* Finds the end of a field's expression: the first ! : = } outside of brackets and strings. */
static bool walk_expression(walker_t *walker)
{
    char open[LEXER_BRACKET_LIMIT];
    uint32_t depth = 0;
    while (is_more(walker)) {
        char c = here(walker);
        if (c == '\'' || c == '"') {
            if (!walk_quoted(walker))
                return false;
            continue;
        }
        if (c == '\\')
            return complain(walker,
                            "f-string expression part cannot include a backslash\nPut the text with the "
                            "backslash into a variable before");
        if (c == '#')
            return complain(walker, "f-string expression part cannot include '#'");
        if (strchr("([{", c)) {
            if (depth == LEXER_BRACKET_LIMIT)
                return complain(walker, "f-string: too many nested parenthesis");
            open[depth++] = c;
        } else if (depth == 0 && ends_field(walker)) {
            return true;
        } else if (strchr(")]}", c)) {
            if (depth == 0)
                return unmatched(walker, c);
            if (!closes(open[--depth], c))
                return mismatch(walker, open[depth]);
        }
        step(walker);
    }
    if (depth > 0)
        return unmatched(walker, open[depth - 1]);
    return complain(walker, "f-string: expecting '}'");
}

static bool is_blank(const char *text, uint32_t start, uint32_t end)
{
    while (start < end && strchr(" \t\n\f\r", text[start]))
        start++;
    return start == end;
}

/* The tokens of a field; what is wrong with them counts only where the parser is not just trying. */
static bool lex_field(parser_t *parser, lexer_range_t range)
{
    diagnostics_t unheard;
    diagnostics_init(&unheard, "");
    diagnostics_t *heard = parser->quiet ? &unheard : parser->diagnostics;
    size_t findings = heard->count + heard->dropped;
    if (!lexer_run_field(parser->source, range, heard, &parser->tokens))
        parser_no_memory(parser);
    parser->failed |= heard->count + heard->dropped > findings;
    diagnostics_destroy(&unheard);
    return !parser->failed;
}

/* Parses the expression of a field with tokens of its own. */
static expr_t *parse_field_tokens(parser_t *parser, lexer_range_t range)
{
    tokens_t outer = parser->tokens;
    size_t outer_at = parser->at, outer_seen = parser->seen;
    parser_last_t outer_last = parser->last;
    expr_t *expr = NULL;
    if (lex_field(parser, range)) {
        parser->fields++;
        parser->at = parser->seen = 0;
        parser->last = (parser_last_t){0};
        expr = parse_star_expressions(parser);
        if (expr && !parser_is(parser, TOKEN_END))
            expr = parser_unexpected(parser);
        parser->fields--;
    }
    tokens_destroy(&parser->tokens);
    parser->tokens = outer;
    parser->at = outer_at;
    parser->seen = outer_seen;
    parser->last = outer_last;
    return expr;
}

static expr_t *parse_field_expression(walker_t *walker)
{
    lexer_range_t range = {walker->at, 0, walker->line, walker->column};
    if (!walk_expression(walker))
        return NULL;
    range.end = walker->at;
    if (is_blank(walker->text, range.start, range.end)) {
        char message[] = "f-string: expression required before 'c'";
        message[sizeof message - 3] = here(walker);
        complain(walker, here(walker) == '}' ? "f-string: empty expression not allowed" : message);
        return NULL;
    }
    return parse_field_tokens(walker->parser, range);
}

static bool parse_parts(walker_t *walker, expr_t *fstring, uint32_t nesting);

static bool add_part(parser_t *parser, expr_t *fstring, ast_fstring_part_t part)
{
    ast_fstring_part_t *parts =
        parser_grow(parser, fstring->fstring.parts, fstring->fstring.count, sizeof *parts);
    if (!parts)
        return false;
    fstring->fstring.parts = parts;
    parts[fstring->fstring.count++] = part;
    return parser_adopt(parser, fstring, part.value) && parser_adopt(parser, fstring, part.spec);
}

bool fstring_take_text(parser_t *parser, expr_t *fstring, string_buffer_t *buffer)
{
    if (buffer->size == buffer->start)
        return true;
    return add_part(parser, fstring, (ast_fstring_part_t){.text = string_take(buffer)});
}

static bool parse_conversion(walker_t *walker, char *conversion)
{
    step(walker);
    if (!is_more(walker))
        return complain(walker, "f-string: expecting '}'");
    *conversion = here(walker);
    if (!strchr("sra", *conversion))
        return complain(walker, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    step(walker);
    return true;
}

static bool parse_format(walker_t *walker, expr_t **spec, uint32_t nesting)
{
    parser_t *parser = walker->parser;
    step(walker);
    *spec = parser_expr_from(parser, EXPR_FSTRING, parser_token_place(walker->literal->token));
    return *spec && parse_parts(walker, *spec, nesting + 1) &&
           fstring_take_text(parser, *spec, walker->buffer);
}

/* From the opening brace to behind the closing one. */
static bool parse_field(walker_t *walker, expr_t *fstring, uint32_t nesting)
{
    if (nesting >= FIELD_NESTING_LIMIT)
        return complain(walker, "f-string: expressions nested too deeply");
    step(walker);
    uint32_t start = walker->at;
    ast_fstring_part_t part = {.value = parse_field_expression(walker)};
    if (!part.value)
        return false;
    bool shows_itself = here(walker) == '=';
    if (shows_itself) {
        do
            step(walker);
        while (is_more(walker) && strchr(" \t\n\f\r\v", here(walker)));
        string_append(walker->buffer, walker->text + start, walker->at - start);
    }
    if (!fstring_take_text(walker->parser, fstring, walker->buffer))
        return false;
    if (is_more(walker) && here(walker) == '!' && !parse_conversion(walker, &part.conversion))
        return false;
    if (is_more(walker) && here(walker) == ':' && !parse_format(walker, &part.spec, nesting))
        return false;
    if (!is_more(walker) || here(walker) != '}')
        return complain(walker, "f-string: expecting '}'");
    step(walker);
    if (shows_itself && !part.spec && !part.conversion)
        part.conversion = 'r';
    return add_part(walker->parser, fstring, part);
}

static bool parse_parts(walker_t *walker, expr_t *fstring, uint32_t nesting)
{
    if (!parser_enter(walker->parser))
        return false;
    bool good = walk_text(walker, nesting == 0);
    while (good && is_more(walker) && here(walker) == '{')
        good = parse_field(walker, fstring, nesting) && walk_text(walker, nesting == 0);
    parser_leave(walker->parser);
    return good;
}

bool parse_fstring(parser_t *parser, const string_literal_t *literal, expr_t *fstring,
                   string_buffer_t *buffer)
{
    walker_t walker = {.parser = parser, .literal = literal, .text = parser->source->bytes, .buffer = buffer};
    walker.at = literal->start;
    walker.end = literal->end;
    walker.line = literal->line;
    walker.column = literal->column;
    return parse_parts(&walker, fstring, 0);
}
