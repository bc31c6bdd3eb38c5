/* The machine's life: making, loading, starting, running. */
#include "lessons/vm/vm.h"

#include <stdio.h>
#include <stdlib.h>

#include "lessons/vm/collect.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/program.h"
#include "lessons/vm/random_state.h"

static const uint32_t never_polled = 0;

/* ---- making ---- */

vm_t *vm_new(const vm_options_t *options)
{
    vm_t *vm = calloc(1, sizeof *vm);
    if (!vm)
        return NULL;
    vm->options = *options;
    vm->world = options->world;
    vm->poll_word = options->poll_word ? options->poll_word : &never_polled;
    vm->library_builtins = UINT32_MAX;
    vm->frame_limit = VM_FRAME_LIMIT;
    vm->cache_epoch = 1;
    if (!heap_init(&vm->heap, options->memory_limit_bytes)) {
        free(vm);
        return NULL;
    }
    vm->frames = heap_at(&vm->heap, vm->heap.stack_start);
    vm->stack = heap_at(&vm->heap, vm->heap.stack_end - (uint32_t)sizeof(value_t) * VM_STACK_VALUES);
    return vm;
}

static void free_shapes(vm_t *vm)
{
    for (uint32_t i = 0; i < vm->native_count; i++) {
        free(vm->shapes[i].names);
        free(vm->shapes[i].optional);
    }
    free(vm->shapes);
}

void vm_free(vm_t *vm)
{
    if (!vm)
        return;
    free_shapes(vm);
    for (uint32_t i = 0; i < vm->accessor_count; i++)
        free(vm->accessor_defs[i]);
    free(vm->accessor_defs);
    free(vm->natives);
    free(vm->native_owners);
    free(vm->types);
    free(vm->type_classes);
    for (uint32_t i = 0; i < vm->code_count; i++) {
        free(vm->codes[i].constants);
        free(vm->codes[i].caches);
    }
    free(vm->codes);
    free(vm->modules);
    free(vm->module_dicts);
    heap_destroy(&vm->heap);
    free(vm);
}

/* ---- loading ---- */

static value_t constant_value(vm_t *vm, const vm_code_t *code, uint32_t first_code, const code_constant_t *c)
{
    switch (c->kind) {
    case CONSTANT_TRUE:
        return VALUE_TRUE;
    case CONSTANT_FALSE:
        return VALUE_FALSE;
    case CONSTANT_ELLIPSIS:
        return VALUE_ELLIPSIS;
    case CONSTANT_INT:
        return bigint_from_int64(vm, c->integer);
    case CONSTANT_BIGINT:
        return bigint_from_literal(vm, c->text);
    case CONSTANT_FLOAT:
        return value_from_double(c->number);
    case CONSTANT_STRING:
        return vm_intern(vm, c->text, c->size);
    case CONSTANT_BYTES:
        return bytes_new(vm, c->text, c->size);
    case CONSTANT_TUPLE: {
        value_t tuple = tuple_new(vm, NULL, c->size);
        for (uint32_t i = 0; i < c->size; i++)
            as_tuple(vm, tuple)->items[i] = code->constants[c->items[i]];
        return tuple;
    }
    case CONSTANT_CODE:
        return value_from_int((int64_t)first_code + c->code);
    case CONSTANT_NONE:
        break;
    }
    return VALUE_NONE;
}

