#include "core/status.h"

const char *mp_status_name(mp_status_t status)
{
    static const char *const names[] = {
#define MP_STATUS_NAME(name, text) #name,
        MP_STATUSES(MP_STATUS_NAME)
#undef MP_STATUS_NAME
    };
    return (unsigned)status < MP_STATUS_COUNT ? names[status] : "?";
}

const char *mp_status_text(mp_status_t status)
{
    static const char *const texts[] = {
#define MP_STATUS_TEXT(name, text) text,
        MP_STATUSES(MP_STATUS_TEXT)
#undef MP_STATUS_TEXT
    };
    return (unsigned)status < MP_STATUS_COUNT ? texts[status] : "?";
}
