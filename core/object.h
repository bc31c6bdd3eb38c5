/*
 * Synchronisation objects: plain data in a mp_mem_t, and pure functions on them.
 *
 * An object is a header (mp_object_t) followed by its semantic state. The functions here make no system call,
 * know no time, use no lock; the caller sees to it that nobody else touches the object meanwhile (live: the
 * guard, see guard.h; the search: it is alone). They change only semantic state. Header fields for display,
 * and the waiters, belong to the live machine.
 *
 *     mp_object_create → any number of mp_enabled / mp_apply / mp_expire → mp_object_free (search) or the end
 *     of the world (live)
 *
 * `who` is a small number, 0..255, of a process: its slot when live, whatever the search chooses there. A who
 * may be used again only after mp_bury on every object.
 *
 * Enabled comes in three: MP_BLOCKED; MP_READY: apply does it; MP_ENTER: apply would not do it, but would
 * make the caller a registered waiter (it becomes the getter that owns the read side of a queue; it is
 * counted as waiting for an event; its message, larger than the pipe, begins to flow). Then mp_apply says
 * MP_AGAIN, and the same operation stays pending. In a free run a process always enters before it sleeps. A
 * world may treat ENTER as blocked where a program neither kills, clears, polls nor has time-outs: nothing
 * but such things can tell the difference (see mp_enter_matters).
 */
#ifndef LOCKSTEP_CORE_OBJECT_H
#define LOCKSTEP_CORE_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mem.h"
#include "core/op.h"
#include "core/path.h"

enum {
    MP_WHO_MAX = 256,       /* a who is 0..255 */
    MP_OBJECT_NAME = 24,    /* bytes of a name with its NUL */
    MP_OWNER_NONE = 0,      /* an owner is stored as who + 1 */
    MP_OWNER_DEAD = 0xffff, /* held by a process that is gone: for ever */
    MP_QUEUE_NO_LIMIT = 0,
};

/* A set of whos. */
typedef struct {
    uint64_t bits[MP_WHO_MAX / 64];
} mp_set_t;

static inline bool mp_set_has(const mp_set_t *set, uint32_t who)
{
    return (set->bits[who / 64 % 4] >> (who % 64)) & 1;
}

static inline void mp_set_add(mp_set_t *set, uint32_t who)
{
    set->bits[who / 64 % 4] |= (uint64_t)1 << (who % 64);
}

static inline void mp_set_remove(mp_set_t *set, uint32_t who)
{
    set->bits[who / 64 % 4] &= ~((uint64_t)1 << (who % 64));
}

static inline bool mp_set_empty(const mp_set_t *set)
{
    return !(set->bits[0] | set->bits[1] | set->bits[2] | set->bits[3]);
}

static inline uint32_t mp_set_count(const mp_set_t *set)
{
    int n = 0;
    for (int i = 0; i < 4; i++)
        n += __builtin_popcountll(set->bits[i]);
    return (uint32_t)n;
}

/*
 * Header of every object: 120 bytes, so that the first slot of a Value shares its second cache line with the
 * display fields that a store writes. `word` is guard and fast state in one (see guard.h):
 *   bits 0..15  guard: holder's who + 1, and MP_GUARD_WAITERS
 *   bits 16..31 owner of a Lock or RLock (who + 1, MP_OWNER_DEAD); a flag for an Event
 *   bits 32..63 value of a Semaphore; for a Lock or RLock a count of its acquisitions, so that a reader of a
 *               guarded Value can see that nobody held the lock meanwhile (not semantic)
 */
typedef struct {
    union {
        uint64_t word;
        struct {
            uint16_t guard;
            uint16_t owner;
            uint32_t value;
        };
    };

    /* Constant from creation on. */
    uint8_t kind;     /* mp_kind_t */
    uint8_t type;     /* VALUE, ARRAY: type code */
    uint16_t flags;   /* MP_CREATE_* */
    uint32_t ordinal; /* (creator, ordinal) names an object in every schedule */
    mp_path_t creator;
    uint32_t next;        /* live only: next older object of the arena */
    uint32_t next_shared; /* the same, processes left out */
    uint32_t lock;        /* VALUE, ARRAY: lock of each access; CONDITION: its lock; 0 none */
    uint32_t count;       /* VALUE, ARRAY: slots; BARRIER: parties; QUEUE: maxsize, 0 none; SEMAPHORE: most */
    char name[MP_OBJECT_NAME]; /* the name that the program gave it; "" unknown */

    /* Live only. Waiters: who sleeps here; under the guard. The rest is display, written by whoever holds the
     * guard or relaxed by whoever stores a slot. */
    mp_set_t waiters;
    uint64_t last_step;  /* step number (of the process) of the last change; 0 none */
    mp_path_t last_path; /* who made it */
    uint32_t last_index; /* the slot it changed */
    uint32_t last_line;  /* the line */
} mp_object_t;

