/*
 * The visible operations: whatever one process can do that another could notice.
 *
 * One list gives number, name, verb for people, and the kind of object. The live machine, the search, the
 * screen and the event log all use it. An operation is plain data without pointers and touches at most two
 * objects. Times are nanoseconds of the world's clock.
 *
 * What the fields mean, by kind (o = object, o2 = object2, v = result.value, m = message). An operation that
 * may wait has timeout_ns: -1 waits for ever, 0 does not wait (MP_TIMEOUT at once), else the longest wait.
 *
 *  START, FORK   o = a new process object (mp_create_t MP_PROCESS, made just before), o2 = own process
 * object, operand = who of the child (the world fills it in). The operation ends twice: in the parent v = the
 * child's path (given here, in order of birth), in the child v = 0. EXIT          o = own process object,
 * operand = exit code 0..255. Never returns. JOIN          o = process; v = its wait status. Enabled once it
 * has ended. Reaps it. IS_ALIVE      o = process; v = 1 or 0. EXITCODE: v = wait status, or MP_TIMEOUT while
 * it lives. KILL          o = process, operand = signal. A deadly one: the target's next step is its death.
 *  DIE           o = own process object: the death of a doomed process, a step of its own.
 *  SIGNAL        o = own process object, index = signal, operand = MP_SIGNAL_*: what a signal shall do from
 *                now on. v = what it did before. SIGNAL_TAKE: o = own; v = lowest signal that came and has a
 *                handler, taken; MP_TIMEOUT if none.
 *  GETPPID       o = own; v = path of the parent, 0 once it has ended (adopted).
 *  WAITPID       o = own, o2 = a child's process object or 0 for any; v = wait status, extra = its path.
 *                MP_ERR_NOT_CHILD if there is none to wait for.
 *  LOAD, STORE   o = Value or Array, index = slot, operand = bits to store, v = bits read.
 *  ACQUIRE       o = Lock, RLock, Semaphore. operand = depth for an RLock (0 means 1). v = 1.
 *  RELEASE       o = Lock, RLock, Semaphore.
 *  SEM_VALUE     v = how often it could be acquired now. LOCK_OWNED: v = how deep the caller holds it.
 *  COND_WAIT     o = Condition, o2 = its Lock or RLock: releases it whole and sleeps; v = depth to acquire
 *                again. COND_WAKE: enabled when notified; MP_TIMEOUT otherwise. Then the library acquires.
 *  COND_NOTIFY   o, o2 as above; operand = how many (UINT64_MAX all).
 *  EVENT_*       o = Event. EVENT_WAIT: v = 1 if set (0 with MP_OK: was set, and cleared again: as CPython).
 *  BARRIER_ENTER v = index of arrival. flags MP_OP_ACTION: the barrier has an action: the last one (index =
 *                parties - 1) runs it, then BARRIER_OPEN (or BARRIER_ABORT). The last one never LEAVEs.
 *                BARRIER_LEAVE: all others wait here. MP_ERR_BROKEN_BARRIER from both.
 *  BARRIER_READ  operand = MP_BARRIER_PARTIES, _WAITING, _BROKEN.
 *  QUEUE_PUT     o, m = message (taken over on MP_OK), operand = pickled bytes as CPython would send them.
 *                Waits while a bounded queue is full. A SIMPLE queue waits for room in the pipe instead.
 *  QUEUE_DELIVER o, for the caller's own buffer: the feeder's step, an actor of its own.
 *  QUEUE_GET     o; result.message (the caller owns it from then on), v = pickled bytes.
 *  QUEUE_SIZE, QUEUE_EMPTY, QUEUE_FULL: v.
 *  QUEUE_CLOSE   o: the caller puts no more. QUEUE_FLUSH: enabled when the caller's buffer is delivered.
 *  PIPE_SEND     o, index = end (0 or 1), m, operand = pickled bytes. PIPE_RECV: o, index; result.message.
 *  PIPE_POLL     o, index; v = 1 if RECV would not wait (0 comes with MP_TIMEOUT). PIPE_CLOSE: o, index.
 *  PIPE_WRITE    raw os.write: o, index, m = bytes; v = number written.
 *  PIPE_READ     raw os.read: o, index, operand = at most; result.message, v = bytes; v = 0 at the end.
 *  WRITE         index = file descriptor 1 or 2, m = the text. SLEEP: timeout_ns. CLOCK: v = nanoseconds.
 *  ENTROPY       v = 64 random bits. SPIN: nothing, a counted step of an endless private loop.
 *
 * A pid inside a program is a token, the path of the process, until it is shown.
 */
