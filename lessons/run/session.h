/*
 * A live session: one program on real processes, held, stepped, played, gone back, or let run free.
 *
 * Protocol
 *   session_host_new()        once, before any thread and before the screen is set up (it forks the zygotes)
 *   session_open()            a program; the last one is closed first
 *   session_fd()              poll it for reading with whatever else you wait for; then
 *   session_pump()            does what is to be done, never blocks; says whether the picture changed
 *   session_view()            the picture as plain data; valid until the next call of any session function
 *   session_step() …          commands; each answers at once whether it was taken, and why not
 *   session_close(), session_host_free()
 *
 * A command may need time (a replay, a long run until a breakpoint). It is then going on (view.busy) and pump
 * carries it forward; a new command ends it. Nothing here prints, blocks for longer than a few milliseconds,
 * or needs a screen. Steps are numbered from 1 at the start of the program; step 0 is the start itself.
 *
 * Automatic steps: starts, exits and joins which no process can tell apart are taken at once and stand in the
 * table like any other (session_set_automatic). Sentences are plain English in UTF-8.
 */
#ifndef LESSONS_RUN_SESSION_H
#define LESSONS_RUN_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/run/schedule.h"

typedef struct session_host session_host_t;
typedef struct session session_t;

/* ---- the picture ---- */

typedef enum session_mode {
    SESSION_STARTING, /* the first process has not come to its first operation yet */
    SESSION_HELD,     /* the world is still, or one granted step is running */
    SESSION_PLAYING,  /* held, but steps are taken at a chosen pace */
    SESSION_FREE,     /* running on the cores */
    SESSION_PAUSING,  /* free, on its way to held */
    SESSION_DONE,     /* every process has ended */
    SESSION_FAILED,   /* could not be started: view.failure says why (syntax error, refused construct, no
                         memory) */
} session_mode_t;

typedef enum session_life {
    SESSION_LIFE_NEW,
    SESSION_LIFE_RUNNING,
    SESSION_LIFE_ZOMBIE, /* ended, not yet joined */
    SESSION_LIFE_GONE,   /* ended and reaped */
} session_life_t;

/* What a process does now, for lanes and for the list. */
typedef enum session_doing {
    SESSION_RUNS,
    SESSION_READY,  /* could run, has no core (free runs; as the kernel's schedstat says at each sample) */
    SESSION_HOLDS,  /* held at the gate; its operation could go */
    SESSION_WAITS,  /* its operation cannot go: `reason` says why */
    SESSION_SLEEPS, /* until `wake_ns` */
    SESSION_ENDED,
} session_doing_t;

/* One part of a line's inner life: "load 100", "100-1 = 99", "store 99". */
typedef struct session_micro {
    const char *text;
    bool visible; /* a step that others can see (else private work) */
    bool done;
    bool next;  /* the pending one: drawn with ▸ */
    bool known; /* false: the value is not known yet, drawn with … */
} session_micro_t;

typedef struct session_variable {
    const char *name;
    const char *text; /* shortened repr, as this process sees it */
    bool global;
    bool differs; /* from the parent's value of the same name */
} session_variable_t;

typedef struct session_process {
    uint32_t index;   /* position in view.processes, stable within a session */
    int parent;       /* index of its parent, -1 for main */
    const char *path; /* main, P1, P2.1 */
    const char *name; /* Python's own: MainProcess, Process-1 */
    int digit;        /* key that steps it: 0 main, 1…9 its first children; -1 none */
    int pid, ppid;    /* as the kernel says now; 0 once it is gone */
    bool daemon, orphan;
    char kernel;       /* state letter of /proc, 0 unknown or gone */
    const char *wchan; /* "futex", "pipe", "" unknown */
    int cpu;           /* last core, -1 unknown */
    uint64_t switches_voluntary, switches_forced;
    uint64_t cpu_time_ns, resident_bytes;
    session_life_t life;
    session_doing_t doing;
    const char *does;       /* "held ▸ store balance = 99", "waits for the end of P1", "ended 0" */
    const char *does_short; /* "held ▸ store 99", "waits: end of P1" */
    const char *ended;      /* "0", "1: ZeroDivisionError", "killed by TERM"; "" while it lives */
    uint32_t line, column;  /* where it stands; 0 unknown */
    const char *function;   /* name of the function it stands in, "" at module level */
    bool busy_line;         /* the line runs too often to follow (free): drawn with ≈ */
    bool can_step;          /* HELD: its pending operation is enabled */
    const char *delivers;   /* HELD: the queue into which an item of its buffer can be delivered, "" none */
    const char *next_cell;  /* for the table: "w99", "r", "waits", "" */
    const char *reason;     /* waiting: the whole reason in words, "" otherwise */
    const char *warning; /* "" or: "P1 will store 99 over 101: it read 100 at step 3, P2 stored at step 5." */
    uint64_t wake_ns;    /* sleeping or waiting with a timeout: when, on the session's clock; 0 none */
    uint64_t steps;      /* visible operations so far */
    session_micro_t *micro; /* of its current line */
    size_t micro_count;
    session_variable_t *variables; /* globals and locals as this process has them; only in HELD */
    size_t variable_count;
} session_process_t;

