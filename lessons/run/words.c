#include "lessons/run/words.h"

#include <stdio.h>
#include <string.h>

/* The pattern of a cell and of a sentence for each kind of operation: %o the object, %v the value. An empty
 * cell pattern: the operation's own verb. */
typedef struct pattern {
    const char *cell, *sentence;
} pattern_t;

static const pattern_t patterns[MP_OP_COUNT] = {
    [MP_OP_START] = {"▸%o", "starts %o"},
    [MP_OP_FORK] = {"▸%o", "forks %o"},
    [MP_OP_EXIT] = {"end", "ends"},
    [MP_OP_JOIN] = {"joins %o", "joins %o, which has ended"},
    [MP_OP_IS_ALIVE] = {"alive? %v", "asks whether %o is alive: %v"},
    [MP_OP_EXITCODE] = {"exit? %v", "reads the exit code of %o: %v"},
    [MP_OP_KILL] = {"kill %o", "sends signal %v to %o"},
    [MP_OP_DIE] = {"dies", "dies by a signal"},
    [MP_OP_LOAD] = {"r%v", "reads %o = %v"},
    [MP_OP_STORE] = {"w%v", "stores %v into %o"},
    [MP_OP_ACQUIRE] = {"+%o", "acquires %o"},
    [MP_OP_RELEASE] = {"-%o", "releases %o"},
    [MP_OP_SEM_VALUE] = {"r%v", "reads the value of %o: %v"},
    [MP_OP_LOCK_OWNED] = {"held? %v", "asks whether it holds %o: %v"},
    [MP_OP_COND_WAIT] = {"wait %o", "lets go of the lock and waits for %o"},
    [MP_OP_COND_WAKE] = {"wakes", "is woken from %o"},
    [MP_OP_COND_NOTIFY] = {"notify", "notifies %o"},
    [MP_OP_EVENT_SET] = {"set", "sets %o"},
    [MP_OP_EVENT_CLEAR] = {"clear", "clears %o"},
    [MP_OP_EVENT_IS_SET] = {"set? %v", "asks whether %o is set: %v"},
    [MP_OP_EVENT_WAIT] = {"sees %o", "finds %o set"},
    [MP_OP_BARRIER_ENTER] = {"at %o", "arrives at %o"},
    [MP_OP_BARRIER_OPEN] = {"opens %o", "opens %o"},
    [MP_OP_BARRIER_LEAVE] = {"past %o", "passes %o"},
    [MP_OP_QUEUE_PUT] = {"put %v", "puts %v into %o"},
    [MP_OP_QUEUE_DELIVER] = {"~%o", "has an item delivered into %o"},
    [MP_OP_QUEUE_GET] = {"get %v", "gets %v from %o"},
    [MP_OP_QUEUE_SIZE] = {"size %v", "reads the size of %o: %v"},
    [MP_OP_QUEUE_EMPTY] = {"empty? %v", "asks whether %o is empty: %v"},
    [MP_OP_QUEUE_FULL] = {"full? %v", "asks whether %o is full: %v"},
    [MP_OP_QUEUE_CLOSE] = {"close", "closes %o"},
    [MP_OP_QUEUE_FLUSH] = {"flushed", "has delivered all that it put into %o"},
    [MP_OP_PIPE_SEND] = {"send %v", "sends %v into %o"},
    [MP_OP_PIPE_RECV] = {"recv %v", "receives %v from %o"},
    [MP_OP_PIPE_POLL] = {"poll %v", "polls %o: %v"},
    [MP_OP_PIPE_CLOSE] = {"close", "closes its end of %o"},
    [MP_OP_WRITE] = {"print", "prints %v"},
    [MP_OP_SLEEP] = {"sleep", "has slept"},
    [MP_OP_CLOCK] = {"clock", "reads the clock"},
    [MP_OP_ENTROPY] = {"random", "draws random bits"},
    [MP_OP_SPIN] = {"spin", "goes on computing"},
};

typedef struct writer {
    char *text;
    size_t size, used;
} writer_t;

static void add(writer_t *writer, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count && writer->used + 1 < writer->size; i++) {
        writer->text[writer->used++] = bytes[i];
    }
    if (writer->size > 0) {
        writer->text[writer->used] = '\0';
    }
}

static void add_text(writer_t *writer, const char *text)
{
    add(writer, text, strlen(text));
}

/* Never ends in the middle of a character. */
static char *finish(writer_t *writer)
{
    size_t at = writer->used;
    while (at > 0 && ((unsigned char)writer->text[at - 1] & 0xC0) == 0x80) {
        at--;
    }
    if (at > 0 && (unsigned char)writer->text[at - 1] >= 0xC0) {
        unsigned char lead = (unsigned char)writer->text[at - 1];
        size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (at - 1 + length > writer->used) {
            writer->text[at - 1] = '\0';
        }
    }
    return writer->text;
}

