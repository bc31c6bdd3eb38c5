#include <string.h>

#include "lessons/lang/scope_state.h"

static void collect_expr(scopes_t *scopes, expr_t *expr);
static void collect_body(scopes_t *scopes, const stmt_list_t *list);

static void collect_list(scopes_t *scopes, const expr_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i])
            collect_expr(scopes, list->items[i]);
}

/* ---- entering scopes ---- */

static const char *qualify(scopes_t *scopes, const entry_t *outer, const char *name)
{
    if (outer->scope.kind == SCOPE_MODULE)
        return name;
    const char *middle = outer->scope.kind == SCOPE_CLASS ? "." : ".<locals>.";
    size_t outer_size = strlen(outer->scope.qualified), middle_size = strlen(middle), size = strlen(name);
    char *qualified = scopes_alloc(scopes, outer_size + middle_size + size + 1);
    if (!qualified)
        return name;
    memcpy(qualified, outer->scope.qualified, outer_size);
    memcpy(qualified + outer_size, middle, middle_size);
    memcpy(qualified + outer_size + middle_size, name, size + 1);
    return qualified;
}

/* A def or class that the enclosing scope declares global has a plain qualified name. */
static bool is_declared_global(scopes_t *scopes, const expr_t *target)
{
    const symbol_t *symbol = target ? scopes_find(scopes, scopes->current, target->name.name) : NULL;
    return symbol && (symbol->flags & SYMBOL_GLOBAL);
}

static scope_t *enter(scopes_t *scopes, scope_kind_t kind, const char *name, const expr_t *target)
{
    entry_t *outer = scopes->current;
    entry_t *entry = scopes_alloc(scopes, sizeof *entry);
    entry_t **entries = scopes_grow(scopes, scopes->entries, scopes->entry_count, sizeof(entry_t *));
    if (!entry || !entries)
        return NULL;
    scopes->entries = entries;
    entries[scopes->entry_count++] = entry;
    entry->outer = outer;
    entry->scope.kind = kind;
    entry->scope.name = name;
    entry->scope.qualified =
        !outer || is_declared_global(scopes, target) ? name : qualify(scopes, outer, name);
    entry->scope.parent = outer ? &outer->scope : NULL;
    entry->scope.class_cell = SCOPE_NO_LOCAL;
    entry->private_class = outer ? outer->private_class : NULL;
    entry->may_inline = kind == SCOPE_COMPREHENSION;
    scopes->current = entry;
    return &entry->scope;
}

static void leave(scopes_t *scopes)
{
    scopes->current = scopes->current->outer;
}

/* ---- names ---- */

static void note_occurrence(scopes_t *scopes, expr_t *expr, symbol_t *symbol)
{
    occurrence_t *occurrences =
        symbol ? scopes_grow(scopes, scopes->occurrences, scopes->occurrence_count, sizeof *occurrences)
               : NULL;
    if (!occurrences)
        return;
    scopes->occurrences = occurrences;
    occurrences[scopes->occurrence_count++] = (occurrence_t){expr, symbol};
}

static void bind(scopes_t *scopes, expr_t *target, uint32_t flags)
{
    if (!target)
        return;
    target->name.name = scopes_mangle(scopes, target->name.name);
    note_occurrence(scopes, target,
                    scopes_symbol(scopes, scopes->current, target->name.name, SYMBOL_BOUND | flags));
}

static void bind_iteration(scopes_t *scopes, expr_t *target)
{
    bind(scopes, target, SYMBOL_ITERATION);
    const symbol_t *symbol = scopes_find(scopes, scopes->current, target->name.name);
    if (symbol && (symbol->flags & SYMBOL_NONLOCAL))
        scopes_fail(scopes, target->place,
                    "comprehension inner loop cannot rebind assignment expression target '%s'",
                    target->name.name);
}

static void collect_name(scopes_t *scopes, expr_t *expr)
{
    entry_t *current = scopes->current;
    if (expr->name.context != CONTEXT_LOAD && current->binds_iteration) {
        bind_iteration(scopes, expr);
        return;
    }
    if (expr->name.context != CONTEXT_LOAD) {
        bind(scopes, expr, expr->name.context == CONTEXT_DELETE ? SYMBOL_DELETED : 0);
        return;
    }
    if (expr->name.name == scopes->super_name && entry_is_function(current))
        scopes_symbol(scopes, current, scopes->class_name, SYMBOL_READ);
    expr->name.name = scopes_mangle(scopes, expr->name.name);
    note_occurrence(scopes, expr, scopes_symbol(scopes, current, expr->name.name, SYMBOL_READ));
}

