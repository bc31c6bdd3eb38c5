#include "lessons/lang/codegen_block.h"

static void block_open(body_t *body, block_t *block)
{
    block->start = body_pc(body);
}

static void block_close(body_t *body, block_t *block)
{
    uint32_t end = body_pc(body);
    if (block->kind == BLOCK_LOOP || end == block->start)
        return;
    if (block->kind == BLOCK_HANDLED) {
        code_handled_t *handled = vector_push(body->gen, &body->handled, sizeof *handled);
        if (handled)
            *handled = (code_handled_t){block->start, end, block->exception};
        return;
    }
    protect_range_t *range = vector_push(body->gen, &body->protect, sizeof *range);
    if (!range || block->handler >= body->labels.count)
        return;
    *range = (protect_range_t){block->start, end, block->handler, block->exception};
    ((label_place_t *)body->labels.items)[block->handler].used = true;
}

void block_push(body_t *body, block_t *block)
{
    block->outer = body->block;
    body->block = block;
    block_open(body, block);
}

void block_pop(body_t *body, block_t *block)
{
    block_close(body, block);
    body->block = block->outer;
}

static void clean_up(body_t *body, const block_t *block)
{
    switch (block->kind) {
    case BLOCK_FINALLY:
        statements(body, block->finally);
        break;
    case BLOCK_WITH:
        with_exit(body, block);
        break;
    case BLOCK_NAMED:
        forget_name(body, block->name);
        break;
    case BLOCK_ITERATOR:
        emit(body, OP_CLOSE_OWNED, 0, block->manager, 0, 0);
        break;
    case BLOCK_LOOP:
    case BLOCK_PROTECT:
    case BLOCK_HANDLED:
        break;
    }
}

block_t *block_leave(body_t *body, block_t *until)
{
    block_t *innermost = body->block;
    for (block_t *block = innermost; block != until; block = block->outer) {
        block_close(body, block);
        body->block = block->outer;
        clean_up(body, block);
    }
    return innermost;
}

void block_reenter(body_t *body, block_t *innermost, block_t *until)
{
    for (block_t *block = innermost; block != until; block = block->outer)
        block_open(body, block);
    body->block = innermost;
}

block_t *block_loop(const body_t *body)
{
    block_t *block = body->block;
    while (block && block->kind != BLOCK_LOOP)
        block = block->outer;
    return block;
}

ast_place_t compound_place(const stmt_t *s)
{
    ast_place_t place = s->place;
    if (place.end_line == place.line) { /* that of the head: the body goes on behind it */
        place.end_line++;
        place.end_column = 1;
    }
    return place;
}
