#include "lessons/lang/parser.h"
#include "lessons/lang/scope.h"
#include "lessons/lang/subset.h"

ast_t *front_read(const char *file, const char *bytes, size_t size, front_kind_t kind,
                  diagnostics_t *diagnostics)
{
    source_t *source = source_load(file, bytes, size, diagnostics);
    ast_t *ast = source ? parse(source, diagnostics) : NULL;
    bool good =
        ast && scopes_resolve(ast, source, diagnostics) && subset_check(ast, source, kind, diagnostics);
    source_free(source);
    if (good && diagnostics->count == 0)
        return ast;
    diagnostics_rank(diagnostics);
    ast_free(ast);
    return NULL;
}
