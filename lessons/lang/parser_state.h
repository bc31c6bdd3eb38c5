/*
 * What the files of the parser share; nobody else includes this.
 *
 * A function that parses something gives NULL (or false) when it failed; the reason has been reported by
 * then, once for each statement, and the caller only hands the failure on. parse_block.c goes on with the
 * next statement. In `quiet` mode nothing is reported: the parser then tries whether something could be
 * parsed at all.
 */
#ifndef LESSONS_LANG_PARSER_STATE_H
#define LESSONS_LANG_PARSER_STATE_H

#include <locale.h>

#include "lessons/lang/lexer.h"
#include "lessons/lang/parser.h"

/* A disjunction that was parsed where a whole expression may stand: the last one, for the hint about commas.
 */
typedef struct parser_last {
    const expr_t *expr;
    size_t start, end; /* tokens */
} parser_last_t;

typedef struct parser {
    ast_t *ast;
    const source_t *source;
    diagnostics_t *diagnostics;
    tokens_t tokens;
    size_t at;   /* the token to look at next */
    size_t seen; /* the farthest token that was looked at while explaining a failure */
    uint32_t depth;
    bool failed, quiet, out_of_memory;
    uint32_t findings; /* failed statements */
    uint32_t fields;   /* f-string fields that we are inside of */
    bool field_started;
    uint32_t async_depth, function_depth;
    parser_last_t last;
    locale_t c_locale; /* numbers have points, whatever the user's locale says */
} parser_t;

/* ---- tokens ---- */

static inline const token_t *parser_token(const parser_t *parser)
{
    return &parser->tokens.items[parser->at];
}

static inline bool parser_is(const parser_t *parser, token_kind_t kind)
{
    return parser->tokens.items[parser->at].kind == kind;
}

static inline const token_t *parser_next(const parser_t *parser)
{
    return &parser->tokens.items[parser->at + (parser->at + 1 < parser->tokens.count)];
}

const token_t *parser_take(parser_t *parser); /* the token, and passes it (the last one stays) */
bool parser_accept(parser_t *parser, token_kind_t kind);
bool parser_expect(parser_t *parser, token_kind_t kind);           /* else "invalid syntax" */
bool parser_expect_text(parser_t *parser, token_kind_t kind);      /* else "expected ':'" */
const char *parser_name(parser_t *parser);                         /* an identifier, interned; else fails */
bool parser_is_name(const parser_t *parser, const char *spelling); /* the next token is this name */
bool parser_starts_expression(const parser_t *parser);
const char *parser_text(const parser_t *parser, const token_t *token, size_t *size);

/* ---- places ---- */

ast_place_t parser_place(const parser_t *parser, size_t start); /* from that token to the last one taken */
ast_place_t parser_token_place(const token_t *token);
ast_place_t parser_span(ast_place_t first, ast_place_t last);

/* ---- findings: all give NULL, for `return parser_fail(…)` ---- */

