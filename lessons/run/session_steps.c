/* The picture of the steps: a cell and a sentence for each. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/run/schedule_text.h"
#include "lessons/run/session_inner.h"
#include "lessons/run/words.h"

enum { CELLS_SHOWN = 2000 };

/* ---- values of operations ---- */

const char *session_pending_value(session_t *session, const mp_op_t *op)
{
    if (op->kind == MP_OP_STORE)
        return session_bits(session, op->object, op->operand);
    uint32_t message = session_item(session, op);
    return message ? session_message_text(session, message) : "";
}

static const char *printed(session_t *session, const char *text)
{
    size_t size = strcspn(text, "\n");
    return session_text(session, "'%.*s'%s", (int)(size > 40 ? 40 : size), text,
                        text[size] && text[size + 1] ? "…" : "");
}

const char *session_value_text(session_t *session, const session_record_t *record)
{
    const mp_event_t *event = &record->event;
    char path[MP_PATH_TEXT];
    switch (event->op) {
    case MP_OP_LOAD:
        return session_bits(session, event->object, event->value);
    case MP_OP_STORE:
        return session_bits(session, event->object,
                            record->op.kind == MP_OP_STORE ? record->op.operand : event->value);
    case MP_OP_QUEUE_PUT:
    case MP_OP_QUEUE_GET:
    case MP_OP_PIPE_SEND:
    case MP_OP_PIPE_RECV:
        return record->text ? record->text : "";
    case MP_OP_WRITE:
        return record->text ? printed(session, record->text) : "";
    case MP_OP_START:
    case MP_OP_FORK:
        return session_text(session, "%s", mp_path_format(event->value, path));
    case MP_OP_IS_ALIVE:
    case MP_OP_EVENT_IS_SET:
    case MP_OP_QUEUE_EMPTY:
    case MP_OP_QUEUE_FULL:
    case MP_OP_PIPE_POLL:
        return event->value ? "True" : "False";
    case MP_OP_EXITCODE:
        return event->status == MP_OK
                   ? session_text(session, "%d",
                                  WIFSIGNALED((int)event->value) ? -WTERMSIG((int)event->value)
                                                                 : WEXITSTATUS((int)event->value))
                   : "None";
    case MP_OP_KILL:
        return schedule_signal_name((int)record->op.operand);
    case MP_OP_SEM_VALUE:
    case MP_OP_QUEUE_SIZE:
        return session_text(session, "%llu", (unsigned long long)event->value);
    default:
        return "";
    }
}

/* ---- steps ---- */

static session_cell_kind_t cell_kind(uint32_t op)
{
    switch (op) {
    case MP_OP_LOAD:
        return SESSION_CELL_READ;
    case MP_OP_STORE:
        return SESSION_CELL_WRITE;
    case MP_OP_START:
    case MP_OP_FORK:
        return SESSION_CELL_START;
    case MP_OP_EXIT:
    case MP_OP_DIE:
        return SESSION_CELL_END;
    case MP_OP_JOIN:
    case MP_OP_WAITPID:
        return SESSION_CELL_JOIN;
    case MP_OP_ACQUIRE:
        return SESSION_CELL_TAKE;
    case MP_OP_RELEASE:
        return SESSION_CELL_GIVE;
    case MP_OP_QUEUE_PUT:
    case MP_OP_PIPE_SEND:
        return SESSION_CELL_PUT;
    case MP_OP_QUEUE_GET:
    case MP_OP_PIPE_RECV:
        return SESSION_CELL_GET;
    case MP_OP_WRITE:
        return SESSION_CELL_PRINT;
    case MP_OP_SLEEP:
        return SESSION_CELL_SLEEP;
    case MP_OP_KILL:
        return SESSION_CELL_KILL;
    default:
        return SESSION_CELL_OTHER;
    }
}

static const char *entry_text(session_t *session, const session_record_t *record)
{
    char path[MP_PATH_TEXT];
    mp_path_format(record->path, path);
    switch (record->kind) {
    case SCHEDULE_TIMEOUT:
        return session_text(session, "%s!", path);
    case SCHEDULE_DELIVER:
        return session_text(session, "%s~%s", path, record->label);
    case SCHEDULE_TIME:
        return "+";
    case SCHEDULE_KILL:
        return session_text(session, "kill %s %s", path, schedule_signal_name((int)record->value));
    default:
        return session_text(session, "%s", path);
    }
}

static void fill_words(session_t *session, const session_record_t *record, session_cell_t *cell)
{
    char path[MP_PATH_TEXT], short_text[WORDS_CELL], long_text[WORDS_SENTENCE];
    const char *value = session_value_text(session, record);
    bool birth = record->event.op == MP_OP_START || record->event.op == MP_OP_FORK;
    const words_step_t step = {
        .path = mp_path_format(record->path, path),
        .op = {.kind = record->again ? record->op.kind : record->event.op},
        .result = {.status = record->event.status, .value = record->event.value},
        .again = record->again,
        .timed_out = record->kind == SCHEDULE_TIMEOUT,
        .object =
            birth ? value
                  : session_object_text(session, record->again ? record->op.object : record->event.object),
        .value = value};
    cell->cell = session_text(session, "%s", words_cell(&step, short_text, sizeof short_text));
    cell->sentence = session_text(session, "%s.", words_sentence(&step, long_text, sizeof long_text));
}

static void fill_cell(session_t *session, size_t i, session_cell_t *cell)
{
    const session_record_t *record = &session->journal.steps[i];
    char path[MP_PATH_TEXT];
    *cell = (session_cell_t){.number = i + 1,
                             .process = session_process_index(session, record->path),
                             .kind = cell_kind(record->event.op),
                             .entry = entry_text(session, record),
                             .calls = session_calls_text(session, &record->event),
                             .line = record->event.line ? record->event.line : record->op.line,
                             .object = session_shared_index(session, record->event.object),
                             .automatic = record->automatic,
                             .lost_update = record->lost_update,
                             .undone = i >= session->journal.done};
    if (record->kind == SCHEDULE_TIME) {
        cell->kind = SESSION_CELL_TIME;
        cell->cell = session_text(session, "%.2f s", (double)record->clock_ns / 1e9);
        cell->sentence = session_text(session, "Time passes to %.2f s.", (double)record->clock_ns / 1e9);
    } else if (record->kind == SCHEDULE_KILL) {
        cell->kind = SESSION_CELL_KILL;
        cell->cell = schedule_signal_name((int)record->value);
        cell->sentence =
            session_text(session, "%s gets SIG%s from outside.", mp_path_format(record->path, path),
                         schedule_signal_name((int)record->value));
    } else {
        fill_words(session, record, cell);
    }
}

void session_view_cells(session_t *session)
{
    const session_journal_t *journal = &session->journal;
    session_view_t *view = &session->view;
    size_t first = journal->count > CELLS_SHOWN ? journal->count - CELLS_SHOWN : 0;
    view->cell_count = journal->count - first;
    view->cells_left_out = first;
    view->cells = session_alloc(session, view->cell_count * sizeof *view->cells);
    for (size_t i = 0; i < view->cell_count; i++)
        fill_cell(session, first + i, &view->cells[i]);
}
