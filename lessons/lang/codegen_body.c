#include "lessons/lang/codegen_body.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen_grow.h"
#include "lessons/lang/codegen_live.h"

void body_init(body_t *body, gen_t *gen, body_t *outer, scope_t *scope, bool far)
{
    *body = (body_t){.gen = gen, .outer = outer, .scope = scope, .far = far, .reachable = true};
    body->first_cell = scope->local_count;
    if (scope->kind == SCOPE_CLASS && body->first_cell == 0)
        body->first_cell = 1; /* register 0 is the namespace */
    body->first_temporary = body->first_cell + scope->cell_count;
    body->top = body->highest = body->first_temporary;
    if (body->first_temporary > REGISTER_LIMIT)
        limit_error(body, "too many local variables");
}

void body_destroy(body_t *body)
{
    vector_free(&body->instructions);
    vector_free(&body->places);
    vector_free(&body->constants);
    vector_free(&body->protect);
    vector_free(&body->handled);
    vector_free(&body->hints);
    vector_free(&body->labels);
    vector_free(&body->fixups);
    free(body->constant_index);
    body->constant_index = NULL;
}

void limit_error(body_t *body, const char *message)
{
    if (!body->gen->failed)
        diagnostics_add(
            body->gen->diagnostics, DIAGNOSTIC_LIMIT,
            (ast_place_t){body->place.line, body->place.column, body->place.end_line, body->place.end_column},
            NULL, 0, "%s", message);
    body->gen->failed = true;
}

code_place_t enter_place(body_t *body, ast_place_t place)
{
    code_place_t before = body->place;
    uint16_t column = place.column > UINT16_MAX ? UINT16_MAX : (uint16_t)place.column;
    uint16_t end_column = place.end_column > UINT16_MAX ? UINT16_MAX : (uint16_t)place.end_column;
    body->place = (code_place_t){place.line, place.end_line, column, end_column};
    return before;
}

code_place_t enter_attribute_place(body_t *body, const expr_t *whole, const expr_t *attribute)
{
    ast_place_t place = whole->place, name = attribute->attribute.name_place;
    if (name.line > place.line) {
        place.line = name.line;
        place.column = name.column;
    }
    return enter_place(body, place);
}

/* ---- registers ---- */

reg_t temporaries(body_t *body, uint32_t count)
{
    reg_t first = body->top;
    if (count > REGISTER_LIMIT - first) {
        limit_error(body, "this expression needs too many values at once");
        return first;
    }
    body->top += count;
    if (body->top > body->highest)
        body->highest = body->top;
    return first;
}

reg_t temporary(body_t *body)
{
    return temporaries(body, 1);
}

/* ---- instructions ---- */

uint32_t body_pc(const body_t *body)
{
    return body->instructions.count;
}

static uint32_t emit_instruction(body_t *body, instruction_t instruction)
{
    uint32_t pc = body_pc(body);
    if (!body->reachable || body->gen->failed)
        return pc;
    if (pc >= INSTRUCTION_LIMIT)
        limit_error(body, "this function is too large");
    instruction_t *slot = vector_push(body->gen, &body->instructions, sizeof *slot);
    code_place_t *place = vector_push(body->gen, &body->places, sizeof *place);
    if (slot && place) {
        *slot = instruction;
        *place = body->place;
    }
    switch ((opcode_t)instruction.op) {
    case OP_JUMP:
    case OP_LOOP:
    case OP_RETURN:
    case OP_RETURN_NONE:
    case OP_RAISE:
    case OP_RERAISE:
    case OP_RAISE_BARE:
    case OP_RAISE_ASSERT:
        body->reachable = false;
        break;
    default:
        break;
    }
    return pc;
}

uint32_t emit(body_t *body, opcode_t op, unsigned flags, uint32_t a, uint32_t b, uint32_t c)
{
    if ((a | b | c) > UINT16_MAX)
        limit_error(body, "this function is too large");
    return emit_instruction(body, instruction_make(op, flags, a, b, c));
}

