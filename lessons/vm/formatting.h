/*
 * format(), str.format, f-strings and the % operator on str: format.c, str_format.c, str_percent.c.
 */
#ifndef LESSONS_VM_FORMATTING_H
#define LESSONS_VM_FORMATTING_H

#include "lessons/vm/text.h"
#include "lessons/vm/vm.h"

/* Adds format(v, spec). NATIVE_FALLBACK: a user's __format__ or __str__ decides. */
native_status_t value_add_format(vm_t *vm, text_t *out, value_t v, const char *spec, size_t spec_size);

/* str.format: args[0] self, args[1] a tuple, args[2] a dict or unset. */
native_fn str_format;
/* str.format_map: args[1] a dict. */
native_fn str_format_map;

#endif
