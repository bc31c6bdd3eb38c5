#include <string.h>

#include "lessons/lang/scope_state.h"

/* ---- from inside out: who looks for what in which scope ---- */

static bool symbol_leaves(const symbol_t *symbol)
{
    const entry_t *entry = symbol->entry;
    if (symbol->flags & SYMBOL_GLOBAL)
        return false;
    if (entry->scope.kind == SCOPE_CLASS) /* what a class binds is for itself, inner scopes look through it */
        return (symbol->flags & (SYMBOL_INNER | SYMBOL_NONLOCAL)) || !(symbol->flags & SYMBOL_BOUND);
    return !symbol_is_local(symbol);
}

/* A comprehension whose names are shared with an inner frame, or that stands in a class body, has a frame
 * itself. */
static void decide_frame(entry_t *entry)
{
    if (entry->outer && entry->outer->scope.kind == SCOPE_CLASS)
        entry->may_inline = false;
    for (const symbol_t *symbol = entry->first; symbol; symbol = symbol->next)
        if (symbol_is_local(symbol) && (symbol->flags & SYMBOL_INNER_FRAME))
            entry->may_inline = false;
    entry->scope.inlined = entry->may_inline;
}

static void hand_outwards(scopes_t *scopes, entry_t *entry)
{
    for (symbol_t *symbol = entry->first; symbol; symbol = symbol->next) {
        if (entry->scope.kind == SCOPE_CLASS && symbol->name == scopes->class_name &&
            (symbol->flags & SYMBOL_INNER)) {
            entry->scope.class_cell = 0;
            continue;
        }
        if (!symbol_leaves(symbol))
            continue;
        uint32_t flags = SYMBOL_INNER;
        if (!entry->scope.inlined || (symbol->flags & SYMBOL_INNER_FRAME))
            flags |= SYMBOL_INNER_FRAME;
        scopes_symbol(scopes, entry->outer, symbol->name, flags);
    }
}

/* ---- tables ---- */

static uint32_t add_local(scopes_t *scopes, scope_t *scope, const char *name)
{
    const char **locals = scopes_grow(scopes, scope->locals, scope->local_count, sizeof *locals);
    if (!locals)
        return 0;
    scope->locals = locals;
    locals[scope->local_count] = name;
    return scope->local_count++;
}

static uint32_t add_cell(scopes_t *scopes, scope_t *scope, const char *name, uint32_t parameter)
{
    scope_cell_t *cells = scopes_grow(scopes, scope->cells, scope->cell_count, sizeof *cells);
    if (!cells)
        return 0;
    scope->cells = cells;
    cells[scope->cell_count] = (scope_cell_t){name, parameter};
    return scope->cell_count++;
}

static uint32_t add_free(scopes_t *scopes, scope_t *scope, scope_free_t free_name)
{
    for (uint32_t i = 0; i < scope->free_count; i++)
        if (scope->frees[i].name == free_name.name && scope->frees[i].from_cell == free_name.from_cell &&
            scope->frees[i].index == free_name.index)
            return i;
    scope_free_t *frees = scopes_grow(scopes, scope->frees, scope->free_count, sizeof *frees);
    if (!frees)
        return 0;
    scope->frees = frees;
    frees[scope->free_count] = free_name;
    return scope->free_count++;
}

/* ---- from outside in: where each name lives ---- */

typedef struct found {
    name_binding_t binding; /* LOCAL, CELL, FREE in the frame of the scope that was asked, or GLOBAL */
    uint32_t index;
} found_t;

static const found_t found_global = {BINDING_GLOBAL, 0};

/* What an inner scope sees of a name in `entry`, which has been numbered. */
static found_t seen_from_inside(scopes_t *scopes, entry_t *entry, const char *name)
{
    const symbol_t *symbol = entry ? scopes_find(scopes, entry, name) : NULL;
    if (!symbol)
        return found_global;
    if (entry->scope.kind == SCOPE_CLASS)
        return (found_t){symbol->pass_binding, symbol->pass_index};
    return (found_t){symbol->binding, symbol->index};
}

/* A name that is not bound in `entry`, seen from outside; it becomes a free name of a scope with a frame. */
static found_t look_outwards(scopes_t *scopes, entry_t *entry, const char *name)
{
    found_t found = seen_from_inside(scopes, entry->outer, name);
    if (entry->scope.inlined || (found.binding != BINDING_CELL && found.binding != BINDING_FREE))
        return entry->scope.inlined || found.binding == BINDING_GLOBAL ? found : found_global;
    scope_free_t free_name = {name, found.binding == BINDING_CELL, found.index};
    return (found_t){BINDING_FREE, add_free(scopes, &entry->scope, free_name)};
}

static void place_local(scopes_t *scopes, symbol_t *symbol)
{
    scope_t *scope = &symbol->entry->scope;
    if (scope->kind == SCOPE_MODULE) {
        symbol->binding = BINDING_GLOBAL;
    } else if (scope->inlined) {
        symbol->binding = BINDING_LOCAL;
        symbol->index = add_local(scopes, scope_host(scope), symbol->name);
        scope->local_count++;
    } else if (symbol->flags & SYMBOL_INNER_FRAME) {
        uint32_t parameter = symbol->flags & SYMBOL_PARAMETER ? symbol->index : SCOPE_NO_LOCAL;
        symbol->binding = BINDING_CELL;
        symbol->index = add_cell(scopes, scope, symbol->name, parameter);
    } else {
        symbol->binding = BINDING_LOCAL;
        if (!(symbol->flags & SYMBOL_PARAMETER))
            symbol->index = add_local(scopes, scope, symbol->name);
    }
}

