#include "app/tui/tui.h"

#include <errno.h>
#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "app/folders.h"
#include "app/tui/challenge.h"
#include "app/tui/dialog.h"
#include "app/tui/frame.h"
#include "app/tui/named.h"
#include "app/tui/own_copy.h"
#include "app/tui/question.h"
#include "app/tui/run_tour.h"
#include "app/tui/terminal.h"
#include "app/tui/view.h"

enum { OPEN_MS = 500, OFFERS = 16 }; /* for a session to come to its beginning; numbers of a knob */

/* ---- commands that mean the same everywhere ---- */

static void change_tab(app_t *app, int by)
{
    int view = (int)app->view + by;
    if (view >= VIEW_READ && view <= VIEW_EXERCISE) {
        app_show(app, (view_id_t)view);
    }
}

static void close_view(app_t *app)
{
    if (app->lesson) {
        app_close_lesson(app);
    } else {
        app->leave = true;
    }
}

static void next_variant(app_t *app)
{
    if (app->text_override) {
        app_set_override(app, NULL);
        app_say(app, "The lesson's own program again: %s.", app_variant(app)->title);
        return;
    }
    if (app->lesson->variants_count < 2) {
        app_refuse(app, "There is only this one variant.");
        return;
    }
    app_set_variant(app, (app->variant + 1) % app->lesson->variants_count);
    const lesson_variant_t *variant = app_variant(app);
    app_say(app, "Variant %s%s%s", variant->title, variant->point[0] ? ": " : ".", variant->point);
}

/* A number that the reader chose is meant wherever the program runs. */
static void set_knob(app_t *app, uint32_t knob, int64_t held, int64_t free_run)
{
    const char *name = app->lesson->knobs[knob].name;
    app->held[knob] = held;
    app->free[knob] = free_run;
    app_set_override(app, NULL);
    if (held == free_run) {
        app_say(app, "%s = %lld from now on, held and free.", name, (long long)held);
    } else {
        app_say(app, "%s = %lld held, %lld free, as the lesson has it.", name, (long long)held,
                (long long)free_run);
    }
}

/* Which knob the open list is about: lists have no state of their own. */
static uint32_t listed_knob(const app_t *app)
{
    for (uint32_t i = 0; i < app->lesson->knobs_count; i++) {
        if (app->lesson->knobs[i].offer_count > 0) {
            return i;
        }
    }
    return 0;
}

static void take_knob(app_t *app, int index)
{
    uint32_t number = listed_knob(app);
    const lesson_knob_t *knob = &app->lesson->knobs[number];
    if ((uint32_t)index < knob->offer_count) {
        set_knob(app, number, knob->offer[index], knob->offer[index]);
    } else {
        set_knob(app, number, knob->held, knob->free);
    }
}

static void turn_knob(app_t *app)
{
    if (app->lesson->knobs_count == 0) {
        app_refuse(app,
                   app->own ? "There is no knob here; `e` edits the program." : "This lesson has no knob.");
        return;
    }
    const lesson_knob_t *knob = &app->lesson->knobs[listed_knob(app)];
    char numbers[OFFERS + 1][80], title[200];
    const char *items[OFFERS + 1];
    int count = knob->offer_count < OFFERS ? (int)knob->offer_count : OFFERS, at = 0;
    for (int i = 0; i < count; i++) {
        snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)knob->offer[i]);
        items[i] = numbers[i];
        at = knob->offer[i] == app->held[listed_knob(app)] ? i : at;
    }
    if (count > 0 && (uint32_t)count == knob->offer_count && knob->held != knob->free) {
        snprintf(numbers[count], sizeof numbers[count], "%lld held, %lld free: as the lesson has it",
                 (long long)knob->held, (long long)knob->free);
        items[count] = numbers[count];
        count++;
    }
    snprintf(title, sizeof title, "%s: %s", knob->name, knob->says);
    if (!dialog_list(app, title, items, count, at, take_knob)) {
        app_refuse(app, "This knob offers no other number.");
    }
}

