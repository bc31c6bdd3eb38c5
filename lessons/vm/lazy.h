/*
 * Private natives by which the library makes lazy iterators (map, zip over a generator …): see type_lazy.c.
 */
#ifndef LESSONS_VM_LAZY_H
#define LESSONS_VM_LAZY_H

#include "lessons/vm/native.h"

extern const native_def_t lazy_over_def, lazy_generator_def;

#endif
