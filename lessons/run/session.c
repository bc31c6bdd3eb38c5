#include "lessons/run/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "lessons/run/lesson_main.h"
#include "lessons/run/session_inner.h"

static const int64_t PUMP_NS = 8000000;    /* the most that one pump works */
static const int64_t COMMAND_NS = 3000000; /* the most that a command waits for its own end */

int64_t session_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static uint64_t wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* ---- the host ---- */

static bool add_to_epoll(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return fd >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

session_host_t *session_host_new(const char **why)
{
    mp_config_t config;
    mp_status_t status = MP_ERR_MEMORY;
    session_host_t *host = calloc(1, sizeof *host);
    if (!host)
        goto failed;
    host->epoll = host->timer = -1;
    setenv("TZ", ":/etc/localtime", 0); /* without a name the C library looks at the file again and again */
    tzset();                            /* lesson processes may not open the file that says where we are */
    mp_config_default(&config);
    status = mp_machine_new(&config, lesson_main, &host->machine);
    if (status == MP_OK)
        status = mp_machine_new(&config, lesson_main, &host->second);
    if (status != MP_OK)
        goto failed;
    status = MP_ERR_SYSTEM;
    host->epoll = epoll_create1(EPOLL_CLOEXEC);
    host->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (host->epoll < 0 || !add_to_epoll(host->epoll, host->timer) ||
        !add_to_epoll(host->epoll, mp_machine_fd(host->machine)) ||
        !add_to_epoll(host->epoll, mp_machine_fd(host->second)))
        goto failed;
    return host;

failed:
    if (why)
        *why = mp_status_text(status);
    session_host_free(host);
    return NULL;
}

void session_host_free(session_host_t *host)
{
    if (!host)
        return;
    if (host->session)
        session_close(host->session);
    mp_machine_free(host->second);
    mp_machine_free(host->machine);
    if (host->timer >= 0)
        close(host->timer);
    if (host->epoll >= 0)
        close(host->epoll);
    free(host);
}

void session_timer(session_t *session, double per_second)
{
    struct itimerspec every = {.it_value = {0}};
    if (per_second > 0) {
        int64_t ns = (int64_t)(1e9 / per_second);
        every.it_interval = every.it_value = (struct timespec){ns / 1000000000, ns % 1000000000};
    }
    timerfd_settime(session->host->timer, 0, &every, NULL);
}

/* ---- words ---- */

void session_say(session_t *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session->sentence, sizeof session->sentence, format, arguments);
    va_end(arguments);
    session->changed = true;
}

bool session_refuse(session_t *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session->sentence, sizeof session->sentence, format, arguments);
    va_end(arguments);
    session->refused = true;
    session->changed = true;
    return false;
}

/* ---- starting the program ---- */

bool session_launch(session_t *session, bool held)
{
    size_t size;
    const lesson_start_t start = {.file = session->file,
                                  .text = session->text,
                                  .size_bytes = session->size,
                                  .seed = held ? session->seed : 0,
                                  .clock_ns = held ? session->clock_ns : 0};
    void *blob = lesson_blob_new(&start, &size);
    mp_config_t config;
    mp_config_default(&config);
    config.speed = session->speed;
    mp_machine_on_event(session->machine, NULL, NULL);
    mp_machine_end(session->machine);
    session_forget(session);
    session->moving = false;
    session->journal.done = 0;
    session->hood.count = 0;
    session->operations = 0;
    session->exit_code = -1;
    session->graph.count = 0;
    session->graph.verdict = WAITS_NONE;
    mp_machine_configure(session->machine, &config);
    mp_machine_on_event(session->machine, session_event, session);
    session->mode = held ? SESSION_HELD : SESSION_FREE;
    mp_machine_want_notes(session->machine, held);
    mp_status_t status = blob ? mp_machine_start(session->machine, blob, size, held) : MP_ERR_MEMORY;
    free(blob);
    if (status != MP_OK) {
        session->mode = SESSION_FAILED;
        free(session->failure);
        session->failure = strdup(mp_status_text(status));
        session->activity = ACTIVITY_NONE;
        return false;
    }
    session_lanes_begin(session);
    stepper_destroy(&session->stepper);
    stepper_init(&session->stepper, session->machine, quiet_rules_of(session->program), session->seed);
    return true;
}

static void compile(session_t *session)
{
    diagnostics_t found;
    diagnostics_init(&found, session->file);
    session->program = program_compile_alone(session->file, session->text, session->size, &found);
    if (!session->program) {
        size_t size = diagnostics_render(&found, NULL, 0) + 1;
        session->failure = malloc(size);
        if (session->failure)
            diagnostics_render(&found, session->failure, size);
        session->mode = SESSION_FAILED;
    }
    diagnostics_destroy(&found);
}

