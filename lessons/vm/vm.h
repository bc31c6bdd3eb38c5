/*
 * The machine of the lesson language.
 *
 *     vm = vm_new(&options)
 *     vm_load(vm, program)              once: fills the static prefix
 *     vm_start(vm)                      a fresh run from the beginning; may be called again
 *     vm_run(vm)                        until it ends, raises, or stands at a visible operation
 *     vm_resume(vm, &result)            after VM_SUSPENDED
 *     vm_image_save / vm_image_load     the private state as bytes (image.h)
 *     vm_free(vm)
 *
 * A machine runs one process of a program at a time; there are no globals, so a program may hold many
 * machines. The program must outlive the machine. Errors of loading come back as false with a text in
 * vm->load_error.
 */
#ifndef LESSONS_VM_VM_H
#define LESSONS_VM_VM_H

#include <setjmp.h>

#include "lessons/lang/code.h"
#include "lessons/vm/bigint.h"
#include "lessons/vm/containers.h"
#include "lessons/vm/frame.h"
#include "lessons/vm/heap.h"
#include "lessons/vm/names.h"
#include "lessons/vm/native.h"
#include "lessons/vm/world.h"

#define VM_FRAME_LIMIT       1000                  /* RecursionError beyond, as CPython's default */
#define VM_FRAME_ROOM        (VM_FRAME_LIMIT + 64) /* so that handlers have room */
#define VM_STACK_VALUES      (1u << 20)            /* registers of all frames */
#define VM_SPIN_INSTRUCTIONS 1000000

typedef struct program
    program_t; /* program.h: the units of a program and of all modules that it may import */

typedef enum vm_outcome {
    VM_DONE,      /* the program's last function returned */
    VM_SUSPENDED, /* vm->state.pending.op is to be performed: vm_resume */
    VM_UNCAUGHT,  /* vm->state.exception left the outermost frame */
} vm_outcome_t;

/* Values that belong to the process and to no module. */
typedef enum vm_root {
    ROOT_BUILTINS, /* dict: the builtin names */
    ROOT_STDOUT,   /* the output buffers of builtins */
    ROOT_STDERR,
    ROOT_RANDOM,
    ROOT_DECIMAL,
    ROOT_PROCESS, /* the session's: current process */
    ROOT_SESSION, /* the session's */
    ROOT_SPARE_1,
    ROOT_SPARE_2,
    ROOT_COUNT
} vm_root_t;

/* The native that waits for its visible operation. */
typedef struct vm_pending {
    uint32_t native; /* number of its definition + 1; 0: none */
    uint32_t unused;
    uint32_t args; /* stack index of its slots */
    uint32_t arg_count;
    uint32_t result; /* stack index for its result */
    uint32_t continuation;
    value_t extra;
    mp_op_t op;
} vm_pending_t;

/* All of a process's private state that is not in the heap, the stack or the frames. Plain data, part of the
 * image. */
typedef struct vm_state {
    value_t exception; /* raised, on its way to a handler; or None */
    value_t roots[ROOT_COUNT];
    value_t modules;    /* tuple: the module object by number, or None */
    value_t identities; /* identity.h: dict-like table of ids given to objects without their own */
    uint32_t next_identity;
    uint32_t frame_count;
    uint32_t process; /* number the world knows it by; vm_become_child changes it */
    uint32_t main_called;
    uint32_t done;  /* the outermost frame has returned */
    int64_t budget; /* instructions until SPIN */
    vm_pending_t pending;
} vm_state_t;

typedef struct vm_code vm_code_t;     /* a code as loaded: constants, caches */
typedef struct vm_module vm_module_t; /* a module as loaded */

typedef struct vm_options {
    world_t *world;
    uint32_t memory_limit_bytes; /* 0: default */
    const uint32_t *poll_word;   /* changes when the world wants poll to be called; NULL: never */
    int64_t epoch_ns;            /* wall time at which the clock of the world shows 0 */
    int argument_count;          /* sys.argv */
    const char *const *arguments;
} vm_options_t;

