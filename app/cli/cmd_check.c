#include "app/cli/check_exercise.h"
#include "app/cli/check_lesson.h"
#include "app/cli/check_teaching.h"
#include "app/cli/command.h"
#include "app/cli/program.h"
#include "app/folders.h"
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

/* What `check` was asked to do with a lesson that is well formed. */
typedef enum mode {
    MODE_SEARCH,
    MODE_STATIC,
    MODE_ACCEPT,
    MODE_ANSWERS,
} check_mode_t;

/* First the ends are filled in, then the lesson is held against them. */
static int accept_lesson(const char *path)
{
    problems_t problems = {0};
    int code = 2;
    lesson_t *draft = lesson_load_draft(path, &problems);
    if (draft != NULL) {
        code = check_lesson_accept(path, draft);
        lesson_t *lesson = lesson_load_file(path, &problems);
        if (lesson == NULL)
            code = 2;
        else
            printf("%s: lesson %s is well formed\n", path, lesson->id);
        lesson_free(lesson);
    }
    lesson_free(draft);
    print_problems(&problems);
    problems_destroy(&problems);
    return code;
}

static int check_lesson(const char *path, check_mode_t mode)
{
    if (mode == MODE_ACCEPT)
        return accept_lesson(path);
    problems_t problems = {0};
    lesson_t *lesson = lesson_load_file(path, &problems);
    print_problems(&problems);
    problems_destroy(&problems);
    if (lesson == NULL)
        return 2;
    printf("%s: lesson %s is well formed\n", path, lesson->id);
    int code = 0;
    if (mode == MODE_ANSWERS)
        code = check_teaching_moments(path, lesson, true) > 0 ? 1 : 0;
    else if (mode == MODE_SEARCH) {
        code = check_lesson_ends(path, lesson);
        code = worse(code, check_teaching_moments(path, lesson, false) > 0 ? 1 : 0);
        if (lesson->exercise != NULL)
            code = worse(code, check_exercise_claims(path, lesson));
    }
    lesson_free(lesson);
    return code;
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

static int check_named(const catalogue_t *catalogue, const char *id, check_mode_t mode)
{
    const catalogue_entry_t *entry = catalogue_find(catalogue, id);
    if (entry == NULL)
        return cli_fail("check: `%s`: no such file, and no lesson of that name", id);
    int code = check_lesson(entry->path, mode);
    print_problems(&entry->notes);
    return worse(code, entry->notes.count > 0 ? 1 : 0);
}

static int check_one(catalogue_t *catalogue, const char *word, check_mode_t mode)
{
    size_t size = strlen(word);
    if (size > 5 && strcmp(word + size - 5, ".yaml") == 0)
        return check_lesson(word, mode);
    if (strchr(word, '/') != NULL || (size > 3 && strcmp(word + size - 3, ".py") == 0))
        return check_program(word);
    if (catalogue->entries == NULL && !folders_open_catalogue(catalogue))
        return cli_fail("no memory");
    return check_named(catalogue, word, mode);
}

/* Answers to the exercise of a lesson, which is named by its id or by its file. */
static int check_answers(const char *word, char **files, int count, const exercise_options_t *options)
{
    size_t size = strlen(word);
    catalogue_t catalogue = {0};
    lesson_t *own = NULL;
    const lesson_t *lesson = NULL;
    int code = 2;
    if (size > 5 && strcmp(word + size - 5, ".yaml") == 0) {
        problems_t problems = {0};
        lesson = own = lesson_load_file(word, &problems);
        print_problems(&problems);
        problems_destroy(&problems);
    } else if (folders_open_catalogue(&catalogue)) {
        const catalogue_entry_t *entry = catalogue_find(&catalogue, word);
        lesson = entry == NULL ? NULL : entry->lesson;
        if (lesson == NULL)
            cli_fail("check: there is no lesson `%s` (`lockstep list` shows them)", word);
    }
    if (lesson != NULL)
        code = check_exercise_files(lesson, files, count, options);
    lesson_free(own);
    catalogue_destroy(&catalogue);
    return code;
}

/* What the command line asks for. */
typedef struct request {
    check_mode_t mode;
    int modes; /* how many were named */
    const char *exercise;
    exercise_options_t reports;
} request_t;

static bool read_options(int argc, char **argv, request_t *request)
{
    static const struct option options[] = {
        {"accept", no_argument, NULL, 'a'},         {"static", no_argument, NULL, 's'},
        {"answers", no_argument, NULL, 'q'},        {"exercise", required_argument, NULL, 'e'},
        {"csv", required_argument, NULL, 'c'},      {"junit", required_argument, NULL, 'j'},
        {"feedback", required_argument, NULL, 'f'}, {0}};
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        switch (option) {
        case 'a':
        case 's':
        case 'q':
            request->mode = option == 'a' ? MODE_ACCEPT : option == 's' ? MODE_STATIC : MODE_ANSWERS;
            request->modes++;
            break;
        case 'e':
            request->exercise = optarg;
            request->modes++;
            break;
        case 'c':
            request->reports.csv = optarg;
            break;
        case 'j':
            request->reports.junit = optarg;
            break;
        case 'f':
            request->reports.feedback = optarg;
            break;
        default:
            cli_bad_option(argc, argv, "check");
            return false;
        }
    }
    return true;
}

static int run(int argc, char **argv)
{
    request_t request = {.mode = MODE_SEARCH};
    if (!read_options(argc, argv, &request))
        return 2;
    if (request.modes > 1)
        return cli_fail("check: --accept, --static, --answers and --exercise exclude each other");
    if (optind == argc)
        return cli_fail("check: name the files to check (`lockstep check --help`)");
    if (request.exercise != NULL)
        return cli_finish(check_answers(request.exercise, argv + optind, argc - optind, &request.reports));
    if (request.reports.csv != NULL || request.reports.junit != NULL || request.reports.feedback != NULL)
        return cli_fail("check: --csv, --junit and --feedback go with --exercise");
    catalogue_t catalogue = {0};
    int code = 0;
    for (int i = optind; i < argc; i++)
        code = worse(code, check_one(&catalogue, argv[i], request.mode));
    catalogue_destroy(&catalogue);
    return cli_finish(code);
}

const command_t cmd_check = {
    .name = "check",
    .arguments = "[--accept|--static|--answers|--exercise LESSON] FILE…",
    .summary = "checks lessons (.yaml, or an id) and programs, marks answers to an exercise",
    .help =
        "  --accept            writes the ends that the search finds into the lessons,\n"
        "                      with the author's `see`, `good` and `says`; then checks as --static does\n"
        "  --static            checks what needs no search\n"
        "  --exercise LESSON   marks the files as answers to that lesson's exercise\n"
        "  --csv FILE          the marks as a table\n"
        "  --junit FILE        the marks as a JUnit report\n"
        "  --feedback DIR      for each file a text to be given back, DIR/FILE.txt\n\n"
        "Findings are on standard error as FILE:LINE:COLUMN: MESSAGE. Marks depend on the answers alone:\n"
        "each is marked in a process of its own, and searches are bounded by states, never by seconds.\n\n"
        "Exit codes: 0 all is well; 1 a program with a syntax error, a claim that is false, an answer that "
        "fails;\n"
        "2 a file that cannot be read, is no lesson, or holds what the sandbox refuses;\n"
        "3 a search reached its bound, so something is not decided.\n",
    .run = run,
};