static void edit_program(app_t *app)
{
    if (!app->own_path) {
        own_copy_edit(app);
    } else if (app_edit(app, app->own_path)) {
        app_reload(app);
    }
}

static void show_notes(app_t *app)
{
    char *text = NULL;
    size_t size;
    FILE *file = app->lesson->teacher_count > 0 ? open_memstream(&text, &size) : NULL;
    if (!file) {
        app_refuse(app, "This lesson has no notes for teachers.");
        return;
    }
    for (uint32_t i = 0; i < app->lesson->teacher_count; i++) {
        fprintf(file, "minute %u\n%s\n\n", app->lesson->teacher[i].minute, app->lesson->teacher[i].note);
    }
    if (fclose(file) == 0) {
        dialog_show(app, "the teacher's timetable", text);
    }
    free(text);
}

/* Only by its name, and in front of a class only when that is meant. */
static void ask_notes(app_t *app)
{
    if (app->projector) {
        dialog_ask(app, "The class reads along. Show the notes all the same?", show_notes);
    } else {
        show_notes(app);
    }
}

static void do_named(app_t *app, const char *text);

static void show_help(app_t *app)
{
    char *text = frame_help(app);
    char title[64];
    snprintf(title, sizeof title, "%s: what it shows, and its keys", view_of(app->view)->name);
    if (text) {
        dialog_show(app, title, text);
    }
    free(text);
}

/* The tabs. false: the command is none of them. */
static bool do_tab(app_t *app, command_id_t command)
{
    static const struct {
        command_id_t command;
        view_id_t view;
    } tabs[] = {{COMMAND_READ, VIEW_READ},
                {COMMAND_RUN, VIEW_RUN},
                {COMMAND_EXPLORE, VIEW_EXPLORE},
                {COMMAND_EXERCISE, VIEW_EXERCISE}};
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++) {
        if (tabs[i].command == command) {
            app_show(app, tabs[i].view);
            return true;
        }
    }
    if (command == COMMAND_TAB_LEFT || command == COMMAND_TAB_RIGHT) {
        change_tab(app, command == COMMAND_TAB_LEFT ? -1 : 1);
        return true;
    }
    return false;
}

static void turn_projector(app_t *app)
{
    app->projector = !app->projector;
    app->covered = app->projector;
    app_say(app, app->projector ? "Projector on: large values, covered answers." : "Projector off.");
}

/* What a view did not take, about the lesson. */
static bool do_lesson(app_t *app, command_id_t command)
{
    switch (command) {
    case COMMAND_VARIANT:
        next_variant(app);
        return true;
    case COMMAND_KNOB:
        turn_knob(app);
        return true;
    case COMMAND_HINT:
        challenge_hint(app);
        return true;
    case COMMAND_ANSWER:
        question_open_next(app);
        return true;
    case COMMAND_EDIT:
        edit_program(app);
        return true;
    case COMMAND_NOTES:
        ask_notes(app);
        return true;
    case COMMAND_NEXT_PANE:
    case COMMAND_PREVIOUS_PANE:
    case COMMAND_ZOOM:
        app_say(app, "There is only this one pane here.");
        return true;
    case COMMAND_FIND:
        app_say(app, "There is nothing to be searched here; e opens the file in your editor.");
        return true;
    default:
        return do_tab(app, command);
    }
}

static void do_common(app_t *app, command_id_t command)
{
    switch (command) {
    case COMMAND_QUIT:
        app->leave = true;
        break;
    case COMMAND_CLOSE:
        close_view(app);
        break;
    case COMMAND_SUSPEND:
        terminal_suspend();
        break;
    case COMMAND_REDRAW:
        clearok(stdscr, TRUE);
        break;
    case COMMAND_HELP:
        show_help(app);
        break;
    case COMMAND_PROJECTOR:
        turn_projector(app);
        break;
    case COMMAND_COVER:
        app->covered = !app->covered;
        break;
    case COMMAND_COMMAND_LINE:
        dialog_line(app, "command (? lists them; also: theme NAME, speed N, step P1.1)", "", do_named);
        break;
    default:
        do_lesson(app, command);
        break;
    }
}

