#include "lessons/lang/lexer.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/letters.h"
#include "lessons/lang/lexer_state.h"
#include "lessons/lang/utf8.h"

static const struct {
    const char *text;
    uint8_t size;
    uint8_t kind;
} keywords[] =
    {
#define X(identifier, spelling) {spelling, sizeof spelling - 1, TOKEN_##identifier},
        TOKEN_KEYWORDS(X)
#undef X
},
  operators[] = {
#define X(identifier, spelling) {spelling, sizeof spelling - 1, TOKEN_##identifier},
      TOKEN_OPERATORS(X)
#undef X
};

const char *token_kind_text(token_kind_t kind)
{
    static const char *const texts[TOKEN_KIND_COUNT] = {[TOKEN_END] = "END",
                                                        [TOKEN_NEWLINE] = "NEWLINE",
                                                        [TOKEN_INDENT] = "INDENT",
                                                        [TOKEN_DEDENT] = "DEDENT",
                                                        [TOKEN_NAME] = "NAME",
                                                        [TOKEN_NUMBER] = "NUMBER",
                                                        [TOKEN_STRING] = "STRING",
                                                        [TOKEN_STRANGE] = "STRANGE",
                                                        [TOKEN_ERROR] = "ERROR",
#define X(identifier, spelling) [TOKEN_##identifier] = spelling,
                                                        TOKEN_KEYWORDS(X) TOKEN_OPERATORS(X)
#undef X
    };
    return texts[kind];
}

void tokens_destroy(tokens_t *tokens)
{
    free(tokens->items);
    *tokens = (tokens_t){0};
}

/* ---- what the parts of the lexer share ---- */

token_t lexer_begin(const lexer_t *lexer, token_kind_t kind)
{
    return (token_t){.kind = (uint8_t)kind,
                     .start = lexer->at,
                     .line = lexer->line,
                     .column = lexer->column,
                     .end = lexer->at,
                     .end_line = lexer->line,
                     .end_column = lexer->column};
}

void lexer_end(lexer_t *lexer, token_t token)
{
    tokens_t *tokens = lexer->tokens;
    if (tokens->count == tokens->capacity) {
        size_t capacity = tokens->capacity ? tokens->capacity * 2 : 256;
        token_t *items = realloc(tokens->items, capacity * sizeof *items);
        if (!items) {
            lexer->out_of_memory = true;
            return;
        }
        tokens->items = items;
        tokens->capacity = capacity;
    }
    token.end = lexer->at;
    token.end_line = lexer->line;
    token.end_column = lexer->column;
    token.level = (uint8_t)lexer->level;
    tokens->items[tokens->count++] = token;
}

void lexer_newline(lexer_t *lexer)
{
    token_t token = lexer_begin(lexer, TOKEN_NEWLINE);
    lexer->level = 0;
    lexer_end(lexer, token);
    lexer_advance(lexer, 1);
}

void lexer_advance(lexer_t *lexer, size_t bytes)
{
    while (bytes-- > 0) {
        unsigned char c = (unsigned char)lexer->text[lexer->at++];
        if (c == '\n') {
            lexer->line++;
            lexer->column = 1;
        } else if ((lexer->text[lexer->at] & 0xC0) != 0x80) {
            lexer->column++;
        }
    }
}

void lexer_report(lexer_t *lexer, diagnostic_kind_t kind, ast_place_t place, const char *format, ...)
{
    size_t size;
    const char *line = source_line(lexer->source, place.line, &size);
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_list(lexer->diagnostics, kind, place, line, size, format, arguments);
    va_end(arguments);
}

/* After a finding: the rest of the line is left out, brackets are forgotten. */
void lexer_give_up_line(lexer_t *lexer, token_t token)
{
    token.kind = TOKEN_ERROR;
    lexer->level = 0;
    while (lexer->at < lexer->end && lexer->text[lexer->at] != '\n')
        lexer_advance(lexer, 1);
    lexer_end(lexer, token);
}

