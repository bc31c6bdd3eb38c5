/*
 * Free runs: what each process did when.
 *
 * Two sources. Events say when an operation was done, and whether its process had to sleep for it; an event that only
 * says that its process ran is kept per slot and taken up once a pump. The kernel's schedstat says, at each sample of
 * /proc, for how long a process was on a core since the sample before, and for how long it waited in the queue for
 * one. In which order it did so within that time is not known: the stretches on a core are laid one behind the other
 * over the processes, so that no more of them ever run at once than their sum demands, and "together" is a lower
 * bound.
 */
#include <stdlib.h>
#include <string.h>

#include "lessons/run/session_inner.h"

static const uint64_t TOGETHER_EVERY_NS = 500000000; /* how often that sum is made anew while it runs */

/* ---- time ---- */

/* Nanoseconds of the run for a stamp: stamps tick evenly, so two known pairs give the scale. */
static uint64_t time_of(const session_t *session, uint64_t stamp)
{
    const session_clock_t *clock = &session->stamps;
    if (clock->last_stamp <= clock->first_stamp || stamp <= clock->first_stamp)
        return stamp <= clock->first_stamp ? 0 : clock->last_ns;
    double scale = (double)clock->last_ns / (double)(clock->last_stamp - clock->first_stamp);
    uint64_t ns = (uint64_t)((double)(stamp - clock->first_stamp) * scale);
    return ns < clock->last_ns ? ns : clock->last_ns;
}

static uint64_t now_ns(const session_t *session)
{
    return (uint64_t)(session_monotonic_ns() - session->free_since_ns);
}

void session_lanes_calibrate(session_t *session)
{
    session_clock_t *clock = &session->stamps;
    clock->last_stamp = mp_event_stamp();
    clock->last_ns = now_ns(session);
}

void session_lanes_begin(session_t *session)
{
    session->free_since_ns = session_monotonic_ns();
    session->stamps = (session_clock_t){.first_stamp = mp_event_stamp()};
    session->lane_count = 0;
    session->ran_top = 0;
    session->sampled_ns = session->together_ns = session->together_at_ns = 0;
}

/* ---- lanes ---- */

static session_lane_t *last_lane(session_t *session, uint32_t process)
{
    for (size_t i = session->lane_count; i-- > 0;)
        if (session->lanes[i].process == process)
            return &session->lanes[i];
    return NULL;
}

/* A long run keeps its newest stretches, and of each process the one that goes on. */
static void drop_oldest_half(session_t *session)
{
    size_t half = session->lane_count / 2, kept = 0;
    uint64_t from = session->lanes[half].from_ns;
    for (size_t i = 0; i < session->lane_count; i++) {
        session_lane_t lane = session->lanes[i];
        if (i < half && last_lane(session, lane.process) != &session->lanes[i])
            continue;
        lane.from_ns = lane.from_ns < from ? from : lane.from_ns;
        lane.to_ns = lane.to_ns < from ? from : lane.to_ns;
        session->lanes[kept++] = lane;
    }
    session->lane_count = kept;
}

static void add_lane(session_t *session, const session_lane_t *lane)
{
    if (session->lane_count == session->lane_room) {
        size_t room = session->lane_room ? session->lane_room * 2 : 64;
        session_lane_t *lanes =
            room <= SESSION_LANES_MAX ? realloc(session->lanes, room * sizeof *lanes) : NULL;
        if (lanes) {
            session->lanes = lanes;
            session->lane_room = room;
        } else {
            drop_oldest_half(session);
        }
    }
    if (session->lane_count < session->lane_room)
        session->lanes[session->lane_count++] = *lane;
}

/* What the process has done from its last known moment up to now. */
static void reach(session_t *session, uint32_t process, session_doing_t doing, uint64_t to_ns)
{
    session_lane_t *last = last_lane(session, process);
    if (!last) {
        add_lane(session, &(session_lane_t){process, doing, to_ns, to_ns});
    } else if (last->doing == doing) {
        last->to_ns = to_ns;
    } else if (last->doing == SESSION_ENDED) { /* news from before its end, read after the end was seen */
        if (to_ns > last->from_ns)
            *last = (session_lane_t){process, doing, last->from_ns, to_ns};
    } else {
        add_lane(session, &(session_lane_t){process, doing, last->to_ns, to_ns});
    }
}

/* Takes up that the process in this slot ran until its newest event. */
static void flush_slot(session_t *session, uint32_t who)
{
    session_ran_t *ran = &session->ran[who];
    session_person_t *person = ran->path == MP_PATH_NONE ? NULL : session_person(session, ran->path);
    if (person) {
        person->told_steps = ran->step;
        reach(session, (uint32_t)(person - session->lore.people), SESSION_RUNS, time_of(session, ran->stamp));
    }
    ran->path = MP_PATH_NONE;
}

void session_lanes_flush(session_t *session)
{
    for (uint32_t who = 0; who < session->ran_top; who++)
        flush_slot(session, who);
    session->ran_top = 0;
}

bool session_lanes_ran(session_t *session, const mp_event_t *event)
{
    if (session->mode != SESSION_FREE || event->calls != 0 || event->who >= MP_SLOTS)
        return false;
    for (; session->ran_top <= event->who; session->ran_top++)
        session->ran[session->ran_top].path = MP_PATH_NONE;
    session_ran_t *ran = &session->ran[event->who];
    if (ran->path != event->path) /* the slot's next occupant */
        flush_slot(session, event->who);
    *ran = (session_ran_t){event->path, event->stamp, event->step};
    return true;
}

