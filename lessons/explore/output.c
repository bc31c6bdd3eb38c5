#include "lessons/explore/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/intern.h"

/*
 * A state is an interned record of parts, one part for each process under EACH_PROCESS (sorted by who), else
 * at most one part of "process" 0. A part is {who, lines, rest}: `rest` the number of the text that has no
 * newline yet, and `lines` by kind of end: LAST_LINE        the number of the last whole line LINES, EACH_…
 * a list: the number of the pair {lines before, line} LINES_ANY_ORDER  a bag: the number of the array of
 * {line, how often}, sorted
 */
typedef struct part {
    uint32_t who, lines, rest;
} part_t;

typedef struct pair {
    uint32_t first, second;
} pair_t;

enum { MAX_PARTS = 257 };

struct output {
    explore_see_t see;
    intern_t *texts, *lists, *records;
};

output_t *output_new(explore_see_t see)
{
    output_t *output = calloc(1, sizeof *output);
    if (!output) {
        return NULL;
    }
    output->see = see;
    output->texts = intern_new();
    output->lists = intern_new();
    output->records = intern_new();
    if (!output->texts || !output->lists || !output->records) {
        output_free(output);
        return NULL;
    }
    return output;
}

void output_free(output_t *output)
{
    if (!output) {
        return;
    }
    intern_free(output->texts);
    intern_free(output->lists);
    intern_free(output->records);
    free(output);
}

bool output_is_ordered(const output_t *output)
{
    return output->see == EXPLORE_SEE_LINES || output->see == EXPLORE_SEE_LAST_LINE;
}

size_t output_memory_bytes(const output_t *output)
{
    return intern_memory_bytes(output->texts) + intern_memory_bytes(output->lists) +
           intern_memory_bytes(output->records);
}

/* The bag with one more `line`; 0: out of memory. */
static uint32_t add_to_bag(output_t *output, uint32_t bag, uint32_t line)
{
    size_t size = 0;
    const pair_t *old = bag ? (const pair_t *)(const void *)intern_get(output->lists, bag, &size) : NULL;
    size_t count = size / sizeof *old, at = 0;
    pair_t *pairs = malloc((count + 1) * sizeof *pairs);
    if (!pairs) {
        return 0;
    }
    while (at < count && old[at].first < line) {
        pairs[at] = old[at];
        at++;
    }
    bool there = at < count && old[at].first == line;
    pairs[at] = (pair_t){.first = line, .second = there ? old[at].second + 1 : 1};
    size_t rest = count - at - there;
    if (rest > 0) {
        memcpy(pairs + at + 1, old + at + there, rest * sizeof *pairs);
    }
    uint32_t number = intern_put(output->lists, pairs, (at + 1 + rest) * sizeof *pairs, NULL);
    free(pairs);
    return number;
}

/* Adds a whole line to the part. false: out of memory. */
static bool add_line(output_t *output, part_t *part, const char *text, size_t size)
{
    uint32_t line = intern_put(output->texts, text, size, NULL);
    switch (output->see) {
    case EXPLORE_SEE_LAST_LINE:
        part->lines = line;
        break;
    case EXPLORE_SEE_LINES_ANY_ORDER:
        part->lines = line ? add_to_bag(output, part->lines, line) : 0;
        break;
    default: {
        pair_t pair = {part->lines, line};
        part->lines = line ? intern_put(output->lists, &pair, sizeof pair, NULL) : 0;
    }
    }
    return part->lines != 0;
}

/* Adds text to the part, line by line; what is left over becomes its rest. */
static bool add_text(output_t *output, part_t *part, const char *text, size_t size)
{
    char *joined = NULL;
    if (part->rest) {
        size_t before;
        const uint8_t *rest = intern_get(output->texts, part->rest, &before);
        joined = malloc(before + size);
        if (!joined) {
            return false;
        }
        memcpy(joined, rest, before);
        memcpy(joined + before, text, size);
        text = joined;
        size += before;
        part->rest = 0;
    }
    bool ok = true;
    for (const char *end; ok && (end = memchr(text, '\n', size));) {
        ok = add_line(output, part, text, (size_t)(end - text));
        size -= (size_t)(end - text) + 1;
        text = end + 1;
    }
    if (ok && size > 0) {
        part->rest = intern_put(output->texts, text, size, NULL);
        ok = part->rest != 0;
    }
    free(joined);
    return ok;
}

