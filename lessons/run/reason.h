/*
 * Why a process cannot go, in words: on what it waits, who holds it, since when.
 */
#ifndef LESSONS_RUN_REASON_H
#define LESSONS_RUN_REASON_H

#include <stddef.h>

#include "core/machine.h"

typedef enum reason_length {
    REASON_SHORT, /* "waits: end of P1" */
    REASON_LONG,  /* "P2 waits for lock, held by P1" */
} reason_length_t;

/* Writes a terminated text for the pending operation of a live process and returns it. */
char *reason_words(mp_machine_t *machine, const mp_view_t *view, reason_length_t length, char *text,
                   size_t size);

/* What an object is called in sentences: its name, "the lock", "a queue"; a process: its path. */
char *object_name(mp_machine_t *machine, uint32_t object, char *text, size_t size);

/* The process in slot `who`, as a path; "?" unknown. */
char *who_name(mp_machine_t *machine, uint32_t who, char text[MP_PATH_TEXT]);

#endif
