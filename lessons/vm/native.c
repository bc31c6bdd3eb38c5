/* Natives: their registration while loading, and calling them. */
#include "lessons/vm/collect.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/machine_types.h"
#include "lessons/vm/types.h"

#include <ctype.h>
#include <stdlib.h>

/* ---- signatures ---- */

static const char *next_word(const char *at, const char **word, size_t *size)
{
    while (*at == ' ' || *at == ',')
        at++;
    *word = at;
    while (*at && *at != ',')
        at++;
    *size = (size_t)(at - *word);
    while (*size && (*word)[*size - 1] == ' ')
        --*size;
    return at;
}

static bool shape_parse(vm_t *vm, native_shape_t *shape, const char *signature)
{
    uint32_t room = 1;
    for (const char *s = signature; *s; s++)
        room += *s == ',';
    *shape = (native_shape_t){.rest = -1, .keywords = -1};
    shape->names = calloc(room, sizeof *shape->names);
    shape->optional = calloc(room, sizeof *shape->optional);
    if (!shape->names || !shape->optional)
        return false;
    bool keyword_only = false, all_positional_only = false;
    const char *word, *at = signature;
    size_t size;
    for (at = next_word(at, &word, &size); size; at = next_word(at, &word, &size)) {
        uint32_t slot = shape->count;
        if (size == 1 && *word == '/') {
            shape->positional_only = slot;
            all_positional_only = true;
            continue;
        }
        if (*word == '*') {
            keyword_only = true;
            if (size == 1)
                continue;
            bool words = word[1] == '*';
            *(words ? &shape->keywords : &shape->rest) = (int32_t)slot;
            word += words ? 2 : 1;
            size -= words ? 2 : 1;
            shape->optional[slot] = true;
        } else {
            bool optional = word[size - 1] == '=';
            size -= optional;
            shape->optional[slot] = optional;
            if (!keyword_only)
                shape->positional++;
            if (!keyword_only && !optional)
                shape->required++;
        }
        shape->names[slot] = vm_intern(vm, word, size);
        shape->count++;
    }
    shape->is_method = strncmp(signature, "self", 4) == 0 || strncmp(signature, "cls", 3) == 0;
    if (shape->is_method && !all_positional_only && shape->positional_only == 0)
        shape->positional_only = 1;
    shape->simple = shape->positional == shape->count && shape->required == shape->count;
    return true;
}

/* ---- registration ---- */

static uint32_t register_native(vm_t *vm, const native_def_t *def, value_t owner)
{
    if (vm->native_count == vm->native_room) {
        uint32_t room = vm->native_room ? vm->native_room * 2 : 1024;
        void *natives = realloc(vm->natives, room * sizeof *vm->natives);
        if (natives)
            vm->natives = natives;
        void *shapes = realloc(vm->shapes, room * sizeof *vm->shapes);
        if (shapes)
            vm->shapes = shapes;
        void *owners = realloc(vm->native_owners, room * sizeof *vm->native_owners);
        if (owners)
            vm->native_owners = owners;
        if (!natives || !shapes || !owners)
            vm_out_of_memory(vm);
        vm->native_room = room;
    }
    uint32_t number = vm->native_count;
    if (!shape_parse(vm, &vm->shapes[number], def->signature ? def->signature : ""))
        vm_out_of_memory(vm);
    vm->natives[number] = def;
    vm->shapes[number].call = def->call;
    vm->native_owners[number] = owner;
    vm->native_count++;
    return number;
}

static value_t native_object(vm_t *vm, const native_def_t *def, value_t owner)
{
    native_t *native = heap_alloc(vm, KIND_NATIVE, sizeof(native_t));
    native->number = register_native(vm, def, owner);
    native->name = vm_intern_c(vm, def->name);
    native->owner = owner;
    return object_value(vm, native);
}

/* Getters and setters become natives of their own: their definitions are made here and live with the machine.
 */
static const native_def_t *accessor_def(vm_t *vm, const char *name, native_fn *call, native_finish_fn *finish,
                                        const char *signature)
{
    native_def_t **defs = realloc(vm->accessor_defs, (vm->accessor_count + 1) * sizeof(native_def_t *));
    if (!defs)
        vm_out_of_memory(vm);
    vm->accessor_defs = defs;
    native_def_t *def = malloc(sizeof *def);
    if (!def)
        vm_out_of_memory(vm);
    else
        *def = (native_def_t){name, signature, call, finish, NULL};
    defs[vm->accessor_count++] = def;
    return def;
}

