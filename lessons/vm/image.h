/*
 * A process's private state as bytes.
 *
 * An image holds the private heap, the frames with their live registers, and vm->state; not the static
 * prefix, the code, caches, or the world. It fits every machine that has loaded the same program. Equal
 * private states give equal bytes. An image is taken while the machine stands still: before vm_run, or after
 * it gave VM_SUSPENDED.
 */
#ifndef LESSONS_VM_IMAGE_H
#define LESSONS_VM_IMAGE_H

#include "lessons/vm/vm.h"

/* How many bytes vm_image_save() would write now. */
size_t vm_image_size(vm_t *vm);

/* Writes the image and gives its size. Where that is more than `room`, nothing is written: `buffer` may be
 * NULL with room 0. The machine goes on as before; references to private objects change (collect.h). */
size_t vm_image_save(vm_t *vm, void *buffer, size_t room);

/* The machine then stands where the other one stood. False when the bytes are no image of this program's
 * machines; the machine is then as before. */
bool vm_image_load(vm_t *vm, const void *bytes, size_t size);

#endif
