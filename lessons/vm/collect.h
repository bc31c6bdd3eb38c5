/*
 * Collecting garbage: the living are copied into the other space in the order in which the roots reach them.
 *
 * Only at safe points. Afterwards every reference to a private object has changed: only what stands in a root is
 * good. Roots are vm->state, the frames with their live registers (the code's live table), and a pending native's
 * slots.
 */
#ifndef LESSONS_VM_COLLECT_H
#define LESSONS_VM_COLLECT_H

#include "lessons/vm/vm.h"

void collect(vm_t *vm);

/* The same, so that equal private states give equal bytes: no room to grow, no cached hashes, nothing in dead
 * registers, offsets as in space 0. Afterwards the machine stands in space 0. */
void collect_canonical(vm_t *vm);

#endif