static void add_property(vm_t *vm, value_t class, const native_property_t *from)
{
    property_t *property = heap_alloc(vm, KIND_PROPERTY, sizeof(property_t));
    property->get = property->set = property->delete = property->doc = VALUE_NONE;
    property->get =
        native_object(vm, accessor_def(vm, from->name, from->get, from->get_finish, "self"), class);
    if (from->set)
        property->set = native_object(
            vm, accessor_def(vm, from->name, from->set, from->set_finish, "self, value"), class);
    dict_put_str(vm, as_class(vm, class)->dict, vm_intern_c(vm, from->name), object_value(vm, property));
}

static void remember_type(vm_t *vm, const native_type_t *type, value_t class)
{
    if (vm->type_count == vm->type_room) {
        vm->type_room = vm->type_room ? vm->type_room * 2 : 64;
        vm->types = realloc(vm->types, vm->type_room * sizeof *vm->types);
        vm->type_classes = realloc(vm->type_classes, vm->type_room * sizeof *vm->type_classes);
        if (!vm->types || !vm->type_classes)
            vm_out_of_memory(vm);
    }
    vm->types[vm->type_count] = type;
    vm->type_classes[vm->type_count++] = class;
}

value_t native_class(const vm_t *vm, const native_type_t *type)
{
    for (uint32_t i = 0; i < vm->type_count; i++)
        if (vm->types[i] == type)
            return vm->type_classes[i];
    return VALUE_UNSET;
}

static void fill_type(vm_t *vm, value_t class, const native_type_t *type)
{
    value_t dict = as_class(vm, class)->dict;
    for (const native_def_t *def = type->methods; def && def->name; def++) {
        value_t native = native_object(vm, def, class);
        if (strcmp(def->name, "__new__") == 0)
            as_class(vm, class)->constructor = as_native(vm, native)->number + 1;
        bool takes_class = def->signature && strncmp(def->signature, "cls", 3) == 0;
        if (takes_class && strcmp(def->name, "__new__") != 0) {
            wrapper_t *wrapper = heap_alloc(vm, KIND_CLASSMETHOD, sizeof(wrapper_t));
            wrapper->function = native;
            native = object_value(vm, wrapper);
        }
        dict_put_str(vm, dict, vm_intern_c(vm, def->name), native);
    }
    for (const native_property_t *p = type->properties; p && p->name; p++)
        add_property(vm, class, p);
}

static uint32_t payload_of(const native_type_t *type)
{
    switch (type->kind) {
    case KIND_BIGINT:
    case KIND_STR:
    case KIND_BYTES:
    case KIND_TUPLE:
    case KIND_LIST:
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
        return type->kind;
    default:
        return type == &float_type ? KIND_RAW : 0;
    }
}

static value_t type_register(vm_t *vm, const native_type_t *type)
{
    value_t known = native_class(vm, type);
    if (!value_is_unset(known))
        return known;
    value_t base = vm->class_object;
    if (type->base)
        base = type_register(vm, type->base);
    value_t name = vm_intern_c(vm, type->name);
    value_t module = vm_intern_c(vm, type->module ? type->module : "builtins");
    value_t class = class_new(vm, name, base, dict_new(vm), module, name);
    class_t *c = as_class(vm, class);
    c->header.extra = type->kind ? (uint16_t)type->kind : (uint16_t)KIND_INSTANCE;
    c->class_flags |= CLASS_NATIVE;
    if (type->final)
        c->class_flags |= CLASS_FINAL;
    if (payload_of(type))
        c->payload_kind = payload_of(type);
    if (!type->base)
        c->constructor = 0;
    remember_type(vm, type, class);
    fill_type(vm, class, type);
    if (type->kind != KIND_NONE && type->kind != KIND_OBJECT && value_is_unset(vm->classes[type->kind]))
        vm->classes[type->kind] = class;
    return class;
}

void native_module_set(vm_t *vm, value_t dict, const char *name, value_t value)
{
    dict_put_c(vm, dict, name, value);
}

value_t native_function(vm_t *vm, const native_def_t *def)
{
    for (uint32_t i = 0; i < vm->native_count; i++)
        if (vm->natives[i] == def) {
            native_t *native = heap_alloc(vm, KIND_NATIVE, sizeof(native_t));
            native->number = i;
            native->name = vm_intern_c(vm, def->name);
            native->owner = vm->native_owners[i];
            return object_value(vm, native);
        }
    return native_object(vm, def, VALUE_NONE);
}