void session_free_event(session_t *session, const mp_event_t *event)
{
    session_person_t *person = session_person(session, event->path);
    if (!person || (session->mode != SESSION_FREE && session->mode != SESSION_PAUSING))
        return;
    if (event->who < session->ran_top)
        flush_slot(session, event->who);
    session_hood_event(session, event);
    session_doing_t doing = SESSION_RUNS;
    if (event->kind == MP_EVENT_OP && (event->calls & (MP_CALL_FUTEX_WAIT | MP_CALL_SLEEP)) != 0)
        doing = event->op == MP_OP_SLEEP ? SESSION_SLEEPS : SESSION_WAITS;
    reach(session, (uint32_t)(person - session->lore.people), doing, time_of(session, event->stamp));
}

static session_doing_t present_doing(const session_person_t *person)
{
    bool blocked = person->view.stand == MP_STAND_BLOCKED;
    if (person->dead)
        return SESSION_ENDED; /* a zombie, until it is reaped */
    if (!blocked)
        return SESSION_RUNS;
    return person->view.pending.kind == MP_OP_SLEEP ? SESSION_SLEEPS : SESSION_WAITS;
}

/* Brings the lanes of all that are still there up to now. */
void session_lanes_reach_now(session_t *session)
{
    uint64_t now = now_ns(session);
    for (size_t i = 0; i < session->lore.people_count; i++)
        if (!session->lore.people[i].reaped)
            reach(session, (uint32_t)i, present_doing(&session->lore.people[i]), now);
}

/* ---- on a core, or waiting for one ---- */

/* Cuts the end of the lane, in which its process seemed to run from `from` to `to`, into what it ran and what it was
 * ready. `cursor` goes round: each process's time on a core begins where the one before left off. */
static void split(session_t *session, uint32_t process, uint64_t from, uint64_t to, uint64_t ran,
                  uint64_t *cursor)
{
    uint64_t length = to - from, begin = *cursor % length, end;
    *cursor += ran;
    last_lane(session, process)->to_ns = from;
    if (begin + ran <= length) {
        reach(session, process, SESSION_READY, from + begin);
        reach(session, process, SESSION_RUNS, from + begin + ran);
    } else {
        end = begin + ran - length;
        reach(session, process, SESSION_RUNS, from + end);
        reach(session, process, SESSION_READY, from + begin);
        reach(session, process, SESSION_RUNS, to);
    }
    reach(session, process, SESSION_READY, to);
}

void session_lanes_sampled(session_t *session)
{
    uint64_t cursor = 0, before = session->sampled_ns, now = now_ns(session);
    session->sampled_ns = now;
    for (size_t i = 0; i < session->lore.people_count && before > 0; i++) {
        const session_person_t *person = &session->lore.people[i];
        const session_lane_t *lane = last_lane(session, (uint32_t)i);
        if (person->dead || !person->sampled || person->looks < 2 || !lane || lane->doing != SESSION_RUNS)
            continue;
        uint64_t from = lane->from_ns > before ? lane->from_ns : before;
        uint64_t ran = person->sample.ran_ns - person->ran_ns;
        uint64_t waited = person->sample.waited_ns - person->waited_ns;
        reach(session, (uint32_t)i, SESSION_RUNS, now);
        if (from < now && waited > (now - from) / 10) /* less is not worth a stretch of its own */
            split(session, (uint32_t)i, from, now, ran < now - from ? ran : now - from, &cursor);
    }
}

/* ---- together ---- */

/* A moment at which a process begins or stops to run. */
typedef struct session_edge {
    uint64_t at;
    int change;
} session_edge_t;

static int by_time(const void *a, const void *b)
{
    const session_edge_t *left = a, *right = b;
    return left->at < right->at ? -1 : left->at > right->at;
}

static uint64_t sum_together(const session_t *session)
{
    size_t count = 0;
    int running = 0;
    uint64_t together = 0, since = 0;
    session_edge_t *edges = malloc((2 * session->lane_count + 1) * sizeof *edges);
    for (size_t i = 0; edges && i < session->lane_count; i++) {
        const session_lane_t *lane = &session->lanes[i];
        if (lane->doing != SESSION_RUNS || lane->to_ns <= lane->from_ns)
            continue;
        edges[count++] = (session_edge_t){lane->from_ns, 1};
        edges[count++] = (session_edge_t){lane->to_ns, -1};
    }
    if (edges)
        qsort(edges, count, sizeof *edges, by_time);
    for (size_t i = 0; i < count; i++) {
        if (running >= 2)
            together += edges[i].at - since;
        running += edges[i].change;
        since = edges[i].at;
    }
    free(edges);
    return together;
}

uint64_t session_together_ns(session_t *session)
{
    uint64_t now = session->mode == SESSION_FREE ? now_ns(session) : UINT64_MAX;
    bool due = session->mode == SESSION_FREE ? now >= session->together_at_ns + TOGETHER_EVERY_NS
                                             : session->together_at_ns != now;
    if (due) {
        session->together_ns = session->lane_count > 0 ? sum_together(session) : 0;
        session->together_at_ns = now;
    }
    return session->together_ns;
}
