#include "lessons/run/quiet.h"

#include <string.h>

#include "lessons/run/line_shape.h"

/* Names by which a program, or a part of the library that it uses, can notice that a process has ended. */
static const char *const watchers[] = {
    "Pipe",
    "Pool",
    "ProcessPoolExecutor",
    "Manager",
    "active_children",
    "daemon",
    "exitcode",
    "fork",
    "getppid",
    "is_alive",
    "kill",
    "pipe",
    "poll",
    "sentinel",
    "terminate",
    "wait",
};

static bool is_watcher(const char *name)
{
    for (size_t i = 0; i < sizeof watchers / sizeof *watchers; i++) {
        if (strcmp(watchers[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool code_names_a_watcher(const code_t *code)
{
    for (uint32_t i = 0; i < code->constant_count; i++) {
        const code_constant_t *constant = &code->constants[i];
        if (constant->kind == CONSTANT_STRING && is_watcher(constant->text)) {
            return true;
        }
    }
    return false;
}

quiet_rules_t quiet_rules_of(const program_t *program)
{
    const code_unit_t *unit = program_unit(program);
    quiet_rules_t rules = {.ends_are_watched = program_watches_ends(program_ast(program))};
    for (uint32_t i = 0; i < unit->code_count && !rules.ends_are_watched; i++) {
        rules.ends_are_watched = code_names_a_watcher(unit->codes[i]);
    }
    return rules;
}

bool quiet_op(const quiet_rules_t *rules, const mp_op_t *op)
{
    switch (op->kind) {
    case MP_OP_START:
    case MP_OP_FORK:
    case MP_OP_QUEUE_FLUSH:
    case MP_OP_QUEUE_CLOSE:
        return true;
    case MP_OP_JOIN:
        return op->timeout_ns < 0;
    case MP_OP_EXIT:
        return !rules->ends_are_watched;
    default:
        return false;
    }
}
