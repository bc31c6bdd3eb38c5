/*
 * The objects of the heap: layouts, and access through the heap's base.
 *
 * Every object starts with a header and is a multiple of 8 bytes long. Objects hold values and offsets, never
 * pointers. A pointer to an object is good until the next safe point (collect.h). What stands in the static
 * prefix of the heap is immutable.
 *
 * Identity: the default hash, id() and `is` of a mutable thing must survive a moving heap. `is` compares bits
 * (one object has one offset at any moment). id() comes from a number given on demand (identity.h).
 */
#ifndef LESSONS_VM_OBJECT_H
#define LESSONS_VM_OBJECT_H

#include "lessons/vm/value.h"

/* name of the kind, name of the Python type (NULL: never seen by a program) */
#define OBJECT_KINDS(X)                                                                                      \
    X(NONE, NULL)   /* no object: offset 0 */                                                                \
    X(RAW, NULL)    /* bytes without values: set tables' and dict's index */                                 \
    X(VALUES, NULL) /* an array of values: storage of a list, entries of a dict */                           \
    X(CELL, "cell") /* a variable that functions share */                                                    \
    X(BIGINT, "int")                                                                                         \
    X(STR, "str")                                                                                            \
    X(BYTES, "bytes")                                                                                        \
    X(TUPLE, "tuple")                                                                                        \
    X(LIST, "list")                                                                                          \
    X(DICT, "dict")                                                                                          \
    X(SET, "set")                                                                                            \
    X(FROZENSET, "frozenset")                                                                                \
    X(RANGE, "range")                                                                                        \
    X(SLICE, "slice")                                                                                        \
    X(ITERATOR, "iterator") /* over a builtin container; the type's name depends on what it walks */         \
    X(FUNCTION, "function")                                                                                  \
    X(NATIVE, "builtin_function_or_method")                                                                  \
    X(METHOD, "method") /* a callable with its first argument */                                             \
    X(GENERATOR, "generator")                                                                                \
    X(CLASS, "type")                                                                                         \
    X(INSTANCE, "object") /* of a class written in the lesson language, or object() */                       \
    X(EXCEPTION, "BaseException")                                                                            \
    X(TRACEBACK, "traceback")                                                                                \
    X(MODULE, "module")                                                                                      \
    X(PROPERTY, "property")                                                                                  \
    X(STATICMETHOD, "staticmethod")                                                                          \
    X(CLASSMETHOD, "classmethod")                                                                            \
    X(SUPER, "super")                                                                                        \
    X(DICT_VIEW, "dict_keys") /* keys(), values(), items() */                                                \
    X(OBJECT, "object")       /* of a native type: value slots and raw bytes, see native.h */

typedef enum kind {
#define KIND_ENUM(name, text) KIND_##name,
    OBJECT_KINDS(KIND_ENUM)
#undef KIND_ENUM
        KIND_COUNT
} kind_t;

typedef struct object {
    uint32_t size_bytes; /* the whole object, header included; a multiple of 8 */
    uint8_t kind;        /* kind_t; 0 while collecting: moved, the new offset stands in size_bytes */
    uint8_t flags;       /* by kind, below */
    uint16_t extra;      /* by kind */
} object_t;

_Static_assert(sizeof(object_t) == 8, "a header is one word");

typedef struct raw {
    object_t header;
    uint8_t bytes[];
} raw_t;

typedef struct values {
    object_t header;
    value_t items[];
} values_t;

typedef struct cell {
    object_t header;
    value_t value; /* VALUE_UNSET: not bound yet */
} cell_t;

/* ---- text ---- */

enum {
    STR_ASCII = 1,    /* code points are bytes: indexing is O(1) */
    STR_INTERNED = 2, /* equal text is the same object: stands in the static prefix */
    STR_HASHED = 4,   /* `hash` is valid */
    STR_GROWABLE = 8, /* made by `s += text`, with room behind it (str_append) */
};

typedef struct str {
    object_t header;
    uint32_t size;   /* bytes, without the NUL */
    uint32_t length; /* code points */
    uint32_t hash;
    char bytes[]; /* UTF-8, followed by a NUL */
} str_t;

