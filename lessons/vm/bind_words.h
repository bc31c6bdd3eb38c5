/*
 * CPython's words for a wrong number of arguments of a builtin. They depend on how CPython's own function takes its
 * arguments apart; most follow from the signature, the rest stands in a table.
 *
 * Each raises TypeError and returns false. `given` counts self or the class where there is one.
 */
#ifndef LESSONS_VM_BIND_WORDS_H
#define LESSONS_VM_BIND_WORDS_H

#include "lessons/vm/vm.h"

/* "list.append" of a method, "len" of a function. */
void bind_native_label(const vm_t *vm, uint32_t number, char *label, size_t size);

bool bind_raise_count(vm_t *vm, uint32_t number, uint32_t given);
bool bind_raise_unknown_keyword(vm_t *vm, uint32_t number, const char *name);
bool bind_raise_no_keywords(vm_t *vm, uint32_t number);

#endif
