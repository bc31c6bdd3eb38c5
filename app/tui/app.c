#include "app/tui/app.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/tui/challenge.h"
#include "app/tui/own_program.h"
#include "app/tui/question.h"
#include "app/tui/terminal.h"
#include "app/tui/view.h"
#include "lessons/load/knobs.h"
#include "lessons/load/load.h"

static const view_t *const views[VIEW_COUNT] = {
    [VIEW_MENU] = &menu_view,       [VIEW_READ] = &read_view,         [VIEW_RUN] = &run_view,
    [VIEW_EXPLORE] = &explore_view, [VIEW_EXERCISE] = &exercise_view,
};

const view_t *view_of(view_id_t id)
{
    return views[id];
}

/* ---- sentences ---- */

void app_say(app_t *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->sentence, sizeof app->sentence, format, arguments);
    va_end(arguments);
    app->sentence_is_refusal = false;
    app->dirty = true;
}

void app_refuse(app_t *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->sentence, sizeof app->sentence, format, arguments);
    va_end(arguments);
    app->sentence_is_refusal = true;
    app->dirty = true;
}

/* ---- what is open ---- */

const lesson_variant_t *app_variant(const app_t *app)
{
    return &app->lesson->variants[app->variant];
}

static void mark_place(app_t *app)
{
    if (app->lesson && !app->own && app->progress && app->view != VIEW_MENU) {
        progress_mark_place(app->progress, app->lesson->id, app_variant(app)->id, view_of(app->view)->name,
                            app->page);
    }
}

static void close_states(app_t *app)
{
    for (int id = VIEW_MENU + 1; id < VIEW_COUNT; id++) {
        if (app->states[id]) {
            views[id]->close(app);
            app->states[id] = NULL;
        }
    }
}

void app_drop_session(app_t *app)
{
    if (app->session) {
        session_close(app->session);
        app->session = NULL;
    }
    app->led = false;
    app->session_serial++;
    app->free_numbers = false;
}

void app_set_override(app_t *app, const char *text)
{
    free(app->text_override);
    app->text_override = text ? strdup(text) : NULL;
    app_drop_session(app);
}

void app_close_lesson(app_t *app)
{
    mark_place(app);
    question_close(app);
    challenge_stop(app);
    close_states(app);
    app_set_override(app, NULL);
    if (app->own) {
        lesson_free(app->own);
        free(app->own_path);
    }
    app->own = NULL;
    app->own_path = NULL;
    app->preview = false;
    if (app->own_watch_fd >= 0) {
        close(app->own_watch_fd);
    }
    app->own_watch_fd = -1;
    app->lesson = NULL;
    app->view = VIEW_MENU;
    app->sentence[0] = '\0'; /* it was about the lesson */
    app->dirty = true;
}

static void take_lesson(app_t *app, const lesson_t *lesson, view_id_t view)
{
    app->lesson = lesson;
    app->variant = 0;
    app->page = 0;
    app->put_off = 0;
    for (uint32_t i = 0; i < lesson->knobs_count && i < APP_KNOBS; i++) {
        app->held[i] = lesson->knobs[i].held;
        app->free[i] = lesson->knobs[i].free;
    }
    app_show(app, view);
}

bool app_open_lesson(app_t *app, const char *id, view_id_t view)
{
    const catalogue_entry_t *entry = catalogue_find(&app->catalogue, id);
    if (!entry) {
        app_refuse(app, "There is no lesson called %s.", id);
        return false;
    }
    if (app->lesson) {
        app_close_lesson(app);
    }
    take_lesson(app, entry->lesson, view);
    return true;
}

bool app_is_program(const app_t *app)
{
    return app->own && !app->preview;
}

bool app_counts(const app_t *app)
{
    return app->progress && !app->projector && !app->own;
}

/* The folder, not the file: editors save by writing another file and renaming it. */
static void watch_own(app_t *app)
{
    char *folder = app->own_path ? strdup(app->own_path) : NULL;
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) {
        slash[slash == folder] = '\0';
        app->own_watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (app->own_watch_fd >= 0) {
            inotify_add_watch(app->own_watch_fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO);
        }
    }
    free(folder);
}

static bool open_own(app_t *app, lesson_t *own, const char *path, bool preview, view_id_t view)
{
    if (app->lesson) {
        app_close_lesson(app);
    }
    app->own = own;
    app->own_path = realpath(path, NULL);
    app->preview = preview;
    watch_own(app);
    take_lesson(app, own, view);
    return true;
}

static lesson_t *read_own(const char *path, bool preview, char *why, size_t why_size)
{
    if (!preview) {
        return own_program_lesson(path, why, why_size);
    }
    problems_t problems = {0};
    lesson_t *lesson = lesson_load_file(path, &problems);
    char *text = lesson || problems.count == 0 ? NULL : problem_text(&problems.items[0]);
    snprintf(why, why_size, "%s", text ? text : "not enough memory");
    free(text);
    problems_destroy(&problems);
    return lesson;
}

bool app_open_program(app_t *app, const char *path, view_id_t view)
{
    char why[300];
    lesson_t *own = read_own(path, false, why, sizeof why);
    if (!own) {
        app_refuse(app, "%s", why);
        return false;
    }
    open_own(app, own, path, false, view);
    if (app->progress && app->own_path) {
        progress_mark_recent(app->progress, app->own_path);
    }
    return true;
}

bool app_open_lesson_file(app_t *app, const char *path, view_id_t view)
{
    char why[300];
    lesson_t *own = read_own(path, true, why, sizeof why);
    if (!own) {
        app_refuse(app, "%s", why);
        return false;
    }
    return open_own(app, own, path, true, view);
}

