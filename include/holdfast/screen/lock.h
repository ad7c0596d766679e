/* The lock. After the policy's idle time without a key, or at once on request, everything of people
 * leaves the screen; who is locked out and how to unlock is all that shows. The password is proved
 * by a new link to the database. Where the sign-in used no password there is nothing to prove: the
 * session ends instead, with place and drafts kept. While locked nothing about people is read. */
#ifndef HOLDFAST_SCREEN_LOCK_H
#define HOLDFAST_SCREEN_LOCK_H

#include "holdfast/screen/desk.h"

/* Who is at the keyboard, and how long they may rest, is known (again). */
void lock_watch(struct desk *desk);
void lock_now(struct desk *desk);
/* The link was refused for good: where the password is none any more, locks until the new one is
 * typed. */
void lock_refused(struct desk *desk, const struct failure *failure);
/* Whether locking ends the session. */
bool lock_ends(const struct desk *desk);
void lock_close(struct desk *desk);

#endif
