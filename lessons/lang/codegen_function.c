/* Functions, lambdas, classes, and the functions that comprehensions are where they are not inlined. */
#include <string.h>

#include "lessons/lang/codegen_body.h"

/* ---- heads ---- */

static const char *const *parameter_names(gen_t *gen, const ast_parameters_t *parameters, uint32_t *count)
{
    uint32_t n = 0;
    const char **names = gen_alloc(gen, (parameters->count + 3) * sizeof *names);
    if (!names)
        return NULL;
    for (size_t i = 0; i < parameters->count; i++)
        names[n++] = gen_copy(gen, parameters->items[i].name, strlen(parameters->items[i].name));
    if (parameters->rest)
        names[n++] = gen_copy(gen, parameters->rest, strlen(parameters->rest));
    if (parameters->keywords)
        names[n++] = gen_copy(gen, parameters->keywords, strlen(parameters->keywords));
    *count = n;
    return names;
}

static code_t head_of(gen_t *gen, const char *name, const scope_t *scope, uint32_t line)
{
    code_t head = {.first_line = line};
    head.name = gen_copy(gen, name, strlen(name));
    head.qualname = gen_copy(gen, scope->qualified, strlen(scope->qualified));
    if (scope->is_generator)
        head.flags |= CODE_GENERATOR;
    return head;
}

static void head_parameters(gen_t *gen, code_t *head, const ast_parameters_t *parameters)
{
    head->positional_count = (uint32_t)parameters->positional;
    head->positional_only_count = (uint32_t)parameters->positional_only;
    head->keyword_only_count = (uint32_t)(parameters->count - parameters->positional);
    head->parameter_names = parameter_names(gen, parameters, &head->parameter_count);
    if (parameters->rest)
        head->flags |= CODE_REST;
    if (parameters->keywords)
        head->flags |= CODE_KEYWORDS;
}

static const expr_t *docstring_of(const stmt_list_t *list)
{
    if (list->count == 0 || list->items[0]->kind != STMT_EXPRESSION)
        return NULL;
    const expr_t *e = list->items[0]->expression;
    return e->kind == EXPR_STRING ? e : NULL;
}

/* ---- the beginning of a body ---- */

/* Gives each shared variable its cell; a parameter's cell takes the argument in. */
static void make_cells(body_t *body)
{
    const scope_t *scope = body->scope;
    bool any_empty = false;
    for (uint32_t i = 0; i < scope->cell_count; i++)
        any_empty |= scope->cells[i].parameter == SCOPE_NO_LOCAL;
    if (any_empty)
        emit(body, OP_CLEAR, 0, body->first_cell, scope->cell_count, 0);
    for (uint32_t i = 0; i < scope->cell_count; i++) {
        uint32_t parameter = scope->cells[i].parameter;
        reg_t cell = body->first_cell + i;
        emit(body, OP_MAKE_CELL, 0, cell, parameter == SCOPE_NO_LOCAL ? cell : parameter, 0);
    }
}

static void write_function(body_t *body, const void *what)
{
    const stmt_t *s = what;
    make_cells(body);
    whole_body(body, &s->function.body);
    emit(body, OP_RETURN_NONE, 0, 0, 0, 0);
}

static void write_lambda(body_t *body, const void *what)
{
    const expr_t *e = what;
    make_cells(body);
    enter_place(body, e->lambda.body->place);
    emit(body, OP_RETURN, 0, expression(body, e->lambda.body), 0, 0);
}

static void write_comprehension(body_t *body, const void *what)
{
    make_cells(body);
    comprehension_body(body, what);
}

/* ---- functions ---- */

static bool push_defaults(body_t *body, const ast_parameters_t *parameters)
{
    reg_t dest = temporary(body);
    uint32_t count = 0;
    for (size_t i = 0; i < parameters->positional; i++) {
        if (parameters->items[i].fallback) {
            expression_push(body, parameters->items[i].fallback);
            count++;
        }
    }
    body->top = dest + (count > 0);
    if (count > 0)
        emit(body, OP_BUILD_TUPLE, 0, dest, dest + 1, count);
    return count > 0;
}

static bool push_keyword_defaults(body_t *body, const ast_parameters_t *parameters)
{
    reg_t dest = temporary(body);
    uint32_t count = 0;
    for (size_t i = parameters->positional; i < parameters->count; i++) {
        if (parameters->items[i].fallback) {
            emit_constant(body, temporary(body), constant_name(body, parameters->items[i].name));
            expression_push(body, parameters->items[i].fallback);
            count++;
        }
    }
    body->top = dest + (count > 0);
    if (count > 0)
        emit(body, OP_BUILD_DICT, 0, dest, dest + 1, count);
    return count > 0;
}

/* Defaults are evaluated before the body is generated: only the order of code numbers depends on it. */
static unsigned defaults(body_t *body, const ast_parameters_t *parameters)
{
    unsigned flags = push_defaults(body, parameters) ? 1 : 0;
    return flags | (push_keyword_defaults(body, parameters) ? 2u : 0u);
}

static void make_function(body_t *body, uint32_t code, unsigned flags, reg_t first, reg_t dest)
{
    emit(body, OP_MAKE_FUNCTION, flags, dest, constant_code(body, code), first);
}

