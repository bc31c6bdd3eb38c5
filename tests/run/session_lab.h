/*
 * What the tests of the live session share: a host as cmocka state, a portrait of a picture, and random walks.
 *
 *     make_host / drop_host    group set-up and tear-down; the latter fails if a child, descriptor or mapping is left
 *     portrait(view)           all that must be the same whenever one comes to a state: everything but what the
 *                              kernel gives anew (pids, samples of /proc) and how one came there; to be freed
 */
#ifndef TESTS_RUN_SESSION_LAB_H
#define TESTS_RUN_SESSION_LAB_H

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/run/session.h"

/* A sanitizer makes everything many times slower: what is done often is done less often there. */
#ifdef __SANITIZE_ADDRESS__
#define LAB_TIMES(often, seldom) (seldom)
#else
#define LAB_TIMES(often, seldom) (often)
#endif

enum { LAB_SETTLE_MS = 60000, LAB_LIMIT_S = 280 };

/* ---- what is open ---- */

static inline int lab_descriptors(void)
{
    int count = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

/* Shared anonymous mappings: the worlds. */
static inline int lab_mappings(void)
{
    char line[512];
    int count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps))
        count += strstr(line, "/dev/zero") != NULL;
    if (maps)
        fclose(maps);
    return count;
}

typedef struct lab {
    session_host_t *host;
    int descriptors, mappings;
} lab_t;

static inline int lab_open(void **state)
{
    static lab_t lab;
    const char *why = "";
    alarm(LAB_LIMIT_S);
    lab = (lab_t){.descriptors = lab_descriptors(), .mappings = lab_mappings()};
    lab.host = session_host_new(&why);
    if (!lab.host)
        fail_msg("%s", why);
    *state = &lab;
    return 0;
}

static inline int lab_close(void **state)
{
    lab_t *lab = *state;
    session_host_free(lab->host);
    bool children = waitpid(-1, NULL, WNOHANG) != -1;
    bool descriptors = lab_descriptors() != lab->descriptors;
    bool mappings = lab_mappings() != lab->mappings;
    if (children || descriptors || mappings)
        print_error("left behind:%s%s%s\n", children ? " a process" : "", descriptors ? " a descriptor" : "",
                    mappings ? " a mapping" : "");
    return children || descriptors || mappings ? -1 : 0;
}

static inline session_host_t *lab_host(void **state)
{
    return ((lab_t *)*state)->host;
}

/* ---- sessions ---- */

/* Called as long as something goes on, so the alarm rings where nothing does, however slow the machine is. */
static inline void lab_settle(session_t *session)
{
    alarm(LAB_LIMIT_S);
    if (!session_settle(session, LAB_SETTLE_MS))
        fail_msg("the world does not come to rest: %s", session_view(session)->sentence);
}

static inline session_t *lab_session(void **state, const char *text, const char *begin, uint64_t seed)
{
    const session_options_t options = {.begin = begin, .seed = seed};
    session_t *session = session_open(lab_host(state), text, strlen(text), "program.py", &options);
    assert_non_null(session);
    lab_settle(session);
    const session_view_t *view = session_view(session);
    if (view->mode == SESSION_FAILED)
        fail_msg("%s", view->failure);
    return session;
}

/* The scheduler takes steps until the end, or until nobody can go on. */
static inline void lab_play_out(session_t *session)
{
    while (session_view(session)->mode == SESSION_HELD && session_step_any(session))
        lab_settle(session);
}

/* ---- portraits ---- */

static inline void lab_put_process(FILE *stream, const session_process_t *process)
{
    fprintf(stream,
            "\n%s %s parent %d life %d doing %d '%s' '%s' ended '%s' line %u:%u in '%s' step %d cell '%s'",
            process->path, process->name, process->parent, process->life, process->doing, process->does,
            process->does_short, process->ended, process->line, process->column, process->function,
            process->can_step, process->next_cell);
    fprintf(stream, " reason '%s' warning '%s' wake %llu steps %llu", process->reason, process->warning,
            (unsigned long long)process->wake_ns, (unsigned long long)process->steps);
    for (size_t i = 0; i < process->micro_count; i++)
        fprintf(stream, " [%s %d%d%d%d]", process->micro[i].text, process->micro[i].visible,
                process->micro[i].done, process->micro[i].next, process->micro[i].known);
    for (size_t i = 0; i < process->variable_count; i++)
        fprintf(stream, " %s=%s%s", process->variables[i].name, process->variables[i].text,
                process->variables[i].differs ? "!" : "");
}

static inline void lab_put_shared(FILE *stream, const session_shared_t *shared)
{
    fprintf(stream, "\n%s %s %s '%s' was '%s' writer %d line %u step %llu", shared->kind, shared->name,
            shared->type, shared->text, shared->was, shared->writer, shared->writer_line,
            (unsigned long long)shared->writer_step);
    fprintf(stream, " owner %d%s line %u step %llu of %d", shared->owner, shared->owner_dead ? " dead" : "",
            shared->owner_line, (unsigned long long)shared->owner_step, shared->lock_of);
    for (size_t i = 0; i < shared->waiter_count; i++)
        fprintf(stream, " waiter %u", shared->waiters[i]);
    for (size_t i = 0; i < shared->reader_count; i++)
        fprintf(stream, " reader %u %s at %llu%s", shared->readers[i].process, shared->readers[i].text,
                (unsigned long long)shared->readers[i].step, shared->readers[i].out_of_date ? " old" : "");
    for (size_t i = 0; i < shared->item_count; i++)
        fprintf(stream, " item %s of %d%s", shared->items[i].text, shared->items[i].process,
                shared->items[i].delivered ? "" : " undelivered");
    for (size_t i = 0; i < shared->cell_count; i++)
        fprintf(stream, " %s", shared->cells[i]);
}

static inline char *lab_portrait(const session_view_t *view)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    fprintf(stream, "mode %d step %llu clock %llu exit %d", view->mode, (unsigned long long)view->step,
            (unsigned long long)view->clock_ns, view->exit_code);
    for (size_t i = 0; i < view->process_count; i++)
        lab_put_process(stream, &view->processes[i]);
    for (size_t i = 0; i < view->shared_count; i++)
        lab_put_shared(stream, &view->shared[i]);
    for (size_t i = 0; i < view->cell_count && !view->cells[i].undone; i++)
        fprintf(stream, "\n%llu %d %s %s %s", (unsigned long long)view->cells[i].number,
                view->cells[i].process, view->cells[i].cell, view->cells[i].sentence, view->cells[i].entry);
    for (size_t i = 0; i < view->output_count; i++)
        fprintf(stream, "\n%d>%d %.*s", view->output[i].process, view->output[i].stream,
                (int)view->output[i].size_bytes, view->output[i].text);
    fprintf(stream, "\nverdict %d %s", view->verdict, view->verdict_text);
    for (size_t i = 0; i < view->wait_count; i++)
        fprintf(stream, "\n%s", view->waits[i].sentence);
    fclose(stream);
    return text;
}

/* The first line in which two texts differ, for a message. */
static inline void lab_same_text(const char *a, const char *b, const char *where)
{
    size_t line = 0, at = 0;
    while (a[at] && a[at] == b[at]) {
        line = a[at] == '\n' ? at + 1 : line;
        at++;
    }
    if (a[at] != b[at])
        fail_msg("%s:\n  %.*s\n  %.*s", where, (int)strcspn(a + line, "\n"), a + line,
                 (int)strcspn(b + line, "\n"), b + line);
}

#endif
