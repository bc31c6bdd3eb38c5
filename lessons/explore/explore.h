/*
 * The search: every interleaving of a program, on the same bytecode and the same synchronisation code as a
 * live run.
 *
 * Protocol: fill explore_options_t (explore_options_init, then what differs), call explore_run with the
 * program's text, read the report, explore_report_free. A run holds no global state; several may go on in
 * different threads. `stop` may be set by a signal handler or another thread at any time: the search then
 * ends with what it has, marked as bounded. Strings in the report belong to the report.
 *
 * Words. A *state* is the private image of each process and the state of each shared object. A *step* is one
 * visible operation and the private code behind it (PROTOCOLS 9). An *end* is what the reader chose to look
 * at (explore_see) of a state in which nobody can ever step again. A *witness* is a schedule that leads there
 * from the start, with the fewest context switches and, among these, the fewest steps.
 */
#ifndef LESSONS_EXPLORE_EXPLORE_H
#define LESSONS_EXPLORE_EXPLORE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name in lessons and on the command line */
#define EXPLORE_SEES(X)                                                                                      \
    X(LAST_LINE, "last-line")                                                                                \
    X(LINES, "lines")                                                                                        \
    X(LINES_ANY_ORDER, "lines-any-order")                                                                    \
    X(EACH_PROCESS, "each-process")                                                                          \
    X(VALUES, "values")

typedef enum explore_see {
#define X(id, name) EXPLORE_SEE_##id,
    EXPLORE_SEES(X)
#undef X
} explore_see_t;

typedef enum explore_timing {
    EXPLORE_TIMING_ANY,  /* a sleep may take any time, a timeout fires or not */
    EXPLORE_TIMING_IDEAL /* sleeps take what they say, private code takes none */
} explore_timing_t;

typedef struct explore_progress {
    uint64_t states, transitions, frontier;
    size_t memory_bytes;
    double elapsed_s;
} explore_progress_t;

typedef struct explore_options {
    explore_see_t see;
    explore_timing_t timing;
    bool one_end;            /* a second end is wrong */
    const char *expect;      /* the only right end, NULL: none named */
    const char *invariant;   /* an expression over shared values, NULL: none */
    uint64_t max_states;     /* 0: the default, EXPLORE_DEFAULT_STATES */
    size_t max_memory_bytes; /* 0: half of what is free, at most EXPLORE_DEFAULT_MEMORY */
    double timeout_s;        /* 0: none */
    uint64_t max_spins;      /* millions of instructions without a step that others see, and for each of them
                                the megabytes that the process holds then; 0: no bound */
    uint64_t seed;           /* what random.seed() without an argument gives the program */
    bool held_steps; /* quiet is only what is quiet in a held run: for moments of a lesson, not for counts */
    volatile sig_atomic_t *stop;
    void (*progress)(void *context, const explore_progress_t *progress); /* about ten times a second */
    void *progress_context;
} explore_options_t;

#define EXPLORE_DEFAULT_STATES UINT64_C(50000000)
#define EXPLORE_DEFAULT_MEMORY (SIZE_C_GIB(8))
#define SIZE_C_GIB(n)          ((size_t)(n) << 30)

/* One step of a witness, in the words of the screen. */
typedef struct explore_step {
    uint32_t number;     /* 1-based, as in every schedule */
    const char *process; /* path: "P1" */
    uint32_t line, column;
    const char *cell; /* short: "r100", "w99", "▸P1", "acq lock" */
    const char *text; /* long: "P1 reads balance = 100" */
    bool quiet;       /* a start, exit or join that nobody can tell apart */
} explore_step_t;

typedef struct explore_value {
    const char *name; /* "balance"; "Value 2 of main" where the program gives no name */
    const char *text; /* "98", "[1, 2]" */
} explore_value_t;

typedef enum explore_end_kind {
    EXPLORE_END_NORMAL,    /* every process has ended */
    EXPLORE_END_DEADLOCK,  /* someone waits for ever */
    EXPLORE_END_EXCEPTION, /* an uncaught exception in some process (with what `see` shows) */
    EXPLORE_END_INVARIANT, /* the invariant is broken in a state on the way */
    EXPLORE_END_LIVELOCK   /* a set of states that goes on for ever without an end */
} explore_end_kind_t;

typedef struct explore_waiting {
    const char *process;
    uint32_t line;
    const char *on;      /* "lock", "end of P1", "item from q" */
    const char *held_by; /* path, or NULL */
    uint32_t held_since; /* step of the witness, 0 unknown */
    bool holder_ended;   /* and will never give it back */
    bool goes_on;        /* livelock: it does not wait, it takes steps for ever; `on` is "" */
} explore_waiting_t;

typedef struct explore_error {
    const char *process;
    uint32_t line;
    const char *message; /* CPython's last line */
} explore_error_t;

typedef struct explore_outcome {
    explore_end_kind_t kind;
    const char *show;   /* what `see` shows: the text that lessons and --expect compare */
    const char *output; /* the witness's whole output */
    int exit_code;      /* of main: 0…255, 128 + n for a signal, -1 where it never ends */
    bool wrong;         /* by --expect, --one-end, deadlock, exception, invariant */
    const char *orders; /* decimal number of orders that lead here; NULL where cycles reach it */
    explore_value_t *values;
    size_t value_count;
    explore_step_t *steps; /* the witness */
    size_t step_count;
    uint32_t switches;
    const char *schedule;       /* its schedule file's text */
    explore_waiting_t *waiting; /* deadlock */
    size_t waiting_count;
    explore_error_t *errors; /* exceptions */
    size_t error_count;
    char **why; /* the explanation: sentences */
    size_t why_count;
} explore_outcome_t;

typedef struct explore_report {
    bool exhausted;
    const char *bound; /* which bound was reached: "50000000 states", "stopped"; NULL if exhausted */
    uint64_t states, transitions;
    double elapsed_s;
    size_t memory_bytes;
    explore_outcome_t *outcomes; /* wrong and right, sorted by what they show */
    size_t outcome_count;
    /* Ways to where a process (waiting[0]) can wait for ever while others go round, or where some can go round
     * for ever (waiting, with goes_on) though nobody waits: all allowed by a scheduler that is weakly fair. They
     * are no ends, and no orders are counted for them; kind is LIVELOCK. */
    explore_outcome_t *starving;
    size_t starving_count;
    const char *all_orders; /* decimal sum, NULL where some outcome has none */
    const char *counting;   /* the counting rule in words */
    char **assumed;         /* "random.seed() without a seed: 1 was taken" */
    size_t assumed_count;
    bool sleeps;        /* the program sleeps or has timeouts */
    uint32_t processes; /* that came up in some order, main among them */
} explore_report_t;

typedef enum explore_status {
    EXPLORE_OK,
    EXPLORE_BAD_PROGRAM,   /* does not compile: message */
    EXPLORE_BAD_INVARIANT, /* message */
    EXPLORE_OUT_OF_MEMORY,
} explore_status_t;

void explore_options_init(explore_options_t *options);

/* Searches `text` (a program, UTF-8, knobs already set). On EXPLORE_OK *report is set and must be freed; on
 * failure it is NULL and `message` (size bytes) holds one line that says where and why. */
explore_status_t explore_run(const char *text, size_t size, const char *file,
                             const explore_options_t *options, explore_report_t **report, char *message,
                             size_t message_size);
void explore_report_free(explore_report_t *report);

const char *explore_see_name(explore_see_t see);
bool explore_see_parse(const char *name, explore_see_t *see);

#endif