/* ---- walrus: inside a comprehension it binds in the scope around ---- */

static bool bind_around_comprehensions(scopes_t *scopes, const expr_t *target)
{
    entry_t *entry = scopes->current;
    for (; entry_is_comprehension(entry); entry = entry->outer) {
        symbol_t *symbol = scopes_symbol(scopes, entry, target->name.name, SYMBOL_READ);
        if (symbol && (symbol->flags & SYMBOL_ITERATION)) {
            scopes_fail(scopes, target->place,
                        "assignment expression cannot rebind comprehension iteration variable '%s'",
                        target->name.name);
            return false;
        }
        if (symbol)
            symbol->flags |= SYMBOL_NONLOCAL;
    }
    if (entry->scope.kind == SCOPE_CLASS) {
        scopes_fail(scopes, target->place,
                    "assignment expression within a comprehension cannot be used in a class body");
        return false;
    }
    scopes_symbol(scopes, entry, target->name.name, SYMBOL_BOUND);
    return true;
}

static void collect_walrus(scopes_t *scopes, expr_t *expr)
{
    expr_t *target = expr->walrus.target;
    if (scopes->current->iterable_depth > 0) {
        scopes_fail(scopes, expr->place,
                    "assignment expression cannot be used in a comprehension iterable expression");
        return;
    }
    target->name.name = scopes_mangle(scopes, target->name.name);
    uint32_t flags = SYMBOL_BOUND;
    if (entry_is_comprehension(scopes->current)) {
        if (!bind_around_comprehensions(scopes, target))
            return;
        flags = SYMBOL_READ;
    }
    collect_expr(scopes, expr->walrus.value);
    note_occurrence(scopes, target, scopes_symbol(scopes, scopes->current, target->name.name, flags));
}

/* ---- parameters, functions ---- */

static void bind_parameter(scopes_t *scopes, const char **name, ast_place_t place)
{
    if (!*name)
        return;
    *name = scopes_mangle(scopes, *name);
    const symbol_t *known = scopes_find(scopes, scopes->current, *name);
    if (known && (known->flags & SYMBOL_PARAMETER))
        scopes_fail(scopes, place, "duplicate argument '%s' in function definition", *name);
    symbol_t *symbol = scopes_symbol(scopes, scopes->current, *name, SYMBOL_BOUND | SYMBOL_PARAMETER);
    if (symbol)
        symbol->place = place;
}

static void bind_parameters(scopes_t *scopes, ast_parameters_t *parameters, ast_place_t place)
{
    for (size_t i = 0; i < parameters->count; i++)
        bind_parameter(scopes, &parameters->items[i].name, parameters->items[i].place);
    bind_parameter(scopes, &parameters->rest, place);
    bind_parameter(scopes, &parameters->keywords, place);
}

static void collect_defaults(scopes_t *scopes, const ast_parameters_t *parameters)
{
    for (size_t i = 0; i < parameters->count; i++)
        if (parameters->items[i].fallback)
            collect_expr(scopes, parameters->items[i].fallback);
}

static void collect_lambda(scopes_t *scopes, expr_t *expr)
{
    collect_defaults(scopes, &expr->lambda.parameters);
    expr->lambda.scope = enter(scopes, SCOPE_LAMBDA, "<lambda>", NULL);
    if (!expr->lambda.scope)
        return;
    bind_parameters(scopes, &expr->lambda.parameters, expr->place);
    collect_expr(scopes, expr->lambda.body);
    leave(scopes);
}

static void collect_function(scopes_t *scopes, stmt_t *stmt)
{
    collect_list(scopes, &stmt->function.decorators);
    collect_defaults(scopes, &stmt->function.parameters);
    bind(scopes, stmt->function.target, 0);
    stmt->function.scope = enter(scopes, SCOPE_FUNCTION, stmt->function.name, stmt->function.target);
    if (!stmt->function.scope)
        return;
    bind_parameters(scopes, &stmt->function.parameters, stmt->place);
    collect_body(scopes, &stmt->function.body);
    leave(scopes);
}

static void collect_class(scopes_t *scopes, stmt_t *stmt)
{
    collect_list(scopes, &stmt->klass.decorators);
    bind(scopes, stmt->klass.target, 0);
    collect_list(scopes, &stmt->klass.bases);
    for (size_t i = 0; i < stmt->klass.keyword_count; i++)
        collect_expr(scopes, stmt->klass.keywords[i].value);
    stmt->klass.scope = enter(scopes, SCOPE_CLASS, stmt->klass.name, stmt->klass.target);
    if (!stmt->klass.scope)
        return;
    const char *private_class = stmt->klass.name + strspn(stmt->klass.name, "_");
    scopes->current->private_class = *private_class ? private_class : NULL;
    collect_body(scopes, &stmt->klass.body);
    leave(scopes);
}