typedef struct bytes {
    object_t header;
    uint32_t size;
    uint8_t bytes[]; /* followed by a NUL */
} bytes_t;

typedef struct bigint {
    object_t header;
    int32_t size; /* number of limbs, negative for a negative number, as GMP has it; never 0 */
    uint32_t unused;
    uint64_t limbs[]; /* least first; the top one is not 0 */
} bigint_t;

/* ---- containers ---- */

typedef struct tuple {
    object_t header;
    uint64_t count;
    value_t items[];
} tuple_t;

typedef struct list {
    object_t header;
    uint32_t count;
    ref_t items; /* a values_t, or 0 while the list has never held anything */
} list_t;

typedef struct dict_entry {
    value_t key; /* VALUE_UNSET: deleted */
    value_t value;
} dict_entry_t;

enum {
    DICT_PLAIN_KEYS = 1, /* every key so far is an interned str: a miss by identity is a miss */
    DICT_FROZEN = 2,     /* stands in the static prefix: may not be written */
};

typedef struct dict {
    object_t header;
    uint32_t count;  /* live entries */
    uint32_t filled; /* entries in use, deleted ones included */
    ref_t entries;   /* a values_t of key, value, key, value…; 0: nothing yet */
    ref_t index;     /* a raw_t of dict_slot_t, a power of two; 0: search the entries one by one */
} dict_t;

typedef struct set_slot {
    value_t key; /* VALUE_UNSET: empty or deleted, see hash */
    int64_t hash;
} set_slot_t;

/* Set and frozenset: the table and its order of iteration are those of CPython. */
typedef struct set {
    object_t header;
    uint32_t count;  /* live keys */
    uint32_t filled; /* live and deleted */
    uint32_t mask;   /* slots - 1 */
    ref_t table;     /* a raw_t of set_slot_t */
    uint32_t finger; /* where pop() goes on */
    uint32_t unused;
} set_t;

typedef struct range {
    object_t header;
    value_t start, stop, step; /* ints, perhaps big */
    value_t length;
} range_t;

typedef struct slice {
    object_t header;
    value_t start, stop, step;
} slice_t;

typedef enum iterator_kind {
    ITERATE_LIST,
    ITERATE_TUPLE,
    ITERATE_STR,
    ITERATE_BYTES,
    ITERATE_RANGE,
    ITERATE_DICT_KEYS,
    ITERATE_DICT_VALUES,
    ITERATE_DICT_ITEMS,
    ITERATE_SET,
    ITERATE_LIST_REVERSED,
    ITERATE_DICT_KEYS_REVERSED,
    ITERATE_SEQUENCE, /* an instance with __getitem__ only; stepped by the machine */
    ITERATE_CALLABLE, /* iter(callable, sentinel): `extra_value` is the sentinel; stepped by the machine */
    ITERATE_RANGE_BIG,
} iterator_kind_t;

typedef struct iterator {
    object_t header;   /* extra: iterator_kind_t */
    value_t over;      /* what it walks; VALUE_NONE once exhausted */
    int64_t position;  /* next index; range: next value; str: byte offset */
    int64_t remaining; /* range: values left; dict and set: size at the start */
    int64_t step;      /* range */
    value_t extra_value;
} iterator_t;

typedef enum dict_view_kind { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } dict_view_kind_t;

typedef struct dict_view {
    object_t header; /* extra: dict_view_kind_t */
    value_t dict;
} dict_view_t;

/* ---- what can be called ---- */

typedef struct function {
    object_t header;
    uint32_t code;            /* number of the code in the program */
    uint32_t module;          /* number of the module: its globals */
    value_t defaults;         /* tuple for the last positional parameters, or None */
    value_t keyword_defaults; /* dict name → value, or None */
    value_t closure;          /* tuple of cells, or None */
    value_t attributes;       /* dict, or None */
    value_t name, qualname;
    uint32_t identity;
    uint32_t unused;
} function_t;

typedef struct native {
    object_t header;
    uint32_t number; /* of its native_def_t in vm->natives */
    uint32_t unused;
    value_t name;
    value_t owner; /* class whose method it is, or None */
} native_t;

