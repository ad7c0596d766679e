#include "holdfast/console/picker.h"

#include "holdfast/console/text.h"

#include <stdbool.h>
#include <string.h>
#include <wctype.h>

/* j and k move, q leaves: in no list may they choose. */
static bool is_free(const uint32_t *keys, size_t count, uint32_t key)
{
    if (key == 'j' || key == 'k' || key == 'q')
        return false;
    for (size_t i = 0; i < count; i++)
        if (keys[i] == key)
            return false;
    return true;
}

static uint32_t from_label(const char *label, const uint32_t *keys, size_t count)
{
    for (size_t len = strlen(label), used; len > 0; label += used, len -= used) {
        uint32_t code = (uint32_t)towlower((wint_t)text_decode(label, len, &used));
        if (iswalnum((wint_t)code) && is_free(keys, count, code))
            return code;
    }
    return 0;
}

static uint32_t any_free(const uint32_t *keys, size_t count)
{
    for (const char *at = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
         *at != '\0'; at++)
        if (is_free(keys, count, (uint32_t)*at))
            return (uint32_t)*at;
    return 0;
}

void picker_keys(const struct choice *choices, size_t count, uint32_t *keys)
{
    for (size_t i = 0; i < count; i++)
        keys[i] = choices[i].key;
    for (size_t i = 0; i < count; i++) {
        if (keys[i] == 0)
            keys[i] = from_label(choices[i].label, keys, count);
        if (keys[i] == 0)
            keys[i] = any_free(keys, count);
    }
}
