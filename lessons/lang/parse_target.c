#include "lessons/lang/parser_state.h"

const char *expr_kind_words(const expr_t *expr)
{
    static const char *const words[] = {
        [EXPR_NONE] = "None",
        [EXPR_TRUE] = "True",
        [EXPR_FALSE] = "False",
        [EXPR_ELLIPSIS] = "ellipsis",
        [EXPR_INT] = "literal",
        [EXPR_FLOAT] = "literal",
        [EXPR_STRING] = "literal",
        [EXPR_BYTES] = "literal",
        [EXPR_FSTRING] = "f-string expression",
        [EXPR_NAME] = "name",
        [EXPR_ATTRIBUTE] = "attribute",
        [EXPR_SUBSCRIPT] = "subscript",
        [EXPR_SLICE] = "slice",
        [EXPR_STARRED] = "starred",
        [EXPR_LIST] = "list",
        [EXPR_TUPLE] = "tuple",
        [EXPR_SET] = "set display",
        [EXPR_DICT] = "dict literal",
        [EXPR_UNARY] = "expression",
        [EXPR_BINARY] = "expression",
        [EXPR_BOOLEAN] = "expression",
        [EXPR_COMPARE] = "comparison",
        [EXPR_CONDITIONAL] = "conditional expression",
        [EXPR_CALL] = "function call",
        [EXPR_LAMBDA] = "lambda",
        [EXPR_LIST_COMPREHENSION] = "list comprehension",
        [EXPR_SET_COMPREHENSION] = "set comprehension",
        [EXPR_DICT_COMPREHENSION] = "dict comprehension",
        [EXPR_GENERATOR] = "generator expression",
        [EXPR_WALRUS] = "named expression",
        [EXPR_YIELD] = "yield expression",
        [EXPR_YIELD_FROM] = "yield expression",
    };
    return words[expr->kind];
}

/* The part of a would-be target that cannot be one; NULL when all can. */
static const expr_t *find_invalid(const expr_t *expr, ast_context_t context)
{
    switch (expr->kind) {
    case EXPR_NAME:
    case EXPR_ATTRIBUTE:
    case EXPR_SUBSCRIPT:
        return NULL;
    case EXPR_STARRED:
        return context == CONTEXT_DELETE ? expr : find_invalid(expr->starred.value, context);
    case EXPR_LIST:
    case EXPR_TUPLE:
        for (size_t i = 0; i < expr->sequence.items.count; i++) {
            const expr_t *invalid = find_invalid(expr->sequence.items.items[i], context);
            if (invalid)
                return invalid;
        }
        return NULL;
    default:
        return expr;
    }
}

static void set_context(expr_t *expr, ast_context_t context)
{
    switch (expr->kind) {
    case EXPR_NAME:
        expr->name.context = context;
        break;
    case EXPR_ATTRIBUTE:
        expr->attribute.context = context;
        break;
    case EXPR_SUBSCRIPT:
        expr->subscript.context = context;
        break;
    case EXPR_STARRED:
        set_context(expr->starred.value, context);
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
        expr->sequence.context = context;
        for (size_t i = 0; i < expr->sequence.items.count; i++)
            set_context(expr->sequence.items.items[i], context);
        break;
    default:
        break;
    }
}

bool parse_cannot_be_target(const expr_t *expr)
{
    return find_invalid(expr, CONTEXT_STORE) != NULL;
}

bool parse_to_target(parser_t *parser, expr_t *expr, ast_context_t context)
{
    const expr_t *invalid = find_invalid(expr, context);
    if (invalid) {
        parser_fail(parser, invalid->place, "cannot %s %s",
                    context == CONTEXT_DELETE ? "delete" : "assign to", expr_kind_words(invalid));
        return false;
    }
    set_context(expr, context);
    return true;
}

/* `(x in y)`: the brackets stand wrong. */
static bool is_in_comparison(const expr_t *expr)
{
    return expr && expr->kind == EXPR_COMPARE && expr->compare.operators[0] == COMPARE_IN &&
           !find_invalid(expr->compare.first, CONTEXT_STORE);
}

/* Like a tuple without parentheses, but of arithmetic only: `in` ends it. */
expr_t *parse_target_list(parser_t *parser)
{
    size_t start = parser->at;
    expr_list_t items = {0};
    bool has_comma = false;
    do {
        if (has_comma && !parser_starts_expression(parser) && !parser_is(parser, TOKEN_MULTIPLY))
            break;
        size_t star = parser->at;
        bool is_starred = parser_accept(parser, TOKEN_MULTIPLY);
        expr_t *item = parse_bitwise_or(parser);
        if (item && is_starred) {
            expr_t *value = item;
            item = parser_expr(parser, EXPR_STARRED, star);
            if (item) {
                item->starred.value = value;
                if (!parser_adopt(parser, item, value))
                    return NULL;
            }
        }
        if (!item || !parser_append(parser, &items, item))
            return NULL;
        parser->last = (parser_last_t){item, star, parser->at};
        if (parser_is(parser, TOKEN_COMMA))
            has_comma = true;
    } while (parser_accept(parser, TOKEN_COMMA));
    expr_t *target = items.items[0];
    if (has_comma) {
        target = parser_expr(parser, EXPR_TUPLE, start);
        if (!target || !parser_adopt_list(parser, target, &items))
            return NULL;
        target->sequence.items = items;
    }
    if (is_in_comparison(find_invalid(target, CONTEXT_STORE)))
        return parser_unexpected(parser);
    return parse_to_target(parser, target, CONTEXT_STORE) ? target : NULL;
}

expr_t *parse_name_target(parser_t *parser, const char *name, ast_place_t place)
{
    expr_t *expr = ast_alloc(parser->ast, sizeof *expr);
    if (!expr)
        return parser_no_memory(parser);
    expr->kind = EXPR_NAME;
    expr->height = 1;
    expr->place = place;
    expr->name.name = name;
    expr->name.context = CONTEXT_STORE;
    return expr;
}
