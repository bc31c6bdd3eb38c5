/*
 * Operators whose operands have special methods in the lesson language or in native types.
 *
 * The machine first asks value_binary() and its kin (operators.c), which know the builtin types; what they
 * leave comes here. A method that returns NotImplemented hands the question to the other operand: the frame's
 * continuation remembers what was tried, as an int in `extra`.
 */
#include "lessons/vm/machine.h"

static const char *const binary_texts[] = {
#define BINARY_TEXT(name, text) text,
    BINARY_OPCODES(BINARY_TEXT)
#undef BINARY_TEXT
};
static const char *const compare_texts[] = {
#define COMPARE_TEXT(name, text) text,
    COMPARE_OPCODES(COMPARE_TEXT)
#undef COMPARE_TEXT
};

const char *binary_text(binary_op_t op)
{
    return binary_texts[op];
}

const char *compare_text(compare_op_t op)
{
    return compare_texts[op];
}

/* ---- binary ---- */

/* The order in which methods are asked. A right operand whose class derives from the left one's and has a
 * method of its own goes first; what was tried then is not tried again. */
enum { TRY_IN_PLACE, TRY_RIGHT_FIRST, TRY_LEFT, TRY_RIGHT, TRY_NOTHING };

static bool derives_and_differs(vm_t *vm, value_t a, value_t b, vm_name_t name)
{
    value_t left = value_class(vm, a), right = value_class(vm, b);
    return left != right && class_is_subclass(vm, right, left) &&
           class_lookup(vm, right, vm->names[name]) != class_lookup(vm, left, vm->names[name]);
}

static vm_name_t binary_name(binary_op_t op, int stage)
{
    static const vm_name_t first[] = {[TRY_IN_PLACE] = NAME_iadd,
                                      [TRY_RIGHT_FIRST] = NAME_radd,
                                      [TRY_LEFT] = NAME_add,
                                      [TRY_RIGHT] = NAME_radd};
    return (vm_name_t)((int)first[stage] + (int)op);
}

/* The operator and operands of the instruction at the frame's pc. */
static binary_op_t binary_operands(vm_t *vm, instruction_t i, value_t *a, value_t *b)
{
    const frame_t *frame = top_frame(vm);
    const value_t *r = frame_registers(vm, frame);
    *a = r[i.b];
    if (i.op >= OP_ADD_K && i.op <= OP_XOR_K) {
        *b = vm->codes[frame->code].constants[i.c];
        return (binary_op_t)(i.op - OP_ADD_K);
    }
    *b = r[i.c];
    return (binary_op_t)(i.op - OP_ADD);
}

/* The builtin sequences have their own words for what stands beside them. */
static bool is_sequence(const vm_t *vm, value_t v)
{
    kind_t kind = value_kind(vm, v);
    return kind == KIND_STR || kind == KIND_BYTES || kind == KIND_LIST || kind == KIND_TUPLE;
}

static step_t binary_unsupported(vm_t *vm, binary_op_t op, bool in_place, value_t a, value_t b)
{
    const char *text = binary_texts[op];
    bool repeats =
        is_sequence(vm, a) || (is_sequence(vm, b) && !(in_place && kind_is_unrepeatable(value_kind(vm, a))));
    if (op == BINARY_OP_MUL && repeats)
        return step_raise(vm, EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                          value_type_name(vm, is_sequence(vm, a) ? b : a));
    if (op == BINARY_OP_ADD && is_sequence(vm, a) && !(in_place && value_kind(vm, a) == KIND_LIST))
        return step_raise(vm, EXC_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s",
                          value_type_name(vm, a), value_type_name(vm, b), value_type_name(vm, a));
    if (op == BINARY_OP_POW)
        return step_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s: '%s' and '%s'",
                          in_place ? "**=" : "** or pow()", value_type_name(vm, a), value_type_name(vm, b));
    return step_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s%s: '%s' and '%s'", text,
                      in_place ? "=" : "", value_type_name(vm, a), value_type_name(vm, b));
}

/* `int | None`: one of several types. */
static bool is_union(const vm_t *vm, value_t a, value_t b)
{
    bool left = value_kind(vm, a) == KIND_CLASS, right = value_kind(vm, b) == KIND_CLASS;
    return (left && (right || value_is_none(b))) || (right && value_is_none(a));
}