uint32_t output_add(output_t *output, uint32_t state, uint32_t who, const char *text, size_t size)
{
    if (output->see == EXPLORE_SEE_VALUES || size == 0) {
        return state;
    }
    if (output->see != EXPLORE_SEE_EACH_PROCESS) {
        who = 0;
    }
    size_t old_size = 0;
    const part_t *old =
        state ? (const part_t *)(const void *)intern_get(output->records, state, &old_size) : NULL;
    size_t count = old_size / sizeof *old, at = 0;
    part_t parts[MAX_PARTS];
    while (at < count && old[at].who < who) {
        at++;
    }
    bool there = at < count && old[at].who == who;
    if (count + !there > MAX_PARTS) {
        return OUTPUT_NO_MEMORY;
    }
    if (count > 0) {
        memcpy(parts, old, at * sizeof *parts);
        memcpy(parts + at + 1, old + at + there, (count - at - there) * sizeof *parts);
    }
    parts[at] = there ? old[at] : (part_t){.who = who};
    if (!add_text(output, &parts[at], text, size)) {
        return OUTPUT_NO_MEMORY;
    }
    uint32_t number = intern_put(output->records, parts, (count + !there) * sizeof *parts, NULL);
    return number ? number : OUTPUT_NO_MEMORY;
}

static void show_text(const output_t *output, FILE *file, uint32_t number)
{
    if (number) {
        size_t size;
        const uint8_t *text = intern_get(output->texts, number, &size);
        fwrite(text, 1, size, file);
    }
}

static void show_line(const output_t *output, FILE *file, const char *prefix, uint32_t number, bool *first)
{
    if (!*first) {
        fputc('\n', file);
    }
    *first = false;
    if (prefix) {
        fprintf(file, "%s: ", prefix);
    }
    show_text(output, file, number);
}

/* Lines of a list, which is linked from its end. */
static bool show_list(const output_t *output, FILE *file, const char *prefix, uint32_t list, bool *first)
{
    size_t count = 0;
    for (uint32_t at = list; at;
         at = ((const pair_t *)(const void *)intern_get(output->lists, at, NULL))->first) {
        count++;
    }
    uint32_t *lines = malloc((count + 1) * sizeof *lines);
    if (!lines) {
        return false;
    }
    for (size_t i = count; i > 0; i--) {
        const pair_t *pair = (const pair_t *)(const void *)intern_get(output->lists, list, NULL);
        lines[i - 1] = pair->second;
        list = pair->first;
    }
    for (size_t i = 0; i < count; i++) {
        show_line(output, file, prefix, lines[i], first);
    }
    free(lines);
    return true;
}

typedef struct bag_line {
    const char *text;
    size_t size;
    uint32_t number, times;
} bag_line_t;

static int compare_lines(const void *a, const void *b)
{
    const bag_line_t *left = a, *right = b;
    size_t common = left->size < right->size ? left->size : right->size;
    int order = memcmp(left->text, right->text, common);
    return order ? order : (left->size > right->size) - (left->size < right->size);
}

/* Lines of a bag, sorted by their text, so that what is shown does not depend on the search. */
static bool show_bag(const output_t *output, FILE *file, uint32_t bag, bool *first)
{
    size_t size = 0;
    const pair_t *pairs = bag ? (const pair_t *)(const void *)intern_get(output->lists, bag, &size) : NULL;
    size_t count = size / sizeof *pairs;
    bag_line_t *lines = malloc((count + 1) * sizeof *lines);
    if (!lines) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        lines[i] = (bag_line_t){.number = pairs[i].first, .times = pairs[i].second};
        lines[i].text = (const char *)intern_get(output->texts, pairs[i].first, &lines[i].size);
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++) {
        for (uint32_t n = 0; n < lines[i].times; n++) {
            show_line(output, file, NULL, lines[i].number, first);
        }
    }
    free(lines);
    return true;
}

char *output_show(const output_t *output, uint32_t state, const char *(*name_of)(void *context, uint32_t who),
                  void *context)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        return NULL;
    }
    size_t bytes = 0;
    const part_t *parts =
        state ? (const part_t *)(const void *)intern_get(output->records, state, &bytes) : NULL;
    bool first = true, ok = true;
    for (size_t i = 0; ok && i < bytes / sizeof *parts; i++) {
        const char *prefix = output->see == EXPLORE_SEE_EACH_PROCESS ? name_of(context, parts[i].who) : NULL;
        if (output->see == EXPLORE_SEE_LAST_LINE) {
            if (parts[i].lines && !parts[i].rest) {
                show_line(output, file, NULL, parts[i].lines, &first);
            }
        } else if (output->see == EXPLORE_SEE_LINES_ANY_ORDER) {
            ok = show_bag(output, file, parts[i].lines, &first);
        } else {
            ok = show_list(output, file, prefix, parts[i].lines, &first);
        }
        if (parts[i].rest) {
            show_line(output, file, prefix, parts[i].rest, &first);
        }
    }
    if (fclose(file) != 0 || !ok) {
        free(text);
        return NULL;
    }
    return text;
}
