#include "app/cli/command.h"
#include "app/cli/export.h"
#include "app/cli/new_file.h"
#include "app/cli/target.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int write_page(const lesson_t *lesson, const new_file_t *request)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool good = out != NULL && export_lesson(out, lesson);
    if (out != NULL)
        good = fclose(out) == 0 && good;
    int code = good ? 0 : cli_fail("no memory");
    if (good && request->path != NULL)
        code = new_file_write(request, NULL, text);
    else if (good)
        fputs(text, stdout);
    free(text);
    return code;
}

static int run(int argc, char **argv)
{
    new_file_t request;
    target_t target;
    int code = new_file_options(argc, argv, "export", "lesson", &request);
    if (code == 0)
        code = target_open(&target, request.word, NULL, TARGET_HELD);
    if (code != 0)
        return code;
    if (target.lesson == NULL)
        code = cli_fail("export: %s is a program; only a lesson can be exported", request.word);
    else
        code = write_page(target.lesson, &request);
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
