#include "app/cli/command.h"
#include "app/folders.h"
#include "lessons/load/progress.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct request {
    const char *lesson; /* to be forgotten; NULL with `all` */
    bool reset, all, sure;
} request_t;

static void print_lesson(const progress_lesson_t *lesson, const catalogue_t *catalogue)
{
    const catalogue_entry_t *entry = catalogue_find(catalogue, lesson->id);
    const lesson_t *known = entry == NULL ? NULL : entry->lesson;
    printf("%-24s", lesson->id);
    if (known == NULL)
        printf("  this lesson is no longer here");
    else {
        printf("  pages %u/%u", lesson->pages, known->pages_count);
        printf("  questions %u/%u", lesson->answered_count, known->questions_count);
        if (known->challenges_count > 0)
            printf("  challenges %u/%u", lesson->solved_count, known->challenges_count);
        if (known->exercise != NULL)
            printf("  exercise %u points", lesson->points);
    }
    putchar('\n');
}

static void print_progress(const progress_t *progress)
{
    catalogue_t catalogue;
    folders_open_catalogue(&catalogue);
    for (uint32_t i = 0; i < progress->data->lessons_count; i++)
        print_lesson(&progress->data->lessons[i], &catalogue);
    if (progress->data->lessons_count == 0)
        puts("nothing yet");
    if (progress->data->last.lesson[0])
        printf("last time: %s\n", progress->data->last.lesson);
    catalogue_destroy(&catalogue);
}

/* True if the reader says yes on a terminal, or said --yes. */
static bool is_sure(const request_t *request)
{
    char answer[16] = "";
    if (request->sure)
        return true;
    if (!isatty(STDIN_FILENO))
        return false;
    fprintf(stderr, "Forget %s%s? [y/N] ", request->all ? "the progress in every lesson" : "the progress in ",
            request->all ? "" : request->lesson);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static int reset(progress_t *progress, const request_t *request)
{
    if (!request->all && progress_of(progress, request->lesson) == NULL)
        return cli_fail("progress: nothing is known of a lesson `%s`", request->lesson);
    if (!is_sure(request))
        return cli_fail("progress: nothing was forgotten (say yes, or --yes)");
    if (!progress_reset(progress, request->all ? NULL : request->lesson))
        return cli_fail("%s", progress->notice);
    return 0;
}

static bool read_options(int argc, char **argv, request_t *request)
{
    static const struct option options[] = {{"reset", required_argument, NULL, 'r'},
                                            {"reset-all", no_argument, NULL, 'a'},
                                            {"yes", no_argument, NULL, 'y'},
                                            {0}};
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        switch (option) {
        case 'r':
            request->reset = true;
            request->lesson = optarg;
            break;
        case 'a':
            request->reset = request->all = true;
            break;
        case 'y':
            request->sure = true;
            break;
        default:
            cli_bad_option(argc, argv, "progress");
            return false;
        }
    }
    if (optind < argc)
        cli_fail("progress: it takes no argument, but there is `%s`", argv[optind]);
    else if (request->all && request->lesson != NULL)
        cli_fail("progress: --reset-all and --reset LESSON exclude each other");
    return optind == argc && !(request->all && request->lesson != NULL);
}

static int run(int argc, char **argv)
{
    request_t request = {0};
    if (!read_options(argc, argv, &request))
        return 2;
    progress_t *progress = progress_open(NULL);
    if (progress == NULL)
        return cli_fail("no memory");
    int code = 0;
    if (progress->notice[0])
        cli_fail("%s", progress->notice);
    if (progress->notice[0] && request.reset && progress->folder[0] == 0)
        code = 2; /* there is nothing that could be forgotten, and why has been said */
    else if (request.reset)
        code = reset(progress, &request);
    else
        print_progress(progress);
    progress_free(progress);
    return cli_finish(code);
}

const command_t cmd_progress = {
    .name = "progress",
    .arguments = "[--reset LESSON | --reset-all] [--yes]",
    .summary = "what you have done so far, and how to begin anew",
    .help = "  --reset LESSON   forgets what was done in that lesson\n"
            "  --reset-all      forgets everything\n"
            "  --yes            does not ask first\n\n"
            "Progress lies in $XDG_STATE_HOME/lockstep/progress.yaml.\n",
    .run = run,
};
