#include "core/machine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/machine_inner.h"

enum { PAGE = 4096, PATIENCE_MS = 10000 };
static const uint64_t MAGIC = 0x7065747364636f4cu; /* marks a world that the host has made */

void mp_config_default(mp_config_t *config)
{
    *config = (mp_config_t){
        .arena_bytes = 64u << 20,
        .output_bytes = 64u << 20,
        .processes = MP_SLOTS,
        .events = true,
        .confine = true,
        .speed = 1,
    };
}

/* ---- worlds ---- */

static uint64_t page_up(uint64_t bytes)
{
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

static mp_layout_t lay_out(uint64_t arena_bytes)
{
    mp_layout_t layout;
    layout.slots_at = page_up(sizeof(mp_world_t));
    layout.rings_at =
        layout.slots_at + page_up((MP_SLOTS + 1) * sizeof(mp_slot_t)); /* the last is the zygote's undo */
    layout.notes_at = layout.rings_at + page_up(MP_RINGS * sizeof(mp_ring_t));
    layout.blob_at = layout.notes_at + page_up(MP_SLOTS * sizeof(mp_note_t));
    layout.arena_at = layout.blob_at + MP_BLOB_MAX;
    layout.total_bytes = layout.arena_at + page_up(arena_bytes);
    return layout;
}

static mp_status_t map_worlds(mp_machine_t *machine)
{
    for (int i = 0; i < MP_WORLDS; i++) {
        void *at = mmap(NULL, machine->layout.total_bytes, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED) {
            return MP_ERR_MEMORY;
        }
        machine->worlds[i] = at;
    }
    return MP_OK;
}

/* An empty world: its pages go back to the kernel and come again as zeros. */
static void empty_world(mp_machine_t *machine, mp_world_t *world)
{
    if (madvise(world, machine->layout.total_bytes, MADV_REMOVE) == 0) {
        return;
    }
    memset(world, 0, machine->layout.rings_at);
    for (uint32_t who = 0; who < MP_RINGS; who++) {
        memset(mp_machine_ring(machine, who), 0, sizeof(mp_ring_t) - sizeof(mp_event_t) * MP_RING_RECORDS);
    }
}

static mp_status_t prepare_world(mp_machine_t *machine, const void *blob, size_t bytes)
{
    mp_world_t *world = machine->world;
    const mp_layout_t *layout = &machine->layout;
    empty_world(machine, world);
    world->magic = MAGIC;
    world->total_bytes = layout->total_bytes;
    world->slots_at = layout->slots_at;
    world->rings_at = layout->rings_at;
    world->notes_at = layout->notes_at;
    world->arena_at = layout->arena_at;
    world->arena_bytes = machine->arena_bytes;
    world->blob_at = layout->blob_at;
    world->blob_bytes = bytes;
    world->session = machine->session;
    world->config = machine->config;
    if (bytes > 0) {
        memcpy((unsigned char *)world + layout->blob_at, blob, bytes);
    }
    atomic_store(&world->main_status, -1);
    atomic_store(&world->log, machine->config.events);
    memset(machine->tails, 0, sizeof machine->tails);
    machine->lost = 0;
    unsigned char *arena = (unsigned char *)world + layout->arena_at;
    mp_status_t status = mp_arena_format(arena, machine->arena_bytes);
    mp_arena_attach(&machine->arena, arena, machine->arena_bytes, 0, NULL);
    return status;
}

/* ---- the zygote ---- */

/* Waits for an answer. MP_ERR_SYSTEM: the zygote is gone or hangs. */
static mp_status_t receive(mp_machine_t *machine, mp_zygote_reply_t *reply)
{
    struct pollfd ready = {.fd = machine->socket, .events = POLLIN};
    for (;;) {
        int count = poll(&ready, 1, PATIENCE_MS);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count == 1 && recv(machine->socket, reply, sizeof *reply, 0) == (ssize_t)sizeof *reply) {
            return MP_OK;
        }
        machine->broken = true;
        return MP_ERR_SYSTEM;
    }
}

static mp_status_t ask(mp_machine_t *machine, mp_zygote_command_t command, mp_zygote_reply_t *reply)
{
    mp_zygote_request_t request = {.command = command, .world = machine->which};
    if (machine->broken ||
        send(machine->socket, &request, sizeof request, MSG_NOSIGNAL) != (ssize_t)sizeof request) {
        machine->broken = true;
        return MP_ERR_SYSTEM;
    }
    return receive(machine, reply);
}

