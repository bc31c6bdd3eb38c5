/*
 * print, sys.stdout and sys.stderr: text is buffered by line, as CPython does it on a terminal. Text without
 * a newline is private until a newline, a flush, 8 KiB or an orderly end; each flush is one visible
 * operation.
 *
 * The pending text of a stream stands in vm->state.roots as a str, or None.
 */
#ifndef LESSONS_VM_OUTPUT_H
#define LESSONS_VM_OUTPUT_H

#include "lessons/vm/native.h"

extern const native_type_t stream_type;

/* The objects sys.stdout and sys.stderr: made while loading. */
value_t output_stream_new(struct vm *vm, uint32_t descriptor);

extern const native_def_t print_def;         /* print() */
extern const native_def_t flush_streams_def; /* _builtins.flush_streams(): both, standard output first */

/*
 * A write that a signal has interrupted goes on after the handler where it was: resume_writing(parts, descriptor,
 * outcome, error_too) with the parts that are not yet written, output_unwritten(args), and what stands in
 * args[1] and args[2] of the native that asked for the write. error_too: standard error is flushed after it
 * (flush_streams).
 */
extern const native_def_t resume_writing_def;
value_t output_unwritten(struct vm *vm, const value_t *args);

#endif
