#include "lessons/run/lesson_main.h"

#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/live.h"
#include "core/parking.h"
#include "lessons/run/world_live.h"
#include "lessons/vm/program.h"
#include "lessons/vm/vm.h"

/* The head of a blob; the file's name and the text follow, each with its NUL. */
typedef struct blob {
    uint64_t seed, clock_ns;
    uint32_t cpu_count;
    uint32_t memory_limit_bytes;
    uint64_t file_bytes, text_bytes; /* without the NUL */
} blob_t;

static uint32_t usable_cores(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (uint32_t)CPU_COUNT(&set) : 1;
}

void *lesson_blob_new(const lesson_start_t *start, size_t *size_bytes)
{
    size_t file_bytes = strlen(start->file);
    *size_bytes = sizeof(blob_t) + file_bytes + 1 + start->size_bytes + 1;
    blob_t *blob = calloc(1, *size_bytes);
    if (!blob)
        return NULL;
    blob->seed = start->seed;
    blob->clock_ns = start->clock_ns;
    blob->cpu_count = start->cpu_count ? start->cpu_count : usable_cores();
    blob->memory_limit_bytes = start->memory_limit_bytes;
    blob->file_bytes = file_bytes;
    blob->text_bytes = start->size_bytes;
    char *file = (char *)(blob + 1);
    memcpy(file, start->file, file_bytes);
    memcpy(file + file_bytes + 1, start->text, start->size_bytes);
    return blob;
}

/* Only a fault of the sandbox itself comes here: programs end by EXIT inside the machine. */
static int complain(mp_self_t *self, const char *text)
{
    static const char prefix[] = "lockstep: ";
    char line[256];
    size_t size = strnlen(text, sizeof line - sizeof prefix - 1);
    memcpy(line, prefix, sizeof prefix - 1);
    memcpy(line + sizeof prefix - 1, text, size);
    line[sizeof prefix - 1 + size] = '\n';
    mp_write(self, 2, line, (uint32_t)(sizeof prefix + size));
    return 125;
}

/* The wall time at which the world's clock showed 0. */
static int64_t epoch_of(const mp_self_t *self, const blob_t *blob)
{
    struct timespec now;
    if (blob->clock_ns != 0)
        return (int64_t)blob->clock_ns;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec - mp_world_now(self->world);
}

static int run(mp_self_t *self, const program_t *program, const blob_t *blob)
{
    world_live_t world;
    const char *arguments[] = {program_file(program)};
    vm_options_t options = {.memory_limit_bytes = blob->memory_limit_bytes,
                            .argument_count = 1,
                            .arguments = arguments,
                            .epoch_ns = epoch_of(self, blob)};
    world_live_init(&world, self, blob->seed, blob->cpu_count);
    options.world = &world.world;
    options.poll_word = world_live_poll_word(&world);
    vm_t *vm = vm_new(&options);
    if (!vm)
        return complain(self, "there is no memory for the program's heap");
    if (!program_start(program, vm))
        return complain(self, vm->load_error);
    malloc_trim(
        0); /* what compiling has freed goes back: each birth copies the page tables of what is there */
    mp_parking_install(self);
    mp_private_begin(self);
    vm_outcome_t end = vm_run(vm);
    mp_private_end(self);
    if (end == VM_UNCAUGHT) {
        value_t text = exception_text(vm, vm->state.exception);
        mp_write(self, 2, as_str(vm, text)->bytes, as_str(vm, text)->size);
    }
    return 1;
}

int lesson_main(mp_self_t *self, const void *bytes, size_t size_bytes)
{
    const blob_t *blob = bytes;
    const char *file = (const char *)(blob + 1);
    diagnostics_t found;
    if (size_bytes < sizeof *blob || size_bytes - sizeof *blob < blob->file_bytes + blob->text_bytes + 2)
        return complain(self, "the program did not arrive whole");
    diagnostics_init(&found, file);
    program_t *program = program_compile(file, file + blob->file_bytes + 1, blob->text_bytes, &found);
    diagnostics_destroy(&found);
    if (!program)
        return complain(self, "the program does not compile");
    return run(self, program, blob);
}
