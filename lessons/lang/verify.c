#include "lessons/lang/verify.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/effect.h"

typedef struct check {
    const code_unit_t *unit;
    const code_t *code;
    verify_error_t *error;
    uint32_t number, pc;
    uint64_t *cells;      /* registers that hold cells */
    uint32_t *handler_of; /* by pc: innermost protect range + 1 */
    uint32_t *handled_of;
    uint64_t *row; /* scratch, as wide as a row of the live table */
} check_t;

static bool fail(check_t *check, const char *text)
{
    *check->error = (verify_error_t){text, check->number, check->pc};
    return false;
}

/* ---- constants ---- */

static bool check_constants(check_t *check)
{
    const code_t *code = check->code;
    for (uint32_t i = 0; i < code->constant_count; i++) {
        const code_constant_t *k = &code->constants[i];
        if (k->kind > CONSTANT_CODE)
            return fail(check, "unknown kind of constant");
        if (k->kind == CONSTANT_CODE && k->code >= check->unit->code_count)
            return fail(check, "constant names a code that is not there");
        for (uint32_t j = 0; k->kind == CONSTANT_TUPLE && j < k->size; j++)
            if (k->items[j] >= i)
                return fail(check, "tuple constant holds a later one");
    }
    return true;
}

static bool is_constant(const check_t *check, uint32_t number, constant_kind_t kind)
{
    return number < check->code->constant_count && check->code->constants[number].kind == kind;
}

static bool is_name_tuple(const check_t *check, uint32_t number)
{
    if (!is_constant(check, number, CONSTANT_TUPLE))
        return false;
    const code_constant_t *tuple = &check->code->constants[number];
    for (uint32_t i = 0; i < tuple->size; i++)
        if (!is_constant(check, tuple->items[i], CONSTANT_STRING))
            return false;
    return true;
}

/* The cells that a new function takes along must be there. */
static bool check_captures(check_t *check, uint32_t constant)
{
    if (!is_constant(check, constant, CONSTANT_CODE))
        return fail(check, "MAKE_FUNCTION without code");
    const code_t *made = check->unit->codes[check->code->constants[constant].code];
    for (uint32_t i = 0; i < made->free_count; i++) {
        uint32_t index = made->captures[i].index;
        if (made->captures[i].from_free) {
            if (index >= check->code->free_count)
                return fail(check, "captured free variable out of bounds");
        } else if (index >= check->code->register_count || !(check->cells[index / 64] >> index % 64 & 1)) {
            return fail(check, "captured register is no cell");
        }
    }
    return true;
}

/* ---- operands ---- */

/* What LOAD_GLOBAL_METHOD looks ahead at. */
static bool method_follows(const check_t *check, instruction_t i)
{
    uint32_t ahead = i.flags & 1u ? 2 : 1;
    if (check->code->instruction_count - check->pc <= ahead)
        return false;
    const instruction_t *next = check->code->instructions + check->pc + 1;
    if (next->op != OP_LOAD_METHOD || next->a != i.a || next->b != i.a)
        return false;
    return !(i.flags & 1) || (next[1].op == OP_CALL_METHOD && next[1].a == i.a && next[1].b == 0);
}

static bool check_special_operands(check_t *check, instruction_t i)
{
    uint32_t frees = check->code->free_count;
    switch ((opcode_t)i.op) {
    case OP_CALL_KW:
    case OP_CALL_METHOD_KW:
        return is_name_tuple(check, i.c) || fail(check, "keywords are not a tuple of names");
    case OP_MAKE_FUNCTION:
        return check_captures(check, i.b);
    case OP_LOAD_CLASS_FREE:
        return i.c < frees || fail(check, "free variable out of bounds");
    case OP_LOAD_FREE:
        return i.b < frees || fail(check, "free variable out of bounds");
    case OP_STORE_FREE:
    case OP_DELETE_FREE:
        return i.a < frees || fail(check, "free variable out of bounds");
    case OP_LOAD_NAME:
    case OP_STORE_NAME:
    case OP_DELETE_NAME:
        return (check->code->flags & CODE_CLASS_BODY) || fail(check, "namespace outside of a class body");
    case OP_YIELD:
    case OP_SEND:
        return (check->code->flags & CODE_GENERATOR) || fail(check, "yield outside of a generator");
    case OP_LOAD_GLOBAL_METHOD:
        return method_follows(check, i) || fail(check, "LOAD_GLOBAL_METHOD without its LOAD_METHOD");
    default:
        return true;
    }
}

