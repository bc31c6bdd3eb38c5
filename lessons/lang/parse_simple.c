#include <string.h>

#include "lessons/lang/parser_state.h"

/* ---- assignments ---- */

static bool augmented_operator(uint8_t token, binary_operator_t *operator)
{
    static const struct {
        uint8_t token;
        binary_operator_t operator;
    } table[] = {
        {TOKEN_ADD_ASSIGN, BINARY_ADD},
        {TOKEN_SUBTRACT_ASSIGN, BINARY_SUBTRACT},
        {TOKEN_MULTIPLY_ASSIGN, BINARY_MULTIPLY},
        {TOKEN_DIVIDE_ASSIGN, BINARY_DIVIDE},
        {TOKEN_FLOOR_ASSIGN, BINARY_FLOOR_DIVIDE},
        {TOKEN_MODULO_ASSIGN, BINARY_MODULO},
        {TOKEN_POWER_ASSIGN, BINARY_POWER},
        {TOKEN_LEFT_SHIFT_ASSIGN, BINARY_LEFT_SHIFT},
        {TOKEN_RIGHT_SHIFT_ASSIGN, BINARY_RIGHT_SHIFT},
        {TOKEN_AND_ASSIGN, BINARY_AND},
        {TOKEN_OR_ASSIGN, BINARY_OR},
        {TOKEN_XOR_ASSIGN, BINARY_XOR},
        {TOKEN_MATRIX_ASSIGN, BINARY_MATRIX},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].token == token) {
            *operator= table[i].operator;
            return true;
        }
    }
    return false;
}

static bool is_single_target(const expr_t *expr)
{
    return expr->kind == EXPR_NAME || expr->kind == EXPR_ATTRIBUTE || expr->kind == EXPR_SUBSCRIPT;
}

static stmt_t *parse_augmented(parser_t *parser, size_t start, expr_t *target, binary_operator_t operator)
{
    if (!is_single_target(target))
        return parser_fail(parser, target->place, "'%s' is an illegal expression for augmented assignment",
                           expr_kind_words(target));
    parser_take(parser);
    if (!parse_to_target(parser, target, CONTEXT_STORE))
        return NULL;
    expr_t *value = parse_yield_or_star_expressions(parser);
    stmt_t *stmt = value ? parser_stmt(parser, STMT_AUGMENTED, start) : NULL;
    if (!stmt)
        return NULL;
    stmt->augmented.operator= operator;
    stmt->augmented.target = target;
    stmt->augmented.value = value;
    return stmt;
}

static stmt_t *parse_annotated(parser_t *parser, size_t start, expr_t *target)
{
    const token_t *colon = parser_take(parser);
    if (!is_single_target(target)) {
        if (!parser_starts_expression(parser)) {
            parser->at = (size_t)(colon - parser->tokens.items);
            return parser_unexpected(parser);
        }
        if (target->kind == EXPR_LIST || target->kind == EXPR_TUPLE)
            return parser_fail(parser, target->place, "only single target (not %s) can be annotated",
                               expr_kind_words(target));
        return parser_fail(parser, target->place, "illegal target for annotation");
    }
    if (!parse_to_target(parser, target, CONTEXT_STORE) || !parse_annotation(parser))
        return NULL;
    const char *text = parser->source->bytes + colon[1].start;
    size_t text_size = parser->tokens.items[parser->at - 1].end - colon[1].start;
    expr_t *value = NULL;
    if (parser_accept(parser, TOKEN_ASSIGN)) {
        value = parse_yield_or_star_expressions(parser);
        if (!value)
            return NULL;
    }
    stmt_t *stmt = parser_stmt(parser, STMT_ANNOTATED, start);
    if (!stmt)
        return NULL;
    stmt->annotated.target = target;
    stmt->annotated.value = value;
    stmt->annotated.annotation = ast_intern(parser->ast, text, text_size);
    return stmt->annotated.annotation ? stmt : parser_no_memory(parser);
}

/* `target = … = value`: target and the first `=` have been seen, the `=` not taken. */
static stmt_t *parse_assignment(parser_t *parser, size_t start, expr_t *first)
{
    expr_list_t targets = {0};
    expr_t *value = first;
    size_t assign = parser->at;
    while (parser_is(parser, TOKEN_ASSIGN)) {
        bool is_yield = value->kind == EXPR_YIELD || value->kind == EXPR_YIELD_FROM;
        if (is_yield && !value->parenthesised)
            return parser_fail(parser, value->place, "assignment to yield expression not possible");
        if (parse_cannot_be_target(value) && parse_explain_assignment(parser, first, assign))
            return NULL;
        if (!parse_to_target(parser, value, CONTEXT_STORE) || !parser_append(parser, &targets, value))
            return NULL;
        parser_take(parser);
        value = parse_yield_or_star_expressions(parser);
        if (!value)
            return NULL;
    }
    stmt_t *stmt = parser_stmt(parser, STMT_ASSIGN, start);
    if (!stmt)
        return NULL;
    stmt->assign.targets = targets;
    stmt->assign.value = value;
    return stmt;
}

