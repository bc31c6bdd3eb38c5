/*
 * Inside the machine: what its files share. Not for natives.
 *
 * An instruction's slow path is a function that returns a step. A frame's pc stands on the instruction being
 * executed while such a function runs; STEP_NEXT goes on behind it, STEP_RELOAD goes on where the innermost
 * frame's pc says.
 *
 * Calls: the callee's slot is stack[args - 1], its arguments stand behind it from stack[args], and nothing
 * that lives stands above them. So a callee's registers can begin at args, and a method's self can go into
 * the callee's slot.
 */
#ifndef LESSONS_VM_MACHINE_H
#define LESSONS_VM_MACHINE_H

#include "lessons/vm/vm.h"

typedef enum step {
    STEP_NEXT,    /* done: the next instruction */
    STEP_RELOAD,  /* frames changed, or a jump: go on at the innermost frame's pc */
    STEP_RAISE,   /* vm->state.exception is set */
    STEP_SUSPEND, /* vm->state.pending waits for the world */
    STEP_EXIT,    /* the outermost frame is done */
} step_t;

/* What an instruction remembers, outside the image; void when the epoch is not vm->cache_epoch. */
typedef struct inline_cache {
    uint32_t epoch;
    uint32_t entry; /* entry of an instance's dict; or where the value of a global name stands */
    value_t class;
    value_t value;
} inline_cache_t;

/* What stands in `class` where a module's name was remembered: no class's reference, so that an instance's
 * cache is never taken for that of its class. */
static inline value_t cached_module(value_t module)
{
    return module | 1u;
}

/* What stands in `value` beside it where the name is a bound method in C that is called at once, without arguments: no
 * class's method either. */
static inline value_t cached_bound(value_t method)
{
    return method | 1u;
}

struct vm_code {
    const code_t *code;
    const code_unit_t *unit;
    const instruction_t *instructions;
    value_t *constants;
    inline_cache_t *caches; /* one for each instruction; made at the first call */
    uint32_t module;
    uint32_t register_count;
    uint32_t positional_count;
    uint32_t local_start, local_end; /* registers of variables that a call does not fill: cleared at entry */
    bool plain;                      /* positional parameters only, no generator: called in place */
    bool library;
    value_t name, qualname, doc;
    value_t parameter_names; /* tuple */
    value_t preset;          /* the function object itself, static; or UNSET: preset.c */
};

struct vm_module {
    const char *name;
    const code_unit_t *unit;       /* NULL: a native module */
    const native_module_t *native; /* or NULL */
    uint32_t first_code;           /* of the unit */
    value_t native_dict;           /* static contents */
};

/* A native's signature, taken apart. */
typedef struct native_shape {
    uint32_t count;      /* slots */
    uint32_t positional; /* slots that can be given by position */
    uint32_t positional_only;
    uint32_t required;      /* of the positional ones */
    int32_t rest, keywords; /* slot, or -1 */
    uint32_t in_place; /* count where all slots are positional: so many need no binding; else UINT32_MAX */
    value_t *names;    /* interned, one for each slot */
    bool *optional;
    bool is_method;  /* the first parameter is self or cls */
    native_fn *call; /* of the definition: one load less */
} native_shape_t;

static inline frame_t *top_frame(vm_t *vm)
{
    return &vm->frames[vm->state.frame_count - 1];
}

static inline value_t *frame_registers(vm_t *vm, const frame_t *frame)
{
    return vm->stack + frame->base;
}

static inline instruction_t frame_instruction(const vm_t *vm, const frame_t *frame)
{
    return vm->codes[frame->code].instructions[frame->pc];
}

/* The first stack index that the innermost frame does not use: where special methods get their arguments. */
uint32_t scratch_top(const vm_t *vm);

/* ---- call.c ---- */

step_t call_value(vm_t *vm, uint32_t args, uint32_t count, value_t keyword_names, uint32_t result,
                  continuation_t continuation, value_t extra);
/* Calls with up to three arguments, put above the innermost frame's registers. */
step_t call_with(vm_t *vm, value_t callable, const value_t *args, uint32_t count, uint32_t result,
                 continuation_t continuation, value_t extra);
/* A function of lessons/lib/builtins.py. */
step_t call_library(vm_t *vm, const char *name, const value_t *args, uint32_t count, uint32_t result,
                    continuation_t continuation, value_t extra);
step_t push_function(vm_t *vm, value_t function, uint32_t args, uint32_t count, value_t keyword_names,
                     uint32_t result, continuation_t continuation, value_t extra);
step_t push_frame(vm_t *vm, value_t function, uint32_t args, uint32_t result, continuation_t continuation,
                  value_t extra);
/* Hands a value to the innermost frame as the continuation says. */
step_t deliver(vm_t *vm, uint32_t continuation, uint32_t result, value_t extra, value_t value);
step_t return_value(vm_t *vm, value_t value);
step_t call_extended(vm_t *vm, instruction_t i);

/* ---- bind.c ---- */

bool bind_function(vm_t *vm, const function_t *function, uint32_t args, uint32_t count,
                   value_t keyword_names);
