/*
 * All modules in C, and how `builtins` and the private `_builtins` are put together from their tables.
 */
#include "lessons/vm/decimal_value.h"
#include "lessons/vm/deque.h"
#include "lessons/vm/lazy.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/mp_process.h"
#include "lessons/vm/output.h"
#include "lessons/vm/types.h"
#include "lessons/vm/vm.h"

static void add_function(vm_t *vm, value_t dict, const native_def_t *def)
{
    native_module_set(vm, dict, def->name, native_function(vm, def));
}

static void add_functions(vm_t *vm, value_t dict, const native_def_t *defs)
{
    for (const native_def_t *def = defs; def->name; def++)
        add_function(vm, dict, def);
}

/* Methods from a table of their own: they bind their self like those of the type's own table. */
static void add_methods(vm_t *vm, const native_type_t *type, const native_def_t *defs)
{
    value_t class = native_class(vm, type);
    for (const native_def_t *def = defs; def->name; def++) {
        value_t method = native_function(vm, def);
        as_native(vm, method)->owner = class;
        vm->native_owners[as_native(vm, method)->number] = class;
        native_module_set(vm, as_class(vm, class)->dict, def->name, method);
    }
}

static void fill_builtins(vm_t *vm, value_t dict)
{
    add_methods(vm, &bytes_type, bytes_text_methods);
    add_function(vm, dict, &print_def);
    add_functions(vm, dict, number_functions);
    add_functions(vm, dict, machine_functions);
    native_module_set(vm, dict, "__debug__", VALUE_TRUE);
}

static const native_type_t *const builtin_types[] = {
    &int_type,       &bool_type, &float_type,     &str_type,   &bytes_type, &tuple_type,  &list_type,
    &dict_type,      &set_type,  &frozenset_type, &range_type, &map_type,   &filter_type, &zip_type,
    &enumerate_type, NULL,
};

const native_module_t builtins_module = {
    .name = "builtins", .functions = builtin_functions, .types = builtin_types, .fill = fill_builtins};

static void fill_private(vm_t *vm, value_t dict)
{
    add_function(vm, dict, &lazy_over_def);
    add_function(vm, dict, &lazy_generator_def);
    add_function(vm, dict, &flush_streams_def);
    add_function(vm, dict, &resume_writing_def);
    add_functions(vm, dict, machine_private_functions);
}

static const native_type_t *const private_types[] = {&iterator_type, &dict_view_type, &stream_type, NULL};

const native_module_t private_module = {
    .name = "_builtins", .functions = private_functions, .types = private_types, .fill = fill_private};

const native_module_t *const native_modules[] = {
    &builtins_module, &private_module,     &sys_module,     &math_module, &random_module,
    &time_module,     &collections_module, &decimal_module, &mp_module,   NULL,
};
