/* The processes as the kernel has them: a line each, in a tree. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { WIDE_LIST = 54, PARENTS_TOO = 70, TREE_TEXT = 64 };

typedef struct columns {
    int path, pid, ppid, kernel, cpu, switches, does; /* where each begins; 0: left out */
} columns_t;

static int depth_of(const session_view_t *view, const session_process_t *process)
{
    int depth = 0;
    while (process->parent >= 0 && (size_t)process->parent < view->process_count && depth < 8) {
        process = &view->processes[process->parent];
        depth++;
    }
    return depth;
}

static bool is_last_child(const session_view_t *view, size_t i)
{
    for (size_t j = i + 1; j < view->process_count; j++) {
        if (view->processes[j].parent == view->processes[i].parent) {
            return false;
        }
    }
    return true;
}

/* "main", "├ P1", "│ └ P1.1" */
static const char *tree_text(const session_view_t *view, size_t i, bool wide, char text[TREE_TEXT])
{
    const session_process_t *process = &view->processes[i];
    int depth = wide ? depth_of(view, process) : 0;
    const char *branch = depth == 0 ? "" : is_last_child(view, i) ? "└ " : "├ ";
    snprintf(text, TREE_TEXT, "%*s%s%.24s", depth > 1 ? 2 * (depth - 1) : 0, "", branch, process->path);
    return text;
}

static columns_t columns_of(const session_view_t *view, area_t area)
{
    bool wide = area.columns >= WIDE_LIST;
    int path = 5, pid = 5;
    char text[TREE_TEXT];
    for (size_t i = 0; i < view->process_count; i++) {
        tree_text(view, i, wide, text);
        int columns = text_columns(text, strlen(text)) + 1;
        path = columns > path ? columns : path;
        columns = snprintf(NULL, 0, "%d", view->processes[i].pid) + 1;
        pid = columns > pid ? columns : pid;
    }
    columns_t at = {.path = wide ? 5 : 3};
    at.pid = at.path + path;
    at.kernel = at.pid + pid;
    if (area.columns >= PARENTS_TOO) {
        at.ppid = at.kernel;
        at.kernel += pid > 5 ? pid : 5;
    }
    at.does = at.kernel + 3;
    if (wide) {
        at.cpu = at.kernel + 8;
        at.does = at.cpu + 5;
    }
    if (area.columns >= PARENTS_TOO + 24) {
        at.switches = at.does;
        at.does += 11;
    }
    return at;
}

void run_processes_heading(const run_picture_t *picture, area_t area)
{
    columns_t at = columns_of(picture->view, area);
    role_t first = picture->state->focus == RUN_PROCESSES ? ROLE_TAB : ROLE_TITLE;
    if (at.cpu == 0) {
        size_t count = picture->view->process_count;
        paint_format(area, 0, 1, first, count > 5 ? "%zu proc." : "processes", count);
        paint_text(area, 0, at.kernel < 12 ? 12 : at.kernel, ROLE_TITLE, "kernel");
        return;
    }
    paint_text(area, 0, 1, first, "key name");
    paint_text(area, 0, at.pid, ROLE_TITLE, "pid");
    if (at.ppid > 0) {
        paint_text(area, 0, at.ppid, ROLE_TITLE, "ppid");
    }
    paint_text(area, 0, at.kernel, ROLE_TITLE, "kernel");
    paint_text(area, 0, at.cpu, ROLE_TITLE, "cpu");
    if (at.switches > 0) {
        paint_text(area, 0, at.switches, ROLE_TITLE, "switches");
    }
    paint_text(area, 0, at.does, ROLE_TITLE, "does");
    if (picture->view->process_count > 5) {
        char text[40];
        snprintf(text, sizeof text, "%zu processes", picture->view->process_count);
        paint_right(area, 0, 1, ROLE_DIM, text);
    }
}

