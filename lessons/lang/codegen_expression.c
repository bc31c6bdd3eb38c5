/* Expressions of one value: where it is put, and the simple kinds. */
#include "lessons/lang/codegen_body.h"

/* ---- does a walrus in here bind a name of this frame? ---- */

static bool any_binds(const expr_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] && binds_names(list->items[i]))
            return true;
    return false;
}

static bool call_binds(const expr_t *e)
{
    for (size_t i = 0; i < e->call.keyword_count; i++)
        if (binds_names(e->call.keywords[i].value))
            return true;
    return binds_names(e->call.function) || any_binds(&e->call.arguments);
}

static bool comprehension_binds(const expr_t *e)
{
    for (size_t i = 0; i < e->comprehension.count; i++)
        if (binds_names(e->comprehension.clauses[i].iterable) ||
            any_binds(&e->comprehension.clauses[i].conditions))
            return true;
    return binds_names(e->comprehension.element) ||
           (e->comprehension.value && binds_names(e->comprehension.value));
}

static bool fstring_binds(const expr_t *e)
{
    for (size_t i = 0; i < e->fstring.count; i++) {
        const ast_fstring_part_t *part = &e->fstring.parts[i];
        if ((part->value && binds_names(part->value)) || (part->spec && binds_names(part->spec)))
            return true;
    }
    return false;
}

bool binds_names(const expr_t *e)
{
    if (!e || e->height == 1)
        return false;
    switch (e->kind) {
    case EXPR_WALRUS:
        return true;
    case EXPR_FSTRING:
        return fstring_binds(e);
    case EXPR_ATTRIBUTE:
        return binds_names(e->attribute.value);
    case EXPR_SUBSCRIPT:
        return binds_names(e->subscript.value) || binds_names(e->subscript.index);
    case EXPR_SLICE:
        return binds_names(e->slice.lower) || binds_names(e->slice.upper) || binds_names(e->slice.step);
    case EXPR_STARRED:
        return binds_names(e->starred.value);
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
        return any_binds(&e->sequence.items);
    case EXPR_DICT:
        return any_binds(&e->dict.keys) || any_binds(&e->dict.values);
    case EXPR_UNARY:
        return binds_names(e->unary.operand);
    case EXPR_BINARY:
        return binds_names(e->binary.left) || binds_names(e->binary.right);
    case EXPR_BOOLEAN:
        return any_binds(&e->boolean.items);
    case EXPR_COMPARE:
        return binds_names(e->compare.first) || any_binds(&e->compare.items);
    case EXPR_CONDITIONAL:
        return binds_names(e->conditional.test) || binds_names(e->conditional.body) ||
               binds_names(e->conditional.otherwise);
    case EXPR_CALL:
        return call_binds(e);
    case EXPR_LIST_COMPREHENSION:
    case EXPR_SET_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_GENERATOR:
        return comprehension_binds(e);
    case EXPR_YIELD:
    case EXPR_YIELD_FROM:
        return binds_names(e->yield.value);
    default:
        return false;
    }
}

/* ---- where a value goes ---- */

reg_t expression_push(body_t *body, const expr_t *e)
{
    reg_t dest = temporary(body);
    expression_to(body, e, dest);
    return dest;
}

reg_t expression(body_t *body, const expr_t *e)
{
    if (e->kind == EXPR_NAME) {
        code_place_t before = enter_place(body, e->place);
        reg_t r = load_name(body, e);
        body->place = before;
        return r;
    }
    return expression_push(body, e);
}

reg_t operand(body_t *body, const expr_t *e, const expr_t *later)
{
    bool in_local = e->kind == EXPR_NAME && e->name.binding == BINDING_LOCAL;
    return in_local && later && binds_names(later) ? expression_push(body, e) : expression(body, e);
}

void effect_only(body_t *body, const expr_t *e)
{
    reg_t mark = body->top;
    expression(body, e);
    body->top = mark;
}

/* ---- the kinds ---- */

