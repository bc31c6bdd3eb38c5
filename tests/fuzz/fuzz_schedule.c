/* The reader of schedules: whatever the bytes are, it gives entries or an error with its place; and what it read is
 * written as a text that reads back the same. */
#include "lessons/run/schedule.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_entry(const schedule_entry_t *entry)
{
    demand(memchr(entry->path, '\0', sizeof entry->path) != NULL);
    demand(memchr(entry->name, '\0', sizeof entry->name) != NULL);
    demand(entry->kind != SCHEDULE_STEP || entry->count > 0);
}

static void check_reads_back(const schedule_t *schedule)
{
    char *text = schedule->has_header ? schedule_format(schedule)
                                      : schedule_format_entries(schedule->entries, schedule->count);
    demand(text != NULL);
    schedule_t again;
    schedule_error_t error;
    schedule_init(&again);
    demand(schedule_parse(&again, text, strlen(text), &error));
    demand(schedule_steps(&again) == schedule_steps(schedule) && again.seed == schedule->seed);
    char *same =
        again.has_header ? schedule_format(&again) : schedule_format_entries(again.entries, again.count);
    demand(same != NULL && strcmp(same, text) == 0);
    free(same);
    free(text);
    schedule_destroy(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    schedule_t schedule;
    schedule_error_t error = {0};
    schedule_init(&schedule);
    if (schedule_parse(&schedule, (const char *)data, size, &error)) {
        for (size_t i = 0; i < schedule.count; i++)
            check_entry(&schedule.entries[i]);
        check_reads_back(&schedule);
        uint64_t steps = schedule_steps(&schedule);
        schedule_cut(&schedule, steps / 2);
        demand(schedule_steps(&schedule) <= steps);
    } else {
        demand(error.line > 0 && error.column > 0 && error.message[0] && schedule.count == 0);
    }
    schedule_destroy(&schedule);
    return 0;
}
