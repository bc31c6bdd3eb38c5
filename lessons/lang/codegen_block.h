/*
 * Blocks: what a `return`, `break` or `continue` leaves on its way out.
 *
 * The clean-up of a block (a finally body, __exit__, the name of an except clause) is generated anew at each
 * way out of it. While it is, the blocks that are being left are closed: their handlers do not protect it.
 * So what a handler protects is a list of segments: block_open() begins one, block_close() ends it.
 */
#ifndef LESSONS_LANG_CODEGEN_BLOCK_H
#define LESSONS_LANG_CODEGEN_BLOCK_H

#include "lessons/lang/codegen_body.h"

typedef enum block_kind {
    BLOCK_LOOP,
    BLOCK_PROTECT, /* try body with except clauses */
    BLOCK_FINALLY, /* try body with a finally */
    BLOCK_WITH,
    BLOCK_ITERATOR, /* the loop over what a call gave: a generator that nobody else holds is closed */
    BLOCK_NAMED,    /* the body of `except … as name` */
    BLOCK_HANDLED,  /* an exception is being handled */
} block_kind_t;

struct block {
    block_kind_t kind;
    block_t *outer;
    uint32_t start;             /* of the open segment */
    label_t handler;            /* all but LOOP and HANDLED */
    reg_t exception;            /* all but LOOP */
    label_t leave, again;       /* LOOP: where break and continue go */
    const stmt_list_t *finally; /* FINALLY */
    reg_t manager;      /* WITH: __exit__ and its self, as LOAD_METHOD leaves them; ITERATOR: the iterator */
    ast_place_t place;  /* WITH: of the item */
    const expr_t *name; /* NAMED */
};

/* Makes the block the innermost and opens it; `block` is the caller's storage until block_pop(). */
void block_push(body_t *body, block_t *block);
void block_pop(body_t *body, block_t *block);

/* Emits the clean-up of all blocks up to, not including, `until`; the caller then emits its jump or return
 * and calls block_reenter() with what this gave. */
block_t *block_leave(body_t *body, block_t *until);
void block_reenter(body_t *body, block_t *innermost, block_t *until);

/* The innermost loop; NULL outside of any. */
block_t *block_loop(const body_t *body);

/* The place of a compound statement with its body: where CPython blames all of it. */
ast_place_t compound_place(const stmt_t *s);

void try_statement(body_t *body, const stmt_t *s);
void with_statement(body_t *body, const stmt_t *s);
/* Clean-ups, as block_leave() needs them. */
void with_exit(body_t *body, const block_t *block);
void forget_name(body_t *body, const expr_t *name);

#endif
