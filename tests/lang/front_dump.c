/*
 * Reads programs and says what the front of the language makes of them, for comparison with CPython's.
 *
 *     front_dump [--parse] FILE…    each file: "ok" and the tree, or "refused KIND LINE MESSAGE" for the
 * first finding
 *
 * --parse stops before names are resolved. The tree is written as nested lists, see tree_of() in
 * front_check.py.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/parser.h"

static void dump_expr(const expr_t *expr);
static void dump_body(const stmt_list_t *list);

static void dump_text(const char *bytes, size_t size)
{
    putchar('"');
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7F)
            printf("\\%02x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void dump_list(const char *head, const expr_list_t *list)
{
    printf("(%s", head);
    for (size_t i = 0; i < list->count; i++)
        dump_expr(list->items[i]);
    printf(")");
}

static void dump_parameters(const ast_parameters_t *parameters)
{
    printf("(parameters %zu %zu", parameters->positional, parameters->positional_only);
    for (size_t i = 0; i < parameters->count; i++) {
        printf("(%s", parameters->items[i].name);
        if (parameters->items[i].fallback)
            dump_expr(parameters->items[i].fallback);
        printf(")");
    }
    printf(" %s %s)", parameters->rest ? parameters->rest : "-",
           parameters->keywords ? parameters->keywords : "-");
}

static void dump_keywords(const ast_keyword_t *keywords, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf("(keyword %s", keywords[i].name ? keywords[i].name : "**");
        dump_expr(keywords[i].value);
        printf(")");
    }
}

static const char *const binary_names[] = {"+",  "-",  "*", "/", "//", "%", "**",
                                           "<<", ">>", "&", "|", "^",  "@"};
static const char *const unary_names[] = {"not", "-", "+", "~"};
static const char *const compare_names[] = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"};
static const char *const context_names[] = {"", "=", "del"};

static void dump_comprehension(const char *head, const expr_t *expr)
{
    printf("(%s", head);
    dump_expr(expr->comprehension.element);
    if (expr->comprehension.value)
        dump_expr(expr->comprehension.value);
    for (size_t i = 0; i < expr->comprehension.count; i++) {
        printf("(for");
        dump_expr(expr->comprehension.clauses[i].target);
        dump_expr(expr->comprehension.clauses[i].iterable);
        dump_list("if", &expr->comprehension.clauses[i].conditions);
        printf(")");
    }
    printf(")");
}

static void dump_optional(const expr_t *expr)
{
    if (expr)
        dump_expr(expr);
    else
        printf("(-)");
}

static void dump_fstring(const expr_t *expr)
{
    printf("(fstring");
    for (size_t i = 0; i < expr->fstring.count; i++) {
        const ast_fstring_part_t *part = &expr->fstring.parts[i];
        if (!part->value) {
            dump_text(part->text.bytes, part->text.size);
            continue;
        }
        printf("(field %c", part->conversion ? part->conversion : '-');
        dump_expr(part->value);
        dump_optional(part->spec);
        printf(")");
    }
    printf(")");
}

static void dump_dict(const expr_t *expr)
{
    printf("(dict");
    for (size_t i = 0; i < expr->dict.values.count; i++) {
        dump_optional(expr->dict.keys.items[i]);
        dump_expr(expr->dict.values.items[i]);
    }
    printf(")");
}

static void dump_compare(const expr_t *expr)
{
    printf("(compare");
    dump_expr(expr->compare.first);
    for (size_t i = 0; i < expr->compare.items.count; i++) {
        printf("(%s", compare_names[expr->compare.operators[i]]);
        dump_expr(expr->compare.items.items[i]);
        printf(")");
    }
    printf(")");
}

static void dump_number(const expr_t *expr)
{
    uint64_t bits;
    memcpy(&bits, &expr->number, sizeof bits);
    if (expr->kind == EXPR_FLOAT)
        printf("(float %016" PRIx64 ")", bits);
    else if (expr->integer.fits)
        printf("(int %" PRId64 ")", expr->integer.value);
    else
        printf("(int %s)", expr->integer.text.bytes);
}

static void dump_pair(const char *head, const expr_t *first, const expr_t *second)
{
    printf("(%s", head);
    dump_optional(first);
    dump_optional(second);
    printf(")");
}

static void dump_content(const expr_t *expr)
{
    switch (expr->kind) {
    case EXPR_NONE:
        printf("None");
        break;
    case EXPR_TRUE:
        printf("True");
        break;
    case EXPR_FALSE:
        printf("False");
        break;
    case EXPR_ELLIPSIS:
        printf("...");
        break;
    case EXPR_INT:
    case EXPR_FLOAT:
        dump_number(expr);
        break;
    case EXPR_STRING:
        dump_text(expr->text.bytes, expr->text.size);
        break;
    case EXPR_BYTES:
        printf("b");
        dump_text(expr->text.bytes, expr->text.size);
        break;
    case EXPR_FSTRING:
        dump_fstring(expr);
        break;
    case EXPR_NAME:
        printf("%s%s", context_names[expr->name.context], expr->name.name);
        break;
    case EXPR_ATTRIBUTE:
        printf("(%s.%s", context_names[expr->attribute.context], expr->attribute.name);
        dump_expr(expr->attribute.value);
        printf(")");
        break;
    case EXPR_SUBSCRIPT:
        printf("(%s[]", context_names[expr->subscript.context]);
        dump_expr(expr->subscript.value);
        dump_expr(expr->subscript.index);
        printf(")");
        break;
    case EXPR_SLICE:
        printf("(slice");
        dump_optional(expr->slice.lower);
        dump_optional(expr->slice.upper);
        dump_optional(expr->slice.step);
        printf(")");
        break;
    case EXPR_STARRED:
        dump_pair("star", expr->starred.value, NULL);
        break;
    case EXPR_LIST:
        dump_list("list", &expr->sequence.items);
        break;
    case EXPR_TUPLE:
        dump_list("tuple", &expr->sequence.items);
        break;
    case EXPR_SET:
        dump_list("set", &expr->sequence.items);
        break;
    case EXPR_DICT:
        dump_dict(expr);
        break;
    case EXPR_UNARY:
        dump_pair(unary_names[expr->unary.operator], expr->unary.operand, NULL);
        break;
    case EXPR_BINARY:
        dump_pair(binary_names[expr->binary.operator], expr->binary.left, expr->binary.right);
        break;
    case EXPR_BOOLEAN:
        dump_list(expr->boolean.is_or ? "or" : "and", &expr->boolean.items);
        break;
    case EXPR_COMPARE:
        dump_compare(expr);
        break;
    case EXPR_CONDITIONAL:
        printf("(if");
        dump_expr(expr->conditional.test);
        dump_expr(expr->conditional.body);
        dump_expr(expr->conditional.otherwise);
        printf(")");
        break;
    case EXPR_CALL:
        printf("(call");
        dump_expr(expr->call.function);
        dump_list("arguments", &expr->call.arguments);
        dump_keywords(expr->call.keywords, expr->call.keyword_count);
        printf(")");
        break;
    case EXPR_LAMBDA:
        printf("(lambda");
        dump_parameters(&expr->lambda.parameters);
        dump_expr(expr->lambda.body);
        printf(")");
        break;
    case EXPR_LIST_COMPREHENSION:
        dump_comprehension("listcomp", expr);
        break;
    case EXPR_SET_COMPREHENSION:
        dump_comprehension("setcomp", expr);
        break;
    case EXPR_DICT_COMPREHENSION:
        dump_comprehension("dictcomp", expr);
        break;
    case EXPR_GENERATOR:
        dump_comprehension("genexpr", expr);
        break;
    case EXPR_WALRUS:
        dump_pair(":=", expr->walrus.target, expr->walrus.value);
        break;
    case EXPR_YIELD:
        dump_pair("yield", expr->yield.value, NULL);
        break;
    case EXPR_YIELD_FROM:
        dump_pair("yieldfrom", expr->yield.value, NULL);
        break;
    }
}

static void dump_expr(const expr_t *expr)
{
    printf(" ");
    dump_content(expr);
}

static void dump_try(const stmt_t *stmt)
{
    printf("(try");
    dump_body(&stmt->try.body);
    for (size_t i = 0; i < stmt->try.handler_count; i++) {
        const ast_handler_t *handler = &stmt->try.handlers[i];
        printf("(except %s", handler->name ? handler->name : "-");
        dump_optional(handler->type);
        dump_body(&handler->body);
        printf(")");
    }
    dump_body(&stmt->try.otherwise);
    dump_body(&stmt->try.finally);
    printf(")");
}

static void dump_import(const stmt_t *stmt)
{
    printf("(import %s", stmt->import.module ? stmt->import.module : "-");
    for (size_t i = 0; i < stmt->import.count; i++)
        printf("(%s %s)", stmt->import.aliases[i].name,
               stmt->import.aliases[i].as ? stmt->import.aliases[i].as : "-");
    printf(")");
}

static void dump_with(const stmt_t *stmt)
{
    printf("(with");
    for (size_t i = 0; i < stmt->with.count; i++)
        dump_pair("item", stmt->with.items[i].context, stmt->with.items[i].target);
    dump_body(&stmt->with.body);
    printf(")");
}

static void dump_stmt(const stmt_t *stmt)
{
    printf("\n%u:%u ", stmt->place.line, stmt->place.column);
    switch (stmt->kind) {
    case STMT_EXPRESSION:
        dump_expr(stmt->expression);
        break;
    case STMT_ASSIGN:
        dump_list("assign", &stmt->assign.targets);
        dump_expr(stmt->assign.value);
        break;
    case STMT_AUGMENTED:
        printf("%s", binary_names[stmt->augmented.operator]);
        dump_pair("augmented", stmt->augmented.target, stmt->augmented.value);
        break;
    case STMT_ANNOTATED:
        dump_pair("annotated", stmt->annotated.target, stmt->annotated.value);
        break;
    case STMT_IF:
    case STMT_WHILE:
        printf(stmt->kind == STMT_IF ? "(if" : "(while");
        dump_expr(stmt->branch.test);
        dump_body(&stmt->branch.body);
        dump_body(&stmt->branch.otherwise);
        printf(")");
        break;
    case STMT_FOR:
        printf("(for");
        dump_expr(stmt->loop.target);
        dump_expr(stmt->loop.iterable);
        dump_body(&stmt->loop.body);
        dump_body(&stmt->loop.otherwise);
        printf(")");
        break;
    case STMT_BREAK:
        printf("break");
        break;
    case STMT_CONTINUE:
        printf("continue");
        break;
    case STMT_PASS:
        printf("pass");
        break;
    case STMT_FUNCTION:
        printf("(def %s", stmt->function.name);
        dump_list("decorators", &stmt->function.decorators);
        dump_parameters(&stmt->function.parameters);
        dump_body(&stmt->function.body);
        printf(")");
        break;
    case STMT_RETURN:
        dump_pair("return", stmt->returned.value, NULL);
        break;
    case STMT_CLASS:
        printf("(class %s", stmt->klass.name);
        dump_list("decorators", &stmt->klass.decorators);
        dump_list("bases", &stmt->klass.bases);
        dump_keywords(stmt->klass.keywords, stmt->klass.keyword_count);
        dump_body(&stmt->klass.body);
        printf(")");
        break;
    case STMT_TRY:
        dump_try(stmt);
        break;
    case STMT_RAISE:
        dump_pair("raise", stmt->raise.value, stmt->raise.cause);
        break;
    case STMT_WITH:
        dump_with(stmt);
        break;
    case STMT_ASSERT:
        dump_pair("assert", stmt->assertion.test, stmt->assertion.message);
        break;
    case STMT_DELETE:
        dump_list("del", &stmt->deleted.targets);
        break;
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        printf(stmt->kind == STMT_GLOBAL ? "(global" : "(nonlocal");
        for (size_t i = 0; i < stmt->names.count; i++)
            printf(" %s", stmt->names.names[i]);
        printf(")");
        break;
    case STMT_IMPORT:
    case STMT_FROM_IMPORT:
        dump_import(stmt);
        break;
    }
}

static void dump_body(const stmt_list_t *list)
{
    printf("{");
    for (size_t i = 0; i < list->count; i++)
        dump_stmt(list->items[i]);
    printf("}");
}

static char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *bytes = malloc(16 << 20);
    *size = bytes ? fread(bytes, 1, 16 << 20, file) : 0;
    fclose(file);
    return bytes;
}

static void read_program(const char *path, bool is_parse_only)
{
    size_t size = 0;
    char *bytes = read_all(path, &size);
    if (!bytes) {
        printf("missing\n");
        return;
    }
    diagnostics_t found;
    diagnostics_init(&found, path);
    ast_t *ast;
    if (is_parse_only) {
        source_t *source = source_load(path, bytes, size, &found);
        ast = source ? parse(source, &found) : NULL;
        source_free(source);
    } else {
        ast = front_read(path, bytes, size, FRONT_PROGRAM, &found);
    }
    if (ast) {
        printf("ok ");
        dump_body(&ast->body);
        printf("\n");
    } else {
        const diagnostic_t *first = &found.items[0];
        printf("refused %s %u %s\n", diagnostic_kind_text(first->kind), first->place.line, first->message);
    }
    ast_free(ast);
    diagnostics_destroy(&found);
    free(bytes);
}

int main(int count, char **arguments)
{
    bool is_parse_only = count > 1 && strcmp(arguments[1], "--parse") == 0;
    for (int i = is_parse_only ? 2 : 1; i < count; i++) {
        read_program(arguments[i], is_parse_only);
        printf("%c", 0);
    }
    return 0;
}
