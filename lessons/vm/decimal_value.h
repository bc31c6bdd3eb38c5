/*
 * Decimal and Context as values of the language: how they lie in the heap, and what the files of the module
 * share.
 *
 * A Decimal's raw bytes are a decimal_body_t and the limbs of its coefficient. ROOT_DECIMAL holds a tuple:
 * the current Context, and the exception classes that lessons/lib/decimal.py registered, by decimal_signal_t.
 */
#ifndef LESSONS_VM_DECIMAL_VALUE_H
#define LESSONS_VM_DECIMAL_VALUE_H

#include "lessons/vm/decimal_number.h"
#include "lessons/vm/vm.h"

typedef struct decimal_body {
    int64_t exponent;
    uint32_t kind; /* decimal_kind_t */
    uint32_t negative;
    uint64_t limb_count;
    uint64_t limbs[];
} decimal_body_t;

extern const native_type_t decimal_type, decimal_context_type;
extern const native_module_t decimal_module; /* "_decimal" */

bool value_is_decimal(const vm_t *vm, value_t v);

/* A read-only view of a Decimal: good as long as the value is; not to be destroyed. */
void decimal_view(const vm_t *vm, value_t v, decimal_t *out);

/* Makes a Decimal of `number`, which is destroyed in any case. */
native_status_t decimal_to_value(vm_t *vm, decimal_t *number, value_t *result);

/* The same, but raises the exception of `signal` when it is not DECIMAL_OK. */
native_status_t decimal_finish(vm_t *vm, decimal_t *number, decimal_signal_t signal, value_t *result);

/* The context to calculate with: `given`, or the current one when it is unset or None. */
decimal_context_t decimal_context_of(const vm_t *vm, value_t given);

/* Fills an initialised `out` from a Decimal or an int (bool too); false for anything else. */
bool decimal_from_operand(const vm_t *vm, value_t v, decimal_t *out);

/* Fills an initialised `out` from what Decimal() takes. */
native_status_t decimal_from_value(vm_t *vm, value_t v, decimal_t *out);

/* "ROUND_HALF_UP" → the rounding; TypeError for anything else. */
native_status_t decimal_rounding_of(vm_t *vm, value_t v, decimal_rounding_t *rounding);
const char *decimal_rounding_name(decimal_rounding_t rounding);

/* The namedtuple DecimalTuple, which lessons/lib/decimal.py registered. */
value_t decimal_tuple_class(const vm_t *vm);

/* decimal_methods.c */
extern const native_def_t decimal_named_methods[];

#endif