enum { MP_GUARD_WAITERS = 0x8000, MP_GUARD_HOLDER = 0x01ff };

/* mp_create_t.flags, kept in mp_object_t.flags */
enum {
    MP_CREATE_SIMPLE = 1, /* QUEUE: SimpleQueue: no buffer, put waits for the pipe */
    MP_CREATE_DUPLEX = 2, /* PIPE: both ends send and receive, with a socket's capacity */
    MP_CREATE_RAW = 4,    /* PIPE: os.pipe */
    MP_CREATE_BOUNDED = 8 /* SEMAPHORE: BoundedSemaphore: releases end at `initial` */
};

/* What a program asks for when it makes an object. Making one is private: no other process knows it yet. */
typedef struct {
    uint16_t kind;    /* mp_kind_t */
    uint16_t flags;   /* MP_CREATE_* */
    uint32_t ordinal; /* from 1; (creator, ordinal) is the name of the object */
    mp_path_t creator;
    uint32_t count; /* ARRAY: slots; BARRIER: parties; QUEUE: maxsize, 0 none */
    uint32_t lock; /* VALUE, ARRAY: RLock or Lock taken by each read and write, 0 none; CONDITION: its lock */
    uint64_t initial;      /* SEMAPHORE: value; VALUE: bits; ARRAY: bits of each slot */
    const uint64_t *slots; /* ARRAY: bits of each slot instead, count of them; NULL: `initial` in each */
    uint32_t type;         /* VALUE, ARRAY: type code ('i', 'd'…), not interpreted */
    uint32_t who;          /* PIPE: who holds both ends at first; PROCESS: who of main */
    mp_path_t path; /* PROCESS: MP_PATH_MAIN for main (it is made running), else 0: START gives the path */
    char name[MP_OBJECT_NAME]; /* with its NUL */
} mp_create_t;

/* Makes an object. *ref untouched on failure: MP_ERR_MEMORY, MP_ERR_ARGUMENT. */
mp_status_t mp_object_create(mp_mem_t *mem, const mp_create_t *create, uint32_t *ref);

/* The two halves of it: bytes that such an object takes (0: arguments out of range), and making it at a block
 * of that size. */
uint32_t mp_object_bytes(const mp_create_t *create);
void mp_object_init(mp_mem_t *mem, const mp_create_t *create, uint32_t ref);

/* Gives back its memory and what it holds. */
void mp_object_free(mp_mem_t *mem, uint32_t ref);

/* The header at `ref`, or NULL if there cannot be an object of the kinds that operation `op` or anybody
 * wants: checks bounds, so a ref that is not trusted may be asked about. */
mp_object_t *mp_object(const mp_mem_t *mem, uint32_t ref);

typedef enum { MP_BLOCKED, MP_READY, MP_ENTER } mp_enabled_t;

/* Whether `who` could do `op` now. An operation that must fail is MP_READY. timeout_ns 0 makes it MP_READY.
 * SLEEP is MP_BLOCKED unless its time is 0. Never reads outside `mem`, whatever stands in it. */
mp_enabled_t mp_enabled(const mp_mem_t *mem, const mp_op_t *op, uint32_t who);

/* Does it. `result` is written whole. If it could not be done now: MP_AGAIN after entering, else MP_TIMEOUT,
 * and nothing has changed. A message in `op` is taken over only with MP_OK. CLOCK, ENTROPY, WRITE, SLEEP,
 * SPIN: MP_OK with value 0; their effect is the world's. */
void mp_apply(mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_result_t *result);

/* As mp_apply, but only where mp_enabled says MP_READY whatever the time-out: else false, and nothing has
 * changed, `result` neither. */
bool mp_apply_if_ready(mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_result_t *result);

/* Its time-out fires (or it is given up because of a signal): takes back what entering did. Only while it is
 * not MP_READY. Breaks a barrier, as in CPython. result->status is what the caller shall see. */
void mp_expire(mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_result_t *result);

/* `who` has ended (EXIT, DIE, killed): locks stay held, by nobody; its ends of pipes close; what it had not
 * delivered is lost; a read side that it owned stays taken. Call on every object but its own process object
 * (that one is EXIT's and DIE's). Again is harmless. */
void mp_bury(mp_mem_t *mem, uint32_t ref, uint32_t who);

/* `child` has been forked by `parent`: it holds the ends of pipes that its parent holds. On every PIPE. */
void mp_inherit(mp_mem_t *mem, uint32_t ref, uint32_t parent, uint32_t child);

/* Whether a time-out of `op` could fire now: it has one, it is not ready, and in CPython it could return. */
bool mp_may_expire(const mp_mem_t *mem, const mp_op_t *op, uint32_t who);

