#include "lessons/lang/codegen.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen_body.h"
#include "lessons/lang/parser.h"
#include "lessons/lang/verify.h"

/* The unit's memory is a chain of blocks; nothing of it is freed one by one. */
typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(16) unsigned char bytes[];
} chunk_t;

#define CHUNK_BYTES ((size_t)32 * 1024)

void gen_fail_memory(gen_t *gen)
{
    if (!gen->failed)
        diagnostics_add(gen->diagnostics, DIAGNOSTIC_LIMIT, (ast_place_t){0}, NULL, 0, "not enough memory");
    gen->failed = true;
}

void *gen_alloc(gen_t *gen, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    chunk_t *chunk = gen->unit->memory;
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk) {
            gen_fail_memory(gen);
            return NULL;
        }
        chunk->size = room;
        chunk->next = gen->unit->memory;
        gen->unit->memory = chunk;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

char *gen_copy(gen_t *gen, const char *bytes, size_t size)
{
    char *copy = gen_alloc(gen, size + 1);
    if (copy)
        memcpy(copy, bytes, size);
    return copy;
}

void gen_import(gen_t *gen, const char *module)
{
    const char **names = gen->imports.items;
    for (uint32_t i = 0; i < gen->imports.count; i++)
        if (strcmp(names[i], module) == 0)
            return;
    const char **slot = vector_push(gen, &gen->imports, sizeof *slot);
    if (slot)
        *slot = gen_copy(gen, module, strlen(module));
}

/* ---- growing arrays ---- */

void *vector_push(gen_t *gen, vector_t *vector, size_t item_size)
{
    if (vector->count == vector->capacity) {
        uint32_t capacity = vector->capacity ? vector->capacity * 2 : 16;
        void *items = realloc(vector->items, capacity * item_size);
        if (!items) {
            gen_fail_memory(gen);
            return NULL;
        }
        vector->items = items;
        vector->capacity = capacity;
    }
    void *item = (unsigned char *)vector->items + vector->count++ * item_size;
    memset(item, 0, item_size);
    return item;
}

void vector_free(vector_t *vector)
{
    free(vector->items);
    *vector = (vector_t){0};
}

void *vector_keep(gen_t *gen, vector_t *vector, size_t item_size)
{
    void *kept = vector->count ? gen_alloc(gen, vector->count * item_size) : NULL;
    if (kept)
        memcpy(kept, vector->items, vector->count * item_size);
    vector_free(vector);
    return kept;
}

/* ---- the unit ---- */

/* The docstring's statement, if the list begins with one. */
static const char *docstring(gen_t *gen, const stmt_list_t *list)
{
    if (list->count == 0 || list->items[0]->kind != STMT_EXPRESSION)
        return NULL;
    const expr_t *e = list->items[0]->expression;
    return e->kind == EXPR_STRING ? gen_copy(gen, e->text.bytes, e->text.size) : NULL;
}

static void write_module(body_t *body, const void *what)
{
    const ast_t *ast = what;
    enter_place(body, (ast_place_t){1, 1, 1, 1});
    whole_body(body, &ast->body);
    emit(body, OP_RETURN_NONE, 0, 0, 0, 0);
}

static bool unit_head(gen_t *gen, const codegen_source_t *source)
{
    code_unit_t *unit = gen->unit;
    unit->file = gen_copy(gen, source->file, strlen(source->file));
    unit->module = gen_copy(gen, source->module, strlen(source->module));
    unit->source = gen_copy(gen, source->text, source->size);
    unit->source_size = source->size;
    unit->is_library = source->is_library;
    return !gen->failed;
}

code_unit_t *codegen_unit(const ast_t *ast, const codegen_source_t *source, diagnostics_t *diagnostics)
{
    gen_t gen = {.diagnostics = diagnostics, .unit = calloc(1, sizeof(code_unit_t))};
    if (!gen.unit) {
        gen_fail_memory(&gen);
        return NULL;
    }
    if (unit_head(&gen, source)) {
        code_t head = {.name = "<module>", .qualname = "<module>", .first_line = 1, .flags = CODE_MODULE};
        head.doc = docstring(&gen, &ast->body);
        generate_body(&gen, NULL, ast->scope, write_module, ast, &head);
    }
    gen.unit->code_count = gen.codes.count;
    gen.unit->codes = vector_keep(&gen, &gen.codes, sizeof(code_t *));
    gen.unit->import_count = gen.imports.count;
    gen.unit->imports = vector_keep(&gen, &gen.imports, sizeof(const char *));
    if (gen.failed) {
        code_unit_free(gen.unit);
        return NULL;
    }
    return gen.unit;
}

code_unit_t *codegen_compile(const codegen_source_t *source, diagnostics_t *diagnostics)
{
    front_kind_t kind = source->is_library ? FRONT_LIBRARY : FRONT_PROGRAM;
    ast_t *ast = front_read(source->file, source->text, source->size, kind, diagnostics);
    if (!ast)
        return NULL;
    code_unit_t *unit = codegen_unit(ast, source, diagnostics);
    ast_free(ast);
    verify_error_t error;
    if (unit && !verify_unit(unit, &error)) {
        diagnostics_add(diagnostics, DIAGNOSTIC_LIMIT, (ast_place_t){0}, NULL, 0,
                        "the code generator made bad code (%s, instruction %u of %s)", error.text, error.pc,
                        error.code < unit->code_count ? unit->codes[error.code]->name : "?");
        code_unit_free(unit);
        unit = NULL;
    }
    return unit;
}

void code_unit_free(code_unit_t *unit)
{
    if (!unit)
        return;
    chunk_t *next;
    for (chunk_t *chunk = unit->memory; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(unit);
}
