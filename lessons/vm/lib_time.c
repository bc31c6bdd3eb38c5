/*
 * The module time. Clocks and sleeping are visible operations; what is made of a time that was read is plain
 * calculation.
 */
#include <math.h>
#include <string.h>
#include <time.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/types.h"
#include "lessons/vm/value_text.h"

enum { NANOSECONDS = 1000000000 };

/* ---- clocks
 * ------------------------------------------------------------------------------------------------- */

static native_status_t read_clock(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs, (void)result;
    native_op(vm, MP_OP_CLOCK);
    return NATIVE_OP;
}

static double seconds_of(int64_t ns)
{
    return (double)(ns / NANOSECONDS) + (double)(ns % NANOSECONDS) / 1e9;
}

static native_status_t clock_seconds(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)vm, (void)args;
    *result = value_from_double(seconds_of((int64_t)done->value));
    return NATIVE_OK;
}

static native_status_t clock_nanoseconds(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = bigint_from_int64(vm, (int64_t)done->value);
    return NATIVE_OK;
}

/* Wall time: the world's clock counts from the beginning of the session. */
static int64_t wall_ns(const vm_t *vm, const mp_result_t *done)
{
    return vm->options.epoch_ns + (int64_t)done->value;
}

static native_status_t wall_seconds(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = value_from_double(seconds_of(wall_ns(vm, done)));
    return NATIVE_OK;
}

static native_status_t wall_nanoseconds(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    *result = bigint_from_int64(vm, wall_ns(vm, done));
    return NATIVE_OK;
}

/* ---- sleeping
 * ----------------------------------------------------------------------------------------------- */

static native_status_t time_sleep(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    double seconds;
    value_t v = value_payload(vm, args[0]);
    if (!value_is_double(v) && !value_is_int(vm, v) && value_kind(vm, v) != KIND_OBJECT)
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, v));
    native_status_t status = argument_double(vm, v, &seconds);
    if (status == NATIVE_FALLBACK)
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, v));
    if (status != NATIVE_OK)
        return status;
    if (isnan(seconds))
        return native_raise(vm, EXC_VALUE_ERROR, "Invalid value NaN (not a number)");
    if (seconds < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "sleep length must be non-negative");
    if (seconds > 9e9)
        return native_raise(vm, EXC_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
    native_op(vm, MP_OP_SLEEP)->timeout_ns = (int64_t)(seconds * 1e9);
    return NATIVE_OP;
}

static native_status_t slept(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)vm, (void)done, (void)args;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* ---- calendar
 * ----------------------------------------------------------------------------------------------- */

enum { TIME_FIELDS = 9 };

static const char *const field_names[TIME_FIELDS] = {"tm_year", "tm_mon",  "tm_mday", "tm_hour", "tm_min",
                                                     "tm_sec",  "tm_wday", "tm_yday", "tm_isdst"};

static const native_type_t struct_time_type;

/* What a struct_time knows beside its fields. */
typedef struct zone {
    int64_t offset_s; /* east of Greenwich */
    uint64_t utc;
} zone_t;

static value_t make_struct_time(vm_t *vm, const struct tm *tm, bool local)
{
    value_t fields[TIME_FIELDS] = {
        value_from_int(tm->tm_year + 1900),    value_from_int(tm->tm_mon + 1),  value_from_int(tm->tm_mday),
        value_from_int(tm->tm_hour),           value_from_int(tm->tm_min),      value_from_int(tm->tm_sec),
        value_from_int((tm->tm_wday + 6) % 7), value_from_int(tm->tm_yday + 1), value_from_int(tm->tm_isdst),
    };
    value_t made = native_object_new(vm, native_class(vm, &struct_time_type), 1, sizeof(zone_t));
    *(zone_t *)(void *)native_object_raw(as_object(vm, made)) = (zone_t){tm->tm_gmtoff, !local};
    as_object(vm, made)->slots[0] = tuple_new(vm, fields, TIME_FIELDS);
    return made;
}

static value_t fields_of(const vm_t *vm, value_t v)
{
    return as_object(vm, v)->slots[0];
}

/* A struct_time or a tuple of nine ints. */
static native_status_t read_struct_time(vm_t *vm, value_t v, struct tm *tm)
{
    zone_t zone = {0, 0};
    if (native_is(vm, v, &struct_time_type)) {
        zone = *(zone_t *)(void *)native_object_raw(as_object(vm, v));
        v = fields_of(vm, v);
    }
    value_t *items;
    size_t count;
    if (!sequence_items(vm, v, &items, &count) || count != TIME_FIELDS)
        return native_raise(vm, EXC_TYPE_ERROR, "Tuple or struct_time argument required");
    int64_t numbers[TIME_FIELDS];
    for (size_t i = 0; i < TIME_FIELDS; i++) {
        native_status_t status = argument_int64(vm, items[i], &numbers[i]);
        if (status != NATIVE_OK)
            return status == NATIVE_FALLBACK ? native_raise(vm, EXC_TYPE_ERROR, "an integer is required")
                                             : status;
        if (numbers[i] < -100000 || numbers[i] > 100000)
            return native_raise(vm, EXC_VALUE_ERROR, "%s out of range", field_names[i]);
    }
    *tm = (struct tm){.tm_year = (int)numbers[0] - 1900,
                      .tm_mon = (int)numbers[1] - 1,
                      .tm_mday = (int)numbers[2],
                      .tm_hour = (int)numbers[3],
                      .tm_min = (int)numbers[4],
                      .tm_sec = (int)numbers[5],
                      .tm_wday = ((int)numbers[6] + 1) % 7,
                      .tm_yday = (int)numbers[7] - 1,
                      .tm_isdst = (int)numbers[8]};
    tm->tm_gmtoff = zone.offset_s;
    tm->tm_zone = zone.utc ? "GMT" : tzname[tm->tm_isdst > 0];
    if (tm->tm_mon < 0 || tm->tm_mon > 11 || tm->tm_mday < 0 || tm->tm_mday > 31 || tm->tm_wday < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "month or day out of range");
    return NATIVE_OK;
}

