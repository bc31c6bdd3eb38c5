/*
 * The tree of a program in the lesson language.
 *
 * Made by the parser, annotated by the scopes pass, read by the code generator and by whoever asks "what
 * stands at line 7". Nodes and strings live in one ast_t and die with it; nodes are never freed one by one.
 * Lists are arrays with a count. Lines and columns are 1-based, columns count characters (code points), and
 * `end` is the place just behind the last character. The shape follows Python's own `ast` module, so its
 * documentation helps.
 */
#ifndef LESSONS_LANG_AST_H
#define LESSONS_LANG_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ast ast_t;
typedef struct expr expr_t;
typedef struct stmt stmt_t;
typedef struct scope scope_t; /* lessons/lang/scope.h */

typedef struct ast_place {
    uint32_t line, column, end_line, end_column;
} ast_place_t;

/* A string of the tree: UTF-8 (a bytes literal: any bytes), counted, and followed by a NUL. Names are
 * interned within the tree: two equal names are one pointer. */
typedef struct ast_text {
    const char *bytes;
    size_t size;
} ast_text_t;

typedef struct expr_list {
    expr_t **items;
    size_t count;
} expr_list_t;

typedef struct stmt_list {
    stmt_t **items;
    size_t count;
} stmt_list_t;

/* ---- parameters and arguments ---- */

typedef struct ast_parameter {
    const char *name;
    expr_t *fallback; /* default value, NULL without one */
    ast_place_t place;
} ast_parameter_t;

typedef struct ast_parameters {
    ast_parameter_t *items; /* positional (the first `positional_only` of them only so), then keyword-only */
    size_t count;
    size_t positional;      /* items[0 .. positional) can be given by position */
    size_t positional_only; /* items before a `/` */
    const char *rest;       /* *args, NULL without */
    const char *keywords;   /* **kwargs, NULL without */
} ast_parameters_t;

typedef struct ast_keyword {
    const char *name; /* NULL: `**value` */
    expr_t *value;
    ast_place_t place;
} ast_keyword_t;

typedef struct ast_comprehension {
    expr_t *target;
    expr_t *iterable;
    expr_list_t conditions;
} ast_comprehension_t;

/* One piece of an f-string: literal text (value == NULL) or a replacement field. */
typedef struct ast_fstring_part {
    ast_text_t text; /* literal text; for `{x=}` the parser puts "x=" into the literal part before */
    expr_t *value;   /* NULL: literal */
    char conversion; /* 's', 'r', 'a' or 0 */
    expr_t *spec;    /* an EXPR_FSTRING, or NULL */
} ast_fstring_part_t;

/* ---- expressions ---- */

typedef enum expr_kind {
    EXPR_NONE,
    EXPR_TRUE,
    EXPR_FALSE,
    EXPR_ELLIPSIS,
    EXPR_INT,       /* text: digits as written, without underscores, prefix 0x 0o 0b kept; value if it fits */
    EXPR_FLOAT,     /* number */
    EXPR_STRING,    /* text, escapes resolved, implicit concatenation done */
    EXPR_BYTES,     /* text */
    EXPR_FSTRING,   /* parts */
    EXPR_NAME,      /* name, context, binding (set by scopes) */
    EXPR_ATTRIBUTE, /* value.name, context */
    EXPR_SUBSCRIPT, /* value[index], context; index may be EXPR_SLICE or a tuple */
    EXPR_SLICE,     /* lower:upper:step, each may be NULL */
    EXPR_STARRED,   /* *value: in calls, displays and targets */
    EXPR_LIST,      /* items, context */
    EXPR_TUPLE,     /* items, context */
    EXPR_SET,       /* items */
    EXPR_DICT,      /* keys (NULL: `**value`), values */
    EXPR_UNARY,
    EXPR_BINARY,
    EXPR_BOOLEAN, /* and / or over items, two or more */
    EXPR_COMPARE, /* first, then operators with items: chained */
    EXPR_CONDITIONAL,
    EXPR_CALL,
    EXPR_LAMBDA,
    EXPR_LIST_COMPREHENSION,
    EXPR_SET_COMPREHENSION,
    EXPR_DICT_COMPREHENSION,
    EXPR_GENERATOR,
    EXPR_WALRUS,
    EXPR_YIELD,
    EXPR_YIELD_FROM,
} expr_kind_t;

