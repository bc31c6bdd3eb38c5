/*
 * collections.deque, and the private module `_collections` that lessons/lib/collections.py takes it from.
 */
#ifndef LESSONS_VM_DEQUE_H
#define LESSONS_VM_DEQUE_H

#include "lessons/vm/native.h"

extern const native_type_t deque_type, deque_iterator_type, deque_reverse_iterator_type;
extern const native_module_t collections_module;

/* The items stand in a row; good until the deque changes. */
size_t deque_length(const struct vm *vm, value_t self);
value_t *deque_items(const struct vm *vm, value_t self);

/* deque_iterate.c: __iter__ and __reversed__. */
native_fn deque_iter, deque_reversed;

#endif
