/*
 * Who is gone leaves nothing that others wait for: by EXIT itself (mp_live_leave_all), after a kill by the
 * zygote (mp_live_bury).
 */
#include "core/live_parts.h"

/* The zygote waits this long for a guard. It may be held by another that is dead and not buried yet: then
 * this burial is broken off and done again after that one. */
static const int64_t PATIENCE_NS = 2000000;

typedef void visit_t(mp_world_t *world, mp_arena_t *arena, mp_object_t *object, uint32_t ref, uint32_t who);

/* The latches that the dead one held, whatever its last operation was: it is rolled back. */
static void drop_latches(mp_mem_t *mem, const mp_queue_state_t *queue, uint32_t dead)
{
    uint32_t ref = queue->senders;
    for (uint32_t i = 0; ref && i <= MP_WHO_MAX; i++) {
        mp_sender_t *sender = mp_at_checked(mem, ref, sizeof *sender);
        if (!sender)
            return;
        mp_latch_take_from(sender, dead);
        ref = sender->next;
    }
}

/* Every object under its guard, then wakes; processes too, if asked: a session may have had many. Bounded by
 * the number of objects that were published. False: the zygote could not get some guard. */
static bool visit_all(mp_world_t *world, mp_arena_t *arena, uint32_t who, bool processes, visit_t *visit)
{
    mp_mem_t *mem = &arena->mem;
    uint32_t ref = processes ? mp_arena_first(mem) : mp_arena_first_shared(mem);
    uint32_t left = mp_arena_objects(mem) + MP_SLOTS; /* published but not counted yet: one a process */
    int64_t patience_ns = arena->who == MP_SLOTS ? PATIENCE_NS : -1;
    bool all = true;
    while (ref && left--) {
        mp_object_t *object = mp_object(mem, ref);
        mp_wakes_t wakes = {0};
        if (!object)
            return all;
        if (arena->who == MP_SLOTS && object->kind == MP_QUEUE)
            drop_latches(mem, (mp_queue_state_t *)object, who);
        mp_guard_take_over(object, who, arena->who);
        bool held = (object->guard & MP_GUARD_HOLDER) == arena->who + 1;
        if (held || mp_guard_take(object, arena->who, patience_ns)) {
            visit(world, arena, object, ref, who);
            mp_live_find_wakes(world, mem, object, who, arena->who == MP_SLOTS, &wakes);
            mp_guard_commit(arena);
            mp_guard_drop(object);
            mp_live_wake(world, &wakes, NULL);
        } else {
            all = false;
        }
        ref = processes ? object->next : object->next_shared;
    }
    return all;
}

static void leave_one(mp_world_t *world, mp_arena_t *arena, mp_object_t *object, uint32_t ref, uint32_t who)
{
    if (mp_set_has(&object->waiters, who))
        mp_set_remove(&object->waiters, who);
    if (object->kind == MP_QUEUE && mp_live_is_free(world)) {
        /* Its feeder has not lagged behind: what fits is delivered. */
        mp_op_t flush = {.kind = MP_OP_QUEUE_FLUSH, .object = ref, .flags = MP_OP_EAGER, .timeout_ns = -1};
        mp_result_t result;
        mp_apply(&arena->mem, &flush, who, &result);
    }
    mp_bury(&arena->mem, ref, who);
}

void mp_live_leave_all(mp_self_t *self)
{
    visit_all(self->world, &self->arena, self->who, false, leave_one);
}

static void end_process(mp_process_state_t *process, uint32_t wait_status)
{
    if (process->life != MP_PROCESS_RUNNING)
        return;
    process->status = wait_status;
    process->doomed = 0;
    __atomic_store_n(&process->life, MP_PROCESS_ENDED, __ATOMIC_RELEASE);
}

bool mp_live_bury(mp_world_t *world, mp_arena_t *arena, uint32_t who, uint32_t wait_status, bool give_up)
{
    mp_slot_t *slot = mp_world_slot(world, who);
    mp_guard_rollback(&arena->mem, slot->undo);
    mp_arena_bury(arena, who);
    if (!visit_all(world, arena, who, true, leave_one) && !give_up)
        return false;

    mp_object_t *object = mp_object(&arena->mem, slot->process);
    mp_wakes_t wakes = {0};
    if (!object || object->kind != MP_PROCESS)
        return true;
    if (!mp_guard_take(object, arena->who, PATIENCE_NS))
        return give_up;
    end_process((mp_process_state_t *)object, wait_status);
    mp_live_find_wakes(world, &arena->mem, object, who, true, &wakes);
    mp_guard_commit(arena);
    mp_guard_drop(object);
    mp_live_wake(world, &wakes, NULL);
    /* WAITPID sleeps at the parent's own process object. */
    if (slot->parent < MP_SLOTS)
        mp_world_wake(world, slot->parent);
    return true;
}

void mp_live_inherit(mp_self_t *self, uint32_t child)
{
    mp_mem_t *mem = self->mem;
    uint32_t ref = mp_arena_first_shared(mem);
    uint32_t left = mp_arena_objects(mem) + MP_SLOTS;
    while (ref && left--) {
        mp_object_t *object = mp_object(mem, ref);
        if (!object)
            return;
        if (object->kind == MP_PIPE) {
            mp_guard_take(object, self->who, -1);
            mp_inherit(mem, ref, self->who, child);
            mp_guard_commit(&self->arena);
            mp_guard_drop(object);
        }
        ref = object->next_shared;
    }
}

static void lose_child(mp_world_t *world, mp_arena_t *arena, mp_object_t *object, uint32_t ref, uint32_t who)
{
    (void)world;
    if (object->kind == MP_PIPE)
        mp_bury(&arena->mem, ref, who);
}

void mp_live_unstart(mp_self_t *self, const mp_op_t *op)
{
    mp_object_t *object = mp_object(self->mem, op->object);
    mp_object_t *own = mp_object(self->mem, op->object2 ? op->object2 : self->slot->process);
    visit_all(self->world, &self->arena, (uint32_t)op->operand, false, lose_child);
    if (!object || !own || object->kind != MP_PROCESS || own->kind != MP_PROCESS)
        return;
    mp_process_state_t *child = (mp_process_state_t *)object;
    mp_process_state_t *parent = (mp_process_state_t *)own;
    mp_guard_take(own, self->who, -1);
    mp_touch(self->mem, parent + 0, sizeof *parent);
    if (parent->children == op->object) {
        parent->children = child->sibling;
        parent->births--;
    }
    child->life = MP_PROCESS_NEW;
    child->path = MP_PATH_NONE;
    child->sibling = 0;
    mp_guard_commit(&self->arena);
    mp_guard_drop(own);
}
