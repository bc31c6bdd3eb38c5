#include "lessons/load/schema.h"

#include "lessons/load/lesson.h"

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define LIST     (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define WORD(type, member, flags, words)                                                                     \
    CYAML_FIELD_ENUM(#member, (flags) | CYAML_FLAG_STRICT, type, member, words,                              \
                     (uint32_t)(sizeof(words) / sizeof *(words)))
#define NEED(type, member)                                                                                   \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_DEFAULT, type, member, 1, CYAML_UNLIMITED)
#define TEXT(type, member) CYAML_FIELD_STRING_PTR(#member, OPTIONAL, type, member, 0, CYAML_UNLIMITED)
#define MANY(type, member, entry)                                                                            \
    CYAML_FIELD_SEQUENCE(#member, LIST, type, member, &(entry), 0, CYAML_UNLIMITED)
#define SOME(type, member, entry)                                                                            \
    CYAML_FIELD_SEQUENCE(#member, CYAML_FLAG_POINTER, type, member, &(entry), 1, CYAML_UNLIMITED)

/* ---- words ---- */

static const cyaml_strval_t chapters[] = {
    {"starting", CHAPTER_STARTING}, {"memory", CHAPTER_MEMORY}, {"races", CHAPTER_RACES},
    {"messages", CHAPTER_MESSAGES}, {"pools", CHAPTER_POOLS},   {"ideas", CHAPTER_IDEAS},
    {"classics", CHAPTER_CLASSICS},
};
static const cyaml_strval_t levels[] = {
    {"beginner", LEVEL_BEGINNER}, {"middle", LEVEL_MIDDLE}, {"advanced", LEVEL_ADVANCED}};
static const cyaml_strval_t begins[] = {{"start", BEGIN_START}, {"all-started", BEGIN_ALL_STARTED}};
static const cyaml_strval_t sees[] = {
    {"last-line", SEE_LAST_LINE},       {"lines", SEE_LINES},   {"lines-any-order", SEE_LINES_ANY_ORDER},
    {"each-process", SEE_EACH_PROCESS}, {"values", SEE_VALUES},
};
static const cyaml_strval_t sleeps[] = {{"any", SLEEPS_ANY}, {"exact", SLEEPS_EXACT}};
static const cyaml_strval_t hows[] = {
    {"done", HOW_DONE}, {"error", HOW_ERROR}, {"deadlock", HOW_DEADLOCK}, {"endless", HOW_ENDLESS}};
static const cyaml_strval_t searches[] = {{"all", SEARCH_ALL}, {"none", SEARCH_NONE}};
static const cyaml_strval_t questions[] = {
    {"choice", QUESTION_CHOICE}, {"value", QUESTION_VALUE}, {"who", QUESTION_WHO}, {"ends", QUESTION_ENDS}};
static const cyaml_strval_t demands[] = {
    {"ends", DEMAND_ENDS},     {"no-deadlock", DEMAND_NO_DEADLOCK}, {"no-error", DEMAND_NO_ERROR},
    {"stores", DEMAND_STORES}, {"overlap", DEMAND_OVERLAP},         {"together", DEMAND_TOGETHER},
};

/* ---- parts ---- */

static const cyaml_schema_value_t text_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, CYAML_UNLIMITED)};
/* an end may show nothing */
static const cyaml_schema_value_t show_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED)};
static const cyaml_schema_value_t number_entry = {CYAML_VALUE_INT(CYAML_FLAG_DEFAULT, int64_t)};

static const cyaml_schema_field_t setting_fields[] = {
    NEED(lesson_setting_t, name),
    CYAML_FIELD_INT("to", CYAML_FLAG_DEFAULT, lesson_setting_t, to),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t setting_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_setting_t, setting_fields)};

static const cyaml_schema_field_t knob_fields[] = {
    NEED(lesson_knob_t, name),
    TEXT(lesson_knob_t, says),
    CYAML_FIELD_INT("held", CYAML_FLAG_DEFAULT, lesson_knob_t, held),
    CYAML_FIELD_INT("free", OPTIONAL, lesson_knob_t, free),
    MANY(lesson_knob_t, offer, number_entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t knob_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_knob_t, knob_fields)};