/* What the kernel says: "S futex", "Z zombie", "ended". */
static void draw_kernel(const session_process_t *process, area_t area, int row, const columns_t *at)
{
    if (process->kernel == 0) {
        paint_text(area, row, at->kernel, ROLE_DIM, "–");
        return;
    }
    paint_format(area, row, at->kernel, process->kernel == 'Z' ? ROLE_BAD : ROLE_TEXT, "%c %.5s",
                 process->kernel,
                 at->cpu == 0             ? ""
                 : process->kernel == 'Z' ? ""
                                          : process->wchan);
}

static void draw_process(const run_picture_t *picture, size_t i, area_t area, int row, const columns_t *at)
{
    const session_process_t *process = &picture->view->processes[i];
    char text[TREE_TEXT], does[APP_SENTENCE];
    bool wide = at->cpu > 0;
    role_t role = process->doing == SESSION_ENDED ? ROLE_DIM : role_of_process((int)i);
    if (process->digit >= 0) {
        paint_format(area, row, 1, ROLE_KEY, "%d", process->digit);
    }
    paint_cut(area, row, at->path, at->pid - at->path - 1, role, tree_text(picture->view, i, wide, text));
    if (process->pid > 0) {
        paint_format(area, row, at->pid, role, "%d", process->pid);
    } else {
        paint_text(area, row, at->pid, ROLE_DIM, "gone");
    }
    if (at->ppid > 0 && process->ppid > 0) {
        paint_format(area, row, at->ppid, ROLE_TEXT, "%d", process->ppid);
    }
    draw_kernel(process, area, row, at);
    if (wide && process->cpu >= 0) {
        paint_format(area, row, at->cpu, ROLE_TEXT, "%d", process->cpu);
    }
    if (at->switches > 0 && process->kernel) {
        paint_format(area, row, at->switches, ROLE_TEXT, "%llu+%llu",
                     (unsigned long long)process->switches_voluntary,
                     (unsigned long long)process->switches_forced);
    }
    snprintf(does, sizeof does, "%s%s%s%s", process->life == SESSION_LIFE_ZOMBIE ? "zombie, " : "",
             process->orphan ? "orphan, " : "", process->daemon && wide ? "daemon, " : "",
             wide ? process->does : process->does_short);
    int room = area.columns - at->does - 1;
    if (!wide && text_columns(does, strlen(does)) > room) {
        snprintf(does, sizeof does, "%s", process->does_short); /* the kernel's letter says the rest */
    }
    /* That it is held stands in the head row; what it would do is more. */
    const char *said = does;
    if (!wide && text_columns(does, strlen(does)) > room && strncmp(does, "held ", 5) == 0) {
        said += 5;
    }
    role_t words = process->warning[0]                ? ROLE_WARNING
                   : process->doing == SESSION_WAITS  ? ROLE_DIM
                   : process->doing == SESSION_ENDED  ? ROLE_DIM
                   : process->doing == SESSION_SLEEPS ? ROLE_DIM
                                                      : ROLE_TEXT;
    paint_cut(area, row, at->does, room, words, said);
    if (i == picture->state->selected && row >= 0 && row < area.lines) {
        paint_text(area, row, 0, ROLE_KEY, "▶");
    }
}

/* The list scrolls with the selected process. */
static size_t first_place(const run_picture_t *picture, area_t area)
{
    size_t place = run_place(picture, picture->state->selected), rows = (size_t)area.lines;
    return area.lines > 0 && place >= rows ? place - rows + 1 : 0;
}

int run_processes_draw(const run_picture_t *picture, area_t area, int scroll)
{
    columns_t at = columns_of(picture->view, area);
    size_t first = first_place(picture, area);
    (void)scroll;
    for (size_t i = first; i < picture->view->process_count && i - first < (size_t)area.lines; i++) {
        draw_process(picture, run_shown(picture, i), area, (int)(i - first), &at);
    }
    return (int)picture->view->process_count;
}

int run_process_in_line(const run_picture_t *picture, area_t area, int line)
{
    size_t place = first_place(picture, area) + (size_t)line;
    return line >= 0 && line < area.lines && place < picture->view->process_count
               ? (int)run_shown(picture, place)
               : -1;
}
