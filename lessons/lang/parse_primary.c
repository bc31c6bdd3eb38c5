#include <string.h>

#include "lessons/lang/parser_state.h"

static expr_t *parse_constant(parser_t *parser, expr_kind_t kind)
{
    size_t start = parser->at;
    parser_take(parser);
    return parser_expr(parser, kind, start);
}

static expr_t *parse_name(parser_t *parser)
{
    size_t start = parser->at;
    const char *name = parser_name(parser);
    expr_t *expr = name ? parser_expr(parser, EXPR_NAME, start) : NULL;
    if (expr)
        expr->name.name = name;
    return expr;
}

static expr_t *parse_atom(parser_t *parser)
{
    switch (parser_token(parser)->kind) {
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_NUMBER:
        return parse_number(parser);
    case TOKEN_STRING:
        return parse_strings(parser);
    case TOKEN_TRUE:
        return parse_constant(parser, EXPR_TRUE);
    case TOKEN_FALSE:
        return parse_constant(parser, EXPR_FALSE);
    case TOKEN_NONE:
        return parse_constant(parser, EXPR_NONE);
    case TOKEN_ELLIPSIS:
        return parse_constant(parser, EXPR_ELLIPSIS);
    case TOKEN_OPEN_ROUND:
        return parse_round(parser);
    case TOKEN_OPEN_SQUARE:
        return parse_square(parser);
    case TOKEN_OPEN_CURLY:
        return parse_curly(parser);
    default:
        return parser_unexpected(parser);
    }
}

static expr_t *parse_attribute(parser_t *parser, expr_t *value)
{
    parser_take(parser);
    ast_place_t place = parser_token_place(parser_token(parser));
    const char *name = parser_name(parser);
    expr_t *expr = name ? parser_expr_from(parser, EXPR_ATTRIBUTE, value->place) : NULL;
    if (!expr || !parser_adopt(parser, expr, value))
        return NULL;
    expr->attribute.value = value;
    expr->attribute.name = name;
    expr->attribute.name_place = place;
    return expr;
}

/* ---- subscripts ---- */

static bool parse_slice_part(parser_t *parser, expr_t *slice, expr_t **part)
{
    if (!parser_starts_expression(parser))
        return true;
    *part = parse_expression(parser);
    return *part && parser_adopt(parser, slice, *part);
}

/* From the first colon on; `lower` has been read. */
static expr_t *parse_slice(parser_t *parser, size_t start, expr_t *lower)
{
    expr_t *slice = parser_expr(parser, EXPR_SLICE, start);
    if (!slice || !parser_adopt(parser, slice, lower))
        return NULL;
    slice->slice.lower = lower;
    parser_take(parser);
    if (!parse_slice_part(parser, slice, &slice->slice.upper))
        return NULL;
    if (parser_accept(parser, TOKEN_COLON) && !parse_slice_part(parser, slice, &slice->slice.step))
        return NULL;
    slice->place = parser_place(parser, start);
    return slice;
}

static expr_t *parse_index(parser_t *parser)
{
    size_t start = parser->at;
    if (parser_is(parser, TOKEN_COLON))
        return parse_slice(parser, start, NULL);
    expr_t *expr = parse_star_named_expression(parser);
    if (!expr || !parser_is(parser, TOKEN_COLON))
        return expr;
    if (expr->kind == EXPR_STARRED || (expr->kind == EXPR_WALRUS && !expr->parenthesised))
        return parser_unexpected(parser);
    return parse_slice(parser, start, expr);
}

static expr_t *parse_indices(parser_t *parser)
{
    expr_t *first = parse_index(parser);
    if (!first || (!parser_is(parser, TOKEN_COMMA) && first->kind != EXPR_STARRED))
        return first;
    expr_list_t items = {0};
    if (!parser_append(parser, &items, first))
        return NULL;
    while (parser_accept(parser, TOKEN_COMMA) && !parser_is(parser, TOKEN_CLOSE_SQUARE)) {
        expr_t *item = parse_index(parser);
        if (!item || !parser_append(parser, &items, item))
            return NULL;
    }
    expr_t *tuple = parser_expr_from(parser, EXPR_TUPLE, first->place);
    if (!tuple || !parser_adopt_list(parser, tuple, &items))
        return NULL;
    tuple->sequence.items = items;
    return tuple;
}

static expr_t *parse_subscript(parser_t *parser, expr_t *value)
{
    parser_take(parser);
    expr_t *index = parse_indices(parser);
    if (!index || !parser_expect(parser, TOKEN_CLOSE_SQUARE))
        return NULL;
    expr_t *expr = parser_expr_from(parser, EXPR_SUBSCRIPT, value->place);
    if (!expr || !parser_adopt(parser, expr, value) || !parser_adopt(parser, expr, index))
        return NULL;
    expr->subscript.value = value;
    expr->subscript.index = index;
    return expr;
}

/* ---- await: never ours, and outside of `async def` nobody's ---- */

static expr_t *parse_await(parser_t *parser)
{
    ast_place_t place = parser_token_place(parser_take(parser));
    if (!parser_enter(parser))
        return NULL;
    expr_t *value = parse_primary(parser);
    parser_leave(parser);
    if (!value || parser->async_depth > 0)
        return value;
    uint32_t fields = parser->fields;
    parser->fields = 0; /* CPython's compiler says it, which knows of no f-string */
    parser_fail(parser, parser_span(place, value->place), "'await' outside %s",
                parser->function_depth > 0 ? "async function" : "function");
    parser->fields = fields;
    return NULL;
}

expr_t *parse_primary(parser_t *parser)
{
    if (parser_is(parser, TOKEN_AWAIT))
        return parse_await(parser);
    expr_t *expr = parse_atom(parser);
    while (expr) {
        switch (parser_token(parser)->kind) {
        case TOKEN_DOT:
            expr = parse_attribute(parser, expr);
            break;
        case TOKEN_OPEN_ROUND:
            expr = parse_call(parser, expr);
            break;
        case TOKEN_OPEN_SQUARE:
            expr = parse_subscript(parser, expr);
            break;
        default:
            return expr;
        }
    }
    return NULL;
}
