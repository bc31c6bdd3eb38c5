#include "app/tui/explore_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/load/place.h"

static uint32_t line_count(const char *text)
{
    uint32_t lines = 0;
    for (; *text; text++) {
        lines += *text == '\n' || text[1] == '\0';
    }
    return lines < EXPLORE_LINES ? lines : EXPLORE_LINES - 1;
}

void explore_mark_begin(app_t *app)
{
    explore_state_t *state = explore_state(app);
    if (!state->program) {
        return;
    }
    state->marking = true;
    uint32_t lines = line_count(state->program);
    const explore_outcome_t *outcome = explore_chosen(state);
    if (state->line == 0 || state->line > lines) {
        state->line = 1;
        for (size_t i = 0; outcome && i < outcome->step_count; i++) {
            if (!outcome->steps[i].quiet && outcome->steps[i].line > 0 && outcome->steps[i].line <= lines) {
                state->line = outcome->steps[i].line;
                break;
            }
        }
    }
    app_say(app, "Mark lines with space, then ⏎ searches them under one lock. The file stays as it is.");
}

static void search_marked(app_t *app)
{
    explore_state_t *state = explore_state(app);
    char words[96], why[160];
    char *text = explore_lock_text(state->program, state->marked, EXPLORE_LINES - 1, words, sizeof words, why,
                                   sizeof why);
    if (!text) {
        app_refuse(app, "%s", why);
        return;
    }
    state->marking = false;
    explore_begin_with(app, text, words);
    app_say(app, "With a lock around %s. Esc goes back to the program as it is.", words);
}

void explore_mark_command(app_t *app, command_id_t command)
{
    explore_state_t *state = explore_state(app);
    uint32_t lines = line_count(state->program);
    switch (command) {
    case COMMAND_UP:
        state->line -= state->line > 1;
        break;
    case COMMAND_DOWN:
        state->line += state->line < lines;
        break;
    case COMMAND_PAGE_UP:
        state->line = state->line > 10 ? state->line - 10 : 1;
        break;
    case COMMAND_PAGE_DOWN:
        state->line = state->line + 10 < lines ? state->line + 10 : lines;
        break;
    case COMMAND_GO_ON:
        state->marked[state->line] = !state->marked[state->line];
        state->line += state->line < lines;
        break;
    case COMMAND_OPEN:
    case COMMAND_LOCK_LINES:
        search_marked(app);
        break;
    default:
        state->marking = false;
        app->sentence[0] = '\0';
        break;
    }
}

void explore_draw_marking(const explore_state_t *state, area_t area)
{
    uint32_t lines = line_count(state->program), rows = (uint32_t)(area.lines > 0 ? area.lines : 1), top = 1;
    if (lines > rows && state->line > rows / 2) {
        top = state->line - rows / 2;
        top = top + rows > lines + 1 ? lines + 1 - rows : top;
    }
    for (uint32_t number = top; number <= lines && number < top + rows; number++) {
        const char *start;
        size_t size = place_text_of_line(state->program, number, &start);
        int line = (int)(number - top);
        paint_text(area, line, 1, ROLE_HERE, number == state->line ? "▶" : " ");
        paint_text(area, line, 3, ROLE_CHANGED, state->marked[number] ? "lock" : "");
        paint_format(area, line, 8, ROLE_DIM, "%3u", number);
        paint_bytes(area, line, 13, state->marked[number] ? ROLE_HERE : ROLE_CODE, start ? start : "", size);
    }
}

/* "6 orders, all end at balance 100" */
void explore_note_what_if(explore_state_t *state)
{
    const explore_report_t *report = state->report;
    char label[60];
    if (state->what_if_count == EXPLORE_WHAT_IFS) {
        memmove(state->what_ifs, state->what_ifs + 1, (EXPLORE_WHAT_IFS - 1) * sizeof *state->what_ifs);
        state->what_if_count--;
    }
    explore_what_if_t *note = &state->what_ifs[state->what_if_count++];
    snprintf(note->words, sizeof note->words, "%.90s", state->lock_words);
    const char *orders = report->all_orders ? report->all_orders : "uncounted";
    if (report->outcome_count == 1) {
        explore_label(&report->outcomes[0], label, sizeof label);
        snprintf(note->result, sizeof note->result, "%.40s orders, all end: %s", orders, label);
    } else {
        size_t wrong = 0;
        for (size_t i = 0; i < report->outcome_count; i++) {
            wrong += report->outcomes[i].wrong;
        }
        snprintf(note->result, sizeof note->result, "%.40s orders, %zu ends, %zu of them wrong", orders,
                 report->outcome_count, wrong);
    }
}
