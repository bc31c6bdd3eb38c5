#include "lessons/run/condition.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/parser.h"

enum { MAX_NAMES = 32 };

struct condition {
    char *text;
    source_t *source;
    ast_t *ast;
    const expr_t *expression;
    const char *names[MAX_NAMES];
    size_t name_count;
};

/* ---- checking ---- */

typedef struct check {
    condition_t *condition;
    char *message;
    size_t size;
} check_t;

static bool refuse(check_t *check, const expr_t *at, const char *why)
{
    snprintf(check->message, check->size, "condition, column %u: %s", at->place.column, why);
    return false;
}

static bool add_name(check_t *check, const expr_t *at, const char *name)
{
    condition_t *condition = check->condition;
    for (size_t i = 0; i < condition->name_count; i++) {
        if (strcmp(condition->names[i], name) == 0) {
            return true;
        }
    }
    if (condition->name_count == MAX_NAMES) {
        return refuse(check, at, "too many names");
    }
    condition->names[condition->name_count++] = name;
    return true;
}

static bool check_expression(check_t *check, const expr_t *e);

static bool check_list(check_t *check, const expr_list_t *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!check_expression(check, list->items[i])) {
            return false;
        }
    }
    return true;
}

static bool is_function(const char *name)
{
    return strcmp(name, "abs") == 0 || strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
}

static bool check_call(check_t *check, const expr_t *e)
{
    const expr_t *function = e->call.function;
    if (function->kind != EXPR_NAME || !is_function(function->name.name) || e->call.keyword_count ||
        e->call.arguments.count == 0) {
        return refuse(check, e, "only abs, min and max can be called here");
    }
    return check_list(check, &e->call.arguments);
}

static bool check_operator(check_t *check, const expr_t *e)
{
    switch (e->binary.operator) {
    case BINARY_ADD:
    case BINARY_SUBTRACT:
    case BINARY_MULTIPLY:
    case BINARY_DIVIDE:
    case BINARY_FLOOR_DIVIDE:
    case BINARY_MODULO:
        return check_expression(check, e->binary.left) && check_expression(check, e->binary.right);
    default:
        return refuse(check, e, "only + - * / // % can be used here");
    }
}

static bool check_comparison(check_t *check, const expr_t *e)
{
    for (size_t i = 0; i < e->compare.items.count; i++) {
        if (e->compare.operators[i] > COMPARE_GREATER_EQUAL) {
            return refuse(check, e, "only == != < <= > >= can be used here");
        }
    }
    return check_expression(check, e->compare.first) && check_list(check, &e->compare.items);
}

static bool check_expression(check_t *check, const expr_t *e)
{
    switch (e->kind) {
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_FLOAT:
        return true;
    case EXPR_INT:
        return e->integer.fits || refuse(check, e, "this number is too large here");
    case EXPR_NAME:
        return add_name(check, e, e->name.name);
    case EXPR_ATTRIBUTE:
        if (strcmp(e->attribute.name, "value") != 0 || e->attribute.value->kind != EXPR_NAME) {
            return refuse(check, e, "only NAME.value can be asked for here");
        }
        return add_name(check, e, e->attribute.value->name.name);
    case EXPR_SUBSCRIPT:
        if (e->subscript.value->kind != EXPR_NAME) {
            return refuse(check, e, "only NAME[index] can be asked for here");
        }
        return add_name(check, e, e->subscript.value->name.name) &&
               check_expression(check, e->subscript.index);
    case EXPR_UNARY:
        return e->unary.operator== UNARY_INVERT ? refuse(check, e, "~ cannot be used here")
                                                : check_expression(check, e->unary.operand);
    case EXPR_BINARY:
        return check_operator(check, e);
    case EXPR_BOOLEAN:
        return check_list(check, &e->boolean.items);
    case EXPR_COMPARE:
        return check_comparison(check, e);
    case EXPR_CONDITIONAL:
        return check_expression(check, e->conditional.test) && check_expression(check, e->conditional.body) &&
               check_expression(check, e->conditional.otherwise);
    case EXPR_CALL:
        return check_call(check, e);
    default:
        return refuse(check, e, "this is no condition on shared values");
    }
}