static void register_module(vm_t *vm, const native_module_t *module, uint32_t number)
{
    value_t dict = dict_new(vm);
    dict_put_c(vm, dict, "__name__", vm_intern_c(vm, module->name));
    for (const native_def_t *def = module->functions; def && def->name; def++)
        dict_put_c(vm, dict, def->name, native_object(vm, def, VALUE_NONE));
    for (const native_type_t *const *type = module->types; type && *type; type++)
        dict_put_c(vm, dict, (*type)->name, type_register(vm, *type));
    vm->modules[number].native_dict = dict;
    if (module->fill)
        module->fill(vm, dict);
}

static void register_builtins(vm_t *vm)
{
    value_t dict = vm->modules[module_find(vm, "builtins", 8)].native_dict;
    for (int id = 0; id < EXC_COUNT; id++)
        dict_put_str(vm, dict, as_class(vm, vm->exceptions[id])->name, vm->exceptions[id]);
    dict_put_c(vm, dict, "IOError", vm->exceptions[EXC_OS_ERROR]);
    dict_put_c(vm, dict, "EnvironmentError", vm->exceptions[EXC_OS_ERROR]);
    for (const native_type_t *const *type = machine_builtin_types; *type; type++)
        dict_put_c(vm, dict, (*type)->name, native_class(vm, *type));
    dict_put_c(vm, dict, "NotImplemented", VALUE_NOT_IMPLEMENTED);
    dict_put_c(vm, dict, "Ellipsis", VALUE_ELLIPSIS);
    vm->builtins = dict;
}

bool natives_register(vm_t *vm)
{
    remember_type(vm, &object_type, vm->class_object);
    fill_type(vm, vm->class_object, &object_type);
    vm->object_constructor = as_class(vm, vm->class_object)->constructor;
    for (const native_type_t *const *type = machine_types; *type; type++)
        if (type_register(vm, *type) == VALUE_UNSET)
            return false;
    for (const machine_exception_methods_t *m = machine_exception_methods; m->type; m++)
        fill_type(vm, vm->exceptions[m->id], m->type);
    for (uint32_t i = 0; i < vm->module_count; i++)
        if (vm->modules[i].native)
            register_module(vm, vm->modules[i].native, i);
    vm->class_int = native_class(vm, &int_type);
    vm->class_bool = native_class(vm, &bool_type);
    vm->class_float = native_class(vm, &float_type);
    vm->class_none = native_class(vm, &none_type);
    vm->class_not_implemented = native_class(vm, &not_implemented_type);
    vm->class_ellipsis = native_class(vm, &ellipsis_type);
    register_builtins(vm);
    return true;
}

value_t native_object_new(vm_t *vm, value_t class, uint32_t slots, uint32_t raw_bytes)
{
    native_object_t *object =
        heap_alloc(vm, KIND_OBJECT, sizeof(native_object_t) + slots * sizeof(value_t) + raw_bytes);
    object->header.extra = (uint16_t)slots;
    object->raw_bytes = raw_bytes;
    object->class = class;
    object->dict = VALUE_NONE;
    for (uint32_t i = 0; i < slots; i++)
        object->slots[i] = VALUE_NONE;
    return object_value(vm, object);
}

bool native_is(const vm_t *vm, value_t v, const native_type_t *type)
{
    value_t class = native_class(vm, type);
    return !value_is_unset(class) && class_is_subclass(vm, value_class(vm, v), class);
}

/* ---- calling ---- */

mp_op_t *native_op(vm_t *vm, mp_op_kind_t kind)
{
    vm_position_t at = vm_where(vm);
    vm->op = (mp_op_t){.kind = (uint16_t)kind, .timeout_ns = -1, .line = at.line, .column = at.column};
    if (vm_in_library(vm))
        vm->op.flags |= MP_OP_LIBRARY;
    return &vm->op;
}

native_status_t native_call(vm_t *vm, value_t callable, const value_t *args, uint32_t count)
{
    assert(count <= NATIVE_CALL_MAX);
    vm->tail.callable = callable;
    if (count)
        memcpy(vm->tail.args, args, count * sizeof(value_t));
    vm->tail.count = count;
    vm->tail.continuation = CONTINUE_STORE;
    vm->tail.extra = VALUE_UNSET;
    vm->tail.restart = false;
    vm->tail.generator = TAIL_CALL;
    return NATIVE_CALL;
}

