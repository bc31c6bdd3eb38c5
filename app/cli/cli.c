#include "app/cli/cli.h"

#include "app/cli/command.h"
#include "app/folders.h"
#include "app/tui/tui.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const command_t *const commands[] = {
#define X(name) &cmd_##name,
    COMMANDS(X)
#undef X
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

/* ---- what the commands share ---- */

int cli_fail(const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fputs("lockstep: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return 2;
}

int cli_bad_option(int argc, char **argv, const char *command)
{
    int at = optind > 1 ? optind - 1 : 1;
    const char *word = at < argc ? argv[at] : "";
    if (optopt != 0 && word[0] == '-' && word[1] != '-')
        return cli_fail("%s: option -%c is not known or lacks its value (`lockstep %s --help`)", command,
                        optopt, command);
    return cli_fail("%s: option %s is not known or lacks its value (`lockstep %s --help`)", command, word,
                    command);
}

bool cli_number(const char *text, long long least, long long most, long long *value)
{
    char *end;
    size_t digits = strspn(text + (text[0] == '-'), "0123456789");
    if (digits == 0 || text[(text[0] == '-') + digits] != 0)
        return false;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return errno == 0 && *value >= least && *value <= most;
}

int cli_finish(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return cli_fail("cannot write to standard output: %s", strerror(errno));
}

/* ---- help ---- */

static int print_help(void)
{
    puts("Lockstep: real processes, step by step.\n\n"
         "usage: lockstep [--theme NAME] [--projector] [FILE|LESSON]   the screen\n"
         "       lockstep COMMAND [ARGUMENT]…                         without a screen\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-8s %s\n", commands[i]->name, commands[i]->summary);
    puts("\n  --theme NAME    dark, light, high-contrast or colour-blind (also $LOCKSTEP_THEME)\n"
         "  --projector     for a class: large, and answers covered\n"
         "  --lessons DIR   read the lessons of this folder too (also $LOCKSTEP_LESSONS)\n"
         "  --help          this text; `lockstep COMMAND --help` tells about one command\n"
         "  --version       the version\n\n"
         "A lesson is named by its id (`lockstep list`), a program by its file name.\n"
         "Bad usage and bad input end with code 2 and one line that says where and why.");
    return cli_finish(0);
}

static int print_command_help(const command_t *command)
{
    printf("usage: lockstep %s%s%s\n\n%s\n", command->name, command->arguments[0] ? " " : "",
           command->arguments, command->summary);
    if (command->help[0])
        printf("\n%s", command->help);
    return cli_finish(0);
}

/* ---- words of the command line ---- */

static const command_t *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static bool has_word(int argc, char **argv, const char *word)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], word) == 0)
            return true;
    }
    return false;
}

static bool add_lessons(const char *folder)
{
    const char *before = getenv("LOCKSTEP_LESSONS");
    char *list = NULL;
    if (asprintf(&list, "%s%s%s", folder, before ? ":" : "", before ? before : "") < 0)
        return false;
    bool good = setenv("LOCKSTEP_LESSONS", list, 1) == 0;
    free(list);
    return good;
}

/* Takes --lessons DIR out of the words, wherever it stands, and into the environment. The new count, or -1.
 */
static int take_lessons(int argc, char **argv)
{
    static const char option[] = "--lessons";
    int kept = 1;
    bool open = true;
    for (int i = 1; i < argc; i++) {
        const char *folder = NULL;
        open = open && strcmp(argv[i], "--") != 0;
        if (open && strcmp(argv[i], option) == 0)
            folder = i + 1 < argc ? argv[++i] : "";
        else if (open && strncmp(argv[i], option, sizeof option - 1) == 0 &&
                 argv[i][sizeof option - 1] == '=')
            folder = argv[i] + sizeof option;
        else
            argv[kept++] = argv[i];
        if (folder != NULL && (folder[0] == 0 || access(folder, R_OK | X_OK) != 0)) {
            cli_fail("--lessons %s: %s", folder, folder[0] ? strerror(errno) : "a folder must follow");
            return -1;
        }
        if (folder != NULL && !add_lessons(folder))
            return -1;
    }
    argv[kept] = NULL;
    return kept;
}

/* Whether a word can be opened at all is known before the screen is there: a lesson, or a file. */
static bool word_exists(const char *word)
{
    catalogue_t catalogue = {0};
    bool is_lesson = folders_open_catalogue(&catalogue) && catalogue_find(&catalogue, word) != NULL;
    catalogue_destroy(&catalogue);
    return is_lesson || access(word, R_OK) == 0;
}

static int open_screen(int argc, char **argv)
{
    static const struct option long_options[] = {
        {"theme", required_argument, NULL, 't'}, {"projector", no_argument, NULL, 'p'}, {NULL, 0, NULL, 0}};
    tui_options_t options = {.word = NULL};
    int option;
    optind = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (option) {
        case 't':
            options.theme = optarg;
            break;
        case 'p':
            options.projector = true;
            break;
        default:
            return cli_fail("option %s is not known or lacks its value (`lockstep --help`)",
                            argv[optind > 1 ? optind - 1 : 1]);
        }
    }
    options.word = optind < argc ? argv[optind] : NULL;
    if (argc - optind > 1)
        return cli_fail("`%s` is no command (`lockstep --help` lists them)", argv[optind]);
    if (options.word != NULL && !word_exists(options.word))
        return cli_fail("`%s` is no command, no lesson (`lockstep list`) and no file that can be read",
                        options.word);
    return tui_main(&options);
}

int cli_main(int argc, char **argv)
{
    argc = take_lessons(argc, argv);
    if (argc < 0)
        return 2;
    const command_t *command = argc > 1 ? find_command(argv[1]) : NULL;
    if (command != NULL && (has_word(argc - 1, argv + 1, "--help") || has_word(argc - 1, argv + 1, "-h")))
        return print_command_help(command);
    if (command != NULL) {
        optind = 0;
        opterr = 0;
        return command->run(argc - 1, argv + 1);
    }
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return print_help();
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("lockstep " LOCKSTEP_VERSION);
        return cli_finish(0);
    }
    return open_screen(argc, argv);
}
