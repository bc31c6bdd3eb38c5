#include "lessons/lang/parser_state.h"

static bool parse_else(parser_t *parser, stmt_list_t *list)
{
    if (!parser_is(parser, TOKEN_ELSE))
        return true;
    uint32_t line = parser_take(parser)->line;
    return parser_expect_text(parser, TOKEN_COLON) && parse_body(parser, list, "'else' statement", line);
}

/* ---- if, while, for ---- */

static stmt_t *parse_branch(parser_t *parser, stmt_kind_t kind, const char *owner)
{
    size_t start = parser->at;
    uint32_t line = parser_take(parser)->line;
    expr_t *test = parse_named_expression(parser);
    if (!test || !parse_colon(parser))
        return NULL;
    stmt_t *stmt = parser_stmt(parser, kind, start);
    if (!stmt)
        return NULL;
    stmt->branch.test = test;
    return parse_body(parser, &stmt->branch.body, owner, line) ? stmt : NULL;
}

/* Each elif hangs in the `otherwise` of the one before, so it counts as one level deeper. */
static stmt_t *parse_if(parser_t *parser)
{
    stmt_t *first = parse_branch(parser, STMT_IF, "'if' statement");
    stmt_t *last = first;
    uint32_t depth = parser->depth;
    while (last && parser_is(parser, TOKEN_ELIF)) {
        stmt_t *next = parser_enter(parser) ? parse_branch(parser, STMT_IF, "'elif' statement") : NULL;
        if (!next || !parser_append_stmt(parser, &last->branch.otherwise, next))
            return NULL;
        last = next;
    }
    if (!last || !parse_else(parser, &last->branch.otherwise))
        return NULL;
    parser->depth = depth;
    return first;
}

static stmt_t *parse_while(parser_t *parser)
{
    stmt_t *stmt = parse_branch(parser, STMT_WHILE, "'while' statement");
    return stmt && parse_else(parser, &stmt->branch.otherwise) ? stmt : NULL;
}

static stmt_t *parse_for(parser_t *parser)
{
    size_t start = parser->at;
    uint32_t line = parser_take(parser)->line;
    expr_t *target = parse_target_list(parser);
    if (!target || !parser_expect(parser, TOKEN_IN))
        return NULL;
    expr_t *iterable = parse_star_expressions(parser);
    if (!iterable || !parse_colon(parser))
        return NULL;
    stmt_t *stmt = parser_stmt(parser, STMT_FOR, start);
    if (!stmt)
        return NULL;
    stmt->loop.target = target;
    stmt->loop.iterable = iterable;
    return parse_body(parser, &stmt->loop.body, "'for' statement", line) &&
                   parse_else(parser, &stmt->loop.otherwise)
               ? stmt
               : NULL;
}

/* ---- def, class ---- */

static stmt_t *parse_function(parser_t *parser, const expr_list_t *decorators)
{
    size_t start = parser->at;
    uint32_t line = parser_take(parser)->line;
    ast_place_t name_place = parser_token_place(parser_token(parser));
    const char *name = parser_name(parser);
    if (!name || !parser_expect_text(parser, TOKEN_OPEN_ROUND))
        return NULL;
    ast_parameters_t parameters = {0};
    if (!parse_parameters(parser, &parameters, TOKEN_CLOSE_ROUND, false) ||
        !parser_expect(parser, TOKEN_CLOSE_ROUND))
        return NULL;
    const token_t *arrow = parser_token(parser);
    if (parser_accept(parser, TOKEN_ARROW)) {
        if (!parser_starts_expression(parser))
            return parser_fail(parser, parser_token_place(arrow), "expected ':'");
        if (!parse_annotation(parser))
            return NULL;
    }
    if (!parser_expect_text(parser, TOKEN_COLON))
        return NULL;
    stmt_t *stmt = parser_stmt(parser, STMT_FUNCTION, start);
    if (!stmt)
        return NULL;
    stmt->function.name = name;
    stmt->function.target = parse_name_target(parser, name, name_place);
    stmt->function.parameters = parameters;
    stmt->function.decorators = *decorators;
    parser->function_depth++;
    bool good = parse_body(parser, &stmt->function.body, "function definition", line);
    parser->function_depth--;
    return good && stmt->function.target ? stmt : NULL;
}

