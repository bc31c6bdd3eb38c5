#include "app/cli/target.h"

#include "app/cli/command.h"
#include "app/folders.h"
#include "lessons/load/knobs.h"
#include "lessons/load/load.h"
#include "lessons/load/prescan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ends_in(const char *word, const char *ending)
{
    size_t size = strlen(word), tail = strlen(ending);
    return size >= tail && strcmp(word + size - tail, ending) == 0;
}

static int fail_with(problems_t *problems, const char *word)
{
    char *text = problems->count > 0 ? problem_text(&problems->items[0]) : NULL;
    cli_fail("%s", text != NULL ? text : word);
    free(text);
    problems_destroy(problems);
    return 2;
}

static int open_program(target_t *target, const char *word, const char *variant)
{
    problems_t problems = {0};
    if (variant != NULL)
        return cli_fail("%s is a program; only a lesson has variants", word);
    if (!prescan_read_file(word, &target->text, &target->size, &problems))
        return fail_with(&problems, word);
    target->file = strdup(word);
    return target->file == NULL ? cli_fail("no memory") : 0;
}

static int fail_variant(const lesson_t *lesson, const char *variant)
{
    char known[300] = "";
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", lesson->variants[i].id);
    }
    return cli_fail("lesson %s has no variant `%s`; it has %s", lesson->id, variant, known);
}

static int open_variant(target_t *target, const char *variant, target_knobs_t knobs)
{
    const lesson_t *lesson = target->lesson;
    target->variant = lesson_variant(lesson, variant == NULL ? "" : variant);
    if (target->variant == NULL)
        return fail_variant(lesson, variant);
    if (knobs == TARGET_FREE)
        target->text = knobs_free(lesson, target->variant);
    else
        target->text = knobs == TARGET_HELD ? knobs_held(lesson, target->variant)
                                            : knobs_search(lesson, target->variant);
    if (target->text == NULL || asprintf(&target->file, "%s.%s.py", lesson->id, target->variant->id) < 0) {
        target->file = NULL;
        return cli_fail("no memory");
    }
    target->size = strlen(target->text);
    return 0;
}

static int open_lesson_file(target_t *target, const char *word, const char *variant, target_knobs_t knobs)
{
    problems_t problems = {0};
    target->own = lesson_load_file(word, &problems);
    if (target->own == NULL)
        return fail_with(&problems, word);
    target->lesson = target->own;
    return open_variant(target, variant, knobs);
}

/* A broken file whose name is the id that was asked for is the reason to tell. */
static const catalogue_entry_t *find_broken(const catalogue_t *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const catalogue_entry_t *entry = &catalogue->entries[i];
        const char *name = strrchr(entry->path, '/');
        name = name == NULL ? entry->path : name + 1;
        size_t size = strlen(id);
        if (entry->lesson == NULL && strncmp(name, id, size) == 0 && strcmp(name + size, ".yaml") == 0)
            return entry;
    }
    return NULL;
}

static int open_lesson(target_t *target, const char *word, const char *variant, target_knobs_t knobs)
{
    if (!folders_open_catalogue(&target->catalogue))
        return cli_fail("no memory");
    const catalogue_entry_t *entry = catalogue_find(&target->catalogue, word);
    if (entry != NULL) {
        target->lesson = entry->lesson;
        return open_variant(target, variant, knobs);
    }
    const catalogue_entry_t *broken = find_broken(&target->catalogue, word);
    if (broken != NULL && broken->problems.count > 0) {
        char *text = problem_text(&broken->problems.items[0]);
        cli_fail("%s", text != NULL ? text : broken->path);
        free(text);
        return 2;
    }
    if (access(word, F_OK) == 0)
        return open_program(target, word, variant);
    return cli_fail("%s: no such file, and no lesson of that name (`lockstep list` shows them)", word);
}

int target_open(target_t *target, const char *word, const char *variant, target_knobs_t knobs)
{
    *target = (target_t){0};
    int code;
    if (ends_in(word, ".yaml"))
        code = open_lesson_file(target, word, variant, knobs);
    else if (strchr(word, '/') != NULL || ends_in(word, ".py"))
        code = open_program(target, word, variant);
    else
        code = open_lesson(target, word, variant, knobs);
    if (code != 0)
        target_close(target);
    return code;
}

void target_close(target_t *target)
{
    free(target->file);
    free(target->text);
    lesson_free(target->own);
    catalogue_destroy(&target->catalogue);
    *target = (target_t){0};
}