static bool load_code(vm_t *vm, vm_code_t *to, const code_unit_t *unit, uint32_t number, uint32_t first_code,
                      uint32_t module)
{
    const code_t *code = unit->codes[number];
    to->code = code;
    to->unit = unit;
    to->instructions = code->instructions;
    to->module = module;
    to->register_count = code->register_count;
    to->positional_count = code->positional_count;
    to->plain =
        !(code->flags & (CODE_GENERATOR | CODE_REST | CODE_KEYWORDS)) && code->keyword_only_count == 0;
    to->library = unit->is_library;
    to->name = vm_intern_c(vm, code->name);
    to->qualname = vm_intern_c(vm, code->qualname);
    to->doc = code->doc ? vm_intern_c(vm, code->doc) : VALUE_NONE;
    to->parameter_names = tuple_new(vm, NULL, code->parameter_count);
    for (uint32_t i = 0; i < code->parameter_count; i++)
        as_tuple(vm, to->parameter_names)->items[i] = vm_intern_c(vm, code->parameter_names[i]);
    to->local_start = code->flags & CODE_CLASS_BODY ? 1 : code->parameter_count;
    to->local_end = to->local_start;
    for (uint32_t i = 0; i < code->local_count; i++)
        if (code->locals[i].local_register >= to->local_end)
            to->local_end = code->locals[i].local_register + 1;
    to->constants = calloc(code->constant_count + 1u, sizeof *to->constants);
    if (!to->constants)
        return false;
    for (uint32_t i = 0; i < code->constant_count; i++)
        to->constants[i] = constant_value(vm, to, first_code, &code->constants[i]);
    for (uint32_t i = 0; i < code->local_count; i++)
        if (code->locals[i].name)
            vm_intern_c(vm, code->locals[i].name);
    return true;
}

void code_prepare(vm_t *vm, uint32_t number)
{
    vm_code_t *code = &vm->codes[number];
    code->caches = calloc(code->code->instruction_count + 1u, sizeof *code->caches);
    if (!code->caches)
        vm_out_of_memory(vm);
}

static bool count_modules(vm_t *vm, const program_t *program)
{
    uint32_t units = program_unit_count(program), natives = 0;
    for (uint32_t i = 0; i < units; i++)
        vm->code_count += program_unit_at(program, i)->code_count;
    while (native_modules[natives])
        natives++;
    vm->module_count = units + natives;
    vm->codes = calloc(vm->code_count + 1u, sizeof *vm->codes);
    vm->modules = calloc(vm->module_count + 1u, sizeof *vm->modules);
    vm->module_dicts = calloc(vm->module_count + 1u, sizeof *vm->module_dicts);
    if (!vm->codes || !vm->modules || !vm->module_dicts)
        return false;
    uint32_t first_code = 0;
    for (uint32_t i = 0; i < units; i++) {
        const code_unit_t *unit = program_unit_at(program, i);
        vm->modules[i] = (vm_module_t){
            .name = unit->module, .unit = unit, .first_code = first_code, .native_dict = VALUE_UNSET};
        first_code += unit->code_count;
        if (unit->is_library && strcmp(unit->module, "builtins") == 0)
            vm->library_builtins = i;
    }
    for (uint32_t i = 0; i < natives; i++)
        vm->modules[units + i] = (vm_module_t){
            .name = native_modules[i]->name, .native = native_modules[i], .native_dict = VALUE_UNSET};
    return true;
}

static const char *const dunder_names[] = {
#define DUNDER_TEXT(name) "__" #name "__",
    VM_DUNDERS(DUNDER_TEXT)
#undef DUNDER_TEXT
};

/* What everything else stands on: names, the empty things, object and type. */
static void load_foundations(vm_t *vm)
{
    vm->empty_tuple = VALUE_UNSET;
    vm->state.exception = VALUE_NONE;
    vm->state.pending.extra = VALUE_UNSET;
    for (int i = 0; i < KIND_COUNT; i++)
        vm->classes[i] = VALUE_UNSET;
    vm->interned = dict_new(vm);
    vm->empty_string = vm_intern(vm, "", 0);
    vm->empty_tuple = tuple_new(vm, NULL, 0);
    for (int c = 0; c < 128; c++) {
        char letter = (char)c;
        vm->characters[c] = vm_intern(vm, &letter, 1);
    }
    for (int i = 0; i < NAME_COUNT; i++)
        vm->names[i] = vm_intern_c(vm, dunder_names[i]);
    vm_intern_c(vm, "send");
    value_t name = vm_intern_c(vm, "object");
    vm->class_object = class_new(vm, name, VALUE_NONE, dict_new(vm), vm_intern_c(vm, "builtins"), name);
    as_class(vm, vm->class_object)->class_flags |= CLASS_NATIVE;
    vm->classes[KIND_INSTANCE] = vm->class_object;
    vm->classes[KIND_OBJECT] = vm->class_object;
}

