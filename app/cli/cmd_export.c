#include "app/cli/command.h"
#include "app/cli/export.h"
#include "app/cli/new_file.h"
#include "app/cli/target.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static int write_to(const lesson_t *lesson, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool good = out != NULL && export_lesson(out, lesson);
    if (out != NULL)
        good = fclose(out) == 0 && good;
    int code = good ? new_file_write("export", path, text) : cli_fail("no memory");
    free(text);
    if (code == 0)
        printf("%s\n", path);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {0}};
    const char *path = NULL;
    for (int option; (option = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
        if (option != 'o')
            return cli_bad_option(argc, argv, "export");
        path = optarg;
    }
    if (optind + 1 != argc)
        return cli_fail("export: name one lesson (`lockstep export --help`)");
    target_t target;
    int code = target_open(&target, argv[optind], NULL, TARGET_HELD);
    if (code != 0)
        return code;
    if (target.lesson == NULL)
        code = cli_fail("export: %s is a program; only a lesson can be exported", argv[optind]);
    else if (path != NULL)
        code = write_to(target.lesson, path);
    else
        export_lesson(stdout, target.lesson);
    target_close(&target);
    return cli_finish(code);
}

const command_t cmd_export = {
    .name = "export",
    .arguments = "LESSON [-o FILE.html]",
    .summary = "writes a lesson as one HTML page, to be printed",
    .help = "  -o, --output FILE   where to; standard output without\n\n"
            "The page holds the text, the programs, the ends as bars, the steps of the tour, the questions,\n"
            "and the answers at its end. A file that is there already is never touched.\n",
    .run = run,
};
