/*
 * What the code generator makes: one unit per source file, with the code of its module body, functions and
 * classes.
 *
 * Plain C memory, immutable once made, owned by the unit; it holds no value_t, so one unit can be loaded into
 * many machines (vm.h), in which constants become objects of the static prefix. codes[0] is the module body.
 * Strings are UTF-8 and NUL-terminated. Lines and columns are 1-based.
 */
#ifndef LESSONS_LANG_CODE_H
#define LESSONS_LANG_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/opcodes.h"

typedef enum constant_kind {
    CONSTANT_NONE,
    CONSTANT_TRUE,
    CONSTANT_FALSE,
    CONSTANT_ELLIPSIS,
    CONSTANT_INT,    /* integer */
    CONSTANT_BIGINT, /* text: as written in the source, 0x 0o 0b allowed, perhaps with a leading '-' */
    CONSTANT_FLOAT,  /* number */
    CONSTANT_STRING, /* text, size; always interned */
    CONSTANT_BYTES,  /* text, size */
    CONSTANT_TUPLE,  /* items: numbers of constants of the same code, each below this one */
    CONSTANT_CODE,   /* code: number in the unit */
} constant_kind_t;

typedef struct code_constant {
    constant_kind_t kind;
    uint32_t size; /* bytes of text; items of a tuple */
    union {
        int64_t integer;
        double number;
        const char *text;
        const uint32_t *items;
        uint32_t code;
    };
} code_constant_t;

/* Where an instruction comes from. end_column is the place just behind the last character. */
typedef struct code_place {
    uint32_t line, end_line;
    uint16_t column, end_column;
} code_place_t;

/* An exception raised at start <= pc < end goes to R[register], and on at target. Inner ranges stand first.
 * Registers above it are dead then. */
typedef struct code_protect {
    uint32_t start, end, target;
    uint32_t exception_register;
} code_protect_t;

/* While start <= pc < end, R[register] is the exception that is being handled: for a bare raise and for
 * __context__. Inner ranges stand first. */
typedef struct code_handled {
    uint32_t start, end;
    uint32_t exception_register;
} code_handled_t;

/* A name for what a call at pc creates, from the target of its assignment: `lock = Lock()`. */
typedef struct code_hint {
    uint32_t pc;
    const char *text;
} code_hint_t;

/* How MAKE_FUNCTION fills free variable i of the new function. */
typedef struct code_capture {
    bool from_free; /* the maker's own free variable `index`; else the cell in the maker's register `index` */
    uint32_t index;
} code_capture_t;

typedef struct code_local {
    const char *name; /* as the reader knows it; NULL: a temporary */
    uint32_t local_register;
    bool is_cell;
} code_local_t;

enum {
    CODE_GENERATOR = 1,
    CODE_REST = 2,     /* *args: a parameter register after the keyword-only ones */
    CODE_KEYWORDS = 4, /* **kwargs: the last parameter register */
    CODE_CLASS_BODY = 8,
    CODE_MODULE = 16,
    CODE_LAMBDA = 32,
};

typedef struct code {
    const char *name, *qualname;
    const char *doc; /* or NULL */
    uint32_t first_line;
    uint32_t flags;

    /* Parameters are registers 0 … in this order: positional, keyword-only, *rest, **keywords. */
    uint32_t positional_count, positional_only_count, keyword_only_count;
    const char *const *parameter_names; /* all of them, rest and keywords included */
    uint32_t parameter_count;           /* all registers filled by the call */

    uint32_t register_count;
    const code_local_t *locals; /* for the debugger; parameters included */
    uint32_t local_count;

    const char *const *free_names;
    const code_capture_t *captures; /* one for each free name */
    uint32_t free_count;

    const code_constant_t *constants;
    uint32_t constant_count;
    const instruction_t *instructions;
    const code_place_t *places; /* one for each instruction */
    uint32_t instruction_count;

    const code_protect_t *protect;
    uint32_t protect_count;
    const code_handled_t *handled;
    uint32_t handled_count;
    const code_hint_t *hints; /* sorted by pc */
    uint32_t hint_count;

    /* live[pc * live_words + r / 64], bit r % 64: whether instruction pc, or anything after it, may read what
     * register r holds now. A frame that stands at pc needs exactly these. */
    const uint64_t *live;
    uint32_t live_words;
} code_t;

typedef struct code_unit {
    const char *file;   /* for tracebacks, as given */
    const char *module; /* "__main__", "multiprocessing" … */
    const char *source; /* the text, for tracebacks; size counted */
    size_t source_size;
    bool is_library;            /* from lessons/lib: its frames are left out of tracebacks */
    const char *const *imports; /* names of the modules that it may import, as written, dotted */
    uint32_t import_count;
    code_t **codes; /* codes[0]: the module body */
    uint32_t code_count;
    void *memory; /* where all of it lives: the code generator's business */
} code_unit_t;

/* How the machine asks for a unit (codegen.h implements it). */
void code_unit_free(code_unit_t *unit);

#endif