static const opcode_t binary_opcodes[] = {
    [BINARY_ADD] = OP_ADD,
    [BINARY_SUBTRACT] = OP_SUB,
    [BINARY_MULTIPLY] = OP_MUL,
    [BINARY_DIVIDE] = OP_DIV,
    [BINARY_FLOOR_DIVIDE] = OP_FLOORDIV,
    [BINARY_MODULO] = OP_MOD,
    [BINARY_POWER] = OP_POW,
    [BINARY_LEFT_SHIFT] = OP_LSHIFT,
    [BINARY_RIGHT_SHIFT] = OP_RSHIFT,
    [BINARY_AND] = OP_AND,
    [BINARY_OR] = OP_OR,
    [BINARY_XOR] = OP_XOR,
    [BINARY_MATRIX] = OP_NOP, /* refused before */
};

opcode_t binary_opcode(binary_operator_t op)
{
    return binary_opcodes[op];
}

void binary_to(body_t *body, binary_operator_t op, reg_t left, const expr_t *right, bool in_place, reg_t dest)
{
    opcode_t opcode = binary_opcode(op);
    uint32_t constant;
    if (constant_of(body, right, &constant))
        emit(body, (opcode_t)(opcode - OP_ADD + OP_ADD_K), in_place, dest, left, constant);
    else
        emit(body, opcode, in_place, dest, left, expression(body, right));
}

static void unary_to(body_t *body, const expr_t *e, reg_t dest)
{
    static const opcode_t opcodes[] = {
        [UNARY_NOT] = OP_NOT, [UNARY_MINUS] = OP_NEG, [UNARY_PLUS] = OP_POS, [UNARY_INVERT] = OP_INVERT};
    emit(body, opcodes[e->unary.operator], 0, dest, expression(body, e->unary.operand), 0);
}

static void slice_to(body_t *body, const expr_t *e, reg_t dest)
{
    const expr_t *parts[3] = {e->slice.lower, e->slice.upper, e->slice.step};
    reg_t first = body->top;
    for (int i = 0; i < 3; i++) {
        if (parts[i])
            expression_push(body, parts[i]);
        else
            emit_constant(body, temporary(body), constant_simple(body, CONSTANT_NONE));
    }
    emit(body, OP_BUILD_SLICE, 0, dest, first, 0);
}

static void subscript_to(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t object = operand(body, e->subscript.value, e->subscript.index);
    uint32_t constant;
    if (constant_of(body, e->subscript.index, &constant))
        emit(body, OP_GET_ITEM_K, 0, dest, object, constant);
    else
        emit(body, OP_GET_ITEM, 0, dest, object, expression(body, e->subscript.index));
}

static void conditional_to(body_t *body, const expr_t *e, reg_t dest)
{
    label_t otherwise = label_new(body), end = label_new(body);
    jump_if(body, e->conditional.test, false, otherwise);
    expression_to(body, e->conditional.body, dest);
    emit_jump(body, OP_JUMP, 0, end);
    label_place(body, otherwise);
    expression_to(body, e->conditional.otherwise, dest);
    label_place(body, end);
}

static void walrus_to(body_t *body, const expr_t *e, reg_t dest)
{
    const expr_t *target = e->walrus.target;
    if (target->name.binding == BINDING_LOCAL) {
        expression_to(body, e->walrus.value, name_register(body, target));
        emit_move(body, dest, name_register(body, target));
        return;
    }
    reg_t value = expression(body, e->walrus.value);
    store(body, target, value);
    emit_move(body, dest, value);
}

static void yield_to(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t value;
    if (e->yield.value) {
        value = expression(body, e->yield.value);
    } else {
        value = temporary(body);
        emit_constant(body, value, constant_simple(body, CONSTANT_NONE));
    }
    emit(body, OP_YIELD, 0, dest, value, 0);
}