static void do_command(app_t *app, command_id_t command)
{
    if (command != COMMAND_NONE && !view_of(app->view)->command(app, command)) {
        do_common(app, command);
    }
    app->dirty = true;
}

static void do_named(app_t *app, const char *text)
{
    if (named_with_argument(app, text)) {
        return;
    }
    command_id_t command = command_of_name(view_of(app->view)->set, text);
    if (command == COMMAND_NONE) {
        app_refuse(app, "There is no command `%.60s` here; ? lists all of them.", text);
    } else {
        do_command(app, command);
    }
}

/* ---- the loop ---- */

/* A page names keys of Run. Pressed on the page they open Run and do it there: no key that was named does
 * nothing. */
static command_id_t in_run(app_t *app, const terminal_key_t *key)
{
    bool open = app->view == VIEW_READ && !dialog_is_open(app) && !question_is_open(app);
    command_id_t command = open && !key->special ? command_of_key(IN_RUN, key->code, false) : COMMAND_NONE;
    if (command != COMMAND_NONE) {
        app_show(app, VIEW_RUN);
        session_t *session = app_session(app);
        if (session) {
            session_settle(session, OPEN_MS);
        }
    }
    return command;
}

static void take_key(app_t *app, const terminal_key_t *key)
{
    if (key->is_resize) {
        app->dirty = true;
        return;
    }
    if (key->is_mouse) {
        int lines, columns;
        getmaxyx(stdscr, lines, columns);
        frame_layout_t layout = frame_layout(lines, columns);
        const view_t *view = view_of(app->view);
        view_id_t tab =
            key->mouse_line == 0 && app->lesson ? frame_tab_at(columns, key->mouse_column) : VIEW_MENU;
        if (dialog_is_open(app) || question_is_open(app)) {
            return;
        }
        if (tab != VIEW_MENU && !key->mouse_wheel_up && !key->mouse_wheel_down) {
            app_show(app, tab);
            return;
        }
        app->dirty |= view->mouse && view->mouse(app, layout.body, key);
        return;
    }
    bool asking = question_is_open(app) && !dialog_is_open(app);
    if (question_takes_sign(app, key)) {
        return;
    }
    unsigned set = asking ? (unsigned)IN_QUESTION : view_of(app->view)->set;
    command_id_t command = command_of_key(set, key->code, key->special);
    if (dialog_is_open(app) && (key->special || key->code != 3)) { /* a Q is a letter in a field */
        dialog_key(app, key);
        return;
    }
    if (asking && command != COMMAND_QUIT && command != COMMAND_SUSPEND && command != COMMAND_REDRAW) {
        question_command(app, command);
        app->dirty = true;
        return;
    }
    if (command == COMMAND_NONE) {
        command = in_run(app, key);
    }
    if (command != COMMAND_NONE) {
        command_key_text(command, app->ascii, app->last_key);
    }
    do_command(app, command);
}

static int wait_time(const app_t *app)
{
    const view_t *view = view_of(app->view);
    return view->wait_ms ? view->wait_ms(app) : -1;
}

