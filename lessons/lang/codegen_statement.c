/* Statements. */
#include <string.h>

#include "lessons/lang/codegen_block.h"

/* ---- assignments ---- */

static void assign_statement(body_t *body, const stmt_t *s)
{
    const expr_list_t *targets = &s->assign.targets;
    if (targets->count == 1) {
        assign(body, targets->items[0], s->assign.value);
        return;
    }
    /* One value for several targets: kept apart, since a target may bind the name that it came from. */
    body->hint = hint_of_target(targets->items[0]);
    reg_t value = expression_push(body, s->assign.value);
    body->hint = NO_HINT;
    for (size_t i = 0; i < targets->count; i++)
        store(body, targets->items[i], value);
}

static void augment_name(body_t *body, const stmt_t *s)
{
    const expr_t *target = s->augmented.target, *value = s->augmented.value;
    reg_t left = operand(body, target, value);
    bool in_local = target->name.binding == BINDING_LOCAL;
    reg_t dest = in_local ? name_register(body, target) : temporary(body);
    binary_to(body, s->augmented.operator, left, value, true, dest);
    if (!in_local)
        store(body, target, dest);
}

static void augment_attribute(body_t *body, const stmt_t *s)
{
    const expr_t *target = s->augmented.target;
    uint32_t name = constant_name(body, target->attribute.name);
    reg_t object = operand(body, target->attribute.value, s->augmented.value);
    reg_t value = temporary(body);
    code_place_t whole = enter_place(body, target->place);
    emit(body, OP_LOAD_ATTR, 0, value, object, name);
    body->place = whole;
    binary_to(body, s->augmented.operator, value, s->augmented.value, true, value);
    enter_place(body, target->place);
    emit(body, OP_STORE_ATTR, 0, object, name, value);
    body->place = whole;
}

static void augment_item(body_t *body, const stmt_t *s)
{
    const expr_t *target = s->augmented.target;
    bool binds = binds_names(target->subscript.index) || binds_names(s->augmented.value);
    reg_t object =
        binds ? expression_push(body, target->subscript.value) : expression(body, target->subscript.value);
    reg_t key = operand(body, target->subscript.index, s->augmented.value);
    reg_t value = temporary(body);
    code_place_t whole = enter_place(body, target->place);
    emit(body, OP_GET_ITEM, 0, value, object, key);
    body->place = whole;
    binary_to(body, s->augmented.operator, value, s->augmented.value, true, value);
    enter_place(body, target->place);
    emit(body, OP_SET_ITEM, 0, object, key, value);
    body->place = whole;
}

static void augmented_statement(body_t *body, const stmt_t *s)
{
    switch (s->augmented.target->kind) {
    case EXPR_ATTRIBUTE:
        augment_attribute(body, s);
        break;
    case EXPR_SUBSCRIPT:
        augment_item(body, s);
        break;
    default:
        augment_name(body, s);
        break;
    }
}

/* Annotations are not evaluated; a class keeps them as they are written, for dataclasses live by them. */
static void annotated_statement(body_t *body, const stmt_t *s)
{
    const expr_t *target = s->annotated.target;
    if (s->annotated.value)
        assign(body, target, s->annotated.value);
    if (target->kind != EXPR_NAME || target->name.binding != BINDING_CLASS)
        return;
    reg_t names = temporaries(body, 3);
    emit_x(body, OP_LOAD_NAME, 0, names, constant_name(body, "__annotations__"));
    emit_constant(body, names + 1, constant_name(body, target->name.name));
    emit_constant(body, names + 2, constant_name(body, s->annotated.annotation));
    emit(body, OP_DICT_ADD, 0, names, names + 1, names + 2);
}

/* ---- branches and loops ---- */

static void if_statement(body_t *body, const stmt_t *s)
{
    label_t otherwise = label_new(body), end = label_new(body);
    jump_if(body, s->branch.test, false, otherwise);
    statements(body, &s->branch.body);
    if (s->branch.otherwise.count > 0)
        emit_jump(body, OP_JUMP, 0, end);
    label_place(body, otherwise);
    statements(body, &s->branch.otherwise);
    label_place(body, end);
}

/* A comparison that can jump back by itself is tested again at the bottom: one instruction a turn less. */
static bool tests_at_bottom(const expr_t *test)
{
    return test->kind == EXPR_COMPARE && test->compare.items.count == 1 &&
           test->compare.operators[0] <= COMPARE_GREATER_EQUAL && test->height < 12;
}

