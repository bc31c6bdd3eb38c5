/*
 * A command of the program: `lockstep NAME …`. Each stands in a file cmd_NAME.c of its own, which defines one
 * command_t, and in the list COMMANDS below; that is all there is to adding one.
 *
 * A command is called with argv[0] = its own name, parses with getopt_long (optind is reset before), prints
 * its results to standard output and its complaints through cli_fail(). Its return value is the exit code
 * (see DESIGN of the command line in README): 2 is bad usage or bad input, with one line that says where and
 * why.
 * `--help` and `--version` are answered before the command is called.
 */
#ifndef APP_CLI_COMMAND_H
#define APP_CLI_COMMAND_H

#include <stdbool.h>

typedef struct command {
    const char *name;
    const char *arguments; /* "FILE|LESSON [OPTION]…" */
    const char *summary;   /* one line for the list of commands */
    const char *help;      /* options and exit codes, lines with a newline each */
    int (*run)(int argc, char **argv);
} command_t;

/* In the order of the help. */
#define COMMANDS(X)                                                                                          \
    X(list) X(run) X(replay) X(trials) X(explore) X(check) X(start) X(new) X(export) X(progress)

#define X(name) extern const command_t cmd_##name;
COMMANDS(X)
#undef X

/* Prints "lockstep: " and the message as one line on standard error; returns 2. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What getopt_long complained about, said in our words: call it for '?' and ':'. `argv` is the command's;
 * returns 2. */
int cli_bad_option(int argc, char **argv, const char *command);

/* A whole number in plain digits within the limits; false if `text` is none. */
bool cli_number(const char *text, long long least, long long most, long long *value);

/* Flushes standard output; `code` if that worked, 2 with a complaint if not (a full disk, a closed pipe). */
int cli_finish(int code);

#endif