static void wait_for_something(app_t *app)
{
    struct pollfd waits[] = {
        {.fd = terminal_fd(), .events = POLLIN},
        {.fd = terminal_signal_fd(), .events = POLLIN},
        {.fd = app->session ? session_fd(app->session) : -1, .events = POLLIN},
        {.fd = app->wake_fd, .events = POLLIN},
        {.fd = app->own_watch_fd, .events = POLLIN},
        {.fd = app->view == VIEW_EXERCISE ? app->watch_fd : -1, .events = POLLIN},
    };
    if (poll(waits, sizeof waits / sizeof *waits, wait_time(app)) < 0 && errno != EINTR) {
        app->leave = true;
    }
    /* A closed terminal is readable for ever and gives nothing. */
    if (waits[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
        app->leave = true;
    }
    if (waits[1].revents) {
        terminal_drain_signals();
        app->dirty = true;
    }
    if (waits[4].revents) {
        app_look_at_own(app);
    }
    uint64_t news;
    if (waits[3].revents && read(app->wake_fd, &news, sizeof news) < 0 && errno != EAGAIN) {
        app->leave = true;
    }
}

static void loop(app_t *app)
{
    while (!app->leave && !terminal_wants_end()) {
        const view_t *view = view_of(app->view);
        if (app->session && session_pump(app->session)) {
            app->dirty = true;
        }
        if (view->pump && view->pump(app)) {
            app->dirty = true;
        }
        if (challenge_pump(app)) {
            app->dirty = true;
        }
        if (question_is_open(app) && question_pump(app)) {
            app->dirty = true;
        }
        if (app->dirty) {
            app->dirty = false;
            frame_draw(app);
        }
        if (app->leave) {
            break;
        }
        wait_for_something(app);
        terminal_key_t key;
        while (!app->leave && terminal_read_key(&key)) {
            take_key(app, &key);
        }
    }
}

/* ---- beginning and end ---- */

static bool ends_in(const char *word, const char *ending)
{
    size_t size = strlen(word), length = strlen(ending);
    return size > length && strcmp(word + size - length, ending) == 0;
}

static bool looks_like_a_file(const char *word)
{
    return strchr(word, '/') || ends_in(word, ".py");
}

static void open_word(app_t *app, const char *word)
{
    if (!word) {
        if (app->progress && app->progress->notice[0]) {
            app_say(app, "%s", app->progress->notice);
        }
        return;
    }
    if (ends_in(word, ".yaml")) {
        app_open_lesson_file(app, word, VIEW_READ);
    } else if (!looks_like_a_file(word) && catalogue_find(&app->catalogue, word)) {
        app_open_lesson(app, word, VIEW_READ);
    } else {
        app_open_program(app, word, VIEW_RUN);
    }
}

static void destroy(app_t *app)
{
    if (app->lesson) {
        app_close_lesson(app);
    }
    dialog_close(app);
    run_recording_free(app->recording);
    if (app->states[VIEW_MENU]) {
        menu_view.close(app);
    }
    session_host_free(app->host);
    if (app->wake_fd >= 0) {
        close(app->wake_fd);
    }
    progress_free(app->progress);
    catalogue_destroy(&app->catalogue);
    free(app);
}

static int fail(const char *why)
{
    fprintf(stderr, "lockstep: %s\n", why);
    return 2;
}

static void choose_theme(app_t *app, const char *name)
{
    char why[300];
    theme_default(&app->theme);
    name = name ? name : getenv("LOCKSTEP_THEME");
    char *folder = folders_builtin("themes");
    if (name && *name && folder && !theme_read(&app->theme, folder, name, why, sizeof why)) {
        app_refuse(app, "%s; the dark theme is shown", why);
    }
    free(folder);
    theme_apply(&app->theme);
}

int tui_main(const tui_options_t *options)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return fail("no terminal here; `lockstep run FILE|LESSON` works without one");
    }
    const char *why = NULL;
    if (!terminal_guard()) {
        return fail("no process could be started to guard the terminal");
    }
    app_t *app = calloc(1, sizeof *app);
    session_host_t *host = app ? session_host_new(&why) : NULL;
    if (!host) {
        terminal_unguard();
        free(app);
        return fail(why ? why : "not enough memory");
    }
    app->host = host;
    app->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    app->watch_fd = app->own_watch_fd = -1;
    app->projector = app->covered = options->projector;
    bool ready = folders_open_catalogue(&app->catalogue);
    app->progress = progress_open(NULL);
    if (!ready || !terminal_open(&why)) {
        destroy(app);
        terminal_unguard();
        return fail(ready ? why : "not enough memory for the lessons");
    }
    app->ascii = !terminal_is_utf8();
    choose_theme(app, options->theme);
    app->dirty = true;
    if (menu_view.open(app)) {
        open_word(app, options->word);
        loop(app);
    }
    terminal_close();
    destroy(app);
    return 0;
}
