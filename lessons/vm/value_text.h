/*
 * Text of values: repr() and str(), added to a text under construction. value_repr and value_str of
 * containers.h are built on these.
 */
#ifndef LESSONS_VM_VALUE_TEXT_H
#define LESSONS_VM_VALUE_TEXT_H

#include "lessons/vm/text.h"
#include "lessons/vm/vm.h"

/* Add str(v) or repr(v). NATIVE_FALLBACK: a user's method decides, also deep inside a container; what was
 * added until then is still there. */
native_status_t value_add_str(vm_t *vm, text_t *out, value_t v);
native_status_t value_add_repr(vm_t *vm, text_t *out, value_t v);

/* Adds what object.__repr__ gives: <__main__.Name object at 0x…>. */
void value_add_default_repr(vm_t *vm, text_t *out, value_t v);

/* Adds the repr of a text or of bytes. */
void text_add_str_repr(text_t *out, const char *bytes, size_t size_bytes);
void text_add_bytes_repr(text_t *out, const uint8_t *bytes, size_t size_bytes);

/* The same in ASCII only, as ascii() has it: `from` is the size of `out` before the repr was added. */
void text_escape_non_ascii(text_t *out, size_t from);

/* Makes a str of `text` and destroys `text`. NATIVE_RAISE: MemoryError. */
native_status_t text_to_str(vm_t *vm, text_t *text, value_t *result);

/* Ends a chain of additions: makes the str if `status` is NATIVE_OK, destroys `text` in any case. */
native_status_t text_finish(vm_t *vm, text_t *text, native_status_t status, value_t *result);

#endif