ast_place_t lexer_here(const lexer_t *lexer)
{
    return (ast_place_t){lexer->line, lexer->column, lexer->line, lexer->column + 1};
}

bool lexer_is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

/* ---- names ---- */

/* Looks at the letters beyond ASCII of a name; false after a report. */
static bool check_letters(lexer_t *lexer, const token_t *token)
{
    uint32_t at = token->start, column = token->column;
    while (at < lexer->at) {
        uint32_t code = 0;
        size_t size = utf8_decode(lexer->text + at, lexer->at - at, &code);
        ast_place_t place = {token->line, column, token->line, column + 1};
        letter_kind_t kind = code < 0x80 ? LETTER_START : letter_kind(code);
        if (kind == LETTER_NONE || (kind == LETTER_CONTINUE && at == token->start)) {
            if (letter_is_printable(code))
                lexer_report(lexer, DIAGNOSTIC_SYNTAX, place, "invalid character '%.*s' (U+%04X)%s",
                             (int)size, lexer->text + at, code, lexer_character_hint(code));
            else
                lexer_report(lexer, DIAGNOSTIC_SYNTAX, place, "invalid non-printable character U+%04X%s",
                             code, "\nAn invisible character stands here; delete it and type the space anew");
            return false;
        }
        if (kind == LETTER_UNSTABLE) {
            lexer_report(
                lexer, DIAGNOSTIC_REFUSED, place,
                "the character '%.*s' in a name\nPython would take it for another one; use a plain letter",
                (int)size, lexer->text + at);
            return false;
        }
        at += (uint32_t)size;
        column++;
    }
    return true;
}

const char *lexer_character_hint(uint32_t code)
{
    if (code == 0x201C || code == 0x201D || code == 0x201E || code == 0xAB || code == 0xBB)
        return "\nThis is a quotation mark of a word processor; Python wants the plain \"";
    if (code == 0x2018 || code == 0x2019 || code == 0x201A || code == 0xB4)
        return "\nThis is a quotation mark of a word processor; Python wants the plain '";
    if (code == 0x2013 || code == 0x2014 || code == 0x2212)
        return "\nThis is a dash; minus is the plain -";
    if (code == 0xD7 || code == 0x22C5)
        return "\nMultiplication is written *";
    if (code == 0xF7)
        return "\nDivision is written /";
    if (code == 0x2264)
        return "\nLess or equal is written <=";
    if (code == 0x2265)
        return "\nGreater or equal is written >=";
    if (code == 0x2260)
        return "\nNot equal is written !=";
    return "";
}

static token_kind_t keyword_kind(const char *text, size_t size)
{
    if (size < 2 || size > 8)
        return TOKEN_NAME;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (keywords[i].size == size && memcmp(keywords[i].text, text, size) == 0)
            return (token_kind_t)keywords[i].kind;
    return TOKEN_NAME;
}

/* r, b, f, u and their pairs, in any case. */
static bool is_string_prefix(const char *text, size_t size)
{
    if (size == 1)
        return strchr("rRbBfFuU", text[0]) != NULL;
    if (size != 2)
        return false;
    int first = text[0] | 0x20, second = text[1] | 0x20;
    return (first == 'r' && (second == 'b' || second == 'f')) ||
           (second == 'r' && (first == 'b' || first == 'f'));
}

static void lex_name(lexer_t *lexer)
{
    token_t token = lexer_begin(lexer, TOKEN_NAME);
    size_t size = 0;
    bool is_ascii = true;
    const char *text = lexer->text + lexer->at;
    while (lexer->at + size < lexer->end && lexer_is_name_byte(text[size])) {
        is_ascii = is_ascii && !(text[size] & 0x80);
        size++;
        if (size <= 2 && lexer->at + size < lexer->end && (text[size] == '"' || text[size] == '\'') &&
            is_string_prefix(text, size)) {
            lexer_string(lexer, token, size);
            return;
        }
    }
    lexer_advance(lexer, size);
    if (!is_ascii && !check_letters(lexer, &token)) {
        lexer_give_up_line(lexer, token);
        return;
    }
    token.kind = (uint8_t)keyword_kind(text, size);
    lexer_end(lexer, token);
}

