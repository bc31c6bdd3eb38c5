/*
 * Native functions and types: how C gives things to the lesson language.
 *
 * A native gets one argument slot for each parameter of its signature, in the order of the signature; an
 * omitted optional one is VALUE_UNSET, `*rest` is a tuple, `**words` a dict (or UNSET when empty). The slots
 * stand on the machine's stack: they may be overwritten to keep state between call and finish, and they are
 * roots. `nargs` is the number of slots. Methods get self as args[0]; a constructor ("__new__") gets the
 * class as args[0].
 *
 * Signatures are Python's parameter lists as text, with `name=` for an optional one:
 *     "self, value, start=, stop=, /"      "*values, sep=, end=, file=, flush="
 * Without a `/` every name can be given by keyword. Counting and naming errors are raised by the machine with
 * CPython's texts. A signature without optional parts is called without copying.
 *
 * A native returns
 *     NATIVE_OK        *result is set (never UNSET)
 *     NATIVE_RAISE     an exception is set: return native_raise(…)
 *     NATIVE_FALLBACK  it met something that needs the lesson language (a user's __eq__, an iterator …): the
 * machine calls the function `fallback` of lessons/lib/builtins.py with the same arguments in the same order
 * (an UNSET one becomes the library's `_unset` object; *rest and **words as tuple and dict, each one
 * argument). Change nothing before you return this. NATIVE_OP        vm->op holds a visible operation
 * (native_op): the machine performs it, perhaps much later, then calls `finish` with its result and the same
 * slots. finish may return NATIVE_OP again: keep the stage in an argument slot. Nothing is collected inside a
 * native. It must not block, loop without bound, or keep C resources across an allocation; long loops over
 * data work on what stands in memory, which is bounded.
 */
#ifndef LESSONS_VM_NATIVE_H
#define LESSONS_VM_NATIVE_H

#include "lessons/vm/exceptions.h"
#include "lessons/vm/heap.h"
#include "lessons/vm/world.h"

struct vm;

typedef enum native_status {
    NATIVE_OK,
    NATIVE_RAISE,
    NATIVE_FALLBACK,
    NATIVE_OP,
    NATIVE_CALL
} native_status_t;

typedef native_status_t native_fn(struct vm *vm, value_t *args, int nargs, value_t *result);
typedef native_status_t native_finish_fn(struct vm *vm, const mp_result_t *done, value_t *args,
                                         value_t *result);

typedef struct native_def {
    const char *name;      /* NULL ends a table */
    const char *signature; /* as above; NULL or "": no parameters */
    native_fn *call;
    native_finish_fn *finish; /* NULL: it never asks for an operation */
    const char *fallback;     /* function of lessons/lib/builtins.py; NULL: it never falls back */
} native_def_t;

/* An attribute that is computed: `v.value`. set NULL: read-only. args[0] is self, args[1] the new value. */
typedef struct native_property {
    const char *name;
    native_fn *get;
    native_finish_fn *get_finish;
    native_fn *set;
    native_finish_fn *set_finish;
} native_property_t;

typedef struct native_type native_type_t;

/*
 * A native type. Its instances are of `kind`: KIND_OBJECT for types of your own (native_object_new), another
 * kind for the builtin types. Special methods (__getitem__, __len__, __enter__, __iter__, __next__, __call__,
 * __eq__,
 * __repr__ …) are ordinary entries of `methods`; "__new__" is what calling the class does. Example:
 *
 *     static const native_def_t lock_methods[] = {
 *         {"__new__", "cls", lock_new, NULL, NULL},
 *         {"acquire", "self, block=, timeout=", lock_acquire, lock_acquired, NULL},
 *         {"__enter__", "self", lock_enter, lock_entered, NULL},
 *         {NULL, NULL, NULL, NULL, NULL}};
 *     const native_type_t lock_type = {.name = "Lock", .module = "multiprocessing.synchronize",
 *                                      .kind = KIND_OBJECT, .methods = lock_methods};
 *
 *     static native_status_t lock_new(vm_t *vm, value_t *args, int nargs, value_t *result)
 *     {
 *         uint32_t ref;
 *         …create in the world…
 *         *result = native_object_new(vm, args[0], 0, sizeof(uint32_t));     // no slots, four raw bytes
 *         memcpy(native_object_raw(as_object(vm, *result)), &ref, sizeof ref);
 *         return NATIVE_OK;
 *     }
 */
