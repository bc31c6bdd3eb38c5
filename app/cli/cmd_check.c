#include "app/cli/command.h"
#include "app/cli/folders.h"
#include "app/cli/program.h"
#include "lessons/load/load.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2 goes before 1 goes before 3: what could not be read, what is wrong, what was not decided. */
static int worse(int code, int other)
{
    static const int order[] = {2, 1, 3, 0};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (code == order[i] || other == order[i])
            return order[i];
    }
    return code;
}

static void print_problems(const problems_t *problems)
{
    fflush(stdout);
    for (size_t i = 0; i < problems->count; i++) {
        char *text = problem_text(&problems->items[i]);
        fprintf(stderr, "%s\n", text != NULL ? text : problems->items[i].message);
        free(text);
    }
    if (problems->dropped > 0)
        fprintf(stderr, "… and %zu more\n", problems->dropped);
}

static int check_lesson(const char *path)
{
    problems_t problems = {0};
    lesson_t *lesson = lesson_load_file(path, &problems);
    print_problems(&problems);
    problems_destroy(&problems);
    if (lesson == NULL)
        return 2;
    printf("%s: lesson %s is well formed\n", path, lesson->id);
    lesson_free(lesson);
    return 0;
}

static int check_program(const char *path)
{
    char *text;
    size_t size;
    int code = program_read(path, &text, &size);
    if (code != 0)
        return code;
    code = program_check(path, text, size);
    if (code == 0)
        printf("%s: the program compiles\n", path);
    free(text);
    return code;
}

static int check_named(const catalogue_t *catalogue, const char *id)
{
    const catalogue_entry_t *entry = catalogue_find(catalogue, id);
    if (entry == NULL)
        return cli_fail("check: %s: no such file, and no lesson of that name", id);
    int code = check_lesson(entry->path);
    print_problems(&entry->notes);
    return worse(code, entry->notes.count > 0 ? 1 : 0);
}

static int check_one(catalogue_t *catalogue, const char *word)
{
    size_t size = strlen(word);
    if (size > 5 && strcmp(word + size - 5, ".yaml") == 0)
        return check_lesson(word);
    if (strchr(word, '/') != NULL || (size > 3 && strcmp(word + size - 3, ".py") == 0))
        return check_program(word);
    if (catalogue->entries == NULL && !folders_open_catalogue(catalogue))
        return cli_fail("no memory");
    return check_named(catalogue, word);
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{0}};
    if (getopt_long(argc, argv, ":", options, NULL) != -1)
        return cli_bad_option(argc, argv, "check");
    if (optind == argc)
        return cli_fail("check: name the files to check (`lockstep check --help`)");
    catalogue_t catalogue = {0};
    int code = 0;
    for (int i = optind; i < argc; i++)
        code = worse(code, check_one(&catalogue, argv[i]));
    catalogue_destroy(&catalogue);
    return cli_finish(code);
}

const command_t cmd_check = {
    .name = "check",
    .arguments = "FILE…",
    .summary = "checks lessons (.yaml, or the id of one) and programs (.py)",
    .help = "Findings are on standard error as FILE:LINE:COLUMN: MESSAGE.\n\n"
            "Exit codes: 0 all is well; 1 a program with a syntax error, or a claim that is false;\n"
            "2 a file that cannot be read, is no lesson, or holds what the sandbox refuses.\n",
    .run = run,
};
