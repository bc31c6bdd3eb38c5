/*
 * Painting: text in roles onto rectangles of the screen, cut off at their edges.
 *
 * Text is UTF-8; widths are columns, wide characters count two. On a terminal without UTF-8 every sign of
 * ours has a fallback in ASCII (█ # ▒ : ▸ > ✓ v and so on); other characters become '?'. Control characters
 * become '·'.
 */
#ifndef APP_TUI_PAINT_H
#define APP_TUI_PAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/tui/theme.h"

typedef struct area {
    int line, column, lines, columns;
} area_t;

/* Columns that the text takes (its first `size` bytes). */
int text_columns(const char *text, size_t size);

/* How many bytes of the text fit into `columns`. */
size_t text_fitting(const char *text, size_t size, int columns);

/* The byte after which a line of `columns` should be broken: behind a space if there is one, else where it
 * fits; a newline always breaks. *skip: bytes to leave out there. */
size_t text_break(const char *text, size_t size, int columns, size_t *skip);

/* Fills with spaces. */
void paint_clear(area_t area, role_t role);

/* Paints at (line, column) of the area; returns the column behind the text. Nothing outside the area is
 * touched. */
int paint_text(area_t area, int line, int column, role_t role, const char *text);
int paint_bytes(area_t area, int line, int column, role_t role, const char *text, size_t size);
int paint_format(area_t area, int line, int column, role_t role, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A text of any length from (line, column) on, broken at the area's edge less a margin of one; gives the line behind
 * it. Lines above and below the area are counted, not painted. */
int paint_wrapped(area_t area, int line, int column, role_t role, const char *text);

/* As paint_text, but ends in … where it does not fit into `columns`. */
int paint_cut(area_t area, int line, int column, int columns, role_t role, const char *text);

/* As paint_cut, but leaves the beginning out: for paths. */
int paint_tail(area_t area, int line, int column, int columns, role_t role, const char *text);

/* As paint_text, its last column at the area's right edge minus `margin`. */
void paint_right(area_t area, int line, int margin, role_t role, const char *text);

/* A rule across the area, "─ title ───── right ─"; either text may be NULL. */
void paint_rule(area_t area, int line, const char *title, const char *right);

/* A vertical line, and the joints ┬ ┴ at its ends where asked for. */
void paint_bar(area_t area, int column, int from, int to);
void paint_joint(area_t area, int line, int column, const char *sign);

/* Clears the area and draws a frame at its edges. */
void paint_box(area_t area, const char *title);

/* Changes the role of what stands there (a selected row). */
void paint_over(area_t area, int line, role_t role);

/* What the next paints use: set at the start of each frame. */
void paint_set_ascii(bool ascii);

#endif