/* ---- operators and brackets ---- */

static void open_bracket(lexer_t *lexer, const token_t *token)
{
    lexer->open[lexer->level] = *token;
    lexer->level++;
}

/* False after a report. */
static bool close_bracket(lexer_t *lexer, const token_t *token, char close)
{
    ast_place_t place = {token->line, token->column, token->line, token->column + 1};
    if (lexer->level == 0) {
        lexer_report(lexer, DIAGNOSTIC_SYNTAX, place,
                     "unmatched '%c'\nThere is no open bracket that this one could close", close);
        return false;
    }
    token_t opened = lexer->open[lexer->level - 1];
    char open = lexer->text[opened.start];
    if ((open == '(' && close != ')') || (open == '[' && close != ']') || (open == '{' && close != '}')) {
        if (opened.line != token->line)
            lexer_report(lexer, DIAGNOSTIC_SYNTAX, place,
                         "closing parenthesis '%c' does not match opening parenthesis '%c' on line %u", close,
                         open, opened.line);
        else
            lexer_report(lexer, DIAGNOSTIC_SYNTAX, place,
                         "closing parenthesis '%c' does not match opening parenthesis '%c'", close, open);
        return false;
    }
    lexer->level--;
    return true;
}

static token_kind_t operator_kind(const char *text, size_t room, size_t *size)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators[i].size <= room && memcmp(operators[i].text, text, operators[i].size) == 0) {
            *size = operators[i].size;
            return (token_kind_t)operators[i].kind;
        }
    }
    *size = 1;
    return TOKEN_STRANGE;
}

static void lex_operator(lexer_t *lexer)
{
    size_t size;
    char c = lexer->text[lexer->at];
    token_kind_t kind = operator_kind(lexer->text + lexer->at, lexer->end - lexer->at, &size);
    token_t token = lexer_begin(lexer, kind);
    if (kind == TOKEN_STRANGE && !letter_is_printable((unsigned char)c)) {
        lexer_report(lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer), "invalid non-printable character U+%04X",
                     c);
        lexer_give_up_line(lexer, token);
        return;
    }
    if (kind == TOKEN_OPEN_ROUND || kind == TOKEN_OPEN_SQUARE || kind == TOKEN_OPEN_CURLY) {
        if (lexer->level >= LEXER_BRACKET_LIMIT) {
            lexer_report(lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer),
                         "too many nested parentheses\nCut the expression into several statements");
            lexer_give_up_line(lexer, token);
            return;
        }
        open_bracket(lexer, &token);
    } else if ((kind == TOKEN_CLOSE_ROUND || kind == TOKEN_CLOSE_SQUARE || kind == TOKEN_CLOSE_CURLY) &&
               !close_bracket(lexer, &token, c)) {
        lexer_give_up_line(lexer, token);
        return;
    }
    lexer_advance(lexer, size);
    lexer_end(lexer, token);
}

/* ---- white space ---- */

/* Skips spaces, comments, joined lines; false when a newline that counts or the end was reached. */
static bool skip_space(lexer_t *lexer)
{
    while (lexer->at < lexer->end) {
        char c = lexer->text[lexer->at];
        if (c == ' ' || c == '\t' || c == '\f') {
            lexer_advance(lexer, 1);
        } else if (c == '#') {
            while (lexer->at < lexer->end && lexer->text[lexer->at] != '\n')
                lexer_advance(lexer, 1);
        } else if (c == '\n') {
            if (lexer->level == 0)
                return false;
            lexer_advance(lexer, 1);
        } else if (c == '\\') {
            if (lexer->text[lexer->at + 1] != '\n' || lexer->at + 2 >= lexer->end)
                return true;
            lexer_advance(lexer, 2);
        } else {
            return true;
        }
    }
    return false;
}

