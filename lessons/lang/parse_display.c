#include <string.h>

#include "lessons/lang/parser_state.h"

enum { CLAUSE_LIMIT = 100 }; /* each is a loop in the one before */

/* ---- comprehensions ---- */

static bool at_clause(const parser_t *parser)
{
    return parser_is(parser, TOKEN_FOR) ||
           (parser_is(parser, TOKEN_ASYNC) && parser_next(parser)->kind == TOKEN_FOR);
}

static bool parse_clause(parser_t *parser, expr_t *comprehension)
{
    if (parser_is(parser, TOKEN_ASYNC))
        parser_refuse(
            parser, parser_token_place(parser_take(parser)),
            "an asynchronous comprehension\nUse a plain one; for things at the same time start a Process");
    parser_take(parser);
    if (comprehension->comprehension.count == CLAUSE_LIMIT)
        return parser_too_deep(parser);
    ast_comprehension_t clause = {0};
    clause.target = parse_target_list(parser);
    if (!clause.target || !parser_expect(parser, TOKEN_IN))
        return false;
    clause.iterable = parse_disjunction(parser);
    if (!clause.iterable || !parser_adopt(parser, comprehension, clause.target) ||
        !parser_adopt(parser, comprehension, clause.iterable))
        return false;
    while (parser_accept(parser, TOKEN_IF)) {
        expr_t *condition = parse_disjunction(parser);
        if (!condition || !parser_append(parser, &clause.conditions, condition) ||
            !parser_adopt(parser, comprehension, condition))
            return false;
    }
    ast_comprehension_t *clauses = parser_grow(parser, comprehension->comprehension.clauses,
                                               comprehension->comprehension.count, sizeof *clauses);
    if (!clauses)
        return false;
    comprehension->comprehension.clauses = clauses;
    clauses[comprehension->comprehension.count++] = clause;
    return true;
}

bool parse_clauses(parser_t *parser, expr_t *comprehension)
{
    while (at_clause(parser))
        if (!parse_clause(parser, comprehension))
            return false;
    comprehension->place = parser_span(comprehension->place, parser_token_place(parser_token(parser) - 1));
    return true;
}

static expr_t *parse_comprehension(parser_t *parser, expr_kind_t kind, size_t start, expr_t *element,
                                   expr_t *value, token_kind_t close)
{
    if (element->kind == EXPR_STARRED)
        return parser_fail(parser, element->place, "iterable unpacking cannot be used in comprehension");
    expr_t *expr = parser_expr(parser, kind, start);
    if (!expr || !parser_adopt(parser, expr, element) || !parser_adopt(parser, expr, value))
        return NULL;
    expr->comprehension.element = element;
    expr->comprehension.value = value;
    if (!parse_clauses(parser, expr) || !parser_expect(parser, close))
        return NULL;
    expr->place = parser_place(parser, start);
    return expr;
}

/* ---- items up to the closing bracket ---- */

static bool parse_items(parser_t *parser, expr_list_t *items, token_kind_t close)
{
    while (!parser_is(parser, close)) {
        expr_t *item = parse_star_named_expression(parser);
        if (!item || !parser_append(parser, items, item))
            return false;
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
    }
    if (at_clause(parser) && items->count > 1 && close != TOKEN_CLOSE_ROUND) {
        parser_fail(
            parser, parser_span(items->items[0]->place, items->items[items->count - 1]->place),
            "did you forget parentheses around the comprehension target?\nWrite [(x, y) for x, y in pairs]");
        return false;
    }
    return parser_expect(parser, close);
}

static expr_t *sequence(parser_t *parser, expr_kind_t kind, size_t start, const expr_list_t *items)
{
    expr_t *expr = parser_expr(parser, kind, start);
    if (!expr || !parser_adopt_list(parser, expr, items))
        return NULL;
    expr->sequence.items = *items;
    expr->parenthesised = true;
    return expr;
}

/* Behind the first item: `, more ]`. */
static expr_t *parse_rest(parser_t *parser, expr_kind_t kind, size_t start, expr_t *first, token_kind_t close)
{
    expr_list_t items = {0};
    if (!parser_append(parser, &items, first))
        return NULL;
    bool good = parser_accept(parser, TOKEN_COMMA) ? parse_items(parser, &items, close)
                                                   : parser_expect(parser, close);
    return good ? sequence(parser, kind, start, &items) : NULL;
}

expr_t *parse_square(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    if (parser_accept(parser, TOKEN_CLOSE_SQUARE))
        return sequence(parser, EXPR_LIST, start, &(expr_list_t){0});
    expr_t *first = parse_star_named_expression(parser);
    if (!first)
        return NULL;
    if (at_clause(parser))
        return parse_comprehension(parser, EXPR_LIST_COMPREHENSION, start, first, NULL, TOKEN_CLOSE_SQUARE);
    return parse_rest(parser, EXPR_LIST, start, first, TOKEN_CLOSE_SQUARE);
}

static expr_t *parse_group_content(parser_t *parser)
{
    if (parser_is(parser, TOKEN_YIELD))
        return parse_yield_or_star_expressions(parser);
    if (parser_is(parser, TOKEN_POWER)) {
        ast_place_t place = parser_token_place(parser_take(parser));
        return parse_expression(parser)
                   ? parser_fail(parser, place, "cannot use double starred expression here")
                   : NULL;
    }
    return parse_star_named_expression(parser);
}

