/*
 * Sorting values of the language: list.sort and sorted without a key function, and by keys that the library
 * computed.
 */
#ifndef LESSONS_VM_SORTING_H
#define LESSONS_VM_SORTING_H

#include "lessons/vm/vm.h"

/*
 * Sorts items[0 … count) by `keys` (which may be `items` itself), stably. NATIVE_FALLBACK: a user's __lt__ is
 * needed; NATIVE_RAISE: TypeError. Then nothing was changed.
 */
native_status_t sort_values(vm_t *vm, value_t *items, const value_t *keys, size_t count, bool reverse);

#endif
