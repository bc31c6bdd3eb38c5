/* try and with: what guards a block. */
#include "lessons/lang/parser_state.h"

/* ---- try ---- */

static bool add_handler(parser_t *parser, stmt_t *stmt, ast_handler_t handler)
{
    ast_handler_t *handlers =
        parser_grow(parser, stmt->try.handlers, stmt->try.handler_count, sizeof *handlers);
    if (!handlers)
        return false;
    stmt->try.handlers = handlers;
    handlers[stmt->try.handler_count++] = handler;
    return true;
}

static bool parse_handler_head(parser_t *parser, ast_handler_t *handler)
{
    if (parser_accept(parser, TOKEN_MULTIPLY))
        parser_refuse(parser, parser_token_place(parser_token(parser) - 1), "`except*`\nUse a plain except");
    if (parser_is(parser, TOKEN_COLON) || parser_is(parser, TOKEN_NEWLINE))
        return parse_colon(parser);
    size_t type = parser->at;
    handler->type = parse_expression(parser);
    if (!handler->type)
        return false;
    if (parser_is(parser, TOKEN_COMMA)) {
        parser_take(parser);
        if (!parse_expression(parser))
            return false;
        parser_fail(parser, parser_place(parser, type),
                    "multiple exception types must be parenthesized\nWrite except (A, B):");
        return false;
    }
    if (parser_accept(parser, TOKEN_AS)) {
        ast_place_t place = parser_token_place(parser_token(parser));
        handler->name = parser_name(parser);
        handler->target = handler->name ? parse_name_target(parser, handler->name, place) : NULL;
        if (!handler->target)
            return false;
    }
    return parse_colon(parser);
}

static bool parse_handler(parser_t *parser, stmt_t *stmt)
{
    size_t start = parser->at;
    ast_handler_t handler = {0};
    uint32_t line = parser_take(parser)->line;
    bool is_group = parser_is(parser, TOKEN_MULTIPLY);
    if (!parse_handler_head(parser, &handler))
        return false;
    handler.place = parser_place(parser, start);
    return parse_body(parser, &handler.body, is_group ? "'except*' statement" : "'except' statement", line) &&
           add_handler(parser, stmt, handler);
}

stmt_t *parse_try(parser_t *parser)
{
    size_t start = parser->at;
    uint32_t line = parser_take(parser)->line;
    if (!parser_expect_text(parser, TOKEN_COLON))
        return NULL;
    stmt_t *stmt = parser_stmt(parser, STMT_TRY, start);
    if (!stmt || !parse_body(parser, &stmt->try.body, "'try' statement", line))
        return NULL;
    while (parser_is(parser, TOKEN_EXCEPT))
        if (!parse_handler(parser, stmt))
            return NULL;
    if (stmt->try.handler_count > 0 && parser_is(parser, TOKEN_ELSE)) {
        line = parser_take(parser)->line;
        if (!parser_expect_text(parser, TOKEN_COLON) ||
            !parse_body(parser, &stmt->try.otherwise, "'else' statement", line))
            return NULL;
    }
    if (parser_is(parser, TOKEN_FINALLY)) {
        line = parser_take(parser)->line;
        if (!parser_expect_text(parser, TOKEN_COLON) ||
            !parse_body(parser, &stmt->try.finally, "'finally' statement", line))
            return NULL;
    }
    if (stmt->try.handler_count > 0 || stmt->try.finally.count > 0)
        return stmt;
    if (parser_is(parser, TOKEN_ERROR))
        return parser_unexpected(parser);
    return parser_fail(parser, parser_token_place(parser_token(parser)),
                       "expected 'except' or 'finally' block");
}

/* ---- with ---- */

static bool add_item(parser_t *parser, stmt_t *stmt, ast_with_item_t item)
{
    ast_with_item_t *items = parser_grow(parser, stmt->with.items, stmt->with.count, sizeof *items);
    if (!items)
        return false;
    stmt->with.items = items;
    items[stmt->with.count++] = item;
    return true;
}

static bool parse_item(parser_t *parser, stmt_t *stmt)
{
    ast_with_item_t item = {.context = parse_expression(parser)};
    if (!item.context)
        return false;
    if (parser_accept(parser, TOKEN_AS)) {
        item.target = parse_bitwise_or(parser);
        if (!item.target || !parse_to_target(parser, item.target, CONTEXT_STORE))
            return false;
    }
    return add_item(parser, stmt, item);
}

/* ( item, item ) : — tried first, as Python does; gives false and nothing else when it is not that. */
static bool try_bracketed_items(parser_t *parser, stmt_t *stmt)
{
    if (!parser_is(parser, TOKEN_OPEN_ROUND))
        return false;
    size_t at = parser->at;
    bool was_quiet = parser->quiet;
    parser->quiet = true;
    parser_take(parser);
    bool good = true;
    do {
        if (stmt->with.count > 0 && parser_is(parser, TOKEN_CLOSE_ROUND))
            break;
        good = parse_item(parser, stmt);
    } while (good && parser_accept(parser, TOKEN_COMMA));
    bool has_as = stmt->with.count > 0 && stmt->with.items[stmt->with.count - 1].target;
    good = good && parser_accept(parser, TOKEN_CLOSE_ROUND) &&
           (parser_is(parser, TOKEN_COLON) || (has_as && parser_is(parser, TOKEN_NEWLINE)));
    parser->quiet = was_quiet;
    parser->failed = false;
    if (good)
        return true;
    parser->at = at;
    parser->last = (parser_last_t){0};
    stmt->with.items = NULL;
    stmt->with.count = 0;
    return false;
}

stmt_t *parse_with(parser_t *parser)
{
    size_t start = parser->at;
    uint32_t line = parser_take(parser)->line;
    stmt_t *stmt = parser_stmt(parser, STMT_WITH, start);
    if (!stmt)
        return NULL;
    if (!try_bracketed_items(parser, stmt)) {
        do
            if (!parse_item(parser, stmt))
                return NULL;
        while (parser_accept(parser, TOKEN_COMMA));
    }
    if (!parse_colon(parser))
        return NULL;
    stmt->place = parser_place(parser, start);
    return parse_body(parser, &stmt->with.body, "'with' statement", line) ? stmt : NULL;
}
