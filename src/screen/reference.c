#include "holdfast/screen/reference.h"

#include "holdfast/screen/event.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/person.h"
#include "holdfast/screen/record.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct leads {
    char letter;
    const struct screen_ops *ops;
} leads[] = {
    {'R', &item_screen},  {'T', &item_screen},   {'P', &person_screen},
    {'V', &event_screen}, {'K', &record_screen},
};

unsigned reference_open(struct screen *screen, const char *ref)
{
    char exact[40];
    if (ref[0] == '\0' || ref[1] != '-' || strlen(ref) >= sizeof exact)
        return SCREEN_PASS;
    (void)snprintf(exact, sizeof exact, "%c%s", toupper((unsigned char)ref[0]), ref + 1);
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (leads[i].letter == exact[0]) {
            (void)console_push(screen->console, leads[i].ops, exact);
            return SCREEN_NOTHING;
        }
    return SCREEN_PASS;
}
