/*
 * The tables of functions that modules are put together from; each belongs to the file that it is named
 * after.
 */
#ifndef LESSONS_VM_LIBRARY_TABLES_H
#define LESSONS_VM_LIBRARY_TABLES_H

#include "lessons/vm/native.h"

extern const native_def_t builtin_functions[]; /* lib_builtins.c */
extern const native_def_t number_functions[];  /* lib_numbers.c */

extern const native_def_t private_functions[];  /* lib_private.c */
extern const native_def_t math_int_functions[]; /* lib_math_int.c */

extern const native_def_t bytes_text_methods[]; /* bytes_methods.c: of the type bytes */

/* The functions of builtins and of _builtins that belong to the machine itself (getattr, run_module …). */
extern const native_def_t machine_functions[], machine_private_functions[]; /* machine_types.c */

#endif