/* ---- comprehensions ---- */

static void collect_iterable(scopes_t *scopes, expr_t *iterable)
{
    scopes->current->iterable_depth++;
    collect_expr(scopes, iterable);
    scopes->current->iterable_depth--;
}

static void collect_target(scopes_t *scopes, expr_t *target)
{
    scopes->current->binds_iteration = true;
    collect_expr(scopes, target);
    scopes->current->binds_iteration = false;
}

static const char *comprehension_name(expr_kind_t kind)
{
    switch (kind) {
    case EXPR_LIST_COMPREHENSION:
        return "<listcomp>";
    case EXPR_SET_COMPREHENSION:
        return "<setcomp>";
    case EXPR_DICT_COMPREHENSION:
        return "<dictcomp>";
    default:
        return "<genexpr>";
    }
}

static void collect_comprehension(scopes_t *scopes, expr_t *expr)
{
    ast_comprehension_t *clauses = expr->comprehension.clauses;
    collect_iterable(scopes, clauses[0].iterable);
    expr->comprehension.scope =
        enter(scopes, expr->kind == EXPR_GENERATOR ? SCOPE_GENERATOR : SCOPE_COMPREHENSION,
              comprehension_name(expr->kind), NULL);
    if (!expr->comprehension.scope)
        return;
    expr->comprehension.scope->is_generator = expr->kind == EXPR_GENERATOR;
    for (size_t i = 0; i < expr->comprehension.count; i++) {
        collect_target(scopes, clauses[i].target);
        if (i > 0)
            collect_iterable(scopes, clauses[i].iterable);
        collect_list(scopes, &clauses[i].conditions);
    }
    collect_expr(scopes, expr->comprehension.element);
    if (expr->comprehension.value)
        collect_expr(scopes, expr->comprehension.value);
    leave(scopes);
}

static void collect_yield(scopes_t *scopes, expr_t *expr)
{
    entry_t *current = scopes->current;
    if (entry_is_comprehension(current)) {
        const char *name = current->scope.name;
        scopes_fail(scopes, expr->place, "'yield' inside %s",
                    !strcmp(name, "<listcomp>")   ? "list comprehension"
                    : !strcmp(name, "<setcomp>")  ? "set comprehension"
                    : !strcmp(name, "<dictcomp>") ? "dict comprehension"
                                                  : "generator expression");
        return;
    }
    current->scope.is_generator = entry_is_function(current);
    if (expr->yield.value)
        collect_expr(scopes, expr->yield.value);
}

/* ---- expressions ---- */

static void collect_expr(scopes_t *scopes, expr_t *expr)
{
    if (scopes->failed)
        return;
    switch (expr->kind) {
    case EXPR_NAME:
        collect_name(scopes, expr);
        break;
    case EXPR_ATTRIBUTE:
        expr->attribute.name = scopes_mangle(scopes, expr->attribute.name);
        collect_expr(scopes, expr->attribute.value);
        break;
    case EXPR_LAMBDA:
        collect_lambda(scopes, expr);
        break;
    case EXPR_LIST_COMPREHENSION:
    case EXPR_SET_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_GENERATOR:
        collect_comprehension(scopes, expr);
        break;
    case EXPR_WALRUS:
        collect_walrus(scopes, expr);
        break;
    case EXPR_YIELD:
    case EXPR_YIELD_FROM:
        collect_yield(scopes, expr);
        break;
    default:
        ast_visit_expr_children(&scopes->visitor, expr);
    }
}

/* ---- statements ---- */

