#include "app/tui/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/question_inner.h"
#include "app/tui/question_value.h"
#include "app/tui/run_tour.h"

/* ---- which one ---- */

static bool has(char *const *list, uint32_t count, const char *id)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_answered(const app_t *app, uint32_t number)
{
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, app->lesson->id) : NULL;
    const char *id = app->lesson->questions[number].id;
    return known &&
           (has(known->answered, known->answered_count, id) || has(known->missed, known->missed_count, id));
}

uint32_t question_waiting(const app_t *app)
{
    uint32_t number = 0;
    while (number < app->lesson->questions_count && is_answered(app, number)) {
        number++;
    }
    return number;
}

/* The one that `a` opens: the first that waits behind the one that was put off last, round the end; if none
 * waits, the first of all. */
static uint32_t next_to_open(const app_t *app)
{
    uint32_t count = app->lesson->questions_count, from = app->put_off < count ? app->put_off : 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_answered(app, (from + i) % count)) {
            return (from + i) % count;
        }
    }
    return from;
}

static bool open_number(app_t *app, uint32_t number)
{
    const lesson_question_t *asked = &app->lesson->questions[number];
    const lesson_variant_t *variant = lesson_variant(app->lesson, asked->variant);
    question_close(app);
    question_t *question = variant ? calloc(1, sizeof *question) : NULL;
    if (!question) {
        app_refuse(app, "There is not enough memory for a question.");
        return false;
    }
    question->asked = asked;
    question->variant = variant;
    question->number = number;
    app->question = question;
    app->covered = app->projector;
    question_work_out(app, question);
    app->dirty = true;
    return true;
}

bool question_open(app_t *app, const char *id)
{
    for (uint32_t i = 0; i < app->lesson->questions_count; i++) {
        if (strcmp(app->lesson->questions[i].id, id) == 0) {
            return open_number(app, i);
        }
    }
    app_refuse(app, "This lesson has no question %.40s.", id);
    return false;
}

bool question_open_next(app_t *app)
{
    if (app->lesson->questions_count == 0) {
        app_refuse(app, "This lesson asks no questions.");
        return false;
    }
    const lesson_question_t *at_stop = app->view == VIEW_RUN ? run_tour_question(app) : NULL;
    if (at_stop) {
        return open_number(app, (uint32_t)(at_stop - app->lesson->questions));
    }
    return open_number(app, next_to_open(app));
}

bool question_is_open(const app_t *app)
{
    return app->question != NULL;
}

void question_close(app_t *app)
{
    if (app->question) {
        explore_task_free(app->question->task);
        free(app->question);
        app->question = NULL;
        app->dirty = true;
    }
}

/* ---- keys ---- */

static bool picks_one(const question_t *question)
{
    unsigned right = question->right_picks;
    return question->asked->kind == QUESTION_CHOICE && (right & (right - 1)) == 0;
}

static void pick(question_t *question, uint32_t number)
{
    if (question->answered || number >= question_pick_count(question)) {
        return;
    }
    unsigned bit = 1U << number;
    question->picked = picks_one(question) ? bit : question->picked ^ bit;
}

static void type(question_t *question, char sign)
{
    size_t size = strlen(question->typed);
    if (size + 1 < QUESTION_TYPED) {
        question->typed[size] = sign;
        question->typed[size + 1] = '\0';
    }
}

bool question_takes_sign(app_t *app, const terminal_key_t *key)
{
    question_t *question = app->question;
    bool typing = question && !dialog_is_open(app) && question->asked->kind == QUESTION_VALUE &&
                  question->known && !question->answered && !key->special && !key->is_mouse &&
                  !key->is_resize;
    if (!typing || (app->projector && key->code == '.') ||
        !question_value_takes(question->answer, key->code)) {
        return false;
    }
    type(question, (char)key->code);
    app->dirty = true;
    return true;
}

/* A process by its key. */
static void pick_process(question_t *question, char key)
{
    for (uint32_t i = 0; i < question->process_count; i++) {
        if (question_key_of_process(question, i) == key) {
            pick(question, i);
        }
    }
}

/* Digits are a process (0 main), or a candidate (from 1). */
static void take_digit(question_t *question, int digit)
{
    if (question->asked->kind == QUESTION_WHO) {
        pick_process(question, (char)('0' + digit));
    } else if (digit > 0) {
        pick(question, (uint32_t)digit - 1);
    }
}

static void take_letter(question_t *question, int number)
{
    if (question->asked->kind == QUESTION_WHO) {
        pick_process(question, (char)('a' + number));
    } else {
        pick(question, (uint32_t)number);
    }
}

static unsigned count_bits(unsigned bits)
{
    unsigned count = 0;
    for (; bits; bits &= bits - 1) {
        count++;
    }
    return count;
}

