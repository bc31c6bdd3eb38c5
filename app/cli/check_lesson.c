#include "app/cli/check_lesson.h"

#include "app/cli/check_teaching.h"
#include "app/cli/command.h"
#include "lessons/explore/explore.h"
#include "lessons/load/accept.h"
#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"
#include "lessons/load/prescan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHECK_STATES = 5000000 };
#define CHECK_MEMORY ((size_t)2 << 30)

/* ---- one search ---- */

static explore_report_t *search_variant(const char *path, const lesson_t *lesson,
                                        const lesson_variant_t *variant)
{
    explore_options_t options;
    explore_report_t *report = NULL;
    char message[400] = "no memory";
    explore_options_init(&options);
    options.max_states = CHECK_STATES;
    options.max_memory_bytes = CHECK_MEMORY;
    claims_options(variant, &options);
    char *program = knobs_search(lesson, variant);
    if (program != NULL)
        explore_run(program, strlen(program), variant->id, &options, &report, message, sizeof message);
    free(program);
    if (report == NULL)
        cli_fail("%s: variant %s: %s", path, variant->id, message);
    return report;
}

/* ---- claims ---- */

typedef struct place {
    const char *path;
    uint32_t line, column;
} place_t;

/* Where the ends of a variant stand in the file; line 0 if that cannot be found out any more. */
static place_t place_of_ends(const char *path, uint32_t index)
{
    place_t place = {.path = path};
    problems_t problems = {0};
    char *text;
    size_t size;
    if (prescan_read_file(path, &text, &size, &problems)) {
        prescan_node_t *tree = prescan(path, text, size, &problems);
        const prescan_node_t *variant = prescan_at(prescan_get(tree, "variants"), index);
        const prescan_node_t *ends = prescan_get(variant, "ends");
        if (ends != NULL)
            place = (place_t){path, ends->key_line, ends->key_column};
        prescan_free(tree);
        free(text);
    }
    problems_destroy(&problems);
    return place;
}

static void tell(void *context, const char *line)
{
    const place_t *place = context;
    fflush(stdout);
    fprintf(stderr, "%s:%u:%u: ", place->path, place->line, place->column);
    for (; *line; line++) {
        if (*line == '\n')
            fputs("\\n", stderr);
        else
            fputc(*line, stderr);
    }
    fputc('\n', stderr);
}

static int check_variant(const char *path, const lesson_t *lesson, uint32_t index)
{
    const lesson_variant_t *variant = &lesson->variants[index];
    place_t place = place_of_ends(path, index);
    explore_report_t *report = search_variant(path, lesson, variant);
    if (report == NULL)
        return 2;
    size_t faults = claims_check(variant, report, tell, &place);
    int teaching = check_teaching_ends(path, lesson, variant, report);
    bool decided = report->exhausted || !variant->ends.complete;
    if (faults == 0)
        printf("%s: variant %s: %zu ends, %llu states\n", path, variant->id, report->outcome_count,
               (unsigned long long)report->states);
    explore_report_free(report);
    if (teaching > 0)
        return 1;
    if (!decided)
        return faults > 1 ? 1 : 3; /* the last of them says that the bound was reached */
    return faults > 0 ? 1 : 0;
}

int check_lesson_ends(const char *path, const lesson_t *lesson)
{
    static const int weights[] = {[0] = 0, [1] = 2, [2] = 3, [3] = 1};
    int code = 0;
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        const lesson_variant_t *variant = &lesson->variants[i];
        if (variant->search.mode == SEARCH_NONE || variant->ends.list_count == 0)
            continue;
        int one = check_variant(path, lesson, i);
        code = weights[one] > weights[code] ? one : code;
    }
    return code;
}

/* ---- accepting ---- */

static lesson_how_t how_of(explore_end_kind_t kind)
{
    switch (kind) {
    case EXPLORE_END_EXCEPTION:
        return HOW_ERROR;
    case EXPLORE_END_DEADLOCK:
        return HOW_DEADLOCK;
    case EXPLORE_END_LIVELOCK:
        return HOW_ENDLESS;
    default:
        return HOW_DONE;
    }
}

static bool is_listed(const lesson_ends_t *ends, const char *show, lesson_how_t how)
{
    for (uint32_t i = 0; i < ends->list_count; i++) {
        if (ends->list[i].how == how && strcmp(ends->list[i].show, show) == 0)
            return true;
    }
    return false;
}

/* What was found, with the words that the lesson had for it. A new end is not good where the search itself
 * calls it wrong (a deadlock, an exception); whether another one is meant, nobody but the author can know:
 * `unjudged` of them are put down as good. Two outcomes that look the same (another process
 * is left waiting) are one end. */