static const cyaml_schema_field_t page_fields[] = {
    NEED(lesson_page_t, title),
    NEED(lesson_page_t, text),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t page_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_page_t, page_fields)};

/* ---- variants ---- */

static const cyaml_schema_field_t end_fields[] = {
    CYAML_FIELD_STRING_PTR("show", CYAML_FLAG_DEFAULT, lesson_end_t, show, 0, CYAML_UNLIMITED),
    WORD(lesson_end_t, how, OPTIONAL, hows),
    CYAML_FIELD_BOOL("good", CYAML_FLAG_DEFAULT, lesson_end_t, good),
    TEXT(lesson_end_t, says),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t end_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_end_t, end_fields)};

static const cyaml_schema_field_t ends_fields[] = {
    WORD(lesson_ends_t, see, 0, sees),
    WORD(lesson_ends_t, sleeps, OPTIONAL, sleeps),
    CYAML_FIELD_BOOL("complete", OPTIONAL, lesson_ends_t, complete),
    MANY(lesson_ends_t, list, end_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t free_fields[] = {
    CYAML_FIELD_UINT("runs", CYAML_FLAG_DEFAULT, lesson_free_runs_t, runs),
    CYAML_FIELD_UINT("bad_at_least", CYAML_FLAG_DEFAULT, lesson_free_runs_t, bad_at_least),
    CYAML_FIELD_UINT("bad_at_most", CYAML_FLAG_DEFAULT, lesson_free_runs_t, bad_at_most),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t search_fields[] = {
    WORD(lesson_search_terms_t, mode, OPTIONAL, searches),
    TEXT(lesson_search_terms_t, reason),
    CYAML_FIELD_UINT("bound", OPTIONAL, lesson_search_terms_t, bound),
    MANY(lesson_search_terms_t, set, setting_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t variant_fields[] = {
    NEED(lesson_variant_t, id),
    TEXT(lesson_variant_t, title),
    TEXT(lesson_variant_t, point),
    NEED(lesson_variant_t, program),
    CYAML_FIELD_MAPPING("ends", OPTIONAL, lesson_variant_t, ends, ends_fields),
    CYAML_FIELD_MAPPING("free", OPTIONAL, lesson_variant_t, free, free_fields),
    CYAML_FIELD_MAPPING("search", OPTIONAL, lesson_variant_t, search, search_fields),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t variant_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_variant_t, variant_fields)};

/* ---- questions, tour, challenges ---- */

static const cyaml_schema_field_t choice_fields[] = {
    NEED(lesson_choice_t, text),
    CYAML_FIELD_BOOL("right", CYAML_FLAG_DEFAULT, lesson_choice_t, right),
    NEED(lesson_choice_t, why),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t choice_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_choice_t, choice_fields)};

static const cyaml_schema_field_t question_fields[] = {
    NEED(lesson_question_t, id),
    WORD(lesson_question_t, kind, 0, questions),
    TEXT(lesson_question_t, variant),
    TEXT(lesson_question_t, at),
    NEED(lesson_question_t, ask),
    TEXT(lesson_question_t, why),
    MANY(lesson_question_t, choices, choice_entry),
    TEXT(lesson_question_t, of),
    TEXT(lesson_question_t, go),
    MANY(lesson_question_t, candidates, show_entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t question_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_question_t, question_fields)};

static const cyaml_schema_field_t stop_fields[] = {
    TEXT(lesson_stop_t, go), TEXT(lesson_stop_t, point), TEXT(lesson_stop_t, say), TEXT(lesson_stop_t, ask),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t stop_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_stop_t, stop_fields)};

static const cyaml_schema_field_t tour_fields[] = {
    TEXT(lesson_tour_t, variant),
    SOME(lesson_tour_t, stops, stop_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t challenge_fields[] = {
    NEED(lesson_challenge_t, id),
    TEXT(lesson_challenge_t, variant),
    CYAML_FIELD_STRING_PTR("goal", CYAML_FLAG_DEFAULT, lesson_challenge_t, goal, 0, CYAML_UNLIMITED),
    WORD(lesson_challenge_t, how, OPTIONAL, hows),
    NEED(lesson_challenge_t, task),
    MANY(lesson_challenge_t, hints, text_entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t challenge_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_challenge_t, challenge_fields)};

/* ---- exercise, teacher ---- */

static const cyaml_schema_field_t case_fields[] = {
    SOME(lesson_case_t, set, setting_entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t case_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_case_t, case_fields)};

static const cyaml_schema_field_t demand_fields[] = {
    NEED(lesson_demand_t, id),
    CYAML_FIELD_UINT("points", CYAML_FLAG_DEFAULT, lesson_demand_t, points),
    WORD(lesson_demand_t, kind, 0, demands),
    TEXT(lesson_demand_t, show),
    NEED(lesson_demand_t, text),
    MANY(lesson_demand_t, of, text_entry),
    TEXT(lesson_demand_t, each),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t demand_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_demand_t, demand_fields)};

static const cyaml_schema_field_t answer_fields[] = {
    NEED(lesson_answer_t, why),
    TEXT(lesson_answer_t, from),
    TEXT(lesson_answer_t, to),
    TEXT(lesson_answer_t, with),
    TEXT(lesson_answer_t, whole),
    MANY(lesson_answer_t, fails, text_entry),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t answer_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_answer_t, answer_fields)};

static const cyaml_schema_field_t exercise_fields[] = {
    NEED(lesson_exercise_t, title),
    NEED(lesson_exercise_t, file),
    CYAML_FIELD_UINT("minutes", OPTIONAL, lesson_exercise_t, minutes),
    NEED(lesson_exercise_t, task),
    NEED(lesson_exercise_t, starter),
    MANY(lesson_exercise_t, keep, text_entry),
    WORD(lesson_exercise_t, see, OPTIONAL, sees),
    WORD(lesson_exercise_t, sleeps, OPTIONAL, sleeps),
    MANY(lesson_exercise_t, cases, case_entry),
    CYAML_FIELD_UINT("bound", OPTIONAL, lesson_exercise_t, bound),
    SOME(lesson_exercise_t, demands, demand_entry),
    MANY(lesson_exercise_t, hints, text_entry),
    NEED(lesson_exercise_t, solution),
    MANY(lesson_exercise_t, also_right, answer_entry),
    MANY(lesson_exercise_t, must_fail, answer_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t note_fields[] = {
    CYAML_FIELD_UINT("minute", CYAML_FLAG_DEFAULT, lesson_note_t, minute),
    NEED(lesson_note_t, note),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t note_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, lesson_note_t, note_fields)};

/* ---- the whole ---- */

static const cyaml_schema_field_t lesson_fields[] = {
    CYAML_FIELD_UINT("format", OPTIONAL, lesson_t, format),
    NEED(lesson_t, id),
    TEXT(lesson_t, language),
    NEED(lesson_t, title),
    TEXT(lesson_t, name),
    WORD(lesson_t, chapter, 0, chapters),
    CYAML_FIELD_UINT("position", OPTIONAL, lesson_t, position),
    MANY(lesson_t, scenarios, text_entry),
    WORD(lesson_t, level, OPTIONAL, levels),
    CYAML_FIELD_UINT("minutes", OPTIONAL, lesson_t, minutes),
    MANY(lesson_t, after, text_entry),
    MANY(lesson_t, objectives, text_entry),
    MANY(lesson_t, knobs, knob_entry),
    MANY(lesson_t, watch, text_entry),
    WORD(lesson_t, begin, OPTIONAL, begins),
    SOME(lesson_t, pages, page_entry),
    SOME(lesson_t, variants, variant_entry),
    MANY(lesson_t, questions, question_entry),
    CYAML_FIELD_MAPPING_PTR("tour", OPTIONAL, lesson_t, tour, tour_fields),
    MANY(lesson_t, challenges, challenge_entry),
    CYAML_FIELD_MAPPING_PTR("exercise", OPTIONAL, lesson_t, exercise, exercise_fields),
    MANY(lesson_t, teacher, note_entry),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t lesson_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, lesson_t, lesson_fields),
};