typedef struct session_reader { /* a value that a process still has in hand */
    uint32_t process;
    const char *text;
    uint64_t step;
    bool out_of_date;
} session_reader_t;

typedef struct session_item { /* something in a queue, a pipe or a sender's buffer */
    const char *text;
    int process;    /* who put it, -1 unknown */
    bool delivered; /* false: still in the sender's buffer */
} session_item_t;

typedef struct session_shared {
    uint32_t id;        /* stable within a run */
    const char *kind;   /* "Value", "Array", "Lock", "RLock", "Semaphore", "Condition", "Event", "Barrier",
                           "Queue", "Pipe" */
    const char *name;   /* the variable it was first bound to, else "Lock 2" */
    const char *type;   /* "int", "float", … of a Value or Array; "" otherwise */
    const char *text;   /* value in short: "101", "[1, 2, 3]", "held by P1", "free", "set", "3 items" */
    const char *was;    /* value before the last change, "" none */
    const char **cells; /* Array: each item's text */
    size_t cell_count;
    int changed_cell; /* Array: last written item, -1 none */
    int writer;       /* process of the last change, -1 none */
    uint32_t writer_line;
    uint64_t writer_step; /* 0 none */
    int owner;            /* Lock, RLock: holder, -1 free */
    bool owner_dead;      /* the holder has ended: nobody will give it back */
    uint64_t owner_step;  /* since */
    uint32_t owner_line;
    int lock_of;       /* this is the lock of shared[lock_of], -1 */
    uint32_t *waiters; /* processes, in order of arrival */
    size_t waiter_count;
    session_reader_t *readers;
    size_t reader_count;
    session_item_t *items;
    size_t item_count, item_total; /* shown, and there */
    bool watched;                  /* named in session_options_t.watch */
    bool library;  /* made inside the library (a Pool's queue), not by the lesson's own line */
    double number; /* numeric value, for the tall digits */
    bool has_number;
} session_shared_t;

typedef enum session_cell_kind {
    SESSION_CELL_READ,
    SESSION_CELL_WRITE,
    SESSION_CELL_START,
    SESSION_CELL_END,
    SESSION_CELL_JOIN,
    SESSION_CELL_TAKE,
    SESSION_CELL_GIVE,
    SESSION_CELL_PUT,
    SESSION_CELL_GET,
    SESSION_CELL_PRINT,
    SESSION_CELL_SLEEP,
    SESSION_CELL_TIME,
    SESSION_CELL_KILL,
    SESSION_CELL_OTHER,
} session_cell_kind_t;

/* One column of the table. */
typedef struct session_cell {
    uint64_t number; /* of the step */
    int process;     /* -1: time passes */
    session_cell_kind_t kind;
    const char *cell;     /* "r100", "w99", "▸P1", "end", "+lock", "-lock" */
    const char *sentence; /* "P1 stores 99 into balance." */
    const char *entry;    /* as it stands in a schedule */
    const char *calls;    /* the system calls that were really made for it, with their results:
                             "clone → 4712", "futex(wake) → 1", "waitid(4712) → 0"; "" none */
    uint32_t line;
    int object; /* index in view.shared, -1 */
    bool automatic;
    bool lost_update; /* this store overwrote a value that the process had not seen */
    bool undone;      /* lies after the present step: can be gone forward to */
} session_cell_t;

typedef struct session_output {
    int process;
    int stream; /* 1 standard output, 2 standard error */
    const char *text;
    size_t size_bytes;
    uint64_t step; /* 0 in a free stretch */
} session_output_t;

typedef struct session_call { /* an operation of a free run that made system calls */
    int process;
    uint32_t line;
    const char *what;  /* "acquires lock" */
    const char *calls; /* as in session_cell_t */
} session_call_t;

enum { SESSION_HOOD_MAX = 64 };

typedef struct session_lane { /* a stretch of a free run */
    uint32_t process;
    session_doing_t doing;
    uint64_t from_ns, to_ns; /* since the run began */
} session_lane_t;

