#include "support/ran.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct ran ran;

int ran_open(void **state)
{
    (void)state;
    ran.server = test_server_start_published();
    return 0;
}

int ran_close(void **state)
{
    (void)state;
    if (ran.server != NULL)
        test_server_stop(ran.server);
    buffer_free(&ran.output);
    buffer_free(&ran.error);
    return 0;
}

static const char *text_of(const struct buffer *said)
{
    return said->data != NULL ? said->data : "";
}

bool ran_says(const struct buffer *said, const char *part)
{
    return strstr(text_of(said), part) != NULL;
}

void assert_ended(int status, int expected)
{
    if (status != expected)
        fail_msg("status %d instead of %d: %s%s", status, expected, text_of(&ran.error),
                 text_of(&ran.output));
}

void assert_says(const char *part)
{
    if (!ran_says(&ran.output, part))
        fail_msg("\"%s\" is not in: %s%s", part, text_of(&ran.output), text_of(&ran.error));
}

void assert_silent_on(const char *part)
{
    if (ran_says(&ran.output, part))
        fail_msg("\"%s\" is in: %s", part, text_of(&ran.output));
}

void assert_complains(const char *part)
{
    if (!ran_says(&ran.error, part))
        fail_msg("\"%s\" is not in: %s", part, text_of(&ran.error));
}

void assert_value(const char *sql, const char *expected)
{
    char *value = test_server_ask(ran.server, sql);
    if (strcmp(value, expected) != 0)
        fail_msg("%s: %s instead of %s", sql, value, expected);
    free(value);
}
