#include <string.h>

#include "lessons/lang/parser_state.h"

bool parse_colon(parser_t *parser)
{
    if (parser_is(parser, TOKEN_NEWLINE)) {
        parser_fail(parser, parser_token_place(parser_token(parser)),
                    "expected ':'\nA line that opens a block ends in a colon");
        return false;
    }
    return parser_expect(parser, TOKEN_COLON);
}

bool parse_body(parser_t *parser, stmt_list_t *list, const char *owner, uint32_t line)
{
    if (!parser_accept(parser, TOKEN_NEWLINE))
        return parse_simple_line(parser, list);
    if (!parser_is(parser, TOKEN_INDENT)) {
        if (parser_is(parser, TOKEN_ERROR))
            parser_unexpected(parser);
        else
            parser_fail_kind(
                parser, DIAGNOSTIC_INDENTATION, parser_token_place(parser_token(parser)),
                "expected an indented block after %s on line %u\nWhat belongs to it stands below it, "
                "four spaces further right; a block that does nothing says: pass",
                owner, line);
        return false;
    }
    parser_take(parser);
    while (!parser_is(parser, TOKEN_DEDENT) && !parser_is(parser, TOKEN_END) && !parser->out_of_memory)
        if (!parse_statement(parser, list))
            return false;
    parser_accept(parser, TOKEN_DEDENT);
    return !parser->out_of_memory;
}

/* ---- going on after a failure ---- */

static void skip_line(parser_t *parser)
{
    while (!parser_is(parser, TOKEN_NEWLINE) && !parser_is(parser, TOKEN_END) &&
           !parser_is(parser, TOKEN_INDENT) && !parser_is(parser, TOKEN_DEDENT))
        parser_take(parser);
    parser_accept(parser, TOKEN_NEWLINE);
}

/* Reads a block that belongs to something that failed, for more findings. */
static void read_lost_block(parser_t *parser)
{
    stmt_list_t lost = {0};
    if (!parser_accept(parser, TOKEN_INDENT))
        return;
    while (!parser_is(parser, TOKEN_DEDENT) && !parser_is(parser, TOKEN_END))
        if (!parse_statement(parser, &lost))
            return;
    parser_accept(parser, TOKEN_DEDENT);
}

static bool at_later_clause(const parser_t *parser)
{
    return parser_is(parser, TOKEN_ELIF) || parser_is(parser, TOKEN_ELSE) ||
           parser_is(parser, TOKEN_EXCEPT) || parser_is(parser, TOKEN_FINALLY);
}

/* To the beginning of the next statement: the rest of the line, its block, and clauses that hang on it. */
static void recover(parser_t *parser, size_t start)
{
    parser->findings++;
    parser->failed = false;
    parser->fields = 0;
    bool at_line_start = parser->at > start && (parser->tokens.items[parser->at - 1].kind == TOKEN_NEWLINE ||
                                                parser->tokens.items[parser->at - 1].kind == TOKEN_DEDENT);
    if (!at_line_start)
        skip_line(parser);
    read_lost_block(parser);
    while (at_later_clause(parser) && !parser->out_of_memory) {
        skip_line(parser);
        read_lost_block(parser);
    }
}

/* ---- match: not ours, and told from a name only by what follows ---- */

/* match VALUE: NEWLINE INDENT case … */
static bool at_match_statement(const parser_t *parser)
{
    if (!parser_is_name(parser, "match"))
        return false;
    const token_t *token = parser_token(parser);
    while (token->kind != TOKEN_NEWLINE && token->kind != TOKEN_END)
        token++;
    return token->kind == TOKEN_NEWLINE && token[-1].kind == TOKEN_COLON && token[1].kind == TOKEN_INDENT &&
           token[2].kind == TOKEN_NAME && token[2].end - token[2].start == 4 &&
           memcmp(parser->source->bytes + token[2].start, "case", 4) == 0;
}

static void skip_match(parser_t *parser)
{
    parser_refuse(parser, parser_token_place(parser_token(parser)), "a match statement\nUse if and elif");
    parser->findings++;
    skip_line(parser);
    uint32_t depth = 0;
    do {
        depth += parser_is(parser, TOKEN_INDENT);
        depth -= parser_is(parser, TOKEN_DEDENT);
        parser_take(parser);
    } while (depth > 0 && !parser_is(parser, TOKEN_END));
}

/* ---- one statement ---- */

static bool at_compound(const parser_t *parser)
{
    switch (parser_token(parser)->kind) {
    case TOKEN_IF:
    case TOKEN_WHILE:
    case TOKEN_FOR:
    case TOKEN_DEF:
    case TOKEN_CLASS:
    case TOKEN_TRY:
    case TOKEN_WITH:
    case TOKEN_ASYNC:
    case TOKEN_MATRIX:
        return true;
    default:
        return false;
    }
}

static bool parse_one(parser_t *parser, stmt_list_t *list)
{
    parser->last = (parser_last_t){0};
    parser->seen = 0;
    if (!at_compound(parser))
        return parse_simple_line(parser, list);
    stmt_t *stmt = parse_compound(parser);
    return stmt && parser_append_stmt(parser, list, stmt);
}

bool parse_statement(parser_t *parser, stmt_list_t *list)
{
    if (at_match_statement(parser)) {
        skip_match(parser);
        return true;
    }
    size_t start = parser->at;
    uint32_t depth = parser->depth;
    bool good = parser_enter(parser) && parse_one(parser, list);
    parser->depth = depth;
    if (good)
        return true;
    if (parser->out_of_memory)
        return false;
    recover(parser, start);
    return !parser->out_of_memory;
}
