/*
 * The facts of progress.h as data: how they grow, how two sets of them are joined, and their YAML schema. No
 * file is touched here. Every pointer in the data is cyaml_mem's, so that conform_free() can free the whole.
 */
#ifndef LESSONS_LOAD_PROGRESS_DATA_H
#define LESSONS_LOAD_PROGRESS_DATA_H

#include "lessons/load/progress.h"

#include <cyaml/cyaml.h>

enum { PROGRESS_FORMAT = 1, PROGRESS_RECENT_MAX = 10 };

extern const cyaml_schema_value_t progress_schema;

/* One change. `kind` says which of the fields count. */
typedef enum progress_change_kind {
    CHANGE_PAGE,      /* lesson, number = page, flag = last page */
    CHANGE_ANSWER,    /* lesson, text = question, flag = right */
    CHANGE_CHALLENGE, /* lesson, text */
    CHANGE_END,       /* lesson, text */
    CHANGE_TRY,       /* lesson, number = points */
    CHANGE_HINT,      /* lesson, number = hints, flag = answer shown */
    CHANGE_PLACE,     /* lesson, text = variant, view, number = page */
    CHANGE_RECENT,    /* text = path */
    CHANGE_RESET,     /* lesson, or NULL: all */
} progress_change_kind_t;

typedef struct progress_change {
    progress_change_kind_t kind;
    const char *lesson;
    const char *text;
    const char *view;
    uint32_t number;
    bool flag;
} progress_change_t;

/* Empty data; NULL for want of memory. */
progress_data_t *progress_data_new(void);

/* Puts a change in. `changed` is set to true if the data is different now. False for want of memory. */
bool progress_data_apply(progress_data_t *data, const progress_change_t *change, bool *changed);

/* Adds to `data` what `other` knows more: pages, answers, points. */
bool progress_data_join(progress_data_t *data, const progress_data_t *other);

progress_lesson_t *progress_data_find(const progress_data_t *data, const char *lesson);

#endif
