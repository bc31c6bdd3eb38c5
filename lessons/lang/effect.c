#include "lessons/lang/effect.h"

typedef struct opcode_info {
    const char *name, *operands;
    bool suspends;
} opcode_info_t;

static const opcode_info_t opcode_infos[OP_COUNT] = {
#define OPCODE_INFO(name, operands, suspends) {#name, operands, suspends},
    OPCODES(OPCODE_INFO)
#undef OPCODE_INFO
};

const char *opcode_operands(opcode_t op)
{
    return opcode_infos[op].operands;
}

const char *opcode_name(opcode_t op)
{
    return opcode_infos[op].name;
}

bool opcode_suspends(opcode_t op)
{
    return opcode_infos[op].suspends;
}

static void reads(effect_t *effect, uint32_t first, uint32_t count)
{
    effect->reads[effect->read_count++] = (effect_range_t){first, count};
}

static void writes(effect_t *effect, uint32_t first, uint32_t count)
{
    effect->writes[effect->write_count++] = (effect_range_t){first, count};
}

static bool never_raises(opcode_t op)
{
    switch (op) {
    case OP_NOP:
    case OP_MOVE:
    case OP_LOAD_CONST:
    case OP_LOAD_INT:
    case OP_CLEAR:
    case OP_JUMP:
    case OP_JUMP_NONE:
    case OP_JUMP_NOT_NONE:
    case OP_IS:
    case OP_IS_NOT:
        return true;
    default:
        return false;
    }
}

/* Each of these says the effect of opcodes that have windows, or operands read only under a flag; false: it is
 * none of its own. */
static bool call_effect(effect_t *effect, instruction_t i, const code_constant_t *constants)
{
    uint32_t a = i.a, b = i.b, c = i.c;
    switch ((opcode_t)i.op) {
    case OP_CALL:
        reads(effect, a, b + 1);
        writes(effect, a, b + 1);
        writes(effect, c, 1);
        return true;
    case OP_CALL_KW:
        reads(effect, a, 1 + b + constants[c].size);
        writes(effect, a, 1 + b + constants[c].size);
        return true;
    case OP_CALL_METHOD:
        reads(effect, a, b + 2);
        writes(effect, a, b + 2);
        writes(effect, c, 1);
        return true;
    case OP_CALL_METHOD_KW:
        reads(effect, a, 2 + b + constants[c].size);
        writes(effect, a, 2 + b + constants[c].size);
        return true;
    case OP_CALL_EX:
    case OP_CALL_SUPER:
        reads(effect, a, 3);
        writes(effect, a, 3);
        return true;
    case OP_LOAD_METHOD:
        reads(effect, b, 1);
        writes(effect, a, 2);
        return true;
    default:
        return false;
    }
}

static bool loop_effect(effect_t *effect, instruction_t i)
{
    uint32_t a = i.a, b = i.b;
    switch ((opcode_t)i.op) {
    case OP_RANGE_PREP: /* writes when it jumps; when it does not, what it reads stays */
        reads(effect, a, b + 1);
        writes(effect, a, 3);
        return true;
    case OP_FOR_NEXT:
    case OP_FOR_ITER:
        reads(effect, a, i.flags & 1u ? 3 : 1);
        writes(effect, b, 1);
        effect->written = i.op == OP_FOR_NEXT ? EFFECT_ON_JUMP : EFFECT_ON_FALL;
        return true;
    default:
        return false;
    }
}

