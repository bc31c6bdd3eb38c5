#include "lessons/lang/parser.h"

#include <stdio.h>
#include <string.h>

#include "lessons/lang/parser_state.h"

/* ---- tokens ---- */

const token_t *parser_take(parser_t *parser)
{
    const token_t *token = parser_token(parser);
    if (token->kind != TOKEN_END)
        parser->at++;
    return token;
}

bool parser_accept(parser_t *parser, token_kind_t kind)
{
    if (!parser_is(parser, kind))
        return false;
    parser_take(parser);
    return true;
}

bool parser_expect(parser_t *parser, token_kind_t kind)
{
    if (parser_accept(parser, kind))
        return true;
    parser_unexpected(parser);
    return false;
}

bool parser_expect_text(parser_t *parser, token_kind_t kind)
{
    if (parser_accept(parser, kind))
        return true;
    if (parser_is(parser, TOKEN_ERROR))
        parser_unexpected(parser);
    else
        parser_fail(parser, parser_token_place(parser_token(parser)), "expected '%s'", token_kind_text(kind));
    return false;
}

const char *parser_text(const parser_t *parser, const token_t *token, size_t *size)
{
    *size = token->end - token->start;
    return parser->source->bytes + token->start;
}

const char *parser_name(parser_t *parser)
{
    if (!parser_is(parser, TOKEN_NAME))
        return parser_unexpected(parser);
    size_t size;
    const char *text = parser_text(parser, parser_take(parser), &size);
    const char *name = ast_intern(parser->ast, text, size);
    return name ? name : parser_no_memory(parser);
}

bool parser_is_name(const parser_t *parser, const char *spelling)
{
    size_t size;
    const char *text = parser_text(parser, parser_token(parser), &size);
    return parser_is(parser, TOKEN_NAME) && size == strlen(spelling) && memcmp(text, spelling, size) == 0;
}

bool parser_starts_expression(const parser_t *parser)
{
    switch (parser_token(parser)->kind) {
    case TOKEN_NAME:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NONE:
    case TOKEN_ELLIPSIS:
    case TOKEN_NOT:
    case TOKEN_LAMBDA:
    case TOKEN_AWAIT:
    case TOKEN_ADD:
    case TOKEN_SUBTRACT:
    case TOKEN_TILDE:
    case TOKEN_OPEN_ROUND:
    case TOKEN_OPEN_SQUARE:
    case TOKEN_OPEN_CURLY:
        return true;
    default:
        return false;
    }
}

/* ---- places ---- */

ast_place_t parser_token_place(const token_t *token)
{
    return (ast_place_t){token->line, token->column, token->end_line, token->end_column};
}

ast_place_t parser_span(ast_place_t first, ast_place_t last)
{
    first.end_line = last.end_line;
    first.end_column = last.end_column;
    return first;
}

ast_place_t parser_place(const parser_t *parser, size_t start)
{
    const token_t *first = &parser->tokens.items[start];
    const token_t *last = parser->at > start ? &parser->tokens.items[parser->at - 1] : first;
    return (ast_place_t){first->line, first->column, last->end_line, last->end_column};
}

/* ---- findings ---- */

