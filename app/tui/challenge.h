/*
 * Challenges: the reader plays the scheduler and brings a program to an end that the lesson names.
 *
 * `h` in Read and Run offers them; one that was chosen goes on in Run, where `h` gives its hints, the last of
 * them the search's own way. A held run that ends at the goal, by steps that the reader took, solves it. The
 * fewest switches come from a search in the background. Distinct wrong ends that the reader found by steps of
 * his own are kept in the progress as well.
 */
#ifndef APP_TUI_CHALLENGE_H
#define APP_TUI_CHALLENGE_H

#include "app/tui/app.h"

/* `h` where a challenge may be chosen or is going on. */
void challenge_hint(app_t *app);
/* Nobody plays any more; at the end of a lesson. */
void challenge_stop(app_t *app);
/* Looks at the session: is it at the goal? True: draw again. */
bool challenge_pump(app_t *app);
/* What is to be done, for a line on the screen; NULL: no challenge is going on. */
const char *challenge_task(const app_t *app);

#endif
