/*
 * The tour of a lesson, as far as other views need to know of it.
 */
#ifndef APP_TUI_RUN_TOUR_H
#define APP_TUI_RUN_TOUR_H

#include "app/tui/app.h"

/* The question at which the tour stands on Run, or NULL. Whoever shows questions opens it for `a` (Run leaves
 * COMMAND_ANSWER to the app). */
const lesson_question_t *run_tour_question(const app_t *app);

/* Stops that are being recorded (run_record.c). */
void run_recording_free(struct run_recording *recording);

#endif
