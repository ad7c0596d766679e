#include "holdfast/console/input.h"

void guard_mark(struct guard *guard, struct key *key, int at_once, int64_t now_ms)
{
    int64_t since = guard->last_ms == 0 ? INT64_MAX : now_ms - guard->last_ms;
    key->at_once = at_once;
    bool anew = since >= guard->pause_ms || guard->last_code == KEY_CODE_ESC ||
                guard->last_code == KEY_CODE_ENTER;
    if (anew)
        guard->pause_ms = 0;
    if (at_once > 1 || since < GUARD_BURST_MS)
        key->flags |= KEY_BURST;
    if (key->code == guard->last_code && since < GUARD_REPEAT_MS)
        key->flags |= KEY_REPEAT;
    guard->last_code = key->code;
    guard->last_ms = now_ms;
}
