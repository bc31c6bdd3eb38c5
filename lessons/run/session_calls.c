/* Under the hood: the system calls that core says it made for a step, with what came back. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/run/schedule_text.h"
#include "lessons/run/session_inner.h"

typedef struct list {
    char text[240];
    size_t used;
} list_t;

__attribute__((format(printf, 2, 3))) static void add(list_t *list, const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof list->text - list->used;
    int comma = list->used > 0 ? snprintf(list->text + list->used, room, ", ") : 0;
    if (comma < 0 || (size_t)comma >= room)
        return;
    va_start(arguments, format);
    int size = vsnprintf(list->text + list->used + comma, room - (size_t)comma, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= room - (size_t)comma)
        list->text[list->used] = '\0'; /* half a call is worse than none */
    else
        list->used += (size_t)(comma + size);
}

/* The pid of whoever has this path, 0 unknown. */
static int pid_at(const session_t *session, mp_path_t path)
{
    int index = session_process_index(session, path);
    return index < 0 ? 0 : session->lore.people[index].view.pid;
}

/* The pid of the process with this process object, 0 unknown. */
static int pid_of(const session_t *session, uint32_t object)
{
    for (size_t i = 0; object && i < session->lore.people_count; i++)
        if (session->lore.people[i].view.process == object)
            return session->lore.people[i].view.pid;
    return 0;
}

static void add_wait(const session_t *session, const mp_event_t *event, list_t *list)
{
    bool knows = event->op == MP_OP_JOIN || event->op == MP_OP_EXITCODE || event->op == MP_OP_IS_ALIVE;
    int pid = knows ? pid_of(session, event->object) : 0;
    int status = (int)event->value;
    if (!pid)
        add(list, "waitid → a child that has ended");
    else if (event->op == MP_OP_IS_ALIVE)
        add(list, "waitid(%d) → it has ended", pid);
    else if (WIFSIGNALED(status))
        add(list, "waitid(%d) → killed by SIG%s", pid, schedule_signal_name(WTERMSIG(status)));
    else
        add(list, "waitid(%d) → exit %d", pid, WEXITSTATUS(status));
}

static void add_birth(const session_t *session, const mp_event_t *event, list_t *list)
{
    int pid = event->status == MP_OK ? pid_at(session, event->value) : 0;
    if (pid)
        add(list, "clone → %d", pid);
    else
        add(list, event->status == MP_OK ? "clone" : "clone → refused");
}

static void add_wakes(const mp_event_t *event, list_t *list)
{
    if (event->wakes == 1)
        add(list, "futex(wake) → %u", event->woken);
    else
        add(list, "%u × futex(wake) → %u", event->wakes, event->woken);
}

static void add_parent(const session_t *session, const mp_event_t *event, list_t *list)
{
    int pid = pid_at(session, event->value);
    if (event->value != MP_PATH_NONE && pid)
        add(list, "getppid → %d", pid);
    else
        add(list, "getppid");
}

/* In the order in which core makes them. */
const char *session_calls_text(session_t *session, const mp_event_t *event)
{
    list_t list = {.used = 0};
    if (event->calls & MP_CALL_WAITPID)
        add_wait(session, event, &list);
    if (event->calls & MP_CALL_FORK)
        add_birth(session, event, &list);
    if (event->calls & MP_CALL_KILL && event->op == MP_OP_KILL)
        add(&list, "pidfd_send_signal(%d, SIG%s) → 0", pid_of(session, event->object),
            schedule_signal_name((int)event->value));
    else if (event->calls & MP_CALL_KILL)
        add(&list, "pidfd_send_signal(itself)");
    if (event->calls & MP_CALL_GETPPID)
        add_parent(session, event, &list);
    if (event->calls & MP_CALL_CLOCK)
        add(&list, "clock_gettime");
    if (event->calls & MP_CALL_GETRANDOM)
        add(&list, event->status == MP_OK ? "getrandom(8) → 8" : "getrandom(8) → refused");
    if (event->calls & MP_CALL_FUTEX_WAIT)
        add(&list, "futex(wait)");
    if (event->calls & MP_CALL_SLEEP)
        add(&list, "futex(wait, time limit)");
    if (event->calls & MP_CALL_WRITE)
        add(&list, "write(%u, %u) → %llu", event->index, event->text_bytes, (unsigned long long)event->value);
    if (event->calls & MP_CALL_FUTEX_WAKE)
        add_wakes(event, &list);
    if (event->calls & MP_CALL_EXIT)
        add(&list, "exit_group(%llu)", (unsigned long long)event->value & 255);
    return session_text(session, "%s", list.text);
}

void session_hood_event(session_t *session, const mp_event_t *event)
{
    if (event->calls != 0)
        session->hood.events[session->hood.count++ % SESSION_HOOD_MAX] = *event;
}

size_t session_hood(session_t *session, session_call_t calls[SESSION_HOOD_MAX])
{
    const session_hood_t *hood = &session->hood;
    size_t count = hood->count < SESSION_HOOD_MAX ? (size_t)hood->count : SESSION_HOOD_MAX;
    for (size_t i = 0; i < count; i++) {
        const mp_event_t *event = &hood->events[(hood->count - count + i) % SESSION_HOOD_MAX];
        const char *object = event->object ? session_object_text(session, event->object) : "";
        calls[i] = (session_call_t){
            .process = session_process_index(session, event->path),
            .line = event->line,
            .what = session_text(session, "%s%s%s", mp_op_verb(event->op), object[0] ? " " : "", object),
            .calls = session_calls_text(session, event)};
    }
    return count;
}