bool bind_native(vm_t *vm, uint32_t number, uint32_t args, uint32_t count, value_t keyword_names);

/* ---- native.c ---- */

bool natives_register(vm_t *vm);
step_t call_native(vm_t *vm, uint32_t number, uint32_t args, uint32_t count, value_t keyword_names,
                   uint32_t result, continuation_t continuation, value_t extra);
step_t call_accessor(vm_t *vm, value_t accessor, uint32_t args, uint32_t count, uint32_t result,
                     continuation_t continuation);
step_t native_after(vm_t *vm, native_status_t status, uint32_t number, uint32_t args, uint32_t result);
step_t native_spin(vm_t *vm); /* performs a SPIN */
step_t native_resume(vm_t *vm, const mp_result_t *done);
/* vm->state.pending.native of a SPIN. */
#define PENDING_SPIN UINT32_MAX

/* Methods of the builtin exception classes: machine_types.c. */
typedef struct machine_exception_methods {
    exception_id_t id;
    const native_type_t *type; /* NULL ends the table */
} machine_exception_methods_t;
extern const machine_exception_methods_t machine_exception_methods[];

/* ---- exception.c ---- */

/* Finds the handler of vm->state.exception: STEP_RELOAD, or STEP_EXIT when nobody takes it. */
step_t unwind(vm_t *vm, bool again);
step_t step_raise(vm_t *vm, exception_id_t id, const char *format, ...) __attribute__((format(printf, 3, 4)));
step_t step_raise_object(vm_t *vm, value_t exception);
bool exceptions_register(vm_t *vm);
value_t handled_exception(vm_t *vm); /* None: none */
/* An exception raised in a call without a frame: *step becomes what the continuation makes of it. */
void absorb_raise(vm_t *vm, uint32_t continuation, uint32_t result, value_t extra, step_t *step);
value_t stop_iteration_value(vm_t *vm, value_t exception);
void import_failed(vm_t *vm, value_t module); /* its body raised */
step_t raise_instruction(vm_t *vm, instruction_t i);
step_t raise_bare(vm_t *vm);
step_t raise_assert(vm_t *vm, instruction_t i);
/* NATIVE_RAISE when `type` is no exception class or tuple of such. */
native_status_t exception_matches(vm_t *vm, value_t exception, value_t type, bool *matches);

/* ---- attribute.c ---- */

typedef enum attribute_kind {
    ATTRIBUTE_MISSING,
    ATTRIBUTE_VALUE,      /* value */
    ATTRIBUTE_METHOD,     /* value is a function that wants self first */
    ATTRIBUTE_PROPERTY,   /* value is a property object: call its getter */
    ATTRIBUTE_DESCRIPTOR, /* value is an object with __get__ */
} attribute_kind_t;

typedef struct attribute {
    attribute_kind_t kind;
    value_t value;
    value_t self; /* for METHOD and PROPERTY: usually the object itself; a class for classmethods */
} attribute_t;

attribute_t attribute_find(vm_t *vm, value_t object, value_t name);
step_t get_attribute(vm_t *vm, value_t object, value_t name, uint32_t result, continuation_t continuation,
                     value_t extra);
step_t set_attribute(vm_t *vm, value_t object, value_t name, value_t value);
step_t delete_attribute(vm_t *vm, value_t object, value_t name);
step_t load_method(vm_t *vm, instruction_t i);
step_t load_attr_slow(vm_t *vm, instruction_t i);
/* The getter of a native type's property, in C, of an object whose class the cache knows. */
step_t load_property(vm_t *vm, instruction_t i, value_t getter);
step_t store_attr_slow(vm_t *vm, instruction_t i);
step_t store_property(vm_t *vm, instruction_t i, value_t setter);
step_t attribute_error(vm_t *vm, value_t object, value_t name);
step_t set_attribute_plain(vm_t *vm, value_t object, value_t name, value_t value);
step_t delete_attribute_plain(vm_t *vm, value_t object, value_t name);
/* attribute_special.c: names that are computed. UNSET: none such. */
value_t attribute_special(vm_t *vm, value_t object, value_t name);
/* Whether it was such a name; an exception may have been set. */
bool attribute_set_special(vm_t *vm, value_t object, value_t name, value_t value);
value_t method_new(vm_t *vm, value_t function, value_t self);
/* A special method of v's class for an instruction: UNSET when there is none. */
value_t special_method(vm_t *vm, value_t v, vm_name_t name);

/* ---- class.c ---- */

value_t class_new(vm_t *vm, value_t name, value_t base, value_t dict, value_t module, value_t qualname);
value_t instance_new(vm_t *vm, value_t class);
value_t instance_with_payload(vm_t *vm, value_t class, value_t payload);
step_t build_class(vm_t *vm, instruction_t i);
step_t class_body_done(vm_t *vm, value_t cell, uint32_t result, value_t namespace);
value_t str_of_module(vm_t *vm, uint32_t number);
step_t call_class(vm_t *vm, value_t class, uint32_t args, uint32_t count, value_t keyword_names,
                  uint32_t result, continuation_t continuation, value_t extra);