/* Calls the method of this stage, or of the next that has one. */
static step_t binary_try(vm_t *vm, binary_op_t op, bool in_place, int stage, value_t a, value_t b,
                         uint32_t result)
{
    for (; stage < TRY_NOTHING; stage++) {
        bool reflected = stage == TRY_RIGHT || stage == TRY_RIGHT_FIRST;
        value_t self = reflected ? b : a, other = reflected ? a : b;
        kind_t kind = value_kind(vm, self);
        if (kind != KIND_INSTANCE && kind != KIND_OBJECT && kind != KIND_EXCEPTION)
            continue;
        bool first = reflected && derives_and_differs(vm, a, b, binary_name(op, TRY_RIGHT));
        if ((stage == TRY_RIGHT_FIRST && !first) ||
            (stage == TRY_RIGHT && (first || value_class(vm, a) == value_class(vm, b))))
            continue;
        value_t method = special_method(vm, self, binary_name(op, stage));
        if (value_is_unset(method) || value_is_none(method))
            continue;
        return call_with(vm, method, (value_t[]){self, other}, 2, result, CONTINUE_BINARY,
                         value_from_int(stage));
    }
    return binary_unsupported(vm, op, in_place, a, b);
}

step_t binary_slow(vm_t *vm, binary_op_t op, instruction_t i, value_t a, value_t b)
{
    bool in_place = i.flags & 1;
    frame_t *frame = top_frame(vm);
    value_t value = VALUE_UNSET;
    if ((i.flags & 2) && value_is_str(vm, a) && value_is_str(vm, b)) {
        value = str_append(vm, a, b);
        frame_registers(vm, frame)[i.a] = value;
        return STEP_NEXT;
    }
    uint32_t result = frame->base + i.a;
    if (op == BINARY_OP_OR && is_union(vm, a, b))
        return call_library(vm, "_union", (value_t[]){a, b}, 2, result, CONTINUE_STORE, VALUE_UNSET);
    native_status_t status = value_binary(vm, op, in_place, a, b, &value);
    if (status == NATIVE_OK) {
        frame_registers(vm, frame)[i.a] = value;
        return STEP_NEXT;
    }
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    kind_t left = value_kind(vm, a), right = value_kind(vm, b);
    bool special = left == KIND_INSTANCE || left == KIND_OBJECT || right == KIND_INSTANCE ||
                   right == KIND_OBJECT || left == KIND_EXCEPTION || right == KIND_EXCEPTION;
    if (op == BINARY_OP_MOD && left == KIND_STR)
        return call_library(vm, "_percent", (value_t[]){a, b}, 2, result, CONTINUE_STORE, VALUE_UNSET);
    if (special)
        return binary_try(vm, op, in_place, in_place ? TRY_IN_PLACE : TRY_RIGHT_FIRST, a, b, result);
    /* Builtin containers with users' objects inside (set operations), or list += iterable. */
    value_t args[3] = {str_from_format(vm, "%s%s", binary_texts[op], in_place ? "=" : ""), a, b};
    return call_library(vm, "_binary", args, 3, result, CONTINUE_STORE, VALUE_UNSET);
}

step_t binary_result(vm_t *vm, uint32_t result, value_t extra, value_t value)
{
    if (value != VALUE_NOT_IMPLEMENTED) {
        vm->stack[result] = value;
        return STEP_NEXT;
    }
    instruction_t i = frame_instruction(vm, top_frame(vm));
    value_t a, b;
    binary_op_t op = binary_operands(vm, i, &a, &b);
    return binary_try(vm, op, i.flags & 1, (int)value_to_int(extra) + 1, a, b, result);
}

/* ---- unary ---- */

step_t unary_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), v = r[i.b], value = VALUE_UNSET;
    native_status_t status = NATIVE_FALLBACK;
    if (value_is_double(v) && i.op != OP_INVERT)
        value = value_from_double(i.op == OP_NEG ? -value_to_double(v) : value_to_double(v)),
        status = NATIVE_OK;
    else if (value_is_int(vm, v))
        status = i.op == OP_NEG   ? bigint_negate(vm, v, &value)
                 : i.op == OP_POS ? bigint_add(vm, v, value_from_int(0), &value)
                                  : bigint_invert(vm, v, &value);
    if (status == NATIVE_OK) {
        r[i.a] = value;
        return STEP_NEXT;
    }
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    value_t method = special_method(vm, v,
                                    i.op == OP_NEG   ? NAME_neg
                                    : i.op == OP_POS ? NAME_pos
                                                     : NAME_invert);
    if (!value_is_unset(method))
        return call_with(vm, method, &v, 1, frame->base + i.a, CONTINUE_STORE, VALUE_UNSET);
    if (value_payload(vm, v) != v) {
        r[i.b] = value_payload(vm, v);
        return unary_slow(vm, i);
    }
    return step_raise(vm, EXC_TYPE_ERROR, "bad operand type for unary %s: '%s'",
                      i.op == OP_NEG   ? "-"
                      : i.op == OP_POS ? "+"
                                       : "~",
                      value_type_name(vm, v));
}