static void while_statement(body_t *body, const stmt_t *s)
{
    const expr_t *test = s->branch.test;
    block_t block = {.kind = BLOCK_LOOP, .leave = label_new(body), .again = label_new(body)};
    label_t head = label_new(body), otherwise = label_new(body);
    bool at_bottom = tests_at_bottom(test);
    if (!at_bottom)
        label_place(body, head);
    jump_if(body, test, false, otherwise);
    if (at_bottom)
        label_place(body, head);
    block_push(body, &block);
    statements(body, &s->branch.body);
    block_pop(body, &block);
    label_place(body, block.again);
    if (at_bottom)
        jump_if(body, test, true, head);
    else
        emit_jump(body, OP_LOOP, 0, head);
    label_place(body, otherwise);
    statements(body, &s->branch.otherwise);
    label_place(body, block.leave);
}

/* A call may make a generator that only the loop holds. */
static bool may_own(const expr_t *over, const loop_t *loop)
{
    return (over->kind == EXPR_CALL || over->kind == EXPR_GENERATOR) && !loop->folded;
}

/* Behind a loop: the generator is closed, on the orderly ways and on that of an exception. */
static void close_iterator(body_t *body, const block_t *owner)
{
    label_t end = label_new(body);
    emit(body, OP_CLOSE_OWNED, 0, owner->manager, 0, 0);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, owner->handler);
    emit(body, OP_CLOSE_OWNED, 0, owner->manager, 0, 0);
    emit(body, OP_RERAISE, 0, owner->exception, 0, 0);
    label_place(body, end);
}

static void for_statement(body_t *body, const stmt_t *s)
{
    ast_place_t place = s->loop.target->place;
    place.end_line = s->loop.iterable->place.end_line;
    place.end_column = s->loop.iterable->place.end_column;
    block_t block = {.kind = BLOCK_LOOP, .leave = label_new(body)}, owner = {.kind = BLOCK_ITERATOR};
    loop_t loop;
    enter_place(body, compound_place(s));
    loop_begin(body, &loop, s->loop.target, s->loop.iterable);
    enter_place(body, place);
    block.again = loop.next;
    bool owns = may_own(s->loop.iterable, &loop);
    if (owns) {
        owner.handler = label_new(body);
        owner.manager = loop.iterator;
        owner.exception = temporary(body);
        block_push(body, &owner);
    }
    block_push(body, &block);
    statements(body, &s->loop.body);
    block_pop(body, &block);
    if (owns)
        block_pop(body, &owner);
    loop_end(body, &loop, place);
    statements(body, &s->loop.otherwise);
    label_place(body, block.leave);
    if (owns)
        close_iterator(body, &owner);
}

static void leave_loop(body_t *body, bool again)
{
    block_t *loop = block_loop(body);
    if (!loop) {
        limit_error(body, "break or continue outside a loop");
        return;
    }
    block_t *innermost = block_leave(body, loop);
    emit_jump(body, OP_JUMP, 0, again ? loop->again : loop->leave);
    block_reenter(body, innermost, loop);
}

static bool has_clean_up(const body_t *body)
{
    for (const block_t *block = body->block; block; block = block->outer)
        if (block->kind == BLOCK_FINALLY || block->kind == BLOCK_WITH || block->kind == BLOCK_NAMED ||
            block->kind == BLOCK_ITERATOR)
            return true;
    return false;
}

static void return_value(body_t *body, const expr_t *e)
{
    if (e->kind == EXPR_CONDITIONAL) {
        label_t otherwise = label_new(body);
        jump_if(body, e->conditional.test, false, otherwise);
        return_value(body, e->conditional.body);
        label_place(body, otherwise);
        return_value(body, e->conditional.otherwise);
    } else if (e->kind == EXPR_NONE) {
        emit(body, OP_RETURN_NONE, 0, 0, 0, 0);
    } else {
        reg_t mark = body->top;
        emit(body, OP_RETURN, 0, expression(body, e), 0, 0);
        body->top = mark;
    }
}

static void return_statement(body_t *body, const stmt_t *s)
{
    const expr_t *e = s->returned.value;
    if (e && !has_clean_up(body)) {
        return_value(body, e);
        return;
    }
    bool none = !e || e->kind == EXPR_NONE;
    reg_t value = none ? 0 : expression_push(body, e);
    block_t *innermost = block_leave(body, NULL);
    if (none)
        emit(body, OP_RETURN_NONE, 0, 0, 0, 0);
    else
        emit(body, OP_RETURN, 0, value, 0, 0);
    block_reenter(body, innermost, NULL);
}

/* ---- the rest ---- */

static void raise_statement(body_t *body, const stmt_t *s)
{
    if (!s->raise.value) {
        emit(body, OP_RAISE_BARE, 0, 0, 0, 0);
        return;
    }
    /* In temporaries: the machine puts an instance where a class stood. */
    reg_t value = expression_push(body, s->raise.value);
    reg_t cause = s->raise.cause ? expression_push(body, s->raise.cause) : 0;
    emit(body, OP_RAISE, s->raise.cause != NULL, value, cause, 0);
}