static struct tm calendar(int64_t ns, bool local)
{
    time_t seconds = (time_t)(ns / NANOSECONDS);
    struct tm tm;
    if (local)
        localtime_r(&seconds, &tm);
    else
        gmtime_r(&seconds, &tm);
    return tm;
}

/* localtime(secs) and gmtime(secs); without an argument the clock is read. */
static native_status_t calendar_call(vm_t *vm, value_t *args, bool local, value_t *result)
{
    if (value_is_unset(args[0]) || value_is_none(args[0])) {
        native_op(vm, MP_OP_CLOCK);
        return NATIVE_OP;
    }
    double seconds;
    native_status_t status = argument_double(vm, args[0], &seconds);
    if (status != NATIVE_OK)
        return status == NATIVE_FALLBACK ? native_raise(vm, EXC_TYPE_ERROR, "must be real number") : status;
    if (!(fabs(seconds) < 9e9))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "timestamp out of range for platform time_t");
    struct tm tm = calendar((int64_t)floor(seconds) * NANOSECONDS, local);
    *result = make_struct_time(vm, &tm, local);
    return NATIVE_OK;
}

static native_status_t time_localtime(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return calendar_call(vm, args, true, result);
}

static native_status_t localtime_read(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    struct tm tm = calendar(wall_ns(vm, done), true);
    *result = make_struct_time(vm, &tm, true);
    return NATIVE_OK;
}

static native_status_t time_gmtime(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return calendar_call(vm, args, false, result);
}

static native_status_t gmtime_read(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    struct tm tm = calendar(wall_ns(vm, done), false);
    *result = make_struct_time(vm, &tm, false);
    return NATIVE_OK;
}

static native_status_t format_time(vm_t *vm, const char *format, const struct tm *given, value_t *result)
{
    struct tm tm = *given;
    if (!tm.tm_zone) /* else strftime would look for the time zone's file */
        tm.tm_zone = tzname[tm.tm_isdst > 0];
    if (strstr(format, "%s"))
        return native_raise(vm, EXC_VALUE_ERROR, "the sandbox's strftime() has no %%s: use time.time()");
    char text[1024];
    text[0] = '\0';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    size_t size = strftime(text, sizeof text, format, &tm);
#pragma GCC diagnostic pop
    if (size == 0 && strlen(format) > sizeof text / 8)
        return native_raise(vm, EXC_VALUE_ERROR, "the format is too long for the sandbox's strftime()");
    *result = str_new(vm, text, size);
    return NATIVE_OK;
}

static native_status_t time_strftime(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *format = argument_str(vm, args[0]);
    if (!format)
        return native_raise(vm, EXC_TYPE_ERROR, "strftime() argument 1 must be str, not %s",
                            argument_type_name(vm, args[0]));
    if (value_is_unset(args[1])) {
        native_op(vm, MP_OP_CLOCK);
        return NATIVE_OP;
    }
    struct tm tm;
    native_status_t status = read_struct_time(vm, args[1], &tm);
    return status == NATIVE_OK ? format_time(vm, format->bytes, &tm, result) : status;
}

static native_status_t strftime_read(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    struct tm tm = calendar(wall_ns(vm, done), true);
    return format_time(vm, argument_str(vm, args[0])->bytes, &tm, result);
}

/* As mktime(), which would look for the time zone's file again: a lesson process may not open it. */
static time_t from_local(struct tm tm)
{
    time_t wanted = timegm(&tm), guess = wanted;
    for (int i = 0; i < 3; i++) {
        struct tm local;
        localtime_r(&guess, &local);
        guess = wanted - local.tm_gmtoff;
    }
    return guess;
}

static native_status_t time_mktime(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    struct tm tm;
    native_status_t status = read_struct_time(vm, args[0], &tm);
    if (status == NATIVE_OK)
        *result = value_from_double((double)from_local(tm));
    return status;
}

static native_status_t asctime_of(vm_t *vm, const struct tm *tm, value_t *result)
{
    return format_time(vm, "%a %b %e %H:%M:%S %Y", tm, result);
}

