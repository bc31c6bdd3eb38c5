/*
 * The code generator's workshop: one body_t for each function, class body or module that is being generated.
 *
 * Errors are sticky: what fails (no memory, an operand out of range) is noted in gen_t, emission goes on
 * without effect, and the end looks at gen->failed. So no emitting function returns a status.
 *
 * Registers: locals (parameters first), then cells, then temporaries in stack discipline: a caller notes
 * body->top, takes temporaries, and puts top back. A function `x_to(…, dest)` writes dest only as the last
 * thing that it does, so dest may be a local that the expression itself reads.
 *
 * Code that cannot be reached is not emitted: after a jump or return, body->reachable is false until a label
 * that somebody jumps to is placed.
 */
#ifndef LESSONS_LANG_CODEGEN_BODY_H
#define LESSONS_LANG_CODEGEN_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "lessons/lang/ast.h"
#include "lessons/lang/code.h"
#include "lessons/lang/codegen.h"
#include "lessons/lang/diagnostic.h"
#include "lessons/lang/scope.h"

typedef struct gen gen_t;
typedef struct body body_t;
typedef struct block block_t;
typedef uint32_t reg_t;
typedef uint32_t label_t;

#define LABEL_NONE        UINT32_MAX
#define REGISTER_LIMIT    60000u
#define CONSTANT_LIMIT    65535u
#define INSTRUCTION_LIMIT (1u << 20) /* of one body: finally bodies inside finally bodies double the code */

/* ---- growing arrays ---- */

typedef struct vector {
    void *items;
    uint32_t count, capacity;
} vector_t;

/* ---- the unit ---- */

struct gen {
    code_unit_t *unit;
    diagnostics_t *diagnostics;
    bool failed;
    vector_t codes;   /* code_t * */
    vector_t imports; /* const char * in the unit's memory */
};

/* Zeroed memory of the unit; NULL and failed without memory. */
void *gen_alloc(gen_t *gen, size_t size);
char *gen_copy(gen_t *gen, const char *bytes, size_t size);
void gen_fail_memory(gen_t *gen);
void gen_import(gen_t *gen, const char *module);

/* Adds one zeroed item; NULL (and failed) without memory. */
void *vector_push(gen_t *gen, vector_t *vector, size_t item_size);
void vector_free(vector_t *vector);
/* The vector's content as an array of the unit; empties the vector. */
void *vector_keep(gen_t *gen, vector_t *vector, size_t item_size);

/* ---- one body ---- */

typedef struct fixup {
    uint32_t pc;
    label_t label;
    bool wide; /* the offset stands in bx, else in c */
} fixup_t;

typedef struct label_place {
    uint32_t pc; /* LABEL_NONE until placed */
    bool used;
} label_place_t;

/* What the next call creates is named after the target of its assignment. */
typedef struct hint {
    const expr_t *target; /* NULL: it has no name */
    uint32_t depth;       /* inside so many displays: `forks[]` */
} hint_t;

#define NO_HINT ((hint_t){0})

typedef struct protect_range {
    uint32_t start, end;
    label_t target;
    reg_t exception;
} protect_range_t;

struct body {
    gen_t *gen;
    body_t *outer;
    scope_t *scope;
    vector_t instructions, places, constants, protect, handled, hints, labels, fixups;
    uint32_t *constant_index; /* hash table over constants: number + 1 */
    uint32_t constant_index_size;

    reg_t first_cell, first_temporary, top, highest;
    code_place_t place;     /* of what is being emitted */
    block_t *block;         /* innermost, codegen_block.h */
    hint_t hint;            /* for what the next call creates */
    const scope_t *inlined; /* the comprehension of this frame that is being generated, or NULL */
    bool reachable;
    bool far;     /* jumps of 16 bits do not reach: each goes through a far one */
    bool too_far; /* found at the end: generate again with far */
};

/* The body is the caller's storage; destroy takes a half-built one. */
void body_init(body_t *body, gen_t *gen, body_t *outer, scope_t *scope, bool far);
void body_destroy(body_t *body);

/* Resolves jumps, computes the live table and makes the code_t, whose number is returned. The head's fields
 * (name, parameters, flags …) come from `head`. Sets body->too_far when the body must be generated again. */
uint32_t body_finish(body_t *body, const code_t *head, uint32_t number);

/* ---- emission ---- */

uint32_t emit(body_t *body, opcode_t op, unsigned flags, uint32_t a, uint32_t b, uint32_t c);
uint32_t emit_x(body_t *body, opcode_t op, unsigned flags, uint32_t a, uint32_t bx);
void emit_jump(body_t *body, opcode_t op, reg_t a, label_t label);
void emit_jump16(body_t *body, opcode_t op, unsigned flags, uint32_t a, uint32_t b, label_t label);
void emit_move(body_t *body, reg_t to, reg_t from);
void emit_constant(body_t *body, reg_t dest, uint32_t constant);
/* After a CALL: names what it creates, when a name is known. */
void emit_hint(body_t *body, uint32_t pc);

label_t label_new(body_t *body);
void label_place(body_t *body, label_t label);
uint32_t body_pc(const body_t *body);

reg_t temporary(body_t *body);
reg_t temporaries(body_t *body, uint32_t count);
static inline bool is_temporary(const body_t *body, reg_t r)
{
    return r >= body->first_temporary;
}