static void add_pattern(writer_t *writer, const char *pattern, const words_step_t *step)
{
    for (const char *at = pattern; *at; at++) {
        if (*at != '%') {
            add(writer, at, 1);
        } else if (*++at == 'o') {
            add_text(writer, step->object);
        } else {
            add_text(writer, step->value[0] ? step->value : "…");
        }
    }
}

/* Its time-out fired, or time had passed it when it went on. */
static bool gave_up(const words_step_t *step)
{
    if (step->timed_out || step->result.status != MP_TIMEOUT)
        return step->timed_out;
    switch (step->op.kind) {
    case MP_OP_JOIN:
    case MP_OP_COND_WAKE:
    case MP_OP_EVENT_WAIT:
    case MP_OP_BARRIER_ENTER:
    case MP_OP_BARRIER_LEAVE:
    case MP_OP_QUEUE_PUT:
    case MP_OP_QUEUE_GET:
        return true;
    default:
        return false;
    }
}

char *words_cell(const words_step_t *step, char *text, size_t size)
{
    writer_t writer = {.text = text, .size = size};
    text[0] = '\0';
    const pattern_t *pattern = step->op.kind < MP_OP_COUNT ? &patterns[step->op.kind] : &patterns[MP_OP_NONE];
    if (gave_up(step)) {
        add_text(&writer, step->op.kind == MP_OP_SLEEP ? "wakes" : "time-out");
    } else if (step->again) {
        add_text(&writer, "waits");
    } else if (step->result.status == MP_TIMEOUT && step->op.kind == MP_OP_ACQUIRE) {
        add_text(&writer, "not ");
        add_pattern(&writer, "+%o", step);
    } else if (pattern->cell) {
        add_pattern(&writer, pattern->cell, step);
    } else {
        add_text(&writer, mp_op_verb(step->op.kind));
    }
    return finish(&writer);
}

char *words_sentence(const words_step_t *step, char *text, size_t size)
{
    writer_t writer = {.text = text, .size = size};
    text[0] = '\0';
    add_text(&writer, step->path);
    add_text(&writer, " ");
    const pattern_t *pattern = step->op.kind < MP_OP_COUNT ? &patterns[step->op.kind] : &patterns[MP_OP_NONE];
    if (step->timed_out && step->op.kind == MP_OP_SLEEP) {
        add_text(&writer, "wakes up: its sleep ends here");
    } else if (gave_up(step)) {
        add_text(&writer, "gives up: its time-out is over (");
        add_text(&writer, mp_op_verb(step->op.kind));
        add_text(&writer, " ");
        add_text(&writer, step->object);
        add_text(&writer, ")");
    } else if (step->again) {
        add_text(&writer, "begins to wait for ");
        add_text(&writer, step->object);
    } else if (step->result.status == MP_TIMEOUT && step->op.kind == MP_OP_ACQUIRE) {
        add_text(&writer, "does not get ");
        add_text(&writer, step->object);
    } else if (pattern->sentence) {
        add_pattern(&writer, pattern->sentence, step);
    } else {
        add_text(&writer, mp_op_verb(step->op.kind));
        if (step->object[0]) {
            add_text(&writer, " ");
            add_text(&writer, step->object);
        }
    }
    return finish(&writer);
}

char *words_waits_for(const mp_op_t *op, const char *object, const char *holder, char *text, size_t size)
{
    switch (op->kind) {
    case MP_OP_JOIN:
    case MP_OP_WAITPID:
        snprintf(text, size, "the end of %s", object[0] ? object : "a child");
        break;
    case MP_OP_QUEUE_GET:
        snprintf(text, size, "an item from %s", object);
        break;
    case MP_OP_QUEUE_PUT:
        snprintf(text, size, "room in %s", object);
        break;
    case MP_OP_QUEUE_FLUSH:
        snprintf(text, size, "%s to take what it has put", object);
        break;
    case MP_OP_PIPE_RECV:
    case MP_OP_PIPE_POLL:
    case MP_OP_PIPE_READ:
        snprintf(text, size, "something from %s", object);
        break;
    case MP_OP_PIPE_SEND:
    case MP_OP_PIPE_WRITE:
        snprintf(text, size, "room in %s", object);
        break;
    case MP_OP_COND_WAKE:
        snprintf(text, size, "a notification of %s", object);
        break;
    case MP_OP_EVENT_WAIT:
        snprintf(text, size, "%s to be set", object);
        break;
    case MP_OP_BARRIER_ENTER:
    case MP_OP_BARRIER_LEAVE:
        snprintf(text, size, "the others at %s", object);
        break;
    case MP_OP_SLEEP:
        snprintf(text, size, "its sleep to end");
        break;
    default:
        snprintf(text, size, holder ? "%s, held by %s" : "%s", object, holder);
    }
    return text;
}
