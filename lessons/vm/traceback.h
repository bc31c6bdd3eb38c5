/* The text of tracebacks. See exceptions.h for what natives use. */
#ifndef LESSONS_VM_TRACEBACK_H
#define LESSONS_VM_TRACEBACK_H

#include "lessons/vm/vm.h"

/* All that CPython prints for an uncaught exception. texts: UNSET, or a list of (exception, its str()) for
 * exceptions whose classes have a __str__ in the lesson language; without those NATIVE_FALLBACK. */
native_status_t traceback_format(vm_t *vm, value_t exception, value_t texts, value_t *result);

#endif
