/* The names that the machine itself looks up, interned at load: vm->names[NAME_init]. */
#ifndef LESSONS_VM_NAMES_H
#define LESSONS_VM_NAMES_H

/* clang-format moves such a list at each run. */
/* clang-format off */
#define VM_DUNDERS(X) \
    X(init) X(new) X(del) X(repr) X(str) X(format) X(bytes) X(hash) X(bool) X(call) X(len) \
    X(length_hint) X(getitem) X(setitem) X(delitem) X(contains) X(iter) X(next) X(reversed) X(missing) \
    X(enter) X(exit) X(getattr) X(getattribute) X(setattr) X(delattr) X(get) X(set) X(delete) \
    X(set_name) X(init_subclass) X(class) X(dict) X(name) X(qualname) X(module) X(doc) X(bases) X(base) \
    X(mro) X(slots) X(eq) X(ne) X(lt) X(le) X(gt) X(ge) X(add) X(sub) X(mul) X(truediv) X(floordiv) \
    X(mod) X(pow) X(lshift) X(rshift) X(and) X(or) X(xor) X(radd) X(rsub) X(rmul) X(rtruediv) \
    X(rfloordiv) X(rmod) X(rpow) X(rlshift) X(rrshift) X(rand) X(ror) X(rxor) X(iadd) X(isub) X(imul) \
    X(itruediv) X(ifloordiv) X(imod) X(ipow) X(ilshift) X(irshift) X(iand) X(ior) X(ixor) X(neg) X(pos) \
    X(invert) X(abs) X(int) X(float) X(index) X(round) X(divmod) X(rdivmod) X(trunc) X(floor) X(ceil) \
    X(self) X(func) X(wrapped) X(cause) X(context) X(traceback) X(suppress_context) X(defaults) \
    X(kwdefaults) X(closure) X(file) X(main) X(builtins) X(annotations) X(all) X(path) X(fallback) \
    X(prepare) X(instancecheck) X(subclasscheck) X(subclasshook) X(copy) X(deepcopy) X(reduce) X(getstate) X(setstate) \
    X(enter_async) X(unset)
/* clang-format on */

/* __NAME__ for each dunder: NAME_init is "__init__". */
typedef enum vm_name {
#define NAME_ENUM(name) NAME_##name,
    VM_DUNDERS(NAME_ENUM)
#undef NAME_ENUM
        NAME_COUNT
} vm_name_t;

#endif
