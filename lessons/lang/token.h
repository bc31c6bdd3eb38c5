/*
 * The kinds of tokens, in one list.
 */
#ifndef LESSONS_LANG_TOKEN_H
#define LESSONS_LANG_TOKEN_H

#include <stdint.h>

/* Words: identifier, spelling. `match`, `case` and `_` are names like any other here. */
#define TOKEN_KEYWORDS(X)                                                                                    \
    X(AND, "and")                                                                                            \
    X(AS, "as")                                                                                              \
    X(ASSERT, "assert")                                                                                      \
    X(ASYNC, "async")                                                                                        \
    X(AWAIT, "await")                                                                                        \
    X(BREAK, "break")                                                                                        \
    X(CLASS, "class")                                                                                        \
    X(CONTINUE, "continue")                                                                                  \
    X(DEF, "def")                                                                                            \
    X(DEL, "del")                                                                                            \
    X(ELIF, "elif")                                                                                          \
    X(ELSE, "else")                                                                                          \
    X(EXCEPT, "except")                                                                                      \
    X(FALSE, "False")                                                                                        \
    X(FINALLY, "finally")                                                                                    \
    X(FOR, "for")                                                                                            \
    X(FROM, "from")                                                                                          \
    X(GLOBAL, "global")                                                                                      \
    X(IF, "if")                                                                                              \
    X(IMPORT, "import")                                                                                      \
    X(IN, "in")                                                                                              \
    X(IS, "is")                                                                                              \
    X(LAMBDA, "lambda")                                                                                      \
    X(NONE, "None")                                                                                          \
    X(NONLOCAL, "nonlocal")                                                                                  \
    X(NOT, "not")                                                                                            \
    X(OR, "or")                                                                                              \
    X(PASS, "pass")                                                                                          \
    X(RAISE, "raise")                                                                                        \
    X(RETURN, "return")                                                                                      \
    X(TRUE, "True")                                                                                          \
    X(TRY, "try")                                                                                            \
    X(WHILE, "while")                                                                                        \
    X(WITH, "with")                                                                                          \
    X(YIELD, "yield")

/* Operators and delimiters. A longer spelling stands before its beginnings: the lexer takes the first that
 * fits. */
#define TOKEN_OPERATORS(X)                                                                                   \
    X(POWER_ASSIGN, "**=")                                                                                   \
    X(FLOOR_ASSIGN, "//=")                                                                                   \
    X(LEFT_SHIFT_ASSIGN, "<<=")                                                                              \
    X(RIGHT_SHIFT_ASSIGN, ">>=")                                                                             \
    X(ELLIPSIS, "...")                                                                                       \
    X(ADD_ASSIGN, "+=")                                                                                      \
    X(SUBTRACT_ASSIGN, "-=")                                                                                 \
    X(MULTIPLY_ASSIGN, "*=")                                                                                 \
    X(DIVIDE_ASSIGN, "/=")                                                                                   \
    X(MODULO_ASSIGN, "%=")                                                                                   \
    X(AND_ASSIGN, "&=")                                                                                      \
    X(OR_ASSIGN, "|=")                                                                                       \
    X(XOR_ASSIGN, "^=")                                                                                      \
    X(MATRIX_ASSIGN, "@=")                                                                                   \
    X(POWER, "**")                                                                                           \
    X(FLOOR, "//")                                                                                           \
    X(LEFT_SHIFT, "<<")                                                                                      \
    X(RIGHT_SHIFT, ">>")                                                                                     \
    X(LESS_EQUAL, "<=")                                                                                      \
    X(GREATER_EQUAL, ">=")                                                                                   \
    X(EQUAL, "==")                                                                                           \
    X(NOT_EQUAL, "!=")                                                                                       \
    X(LESS_GREATER, "<>")                                                                                    \
    X(ARROW, "->")                                                                                           \
    X(WALRUS, ":=")                                                                                          \
    X(OPEN_ROUND, "(")                                                                                       \
    X(CLOSE_ROUND, ")")                                                                                      \
    X(OPEN_SQUARE, "[")                                                                                      \
    X(CLOSE_SQUARE, "]")                                                                                     \
    X(OPEN_CURLY, "{")                                                                                       \
    X(CLOSE_CURLY, "}")                                                                                      \
    X(ADD, "+")                                                                                              \
    X(SUBTRACT, "-")                                                                                         \
    X(MULTIPLY, "*")                                                                                         \
    X(DIVIDE, "/")                                                                                           \
    X(MODULO, "%")                                                                                           \
    X(MATRIX, "@")                                                                                           \
    X(AMPERSAND, "&")                                                                                        \
    X(BAR, "|")                                                                                              \
    X(CARET, "^")                                                                                            \
    X(TILDE, "~")                                                                                            \
    X(LESS, "<")                                                                                             \
    X(GREATER, ">")                                                                                          \
    X(ASSIGN, "=")                                                                                           \
    X(COMMA, ",")                                                                                            \
    X(COLON, ":")                                                                                            \
    X(SEMICOLON, ";")                                                                                        \
    X(DOT, ".")

typedef enum token_kind {
    TOKEN_END,
    TOKEN_NEWLINE,
    TOKEN_INDENT,
    TOKEN_DEDENT,
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_STRING,  /* whole literal with prefix and quotes */
    TOKEN_STRANGE, /* a character that starts nothing: $ ? ! ` */
    TOKEN_ERROR,   /* the lexer has reported something here */
#define X(identifier, spelling) TOKEN_##identifier,
    TOKEN_KEYWORDS(X) TOKEN_OPERATORS(X)
#undef X
        TOKEN_KIND_COUNT
} token_kind_t;

typedef struct token {
    uint8_t kind;
    uint8_t level;       /* brackets that are open behind it */
    uint32_t start, end; /* offsets in the source */
    uint32_t line, column, end_line, end_column;
} token_t;

#endif
