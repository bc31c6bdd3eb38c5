#include "app/tui/exercise_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct lines {
    const char *starts[EXERCISE_LINES];
    size_t sizes[EXERCISE_LINES];
    size_t count;
} lines_t;

static void cut(const char *text, lines_t *lines)
{
    lines->count = 0;
    while (*text && lines->count < EXERCISE_LINES) {
        size_t size = strcspn(text, "\n");
        lines->starts[lines->count] = text;
        lines->sizes[lines->count++] = size;
        text += size + (text[size] == '\n');
    }
}

static bool same(const lines_t *a, size_t i, const lines_t *b, size_t j)
{
    return a->sizes[i] == b->sizes[j] && memcmp(a->starts[i], b->starts[j], a->sizes[i]) == 0;
}

/* longest[i * columns + j]: lines in common of what follows line i of a and line j of b. */
typedef struct diff {
    lines_t a, b;
    unsigned short *longest;
    size_t columns;
} diff_t;

static diff_t *diff_new(const char *before, const char *now)
{
    diff_t *diff = calloc(1, sizeof *diff);
    if (!diff) {
        return NULL;
    }
    cut(before, &diff->a);
    cut(now, &diff->b);
    diff->columns = diff->b.count + 1;
    diff->longest = calloc((diff->a.count + 1) * diff->columns, sizeof *diff->longest);
    if (!diff->longest) {
        free(diff);
        return NULL;
    }
    for (size_t i = diff->a.count; i-- > 0;) {
        for (size_t j = diff->b.count; j-- > 0;) {
            unsigned short *row = diff->longest + i * diff->columns, *below = row + diff->columns;
            row[j] = same(&diff->a, i, &diff->b, j) ? (unsigned short)(below[j + 1] + 1)
                     : below[j] > row[j + 1]        ? below[j]
                                                    : row[j + 1];
        }
    }
    return diff;
}

static void diff_free(diff_t *diff)
{
    if (diff) {
        free(diff->longest);
        free(diff);
    }
}

/* Walks both texts; `tell` gets ' ' with j, '-' with i, or '+' with j. */
typedef void tell_fn(void *context, const diff_t *diff, char sign, size_t number);

static void walk(const diff_t *diff, tell_fn *tell, void *context)
{
    size_t i = 0, j = 0;
    while (i < diff->a.count || j < diff->b.count) {
        const unsigned short *row = diff->longest + i * diff->columns;
        if (i < diff->a.count && j < diff->b.count && same(&diff->a, i, &diff->b, j)) {
            tell(context, diff, ' ', j++);
            i++;
        } else if (i < diff->a.count && (j == diff->b.count || row[diff->columns + j] >= row[j + 1])) {
            tell(context, diff, '-', i++);
        } else {
            tell(context, diff, '+', j++);
        }
    }
}

typedef struct marks {
    unsigned char *kinds;
    size_t room, gone;
} marks_t;

static void mark(void *context, const diff_t *diff, char sign, size_t number)
{
    marks_t *marks = context;
    (void)diff;
    if (sign == '-') {
        marks->gone++;
        return;
    }
    if (number < marks->room) {
        marks->kinds[number] = sign == ' ' ? DIFF_SAME : marks->gone > 0 ? DIFF_CHANGED : DIFF_NEW;
    }
    marks->gone = sign == ' ' ? 0 : marks->gone - (marks->gone > 0);
}

size_t exercise_diff(const char *before, const char *now, unsigned char *kinds, size_t room)
{
    diff_t *diff = diff_new(before, now);
    if (!diff) {
        return 0;
    }
    marks_t marks = {kinds, room, 0};
    walk(diff, mark, &marks);
    size_t count = diff->b.count < room ? diff->b.count : room;
    diff_free(diff);
    return count;
}

static void print(void *context, const diff_t *diff, char sign, size_t number)
{
    const lines_t *lines = sign == '-' ? &diff->a : &diff->b;
    fprintf(context, "%c %.*s\n", sign, (int)lines->sizes[number], lines->starts[number]);
}

char *exercise_diff_text(const char *before, const char *now)
{
    char *text = NULL;
    size_t size;
    diff_t *diff = diff_new(before, now);
    FILE *out = diff ? open_memstream(&text, &size) : NULL;
    if (out) {
        walk(diff, print, out);
    }
    if (out && fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    diff_free(diff);
    return text;
}