static bool fill_ends(const lesson_variant_t *variant, const explore_report_t *report, lesson_ends_t *ends,
                      uint32_t *unjudged)
{
    *ends = variant->ends;
    *unjudged = 0;
    if (variant->ends.list_count == 0 && !variant->ends.draft)
        ends->see = SEE_LINES;
    ends->complete = true;
    ends->list_count = 0;
    ends->list = calloc(report->outcome_count ? report->outcome_count : 1, sizeof *ends->list);
    if (ends->list == NULL)
        return false;
    for (size_t i = 0; i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        const lesson_end_t *old = claims_end_of(variant, outcome);
        lesson_how_t how = how_of(outcome->kind);
        if (is_listed(ends, outcome->show, how))
            continue;
        lesson_end_t *end = &ends->list[ends->list_count++];
        *end = old != NULL ? *old : (lesson_end_t){NULL, how, !outcome->wrong, (char *)""};
        *unjudged += old == NULL && !outcome->wrong;
        end->show = (char *)outcome->show; /* only written, never changed */
    }
    return true;
}

static void tell_nobody(void *context, const char *line)
{
    (void)context;
    (void)line;
}

/* What holds is left as it stands, with the author's comments. */
static bool holds(const lesson_variant_t *variant, const explore_report_t *report)
{
    return variant->ends.list_count > 0 && claims_check(variant, report, tell_nobody, NULL) == 0;
}

static void tell_written(const char *path, const lesson_variant_t *variant, uint32_t count, uint32_t unjudged)
{
    printf("%s: variant %s: %u ends are written\n", path, variant->id, count);
    if (unjudged > 0)
        printf("%s: variant %s: look `good` through by hand: the search cannot know which of these %u new "
               "ends are meant\n",
               path, variant->id, unjudged);
}

/* The text with this variant's ends in it; NULL where nothing is to be changed. */
static char *accept_variant(const char *path, const lesson_t *lesson, uint32_t index, const char *text,
                            int *code)
{
    const lesson_variant_t *variant = &lesson->variants[index];
    lesson_ends_t ends = {0};
    uint32_t unjudged = 0;
    char *next = NULL;
    explore_report_t *report = search_variant(path, lesson, variant);
    if (report == NULL)
        *code = 2;
    else if (!report->exhausted) {
        *code = *code == 0 ? 3 : *code;
        cli_fail("%s: variant %s: bounded at %s, its ends are left as they are", path, variant->id,
                 report->bound);
    } else if (holds(variant, report))
        printf("%s: variant %s: its ends hold\n", path, variant->id);
    else if (fill_ends(variant, report, &ends, &unjudged) && (next = accept_ends(text, index, &ends)) != NULL)
        tell_written(path, variant, ends.list_count, unjudged);
    else
        *code = cli_fail("%s: variant %s: its ends cannot be put in (no memory, or braces on one line)", path,
                         variant->id);
    free(ends.list);
    explore_report_free(report);
    return next;
}

static int write_over(const char *path, const char *text)
{
    char *fresh = NULL, *real = realpath(path, NULL); /* a link stays a link */
    struct stat info;
    if (real == NULL || stat(real, &info) != 0 || asprintf(&fresh, "%s.new", real) < 0) {
        free(real);
        return cli_fail("%s: %s", path, strerror(errno));
    }
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, info.st_mode & 0777);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    bool good = out != NULL && fputs(text, out) >= 0 && fflush(out) == 0 && fsync(fd) == 0;
    if (out != NULL)
        good = fclose(out) == 0 && good;
    good = good && rename(fresh, real) == 0;
    if (!good) {
        cli_fail("%s: %s", fresh, strerror(errno));
        if (fd >= 0)
            unlink(fresh);
    }
    free(fresh);
    free(real);
    return good ? 0 : 2;
}

int check_lesson_accept(const char *path, const lesson_t *lesson)
{
    problems_t problems = {0};
    char *text;
    size_t size;
    int code = 0;
    bool changed = false;
    if (!prescan_read_file(path, &text, &size, &problems)) {
        problems_destroy(&problems);
        return cli_fail("%s: it cannot be read any more", path);
    }
    for (uint32_t i = 0; i < lesson->variants_count && code != 2; i++) {
        if (lesson->variants[i].search.mode == SEARCH_NONE)
            continue;
        char *next = accept_variant(path, lesson, i, text, &code);
        if (next != NULL) {
            free(text);
            text = next;
            changed = true;
        }
    }
    if (changed && code != 2 && write_over(path, text) != 0)
        code = 2;
    free(text);
    return code;
}
