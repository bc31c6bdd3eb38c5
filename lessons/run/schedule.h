/*
 * Schedules: who took which step, as a small text that a person can read, write and keep.
 *
 *     lockstep-schedule 1
 *     program 8c4f…            (XXH3-128 of the program text, 32 hexadecimal digits)
 *     file atm.py
 *     seed 1
 *     clock 1700000000000000000   (wall time, ns since 1970, at which the program's own clock showed 0)
 *     begin all-started
 *
 *     main*2 P1*1 P2*2
 *     P1*1 rest
 *
 * The header ends at the first empty line; a piece of schedule (a tour stop, a question) is a body alone. `#`
 * begins a comment. Entries:
 *
 *     P1*3       three steps of P1 (`P1` alone is one step)
 *     P1!        the timeout of P1's pending operation fires
 *     P1~q       P1's buffer delivers one message into queue q (a name, or an object path such as main.2)
 *     +          time passes until the next deadline; in a piece it also does so when nobody can go
 *     kill P1 TERM   a signal from outside
 *     val P1 17  the next clock or entropy read of P1 gives 17: nanoseconds since the program's start, or 64 bits.
 *                No step of its own. A record has none: while held the clock is virtual and entropy is the seed's,
 *                so `seed` and `clock` say all that such reads give
 *     rest       everybody goes on in turn until the end: the next to step is the first that can, in the order of
 *                paths (main, P1, P1.1, P2), behind the one that stepped last, then from main again. What goes by
 *                itself does not count, and where a lesson begins nobody has stepped. Its own step goes before a
 *                delivery of it; when nobody can, time passes to the next deadline; no time-out fires before
 *
 * Steps count visible operations; automatic steps (starts, exits, joins that nobody can tell apart) stand in
 * a full schedule like all others, while a piece leaves them out.
 */
#ifndef LESSONS_RUN_SCHEDULE_H
#define LESSONS_RUN_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCHEDULE_VERSION = 1, SCHEDULE_PATH_MAX = 48, SCHEDULE_NAME_MAX = 48 };

typedef enum schedule_kind {
    SCHEDULE_STEP,    /* path, count */
    SCHEDULE_TIMEOUT, /* path */
    SCHEDULE_DELIVER, /* path, name */
    SCHEDULE_TIME,    /* nothing */
    SCHEDULE_KILL,    /* path, value: the signal's number */
    SCHEDULE_VALUE,   /* path, value */
    SCHEDULE_REST,    /* nothing; last entry */
} schedule_kind_t;

typedef struct schedule_entry {
    schedule_kind_t kind;
    char path[SCHEDULE_PATH_MAX];
    char name[SCHEDULE_NAME_MAX];
    uint64_t count; /* at least 1 */
    uint64_t value;
} schedule_entry_t;

typedef struct schedule {
    char digest[33];   /* of the program text; empty in a piece */
    char *file;        /* the program's name, NULL unknown */
    char *begin;       /* where step 1 is counted from, NULL: the start of the program */
    uint64_t seed;     /* of the scheduler and of the program's `random` */
    uint64_t clock_ns; /* wall time at which the program's clock showed 0; 0 unknown */
    bool has_header;
    schedule_entry_t *entries;
    size_t count, room;
} schedule_t;

typedef struct schedule_error {
    uint32_t line, column; /* 1-based place in the text */
    char message[160];
} schedule_error_t;

void schedule_init(schedule_t *schedule);
void schedule_destroy(schedule_t *schedule);

/* Reads a whole file or a piece. False: `error` says where and why, and `schedule` is empty. */
bool schedule_parse(schedule_t *schedule, const char *text, size_t size_bytes, schedule_error_t *error);

/* The text of the whole (with header) or of the entries alone, NUL-terminated, to be freed by the caller.
 * Runs of one process are joined. NULL: no memory. */
char *schedule_format(const schedule_t *schedule);
char *schedule_format_entries(const schedule_entry_t *entries, size_t count);

/* Appends; a step of the same process as the last entry raises its count. False: no memory. */
bool schedule_append(schedule_t *schedule, const schedule_entry_t *entry);
bool schedule_append_step(schedule_t *schedule, const char *path);

/* Shortens to the first n steps, counted by single steps. */
void schedule_cut(schedule_t *schedule, uint64_t steps);
/* Number of single steps, `rest` not counted. */
uint64_t schedule_steps(const schedule_t *schedule);
bool schedule_copy(schedule_t *to, const schedule_t *from);

/* The digest of a program text as it stands in the header: 32 digits and a NUL. */
void schedule_digest(const char *program, size_t size_bytes, char digest[33]);

#endif
