#include "lessons/load/claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void claims_options(const lesson_variant_t *variant, explore_options_t *options)
{
    static const explore_see_t sees[] = {
        [SEE_LAST_LINE] = EXPLORE_SEE_LAST_LINE,
        [SEE_LINES] = EXPLORE_SEE_LINES,
        [SEE_LINES_ANY_ORDER] = EXPLORE_SEE_LINES_ANY_ORDER,
        [SEE_EACH_PROCESS] = EXPLORE_SEE_EACH_PROCESS,
        [SEE_VALUES] = EXPLORE_SEE_VALUES,
    };
    if (variant->ends.list_count > 0 || variant->ends.draft) {
        options->see = sees[variant->ends.see];
        options->timing = variant->ends.sleeps == SLEEPS_EXACT ? EXPLORE_TIMING_IDEAL : EXPLORE_TIMING_ANY;
    }
    if (variant->search.bound > 0) {
        options->max_states = variant->search.bound;
    }
}

static lesson_how_t how_of(explore_end_kind_t kind)
{
    switch (kind) {
    case EXPLORE_END_DEADLOCK:
        return HOW_DEADLOCK;
    case EXPLORE_END_LIVELOCK:
        return HOW_ENDLESS;
    case EXPLORE_END_EXCEPTION:
        return HOW_ERROR;
    default:
        return HOW_DONE;
    }
}

/* ---- lines in any order: both sides sorted ---- */

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A copy of the text with its lines sorted; NULL: out of memory. */
static char *sort_lines(const char *text)
{
    size_t size = strlen(text), count = 1;
    for (size_t i = 0; i < size; i++) {
        count += text[i] == '\n';
    }
    char *copy = strdup(text), *sorted = malloc(size + 1);
    char **lines = malloc(count * sizeof *lines);
    if (copy && sorted && lines) {
        char *at = copy;
        for (size_t i = 0; i < count; i++) {
            lines[i] = at;
            at += strcspn(at, "\n");
            *at++ = '\0';
        }
        qsort(lines, count, sizeof *lines, compare_lines);
        char *out = sorted;
        for (size_t i = 0; i < count; i++) {
            out = stpcpy(out, lines[i]);
            *out++ = i + 1 < count ? '\n' : '\0';
        }
    } else {
        free(sorted);
        sorted = NULL;
    }
    free(copy);
    free(lines);
    return sorted;
}

static bool shows_same(lesson_see_t see, const char *a, const char *b)
{
    if (see != SEE_LINES_ANY_ORDER) {
        return strcmp(a, b) == 0;
    }
    char *left = sort_lines(a), *right = sort_lines(b);
    bool same = left && right && strcmp(left, right) == 0;
    free(left);
    free(right);
    return same;
}

/* ---- judging ---- */

const lesson_end_t *claims_end_of(const lesson_variant_t *variant, const explore_outcome_t *outcome)
{
    for (uint32_t i = 0; i < variant->ends.list_count; i++) {
        const lesson_end_t *end = &variant->ends.list[i];
        if (end->how == how_of(outcome->kind) &&
            (end->how == HOW_ENDLESS || shows_same(variant->ends.see, end->show, outcome->show))) {
            return end;
        }
    }
    return NULL;
}

void claims_judge(const lesson_variant_t *variant, explore_report_t *report)
{
    if (variant->ends.list_count == 0) {
        return;
    }
    for (size_t i = 0; i < report->outcome_count; i++) {
        const lesson_end_t *end = claims_end_of(variant, &report->outcomes[i]);
        report->outcomes[i].wrong = !end || !end->good;
    }
}

static const char *how_text(lesson_how_t how)
{
    static const char *const texts[] = {[HOW_DONE] = "",
                                        [HOW_ERROR] = " (an exception)",
                                        [HOW_DEADLOCK] = " (a deadlock)",
                                        [HOW_ENDLESS] = " (endless)"};
    return texts[how];
}

size_t claims_check(const lesson_variant_t *variant, const explore_report_t *report, claims_tell_fn *tell,
                    void *context)
{
    size_t count = 0;
    char line[512];
    if (variant->ends.list_count == 0) {
        return 0;
    }
    for (size_t i = 0; i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        if (variant->ends.complete && !claims_end_of(variant, outcome)) {
            snprintf(line, sizeof line,
                     "variant %s: the search finds an end that is not stated: \"%.300s\"%s", variant->id,
                     outcome->show, how_text(how_of(outcome->kind)));
            tell(context, line);
            count++;
        }
    }
    for (uint32_t e = 0; e < variant->ends.list_count; e++) {
        const lesson_end_t *end = &variant->ends.list[e];
        bool found = false;
        for (size_t i = 0; i < report->outcome_count && !found; i++) {
            found = claims_end_of(variant, &report->outcomes[i]) == end;
        }
        if (!found) {
            snprintf(line, sizeof line, "variant %s: the stated end \"%.300s\"%s does not come%s",
                     variant->id, end->show, how_text(end->how),
                     report->exhausted ? "" : " within the bound");
            tell(context, line);
            count++;
        }
    }
    if (!report->exhausted && variant->ends.complete && variant->search.mode == SEARCH_ALL) {
        snprintf(line, sizeof line, "variant %s: the search is bounded at %s, so its ends are not decided",
                 variant->id, report->bound);
        tell(context, line);
        count++;
    }
    return count;
}
