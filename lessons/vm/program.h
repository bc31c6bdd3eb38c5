/*
 * A program ready to run: compiled once, started in any number of machines.
 *
 *     program_t *program = program_compile(file, text, size, &found);     // NULL: found says why
 *     … vm_new(…) … program_start(program, vm, &options) …                // once for each machine
 *     … vm_run(vm) …                                                      // to the very last operation
 *     program_free(program);                                              // after the machines
 *
 * Everything that a process does from its birth to its EXIT happens inside the machine, in
 * lessons/lib/_start.py: the module body runs, an uncaught exception is written to standard error, then the
 * exit order (daemons terminated, children joined, queues delivered, streams flushed), then the operation
 * EXIT. So the live world and the search see the same steps, and whoever drives a machine only answers its
 * operations.
 *
 * Knows nothing of real processes.
 */
#ifndef LESSONS_VM_PROGRAM_H
#define LESSONS_VM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/ast.h"
#include "lessons/lang/code.h"
#include "lessons/lang/diagnostic.h"

struct vm;
typedef struct program program_t;

/* Compiles `text` (copied) and the library modules that it imports, directly or not. */
program_t *program_compile(const char *file, const char *text, size_t size_bytes, diagnostics_t *diagnostics);

/* The same without the library: to be looked at (program_ast, program_unit), not to be started. */
program_t *program_compile_alone(const char *file, const char *text, size_t size_bytes,
                                 diagnostics_t *diagnostics);
void program_free(program_t *program);

const ast_t *program_ast(const program_t *program);
const code_unit_t *program_unit(const program_t *program);
const char *program_file(const program_t *program);

/* The code unit of a module by its name ("multiprocessing"), or NULL. */
const code_unit_t *program_module(const program_t *program, const char *name);

/* All units: 0 is the program itself ("__main__"), then the library modules that it may import, and those
 * that every program needs. */
uint32_t program_unit_count(const program_t *program);
const code_unit_t *program_unit_at(const program_t *program, uint32_t i);

/* Loads all units into the machine and sets it at the first instruction. False: vm->load_error says why. The
 * program must outlive the machine. */
bool program_start(const program_t *program, struct vm *vm);

#endif