step_t after_new(vm_t *vm, value_t instance, uint32_t result, value_t extra);
void class_changed(vm_t *vm, value_t class, value_t name, value_t value);
step_t call_super(vm_t *vm, instruction_t i);

/* ---- operate.c: operators with users' special methods ---- */

step_t binary_slow(vm_t *vm, binary_op_t op, instruction_t i, value_t a, value_t b);
step_t binary_result(vm_t *vm, uint32_t result, value_t extra, value_t value);
step_t unary_slow(vm_t *vm, instruction_t i);
step_t compare_slow(vm_t *vm, compare_op_t op, instruction_t i, value_t a, value_t b);
step_t compare_result(vm_t *vm, uint32_t result, value_t extra, value_t value);
step_t contains_slow(vm_t *vm, instruction_t i);
step_t truth_slow(vm_t *vm, instruction_t i); /* JUMP_TRUE, JUMP_FALSE, NOT */
step_t truth_answer(vm_t *vm, uint32_t result, bool by_length, value_t value);
step_t truth_result(vm_t *vm, uint32_t result, value_t value);
step_t decide(vm_t *vm, uint32_t result, bool truth); /* the instruction at the frame's pc gets a truth */
step_t get_item_slow(vm_t *vm, instruction_t i, value_t container, value_t key);
step_t set_item_slow(vm_t *vm, instruction_t i);
step_t delete_item_slow(vm_t *vm, instruction_t i);
step_t format_slow(vm_t *vm, instruction_t i);
const char *binary_text(binary_op_t op);
const char *compare_text(compare_op_t op);

/* ---- preset.c ---- */

void functions_preset(vm_t *vm);                                                  /* while loading */
value_t function_preset(const vm_t *vm, const vm_code_t *code, value_t defaults); /* UNSET: make a new one */

/* ---- display.c: displays, unpacking, strings ---- */

step_t display_slow(vm_t *vm, instruction_t i);
step_t unpack_slow(vm_t *vm, instruction_t i);
step_t unpack_list(vm_t *vm, value_t list); /* for the instruction at the frame's pc */
step_t build_string(vm_t *vm, instruction_t i);
step_t make_function(vm_t *vm, instruction_t i);

/* ---- loop.c: iteration and generators ---- */

step_t get_iter_slow(vm_t *vm, uint32_t result, value_t v);
step_t next_slow(vm_t *vm, instruction_t i); /* FOR_NEXT, FOR_ITER */
step_t next_delivered(vm_t *vm, uint32_t result, value_t value);
step_t next_ended(vm_t *vm); /* the iterator of the loop at the frame's pc is exhausted */
step_t generator_new(vm_t *vm, value_t function, uint32_t args, uint32_t result, continuation_t continuation,
                     value_t extra);
step_t generator_resume(vm_t *vm, value_t generator, value_t sent, uint32_t result,
                        continuation_t continuation, value_t extra);
/* CLOSE_OWNED: the loop over a generator that nobody else holds has been left. */
step_t generator_close_owned(vm_t *vm, instruction_t i);
step_t generator_yield(vm_t *vm, instruction_t i);
step_t generator_return(vm_t *vm, value_t value);
void generator_finish(vm_t *vm, value_t generator);
step_t send_slow(vm_t *vm, instruction_t i);
step_t send_ended(vm_t *vm, value_t value);
step_t with_setup(vm_t *vm, instruction_t i);
step_t generator_throw(vm_t *vm, value_t generator, value_t exception, uint32_t result,
                       continuation_t continuation, value_t extra);

/* ---- import.c ---- */

step_t import_module(vm_t *vm, instruction_t i);
step_t import_from(vm_t *vm, instruction_t i);
step_t import_star(vm_t *vm, instruction_t i);
step_t module_body(vm_t *vm, uint32_t number, uint32_t result, continuation_t continuation, value_t extra);
value_t module_function(vm_t *vm, uint32_t number); /* its body */
value_t module_dict(const vm_t *vm, uint32_t number);
uint32_t module_find(const vm_t *vm, const char *name, size_t size); /* UINT32_MAX: none */
value_t module_make(vm_t *vm, uint32_t number);

/* ---- variable.c ---- */

step_t load_global_slow(vm_t *vm, instruction_t i);
step_t store_global_slow(vm_t *vm, instruction_t i);
step_t delete_global(vm_t *vm, instruction_t i);
step_t class_names(vm_t *vm, instruction_t i);
step_t unbound(vm_t *vm, value_t name, bool free);
void remember_init(vm_t *vm, value_t class, uint32_t given, inline_cache_t *cache);

/* ---- interpreter ---- */

value_t builtin_name(const vm_t *vm, value_t name); /* UNSET: none */
void module_dicts_refresh(vm_t *vm);                /* after anything that moves objects */

vm_outcome_t interpret(vm_t *vm);
step_t safe_point(vm_t *vm);
void code_prepare(vm_t *vm, uint32_t number); /* before its first frame */

#endif
