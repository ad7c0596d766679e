/* Trying passwords at a locked console: when the next try may be, and what came of one. The screens
 * and the line mode share one, so that changing between them gives nobody more tries. */
#ifndef HOLDFAST_SCREEN_UNLOCK_H
#define HOLDFAST_SCREEN_UNLOCK_H

#include "holdfast/util/failure.h"

#include <stddef.h>
#include <stdint.h>

enum { UNLOCK_LONGEST_S = 60 };

/* Zero-initialise. */
struct unlock {
    unsigned wrong; /* passwords, one behind the other */
    int64_t until;  /* console_now() before which none is tried */
};

enum unlock_answer {
    UNLOCK_DONE,
    UNLOCK_WRONG,
    UNLOCK_UNREACHED, /* nobody could say: no link, no room */
    UNLOCK_NEVER /* no password will do: the login is disabled, or none is asked for any more */
};

/* What came of a try (NULL: proved) at that time, and in words what now; until is set anew: after
 * each wrong password twice as long as before, 2 seconds first, a minute at most. */
enum unlock_answer unlock_settle(struct unlock *unlock, const struct failure *failure, int64_t now,
                                 char *words, size_t size);
/* Seconds to wait, 0: none. */
int unlock_wait(const struct unlock *unlock, int64_t now);

#endif
