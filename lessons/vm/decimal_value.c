#include "lessons/vm/decimal_value.h"

#include <math.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"

enum { ROOT_CONTEXT, ROOT_SIGNALS, ROOT_TUPLE_CLASS, ROOT_ITEMS };

typedef struct context_body {
    int64_t precision;
    uint32_t rounding;
    uint32_t unused;
} context_body_t;

static decimal_body_t *body_of(const vm_t *vm, value_t v)
{
    return (decimal_body_t *)(void *)native_object_raw(as_object(vm, v));
}

bool value_is_decimal(const vm_t *vm, value_t v)
{
    return value_kind(vm, v) == KIND_OBJECT && native_is(vm, v, &decimal_type);
}

void decimal_view(const vm_t *vm, value_t v, decimal_t *out)
{
    const decimal_body_t *body = body_of(vm, v);
    out->kind = (decimal_kind_t)body->kind;
    out->negative = body->negative != 0;
    out->exponent = body->exponent;
    mpz_roinit_n(out->coefficient, (const mp_limb_t *)body->limbs, (mp_size_t)body->limb_count);
}

static native_status_t make(vm_t *vm, value_t class, decimal_t *number, value_t *result)
{
    size_t count = mpz_size(number->coefficient), bytes = sizeof(decimal_body_t) + count * sizeof(uint64_t);
    if (!heap_room(vm, bytes)) {
        decimal_destroy(number);
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    }
    *result = native_object_new(vm, class, 0, (uint32_t)bytes);
    decimal_body_t *body = body_of(vm, *result);
    body->exponent = number->exponent;
    body->kind = (uint32_t)number->kind;
    body->negative = number->negative;
    body->limb_count = count;
    memcpy(body->limbs, mpz_limbs_read(number->coefficient), count * sizeof(uint64_t));
    decimal_destroy(number);
    return NATIVE_OK;
}

native_status_t decimal_to_value(vm_t *vm, decimal_t *number, value_t *result)
{
    return make(vm, native_class(vm, &decimal_type), number, result);
}

native_status_t decimal_finish(vm_t *vm, decimal_t *number, decimal_signal_t signal, value_t *result)
{
    if (signal == DECIMAL_OK)
        return decimal_to_value(vm, number, result);
    decimal_destroy(number);
    value_t root = vm_root(vm, ROOT_DECIMAL);
    value_t rows = as_tuple(vm, root)->items[ROOT_SIGNALS];
    if (value_kind(vm, rows) != KIND_LIST || as_list(vm, rows)->count <= (uint32_t)signal)
        return native_raise(vm, EXC_ARITHMETIC_ERROR, "decimal signal %d", (int)signal);
    /* Each row: the exception, and the conditions that it carries. */
    const tuple_t *row = as_tuple(vm, list_items(vm, rows)[signal]);
    return native_raise_value(vm, row->items[0], list_new(vm, &row->items[1], 1));
}

/* ---- contexts
 * ----------------------------------------------------------------------------------------------- */

static const char *const rounding_names[] = {"ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_HALF_DOWN",
                                             "ROUND_UP",        "ROUND_DOWN",    "ROUND_CEILING",
                                             "ROUND_FLOOR",     "ROUND_05UP"};

enum { ROUNDINGS = sizeof rounding_names / sizeof *rounding_names };

const char *decimal_rounding_name(decimal_rounding_t rounding)
{
    return rounding_names[rounding];
}

native_status_t decimal_rounding_of(vm_t *vm, value_t v, decimal_rounding_t *rounding)
{
    const str_t *name = argument_str(vm, v);
    for (int i = 0; name && i < ROUNDINGS; i++) {
        if (strcmp(name->bytes, rounding_names[i]) == 0) {
            *rounding = (decimal_rounding_t)i;
            return NATIVE_OK;
        }
    }
    return native_raise(
        vm, EXC_TYPE_ERROR,
        "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n"
        "   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]");
}

static context_body_t *context_body(const vm_t *vm, value_t v)
{
    return (context_body_t *)(void *)native_object_raw(as_object(vm, v));
}

decimal_context_t decimal_context_of(const vm_t *vm, value_t given)
{
    value_t context = given;
    if (value_kind(vm, given) != KIND_OBJECT || !native_is(vm, given, &decimal_context_type))
        context = as_tuple(vm, vm_root(vm, ROOT_DECIMAL))->items[ROOT_CONTEXT];
    const context_body_t *body = context_body(vm, context);
    return (decimal_context_t){body->precision, (decimal_rounding_t)body->rounding};
}

static value_t make_context(vm_t *vm, decimal_context_t from)
{
    value_t made = native_object_new(vm, native_class(vm, &decimal_context_type), 0, sizeof(context_body_t));
    *context_body(vm, made) = (context_body_t){from.precision, (uint32_t)from.rounding, 0};
    return made;
}