typedef enum ast_context { CONTEXT_LOAD, CONTEXT_STORE, CONTEXT_DELETE } ast_context_t;

typedef enum unary_operator { UNARY_NOT, UNARY_MINUS, UNARY_PLUS, UNARY_INVERT } unary_operator_t;

typedef enum binary_operator {
    BINARY_ADD,
    BINARY_SUBTRACT,
    BINARY_MULTIPLY,
    BINARY_DIVIDE,
    BINARY_FLOOR_DIVIDE,
    BINARY_MODULO,
    BINARY_POWER,
    BINARY_LEFT_SHIFT,
    BINARY_RIGHT_SHIFT,
    BINARY_AND,
    BINARY_OR,
    BINARY_XOR,
    BINARY_MATRIX, /* parsed so that it can be refused with a hint */
} binary_operator_t;

typedef enum compare_operator {
    COMPARE_EQUAL,
    COMPARE_NOT_EQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL,
    COMPARE_IS,
    COMPARE_IS_NOT,
    COMPARE_IN,
    COMPARE_NOT_IN,
} compare_operator_t;

/* Where a name lives, decided by the scopes pass. */
typedef enum name_binding {
    BINDING_UNKNOWN,
    BINDING_LOCAL,  /* in the frame; index: number among the scope's locals */
    BINDING_CELL,   /* local, but shared with an inner function; index: number among the scope's cells */
    BINDING_FREE,   /* a cell of an outer function; index: number among the scope's free names */
    BINDING_GLOBAL, /* module dictionary, then builtins */
    BINDING_CLASS,  /* class body: class dictionary, then global */
} name_binding_t;

struct expr {
    expr_kind_t kind;
    uint16_t height;    /* nodes on the longest way down to a leaf, 1 for a leaf */
    bool parenthesised; /* stood in parentheses of its own */
    ast_place_t place;
    union {
        struct {
            ast_text_t text;
            int64_t value;
            bool fits; /* value holds the number */
        } integer;
        double number;
        ast_text_t text; /* EXPR_STRING, EXPR_BYTES */
        struct {
            ast_fstring_part_t *parts;
            size_t count;
        } fstring;
        struct {
            const char *name;
            ast_context_t context;
            name_binding_t binding;
            uint32_t index;
            bool certain; /* BINDING_LOCAL, read: surely bound here, no check needed (set by scopes) */
        } name;
        struct {
            expr_t *value;
            const char *name;
            ast_context_t context;
            ast_place_t name_place;
        } attribute;
        struct {
            expr_t *value;
            expr_t *index;
            ast_context_t context;
        } subscript;
        struct {
            expr_t *lower, *upper, *step;
        } slice;
        struct {
            expr_t *value;
        } starred;
        struct {
            expr_list_t items;
            ast_context_t context;
        } sequence; /* EXPR_LIST, EXPR_TUPLE, EXPR_SET */
        struct {
            expr_list_t keys, values; /* of equal count; keys.items[i] == NULL is `**` */
        } dict;
        struct {
            unary_operator_t operator;
            expr_t *operand;
        } unary;
        struct {
            binary_operator_t operator;
            expr_t *left, *right;
        } binary;
        struct {
            bool is_or;
            expr_list_t items;
        } boolean;
        struct {
            expr_t *first;
            compare_operator_t *operators;
            expr_list_t items; /* one for each operator */
        } compare;
        struct {
            expr_t *test, *body, *otherwise;
        } conditional;
        struct {
            expr_t *function;
            expr_list_t arguments; /* may hold EXPR_STARRED */
            ast_keyword_t *keywords;
            size_t keyword_count;
        } call;
        struct {
            ast_parameters_t parameters;
            expr_t *body;
            scope_t *scope;
        } lambda;
        struct {
            expr_t *element; /* dict: the key */
            expr_t *value;   /* dict only */
            ast_comprehension_t *clauses;
            size_t count;
            scope_t *scope; /* the first iterable is evaluated outside of it */
        } comprehension;
        struct {
            expr_t *target; /* EXPR_NAME */
            expr_t *value;
        } walrus;
        struct {
            expr_t *value; /* may be NULL */
        } yield;
    };
};

/* ---- statements ---- */