typedef enum session_end_how {
    SESSION_END_DONE,     /* text: its last line of output, or "(no output)" */
    SESSION_END_DEADLOCK, /* text: "deadlock" */
    SESSION_END_HANGS,    /* text: "still running after 10 s" */
    SESSION_END_LIMIT,    /* text: "a limit of the sandbox" */
} session_end_how_t;

typedef struct session_end_count { /* one bar of the histogram of free runs */
    const char *text;
    uint32_t count;
    int exit_code; /* of main, or 128 + the signal that killed it; -1: it was still running */
    session_end_how_t how;
} session_end_count_t;

typedef enum session_verdict {
    SESSION_NO_DEADLOCK,
    SESSION_POSSIBLE_DEADLOCK, /* a cycle, but somebody outside could still give a lock back */
    SESSION_DEADLOCK,
} session_verdict_t;

typedef struct session_wait { /* an edge: process waits for object, which `holder` has */
    uint32_t process;
    uint32_t line;
    int object; /* index in view.shared; -1: waits for the end of a process */
    int holder; /* -1 nobody */
    uint32_t holder_line;
    uint64_t holder_step;
    bool in_cycle;
    const char *sentence; /* "P1 waits at line 10 for the lock `current`, which P2 holds since step 4." */
} session_wait_t;

typedef struct session_branch {
    uint32_t id;
    uint64_t from;    /* step at which it leaves the branch that it came from */
    uint64_t steps;   /* its length */
    const char *text; /* its schedule, shortened */
    bool current;
} session_branch_t;

typedef enum session_break_kind {
    SESSION_BREAK_LINE,
    SESSION_BREAK_OPERATION, /* text: "store", "acquire", "print", … */
    SESSION_BREAK_CONDITION, /* text: "balance < 0", "balance.value == 99", "slots[2] > 1" */
    SESSION_BREAK_END,       /* text: path of the process, or "" any */
    SESSION_BREAK_KIND_COUNT,
} session_break_kind_t;

typedef struct session_break {
    session_break_kind_t kind;
    uint32_t line;
    const char *text;
} session_break_t;

typedef enum session_pick { SESSION_PICK_SEED, SESSION_PICK_TURN, SESSION_PICK_SCHEDULE } session_pick_t;

typedef struct session_view {
    session_mode_t mode;
    bool busy;           /* a command is still going on */
    const char *failure; /* SESSION_FAILED: message, "" otherwise */
    uint64_t step; /* present step; step_newest is the end of this branch, step_begin where Run opened */
    uint64_t step_newest, step_begin;
    uint64_t clock_ns; /* the session's clock: virtual in HELD, since the start in FREE */
    double pace;       /* steps a second of play; */
    double speed;      /* of sleeps in a free run */
    session_pick_t pick;
    uint64_t seed; /* of the scheduler */
    bool automatic;
    bool fresh_processes; /* the last command re-ran the program: PIDs are new */
    const char *sentence; /* what just happened, or why a command was refused */
    bool refused;
    const char *warning; /* the lost update about to happen, "" none */
    int exit_code;       /* of main, in DONE: as `lockstep run` would end; -1 unknown */
    session_process_t *processes;
    size_t process_count;
    session_shared_t *shared;
    size_t shared_count;
    session_cell_t
        *cells; /* the steps of this branch, undone ones included; a long run keeps the last ones */
    size_t cell_count;
    uint64_t cells_left_out;
    session_output_t *output;
    size_t output_count;
    session_lane_t *lanes;
    size_t lane_count;
    uint64_t lanes_from_ns, lanes_to_ns, together_ns; /* together: at least two processes ran */
    uint64_t operations, events_lost; /* of the free run: all, and those not kept one by one */
    session_verdict_t verdict;
    const char *verdict_text; /* "deadlock: join before get", … "" none */
    session_wait_t *waits;
    size_t wait_count;
    session_branch_t *branches;
    size_t branch_count;
    session_break_t *breaks;
    size_t break_count;
    uint64_t guide_steps, guide_at; /* SESSION_PICK_SCHEDULE: length of the schedule (0: none is loaded), and
                                       how many of its steps lie behind us */
    bool guide_left;                /* the way here is not the schedule's: it cannot guide any more */
    uint32_t trials_wanted, trials_done; /* the histogram of free runs; done: counted in `ends` */
    bool trials_running, trials_stopped; /* stopped: fewer were done than wanted because somebody said so */
    session_end_count_t *ends;
    size_t end_count;
    const char *missing_protection; /* "" or: "not protected here by seccomp (…)" */
} session_view_t;

/* ---- opening ---- */