typedef struct vm {
    heap_t heap;
    value_t *stack;  /* registers of all frames */
    frame_t *frames; /* [0 .. state.frame_count) */
    vm_state_t state;
    mp_op_t op; /* filled by a native that returns NATIVE_OP */

    world_t *world;
    const volatile uint32_t *poll_word;
    uint32_t poll_seen;
    vm_options_t options;

    const program_t *program;
    vm_code_t *codes;
    uint32_t code_count;
    vm_module_t *modules;
    uint32_t module_count;
    value_t *module_dicts; /* globals by module number, as long as nothing moves */
    uint32_t first_identity;
    const native_def_t **natives; /* by number */
    struct native_shape *shapes;  /* their signatures, taken apart; by number */
    value_t *native_owners;       /* class or None; by number */
    uint32_t native_count, native_room;
    native_def_t **accessor_defs; /* of native properties */
    uint32_t accessor_count;
    value_t builtins;          /* dict of the builtin names, static */
    value_t interned;          /* static dict text → text */
    value_t names[NAME_COUNT]; /* interned names that the machine itself needs */
    value_t classes[KIND_COUNT];
    uint32_t object_constructor; /* of object itself */
    value_t class_object, class_bool, class_int, class_float, class_none, class_not_implemented,
        class_ellipsis;
    value_t exceptions[EXC_COUNT];
    const struct native_type **types; /* registered, with their classes beside */
    value_t *type_classes;
    uint32_t type_count, type_room;
    value_t empty_tuple, empty_string;
    value_t characters[128]; /* the one-letter strings */
    uint32_t cache_epoch;    /* inline caches of another epoch are void */
    uint64_t instructions;   /* executed so far, roughly */
    uint64_t collections;
    struct {
        value_t callable, args[NATIVE_CALL_MAX], extra;
        uint32_t count, continuation;
        uint32_t generator; /* `callable` is a generator: TAIL_SEND or TAIL_THROW of args[0] */
        bool restart;       /* leave all frames first */
    } tail;                 /* what a native that returned NATIVE_CALL asks for */
    uint32_t tail_args;     /* while a native's slots may stand above the frame's registers: their end */
    bool raised_as_is;      /* what is being raised was thrown into a generator: it gets no context */
    uint32_t frame_limit;
    uint32_t library_builtins; /* number of the module lessons/lib/builtins.py, UINT32_MAX: none */
    jmp_buf *memory_exit;      /* where vm_out_of_memory goes */
    char load_error[256];
} vm_t;

/* NULL when memory or address space is refused. options->world may be NULL for programs without visible
 * operations (then one is a RuntimeError). */
vm_t *vm_new(const vm_options_t *options);
void vm_free(vm_t *vm);

bool vm_load(vm_t *vm, const program_t *program);

/* Begins a run: an empty heap, and one frame: run_main() of the library module `_finish` if the program has
 * it, which runs the program's body by _builtins.run_module("__main__"); else the module body itself. */
void vm_start(vm_t *vm);

vm_outcome_t vm_run(vm_t *vm);
vm_outcome_t vm_resume(vm_t *vm, const mp_result_t *result);

/* From now on this state belongs to a new process (after START or FORK, in the child). */
void vm_become_child(vm_t *vm, uint32_t process);

/* Sets what belongs to a process: for natives that replace a root. */
static inline value_t vm_root(const vm_t *vm, vm_root_t root)
{
    return vm->state.roots[root];
}

/* ---- where it stands ---- */

typedef struct vm_position {
    const char *file;     /* NULL: nowhere */
    const char *function; /* "<module>" for a module body */
    uint32_t line, column;
    uint32_t module; /* number */
} vm_position_t;

/* The innermost frame of the program itself (library frames are passed over). */
vm_position_t vm_where(const vm_t *vm);
/* The same as its place in the source alone. */
code_place_t vm_place(const vm_t *vm);

/* The name hint at the innermost such frame's call, or NULL. */
const char *vm_hint(const vm_t *vm);

/* Whether the innermost frame belongs to a library module: MP_OP_LIBRARY. */
bool vm_in_library(const vm_t *vm);

/* ---- looking in: for the memory view and for tests. Pointers and values are good until the machine runs on.
 * ---- */

typedef struct vm_frame_view {
    vm_position_t position;
    bool library;
    uint32_t local_count; /* vm_local_view */
} vm_frame_view_t;

typedef struct vm_variable {
    const char *name;
    value_t value; /* VALUE_UNSET: not bound now */
} vm_variable_t;

uint32_t vm_frame_count(const vm_t *vm);
/* 0 is the outermost. */
vm_frame_view_t vm_frame_view(const vm_t *vm, uint32_t frame);
vm_variable_t vm_local_view(const vm_t *vm, uint32_t frame, uint32_t local);

/* Module globals, in order of their making. number as in vm_position_t; 0 is the program itself. false: no
 * more. */
bool vm_global_view(const vm_t *vm, uint32_t module, uint32_t index, vm_variable_t *variable);

/* A short text of a value for people: containers cut off, never runs the program. Always terminated. */
void vm_describe(const vm_t *vm, value_t value, char *text, size_t size);