expr_t *parse_round(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    if (parser_accept(parser, TOKEN_CLOSE_ROUND))
        return sequence(parser, EXPR_TUPLE, start, &(expr_list_t){0});
    expr_t *first = parse_group_content(parser);
    if (!first)
        return NULL;
    bool is_yield = !first->parenthesised && (first->kind == EXPR_YIELD || first->kind == EXPR_YIELD_FROM);
    if (at_clause(parser) && !is_yield)
        return parse_comprehension(parser, EXPR_GENERATOR, start, first, NULL, TOKEN_CLOSE_ROUND);
    if (parser_is(parser, TOKEN_COMMA) && !is_yield)
        return parse_rest(parser, EXPR_TUPLE, start, first, TOKEN_CLOSE_ROUND);
    if (!parser_expect(parser, TOKEN_CLOSE_ROUND))
        return NULL;
    if (first->kind == EXPR_STARRED)
        return parser_fail(parser, first->place, "cannot use starred expression here");
    first->parenthesised = true;
    return first;
}

/* ---- dict and set ---- */

static bool parse_pair(parser_t *parser, expr_t **key, expr_t **value, bool is_first)
{
    *key = NULL;
    if (parser_accept(parser, TOKEN_POWER)) {
        *value = parse_bitwise_or(parser);
        return *value != NULL;
    }
    *key = parse_expression(parser);
    if (!*key)
        return false;
    if (is_first && parser_is(parser, TOKEN_ASSIGN))
        return parse_stray_assignment(parser, *key);
    if (!is_first && !parser_is(parser, TOKEN_COLON) && !parser_is(parser, TOKEN_ERROR)) {
        parser_fail(parser, parser_token_place(parser_token(parser) - 1),
                    "':' expected after dictionary key");
        return false;
    }
    if (!parser_expect(parser, TOKEN_COLON))
        return false;
    if (parser_is(parser, TOKEN_CLOSE_CURLY) || parser_is(parser, TOKEN_COMMA)) {
        parser_fail(parser, parser_token_place(parser_token(parser) - 1),
                    "expression expected after dictionary key and ':'");
        return false;
    }
    if (parser_is(parser, TOKEN_MULTIPLY)) {
        parser_fail(parser, parser_token_place(parser_token(parser)),
                    "cannot use a starred expression in a dictionary value");
        return false;
    }
    *value = parse_expression(parser);
    return *value != NULL;
}

static bool add_pair(parser_t *parser, expr_t *dict, expr_t *key, expr_t *value)
{
    return parser_append(parser, &dict->dict.keys, key) && parser_append(parser, &dict->dict.values, value) &&
           parser_adopt(parser, dict, key) && parser_adopt(parser, dict, value);
}

/* Behind the first pair, or at the `}` of an empty dict. */
static expr_t *parse_dict_rest(parser_t *parser, expr_t *dict, size_t start)
{
    while (parser_accept(parser, TOKEN_COMMA) && !parser_is(parser, TOKEN_CLOSE_CURLY)) {
        expr_t *key, *value;
        if (!parse_pair(parser, &key, &value, false) || !add_pair(parser, dict, key, value))
            return NULL;
    }
    if (!parser_expect(parser, TOKEN_CLOSE_CURLY))
        return NULL;
    dict->place = parser_place(parser, start);
    dict->parenthesised = true;
    return dict;
}

static expr_t *parse_dict(parser_t *parser, size_t start)
{
    expr_t *key = NULL, *value = NULL;
    ast_place_t place = parser_token_place(parser_token(parser));
    if (!parse_pair(parser, &key, &value, true))
        return NULL;
    if (at_clause(parser)) {
        if (!key)
            return parser_fail(parser, place, "dict unpacking cannot be used in dict comprehension");
        return parse_comprehension(parser, EXPR_DICT_COMPREHENSION, start, key, value, TOKEN_CLOSE_CURLY);
    }
    expr_t *dict = parser_expr(parser, EXPR_DICT, start);
    if (!dict || !add_pair(parser, dict, key, value))
        return NULL;
    return parse_dict_rest(parser, dict, start);
}

/* Whether the item that begins here is followed by a colon: then it is a dict's key. */
static bool is_dict(parser_t *parser)
{
    if (parser_is(parser, TOKEN_POWER))
        return true;
    if (parser_is(parser, TOKEN_MULTIPLY))
        return false;
    uint32_t level = parser_token(parser)->level;
    if (parser_is(parser, TOKEN_OPEN_ROUND) || parser_is(parser, TOKEN_OPEN_SQUARE) ||
        parser_is(parser, TOKEN_OPEN_CURLY))
        level--;
    uint32_t lambdas = 0;
    for (size_t i = parser->at; i < parser->tokens.count; i++) {
        const token_t *token = &parser->tokens.items[i];
        if (token->kind == TOKEN_END || token->level < level)
            return false;
        if (token->level > level)
            continue;
        if (token->kind == TOKEN_LAMBDA)
            lambdas++;
        else if (token->kind == TOKEN_COLON && lambdas-- == 0)
            return true;
        else if (lambdas == 0 && (token->kind == TOKEN_COMMA || token->kind == TOKEN_FOR))
            return false;
    }
    return false;
}

expr_t *parse_curly(parser_t *parser)
{
    size_t start = parser->at;
    parser_take(parser);
    if (parser_is(parser, TOKEN_CLOSE_CURLY)) {
        expr_t *dict = parser_expr(parser, EXPR_DICT, start);
        return dict ? parse_dict_rest(parser, dict, start) : NULL;
    }
    if (is_dict(parser))
        return parse_dict(parser, start);
    expr_t *first = parse_star_named_expression(parser);
    if (!first)
        return NULL;
    if (at_clause(parser))
        return parse_comprehension(parser, EXPR_SET_COMPREHENSION, start, first, NULL, TOKEN_CLOSE_CURLY);
    return parse_rest(parser, EXPR_SET, start, first, TOKEN_CLOSE_CURLY);
}
