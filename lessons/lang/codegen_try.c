/* try, with: handlers are found by tables, so a block that raises nothing costs nothing. */
#include "lessons/lang/codegen_block.h"

void forget_name(body_t *body, const expr_t *name)
{
    reg_t mark = body->top;
    if (name->name.binding == BINDING_LOCAL) {
        emit(body, OP_CLEAR, 0, name_register(body, name), 1, 0);
        return;
    }
    reg_t none = temporary(body); /* the name may be gone already, so it is bound once more */
    emit_constant(body, none, constant_simple(body, CONSTANT_NONE));
    store(body, name, none);
    delete_target(body, name);
    body->top = mark;
}

/* ---- except ---- */

static void named_handler(body_t *body, const ast_handler_t *handler, reg_t exception)
{
    block_t block = {.kind = BLOCK_NAMED, .handler = label_new(body), .name = handler->target};
    label_t end = label_new(body);
    store(body, handler->target, exception);
    block.exception = temporary(body);
    block_push(body, &block);
    statements(body, &handler->body);
    block_pop(body, &block);
    forget_name(body, handler->target);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, block.handler);
    forget_name(body, handler->target);
    emit(body, OP_RERAISE, 0, block.exception, 0, 0);
    label_place(body, end);
}

static void handler_clause(body_t *body, const ast_handler_t *handler, reg_t exception, label_t end)
{
    reg_t mark = body->top;
    label_t next = label_new(body);
    code_place_t before = enter_place(body, handler->place);
    if (handler->type) {
        reg_t type = expression(body, handler->type);
        emit_jump16(body, OP_JUMP_UNLESS_MATCH, 0, exception, type, next);
        body->top = mark;
    }
    if (handler->name)
        named_handler(body, handler, exception);
    else
        statements(body, &handler->body);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, next);
    body->place = before;
    body->top = mark;
}

static void try_except(body_t *body, const stmt_t *s)
{
    reg_t exception = temporary(body);
    label_t end = label_new(body);
    block_t block = {.kind = BLOCK_PROTECT, .handler = label_new(body), .exception = exception};
    block_push(body, &block);
    statements(body, &s->try.body);
    block_pop(body, &block);
    statements(body, &s->try.otherwise);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, block.handler);
    block_t handled = {.kind = BLOCK_HANDLED, .exception = exception};
    block_push(body, &handled);
    for (size_t i = 0; i < s->try.handler_count; i++)
        handler_clause(body, &s->try.handlers[i], exception, end);
    emit(body, OP_RERAISE, 0, exception, 0, 0);
    block_pop(body, &handled);
    label_place(body, end);
}

static void try_finally(body_t *body, const stmt_t *s)
{
    reg_t exception = temporary(body);
    label_t end = label_new(body);
    block_t block = {.kind = BLOCK_FINALLY,
                     .handler = label_new(body),
                     .exception = exception,
                     .finally = &s->try.finally};
    block_push(body, &block);
    if (s->try.handler_count > 0)
        try_except(body, s);
    else
        statements(body, &s->try.body);
    block_pop(body, &block);
    statements(body, &s->try.finally);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, block.handler);
    block_t handled = {.kind = BLOCK_HANDLED, .exception = exception};
    block_push(body, &handled);
    statements(body, &s->try.finally);
    emit(body, OP_RERAISE, 0, exception, 0, 0);
    block_pop(body, &handled);
    label_place(body, end);
}

void try_statement(body_t *body, const stmt_t *s)
{
    reg_t mark = body->top;
    if (s->try.finally.count > 0)
        try_finally(body, s);
    else
        try_except(body, s);
    body->top = mark;
}

/* ---- with ---- */

/* The call of __exit__ at the top, its arguments from r + 2. */
static reg_t push_exit(body_t *body, reg_t manager)
{
    reg_t r = temporaries(body, 5);
    emit_move(body, r, manager);
    emit_move(body, r + 1, manager + 1);
    return r;
}

void with_exit(body_t *body, const block_t *block)
{
    reg_t mark = body->top;
    code_place_t before = enter_place(body, block->place);
    reg_t r = push_exit(body, block->manager);
    for (reg_t i = 2; i < 5; i++)
        emit_constant(body, r + i, constant_simple(body, CONSTANT_NONE));
    emit(body, OP_CALL_METHOD, 0, r, 3, r);
    body->place = before;
    body->top = mark;
}

/* __exit__ is told of the exception; a true answer ends it. */
static void exit_on_exception(body_t *body, const block_t *block, label_t end)
{
    reg_t mark = body->top;
    block_t handled = {.kind = BLOCK_HANDLED, .exception = block->exception};
    code_place_t before = enter_place(body, block->place);
    block_push(body, &handled);
    reg_t r = push_exit(body, block->manager);
    emit(body, OP_EXC_ARGS, 0, r + 2, block->exception, 0);
    emit(body, OP_CALL_METHOD, 0, r, 3, r);
    emit_jump(body, OP_JUMP_TRUE, r, end);
    emit(body, OP_RERAISE, 0, block->exception, 0, 0);
    block_pop(body, &handled);
    body->place = before;
    body->top = mark;
}

static void with_item(body_t *body, const stmt_t *s, size_t at)
{
    if (at == s->with.count) {
        statements(body, &s->with.body);
        return;
    }
    const ast_with_item_t *item = &s->with.items[at];
    reg_t mark = body->top;
    code_place_t before = enter_place(body, item->context->place);
    label_t end = label_new(body);
    body->hint = hint_of_target(item->target);
    reg_t context = expression(body, item->context);
    body->hint = NO_HINT;
    reg_t manager = temporaries(body, 4), entered = manager + 2;
    enter_place(body, compound_place(s));
    emit(body, OP_WITH_SETUP, 0, manager, context, 0);
    enter_place(body, item->context->place);
    emit(body, OP_CALL_METHOD, 0, entered, 0, entered);
    body->top = entered + 1;
    block_t block = {.kind = BLOCK_WITH,
                     .handler = label_new(body),
                     .exception = entered, /* what was entered is in its target by then */
                     .manager = manager,
                     .place = item->context->place};
    block_push(body, &block);
    if (item->target)
        store(body, item->target, entered);
    with_item(body, s, at + 1);
    block_pop(body, &block);
    with_exit(body, &block);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, block.handler);
    exit_on_exception(body, &block, end);
    label_place(body, end);
    body->place = before;
    body->top = mark;
}

void with_statement(body_t *body, const stmt_t *s)
{
    with_item(body, s, 0);
}
