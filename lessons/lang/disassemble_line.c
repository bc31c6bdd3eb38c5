/* One line of a program as the small steps of the machine, in words for learners. */
#include <stdio.h>
#include <string.h>

#include "lessons/lang/disassemble.h"
#include "lessons/lang/effect.h"

/* ---- the program's own words ---- */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The byte offset of a place that is given in characters. */
static const char *find_place(const code_unit_t *unit, uint32_t line, uint32_t column)
{
    const char *p = unit->source, *end = unit->source + unit->source_size;
    for (uint32_t i = 1; i < line && p < end; i++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline ? newline + 1 : end;
    }
    for (uint32_t i = 1; i < column && p < end && *p != '\n'; i++) {
        p++;
        while (p < end && is_continuation(*p))
            p++;
    }
    return p;
}

/* "verb `words of the program`", the words cut to what fits and to one line. */
static void say(micro_step_t *step, const code_unit_t *unit, const char *verb)
{
    const char *from = find_place(unit, step->place.line, step->place.column);
    const char *to = find_place(unit, step->place.end_line, step->place.end_column);
    const char *newline = to > from ? memchr(from, '\n', (size_t)(to - from)) : NULL;
    if (newline)
        to = newline;
    size_t size = to > from ? (size_t)(to - from) : 0, room = 48;
    bool cut = size > room || newline;
    if (size > room)
        size = room;
    while (size > 0 && from + size < to && is_continuation(from[size]))
        size--;
    snprintf(step->text, sizeof step->text, "%s %.*s%s", verb, (int)size, from, cut ? "…" : "");
}

static const char *constant_name_text(const code_t *code, uint32_t number)
{
    if (number < code->constant_count && code->constants[number].kind == CONSTANT_STRING)
        return code->constants[number].text;
    return "?";
}

static const char *register_name(const code_t *code, uint32_t r)
{
    for (uint32_t i = 0; i < code->local_count; i++)
        if (code->locals[i].local_register == r && code->locals[i].name)
            return code->locals[i].name;
    return NULL;
}

/* ---- steps ---- */

static const char *operator_text(opcode_t op)
{
    static const char *const binary[] = {
#define OPERATOR_TEXT(name, text) text,
        BINARY_OPCODES(OPERATOR_TEXT)
#undef OPERATOR_TEXT
    };
    static const char *const compare[] = {
#define OPERATOR_TEXT(name, text) text,
        COMPARE_OPCODES(OPERATOR_TEXT)
#undef OPERATOR_TEXT
    };
    if (op >= OP_ADD && op <= OP_XOR)
        return binary[op - OP_ADD];
    if (op >= OP_ADD_K && op <= OP_XOR_K)
        return binary[op - OP_ADD_K];
    if (op >= OP_EQ && op <= OP_GE)
        return compare[op - OP_EQ];
    if (op >= OP_EQ_K && op <= OP_GE_K)
        return compare[op - OP_EQ_K];
    if (op >= OP_JUMP_EQ && op <= OP_JUMP_GE)
        return compare[op - OP_JUMP_EQ];
    return compare[op - OP_JUMP_EQ_K];
}

static bool is_operator(opcode_t op)
{
    return (op >= OP_ADD && op <= OP_XOR_K) || (op >= OP_EQ && op <= OP_GE_K);
}

static bool is_comparing_jump(opcode_t op)
{
    return op >= OP_JUMP_EQ && op <= OP_JUMP_GE_K;
}

static bool operator_step(micro_step_t *step, const code_unit_t *unit, opcode_t op)
{
    char verb[24];
    if (is_operator(op)) {
        step->kind = MICRO_COMPUTE;
        snprintf(verb, sizeof verb, "compute (%s)", operator_text(op));
    } else if (is_comparing_jump(op)) {
        step->kind = MICRO_CONTROL;
        snprintf(verb, sizeof verb, "compare (%s)", operator_text(op));
    } else {
        return false;
    }
    say(step, unit, verb);
    return true;
}

static void name_step(micro_step_t *step, micro_kind_t kind, const char *verb, const char *name)
{
    step->kind = kind;
    snprintf(step->text, sizeof step->text, "%s %s", verb, name);
}

static void source_step(micro_step_t *step, const code_unit_t *unit, micro_kind_t kind, const char *verb,
                        bool may_be_visible)
{
    step->kind = kind;
    step->may_be_visible = may_be_visible;
    say(step, unit, verb);
}

