/* Choosing in a form by typing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "holdfast/console/form.h"
#include "holdfast/console/key.h"

#define LEN(list) (sizeof list / sizeof list[0])

static const struct choice people[] = {
    {"tova", "Tova Reed", 0}, {"sam", "Sam Whitaker", 0},  {"omar", "Omar Reyes", 0},
    {"mei", "Mei Chen", 0},   {"tomas", "Tomas Silva", 0}, {"ana", "Ana Cruz", 0},
    {"ben", "Ben Okoye", 0},  {"cleo", "Cleo Grant", 0},   {"dara", "Dara Singh", 0},
    {"eli", "Eli Novak", 0},  {"fay", "Fay Moore", 0},     {"gus", "Gus Lind", 0},
    {"hugo", "Hugo Beck", 0},
};
static const struct field fields[] = {{.name = "cover",
                                       .label = "Who covers",
                                       .kind = FIELD_CHOICE,
                                       .choices = people,
                                       .choice_count = LEN(people)}};
static const struct form_ops ops = {0};

static const char *typed(const char *text)
{
    static char value[40];
    struct form form = {0};
    form_open(&form, fields, LEN(fields), &ops, NULL, "Send");
    for (; *text != '\0'; text++) {
        const struct key key = {.code = (uint32_t)(unsigned char)*text, .flags = KEY_TYPED};
        (void)form_key(&form, &key);
    }
    const char *got = form_value(&form, 0);
    size_t len = 0;
    for (; got[len] != '\0' && len + 1 < sizeof value; len++)
        value[len] = got[len];
    value[len] = '\0';
    form_close(&form);
    return value;
}

static void a_name_chooses_who_bears_it(void **state)
{
    (void)state;
    assert_string_equal(typed("tomas"), "tomas");
    assert_string_equal(typed("tom"), "tomas");
    assert_string_equal(typed("tova"), "tova");
    assert_string_equal(typed("sam"), "sam");
}

/* Nobody is chosen by the middle of somebody else's name. */
static void what_begins_no_name_changes_nothing(void **state)
{
    (void)state;
    assert_string_equal(typed("tomo"), "tomas");
    assert_string_equal(typed("tomxs"), "tomas");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_chooses_who_bears_it),
        cmocka_unit_test(what_begins_no_name_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
