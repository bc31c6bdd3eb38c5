#include "lessons/lang/codegen_grow.h"

#include <stdlib.h>

#include "lessons/lang/effect.h"

#define VARIABLE_LIMIT 64 /* accumulating variables of one function that are looked at */

typedef struct grow {
    const code_t *code;
    uint32_t registers[VARIABLE_LIMIT];
    unsigned count;
    uint32_t *handler_of; /* by pc: innermost protect range + 1 */
    uint64_t *shared; /* by pc, one bit a variable: on some path to here somebody else may hold its text */
    bool changed;
} grow_t;

static bool is_addition(instruction_t i)
{
    return (i.op == OP_ADD || i.op == OP_ADD_K) && (i.flags & 1) && i.a == i.b;
}

static void find_variables(grow_t *grow)
{
    const code_t *code = grow->code;
    for (uint32_t pc = 0; pc < code->instruction_count && grow->count < VARIABLE_LIMIT; pc++) {
        instruction_t i = code->instructions[pc];
        bool known = !is_addition(i);
        for (unsigned n = 0; n < grow->count && !known; n++)
            known = grow->registers[n] == i.a;
        if (!known)
            grow->registers[grow->count++] = i.a;
    }
}

/* Reads register r without giving what stands in it to anybody, if that is a text. (A piece of a text that
 * may grow is always a new text: str_slice.) */
static bool only_looks(instruction_t i, uint32_t r)
{
    switch ((opcode_t)i.op) {
    case OP_CHECK_BOUND:
    case OP_JUMP_NONE:
    case OP_JUMP_NOT_NONE:
    case OP_JUMP_TRUE:
    case OP_JUMP_FALSE:
    case OP_NOT:
    case OP_IS:
    case OP_IS_NOT:
    case OP_GET_ITEM_K:
        return true;
    case OP_GET_ITEM:
        return i.c != r;
    case OP_IN:
    case OP_NOT_IN:
        return i.b != r;
    default:
        return false;
    }
}

static bool in_ranges(const effect_range_t *ranges, uint32_t count, uint32_t r)
{
    for (uint32_t i = 0; i < count; i++)
        if (r >= ranges[i].first && r < ranges[i].first + ranges[i].count)
            return true;
    return false;
}

/* A constant or nothing: no text that an addition made. */
static bool writes_plain(instruction_t i)
{
    return i.op == OP_LOAD_CONST || i.op == OP_LOAD_INT || i.op == OP_CLEAR;
}

static uint64_t after(const grow_t *grow, instruction_t i, const effect_t *effect, uint64_t shared)
{
    for (unsigned n = 0; n < grow->count; n++) {
        uint32_t r = grow->registers[n];
        uint64_t bit = UINT64_C(1) << n;
        bool own = is_addition(i) && i.a == r;
        if (own) {
            shared &= ~bit;
            continue;
        }
        if (in_ranges(effect->reads, effect->read_count, r) && !only_looks(i, r))
            shared |= bit;
        if (in_ranges(effect->writes, effect->write_count, r))
            shared = writes_plain(i) ? shared & ~bit : shared | bit;
    }
    return shared;
}

static void flow_to(grow_t *grow, int64_t pc, uint64_t shared)
{
    if (pc < 0 || pc >= grow->code->instruction_count || (shared & ~grow->shared[pc]) == 0)
        return;
    grow->shared[pc] |= shared;
    grow->changed = true;
}

static void flow_to_handler(grow_t *grow, uint32_t pc, uint64_t shared)
{
    if (grow->handler_of[pc])
        flow_to(grow, grow->code->protect[grow->handler_of[pc] - 1].target, shared);
}

/* Inner ranges stand first, so painting from the last to the first leaves the innermost. */
static void paint_handlers(grow_t *grow)
{
    const code_t *code = grow->code;
    for (uint32_t i = code->protect_count; i-- > 0;)
        for (uint32_t pc = code->protect[i].start; pc < code->protect[i].end; pc++)
            grow->handler_of[pc] = i + 1;
}

static void solve(grow_t *grow)
{
    const code_t *code = grow->code;
    grow->shared[0] = ~UINT64_C(0);
    do {
        grow->changed = false;
        for (uint32_t pc = 0; pc < code->instruction_count; pc++) {
            instruction_t i = code->instructions[pc];
            effect_t effect = effect_of(i, code->constants);
            uint64_t shared = after(grow, i, &effect, grow->shared[pc]);
            if (effect.falls_through)
                flow_to(grow, (int64_t)pc + 1, shared);
            if (effect.jumps)
                flow_to(grow, (int64_t)pc + 1 + effect.offset, shared);
            if (effect.may_raise)
                flow_to_handler(grow, pc, shared | grow->shared[pc]);
        }
    } while (grow->changed);
}

static void mark(const grow_t *grow)
{
    const code_t *code = grow->code;
    instruction_t *instructions = (instruction_t *)code->instructions; /* in the unit's own memory */
    for (uint32_t pc = 0; pc < code->instruction_count; pc++)
        for (unsigned n = 0; n < grow->count; n++)
            if (is_addition(instructions[pc]) && instructions[pc].a == grow->registers[n] &&
                !(grow->shared[pc] >> n & 1))
                instructions[pc].flags |= 2;
}

bool grow_mark(code_t *code)
{
    grow_t grow = {.code = code};
    find_variables(&grow);
    if (grow.count == 0)
        return true;
    grow.shared = calloc(code->instruction_count + 1u, sizeof *grow.shared);
    grow.handler_of = calloc(code->instruction_count + 1u, sizeof *grow.handler_of);
    bool ok = grow.shared && grow.handler_of;
    if (ok) {
        paint_handlers(&grow);
        solve(&grow);
        mark(&grow);
    }
    free(grow.shared);
    free(grow.handler_of);
    return ok;
}
