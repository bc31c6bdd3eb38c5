/*
 * The moves of the machine's loop, for interpret.c alone: how an instruction is taken apart, left for the next one, for
 * a slow path, for a jump or for a native.
 *
 * They stand in the loop's function and use its variables: vm, frame, code, pc, r, step, the table `labels` and the
 * label `after_step`.
 */
#ifndef LESSONS_VM_DISPATCH_H
#define LESSONS_VM_DISPATCH_H

#include "lessons/vm/fast_numbers.h"
#include "lessons/vm/fast_objects.h"
#include "lessons/vm/machine.h"

/* The parts of the instruction are read where they lie: pc is known long before they are needed. */
#define OP    (pc->op)
#define FLAGS (pc->flags)
#define A     (pc->a)
#define B     (pc->b)
#define C     (pc->c)
#define BX    (instruction_bx(*pc))
#define WHOLE (*pc)

#define SAVE() (frame->pc = (uint32_t)(pc - code->instructions))

#define NEXT()                                                                                               \
    do {                                                                                                     \
        ++pc;                                                                                                \
        goto *labels[OP];                                                                                    \
    } while (0)

#define SLOW(call)                                                                                           \
    do {                                                                                                     \
        SAVE();                                                                                              \
        step = (call);                                                                                       \
        goto after_step;                                                                                     \
    } while (0)

/* Something wants the machine's attention: pausing, collecting, too many instructions without an operation.
 */
#define NEEDS_ATTENTION()                                                                                    \
    UNLIKELY(vm->state.budget<0 || vm->heap.top> vm->heap.collect_at || *vm->poll_word != vm->poll_seen)

/* Calls a native with `given` arguments from `first` on, in this frame's registers; without copying them where its
 * shape allows: they stand in the frame's own window, so nothing has to be said of their end (tail_args). */
#define CALL_NATIVE(native, first, given)                                                                    \
    do {                                                                                                     \
        value_t *given_args = (first);                                                                       \
        const native_shape_t *shape = &vm->shapes[(native)->number];                                         \
        SAVE();                                                                                              \
        if (LIKELY(shape->in_place == (given))) {                                                            \
            value_t value;                                                                                   \
            native_status_t status = shape->call(vm, given_args, (int)(given), &value);                      \
            if (LIKELY(status == NATIVE_OK)) {                                                               \
                r[C] = value;                                                                                \
                NEXT();                                                                                      \
            }                                                                                                \
            SLOW(native_after(vm, status, (uint32_t)(shape - vm->shapes),                                    \
                              (uint32_t)(given_args - vm->stack), frame->base + C));                         \
        }                                                                                                    \
        SLOW(call_native(vm, (uint32_t)(shape - vm->shapes), (uint32_t)(given_args - vm->stack), (given),    \
                         VALUE_UNSET, frame->base + C, CONTINUE_STORE, VALUE_UNSET));                        \
    } while (0)

/* A folded range (RANGE_PREP) gives its next number: one less remains. The tag of a positive count survives.
 */
#define STEP_RANGE()                                                                                         \
    do {                                                                                                     \
        value_t now = r[A + 1];                                                                              \
        r[A]--;                                                                                              \
        r[A + 1] = int_from_high(int_high(now) + int_high(r[A + 2]));                                        \
        r[B] = now;                                                                                          \
    } while (0)

/* Jumps; backwards it is a safe point. `distance` counts from the next instruction. */
#define JUMP_BY(distance)                                                                                    \
    do {                                                                                                     \
        int32_t jump_distance = (distance);                                                                  \
        pc += jump_distance + 1;                                                                             \
        if (jump_distance < 0) {                                                                             \
            vm->state.budget += jump_distance;                                                               \
            if (NEEDS_ATTENTION())                                                                           \
                SLOW(safe_point(vm));                                                                        \
        }                                                                                                    \
        goto *labels[OP];                                                                                    \
    } while (0)

/* What the instruction remembers. */
#define CACHE (cache_of(code, pc))

#endif
