/*
 * The path of a process: its name by birth order, the same in every schedule.
 *
 * `main` is the first process, `P1` its first child, `P2.1` the first child of its second. A path is one
 * number that spells itself (no table): a leading 1 bit, then each ordinal as groups of 3 bits under a
 * continuation bit. 15 nested levels fit while ordinals stay below 8, 5 while they stay below 512. Equal
 * paths are equal numbers.
 */
#ifndef LOCKSTEP_CORE_PATH_H
#define LOCKSTEP_CORE_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t mp_path_t;

enum {
    MP_PATH_NONE = 0,   /* no process */
    MP_PATH_MAIN = 1,   /* the main process of a session */
    MP_PATH_TEXT = 48,  /* bytes that hold the text of any path, with its NUL */
    MP_PATH_DEPTH = 16, /* more ordinals than any path has */
};

/* The path of the `ordinal`-th child (from 1) of `parent`; MP_PATH_NONE when it does not fit: refuse the
 * birth. */
mp_path_t mp_path_child(mp_path_t parent, uint32_t ordinal);

/* The parent's path; MP_PATH_NONE of main. */
mp_path_t mp_path_parent(mp_path_t path);

/* Writes the ordinals from the top (none for main) to `ordinals` and returns their number; -1 if `path` is
 * not one. */
int mp_path_ordinals(mp_path_t path, uint32_t ordinals[MP_PATH_DEPTH]);

/* Writes "main", "P1", "P2.1" with its NUL; "-" for MP_PATH_NONE and "?" for a number that is no path.
 * Returns text. */
char *mp_path_format(mp_path_t path, char text[MP_PATH_TEXT]);

/* Reads the longest path that `text` begins with and sets *end behind it; MP_PATH_NONE (end untouched) if
 * none. */
mp_path_t mp_path_parse(const char *text, const char **end);

/* Birth order: main first, then by ordinals from the top, a parent before its children. */
int mp_path_compare(mp_path_t a, mp_path_t b);

#endif
