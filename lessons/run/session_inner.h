/*
 * What the files of the live session share.
 *
 *   session.c           host, open, close, pump
 *   session_drive.c     what is going on: one step after another until the command is done
 *   session_command.c   the commands: refused with a reason, or a new activity
 *   session_follow.c    following a schedule, one step at a time
 *   session_guide.c     a schedule as the scheduler
 *   session_journal.c   the steps of this branch, and what each event tells about processes and objects
 *   session_free.c      free runs, one and twenty
 *   session_lanes.c     free runs: what each process did when
 *   session_break.c     breakpoints
 *   session_view.c      the picture: processes, output, the whole
 *   session_steps.c     the picture: cells and sentences of the steps
 *   session_calls.c     the picture: the system calls of a step
 *   session_shared.c    the picture: shared things
 *   session_micro.c     the picture: the inside of a line
 *
 * Steps count from 1; journal.steps[i] is step i + 1. `done` of them are done in the world that lives now,
 * those behind it were undone by going back and can be gone forward to.
 */
#ifndef LESSONS_RUN_SESSION_INNER_H
#define LESSONS_RUN_SESSION_INNER_H

#include "core/procfs.h"
#include "lessons/run/condition.h"
#include "lessons/run/session.h"
#include "lessons/run/stepper.h"
#include "lessons/run/waits.h"
#include "lessons/vm/program.h"

enum { SESSION_WATCH_MAX = 16, SESSION_BREAKS_MAX = 16, SESSION_SENTENCE = 400, SESSION_LANES_MAX = 20000 };

/* ---- the journal ---- */

typedef struct session_record {
    schedule_kind_t kind; /* STEP, TIMEOUT, DELIVER, TIME, KILL */
    mp_path_t path;
    uint64_t value;                /* KILL: the signal */
    char label[SCHEDULE_NAME_MAX]; /* DELIVER: the queue */
    bool automatic;
    bool has_given; /* STEP: a clock or entropy read that was given its value: */
    uint64_t given;
    bool again; /* it only began to wait: no event comes of it */
    bool lost_update;
    mp_event_t event;
    mp_op_t op;      /* as it was pending: operand, column */
    char *text;      /* what was printed, put or gotten; NULL none */
    uint64_t before; /* STORE: the bits that it overwrote */
    int64_t clock_ns;
} session_record_t;

typedef struct session_journal {
    session_record_t *steps;
    size_t count, room;
    size_t done;   /* of them, in the living world */
    size_t filled; /* events have been matched up to here */
} session_journal_t;

/* ---- what is known of processes and objects beyond what their memory says ---- */

typedef struct session_person {
    mp_view_t view; /* the last one seen */
    bool dead, reaped, adopted;
    int status; /* wait status, once dead */
    uint64_t ended_step;
    uint64_t told_steps; /* its step number in its last event: it may be gone before one looks */
    mp_procfs_t sample;
    mp_procfs_files_t files; /* of /proc, open while it lives */
    bool sampled;
    unsigned looks;             /* how often it was sampled */
    uint64_t ran_ns, waited_ns; /* of the sample before, for lanes */
    uint64_t last_steps;        /* steps at the last look, for busy lines */
    bool busy_line;
} session_person_t;

typedef struct session_thing {
    uint32_t ref;
    uint64_t writer_step, owner_step;
    mp_path_t writer, owner;
    uint32_t writer_line, owner_line;
    uint32_t writer_index;
    uint64_t before;
    bool has_before;
} session_thing_t;

/* A value that a process read and has not replaced since. */
typedef struct session_reading {
    mp_path_t path;
    uint32_t ref, index;
    uint64_t bits, step;
    bool out_of_date;
    mp_path_t by; /* who stored since */
    uint64_t by_step;
} session_reading_t;

typedef struct session_print {
    mp_path_t path;
    int stream;
    char *text;
    size_t size;
    uint64_t step;
} session_print_t;

typedef struct session_lore {
    session_person_t *people;
    size_t people_count, people_room;
    session_thing_t *things;
    size_t thing_count, thing_room;
    session_reading_t *readings;
    size_t reading_count, reading_room;
    session_print_t *prints;
    size_t print_count, print_room;
} session_lore_t;

/* ---- activities ---- */

typedef enum session_activity {
    ACTIVITY_NONE,
    ACTIVITY_OPEN,   /* waits for the world to be still for the first time */
    ACTIVITY_BEGIN,  /* on the way to where the lesson begins */
    ACTIVITY_STEP,   /* one granted step, then the automatic ones */
    ACTIVITY_LINE,   /* `actor` goes on while it stands on `line` */
    ACTIVITY_ALONE,  /* `actor` goes on until it waits, prints or ends */
    ACTIVITY_BREAK,  /* the scheduler goes on until a breakpoint */
    ACTIVITY_PLAY,   /* the same at a pace */
    ACTIVITY_REPLAY, /* the journal is taken again, up to `target` */
    ACTIVITY_FOLLOW, /* a schedule is followed */
    ACTIVITY_PAUSE,  /* free, on its way to held */
} session_activity_t;