native_status_t native_restart(vm_t *vm, value_t callable)
{
    native_call(vm, callable, NULL, 0);
    vm->tail.restart = true;
    return NATIVE_CALL;
}

static step_t call_tail(vm_t *vm, uint32_t result, uint32_t continuation, value_t extra)
{
    if (vm->tail.restart) {
        vm->state.frame_count = 0;
        vm->tail_args = 0;
        return call_with(vm, vm->tail.callable, NULL, 0, 0, CONTINUE_EXIT, VALUE_UNSET);
    }
    if (vm->tail.continuation != CONTINUE_STORE) {
        continuation = vm->tail.continuation;
        extra = vm->tail.extra;
    }
    step_t step;
    uint32_t frames = vm->state.frame_count;
    if (vm->tail.generator == TAIL_SEND)
        step = generator_resume(vm, vm->tail.callable, vm->tail.args[0], result, continuation, extra);
    else if (vm->tail.generator == TAIL_THROW)
        step = generator_throw(vm, vm->tail.callable, vm->tail.args[0], result, continuation, extra);
    else
        step = call_with(vm, vm->tail.callable, vm->tail.args, vm->tail.count, result, continuation, extra);
    /* A native that raised at once: no frame was there to absorb it. */
    if (step == STEP_RAISE && frames == vm->state.frame_count)
        absorb_raise(vm, continuation, result, extra, &step);
    return step;
}

/* The native that vm->state.pending describes met something for the lesson language. */
static step_t fall_back(vm_t *vm, const vm_pending_t *p)
{
    const char *name = vm->natives[p->native - 1]->fallback;
    value_t args[32], unset = VALUE_NONE;
    if (!name)
        return step_raise(vm, EXC_TYPE_ERROR, "%s() does not take this argument in the sandbox",
                          vm->natives[p->native - 1]->name);
    if (vm->library_builtins != UINT32_MAX && !value_is_unset(vm->modules[vm->library_builtins].native_dict))
        unset = dict_get_c(vm, vm->modules[vm->library_builtins].native_dict, "_unset");
    for (uint32_t i = 0; i < p->arg_count && i < 32; i++) {
        args[i] = vm->stack[p->args + i];
        if (value_is_unset(args[i]))
            args[i] = value_is_unset(unset) ? VALUE_NONE : unset;
    }
    return call_library(vm, name, args, p->arg_count, p->result, p->continuation, p->extra);
}

static step_t native_came_back(vm_t *vm, native_status_t status, value_t value, const vm_pending_t *p)
{
    switch (status) {
    case NATIVE_OK:
        return deliver(vm, p->continuation, p->result, p->extra, value);
    case NATIVE_FALLBACK:
        return fall_back(vm, p);
    case NATIVE_CALL:
        return call_tail(vm, p->result, p->continuation, p->extra);
    case NATIVE_OP:
        vm->state.pending = *p;
        vm->state.pending.op = vm->op;
        return perform_pending(vm);
    default:
        return STEP_RAISE;
    }
}

/* What a native in place (simple shape) came back with, for the loop's own calls. */
step_t native_after(vm_t *vm, native_status_t status, uint32_t number, uint32_t args, uint32_t result)
{
    vm_pending_t p = {.native = number + 1,
                      .which = PART_CALL,
                      .args = args,
                      .arg_count = vm->shapes[number].count,
                      .result = result,
                      .continuation = CONTINUE_STORE,
                      .extra = VALUE_UNSET};
    step_t step = native_came_back(vm, status, VALUE_NONE, &p);
    vm->tail_args = 0;
    return step;
}

step_t call_native(vm_t *vm, uint32_t number, uint32_t args, uint32_t count, value_t keyword_names,
                   uint32_t result, continuation_t continuation, value_t extra)
{
    const native_def_t *def = vm->natives[number];
    const native_shape_t *shape = &vm->shapes[number];
    bool in_place = shape->simple && count == shape->count && value_is_unset(keyword_names);
    if (!in_place && !bind_native(vm, number, args, count, keyword_names))
        return STEP_RAISE;
    value_t value = VALUE_NONE;
    uint32_t end = args + shape->count, before = vm->tail_args;
    vm->tail_args = end;
    native_status_t status = def->call(vm, vm->stack + args, (int)shape->count, &value);
    if (status == NATIVE_OK && continuation == CONTINUE_STORE) {
        vm->tail_args = before;
        vm->stack[result] = value;
        return STEP_NEXT;
    }
    vm_pending_t p = {.native = number + 1,
                      .which = PART_CALL,
                      .args = args,
                      .arg_count = shape->count,
                      .result = result,
                      .continuation = continuation,
                      .extra = extra};
    step_t step = native_came_back(vm, status, value, &p);
    vm->tail_args = before;
    return step;
}