static stmt_t *parse_expression_statement(parser_t *parser)
{
    size_t start = parser->at;
    expr_t *expr = parse_yield_or_star_expressions(parser);
    if (!expr)
        return NULL;
    binary_operator_t operator;
    if (augmented_operator(parser_token(parser)->kind, &operator))
        return parse_augmented(parser, start, expr, operator);
    if (parser_is(parser, TOKEN_COLON))
        return parse_annotated(parser, start, expr);
    if (parser_is(parser, TOKEN_ASSIGN))
        return parse_assignment(parser, start, expr);
    stmt_t *stmt = parser_stmt(parser, STMT_EXPRESSION, start);
    if (stmt)
        stmt->expression = expr;
    return stmt;
}

/* ---- statements that begin with a word ---- */

static bool ends_statement(const parser_t *parser)
{
    return parser_is(parser, TOKEN_NEWLINE) || parser_is(parser, TOKEN_SEMICOLON);
}

static stmt_t *parse_word(parser_t *parser, stmt_kind_t kind)
{
    size_t start = parser->at;
    parser_take(parser);
    return parser_stmt(parser, kind, start);
}

static stmt_t *parse_return(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    expr_t *value = NULL;
    if (!ends_statement(parser)) {
        value = parse_star_expressions(parser);
        if (!value)
            return NULL;
    }
    stmt_t *stmt = parser_stmt(parser, STMT_RETURN, start);
    if (stmt)
        stmt->returned.value = value;
    return stmt;
}

static stmt_t *parse_raise(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    expr_t *value = NULL, *cause = NULL;
    if (!ends_statement(parser)) {
        value = parse_expression(parser);
        if (!value)
            return NULL;
        if (parser_accept(parser, TOKEN_FROM)) {
            cause = parse_expression(parser);
            if (!cause)
                return NULL;
        }
    }
    stmt_t *stmt = parser_stmt(parser, STMT_RAISE, start);
    if (!stmt)
        return NULL;
    stmt->raise.value = value;
    stmt->raise.cause = cause;
    return stmt;
}

static stmt_t *parse_assert(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    expr_t *test = parse_expression(parser), *message = NULL;
    if (!test)
        return NULL;
    if (parser_accept(parser, TOKEN_COMMA)) {
        message = parse_expression(parser);
        if (!message)
            return NULL;
    }
    stmt_t *stmt = parser_stmt(parser, STMT_ASSERT, start);
    if (!stmt)
        return NULL;
    stmt->assertion.test = test;
    stmt->assertion.message = message;
    return stmt;
}

static stmt_t *parse_delete(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    expr_t *target = parse_star_expressions(parser);
    if (!target)
        return NULL;
    if (!ends_statement(parser))
        return parser_unexpected(parser);
    if (!parse_to_target(parser, target, CONTEXT_DELETE))
        return NULL;
    stmt_t *stmt = parser_stmt(parser, STMT_DELETE, start);
    if (!stmt)
        return NULL;
    if (target->kind == EXPR_TUPLE && !target->parenthesised)
        stmt->deleted.targets = target->sequence.items;
    else if (!parser_append(parser, &stmt->deleted.targets, target))
        return NULL;
    return stmt;
}

static stmt_t *parse_names(parser_t *parser, stmt_kind_t kind)
{
    size_t start = parser->at, count = 0;
    const char **names = NULL;
    parser_take(parser);
    do {
        const char *name = parser_name(parser);
        names = name ? parser_grow(parser, names, count, sizeof *names) : NULL;
        if (!names)
            return NULL;
        names[count++] = name;
    } while (parser_accept(parser, TOKEN_COMMA));
    stmt_t *stmt = parser_stmt(parser, kind, start);
    if (!stmt)
        return NULL;
    stmt->names.names = names;
    stmt->names.count = count;
    return stmt;
}

static stmt_t *parse_simple(parser_t *parser)
{
    switch (parser_token(parser)->kind) {
    case TOKEN_PASS:
        return parse_word(parser, STMT_PASS);
    case TOKEN_BREAK:
        return parse_word(parser, STMT_BREAK);
    case TOKEN_CONTINUE:
        return parse_word(parser, STMT_CONTINUE);
    case TOKEN_RETURN:
        return parse_return(parser);
    case TOKEN_RAISE:
        return parse_raise(parser);
    case TOKEN_ASSERT:
        return parse_assert(parser);
    case TOKEN_DEL:
        return parse_delete(parser);
    case TOKEN_GLOBAL:
        return parse_names(parser, STMT_GLOBAL);
    case TOKEN_NONLOCAL:
        return parse_names(parser, STMT_NONLOCAL);
    case TOKEN_IMPORT:
        return parse_import(parser);
    case TOKEN_FROM:
        return parse_from_import(parser);
    default:
        return parse_expression_statement(parser);
    }
}

bool parse_simple_line(parser_t *parser, stmt_list_t *list)
{
    do {
        parser->last = (parser_last_t){0};
        stmt_t *stmt = parse_simple(parser);
        if (!stmt || !parser_append_stmt(parser, list, stmt))
            return false;
    } while (parser_accept(parser, TOKEN_SEMICOLON) && !parser_is(parser, TOKEN_NEWLINE));
    return parser_expect(parser, TOKEN_NEWLINE);
}