typedef enum stmt_kind {
    STMT_EXPRESSION,
    STMT_ASSIGN,
    STMT_AUGMENTED,
    STMT_ANNOTATED, /* the annotation is not evaluated; value may be NULL */
    STMT_IF,
    STMT_WHILE,
    STMT_FOR,
    STMT_BREAK,
    STMT_CONTINUE,
    STMT_PASS,
    STMT_FUNCTION,
    STMT_RETURN,
    STMT_CLASS,
    STMT_TRY,
    STMT_RAISE,
    STMT_WITH,
    STMT_ASSERT,
    STMT_DELETE,
    STMT_GLOBAL,
    STMT_NONLOCAL,
    STMT_IMPORT,
    STMT_FROM_IMPORT,
} stmt_kind_t;

typedef struct ast_handler {
    expr_t *type;     /* NULL: bare `except:` */
    const char *name; /* NULL without `as` */
    expr_t *target;   /* the name as a store target, for the code generator; NULL without `as` */
    stmt_list_t body;
    ast_place_t place;
} ast_handler_t;

typedef struct ast_with_item {
    expr_t *context;
    expr_t *target; /* NULL without `as` */
} ast_with_item_t;

typedef struct ast_alias {
    const char *name; /* dotted for `import a.b`; "*" for `from m import *` */
    const char *as;   /* NULL without */
    expr_t *target;   /* the bound name as a store target; NULL for "*" */
    ast_place_t place;
} ast_alias_t;

struct stmt {
    stmt_kind_t kind;
    ast_place_t place; /* of the whole statement; a compound one's line is that of its head */
    union {
        expr_t *expression;
        struct {
            expr_list_t targets; /* a = b = value */
            expr_t *value;
        } assign;
        struct {
            binary_operator_t operator;
            expr_t *target, *value;
        } augmented;
        struct {
            expr_t *target, *value;
            const char *annotation; /* as it is written */
        } annotated;
        struct {
            expr_t *test;
            stmt_list_t body, otherwise;
        } branch; /* STMT_IF (elif is an if in `otherwise`), STMT_WHILE */
        struct {
            expr_t *target, *iterable;
            stmt_list_t body, otherwise;
        } loop; /* STMT_FOR */
        struct {
            const char *name;
            expr_t *target; /* the name as a store target */
            ast_parameters_t parameters;
            expr_list_t decorators;
            stmt_list_t body;
            scope_t *scope;
        } function;
        struct {
            expr_t *value; /* may be NULL */
        } returned;
        struct {
            const char *name;
            expr_t *target;
            expr_list_t bases;
            ast_keyword_t *keywords; /* refused by the subset checks, kept for the message */
            size_t keyword_count;
            expr_list_t decorators;
            stmt_list_t body;
            scope_t *scope;
        } klass;
        struct {
            stmt_list_t body;
            ast_handler_t *handlers;
            size_t handler_count;
            stmt_list_t otherwise, finally;
        } try;
        struct {
            expr_t *value, *cause; /* both may be NULL */
        } raise;
        struct {
            ast_with_item_t *items;
            size_t count;
            stmt_list_t body;
        } with;
        struct {
            expr_t *test, *message; /* message may be NULL */
        } assertion;
        struct {
            expr_list_t targets;
        } deleted;
        struct {
            const char **names;
            size_t count;
        } names; /* STMT_GLOBAL, STMT_NONLOCAL */
        struct {
            const char *module; /* STMT_FROM_IMPORT; NULL for STMT_IMPORT */
            ast_alias_t *aliases;
            size_t count;
        } import;
    };
};

/* ---- the whole ---- */

struct ast {
    const char *file; /* as given, for messages */
    stmt_list_t body;
    scope_t *scope; /* of the module, set by scopes */
    void *memory;   /* where nodes and strings live */
};

/* NULL without memory. `file` is copied. */
ast_t *ast_new(const char *file);
void ast_free(ast_t *ast);

/* Zeroed memory that lives as long as the tree; NULL without memory. */
void *ast_alloc(ast_t *ast, size_t size);

/* The one pointer for this name within the tree; NULL without memory. */
const char *ast_intern(ast_t *ast, const char *bytes, size_t size);

/* How many bytes the tree takes. */
size_t ast_memory(const ast_t *ast);

#endif
