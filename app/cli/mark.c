#include "app/cli/mark.h"

#include "lessons/lang/utf8.h"
#include "lessons/load/prescan.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Address space of a marking process: what the search may take, and room for the rest. */
#define MARK_MEMORY ((rlim_t)6 << 30)
enum { MARK_CPU_SECONDS = 600 }; /* a last resort that no bounded search comes near */

/* ---- the child's side ---- */

static bool write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        size -= (size_t)n;
    }
    return true;
}

static void limit_child(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#ifndef LOCKSTEP_SANITIZE
    setrlimit(RLIMIT_AS, &(struct rlimit){MARK_MEMORY, MARK_MEMORY});
#endif
    setrlimit(RLIMIT_CPU, &(struct rlimit){MARK_CPU_SECONDS, MARK_CPU_SECONDS});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

/* Copies text that an answer may have had a hand in: cut between characters, and without what would speak to
 * a terminal. */
static void copy_plain(char *to, size_t room, const char *from)
{
    size_t used = 0;
    for (size_t left = from == NULL ? 0 : strlen(from); left > 0;) {
        uint32_t code;
        size_t size = utf8_decode(from, left, &code);
        bool plain = size > 0 && (code >= ' ' || code == '\n') && (code < 0x7F || code >= 0xA0);
        size_t wanted = plain ? size : 1;
        if (used + wanted >= room)
            break;
        memcpy(to + used, plain ? from : "?", wanted);
        used += wanted;
        from += size ? size : 1;
        left -= size ? size : 1;
    }
    to[used] = '\0';
}

static void fill_demands(mark_t *mark, const grade_t *grade)
{
    for (uint32_t i = 0; i < mark->count; i++) {
        const grade_demand_t *from = &grade->demands[i];
        mark_demand_t *to = &mark->demands[i];
        to->verdict = from->verdict;
        to->in_case = from->in_case;
        copy_plain(to->reason, sizeof to->reason, from->reason);
        copy_plain(to->explanation, sizeof to->explanation, from->explanation);
    }
}

static void grade_text(mark_t *mark, const lesson_exercise_t *exercise, const char *file, const char *text,
                       size_t size)
{
    grade_t grade;
    if (!grade_answer(&grade, exercise, text, size, file, NULL)) {
        snprintf(mark->problem, sizeof mark->problem, "%s: no memory", file);
        grade.verdict = GRADE_UNDECIDED;
    } else {
        copy_plain(mark->problem, sizeof mark->problem, grade.problem);
        fill_demands(mark, &grade);
    }
    mark->verdict = grade.verdict;
    mark->points = grade.points;
    mark->points_max = grade.points_max;
    grade_destroy(&grade);
}

static void grade_file(mark_t *mark, const lesson_exercise_t *exercise, const char *file)
{
    problems_t problems = {0};
    char *text;
    size_t size;
    if (prescan_read_file(file, &text, &size, &problems)) {
        grade_text(mark, exercise, file, text, size);
        free(text);
    } else {
        char *why = problem_text(&problems.items[0]);
        snprintf(mark->problem, sizeof mark->problem, "%s", why ? why : file);
        free(why);
        mark->unreadable = true;
        mark->verdict = GRADE_FAILED;
        for (uint32_t i = 0; i < mark->count; i++)
            mark->demands[i].verdict = GRADE_FAILED;
    }
    problems_destroy(&problems);
}

static void child_body(int fd, mark_t *mark, const lesson_exercise_t *exercise, const char *file,
                       const char *text)
{
    limit_child();
    if (text != NULL)
        grade_text(mark, exercise, file, text, strlen(text));
    else
        grade_file(mark, exercise, file);
    mark_t plain = *mark;
    plain.demands = NULL;
    bool sent = write_all(fd, &plain, sizeof plain) &&
                write_all(fd, mark->demands, mark->count * sizeof *mark->demands);
    _exit(sent ? 0 : 1);
}

/* ---- the parent's side ---- */

static bool read_all(int fd, void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t n = read(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        size -= (size_t)n;
    }
    return true;
}

static void take_mark(int fd, mark_t *mark)
{
    mark_t plain;
    mark_demand_t *demands = mark->demands;
    uint32_t count = mark->count;
    if (!read_all(fd, &plain, sizeof plain) || !read_all(fd, demands, count * sizeof *demands))
        return;
    *mark = plain;
    mark->demands = demands;
    mark->count = count;
}

static uint32_t all_points(const lesson_exercise_t *exercise)
{
    uint32_t points = 0;
    for (uint32_t i = 0; i < exercise->demands_count; i++)
        points += exercise->demands[i].points;
    return points;
}

void mark_make(mark_t *mark, const lesson_exercise_t *exercise, const char *file, const char *text)
{
    int ends[2];
    *mark = (mark_t){.verdict = GRADE_UNDECIDED, .points_max = all_points(exercise)};
    snprintf(mark->problem, sizeof mark->problem, "%s: the grader gave up on it (memory, or a crash)", file);
    mark->demands = calloc(exercise->demands_count, sizeof *mark->demands);
    mark->count = mark->demands != NULL ? exercise->demands_count : 0;
    for (uint32_t i = 0; i < mark->count; i++)
        mark->demands[i].verdict = GRADE_UNDECIDED;
    fflush(NULL);
    if (pipe(ends) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child_body(ends[1], mark, exercise, file, text);
    }
    close(ends[1]);
    if (pid > 0) {
        take_mark(ends[0], mark);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
}

void mark_destroy(mark_t *mark)
{
    free(mark->demands);
    *mark = (mark_t){0};
}
