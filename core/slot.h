/*
 * The slot of a live process in shared memory, and what one process knows about itself.
 *
 * Up to MP_SLOTS processes live at once; the index of a slot is the `who` of the pure functions. A slot is
 * used again after its process is gone; the pair (index, birth) names one occupant for ever. What must
 * outlive the process (its exit status, what a join returns) is in its process object (`process`), not here.
 *
 * Who may write what stands beside each group. Everybody may read with the order named there. If the writer
 * dies in the middle, the zygote repairs: it is the only one that buries (see zygote.h).
 */
#ifndef LOCKSTEP_CORE_SLOT_H
#define LOCKSTEP_CORE_SLOT_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/op.h"
#include "core/path.h"

enum {
    MP_SLOTS = 256, /* processes that live at once; who is 0..255 */
    MP_WHO_NONE = 0xffff /* no process, where a who is stored in 16 bits or more */,
    MP_NAME_BYTES = 40, /* a process's name with its NUL, cut if longer */
    MP_UNDO_BYTES = 512 /* room of the undo record (guard.h gives it its form) */
};

/*
 * FREE ──parent──▶ NEW ──newborn──▶ RUNNING ──itself: EXIT, or zygote: death──▶ EXITED
 *   ──parent, before waitpid──▶ REAPING ──parent, after it (zygote for orphans)──▶ REAPED ──zygote──▶ FREE
 * NEW and RUNNING are `live`: the world is still only when each of them stands at the gate.
 */
typedef enum {
    MP_LIFE_FREE,
    MP_LIFE_NEW,
    MP_LIFE_RUNNING,
    MP_LIFE_EXITED,
    MP_LIFE_REAPING,
    MP_LIFE_REAPED,
} mp_life_t;

/*
 * Where a live process stands.
 * PRIVATE: runs code that nobody can notice. GATE: its pending operation is published and it takes no step
 * without a grant. BUSY: it performs the operation. BLOCKED: free run; it sleeps until somebody changes the
 * object, or until its deadline. WOKEN: somebody turned BLOCKED into this just before bumping its wait word,
 * so that a host that sees everybody BLOCKED knows that nobody is on the way. RING: waits for room in its
 * event ring.
 */
typedef enum {
    MP_STAND_PRIVATE,
    MP_STAND_GATE,
    MP_STAND_BUSY,
    MP_STAND_BLOCKED,
    MP_STAND_WOKEN,
    MP_STAND_RING,
} mp_stand_t;

/* What a grant lets a process do that stands at the gate. */
typedef enum {
    MP_GRANT_NONE,
    MP_GRANT_STEPS,   /* up to grant_count steps, as long as each pending operation is enabled */
    MP_GRANT_TIMEOUT, /* its pending operation times out, if it has a time-out and is not enabled */
    MP_GRANT_DELIVER, /* it performs QUEUE_DELIVER on grant_object for its feeder and stays at the gate */
} mp_grant_t;

typedef struct {
    /* Identity. Written by the parent (for main: the zygote) while life is FREE and claimed, before the fork;
     * constant until the slot is FREE again. `birth` is written last but one, life = NEW last (release). */
    alignas(64) _Atomic uint32_t life; /* mp_life_t; see above for who moves it */
    _Atomic uint32_t claim; /* 0 free, else 1 + who claimed it (zygote: MP_SLOTS + 1); by compare-and-swap */
    _Atomic uint64_t birth; /* counts all births of a session from 1 */
    mp_path_t path;
    uint32_t process;         /* its process object */
    uint32_t parent;          /* who of its parent at birth; MP_WHO_NONE for main */
    uint64_t parent_birth;    /* birth of that parent */
    _Atomic int32_t pid;      /* parent after fork and newborn itself, the same value; 0 before */
    _Atomic int32_t status;   /* wait status as waitpid gives it; valid from life EXITED on */
    char name[MP_NAME_BYTES]; /* display only; parent before the fork, later the process itself */
    uint32_t children;        /* births so far; the process itself */
    uint32_t objects;         /* objects created so far, their ordinals; the process itself */

    /* Position. Written by the process alone. `seq` is odd while `pending` changes: copy, look again, retry.
     */
    alignas(64) _Atomic uint32_t seq;
    _Atomic uint32_t stand; /* mp_stand_t; release after what it announces. Others: only BLOCKED → WOKEN */
    _Atomic uint32_t seen;  /* the world's mode word that it has taken note of */
    _Atomic uint32_t cpu;   /* where it ran when it last came to the gate */
    _Atomic int64_t deadline_ns; /* world clock, -1 none; end of its operation's time-out or of its sleep */
    _Atomic uint64_t steps;      /* operations done, the step numbers of this process */
    _Atomic uint64_t micro;      /* instructions of the language machine, updated at safe points */
    mp_op_t pending;             /* valid while stand is not PRIVATE */

    /* Waking. wait_word is the one word this process ever sleeps on. Anybody: fetch_add, then FUTEX_WAKE. */
    alignas(64) _Atomic uint32_t wait_word;
    _Atomic uint32_t asleep;    /* the process: 1 around FUTEX_WAIT, so that a waker may leave the call out */
    _Atomic uint32_t signals;   /* bit n: signal n came from outside. Its handler: or; at its gate: take */
    _Atomic uint32_t attention; /* 1: look at `came`, `doomed` of the process object; by whoever set them */
    _Atomic uint32_t
        park; /* 1: stand at the gate from within private code (parking.h); host, handler: take */
    _Atomic uint32_t doomed; /* 1: a deadly signal was really sent: not still until it is buried */

    /* Grant. Host while the process stands at the gate; the process once it has seen grant_kind (acquire).
     * The host writes the others first, grant_kind last (release), then wakes. The process writes NONE when
     * used up. */
    alignas(64) _Atomic uint32_t grant_kind; /* mp_grant_t */
    _Atomic uint32_t grant_object;
    _Atomic uint64_t grant_count;   /* steps left */
    _Atomic uint32_t grant_refused; /* the process: 1: it came back, its operation was not enabled */
    _Atomic uint32_t given;       /* 1: its next CLOCK or ENTROPY gives given_value; the process clears it */
    _Atomic uint64_t given_value; /* host, before `given`, while the process stands at the gate */

    /* Undo record of the operation under way; guard.h says its form and its protocol. */
    alignas(64) unsigned char undo[MP_UNDO_BYTES];
} mp_slot_t;

#endif
