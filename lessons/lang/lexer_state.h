/*
 * What the files of the lexer share; nobody else includes this.
 *
 * `text` ends in a NUL behind `source->size`, so one byte beyond any position may be read.
 */
#ifndef LESSONS_LANG_LEXER_STATE_H
#define LESSONS_LANG_LEXER_STATE_H

#include "lessons/lang/lexer.h"

typedef struct lexer {
    const source_t *source;
    const char *text;
    uint32_t at, end; /* offsets in text */
    uint32_t line, column;
    diagnostics_t *diagnostics;
    tokens_t *tokens;
    bool out_of_memory;

    uint32_t level; /* open brackets */
    token_t open[LEXER_BRACKET_LIMIT + 1];

    /* Columns of the open blocks, with tabs to multiples of 8 and with tabs as 1: both must agree on what is
     * deeper. */
    uint32_t indent_depth;
    uint32_t indents[LEXER_INDENT_LIMIT], narrow_indents[LEXER_INDENT_LIMIT];
} lexer_t;

token_t lexer_begin(const lexer_t *lexer, token_kind_t kind);
void lexer_end(lexer_t *lexer, token_t token); /* appends it, ending here */
void lexer_newline(lexer_t *lexer);            /* appends the newline that stands here, and passes it */
void lexer_advance(lexer_t *lexer, size_t bytes);
ast_place_t lexer_here(const lexer_t *lexer);
bool lexer_is_name_byte(char c);
const char *lexer_character_hint(uint32_t code);

void lexer_report(lexer_t *lexer, diagnostic_kind_t kind, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void lexer_give_up_line(lexer_t *lexer, token_t token);

/* lex_number.c, lex_string.c, lex_indent.c. Each begins at `at`. */
void lexer_number(lexer_t *lexer);
void lexer_string(lexer_t *lexer, token_t token, size_t prefix_size);
bool lexer_indentation(
    lexer_t *lexer); /* false: the line was blank, or its indentation was reported; it is skipped */

#endif
