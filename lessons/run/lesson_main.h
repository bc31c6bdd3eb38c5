/*
 * What runs in a lesson's first process: the text is compiled, a machine runs it on core, and the process
 * ends by its own EXIT.
 *
 *     host: mp_machine_new(config, lesson_main, &machine)
 *           blob = lesson_blob_new(&lesson, &size); mp_machine_start(machine, blob, size, held); free(blob)
 */
#ifndef LESSONS_RUN_LESSON_MAIN_H
#define LESSONS_RUN_LESSON_MAIN_H

#include <stddef.h>
#include <stdint.h>

#include "core/machine.h"

typedef struct lesson_start {
    const char *file; /* name in tracebacks */
    const char *text;
    size_t size_bytes;
    uint64_t seed;      /* of the program's `random` and of every draw of entropy; 0: the kernel's entropy */
    uint64_t clock_ns;  /* wall time at which the program's clock shows 0; 0: the kernel's clock says it */
    uint32_t cpu_count; /* 0: as many as the host may use */
    uint32_t memory_limit_bytes; /* live private data of each process; 0: the machine's default */
} lesson_start_t;

/* All of it as one block for mp_machine_start; the caller frees it. NULL: no memory. */
void *lesson_blob_new(const lesson_start_t *start, size_t *size_bytes);

/* The entry function of the machine (mp_main_t). */
int lesson_main(mp_self_t *self, const void *blob, size_t size_bytes);

#endif
