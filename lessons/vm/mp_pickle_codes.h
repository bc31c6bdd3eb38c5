/* Opcodes of the pickle format that are written here, and two of our own. */
#ifndef LESSONS_VM_MP_PICKLE_CODES_H
#define LESSONS_VM_MP_PICKLE_CODES_H

enum {
    PICKLE_PROTO = 0x80,
    PICKLE_FRAME = 0x95,
    PICKLE_STOP = '.',
    PICKLE_NONE = 'N',
    PICKLE_TRUE = 0x88,
    PICKLE_FALSE = 0x89,
    PICKLE_INT1 = 'K',
    PICKLE_INT2 = 'M',
    PICKLE_INT4 = 'J',
    PICKLE_LONG1 = 0x8a,
    PICKLE_LONG4 = 0x8b,
    PICKLE_FLOAT = 'G',
    PICKLE_STR1 = 0x8c,
    PICKLE_STR4 = 'X',
    PICKLE_BYTES1 = 'C',
    PICKLE_BYTES4 = 'B',
    PICKLE_MEMOIZE = 0x94,
    PICKLE_GET1 = 'h',
    PICKLE_GET4 = 'j',
    PICKLE_MARK = '(',
    PICKLE_EMPTY_TUPLE = ')',
    PICKLE_TUPLE1 = 0x85,
    PICKLE_TUPLE2 = 0x86,
    PICKLE_TUPLE3 = 0x87,
    PICKLE_TUPLE = 't',
    PICKLE_EMPTY_LIST = ']',
    PICKLE_APPEND = 'a',
    PICKLE_APPENDS = 'e',
    PICKLE_EMPTY_DICT = '}',
    PICKLE_SETITEM = 's',
    PICKLE_SETITEMS = 'u',
    PICKLE_EMPTY_SET = 0x8f,
    PICKLE_ADDITEMS = 0x90,
    PICKLE_FROZENSET = 0x91,
    PICKLE_GLOBAL = 0x93,
    PICKLE_NEWOBJ = 0x81,
    PICKLE_REDUCE = 'R',
    PICKLE_BUILD = 'b',
    /* ours */
    PICKLE_NATIVE =
        0xf0, /* class on the stack; u32 slots, u32 raw bytes, the bytes, memoized; then the slots, END */
    PICKLE_SLOTS = 0xf1,  /* u32: that many values from the stack become the slots of the object below them */
    PICKLE_VALUES = 0xf2, /* u32: that many values from the stack become an array of values */
    PICKLE_RAW = 0xf3,    /* u32, bytes: raw storage */
    PICKLE_PAYLOAD = 0xf4, /* instance, value: the builtin part of an instance of a subclass */
    PICKLE_ERROR = 0xf5,   /* class, args: an exception */
    PICKLE_METHOD = 0xf6,  /* function, self: a bound method */
    PICKLE_UNSET = 0xf7,
};

enum { PICKLE_BATCH = 1000, PICKLE_DEPTH = 400, PICKLE_FRAME_MIN = 4, PICKLE_FRAME_TARGET = 64 * 1024 };

#endif