static void yield_from_to(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t source = temporary(body), value = temporary(body);
    label_t again = label_new(body), done = label_new(body);
    expression_to(body, e->yield.value, source);
    emit(body, OP_GET_ITER, 0, source, source, 0);
    emit_constant(body, value, constant_simple(body, CONSTANT_NONE));
    label_place(body, again);
    emit_jump16(body, OP_SEND, 0, source, value, done);
    emit(body, OP_YIELD, 1, value, value, source);
    emit_jump(body, OP_LOOP, 0, again);
    label_place(body, done);
    emit_move(body, dest, value);
}

static void kind_to(body_t *body, const expr_t *e, reg_t dest)
{
    switch (e->kind) {
    case EXPR_NAME:
        load_name_to(body, e, dest);
        break;
    case EXPR_ATTRIBUTE: {
        reg_t object = expression(body, e->attribute.value);
        enter_attribute_place(body, e, e);
        emit(body, OP_LOAD_ATTR, 0, dest, object, constant_name(body, e->attribute.name));
        break;
    }
    case EXPR_SUBSCRIPT:
        subscript_to(body, e, dest);
        break;
    case EXPR_SLICE:
        slice_to(body, e, dest);
        break;
    case EXPR_UNARY:
        unary_to(body, e, dest);
        break;
    case EXPR_BINARY: {
        reg_t left = operand(body, e->binary.left, e->binary.right);
        binary_to(body, e->binary.operator, left, e->binary.right, false, dest);
        break;
    }
    case EXPR_LAMBDA:
        lambda_to(body, e, dest);
        break;
    case EXPR_WALRUS:
        walrus_to(body, e, dest);
        break;
    case EXPR_YIELD:
        yield_to(body, e, dest);
        break;
    case EXPR_YIELD_FROM:
        yield_from_to(body, e, dest);
        break;
    case EXPR_FSTRING:
        fstring_to(body, e, dest);
        break;
    default:
        limit_error(body, "this expression cannot stand here");
        break;
    }
}

/* Kinds that write dest before they have read all that they read, and so need a temporary. */
static bool builds_up(const expr_t *e)
{
    switch (e->kind) {
    case EXPR_BOOLEAN:
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
    case EXPR_DICT:
    case EXPR_LIST_COMPREHENSION:
    case EXPR_SET_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_GENERATOR:
        return true;
    case EXPR_COMPARE:
        return e->compare.items.count > 1;
    default:
        return false;
    }
}

static void build_to(body_t *body, const expr_t *e, reg_t dest)
{
    switch (e->kind) {
    case EXPR_BOOLEAN:
        boolean_to(body, e, dest);
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
        sequence_to(body, e, dest);
        break;
    case EXPR_DICT:
        dict_to(body, e, dest);
        break;
    case EXPR_COMPARE:
        compare_to(body, e, dest);
        break;
    default:
        comprehension_to(body, e, dest);
        break;
    }
}

/* Whether a call that this expression ends in still makes the thing that the hint names. */
static bool passes_hint(const expr_t *e)
{
    switch (e->kind) {
    case EXPR_CALL:
    case EXPR_CONDITIONAL:
    case EXPR_BOOLEAN:
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
    case EXPR_DICT:
    case EXPR_LIST_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_WALRUS:
        return true;
    default:
        return false;
    }
}

void expression_to(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t mark = body->top;
    hint_t hint = body->hint;
    code_place_t before = enter_place(body, e->place);
    uint32_t constant;
    if (!passes_hint(e))
        body->hint = NO_HINT;
    if (constant_of(body, e, &constant)) {
        emit_constant(body, dest, constant);
    } else if (e->kind == EXPR_CALL) {
        call_to(body, e, dest);
    } else if (e->kind == EXPR_CONDITIONAL) {
        conditional_to(body, e, dest);
    } else if (builds_up(e) && !is_temporary(body, dest)) {
        reg_t built = temporary(body);
        build_to(body, e, built);
        emit_move(body, dest, built);
    } else if (builds_up(e) || e->kind == EXPR_COMPARE) {
        build_to(body, e, dest);
    } else {
        kind_to(body, e, dest);
    }
    body->place = before;
    body->hint = hint;
    body->top = mark;
}
