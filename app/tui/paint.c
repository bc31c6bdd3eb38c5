#include "app/tui/paint.h"

#include <ncurses.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "lessons/lang/utf8.h"

/* Curses paints onto one screen, so how is as global as where. */
static bool use_ascii;

static const struct {
    uint32_t sign;
    char ascii;
} fallbacks[] = {
    {0x2588, '#'}, {0x2592, ':'},  {0x2593, '='}, {0x2591, '.'}, {0x25B8, '>'}, {0x25B6, '>'}, {0x25BE, 'v'},
    {0x25C2, '<'}, {0x25B4, '^'},  {0x25D0, 'o'}, {0x2713, '*'}, {0x2717, 'x'}, {0x2190, '<'}, {0x2191, '^'},
    {0x2192, '>'}, {0x2193, 'v'},  {0x23CE, '>'}, {0x2026, '~'}, {0x22EF, '.'}, {0x2248, '~'}, {0x00B7, '.'},
    {0x2022, '*'}, {0x2500, '-'},  {0x2501, '='}, {0x2502, '|'}, {0x250C, '+'}, {0x2510, '+'}, {0x2514, '+'},
    {0x2518, '+'}, {0x251C, '+'},  {0x2524, '+'}, {0x252C, '+'}, {0x2534, '+'}, {0x253C, '+'}, {0x2580, '"'},
    {0x2584, '_'}, {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'}, {0x2013, '-'}, {0x2014, '-'}, {0x00D7, 'x'},
    {0x03C0, 'p'},
};

void paint_set_ascii(bool ascii)
{
    use_ascii = ascii;
}

static uint32_t shown_sign(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
        code = 0xB7;
    }
    if (!use_ascii || code < 0x80) {
        return code;
    }
    for (size_t i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++) {
        if (fallbacks[i].sign == code) {
            return (uint32_t)fallbacks[i].ascii;
        }
    }
    return '?';
}

/* The next character: its bytes, and the columns it takes as it will be shown. */
static size_t next_sign(const char *text, size_t size, uint32_t *shown, int *columns)
{
    uint32_t code;
    size_t bytes = utf8_decode(text, size, &code);
    if (bytes == 0) {
        bytes = 1;
        code = 0xFFFD;
    }
    *shown = shown_sign(code);
    *columns = wcwidth((wchar_t)*shown);
    if (*columns < 0) {
        *shown = use_ascii ? '?' : 0xFFFD;
        *columns = 1;
    }
    return bytes;
}

int text_columns(const char *text, size_t size)
{
    int columns = 0, width;
    uint32_t shown;
    for (size_t at = 0; at < size;) {
        at += next_sign(text + at, size - at, &shown, &width);
        columns += width;
    }
    return columns;
}

size_t text_fitting(const char *text, size_t size, int columns)
{
    size_t at = 0;
    while (at < size) {
        uint32_t shown;
        int width;
        size_t bytes = next_sign(text + at, size - at, &shown, &width);
        if (width > columns) {
            break;
        }
        columns -= width;
        at += bytes;
    }
    return at;
}

size_t text_break(const char *text, size_t size, int columns, size_t *skip)
{
    const char *newline = memchr(text, '\n', size);
    size_t line = newline ? (size_t)(newline - text) : size;
    size_t fitting = text_fitting(text, line, columns);
    *skip = 0;
    if (fitting == line) {
        *skip = newline != NULL;
        return line;
    }
    size_t at = fitting;
    while (at > 0 && text[at] != ' ') {
        at--;
    }
    if (at == 0) {
        return fitting > 0 ? fitting : 1;
    }
    while (text[at + *skip] == ' ') {
        (*skip)++;
    }
    return at;
}

static void attr_set_role(role_t role)
{
    attrset((int)theme_attributes(role));
}

void paint_clear(area_t area, role_t role)
{
    attr_set_role(role);
    for (int line = 0; line < area.lines; line++) {
        mvhline(area.line + line, area.column, ' ', area.columns);
    }
}

