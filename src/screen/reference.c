#include "holdfast/screen/reference.h"

#include "holdfast/screen/event.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/person.h"
#include "holdfast/screen/record.h"

#include <stddef.h>

static const struct leads {
    char letter;
    const struct screen_ops *ops;
} leads[] = {
    {'R', &item_screen},  {'T', &item_screen},   {'P', &person_screen},
    {'V', &event_screen}, {'K', &record_screen},
};

unsigned reference_open(struct screen *screen, const char *ref)
{
    for (size_t i = 0; ref[0] != '\0' && ref[1] == '-' && i < sizeof leads / sizeof leads[0]; i++)
        if (leads[i].letter == ref[0]) {
            (void)console_push(screen->console, leads[i].ops, ref);
            return SCREEN_NOTHING;
        }
    return SCREEN_PASS;
}
