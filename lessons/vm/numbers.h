/*
 * Pieces of number handling that several natives share: round, and what int() and float() take.
 */
#ifndef LESSONS_VM_NUMBERS_H
#define LESSONS_VM_NUMBERS_H

#include "lessons/vm/vm.h"

/* round(number, digits); digits unset or None: to an int. */
native_status_t float_round(vm_t *vm, double number, value_t digits, value_t *result);
native_status_t int_round(vm_t *vm, value_t number, value_t digits, value_t *result);

/* int(text, base), float(text): ValueError with CPython's message. `text` is a str or bytes. */
native_status_t int_from_text(vm_t *vm, value_t text, int base, value_t *result);
native_status_t float_from_text(vm_t *vm, value_t text, double *number);

/* n / d as two ints in lowest terms: float.as_integer_ratio. `number` is finite. */
native_status_t float_ratio(vm_t *vm, double number, value_t *result);

#endif