void *parser_fail(parser_t *parser, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *parser_fail_kind(parser_t *parser, diagnostic_kind_t kind, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void *parser_unexpected(parser_t *parser); /* the next token fits nowhere: "invalid syntax", or better */
void *parser_no_memory(parser_t *parser);
void *parser_too_deep(parser_t *parser);

/* Valid Python that is not ours: reported, but parsing goes on. */
void parser_refuse(parser_t *parser, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- building ---- */

/* A node that began at token `start` and ends at the last one taken. */
expr_t *parser_expr(parser_t *parser, expr_kind_t kind, size_t start);
expr_t *parser_expr_from(parser_t *parser, expr_kind_t kind, ast_place_t first);
stmt_t *parser_stmt(parser_t *parser, stmt_kind_t kind, size_t start);

/* Notes that `child` hangs below `parent`; false when that is too deep. NULL children are fine. */
bool parser_adopt(parser_t *parser, expr_t *parent, const expr_t *child);
bool parser_adopt_list(parser_t *parser, expr_t *parent, const expr_list_t *children);

/* Room for one more item behind `count`: gives the array, moved or not. NULL: no memory, reported. */
void *parser_grow(parser_t *parser, void *items, size_t count, size_t item_size);
bool parser_append(parser_t *parser, expr_list_t *list, expr_t *expr);
bool parser_append_stmt(parser_t *parser, stmt_list_t *list, stmt_t *stmt);

/* One level of recursion; every enter that gave true is followed by a leave. */
bool parser_enter(parser_t *parser);
void parser_leave(parser_t *parser);

/* ---- parse_expression.c: operators ---- */

expr_t *parse_expression(parser_t *parser);       /* conditional, lambda */
expr_t *parse_named_expression(parser_t *parser); /* with := */
bool parse_explain_assignment(parser_t *parser, expr_t *first,
                              size_t assign);                   /* false: there is no better word */
expr_t *parse_stray_assignment(parser_t *parser, expr_t *left); /* an `=` where none may stand */
expr_t *parse_walrus(parser_t *parser, expr_t *target);
expr_t *parse_disjunction(parser_t *parser);      /* or, and, not, comparisons */
expr_t *parse_bitwise_or(parser_t *parser);       /* arithmetic */
expr_t *parse_star_expressions(parser_t *parser); /* a, *b, c: a tuple without parentheses */
expr_t *parse_yield_or_star_expressions(parser_t *parser);
expr_t *parse_star_named_expression(parser_t *parser); /* an item of a display */

/* ---- parse_primary.c: names, attributes, subscripts; parse_call.c; parse_display.c: brackets;
 * parse_lambda.c ---- */

expr_t *parse_primary(parser_t *parser);
expr_t *parse_call(parser_t *parser, expr_t *function);
/* Behind the `(`, takes the `)`. A call may have one generator expression without brackets of its own. */
bool parse_arguments(parser_t *parser, expr_t *call, bool may_be_generator);
expr_t *parse_round(parser_t *parser);  /* group, tuple, generator expression */
expr_t *parse_square(parser_t *parser); /* list, list comprehension */
expr_t *parse_curly(parser_t *parser);  /* dict, set, their comprehensions */
bool parse_clauses(parser_t *parser, expr_t *comprehension);
expr_t *parse_lambda(parser_t *parser);
bool parse_parameters(parser_t *parser, ast_parameters_t *parameters, token_kind_t close, bool is_lambda);
bool parse_annotation(parser_t *parser); /* an expression that is thrown away */

/* ---- parse_number.c, parse_string.c, parse_fstring.c ---- */

expr_t *parse_number(parser_t *parser);
expr_t *parse_strings(parser_t *parser); /* one or more literals, concatenated */

/* A string literal cut up: the text between its quotes. */
typedef struct string_literal {
    const token_t *token;
    bool is_raw, is_bytes, is_formatted;
    uint32_t start, end;   /* offsets in the source */
    uint32_t line, column; /* of the start */
} string_literal_t;

/* Decoded text of a run of literals. Decoding never makes text longer, so one piece of memory of the
 * literals' size holds all of it, with a NUL behind each text that was taken. */
typedef struct string_buffer {
    char *bytes;
    size_t start, size; /* bytes[start .. size) has not been taken yet */
} string_buffer_t;

void string_append(string_buffer_t *buffer, const char *bytes, size_t size);
ast_text_t string_take(string_buffer_t *buffer);
bool string_decode(parser_t *parser, const string_literal_t *literal, uint32_t start, uint32_t end,
                   string_buffer_t *buffer);

/* Appends the parts of an f-string; its last text stays in the buffer, for the next literal to go on. */
bool parse_fstring(parser_t *parser, const string_literal_t *literal, expr_t *fstring,
                   string_buffer_t *buffer);
bool fstring_take_text(parser_t *parser, expr_t *fstring, string_buffer_t *buffer); /* text becomes a part */

/* ---- parse_target.c ---- */

/* Makes an expression a target, or reports why it cannot be one. */
bool parse_cannot_be_target(const expr_t *expr);
bool parse_to_target(parser_t *parser, expr_t *expr, ast_context_t context);
expr_t *parse_target_list(parser_t *parser);     /* of `for`: up to the `in` */
const char *expr_kind_words(const expr_t *expr); /* "function call", as CPython names it */
expr_t *parse_name_target(parser_t *parser, const char *name, ast_place_t place);

/* ---- parse_simple.c: statements of one line; parse_block.c: those with a block; parse_import.c ---- */

bool parse_simple_line(parser_t *parser, stmt_list_t *list); /* with its NEWLINE */
stmt_t *parse_import(parser_t *parser);
stmt_t *parse_from_import(parser_t *parser);
bool parse_statement(parser_t *parser, stmt_list_t *list);
bool parse_body(parser_t *parser, stmt_list_t *list, const char *owner,
                uint32_t line); /* from the colon on */
stmt_t *parse_compound(parser_t *parser);
stmt_t *parse_try(parser_t *parser);
stmt_t *parse_with(parser_t *parser);
bool parse_colon(parser_t *parser);

#endif
