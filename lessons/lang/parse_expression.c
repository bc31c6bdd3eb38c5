#include <string.h>

#include "lessons/lang/parser_state.h"

/* ---- arithmetic: operators of rising strength, all but ** leaning left ---- */

typedef struct strength {
    uint8_t level; /* 0: not a binary operator */
    binary_operator_t operator;
} strength_t;

enum { STRENGTH_BAR = 1, STRENGTH_CARET, STRENGTH_AMPERSAND, STRENGTH_SHIFT, STRENGTH_SUM, STRENGTH_PRODUCT };

static strength_t strength_of(uint8_t token)
{
    switch (token) {
    case TOKEN_BAR:
        return (strength_t){STRENGTH_BAR, BINARY_OR};
    case TOKEN_CARET:
        return (strength_t){STRENGTH_CARET, BINARY_XOR};
    case TOKEN_AMPERSAND:
        return (strength_t){STRENGTH_AMPERSAND, BINARY_AND};
    case TOKEN_LEFT_SHIFT:
        return (strength_t){STRENGTH_SHIFT, BINARY_LEFT_SHIFT};
    case TOKEN_RIGHT_SHIFT:
        return (strength_t){STRENGTH_SHIFT, BINARY_RIGHT_SHIFT};
    case TOKEN_ADD:
        return (strength_t){STRENGTH_SUM, BINARY_ADD};
    case TOKEN_SUBTRACT:
        return (strength_t){STRENGTH_SUM, BINARY_SUBTRACT};
    case TOKEN_MULTIPLY:
        return (strength_t){STRENGTH_PRODUCT, BINARY_MULTIPLY};
    case TOKEN_DIVIDE:
        return (strength_t){STRENGTH_PRODUCT, BINARY_DIVIDE};
    case TOKEN_FLOOR:
        return (strength_t){STRENGTH_PRODUCT, BINARY_FLOOR_DIVIDE};
    case TOKEN_MODULO:
        return (strength_t){STRENGTH_PRODUCT, BINARY_MODULO};
    case TOKEN_MATRIX:
        return (strength_t){STRENGTH_PRODUCT, BINARY_MATRIX};
    default:
        return (strength_t){0, BINARY_ADD};
    }
}

static expr_t *binary(parser_t *parser, binary_operator_t operator, expr_t * left, expr_t *right)
{
    expr_t *expr = parser_expr_from(parser, EXPR_BINARY, left->place);
    if (!expr || !parser_adopt(parser, expr, left) || !parser_adopt(parser, expr, right))
        return NULL;
    expr->binary.operator= operator;
    expr->binary.left = left;
    expr->binary.right = right;
    return expr;
}

static expr_t *parse_factor(parser_t *parser);

static expr_t *parse_power(parser_t *parser)
{
    expr_t *base = parse_primary(parser);
    if (!base || !parser_accept(parser, TOKEN_POWER))
        return base;
    expr_t *exponent = parse_factor(parser);
    return exponent ? binary(parser, BINARY_POWER, base, exponent) : NULL;
}

static expr_t *parse_signed(parser_t *parser, unary_operator_t operator)
{
    size_t start = parser->at;
    parser_take(parser);
    expr_t *operand = parse_factor(parser);
    expr_t *expr = operand ? parser_expr(parser, EXPR_UNARY, start) : NULL;
    if (!expr || !parser_adopt(parser, expr, operand))
        return NULL;
    expr->unary.operator= operator;
    expr->unary.operand = operand;
    return expr;
}

static expr_t *parse_factor(parser_t *parser)
{
    if (!parser_enter(parser))
        return NULL;
    expr_t *expr;
    if (parser_is(parser, TOKEN_SUBTRACT))
        expr = parse_signed(parser, UNARY_MINUS);
    else if (parser_is(parser, TOKEN_ADD))
        expr = parse_signed(parser, UNARY_PLUS);
    else if (parser_is(parser, TOKEN_TILDE))
        expr = parse_signed(parser, UNARY_INVERT);
    else
        expr = parse_power(parser);
    parser_leave(parser);
    return expr;
}

