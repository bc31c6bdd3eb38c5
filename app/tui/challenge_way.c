#include "app/tui/challenge_way.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 64 };

/* Steps in the order in which the reader takes them. */
typedef struct way {
    const explore_step_t **steps;
    size_t count;
} way_t;

bool challenge_may_go_by_itself(const char *cell)
{
    static const char *const cells[] = {"▸", "end", "joins", "flushed", "close"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (strncmp(cell, cells[i], strlen(cells[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool goes_by_itself(const explore_step_t *step)
{
    return step->quiet && challenge_may_go_by_itself(step->cell);
}

static bool is_same_process(const explore_step_t *left, const explore_step_t *right)
{
    return strcmp(left->process, right->process) == 0;
}

/* Was it taken before Run opened? The steps of each process come in one order, whoever goes between. */
static bool was_taken(const explore_outcome_t *outcome, size_t at, const challenge_taken_t *taken,
                      size_t count)
{
    uint32_t before = 0;
    for (size_t i = 0; i < at; i++) {
        before +=
            !goes_by_itself(&outcome->steps[i]) && is_same_process(&outcome->steps[i], &outcome->steps[at]);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(taken[i].process, outcome->steps[at].process) == 0) {
            return before < taken[i].steps;
        }
    }
    return false;
}

static bool is_waking(const explore_step_t *step)
{
    return strcmp(step->cell, "time-out") == 0 || strcmp(step->cell, "sleep") == 0;
}

/* The next step of the process that is not quiet; NULL: there is none. */
static const explore_step_t *next_of(const explore_outcome_t *outcome, size_t at)
{
    for (size_t i = at + 1; i < outcome->step_count; i++) {
        if (!outcome->steps[i].quiet && is_same_process(&outcome->steps[i], &outcome->steps[at])) {
            return &outcome->steps[i];
        }
    }
    return NULL;
}

/* Behind the last step of its process, else at the end. */
static void add_early(way_t *way, const explore_step_t *step)
{
    size_t at = way->count;
    while (at > 0 && !is_same_process(way->steps[at - 1], step)) {
        at--;
    }
    at = at == 0 ? way->count : at;
    memmove(way->steps + at + 1, way->steps + at, (way->count - at) * sizeof(way->steps[0]));
    way->steps[at] = step;
    way->count++;
}

/* The quiet steps that waited for this one of their process, and it. */
static void add_with_waiting(way_t *way, const explore_outcome_t *outcome, size_t at, bool *waits)
{
    for (size_t i = 0; i < at; i++) {
        if (waits[i] && is_same_process(&outcome->steps[i], &outcome->steps[at])) {
            way->steps[way->count++] = &outcome->steps[i];
            waits[i] = false;
        }
    }
    way->steps[way->count++] = &outcome->steps[at];
}

static void put_in_order(way_t *way, const explore_outcome_t *outcome, const challenge_taken_t *taken,
                         size_t count, bool *waits)
{
    for (size_t i = 0; i < outcome->step_count; i++) {
        const explore_step_t *step = &outcome->steps[i];
        if (goes_by_itself(step) || was_taken(outcome, i, taken, count)) {
            continue;
        }
        const explore_step_t *next = next_of(outcome, i);
        bool dies = next && strcmp(next->cell, "dies") == 0;
        if (!step->quiet) {
            add_with_waiting(way, outcome, i, waits);
        } else if (next && !dies) {
            waits[i] = true;
        } else if (!dies || !is_waking(step)) {
            /* Who is killed asleep does not wake first. */
            add_early(way, step);
        }
    }
}

static void write_way(const way_t *way, char *text, size_t size)
{
    char last[NAME] = "", name[NAME];
    size_t used = 0;
    unsigned times = 0;
    text[0] = '\0';
    for (size_t i = 0; i <= way->count && used + NAME + 12 < size; i++) {
        const explore_step_t *step = i < way->count ? way->steps[i] : NULL;
        snprintf(name, sizeof name, "%.20s%.40s", step ? step->process : "",
                 step && step->cell[0] == '~' ? step->cell : "");
        if (strcmp(name, last) == 0) {
            times++;
            continue;
        }
        if (times > 0) {
            used += (size_t)snprintf(text + used, size - used, times > 1 ? "%s%s*%u" : "%s%s",
                                     used ? " " : "", last, times);
        }
        snprintf(last, sizeof last, "%s", name);
        times = 1;
    }
}

void challenge_way(const explore_outcome_t *outcome, const challenge_taken_t *taken, size_t taken_count,
                   char *text, size_t size)
{
    way_t way = {.steps = calloc(outcome->step_count + 1, sizeof(way.steps[0]))};
    bool *waits = calloc(outcome->step_count + 1, sizeof *waits);
    text[0] = '\0';
    if (way.steps && waits) {
        put_in_order(&way, outcome, taken, taken_count, waits);
        write_way(&way, text, size);
    }
    free(way.steps);
    free(waits);
}