/* True if entering to wait at this pending operation could ever make a difference to others, in a program
 * with kills, clears, or waits that end without success (`impatient`). */
bool mp_enter_matters(const mp_mem_t *mem, const mp_op_t *op, bool impatient);

/* Why an operation cannot be done now. Plain data for words and for wait-for graphs. */
typedef enum {
    MP_WHY_NOT,          /* it can */
    MP_WHY_HELD,         /* `holder` holds `object` */
    MP_WHY_HELD_BY_DEAD, /* a process that is gone held it: for ever */
    MP_WHY_ZERO,         /* the semaphore is at zero */
    MP_WHY_LIVES,        /* joins `holder`, which lives; or has children and none has ended */
    MP_WHY_NOT_NOTIFIED,
    MP_WHY_NOT_SET,
    MP_WHY_NOT_ALL_THERE, /* the barrier waits for `count` more */
    MP_WHY_DRAINING,      /* the barrier still lets the last round out */
    MP_WHY_EMPTY,
    MP_WHY_NOT_DELIVERED, /* the queue is empty, but items wait in senders' buffers */
    MP_WHY_FULL,
    MP_WHY_READER,      /* `holder` is the getter that owns the read side */
    MP_WHY_UNDELIVERED, /* its own `count` items have not reached the pipe */
    MP_WHY_ASLEEP,
} mp_why_t;

typedef struct {
    mp_why_t why;
    uint32_t object; /* what it waits for: the RLock of a Value, say */
    uint32_t holder; /* who, or MP_WHO_MAX for none */
    uint32_t count;
    const char *because; /* words, constant: "is held by", "is empty" */
} mp_reason_t;

void mp_why(const mp_mem_t *mem, const mp_op_t *op, uint32_t who, mp_reason_t *reason);

/*
 * Canonical bytes of the semantic state: equal states, equal bytes. No offsets, no waiters, no display.
 * Whos are written as they are. Messages go through `map`, which turns a handle into the number to write
 * (when reading, back). NULL map: as they are.
 * A process object names its parent, its youngest child and its older sibling: these go through `map_ref`.
 */
typedef struct {
    unsigned char *bytes; /* the caller's */
    uint32_t size;        /* room */
    uint32_t used;        /* written so far, or read so far */
    bool failed;          /* no room; or when reading: corrupt or no memory */
    uint32_t (*map)(void *context, uint32_t message);
    uint32_t (*map_ref)(void *context, uint32_t ref); /* refs of process objects inside process objects */
    void *context;
} mp_bytes_t;

/* Appends. On bytes->failed the contents are useless. */
void mp_object_serialise(const mp_mem_t *mem, uint32_t ref, mp_bytes_t *bytes);

/* Sets the semantic state of an object of the same creation from bytes; what it held is released first
 * (messages are not dropped). */
void mp_object_deserialise(mp_mem_t *mem, uint32_t ref, mp_bytes_t *bytes);

/* The deadly signal on its way to this process (its next step is MP_OP_DIE, nothing else), 0 if none. */
uint32_t mp_process_doomed(const mp_mem_t *mem, uint32_t process);

/* The owner of a Lock or RLock, as who; MP_WHO_MAX if free or dead. */
uint32_t mp_object_owner(const mp_mem_t *mem, uint32_t ref);

/* --- Semantic states, for viewers. Read only; live readers copy and look again (see mp_object_copy). --- */

typedef struct {
    mp_object_t header; /* owner: word.owner */
} mp_lock_state_t;

typedef struct {
    mp_object_t header; /* owner: word.owner */
    uint32_t depth;
    uint32_t reserved;
} mp_rlock_state_t;

typedef struct {
    mp_object_t header; /* value: word.value; most: count */
} mp_semaphore_state_t;

typedef struct {
    mp_object_t header;
    uint64_t slots[]; /* header.count of them, each read and written whole */
} mp_value_state_t;

typedef struct {
    mp_object_t header;
    mp_set_t sleeping; /* wait for a notification */
    mp_set_t eligible; /* of these, who slept at the last notify: `tokens` of them may wake */
    uint32_t tokens;
    uint32_t dead;     /* sleepers that were killed: CPython counts them still */
    uint32_t notifier; /* who + 1 that waits for a dead sleeper to wake, 0 none */
    uint32_t reserved;
} mp_condition_state_t;

typedef struct {
    mp_object_t header; /* set or not: word.owner */
    mp_set_t sleeping;  /* have begun to wait */
    mp_set_t notified;  /* waited when it was set, and have not gone on yet */
} mp_event_state_t;

typedef enum {
    MP_BARRIER_FILLING,
    MP_BARRIER_ACTING,
    MP_BARRIER_DRAINING,
    MP_BARRIER_RESETTING,
    MP_BARRIER_IS_BROKEN
} mp_barrier_phase_t;

