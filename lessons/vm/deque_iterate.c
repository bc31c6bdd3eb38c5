/* Going over a deque, forwards and backwards; it may not change meanwhile. */
#include "lessons/vm/deque.h"
#include "lessons/vm/vm.h"

enum { ITER_DEQUE, ITER_COUNT };

typedef struct iteration {
    uint64_t next;
    uint64_t length; /* of the deque at the beginning */
    uint64_t reversed;
} iteration_t;

static value_t make_iterator(vm_t *vm, value_t self, bool reversed)
{
    const native_type_t *type = reversed ? &deque_reverse_iterator_type : &deque_iterator_type;
    value_t made = native_object_new(vm, native_class(vm, type), ITER_COUNT, sizeof(iteration_t));
    as_object(vm, made)->slots[ITER_DEQUE] = self;
    iteration_t *state = (iteration_t *)(void *)native_object_raw(as_object(vm, made));
    *state = (iteration_t){.length = deque_length(vm, self), .reversed = reversed};
    return made;
}

native_status_t deque_iter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = make_iterator(vm, args[0], false);
    return NATIVE_OK;
}

native_status_t deque_reversed(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = make_iterator(vm, args[0], true);
    return NATIVE_OK;
}

static native_status_t iterator_itself(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)nargs;
    *result = args[0];
    return NATIVE_OK;
}

static native_status_t iterator_step(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    iteration_t *state = (iteration_t *)(void *)native_object_raw(as_object(vm, args[0]));
    value_t deque = as_object(vm, args[0])->slots[ITER_DEQUE];
    size_t length = deque_length(vm, deque);
    if (state->next < state->length && length != state->length)
        return native_raise(vm, EXC_RUNTIME_ERROR, "deque mutated during iteration");
    if (state->next >= state->length)
        return native_raise(vm, EXC_STOP_ITERATION, "%s", "");
    *result = deque_items(vm, deque)[state->reversed ? length - 1 - state->next : state->next];
    state->next++;
    return NATIVE_OK;
}

static const native_def_t iterator_methods[] = {
    {"__iter__", "self, /", iterator_itself, NULL, NULL},
    {"__next__", "self, /", iterator_step, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t deque_iterator_type = {.name = "_deque_iterator",
                                           .module = "_collections",
                                           .kind = KIND_OBJECT,
                                           .methods = iterator_methods,
                                           .final = true};
const native_type_t deque_reverse_iterator_type = {.name = "_deque_reverse_iterator",
                                                   .module = "_collections",
                                                   .kind = KIND_OBJECT,
                                                   .methods = iterator_methods,
                                                   .final = true};
