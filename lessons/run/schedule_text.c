#include "lessons/run/schedule_text.h"

#include <signal.h>
#include <string.h>

typedef struct signal_name {
    int number;
    const char *name;
} signal_name_t;

/* The signals that a lesson can send; all others are refused. */
static const signal_name_t signal_names[] = {
    {SIGHUP, "HUP"},   {SIGINT, "INT"},   {SIGQUIT, "QUIT"}, {SIGABRT, "ABRT"},
    {SIGKILL, "KILL"}, {SIGUSR1, "USR1"}, {SIGUSR2, "USR2"}, {SIGALRM, "ALRM"},
    {SIGTERM, "TERM"}, {SIGCHLD, "CHLD"}, {SIGSTOP, "STOP"}, {SIGCONT, "CONT"},
};
enum { SIGNAL_NAMES = sizeof signal_names / sizeof *signal_names };

const char *schedule_signal_name(int number)
{
    for (size_t i = 0; i < SIGNAL_NAMES; i++)
        if (signal_names[i].number == number)
            return signal_names[i].name;
    return "0";
}

int schedule_signal_number(const char *name, size_t size_bytes)
{
    if (size_bytes > 3 && memcmp(name, "SIG", 3) == 0) {
        name += 3;
        size_bytes -= 3;
    }
    for (size_t i = 0; i < SIGNAL_NAMES; i++)
        if (strlen(signal_names[i].name) == size_bytes && memcmp(signal_names[i].name, name, size_bytes) == 0)
            return signal_names[i].number;
    int number = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        if (name[i] < '0' || name[i] > '9' || number > 9)
            return 0;
        number = number * 10 + (name[i] - '0');
    }
    for (size_t i = 0; i < SIGNAL_NAMES; i++)
        if (signal_names[i].number == number)
            return number;
    return 0;
}