uint32_t emit_x(body_t *body, opcode_t op, unsigned flags, uint32_t a, uint32_t bx)
{
    return emit_instruction(body, instruction_make_x(op, flags, a, bx));
}

void emit_move(body_t *body, reg_t to, reg_t from)
{
    if (to != from)
        emit(body, OP_MOVE, 0, to, from, 0);
}

void emit_constant(body_t *body, reg_t dest, uint32_t constant)
{
    emit_x(body, OP_LOAD_CONST, 0, dest, constant);
}

void emit_hint(body_t *body, uint32_t pc)
{
    if (!body->hint.target || !body->reachable || body->gen->failed)
        return;
    char *text = hint_text(body->gen, body->hint);
    code_hint_t *hint = text ? vector_push(body->gen, &body->hints, sizeof *hint) : NULL;
    if (hint)
        *hint = (code_hint_t){pc, text};
}

/* ---- labels and jumps ---- */

label_t label_new(body_t *body)
{
    label_place_t *label = vector_push(body->gen, &body->labels, sizeof *label);
    if (!label)
        return 0;
    label->pc = LABEL_NONE;
    return body->labels.count - 1;
}

void label_place(body_t *body, label_t label)
{
    label_place_t *places = body->labels.items;
    if (label >= body->labels.count)
        return;
    places[label].pc = body_pc(body);
    if (places[label].used)
        body->reachable = true;
}

static void add_fixup(body_t *body, uint32_t pc, label_t label, bool wide)
{
    if (!body->reachable || label >= body->labels.count)
        return;
    ((label_place_t *)body->labels.items)[label].used = true;
    fixup_t *fixup = vector_push(body->gen, &body->fixups, sizeof *fixup);
    if (fixup)
        *fixup = (fixup_t){pc, label, wide};
}

void emit_jump(body_t *body, opcode_t op, reg_t a, label_t label)
{
    add_fixup(body, body_pc(body), label, true);
    emit_x(body, op, 0, a, 0);
}

void emit_jump16(body_t *body, opcode_t op, unsigned flags, uint32_t a, uint32_t b, label_t label)
{
    if (!body->reachable)
        return;
    if (!body->far) {
        add_fixup(body, body_pc(body), label, false);
        emit(body, op, flags, a, b, 0);
        return;
    }
    emit(body, op, flags, a, b, 1); /* taken: to the far jump */
    emit_x(body, OP_JUMP, 0, 0, 1); /* not taken: over it */
    body->reachable = true;
    const label_place_t *places = body->labels.items;
    bool backwards = label < body->labels.count && places[label].pc != LABEL_NONE;
    emit_jump(body, backwards ? OP_LOOP : OP_JUMP, 0, label);
    body->reachable = true;
}

static void resolve_jumps(body_t *body)
{
    const fixup_t *fixups = body->fixups.items;
    const label_place_t *labels = body->labels.items;
    instruction_t *instructions = body->instructions.items;
    for (uint32_t i = 0; i < body->fixups.count; i++) {
        fixup_t fixup = fixups[i];
        int64_t offset = (int64_t)labels[fixup.label].pc - fixup.pc - 1;
        instruction_t *at = &instructions[fixup.pc];
        if (fixup.wide) {
            *at = instruction_make_x((opcode_t)at->op, at->flags, at->a, (uint32_t)(int32_t)offset);
        } else if (offset < INT16_MIN || offset > INT16_MAX) {
            body->too_far = true;
        } else {
            at->c = (uint16_t)(int16_t)offset;
        }
    }
}

/* ---- the finished code ---- */

