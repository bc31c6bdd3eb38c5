#include "app/cli/command.h"
#include "app/cli/new_file.h"
#include "app/folders.h"

#include <getopt.h>
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

static int write_starter(const lesson_t *lesson, const char *wanted)
{
    if (lesson->exercise == NULL)
        return cli_fail("start: lesson %s has no exercise", lesson->id);
    char *path = wanted != NULL ? strdup(wanted) : default_path(lesson);
    if (path == NULL)
        return cli_fail("start: neither XDG_DATA_HOME nor HOME is set; say where with -o FILE");
    int code = new_file_write("start", path, lesson->exercise->starter);
    if (code == 0)
        printf("%s\n", path);
    free(path);
    return code;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'}, {0}};
    const char *path = NULL;
    for (int option; (option = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
        if (option != 'o')
            return cli_bad_option(argc, argv, "start");
        path = optarg;
    }
    if (optind + 1 != argc)
        return cli_fail("start: name one lesson (`lockstep start --help`)");
    catalogue_t catalogue;
    folders_open_catalogue(&catalogue);
    const catalogue_entry_t *entry = catalogue_find(&catalogue, argv[optind]);
    int code = entry == NULL
                   ? cli_fail("start: there is no lesson `%s` (`lockstep list` shows them)", argv[optind])
                   : write_starter(entry->lesson, path);
    catalogue_destroy(&catalogue);
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
