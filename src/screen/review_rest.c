#include "screen/review_rest.h"

#include "holdfast/console/loop.h"

#include <stdio.h>
#include <string.h>

enum { REST_MS = 300 };

void review_rest_show(struct review_rest *rest, const char *what)
{
    if (strcmp(rest->what, what) == 0)
        return;
    (void)snprintf(rest->what, sizeof rest->what, "%s", what);
    rest->since = console_now();
}

void review_rest_again(struct review_rest *rest)
{
    rest->since = console_now();
}

bool review_rest_breaks(struct review_rest *rest, const char *what, const struct key *key)
{
    bool shown = strcmp(rest->what, what) == 0;
    if (key == NULL || (shown && console_now() - rest->since >= REST_MS))
        return false;
    rest->since = console_now();
    return true;
}
