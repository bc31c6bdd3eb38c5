/*
 * What the kernel says about a process at this moment, from /proc/<pid>/stat, schedstat and status.
 *
 * A pid may be used again at any time; mp_procfs_sample opens a pidfd first and looks, after reading, whether
 * that process still was the one it read, so figures of a stranger are never handed out.
 */
#ifndef LOCKSTEP_CORE_PROCFS_H
#define LOCKSTEP_CORE_PROCFS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int32_t pid;
    int32_t ppid;
    int32_t group;
    char state;          /* R S D T t Z X, the kernel's letter */
    int32_t cpu;         /* where it ran last */
    int32_t exit_status; /* as waitpid gives it; meaningful for Z; 0 where the kernel hides it */
    uint64_t user_ns;    /* processor time, in clock ticks made nanoseconds */
    uint64_t system_ns;
    uint64_t start_ticks; /* since boot: with pid the identity of a process */
    uint64_t resident_bytes;
    uint64_t voluntary; /* context switches */
    uint64_t involuntary;
    uint64_t ran_ns;    /* on a core; 0 where the kernel keeps no schedstat */
    uint64_t waited_ns; /* ready, in the queue for a core */
} mp_procfs_t;

/* The files of one process, kept open for looks at the frame rate: the kernel ties them to that process, so a pid
 * that is used again is never read through them. */
typedef struct {
    int32_t pid; /* 0: closed */
    int stat, schedstat;
} mp_procfs_files_t;

/* False: there is no such process, or no descriptor to be had; *files is closed then. */
bool mp_procfs_open(int32_t pid, mp_procfs_files_t *files);
void mp_procfs_close(mp_procfs_files_t *files); /* also of a zeroed one */
/* Fills all but the switches, which stay as they are in *sample. False: it is gone; *sample is untouched. */
bool mp_procfs_look(const mp_procfs_files_t *files, mp_procfs_t *sample);
/* The switches alone: a file more, dearer than the others together. */
void mp_procfs_look_switches(const mp_procfs_files_t *files, mp_procfs_t *sample);

/* Reads `pid`. If start_ticks is not 0 it must be the same. `switches`: read status too (a second file).
 * False: no such process any more, or another; *sample is untouched. */
bool mp_procfs_sample(int32_t pid, uint64_t start_ticks, bool switches, mp_procfs_t *sample);

/* The parsing alone, for tests: the text of a stat file. Copes with any name between the parentheses. */
bool mp_procfs_parse_stat(const char *text, mp_procfs_t *sample);

#endif
