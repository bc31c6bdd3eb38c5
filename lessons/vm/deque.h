/*
 * collections.deque, and the private module `_collections` that lessons/lib/collections.py takes it from.
 */
#ifndef LESSONS_VM_DEQUE_H
#define LESSONS_VM_DEQUE_H

#include "lessons/vm/native.h"

extern const native_type_t deque_type;
extern const native_module_t collections_module;

#endif
