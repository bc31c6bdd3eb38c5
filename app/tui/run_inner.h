/*
 * What the files of Run share: the view's state, and a pane as a function.
 *
 * A pane draws its content from line `scroll` on into an area and says how many lines the whole has. With an
 * area of no lines it draws nothing and only counts: that is how the layout learns what a pane wants.
 * Everything reads one picture: the session's view as it was when the state was last refreshed.
 */
#ifndef APP_TUI_RUN_INNER_H
#define APP_TUI_RUN_INNER_H

#include "app/tui/app.h"
#include "app/tui/run_layout.h"
#include "lessons/run/schedule.h"

enum { RUN_FOOTER_KEYS = 40, RUN_BUSY_LINES = 4096 };

typedef struct run_state {
    const session_view_t *view; /* of app->session; NULL: there is no session yet */
    unsigned serial;            /* app->session_serial of the session that the view is of */
    char *text;                 /* the program that it runs */
    bool keep_sentence;         /* the app said something of the change that made the session new */
    char last[APP_SENTENCE];    /* the session's sentence that was taken over last */

    run_pane_t focus;
    bool zoom;
    int scroll[RUN_PANES];
    bool program_scrolled; /* the program is shown from scroll[RUN_PROGRAM] on, not folded around processes */
    uint32_t selected;     /* process */
    uint32_t *order;       /* of processes as they are shown: as a tree */
    size_t ordered;
    bool choosing;    /* the session is new: the first process that can go is to be selected */
    bool ends_away;   /* the histogram was closed */
    double lane_zoom; /* 1: the whole run */
    unsigned char busy[RUN_BUSY_LINES / 8]; /* lines that ran too often to follow in the present free run */

    double pace;       /* of play */
    int settle;        /* more looks at /proc before it is left alone */
    unsigned pictures; /* drawn of the present free run */
    unsigned frames;
    bool trials_wait; /* twenty runs are to begin when the watched one has ended */
    int trials_patience;

    schedule_t kept; /* the held world that was left for a free run with other numbers */
    bool has_kept;

    bool tour_on;
    int tour_at; /* stop, -1 before the first */
    uint64_t tour_step;

    command_id_t footer[RUN_FOOTER_KEYS]; /* the keys shown last */
} run_state_t;

typedef struct run_picture {
    const app_t *app;
    const run_state_t *state;
    const session_view_t *view;
} run_picture_t;

typedef int run_pane_fn(const run_picture_t *picture, area_t area, int scroll);

run_pane_fn run_program_draw, run_processes_draw, run_shared_draw, run_output_draw, run_steps_draw,
    run_lanes_draw, run_hood_draw, run_memory_draw, run_waits_draw, run_ends_draw, run_tour_draw;

void run_head_draw(const run_picture_t *picture, const run_layout_t *layout, area_t head);
/* The title row of the process list. */
void run_processes_heading(const run_picture_t *picture, area_t area);
/* The process in a line of the pane's content, or -1. */
int run_process_in_line(const run_picture_t *picture, area_t area, int line);
int run_process_in_program(const run_picture_t *picture, area_t area, int line);
int run_process_in_steps(const run_picture_t *picture, area_t area, int line);

void run_projector_draw(const run_picture_t *picture, area_t body);

static inline run_state_t *run_state(const app_t *app)
{
    return app->states[VIEW_RUN];
}

/* The state's view is one of the session that is open now. */
static inline bool run_is_current(const app_t *app)
{
    const run_state_t *state = run_state(app);
    return state && state->view && app->session && state->serial == app->session_serial;
}

/* A run on the cores is going on, or has just ended. */
bool run_is_free(const session_view_t *view);
/* It sleeps, and the lesson lets a sleep take any time: a step of it is to wake. */
bool run_may_wake(const app_t *app, const session_process_t *process);
/* "P1", or "?" for -1. */
const char *run_path(const session_view_t *view, int process);
/* The process shown in that place of every list. */
static inline uint32_t run_shown(const run_picture_t *picture, size_t place)
{
    return place < picture->state->ordered ? picture->state->order[place] : (uint32_t)place;
}
/* The place of a process in every list. */
size_t run_place(const run_picture_t *picture, uint32_t process);
/* Wide enough for whole sentences. */
static inline bool run_is_wide(area_t area)
{
    return area.columns >= 50;
}

/* What the pane with the focus shows, for `?`. */
const char *run_pane_help(const app_t *app);

/* ---- commands (run_command.c, run_dialogs.c, run_free.c, run_tour.c) ---- */

bool run_command(app_t *app, command_id_t command);
const command_id_t *run_footer(const app_t *app);
const char *run_word(const app_t *app, command_id_t command);

/* Selects the process of that path. false: there is none. */
bool run_select_path(app_t *app, const char *path);
/* Of sleeps in a free run, else of play; false: out of range. */
bool run_set_speed(app_t *app, double speed);

/* After a command: looks at the session again and takes what it said. Always true. */
bool run_did(app_t *app);

/* Steps of the reader (run_step.c). */
void run_step_digit(app_t *app, int digit);
void run_step_selected(app_t *app);
void run_step_any(app_t *app, bool line);
void run_step_until_blocked(app_t *app);
void run_deliver(app_t *app);

/* Takes what the session said last into the app's sentence. */
void run_take_sentence(app_t *app, bool always);
/* Looks at the session again: view, text, selection. */
void run_refresh(app_t *app);

void run_ask_kill(app_t *app);
void run_ask_pick(app_t *app);
void run_ask_break(app_t *app);
void run_ask_step(app_t *app);
void run_ask_branch(app_t *app);
void run_ask_save(app_t *app);
void run_ask_load(app_t *app);
void run_ask_find(app_t *app);
void run_ask_record(app_t *app);

void run_free(app_t *app);
void run_trials(app_t *app);
/* At once; what was counted stays. */
void run_stop_trials(app_t *app);
/* Back from a free run at other numbers to the held world; true: that was so. */
bool run_leave_free_numbers(app_t *app, bool where_it_was);
/* After a free run: back to the held world as it was when it was let go. true: that could be done. */
bool run_return(app_t *app);
/* Starts the trials that wait. True: something began. */
bool run_trials_pump(app_t *app);

void run_tour_move(app_t *app, int by);
void run_tour_toggle(app_t *app);
const lesson_stop_t *run_tour_stop(const app_t *app);

#endif
