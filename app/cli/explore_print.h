/*
 * The report of a search on standard output, as text or as JSON, and its progress on a terminal.
 */
#ifndef APP_CLI_EXPLORE_PRINT_H
#define APP_CLI_EXPLORE_PRINT_H

#include "lessons/explore/explore.h"

/* "end", "deadlock", "exception", "invariant", "livelock" */
const char *explore_kind_name(explore_end_kind_t kind);

/* `other` is the same program searched with the other timing, or NULL. */
void explore_print_text(const explore_report_t *report, const explore_report_t *other,
                        const explore_options_t *options);
void explore_print_json(const explore_report_t *report, const explore_report_t *other, const char *program);

/* Sets the progress call of the options if standard error is a terminal; the second wipes its line. */
void explore_print_progress_start(explore_options_t *options, bool quiet);
void explore_print_progress_end(const explore_options_t *options);

#endif
