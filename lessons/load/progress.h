/*
 * What the reader has done: one small YAML file, progress.yaml, in one folder.
 *
 * Protocol: progress_open() reads it; each progress_mark_*() takes the folder's lock file, reads what another
 * Lockstep may have written since, adds its own fact, writes a new file beside it, syncs it and renames it
 * over the old one. So two programs at once lose nothing, and a crash or a full disk leaves the old file
 * whole. A file that cannot be understood is renamed to progress.yaml.damaged-N and never thrown away;
 * `notice` says so.
 *
 * Facts only grow (a page seen stays seen, points are the best reached), except by progress_reset().
 */
#ifndef LESSONS_LOAD_PROGRESS_H
#define LESSONS_LOAD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress_lesson {
    char *id;
    uint32_t pages;  /* how many pages from the first were seen */
    bool read;       /* the last page was seen */
    char **answered; /* ids of questions answered rightly */
    uint32_t answered_count;
    char **missed; /* ids of questions answered wrongly at first */
    uint32_t missed_count;
    char **solved; /* ids of challenges */
    uint32_t solved_count;
    uint32_t points; /* of the exercise, the best so far */
    uint32_t tries;
    uint32_t hints; /* hints of the exercise that were read */
    bool answer_shown;
    char **ends; /* distinct bad ends found by the reader's own steps, as "variant: show" */
    uint32_t ends_count;
} progress_lesson_t;

/* Where the reader was when the program last ended. */
typedef struct progress_place {
    char *lesson; /* "" when nothing was opened yet */
    char *variant;
    char *view; /* "read", "run", "explore", "exercise" */
    uint32_t page;
} progress_place_t;

typedef struct progress_data {
    uint32_t format;
    progress_place_t last;
    progress_lesson_t *lessons;
    uint32_t lessons_count;
    char **recent; /* paths of the reader's own programs, newest first, at most 10 */
    uint32_t recent_count;
} progress_data_t;

typedef struct progress {
    char *folder;          /* "" when there is no place to keep anything */
    progress_data_t *data; /* never NULL */
    char notice[400];      /* "" or one line for the reader: why nothing is kept, or what was damaged */
    bool unsaved;          /* the last write failed: memory knows more than the file */
} progress_t;

/* `folder` NULL: $XDG_STATE_HOME/lockstep, or ~/.local/state/lockstep. Made on the first write. Returns NULL
 * only for want of memory; every other trouble is a notice, and progress then lives in memory alone. */
progress_t *progress_open(const char *folder);
void progress_free(progress_t *progress);

/* What is known of a lesson, or NULL. Valid until the next progress_ call. */
const progress_lesson_t *progress_of(const progress_t *progress, const char *lesson);

/* Each returns false when it could not be written; `notice` then says why. The fact counts in memory all the
 * same. */
bool progress_mark_page(progress_t *progress, const char *lesson, uint32_t page, bool last_page);
bool progress_mark_answer(progress_t *progress, const char *lesson, const char *question, bool right);
bool progress_mark_challenge(progress_t *progress, const char *lesson, const char *challenge);
bool progress_mark_end(progress_t *progress, const char *lesson, const char *variant, const char *show);
bool progress_mark_try(progress_t *progress, const char *lesson, uint32_t points);
bool progress_mark_hint(progress_t *progress, const char *lesson, uint32_t hints_read, bool answer_shown);
bool progress_mark_place(progress_t *progress, const char *lesson, const char *variant, const char *view,
                         uint32_t page);
bool progress_mark_recent(progress_t *progress, const char *path);

/* Forgets one lesson, or with NULL everything. */
bool progress_reset(progress_t *progress, const char *lesson);

#endif