/* A backslash that does not join two lines. */
static void lex_backslash(lexer_t *lexer)
{
    token_t token = lexer_begin(lexer, TOKEN_ERROR);
    if (lexer->text[lexer->at + 1] == '\n')
        lexer_report(lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer), "unexpected EOF while parsing");
    else
        lexer_report(
            lexer, DIAGNOSTIC_SYNTAX, lexer_here(lexer),
            "unexpected character after line continuation character\nA backslash that joins two lines must "
            "be the last character of its line");
    lexer_give_up_line(lexer, token);
}

static void lex_token(lexer_t *lexer)
{
    char c = lexer->text[lexer->at];
    char next = lexer->text[lexer->at + 1];
    if (c == '\\')
        lex_backslash(lexer);
    else if (c == '"' || c == '\'')
        lexer_string(lexer, lexer_begin(lexer, TOKEN_STRING), 0);
    else if ((c >= '0' && c <= '9') || (c == '.' && next >= '0' && next <= '9'))
        lexer_number(lexer);
    else if (lexer_is_name_byte(c))
        lex_name(lexer);
    else
        lex_operator(lexer);
}

static void lex_line(lexer_t *lexer)
{
    if (!lexer_indentation(lexer))
        return;
    while (skip_space(lexer) && !lexer->out_of_memory)
        lex_token(lexer);
    if (lexer->at < lexer->end)
        lexer_newline(lexer);
}

static void note_unclosed(lexer_t *lexer)
{
    if (lexer->level == 0)
        return;
    lexer->tokens->is_unclosed = true;
    lexer->tokens->unclosed = lexer->open[lexer->level - 1];
    lexer->level = 0;
}

/* What stands behind the last line counts as its end. */
static void go_to_last_line(lexer_t *lexer)
{
    size_t size;
    const char *line = source_line(lexer->source, lexer->source->line_count, &size);
    if (lexer->source->line_count > 0) {
        lexer->line = lexer->source->line_count;
        lexer->column = (uint32_t)utf8_length(line, size) + 1;
    }
}

bool lexer_run(const source_t *source, diagnostics_t *diagnostics, tokens_t *tokens)
{
    lexer_t lexer = {.source = source, .text = source->bytes, .end = source->size, .line = 1, .column = 1};
    lexer.diagnostics = diagnostics;
    lexer.tokens = tokens;
    *tokens = (tokens_t){0};
    while (lexer.at < lexer.end && !lexer.out_of_memory)
        lex_line(&lexer);
    note_unclosed(&lexer);
    go_to_last_line(&lexer);
    for (; lexer.indent_depth > 0; lexer.indent_depth--)
        lexer_end(&lexer, lexer_begin(&lexer, TOKEN_DEDENT));
    lexer_end(&lexer, lexer_begin(&lexer, TOKEN_END));
    return !lexer.out_of_memory;
}

bool lexer_run_field(const source_t *source, lexer_range_t range, diagnostics_t *diagnostics,
                     tokens_t *tokens)
{
    lexer_t lexer = {.source = source, .text = source->bytes, .at = range.start, .end = range.end};
    lexer.line = range.line;
    lexer.column = range.column;
    lexer.diagnostics = diagnostics;
    lexer.tokens = tokens;
    lexer.level = 1;
    *tokens = (tokens_t){0};
    lexer_end(&lexer, lexer_begin(&lexer, TOKEN_OPEN_ROUND));
    while (skip_space(&lexer) && !lexer.out_of_memory)
        lex_token(&lexer);
    lexer.level = 0;
    lexer_end(&lexer, lexer_begin(&lexer, TOKEN_CLOSE_ROUND));
    lexer_end(&lexer, lexer_begin(&lexer, TOKEN_END));
    return !lexer.out_of_memory;
}