typedef struct method {
    object_t header;
    value_t function; /* function, native, or any callable */
    value_t self;
} method_t;

typedef enum generator_state {
    GENERATOR_NEW,
    GENERATOR_SUSPENDED,
    GENERATOR_RUNNING,
    GENERATOR_DONE,
} generator_state_t;

/* A suspended generator keeps its register window; while it runs, the window is on the stack. */
typedef struct generator {
    object_t header; /* extra: generator_state_t */
    uint32_t code, pc;
    uint32_t identity;
    uint16_t yield_register; /* where a sent value goes */
    uint16_t is_owned;       /* only the register of a for loop holds it: closed when the loop is left */
    value_t function;
    value_t handled;   /* the exception it was handling when it yielded, or None */
    value_t registers; /* a values_t, or None once done */
} generator_t;

/* ---- classes and instances ---- */

enum {
    CLASS_NATIVE = 1,       /* from a native_type_t: immutable */
    CLASS_EXCEPTION = 2,    /* derives from BaseException */
    CLASS_HAS_GETATTR = 4,  /* itself or a base: __getattr__ or __getattribute__ */
    CLASS_HAS_SETATTR = 8,  /* __setattr__ or __delattr__ in the lesson language */
    CLASS_HAS_EQ = 16,      /* __eq__ in the lesson language */
    CLASS_HAS_HASH = 32,    /* __hash__ in the lesson language */
    CLASS_HAS_DUNDERS = 64, /* any special method beside __init__ in the lesson language */
    CLASS_UNHASHABLE = 128, /* __eq__ without __hash__ */
    CLASS_FINAL = 256,      /* cannot be subclassed */
    CLASS_SLOTS = 512,      /* it and its bases list their attributes in __slots__ */
};

typedef struct class
{
    object_t header; /* extra: kind_t of its instances */
    uint32_t identity;
    uint32_t class_flags;
    value_t name, qualname, module; /* str */
    value_t base;                   /* class, or None for object */
    value_t dict;                   /* attributes by name */
    uint32_t constructor;           /* number of the native `new` + 1 (inherited), 0: none */
    uint32_t payload_kind; /* kind_t of the builtin that instances carry (subclass of list …), or 0 */
} class_t;

typedef struct instance {
    object_t header;
    uint32_t identity;
    uint32_t unused;
    value_t class;
    value_t dict;    /* attributes, made at the first one; VALUE_NONE before */
    value_t payload; /* subclass of a builtin: the builtin value; else VALUE_UNSET */
} instance_t;

typedef struct exception {
    object_t header;
    uint32_t identity;
    uint32_t suppress_context; /* raise … from … */
    value_t class;
    value_t dict;      /* or None */
    value_t args;      /* tuple */
    value_t traceback; /* traceback or None */
    value_t context, cause;
    value_t value; /* StopIteration.value, SystemExit.code, (name, object) of an AttributeError, or UNSET */
} exception_t;

/* One line of a traceback; `next` leads inwards, to where the exception was raised. */
typedef struct traceback {
    object_t header;
    uint32_t code, pc;
    value_t next; /* or None */
} traceback_t;

typedef struct module {
    object_t header;
    uint32_t number;
    uint32_t unused;
    value_t name;
    value_t dict;
} module_t;

typedef struct property {
    object_t header;
    value_t get, set, delete, doc;
} property_t;

/* staticmethod, classmethod */
typedef struct wrapper {
    object_t header;
    value_t function;
} wrapper_t;

typedef struct super {
    object_t header;
    value_t class; /* where the search begins: its base */
    value_t self;
} super_t;

/* An object of a native type: `slots` values, then raw bytes. Locks, queues, deques, decimals … */
typedef struct native_object {
    object_t header; /* extra: number of value slots */
    uint32_t identity;
    uint32_t raw_bytes; /* behind the slots, rounded up to 8 in the object */
    value_t class;
    value_t dict; /* attributes of an instance of a subclass, or None */
    value_t slots[];
} native_object_t;

static inline uint8_t *native_object_raw(native_object_t *object)
{
    return (uint8_t *)(object->slots + object->header.extra);
}

#endif
