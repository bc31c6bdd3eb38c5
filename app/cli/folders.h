/*
 * Where this program finds lessons, and where the reader's own files lie.
 */
#ifndef APP_CLI_FOLDERS_H
#define APP_CLI_FOLDERS_H

#include "lessons/load/catalogue.h"

/* Opens the catalogue of all lessons. Folders, first to last: `extra` (--lessons, may be NULL),
 * $LOCKSTEP_LESSONS (separated by colons), $XDG_DATA_HOME/lockstep/lessons (or ~/.local/share/…), then the
 * built-in ones: share/lockstep/lessons beside the bin folder of the running executable, or of the
 * installation, or the source tree it was built from, whichever is there first. False for want of memory. */
bool folders_open_catalogue(catalogue_t *catalogue, const char *extra);

/* The folder of the built-in things of a kind ("lessons", "themes"); caller frees, NULL if there is none. */
char *folders_builtin(const char *kind);

/* $XDG_DATA_HOME/lockstep (or ~/.local/share/lockstep); caller frees, NULL without a home. */
char *folders_data(void);

#endif