static bool check_letter(check_t *check, char letter, uint32_t operand)
{
    switch (letter) {
    case 'd':
    case 'r':
    case 'x':
    case 'w':
        return operand < check->code->register_count || fail(check, "register out of bounds");
    case 'k':
    case 'K':
        return operand < check->code->constant_count || fail(check, "constant out of bounds");
    case 'n':
    case 'N':
        return is_constant(check, operand, CONSTANT_STRING) || fail(check, "name is no string constant");
    default:
        return true;
    }
}

/* An operand that a flag leaves unread may be anything. */
static bool is_unread(instruction_t i, int operand)
{
    switch ((opcode_t)i.op) {
    case OP_FORMAT:
        return operand == 2 && !(i.flags & 4);
    case OP_RAISE:
        return operand == 1 && !(i.flags & 1);
    case OP_RAISE_ASSERT:
        return !(i.flags & 1);
    case OP_YIELD:
        return operand == 2 && !(i.flags & 1);
    case OP_MAKE_FUNCTION:
        return operand == 2 && !(i.flags & 3);
    case OP_BUILD_LIST:
    case OP_BUILD_TUPLE:
    case OP_BUILD_SET:
    case OP_BUILD_DICT:
    case OP_BUILD_STRING:
        return operand == 1 && i.c == 0;
    default:
        return false;
    }
}

static bool check_operands(check_t *check, instruction_t i)
{
    const char *letters = opcode_operands((opcode_t)i.op);
    bool wide = letters[1] == 'J' || letters[1] == 'K' || letters[1] == 'N' || letters[1] == 'I';
    if (!is_unread(i, 0) && !check_letter(check, letters[0], i.a))
        return false;
    if (wide)
        return check_letter(check, letters[1], instruction_bx(i)) && check_special_operands(check, i);
    return (is_unread(i, 1) || check_letter(check, letters[1], i.b)) &&
           (is_unread(i, 2) || check_letter(check, letters[2], i.c)) && check_special_operands(check, i);
}

static bool range_fits(const check_t *check, effect_range_t range)
{
    return range.count <= check->code->register_count &&
           range.first <= check->code->register_count - range.count;
}

static bool is_cell_register(const check_t *check, uint32_t r)
{
    return check->cells[r / 64] >> r % 64 & 1;
}

/* Only MAKE_CELL (and CLEAR before it) writes the register of a cell; only cells are read as such. */
static bool check_cells(check_t *check, instruction_t i, const effect_t *effect)
{
    if (i.op == OP_LOAD_CELL && !is_cell_register(check, i.b))
        return fail(check, "LOAD_CELL from a register that is no cell");
    if ((i.op == OP_STORE_CELL || i.op == OP_DELETE_CELL || i.op == OP_MAKE_CELL) &&
        !is_cell_register(check, i.a))
        return fail(check, "register is no cell");
    if (i.op == OP_MAKE_CELL || i.op == OP_CLEAR)
        return true;
    for (uint32_t n = 0; n < effect->write_count; n++)
        for (uint32_t r = effect->writes[n].first; r < effect->writes[n].first + effect->writes[n].count; r++)
            if (is_cell_register(check, r))
                return fail(check, "the register of a cell is overwritten");
    return true;
}

static bool check_flow(check_t *check, const effect_t *effect)
{
    uint32_t count = check->code->instruction_count;
    if (effect->falls_through && check->pc + 1 >= count)
        return fail(check, "runs off the end");
    int64_t target = (int64_t)check->pc + 1 + effect->offset;
    if (effect->jumps && (target < 0 || target >= count))
        return fail(check, "jump out of bounds");
    return true;
}