static bool parse_text(condition_t *condition, char *message, size_t message_size)
{
    diagnostics_t found;
    diagnostics_init(&found, "condition");
    condition->source = source_load("condition", condition->text, strlen(condition->text), &found);
    condition->ast = condition->source ? parse(condition->source, &found) : NULL;
    bool ok = condition->ast != NULL;
    if (!ok) {
        snprintf(message, message_size, "condition, column %u: %s",
                 found.count ? found.items[0].place.column : 0,
                 found.count ? found.items[0].message : "out of memory");
    } else if (condition->ast->body.count != 1 || condition->ast->body.items[0]->kind != STMT_EXPRESSION) {
        snprintf(message, message_size, "condition: one expression is wanted, such as `balance >= 0`");
        ok = false;
    } else {
        condition->expression = condition->ast->body.items[0]->expression;
    }
    diagnostics_destroy(&found);
    return ok;
}

condition_t *condition_parse(const char *text, char *message, size_t message_size)
{
    condition_t *condition = calloc(1, sizeof *condition);
    if (!condition || !(condition->text = strdup(text))) {
        free(condition);
        snprintf(message, message_size, "out of memory");
        return NULL;
    }
    check_t check = {.condition = condition, .message = message, .size = message_size};
    if (!parse_text(condition, message, message_size) || !check_expression(&check, condition->expression)) {
        condition_free(condition);
        return NULL;
    }
    return condition;
}

void condition_free(condition_t *condition)
{
    if (!condition) {
        return;
    }
    if (condition->ast) {
        ast_free(condition->ast);
    }
    source_free(condition->source);
    free(condition->text);
    free(condition);
}

const char *condition_text(const condition_t *condition)
{
    return condition->text;
}

const char *condition_name(const condition_t *condition, size_t i)
{
    return i < condition->name_count ? condition->names[i] : NULL;
}

/* ---- evaluating; false: unknown ---- */

typedef struct evaluation {
    condition_lookup_fn *lookup;
    void *context;
} evaluation_t;

static bool evaluate(const evaluation_t *evaluation, const expr_t *e, condition_number_t *number);

static condition_number_t integer(int64_t value)
{
    return (condition_number_t){.integer = value};
}

static condition_number_t real(double value)
{
    return (condition_number_t){.is_float = true, .real = value};
}

static double as_real(condition_number_t number)
{
    return number.is_float ? number.real : (double)number.integer;
}

static bool truth(condition_number_t number)
{
    return number.is_float ? number.real != 0 : number.integer != 0;
}

static int compare_numbers(condition_number_t a, condition_number_t b)
{
    if (!a.is_float && !b.is_float) {
        return (a.integer > b.integer) - (a.integer < b.integer);
    }
    return (as_real(a) > as_real(b)) - (as_real(a) < as_real(b));
}

static bool divide(binary_operator_t operator, condition_number_t a, condition_number_t b,
                   condition_number_t *number)
{
    if (as_real(b) == 0) {
        return false;
    }
    if (operator== BINARY_DIVIDE) {
        *number = real(as_real(a) / as_real(b));
    } else if (a.is_float || b.is_float || (a.integer == INT64_MIN && b.integer == -1)) {
        double quotient = floor(as_real(a) / as_real(b));
        *number = real(operator== BINARY_FLOOR_DIVIDE ? quotient : as_real(a) - quotient * as_real(b));
    } else {
        int64_t quotient = a.integer / b.integer, rest = a.integer % b.integer;
        bool down = rest != 0 && (rest < 0) != (b.integer < 0);
        *number = integer(operator== BINARY_FLOOR_DIVIDE ? quotient - down : rest +(down ? b.integer : 0));
    }
    return true;
}

static bool calculate(binary_operator_t operator, condition_number_t a, condition_number_t b,
                      condition_number_t *number)
{
    int64_t result;
    bool floats = a.is_float || b.is_float;
    switch (operator) {
    case BINARY_ADD:
        *number = floats || __builtin_add_overflow(a.integer, b.integer, &result)
                      ? real(as_real(a) + as_real(b))
                      : integer(result);
        return true;
    case BINARY_SUBTRACT:
        *number = floats || __builtin_sub_overflow(a.integer, b.integer, &result)
                      ? real(as_real(a) - as_real(b))
                      : integer(result);
        return true;
    case BINARY_MULTIPLY:
        *number = floats || __builtin_mul_overflow(a.integer, b.integer, &result)
                      ? real(as_real(a) * as_real(b))
                      : integer(result);
        return true;
    default:
        return divide(operator, a, b, number);
    }
}