struct native_type {
    const char *name;
    const char *module;        /* NULL: builtins */
    const native_type_t *base; /* NULL: object. Registered before this one */
    kind_t kind;
    const native_def_t *methods;
    const native_property_t *properties; /* ends with a NULL name; may be NULL */
    bool final;                          /* cannot be subclassed */
    const char *full_name; /* what CPython's messages call it: "decimal.Decimal"; NULL: the name */
};

typedef struct native_module {
    const char *name; /* "math" */
    const native_def_t *functions;
    const native_type_t *const *types; /* NULL-terminated, may be NULL */
    /* Further contents: called while loading, in the static prefix: constants only (native_module_set). May
     * be NULL. */
    void (*fill)(struct vm *vm, value_t dict);
    /* Mutable state: called when the machine starts, once for each run. May be NULL. */
    void (*start)(struct vm *vm, value_t dict);
} native_module_t;

/* All modules in C, NULL-terminated; the first is "builtins". In modules.c. */
extern const native_module_t *const native_modules[];

/* The types of the machine itself (function, generator, cell, …) have their methods here: machine_types.c. */
extern const native_type_t *const machine_types[];

/* Puts a name into a module's or class's dict while loading. */
void native_module_set(struct vm *vm, value_t dict, const char *name, value_t value);

/* The class object of a registered native type. */
value_t native_class(const struct vm *vm, const native_type_t *type);

/* A function object for a definition (must be part of a registered table). */
value_t native_function(struct vm *vm, const native_def_t *def);

/* A new object of class `class` (a native type of kind OBJECT or a subclass of one); slots are None, raw
 * zero. */
value_t native_object_new(struct vm *vm, value_t class, uint32_t slots, uint32_t raw_bytes);

/* Whether v is an instance of the native type or of a subclass. */
bool native_is(const struct vm *vm, value_t v, const native_type_t *type);

/* Asks for a visible operation: clears vm->op, sets its kind, and returns it for you to fill. */
mp_op_t *native_op(struct vm *vm, mp_op_kind_t kind);

/* Raises: sets the exception, returns NATIVE_RAISE. The message is as printf has it. */
native_status_t native_raise(struct vm *vm, exception_id_t id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Raises an instance of any exception class, with one argument, any value (KeyError: the key). */
native_status_t native_raise_value(struct vm *vm, value_t class, value_t argument);

/* Raises an exception object. */
native_status_t native_raise_object(struct vm *vm, value_t exception);

/* Goes on with a call whose result is the native's result: `return native_call(vm, callable, args, count)`.
 */
#define NATIVE_CALL_MAX 8
native_status_t native_call(struct vm *vm, value_t callable, const value_t *args, uint32_t count);

/*
 * Leaves the whole stack of the machine and goes on with a call of `callable` without arguments: what a new
 * process does, so that its image does not carry its parent's frames. Use as `return native_restart(vm,
 * callable)`. When that call returns, the machine is done; when it raises, vm_run returns VM_UNCAUGHT.
 */
native_status_t native_restart(struct vm *vm, value_t callable);

/* The analyzer reads one file at a time: here it learns that raising never returns NATIVE_OK. */
#ifdef __clang_analyzer__
static inline native_status_t native_raised(native_status_t status)
{
    (void)status;
    return NATIVE_RAISE;
}
#define native_raise(...)        native_raised(native_raise(__VA_ARGS__))
#define native_raise_value(...)  native_raised(native_raise_value(__VA_ARGS__))
#define native_raise_object(...) native_raised(native_raise_object(__VA_ARGS__))
#endif

#endif
