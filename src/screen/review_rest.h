/* What has come on the screen takes a key only once it has rested there for a moment: nobody reads
 * it and decides faster, so what is struck sooner was meant for what was there before. */
#ifndef SCREEN_REVIEW_REST_H
#define SCREEN_REVIEW_REST_H

#include "holdfast/console/screen.h"

#include <stdbool.h>
#include <stdint.h>

struct review_rest {
    char what[64]; /* is on the screen; "": nothing yet */
    int64_t since; /* and since when no key was struck too soon */
};

/* It is on the screen from now on, if it was not before. */
void review_rest_show(struct review_rest *rest, const char *what);
/* Whoever comes back to it looks anew. */
void review_rest_again(struct review_rest *rest);
/* Struck too soon: it begins to rest anew, so that no drumming ever acts. key NULL: no key was. */
bool review_rest_breaks(struct review_rest *rest, const char *what, const struct key *key);

#endif