int paint_bytes(area_t area, int line, int column, role_t role, const char *text, size_t size)
{
    if (line < 0 || line >= area.lines) {
        return column + text_columns(text, size);
    }
    attr_set_role(role);
    for (size_t at = 0; at < size;) {
        uint32_t shown;
        int width;
        at += next_sign(text + at, size - at, &shown, &width);
        if (column >= 0 && column + width <= area.columns) {
            wchar_t wide[2] = {(wchar_t)shown, L'\0'};
            mvaddwstr(area.line + line, area.column + column, wide);
        }
        column += width;
    }
    return column;
}

int paint_text(area_t area, int line, int column, role_t role, const char *text)
{
    return paint_bytes(area, line, column, role, text, strlen(text));
}

int paint_format(area_t area, int line, int column, role_t role, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return paint_text(area, line, column, role, text);
}

int paint_wrapped(area_t area, int line, int column, role_t role, const char *text)
{
    size_t size = strlen(text), at = 0;
    int room = area.columns - column - 1 > 4 ? area.columns - column - 1 : 4;
    while (at < size) {
        size_t skip, length = text_break(text + at, size - at, room, &skip);
        paint_bytes(area, line++, column, role, text + at, length);
        at += length + skip;
    }
    return line;
}

int paint_cut(area_t area, int line, int column, int columns, role_t role, const char *text)
{
    size_t size = strlen(text);
    if (text_columns(text, size) <= columns) {
        return paint_bytes(area, line, column, role, text, size);
    }
    if (columns <= 0) {
        return column;
    }
    column = paint_bytes(area, line, column, role, text, text_fitting(text, size, columns - 1));
    return paint_text(area, line, column, role, "…");
}

int paint_tail(area_t area, int line, int column, int columns, role_t role, const char *text)
{
    size_t size = strlen(text), from = 0;
    if (text_columns(text, size) <= columns || columns <= 1) {
        return paint_cut(area, line, column, columns, role, text);
    }
    while (text_columns(text + from, size - from) > columns - 1) {
        size_t step = text_fitting(text + from, size - from, 1);
        from += step > 0 ? step : text_fitting(text + from, size - from, 2);
    }
    column = paint_text(area, line, column, role, "…");
    return paint_bytes(area, line, column, role, text + from, size - from);
}

void paint_right(area_t area, int line, int margin, role_t role, const char *text)
{
    paint_text(area, line, area.columns - margin - text_columns(text, strlen(text)), role, text);
}

void paint_rule(area_t area, int line, const char *title, const char *right)
{
    for (int column = 0; column < area.columns; column++) {
        paint_text(area, line, column, ROLE_LINE, "─");
    }
    if (title && title[0]) {
        paint_format(area, line, 1, ROLE_TITLE, " %.200s ", title);
    }
    if (right && right[0]) {
        int columns = text_columns(right, strlen(right));
        paint_format(area, line, area.columns - columns - 4, ROLE_TITLE, " %.200s ", right);
    }
}

void paint_bar(area_t area, int column, int from, int to)
{
    for (int line = from; line <= to; line++) {
        paint_text(area, line, column, ROLE_LINE, "│");
    }
}

void paint_joint(area_t area, int line, int column, const char *sign)
{
    paint_text(area, line, column, ROLE_LINE, sign);
}

void paint_box(area_t area, const char *title)
{
    paint_clear(area, ROLE_TEXT);
    paint_rule(area, 0, title, NULL);
    paint_rule(area, area.lines - 1, NULL, NULL);
    paint_bar(area, 0, 0, area.lines - 1);
    paint_bar(area, area.columns - 1, 0, area.lines - 1);
    paint_joint(area, 0, 0, "┌");
    paint_joint(area, 0, area.columns - 1, "┐");
    paint_joint(area, area.lines - 1, 0, "└");
    paint_joint(area, area.lines - 1, area.columns - 1, "┘");
}

void paint_over(area_t area, int line, role_t role)
{
    attr_t attributes = theme_attributes(role);
    mvchgat(area.line + line, area.column, area.columns, attributes & ~(attr_t)A_COLOR,
            (short)PAIR_NUMBER(attributes), NULL);
}