static native_status_t time_ctime(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    value_t made = VALUE_NONE;
    (void)nargs;
    native_status_t status = calendar_call(vm, args, true, &made);
    struct tm tm;
    if (status == NATIVE_OK)
        status = read_struct_time(vm, made, &tm);
    return status == NATIVE_OK ? asctime_of(vm, &tm, result) : status;
}

static native_status_t time_asctime(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[0])) {
        native_op(vm, MP_OP_CLOCK);
        return NATIVE_OP;
    }
    struct tm tm;
    native_status_t status = read_struct_time(vm, args[0], &tm);
    return status == NATIVE_OK ? asctime_of(vm, &tm, result) : status;
}

static native_status_t ctime_read(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    (void)args;
    struct tm tm = calendar(wall_ns(vm, done), true);
    return asctime_of(vm, &tm, result);
}

/* ---- struct_time
 * -------------------------------------------------------------------------------------------- */

static native_status_t struct_time_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    text_t text;
    text_init(&text);
    text_add_string(&text, "time.struct_time(");
    for (size_t i = 0; i < TIME_FIELDS; i++)
        text_addf(&text, "%s%s=%lld", i > 0 ? ", " : "", field_names[i],
                  (long long)value_to_int(as_tuple(vm, fields_of(vm, args[0]))->items[i]));
    text_add_byte(&text, ')');
    return text_to_str(vm, &text, result);
}

static native_status_t struct_time_getitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_get_item(vm, fields_of(vm, args[0]), args[1], result);
}

static native_status_t struct_time_iter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_iterate(vm, fields_of(vm, args[0]), result);
}

static native_status_t struct_time_len(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = value_from_int(TIME_FIELDS);
    return NATIVE_OK;
}

#define FIELD(name, index)                                                                                   \
    static native_status_t field_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                 \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        *result = as_tuple(vm, fields_of(vm, args[0]))->items[index];                                        \
        return NATIVE_OK;                                                                                    \
    }

FIELD(year, 0)
FIELD(mon, 1)
FIELD(mday, 2)
FIELD(hour, 3)
FIELD(min, 4)
FIELD(sec, 5)
FIELD(wday, 6)
FIELD(yday, 7)
FIELD(isdst, 8)

static const native_property_t struct_time_properties[] = {
    {"tm_year", field_year, NULL, NULL, NULL},   {"tm_mon", field_mon, NULL, NULL, NULL},
    {"tm_mday", field_mday, NULL, NULL, NULL},   {"tm_hour", field_hour, NULL, NULL, NULL},
    {"tm_min", field_min, NULL, NULL, NULL},     {"tm_sec", field_sec, NULL, NULL, NULL},
    {"tm_wday", field_wday, NULL, NULL, NULL},   {"tm_yday", field_yday, NULL, NULL, NULL},
    {"tm_isdst", field_isdst, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL},
};

static native_status_t struct_time_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    struct tm tm;
    native_status_t status = read_struct_time(vm, args[1], &tm);
    if (status == NATIVE_OK)
        *result = make_struct_time(vm, &tm, true);
    return status;
}

static const native_def_t struct_time_methods[] = {
    {"__new__", "cls, sequence", struct_time_new, NULL, NULL},
    {"__repr__", "self, /", struct_time_repr, NULL, NULL},
    {"__getitem__", "self, key, /", struct_time_getitem, NULL, NULL},
    {"__iter__", "self, /", struct_time_iter, NULL, NULL},
    {"__len__", "self, /", struct_time_len, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_type_t struct_time_type = {.name = "struct_time",
                                               .module = "time",
                                               .kind = KIND_OBJECT,
                                               .methods = struct_time_methods,
                                               .properties = struct_time_properties,
                                               .final = true};

static const native_def_t time_functions[] = {
    {"time", NULL, read_clock, wall_seconds, NULL},
    {"time_ns", NULL, read_clock, wall_nanoseconds, NULL},
    {"perf_counter", NULL, read_clock, clock_seconds, NULL},
    {"perf_counter_ns", NULL, read_clock, clock_nanoseconds, NULL},
    {"monotonic", NULL, read_clock, clock_seconds, NULL},
    {"monotonic_ns", NULL, read_clock, clock_nanoseconds, NULL},
    {"process_time", NULL, read_clock, clock_seconds, NULL},
    {"process_time_ns", NULL, read_clock, clock_nanoseconds, NULL},
    {"thread_time", NULL, read_clock, clock_seconds, NULL},
    {"sleep", "seconds, /", time_sleep, slept, NULL},
    {"localtime", "seconds=, /", time_localtime, localtime_read, NULL},
    {"gmtime", "seconds=, /", time_gmtime, gmtime_read, NULL},
    {"strftime", "format, t=, /", time_strftime, strftime_read, NULL},
    {"mktime", "t, /", time_mktime, NULL, NULL},
    {"ctime", "seconds=, /", time_ctime, ctime_read, NULL},
    {"asctime", "t=, /", time_asctime, ctime_read, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_type_t *const time_types[] = {&struct_time_type, NULL};

const native_module_t time_module = {.name = "time", .functions = time_functions, .types = time_types};
