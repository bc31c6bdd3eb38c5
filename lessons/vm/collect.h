/*
 * Collecting garbage: the living are copied into the other space in the order in which the roots reach them.
 *
 * Only at safe points. Afterwards every reference to a private object has changed: only what stands in a root
 * is good. Roots are vm->state, the frames with their live registers (the code's live table), and a pending
 * native's slots. Registers that are not live become UNSET.
 *
 * What stands in the static prefix never moves and refers to nothing private, so it is not walked.
 */
#ifndef LESSONS_VM_COLLECT_H
#define LESSONS_VM_COLLECT_H

#include "lessons/vm/vm.h"

void collect(vm_t *vm);

/* The same, so that equal private states give equal bytes: no room to grow, no cached hashes, no holes in
 * dicts, nothing in dead registers or between the frames' windows, offsets as in space 0. Afterwards the
 * machine stands in space 0. */
void collect_canonical(vm_t *vm);

/* The number of stack slots that frames and a pending native use. */
uint32_t collect_stack_top(const vm_t *vm);

#endif
