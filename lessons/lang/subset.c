#include "lessons/lang/subset.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/absent.h"
#include "lessons/lang/ast_walk.h"

/* A global name that an import binds to a module. It is only trusted if nothing else binds it. */
typedef struct module_name {
    const char *name, *module;
    uint32_t imports, stores;
} module_name_t;

typedef struct subset {
    ast_visitor_t visitor; /* first: the visitor of a walk is its subset check */
    const source_t *source;
    diagnostics_t *diagnostics;
    bool failed;
    bool is_noting;          /* the first walks, which only note what is bound */
    bool is_finding_modules; /* the very first one: which names an import binds to a module */
    bool is_bound[64];
    module_name_t *names; /* global names that are bound by an import of a module */
    size_t name_count;
} subset_t;

static void refuse(subset_t *subset, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(subset_t *subset, ast_place_t place, const char *format, ...)
{
    size_t size;
    const char *line = source_line(subset->source, place.line, &size);
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_list(subset->diagnostics, DIAGNOSTIC_REFUSED, place, line, size, format, arguments);
    va_end(arguments);
    subset->failed = true;
}

/* ---- imports ---- */

static const char *const modules[] = {
    "abc",
    "collections",
    "collections.abc",
    "concurrent",
    "concurrent.futures",
    "concurrent.futures.process",
    "contextlib",
    "copy",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "functools",
    "itertools",
    "logging",
    "math",
    "multiprocessing",
    "multiprocessing.connection",
    "multiprocessing.context",
    "multiprocessing.managers",
    "multiprocessing.pool",
    "multiprocessing.process",
    "multiprocessing.queues",
    "multiprocessing.sharedctypes",
    "multiprocessing.synchronize",
    "operator",
    "os",
    "queue",
    "random",
    "signal",
    "string",
    "sys",
    "time",
    "timeit",
    "traceback",
    "types",
    "typing",
};

/* What people reach for, and what to use instead. */
static const struct {
    const char *name, *hint;
} strangers[] = {
    {"threading", "This is a sandbox for processes: use multiprocessing.Process and its Lock, Event, Queue"},
    {"_thread", "This is a sandbox for processes: use multiprocessing.Process"},
    {"asyncio", "For work at the same time use multiprocessing.Process or Pool"},
    {"socket", "The sandbox has no network; processes talk through Queue and Pipe"},
    {"subprocess", "The sandbox runs no other programs; use multiprocessing.Process"},
    {"requests", "The sandbox has no network"},
    {"urllib", "The sandbox has no network"},
    {"http", "The sandbox has no network"},
    {"numpy", "The sandbox has Python's own numbers, lists and the math module"},
    {"pandas", "The sandbox has Python's own lists and dicts"},
    {"json", "The sandbox has no files; queues and pipes carry lists and dicts as they are"},
    {"pickle", "Queues and pipes carry objects as they are"},
    {"pathlib", "The sandbox has no files"},
    {"shutil", "The sandbox has no files"},
    {"glob", "The sandbox has no files"},
    {"tempfile", "The sandbox has no files"},
    {"re", "Use the methods of str: split, find, replace, startswith"},
    {"enum", "Names of your own do as well: RED = 1"},
    {"joblib", "Use multiprocessing.Pool"},
    {"psutil", "The screen shows each process's state; os.getpid() and os.getppid() give its number"},
};

static bool is_known(const char *module)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (!strcmp(module, modules[i]))
            return true;
    return false;
}

static const char *stranger_hint(const char *module)
{
    size_t size = strcspn(module, ".");
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        if (strlen(strangers[i].name) == size && !memcmp(strangers[i].name, module, size))
            return strangers[i].hint;
    return "It has: multiprocessing, concurrent.futures, os, sys, time, random, math, collections, "
           "itertools, functools, "
           "queue, string, decimal, datetime, signal, logging, dataclasses";
}

static void check_module_name(subset_t *subset, const char *module, ast_place_t place)
{
    if (is_known(module) || !strcmp(module, "__future__"))
        return;
    refuse(subset, place, "import of %s\n%s", module, stranger_hint(module));
}

static void check_imported_names(subset_t *subset, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->import.count; i++) {
        const ast_alias_t *alias = &stmt->import.aliases[i];
        const char *hint = absent_hint(stmt->import.module, alias->name);
        if (hint)
            refuse(subset, alias->place, "%s of the module %s\n%s", alias->name, stmt->import.module, hint);
    }
}

static void check_import(subset_t *subset, const stmt_t *stmt)
{
    if (stmt->import.module) {
        check_module_name(subset, stmt->import.module, stmt->place);
        check_imported_names(subset, stmt);
        return;
    }
    for (size_t i = 0; i < stmt->import.count; i++)
        check_module_name(subset, stmt->import.aliases[i].name, stmt->import.aliases[i].place);
}

/* ---- names of modules: os.environ ---- */

static module_name_t *module_name(const subset_t *subset, const char *name)
{
    for (size_t i = 0; i < subset->name_count; i++)
        if (strcmp(subset->names[i].name, name) == 0)
            return &subset->names[i];
    return NULL;
}