/* ---- truth ---- */

/* The instruction at the frame's pc has its truth: stores it, or jumps. */
step_t decide(vm_t *vm, uint32_t result, bool truth)
{
    frame_t *frame = top_frame(vm);
    instruction_t i = frame_instruction(vm, frame);
    int64_t offset;
    switch (i.op) {
    case OP_JUMP_TRUE:
    case OP_JUMP_FALSE:
        if (truth != (i.op == OP_JUMP_TRUE))
            return STEP_NEXT;
        offset = (int32_t)instruction_bx(i);
        break;
    case OP_NOT:
    case OP_NOT_IN:
        vm->stack[result] = value_from_bool(!truth);
        return STEP_NEXT;
    default:
        if (i.op >= OP_JUMP_EQ && i.op <= OP_JUMP_GE_K) {
            if (truth != ((i.flags & 1) != 0))
                return STEP_NEXT;
            offset = (int16_t)i.c;
            break;
        }
        vm->stack[result] = value_from_bool(truth);
        return STEP_NEXT;
    }
    frame->pc = (uint32_t)((int64_t)frame->pc + 1 + offset);
    return STEP_RELOAD;
}

/* The truth of any value for the instruction at the frame's pc. */
static step_t truth_of(vm_t *vm, uint32_t result, value_t v)
{
    bool truth = false;
    native_status_t status = value_truth(vm, v, &truth);
    if (status == NATIVE_OK)
        return decide(vm, result, truth);
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    value_t method = special_method(vm, v, NAME_bool);
    bool by_length = value_is_unset(method);
    if (by_length)
        method = special_method(vm, v, NAME_len);
    if (value_is_unset(method))
        return decide(vm, result, true);
    return call_with(vm, method, &v, 1, result, CONTINUE_TRUTH, value_from_bool(by_length));
}

step_t truth_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame);
    return truth_of(vm, frame->base + i.a, i.op == OP_NOT ? r[i.b] : r[i.a]);
}

/* What __bool__ or __len__ gave in place of a bool. */
step_t truth_answer(vm_t *vm, uint32_t result, bool by_length, value_t value)
{
    if (!by_length)
        return step_raise(vm, EXC_TYPE_ERROR, "__bool__ should return bool, returned %s",
                          value_type_name(vm, value));
    if (!value_is_int(vm, value))
        return step_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                          value_type_name(vm, value));
    if (bigint_sign(vm, value) < 0)
        return step_raise(vm, EXC_VALUE_ERROR, "__len__() should return >= 0");
    return decide(vm, result, bigint_sign(vm, value) != 0);
}

/* What __bool__, __len__, __contains__ or a comparison gave. */
step_t truth_result(vm_t *vm, uint32_t result, value_t value)
{
    return truth_of(vm, result, value);
}

/* ---- comparisons ---- */

static const vm_name_t reflected_names[] = {NAME_eq, NAME_ne, NAME_gt, NAME_ge, NAME_lt, NAME_le};

static bool compare_operands(vm_t *vm, instruction_t i, compare_op_t *op, value_t *a, value_t *b)
{
    const frame_t *frame = top_frame(vm);
    const value_t *r = frame_registers(vm, frame), *k = vm->codes[frame->code].constants;
    if (i.op >= OP_JUMP_EQ && i.op <= OP_JUMP_GE_K) {
        bool constant = i.op >= OP_JUMP_EQ_K;
        *op = (compare_op_t)(i.op - (constant ? OP_JUMP_EQ_K : OP_JUMP_EQ));
        *a = r[i.a];
        *b = constant ? k[i.b] : r[i.b];
        return true;
    }
    bool constant = i.op >= OP_EQ_K;
    *op = (compare_op_t)(i.op - (constant ? OP_EQ_K : OP_EQ));
    *a = r[i.b];
    *b = constant ? k[i.c] : r[i.c];
    return false;
}

