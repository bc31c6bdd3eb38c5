#include "app/cli/html.h"

#include "lessons/load/place.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

void html_text(FILE *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(text[i], out);
        }
    }
}

void html_string(FILE *out, const char *text)
{
    html_text(out, text, strlen(text));
}

/* The partner of a mark, if it stands on the same line with something between. */
static size_t partner(const char *text, size_t size, size_t at)
{
    for (size_t i = at + 2; i < size; i++) {
        if (text[i] == text[at])
            return i;
    }
    return 0;
}

/* `*` is a mark only at the edge of a word: `5 * 4` has none. */
static bool is_mark(const char *text, size_t size, size_t at)
{
    if (text[at] == '`')
        return true;
    return text[at] == '*' && at + 1 < size && isalpha((unsigned char)text[at + 1]);
}

void html_prose(FILE *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        size_t end = is_mark(text, size, i) ? partner(text, size, i) : 0;
        if (end == 0) {
            html_text(out, text + i, 1);
            continue;
        }
        const char *tag = text[i] == '`' ? "code" : "em";
        fprintf(out, "<%s>", tag);
        html_text(out, text + i + 1, end - i - 1);
        fprintf(out, "</%s>", tag);
        i = end;
    }
}

void html_program(FILE *out, const char *program, uint32_t first, uint32_t last)
{
    fputs("<pre class=\"program\">", out);
    for (uint32_t number = first; number <= last; number++) {
        const char *line;
        size_t size = place_text_of_line(program, number, &line);
        if (line == NULL)
            break;
        fprintf(out, "<span class=\"n\">%2u</span>  ", number);
        html_text(out, line, size);
        fputc('\n', out);
    }
    fputs("</pre>\n", out);
}

typedef enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_ITEMS, BLOCK_NUMBERS } block_t;

static void close_block(FILE *out, block_t *block)
{
    static const char *const tags[] = {"", "</p>\n", "</li></ul>\n", "</li></ol>\n"};
    fputs(tags[*block], out);
    *block = BLOCK_NONE;
}

/* "- text" or "1. text": where the text begins, else 0. */
static size_t item_start(const char *line, size_t size, block_t *kind)
{
    size_t digits = 0;
    *kind = BLOCK_ITEMS;
    if (size > 2 && line[0] == '-' && line[1] == ' ')
        return 2;
    while (digits < size && isdigit((unsigned char)line[digits]))
        digits++;
    *kind = BLOCK_NUMBERS;
    return digits > 0 && digits + 1 < size && line[digits] == '.' && line[digits + 1] == ' ' ? digits + 2 : 0;
}

static void write_line(FILE *out, const char *line, size_t size, block_t *block)
{
    block_t kind;
    size_t start = item_start(line, size, &kind);
    if (start > 0) {
        if (*block == kind)
            fputs("</li>\n<li>", out);
        else {
            close_block(out, block);
            fputs(kind == BLOCK_ITEMS ? "<ul><li>" : "<ol><li>", out);
        }
        *block = kind;
    } else if (*block == BLOCK_NONE) {
        fputs("<p>", out);
        *block = BLOCK_PARAGRAPH;
    } else {
        fputc('\n', out);
    }
    html_prose(out, line + start, size - start);
}

void html_page(FILE *out, const lesson_t *lesson, const char *text)
{
    block_t block = BLOCK_NONE;
    while (*text) {
        size_t size = strcspn(text, "\n");
        place_slice_t slice;
        size_t blank = strspn(text, " ");
        if (blank >= size) {
            close_block(out, &block);
        } else if (place_slice(lesson, text, size, &slice, NULL, 0) == SLICE_FOUND) {
            close_block(out, &block);
            html_program(out, slice.variant->program, slice.first, slice.last);
        } else {
            write_line(out, text + blank, size - blank, &block);
        }
        text += size + (text[size] == '\n');
    }
    close_block(out, &block);
}
