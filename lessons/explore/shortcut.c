#include "lessons/explore/shortcut.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/explore/model_internal.h"

/* Where the number of a column stands: among the folded ones, or in the tuple of steady ones. */
enum {
    IN_TUPLE = 0x8000,
    NO_PLACE = IN_TUPLE - 1 /* there is no such column */
};

/* What is known of an image, by its number. */
typedef struct facts {
    uint16_t first, second; /* places of the columns that its operation looks at */
    uint16_t place;         /* its own */
    uint8_t known;
    bool stands;       /* its process has not ended */
    bool is_long;      /* its moves go through the model */
    bool blindly;      /* see image_t */
    bool may_be_quiet; /* if what it waits for has come */
    bool watches;      /* … which a short move of another may bring */
} facts_t;

/* What a process that stands at an image can do, given the states of its two objects. */
typedef struct way {
    uint32_t image, first, second; /* the numbers afterwards */
    uint16_t move;
} way_t;

typedef struct ways {
    way_t ways[2]; /* the step, the time-out */
    uint8_t count;
    bool is_long;
} ways_t;

/* What is known of a tuple of steady columns, by its number. */
typedef struct tuple_facts {
    bool known;
    bool is_long; /* a signal is on its way, or main watches: every move goes through the model */
    bool idle;    /* main has no move, and gets none by short moves */
    bool main_stands;
} tuple_facts_t;

struct shortcut {
    model_t *model;
    fold_t *fold;
    const uint64_t *factors;
    uint16_t places[STORE_MAX_COLUMNS]; /* of the first `placed` columns */
    uint16_t placed, next_folded, next_steady;
    facts_t *facts;
    uint32_t fact_room;
    tuple_facts_t *tuples;
    uint32_t tuple_room;
    ways_t *ways;
    uint32_t way_count, way_room;
    memo_t memo;       /* (image, state, state) → number of ways */
    memo_t replaced;   /* (tuple, place, number) → tuple */
    memo_t deliveries; /* (queue, state) → 1 nobody can deliver, 2 somebody */
};

/* One state while it is expanded. */
typedef struct expansion {
    shortcut_t *shortcut;
    const uint32_t *from, *steady;
    uint32_t to[STORE_MAX_COLUMNS + 1];
    size_t count, steady_count;
    uint64_t sum;
    bool unfolded; /* `vector` is set */
    model_vector_t vector;
    shortcut_found_fn *found;
    void *context;
    /* while ways are worked out */
    ways_t *ways;
    uint16_t columns[3];
} expansion_t;

shortcut_t *shortcut_new(model_t *model, fold_t *fold, const store_t *store)
{
    shortcut_t *shortcut = calloc(1, sizeof *shortcut);
    if (!shortcut) {
        return NULL;
    }
    *shortcut = (shortcut_t){.model = model, .fold = fold, .factors = store_factors(store), .next_folded = 1};
    if (!memo_init(&shortcut->memo) || !memo_init(&shortcut->replaced) || !memo_init(&shortcut->deliveries)) {
        shortcut_free(shortcut);
        return NULL;
    }
    return shortcut;
}

void shortcut_free(shortcut_t *shortcut)
{
    if (!shortcut) {
        return;
    }
    memo_destroy(&shortcut->memo);
    memo_destroy(&shortcut->replaced);
    memo_destroy(&shortcut->deliveries);
    free(shortcut->facts);
    free(shortcut->tuples);
    free(shortcut->ways);
    free(shortcut);
}

size_t shortcut_memory_bytes(const shortcut_t *shortcut)
{
    return shortcut->fact_room * sizeof *shortcut->facts + shortcut->tuple_room * sizeof *shortcut->tuples +
           shortcut->way_room * sizeof *shortcut->ways + memo_memory_bytes(&shortcut->memo) +
           memo_memory_bytes(&shortcut->replaced) + memo_memory_bytes(&shortcut->deliveries);
}

/* ---- places, images, tuples ---- */

static uint16_t place_of(shortcut_t *shortcut, uint16_t column)
{
    if (column == MODEL_NO_COLUMN) {
        return NO_PLACE;
    }
    while (shortcut->placed <= column) {
        bool steady = model_column_is_steady(shortcut->model, shortcut->placed);
        shortcut->places[shortcut->placed++] =
            (uint16_t)(steady ? IN_TUPLE | shortcut->next_steady++ : shortcut->next_folded++);
    }
    return shortcut->places[column];
}