void lambda_to(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t first = body->top;
    hint_t hint = body->hint;
    body->hint = NO_HINT;
    unsigned flags = defaults(body, &e->lambda.parameters);
    code_t head = head_of(body->gen, "<lambda>", e->lambda.scope, e->place.line);
    head.flags |= CODE_LAMBDA;
    head_parameters(body->gen, &head, &e->lambda.parameters);
    uint32_t code = generate_body(body->gen, body, e->lambda.scope, write_lambda, e, &head);
    make_function(body, code, flags, first, dest);
    body->hint = hint;
}

static const char *const iterator_parameter[] = {".0"};

void make_comprehension(body_t *body, const expr_t *e, reg_t dest)
{
    scope_t *scope = e->comprehension.scope;
    code_t head = head_of(body->gen, scope->name, scope, e->place.line);
    head.positional_count = head.positional_only_count = head.parameter_count = 1;
    head.parameter_names = iterator_parameter;
    uint32_t code = generate_body(body->gen, body, scope, write_comprehension, e, &head);
    make_function(body, code, 0, 0, dest);
}

static void push_decorators(body_t *body, const expr_list_t *decorators)
{
    for (size_t i = 0; i < decorators->count; i++)
        expression_push(body, decorators->items[i]);
}

/* The decorators stand below what they decorate: each is called with the result of the one after it. */
static reg_t call_decorators(body_t *body, const expr_list_t *decorators, reg_t value)
{
    for (size_t i = decorators->count; i-- > 0;) {
        code_place_t before = enter_place(body, decorators->items[i]->place);
        emit(body, OP_CALL, 0, value - 1, 1, value - 1);
        body->place = before;
        value--;
    }
    return value;
}

void define_function(body_t *body, const stmt_t *s)
{
    gen_t *gen = body->gen;
    const expr_t *doc = docstring_of(&s->function.body);
    push_decorators(body, &s->function.decorators);
    reg_t function = temporary(body);
    reg_t first = body->top;
    unsigned flags = defaults(body, &s->function.parameters);
    code_t head = head_of(gen, s->function.name, s->function.scope, s->place.line);
    head_parameters(gen, &head, &s->function.parameters);
    if (doc)
        head.doc = gen_copy(gen, doc->text.bytes, doc->text.size);
    uint32_t code = generate_body(gen, body, s->function.scope, write_function, s, &head);
    const expr_t *target = s->function.target;
    if (s->function.decorators.count == 0 && target->name.binding == BINDING_LOCAL) {
        make_function(body, code, flags, first, name_register(body, target));
        return;
    }
    make_function(body, code, flags, first, function);
    body->top = function + 1;
    store(body, target, call_decorators(body, &s->function.decorators, function));
}

/* ---- classes ---- */

static void store_text(body_t *body, const char *name, const char *text, size_t size)
{
    reg_t mark = body->top;
    reg_t value = temporary(body);
    emit_constant(body, value, constant_text(body, CONSTANT_STRING, text, size));
    emit_x(body, OP_STORE_NAME, 0, value, constant_name(body, name));
    body->top = mark;
}

static bool has_annotations(const stmt_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind == STMT_ANNOTATED)
            return true;
    return false;
}

static void store_annotations(body_t *body)
{
    reg_t mark = body->top;
    reg_t names = temporary(body);
    emit(body, OP_BUILD_DICT, 0, names, body->top, 0);
    emit_x(body, OP_STORE_NAME, 0, names, constant_name(body, "__annotations__"));
    body->top = mark;
}

static void write_class(body_t *body, const void *what)
{
    const stmt_t *s = what;
    const expr_t *doc = docstring_of(&s->klass.body);
    scope_t *scope = body->scope;
    make_cells(body);
    reg_t module = temporary(body);
    emit_x(body, OP_LOAD_GLOBAL, 0, module, constant_name(body, "__name__"));
    emit_x(body, OP_STORE_NAME, 0, module, constant_name(body, "__module__"));
    body->top = module;
    store_text(body, "__qualname__", scope->qualified, strlen(scope->qualified));
    if (doc)
        store_text(body, "__doc__", doc->text.bytes, doc->text.size);
    if (has_annotations(&s->klass.body))
        store_annotations(body);
    whole_body(body, &s->klass.body);
    if (scope->class_cell != SCOPE_NO_LOCAL)
        emit(body, OP_RETURN, 0, body->first_cell + scope->class_cell, 0, 0);
    else
        emit(body, OP_RETURN_NONE, 0, 0, 0, 0);
}

void define_class(body_t *body, const stmt_t *s)
{
    gen_t *gen = body->gen;
    push_decorators(body, &s->klass.decorators);
    reg_t base = temporary(body);
    code_t head = head_of(gen, s->klass.name, s->klass.scope, s->place.line);
    head.flags |= CODE_CLASS_BODY;
    uint32_t code = generate_body(gen, body, s->klass.scope, write_class, s, &head);
    make_function(body, code, 0, 0, base);
    emit_constant(body, temporary(body), constant_name(body, s->klass.name));
    for (size_t i = 0; i < s->klass.bases.count; i++)
        expression_push(body, s->klass.bases.items[i]);
    emit(body, OP_BUILD_CLASS, 0, base, (uint32_t)s->klass.bases.count, 0);
    body->top = base + 1;
    store(body, s->klass.target, call_decorators(body, &s->klass.decorators, base));
}
