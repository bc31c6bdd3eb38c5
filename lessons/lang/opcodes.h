/*
 * The instructions of the register machine.
 *
 * One instruction is 64 bits: { u8 op, u8 flags, u16 a, u16 b, u16 c }; bx is b | c << 16. R is a register of
 * the frame, K a constant of the code, N a constant that is an interned string, J a signed offset relative to
 * the NEXT instruction. A taken jump with a negative offset is a safe point.
 *
 * X(name, operands, suspends)
 *   operands, one letter each for a, b, c (or for a and bx):
 *     -  unused                 d  register written       r  register read        x  register read and
 * written w  first register of a window (which ones are read or written: effect.c)    i  number k  constant
 * n  name constant          j  jump, 16 bits K  constant in bx         N  name constant in bx    J  jump in
 * bx           I  int32 in bx suspends: 1 when the machine may stop inside it (a visible operation, a call, a
 * safe point), so that the code's live table must be right there. A call never recurses in C: the frame's pc
 * stays on the calling instruction until the callee returns.
 */
#ifndef LESSONS_LANG_OPCODES_H
#define LESSONS_LANG_OPCODES_H

#include <stdint.h>

/* The binary operators: X(name, text). Each has a form with a constant on the right (_K). flags 1: in place.
 * ADD, flags 2: if R[b] is a text that such an instruction made, nobody else holds it: it may grow in place.
 */
#define BINARY_OPCODES(X)                                                                                    \
    X(ADD, "+")                                                                                              \
    X(SUB, "-")                                                                                              \
    X(MUL, "*")                                                                                              \
    X(DIV, "/")                                                                                              \
    X(FLOORDIV, "//")                                                                                        \
    X(MOD, "%")                                                                                              \
    X(POW, "**")                                                                                             \
    X(LSHIFT, "<<")                                                                                          \
    X(RSHIFT, ">>")                                                                                          \
    X(AND, "&")                                                                                              \
    X(OR, "|")                                                                                               \
    X(XOR, "^")

#define COMPARE_OPCODES(X)                                                                                   \
    X(EQ, "==")                                                                                              \
    X(NE, "!=")                                                                                              \
    X(LT, "<")                                                                                               \
    X(LE, "<=")                                                                                              \
    X(GT, ">")                                                                                               \
    X(GE, ">=")