/* Empties the queue of events; whether one was about the file itself, not about another one of its folder. */
static bool own_was_saved(const app_t *app)
{
    _Alignas(struct inotify_event) char events[4096];
    const char *slash = app->own_path ? strrchr(app->own_path, '/') : NULL;
    bool saved = false;
    for (ssize_t size = 1; size > 0 && app->own_watch_fd >= 0;) {
        size = read(app->own_watch_fd, events, sizeof events);
        for (ssize_t at = 0; at < size;) {
            const struct inotify_event *event = (const void *)(events + at);
            saved |= slash && event->len > 0 && strcmp(event->name, slash + 1) == 0;
            at += (ssize_t)(sizeof *event + event->len);
        }
    }
    return saved;
}

void app_look_at_own(app_t *app)
{
    if (own_was_saved(app)) {
        app_reload(app);
    }
}

void app_reload(app_t *app)
{
    char why[300];
    own_was_saved(app);
    char *path = app->own_path ? strdup(app->own_path) : NULL;
    bool preview = app->preview;
    int watch = app->own_watch_fd; /* stays: what happens from here on is not to be missed */
    app->own_watch_fd = -1;
    lesson_t *own = path ? read_own(path, preview, why, sizeof why) : NULL;
    view_id_t view = app->view;
    uint32_t variant = app->variant, page = app->page;
    if (!own) {
        app_refuse(app, "%s", path ? why : "not enough memory");
    } else if (!preview && strcmp(own->variants[0].program, app->own->variants[0].program) == 0) {
        lesson_free(own); /* another file of the folder was saved */
    } else {
        open_own(app, own, path, preview, VIEW_READ);
        app->page = page < own->pages_count ? page : 0;
        app->variant = variant < own->variants_count ? variant : 0;
        app_show(app, view);
        app_say(app, "%s was saved, and read again.", path);
    }
    if (app->own_watch_fd >= 0) {
        close(app->own_watch_fd);
    }
    app->own_watch_fd = watch;
    free(path);
}

void app_show(app_t *app, view_id_t view)
{
    if (view == VIEW_EXERCISE && !app->lesson->exercise) {
        app_refuse(app, app_is_program(app)
                            ? "An exercise belongs to a lesson; this is a program of your own."
                            : "This lesson has no exercise.");
        return;
    }
    if (!app->states[view] && !views[view]->open(app)) {
        app_refuse(app, "There is not enough memory for this view.");
        return;
    }
    app->view = view;
    app->sentence[0] = '\0';
    app->dirty = true;
    mark_place(app);
}

void app_set_variant(app_t *app, uint32_t variant)
{
    if (variant >= app->lesson->variants_count || variant == app->variant) {
        return;
    }
    app->variant = variant;
    app_set_override(app, NULL);
    mark_place(app);
    app->dirty = true;
}

/* ---- the program ---- */

char *app_program_text(const app_t *app, bool free_run)
{
    if (app->text_override) {
        return strdup(app->text_override);
    }
    lesson_setting_t settings[APP_KNOBS];
    uint32_t count = app->lesson->knobs_count < APP_KNOBS ? app->lesson->knobs_count : APP_KNOBS;
    for (uint32_t i = 0; i < count; i++) {
        settings[i] = (lesson_setting_t){.name = app->lesson->knobs[i].name,
                                         .to = free_run ? app->free[i] : app->held[i]};
    }
    return knobs_apply(app_variant(app)->program, settings, count);
}

bool app_knobs_as_stated(const app_t *app)
{
    for (uint32_t i = 0; i < app->lesson->knobs_count && i < APP_KNOBS; i++) {
        if (app->held[i] != app->lesson->knobs[i].held) {
            return false;
        }
    }
    return true;
}

const char *app_program_title(const app_t *app)
{
    return app->text_override ? "changed for this run" : app_variant(app)->title;
}

char *app_program_name(const app_t *app)
{
    char *name = NULL;
    if (app->own_path && !app->preview) {
        return strdup(app->own_path);
    }
    return asprintf(&name, "%s.%s.py", app->lesson->id, app_variant(app)->id) < 0 ? NULL : name;
}

session_t *app_session(app_t *app)
{
    if (app->session) {
        return app->session;
    }
    char *text = app_program_text(app, app->free_numbers), *name = app_program_name(app);
    static const char *const begins[] = {[BEGIN_START] = "start", [BEGIN_ALL_STARTED] = "all-started"};
    session_options_t options = {.begin = begins[app->lesson->begin],
                                 .free = app->free_numbers,
                                 .watch = (const char *const *)app->lesson->watch,
                                 .watch_count = app->lesson->watch_count};
    if (text && name && app->host) {
        app->session = session_open(app->host, text, strlen(text), name, &options);
    }
    free(text);
    free(name);
    if (!app->session) {
        app_refuse(app, "No process could be started: there is not enough memory.");
    }
    return app->session;
}

/* ---- the editor ---- */

static const char *editor_name(void)
{
    const char *editor = getenv("VISUAL");
    editor = editor && *editor ? editor : getenv("EDITOR");
    return editor && *editor ? editor : "nano";
}

static int run_editor(const char *path)
{
    const char *editor = editor_name();
    /* The shell, because $EDITOR may hold options; the path is an argument and never parsed. */
    char *command = NULL;
    if (asprintf(&command, "exec %s \"$1\"", editor) < 0) {
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    free(command);
    return status;
}

bool app_edit(app_t *app, const char *path)
{
    terminal_release();
    int status = run_editor(path);
    terminal_resume();
    app->dirty = true;
    if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        app_refuse(app, "There is no program `%.60s` here. $VISUAL or $EDITOR names the editor to use.",
                   editor_name());
    } else if (status != 0) {
        app_refuse(
            app,
            "The editor did not end well. $VISUAL or $EDITOR names the one to use, otherwise it is nano.");
    }
    return status == 0;
}
