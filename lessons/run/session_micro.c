/* The inside of a line: "load 100 → 100-1 = 99 → ▸store 99". */
#include <string.h>

#include "lessons/run/line_shape.h"
#include "lessons/run/session_inner.h"

enum { MICRO_MAX = 12 };

static void add(session_process_t *process, const char *text, bool visible, bool done, bool next, bool known)
{
    if (process->micro_count < MICRO_MAX)
        process->micro[process->micro_count++] = (session_micro_t){text, visible, done, next, known};
}

/* What the process did on this line since it came to it, newest first; at most `room`. */
static size_t done_here(const session_t *session, const session_person_t *person,
                        const session_record_t **found, size_t room)
{
    const session_journal_t *journal = &session->journal;
    const mp_op_t *pending = &person->view.pending;
    size_t count = 0;
    for (size_t i = journal->done; i-- > 0 && count < room;) {
        const session_record_t *record = &journal->steps[i];
        if (record->path != person->view.path || record->kind == SCHEDULE_DELIVER)
            continue;
        bool again_the_same = record->op.kind == pending->kind && record->op.object == pending->object &&
                              record->op.column == pending->column;
        if (record->op.line != pending->line || again_the_same || record->again)
            break;
        found[count++] = record;
    }
    return count;
}

static const char *done_text(session_t *session, const session_record_t *record)
{
    const char *value = session_value_text(session, record);
    if (record->event.op == MP_OP_LOAD)
        return session_text(session, "load %s", value);
    if (record->event.op == MP_OP_STORE)
        return session_text(session, "store %s", value);
    return session_text(session, "%s %s", mp_op_verb(record->event.op),
                        session_object_text(session, record->event.object));
}

static const char *pending_text(session_t *session, const mp_op_t *op)
{
    if (op->kind == MP_OP_LOAD)
        return "load";
    if (op->kind == MP_OP_STORE)
        return session_text(session, "store %s", session_pending_value(session, op));
    return op->object ? session_text(session, "%s %s", mp_op_verb(op->kind),
                                     session_object_text(session, op->object))
                      : session_text(session, "%s", mp_op_verb(op->kind));
}

/* balance.value -= 1: the three parts, whatever of them is done. */
static void view_update(session_t *session, session_process_t *process, const session_person_t *person,
                        const line_shape_t *shape)
{
    const mp_op_t *op = &person->view.pending;
    const session_reading_t *reading = session_reading(session, person->view.path, op->object, op->index);
    if (op->kind == MP_OP_STORE && reading) {
        const char *before = session_bits(session, op->object, reading->bits);
        const char *after = session_pending_value(session, op);
        add(process, session_text(session, "load %s", before), true, true, false, true);
        add(process, session_text(session, "%s%s%s = %s", before, shape->operator, shape->operand, after),
            false, true, false, true);
        add(process, session_text(session, "store %s", after), true, false, true, true);
        return;
    }
    add(process, "load", true, false, true, true);
    add(process, session_text(session, "… %s%s", shape->operator, shape->operand), false, false, false,
        false);
    add(process, "store", true, false, false, false);
}

void session_view_micro(session_t *session, session_process_t *process, const session_person_t *person)
{
    const session_record_t *found[MICRO_MAX];
    const mp_op_t *op = &person->view.pending;
    if (person->dead || !person->view.has_pending || op->line == 0)
        return;
    process->micro = session_alloc(session, MICRO_MAX * sizeof *process->micro);
    const line_shape_t shape = line_shape(program_ast(session->program), op->line);
    bool simple = op->kind == MP_OP_STORE || op->kind == MP_OP_LOAD;
    if (shape.updates && simple) {
        view_update(session, process, person, &shape);
        return;
    }
    size_t count = done_here(session, person, found, MICRO_MAX - 2);
    while (count-- > 0)
        add(process, done_text(session, found[count]), true, true, false, true);
    add(process, pending_text(session, op), true, false, true, true);
    if (shape.stores && op->kind == MP_OP_LOAD)
        add(process, "store", true, false, false, false);
}
