#include <string.h>

#include "lessons/lang/parser_state.h"

/* ---- annotations ---- */

/* Annotations are not evaluated, so one whose evaluation could be noticed is refused. */
static bool is_quiet_annotation(const parser_t *parser, size_t start)
{
    for (size_t i = start; i < parser->at; i++) {
        uint8_t kind = parser->tokens.items[i].kind;
        bool is_call = kind == TOKEN_OPEN_ROUND && i > start &&
                       (parser->tokens.items[i - 1].kind == TOKEN_NAME ||
                        parser->tokens.items[i - 1].kind == TOKEN_CLOSE_ROUND ||
                        parser->tokens.items[i - 1].kind == TOKEN_CLOSE_SQUARE);
        if (is_call || kind == TOKEN_WALRUS || kind == TOKEN_YIELD || kind == TOKEN_AWAIT ||
            kind == TOKEN_FOR)
            return false;
    }
    return true;
}

bool parse_annotation(parser_t *parser)
{
    size_t start = parser->at;
    if (!parse_expression(parser))
        return false;
    if (!is_quiet_annotation(parser, start))
        parser_refuse(
            parser, parser_place(parser, start),
            "an annotation that does something\nThe sandbox does not evaluate annotations; name a type only");
    return true;
}

/* ---- parameters ---- */

typedef struct parameter_list {
    ast_parameters_t *out;
    token_kind_t close; /* `)` of a def, `:` of a lambda */
    bool is_lambda, has_slash, has_star;
} parameter_list_t;

static bool add_parameter(parser_t *parser, ast_parameters_t *out, ast_parameter_t parameter)
{
    ast_parameter_t *items = parser_grow(parser, out->items, out->count, sizeof *items);
    if (!items)
        return false;
    out->items = items;
    items[out->count++] = parameter;
    return true;
}

/* (a, b): as parameters in Python 2. */
static bool are_bracketed_names(const parser_t *parser)
{
    const token_t *token = parser_token(parser);
    if (token->kind != TOKEN_OPEN_ROUND)
        return false;
    do {
        token++;
        if (token->kind != TOKEN_NAME)
            break;
        token++;
    } while (token->kind == TOKEN_COMMA);
    return token->kind == TOKEN_CLOSE_ROUND && token[-1].kind != TOKEN_OPEN_ROUND;
}

static bool parse_parameter_name(parser_t *parser, const parameter_list_t *list, const char **name,
                                 bool may_be_starred)
{
    if (are_bracketed_names(parser)) {
        parser_fail(parser, parser_token_place(parser_token(parser)),
                    list->is_lambda ? "Lambda expression parameters cannot be parenthesized"
                                    : "Function parameters cannot be parenthesized");
        return false;
    }
    *name = parser_name(parser);
    if (!*name)
        return false;
    if (list->is_lambda || !parser_accept(parser, TOKEN_COLON))
        return true;
    if (may_be_starred)
        parser_accept(parser, TOKEN_MULTIPLY);
    return parse_annotation(parser);
}

static bool parse_plain(parser_t *parser, parameter_list_t *list)
{
    size_t start = parser->at;
    ast_parameter_t parameter = {0};
    if (!parse_parameter_name(parser, list, &parameter.name, false))
        return false;
    parameter.place = parser_place(parser, start);
    if (parser_accept(parser, TOKEN_ASSIGN)) {
        if (list->is_lambda && parser_is(parser, list->close))
            return parser_unexpected(parser);
        if (parser_is(parser, list->close) || parser_is(parser, TOKEN_COMMA)) {
            parser_fail(parser, parser_token_place(parser_token(parser) - 1),
                        "expected default value expression");
            return false;
        }
        parameter.fallback = parse_expression(parser);
        if (!parameter.fallback)
            return false;
    } else if (!list->has_star && list->out->count > 0 && list->out->items[list->out->count - 1].fallback &&
               (parser_is(parser, TOKEN_COMMA) || parser_is(parser, list->close))) {
        parser_fail(
            parser, parameter.place,
            "non-default argument follows default argument\nParameters with a default value come last");
        return false;
    }
    if (!list->has_star)
        list->out->positional++;
    return add_parameter(parser, list->out, parameter);
}

