#include <string.h>

#include "lessons/lang/parser_state.h"

static bool add_keyword(parser_t *parser, expr_t *call, const char *name, expr_t *value, ast_place_t place)
{
    ast_keyword_t *keywords =
        parser_grow(parser, call->call.keywords, call->call.keyword_count, sizeof *keywords);
    if (!keywords)
        return false;
    call->call.keywords = keywords;
    keywords[call->call.keyword_count++] = (ast_keyword_t){name, value, place};
    return parser_adopt(parser, call, value);
}

static bool has_unpacking(const expr_t *call)
{
    for (size_t i = 0; i < call->call.keyword_count; i++)
        if (!call->call.keywords[i].name)
            return true;
    return false;
}

static bool parse_unpacking(parser_t *parser, expr_t *call)
{
    ast_place_t place = parser_token_place(parser_take(parser));
    expr_t *value = parse_expression(parser);
    return value && add_keyword(parser, call, NULL, value, parser_span(place, value->place));
}

static bool parse_star_argument(parser_t *parser, expr_t *call)
{
    size_t start = parser->at;
    ast_place_t place = parser_token_place(parser_take(parser));
    bool has_arguments = call->call.arguments.count + call->call.keyword_count > 0;
    if (has_unpacking(call) || (has_arguments && !parser_starts_expression(parser))) {
        parser_fail(parser, place, "iterable argument unpacking follows keyword argument unpacking");
        return false;
    }
    expr_t *value = parse_expression(parser);
    if (value && parser_is(parser, TOKEN_FOR)) {
        bool is_first = call->call.arguments.count == 0 && call->call.keyword_count == 0;
        parser_fail(parser, parser_span(place, value->place), "%s",
                    is_first ? "iterable unpacking cannot be used in comprehension"
                             : "Generator expression must be parenthesized");
        return false;
    }
    expr_t *starred = value ? parser_expr(parser, EXPR_STARRED, start) : NULL;
    if (!starred || !parser_adopt(parser, starred, value))
        return false;
    starred->starred.value = value;
    return parser_append(parser, &call->call.arguments, starred) && parser_adopt(parser, call, starred);
}

/* name=value */
static bool parse_keyword(parser_t *parser, expr_t *call)
{
    ast_place_t place = parser_token_place(parser_token(parser));
    const char *name = parser_name(parser);
    parser_take(parser);
    if (!name)
        return false;
    if (parser_is(parser, TOKEN_CLOSE_ROUND) || parser_is(parser, TOKEN_COMMA)) {
        parser_fail(parser, parser_token_place(parser_token(parser) - 1), "invalid syntax");
        return false;
    }
    expr_t *value = parse_expression(parser);
    if (!value)
        return false;
    if (parser_is(parser, TOKEN_FOR)) {
        parser_fail(parser, parser_span(place, value->place),
                    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return false;
    }
    return add_keyword(parser, call, name, value, parser_span(place, value->place));
}

static bool no_keyword(parser_t *parser, const expr_t *left)
{
    if (left->kind == EXPR_TRUE || left->kind == EXPR_FALSE || left->kind == EXPR_NONE)
        parser_fail(parser, left->place, "cannot assign to %s", expr_kind_words(left));
    else
        parser_fail(parser, left->place, "expression cannot contain assignment, perhaps you meant \"==\"?");
    return false;
}

/* A generator expression without parentheses of its own: f(x for x in y). */
static expr_t *bare_generator(parser_t *parser, expr_t *element, bool is_alone)
{
    expr_t *generator = parser_expr_from(parser, EXPR_GENERATOR, element->place);
    if (!generator || !parser_adopt(parser, generator, element))
        return NULL;
    generator->comprehension.element = element;
    if (!parse_clauses(parser, generator))
        return NULL;
    bool is_last = parser_is(parser, TOKEN_CLOSE_ROUND);
    if (is_alone && is_last)
        return generator;
    if (!is_last && !parser_is(parser, TOKEN_COMMA))
        return parser_unexpected(parser);
    return parser_fail(parser, generator->place,
                       "Generator expression must be parenthesized\nWrite f((x for x in y), z)");
}

static bool parse_positional(parser_t *parser, expr_t *call, bool may_be_generator)
{
    expr_t *value = parse_expression(parser);
    if (value && parser_is(parser, TOKEN_ASSIGN))
        return no_keyword(parser, value);
    if (value && parser_is(parser, TOKEN_WALRUS)) {
        value = parse_walrus(parser, value);
    }
    if (!value)
        return false;
    bool is_first = call->call.arguments.count == 0 && call->call.keyword_count == 0;
    if (parser_is(parser, TOKEN_FOR) ||
        (parser_is(parser, TOKEN_ASYNC) && parser_next(parser)->kind == TOKEN_FOR)) {
        if (!may_be_generator)
            return parser_unexpected(parser);
        value = bare_generator(parser, value, is_first);
        if (!value)
            return false;
        if (!parser_is(parser, TOKEN_CLOSE_ROUND))
            return false;
    }
    if (call->call.keyword_count > 0) {
        parser_fail(parser, value->place,
                    has_unpacking(call) ? "positional argument follows keyword argument unpacking"
                                        : "positional argument follows keyword argument");
        return false;
    }
    return parser_append(parser, &call->call.arguments, value) && parser_adopt(parser, call, value);
}

static bool parse_argument(parser_t *parser, expr_t *call, bool may_be_generator)
{
    if (parser_is(parser, TOKEN_POWER))
        return parse_unpacking(parser, call);
    if (parser_is(parser, TOKEN_MULTIPLY))
        return parse_star_argument(parser, call);
    if (parser_is(parser, TOKEN_NAME) && parser_next(parser)->kind == TOKEN_ASSIGN)
        return parse_keyword(parser, call);
    return parse_positional(parser, call, may_be_generator);
}

bool parse_arguments(parser_t *parser, expr_t *call, bool may_be_generator)
{
    while (!parser_is(parser, TOKEN_CLOSE_ROUND)) {
        if (!parse_argument(parser, call, may_be_generator))
            return false;
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
    }
    return parser_expect(parser, TOKEN_CLOSE_ROUND);
}

expr_t *parse_call(parser_t *parser, expr_t *function)
{
    parser_take(parser);
    expr_t *call = parser_expr_from(parser, EXPR_CALL, function->place);
    if (!call || !parser_adopt(parser, call, function))
        return NULL;
    call->call.function = function;
    if (!parse_arguments(parser, call, true))
        return NULL;
    call->place = parser_span(call->place, parser_token_place(parser_token(parser) - 1));
    return call;
}