static void assert_statement(body_t *body, const stmt_t *s)
{
    label_t end = label_new(body);
    jump_if(body, s->assertion.test, true, end);
    reg_t message = s->assertion.message ? expression(body, s->assertion.message) : 0;
    bool truth;
    if (!constant_truth(s->assertion.test, &truth))
        enter_place(body, s->assertion.test->place);
    emit(body, OP_RAISE_ASSERT, s->assertion.message != NULL, message, 0, 0);
    label_place(body, end);
}

static void import_statement(body_t *body, const stmt_t *s)
{
    for (size_t i = 0; i < s->import.count; i++) {
        const ast_alias_t *alias = &s->import.aliases[i];
        reg_t module = temporary(body);
        gen_import(body->gen, alias->name);
        emit(body, OP_IMPORT, alias->as == NULL, module, constant_name(body, alias->name), 0);
        store(body, alias->target, module);
        body->top = module;
    }
}

/* What is imported from a package may be a module of it. */
static void note_submodule(body_t *body, const char *module, const char *name)
{
    size_t size = strlen(module), more = strlen(name);
    char *path = gen_alloc(body->gen, size + more + 2);
    if (!path)
        return;
    memcpy(path, module, size);
    path[size] = '.';
    memcpy(path + size + 1, name, more);
    gen_import(body->gen, path);
}

static void from_import_statement(body_t *body, const stmt_t *s)
{
    reg_t module = temporary(body);
    gen_import(body->gen, s->import.module);
    emit(body, OP_IMPORT, 0, module, constant_name(body, s->import.module), 0);
    for (size_t i = 0; i < s->import.count; i++) {
        const ast_alias_t *alias = &s->import.aliases[i];
        if (strcmp(alias->name, "*") == 0) {
            emit(body, OP_IMPORT_STAR, 0, module, 0, 0);
            continue;
        }
        note_submodule(body, s->import.module, alias->name);
        reg_t value = temporary(body);
        emit(body, OP_IMPORT_FROM, 0, value, module, constant_name(body, alias->name));
        store(body, alias->target, value);
        body->top = value;
    }
}

static void expression_statement(body_t *body, const stmt_t *s)
{
    uint32_t constant;
    if (!constant_of(body, s->expression, &constant))
        effect_only(body, s->expression);
}

static void delete_statement(body_t *body, const stmt_t *s)
{
    for (size_t i = 0; i < s->deleted.targets.count; i++)
        delete_target(body, s->deleted.targets.items[i]);
}

static void kind_statement(body_t *body, const stmt_t *s)
{
    switch (s->kind) {
    case STMT_EXPRESSION:
        expression_statement(body, s);
        break;
    case STMT_ASSIGN:
        assign_statement(body, s);
        break;
    case STMT_AUGMENTED:
        augmented_statement(body, s);
        break;
    case STMT_ANNOTATED:
        annotated_statement(body, s);
        break;
    case STMT_IF:
        if_statement(body, s);
        break;
    case STMT_WHILE:
        while_statement(body, s);
        break;
    case STMT_FOR:
        for_statement(body, s);
        break;
    case STMT_BREAK:
    case STMT_CONTINUE:
        leave_loop(body, s->kind == STMT_CONTINUE);
        break;
    case STMT_FUNCTION:
        define_function(body, s);
        break;
    case STMT_RETURN:
        return_statement(body, s);
        break;
    case STMT_CLASS:
        define_class(body, s);
        break;
    case STMT_TRY:
        try_statement(body, s);
        break;
    case STMT_RAISE:
        raise_statement(body, s);
        break;
    case STMT_WITH:
        with_statement(body, s);
        break;
    case STMT_ASSERT:
        assert_statement(body, s);
        break;
    case STMT_DELETE:
        delete_statement(body, s);
        break;
    case STMT_IMPORT:
        import_statement(body, s);
        break;
    case STMT_FROM_IMPORT:
        from_import_statement(body, s);
        break;
    case STMT_PASS:
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        break;
    }
}

void statement(body_t *body, const stmt_t *s)
{
    if (!body->reachable || body->gen->failed)
        return;
    reg_t mark = body->top;
    enter_place(body, s->place);
    body->hint = NO_HINT;
    kind_statement(body, s);
    body->top = mark;
}

void whole_body(body_t *body, const stmt_list_t *list)
{
    statements(body, list);
    if (list->count > 0)
        enter_place(body, list->items[list->count - 1]->place);
}

void statements(body_t *body, const stmt_list_t *list)
{
    code_place_t before = body->place;
    for (size_t i = 0; i < list->count; i++)
        statement(body, list->items[i]);
    body->place = before;
}