#ifndef LOCKSTEP_CORE_OP_H
#define LOCKSTEP_CORE_OP_H

#include <stdint.h>

#include "core/status.h"

/* Kinds of objects: name, word for people. */
#define MP_KINDS(X)                                                                                          \
    X(NOTHING, "nothing")                                                                                    \
    X(PROCESS, "process")                                                                                    \
    X(VALUE, "value")                                                                                        \
    X(ARRAY, "array")                                                                                        \
    X(LOCK, "lock")                                                                                          \
    X(RLOCK, "rlock")                                                                                        \
    X(SEMAPHORE, "semaphore")                                                                                \
    X(CONDITION, "condition")                                                                                \
    X(EVENT, "event")                                                                                        \
    X(BARRIER, "barrier")                                                                                    \
    X(QUEUE, "queue")                                                                                        \
    X(PIPE, "pipe")

typedef enum {
#define MP_KIND_ENUM(name, text) MP_##name,
    MP_KINDS(MP_KIND_ENUM)
#undef MP_KIND_ENUM
        MP_KIND_COUNT
} mp_kind_t;

/* Name, verb for people ("P1 <verb> <object>"), family of object, 1 if it may wait. */
#define MP_OPS(X)                                                                                            \
    X(NONE, "does nothing", NOTHING, 0)                                                                      \
    X(START, "starts", PROCESS, 0)                                                                           \
    X(FORK, "forks", PROCESS, 0)                                                                             \
    X(EXIT, "ends", PROCESS, 0)                                                                              \
    X(JOIN, "joins", PROCESS, 1)                                                                             \
    X(IS_ALIVE, "asks whether it lives:", PROCESS, 0)                                                        \
    X(EXITCODE, "reads the exit code of", PROCESS, 0)                                                        \
    X(KILL, "sends a signal to", PROCESS, 0)                                                                 \
    X(DIE, "dies by a signal", PROCESS, 0)                                                                   \
    X(SIGNAL, "sets a signal handler", PROCESS, 0)                                                           \
    X(SIGNAL_TAKE, "looks for signals", PROCESS, 0)                                                          \
    X(GETPPID, "asks for the parent of", PROCESS, 0)                                                         \
    X(WAITPID, "waits for a child", PROCESS, 1)                                                              \
    X(LOAD, "reads", VALUE, 1)                                                                               \
    X(STORE, "writes", VALUE, 1)                                                                             \
    X(ACQUIRE, "acquires", LOCK, 1)                                                                          \
    X(RELEASE, "releases", LOCK, 0)                                                                          \
    X(SEM_VALUE, "reads the value of", LOCK, 0)                                                              \
    X(LOCK_OWNED, "asks whether it holds", LOCK, 0)                                                          \
    X(COND_WAIT, "lets go and waits for", CONDITION, 0)                                                      \
    X(COND_WAKE, "wakes up from", CONDITION, 1)                                                              \
    X(COND_NOTIFY, "notifies", CONDITION, 1)                                                                 \
    X(EVENT_SET, "sets", EVENT, 0)                                                                           \
    X(EVENT_CLEAR, "clears", EVENT, 0)                                                                       \
    X(EVENT_IS_SET, "looks at", EVENT, 0)                                                                    \
    X(EVENT_WAIT, "waits for", EVENT, 1)                                                                     \
    X(BARRIER_ENTER, "arrives at", BARRIER, 1)                                                               \
    X(BARRIER_OPEN, "opens", BARRIER, 0)                                                                     \
    X(BARRIER_LEAVE, "passes", BARRIER, 1)                                                                   \
    X(BARRIER_ABORT, "breaks", BARRIER, 0)                                                                   \
    X(BARRIER_RESET, "resets", BARRIER, 0)                                                                   \
    X(BARRIER_READ, "looks at", BARRIER, 0)                                                                  \
    X(QUEUE_PUT, "puts into", QUEUE, 1)                                                                      \
    X(QUEUE_DELIVER, "delivers into", QUEUE, 1)                                                              \
    X(QUEUE_GET, "gets from", QUEUE, 1)                                                                      \
    X(QUEUE_SIZE, "reads the size of", QUEUE, 0)                                                             \
    X(QUEUE_EMPTY, "asks whether empty:", QUEUE, 0)                                                          \
    X(QUEUE_FULL, "asks whether full:", QUEUE, 0)                                                            \
    X(QUEUE_CLOSE, "closes", QUEUE, 0)                                                                       \
    X(QUEUE_FLUSH, "waits until delivered:", QUEUE, 1)                                                       \
    X(PIPE_SEND, "sends into", PIPE, 1)                                                                      \
    X(PIPE_RECV, "receives from", PIPE, 1)                                                                   \
    X(PIPE_POLL, "polls", PIPE, 1)                                                                           \
    X(PIPE_CLOSE, "closes its end of", PIPE, 0)                                                              \
    X(PIPE_WRITE, "writes bytes into", PIPE, 1)                                                              \
    X(PIPE_READ, "reads bytes from", PIPE, 1)                                                                \
    X(WRITE, "prints", NOTHING, 0)                                                                           \
    X(SLEEP, "sleeps", NOTHING, 1)                                                                           \
    X(CLOCK, "reads the clock", NOTHING, 0)                                                                  \
    X(ENTROPY, "draws random bits", NOTHING, 0)                                                              \
    X(SPIN, "goes on computing", NOTHING, 0)