/* A function of lessons/lib/signal.py; UNSET where the program has not imported it: then it has no handlers.
 */
static value_t signal_function(const vm_t *vm, const char *name)
{
    const tuple_t *modules = as_tuple(vm, vm->state.modules);
    for (uint64_t i = 0; i < modules->count; i++) {
        if (value_kind(vm, modules->items[i]) != KIND_MODULE)
            continue;
        const module_t *module = as_module(vm, modules->items[i]);
        if (strcmp(as_str(vm, module->name)->bytes, "signal") == 0)
            return dict_get_c((vm_t *)(uintptr_t)vm, module->dict, name);
    }
    return VALUE_UNSET;
}

/* A signal came and nothing was done: the handler runs, then the same native is called again with the same
 * arguments (what was left out stays out). STEP_NEXT: there is no handler after all. */
static step_t interrupted(vm_t *vm, const vm_pending_t *p, bool *taken)
{
    enum { MOST = 16 };
    value_t args[MOST + 1];
    uint32_t count = 0;
    value_t again = signal_function(vm, p->native == PENDING_SPIN ? "_deliver" : "_again");
    *taken = !value_is_unset(again);
    if (!*taken)
        return STEP_NEXT;
    if (p->native == PENDING_SPIN)
        return call_with(vm, again, NULL, 0, collect_stack_top(vm), CONTINUE_RETRY, VALUE_UNSET);
    if (p->op.message)
        vm->world->calls->message_free(vm->world, p->op.message);
    for (uint32_t i = 0; i < p->arg_count && i < MOST; i++)
        if (!value_is_unset(vm->stack[p->args + i]))
            count = i + 1;
    args[0] = native_function(vm, vm->natives[p->native - 1]);
    for (uint32_t i = 0; i < count; i++)
        args[i + 1] = value_is_unset(vm->stack[p->args + i]) ? VALUE_NONE : vm->stack[p->args + i];
    return call_with(vm, again, args, count + 1, p->result, p->continuation, p->extra);
}

/* The pending operation is done: what the native makes of it. */
static step_t finish_pending(vm_t *vm, const mp_result_t *done)
{
    vm_pending_t p = vm->state.pending;
    vm->state.pending = (vm_pending_t){.extra = VALUE_UNSET};
    vm->state.budget = VM_SPIN_INSTRUCTIONS;
    if (done->status == MP_INTERRUPTED) {
        bool taken;
        step_t step = interrupted(vm, &p, &taken);
        if (taken)
            return step;
    }
    if (p.native == PENDING_SPIN)
        return STEP_RELOAD;
    value_t value = VALUE_NONE;
    vm->tail_args = p.args + p.arg_count;
    native_status_t status = vm->natives[p.native - 1]->finish(vm, done, vm->stack + p.args, &value);
    step_t step = STEP_RAISE;
    if (status == NATIVE_OP) {
        p.op = vm->op;
        vm->state.pending = p;
        vm->tail_args = 0;
        return STEP_SUSPEND;
    }
    step = native_came_back(vm, status, value, &p);
    vm->tail_args = 0;
    return step;
}

step_t perform_pending(vm_t *vm)
{
    for (;;) {
        mp_result_t done = {0};
        vm->tail_args = 0;
        if (!vm->world) {
            vm->state.pending = (vm_pending_t){.extra = VALUE_UNSET};
            return step_raise(vm, EXC_RUNTIME_ERROR, "there is no world for this operation");
        }
        if (vm->world->calls->perform(vm->world, vm, &vm->state.pending.op, &done) == WORLD_SUSPEND)
            return STEP_SUSPEND;
        step_t step = finish_pending(vm, &done);
        if (step != STEP_SUSPEND)
            return step;
    }
}

/* After VM_SUSPENDED: goes on with the result, perhaps to the next operation. */
step_t native_resume(vm_t *vm, const mp_result_t *done)
{
    step_t step = finish_pending(vm, done);
    return step == STEP_SUSPEND ? perform_pending(vm) : step;
}
