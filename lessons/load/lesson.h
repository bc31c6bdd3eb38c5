/*
 * A lesson as it stands in its YAML file: plain data, read-only for everybody but the loader.
 *
 * Got from lesson_load_file() (load.h) and given back with lesson_free(). Every string is NUL-terminated
 * UTF-8 without an inner NUL and never NULL: what the file leaves out is "". Every list is an array with a
 * count, NULL when the count is 0. A program text ends with a newline.
 *
 * Three kinds of text name things:
 *   place   text that occurs in exactly one line of the variant's program (place.h finds the line);
 *   moment  a piece of schedule, counted from where the lesson begins: "P1*1 P2*2", "" for the beginning, and
 * in a tour "rest" for the end (moment.h); show    how an end looks, by what `see` says: the last line; the
 * lines; the lines sorted; the lines of each process as "P1: text", main first; or the shared values as
 * "balance = 98", one a line, by name.
 */
#ifndef LESSONS_LOAD_LESSON_H
#define LESSONS_LOAD_LESSON_H

#include <stdbool.h>
#include <stdint.h>

typedef enum lesson_chapter { /* in the order of the menu: A to G */
                              CHAPTER_STARTING,
                              CHAPTER_MEMORY,
                              CHAPTER_RACES,
                              CHAPTER_MESSAGES,
                              CHAPTER_POOLS,
                              CHAPTER_IDEAS,
                              CHAPTER_CLASSICS,
                              CHAPTER_COUNT,
} lesson_chapter_t;

typedef enum lesson_level { LEVEL_BEGINNER, LEVEL_MIDDLE, LEVEL_ADVANCED } lesson_level_t;

typedef enum lesson_begin {
    BEGIN_START,       /* before main's first step */
    BEGIN_ALL_STARTED, /* when main has started its children and none has made a step of its own */
} lesson_begin_t;

typedef enum lesson_see {
    SEE_LAST_LINE,
    SEE_LINES,
    SEE_LINES_ANY_ORDER,
    SEE_EACH_PROCESS,
    SEE_VALUES
} lesson_see_t;

typedef enum lesson_sleeps {
    SLEEPS_ANY,   /* a sleep may take any time: no promise of order */
    SLEEPS_EXACT, /* sleeps take what they say, everything else takes no time */
} lesson_sleeps_t;

/* How a run came to its end. */
typedef enum lesson_how {
    HOW_DONE,     /* main ended, and no process by an uncaught exception */
    HOW_ERROR,    /* some process ended by an uncaught exception */
    HOW_DEADLOCK, /* somebody lives and nobody can ever go on */
    HOW_ENDLESS,  /* it goes on for ever without an end */
} lesson_how_t;

typedef enum lesson_search {
    SEARCH_ALL,  /* the ends are held to the search */
    SEARCH_NONE, /* not searched, and `reason` says why */
} lesson_search_t;

typedef enum lesson_question_kind {
    QUESTION_CHOICE, /* the author wrote the answers */
    QUESTION_VALUE,  /* what `of` holds after `go` */
    QUESTION_WHO,    /* which processes can go now */
    QUESTION_ENDS,   /* which of `candidates` the program can end with */
} lesson_question_kind_t;

typedef enum lesson_demand_kind {
    DEMAND_ENDS,        /* every end, in every case, shows `show` */
    DEMAND_NO_DEADLOCK, /* nobody waits for ever */
    DEMAND_NO_ERROR,    /* no process ends by an uncaught exception */
    DEMAND_STORES,      /* each child stores to each of `of` exactly `each` times, in every order */
    DEMAND_OVERLAP,     /* in some order one child touches `of` between another's first touch and its last */
    DEMAND_TOGETHER,    /* in some order at least `each` children live at once */
} lesson_demand_kind_t;

/* ---- programs and what they must do ---- */

/* A line NAME = number that the reader may turn. */
typedef struct lesson_knob {
    char *name;
    char *says;
    int64_t held; /* the number for held runs and the search */
    int64_t free; /* the number for free runs; equal to held where the file does not give it */
    int64_t *offer;
    uint32_t offer_count;
} lesson_knob_t;

typedef struct lesson_end {
    char *show;
    lesson_how_t how;
    bool good;
    char *says;
} lesson_end_t;

typedef struct lesson_ends {
    lesson_see_t see;
    lesson_sleeps_t sleeps;
    bool complete; /* exactly these ends; else: at least these */
    bool draft;    /* `ends` has no list yet: only in what lesson_load_draft() gives */
    lesson_end_t *list;
    uint32_t list_count;
} lesson_ends_t;

/* Of `runs` free runs on idle cores so many end in an end that is not good. */
typedef struct lesson_free_runs {
    uint32_t runs; /* 0: the lesson promises nothing */
    uint32_t bad_at_least;
    uint32_t bad_at_most;
} lesson_free_runs_t;

/* NAME = number put into a program before it is run or searched. `to` is a number. */
typedef struct lesson_setting {
    char *name;
    int64_t to;
} lesson_setting_t;

typedef struct lesson_search_terms {
    lesson_search_t mode;
    char *reason;
    uint64_t bound; /* states; 0: the default of the search */
    lesson_setting_t *set;
    uint32_t set_count; /* knobs that the search takes at other numbers than `held` */
} lesson_search_terms_t;

typedef struct lesson_variant {
    char *id;
    char *title;
    char *point;
    char *program;
    lesson_ends_t ends; /* ends.list_count == 0: nothing stated */
    lesson_free_runs_t free;
    lesson_search_terms_t search;
} lesson_variant_t;