static bool parse_bases(parser_t *parser, stmt_t *stmt)
{
    size_t start = parser->at;
    if (!parser_accept(parser, TOKEN_OPEN_ROUND))
        return true;
    expr_t *call = parser_expr(parser, EXPR_CALL, start);
    if (!call || !parse_arguments(parser, call, false))
        return false;
    stmt->klass.bases = call->call.arguments;
    stmt->klass.keywords = call->call.keywords;
    stmt->klass.keyword_count = call->call.keyword_count;
    return true;
}

static stmt_t *parse_class(parser_t *parser, const expr_list_t *decorators)
{
    size_t start = parser->at;
    uint32_t line = parser_take(parser)->line;
    ast_place_t name_place = parser_token_place(parser_token(parser));
    const char *name = parser_name(parser);
    stmt_t *stmt = name ? parser_stmt(parser, STMT_CLASS, start) : NULL;
    if (!stmt)
        return NULL;
    stmt->klass.name = name;
    stmt->klass.target = parse_name_target(parser, name, name_place);
    stmt->klass.decorators = *decorators;
    if (!stmt->klass.target || !parse_bases(parser, stmt) || !parse_colon(parser))
        return NULL;
    stmt->place = parser_place(parser, start);
    uint32_t outer_depth = parser->function_depth;
    bool good = parse_body(parser, &stmt->klass.body, "class definition", line);
    parser->function_depth = outer_depth;
    return good ? stmt : NULL;
}

static stmt_t *parse_decorated(parser_t *parser)
{
    expr_list_t decorators = {0};
    while (parser_accept(parser, TOKEN_MATRIX)) {
        expr_t *decorator = parse_named_expression(parser);
        if (!decorator || !parser_append(parser, &decorators, decorator) ||
            !parser_expect(parser, TOKEN_NEWLINE))
            return NULL;
    }
    if (parser_is(parser, TOKEN_CLASS))
        return parse_class(parser, &decorators);
    if (parser_is(parser, TOKEN_ASYNC) && parser_next(parser)->kind == TOKEN_DEF)
        return parse_compound(parser);
    return parser_is(parser, TOKEN_DEF) ? parse_function(parser, &decorators) : parser_unexpected(parser);
}

/* ---- async: parsed like its plain sister, and refused ---- */

static stmt_t *parse_async(parser_t *parser)
{
    ast_place_t place = parser_token_place(parser_take(parser));
    token_kind_t kind = (token_kind_t)parser_token(parser)->kind;
    if (kind != TOKEN_DEF && kind != TOKEN_FOR && kind != TOKEN_WITH)
        return parser_unexpected(parser);
    place = parser_span(place, parser_token_place(parser_token(parser)));
    parser_refuse(parser, place, "`async %s`\nUse a Process for work that goes on beside other work",
                  token_kind_text(kind));
    parser->async_depth++;
    stmt_t *stmt = parse_compound(parser);
    parser->async_depth--;
    return stmt;
}

stmt_t *parse_compound(parser_t *parser)
{
    switch (parser_token(parser)->kind) {
    case TOKEN_IF:
        return parse_if(parser);
    case TOKEN_WHILE:
        return parse_while(parser);
    case TOKEN_FOR:
        return parse_for(parser);
    case TOKEN_DEF:
        return parse_function(parser, &(expr_list_t){0});
    case TOKEN_CLASS:
        return parse_class(parser, &(expr_list_t){0});
    case TOKEN_TRY:
        return parse_try(parser);
    case TOKEN_WITH:
        return parse_with(parser);
    case TOKEN_ASYNC:
        return parse_async(parser);
    default:
        return parse_decorated(parser);
    }
}