static bool check_instruction(check_t *check)
{
    instruction_t i = check->code->instructions[check->pc];
    if (i.op >= OP_COUNT)
        return fail(check, "unknown opcode");
    if (!check_operands(check, i))
        return false;
    effect_t effect = effect_of(i, check->code->constants);
    for (uint32_t n = 0; n < effect.read_count; n++)
        if (!range_fits(check, effect.reads[n]))
            return fail(check, "window out of bounds");
    for (uint32_t n = 0; n < effect.write_count; n++)
        if (!range_fits(check, effect.writes[n]))
            return fail(check, "window out of bounds");
    return check_flow(check, &effect) && check_cells(check, i, &effect);
}

/* ---- tables ---- */

static bool check_ranges(check_t *check)
{
    const code_t *code = check->code;
    uint32_t n = code->instruction_count;
    for (uint32_t i = code->protect_count; i-- > 0;) {
        const code_protect_t *range = &code->protect[i];
        if (range->start >= range->end || range->end > n || range->target >= n ||
            range->exception_register >= code->register_count ||
            is_cell_register(check, range->exception_register))
            return fail(check, "bad range of a handler");
        for (uint32_t pc = range->start; pc < range->end; pc++)
            check->handler_of[pc] = i + 1;
    }
    for (uint32_t i = code->handled_count; i-- > 0;) {
        const code_handled_t *range = &code->handled[i];
        if (range->start >= range->end || range->end > n || range->exception_register >= code->register_count)
            return fail(check, "bad range of a handled exception");
        for (uint32_t pc = range->start; pc < range->end; pc++)
            check->handled_of[pc] = i + 1;
    }
    for (uint32_t i = 0; i < code->hint_count; i++)
        if (code->hints[i].pc >= n || (i > 0 && code->hints[i].pc < code->hints[i - 1].pc))
            return fail(check, "bad table of hints");
    return true;
}

static bool check_head(check_t *check)
{
    const code_t *code = check->code;
    uint32_t extra = (code->flags & CODE_REST ? 1u : 0u) + (code->flags & CODE_KEYWORDS ? 1u : 0u);
    if (code->instruction_count == 0)
        return fail(check, "no instructions");
    if (code->parameter_count > code->register_count)
        return fail(check, "more parameters than registers");
    if (code->positional_count + code->keyword_only_count + extra != code->parameter_count ||
        code->positional_only_count > code->positional_count)
        return fail(check, "counts of parameters do not fit");
    if (code->register_count > UINT16_MAX + 1u || code->live_words * 64 < code->register_count)
        return fail(check, "live table too narrow");
    if ((code->flags & CODE_CLASS_BODY) && code->register_count == 0)
        return fail(check, "a class body without its namespace");
    for (uint32_t i = 0; i < code->local_count; i++) {
        if (code->locals[i].local_register >= code->register_count)
            return fail(check, "local out of bounds");
        if (code->locals[i].is_cell)
            check->cells[code->locals[i].local_register / 64] |= UINT64_C(1)
                                                                 << code->locals[i].local_register % 64;
    }
    return true;
}

/* ---- the live table ---- */

static void join(const check_t *check, uint32_t pc, uint32_t except)
{
    const uint64_t *other = check->code->live + (size_t)pc * check->code->live_words;
    for (uint32_t i = 0; i < check->code->live_words; i++)
        check->row[i] |= other[i] & ~(except / 64 == i ? UINT64_C(1) << except % 64 : 0);
}

static void set_row(check_t *check, effect_range_t range, bool on)
{
    for (uint32_t r = range.first; r < range.first + range.count; r++) {
        if (on)
            check->row[r / 64] |= UINT64_C(1) << r % 64;
        else
            check->row[r / 64] &= ~(UINT64_C(1) << r % 64);
    }
}