static native_status_t check_precision(vm_t *vm, value_t v, int64_t *precision)
{
    native_status_t status = argument_int64(vm, v, precision);
    if (status == NATIVE_OK && *precision < 1)
        return native_raise(vm, EXC_VALUE_ERROR, "valid range for prec is [1, MAX_PREC]");
    if (status == NATIVE_OK && *precision > 1000000)
        return native_raise(vm, EXC_VALUE_ERROR, "the sandbox's Decimal has up to 1000000 digits");
    return status;
}

/* cls, prec=, rounding= */
static native_status_t context_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_context_t context = {28, DECIMAL_ROUND_HALF_EVEN};
    native_status_t status = NATIVE_OK;
    if (!value_is_unset(args[1]) && !value_is_none(args[1]))
        status = check_precision(vm, args[1], &context.precision);
    if (status == NATIVE_OK && !value_is_unset(args[2]) && !value_is_none(args[2]))
        status = decimal_rounding_of(vm, args[2], &context.rounding);
    if (status == NATIVE_OK)
        *result = make_context(vm, context);
    return status;
}

static native_status_t context_get_prec(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_int(context_body(vm, args[0])->precision);
    return NATIVE_OK;
}

static native_status_t context_set_prec(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return check_precision(vm, args[1], &context_body(vm, args[0])->precision);
}

static native_status_t context_get_rounding(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = str_from_c(vm, rounding_names[context_body(vm, args[0])->rounding]);
    return NATIVE_OK;
}

static native_status_t context_set_rounding(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_rounding_t rounding = DECIMAL_ROUND_HALF_EVEN;
    native_status_t status = decimal_rounding_of(vm, args[1], &rounding);
    if (status == NATIVE_OK)
        context_body(vm, args[0])->rounding = (uint32_t)rounding;
    *result = VALUE_NONE;
    return status;
}

static native_status_t context_copy(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = make_context(vm, decimal_context_of(vm, args[0]));
    return NATIVE_OK;
}

static native_status_t context_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const context_body_t *body = context_body(vm, args[0]);
    *result =
        str_from_format(vm,
                        "Context(prec=%lld, rounding=%s, Emin=-999999, Emax=999999, capitals=1, clamp=0, "
                        "flags=[], traps=[InvalidOperation, DivisionByZero, Overflow])",
                        (long long)body->precision, rounding_names[body->rounding]);
    return NATIVE_OK;
}

/* self, num= */
static native_status_t context_create_decimal(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_context_t context = decimal_context_of(vm, args[0]);
    decimal_t number;
    decimal_init(&number);
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : decimal_from_value(vm, args[1], &number);
    if (status != NATIVE_OK) {
        decimal_destroy(&number);
        return status;
    }
    return decimal_finish(vm, &number, decimal_round(&number, &context), result);
}

static native_status_t module_getcontext(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = as_tuple(vm, vm_root(vm, ROOT_DECIMAL))->items[ROOT_CONTEXT];
    return NATIVE_OK;
}

static native_status_t module_setcontext(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!native_is(vm, args[0], &decimal_context_type))
        return native_raise(vm, EXC_TYPE_ERROR, "optional argument must be a context");
    as_tuple(vm, vm_root(vm, ROOT_DECIMAL))->items[ROOT_CONTEXT] = args[0];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

value_t decimal_tuple_class(const vm_t *vm)
{
    return as_tuple(vm, vm_root(vm, ROOT_DECIMAL))->items[ROOT_TUPLE_CLASS];
}

/* register(rows, tuple_class): what lessons/lib/decimal.py calls once. */
static native_status_t register_classes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_tuple(vm, vm_root(vm, ROOT_DECIMAL))->items[ROOT_SIGNALS] = args[0];
    as_tuple(vm, vm_root(vm, ROOT_DECIMAL))->items[ROOT_TUPLE_CLASS] = args[1];
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* ---- operands
 * ----------------------------------------------------------------------------------------------- */

bool decimal_from_operand(const vm_t *vm, value_t v, decimal_t *out)
{
    v = int_from_bool(value_payload(vm, v));
    if (value_is_decimal(vm, v)) {
        decimal_t view;
        decimal_view(vm, v, &view);
        decimal_set(out, &view);
        return true;
    }
    if (!value_is_int(vm, v))
        return false;
    mpz_t view;
    mp_limb_t store;
    bigint_view(vm, v, view, &store);
    decimal_set_int(out, view);
    return true;
}