static bool check_declaration(scopes_t *scopes, const symbol_t *symbol)
{
    if ((symbol->flags & SYMBOL_DECLARED) && (symbol->flags & SYMBOL_GLOBAL) &&
        (symbol->flags & SYMBOL_NONLOCAL))
        scopes_fail(scopes, symbol->place, "name '%s' is nonlocal and global", symbol->name);
    else if ((symbol->flags & SYMBOL_DECLARED) && (symbol->flags & SYMBOL_NONLOCAL) && !symbol->entry->outer)
        scopes_fail(scopes, symbol->place,
                    "nonlocal declaration not allowed at module level\nnonlocal names a variable of an outer "
                    "function; "
                    "at module level there is none");
    return !scopes->failed;
}

static void place_nonlocal(scopes_t *scopes, symbol_t *symbol)
{
    found_t found = look_outwards(scopes, symbol->entry, symbol->name);
    if ((symbol->flags & SYMBOL_DECLARED) && found.binding == BINDING_GLOBAL) {
        scopes_fail(scopes, symbol->place,
                    "no binding for nonlocal '%s' found\nnonlocal names a variable of an outer function; for "
                    "one of the "
                    "module say global",
                    symbol->name);
        return;
    }
    symbol->binding = found.binding;
    symbol->index = found.index;
}

static void place_in_class(scopes_t *scopes, symbol_t *symbol)
{
    entry_t *entry = symbol->entry;
    bool is_class_cell = symbol->name == scopes->class_name && entry->scope.class_cell != SCOPE_NO_LOCAL;
    if (is_class_cell) {
        entry->scope.class_cell = add_cell(scopes, &entry->scope, symbol->name, SCOPE_NO_LOCAL);
        symbol->pass_binding = BINDING_CELL;
        symbol->pass_index = entry->scope.class_cell;
    } else if (symbol->flags & SYMBOL_INNER) {
        found_t found = look_outwards(scopes, entry, symbol->name);
        symbol->pass_binding = found.binding;
        symbol->pass_index = found.index;
    }
    bool is_implicit = !strcmp(symbol->name, "__module__") || !strcmp(symbol->name, "__qualname__");
    if (symbol->flags & (SYMBOL_BOUND | SYMBOL_ANNOTATED) || is_implicit) {
        symbol->binding = BINDING_CLASS;
    } else if (is_class_cell) {
        symbol->binding = BINDING_GLOBAL;
    } else if (symbol->flags & SYMBOL_READ) {
        found_t found = look_outwards(scopes, entry, symbol->name);
        symbol->binding = found.binding;
        symbol->index = found.index;
    }
}

static void place(scopes_t *scopes, symbol_t *symbol)
{
    if (!check_declaration(scopes, symbol))
        return;
    bool is_class = symbol->entry->scope.kind == SCOPE_CLASS;
    if (symbol->flags & SYMBOL_GLOBAL) {
        symbol->binding = symbol->pass_binding = BINDING_GLOBAL;
    } else if (symbol->flags & SYMBOL_NONLOCAL) {
        place_nonlocal(scopes, symbol);
        symbol->pass_binding = symbol->binding;
        symbol->pass_index = symbol->index;
    } else if (is_class) {
        place_in_class(scopes, symbol);
    } else if (symbol->flags & SYMBOL_BOUND || symbol->entry->scope.kind == SCOPE_MODULE) {
        place_local(scopes, symbol);
    } else {
        found_t found = look_outwards(scopes, symbol->entry, symbol->name);
        symbol->binding = found.binding;
        symbol->index = found.index;
    }
}

static void number_parameters(scopes_t *scopes, entry_t *entry)
{
    scope_t *scope = &entry->scope;
    if (entry_is_comprehension(entry) && !scope->inlined) {
        const char *iterator = ast_intern(scopes->ast, ".0", 2);
        if (iterator)
            add_local(scopes, scope, iterator);
        else
            scopes_no_memory(scopes);
    }
    for (symbol_t *symbol = entry->first; symbol; symbol = symbol->next)
        if (symbol->flags & SYMBOL_PARAMETER)
            symbol->index = add_local(scopes, scope, symbol->name);
    if (!scope->inlined)
        scope->parameter_count = scope->local_count;
}

static void number_entry(scopes_t *scopes, entry_t *entry)
{
    scope_t *scope = &entry->scope;
    if (scope->inlined)
        scope->first_local = scope_host(scope)->local_count;
    number_parameters(scopes, entry);
    for (symbol_t *symbol = entry->first; symbol && !scopes->failed; symbol = symbol->next)
        place(scopes, symbol);
}

static void note_deleted(scopes_t *scopes, const symbol_t *symbol)
{
    scope_t *host = scope_host(&symbol->entry->scope);
    if (!host->deleted)
        host->deleted = scopes_alloc(scopes, host->local_count * sizeof(bool) + 1);
    if (host->deleted)
        ((bool *)host->deleted)[symbol->index] = true;
}

void scopes_solve(scopes_t *scopes)
{
    for (size_t i = scopes->entry_count; i-- > 0 && !scopes->failed;) {
        decide_frame(scopes->entries[i]);
        if (scopes->entries[i]->outer)
            hand_outwards(scopes, scopes->entries[i]);
    }
    for (size_t i = 0; i < scopes->entry_count && !scopes->failed; i++)
        number_entry(scopes, scopes->entries[i]);
    for (size_t i = 0; i < scopes->occurrence_count && !scopes->failed; i++) {
        expr_t *expr = scopes->occurrences[i].expr;
        expr->name.binding = scopes->occurrences[i].symbol->binding;
        expr->name.index = scopes->occurrences[i].symbol->index;
        if ((scopes->occurrences[i].symbol->flags & SYMBOL_DELETED) && expr->name.binding == BINDING_LOCAL)
            note_deleted(scopes, scopes->occurrences[i].symbol);
    }
}