/* All operators that bind at least as strongly as `level`. */
static expr_t *parse_arithmetic(parser_t *parser, uint8_t level)
{
    expr_t *left = parse_factor(parser);
    while (left) {
        strength_t strength = strength_of(parser_token(parser)->kind);
        if (strength.level < level || strength.level == 0)
            return left;
        parser_take(parser);
        expr_t *right = parse_arithmetic(parser, (uint8_t)(strength.level + 1));
        left = right ? binary(parser, strength.operator, left, right) : NULL;
    }
    return NULL;
}

expr_t *parse_bitwise_or(parser_t *parser)
{
    return parse_arithmetic(parser, STRENGTH_BAR);
}

/* ---- comparisons ---- */

/* Takes a comparison operator; false when none stands here. */
static bool take_comparison(parser_t *parser, compare_operator_t *operator)
{
    static const struct {
        uint8_t token;
        compare_operator_t operator;
    } simple[] = {
        {TOKEN_EQUAL, COMPARE_EQUAL},     {TOKEN_NOT_EQUAL, COMPARE_NOT_EQUAL},
        {TOKEN_LESS, COMPARE_LESS},       {TOKEN_LESS_EQUAL, COMPARE_LESS_EQUAL},
        {TOKEN_GREATER, COMPARE_GREATER}, {TOKEN_GREATER_EQUAL, COMPARE_GREATER_EQUAL},
        {TOKEN_IN, COMPARE_IN},
    };
    const token_t *token = parser_token(parser);
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
        if (token->kind == simple[i].token) {
            parser_take(parser);
            *operator= simple[i].operator;
            return true;
        }
    }
    if (token->kind == TOKEN_IS) {
        parser_take(parser);
        *operator= parser_accept(parser, TOKEN_NOT) ? COMPARE_IS_NOT : COMPARE_IS;
        return true;
    }
    if (token->kind == TOKEN_NOT && parser_next(parser)->kind == TOKEN_IN) {
        parser_take(parser);
        parser_take(parser);
        *operator= COMPARE_NOT_IN;
        return true;
    }
    return false;
}

static expr_t *parse_comparison(parser_t *parser)
{
    expr_t *first = parse_bitwise_or(parser);
    compare_operator_t operator;
    if (!first || !take_comparison(parser, &operator))
        return first;
    compare_operator_t *operators = NULL;
    expr_list_t items = {0};
    do {
        expr_t *item = parse_bitwise_or(parser);
        operators = item ? parser_grow(parser, operators, items.count, sizeof *operators) : NULL;
        if (!operators)
            return NULL;
        operators[items.count] = operator;
        if (!parser_append(parser, &items, item))
            return NULL;
    } while (take_comparison(parser, &operator));
    expr_t *expr = parser_expr_from(parser, EXPR_COMPARE, first->place);
    if (!expr || !parser_adopt(parser, expr, first) || !parser_adopt_list(parser, expr, &items))
        return NULL;
    expr->compare.first = first;
    expr->compare.operators = operators;
    expr->compare.items = items;
    return expr;
}

/* ---- not, and, or ---- */

static expr_t *parse_inversion(parser_t *parser)
{
    if (!parser_is(parser, TOKEN_NOT))
        return parse_comparison(parser);
    if (!parser_enter(parser))
        return NULL;
    size_t start = parser->at;
    parser_take(parser);
    expr_t *operand = parse_inversion(parser);
    parser_leave(parser);
    expr_t *expr = operand ? parser_expr(parser, EXPR_UNARY, start) : NULL;
    if (!expr || !parser_adopt(parser, expr, operand))
        return NULL;
    expr->unary.operator= UNARY_NOT;
    expr->unary.operand = operand;
    return expr;
}

static expr_t *parse_boolean(parser_t *parser, token_kind_t token, expr_t *(*parse_item)(parser_t *))
{
    expr_t *first = parse_item(parser);
    if (!first || !parser_is(parser, token))
        return first;
    expr_list_t items = {0};
    if (!parser_append(parser, &items, first))
        return NULL;
    while (parser_accept(parser, token)) {
        expr_t *item = parse_item(parser);
        if (!item || !parser_append(parser, &items, item))
            return NULL;
    }
    expr_t *expr = parser_expr_from(parser, EXPR_BOOLEAN, first->place);
    if (!expr || !parser_adopt_list(parser, expr, &items))
        return NULL;
    expr->boolean.is_or = token == TOKEN_OR;
    expr->boolean.items = items;
    return expr;
}

