/*
 * Writing a file that must not be there yet, with its folders.
 */
#ifndef APP_CLI_NEW_FILE_H
#define APP_CLI_NEW_FILE_H

/* 0, or 2 after one line on standard error; then nothing was left behind. `command` begins the complaint. */
int new_file_write(const char *command, const char *path, const char *text);

#endif
