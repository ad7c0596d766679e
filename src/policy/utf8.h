/* Is a text sound UTF-8 that a person can see? Private to the policy reader. */
#ifndef POLICY_UTF8_H
#define POLICY_UTF8_H

#include "holdfast/policy/finding.h"

enum utf8_fault {
    UTF8_SOUND,
    UTF8_BROKEN,  /* not UTF-8 */
    UTF8_CONTROL, /* a control character, or one that turns the direction of writing */
};

/* at is where the fault is; without one it is the end of the text. */
enum utf8_fault utf8_check(const char *text, size_t len, struct place *at);

#endif
