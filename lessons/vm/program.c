#include "lessons/vm/program.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen.h"
#include "lessons/lang/parser.h"
#include "lessons/lang/verify.h"
#include "lessons/lib/library.h"
#include "lessons/vm/vm.h"

enum { PROGRAM_UNITS = 64 }; /* more than there are library modules */

struct program {
    char *file;
    ast_t *ast;
    code_unit_t *units[PROGRAM_UNITS];
    uint32_t unit_count;
};

/* ---- the library ---- */

/* "multiprocessing.pool" is written in lessons/lib/multiprocessing_pool.py. */
static const library_module_t *library_find(const char *name)
{
    for (const library_module_t *module = library_modules; module->name; module++) {
        const char *a = module->name, *b = name;
        while (*a && (*a == *b || (*a == '_' && *b == '.')))
            a++, b++;
        if (*a == *b)
            return module;
    }
    return NULL;
}

static bool has_unit(const program_t *program, const char *name)
{
    return program_module(program, name) != NULL;
}

static bool add_unit(program_t *program, code_unit_t *unit)
{
    verify_error_t error;
    if (!unit || program->unit_count == PROGRAM_UNITS || !verify_unit(unit, &error)) {
        if (unit)
            code_unit_free(unit);
        return false;
    }
    program->units[program->unit_count++] = unit;
    return true;
}

static bool add_library(program_t *program, const char *name, diagnostics_t *diagnostics)
{
    const library_module_t *module = library_find(name);
    if (!module || has_unit(program, name))
        return true;
    const codegen_source_t source = {
        .file = name, .module = name, .text = module->text, .size = module->size_bytes, .is_library = true};
    return add_unit(program, codegen_compile(&source, diagnostics));
}

/* An import of a.b needs a as well. */
static bool add_import(program_t *program, const char *name, diagnostics_t *diagnostics)
{
    for (const char *point = strchr(name, '.'); point; point = strchr(point + 1, '.')) {
        char *parent = strndup(name, (size_t)(point - name));
        bool added = parent && add_library(program, parent, diagnostics);
        free(parent);
        if (!added)
            return false;
    }
    return add_library(program, name, diagnostics);
}

/* Modules that a library function imports when it is called, and the name without which nobody calls it. */
static const struct {
    const char *module, *name;
} on_demand[] = {
    {"logging", "log_to_stderr"},
    {"logging", "get_logger"},
    {"multiprocessing.pool", "Pool"},
    {"multiprocessing.managers", "Manager"},
};

static bool names(const code_unit_t *unit, const char *name)
{
    for (uint32_t i = 0; i < unit->code_count; i++)
        for (uint32_t k = 0; k < unit->codes[i]->constant_count; k++) {
            const code_constant_t *constant = &unit->codes[i]->constants[k];
            if (constant->kind == CONSTANT_STRING && strcmp(constant->text, name) == 0)
                return true;
        }
    return false;
}

/* What nobody asks for is not compiled: a smaller program starts and forks faster. */
static bool is_wanted(const program_t *program, const code_unit_t *by, const char *module)
{
    bool listed = false;
    if (!by->is_library || strcmp(by->module, "multiprocessing") != 0)
        return true;
    for (size_t i = 0; i < sizeof on_demand / sizeof *on_demand; i++) {
        bool same = strcmp(on_demand[i].module, module) == 0;
        if (same && names(program->units[0], on_demand[i].name))
            return true;
        listed = listed || same;
    }
    return !listed;
}

/* What each unit imports, until nothing new comes: the list grows while it is walked. */
static bool add_libraries(program_t *program, diagnostics_t *diagnostics)
{
    if (!add_library(program, "builtins", diagnostics) || !add_library(program, "_finish", diagnostics))
        return false;
    for (uint32_t i = 0; i < program->unit_count; i++)
        for (uint32_t k = 0; k < program->units[i]->import_count; k++)
            if (is_wanted(program, program->units[i], program->units[i]->imports[k]) &&
                !add_import(program, program->units[i]->imports[k], diagnostics))
                return false;
    return true;
}

/* ---- the program ---- */

program_t *program_compile_alone(const char *file, const char *text, size_t size_bytes,
                                 diagnostics_t *diagnostics)
{
    program_t *program = calloc(1, sizeof *program);
    if (!program)
        return NULL;
    program->file = strdup(file);
    program->ast = front_read(file, text, size_bytes, FRONT_PROGRAM, diagnostics);
    if (!program->file || !program->ast)
        goto failed;
    const codegen_source_t source = {
        .file = program->file, .module = "__main__", .text = text, .size = size_bytes};
    if (add_unit(program, codegen_unit(program->ast, &source, diagnostics)))
        return program;

failed:
    program_free(program);
    return NULL;
}

program_t *program_compile(const char *file, const char *text, size_t size_bytes, diagnostics_t *diagnostics)
{
    program_t *program = program_compile_alone(file, text, size_bytes, diagnostics);
    if (program && !add_libraries(program, diagnostics)) {
        program_free(program);
        return NULL;
    }
    return program;
}

void program_free(program_t *program)
{
    if (!program)
        return;
    for (uint32_t i = 0; i < program->unit_count; i++)
        code_unit_free(program->units[i]);
    if (program->ast)
        ast_free(program->ast);
    free(program->file);
    free(program);
}

const ast_t *program_ast(const program_t *program)
{
    return program->ast;
}

const code_unit_t *program_unit(const program_t *program)
{
    return program->units[0];
}

const char *program_file(const program_t *program)
{
    return program->file;
}

uint32_t program_unit_count(const program_t *program)
{
    return program->unit_count;
}

const code_unit_t *program_unit_at(const program_t *program, uint32_t i)
{
    return program->units[i];
}

const code_unit_t *program_module(const program_t *program, const char *name)
{
    for (uint32_t i = 0; i < program->unit_count; i++)
        if (strcmp(program->units[i]->module, name) == 0)
            return program->units[i];
    return NULL;
}

bool program_start(const program_t *program, vm_t *vm)
{
    if (!vm_load(vm, program))
        return false;
    vm_start(vm);
    return true;
}
