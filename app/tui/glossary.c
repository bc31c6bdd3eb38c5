#include "app/tui/prose.h"

#include <strings.h>

/* The words of the course, in the sense that it uses them. */
static const struct {
    const char *word, *says;
} glossary[] = {
    {"load", "read a shared value into the process"},
    {"store", "write a value of the process to the shared one"},
    {"process", "a running program with memory of its own"},
    {"processes", "running programs, each with memory of its own"},
    {"shared", "one memory that several processes see"},
    {"lock", "has one owner or none; others who ask wait"},
    {"race", "the result depends on who comes first"},
    {"deadlock", "each waits for something another one has"},
    {"livelock", "all are busy and nobody gets on"},
    {"starvation", "one never gets its turn"},
    {"join", "wait for the end of a process"},
    {"start", "make the new process run"},
    {"fork", "make a child as a copy of the parent"},
    {"parent", "the process that started this one"},
    {"child", "a process started by this one"},
    {"PID", "the number the kernel gives a process"},
    {"zombie", "ended, but nobody has asked for its exit code"},
    {"orphan", "lives on although its parent has ended"},
    {"daemon", "ended by force when main ends"},
    {"exit code", "the number a process leaves behind: 0 is well"},
    {"queue", "first in, first out, between processes"},
    {"pipe", "two ends; what one sends the other receives"},
    {"barrier", "all wait until the last one has come"},
    {"semaphore", "lets a number of processes through at once"},
    {"event", "a flag that processes can wait for"},
    {"condition", "wait under a lock until somebody notifies"},
    {"pool", "workers that take tasks from one queue"},
    {"worker", "a process that takes tasks from others"},
    {"critical section", "lines that only one may be in at a time"},
    {"atomic", "nobody can come between its parts"},
    {"out of date", "read before somebody else stored"},
    {"schedule", "who takes which step, in order"},
    {"scheduler", "decides who goes next"},
    {"interleaving", "one order of the steps of all"},
    {"lost update", "a store that wipes out another one unseen"},
    {"invariant", "what must hold after every step"},
    {"busy waiting", "asking again and again instead of sleeping"},
    {"kernel", "the inner part of the operating system"},
    {"signal", "a short message of the kernel; most end a process"},
    {"held", "stopped before its next step, until you choose it"},
    {"cores", "the places of a machine where programs run"},
    {"concurrent", "under way at the same time, in turns if need be"},
    {"parallel", "done in the same instant, on several cores"},
    {"thread", "a second place in a program, in the same process"},
    {"global interpreter lock", "must be held to run Python code; one a process"},
    {"spawn", "make a child as a new Python that reads the file"},
    {"embarrassingly parallel", "work whose parts do not need each other"},
    {"Amdahl's law", "the part that is a chain limits the speed-up"},
    {"shared memory", "one memory that several processes see"},
    {"messages", "what processes send each other, as copies"},
};

const char *glossary_of(const char *word)
{
    for (size_t i = 0; i < sizeof glossary / sizeof *glossary; i++) {
        if (strcasecmp(glossary[i].word, word) == 0) {
            return glossary[i].says;
        }
    }
    return NULL;
}
