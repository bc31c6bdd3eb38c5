/*
 * The exception classes of the builtins, and what the machine does with exceptions.
 *
 * A raised exception stands in vm->state.exception until a frame takes it. Tracebacks grow outwards while
 * frames are left: a chain of (code, pc), innermost last.
 */
#ifndef LESSONS_VM_EXCEPTIONS_H
#define LESSONS_VM_EXCEPTIONS_H

#include "lessons/vm/value.h"

struct vm;

/* X(id, name, base id): a base stands before its subclasses. */
#define EXCEPTIONS(X)                                                                                        \
    X(BASE_EXCEPTION, "BaseException", BASE_EXCEPTION)                                                       \
    X(EXCEPTION, "Exception", BASE_EXCEPTION)                                                                \
    X(SYSTEM_EXIT, "SystemExit", BASE_EXCEPTION)                                                             \
    X(KEYBOARD_INTERRUPT, "KeyboardInterrupt", BASE_EXCEPTION)                                               \
    X(GENERATOR_EXIT, "GeneratorExit", BASE_EXCEPTION)                                                       \
    X(STOP_ITERATION, "StopIteration", EXCEPTION)                                                            \
    X(ARITHMETIC_ERROR, "ArithmeticError", EXCEPTION)                                                        \
    X(OVERFLOW_ERROR, "OverflowError", ARITHMETIC_ERROR)                                                     \
    X(ZERO_DIVISION_ERROR, "ZeroDivisionError", ARITHMETIC_ERROR)                                            \
    X(FLOATING_POINT_ERROR, "FloatingPointError", ARITHMETIC_ERROR)                                          \
    X(ASSERTION_ERROR, "AssertionError", EXCEPTION)                                                          \
    X(ATTRIBUTE_ERROR, "AttributeError", EXCEPTION)                                                          \
    X(BUFFER_ERROR, "BufferError", EXCEPTION)                                                                \
    X(EOF_ERROR, "EOFError", EXCEPTION)                                                                      \
    X(IMPORT_ERROR, "ImportError", EXCEPTION)                                                                \
    X(MODULE_NOT_FOUND_ERROR, "ModuleNotFoundError", IMPORT_ERROR)                                           \
    X(LOOKUP_ERROR, "LookupError", EXCEPTION)                                                                \
    X(INDEX_ERROR, "IndexError", LOOKUP_ERROR)                                                               \
    X(KEY_ERROR, "KeyError", LOOKUP_ERROR)                                                                   \
    X(MEMORY_ERROR, "MemoryError", EXCEPTION)                                                                \
    X(NAME_ERROR, "NameError", EXCEPTION)                                                                    \
    X(UNBOUND_LOCAL_ERROR, "UnboundLocalError", NAME_ERROR)                                                  \
    X(OS_ERROR, "OSError", EXCEPTION)                                                                        \
    X(BLOCKING_IO_ERROR, "BlockingIOError", OS_ERROR)                                                        \
    X(CHILD_PROCESS_ERROR, "ChildProcessError", OS_ERROR)                                                    \
    X(CONNECTION_ERROR, "ConnectionError", OS_ERROR)                                                         \
    X(BROKEN_PIPE_ERROR, "BrokenPipeError", CONNECTION_ERROR)                                                \
    X(CONNECTION_ABORTED_ERROR, "ConnectionAbortedError", CONNECTION_ERROR)                                  \
    X(CONNECTION_REFUSED_ERROR, "ConnectionRefusedError", CONNECTION_ERROR)                                  \
    X(CONNECTION_RESET_ERROR, "ConnectionResetError", CONNECTION_ERROR)                                      \
    X(FILE_EXISTS_ERROR, "FileExistsError", OS_ERROR)                                                        \
    X(FILE_NOT_FOUND_ERROR, "FileNotFoundError", OS_ERROR)                                                   \
    X(INTERRUPTED_ERROR, "InterruptedError", OS_ERROR)                                                       \
    X(IS_A_DIRECTORY_ERROR, "IsADirectoryError", OS_ERROR)                                                   \
    X(NOT_A_DIRECTORY_ERROR, "NotADirectoryError", OS_ERROR)                                                 \
    X(PERMISSION_ERROR, "PermissionError", OS_ERROR)                                                         \
    X(PROCESS_LOOKUP_ERROR, "ProcessLookupError", OS_ERROR)                                                  \
    X(TIMEOUT_ERROR, "TimeoutError", OS_ERROR)                                                               \
    X(PICKLING_ERROR, "PicklingError", EXCEPTION)                                                            \
    X(REFERENCE_ERROR, "ReferenceError", EXCEPTION)                                                          \
    X(RUNTIME_ERROR, "RuntimeError", EXCEPTION)                                                              \
    X(NOT_IMPLEMENTED_ERROR, "NotImplementedError", RUNTIME_ERROR)                                           \
    X(RECURSION_ERROR, "RecursionError", RUNTIME_ERROR)                                                      \
    X(SYNTAX_ERROR, "SyntaxError", EXCEPTION)                                                                \
    X(SYSTEM_ERROR, "SystemError", EXCEPTION)                                                                \
    X(TYPE_ERROR, "TypeError", EXCEPTION)                                                                    \
    X(VALUE_ERROR, "ValueError", EXCEPTION)                                                                  \
    X(UNICODE_ERROR, "UnicodeError", VALUE_ERROR)                                                            \
    X(UNICODE_DECODE_ERROR, "UnicodeDecodeError", UNICODE_ERROR)                                             \
    X(UNICODE_ENCODE_ERROR, "UnicodeEncodeError", UNICODE_ERROR)                                             \
    X(WARNING, "Warning", EXCEPTION)                                                                         \
    X(DEPRECATION_WARNING, "DeprecationWarning", WARNING)                                                    \
    X(RUNTIME_WARNING, "RuntimeWarning", WARNING)                                                            \
    X(USER_WARNING, "UserWarning", WARNING)

typedef enum exception_id {
#define EXCEPTION_ENUM(id, name, base) EXC_##id,
    EXCEPTIONS(EXCEPTION_ENUM)
#undef EXCEPTION_ENUM
        EXC_COUNT
} exception_id_t;

/* A new exception object of a class, with its arguments (a tuple); not raised. */
value_t exception_new(struct vm *vm, value_t class, value_t args);

/* Whether an exception is of a builtin class or a subclass of it. */
bool exception_is(const struct vm *vm, value_t exception, exception_id_t id);

/* The traceback's lines, "Traceback (most recent call last):\n  File …", as CPython prints them, without the
 * last line (type and message). Library frames are left out. "" without any. A str. */
value_t exception_traceback_text(struct vm *vm, value_t exception);

/* All that CPython prints for an uncaught exception, chain included, as far as that needs no user's __str__.
 * A str. */
value_t exception_text(struct vm *vm, value_t exception);

#endif