/* A global of the program by name; VALUE_UNSET if there is none. */
value_t vm_global(const vm_t *vm, const char *name);

/* ---- allocation (heap.h) ---- */

static inline void *heap_alloc_raw(vm_t *vm, kind_t kind, uint64_t size_bytes)
{
    heap_t *heap = &vm->heap;
    uint64_t size = (size_bytes + 7) & ~UINT64_C(7);
    if (__builtin_expect(heap->loading || size > 4096 || size > heap->end - heap->top, 0))
        return heap_alloc_slow(vm, kind, size);
    object_t *object = heap_at(heap, heap->top);
    heap->top += (uint32_t)size;
    *object = (object_t){.size_bytes = (uint32_t)size, .kind = (uint8_t)kind};
    return object;
}

/* ---- access to objects: the caller has checked the kind ---- */

static inline object_t *as_header(const vm_t *vm, value_t v)
{
    return heap_at(&vm->heap, value_to_ref(v));
}

/* KIND_NONE for what is no reference. */
static inline kind_t value_kind(const vm_t *vm, value_t v)
{
    return value_is_ref(v) ? (kind_t)as_header(vm, v)->kind : KIND_NONE;
}

#define VM_ACCESS(name, type)                                                                                \
    static inline type *as_##name(const vm_t *vm, value_t v)                                                 \
    {                                                                                                        \
        return heap_at(&vm->heap, value_to_ref(v));                                                          \
    }
VM_ACCESS(raw, raw_t)
VM_ACCESS(values, values_t)
VM_ACCESS(cell, cell_t)
VM_ACCESS(bigint, bigint_t)
VM_ACCESS(str, str_t)
VM_ACCESS(bytes, bytes_t)
VM_ACCESS(tuple, tuple_t)
VM_ACCESS(list, list_t)
VM_ACCESS(dict, dict_t)
VM_ACCESS(set, set_t)
VM_ACCESS(range, range_t)
VM_ACCESS(slice, slice_t)
VM_ACCESS(iterator, iterator_t)
VM_ACCESS(dict_view, dict_view_t)
VM_ACCESS(function, function_t)
VM_ACCESS(native, native_t)
VM_ACCESS(method, method_t)
VM_ACCESS(generator, generator_t)
VM_ACCESS(class, class_t)
VM_ACCESS(instance, instance_t)
VM_ACCESS(exception, exception_t)
VM_ACCESS(traceback, traceback_t)
VM_ACCESS(module, module_t)
VM_ACCESS(property, property_t)
VM_ACCESS(wrapper, wrapper_t)
VM_ACCESS(super, super_t)
VM_ACCESS(object, native_object_t)
#undef VM_ACCESS

static inline value_t object_value(const vm_t *vm, const void *object)
{
    return value_from_ref(heap_ref(&vm->heap, object));
}

/* ---- types of values ---- */

/* type(v). */
value_t value_class(const vm_t *vm, value_t v);

/* The name of a value's type, for messages. */
const char *value_type_name(const vm_t *vm, value_t v);
const char *class_name(const vm_t *vm, value_t class);

bool class_is_subclass(const vm_t *vm, value_t class, value_t of);

/* An attribute of a class or its bases, as it stands there (no binding); VALUE_UNSET: none. */
value_t class_lookup(const vm_t *vm, value_t class, value_t name);

/* The builtin value inside an instance of a subclass of list, dict, str …; anything else: itself. Natives
 * that take a list call this first, so that they accept subclasses. */
static inline value_t value_payload(const vm_t *vm, value_t v)
{
    if (value_kind(vm, v) == KIND_INSTANCE && !value_is_unset(as_instance(vm, v)->payload))
        return as_instance(vm, v)->payload;
    return v;
}

static inline bool value_is_str(const vm_t *vm, value_t v)
{
    return value_kind(vm, v) == KIND_STR;
}

/* Any int: small, big or bool. */
static inline bool value_is_int(const vm_t *vm, value_t v)
{
    return value_is_small_int(v) || value_is_bool(v) || value_kind(vm, v) == KIND_BIGINT;
}

/* Whether a special method (a NAME_…) of v's class is written in the lesson language. */
bool value_has_user_method(const vm_t *vm, value_t v, vm_name_t name);

/* ---- identity (identity.c) ---- */

/* What id() gives: survives moving. May give out a number: changes the private state. */
uint64_t value_identity(vm_t *vm, value_t v);

/* ---- interning: the static text equal to this, or UNSET ---- */
value_t vm_interned(const vm_t *vm, const char *bytes, size_t size);

#endif