static void note_import(subset_t *subset, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->import.count && !stmt->import.module; i++) {
        const ast_alias_t *alias = &stmt->import.aliases[i];
        if (!alias->target || alias->target->name.binding != BINDING_GLOBAL)
            continue;
        module_name_t *known = module_name(subset, alias->target->name.name);
        bool is_package = !alias->as && strchr(alias->name, '.');
        const char *module = is_package ? alias->target->name.name : alias->name;
        if (!known) {
            module_name_t *grown = realloc(subset->names, (subset->name_count + 1) * sizeof *grown);
            if (!grown)
                continue;
            subset->names = grown;
            known = &grown[subset->name_count++];
            *known = (module_name_t){.name = alias->target->name.name, .module = module};
        }
        known->imports += strcmp(known->module, module) == 0;
    }
}

static void check_attribute(subset_t *subset, const expr_t *expr)
{
    const expr_t *value = expr->attribute.value;
    if (value->kind != EXPR_NAME || value->name.binding != BINDING_GLOBAL)
        return;
    const module_name_t *known = module_name(subset, value->name.name);
    const char *hint =
        known && known->stores == known->imports ? absent_hint(known->module, expr->attribute.name) : NULL;
    if (hint)
        refuse(subset, expr->place, "%s of the module %s\n%s", expr->attribute.name, known->module, hint);
}

/* ---- names of builtins that the sandbox does not have ---- */

static const struct {
    const char *name, *hint;
} builtins[] = {
    {"eval", "Text is not run as a program here; int(), float() and split() read input"},
    {"exec", "Text is not run as a program here; define a function"},
    {"compile", "Text is not run as a program here"},
    {"open", "The sandbox has no files; keep data in lists and dicts, or send it through a Queue"},
    {"input", "The sandbox asks for nothing while it runs; set a NAME = value line at the top instead"},
    {"globals", "Use a dict of your own"},
    {"locals", "Use a dict of your own"},
    {"vars", "Use a dict of your own"},
    {"__import__", "Use an import statement"},
    {"breakpoint", "Pause and step on the screen instead"},
    {"complex", "The sandbox has int, float and Decimal"},
    {"memoryview", "Use bytes"},
    {"help", "The sandbox has no help pages; press ? on the screen"},
    {"dir", "hasattr(object, name) says whether a name is there"},
    {"exit", "Use sys.exit()"},
    {"quit", "Use sys.exit()"},
    {"bytearray", "Use bytes, or a list of ints"},
    {"aiter", "Asynchronous iteration is not there; use iter()"},
    {"anext", "Asynchronous iteration is not there; use next()"},
    {"StopAsyncIteration", "Asynchronous iteration is not there"},
    {"ExceptionGroup", "Raise one exception"},
    {"BaseExceptionGroup", "Raise one exception"},
    {"IndentationError", "Text is not run as a program here, so it is never raised; SyntaxError is there"},
    {"TabError", "Text is not run as a program here, so it is never raised; SyntaxError is there"},
    {"UnicodeTranslateError", "UnicodeError is there"},
    {"BytesWarning", "The sandbox gives no warnings"},
    {"EncodingWarning", "The sandbox gives no warnings"},
    {"FutureWarning", "The sandbox gives no warnings"},
    {"ImportWarning", "The sandbox gives no warnings"},
    {"PendingDeprecationWarning", "The sandbox gives no warnings"},
    {"ResourceWarning", "The sandbox gives no warnings"},
    {"SyntaxWarning", "The sandbox gives no warnings"},
    {"UnicodeWarning", "The sandbox gives no warnings"},
    {"copyright", "It is a text for the prompt of CPython"},
    {"credits", "It is a text for the prompt of CPython"},
    {"license", "It is a text for the prompt of CPython"},
};

enum { BUILTIN_COUNT = sizeof builtins / sizeof *builtins };

/* A program may use such a word for a thing of its own; then it is bound somewhere in the module. */
static void note_bound(subset_t *subset, const expr_t *expr)
{
    for (size_t i = 0; i < BUILTIN_COUNT; i++)
        if (!strcmp(expr->name.name, builtins[i].name))
            subset->is_bound[i] = true;
    module_name_t *known = module_name(subset, expr->name.name);
    if (known)
        known->stores++;
}

static void check_name(subset_t *subset, const expr_t *expr)
{
    for (size_t i = 0; i < BUILTIN_COUNT; i++)
        if (!subset->is_bound[i] && !strcmp(expr->name.name, builtins[i].name))
            refuse(subset, expr->place, "the builtin %s\n%s", builtins[i].name, builtins[i].hint);
}

_Static_assert(BUILTIN_COUNT <= sizeof(((subset_t *)0)->is_bound), "is_bound is too short");

/* ---- the tree ---- */

