/* Who waits for whom: each edge as a picture and as a sentence, a circle marked as what it is. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

static int add_text(area_t area, int line, int scroll, int indent, role_t role, const char *text)
{
    return paint_wrapped(area, line - scroll, indent, role, text) + scroll;
}

/* "P1 ──▸ lock ──▸ P2": waits for the thing, which the other holds. */
static void edge_text(const session_view_t *view, const session_wait_t *wait, char *text, size_t size)
{
    const char *who = run_path(view, (int)wait->process);
    const char *holder = wait->holder >= 0 ? run_path(view, wait->holder) : "nobody";
    if (wait->object >= 0) {
        snprintf(text, size, "%s ──▸ %.40s ──▸ %s", who, view->shared[wait->object].name, holder);
    } else {
        snprintf(text, size, "%s ──▸ the end of %s", who, holder);
    }
}

int run_waits_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    char text[APP_SENTENCE];
    int line = 0;
    if (view->verdict != SESSION_NO_DEADLOCK) {
        snprintf(text, sizeof text, "%s%s%.300s",
                 view->verdict == SESSION_DEADLOCK ? "deadlock" : "a circle, which somebody may still break",
                 view->verdict_text[0] ? ": " : "", view->verdict_text);
        line = add_text(area, line, scroll, 1, ROLE_BAD, text);
    }
    /* The circle first: the others only wait for those in it. */
    for (size_t i = 0; i < 2 * view->wait_count; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): nobody waits, no turn of this loop */
        const session_wait_t *wait = &view->waits[i % view->wait_count];
        if (wait->in_cycle != (i < view->wait_count)) {
            continue;
        }
        edge_text(view, wait, text, sizeof text);
        line = add_text(area, line, scroll, 2, wait->in_cycle ? ROLE_BAD : ROLE_HERE, text);
        line = add_text(area, line, scroll, 4, ROLE_DIM, wait->sentence);
    }
    if (view->wait_count == 0) {
        line = add_text(area, line, scroll, 2, ROLE_DIM, "Nobody waits for anybody.");
    }
    return line;
}