typedef struct session_options {
    const char *begin; /* NULL or "start"; "all-started"; else a text that stands in one line: held when main
                          comes to it */
    bool free;         /* run free at once, else held at `begin` */
    uint64_t seed;     /* of the scheduler and of the program's `random`; 0: 1 when held, none when free */
    double speed;      /* of sleeps in a free run; 0: 1.0 */
    const char *const *watch; /* names shown first */
    size_t watch_count;
} session_options_t;

/* Forks what must be forked early. NULL: no memory or no process could be had; `why` (if not NULL) gets a
 * constant sentence. */
session_host_t *session_host_new(const char **why);
void session_host_free(session_host_t *host);

/* Starts the program `text` (copied). `file` is the name in tracebacks. Never NULL but for want of memory: a
 * program that does not compile gives a session in SESSION_FAILED whose view carries the message. */
session_t *session_open(session_host_t *host, const char *text, size_t size_bytes, const char *file,
                        const session_options_t *options);
void session_close(session_t *session);

int session_fd(const session_t *session);
/* True: something changed since the last view. */
bool session_pump(session_t *session);
/* As pump, but waits up to `timeout_ms` for the command that is going on to end. True: nothing is going on.
 */
bool session_settle(session_t *session, int timeout_ms);
const session_view_t *session_view(session_t *session);
/* Under the hood of a free run: the newest operations that made system calls, oldest first. Their texts live as
 * long as the view. Returns how many. */
size_t session_hood(session_t *session, session_call_t calls[SESSION_HOOD_MAX]);
/* Reads /proc for all processes into the next view: call at the frame rate, or after a change when held. */
void session_sample(session_t *session);

/* ---- commands: true taken, false refused with the reason in view.sentence ---- */

bool session_step(session_t *session, uint32_t process);
/* One item of its buffer goes into the pipe of `queue` (a name as in `delivers`; NULL: the first that can take
 * one): a step of its feeder, while its own operation stays pending. session_step does it where the process
 * itself cannot go. */
bool session_deliver(session_t *session, uint32_t process, const char *queue);
bool session_step_any(session_t *session); /* the scheduler picks */
bool session_step_line(
    session_t *session); /* the scheduler picks one; that one goes on to the end of its line */
bool session_step_until_blocked(session_t *session, uint32_t process); /* until it waits, prints or ends */
bool session_run_until_break(session_t *session);
bool session_play(session_t *session, double steps_a_second);
bool session_pause(session_t *session);
bool session_free_run(session_t *session); /* let go; from DONE: the program again */
bool session_back(session_t *session, uint64_t steps);
bool session_back_line(session_t *session);
bool session_forward(session_t *session, uint64_t steps);
bool session_goto(session_t *session, uint64_t step);
bool session_home(session_t *session); /* where Run opened */
bool session_end(session_t *session);  /* the newest step */
bool session_restart(session_t *session, bool free);
bool session_kill(session_t *session, uint32_t process, int signal_number);
bool session_time(session_t *session);                   /* let time pass to the next wake-up */
bool session_fire(session_t *session, uint32_t process); /* its timeout fires now */
bool session_branch(session_t *session, uint32_t id);
void session_set_pick(session_t *session, session_pick_t pick, uint64_t seed);
void session_set_automatic(session_t *session, bool on);
void session_set_speed(session_t *session, double factor);
bool session_add_break(session_t *session, session_break_kind_t kind, uint32_t line, const char *text);
void session_clear_break(session_t *session, size_t index); /* of view.breaks */
void session_clear_breaks(session_t *session);
/* n free runs, one after another, counted by how they end; the held world stays as it is. A run that has not
 * ended after `timeout_ms` is ended and counted as SESSION_END_HANGS. */
bool session_trials(session_t *session, uint32_t runs, int timeout_ms);
/* Ends the free run under way at once, uncounted, and takes no more; what was counted stays. False: none runs. */
bool session_trials_stop(session_t *session);

/* Follows a whole schedule or a piece from the present step (a piece leaves automatic steps out). False:
 * refused, or it did not fit; then view.sentence says at which step and why. It may still be going on: see
 * view.busy. A whole schedule is loaded as well, as by session_load. */
bool session_follow(session_t *session, const schedule_t *schedule);
/* From now on the scheduler's choice is this schedule's (SESSION_PICK_SCHEDULE): a whole one counts from the
 * start of the program, a piece from where Run opened. Nothing moves. Where the way here is another, or ends,
 * a step by the scheduler's choice is refused with the reason; going back to where it parted makes it guide
 * again. False: made for another program. */
bool session_load(session_t *session, const schedule_t *schedule);
/* The way from the start to the present step, with header; to be destroyed by the caller. */
bool session_schedule(session_t *session, schedule_t *schedule);

#endif
