/*
 * Walking over iterables inside natives. A pure iterator is one that needs no code of the lesson language to
 * go on: over a builtin container, or zip and enumerate of pure ones. Everything else is NATIVE_FALLBACK from
 * the beginning, before anything was taken.
 */
#ifndef LESSONS_VM_ITERATE_H
#define LESSONS_VM_ITERATE_H

#include "lessons/vm/vm.h"

/* A pure iterator over `iterable`. NATIVE_RAISE: "'int' object is not iterable". */
native_status_t iterate_begin(vm_t *vm, value_t iterable, value_t *iterator);

/* The next item of a pure iterator; VALUE_UNSET at the end. */
native_status_t iterate_next(vm_t *vm, value_t iterator, value_t *item);

/* All items as a new list. */
native_status_t iterate_list(vm_t *vm, value_t iterable, value_t *list);

/* All items as an array that is good until the container changes: of a list or tuple its own, else of a new
 * list. */
native_status_t iterate_items(vm_t *vm, value_t iterable, value_t **items, size_t *count);

/* The part of iterate_next for zip and enumerate; in type_lazy.c. */
bool lazy_is_pure(const vm_t *vm, value_t v);
native_status_t lazy_next(vm_t *vm, value_t v, value_t *item);

#endif
