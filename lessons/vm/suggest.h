/* "Did you mean: 'len'?": the name nearest to one that was not found, as CPython chooses it. */
#ifndef LESSONS_VM_SUGGEST_H
#define LESSONS_VM_SUGGEST_H

#include "lessons/vm/vm.h"

/* For a NameError of the machine's own: a name of the frame where it was raised, of its module, or a builtin; for an
 * AttributeError of its own: an attribute of the object. NULL: none is near. Good until the machine runs on. */
const char *suggest_name(vm_t *vm, value_t exception);

#endif
