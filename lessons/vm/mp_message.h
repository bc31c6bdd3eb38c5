/*
 * A value on its way through the world: pickled into a message, and back.
 */
#ifndef LESSONS_VM_MP_MESSAGE_H
#define LESSONS_VM_MP_MESSAGE_H

#include "lessons/vm/vm.h"

/* Pickles `value` into a new message. *bytes is what CPython would send. NATIVE_RAISE: it cannot be sent. */
native_status_t mp_message_pack(vm_t *vm, value_t value, uint32_t *message, uint64_t *bytes);

/* Reads a received message and gives it back to the world. */
native_status_t mp_message_unpack(vm_t *vm, uint32_t message, value_t *value);

/* The same for bytes as they are. */
native_status_t mp_message_pack_bytes(vm_t *vm, const void *bytes, size_t size, uint32_t *message);
native_status_t mp_message_unpack_bytes(vm_t *vm, uint32_t message, value_t *value);

#endif