/* clang-format off */
#define OPCODES(X)                                                                                                      \
    /* moves */                                                                                                         \
    X(NOP, "---", 0)                                                                                                    \
    X(MOVE, "dr-", 0)              /* R[a] = R[b] */                                                                    \
    X(LOAD_CONST, "dK", 0)         /* R[a] = K[bx] */                                                                   \
    X(LOAD_INT, "dI", 0)           /* R[a] = bx, signed */                                                              \
    X(CLEAR, "wi-", 0)             /* R[a .. a+b) = UNSET */                                                            \
    X(CHECK_BOUND, "rN", 0)        /* R[a] is UNSET: UnboundLocalError of N[bx] (flags 1: NameError of a free variable) */ \
    /* globals: the module's dictionary, then the builtins */                                                           \
    X(LOAD_GLOBAL, "dN", 0)        /* R[a] = global N[bx] */                                                            \
    /* as LOAD_GLOBAL; behind it stands a LOAD_METHOD of R[a] to R[a] and R[a+1]; flags 1: and behind that a            \
       CALL_METHOD of them without arguments */                                                                         \
    X(LOAD_GLOBAL_METHOD, "dN", 0)                                                                                      \
    X(STORE_GLOBAL, "rN", 0)       /* global N[bx] = R[a] */                                                            \
    X(DELETE_GLOBAL, "-N", 0)      /* del global N[bx] */                                                               \
    /* class bodies: the namespace is R[0] */                                                                           \
    X(LOAD_NAME, "dN", 0)          /* R[a] = N[bx] of the namespace, then as LOAD_GLOBAL */                             \
    X(STORE_NAME, "rN", 0)                                                                                              \
    X(DELETE_NAME, "-N", 0)                                                                                             \
    X(LOAD_CLASS_FREE, "dni", 0)   /* R[a] = N[b] of the namespace, then the cell closure[c] */                         \
    /* cells: the register of a cell variable holds a cell */                                                           \
    X(MAKE_CELL, "dr-", 0)         /* R[a] = cell(R[b]); R[b] may be UNSET */                                           \
    X(LOAD_CELL, "drn", 0)         /* R[a] = contents of cell R[b]; unset: as CHECK_BOUND, of N[c] */                   \
    X(STORE_CELL, "rr-", 0)        /* contents of cell R[a] = R[b] */                                                   \
    X(DELETE_CELL, "rn-", 0)       /* cell R[a] becomes unset; N[b] for the error */                                    \
    X(LOAD_FREE, "din", 0)         /* R[a] = contents of closure[b]; N[c] for the error */                              \
    X(STORE_FREE, "ir-", 0)        /* contents of closure[a] = R[b] */                                                  \
    X(DELETE_FREE, "in-", 0)                                                                                            \
    /* R[a] = function of the code K[b]. flags 1: R[c] is a tuple of defaults; 2: the next register (R[c] without       \
       flag 1) is a dict of keyword-only defaults. The cells are copied as the code's captures say. */                  \
    X(MAKE_FUNCTION, "dkw", 0)                                                                                          \
    /* R[a] = R[b] op R[c], then R[a] = R[b] op K[c] */                                                                 \
    X(ADD, "drr", 1)                                                                                                    \
    X(SUB, "drr", 1)                                                                                                    \
    X(MUL, "drr", 1)                                                                                                    \
    X(DIV, "drr", 1)                                                                                                    \
    X(FLOORDIV, "drr", 1)                                                                                               \
    X(MOD, "drr", 1)                                                                                                    \
    X(POW, "drr", 1)                                                                                                    \
    X(LSHIFT, "drr", 1)                                                                                                 \
    X(RSHIFT, "drr", 1)                                                                                                 \
    X(AND, "drr", 1)                                                                                                    \
    X(OR, "drr", 1)                                                                                                     \
    X(XOR, "drr", 1)                                                                                                    \
    X(ADD_K, "drk", 1)                                                                                                  \
    X(SUB_K, "drk", 1)                                                                                                  \
    X(MUL_K, "drk", 1)                                                                                                  \
    X(DIV_K, "drk", 1)                                                                                                  \
    X(FLOORDIV_K, "drk", 1)                                                                                             \
    X(MOD_K, "drk", 1)                                                                                                  \
    X(POW_K, "drk", 1)                                                                                                  \
    X(LSHIFT_K, "drk", 1)                                                                                               \
    X(RSHIFT_K, "drk", 1)                                                                                               \
    X(AND_K, "drk", 1)                                                                                                  \
    X(OR_K, "drk", 1)                                                                                                   \
    X(XOR_K, "drk", 1)                                                                                                  \
    X(NEG, "dr-", 1)               /* R[a] = op R[b] */                                                                 \
    X(POS, "dr-", 1)                                                                                                    \
    X(INVERT, "dr-", 1)                                                                                                 \
    X(NOT, "dr-", 1)                                                                                                    \
    /* comparisons: R[a] = R[b] op R[c], then with K[c] */                                                              \
    X(EQ, "drr", 1)                                                                                                     \
    X(NE, "drr", 1)                                                                                                     \
    X(LT, "drr", 1)                                                                                                     \
    X(LE, "drr", 1)                                                                                                     \
    X(GT, "drr", 1)                                                                                                     \
    X(GE, "drr", 1)                                                                                                     \
    X(EQ_K, "drk", 1)                                                                                                   \
    X(NE_K, "drk", 1)                                                                                                   \
    X(LT_K, "drk", 1)                                                                                                   \
    X(LE_K, "drk", 1)                                                                                                   \
    X(GT_K, "drk", 1)                                                                                                   \
    X(GE_K, "drk", 1)                                                                                                   \
    X(IS, "drr", 0)                                                                                                     \
    X(IS_NOT, "drr", 0)                                                                                                 \
    X(IN, "drr", 1)                /* R[b] in R[c] */                                                                   \
    X(NOT_IN, "drr", 1)                                                                                                 \
    /* jumps */                                                                                                         \
    X(JUMP, "-J", 0)                                                                                                    \
    X(LOOP, "-J", 1)               /* backwards: a safe point */                                                        \
    X(JUMP_TRUE, "rJ", 1)                                                                                               \
    X(JUMP_FALSE, "rJ", 1)                                                                                              \
    X(JUMP_NONE, "rJ", 0)                                                                                               \
    X(JUMP_NOT_NONE, "rJ", 0)                                                                                           \
    /* compare R[a] with R[b], then with K[b]; flags 1: jump when true, 0: jump when false */                           \
    X(JUMP_EQ, "rrj", 1)                                                                                                \
    X(JUMP_NE, "rrj", 1)                                                                                                \
    X(JUMP_LT, "rrj", 1)                                                                                                \
    X(JUMP_LE, "rrj", 1)                                                                                                \
    X(JUMP_GT, "rrj", 1)                                                                                                \
    X(JUMP_GE, "rrj", 1)                                                                                                \
    X(JUMP_EQ_K, "rkj", 1)                                                                                              \
    X(JUMP_NE_K, "rkj", 1)                                                                                              \
    X(JUMP_LT_K, "rkj", 1)                                                                                              \
    X(JUMP_LE_K, "rkj", 1)                                                                                              \
    X(JUMP_GT_K, "rkj", 1)                                                                                              \
    X(JUMP_GE_K, "rkj", 1)                                                                                              \
    /* loops. flags 1 of FOR_*: R[a+1] and R[a+2] are the loop's own too (there is a RANGE_PREP before it) */           \
    X(GET_ITER, "dr-", 1)          /* R[a] = iter(R[b]) */                                                              \
    /* R[a] callee, b arguments. The builtin range over small ints: R[a] = how many remain, R[a+1] = next, R[a+2] =     \
       step, and jump. Else fall through to a CALL and GET_ITER. */                                                     \
    X(RANGE_PREP, "wij", 0)                                                                                             \
    X(FOR_NEXT, "xdj", 1)          /* next of R[a] to R[b] and jump (to the body); exhausted: fall through */           \
    X(FOR_ITER, "xdj", 1)          /* next of R[a] to R[b] and fall through; exhausted: jump */                         \
    /* calls */                                                                                                         \
    X(CALL, "wid", 1)              /* R[a] callee, b arguments from R[a+1]; result to R[c] */                           \
    X(CALL_KW, "wik", 1)           /* b positional arguments, then the values of the names in tuple K[c]; result to R[a] */ \
    X(CALL_EX, "w--", 1)           /* R[a] callee, R[a+1] list or tuple, R[a+2] dict or UNSET; result to R[a] */        \
    X(LOAD_METHOD, "wrn", 1)       /* of R[b].N[c]: R[a] function, R[a+1] self; or R[a] UNSET, R[a+1] callable */       \
    X(CALL_METHOD, "wid", 1)       /* as LOAD_METHOD left it, b arguments from R[a+2]; result to R[c] */                \
    X(CALL_METHOD_KW, "wik", 1)    /* as CALL_KW, arguments from R[a+2]; result to R[a] */                              \
    X(CALL_SUPER, "w--", 1)        /* R[a] callee, R[a+1] __class__, R[a+2] self; result to R[a] */                     \
    X(RETURN, "r--", 0)                                                                                                 \
    X(RETURN_NONE, "---", 0)                                                                                            \
    /* attributes and items */                                                                                          \
    X(LOAD_ATTR, "drn", 1)         /* R[a] = R[b].N[c] */                                                               \
    X(STORE_ATTR, "rnr", 1)        /* R[a].N[b] = R[c] */                                                               \
    X(DELETE_ATTR, "rn-", 1)       /* del R[a].N[b] */                                                                  \
    X(GET_ITEM, "drr", 1)          /* R[a] = R[b][R[c]] */                                                              \
    X(GET_ITEM_K, "drk", 1)        /* R[a] = R[b][K[c]] */                                                              \
    X(SET_ITEM, "rrr", 1)          /* R[a][R[b]] = R[c] */                                                              \
    X(DELETE_ITEM, "rr-", 1)       /* del R[a][R[b]] */                                                                 \
    X(BUILD_SLICE, "dw-", 0)       /* R[a] = slice(R[b], R[b+1], R[b+2]) */                                             \
    /* displays */                                                                                                      \
    X(BUILD_LIST, "dwi", 0)        /* R[a] = list of R[b .. b+c) */                                                     \
    X(BUILD_TUPLE, "dwi", 0)                                                                                            \
    X(BUILD_SET, "dwi", 1)         /* flags 1: R[b] is a set of constants: as CPython makes a set from it; 2: as it walks it */  \
    X(BUILD_DICT, "dwi", 1)        /* c pairs from R[b] */                                                              \
    X(LIST_APPEND, "rr-", 0)       /* R[a].append(R[b]) */                                                              \
    X(LIST_EXTEND, "rr-", 1)       /* flags 1: R[b] is the argument of a call's `*x` */                                 \
    X(SET_ADD, "rr-", 1)                                                                                                \
    X(SET_UPDATE, "rr-", 1)                                                                                             \
    X(DICT_ADD, "rrr", 1)          /* R[a][R[b]] = R[c] */                                                              \
    X(DICT_UPDATE, "rr-", 1)       /* {**R[b]} */                                                                       \
    X(DICT_MERGE, "rrr", 1)        /* a call's `**R[b]` into R[a]; callee R[c] for the error about doubles */           \
    X(LIST_TO_TUPLE, "dr-", 0)                                                                                          \
    X(UNPACK, "wri", 1)            /* R[a .. a+c) = items of R[b] */                                                    \
    X(UNPACK_STAR, "wri", 1)       /* before = c & 255, after = c >> 8, the list at R[a+before] */                      \
    /* strings */                                                                                                       \
    X(FORMAT, "drr", 1)            /* flags & 3: conversion (1 s, 2 r, 3 a); flags & 4: there is a spec R[c] */         \
    X(BUILD_STRING, "dwi", 0)      /* R[a] = R[b .. b+c) put together; all are str */                                   \
    /* R[a] body function, R[a+1] name, b bases from R[a+2]. The body runs with the namespace in R[0]; it returns       \
       None or its `__class__` cell, which the machine fills; the class to R[a] */                                      \
    X(BUILD_CLASS, "wi-", 1)                                                                                            \
    /* exceptions */                                                                                                    \
    X(RAISE, "rr-", 1)             /* raise R[a]; flags 1: from R[b] */                                                 \
    X(RERAISE, "r--", 0)           /* again, with its traceback, no new context */                                      \
    X(RAISE_BARE, "---", 0)                                                                                             \
    X(JUMP_UNLESS_MATCH, "rrj", 1) /* exception R[a], class or tuple R[b] */                                            \
    X(RAISE_ASSERT, "r--", 0)      /* flags 1: with the message R[a] */                                                 \
    X(WITH_SETUP, "wr-", 1)        /* R[a], R[a+1] = __exit__ of R[b], R[a+2], R[a+3] = __enter__, as LOAD_METHOD */    \
    X(EXC_ARGS, "wr-", 0)          /* R[a .. a+3) = type, value, traceback of R[b] */                                   \
    /* generators */                                                                                                    \
    X(YIELD, "drr", 1)             /* R[b] goes out, what is sent comes into R[a]; flags 1: delegating to R[c] */       \
    X(CLOSE_OWNED, "x--", 1)       /* R[a] is a generator that nobody but a loop holds: closes it, R[a] = None */           \
    X(SEND, "xxj", 1)              /* R[a] sub-iterator, R[b] value in, yielded value or result out; finished: jump */  \
    /* modules */                                                                                                       \
    X(IMPORT, "dn-", 1)            /* flags 1: the top package, else the leaf */                                        \
    X(IMPORT_FROM, "drn", 1)       /* R[a] = R[b].N[c] */                                                               \
    X(IMPORT_STAR, "r--", 0)
/* clang-format on */

typedef enum opcode {
#define OPCODE_ENUM(name, operands, suspends) OP_##name,
    OPCODES(OPCODE_ENUM)
#undef OPCODE_ENUM
        OP_COUNT
} opcode_t;

typedef struct instruction {
    uint8_t op;
    uint8_t flags;
    uint16_t a, b, c;
} instruction_t;

_Static_assert(sizeof(instruction_t) == 8, "an instruction is one word");

static inline uint32_t instruction_bx(instruction_t i)
{
    return (uint32_t)i.b | (uint32_t)i.c << 16;
}

static inline instruction_t instruction_make(opcode_t op, unsigned flags, unsigned a, unsigned b, unsigned c)
{
    return (instruction_t){(uint8_t)op, (uint8_t)flags, (uint16_t)a, (uint16_t)b, (uint16_t)c};
}

static inline instruction_t instruction_make_x(opcode_t op, unsigned flags, unsigned a, uint32_t bx)
{
    return (instruction_t){(uint8_t)op, (uint8_t)flags, (uint16_t)a, (uint16_t)bx, (uint16_t)(bx >> 16)};
}

#endif
