/*
 * The screen as a whole: what is open, which view shows it, and the loop.
 *
 * app_t holds what views share: the catalogue, the reader's progress, the open lesson (or a program of the
 * reader's own, as a lesson without words), its variant and knobs, the live session. A view is a table of
 * functions over it (view.h); its own state hangs in app->states by the view's number. Everything runs in one
 * thread but a search (explore_task.h). Nothing blocks: the loop waits for keys, the session, finished
 * searches, changed files and timers.
 */
#ifndef APP_TUI_APP_H
#define APP_TUI_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/tui/commands.h"
#include "app/tui/paint.h"
#include "app/tui/theme.h"
#include "lessons/load/catalogue.h"
#include "lessons/load/progress.h"
#include "lessons/run/session.h"

typedef enum view_id { VIEW_MENU, VIEW_READ, VIEW_RUN, VIEW_EXPLORE, VIEW_EXERCISE, VIEW_COUNT } view_id_t;

enum { APP_SENTENCE = 512, APP_KNOBS = 16 };

typedef struct app {
    catalogue_t catalogue;
    progress_t *progress;
    theme_t theme;
    bool ascii, projector, covered;

    view_id_t view;
    void *states[VIEW_COUNT]; /* each view's own; made by its open, freed by its close */

    /* What is open. lesson NULL: only the menu. A program of the reader's own is a lesson of one variant. */
    const lesson_t *lesson;
    lesson_t *own;                            /* the lesson made around a program; freed with what is open */
    char *own_path;                           /* its file; NULL for a lesson of the catalogue */
    bool preview;                             /* own is a lesson's file that somebody writes, not a program */
    uint32_t variant;                         /* number in lesson->variants */
    int64_t held[APP_KNOBS], free[APP_KNOBS]; /* the knobs' numbers now */
    uint32_t page;

    session_host_t *host;
    session_t *session;      /* NULL: not opened yet, or lesson changed */
    unsigned session_serial; /* changes with each session: a new one may stand at the old one's address */
    bool free_numbers;       /* the next session runs the program free, at the knobs' free numbers */

    struct dialog *dialog;           /* dialog.h; NULL: none is open */
    struct question *question;       /* question.h; NULL: none is open */
    uint32_t put_off;                /* the question behind the one that was closed last */
    struct challenge *challenge;     /* challenge.h; NULL: none is going on */
    struct run_recording *recording; /* stops of a tour that are being recorded (run_record.c); NULL: none */
    bool led;            /* where the session stands was reached along a way that somebody else chose */
    int wake_fd;         /* eventfd: a search in a thread has news */
    int watch_fd;        /* inotify on the folder of the exercise; -1 none */
    int own_watch_fd;    /* inotify on the folder of own_path; -1 none */
    char *text_override; /* a what-if: this text runs instead of the variant's; malloc'ed, NULL none */

    char sentence[APP_SENTENCE]; /* one sentence of what just happened, from the app or the view; "" none */
    bool sentence_is_refusal;
    char last_key[COMMAND_KEY_TEXT]; /* echoed in projector mode */

    bool dirty; /* draw again */
    bool leave;
} app_t;

/* Opens a lesson of the catalogue (by id) in a view; false with a sentence if there is none. */
bool app_open_lesson(app_t *app, const char *id, view_id_t view);
/* Opens the reader's own program. false: sentence says why. */
bool app_open_program(app_t *app, const char *path, view_id_t view);
/* Opens a lesson's file, for those who write one. It is read again whenever it is saved. */
bool app_open_lesson_file(app_t *app, const char *path, view_id_t view);
/* The file of what is open was saved: read again, in the same view; a fault is said and the old one stays. */
void app_reload(app_t *app);
/* Something happened in its folder: reads it again if it was that file. */
void app_look_at_own(app_t *app);
/* A program of the reader's own, not a lesson. */
bool app_is_program(const app_t *app);
/* Whether what the reader does counts: not in front of a class, not for a file of one's own. */
bool app_counts(const app_t *app);

/* Back to the menu; the session ends. */
void app_close_lesson(app_t *app);

void app_show(app_t *app, view_id_t view);
void app_set_variant(app_t *app, uint32_t variant);
void app_say(app_t *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_refuse(app_t *app, const char *format, ...) __attribute__((format(printf, 2, 3)));

const lesson_variant_t *app_variant(const app_t *app);
/* The program of the present variant with the knobs' present numbers; caller frees, NULL: no memory. */
char *app_program_text(const app_t *app, bool free_run);
/* Whether the knobs stand at the numbers for which the lesson makes its claims. */
bool app_knobs_as_stated(const app_t *app);
/* What the program is called on the screen: the variant's title, or what stands in for it. */
const char *app_program_title(const app_t *app);
/* Name of the program in tracebacks and schedules: "atm.bare.py" or the path. Caller frees. */
char *app_program_name(const app_t *app);

/* The session of what is open, held at the lesson's begin, made when first asked for; NULL: sentence says
 * why. */
session_t *app_session(app_t *app);
/* What runs from now on instead of the variant's program (copied), until the variant or a knob changes; NULL:
 * the variant again. The session is dropped. */
void app_set_override(app_t *app, const char *text);

/* The program changed (variant, knob, file): the next app_session starts afresh. */
void app_drop_session(app_t *app);

/* $VISUAL, $EDITOR or nano on a file; the screen comes back afterwards. false: sentence says why. */
bool app_edit(app_t *app, const char *path);

#endif
