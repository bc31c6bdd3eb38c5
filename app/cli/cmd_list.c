#include "app/cli/command.h"
#include "app/folders.h"
#include "lessons/load/progress.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- as text ---- */

static bool is_done(const lesson_t *lesson, const progress_lesson_t *known)
{
    return known != NULL && known->read && known->answered_count >= lesson->questions_count &&
           known->solved_count >= lesson->challenges_count;
}

static const char *mark_of(const lesson_t *lesson, const progress_lesson_t *known)
{
    if (is_done(lesson, known))
        return "done";
    return known != NULL ? "begun" : "";
}

static void print_lessons(const catalogue_t *catalogue, const progress_t *progress)
{
    lesson_chapter_t chapter = CHAPTER_COUNT;
    for (size_t i = 0; i < catalogue->count; i++) {
        const lesson_t *lesson = catalogue->entries[i].lesson;
        if (lesson == NULL)
            continue;
        if (lesson->chapter != chapter)
            printf("%s%s %s\n", chapter == CHAPTER_COUNT ? "" : "\n", chapter_letter(lesson->chapter),
                   chapter_title(lesson->chapter));
        chapter = lesson->chapter;
        const progress_lesson_t *known = progress == NULL ? NULL : progress_of(progress, lesson->id);
        printf("  %-18s %-5s  %s", lesson->id, mark_of(lesson, known), lesson->title);
        if (lesson->minutes > 0)
            printf("  (%u min)", lesson->minutes);
        putchar('\n');
    }
}

/* ---- as JSON ---- */

static json_t *variants_of(const lesson_t *lesson)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < lesson->variants_count; i++)
        json_array_append_new(list, json_string(lesson->variants[i].id));
    return list;
}

static json_t *progress_json(const lesson_t *lesson, const progress_lesson_t *known)
{
    return json_pack("{s:s, s:i, s:i, s:i, s:i}", "state", known == NULL ? "new" : mark_of(lesson, known),
                     "pages", known == NULL ? 0 : (int)known->pages, "answered",
                     known == NULL ? 0 : (int)known->answered_count, "solved",
                     known == NULL ? 0 : (int)known->solved_count, "points",
                     known == NULL ? 0 : (int)known->points);
}

static int print_json(const catalogue_t *catalogue, const progress_t *progress)
{
    json_t *list = json_array();
    for (size_t i = 0; i < catalogue->count; i++) {
        const lesson_t *lesson = catalogue->entries[i].lesson;
        if (lesson == NULL)
            continue;
        const progress_lesson_t *known = progress == NULL ? NULL : progress_of(progress, lesson->id);
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:i, s:o, s:o}", "id", lesson->id, "title", lesson->title,
                            "chapter", chapter_letter(lesson->chapter), "chapter_title",
                            chapter_title(lesson->chapter), "minutes", (int)lesson->minutes, "variants",
                            variants_of(lesson), "progress", progress_json(lesson, known)));
    }
    int failed = json_dumpf(list, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(list);
    return failed == 0 ? 0 : cli_fail("the list could not be written");
}

static void complain(const catalogue_t *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const problems_t *problems = &catalogue->entries[i].problems;
        char *text = problems->count > 0 ? problem_text(&problems->items[0]) : NULL;
        if (text != NULL)
            cli_fail("%s (this lesson is left out)", text);
        free(text);
    }
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {0}};
    bool as_json = false;
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        if (option != 'j')
            return cli_bad_option(argc, argv, "list");
        as_json = true;
    }
    if (optind < argc)
        return cli_fail("list: it takes no argument, but there is `%s`", argv[optind]);
    catalogue_t catalogue;
    if (!folders_open_catalogue(&catalogue)) {
        catalogue_destroy(&catalogue);
        return cli_fail("no memory");
    }
    progress_t *progress = progress_open(NULL);
    int code = 0;
    if (as_json)
        code = print_json(&catalogue, progress);
    else
        print_lessons(&catalogue, progress);
    complain(&catalogue);
    progress_free(progress);
    catalogue_destroy(&catalogue);
    return cli_finish(code);
}

const command_t cmd_list = {
    .name = "list",
    .arguments = "[--json]",
    .summary = "lessons with chapter and progress",
    .help = "  --json   a list of objects: id, title, chapter, chapter_title, minutes, variants, progress\n",
    .run = run,
};
