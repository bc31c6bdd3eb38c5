#include "lessons/lang/codegen_live.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/effect.h"

#define LIVE_TABLE_BYTES ((uint64_t)128 * 1024 * 1024)

typedef struct live {
    const code_t *code;
    code_t *const *codes; /* of the unit: for what a new function takes along */
    uint32_t words;
    uint64_t *in;         /* the table */
    uint64_t *scratch;    /* one row */
    uint32_t *handler_of; /* number of the innermost protect range + 1, by pc */
    uint32_t *handled_of; /* the same for the handled ranges */
} live_t;

static void set_range(uint64_t *row, effect_range_t range, bool on)
{
    for (uint32_t r = range.first; r < range.first + range.count; r++) {
        if (on)
            row[r / 64] |= UINT64_C(1) << r % 64;
        else
            row[r / 64] &= ~(UINT64_C(1) << r % 64);
    }
}

static uint64_t *row_of(const live_t *live, uint32_t pc)
{
    return live->in + (size_t)pc * live->words;
}

static void join(const live_t *live, uint64_t *row, uint32_t pc)
{
    const uint64_t *other = row_of(live, pc);
    for (uint32_t i = 0; i < live->words; i++)
        row[i] |= other[i];
}

/* What an exception at pc would still need: the handler's registers, and the exception being handled. */
static void join_handlers(live_t *live, uint64_t *row, uint32_t pc)
{
    const code_t *code = live->code;
    if (live->handler_of[pc]) {
        const code_protect_t *range = &code->protect[live->handler_of[pc] - 1];
        const uint64_t *other = row_of(live, range->target);
        uint32_t word = range->exception_register / 64;
        for (uint32_t i = 0; i < live->words; i++) {
            uint64_t bits = other[i];
            if (i == word)
                bits &= ~(UINT64_C(1) << range->exception_register % 64);
            row[i] |= bits;
        }
    }
    if (live->handled_of[pc])
        set_range(row, (effect_range_t){code->handled[live->handled_of[pc] - 1].exception_register, 1}, true);
}

static void join_jump(const live_t *live, uint64_t *row, uint32_t pc, const effect_t *effect)
{
    if (effect->jumps)
        join(live, row, (uint32_t)((int64_t)pc + 1 + effect->offset));
}

static void join_fall(const live_t *live, uint64_t *row, uint32_t pc, const effect_t *effect)
{
    if (effect->falls_through && pc + 1 < live->code->instruction_count)
        join(live, row, pc + 1);
}

static void kill_writes(uint64_t *row, const effect_t *effect)
{
    for (uint32_t i = 0; i < effect->write_count; i++)
        set_range(row, effect->writes[i], false);
}

static void join_captures(const live_t *live, uint64_t *row, instruction_t i)
{
    if (i.op != OP_MAKE_FUNCTION)
        return;
    const code_t *made = live->codes[live->code->constants[i.b].code];
    for (uint32_t n = 0; n < made->free_count; n++)
        if (!made->captures[n].from_free)
            set_range(row, (effect_range_t){made->captures[n].index, 1}, true);
}

/* One instruction; true if its row changed. */
static bool update(live_t *live, uint32_t pc)
{
    const code_t *code = live->code;
    effect_t effect = effect_of(code->instructions[pc], code->constants);
    uint64_t *row = live->scratch;
    memset(row, 0, live->words * sizeof *row);
    if (effect.written == EFFECT_ON_JUMP) {
        join_jump(live, row, pc, &effect);
        kill_writes(row, &effect);
        join_fall(live, row, pc, &effect);
    } else if (effect.written == EFFECT_ON_FALL) {
        join_fall(live, row, pc, &effect);
        kill_writes(row, &effect);
        join_jump(live, row, pc, &effect);
    } else {
        join_jump(live, row, pc, &effect);
        join_fall(live, row, pc, &effect);
        kill_writes(row, &effect);
    }
    for (uint32_t i = 0; i < effect.read_count; i++)
        set_range(row, effect.reads[i], true);
    join_captures(live, row, code->instructions[pc]);
    if (effect.may_raise)
        join_handlers(live, row, pc);
    if (memcmp(row, row_of(live, pc), live->words * sizeof *row) == 0)
        return false;
    memcpy(row_of(live, pc), row, live->words * sizeof *row);
    return true;
}