static bool parse_star(parser_t *parser, parameter_list_t *list)
{
    ast_place_t place = parser_token_place(parser_take(parser));
    if (list->has_star) {
        parser_fail(parser, place, "* argument may appear only once");
        return false;
    }
    list->has_star = true;
    if (parser_is(parser, TOKEN_COMMA)) {
        const token_t *next = parser_next(parser);
        if (next->kind == list->close || next->kind == TOKEN_POWER) {
            parser_fail(parser, place, "named arguments must follow bare *");
            return false;
        }
        return true;
    }
    if (parser_is(parser, list->close)) {
        parser_fail(parser, place, "named arguments must follow bare *");
        return false;
    }
    if (!parse_parameter_name(parser, list, &list->out->rest, true))
        return false;
    if (!parser_is(parser, TOKEN_ASSIGN))
        return true;
    parser_fail(parser, parser_token_place(parser_token(parser)),
                "var-positional argument cannot have default value");
    return false;
}

static bool parse_double_star(parser_t *parser, parameter_list_t *list)
{
    parser_take(parser);
    if (!parse_parameter_name(parser, list, &list->out->keywords, false))
        return false;
    if (parser_is(parser, TOKEN_ASSIGN)) {
        parser_fail(parser, parser_token_place(parser_token(parser)),
                    "var-keyword argument cannot have default value");
        return false;
    }
    if (!parser_accept(parser, TOKEN_COMMA) || parser_is(parser, list->close))
        return true;
    bool is_argument = parser_is(parser, TOKEN_NAME) || parser_is(parser, TOKEN_MULTIPLY) ||
                       parser_is(parser, TOKEN_POWER) || parser_is(parser, TOKEN_DIVIDE);
    if (is_argument)
        parser_fail(parser, parser_token_place(parser_token(parser)),
                    "arguments cannot follow var-keyword argument");
    else
        parser_unexpected(parser);
    return false;
}

static bool parse_slash(parser_t *parser, parameter_list_t *list)
{
    ast_place_t place = parser_token_place(parser_take(parser));
    const char *complaint = NULL;
    if (list->has_slash)
        complaint = "/ may appear only once";
    else if (list->has_star)
        complaint = "/ must be ahead of *";
    else if (list->out->count == 0)
        complaint = "at least one argument must precede /";
    if (complaint) {
        parser_fail(parser, place, "%s", complaint);
        return false;
    }
    list->has_slash = true;
    list->out->positional_only = list->out->count;
    return true;
}

bool parse_parameters(parser_t *parser, ast_parameters_t *parameters, token_kind_t close, bool is_lambda)
{
    parameter_list_t list = {.out = parameters, .close = close, .is_lambda = is_lambda};
    while (!parser_is(parser, close)) {
        if (parser_is(parser, TOKEN_POWER))
            return parse_double_star(parser, &list);
        bool good;
        if (parser_is(parser, TOKEN_MULTIPLY))
            good = parse_star(parser, &list);
        else if (parser_is(parser, TOKEN_DIVIDE))
            good = parse_slash(parser, &list);
        else
            good = parse_plain(parser, &list);
        if (!good)
            return false;
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
    }
    return true;
}

expr_t *parse_lambda(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    ast_parameters_t parameters = {0};
    if (!parse_parameters(parser, &parameters, TOKEN_COLON, true) || !parser_expect(parser, TOKEN_COLON))
        return NULL;
    parser->function_depth++;
    expr_t *body = parse_expression(parser);
    parser->function_depth--;
    expr_t *expr = body ? parser_expr(parser, EXPR_LAMBDA, start) : NULL;
    if (!expr || !parser_adopt(parser, expr, body))
        return NULL;
    for (size_t i = 0; i < parameters.count; i++)
        if (!parser_adopt(parser, expr, parameters.items[i].fallback))
            return NULL;
    expr->lambda.parameters = parameters;
    expr->lambda.body = body;
    return expr;
}
