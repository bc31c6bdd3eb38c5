/* Types and functions that only the machine can give: what native.c registers. */
#ifndef LESSONS_VM_MACHINE_TYPES_H
#define LESSONS_VM_MACHINE_TYPES_H

#include "lessons/vm/machine.h"

extern const native_type_t object_type, type_type, none_type, not_implemented_type, ellipsis_type;
extern const native_type_t *const machine_builtin_types[]; /* those with a builtin name */

/* How vm->tail resumes a generator. */
enum { TAIL_CALL, TAIL_SEND, TAIL_THROW };

/* getattr: fallback UNSET: an AttributeError. hooks: whether __getattr__ counts. */
native_status_t machine_get_attribute(vm_t *vm, value_t object, value_t name, value_t fallback, bool hooks,
                                      value_t *result);
/* setattr; plain: without a user's __setattr__. */
native_status_t machine_set_attribute(vm_t *vm, value_t object, value_t name, value_t value, bool plain);

#endif
