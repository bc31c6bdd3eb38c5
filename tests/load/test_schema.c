#include "lessons/load/schema.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void compare(const cyaml_schema_value_t *schema, const json_t *json, const char *key);

static bool contains(const json_t *list, const char *word)
{
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        if (strcmp(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

static void compare_map(const cyaml_schema_value_t *schema, const json_t *json)
{
    const json_t *properties = json_object_get(json, "properties"),
                 *required = json_object_get(json, "required");
    size_t count = 0;
    for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key != NULL; field++, count++) {
        const json_t *property = json_object_get(properties, field->key);
        bool optional = (field->value.flags & CYAML_FLAG_OPTIONAL) != 0;
        if (property == NULL || contains(required, field->key) == optional)
            fail_msg("lesson.schema.json and the loader differ at `%s`", field->key);
        compare(&field->value, property, field->key);
    }
    assert_int_equal(json_object_size(properties), count);
    assert_true(json_is_false(json_object_get(json, "additionalProperties")));
}

static void compare_words(const cyaml_schema_value_t *schema, const json_t *json, const char *key)
{
    const json_t *words = json_object_get(json, "enum");
    if (json_array_size(words) != schema->enumeration.count)
        fail_msg("other words for `%s`", key);
    for (uint32_t i = 0; i < schema->enumeration.count; i++)
        assert_true(contains(words, schema->enumeration.strings[i].str));
}

static void compare(const cyaml_schema_value_t *schema, const json_t *json, const char *key)
{
    static const char *const types[] = {
        [CYAML_INT] = "integer",   [CYAML_UINT] = "integer",   [CYAML_BOOL] = "boolean",
        [CYAML_STRING] = "string", [CYAML_MAPPING] = "object", [CYAML_SEQUENCE] = "array",
    };
    if (schema->type == CYAML_ENUM) {
        compare_words(schema, json, key);
        return;
    }
    const char *type = json_string_value(json_object_get(json, "type"));
    if (type == NULL || strcmp(type, types[schema->type]) != 0)
        fail_msg("another type for `%s`", key);
    if (schema->type == CYAML_MAPPING)
        compare_map(schema, json);
    if (schema->type == CYAML_SEQUENCE)
        compare(schema->sequence.entry, json_object_get(json, "items"), key);
}

static void the_schema_for_editors_says_what_the_loader_takes(void **state)
{
    (void)state;
    json_error_t error;
    json_t *json = json_load_file(TEST_SOURCE_DIR "/assets/lesson.schema.json", 0, &error);
    assert_non_null(json);
    compare(&lesson_schema, json, "the lesson");
    json_decref(json);
}

static int arm(void **state)
{
    (void)state;
    alarm(60);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_schema_for_editors_says_what_the_loader_takes, arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