static step_t compare_try(vm_t *vm, compare_op_t op, int stage, value_t a, value_t b, uint32_t result)
{
    for (; stage <= TRY_RIGHT; stage++) {
        bool reflected = stage == TRY_RIGHT || stage == TRY_RIGHT_FIRST;
        value_t self = reflected ? b : a, other = reflected ? a : b;
        kind_t kind = value_kind(vm, self);
        if (kind != KIND_INSTANCE && kind != KIND_OBJECT && kind != KIND_EXCEPTION)
            continue;
        bool first = reflected && value_class(vm, a) != value_class(vm, b) &&
                     class_is_subclass(vm, value_class(vm, b), value_class(vm, a));
        if (stage == TRY_RIGHT_FIRST ? !first : stage == TRY_RIGHT && first)
            continue;
        vm_name_t name = reflected ? reflected_names[op] : (vm_name_t)((int)NAME_eq + (int)op);
        value_t method = special_method(vm, self, name);
        bool inverted = false;
        if (op == COMPARE_OP_NE && value_kind(vm, method) != KIND_FUNCTION) {
            /* != is what == is not, unless the class says otherwise. */
            method = special_method(vm, self, NAME_eq);
            inverted = true;
        }
        if (value_is_unset(method) || value_is_none(method))
            continue;
        return call_with(vm, method, (value_t[]){self, other}, 2, result,
                         inverted ? CONTINUE_NOT_EQUAL : CONTINUE_COMPARE,
                         value_from_int(stage * 2 + inverted));
    }
    if (op == COMPARE_OP_EQ || op == COMPARE_OP_NE)
        return decide(vm, result, (a == b) == (op == COMPARE_OP_EQ));
    return step_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'",
                      compare_texts[op], value_type_name(vm, a), value_type_name(vm, b));
}

static uint32_t compare_target(vm_t *vm, instruction_t i)
{
    /* A fused jump has no result register: its value goes above the frame. */
    return i.op >= OP_JUMP_EQ && i.op <= OP_JUMP_GE_K ? scratch_top(vm) : top_frame(vm)->base + i.a;
}

step_t compare_slow(vm_t *vm, compare_op_t op, instruction_t i, value_t a, value_t b)
{
    bool truth = false;
    native_status_t status = value_compare(vm, op, a, b, &truth);
    uint32_t result = compare_target(vm, i);
    if (status == NATIVE_OK)
        return decide(vm, result, truth);
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    kind_t left = value_kind(vm, a), right = value_kind(vm, b);
    if (left == KIND_INSTANCE || left == KIND_OBJECT || right == KIND_INSTANCE || right == KIND_OBJECT ||
        left == KIND_EXCEPTION || right == KIND_EXCEPTION)
        return compare_try(vm, op, TRY_RIGHT_FIRST, a, b, result);
    value_t args[3] = {str_from_c(vm, compare_texts[op]), a, b};
    return call_library(vm, "_compare", args, 3, result, CONTINUE_TRUTH, VALUE_UNSET);
}

step_t compare_result(vm_t *vm, uint32_t result, value_t extra, value_t value)
{
    instruction_t i = frame_instruction(vm, top_frame(vm));
    compare_op_t op;
    value_t a, b;
    int tried = (int)value_to_int(extra);
    bool jumps = compare_operands(vm, i, &op, &a, &b);
    if (value == VALUE_NOT_IMPLEMENTED)
        return compare_try(vm, op, tried / 2 + 1, a, b, result);
    if (tried & 1) {
        bool truth = false;
        if (value_truth(vm, value, &truth) == NATIVE_OK)
            return decide(vm, result, !truth);
        return step_raise(vm, EXC_TYPE_ERROR, "__eq__ should return a bool here, not '%s'",
                          value_type_name(vm, value));
    }
    if (jumps)
        return truth_of(vm, result, value);
    vm->stack[result] = value;
    return STEP_NEXT;
}

step_t contains_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const value_t *r = frame_registers(vm, frame);
    value_t item = r[i.b], container = r[i.c];
    uint32_t result = frame->base + i.a;
    bool found = false;
    native_status_t status = value_contains(vm, container, item, &found);
    if (status == NATIVE_OK)
        return decide(vm, result, found);
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    value_t method = VALUE_UNSET;
    if (value_kind(vm, container) == KIND_INSTANCE || value_kind(vm, container) == KIND_OBJECT)
        method = special_method(vm, container, NAME_contains);
    if (!value_is_unset(method))
        return call_with(vm, method, (value_t[]){container, item}, 2, result, CONTINUE_CONTAINS, VALUE_UNSET);
    return call_library(vm, "_contains", (value_t[]){container, item}, 2, result, CONTINUE_CONTAINS,
                        VALUE_UNSET);
}

/* ---- items ---- */