static bool compare_chain(const evaluation_t *evaluation, const expr_t *e, condition_number_t *number)
{
    condition_number_t left, right;
    if (!evaluate(evaluation, e->compare.first, &left)) {
        return false;
    }
    for (size_t i = 0; i < e->compare.items.count; i++) {
        if (!evaluate(evaluation, e->compare.items.items[i], &right)) {
            return false;
        }
        int order = compare_numbers(left, right);
        static const bool holds[][3] = {
            [COMPARE_EQUAL] = {false, true, false},   [COMPARE_NOT_EQUAL] = {true, false, true},
            [COMPARE_LESS] = {true, false, false},    [COMPARE_LESS_EQUAL] = {true, true, false},
            [COMPARE_GREATER] = {false, false, true}, [COMPARE_GREATER_EQUAL] = {false, true, true},
        };
        if (!holds[e->compare.operators[i]][order + 1]) {
            *number = integer(0);
            return true;
        }
        left = right;
    }
    *number = integer(1);
    return true;
}

static bool call(const evaluation_t *evaluation, const expr_t *e, condition_number_t *number)
{
    const char *name = e->call.function->name.name;
    const expr_list_t *arguments = &e->call.arguments;
    if (!evaluate(evaluation, arguments->items[0], number)) {
        return false;
    }
    if (strcmp(name, "abs") == 0) {
        if (number->is_float) {
            number->real = fabs(number->real);
        } else if (number->integer < 0) {
            *number = number->integer == INT64_MIN ? real(-(double)INT64_MIN) : integer(-number->integer);
        }
        return arguments->count == 1;
    }
    int wanted = strcmp(name, "min") == 0 ? -1 : 1;
    for (size_t i = 1; i < arguments->count; i++) {
        condition_number_t other;
        if (!evaluate(evaluation, arguments->items[i], &other)) {
            return false;
        }
        if (compare_numbers(other, *number) == wanted) {
            *number = other;
        }
    }
    return true;
}

static bool evaluate_unary(const evaluation_t *evaluation, const expr_t *e, condition_number_t *number)
{
    if (!evaluate(evaluation, e->unary.operand, number)) {
        return false;
    }
    if (e->unary.operator== UNARY_NOT) {
        *number = integer(!truth(*number));
    } else if (e->unary.operator== UNARY_MINUS) {
        return calculate(BINARY_SUBTRACT, number->is_float ? real(0) : integer(0), *number, number);
    }
    return true;
}

static bool evaluate(const evaluation_t *evaluation, const expr_t *e, condition_number_t *number)
{
    condition_number_t left, right;
    *number = integer(0);
    switch (e->kind) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        *number = integer(e->kind == EXPR_TRUE);
        return true;
    case EXPR_FLOAT:
        *number = real(e->number);
        return true;
    case EXPR_INT:
        *number = integer(e->integer.value);
        return true;
    case EXPR_NAME:
        return evaluation->lookup(evaluation->context, e->name.name, -1, number);
    case EXPR_ATTRIBUTE:
        return evaluation->lookup(evaluation->context, e->attribute.value->name.name, -1, number);
    case EXPR_SUBSCRIPT:
        return evaluate(evaluation, e->subscript.index, &left) && !left.is_float && left.integer >= 0 &&
               evaluation->lookup(evaluation->context, e->subscript.value->name.name, left.integer, number);
    case EXPR_UNARY:
        return evaluate_unary(evaluation, e, number);
    case EXPR_BINARY:
        return evaluate(evaluation, e->binary.left, &left) && evaluate(evaluation, e->binary.right, &right) &&
               calculate(e->binary.operator, left, right, number);
    case EXPR_BOOLEAN:
        for (size_t i = 0; i < e->boolean.items.count; i++) {
            if (!evaluate(evaluation, e->boolean.items.items[i], number)) {
                return false;
            }
            if (truth(*number) == e->boolean.is_or) {
                break;
            }
        }
        return true;
    case EXPR_COMPARE:
        return compare_chain(evaluation, e, number);
    case EXPR_CONDITIONAL:
        return evaluate(evaluation, e->conditional.test, &left) &&
               evaluate(evaluation, truth(left) ? e->conditional.body : e->conditional.otherwise, number);
    case EXPR_CALL:
        return call(evaluation, e, number);
    default:
        return false;
    }
}

condition_truth_t condition_holds(const condition_t *condition, condition_lookup_fn *lookup, void *context)
{
    evaluation_t evaluation = {.lookup = lookup, .context = context};
    condition_number_t number;
    if (!evaluate(&evaluation, condition->expression, &number)) {
        return CONDITION_UNKNOWN;
    }
    return truth(number) ? CONDITION_TRUE : CONDITION_FALSE;
}
