/*
 * Behind the view Explore: what it knows, and the parts it is made of.
 *
 *     explore_view.c    keys, life, what is drawn where
 *     explore_search.c  starting, stopping, taking and judging a search; free runs beside it
 *     explore_ends.c    the ends as bars; explore_witness.c: the shortest way as a table, and why
 *     explore_lock.c    what if: a lock around chosen lines; explore_lines.c: the text of it (pure)
 *     explore_step.c    stepping through a witness on real processes; saving them
 */
#ifndef APP_TUI_EXPLORE_INNER_H
#define APP_TUI_EXPLORE_INNER_H

#include "app/tui/app.h"
#include "app/tui/explore_task.h"

enum { EXPLORE_TRIALS = 1000, EXPLORE_TRIAL_MS = 2000, EXPLORE_WHAT_IFS = 4, EXPLORE_LINES = 1024 };

typedef struct explore_what_if {
    char words[96];   /* "a lock around lines 7, 11" */
    char result[160]; /* "6 orders, all end at balance 100" */
} explore_what_if_t;

typedef struct explore_state {
    char *program; /* the text that stands on the screen elsewhere; another one: search anew */
    char *text;    /* what is or was searched: `program`, perhaps with locks or the lesson's own numbers */
    explore_task_t *task;
    explore_report_t *report;
    char message[400]; /* why there is no report; "" */
    bool stopped;      /* by the reader */

    explore_see_t see;
    explore_timing_t timing;
    char invariant[200];
    bool judged;       /* right and wrong are known by the lesson */
    bool not_searched; /* the lesson says that this one is too large, and the reader has not asked yet */

    size_t at;  /* chosen outcome */
    size_t top; /* first one shown */

    bool with_lock; /* `text` has locks that the reader put in */
    bool marking;   /* lines are being chosen */
    uint32_t line;  /* the cursor there, from 1 */
    bool marked[EXPLORE_LINES];
    char lock_words[96];
    explore_what_if_t what_ifs[EXPLORE_WHAT_IFS];
    size_t what_if_count;

    char *before;         /* the ends of the search before this one, one a line */
    char before_name[80]; /* of which variant */
    char now_name[80];
    bool trials; /* free runs were asked for */

    explore_task_t *other_task; /* the same with the other sleeps: how many orders there are then */
    char other_orders[128];     /* "sleeps exact: 1 order; they may be late: 6"; "" */
    bool result_said;           /* the sentence on the screen is the result */
} explore_state_t;

explore_state_t *explore_state(const app_t *app);

/* Searches the present program; ends a search that is going on. */
void explore_begin(app_t *app);
/* Searches `text` (taken over) as a what-if. */
void explore_begin_with(app_t *app, char *text, const char *words);
/* Ends what goes on in the background. */
void explore_end_tasks(explore_state_t *state);
/* Takes what changed: the program, a finished search. True: draw again. */
bool explore_carry_on(app_t *app);

const explore_outcome_t *explore_chosen(const explore_state_t *state);
/* What an outcome shows, on one line; a failure in words. */
void explore_label(const explore_outcome_t *outcome, char *text, size_t size);
/* "right", "wrong", or "" where nobody says. */
const char *explore_verdict(const explore_state_t *state, const explore_outcome_t *outcome);
/* Sum of the orders of the right or the wrong ends. false: too large or not countable. */
bool explore_orders(const explore_report_t *report, bool wrong, uint64_t *orders);
/* 1234567 as "1,234,567". */
char *explore_commas(uint64_t number, char text[32]);

void explore_draw_ends(const app_t *app, const explore_state_t *state, area_t area, area_t trials);
/* Rows that the table takes: one for each process that does something, and the numbers. */
int explore_table_rows(const explore_outcome_t *outcome);
void explore_draw_table(const explore_outcome_t *outcome, area_t area);
void explore_draw_why(const explore_outcome_t *outcome, area_t area);

void explore_mark_begin(app_t *app);
void explore_mark_command(app_t *app, command_id_t command);
void explore_draw_marking(const explore_state_t *state, area_t area);
/* The what-if that has just ended, as words. */
void explore_note_what_if(explore_state_t *state);

/* A program with every run of marked lines put under one lock (caller frees); NULL: `why` (80 bytes at least)
 * says why not. `words` gets "line 7 and line 11". Lines are numbered from 1. */
char *explore_lock_text(const char *program, const bool *marked, uint32_t lines, char *words,
                        size_t words_size, char *why, size_t why_size);

void explore_step_through(app_t *app);
/* Opens Run on `text` (which the schedule belongs to), at its beginning, with the way to go forward along.
 * `to`: where it leads, in words. */
void explore_follow_in_run(app_t *app, const char *text, const char *schedule, const char *to);
void explore_ask_where_to_save(app_t *app);

#endif