static bool load_units(vm_t *vm, const program_t *program)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < program_unit_count(program); i++) {
        const code_unit_t *unit = program_unit_at(program, i);
        for (uint32_t c = 0; c < unit->code_count; c++, n++)
            if (!load_code(vm, &vm->codes[n], unit, c, vm->modules[i].first_code, i))
                return false;
        vm_intern_c(vm, unit->module);
    }
    functions_preset(vm);
    return true;
}

/* Runs the body of lessons/lib/builtins.py into the static prefix: its functions are the same in every
 * process. */
static bool load_library_builtins(vm_t *vm)
{
    if (vm->library_builtins == UINT32_MAX)
        return true;
    vm->state.modules = tuple_new(vm, NULL, vm->module_count);
    value_t module = module_make(vm, vm->library_builtins);
    value_t dict = as_module(vm, module)->dict;
    vm->modules[vm->library_builtins].native_dict = dict;
    vm->module_dicts[vm->library_builtins] = dict;
    vm->state.frame_count = 0;
    vm->state.budget = INT64_MAX;
    module_body(vm, vm->library_builtins, 0, CONTINUE_EXIT, VALUE_UNSET);
    vm_outcome_t outcome = interpret(vm);
    if (outcome != VM_DONE) {
        const value_t text =
            outcome == VM_UNCAUGHT ? exception_text(vm, vm->state.exception) : vm->empty_string;
        snprintf(vm->load_error, sizeof vm->load_error, "lessons/lib/builtins.py: %.200s",
                 as_str(vm, text)->bytes);
        return false;
    }
    uint32_t position = 0;
    value_t key, value;
    while (dict_next(vm, dict, &position, &key, &value)) {
        kind_t kind = value_kind(vm, value);
        if (as_str(vm, key)->bytes[0] != '_' && (kind == KIND_FUNCTION || kind == KIND_CLASS) &&
            value_is_unset(dict_get_str(vm, vm->builtins, key)))
            dict_put_str(vm, vm->builtins, key, value);
    }
    return true;
}

bool vm_load(vm_t *vm, const program_t *program)
{
    jmp_buf memory_exit;
    snprintf(vm->load_error, sizeof vm->load_error, "the program is too large for the sandbox");
    vm->program = program;
    if (!count_modules(vm, program))
        return false;
    vm->memory_exit = &memory_exit;
    vm->heap.loading = true;
    if (setjmp(memory_exit) != 0)
        return false;
    load_foundations(vm);
    if (!exceptions_register(vm) || !natives_register(vm) || !load_units(vm, program) ||
        !load_library_builtins(vm))
        return false;
    vm->heap.loading = false;
    vm->memory_exit = NULL;
    vm->first_identity = vm->state.next_identity;
    vm->load_error[0] = 0;
    return true;
}

/* ---- starting ---- */

void module_dicts_refresh(vm_t *vm)
{
    for (uint32_t i = 0; i < vm->module_count; i++)
        vm->module_dicts[i] = module_dict(vm, i);
}

value_t builtin_name(const vm_t *vm, value_t name)
{
    return dict_get_str(vm, vm->builtins, name);
}

void vm_start(vm_t *vm)
{
    heap_reset(&vm->heap);
    vm->state = (vm_state_t){.exception = VALUE_NONE,
                             .identities = VALUE_NONE,
                             .next_identity = vm->first_identity,
                             .budget = VM_SPIN_INSTRUCTIONS};
    vm->state.pending.extra = VALUE_UNSET;
    for (int i = 0; i < ROOT_COUNT; i++)
        vm->state.roots[i] = VALUE_NONE;
    vm->state.roots[ROOT_BUILTINS] = vm->builtins;
    vm->state.modules = tuple_new(vm, NULL, vm->module_count);
    vm->tail_args = 0;
    vm->poll_seen = *vm->poll_word;
    vm->cache_epoch++;
    module_dicts_refresh(vm);
    uint32_t finish = module_find(vm, "_finish", 7);
    vm->frame_limit = VM_FRAME_LIMIT + (finish == UINT32_MAX ? 0 : 1);
    uint32_t first = finish == UINT32_MAX || !vm->modules[finish].unit ? 0 : finish;
    value_t module = module_make(vm, first);
    vm->module_dicts[first] = as_module(vm, module)->dict;
    module_body(vm, first, 0, CONTINUE_EXIT, VALUE_UNSET);
}

