/*
 * Whether a lesson makes sense, as far as that can be said without running anything: names that are named
 * exist, places stand in exactly one line, programs compile, numbers fit together. What needs the search
 * (ends, tours, answers) is the business of `lockstep check`.
 */
#ifndef LESSONS_LOAD_CHECK_STATIC_H
#define LESSONS_LOAD_CHECK_STATIC_H

#include "lessons/load/lesson.h"
#include "lessons/load/prescan.h"

/* Adds a problem for each fault. `tree` is the prescan of the same text. Of a `draft` the ends are still to be
 * filled in: what rests on their list is not looked at. */
void check_static(const char *name, const lesson_t *lesson, const prescan_node_t *tree, bool draft,
                  problems_t *problems);

/* ---- shared by the parts of the check ---- */

typedef struct check {
    const char *name;
    const lesson_t *lesson;
    const prescan_node_t *tree;
    bool draft;
    problems_t *problems;
} check_t;

/* Problem at a node's value, or its key; `node` may be NULL (then the file as a whole). */
void check_fault(const check_t *check, const prescan_node_t *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Lower-case letters, digits and hyphens. */
void check_id(const check_t *check, const prescan_node_t *node, const char *id);

/* Compiles a program; findings get their line in the lesson file. False if there was one. */
bool check_program(const check_t *check, const prescan_node_t *node, const char *program);

/* The variant that is named (""): the first), or NULL after a problem was added. */
const lesson_variant_t *check_variant(const check_t *check, const prescan_node_t *node, const char *id);

/* A place in a program: exactly one line has it. */
void check_place(const check_t *check, const prescan_node_t *node, const char *program, const char *place);

/* A moment: a piece of schedule. `rest` only where it is allowed. */
void check_moment(const check_t *check, const prescan_node_t *node, const char *moment, bool rest_allowed);

void check_questions(const check_t *check);
void check_tour(const check_t *check);
void check_challenges(const check_t *check);
void check_exercise(const check_t *check);

#endif