/* Makes array[index] exist; what is new is zero. */
static bool reach(shortcut_t *shortcut, void *array, uint32_t *room, uint32_t index, size_t item_bytes)
{
    uint32_t before = *room;
    while (index >= *room) {
        uint32_t old = *room;
        if (!model_grow(shortcut->model, array, room, *room + 1, item_bytes)) {
            return false;
        }
        memset(*(unsigned char **)array + old * item_bytes, 0, (*room - old) * item_bytes);
    }
    return *room >= before;
}

static const facts_t *facts_of(shortcut_t *shortcut, uint32_t image)
{
    if (image < shortcut->fact_room && shortcut->facts[image].known) {
        return &shortcut->facts[image];
    }
    if (!reach(shortcut, &shortcut->facts, &shortcut->fact_room, image, sizeof *shortcut->facts)) {
        return NULL;
    }
    model_t *model = shortcut->model;
    const image_t *info = image_info(model, image);
    facts_t facts = {.known = true, .stands = !info->ended};
    facts.first = place_of(shortcut, info->first);
    facts.second = place_of(shortcut, info->second);
    facts.place = place_of(shortcut, model->processes[info->who].image);
    facts.blindly = info->writes_blindly;
    facts.is_long = info->reach != REACH_OBJECTS || facts.place & IN_TUPLE || info->may_be_quiet;
    /* Who joins waits for a process object, which short moves leave alone. */
    facts.may_be_quiet = info->may_be_quiet;
    facts.watches = facts.stands && info->may_be_quiet && info->op.kind != MP_OP_JOIN;
    shortcut->facts[image] = facts;
    return &shortcut->facts[image];
}

static const model_vector_t *unfolded(expansion_t *expansion)
{
    if (!expansion->unfolded) {
        unfold_vector(expansion->shortcut->fold, expansion->from, expansion->count, &expansion->vector);
        expansion->unfolded = true;
    }
    return &expansion->vector;
}

static const tuple_facts_t *tuple_of(expansion_t *expansion)
{
    shortcut_t *shortcut = expansion->shortcut;
    uint32_t number = expansion->from[0];
    if (number < shortcut->tuple_room && shortcut->tuples[number].known) {
        return &shortcut->tuples[number];
    }
    if (!reach(shortcut, &shortcut->tuples, &shortcut->tuple_room, number, sizeof *shortcut->tuples)) {
        return NULL;
    }
    model_t *model = shortcut->model;
    const model_vector_t *vector = unfolded(expansion);
    tuple_facts_t facts = {.known = true, .is_long = model->timing == EXPLORE_TIMING_IDEAL};
    uint32_t image = vector_get(vector, model->processes[0].image);
    const facts_t *main_facts = image ? facts_of(shortcut, image) : NULL;
    facts.is_long |= model_is_anyone_signalled(model, vector);
    facts.main_stands = main_facts && main_facts->stands;
    if (facts.main_stands) {
        facts.is_long |= main_facts->watches;
        facts.idle = image_info(model, image)->op.kind == MP_OP_JOIN && !model_can_move(model, vector, 0);
    } else {
        facts.idle = true;
    }
    shortcut->tuples[number] = facts;
    return model->failure ? NULL : &shortcut->tuples[number];
}

static uint32_t at_place(const expansion_t *expansion, uint16_t place)
{
    if (place & IN_TUPLE) {
        size_t index = place % IN_TUPLE;
        return index < expansion->steady_count ? expansion->steady[index] : 0;
    }
    return place < expansion->count ? expansion->from[place] : 0;
}

/* ---- the long way ---- */

static bool pass_on(void *context, uint16_t move, const model_vector_t *to)
{
    expansion_t *expansion = context;
    shortcut_t *shortcut = expansion->shortcut;
    uint32_t folded[STORE_MAX_COLUMNS + 1];
    size_t count = fold_vector(shortcut->fold, to, folded);
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += folded[i] * shortcut->factors[i];
    }
    return count > 0 && expansion->found(expansion->context, move, folded, count, store_hash_of(sum));
}

static bool go_long(expansion_t *expansion, uint32_t who)
{
    return model_expand_process(expansion->shortcut->model, unfolded(expansion), who, pass_on, expansion);
}

/* Can anyone deliver into a queue in this state? */
static bool can_anyone_deliver(expansion_t *expansion, uint16_t queue, uint32_t state)
{
    shortcut_t *shortcut = expansion->shortcut;
    memo_key_t key = {.a = queue, .b = state};
    uint32_t known = memo_get(&shortcut->deliveries, key);
    if (!known) {
        known = model_can_deliver(shortcut->model, unfolded(expansion), queue) ? 2 : 1;
        if (!memo_put(&shortcut->deliveries, key, known)) {
            model_fail(shortcut->model, "out of memory");
        }
    }
    return known == 2;
}

