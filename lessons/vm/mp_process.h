/*
 * The functions of the private module `_mp`, on which lessons/lib/multiprocessing.py, os.py and signal.py
 * stand.
 */
#ifndef LESSONS_VM_MP_PROCESS_H
#define LESSONS_VM_MP_PROCESS_H

#include "lessons/vm/native.h"

extern const native_def_t mp_process_functions[];

/* pipe(duplex) → two Connections */
native_status_t mp_make_pipe(struct vm *vm, value_t *args, int nargs, value_t *result);

/* raw_pipe() → two raw ends; write(descriptor, bytes) → how many */
native_status_t mp_make_raw_pipe(struct vm *vm, value_t *args, int nargs, value_t *result);
native_status_t mp_write_bytes(struct vm *vm, value_t *args, int nargs, value_t *result);
native_status_t mp_bytes_written(struct vm *vm, const mp_result_t *done, value_t *args, value_t *result);

extern const native_module_t mp_module;

#endif