static void check_expr(ast_visitor_t *visitor, const expr_t *expr)
{
    subset_t *subset = (subset_t *)visitor;
    bool is_global = expr->kind == EXPR_NAME && expr->name.binding == BINDING_GLOBAL;
    if (subset->is_noting && is_global && expr->name.context == CONTEXT_STORE)
        note_bound(subset, expr);
    if (!subset->is_noting && expr->kind == EXPR_ATTRIBUTE)
        check_attribute(subset, expr);
    if (!subset->is_noting && is_global && expr->name.context == CONTEXT_LOAD)
        check_name(subset, expr);
    if (!subset->is_noting && expr->kind == EXPR_BINARY && expr->binary.operator== BINARY_MATRIX)
        refuse(subset, expr->place, "the operator @\nIt multiplies matrices; write the loops, or a function");
    ast_visit_expr_children(visitor, expr);
}

/* Special methods that nobody would call here. */
static void check_method(subset_t *subset, const stmt_t *stmt)
{
    static const char *const sending[] = {"__reduce__",   "__reduce_ex__",  "__getstate__",
                                          "__setstate__", "__getnewargs__", "__getnewargs_ex__"};
    if (stmt->kind != STMT_FUNCTION)
        return;
    if (!strcmp(stmt->function.name, "__del__"))
        refuse(subset, stmt->place,
               "the method __del__\nIt would be called when the memory is freed, which the sandbox does at "
               "moments of its own; close things in a `with` block or in `finally`");
    for (size_t i = 0; i < sizeof sending / sizeof *sending; i++)
        if (!strcmp(stmt->function.name, sending[i]))
            refuse(
                subset, stmt->place,
                "the method %s\nAn object goes through a queue as its class and its attributes; send a tuple "
                "or a dict where you want it otherwise",
                sending[i]);
}

static void check_class(subset_t *subset, const stmt_t *stmt)
{
    if (stmt->klass.bases.count > 1)
        refuse(subset, stmt->klass.bases.items[1]->place,
               "a class with several bases\nDerive from one class and keep an object of the other in an "
               "attribute");
    for (size_t i = 0; i < stmt->klass.bases.count; i++)
        if (stmt->klass.bases.items[i]->kind == EXPR_STARRED)
            refuse(subset, stmt->klass.bases.items[i]->place,
                   "a class with computed bases\nName the base class");
    for (size_t i = 0; i < stmt->klass.keyword_count; i++)
        refuse(subset, stmt->klass.keywords[i].place,
               "a metaclass, or another argument of a class\nA function that makes the class's objects does "
               "as well");
    for (size_t i = 0; i < stmt->klass.body.count; i++)
        check_method(subset, stmt->klass.body.items[i]);
}

/* print() writes to the streams that the process was born with. */
static void check_targets(subset_t *subset, const expr_list_t *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        const expr_t *target = targets->items[i];
        if (target->kind == EXPR_ATTRIBUTE && target->attribute.value->kind == EXPR_NAME &&
            !strcmp(target->attribute.value->name.name, "sys") &&
            (!strcmp(target->attribute.name, "stdout") || !strcmp(target->attribute.name, "stderr")))
            refuse(subset, target->place,
                   "another stream in place of sys.%s\nGive print the stream it shall write to: "
                   "print(…, file=sys.stderr)",
                   target->attribute.name);
    }
}

static void check_stmt(subset_t *subset, const stmt_t *stmt)
{
    if (stmt->kind == STMT_ASSIGN)
        check_targets(subset, &stmt->assign.targets);
    if (stmt->kind == STMT_CLASS)
        check_class(subset, stmt);
    if (stmt->kind == STMT_IMPORT || stmt->kind == STMT_FROM_IMPORT)
        check_import(subset, stmt);
    if (stmt->kind == STMT_AUGMENTED && stmt->augmented.operator== BINARY_MATRIX)
        refuse(subset, stmt->place,
               "the operator @=\nIt multiplies matrices; write the loops, or a function");
}

static void check_body(ast_visitor_t *visitor, const stmt_list_t *body)
{
    subset_t *subset = (subset_t *)visitor;
    for (size_t i = 0; i < body->count; i++) {
        bool is_import = body->items[i]->kind == STMT_IMPORT;
        if (subset->is_noting && is_import && subset->is_finding_modules)
            note_import(subset, body->items[i]);
        if (!subset->is_noting)
            check_stmt(subset, body->items[i]);
        ast_visit_stmt_children(visitor, body->items[i]);
    }
}

bool subset_check(const ast_t *ast, const source_t *source, front_kind_t kind, diagnostics_t *diagnostics)
{
    if (kind == FRONT_LIBRARY)
        return true;
    subset_t subset = {
        .visitor = {check_expr, check_body, NULL}, .source = source, .diagnostics = diagnostics};
    subset.is_noting = subset.is_finding_modules = true;
    check_body(&subset.visitor, &ast->body);
    for (size_t i = 0; i < subset.name_count; i++)
        subset.names[i].stores = 0; /* counted again, now that all are known */
    subset.is_finding_modules = false;
    check_body(&subset.visitor, &ast->body);
    subset.is_noting = false;
    check_body(&subset.visitor, &ast->body);
    free(subset.names);
    return !subset.failed;
}
