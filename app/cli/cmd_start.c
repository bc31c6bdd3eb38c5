#include "app/cli/command.h"
#include "app/cli/new_file.h"
#include "app/cli/target.h"
#include "app/folders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *default_path(const lesson_t *lesson)
{
    char *path = NULL, *data = folders_data();
    if (data != NULL && asprintf(&path, "%s/%s/%s", data, lesson->id, lesson->exercise->file) < 0)
        path = NULL;
    free(data);
    return path;
}

static int write_starter(const lesson_t *lesson, const new_file_t *request)
{
    if (lesson->exercise == NULL)
        return cli_fail("start: lesson %s has no exercise", lesson->id);
    char *path = default_path(lesson);
    int code = path == NULL && request->path == NULL
                   ? cli_fail("start: neither XDG_DATA_HOME nor HOME is set; say where with -o FILE")
                   : new_file_write(request, path, lesson->exercise->starter);
    free(path);
    return code;
}

static int run(int argc, char **argv)
{
    new_file_t request;
    target_t target;
    int code = new_file_options(argc, argv, "start", "lesson", &request);
    if (code == 0)
        code = target_open(&target, request.word, NULL, TARGET_HELD);
    if (code != 0)
        return code;
    if (target.lesson == NULL)
        code = cli_fail("start: %s is a program; only a lesson has an exercise", request.word);
    else
        code = write_starter(target.lesson, &request);
    target_close(&target);
    return cli_finish(code);
}

const command_t cmd_start = {
    .name = "start",
    .arguments = "LESSON [-o FILE]",
    .summary = "writes the starter of a lesson's exercise",
    .help = "  -o, --output FILE   where to; by default LESSON/NAME.py in $XDG_DATA_HOME/lockstep\n\n"
            "The path is printed. A file that is there already is never touched.\n"
            "`lockstep check FILE --exercise LESSON` grades the answer.\n",
    .run = run,
};
