/*
 * The statuses of core: one list gives the number, the name and the words for people.
 *
 * MP_OK is 0. What the learner's program did wrong (MP_ERR_NOT_OWNER…) and what the machine could not give
 * (MP_ERR_MEMORY…) both come back as values; core asserts only on its own bugs and never prints.
 */
#ifndef LOCKSTEP_CORE_STATUS_H
#define LOCKSTEP_CORE_STATUS_H

#define MP_STATUSES(X)                                                                                       \
    X(OK, "done")                                                                                            \
    X(AGAIN, "has begun to wait: the same operation stays pending")                                          \
    X(TIMEOUT, "the time-out was over, or it was asked not to wait")                                         \
    X(INTERRUPTED, "a signal came while it waited")                                                          \
    X(EOF, "no process holds the other end")                                                                 \
    X(ERR_BROKEN_PIPE, "no process holds the end that reads")                                                \
    X(ERR_CLOSED, "that end, or that queue, is closed")                                                      \
    X(ERR_RELEASED_TOO_OFTEN, "semaphore or lock released too many times")                                   \
    X(ERR_NOT_OWNER, "the lock is not held by this process")                                                 \
    X(ERR_BROKEN_BARRIER, "the barrier is broken")                                                           \
    X(ERR_STARTED, "the process was started before")                                                         \
    X(ERR_NOT_STARTED, "the process was not started")                                                        \
    X(ERR_NOT_CHILD, "no such child")                                                                        \
    X(ERR_DEAD, "the process has ended")                                                                     \
    X(ERR_OBJECT, "no such object")                                                                          \
    X(ERR_INDEX, "index out of range")                                                                       \
    X(ERR_ARGUMENT, "an argument is out of range")                                                           \
    X(ERR_MEMORY, "the shared memory of the sandbox is full")                                                \
    X(ERR_PROCESSES, "the sandbox's limit of processes is reached")                                          \
    X(ERR_OUTPUT, "the sandbox's limit of output is reached")                                                \
    X(ERR_CORRUPT, "the bytes are not what they claim to be")                                                \
    X(ERR_NOT_STILL, "the world is not still")                                                               \
    X(ERR_NOT_ENABLED, "the operation cannot be done now")                                                   \
    X(ERR_UNSUPPORTED, "this system does not offer it")                                                      \
    X(ERR_SYSTEM, "the kernel refused")                                                                      \
    X(ERR_UNCONFINED, "the kernel took no filter of system calls: the program was not started")

typedef enum {
#define MP_STATUS_ENUM(name, text) MP_##name,
    MP_STATUSES(MP_STATUS_ENUM)
#undef MP_STATUS_ENUM
        MP_STATUS_COUNT
} mp_status_t;

/* "OK", "ERR_MEMORY"; "?" for a number that is none. Constant text. */
const char *mp_status_name(mp_status_t status);

/* The words for people. Constant text. */
const char *mp_status_text(mp_status_t status);

#endif
