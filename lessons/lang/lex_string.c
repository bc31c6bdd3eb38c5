#include <string.h>

#include "lessons/lang/lexer_state.h"

static void unterminated(lexer_t *lexer, token_t token, size_t prefix_size, uint32_t last_line,
                         bool is_triple)
{
    ast_place_t place = {token.line, token.column, token.line, token.column + (uint32_t)prefix_size + 1};
    if (is_triple)
        lexer_report(
            lexer, DIAGNOSTIC_SYNTAX, place,
            "unterminated triple-quoted string literal (detected at line %u)\nThe three quotes that begin "
            "here are never followed by three that end",
            last_line);
    else
        lexer_report(lexer, DIAGNOSTIC_SYNTAX, place,
                     "unterminated string literal (detected at line %u)\nThe closing quote is missing",
                     last_line);
    lexer_give_up_line(lexer, token);
}

static bool is_triple_quote(const char *text, size_t room, char quote)
{
    return room >= 3 && text[0] == quote && text[1] == quote && text[2] == quote;
}

void lexer_string(lexer_t *lexer, token_t token, size_t prefix_size)
{
    token.kind = TOKEN_STRING;
    lexer_advance(lexer, prefix_size);
    const char *text = lexer->text;
    char quote = text[lexer->at];
    bool is_triple = is_triple_quote(text + lexer->at, lexer->end - lexer->at, quote);
    lexer_advance(lexer, is_triple ? 3 : 1);
    for (;;) {
        if (lexer->at >= lexer->end || (!is_triple && text[lexer->at] == '\n')) {
            bool is_end = lexer->at >= lexer->end && lexer->column == 1 && lexer->line > token.line;
            unterminated(lexer, token, prefix_size, lexer->line - is_end, is_triple);
            return;
        }
        char c = text[lexer->at];
        if (c == quote && (!is_triple || is_triple_quote(text + lexer->at, lexer->end - lexer->at, quote))) {
            lexer_advance(lexer, is_triple ? 3 : 1);
            lexer_end(lexer, token);
            return;
        }
        lexer_advance(lexer, c == '\\' && lexer->at + 1 < lexer->end ? 2 : 1);
    }
}