static void captures_needed(check_t *check, instruction_t i)
{
    if (i.op != OP_MAKE_FUNCTION)
        return;
    const code_t *made = check->unit->codes[check->code->constants[i.b].code];
    for (uint32_t n = 0; n < made->free_count; n++)
        if (!made->captures[n].from_free)
            set_row(check, (effect_range_t){made->captures[n].index, 1}, true);
}

/* Into check->row: what must be live before the instruction, by what the table says of those after it. */
static void needed_before(check_t *check)
{
    const code_t *code = check->code;
    uint32_t pc = check->pc;
    effect_t effect = effect_of(code->instructions[pc], code->constants);
    memset(check->row, 0, code->live_words * sizeof *check->row);
    if (effect.falls_through && effect.written != EFFECT_ON_JUMP)
        join(check, pc + 1, UINT32_MAX);
    if (effect.jumps && effect.written != EFFECT_ON_FALL)
        join(check, (uint32_t)((int64_t)pc + 1 + effect.offset), UINT32_MAX);
    for (uint32_t i = 0; i < effect.write_count; i++)
        set_row(check, effect.writes[i], false);
    if (effect.falls_through && effect.written == EFFECT_ON_JUMP)
        join(check, pc + 1, UINT32_MAX);
    if (effect.jumps && effect.written == EFFECT_ON_FALL)
        join(check, (uint32_t)((int64_t)pc + 1 + effect.offset), UINT32_MAX);
    for (uint32_t i = 0; i < effect.read_count; i++)
        set_row(check, effect.reads[i], true);
    captures_needed(check, code->instructions[pc]);
    if (!effect.may_raise)
        return;
    if (check->handler_of[pc]) {
        const code_protect_t *range = &code->protect[check->handler_of[pc] - 1];
        join(check, range->target, range->exception_register);
    }
    if (check->handled_of[pc])
        set_row(check, (effect_range_t){code->handled[check->handled_of[pc] - 1].exception_register, 1},
                true);
}

static bool check_live(check_t *check)
{
    const code_t *code = check->code;
    uint32_t given = code->flags & CODE_CLASS_BODY ? 1 : code->parameter_count;
    for (uint32_t r = given; r < code->live_words * 64; r++)
        if (code->live[r / 64] >> r % 64 & 1) {
            check->pc = 0;
            return fail(check, "a register is read that may not have been written");
        }
    for (check->pc = 0; check->pc < code->instruction_count; check->pc++) {
        needed_before(check);
        const uint64_t *row = code->live + (size_t)check->pc * code->live_words;
        for (uint32_t i = 0; i < code->live_words; i++)
            if (check->row[i] & ~row[i])
                return fail(check, "the live table forgets a register");
    }
    return true;
}

static bool check_code(check_t *check)
{
    if (!check_head(check) || !check_constants(check) || !check_ranges(check))
        return false;
    for (check->pc = 0; check->pc < check->code->instruction_count; check->pc++)
        if (!check_instruction(check))
            return false;
    return check_live(check);
}

bool verify_unit(const code_unit_t *unit, verify_error_t *error)
{
    if (unit->code_count == 0) {
        *error = (verify_error_t){"no code", 0, 0};
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; ok && i < unit->code_count; i++) {
        const code_t *code = unit->codes[i];
        check_t check = {.unit = unit, .code = code, .error = error, .number = i};
        size_t n = code->instruction_count;
        check.cells = calloc((size_t)code->register_count / 64 + 1, sizeof(uint64_t));
        check.handler_of = calloc(n + 1, sizeof(uint32_t));
        check.handled_of = calloc(n + 1, sizeof(uint32_t));
        check.row = calloc((size_t)code->live_words + 1, sizeof(uint64_t));
        if (check.cells && check.handler_of && check.handled_of && check.row)
            ok = check_code(&check);
        else
            ok = fail(&check, "not enough memory");
        free(check.cells);
        free(check.handler_of);
        free(check.handled_of);
        free(check.row);
    }
    return ok;
}
