/*
 * Text to tokens, as CPython's tokenizer cuts it: INDENT and DEDENT from tabs and spaces, lines joined inside
 * brackets and after a backslash, whole string literals (an f-string is one token; its fields are lexed when
 * it is parsed).
 *
 * The token list always ends in TOKEN_END. What the lexer reports leaves a TOKEN_ERROR, and it goes on in the
 * next line so that more can be found.
 */
#ifndef LESSONS_LANG_LEXER_H
#define LESSONS_LANG_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/diagnostic.h"
#include "lessons/lang/source.h"
#include "lessons/lang/token.h"

enum { LEXER_BRACKET_LIMIT = 200, LEXER_INDENT_LIMIT = 100 }; /* CPython's own */

typedef struct tokens {
    token_t *items;
    size_t count, capacity;
    bool is_unclosed; /* the text ended inside a bracket: */
    token_t unclosed; /* the innermost one open */
} tokens_t;

/* A stretch of the source: offset of its first byte, where that stands, and the offset behind its last byte.
 */
typedef struct lexer_range {
    uint32_t start, end, line, column;
} lexer_range_t;

/* False without memory only. The list is the caller's, tokens_destroy() also takes one that was only zeroed.
 */
bool lexer_run(const source_t *source, diagnostics_t *diagnostics, tokens_t *tokens);

/* The tokens of an f-string's field, as if it stood in round brackets: the list begins with a `(` and ends
 * with a `)` and TOKEN_END, and has no NEWLINE, INDENT, DEDENT. The brackets in the range must match. */
bool lexer_run_field(const source_t *source, lexer_range_t range, diagnostics_t *diagnostics,
                     tokens_t *tokens);

void tokens_destroy(tokens_t *tokens);

/* "if", "+=", "NEWLINE": for messages and tests. */
const char *token_kind_text(token_kind_t kind);

#endif
