#include "lessons/lang/lexer_state.h"

enum { TAB_WIDTH = 8 };

typedef struct indent {
    uint32_t wide, narrow; /* tabs to multiples of 8, tabs as 1 */
} indent_t;

static indent_t measure(lexer_t *lexer)
{
    indent_t indent = {0}, before_backslash = {0};
    bool was_joined = false;
    while (lexer->at < lexer->end) {
        char c = lexer->text[lexer->at];
        if (c == ' ') {
            indent.wide++;
            indent.narrow++;
        } else if (c == '\t') {
            indent.wide = (indent.wide / TAB_WIDTH + 1) * TAB_WIDTH;
            indent.narrow++;
        } else if (c == '\f') {
            indent = (indent_t){0};
        } else if (c == '\\' && lexer->text[lexer->at + 1] == '\n' && lexer->at + 2 < lexer->end) {
            /* the line goes on below: what stands before the first backslash counts, if it is anything */
            if (!was_joined || before_backslash.wide == 0)
                before_backslash = indent;
            was_joined = true;
            indent = (indent_t){0};
            lexer_advance(lexer, 1);
        } else {
            break;
        }
        lexer_advance(lexer, 1);
    }
    return was_joined && before_backslash.wide > 0 ? before_backslash : indent;
}

static bool is_blank(const lexer_t *lexer)
{
    return lexer->at >= lexer->end || lexer->text[lexer->at] == '\n' || lexer->text[lexer->at] == '#';
}

/* The rest of a line that has no indentation that could be understood is left out. */
static void skip_line(lexer_t *lexer)
{
    lexer_give_up_line(lexer, lexer_begin(lexer, TOKEN_ERROR));
    if (lexer->at < lexer->end)
        lexer_newline(lexer);
}

static bool mixed(lexer_t *lexer)
{
    ast_place_t place = {lexer->line, 1, lexer->line, lexer->column};
    lexer_report(
        lexer, DIAGNOSTIC_TAB, place,
        "inconsistent use of tabs and spaces in indentation\nIndent with four spaces everywhere, no tabs");
    skip_line(lexer);
    return false;
}

static bool deeper(lexer_t *lexer, indent_t indent, uint32_t narrow)
{
    if (lexer->indent_depth + 1 >= LEXER_INDENT_LIMIT) {
        lexer_report(lexer, DIAGNOSTIC_INDENTATION, lexer_here(lexer),
                     "too many levels of indentation\nMove inner parts to functions of their own");
        skip_line(lexer);
        return false;
    }
    if (indent.narrow <= narrow)
        return mixed(lexer);
    lexer->indents[lexer->indent_depth] = indent.wide;
    lexer->narrow_indents[lexer->indent_depth] = indent.narrow;
    lexer->indent_depth++;
    lexer_end(lexer, lexer_begin(lexer, TOKEN_INDENT));
    return true;
}

static bool shallower(lexer_t *lexer, indent_t indent)
{
    while (lexer->indent_depth > 0 && lexer->indents[lexer->indent_depth - 1] > indent.wide) {
        lexer->indent_depth--;
        lexer_end(lexer, lexer_begin(lexer, TOKEN_DEDENT));
    }
    uint32_t wide = lexer->indent_depth ? lexer->indents[lexer->indent_depth - 1] : 0;
    uint32_t narrow = lexer->indent_depth ? lexer->narrow_indents[lexer->indent_depth - 1] : 0;
    if (wide != indent.wide) {
        lexer_report(
            lexer, DIAGNOSTIC_INDENTATION, lexer_here(lexer),
            "unindent does not match any outer indentation level\nThis line must begin exactly below a line "
            "of the block that it belongs to");
        skip_line(lexer);
        return false;
    }
    return narrow == indent.narrow || mixed(lexer);
}

bool lexer_indentation(lexer_t *lexer)
{
    indent_t indent = measure(lexer);
    if (is_blank(lexer)) {
        while (lexer->at < lexer->end && lexer->text[lexer->at] != '\n')
            lexer_advance(lexer, 1);
        if (lexer->at < lexer->end)
            lexer_advance(lexer, 1);
        return false;
    }
    uint32_t wide = lexer->indent_depth ? lexer->indents[lexer->indent_depth - 1] : 0;
    uint32_t narrow = lexer->indent_depth ? lexer->narrow_indents[lexer->indent_depth - 1] : 0;
    if (indent.wide == wide)
        return indent.narrow == narrow || mixed(lexer);
    return indent.wide > wide ? deeper(lexer, indent, narrow) : shallower(lexer, indent);
}