static void report(parser_t *parser, diagnostic_kind_t kind, ast_place_t place, const char *format,
                   va_list arguments)
{
    size_t size;
    const char *line = source_line(parser->source, place.line, &size);
    char text[600];
    bool is_prefixed = parser->fields > 0 && kind <= DIAGNOSTIC_TAB;
    snprintf(text, sizeof text, "%s%s", is_prefixed ? "f-string: " : "", format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    diagnostics_add_list(parser->diagnostics, kind, place, line, size, text, arguments);
#pragma GCC diagnostic pop
}

void *parser_fail_kind(parser_t *parser, diagnostic_kind_t kind, ast_place_t place, const char *format, ...)
{
    if (!parser->failed && !parser->quiet) {
        va_list arguments;
        va_start(arguments, format);
        report(parser, kind, place, format, arguments);
        va_end(arguments);
    }
    parser->failed = true;
    return NULL;
}

void *parser_fail(parser_t *parser, ast_place_t place, const char *format, ...)
{
    const tokens_t *tokens = &parser->tokens;
    if (!parser->failed && !parser->quiet) {
        va_list arguments;
        va_start(arguments, format);
        /* In a text that ends inside a bracket, whatever looks wrong below the bracket comes from there. */
        const token_t *seen = &tokens->items[parser->seen > parser->at ? parser->seen : parser->at];
        bool is_end = seen->kind == TOKEN_END || seen->kind == TOKEN_DEDENT;
        if (!tokens->is_unclosed || (!is_end && seen->line <= tokens->unclosed.line))
            report(parser, DIAGNOSTIC_SYNTAX, place, format, arguments);
        else
            parser_fail_kind(parser, DIAGNOSTIC_SYNTAX, parser_token_place(&tokens->unclosed),
                             "'%c' was never closed", parser->source->bytes[tokens->unclosed.start]);
        va_end(arguments);
    }
    parser->failed = true;
    return NULL;
}

void *parser_no_memory(parser_t *parser)
{
    parser->out_of_memory = true;
    parser->quiet = false;
    return parser_fail_kind(parser, DIAGNOSTIC_LIMIT, parser_token_place(parser_token(parser)),
                            "no memory for the program's tree");
}

void *parser_too_deep(parser_t *parser)
{
    return parser_fail_kind(parser, DIAGNOSTIC_LIMIT, parser_token_place(parser_token(parser)),
                            "this is nested too deeply\nCut it into several statements or functions");
}

void parser_refuse(parser_t *parser, ast_place_t place, const char *format, ...)
{
    if (parser->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    report(parser, DIAGNOSTIC_REFUSED, place, format, arguments);
    va_end(arguments);
}

static bool is_legacy_name(const expr_t *expr)
{
    return expr->kind == EXPR_NAME && (!strcmp(expr->name.name, "print") || !strcmp(expr->name.name, "exec"));
}

/* Tries whether `parse_it` succeeds from here on; `*level` gets the brackets open behind its last token. */
static const expr_t *try_parse(parser_t *parser, expr_t *(*parse_it)(parser_t *), uint32_t *level)
{
    size_t at = parser->at;
    parser_last_t last = parser->last;
    parser->quiet = true;
    const expr_t *expr = parse_it(parser);
    if (!expr && !parser->out_of_memory) { /* its beginning will do */
        parser->at = at;
        parser->failed = false;
        expr = parse_primary(parser);
    }
    parser->quiet = false;
    parser->failed = false;
    parser->seen = parser->at;
    *level = parser->tokens.items[parser->at > 0 ? parser->at - 1 : 0].level;
    parser->at = at;
    parser->last = last;
    return parser->out_of_memory ? NULL : expr;
}

/* CPython, too, takes the beginning of such a word for the whole. */
static bool is_soft_keyword(const parser_t *parser, const token_t *token)
{
    size_t size;
    const char *text = parser_text(parser, token, &size);
    bool is_match = size <= 5 && !memcmp(text, "match", size),
         is_case = size <= 4 && !memcmp(text, "case", size);
    return token->kind == TOKEN_NAME && (is_match || is_case || (size == 1 && text[0] == '_'));
}

/* `match x` without its colon, or without a case. */
static bool explain_match(parser_t *parser)
{
    const expr_t *first = parser->last.expr;
    size_t start = parser->last.start, at = parser->at;
    bool is_statement = start == 0 || parser->tokens.items[start - 1].kind == TOKEN_NEWLINE ||
                        parser->tokens.items[start - 1].kind == TOKEN_INDENT ||
                        parser->tokens.items[start - 1].kind == TOKEN_DEDENT;
    if (!is_statement || first->kind != EXPR_NAME || strcmp(first->name.name, "match") != 0)
        return false;
    uint32_t level;
    if (!try_parse(parser, parse_star_expressions, &level))
        return false;
    parser->at = parser->seen;
    if (parser_is(parser, TOKEN_NEWLINE)) {
        parser_fail(parser, parser_token_place(parser_token(parser)), "expected ':'");
    } else if (parser_is(parser, TOKEN_COLON) && parser_next(parser)->kind == TOKEN_NEWLINE) {
        parser->at += 2;
        if (parser_is(parser, TOKEN_INDENT)) {
            parser->at++;
            parser_fail(parser, parser_token_place(parser_token(parser)), "invalid syntax");
        } else {
            parser_fail_kind(parser, DIAGNOSTIC_INDENTATION, parser_token_place(parser_token(parser)),
                             "expected an indented block after 'match' statement on line %u",
                             first->place.line);
        }
    }
    parser->at = at;
    return parser->failed;
}

/* Two expressions side by side: a forgotten comma, or print without parentheses. */
static bool explain_neighbours(parser_t *parser)
{
    const parser_last_t last = parser->last;
    if (!last.expr || last.end != parser->at || !parser_starts_expression(parser))
        return false;
    if (explain_match(parser))
        return true;
    const token_t *first = &parser->tokens.items[last.start];
    uint32_t level;
    if (is_legacy_name(last.expr)) {
        const expr_t *rest = try_parse(parser, parse_star_expressions, &level);
        if (rest)
            parser_fail(parser, parser_span(last.expr->place, rest->place),
                        "Missing parentheses in call to '%s'. Did you mean %s(...)?", last.expr->name.name,
                        last.expr->name.name);
        return rest != NULL;
    }
    if (is_soft_keyword(parser, first) || (first->kind == TOKEN_NAME && first[1].kind == TOKEN_STRING))
        return false;
    const expr_t *second = try_parse(parser, parse_expression, &level);
    if (!second || (level == 0 && parser->fields == 0))
        return false;
    parser_fail(parser, parser_span(last.expr->place, second->place),
                "invalid syntax. Perhaps you forgot a comma?");
    return true;
}

void *parser_unexpected(parser_t *parser)
{
    const token_t *token = parser_token(parser);
    if (parser->quiet || parser->failed || token->kind == TOKEN_ERROR) {
        parser->failed = true;
        return NULL;
    }
    if (explain_neighbours(parser))
        return NULL;
    if (token->kind == TOKEN_INDENT)
        return parser_fail_kind(
            parser, DIAGNOSTIC_INDENTATION, parser_token_place(token),
            "unexpected indent\nThis line begins further right than the one above, which opens no "
            "block");
    if (token->kind == TOKEN_DEDENT && !parser->tokens.is_unclosed)
        return parser_fail_kind(parser, DIAGNOSTIC_INDENTATION, parser_token_place(token),
                                "unexpected unindent");
    if (token->kind == TOKEN_END && parser->tokens.is_unclosed)
        return parser_fail(parser, parser_token_place(&parser->tokens.unclosed), "'%c' was never closed",
                           parser->source->bytes[parser->tokens.unclosed.start]);
    return parser_fail(parser, parser_token_place(token), "invalid syntax");
}

/* ---- building ---- */

expr_t *parser_expr_from(parser_t *parser, expr_kind_t kind, ast_place_t first)
{
    expr_t *expr = ast_alloc(parser->ast, sizeof *expr);
    if (!expr)
        return parser_no_memory(parser);
    const token_t *last = &parser->tokens.items[parser->at > 0 ? parser->at - 1 : 0];
    expr->kind = kind;
    expr->height = 1;
    expr->place = first;
    expr->place.end_line = last->end_line;
    expr->place.end_column = last->end_column;
    return expr;
}

expr_t *parser_expr(parser_t *parser, expr_kind_t kind, size_t start)
{
    return parser_expr_from(parser, kind, parser_token_place(&parser->tokens.items[start]));
}

stmt_t *parser_stmt(parser_t *parser, stmt_kind_t kind, size_t start)
{
    stmt_t *stmt = ast_alloc(parser->ast, sizeof *stmt);
    if (!stmt)
        return parser_no_memory(parser);
    stmt->kind = kind;
    stmt->place = parser_place(parser, start);
    return stmt;
}

bool parser_adopt(parser_t *parser, expr_t *parent, const expr_t *child)
{
    if (child && child->height >= parent->height)
        parent->height = (uint16_t)(child->height + 1);
    if (parent->height + parser->depth < AST_DEPTH_LIMIT)
        return true;
    parser_too_deep(parser);
    return false;
}

bool parser_adopt_list(parser_t *parser, expr_t *parent, const expr_list_t *children)
{
    for (size_t i = 0; i < children->count; i++)
        if (!parser_adopt(parser, parent, children->items[i]))
            return false;
    return true;
}

/* Arrays double: those of 0, 1, 2, 4, 8, … items are full. */
void *parser_grow(parser_t *parser, void *items, size_t count, size_t item_size)
{
    if ((count & (count - 1)) != 0 && count != 0)
        return items;
    void *grown = ast_alloc(parser->ast, (count ? count * 2 : 1) * item_size);
    if (!grown)
        return parser_no_memory(parser);
    if (count > 0)
        memcpy(grown, items, count * item_size);
    return grown;
}

bool parser_append(parser_t *parser, expr_list_t *list, expr_t *expr)
{
    expr_t **items = parser_grow(parser, list->items, list->count, sizeof *items);
    if (!items)
        return false;
    list->items = items;
    list->items[list->count++] = expr;
    return true;
}

bool parser_append_stmt(parser_t *parser, stmt_list_t *list, stmt_t *stmt)
{
    stmt_t **items = parser_grow(parser, list->items, list->count, sizeof *items);
    if (!items)
        return false;
    list->items = items;
    list->items[list->count++] = stmt;
    return true;
}

bool parser_enter(parser_t *parser)
{
    if (parser->depth + 1 >= AST_DEPTH_LIMIT) {
        parser_too_deep(parser);
        return false;
    }
    parser->depth++;
    return true;
}

void parser_leave(parser_t *parser)
{
    parser->depth--;
}

/* ---- the whole ---- */

/* CPython's parser asks for one token after the other. So what stops it is the first thing wrong, but before
 * it says "invalid syntax" or the like it looks through all tokens, and what it finds wrong with one of them
 * comes first: not wrong indentation, and not a stray backslash. */
static bool lexer_goes_first(const diagnostic_t *of_lexer, const diagnostic_t *of_parser)
{
    if (of_lexer->place.line <= of_parser->place.line)
        return true;
    if (of_lexer->kind != DIAGNOSTIC_SYNTAX || !strncmp(of_lexer->message, "unexpected ", 11))
        return false;
    return strncmp(of_parser->message, "unexpected ", 11) != 0;
}

/* Puts the finding first that CPython would report. */
static void choose_first(diagnostics_t *diagnostics, size_t lexer_count)
{
    if (lexer_count == 0 || lexer_count == DIAGNOSTICS_LIMIT)
        return;
    for (size_t i = lexer_count; i < diagnostics->count; i++) {
        diagnostic_t found = diagnostics->items[i];
        if (found.kind > DIAGNOSTIC_TAB)
            continue;
        if (!lexer_goes_first(&diagnostics->items[0], &found)) {
            memmove(diagnostics->items + 1, diagnostics->items, i * sizeof found);
            diagnostics->items[0] = found;
        }
        return;
    }
}

static bool parse_module(parser_t *parser)
{
    while (!parser_is(parser, TOKEN_END) && !parser->out_of_memory)
        if (!parse_statement(parser, &parser->ast->body))
            break;
    return parser->findings == 0 && !diagnostics_is_syntax_error(parser->diagnostics);
}

ast_t *parse(const source_t *source, diagnostics_t *diagnostics)
{
    parser_t parser = {.source = source, .diagnostics = diagnostics};
    bool good = false;
    parser.ast = ast_new(source->file);
    parser.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (parser.ast && parser.c_locale && lexer_run(source, diagnostics, &parser.tokens)) {
        size_t lexer_count = diagnostics->count;
        good = parse_module(&parser);
        choose_first(diagnostics, lexer_count);
    } else {
        diagnostics_add(diagnostics, DIAGNOSTIC_LIMIT, (ast_place_t){0}, NULL, 0,
                        "no memory for the program's tree");
    }
    tokens_destroy(&parser.tokens);
    if (parser.c_locale)
        freelocale(parser.c_locale);
    if (good)
        return parser.ast;
    diagnostics_rank(diagnostics);
    ast_free(parser.ast);
    return NULL;
}