/* What goes into or comes out of a variable of the process itself. */
static bool variable_step(micro_step_t *step, const code_t *code, instruction_t i)
{
    const char *name;
    switch ((opcode_t)i.op) {
    case OP_LOAD_GLOBAL:
    case OP_LOAD_GLOBAL_METHOD:
    case OP_LOAD_NAME:
        name_step(step, MICRO_LOAD, "read", constant_name_text(code, instruction_bx(i)));
        return true;
    case OP_LOAD_CELL:
    case OP_LOAD_FREE:
        name_step(step, MICRO_LOAD, "read", constant_name_text(code, i.c));
        return true;
    case OP_STORE_GLOBAL:
    case OP_STORE_NAME:
        name_step(step, MICRO_STORE, "write", constant_name_text(code, instruction_bx(i)));
        return true;
    case OP_STORE_CELL:
        name = register_name(code, i.a);
        name_step(step, MICRO_STORE, "write", name ? name : "?");
        return true;
    case OP_STORE_FREE:
        name_step(step, MICRO_STORE, "write", i.a < code->free_count ? code->free_names[i.a] : "?");
        return true;
    case OP_MOVE:
    case OP_LOAD_CONST:
    case OP_LOAD_INT:
        name = register_name(code, i.a);
        if (name)
            name_step(step, MICRO_STORE, "write", name);
        return name != NULL;
    default:
        return false;
    }
}

/* What may meet a shared thing. */
static bool touching_step(micro_step_t *step, const code_unit_t *unit, instruction_t i)
{
    switch ((opcode_t)i.op) {
    case OP_LOAD_ATTR:
    case OP_GET_ITEM:
    case OP_GET_ITEM_K:
        source_step(step, unit, MICRO_LOAD, "read", true);
        return true;
    case OP_STORE_ATTR:
    case OP_SET_ITEM:
        source_step(step, unit, MICRO_STORE, "write", true);
        return true;
    case OP_CALL:
    case OP_CALL_KW:
    case OP_CALL_EX:
    case OP_CALL_METHOD:
    case OP_CALL_METHOD_KW:
    case OP_CALL_SUPER:
        source_step(step, unit, MICRO_CALL, "call", true);
        return true;
    default:
        return false;
    }
}

static bool other_step(micro_step_t *step, const code_unit_t *unit, instruction_t i)
{
    switch ((opcode_t)i.op) {
    case OP_JUMP_TRUE:
    case OP_JUMP_FALSE:
    case OP_JUMP_NONE:
    case OP_JUMP_NOT_NONE:
        source_step(step, unit, MICRO_CONTROL, "test", false);
        return true;
    case OP_FOR_NEXT:
    case OP_FOR_ITER:
        source_step(step, unit, MICRO_CONTROL, "next of", !(i.flags & 1));
        return true;
    case OP_IS:
    case OP_IS_NOT:
    case OP_IN:
    case OP_NOT_IN:
    case OP_NEG:
    case OP_POS:
    case OP_INVERT:
    case OP_NOT:
        source_step(step, unit, MICRO_COMPUTE, "compute", false);
        return true;
    case OP_RETURN:
    case OP_RETURN_NONE:
        name_step(step, MICRO_CONTROL, "go back", "to the caller");
        return true;
    case OP_YIELD:
        source_step(step, unit, MICRO_CONTROL, "hand out", false);
        return true;
    case OP_RAISE:
    case OP_RAISE_BARE:
    case OP_RAISE_ASSERT:
        source_step(step, unit, MICRO_CONTROL, "raise:", false);
        return true;
    case OP_BUILD_CLASS:
    case OP_MAKE_FUNCTION:
        source_step(step, unit, MICRO_COMPUTE, "make", false);
        return true;
    default:
        return false;
    }
}

static bool describe_step(micro_step_t *step, const code_unit_t *unit, const code_t *code, instruction_t i)
{
    if (i.op >= OP_COUNT)
        return false;
    return operator_step(step, unit, (opcode_t)i.op) || variable_step(step, code, i) ||
           touching_step(step, unit, i) || other_step(step, unit, i);
}

size_t disassemble_line(const code_unit_t *unit, uint32_t line, micro_step_t *steps, size_t capacity)
{
    size_t count = 0;
    for (uint32_t number = 0; number < unit->code_count; number++) {
        const code_t *code = unit->codes[number];
        for (uint32_t pc = 0; pc < code->instruction_count; pc++) {
            if (code->places[pc].line != line)
                continue;
            micro_step_t step = {.code = number, .pc = pc, .place = code->places[pc]};
            if (!describe_step(&step, unit, code, code->instructions[pc]))
                continue;
            if (count < capacity)
                steps[count] = step;
            count++;
        }
    }
    return count;
}
