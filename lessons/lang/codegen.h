/*
 * Tree to code.
 *
 *     code_unit_t *unit = codegen_compile(file, "__main__", text, size, false, &found);
 *     if (!unit) … diagnostics_render(&found, …) …
 *     … load it into machines …
 *     code_unit_free(unit);
 *
 * The code is for the register machine of opcodes.h. Python's order of evaluation is kept to the letter; what
 * is folded at compile time is what CPython's own result would be. A program that is too large for the
 * machine's operands gets a DIAGNOSTIC_LIMIT; everything else that can be wrong was found before, by the
 * parser, the scopes and the subset checks.
 */
#ifndef LESSONS_LANG_CODEGEN_H
#define LESSONS_LANG_CODEGEN_H

#include <stdbool.h>
#include <stddef.h>

#include "lessons/lang/ast.h"
#include "lessons/lang/code.h"
#include "lessons/lang/diagnostic.h"

/* What a unit is made of. Nothing of it is kept: the unit has copies. */
typedef struct codegen_source {
    const char *file;   /* for tracebacks */
    const char *module; /* value of __name__: "__main__", "multiprocessing" … */
    const char *text;
    size_t size;
    bool is_library;
} codegen_source_t;

/* The unit of a tree that front_read() made; NULL: the diagnostics say why. The tree may be freed then. */
code_unit_t *codegen_unit(const ast_t *ast, const codegen_source_t *source, diagnostics_t *diagnostics);

/* Text to unit: front_read() and codegen_unit(), then verified (verify.h). NULL: the diagnostics say why. */
code_unit_t *codegen_compile(const codegen_source_t *source, diagnostics_t *diagnostics);

#endif