static bool has_deliveries(expansion_t *expansion)
{
    shortcut_t *shortcut = expansion->shortcut;
    const model_t *model = shortcut->model;
    for (uint16_t i = 0; i < model->queue_count; i++) {
        uint16_t column = model->queues[i];
        uint32_t state = at_place(expansion, place_of(shortcut, column));
        if (state && can_anyone_deliver(expansion, column, state)) {
            return true;
        }
    }
    return false;
}

/* ---- the short way ---- */

/* Whether a short move may change this column: one of the three of the process, and no process object, for
 * which others may wait quietly. */
static bool may_change(const expansion_t *expansion, size_t column)
{
    const model_t *model = expansion->shortcut->model;
    bool own =
        column == expansion->columns[0] || column == expansion->columns[1] || column == expansion->columns[2];
    bool is_process =
        model->columns[column].kind == COLUMN_IS_OBJECT && model->columns[column].create.kind == MP_PROCESS;
    return own && !is_process && vector_get(&expansion->vector, column) != 0;
}

static bool note_way(void *context, uint16_t move, const model_vector_t *to)
{
    expansion_t *expansion = context;
    ways_t *ways = expansion->ways;
    for (size_t i = 0; i < to->count; i++) {
        ways->is_long |= to->columns[i] != vector_get(&expansion->vector, i) && !may_change(expansion, i);
    }
    if (ways->count == sizeof ways->ways / sizeof *ways->ways) {
        ways->is_long = true;
        return true;
    }
    way_t *way = &ways->ways[ways->count++];
    *way = (way_t){.move = move};
    uint32_t *numbers[] = {&way->image, &way->first, &way->second};
    for (size_t i = 0; i < 3; i++) {
        *numbers[i] = vector_get(to, expansion->columns[i]);
        ways->is_long |= *numbers[i] == 0 && vector_get(&expansion->vector, expansion->columns[i]) != 0;
    }
    return true;
}

static uint32_t work_out(expansion_t *expansion, uint32_t who, memo_key_t key)
{
    shortcut_t *shortcut = expansion->shortcut;
    model_t *model = shortcut->model;
    ways_t ways = {0};
    expansion->ways = &ways;
    const image_t *info = image_info(model, key.a);
    expansion->columns[0] = model->processes[who].image;
    expansion->columns[1] = info->first;
    expansion->columns[2] = info->second;
    uint64_t before = model->asides;
    if (!model_expand_process(model, unfolded(expansion), who, note_way, expansion)) {
        model_fail(model, "out of memory");
        return 0;
    }
    ways.is_long |= model->asides != before;
    for (size_t i = 0; i < ways.count; i++) {
        const facts_t *next = facts_of(shortcut, ways.ways[i].image);
        if (!next) {
            return 0;
        }
        ways.is_long |= next->may_be_quiet;
    }
    if (!model_grow(model, &shortcut->ways, &shortcut->way_room, shortcut->way_count + 1,
                    sizeof *shortcut->ways)) {
        return 0;
    }
    shortcut->ways[shortcut->way_count] = ways;
    if (!memo_put(&shortcut->memo, key, ++shortcut->way_count)) {
        model_fail(model, "out of memory");
        return 0;
    }
    return shortcut->way_count;
}

/* The number of the tuple with one of its numbers replaced. 0 on failure. */
static uint32_t tuple_with(shortcut_t *shortcut, uint32_t tuple, uint16_t place, uint32_t number)
{
    memo_key_t key = {.a = tuple, .b = place, .c = number};
    uint32_t known = memo_get(&shortcut->replaced, key);
    if (known) {
        return known;
    }
    uint32_t numbers[STORE_MAX_COLUMNS];
    size_t size, index = place % IN_TUPLE;
    const uint8_t *before = intern_get(shortcut->fold->tuples, tuple, &size);
    memcpy(numbers, before, size);
    numbers[index] = number;
    known = intern_put(shortcut->fold->tuples, numbers, size, NULL);
    if (!known || !memo_put(&shortcut->replaced, key, known)) {
        model_fail(shortcut->model, "out of memory");
        return 0;
    }
    return known;
}

static bool replace(expansion_t *expansion, uint16_t place, uint32_t number, uint64_t *sum)
{
    if (place == NO_PLACE || at_place(expansion, place) == number) {
        return true;
    }
    shortcut_t *shortcut = expansion->shortcut;
    size_t at = place;
    if (place & IN_TUPLE) {
        at = 0;
        number = tuple_with(shortcut, expansion->to[0], place, number);
        if (!number) {
            return false;
        }
    }
    *sum += ((uint64_t)number - expansion->to[at]) * shortcut->factors[at];
    expansion->to[at] = number;
    return true;
}

