#include "lessons/load/progress.h"

#include "lessons/load/conform.h"
#include "lessons/load/prescan.h"
#include "lessons/load/progress_data.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_TRIES = 50, LOCK_PAUSE_NS = 20 * 1000 * 1000, DAMAGED_MAX = 100 };

static void say(progress_t *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(progress_t *progress, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(progress->notice, sizeof progress->notice, format, arguments);
    va_end(arguments);
}

/* ---- the folder and its lock ---- */

static char *default_folder(void)
{
    char *folder = NULL;
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int size = -1;
    if (state != NULL && state[0] == '/')
        size = asprintf(&folder, "%s/lockstep", state);
    else if (home != NULL && home[0] == '/')
        size = asprintf(&folder, "%s/.local/state/lockstep", home);
    else
        return strdup("");
    return size < 0 ? NULL : folder;
}

static bool make_folders(const char *folder)
{
    char *path = strdup(folder);
    if (path == NULL)
        return false;
    for (char *slash = path + 1;; *slash++ = '/') {
        slash += strcspn(slash, "/");
        bool last = *slash == 0;
        *slash = 0;
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            free(path);
            return false;
        }
        if (last)
            break;
    }
    free(path);
    return true;
}

static char *file_in(const progress_t *progress, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", progress->folder, name) < 0 ? NULL : path;
}

/* An open file that holds the lock until it is closed, or -1. Waits a second at most: a stopped program must
 * not stop this one. */
static int take_lock(const progress_t *progress)
{
    char *path = file_in(progress, "progress.lock");
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    free(path);
    for (int i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        struct timespec pause = {0, LOCK_PAUSE_NS};
        if ((errno != EWOULDBLOCK && errno != EINTR) || i == LOCK_TRIES) {
            close(fd);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return fd;
}

/* ---- reading ---- */

static void put_aside(progress_t *progress, const char *path, const char *why)
{
    for (int i = 1; i <= DAMAGED_MAX; i++) {
        char *aside = NULL;
        if (asprintf(&aside, "%s.damaged-%d", path, i) < 0)
            return;
        /* a link cannot replace a file that was kept earlier, a rename would */
        bool moved = link(path, aside) == 0 && unlink(path) == 0;
        if (moved)
            say(progress, "progress was damaged (%s); it is kept as %s", why, aside);
        free(aside);
        if (moved || errno != EEXIST)
            return;
    }
}

/* The data of the file; NULL if there is none, or none that can be read. */
static progress_data_t *read_data(progress_t *progress)
{
    char *text, *path = file_in(progress, "progress.yaml");
    size_t size;
    problems_t problems = {0};
    progress_data_t *data = NULL;
    if (path == NULL || access(path, F_OK) != 0) {
        free(path);
        return NULL;
    }
    if (prescan_read_file(path, &text, &size, &problems)) {
        data = conform_load(path, text, size, &progress_schema, NULL, &problems);
        free(text);
    }
    if (data != NULL && data->format > PROGRESS_FORMAT) {
        say(progress, "progress was written by a newer Lockstep; this one leaves it alone and keeps nothing");
        progress->folder[0] = 0;
        conform_free(&progress_schema, data);
        data = NULL;
    } else if (data == NULL) {
        put_aside(progress, path, problems.count > 0 ? problems.items[0].message : "unreadable");
    }
    problems_destroy(&problems);
    free(path);
    return data;
}

/* ---- writing ---- */

static bool write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        size -= (size_t)n;
    }
    return fsync(fd) == 0;
}

static bool write_file(const char *path, const char *fresh, const char *text, size_t size)
{
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool written = write_all(fd, text, size);
    int error = errno;
    close(fd);
    if (written && rename(fresh, path) == 0)
        return true;
    error = written ? errno : error;
    unlink(fresh);
    errno = error;
    return false;
}

/* The lock is held, so the name of the new file needs nothing unique. */
static bool write_data(progress_t *progress)
{
    size_t size = 0;
    char *text = conform_save(&progress_schema, progress->data, &size);
    char *path = file_in(progress, "progress.yaml"), *fresh = file_in(progress, "progress.yaml.new");
    bool good = false;
    errno = ENOMEM;
    if (text != NULL && path != NULL && fresh != NULL)
        good = write_file(path, fresh, text, size);
    if (!good)
        say(progress, "progress could not be saved in %s: %s", progress->folder, strerror(errno));
    cyaml_mem(NULL, text, 0);
    free(path);
    free(fresh);
    return good;
}

/* ---- one change ---- */

