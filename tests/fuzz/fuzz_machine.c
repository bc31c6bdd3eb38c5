/*
 * Any text that is a program runs in the machine for a while, with an image taken and loaded at every
 * operation: the machine neither crashes nor runs away, and an image that was loaded is the image that is
 * saved again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../vm/lab.h"

#define OPERATIONS   200
#define SPINS        2
#define MEMORY_BYTES (48u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_image(lab_t *lab)
{
    size_t size, again_size;
    unsigned char *image = lab_image(lab, &size);
    if (!vm_image_load(lab->vm, image, size))
        abort();
    unsigned char *again = lab_image(lab, &again_size);
    if (size != again_size || memcmp(image, again, size) != 0)
        abort();
    free(image);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[512];
    lab_t *lab = lab_try((const char *)data, size, MEMORY_BYTES, why, sizeof why);
    if (!lab)
        return 0;
    lab->stops = true;
    unsigned operations = 0, spins = 0;
    vm_outcome_t outcome = vm_run(lab->vm);
    while (outcome == VM_SUSPENDED && operations++ < OPERATIONS && spins < SPINS) {
        spins += lab->vm->state.pending.op.kind == MP_OP_SPIN;
        if (vm_image_size(lab->vm) < 1u << 20)
            check_image(lab);
        outcome = lab_go_on(lab);
    }
    lab_free(lab);
    return 0;
}
