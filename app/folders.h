/*
 * Where this program finds lessons, and where the reader's own files lie.
 */
#ifndef APP_FOLDERS_H
#define APP_FOLDERS_H

#include "lessons/load/catalogue.h"

/* Opens the catalogue of all lessons. Folders, first to last: $LOCKSTEP_LESSONS (separated by colons;
 * --lessons DIR puts its own in front), $XDG_DATA_HOME/lockstep/lessons (or ~/.local/share/…), then the
 * built-in ones. False for want of memory; destroy the catalogue in any case. */
bool folders_open_catalogue(catalogue_t *catalogue);

/* The folder of the built-in things of a kind ("lessons", "themes"): ../share/lockstep/KIND beside the
 * running executable, else the source tree that it was built from, else the installation's. Caller frees;
 * NULL if there is none. */
char *folders_builtin(const char *kind);

/* $XDG_DATA_HOME/lockstep (or ~/.local/share/lockstep); caller frees, NULL without a home. */
char *folders_data(void);

#endif
