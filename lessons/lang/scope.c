#include "lessons/lang/scope.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/scope_state.h"

scope_t *scope_host(scope_t *scope)
{
    while (scope->inlined)
        scope = scope->parent;
    return scope;
}

/* ---- what the parts share ---- */

void scopes_fail(scopes_t *scopes, ast_place_t place, const char *format, ...)
{
    size_t size;
    const char *line = source_line(scopes->source, place.line, &size);
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_list(scopes->diagnostics, DIAGNOSTIC_SYNTAX, place, line, size, format, arguments);
    va_end(arguments);
    scopes->failed = true;
}

void scopes_no_memory(scopes_t *scopes)
{
    if (!scopes->out_of_memory)
        diagnostics_add(scopes->diagnostics, DIAGNOSTIC_LIMIT, (ast_place_t){0}, NULL, 0,
                        "no memory for the program's names");
    scopes->out_of_memory = scopes->failed = true;
}

void *scopes_alloc(scopes_t *scopes, size_t size)
{
    void *piece = ast_alloc(scopes->ast, size);
    if (!piece)
        scopes_no_memory(scopes);
    return piece;
}

void *scopes_grow(scopes_t *scopes, void *items, size_t count, size_t item_size)
{
    if ((count & (count - 1)) != 0 && count != 0)
        return items;
    void *grown = scopes_alloc(scopes, (count ? count * 2 : 1) * item_size);
    if (grown && count > 0)
        memcpy(grown, items, count * item_size);
    return grown;
}

bool entry_is_comprehension(const entry_t *entry)
{
    return entry->scope.kind == SCOPE_COMPREHENSION || entry->scope.kind == SCOPE_GENERATOR;
}

bool entry_is_function(const entry_t *entry)
{
    return entry->scope.kind != SCOPE_MODULE && entry->scope.kind != SCOPE_CLASS;
}

bool symbol_is_local(const symbol_t *symbol)
{
    return (symbol->flags & SYMBOL_BOUND) && !(symbol->flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL));
}

/* ---- the table of symbols ---- */

static symbol_t **table_slot(symbol_t **table, size_t size, const entry_t *entry, const char *name)
{
    uint64_t hash =
        ((uintptr_t)entry >> 4) * 0x9E3779B97F4A7C15u ^ ((uintptr_t)name >> 4) * 0xC2B2AE3D27D4EB4Fu;
    size_t mask = size - 1;
    for (size_t i = (hash ^ hash >> 32) & mask;; i = (i + 1) & mask)
        if (!table[i] || (table[i]->entry == entry && table[i]->name == name))
            return &table[i];
}

static bool table_grow(scopes_t *scopes)
{
    size_t size = scopes->table_size ? scopes->table_size * 2 : 256;
    symbol_t **table = calloc(size, sizeof(symbol_t *));
    if (!table) {
        scopes_no_memory(scopes);
        return false;
    }
    for (size_t i = 0; i < scopes->table_size; i++)
        if (scopes->table[i])
            *table_slot(table, size, scopes->table[i]->entry, scopes->table[i]->name) = scopes->table[i];
    free(scopes->table);
    scopes->table = table;
    scopes->table_size = size;
    return true;
}

symbol_t *scopes_find(scopes_t *scopes, entry_t *entry, const char *name)
{
    return scopes->table_size ? *table_slot(scopes->table, scopes->table_size, entry, name) : NULL;
}

symbol_t *scopes_symbol(scopes_t *scopes, entry_t *entry, const char *name, uint32_t flags)
{
    if (scopes->table_count * 2 >= scopes->table_size && !table_grow(scopes))
        return NULL;
    symbol_t **slot = table_slot(scopes->table, scopes->table_size, entry, name);
    if (!*slot) {
        symbol_t *symbol = scopes_alloc(scopes, sizeof *symbol);
        if (!symbol)
            return NULL;
        *symbol = (symbol_t){.entry = entry, .name = name, .binding = BINDING_UNKNOWN};
        *slot = symbol;
        scopes->table_count++;
        if (entry->last)
            entry->last->next = symbol;
        else
            entry->first = symbol;
        entry->last = symbol;
    }
    (*slot)->flags |= flags;
    return *slot;
}

/* __x in class C is _C__x. */
const char *scopes_mangle(scopes_t *scopes, const char *name)
{
    const char *class = scopes->current->private_class;
    size_t size = strlen(name);
    if (!class || name[0] != '_' || name[1] != '_' ||
        (size >= 2 && name[size - 1] == '_' && name[size - 2] == '_') || strchr(name, '.'))
        return name;
    size_t class_size = strlen(class);
    char *mangled = scopes_alloc(scopes, class_size + size + 2);
    if (!mangled)
        return name;
    mangled[0] = '_';
    memcpy(mangled + 1, class, class_size);
    memcpy(mangled + 1 + class_size, name, size);
    const char *interned = ast_intern(scopes->ast, mangled, class_size + size + 1);
    if (!interned)
        scopes_no_memory(scopes);
    return interned ? interned : name;
}

/* ---- the whole ---- */

bool scopes_resolve(ast_t *ast, const source_t *source, diagnostics_t *diagnostics)
{
    scopes_t scopes = {.ast = ast, .source = source, .diagnostics = diagnostics};
    scopes.class_name = ast_intern(ast, "__class__", 9);
    scopes.super_name = ast_intern(ast, "super", 5);
    if (!scopes.class_name || !scopes.super_name)
        scopes_no_memory(&scopes);
    if (!scopes.failed)
        scopes_collect(&scopes);
    if (!scopes.failed)
        scopes_solve(&scopes);
    free(scopes.table);
    if (scopes.failed || !scopes_check(ast, source, diagnostics))
        return false;
    scopes_find_certain(ast);
    return true;
}