/* Sets the place of what follows; gives back the one before, to be put back. */
code_place_t enter_place(body_t *body, ast_place_t place);
/* The same for an attribute, or a call of it, that is written over several lines: CPython names the line on
 * which the attribute's name stands. */
code_place_t enter_attribute_place(body_t *body, const expr_t *whole, const expr_t *attribute);
void limit_error(body_t *body, const char *message);

/* ---- constants ---- */

uint32_t constant_simple(body_t *body, constant_kind_t kind); /* None, True, False, Ellipsis */
uint32_t constant_int(body_t *body, int64_t integer);
uint32_t constant_float(body_t *body, double number);
uint32_t constant_text(body_t *body, constant_kind_t kind, const char *bytes, size_t size);
uint32_t constant_name(body_t *body, const char *name);
uint32_t constant_tuple(body_t *body, const uint32_t *items, uint32_t count);
uint32_t constant_code(body_t *body, uint32_t code);

/* The constant that an expression is, folded where CPython's result is the same. */
bool constant_of(body_t *body, const expr_t *e, uint32_t *constant);
/* Whether an expression is a constant with a known truth. */
bool constant_truth(const expr_t *e, bool *truth);

/* ---- expressions (codegen_expression.c and beside it) ---- */

/* A register that holds the value: a local's own, or a temporary. */
reg_t expression(body_t *body, const expr_t *e);
void expression_to(body_t *body, const expr_t *e, reg_t dest);
reg_t expression_push(body_t *body, const expr_t *e); /* always a new temporary */
/* As expression(), but safe against `later` (which may be NULL) binding the local anew before it is used. */
reg_t operand(body_t *body, const expr_t *e, const expr_t *later);
bool binds_names(const expr_t *e);               /* a walrus somewhere in it, in this frame */
void effect_only(body_t *body, const expr_t *e); /* the value is not wanted */

void jump_if(body_t *body, const expr_t *e, bool sense, label_t label);
opcode_t binary_opcode(binary_operator_t op);
void binary_to(body_t *body, binary_operator_t op, reg_t left, const expr_t *right, bool in_place,
               reg_t dest);
void boolean_to(body_t *body, const expr_t *e, reg_t dest);
void compare_to(body_t *body, const expr_t *e, reg_t dest);

void call_to(body_t *body, const expr_t *e, reg_t dest);
void sequence_to(body_t *body, const expr_t *e, reg_t dest); /* list, tuple, set */
void dict_to(body_t *body, const expr_t *e, reg_t dest);
/* As expression(), for what is only walked: a list of constants may be a tuple, and a set of constants is
 * walked as CPython's constant set. */
reg_t iterable(body_t *body, const expr_t *e);
void list_of(body_t *body, const expr_list_t *items, reg_t dest,
             bool of_call); /* with stars; dest is a temporary */
void fstring_to(body_t *body, const expr_t *e, reg_t dest);
void comprehension_to(body_t *body, const expr_t *e, reg_t dest);
void comprehension_body(body_t *body, const expr_t *e); /* the function of one that is not inlined */
void make_comprehension(body_t *body, const expr_t *e, reg_t dest);

/* ---- names and targets ---- */

reg_t name_register(body_t *body, const expr_t *e); /* of a BINDING_LOCAL */
reg_t load_name(body_t *body, const expr_t *e);
void load_name_to(body_t *body, const expr_t *e, reg_t dest);
void store(body_t *body, const expr_t *target, reg_t value);
/* Evaluates into the target, straight into its register where it is a local. */
void assign(body_t *body, const expr_t *target, const expr_t *value);
void delete_target(body_t *body, const expr_t *target);
hint_t hint_of_target(const expr_t *target);
hint_t hint_of_items(const body_t *body); /* of what the hinted thing holds */
char *hint_text(gen_t *gen, hint_t hint); /* in the unit's memory; NULL: it has none */

/* ---- loops ---- */

typedef struct loop {
    reg_t iterator, item;
    const expr_t *target;
    label_t head, next;
    bool folded; /* a range in three registers */
} loop_t;

/* The iterator into registers at the top (kept by the caller), and the jump to the first test. */
void loop_begin(body_t *body, loop_t *loop, const expr_t *target, const expr_t *iterable);
/* As above for an iterator that stands in a register already. */
void loop_begin_over(body_t *body, loop_t *loop, const expr_t *target, reg_t iterator);
void loop_end(body_t *body, loop_t *loop, ast_place_t place); /* places loop->next and the jump back */

/* ---- functions, classes, statements ---- */

void lambda_to(body_t *body, const expr_t *e, reg_t dest);
void define_function(body_t *body, const stmt_t *s);
void define_class(body_t *body, const stmt_t *s);
/* Generates a body by the callback, again with far jumps if it turns out too long; returns the code's number.
 */
typedef void body_writer_t(body_t *body, const void *what);
uint32_t generate_body(gen_t *gen, body_t *outer, scope_t *scope, body_writer_t *writer, const void *what,
                       const code_t *head);

void statements(body_t *body, const stmt_list_t *list);
/* As statements(), for a whole body: what is emitted next belongs to the last one. */
void whole_body(body_t *body, const stmt_list_t *list);
void statement(body_t *body, const stmt_t *s);

#endif