static void put_back(expansion_t *expansion, uint16_t place)
{
    if (place != NO_PLACE) {
        size_t at = place & IN_TUPLE ? 0 : place;
        expansion->to[at] = expansion->from[at];
    }
}

static bool go_short(expansion_t *expansion, const facts_t *facts, const way_t *way)
{
    uint64_t sum = expansion->sum;
    bool ok =
        replace(expansion, facts->first, way->first, &sum) &&
        replace(expansion, facts->second, way->second, &sum) &&
        replace(expansion, facts->place, way->image, &sum) &&
        expansion->found(expansion->context, way->move, expansion->to, expansion->count, store_hash_of(sum));
    put_back(expansion, facts->first);
    put_back(expansion, facts->second);
    put_back(expansion, facts->place);
    return ok;
}

static bool expand_process(expansion_t *expansion, uint32_t who, uint32_t image, const facts_t *facts)
{
    shortcut_t *shortcut = expansion->shortcut;
    memo_key_t key = {.a = image,
                      .b = facts->blindly ? 0 : at_place(expansion, facts->first),
                      .c = at_place(expansion, facts->second)};
    uint32_t known = memo_get(&shortcut->memo, key);
    facts_t own = *facts; /* their table may move */
    if (!known && !(known = work_out(expansion, who, key))) {
        return false;
    }
    if (shortcut->ways[known - 1].is_long) {
        return go_long(expansion, who);
    }
    ways_t ways = shortcut->ways[known - 1];
    for (size_t i = 0; i < ways.count; i++) {
        if (!go_short(expansion, &own, &ways.ways[i])) {
            return false;
        }
    }
    return true;
}

/* ---- the whole ---- */

/* Whether every process may go the short way as far as the others are concerned; counts who is left. */
static bool look_over(expansion_t *expansion, const tuple_facts_t *tuple, uint32_t *left)
{
    shortcut_t *shortcut = expansion->shortcut;
    const model_t *model = shortcut->model;
    bool quiet = !tuple->is_long;
    *left = tuple->main_stands;
    for (uint32_t who = 1; who < model->process_count; who++) {
        uint32_t image = at_place(expansion, place_of(shortcut, model->processes[who].image));
        const facts_t *facts = image ? facts_of(shortcut, image) : NULL;
        if (facts) {
            *left += facts->stands;
            quiet = quiet && !facts->watches;
        }
    }
    return quiet && !model->failure;
}

static bool expand(expansion_t *expansion, bool *alone)
{
    shortcut_t *shortcut = expansion->shortcut;
    const model_t *model = shortcut->model;
    const tuple_facts_t *known = tuple_of(expansion);
    if (!known) {
        return false;
    }
    tuple_facts_t tuple = *known;
    uint32_t left;
    bool may_be_short = look_over(expansion, &tuple, &left);
    bool delivers = model->queue_count > 0 && has_deliveries(expansion);
    *alone = left <= 1;
    if (model->failure) {
        return false;
    }
    /* Processes that are born in a successor come behind: they have no move here. */
    for (uint32_t who = 0, count = model->process_count; who < count; who++) {
        if (who == 0 && tuple.idle && !delivers) {
            continue;
        }
        uint32_t image = who == 0 ? 0 : at_place(expansion, place_of(shortcut, model->processes[who].image));
        if (who > 0 && image == 0) {
            continue;
        }
        const facts_t *facts = who == 0 ? NULL : facts_of(shortcut, image);
        if (facts && !facts->stands) {
            continue;
        }
        bool is_short = facts && may_be_short && !facts->is_long && !delivers;
        if (!(is_short ? expand_process(expansion, who, image, facts) : go_long(expansion, who))) {
            return false;
        }
    }
    return true;
}

bool shortcut_expand(shortcut_t *shortcut, const uint32_t *numbers, size_t count, bool *alone,
                     shortcut_found_fn *found, void *context)
{
    expansion_t expansion;
    expansion.shortcut = shortcut;
    expansion.from = numbers;
    expansion.count = count;
    expansion.steady = fold_steady(shortcut->fold, numbers[0], &expansion.steady_count);
    expansion.unfolded = false;
    expansion.found = found;
    expansion.context = context;
    expansion.sum = 0;
    for (size_t i = 0; i < count; i++) {
        expansion.to[i] = numbers[i];
        expansion.sum += numbers[i] * shortcut->factors[i];
    }
    return expand(&expansion, alone);
}