/* Takes what the file says now, which another Lockstep may have written. What memory alone knows is added. */
static bool refresh(progress_t *progress)
{
    progress_data_t *data = read_data(progress);
    if (data == NULL)
        return true;
    if (progress->unsaved && !progress_data_join(data, progress->data)) {
        conform_free(&progress_schema, data);
        return false;
    }
    conform_free(&progress_schema, progress->data);
    progress->data = data;
    return true;
}

static bool remember_only(progress_t *progress, const progress_change_t *change)
{
    bool changed = false;
    progress_data_apply(progress->data, change, &changed);
    progress->unsaved = true;
    return false;
}

static bool change_data(progress_t *progress, const progress_change_t *change)
{
    if (progress->folder[0] == 0)
        return remember_only(progress, change);
    int lock = make_folders(progress->folder) ? take_lock(progress) : -1;
    if (lock < 0) {
        say(progress, "progress cannot be saved in %s: %s", progress->folder, strerror(errno));
        return remember_only(progress, change);
    }
    bool changed = false;
    bool good = refresh(progress) && progress_data_apply(progress->data, change, &changed);
    if (progress->folder[0] == 0)
        good = false; /* refresh met a newer format */
    else if (good && (changed || progress->unsaved))
        good = write_data(progress);
    progress->unsaved = !good;
    close(lock);
    return good;
}

/* ---- the interface ---- */

progress_t *progress_open(const char *folder)
{
    progress_t *progress = calloc(1, sizeof *progress);
    if (progress == NULL)
        return NULL;
    progress->folder = folder != NULL ? strdup(folder) : default_folder();
    progress->data = progress_data_new();
    if (progress->folder == NULL || progress->data == NULL) {
        progress_free(progress);
        return NULL;
    }
    if (progress->folder[0] == 0)
        say(progress, "neither XDG_STATE_HOME nor HOME is set; progress is not kept");
    else
        refresh(progress);
    return progress;
}

void progress_free(progress_t *progress)
{
    if (progress == NULL)
        return;
    conform_free(&progress_schema, progress->data);
    free(progress->folder);
    free(progress);
}

const progress_lesson_t *progress_of(const progress_t *progress, const char *lesson)
{
    return progress_data_find(progress->data, lesson);
}

bool progress_mark_page(progress_t *progress, const char *lesson, uint32_t page, bool last_page)
{
    return change_data(
        progress,
        &(progress_change_t){.kind = CHANGE_PAGE, .lesson = lesson, .number = page, .flag = last_page});
}

bool progress_mark_answer(progress_t *progress, const char *lesson, const char *question, bool right)
{
    return change_data(
        progress,
        &(progress_change_t){.kind = CHANGE_ANSWER, .lesson = lesson, .text = question, .flag = right});
}

bool progress_mark_challenge(progress_t *progress, const char *lesson, const char *challenge)
{
    return change_data(progress,
                       &(progress_change_t){.kind = CHANGE_CHALLENGE, .lesson = lesson, .text = challenge});
}

bool progress_mark_end(progress_t *progress, const char *lesson, const char *variant, const char *show)
{
    char *text = NULL;
    if (asprintf(&text, "%s: %s", variant, show) < 0)
        return false;
    bool good =
        change_data(progress, &(progress_change_t){.kind = CHANGE_END, .lesson = lesson, .text = text});
    free(text);
    return good;
}

bool progress_mark_try(progress_t *progress, const char *lesson, uint32_t points)
{
    return change_data(progress,
                       &(progress_change_t){.kind = CHANGE_TRY, .lesson = lesson, .number = points});
}

bool progress_mark_hint(progress_t *progress, const char *lesson, uint32_t hints_read, bool answer_shown)
{
    return change_data(
        progress, &(progress_change_t){
                      .kind = CHANGE_HINT, .lesson = lesson, .number = hints_read, .flag = answer_shown});
}

bool progress_mark_place(progress_t *progress, const char *lesson, const char *variant, const char *view,
                         uint32_t page)
{
    return change_data(
        progress, &(progress_change_t){
                      .kind = CHANGE_PLACE, .lesson = lesson, .text = variant, .view = view, .number = page});
}

bool progress_mark_recent(progress_t *progress, const char *path)
{
    return change_data(progress, &(progress_change_t){.kind = CHANGE_RECENT, .text = path});
}

bool progress_reset(progress_t *progress, const char *lesson)
{
    return change_data(progress, &(progress_change_t){.kind = CHANGE_RESET, .lesson = lesson});
}