static void solve(live_t *live)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t pc = live->code->instruction_count; pc-- > 0;)
            changed |= update(live, pc);
    }
}

/* Inner ranges stand first, so painting from the last to the first leaves the innermost. */
static void paint_ranges(live_t *live)
{
    const code_t *code = live->code;
    for (uint32_t i = code->protect_count; i-- > 0;)
        for (uint32_t pc = code->protect[i].start; pc < code->protect[i].end; pc++)
            live->handler_of[pc] = i + 1;
    for (uint32_t i = code->handled_count; i-- > 0;)
        for (uint32_t pc = code->handled[i].start; pc < code->handled[i].end; pc++)
            live->handled_of[pc] = i + 1;
}

/* The lowest and highest register that is live at the entry without being a parameter. */
static bool unset_at_entry(const live_t *live, uint32_t *first, uint32_t *last)
{
    const code_t *code = live->code;
    uint32_t from = code->flags & CODE_CLASS_BODY ? 1 : code->parameter_count;
    bool found = false;
    for (uint32_t r = from; r < code->register_count; r++) {
        if (!(live->in[r / 64] >> r % 64 & 1))
            continue;
        if (!found)
            *first = r;
        *last = r;
        found = true;
    }
    return found;
}

/* Puts one instruction in front of the code: everything that names a pc moves by one. */
static bool put_in_front(gen_t *gen, code_t *code, instruction_t instruction)
{
    uint32_t n = code->instruction_count;
    instruction_t *instructions = gen_alloc(gen, (n + 1) * sizeof *instructions);
    code_place_t *places = gen_alloc(gen, (n + 1) * sizeof *places);
    if (!instructions || !places)
        return false;
    instructions[0] = instruction;
    places[0] = code->places[0];
    memcpy(instructions + 1, code->instructions, n * sizeof *instructions);
    memcpy(places + 1, code->places, n * sizeof *places);
    code->instructions = instructions;
    code->places = places;
    code->instruction_count = n + 1;
    for (uint32_t i = 0; i < code->protect_count; i++) {
        code_protect_t *range = (code_protect_t *)&code->protect[i];
        range->start++, range->end++, range->target++;
    }
    for (uint32_t i = 0; i < code->handled_count; i++) {
        code_handled_t *range = (code_handled_t *)&code->handled[i];
        range->start++, range->end++;
    }
    for (uint32_t i = 0; i < code->hint_count; i++)
        ((code_hint_t *)&code->hints[i])->pc++;
    return true;
}

static bool solve_code(gen_t *gen, code_t *code, live_t *live)
{
    uint32_t n = code->instruction_count;
    live->code = code;
    live->codes = gen->codes.items;
    live->words = (code->register_count + 63) / 64;
    if (live->words == 0)
        live->words = 1;
    if ((uint64_t)(n + 1) * live->words * sizeof(uint64_t) > LIVE_TABLE_BYTES)
        return false;
    live->in = gen_alloc(gen, (size_t)(n + 1) * live->words * sizeof(uint64_t));
    live->scratch = calloc(live->words, sizeof(uint64_t));
    live->handler_of = calloc(n + 1, sizeof(uint32_t));
    live->handled_of = calloc(n + 1, sizeof(uint32_t));
    if (!live->in || !live->scratch || !live->handler_of || !live->handled_of)
        return false;
    paint_ranges(live);
    solve(live);
    return true;
}

bool live_compute(gen_t *gen, code_t *code)
{
    live_t live = {0};
    uint32_t first = 0, last = 0;
    bool ok = solve_code(gen, code, &live);
    if (ok && unset_at_entry(&live, &first, &last)) {
        uint64_t *table = gen_alloc(gen, (size_t)(code->instruction_count + 1) * live.words * sizeof *table);
        ok = table && put_in_front(gen, code, instruction_make(OP_CLEAR, 0, first, last - first + 1, 0));
        if (ok) {
            memcpy(table + live.words, live.in,
                   (size_t)(code->instruction_count - 1) * live.words * sizeof *table);
            memcpy(table, live.in, live.words * sizeof *table);
            set_range(table, (effect_range_t){first, last - first + 1}, false);
            live.in = table;
        }
    }
    code->live = live.in;
    code->live_words = live.words;
    free(live.scratch);
    free(live.handler_of);
    free(live.handled_of);
    return ok;
}
