/*
 * The builtin types with methods in C, one file a type (type_int.c …), and the modules in C (lib_math.c …).
 */
#ifndef LESSONS_VM_TYPES_H
#define LESSONS_VM_TYPES_H

#include "lessons/vm/native.h"

/* What a constructor gives for `class`: `payload` itself for the builtin class, else an instance of the
 * subclass around it. */
value_t builtin_of_class(struct vm *vm, value_t class, const native_type_t *type, value_t payload);

extern const native_type_t int_type, bool_type, float_type;
extern const native_type_t str_type, bytes_type, tuple_type, list_type;
extern const native_type_t dict_type, set_type, frozenset_type, range_type;
extern const native_type_t iterator_type, dict_view_type;

/* Lazy iterators of the builtins: map, filter, zip, enumerate (type_lazy.c). */
extern const native_type_t map_type, filter_type, zip_type, enumerate_type;

extern const native_module_t builtins_module, private_module; /* "builtins", "_builtins" */
extern const native_module_t math_module, random_module, time_module, sys_module;

#endif