/* ---- words around them ---- */

/* `text` is paragraphs with `code` and *words*, and lines "{program VARIANT: FROM .. TO}" (page.h). */
typedef struct lesson_page {
    char *title;
    char *text;
} lesson_page_t;

typedef struct lesson_choice {
    char *text;
    bool right;
    char *why;
} lesson_choice_t;

typedef struct lesson_question {
    char *id;
    lesson_question_kind_t kind;
    char *variant; /* "": the first */
    char *at;      /* moment at which it is asked */
    char *ask;
    char *why; /* said after the answer; may be "" where the machine answers */
    lesson_choice_t *choices;
    uint32_t choices_count;
    char *of; /* QUESTION_VALUE: name of a shared thing */
    char *go; /* QUESTION_VALUE: the steps taken before it is read */
    char **candidates;
    uint32_t candidates_count; /* QUESTION_ENDS: texts as `show` */
} lesson_question_t;

/* A stop either goes somewhere and says something, or asks a question (`ask` is its id, the rest ""). */
typedef struct lesson_stop {
    char *go;    /* steps from the stop before; "rest": to the end */
    char *point; /* place that is marked */
    char *say;
    char *ask;
} lesson_stop_t;

typedef struct lesson_tour {
    char *variant; /* "": the first */
    lesson_stop_t *stops;
    uint32_t stops_count; /* 0: the lesson has no tour */
} lesson_tour_t;

typedef struct lesson_challenge {
    char *id;
    char *variant;
    char *goal; /* an end's `show` */
    lesson_how_t how;
    char *task;
    char **hints;
    uint32_t hints_count;
} lesson_challenge_t;

/* ---- the exercise ---- */

typedef struct lesson_case {
    lesson_setting_t *set;
    uint32_t set_count;
} lesson_case_t;

typedef struct lesson_demand {
    char *id;
    uint32_t points;
    lesson_demand_kind_t kind;
    char *show; /* DEMAND_ENDS; {NAME} stands for the case's number */
    char *text;
    char **of;
    uint32_t of_count;
    char *each; /* a number, or the NAME of a line of the case */
} lesson_demand_t;

/* An answer made of the starter: its lines from the place `from` to the place `to` replaced by `with`, which
 * is indented to where `from` stands. All three "": the starter as it is. With `whole` the answer is that
 * program. */
typedef struct lesson_answer {
    char *why;
    char *from;
    char *to;
    char *with;
    char *whole;
    char **fails; /* must_fail only: ids of the demands that it must fail */
    uint32_t fails_count;
} lesson_answer_t;

typedef struct lesson_exercise {
    char *title;
    char *file; /* name of the reader's file, such as "transfer.py" */
    uint32_t minutes;
    char *task;
    char *starter;
    char **keep;
    uint32_t keep_count;
    lesson_see_t see;       /* what counts as an end; SEE_LINES where the file says nothing */
    lesson_sleeps_t sleeps; /* SLEEPS_ANY where the file says nothing */
    lesson_case_t *cases;
    uint32_t cases_count; /* 0: the starter's numbers as they stand */
    uint64_t bound;       /* states for each case; 0: the default of the search */
    lesson_demand_t *demands;
    uint32_t demands_count;
    char **hints;
    uint32_t hints_count;
    char *solution;
    lesson_answer_t *also_right;
    uint32_t also_right_count;
    lesson_answer_t *must_fail;
    uint32_t must_fail_count;
} lesson_exercise_t;

typedef struct lesson_note {
    uint32_t minute;
    char *note;
} lesson_note_t;

typedef struct lesson {
    uint32_t format;
    char *id;
    char *language;
    char *title;
    char *name; /* short title for the menu; equal to title where the file does not give it */
    lesson_chapter_t chapter;
    uint32_t position; /* within the chapter */
    char **scenarios;  /* rows of the course plan that it covers, such as "C1" */
    uint32_t scenarios_count;
    lesson_level_t level;
    uint32_t minutes;
    char **after; /* ids of lessons that are better read first */
    uint32_t after_count;
    char **objectives;
    uint32_t objectives_count;
    lesson_knob_t *knobs;
    uint32_t knobs_count;
    char **watch; /* names of the shared things shown first */
    uint32_t watch_count;
    lesson_begin_t begin;
    lesson_page_t *pages;
    uint32_t pages_count; /* at least 1 */
    lesson_variant_t *variants;
    uint32_t variants_count; /* at least 1 */
    lesson_question_t *questions;
    uint32_t questions_count;
    lesson_tour_t *tour; /* NULL: none */
    lesson_challenge_t *challenges;
    uint32_t challenges_count;
    lesson_exercise_t *exercise; /* NULL: none */
    lesson_note_t *teacher;
    uint32_t teacher_count;
} lesson_t;

/* Frees the lesson and all that hangs on it. NULL is fine. */
void lesson_free(lesson_t *lesson);

/* The variant of that id, or the first one for ""; NULL if there is none. */
const lesson_variant_t *lesson_variant(const lesson_t *lesson, const char *id);

/* The question of that id, or NULL. */
const lesson_question_t *lesson_question(const lesson_t *lesson, const char *id);

/* "A" to "G", and the chapter's name for people ("Starting and waiting"). */
const char *chapter_letter(lesson_chapter_t chapter);
const char *chapter_title(lesson_chapter_t chapter);

#endif