static expr_t *parse_conjunction(parser_t *parser)
{
    return parse_boolean(parser, TOKEN_AND, parse_inversion);
}

expr_t *parse_disjunction(parser_t *parser)
{
    return parse_boolean(parser, TOKEN_OR, parse_conjunction);
}

/* ---- conditional, walrus ---- */

static expr_t *parse_conditional(parser_t *parser, expr_t *body)
{
    parser_take(parser);
    expr_t *test = parse_disjunction(parser);
    if (!test)
        return NULL;
    if (!parser_is(parser, TOKEN_ELSE) && !parser_is(parser, TOKEN_COLON) &&
        !parser_is(parser, TOKEN_ERROR) && parser->last.end != parser->at)
        return parser_fail(
            parser, parser_span(body->place, test->place),
            "expected 'else' after 'if' expression\nWrite: value if condition else other_value");
    if (!parser_expect(parser, TOKEN_ELSE))
        return NULL;
    expr_t *otherwise = parse_expression(parser);
    expr_t *expr = otherwise ? parser_expr_from(parser, EXPR_CONDITIONAL, body->place) : NULL;
    if (!expr || !parser_adopt(parser, expr, body) || !parser_adopt(parser, expr, test) ||
        !parser_adopt(parser, expr, otherwise))
        return NULL;
    expr->conditional.body = body;
    expr->conditional.test = test;
    expr->conditional.otherwise = otherwise;
    parser->last = (parser_last_t){0};
    return expr;
}

expr_t *parse_expression(parser_t *parser)
{
    if (!parser_enter(parser))
        return NULL;
    size_t start = parser->at;
    expr_t *expr;
    if (parser_is(parser, TOKEN_LAMBDA)) {
        expr = parse_lambda(parser);
    } else {
        expr = parse_disjunction(parser);
        if (expr)
            parser->last = (parser_last_t){expr, start, parser->at};
        if (expr && parser_is(parser, TOKEN_IF))
            expr = parse_conditional(parser, expr);
    }
    parser_leave(parser);
    return expr;
}

expr_t *parse_walrus(parser_t *parser, expr_t *target)
{
    parser_take(parser);
    bool is_name = target->kind == EXPR_NAME;
    if (!is_name && !parse_expression(parser))
        return NULL;
    if (!is_name || target->parenthesised)
        return target->kind == EXPR_NAME
                   ? parser_fail(parser, parser_token_place(parser_token(parser) - 1), "invalid syntax")
                   : parser_fail(parser, target->place, "cannot use assignment expressions with %s",
                                 expr_kind_words(target));
    target->name.context = CONTEXT_STORE;
    expr_t *value = parse_expression(parser);
    expr_t *expr = value ? parser_expr_from(parser, EXPR_WALRUS, target->place) : NULL;
    if (!expr || !parser_adopt(parser, expr, target) || !parser_adopt(parser, expr, value))
        return NULL;
    expr->walrus.target = target;
    expr->walrus.value = value;
    return expr;
}

static bool may_be_meant_as_comparison(const expr_t *expr)
{
    switch (expr->kind) {
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_GENERATOR:
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_NONE:
    case EXPR_COMPARE:
    case EXPR_BOOLEAN:
    case EXPR_CONDITIONAL:
    case EXPR_LAMBDA:
        return expr->parenthesised && expr->kind >= EXPR_BOOLEAN;
    case EXPR_UNARY:
        return expr->unary.operator!= UNARY_NOT || expr->parenthesised;
    default:
        return true;
    }
}

/* Whether exactly one arithmetic expression follows the `=` that stands here; NULL if not. */
static const expr_t *peek_assigned(parser_t *parser)
{
    size_t at = parser->at;
    parser_last_t last = parser->last;
    bool was_quiet = parser->quiet;
    parser->quiet = true;
    parser_take(parser);
    const expr_t *value = parse_bitwise_or(parser);
    bool is_last = !parser_is(parser, TOKEN_ASSIGN) && !parser_is(parser, TOKEN_WALRUS);
    parser->quiet = was_quiet;
    if (!was_quiet && !parser->out_of_memory)
        parser->failed = false;
    parser->at = at;
    parser->last = last;
    return is_last ? value : NULL;
}