typedef struct session_branch_text {
    uint32_t id;
    schedule_t schedule; /* the whole way from the start */
    uint64_t from;
} session_branch_text_t;

typedef struct session_breakpoint {
    session_break_kind_t kind;
    uint32_t line;
    char text[80];
    condition_t *condition;
} session_breakpoint_t;

/* The schedule that chooses (SESSION_PICK_SCHEDULE). */
typedef struct session_guide {
    schedule_t schedule;
    stepper_course_t at;                      /* what comes next */
    size_t matched;                           /* steps of the journal that were found to be its own */
    bool left;                                /* step matched + 1 is another */
    stepper_given_t given[STEPPER_GIVEN_MAX]; /* values on the way here that nobody has read yet */
    uint32_t given_count;
} session_guide_t;

/* ---- memory of one picture ---- */

typedef struct session_page {
    struct session_page *next;
    size_t used, size;
    char bytes[];
} session_page_t;

/* ---- free runs ---- */

typedef struct session_trials {
    uint32_t wanted, done;
    int64_t until_ns; /* of the present run */
    int64_t timeout_ns;
    bool running, stopped;
    char *output;
    size_t output_size;
    session_end_count_t *ends; /* text is malloc'ed */
    size_t end_count;
} session_trials_t;

/* The newest operations of a free run that made system calls, a ring. */
typedef struct session_hood {
    mp_event_t events[SESSION_HOOD_MAX];
    uint64_t count; /* all that there were */
} session_hood_t;

/* From stamps of events to nanoseconds of a free run. */
typedef struct session_clock {
    uint64_t first_stamp, last_stamp, last_ns;
} session_clock_t;

/* The newest event of a slot's process that only says that it ran: taken up once a pump, not one by one. */
typedef struct session_ran {
    mp_path_t path;
    uint64_t stamp, step;
} session_ran_t;

struct session_host {
    mp_machine_t *machine; /* the session's */
    mp_machine_t *second;  /* twenty free runs while the first one is held */
    int epoll;
    int timer; /* play */
    session_t *session;
};

struct session {
    session_host_t *host;
    mp_machine_t *machine;
    program_t *program;
    char *text, *file, *failure;
    size_t size;
    char *begin;
    uint64_t seed;      /* of the program's `random`; stays, or going back would lead elsewhere */
    uint64_t pick_seed; /* of the scheduler */
    uint64_t clock_ns;  /* wall time at which the program's clock shows 0, while held */
    char *watch[SESSION_WATCH_MAX];
    size_t watch_count;

    session_mode_t mode;
    session_activity_t activity;
    stepper_t stepper;
    move_t granted; /* the move under way */
    bool moving;    /* a grant has not been booked yet */
    uint64_t granted_count;
    mp_op_t granted_op;
    uint64_t granted_steps; /* steps of that process before */

    mp_path_t actor;
    uint32_t line;
    uint64_t target;    /* ACTIVITY_REPLAY: steps; ACTIVITY_BEGIN: last start seen */
    bool begin_looking; /* ACTIVITY_BEGIN: main still goes on alone */
    bool began;
    uint64_t step_begin;
    session_guide_t guide;
    schedule_t course;   /* followed */
    stepper_course_t at; /* where in it */

    session_pick_t pick;
    bool automatic, fresh, refused, free_before;
    double pace, speed;
    int64_t free_since_ns; /* CLOCK_MONOTONIC */
    char sentence[SESSION_SENTENCE];

    session_journal_t journal;
    session_lore_t lore;
    session_branch_text_t *branches;
    size_t branch_count;
    uint32_t branch_now, branch_next;
    session_breakpoint_t breaks[SESSION_BREAKS_MAX];
    size_t break_count;
    session_trials_t trials;

    session_clock_t stamps;
    session_ran_t ran[MP_SLOTS];
    uint32_t ran_top;     /* slots from here on have none */
    uint64_t sampled_ns;  /* when /proc was read last, since the run began */
    uint64_t together_ns; /* as of together_at_ns */
    uint64_t together_at_ns;
    session_lane_t *lanes;
    size_t lane_count, lane_room;
    session_hood_t hood;
    uint64_t operations;
    int exit_code;

    session_view_t view;
    session_page_t *pages;
    wait_graph_t graph;
    bool changed;
};