/* The number of the one line that holds the text; 0: none or several. */
static uint32_t line_with(const session_t *session, const char *text)
{
    uint32_t line = 1, found = 0, times = 0;
    for (const char *at = session->text; at && *at; line++) {
        size_t size = strcspn(at, "\n");
        char *copy = strndup(at, size);
        if (copy && strstr(copy, text)) {
            found = line;
            times++;
        }
        free(copy);
        at += size + (at[size] == '\n');
    }
    return times == 1 ? found : 0;
}

static void begin(session_t *session, const session_options_t *options)
{
    bool named =
        options->begin && strcmp(options->begin, "start") != 0 && strcmp(options->begin, "all-started") != 0;
    session->line = named ? line_with(session, options->begin) : 0;
    session->step_begin = UINT64_MAX;
    session->began = false;
    session->target = 0;
    if (!session_launch(session, !options->free))
        return;
    session->activity = options->free ? ACTIVITY_NONE : ACTIVITY_OPEN;
    if (options->free) {
        session->step_begin = 0;
        session->began = true;
        session->free_before = true;
    }
}

session_t *session_open(session_host_t *host, const char *text, size_t size_bytes, const char *file,
                        const session_options_t *options)
{
    if (host->session)
        session_close(host->session);
    session_t *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    *session = (session_t){.host = host, .machine = host->machine, .size = size_bytes, .exit_code = -1};
    host->session = session;
    session->text = strndup(text, size_bytes);
    session->file = strdup(file);
    session->begin = options->begin ? strdup(options->begin) : NULL;
    session->seed = session->pick_seed = options->seed ? options->seed : 1;
    session->clock_ns = wall_ns();
    session->speed = options->speed > 0 ? options->speed : 1;
    session->automatic = true;
    session->pace = 2;
    for (size_t i = 0; i < options->watch_count && i < SESSION_WATCH_MAX; i++)
        session->watch[session->watch_count++] = strdup(options->watch[i]);
    if (!session->text || !session->file) {
        session_close(session);
        return NULL;
    }
    compile(session);
    if (session->mode != SESSION_FAILED)
        begin(session, options);
    session_settle(session, 30);
    return session;
}

static void free_branches(session_t *session)
{
    for (size_t i = 0; i < session->branch_count; i++)
        schedule_destroy(&session->branches[i].schedule);
    free(session->branches);
}

void session_close(session_t *session)
{
    if (!session)
        return;
    mp_machine_on_event(session->machine, NULL, NULL);
    mp_machine_end(session->machine);
    mp_machine_end(session->host->second);
    mp_machine_on_event(session->host->second, NULL, NULL);
    session_timer(session, 0);
    session->host->session = NULL;
    session_forget(session);
    session_journal_clear(session);
    session_clear_breaks(session);
    session_trials_destroy(&session->trials);
    stepper_destroy(&session->stepper);
    schedule_destroy(&session->course);
    session_guide_clear(session);
    free_branches(session);
    while (session->pages) {
        session_page_t *next = session->pages->next;
        free(session->pages);
        session->pages = next;
    }
    for (size_t i = 0; i < session->watch_count; i++)
        free(session->watch[i]);
    program_free(session->program);
    free(session->lanes);
    free(session->text);
    free(session->file);
    free(session->begin);
    free(session->failure);
    free(session);
}

/* ---- pumping ---- */

int session_fd(const session_t *session)
{
    return session->host->epoll;
}

static void tick(session_t *session)
{
    uint64_t times;
    bool ticked = read(session->host->timer, &times, sizeof times) == sizeof times;
    if (ticked && session->activity == ACTIVITY_PLAY)
        session_play_tick(session);
}

bool session_pump(session_t *session)
{
    mp_machine_poll(session->machine);
    if (session->trials.running)
        session_trials_pump(session);
    tick(session);
    if (session->mode == SESSION_FREE)
        session_free_pump(session);
    else if (session->activity != ACTIVITY_NONE)
        session_drive(session, PUMP_NS);
    else if (mp_machine_drain(session->machine) > 0)
        session->changed = true;
    bool changed = session->changed;
    session->changed = false;
    return changed;
}

bool session_settle(session_t *session, int timeout_ms)
{
    int64_t until = session_monotonic_ns() + (int64_t)timeout_ms * 1000000;
    while (session->activity != ACTIVITY_NONE && session->activity != ACTIVITY_PLAY) {
        int64_t left = until - session_monotonic_ns();
        if (left <= 0)
            return false;
        session_drive(session, left < COMMAND_NS ? left : COMMAND_NS);
    }
    return true;
}