typedef enum {
#define MP_OP_ENUM(name, verb, kind, waits) MP_OP_##name,
    MP_OPS(MP_OP_ENUM)
#undef MP_OP_ENUM
        MP_OP_COUNT
} mp_op_kind_t;

/* mp_op_t.flags */
enum {
    MP_OP_ACTION = 1,    /* BARRIER_ENTER: the barrier has an action */
    MP_OP_EAGER = 2,     /* set by the live machine in a free run: deliver into the pipe at once */
    MP_OP_DELIVERED = 4, /* as EAGER, and set by whoever wants PUT and its delivery in one step */
    MP_OP_DAEMON = 8,    /* START: the child is a daemon (kept for display) */
    MP_OP_LIBRARY = 16,  /* issued by library code, not by a line of the program: `line` is its caller's */
    MP_OP_RAW = 32,      /* LOAD, STORE: past the lock of the Value (get_obj) */
};

enum { MP_BARRIER_PARTIES, MP_BARRIER_WAITING, MP_BARRIER_BROKEN };
typedef enum { MP_SIGNAL_DEFAULT, MP_SIGNAL_IGNORE, MP_SIGNAL_HANDLE } mp_signal_action_t;

typedef struct {
    uint16_t kind;      /* mp_op_kind_t */
    uint16_t flags;     /* MP_OP_ACTION… */
    uint32_t object;    /* 0 none */
    uint32_t object2;   /* 0 none */
    uint32_t index;     /* slot, end, descriptor, signal */
    uint64_t operand;   /* see above */
    int64_t timeout_ns; /* -1 none, 0 do not wait */
    uint32_t message;   /* handle, 0 none */
    uint32_t line;      /* of the program, 1-based, 0 unknown */
    uint32_t column;
    uint32_t reserved; /* 0 */
} mp_op_t;

typedef struct {
    uint32_t status;  /* mp_status_t */
    uint32_t message; /* handle, 0 none; the receiver of the result owns it */
    uint64_t value;
    uint64_t extra; /* WAITPID: path of the child */
} mp_result_t;

const char *mp_op_name(uint32_t kind);   /* "ACQUIRE"; "?" for a number that is none. Constant text. */
const char *mp_op_verb(uint32_t kind);   /* "acquires" */
const char *mp_kind_name(uint32_t kind); /* "lock" */

/* True if an operation of this kind can have to wait. */
int mp_op_waits(uint32_t kind);

#endif