static bool build_effect(effect_t *effect, instruction_t i)
{
    uint32_t a = i.a, b = i.b, c = i.c;
    switch ((opcode_t)i.op) {
    case OP_MAKE_FUNCTION:
        reads(effect, c, (i.flags & 1u) + (i.flags >> 1 & 1u));
        writes(effect, a, 1);
        return true;
    case OP_BUILD_SLICE:
        reads(effect, b, 3);
        writes(effect, a, 1);
        return true;
    case OP_BUILD_LIST:
    case OP_BUILD_TUPLE:
    case OP_BUILD_SET:
    case OP_BUILD_STRING:
        reads(effect, b, c);
        writes(effect, a, 1);
        return true;
    case OP_BUILD_DICT:
        reads(effect, b, 2 * c);
        writes(effect, a, 1);
        return true;
    case OP_UNPACK:
        reads(effect, b, 1);
        writes(effect, a, c);
        return true;
    case OP_UNPACK_STAR:
        reads(effect, b, 1);
        writes(effect, a, (c & 255) + (c >> 8) + 1);
        return true;
    case OP_BUILD_CLASS:
        reads(effect, a, b + 2);
        writes(effect, a, b + 2);
        return true;
    default:
        return false;
    }
}

static bool other_effect(effect_t *effect, instruction_t i)
{
    uint32_t a = i.a, b = i.b, c = i.c;
    switch ((opcode_t)i.op) {
    case OP_CLEAR:
        writes(effect, a, b);
        return true;
    case OP_WITH_SETUP:
        reads(effect, b, 1);
        writes(effect, a, 4);
        return true;
    case OP_EXC_ARGS:
        reads(effect, b, 1);
        writes(effect, a, 3);
        return true;
    case OP_FORMAT:
        reads(effect, b, 1);
        if (i.flags & 4)
            reads(effect, c, 1);
        writes(effect, a, 1);
        return true;
    case OP_RAISE:
        reads(effect, a, 1);
        if (i.flags & 1)
            reads(effect, b, 1);
        return true;
    case OP_RAISE_ASSERT:
        if (i.flags & 1)
            reads(effect, a, 1);
        return true;
    case OP_YIELD:
        reads(effect, b, 1);
        if (i.flags & 1)
            reads(effect, c, 1);
        writes(effect, a, 1);
        return true;
    case OP_LOAD_NAME:
    case OP_LOAD_CLASS_FREE:
        reads(effect, 0, 1);
        writes(effect, a, 1);
        return true;
    case OP_STORE_NAME:
        reads(effect, 0, 1);
        reads(effect, a, 1);
        return true;
    case OP_DELETE_NAME:
        reads(effect, 0, 1);
        return true;
    default:
        return false;
    }
}

static bool special_effect(effect_t *effect, instruction_t i, const code_constant_t *constants)
{
    return call_effect(effect, i, constants) || loop_effect(effect, i) || build_effect(effect, i) ||
           other_effect(effect, i);
}

static void letter_effect(effect_t *effect, char letter, uint32_t operand)
{
    if (letter == 'r' || letter == 'x')
        reads(effect, operand, 1);
    if (letter == 'd' || letter == 'x')
        writes(effect, operand, 1);
}

static void flow_effect(effect_t *effect, instruction_t i, const char *operands)
{
    if (operands[1] == 'J') {
        effect->jumps = true;
        effect->offset = (int32_t)instruction_bx(i);
    } else if (operands[2] == 'j') {
        effect->jumps = true;
        effect->offset = (int16_t)i.c;
    }
    switch ((opcode_t)i.op) {
    case OP_JUMP:
    case OP_LOOP:
    case OP_RETURN:
    case OP_RETURN_NONE:
    case OP_RAISE:
    case OP_RERAISE:
    case OP_RAISE_BARE:
    case OP_RAISE_ASSERT:
        effect->falls_through = false;
        break;
    default:
        effect->falls_through = true;
    }
}

effect_t effect_of(instruction_t instruction, const code_constant_t *constants)
{
    effect_t effect = {.may_raise = !never_raises((opcode_t)instruction.op)};
    const char *operands = opcode_operands((opcode_t)instruction.op);
    if (!special_effect(&effect, instruction, constants)) {
        letter_effect(&effect, operands[0], instruction.a);
        letter_effect(&effect, operands[1], instruction.b);
        if (operands[1] && operands[2])
            letter_effect(&effect, operands[2], instruction.c);
    }
    flow_effect(&effect, instruction, operands);
    return effect;
}