static void give_hint(question_t *question)
{
    if (question->answered) {
        return;
    }
    if (!question->known) {
        snprintf(question->hint, sizeof question->hint, "The machine is still working it out.");
        question->wanted = COMMAND_HINT;
    } else if (question->asked->kind == QUESTION_VALUE) {
        question_value_hint(question->answer, question->hint, sizeof question->hint);
    } else if (question->asked->kind == QUESTION_CHOICE) {
        for (uint32_t i = 0; i < question_pick_count(question); i++) {
            unsigned bit = 1U << i;
            if (!(question->right_picks & bit) && !(question->struck & bit)) {
                question->struck |= bit;
                question->picked &= ~bit;
                break;
            }
        }
        snprintf(question->hint, sizeof question->hint, "One that is wrong is struck out.");
    } else {
        snprintf(question->hint, sizeof question->hint, "There %s %u of them.",
                 count_bits(question->right_picks) == 1 ? "is" : "are", count_bits(question->right_picks));
    }
}

static void answer(app_t *app, question_t *question)
{
    bool empty = question->asked->kind == QUESTION_VALUE
                     ? !question->typed[0]
                     : !question->picked && question->asked->kind != QUESTION_WHO;
    if (question->trouble[0]) {
        app_refuse(app, "This question has no answer here: %s.", question->trouble);
    } else if (empty && !app->projector) {
        snprintf(question->hint, sizeof question->hint, "Predict first: a guess is better than nothing.");
    } else if (!question->known) {
        snprintf(question->hint, sizeof question->hint, "The machine is still working it out.");
        question->wanted = COMMAND_OPEN;
    } else {
        question->answered = true;
        question->right = question_judge(question);
        question->hint[0] = '\0';
        if (app_counts(app)) {
            progress_mark_answer(app->progress, app->lesson->id, question->asked->id, question->right);
        }
    }
}

bool question_pump(app_t *app)
{
    question_t *question = app->question;
    if (!question_carry_on(question)) {
        return false;
    }
    command_id_t wanted = question->wanted;
    question->wanted = COMMAND_NONE;
    question->hint[0] = '\0';
    if (wanted == COMMAND_HINT) {
        give_hint(question);
    } else if (wanted == COMMAND_OPEN) {
        answer(app, question);
    }
    return true;
}

static void leave(app_t *app, bool answered)
{
    app->put_off = app->question->number + 1;
    question_close(app);
    uint32_t waiting = question_waiting(app);
    if (app->projector) {
        app->sentence[0] = '\0';
    } else if (!answered) {
        app_say(app, "Put off; a goes on to the next question.");
    } else if (waiting < app->lesson->questions_count) {
        app_say(app, "Question %u of %u waits: a answers it.", waiting + 1, app->lesson->questions_count);
    } else {
        app_say(app, "All questions of this lesson are answered. q and n: the next lesson.");
    }
}

void question_command(app_t *app, command_id_t command)
{
    question_t *question = app->question;
    if (command >= COMMAND_DIGIT_0 && command <= COMMAND_DIGIT_9) {
        take_digit(question, (int)(command - COMMAND_DIGIT_0));
    } else if (command >= COMMAND_CHOICE_A && command <= COMMAND_CHOICE_F) {
        take_letter(question, (int)(command - COMMAND_CHOICE_A));
    } else if (command == COMMAND_ERASE && question->typed[0] && !question->answered) {
        question->typed[strlen(question->typed) - 1] = '\0';
    } else if (command == COMMAND_HINT) {
        give_hint(question);
    } else if (command == COMMAND_COVER) {
        app->covered = !app->covered;
    } else if (command == COMMAND_ESCAPE || (command == COMMAND_OPEN && question->answered)) {
        leave(app, question->answered);
    } else if (command == COMMAND_OPEN) {
        answer(app, question);
    }
}

const command_id_t *question_footer(const app_t *app)
{
    static const command_id_t asking[] = {COMMAND_OPEN, COMMAND_HINT, COMMAND_ESCAPE, COMMAND_NONE};
    static const command_id_t covered[] = {COMMAND_COVER, COMMAND_OPEN, COMMAND_ESCAPE, COMMAND_NONE};
    static const command_id_t done[] = {COMMAND_OPEN, COMMAND_NONE};
    const question_t *question = app->question;
    return app->projector ? covered : question->answered ? done : asking;
}

const char *question_word(const app_t *app, command_id_t command)
{
    if (command == COMMAND_COVER) {
        return app->covered ? "uncover" : "cover";
    }
    return command != COMMAND_OPEN ? NULL : app->question->answered ? "go on" : "answer";
}
