/*
 * An example of the C API without the language: a bank balance, two processes, with and without a lock.
 *
 *     example_bank          both ways, free on the cores; prints the two ends
 *
 * A program of core's has two sides. The host makes a machine and looks on; it runs no lesson code. `entry`
 * is the main of a session, in a process of its own; processes that it starts go on inside mp_process_start,
 * as after fork. Everything shared is made before they are started and named by a handle.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "core/live.h"
#include "core/machine.h"

enum { ROUNDS = 20000 };

typedef struct {
    uint32_t balance, lock;
} bank_t;

/* One access is one visible operation; what stands between load and store is private, and that is the race.
 */
static void change(mp_self_t *self, const bank_t *bank, int64_t amount)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t seen = 0;
        if (bank->lock)
            mp_lock_acquire(self, bank->lock, -1);
        mp_value_load(self, bank->balance, 0, &seen);
        mp_value_store(self, bank->balance, 0, seen + (uint64_t)amount);
        if (bank->lock)
            mp_lock_release(self, bank->lock);
    }
}

static uint32_t start(mp_self_t *self, const bank_t *bank, const char *name, int64_t amount)
{
    uint32_t process = 0;
    bool in_child = false;
    if (mp_process_new(self, name, &process) != MP_OK || mp_process_start(self, process, &in_child) != MP_OK)
        return 0;
    if (in_child) {
        change(self, bank, amount);
        mp_process_exit(self, 0);
    }
    return process;
}

static int entry(mp_self_t *self, const void *blob, size_t bytes)
{
    bool locked = bytes == 1 && *(const char *)blob == 'l';
    bank_t bank = {0};
    if (mp_value_new(self, "balance", 100, 0, &bank.balance) != MP_OK)
        return 1;
    if (locked && mp_lock_new(self, "lock", &bank.lock) != MP_OK)
        return 1;
    uint32_t deposits = start(self, &bank, "deposits", 1);
    uint32_t withdraws = start(self, &bank, "withdraws", -1);
    if (!deposits || !withdraws)
        return 1;
    mp_process_join(self, deposits, -1, NULL);
    mp_process_join(self, withdraws, -1, NULL);

    uint64_t end = 0;
    char line[80];
    mp_value_load(self, bank.balance, 0, &end);
    int length =
        snprintf(line, sizeof line, "%s: %lld\n", locked ? "with a lock" : "without a lock", (long long)end);
    return mp_write(self, 1, line, (uint32_t)length) != MP_OK || (locked && end != 100);
}

/* Output comes to the host as events; so does every step, if it cares to look. */
static void show(void *context, const mp_event_t *event, const char *text)
{
    (void)context;
    if (text)
        fwrite(text, 1, event->text_bytes, stdout);
}

static int run(mp_machine_t *machine, const char *way)
{
    if (mp_machine_start(machine, way, strlen(way), false) != MP_OK)
        return 1;
    while (!mp_machine_done(machine)) {
        struct pollfd ready = {.fd = mp_machine_fd(machine), .events = POLLIN};
        poll(&ready, 1, 100);
        mp_machine_poll(machine);
        mp_machine_drain(machine);
    }
    mp_machine_drain(machine);
    int status = mp_machine_main_status(machine);
    mp_machine_end(machine);
    return status;
}

int main(void)
{
    mp_machine_t *machine = NULL;
    mp_config_t config;
    mp_config_default(&config);
    mp_status_t status = mp_machine_new(&config, entry, &machine);
    if (status != MP_OK) {
        fprintf(stderr, "example_bank: %s\n", mp_status_text(status));
        return 1;
    }
    mp_machine_on_event(machine, show, NULL);
    int wrong = run(machine, "u") | run(machine, "l");
    mp_machine_free(machine);
    return wrong != 0;
}
