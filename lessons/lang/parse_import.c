#include <string.h>

#include "lessons/lang/parser_state.h"

/* a.b.c as one interned name. */
static const char *parse_dotted_name(parser_t *parser)
{
    size_t start = parser->at, size = 0;
    do
        if (!parser_name(parser))
            return NULL;
    while (parser_accept(parser, TOKEN_DOT));
    const token_t *first = &parser->tokens.items[start], *last = &parser->tokens.items[parser->at - 1];
    char *name = ast_alloc(parser->ast, last->end - first->start + 1);
    if (!name)
        return parser_no_memory(parser);
    for (size_t i = start; i < parser->at; i++) { /* there may be spaces around the dots */
        size_t length;
        const char *text = parser_text(parser, &parser->tokens.items[i], &length);
        memcpy(name + size, text, length);
        size += length;
    }
    const char *interned = ast_intern(parser->ast, name, size);
    return interned ? interned : parser_no_memory(parser);
}

static bool parse_as(parser_t *parser, ast_alias_t *alias)
{
    if (!parser_accept(parser, TOKEN_AS))
        return true;
    alias->as = parser_name(parser);
    return alias->as != NULL;
}

/* The name that an import binds: what stands behind `as`, or the first part of a dotted name. */
static bool bind_alias(parser_t *parser, ast_alias_t *alias, size_t start)
{
    const char *name = alias->as;
    alias->place = parser_place(parser, start);
    if (!name) {
        const char *dot = strchr(alias->name, '.');
        name = dot ? ast_intern(parser->ast, alias->name, (size_t)(dot - alias->name)) : alias->name;
        if (!name)
            return parser_no_memory(parser);
    }
    alias->target = parse_name_target(parser, name, alias->place);
    return alias->target != NULL;
}

static bool add_alias(parser_t *parser, stmt_t *stmt, ast_alias_t alias)
{
    ast_alias_t *aliases = parser_grow(parser, stmt->import.aliases, stmt->import.count, sizeof *aliases);
    if (!aliases)
        return false;
    stmt->import.aliases = aliases;
    aliases[stmt->import.count++] = alias;
    return true;
}

stmt_t *parse_import(parser_t *parser)
{
    size_t start = parser->at;
    stmt_t *stmt = parser_stmt(parser, STMT_IMPORT, start);
    if (!stmt)
        return NULL;
    parser_take(parser);
    do {
        size_t alias_start = parser->at;
        ast_alias_t alias = {.name = parse_dotted_name(parser)};
        if (!alias.name || !parse_as(parser, &alias) || !bind_alias(parser, &alias, alias_start) ||
            !add_alias(parser, stmt, alias))
            return NULL;
    } while (parser_accept(parser, TOKEN_COMMA));
    stmt->place = parser_place(parser, start);
    return stmt;
}

static bool parse_star_alias(parser_t *parser, stmt_t *stmt)
{
    ast_place_t place = parser_token_place(parser_take(parser));
    const char *star = ast_intern(parser->ast, "*", 1);
    if (!star)
        return parser_no_memory(parser);
    return add_alias(parser, stmt, (ast_alias_t){.name = star, .place = place});
}

static bool parse_aliases(parser_t *parser, stmt_t *stmt)
{
    bool has_bracket = parser_accept(parser, TOKEN_OPEN_ROUND);
    do {
        size_t alias_start = parser->at;
        if (stmt->import.count > 0 && has_bracket && parser_is(parser, TOKEN_CLOSE_ROUND))
            break;
        if (stmt->import.count > 0 && !has_bracket && parser_is(parser, TOKEN_NEWLINE)) {
            parser_fail(parser, parser_token_place(parser_token(parser) - 1),
                        "trailing comma not allowed without surrounding parentheses");
            return false;
        }
        ast_alias_t alias = {.name = parser_name(parser)};
        if (!alias.name || !parse_as(parser, &alias) || !bind_alias(parser, &alias, alias_start) ||
            !add_alias(parser, stmt, alias))
            return false;
    } while (parser_accept(parser, TOKEN_COMMA));
    return !has_bracket || parser_expect(parser, TOKEN_CLOSE_ROUND);
}

stmt_t *parse_from_import(parser_t *parser)
{
    size_t start = parser->at;
    stmt_t *stmt = parser_stmt(parser, STMT_FROM_IMPORT, start);
    if (!stmt)
        return NULL;
    parser_take(parser);
    bool is_relative = false;
    while (parser_is(parser, TOKEN_DOT) || parser_is(parser, TOKEN_ELLIPSIS)) {
        parser_take(parser);
        is_relative = true;
    }
    if (is_relative && parser_is(parser, TOKEN_IMPORT))
        stmt->import.module = ast_intern(parser->ast, ".", 1);
    else
        stmt->import.module = parse_dotted_name(parser);
    if (!stmt->import.module || !parser_expect(parser, TOKEN_IMPORT))
        return NULL;
    if (parser_is(parser, TOKEN_MULTIPLY) ? !parse_star_alias(parser, stmt) : !parse_aliases(parser, stmt))
        return NULL;
    stmt->place = parser_place(parser, start);
    if (is_relative)
        parser_refuse(
            parser, stmt->place,
            "an import from the package around a file\nA lesson is one file; import the sandbox's modules");
    return stmt;
}