step_t get_item_slow(vm_t *vm, instruction_t i, value_t container, value_t key)
{
    frame_t *frame = top_frame(vm);
    uint32_t result = frame->base + i.a;
    value_t value = VALUE_UNSET;
    kind_t kind = value_kind(vm, container);
    if (kind == KIND_INSTANCE || kind == KIND_OBJECT || kind == KIND_CLASS) {
        value_t method = kind == KIND_CLASS
                             ? class_lookup(vm, container, vm_interned(vm, "__class_getitem__", 17))
                             : special_method(vm, container, NAME_getitem);
        if (value_kind(vm, method) == KIND_CLASSMETHOD)
            method = as_wrapper(vm, method)->function;
        bool payload = kind == KIND_INSTANCE && value_kind(vm, method) == KIND_NATIVE;
        if (!value_is_unset(method) && !payload)
            return call_with(vm, method, (value_t[]){container, key}, 2, result, CONTINUE_STORE, VALUE_UNSET);
        if (kind == KIND_CLASS)
            return call_library(vm, "_class_item", (value_t[]){container, key}, 2, result, CONTINUE_STORE,
                                VALUE_UNSET);
    }
    native_status_t status = value_get_item(vm, container, key, &value);
    if (status == NATIVE_OK) {
        vm->stack[result] = value;
        return STEP_NEXT;
    }
    if (status == NATIVE_RAISE) {
        /* A dict's subclass may say what a missing key is. */
        value_t missing = kind == KIND_INSTANCE ? special_method(vm, container, NAME_missing) : VALUE_UNSET;
        if (value_is_unset(missing) || !exception_is(vm, vm->state.exception, EXC_KEY_ERROR))
            return STEP_RAISE;
        vm->state.exception = VALUE_NONE;
        return call_with(vm, missing, (value_t[]){container, key}, 2, result, CONTINUE_STORE, VALUE_UNSET);
    }
    return call_library(vm, "_get_item_dict", (value_t[]){container, key}, 2, result, CONTINUE_STORE,
                        VALUE_UNSET);
}

step_t set_item_slow(vm_t *vm, instruction_t i)
{
    const value_t *r = frame_registers(vm, top_frame(vm));
    value_t args[3] = {r[i.a], r[i.b], r[i.c]};
    kind_t kind = value_kind(vm, args[0]);
    if (kind == KIND_INSTANCE || kind == KIND_OBJECT) {
        value_t method = special_method(vm, args[0], NAME_setitem);
        bool payload = kind == KIND_INSTANCE && value_kind(vm, method) == KIND_NATIVE;
        if (!value_is_unset(method) && !payload)
            return call_with(vm, method, args, 3, 0, CONTINUE_DROP, VALUE_UNSET);
    }
    native_status_t status = value_set_item(vm, args[0], args[1], args[2]);
    if (status == NATIVE_OK)
        return STEP_NEXT;
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    return call_library(vm, "_set_item_dict", args, 3, 0, CONTINUE_DROP, VALUE_UNSET);
}

step_t delete_item_slow(vm_t *vm, instruction_t i)
{
    const value_t *r = frame_registers(vm, top_frame(vm));
    value_t args[2] = {r[i.a], r[i.b]};
    kind_t kind = value_kind(vm, args[0]);
    if (kind == KIND_INSTANCE || kind == KIND_OBJECT) {
        value_t method = special_method(vm, args[0], NAME_delitem);
        bool payload = kind == KIND_INSTANCE && value_kind(vm, method) == KIND_NATIVE;
        if (!value_is_unset(method) && !payload)
            return call_with(vm, method, args, 2, 0, CONTINUE_DROP, VALUE_UNSET);
    }
    native_status_t status = value_delete_item(vm, args[0], args[1]);
    if (status == NATIVE_OK)
        return STEP_NEXT;
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    return call_library(vm, "_delete_item_dict", args, 2, 0, CONTINUE_DROP, VALUE_UNSET);
}

/* ---- f-strings ---- */

step_t format_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const value_t *r = frame_registers(vm, frame);
    value_t v = r[i.b], spec = (i.flags & 4) ? r[i.c] : VALUE_UNSET, text = VALUE_UNSET;
    int conversion = i.flags & 3;
    native_status_t status = NATIVE_FALLBACK;
    if (conversion == 0) {
        status = value_format(vm, v, spec, &text);
    } else if (conversion != 3) {
        status = conversion == 1 ? value_str(vm, v, &text) : value_repr(vm, v, &text);
        if (status == NATIVE_OK && !value_is_unset(spec))
            status = value_format(vm, text, spec, &text);
    }
    if (status == NATIVE_OK) {
        frame_registers(vm, frame)[i.a] = text;
        return STEP_NEXT;
    }
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    static const char *const conversions[] = {"", "s", "r", "a"};
    value_t args[3] = {v, str_from_c(vm, conversions[conversion]),
                       value_is_unset(spec) ? vm->empty_string : spec};
    return call_library(vm, "_format", args, 3, frame->base + i.a, CONTINUE_STORE, VALUE_UNSET);
}