static void keep_ranges(body_t *body, code_t *code)
{
    const protect_range_t *ranges = body->protect.items;
    const label_place_t *labels = body->labels.items;
    code_protect_t *protect = gen_alloc(body->gen, (body->protect.count + 1) * sizeof *protect);
    if (!protect)
        return;
    for (uint32_t i = 0; i < body->protect.count; i++)
        protect[i] = (code_protect_t){ranges[i].start, ranges[i].end, labels[ranges[i].target].pc,
                                      ranges[i].exception};
    code->protect_count = body->protect.count;
    code->protect = protect;
    code->handled_count = body->handled.count;
    code->handled = vector_keep(body->gen, &body->handled, sizeof(code_handled_t));
    code->hint_count = body->hints.count;
    code->hints = vector_keep(body->gen, &body->hints, sizeof(code_hint_t));
}

/* Names of registers for whoever looks at a frame: locals, and cells that no local of the same name feeds. */
static void keep_locals(body_t *body, code_t *code)
{
    scope_t *scope = body->scope;
    code_local_t *locals =
        gen_alloc(body->gen, (scope->local_count + scope->cell_count + 1) * sizeof *locals);
    if (!locals)
        return;
    uint32_t count = 0;
    for (uint32_t i = 0; i < scope->local_count; i++)
        if (scope->locals[i])
            locals[count++] =
                (code_local_t){gen_copy(body->gen, scope->locals[i], strlen(scope->locals[i])), i, false};
    for (uint32_t i = 0; i < scope->cell_count; i++)
        locals[count++] =
            (code_local_t){gen_copy(body->gen, scope->cells[i].name, strlen(scope->cells[i].name)),
                           body->first_cell + i, true};
    code->locals = locals;
    code->local_count = count;
}

static void keep_frees(body_t *body, code_t *code)
{
    scope_t *scope = body->scope;
    const char **names = gen_alloc(body->gen, (scope->free_count + 1) * sizeof *names);
    code_capture_t *captures = gen_alloc(body->gen, (scope->free_count + 1) * sizeof *captures);
    if (!names || !captures)
        return;
    for (uint32_t i = 0; i < scope->free_count; i++) {
        const scope_free_t *free_name = &scope->frees[i];
        names[i] = gen_copy(body->gen, free_name->name, strlen(free_name->name));
        captures[i].from_free = !free_name->from_cell;
        captures[i].index = free_name->index + (free_name->from_cell ? body->outer->first_cell : 0);
    }
    code->free_names = names;
    code->captures = captures;
    code->free_count = scope->free_count;
}

uint32_t body_finish(body_t *body, const code_t *head, uint32_t number)
{
    gen_t *gen = body->gen;
    if (gen->failed)
        return number;
    resolve_jumps(body);
    if (body->too_far)
        return number;
    code_t *code = gen_alloc(gen, sizeof *code);
    if (!code)
        return number;
    *code = *head;
    code->register_count = body->highest;
    keep_ranges(body, code);
    keep_locals(body, code);
    keep_frees(body, code);
    code->constant_count = body->constants.count;
    code->constants = vector_keep(gen, &body->constants, sizeof(code_constant_t));
    code->instruction_count = body->instructions.count;
    code->instructions = vector_keep(gen, &body->instructions, sizeof(instruction_t));
    code->places = vector_keep(gen, &body->places, sizeof(code_place_t));
    if (!gen->failed && (!live_compute(gen, code) || !grow_mark(code)))
        limit_error(body, "this function is too large");
    ((code_t **)gen->codes.items)[number] = code;
    return number;
}

uint32_t generate_body(gen_t *gen, body_t *outer, scope_t *scope, body_writer_t *writer, const void *what,
                       const code_t *head)
{
    uint32_t number = gen->codes.count;
    if (!vector_push(gen, &gen->codes, sizeof(code_t *)))
        return number;
    bool far = false;
    do {
        gen->codes.count = number + 1;
        body_t body;
        body_init(&body, gen, outer, scope, far);
        if (outer)
            body.place = outer->place;
        writer(&body, what);
        body_finish(&body, head, number);
        far = body.too_far && !gen->failed;
        body_destroy(&body);
    } while (far);
    return number;
}
