/*
 * What a reader keeps of a lesson in a folder of their own: the exercise's file, and copies of the lesson's
 * programs to change at will.
 *
 * `e` on a program of a lesson writes it to <data>/lockstep/<lesson>/<variant>.py, if there is no such copy yet,
 * opens the editor on it, and lets the copy run in place of the variant's program until the variant or a knob
 * changes. The lesson's own file is never written.
 */
#ifndef APP_TUI_OWN_COPY_H
#define APP_TUI_OWN_COPY_H

#include "app/tui/app.h"

/* The folder of the open lesson in the reader's data, made if need be (caller frees). NULL: trouble says why. */
char *own_copy_folder(const app_t *app, char *trouble, size_t size);

/* Writes the whole file, by another name first. false: trouble says why, and the old file is as it was. */
bool own_copy_write(const char *path, const char *text, char *trouble, size_t size);

/* `e`: opens the reader's copy of the present variant and runs what was saved. A sentence says what came of it. */
void own_copy_edit(app_t *app);

#endif