static bool explain_assignment(parser_t *parser, const expr_t *left)
{
    const expr_t *right = parser->quiet ? NULL : peek_assigned(parser);
    if (right && left->kind == EXPR_NAME && !left->parenthesised)
        parser_fail(parser, parser_span(left->place, right->place),
                    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?\n== compares, = gives a "
                    "name a value");
    else if (right && may_be_meant_as_comparison(left))
        parser_fail(parser, left->place, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                    expr_kind_words(left));
    return parser->failed;
}

expr_t *parse_stray_assignment(parser_t *parser, expr_t *left)
{
    return explain_assignment(parser, left) ? NULL : parser_unexpected(parser);
}

/* An assignment with a target that is none: what stands before its first `=` may have been meant as a
 * comparison. */
bool parse_explain_assignment(parser_t *parser, expr_t *first, size_t assign)
{
    size_t at = parser->at;
    const expr_t *last = first;
    if (first->kind == EXPR_TUPLE && !first->parenthesised)
        last = first->sequence.items.items[first->sequence.items.count - 1];
    parser->at = assign;
    bool is_explained = last->kind != EXPR_STARRED &&
                        (parser->tokens.items[assign - 1].kind != TOKEN_COMMA) &&
                        explain_assignment(parser, last);
    parser->at = at;
    return is_explained;
}

expr_t *parse_named_expression(parser_t *parser)
{
    expr_t *expr = parse_expression(parser);
    if (!expr)
        return NULL;
    if (parser_is(parser, TOKEN_WALRUS))
        return parse_walrus(parser, expr);
    if (parser_is(parser, TOKEN_ASSIGN))
        return parse_stray_assignment(parser, expr);
    return expr;
}

/* ---- stars, tuples without parentheses, yield ---- */

static expr_t *parse_starred(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    expr_t *value = parse_bitwise_or(parser);
    expr_t *expr = value ? parser_expr(parser, EXPR_STARRED, start) : NULL;
    if (!expr || !parser_adopt(parser, expr, value))
        return NULL;
    expr->starred.value = value;
    return expr;
}

expr_t *parse_star_named_expression(parser_t *parser)
{
    return parser_is(parser, TOKEN_MULTIPLY) ? parse_starred(parser) : parse_named_expression(parser);
}

static expr_t *parse_star_expression(parser_t *parser)
{
    return parser_is(parser, TOKEN_MULTIPLY) ? parse_starred(parser) : parse_expression(parser);
}

expr_t *parse_star_expressions(parser_t *parser)
{
    expr_t *first = parse_star_expression(parser);
    if (!first || !parser_is(parser, TOKEN_COMMA))
        return first;
    expr_list_t items = {0};
    if (!parser_append(parser, &items, first))
        return NULL;
    while (parser_accept(parser, TOKEN_COMMA)) {
        if (!parser_starts_expression(parser) && !parser_is(parser, TOKEN_MULTIPLY))
            break;
        expr_t *item = parse_star_expression(parser);
        if (!item || !parser_append(parser, &items, item))
            return NULL;
    }
    expr_t *tuple = parser_expr_from(parser, EXPR_TUPLE, first->place);
    if (!tuple || !parser_adopt_list(parser, tuple, &items))
        return NULL;
    tuple->sequence.items = items;
    return tuple;
}

static expr_t *parse_yield(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    bool is_from = parser_accept(parser, TOKEN_FROM);
    expr_t *value = NULL;
    if (is_from)
        value = parse_expression(parser);
    else if (parser_starts_expression(parser) || parser_is(parser, TOKEN_MULTIPLY))
        value = parse_star_expressions(parser);
    if (parser->failed)
        return NULL;
    expr_t *expr = parser_expr(parser, is_from ? EXPR_YIELD_FROM : EXPR_YIELD, start);
    if (!expr || !parser_adopt(parser, expr, value))
        return NULL;
    expr->yield.value = value;
    return expr;
}

expr_t *parse_yield_or_star_expressions(parser_t *parser)
{
    return parser_is(parser, TOKEN_YIELD) ? parse_yield(parser) : parse_star_expressions(parser);
}
