/* The migrations that travel in the program. */
#include "holdfast/util/embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "src/sql/migration/"

/* Of two with one number a database would be given only the first. */
static void each_has_a_number_of_its_own(void **state)
{
    (void)state;
    size_t at = 0;
    long last = 0;
    const struct embedded_file *file;
    while ((file = embedded_next(FOLDER, &at)) != NULL) {
        long number = strtol(file->path + strlen(FOLDER), NULL, 10);
        if (number <= last)
            fail_msg("%s: the number is taken", file->path);
        last = number;
    }
    assert_true(last > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_has_a_number_of_its_own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
