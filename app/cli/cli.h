/*
 * The command line: finds the command and hands over. One file per command beside this one.
 */
#ifndef APP_CLI_CLI_H
#define APP_CLI_CLI_H

/* Runs the whole program and returns its exit code. */
int cli_main(int argc, char **argv);

#endif
