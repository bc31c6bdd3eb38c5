/* Comparisons, and / or / not, and jumps on a condition. */
#include "lessons/lang/codegen_body.h"

static const opcode_t compare_opcodes[] = {
    [COMPARE_EQUAL] = OP_EQ,      [COMPARE_NOT_EQUAL] = OP_NE,  [COMPARE_LESS] = OP_LT,
    [COMPARE_LESS_EQUAL] = OP_LE, [COMPARE_GREATER] = OP_GT,    [COMPARE_GREATER_EQUAL] = OP_GE,
    [COMPARE_IS] = OP_IS,         [COMPARE_IS_NOT] = OP_IS_NOT, [COMPARE_IN] = OP_IN,
    [COMPARE_NOT_IN] = OP_NOT_IN,
};

/* == != < <= > >= have forms with a constant and forms that jump. */
static bool is_ordering(compare_operator_t op)
{
    return op <= COMPARE_GREATER_EQUAL;
}

static void compare_last(body_t *body, compare_operator_t op, reg_t left, const expr_t *right, reg_t dest)
{
    opcode_t opcode = compare_opcodes[op];
    uint32_t constant;
    if (is_ordering(op) && constant_of(body, right, &constant))
        emit(body, (opcode_t)(opcode - OP_EQ + OP_EQ_K), 0, dest, left, constant);
    else
        emit(body, opcode, 0, dest, left, expression(body, right));
}

/* What stands right of an operator in a chain is evaluated once, and read by the next operator too. */
static const expr_t *next_item(const expr_t *e, size_t i)
{
    return i + 1 < e->compare.items.count ? e->compare.items.items[i + 1] : NULL;
}

void compare_to(body_t *body, const expr_t *e, reg_t dest)
{
    size_t count = e->compare.items.count;
    label_t end = label_new(body);
    reg_t left = operand(body, e->compare.first, e->compare.items.items[0]);
    for (size_t i = 0; i < count; i++) {
        const expr_t *right = e->compare.items.items[i];
        if (i + 1 == count) {
            compare_last(body, e->compare.operators[i], left, right, dest);
        } else {
            reg_t kept = operand(body, right, next_item(e, i));
            emit(body, compare_opcodes[e->compare.operators[i]], 0, dest, left, kept);
            emit_jump(body, OP_JUMP_FALSE, dest, end);
            left = kept;
        }
    }
    label_place(body, end);
}

void boolean_to(body_t *body, const expr_t *e, reg_t dest)
{
    label_t end = label_new(body);
    opcode_t leave = e->boolean.is_or ? OP_JUMP_TRUE : OP_JUMP_FALSE;
    for (size_t i = 0; i < e->boolean.items.count; i++) {
        expression_to(body, e->boolean.items.items[i], dest);
        if (i + 1 < e->boolean.items.count)
            emit_jump(body, leave, dest, end);
    }
    label_place(body, end);
}

/* ---- jumps ---- */

static void jump_on_value(body_t *body, const expr_t *e, bool sense, label_t label)
{
    reg_t value = expression(body, e);
    emit_jump(body, sense ? OP_JUMP_TRUE : OP_JUMP_FALSE, value, label);
}

static void jump_boolean(body_t *body, const expr_t *e, bool sense, label_t label)
{
    const expr_list_t *items = &e->boolean.items;
    if (e->boolean.is_or == sense) { /* the first that decides jumps */
        for (size_t i = 0; i < items->count; i++)
            jump_if(body, items->items[i], sense, label);
        return;
    }
    label_t over = label_new(body);
    for (size_t i = 0; i + 1 < items->count; i++)
        jump_if(body, items->items[i], !sense, over);
    jump_if(body, items->items[items->count - 1], sense, label);
    label_place(body, over);
}

/* One operator of a comparison whose left side stands in a register. `kept`: the right side is needed again.
 */
static void jump_compare(body_t *body, compare_operator_t op, reg_t left, const expr_t *right,
                         const expr_t *later, reg_t *kept, bool sense, label_t label)
{
    uint32_t constant;
    if (!kept && (op == COMPARE_IS || op == COMPARE_IS_NOT) && right->kind == EXPR_NONE) {
        bool when_none = (op == COMPARE_IS) == sense;
        emit_jump(body, when_none ? OP_JUMP_NONE : OP_JUMP_NOT_NONE, left, label);
        return;
    }
    opcode_t opcode = compare_opcodes[op];
    if (!kept && is_ordering(op) && constant_of(body, right, &constant)) {
        emit_jump16(body, (opcode_t)(opcode - OP_EQ + OP_JUMP_EQ_K), sense, left, constant, label);
        return;
    }
    reg_t r = operand(body, right, later);
    if (kept)
        *kept = r;
    if (is_ordering(op)) {
        emit_jump16(body, (opcode_t)(opcode - OP_EQ + OP_JUMP_EQ), sense, left, r, label);
    } else {
        reg_t result = temporary(body);
        emit(body, opcode, 0, result, left, r);
        emit_jump(body, sense ? OP_JUMP_TRUE : OP_JUMP_FALSE, result, label);
    }
}

static void jump_chain(body_t *body, const expr_t *e, bool sense, label_t label)
{
    size_t count = e->compare.items.count;
    label_t no = sense ? label_new(body) : label;
    reg_t left = operand(body, e->compare.first, e->compare.items.items[0]);
    for (size_t i = 0; i < count; i++) {
        const expr_t *right = e->compare.items.items[i];
        compare_operator_t op = e->compare.operators[i];
        if (i + 1 < count)
            jump_compare(body, op, left, right, next_item(e, i), &left, false, no);
        else
            jump_compare(body, op, left, right, NULL, NULL, sense, label);
    }
    if (sense)
        label_place(body, no);
}

void jump_if(body_t *body, const expr_t *e, bool sense, label_t label)
{
    reg_t mark = body->top;
    hint_t hint = body->hint;
    bool truth;
    code_place_t before = enter_place(body, e->place);
    body->hint = NO_HINT;
    if (constant_truth(e, &truth)) {
        if (truth == sense)
            emit_jump(body, OP_JUMP, 0, label);
    } else if (e->kind == EXPR_UNARY && e->unary.operator== UNARY_NOT) {
        jump_if(body, e->unary.operand, !sense, label);
    } else if (e->kind == EXPR_BOOLEAN) {
        jump_boolean(body, e, sense, label);
    } else if (e->kind == EXPR_COMPARE) {
        jump_chain(body, e, sense, label);
    } else {
        jump_on_value(body, e, sense, label);
    }
    body->place = before;
    body->hint = hint;
    body->top = mark;
}