typedef struct {
    mp_object_t header;
    uint32_t waiting;
    uint32_t phase; /* mp_barrier_phase_t */
    uint32_t actor; /* ACTING: who + 1 */
    uint32_t reserved;
} mp_barrier_state_t;

/* First-in first-out list of messages: nodes linked by refs. The `next` of the last node means nothing. */
typedef struct {
    uint32_t head;
    uint32_t tail;
    uint32_t count;
    uint32_t reserved;
} mp_list_t;

typedef struct {
    uint32_t next;
    uint32_t message;
    uint32_t weight; /* pickled bytes */
    uint32_t from;   /* who + 1 whose message, larger than the pipe, is on its way; else 0 */
} mp_node_t;

/* What is in a kernel pipe of 16 pages: the read and the write position (see sync_flow.c). */
typedef struct {
    uint32_t pages; /* in use */
    uint32_t begin; /* where the first message begins in the first page */
    uint32_t end;   /* where the last one ends in the last page */
    uint32_t bytes; /* socket: buffer space charged */
} mp_flow_t;

/* The buffer of one sender: what it has put and its feeder has not delivered. */
typedef struct {
    uint32_t next; /* ref of the next sender; senders are never unlinked, and taken over with their who */
    uint32_t who;
    mp_list_t list;
    uint32_t
        pages;    /* what the list takes of an empty pipe, as in mp_flow_t; not semantic. MP_PAGES_UNKNOWN */
    uint32_t end; /* once some of it has been delivered */
    uint32_t large;  /* 1: its message, larger than the pipe, is on its way */
    uint32_t closed; /* 1: QUEUE_CLOSE */
    uint32_t latch;  /* live only: who + 1 that changes this buffer, 0 nobody; see guard.h */
    uint32_t reserved;
} mp_sender_t;

enum { MP_PAGES_UNKNOWN = 0xffffffff };

typedef struct {
    mp_object_t header;
    uint32_t reader;  /* the getter that owns the read side while it waits: who + 1, MP_OWNER_DEAD, 0 */
    uint32_t senders; /* ref of the first */
    mp_list_t pipe;
    mp_flow_t flow;
    uint32_t large; /* SIMPLE: 0, or who + 1 whose large put waits to be taken, or MP_LARGE_TAKEN | who + 1 */
    uint32_t turn;  /* free run: the sender served last; not semantic */
    uint32_t reserved;
} mp_queue_state_t;

/* Put and not yet gotten: what qsize() says. */
uint32_t mp_queue_size(const mp_mem_t *mem, const mp_queue_state_t *queue);

/* The buffer of `who`, NULL if it has put nothing yet. */
mp_sender_t *mp_queue_sender(const mp_mem_t *mem, const mp_queue_state_t *queue, uint32_t who);

enum { MP_LARGE_TAKEN = 0x10000 };

typedef struct {
    mp_object_t header;
    mp_set_t holders[2]; /* of end 0 and end 1 */
    struct {
        mp_list_t list; /* on the way to this end */
        mp_flow_t flow;
        uint32_t large;  /* as in a queue */
        uint32_t offset; /* raw: bytes of the first message that are read already */
    } to[2];
} mp_pipe_state_t;

typedef struct {
    mp_object_t header;
    mp_path_t path;    /* constant */
    uint32_t life;     /* mp_process_life_t */
    uint32_t who;      /* valid while RUNNING */
    uint32_t status;   /* wait status, once ENDED */
    uint32_t parent;   /* its process object; constant */
    uint32_t children; /* ref of its youngest child's process object */
    uint32_t sibling;  /* the next older child of the same parent */
    uint32_t births;   /* children so far */
    uint32_t doomed;   /* a deadly signal is on its way, 0 none */
    uint32_t came;     /* bit n: signal n came, and has a handler */
    uint32_t handled;  /* bit n */
    uint32_t ignored;  /* bit n */
} mp_process_state_t;

typedef enum { MP_PROCESS_NEW, MP_PROCESS_RUNNING, MP_PROCESS_ENDED, MP_PROCESS_JOINED } mp_process_life_t;

/* Copies an object that others may be changing: its fixed part (at most `size` bytes) into `copy`, again
 * until two looks agree or `tries` are over (false then). For the host, which takes no guard. */
bool mp_object_copy(const mp_mem_t *mem, uint32_t ref, void *copy, uint32_t size, int tries);

/* Walks the messages of a list, oldest first, into `nodes`; at most `room`; bounded whatever stands in
 * memory. Returns how many. */
uint32_t mp_list_copy(const mp_mem_t *mem, const mp_list_t *list, mp_node_t *nodes, uint32_t room);

#endif