/* Which protections are missing, in words. */
static void note_missing(mp_machine_t *machine, unsigned missing)
{
#define X(name, bit, text) {bit, text},
    static const struct {
        unsigned bit;
        const char *text;
    } protections[] = {MP_PROTECTIONS(X)};
#undef X
    const char *before = "not protected here by ";
    size_t used = 0;
    machine->missing = missing;
    for (size_t i = 0; i < sizeof protections / sizeof protections[0]; i++) {
        if ((missing & protections[i].bit) != 0 && used < sizeof machine->missing_text) {
            used += (size_t)snprintf(machine->missing_text + used, sizeof machine->missing_text - used,
                                     "%s%s", before, protections[i].text);
            before = "; ";
        }
    }
}

static mp_status_t fork_zygote(mp_machine_t *machine, mp_main_t entry)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return MP_ERR_SYSTEM;
    }
    mp_zygote_t given = {.entry = entry,
                         .host_pid = getpid(),
                         .socket = ends[1],
                         .host_fd = machine->host_fd,
                         .births_fd = machine->births_fd};
    memcpy(given.worlds, machine->worlds, sizeof given.worlds);
    pid_t pid = fork();
    if (pid == 0) {
        mp_zygote_run(&given);
    }
    close(ends[1]);
    machine->socket = ends[0];
    if (pid < 0) {
        return MP_ERR_PROCESSES;
    }
    machine->zygote_pid = pid;
    mp_zygote_reply_t ready;
    mp_status_t status = receive(machine, &ready);
    note_missing(machine, status == MP_OK ? ready.missing : 0);
    return status == MP_OK ? (mp_status_t)ready.status : status;
}

static mp_status_t open_descriptors(mp_machine_t *machine)
{
    machine->host_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    machine->births_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return machine->host_fd < 0 || machine->births_fd < 0 ? MP_ERR_SYSTEM : MP_OK;
}

/* One descriptor for everything to wait for: calls of lesson processes, and the end of the zygote. */
static mp_status_t open_epoll(mp_machine_t *machine)
{
    struct epoll_event call = {.events = EPOLLIN, .data.fd = machine->host_fd};
    struct epoll_event gone = {.events = EPOLLRDHUP | EPOLLHUP, .data.fd = machine->socket};
    machine->epoll = epoll_create1(EPOLL_CLOEXEC);
    bool good = machine->epoll >= 0 &&
                epoll_ctl(machine->epoll, EPOLL_CTL_ADD, machine->host_fd, &call) == 0 &&
                epoll_ctl(machine->epoll, EPOLL_CTL_ADD, machine->socket, &gone) == 0;
    return good ? MP_OK : MP_ERR_SYSTEM;
}

mp_status_t mp_machine_new(const mp_config_t *config, mp_main_t entry, mp_machine_t **out)
{
    *out = NULL;
    bool sensible = config->processes >= 1 && config->processes <= MP_SLOTS &&
                    config->arena_bytes >= (1u << 16) && config->arena_bytes <= UINT32_MAX - PAGE &&
                    config->speed > 0;
    if (!sensible || entry == NULL) {
        return MP_ERR_ARGUMENT;
    }
    mp_machine_t *machine = calloc(1, sizeof *machine);
    if (machine == NULL) {
        return MP_ERR_MEMORY;
    }
    machine->config = *config;
    machine->socket = machine->host_fd = machine->births_fd = machine->epoll = -1;
    machine->arena_bytes = page_up(config->arena_bytes);
    machine->layout = lay_out(machine->arena_bytes);
    CPU_ZERO(&machine->all);
    sched_getaffinity(0, sizeof machine->all, &machine->all);
    mp_status_t status = map_worlds(machine);
    status = status == MP_OK ? open_descriptors(machine) : status;
    status = status == MP_OK ? fork_zygote(machine, entry) : status;
    status = status == MP_OK ? open_epoll(machine) : status;
    if (status != MP_OK) {
        mp_machine_free(machine);
        return status;
    }
    *out = machine;
    return MP_OK;
}

static void close_if_open(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}

