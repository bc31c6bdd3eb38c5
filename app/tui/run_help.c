/* What each pane of Run shows, for `?`. */
#include "app/tui/run_inner.h"

static const char lanes_help[] =
    "the lanes of the free run. A row is a process, from left to right goes the time. ▓ it ran on a core, ▒ "
    "in "
    "part, ░ it was ready and had no core, ─ it waited for somebody, · it slept, z it had ended and nobody "
    "had "
    "joined it yet. Beside its name stand its first and its last moment. ⏎ looks closer, ↑↓ move along, the "
    "wheel does both; after the closest ⏎ shows the whole run again. What was counted but not kept one by "
    "one "
    "is said below.";

static const char *const pane_helps[RUN_PANES] = {
    [RUN_PROGRAM] =
        "the program that runs, this text and no other. ▸P1 marks the line where P1 stands; beneath it stand "
        "the small steps of that line: done, next (▸), and what is not known yet (…). Lines where nobody "
        "stands "
        "are folded (⋯); ↑↓ unfold and scroll, / finds text, Esc folds again. ≈ marks a line that ran too "
        "often "
        "to follow in a free run, ◂ knob a number that c turns.",
    [RUN_PROCESSES] =
        "the processes, each with its key, its name, its PID and what the kernel says of it: R runs, S "
        "sleeps "
        "(a held one too), Z is a zombie: it has ended and its parent has not joined it. An orphan is one "
        "whose "
        "parent has ended first. Behind it stands what the process would do next, or whom it waits for. ↑↓ "
        "choose one, ⏎ or s steps it; K kills it.",
    [RUN_SHARED] =
        "what the processes share. Of a value: what it is now, what it was, who wrote it last at which step, "
        "and "
        "who still holds an older one (out of date). Of a lock: who holds it since when, and who waits. Of a "
        "queue: what is in it, in order, and what is still on its way in the buffer of a sender; r brings "
        "that "
        "in.",
    [RUN_OUTPUT] =
        "what the processes printed, in the order in which it came, each line behind its process. ↑ "
        "goes back in it.",
    [RUN_STEPS] =
        "the steps as on a whiteboard. A column is a step, a row a process: r100 read 100, w99 wrote 99, "
        "w99! "
        "wrote over something it had not seen, +lock took the lock, -lock gave it back, ▸P1 started P1, ~q "
        "brought an item into the queue q. On the right stands what each would do next. Steps in brackets "
        "were "
        "taken back; → takes them again. ↑↓ scroll along, ⏎ steps the chosen process.",
    [RUN_HOOD] =
        "the system calls that each step made, with what the kernel answered. A load or a store of a "
        "shared value makes none: that is why nobody notices it. A lock makes one only where somebody "
        "has to wait. ↑ goes back to older steps.",
    [RUN_MEMORY] = "the names of each process side by side. After a start every process has a memory of its "
                   "own: ≠ marks "
                   "what is no longer as in its parent. What is shared stands in the pane shared, not here.",
    [RUN_WAITS] =
        "who waits for whom: P1 ──▸ lock ──▸ P2 is P1 waiting for the lock that P2 holds. A circle is a "
        "deadlock: none of those in it can ever go on, unless somebody outside breaks it.",
    [RUN_ENDS] =
        "how many free runs ended how. █ is right, ▒ wrong, as the lesson says. What did not happen here "
        "may happen on another day: x asks for all ends there are. F runs 20 more, Esc stops them at "
        "once and, when they are done, puts the counts away.",
    [RUN_TOUR] =
        "a stop of the tour: what to notice here. PgDn goes to the next stop, PgUp to the one before, on "
        "real processes; o puts the tour away.",
};

const char *run_pane_help(const app_t *app)
{
    const run_state_t *state = run_state(app);
    if (!run_is_current(app)) {
        return NULL;
    }
    return state->focus == RUN_STEPS && run_is_free(state->view) ? lanes_help : pane_helps[state->focus];
}
