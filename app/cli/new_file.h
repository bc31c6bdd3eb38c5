/*
 * Commands that write one file, which must not be there yet: `export`, `new`, `start`.
 *
 *     new_file_t request;
 *     int code = new_file_options(argc, argv, "start", "lesson", &request);
 *     … if (code == 0) code = new_file_write(&request, path, text);
 */
#ifndef APP_CLI_NEW_FILE_H
#define APP_CLI_NEW_FILE_H

typedef struct new_file {
    const char *command; /* begins each complaint */
    const char *word;    /* the one argument */
    const char *path;    /* of -o; NULL: not given */
} new_file_t;

/* Reads `-o FILE` and the one argument, which is called `what` ("lesson") in complaints. 0, or 2 after one line
 * on standard error. `request` refers to `argv`. */
int new_file_options(int argc, char **argv, const char *command, const char *what, new_file_t *request);

/* Writes the text to the path of -o, or to `path` without it, with the folders above, and prints the path. 0,
 * or 2 after one line on standard error; then nothing was left behind. `path` NULL: no memory. */
int new_file_write(const new_file_t *request, const char *path, const char *text);

#endif