/* (sign, (digits…), exponent) */
static native_status_t from_tuple(vm_t *vm, value_t v, decimal_t *out)
{
    value_t *parts, *digits;
    size_t count, digit_count;
    int64_t sign, exponent;
    if (!sequence_items(vm, v, &parts, &count) || count != 3)
        return native_raise(vm, EXC_VALUE_ERROR, "argument must be a sequence of length 3");
    if (!sequence_items(vm, parts[1], &digits, &digit_count))
        return native_raise(vm, EXC_VALUE_ERROR, "coefficient must be a tuple of digits");
    if (argument_int64(vm, parts[0], &sign) != NATIVE_OK || (sign != 0 && sign != 1))
        return native_raise(vm, EXC_VALUE_ERROR, "sign must be an integer with the value 0 or 1");
    if (argument_int64(vm, parts[2], &exponent) != NATIVE_OK)
        return native_raise(vm, EXC_VALUE_ERROR,
                            "string argument in the third position must be 'F', 'n' or 'N'");
    out->negative = sign == 1;
    out->exponent = exponent;
    for (size_t i = 0; i < digit_count; i++) {
        if (!value_is_small_int(digits[i]) || value_to_int(digits[i]) < 0 || value_to_int(digits[i]) > 9)
            return native_raise(vm, EXC_VALUE_ERROR, "coefficient must be a tuple of digits");
        mpz_mul_ui(out->coefficient, out->coefficient, 10);
        mpz_add_ui(out->coefficient, out->coefficient, (unsigned long)value_to_int(digits[i]));
    }
    return NATIVE_OK;
}

native_status_t decimal_from_value(vm_t *vm, value_t v, decimal_t *out)
{
    value_t plain = value_payload(vm, v);
    if (decimal_from_operand(vm, plain, out))
        return NATIVE_OK;
    if (value_is_double(plain)) {
        decimal_set_double(out, value_to_double(plain));
        return NATIVE_OK;
    }
    if (value_kind(vm, plain) == KIND_TUPLE || value_kind(vm, plain) == KIND_LIST)
        return from_tuple(vm, plain, out);
    if (!value_is_str(vm, plain))
        return native_raise(vm, EXC_TYPE_ERROR, "conversion from %s to Decimal is not supported",
                            value_type_name(vm, v));
    decimal_signal_t signal = decimal_parse(out, as_str(vm, plain)->bytes, as_str(vm, plain)->size);
    if (signal == DECIMAL_OK)
        return NATIVE_OK;
    decimal_t unused;
    value_t result;
    decimal_init(&unused);
    return decimal_finish(vm, &unused, signal, &result);
}

/* ---- module
 * ------------------------------------------------------------------------------------------------- */

static const native_def_t context_methods[] = {
    {"__new__", "cls, prec=, rounding=", context_new, NULL, NULL},
    {"copy", "self", context_copy, NULL, NULL},
    {"__repr__", "self, /", context_repr, NULL, NULL},
    {"create_decimal", "self, num=, /", context_create_decimal, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t context_properties[] = {
    {"prec", context_get_prec, NULL, context_set_prec, NULL},
    {"rounding", context_get_rounding, NULL, context_set_rounding, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t decimal_context_type = {.name = "Context",
                                            .module = "decimal",
                                            .kind = KIND_OBJECT,
                                            .methods = context_methods,
                                            .properties = context_properties,
                                            .final = true};

static const native_def_t decimal_functions[] = {
    {"getcontext", NULL, module_getcontext, NULL, NULL},
    {"setcontext", "context, /", module_setcontext, NULL, NULL},
    {"register", "rows, tuple_class, /", register_classes, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_type_t *const decimal_types[] = {&decimal_type, &decimal_context_type, NULL};

static void add_methods(vm_t *vm, const native_def_t *defs)
{
    value_t class = native_class(vm, &decimal_type);
    for (const native_def_t *def = defs; def->name; def++) {
        value_t method = native_function(vm, def);
        as_native(vm, method)->owner = class;
        vm->native_owners[as_native(vm, method)->number] = class;
        native_module_set(vm, as_class(vm, class)->dict, def->name, method);
    }
}

static void fill_decimal(vm_t *vm, value_t dict)
{
    add_methods(vm, decimal_named_methods);
    for (int i = 0; i < ROUNDINGS; i++)
        native_module_set(vm, dict, rounding_names[i], str_from_c(vm, rounding_names[i]));
}

static void start_decimal(vm_t *vm, value_t dict)
{
    (void)dict;
    value_t root = tuple_new(vm, NULL, ROOT_ITEMS);
    vm->state.roots[ROOT_DECIMAL] = root;
    value_t context = make_context(vm, (decimal_context_t){28, DECIMAL_ROUND_HALF_EVEN});
    as_tuple(vm, root)->items[ROOT_CONTEXT] = context;
}

const native_module_t decimal_module = {.name = "_decimal",
                                        .functions = decimal_functions,
                                        .types = decimal_types,
                                        .fill = fill_decimal,
                                        .start = start_decimal};
