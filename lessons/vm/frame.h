/*
 * A call in progress. Plain data, part of the image.
 *
 * Its registers are stack[base .. base + register_count of the code). pc stays on the instruction that is
 * being executed; for a caller, on its call. When the frame returns, the machine does with the result what
 * `continuation` says, then goes on behind the caller's instruction.
 */
#ifndef LESSONS_VM_FRAME_H
#define LESSONS_VM_FRAME_H

#include "lessons/vm/value.h"

typedef enum continuation {
    CONTINUE_STORE,      /* stack[result] = the value */
    CONTINUE_DROP,       /* nothing: __setattr__, __setitem__, __delitem__, property setters */
    CONTINUE_INIT_AGAIN, /* the same, then execute the caller's instruction again: `raise Class` */
    CONTINUE_INIT,       /* __init__: must be None; stack[result] = extra, the instance */
    CONTINUE_NEW,        /* __new__: then __init__ if it is an instance; extra: the class */
    CONTINUE_BINARY,     /* NotImplemented: try the other operand (extra: what was tried) */
    CONTINUE_COMPARE,    /* the same for comparisons; then store, or jump if the instruction is a jump */
    CONTINUE_TRUTH,      /* __bool__ or __len__ of a jump or NOT */
    CONTINUE_CONTAINS,   /* __contains__: truth, perhaps negated */
    CONTINUE_JUMP,       /* the truth of the value decides the jump at the caller's pc */
    CONTINUE_NEXT,       /* __next__ or a generator for FOR_NEXT, FOR_ITER: StopIteration ends the loop */
    CONTINUE_NEXT_INDEX, /* __getitem__ of an old-fashioned iteration: IndexError ends the loop */
    CONTINUE_SEND,       /* the same for SEND */
    CONTINUE_ITER,       /* __iter__: the result must have __next__ */
    CONTINUE_RETRY,  /* put the value into register stack[result], execute the caller's instruction again */
    CONTINUE_CLASS,  /* a class body: make the class */
    CONTINUE_IMPORT, /* a module body: the module stands in extra */
    CONTINUE_GENERATOR,         /* gen.__next__, send, throw called as functions: extra is the generator */
    CONTINUE_SUBCLASS,          /* __init_subclass__ or __set_name__: drop, extra is the class */
    CONTINUE_GETATTR,           /* __getattribute__/property getter: on AttributeError try __getattr__ */
    CONTINUE_EXIT,              /* outermost: the machine is done */
    CONTINUE_DEFAULT,           /* next(it, default): StopIteration gives extra */
    CONTINUE_DEFAULT_ATTRIBUTE, /* getattr(x, name, default): AttributeError gives extra */
    CONTINUE_HAS_ATTRIBUTE,     /* hasattr: a value is True; AttributeError gives extra */
    CONTINUE_NOT_EQUAL,         /* __eq__ for !=: the opposite */
    CONTINUE_CLOSE,  /* generator.close(): GeneratorExit and StopIteration are None, a value is an error */
    CONTINUE_UNPACK, /* a list: into the registers of the UNPACK or UNPACK_STAR at the frame's pc */
    CONTINUE_NONE,   /* whatever it gives, the result is None: setattr() */
} continuation_t;

typedef struct frame {
    value_t function;  /* function object: closure, globals */
    value_t extra;     /* by continuation, or UNSET */
    value_t generator; /* whose frame this is, or UNSET */
    uint32_t code;     /* number */
    uint32_t pc;
    uint32_t base;   /* stack index of R[0] */
    uint32_t result; /* stack index in the caller's registers */
    uint32_t continuation;
    uint32_t module; /* number: its globals */
} frame_t;

#endif