static void collect_declaration(scopes_t *scopes, stmt_t *stmt)
{
    bool is_global = stmt->kind == STMT_GLOBAL;
    const char *word = is_global ? "global" : "nonlocal";
    for (size_t i = 0; i < stmt->names.count && !scopes->failed; i++) {
        const char *name = stmt->names.names[i] = scopes_mangle(scopes, stmt->names.names[i]);
        const symbol_t *known = scopes_find(scopes, scopes->current, name);
        uint32_t flags = known ? known->flags : 0;
        if (flags & SYMBOL_PARAMETER)
            scopes_fail(scopes, stmt->place, "name '%s' is parameter and %s", name, word);
        else if (flags & SYMBOL_READ)
            scopes_fail(scopes, stmt->place, "name '%s' is used prior to %s declaration", name, word);
        else if (flags & SYMBOL_ANNOTATED)
            scopes_fail(scopes, stmt->place, "annotated name '%s' can't be %s", name, word);
        else if (flags & SYMBOL_BOUND)
            scopes_fail(
                scopes, stmt->place,
                "name '%s' is assigned to before %s declaration\nPut the declaration first in the function",
                name, word);
        symbol_t *symbol = scopes_symbol(scopes, scopes->current, name,
                                         (is_global ? SYMBOL_GLOBAL : SYMBOL_NONLOCAL) | SYMBOL_DECLARED);
        if (symbol && !(flags & SYMBOL_DECLARED))
            symbol->place = stmt->place;
    }
}

static void collect_import(scopes_t *scopes, stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->import.count; i++) {
        if (stmt->import.aliases[i].target)
            bind(scopes, stmt->import.aliases[i].target, 0);
        else if (scopes->current->scope.kind != SCOPE_MODULE)
            scopes_fail(scopes, stmt->import.aliases[i].place, "import * only allowed at module level");
    }
}

static void collect_annotated(scopes_t *scopes, stmt_t *stmt)
{
    expr_t *target = stmt->annotated.target;
    if (target->kind == EXPR_NAME && target->parenthesised && !stmt->annotated.value) {
        /* `(x): int` alone binds nothing */
        target->name.name = scopes_mangle(scopes, target->name.name);
        note_occurrence(scopes, target, scopes_symbol(scopes, scopes->current, target->name.name, 0));
    } else if (target->kind != EXPR_NAME || target->parenthesised) {
        collect_expr(scopes, target);
    } else {
        const char *name = scopes_mangle(scopes, target->name.name);
        const symbol_t *known = scopes_find(scopes, scopes->current, name);
        uint32_t flags = known ? known->flags : 0;
        if ((flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL)) && scopes->current->scope.kind != SCOPE_MODULE)
            scopes_fail(scopes, stmt->place, "annotated name '%s' can't be %s", name,
                        flags & SYMBOL_GLOBAL ? "global" : "nonlocal");
        bind(scopes, target, SYMBOL_ANNOTATED);
    }
    if (stmt->annotated.value)
        collect_expr(scopes, stmt->annotated.value);
}

static void collect_try(scopes_t *scopes, stmt_t *stmt)
{
    collect_body(scopes, &stmt->try.body);
    for (size_t i = 0; i < stmt->try.handler_count; i++) {
        ast_handler_t *handler = &stmt->try.handlers[i];
        if (handler->type)
            collect_expr(scopes, handler->type);
        bind(scopes, handler->target, SYMBOL_DELETED);
        collect_body(scopes, &handler->body);
    }
    collect_body(scopes, &stmt->try.otherwise);
    collect_body(scopes, &stmt->try.finally);
}

static void collect_stmt(scopes_t *scopes, stmt_t *stmt)
{
    switch (stmt->kind) {
    case STMT_ANNOTATED:
        collect_annotated(scopes, stmt);
        break;
    case STMT_FUNCTION:
        collect_function(scopes, stmt);
        break;
    case STMT_CLASS:
        collect_class(scopes, stmt);
        break;
    case STMT_TRY:
        collect_try(scopes, stmt);
        break;
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        collect_declaration(scopes, stmt);
        break;
    case STMT_IMPORT:
    case STMT_FROM_IMPORT:
        collect_import(scopes, stmt);
        break;
    default:
        ast_visit_stmt_children(&scopes->visitor, stmt);
    }
}

static void collect_body(scopes_t *scopes, const stmt_list_t *list)
{
    for (size_t i = 0; i < list->count && !scopes->failed; i++)
        collect_stmt(scopes, list->items[i]);
}

/* ---- the walk: whatever binds nothing by itself is its children ---- */

static void visit_expr(ast_visitor_t *visitor, const expr_t *expr)
{
    collect_expr(visitor->context, (expr_t *)expr);
}

static void visit_body(ast_visitor_t *visitor, const stmt_list_t *body)
{
    collect_body(visitor->context, body);
}

void scopes_collect(scopes_t *scopes)
{
    scopes->visitor = (ast_visitor_t){visit_expr, visit_body, scopes};
    scopes->ast->scope = enter(scopes, SCOPE_MODULE, "<module>", NULL);
    if (scopes->ast->scope)
        collect_body(scopes, &scopes->ast->body);
}
