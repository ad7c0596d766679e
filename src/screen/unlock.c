#include "holdfast/screen/unlock.h"

#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

int unlock_wait(const struct unlock *unlock, int64_t now)
{
    return now < unlock->until ? (int)((unlock->until - now + 999) / 1000) : 0;
}

static enum unlock_answer settle_wrong(struct unlock *unlock, int64_t now, char *words, size_t size)
{
    int seconds = unlock->wrong < 5 ? 2 << unlock->wrong : UNLOCK_LONGEST_S;
    unlock->wrong++;
    unlock->until = now + seconds * INT64_C(1000);
    (void)snprintf(words, size, say("Wrong password. The next one counts in %d seconds."), seconds);
    return UNLOCK_WRONG;
}

enum unlock_answer unlock_settle(struct unlock *unlock, const struct failure *failure, int64_t now,
                                 char *words, size_t size)
{
    if (failure == NULL) {
        *unlock = (struct unlock){0};
        words[0] = '\0';
        return UNLOCK_DONE;
    }
    if (strcmp(failure->sqlstate, "28P01") == 0)
        return settle_wrong(unlock, now, words, size);
    (void)snprintf(words, size, say("Not unlocked: %s; %s."), failure->why, failure->mend);
    return failure->status == EX_NOPERM ? UNLOCK_NEVER : UNLOCK_UNREACHED;
}