/* session.c */
int64_t session_monotonic_ns(void);
void session_say(session_t *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sets the sentence and answers false: a command that is not taken. */
bool session_refuse(session_t *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Ends the present run and starts the program anew. False: view says why. */
bool session_launch(session_t *session, bool held);
void session_timer(session_t *session, double per_second); /* 0: off */

/* session_journal.c */
void session_event(void *context, const mp_event_t *event, const char *text);
/* Appends a record at `done` (what was undone is kept as a branch first) and counts it as done. */
session_record_t *session_book(session_t *session, schedule_kind_t kind, mp_path_t path);
void session_forget(session_t *session);      /* all of the lore: before a replay from the start */
void session_journal_cut(session_t *session); /* drops what was undone */
void session_journal_clear(session_t *session);
void session_keep_branch(session_t *session);
session_person_t *session_person(session_t *session, mp_path_t path);
session_thing_t *session_thing(session_t *session, uint32_t ref);
const session_reading_t *session_reading(const session_t *session, mp_path_t path, uint32_t ref,
                                         uint32_t index);
/* Looks at all slots: births, deaths, positions. */
void session_census(session_t *session);

/* session_drive.c */
bool session_drive(session_t *session, int64_t budget_ns); /* true: nothing goes on any more */
bool session_grant(session_t *session, const move_t *move, bool automatic);
bool session_move_of(session_t *session, uint32_t process, move_t *move);
/* A delivery of its buffer into the queue of that label, NULL any. */
bool session_delivery_of(session_t *session, uint32_t process, const char *queue, move_t *move);
void session_end_activity(session_t *session);
uint32_t session_item(session_t *session,
                      const mp_op_t *op);  /* the message that it puts or would get, 0 none */
void session_take_any(session_t *session); /* what the scheduler picks; refused, or booked */
bool session_pass_time(session_t *session);
void session_replay_to(session_t *session, uint64_t step);

/* What comes of a look at a still world: go on, wait for something outside, or the activity is over. */
typedef enum advance { ADVANCE_MORE, ADVANCE_WAIT, ADVANCE_OVER } advance_t;

/* The first start, exit or join that nobody can tell apart, if they go by themselves. True: it was granted. */
bool session_take_automatic(session_t *session);
/* Whose turn it is: behind who stepped last since Run opened, what went by itself not counted. */
void session_set_turn(session_t *session);

/* session_follow.c: the next step of a schedule; refused where it does not fit */
advance_t session_follow_step(session_t *session, stepper_course_t *at);

/* session_guide.c */
bool session_guide_load(session_t *session, const schedule_t *schedule); /* copied; false: no memory */
void session_guide_clear(session_t *session);
void session_guide_forget(session_t *session); /* the way here has changed */
/* True: a whole schedule chooses here, and this is its next entry that moves somebody. */
const schedule_entry_t *session_guide_entry(session_t *session);
/* What the guide takes next, and what it gives to reads; false: refused with the reason. */
bool session_guide_next(session_t *session, stepper_course_t *course);
void session_guide_view(session_t *session, session_view_t *view);

/* session_command.c */
void session_play_tick(session_t *session);

/* session_free.c */
void session_free_pump(session_t *session);
void session_trials_pump(session_t *session);
void session_trials_destroy(session_trials_t *trials);
/* session_lanes.c: what each process did when, in a free run */
void session_lanes_begin(session_t *session);     /* a free run begins now */
void session_lanes_calibrate(session_t *session); /* before events are drained */
bool session_lanes_ran(session_t *session,
                       const mp_event_t *event); /* true: it only says that it ran, and is kept */
void session_lanes_flush(session_t *session);    /* after they were: takes up what was kept */
void session_lanes_reach_now(session_t *session);
void session_lanes_sampled(session_t *session); /* /proc was read: who had a core, and who waited for one */
uint64_t session_together_ns(session_t *session);
void session_hood_event(session_t *session, const mp_event_t *event);
void session_free_event(session_t *session, const mp_event_t *event);

/* session_break.c */
bool session_at_break(session_t *session, const session_record_t *last, char *why, size_t size);
void session_number(session_t *session, const char *name, int64_t index, bool *found,
                    condition_number_t *number);

/* texts, all in the picture's memory */
void *session_alloc(session_t *session,
                    size_t bytes); /* zeroed; never NULL: an empty page when memory is out */
const char *session_text(session_t *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *session_bits(session_t *session, uint32_t ref, uint64_t bits);
const char *session_message_text(session_t *session, uint32_t message);
const char *session_object_text(session_t *session, uint32_t ref);
int session_process_index(const session_t *session, mp_path_t path);
int session_shared_index(const session_t *session, uint32_t ref);
/* The value of an operation in words: what it read, wrote, printed. */
const char *session_value_text(session_t *session, const session_record_t *record);
const char *session_pending_value(session_t *session, const mp_op_t *op);

/* The system calls of a step with their results, "" none (session_calls.c). */
const char *session_calls_text(session_t *session, const mp_event_t *event);

void session_view_cells(session_t *session);
void session_view_shared(session_t *session);
void session_view_micro(session_t *session, session_process_t *process, const session_person_t *person);
void session_view_waits(session_t *session);

#endif