void mp_machine_free(mp_machine_t *machine)
{
    if (machine == NULL) {
        return;
    }
    mp_machine_end(machine);
    mp_machine_unpin(machine);
    close_if_open(machine->socket); /* the zygote sees the end of it and leaves */
    if (machine->zygote_pid > 0) {
        while (waitpid(machine->zygote_pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    close_if_open(machine->epoll);
    close_if_open(machine->host_fd);
    close_if_open(machine->births_fd);
    for (int i = 0; i < MP_WORLDS; i++) {
        if (machine->worlds[i] != NULL) {
            munmap(machine->worlds[i], machine->layout.total_bytes);
        }
    }
    free(machine);
}

unsigned mp_machine_missing(const mp_machine_t *machine)
{
    return machine->missing;
}

const char *mp_machine_missing_text(const mp_machine_t *machine)
{
    return machine->missing_text;
}

/* ---- sessions ---- */

void mp_machine_configure(mp_machine_t *machine, const mp_config_t *config)
{
    machine->config = *config;
    machine->config.arena_bytes = machine->arena_bytes;
    if (machine->config.processes < 1 || machine->config.processes > MP_SLOTS) {
        machine->config.processes = MP_SLOTS;
    }
}

mp_status_t mp_machine_start(mp_machine_t *machine, const void *blob, size_t bytes, bool held)
{
    mp_machine_end(machine);
    if (bytes > MP_BLOB_MAX) {
        return MP_ERR_ARGUMENT;
    }
    machine->which = (machine->which + 1) % MP_WORLDS;
    machine->world = machine->worlds[machine->which];
    machine->session++;
    mp_status_t status = prepare_world(machine, blob, bytes);
    if (status != MP_OK) {
        return status;
    }
    machine->loose = false;
    atomic_store(&machine->world->notes, machine->notes);
    mp_machine_set_mode(machine, held, 0, machine->config.speed);
    mp_zygote_reply_t reply;
    status = ask(machine, MP_ZYGOTE_START, &reply);
    status = status == MP_OK ? (mp_status_t)reply.status : status;
    machine->active = status == MP_OK;
    machine->group = status == MP_OK ? reply.pid : 0;
    return status;
}

void mp_machine_end(mp_machine_t *machine)
{
    mp_zygote_reply_t reply;
    if (machine->active) {
        ask(machine, MP_ZYGOTE_END, &reply);
        machine->active = false;
        mp_machine_unpin(machine);
    }
}

bool mp_machine_check(mp_machine_t *machine)
{
    struct pollfd socket = {.fd = machine->socket, .events = POLLRDHUP};
    if (poll(&socket, 1, 0) == 1 && (socket.revents & (POLLHUP | POLLRDHUP | POLLERR)) != 0) {
        machine->broken = true;
    }
    return !machine->broken;
}

int mp_machine_fd(const mp_machine_t *machine)
{
    return machine->epoll;
}

void mp_machine_poll(mp_machine_t *machine)
{
    uint64_t count;
    if (machine->world != NULL) {
        atomic_store(&machine->world->host_called, 0); /* before the look: a later call writes again */
    }
    while (read(machine->host_fd, &count, sizeof count) < 0 && errno == EINTR) {
    }
    mp_machine_check(machine);
    mp_machine_relieve(machine);
    if (machine->unpin) {
        mp_machine_unpin(machine);
    }
}

bool mp_machine_broken(const mp_machine_t *machine)
{
    return machine->broken;
}

bool mp_machine_done(const mp_machine_t *machine)
{
    if (!machine->active || machine->broken) {
        return true;
    }
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        uint32_t life = atomic_load_explicit(&mp_machine_slot(machine, who)->life, memory_order_acquire);
        if (life != MP_LIFE_FREE) {
            return false;
        }
    }
    return true;
}

int mp_machine_main_status(const mp_machine_t *machine)
{
    return machine->world == NULL ? -1 : atomic_load(&machine->world->main_status);
}

mp_status_t mp_machine_limit(const mp_machine_t *machine)
{
    uint32_t limit = machine->world == NULL ? MP_OK : atomic_load(&machine->world->limit);
    return limit < MP_STATUS_COUNT ? (mp_status_t)limit : MP_ERR_CORRUPT;
}

uint64_t mp_machine_output(const mp_machine_t *machine)
{
    return machine->world == NULL ? 0 : atomic_load(&machine->world->output);
}
