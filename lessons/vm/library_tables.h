/*
 * The tables of functions that modules are put together from; each belongs to the file that it is named
 * after.
 */
#ifndef LESSONS_VM_LIBRARY_TABLES_H
#define LESSONS_VM_LIBRARY_TABLES_H

#include "lessons/vm/native.h"

extern const native_def_t builtin_functions[]; /* lib_builtins.c */
extern const native_def_t number_functions[];  /* lib_numbers.c */

/* Class methods of builtin types: modules.c puts them into the types' dictionaries. Their first parameter is
 * cls. */
extern const native_def_t int_class_methods[];   /* type_int.c */
extern const native_def_t float_class_methods[]; /* type_float.c */
extern const native_def_t str_class_methods[];   /* str_search.c */
extern const native_def_t bytes_class_methods[]; /* type_bytes.c */
extern const native_def_t dict_class_methods[];  /* type_dict.c */

#endif
