#include "core/live.h"

#include <sys/random.h>

#include "core/event.h"
#include "core/gate.h"
#include "core/live_parts.h"
#include "core/process.h"

/* --- Operations without a guard --- */

static void sleep_on(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    while (verdict == MP_GATE_GO && op->timeout_ns != 0 && !mp_live_is_late(self)) {
        uint32_t seen = atomic_load_explicit(&self->slot->wait_word, memory_order_acquire);
        if (self->free_mode && !mp_gate_changed(self) && !mp_process_signalled(self)) {
            mp_live_stand_at(self, MP_STAND_BLOCKED);
            mp_live_doze(self, NULL, seen);
        } else {
            verdict = mp_gate_again(self);
        }
    }
    if (verdict == MP_GATE_SIGNAL)
        result->status = MP_INTERRUPTED;
}

static void perform_write(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    uint32_t size = 0;
    const char *text = self->mem->message_bytes(self->mem, op->message, &size);
    if (!text) {
        result->status = MP_ERR_ARGUMENT;
        return;
    }
    result->value = size;
    result->status = (uint32_t)mp_event_write(self, op, text, size);
    if (result->status == MP_OK)
        mp_message_drop(self, op->message);
}

static bool reads_input(uint32_t kind)
{
    return kind == MP_OP_CLOCK || kind == MP_OP_ENTROPY;
}

/* The value that the host gave for this read, if it gave one. */
static bool take_given(mp_self_t *self, mp_result_t *result)
{
    mp_slot_t *slot = self->slot;
    if (atomic_load_explicit(&slot->given, memory_order_relaxed) == 0)
        return false;
    result->value = atomic_load_explicit(&slot->given_value, memory_order_relaxed);
    atomic_store_explicit(&slot->given, 0, memory_order_relaxed);
    return true;
}

static void perform_plain(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    if (verdict == MP_GATE_SIGNAL) {
        result->status = MP_INTERRUPTED;
    } else if (op->kind == MP_OP_SLEEP) {
        sleep_on(self, verdict, op, result);
    } else if (op->kind == MP_OP_WRITE) {
        perform_write(self, op, result);
        return; /* it has its own event */
    } else if (reads_input(op->kind) && take_given(self, result)) {
        self->given = true;
    } else if (op->kind == MP_OP_CLOCK) {
        result->value = (uint64_t)mp_world_now(self->world);
        if (self->free_mode) /* held, time is virtual: a word in shared memory */
            self->calls |= MP_CALL_CLOCK;
    } else if (op->kind == MP_OP_ENTROPY) {
        self->calls |= MP_CALL_GETRANDOM;
        if (getrandom(&result->value, sizeof result->value, 0) != sizeof result->value)
            result->status = MP_ERR_SYSTEM;
    } else {
        mp_apply(self->mem, op, self->who, result);
    }
    mp_event_op(self, op, result);
}

/* --- Processes --- */

/* 0 means the caller's own process object. */
static mp_op_t with_own_process(const mp_self_t *self, const mp_op_t *op)
{
    mp_op_t mine = *op;
    bool birth = op->kind == MP_OP_START || op->kind == MP_OP_FORK;
    if (birth && !mine.object2)
        mine.object2 = self->slot->process;
    else if (!birth && !mine.object)
        mine.object = self->slot->process;
    return mine;
}

/* START, FORK and EXIT: core/process does it all; it calls mp_live_apply. False: leave at once, as the child
 * or because of a signal. */
static bool perform_birth(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    uint32_t parent = self->who;
    if (verdict == MP_GATE_SIGNAL) {
        result->status = MP_INTERRUPTED;
    } else {
        if (op->kind == MP_OP_EXIT)
            mp_live_leave_all(self);
        mp_process_perform(self, op, result);
    }
    if (self->who != parent)
        return false;
    mp_event_op(self, op, result);
    return true;
}

static void after_process_op(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    if (result->status == MP_INTERRUPTED)
        return;
    if (op->kind == MP_OP_SIGNAL && result->status == MP_OK) {
        mp_process_on_signal(self, (int)op->index, (uint32_t)op->operand);
    } else if (op->kind == MP_OP_SIGNAL_TAKE) {
        const mp_process_state_t *own = mp_at(self->mem, self->slot->process);
        if (!own->came)
            atomic_store_explicit(&self->slot->attention, 0, memory_order_relaxed);
    } else {
        mp_process_perform(self, op, result);
    }
}

/* --- All --- */

static void perform_slowly(mp_self_t *self, mp_gate_t verdict, const mp_op_t *op, mp_result_t *result)
{
    mp_guarded_t guarded;
    if (!mp_live_guarded(self->mem, op, &guarded)) {
        perform_plain(self, verdict, op, result);
        return;
    }
    mp_live_perform_guarded(self, &guarded, verdict, op, result);
    if (mp_live_is_process_op(op->kind)) {
        after_process_op(self, op, result);
        mp_event_op(self, op, result); /* with the system calls of core/process */
    } else {
        mp_live_log(self, op, result, false);
    }
}

mp_status_t mp_perform(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    mp_op_t mine;
    if (mp_live_is_process_op(op->kind)) {
        mine = with_own_process(self, op);
        op = &mine;
    }
    self->calls = self->wakes = self->woken = 0;
    self->given = false;
    *result = (mp_result_t){0};
    mp_gate_t verdict = mp_gate_enter(self, op);
    if (verdict == MP_GATE_GO && self->free_mode && mp_live_fast(self, op, result)) {
        mp_event_op(self, op, result);
    } else if (op->kind == MP_OP_START || op->kind == MP_OP_FORK || op->kind == MP_OP_EXIT) {
        if (!perform_birth(self, verdict, op, result))
            return (mp_status_t)result->status;
    } else {
        *result = (mp_result_t){0};
        perform_slowly(self, verdict, op, result);
    }
    mp_gate_leave(self);
    return (mp_status_t)result->status;
}

mp_status_t mp_live_create(mp_self_t *self, const mp_create_t *create, uint32_t *object)
{
    mp_create_t mine = *create;
    mine.creator = self->slot->path;
    mine.ordinal = self->slot->objects + 1;
    if (create->kind == MP_PIPE)
        mine.who = self->who;
    mp_status_t status = mp_arena_create(&self->arena, &mine, object);
    if (status == MP_OK) {
        self->slot->objects++;
        mp_arena_publish(&self->arena, *object);
    }
    return status;
}

uint32_t mp_message_new(mp_self_t *self, const void *bytes, uint32_t size)
{
    return self->mem->message_new(self->mem, bytes, size);
}

uint32_t mp_text_new(mp_self_t *self, const void *bytes, uint32_t size)
{
    uint32_t text = mp_message_new(self, bytes, size);
    if (!text) {
        self->arena.last_words = true;
        text = mp_message_new(self, bytes, size);
        self->arena.last_words = false;
    }
    return text;
}

const void *mp_message_bytes(mp_self_t *self, uint32_t message, uint32_t *size)
{
    return self->mem->message_bytes(self->mem, message, size);
}

void mp_message_drop(mp_self_t *self, uint32_t message)
{
    self->mem->message_drop(self->mem, message);
}
