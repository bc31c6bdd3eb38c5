/*
 * A question: a small window over Read and Run. One is open at a time; while it is, keys are its own.
 *
 * Choice questions carry their answers. For value and who the model of the search is stepped to the moment;
 * for ends a search finds them while the reader thinks. So these answers are never written by hand. In
 * projector mode the answer stays covered until "." is pressed.
 */
#ifndef APP_TUI_QUESTION_H
#define APP_TUI_QUESTION_H

#include "app/tui/app.h"
#include "app/tui/terminal.h"

/* Opens the question of that id of the open lesson. false: the sentence says why. */
bool question_open(app_t *app, const char *id);
/* Opens the next question that is not answered yet, behind the one put off last; if all are, they come again
 * in turn. */
bool question_open_next(app_t *app);
/* The number (from 0) of the first question not answered, questions_count if all are. */
uint32_t question_waiting(const app_t *app);

bool question_is_open(const app_t *app);
void question_close(app_t *app);
/* Carries the work behind it on; true: draw again. */
bool question_pump(app_t *app);
void question_draw(const app_t *app, area_t screen);
/* A sign of the value that is asked for, typed as it is; false: the key is a command. */
bool question_takes_sign(app_t *app, const terminal_key_t *key);
void question_command(app_t *app, command_id_t command);
/* The keys that count, for the footer. */
const command_id_t *question_footer(const app_t *app);
const char *question_word(const app_t *app, command_id_t command);

#endif