void vm_become_child(vm_t *vm, uint32_t process)
{
    vm->state.process = process;
    random_after_fork(vm);
    vm->state.budget = VM_SPIN_INSTRUCTIONS;
}

/* ---- running ---- */

/* The body of `_finish` has defined run_main: now it is called. */
static bool call_run_main(vm_t *vm)
{
    uint32_t finish = module_find(vm, "_finish", 7);
    if (vm->state.main_called || finish == UINT32_MAX || !vm->modules[finish].unit)
        return false;
    value_t function = dict_get_c(vm, vm->module_dicts[finish], "run_main");
    if (value_kind(vm, function) != KIND_FUNCTION)
        return false;
    vm->state.main_called = 1;
    vm->state.done = 0;
    vm->state.frame_count = 0;
    return call_with(vm, function, NULL, 0, 0, CONTINUE_EXIT, VALUE_UNSET) == STEP_RELOAD;
}

/* Goes on after a step that was taken outside of the loop. */
static vm_outcome_t go_on(vm_t *vm, step_t step)
{
    if (step == STEP_RAISE)
        step = unwind(vm, false);
    switch (step) {
    case STEP_NEXT:
        top_frame(vm)->pc++;
        return interpret(vm);
    case STEP_SUSPEND:
        return VM_SUSPENDED;
    case STEP_EXIT:
        return vm->state.done ? VM_DONE : VM_UNCAUGHT;
    case STEP_RAISE:
    case STEP_RELOAD:
        break;
    }
    return interpret(vm);
}

static vm_outcome_t run_guarded(vm_t *vm, step_t (*begin)(vm_t *, const mp_result_t *),
                                const mp_result_t *result)
{
    jmp_buf memory_exit;
    jmp_buf *before = vm->memory_exit;
    vm_outcome_t outcome;
    vm->memory_exit = &memory_exit;
    if (setjmp(memory_exit) == 0) {
        outcome = go_on(vm, begin(vm, result));
    } else {
        /* Out of memory: dead objects go first, so that the exception has room. */
        vm->tail_args = 0;
        vm->state.exception = VALUE_NONE;
        collect(vm);
        outcome = go_on(vm, step_raise(vm, EXC_MEMORY_ERROR, "%s", ""));
    }
    vm->memory_exit = before;
    return outcome;
}

static step_t begin_running(vm_t *vm, const mp_result_t *result)
{
    (void)vm;
    (void)result;
    return STEP_RELOAD;
}

static step_t begin_resuming(vm_t *vm, const mp_result_t *result)
{
    return native_resume(vm, result);
}

static step_t begin_main(vm_t *vm, const mp_result_t *result)
{
    (void)result;
    return call_run_main(vm) ? STEP_RELOAD : STEP_EXIT;
}

static vm_outcome_t to_the_end(vm_t *vm, vm_outcome_t outcome)
{
    if (outcome == VM_DONE && !vm->state.main_called)
        outcome = run_guarded(vm, begin_main, NULL);
    return outcome;
}

vm_outcome_t vm_run(vm_t *vm)
{
    return to_the_end(vm, run_guarded(vm, begin_running, NULL));
}

vm_outcome_t vm_resume(vm_t *vm, const mp_result_t *result)
{
    return to_the_end(vm, run_guarded(vm, begin_resuming, result));
}

/* ---- safe points ---- */

static step_t spin(vm_t *vm)
{
    vm->state.budget = VM_SPIN_INSTRUCTIONS;
    if (!vm->world)
        return STEP_RELOAD;
    return native_spin(vm);
}

step_t safe_point(vm_t *vm)
{
    if (*vm->poll_word != vm->poll_seen) {
        vm->poll_seen = *vm->poll_word;
        if (vm->world)
            vm->world->calls->poll(vm->world, vm);
    }
    if (vm->heap.top > vm->heap.collect_at && !vm->heap.loading) {
        collect(vm);
        if (heap_used(&vm->heap) > vm->heap.limit_bytes)
            return step_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    }
    return vm->state.budget < 0 ? spin(vm) : STEP_RELOAD;
}
