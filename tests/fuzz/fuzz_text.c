/* Any bytes: what comes out is valid UTF-8 without a single character that could act on a terminal,
 * as wide as it says, and never beyond its room. */
#include "holdfast/console/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int harmless_width(const char *text)
{
    int cells = 0;
    for (size_t len = strlen(text), used; len > 0; text += used, len -= used) {
        uint32_t code = text_decode(text, len, &used);
        int wide = text_code_width(code);
        if (wide < 0 || (code == TEXT_BAD && used == 1))
            abort();
        cells += wide;
    }
    return cells;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    int cells = data[0] % 100;
    size_t room = data[1] % 200 + 1u;
    char *text = malloc(size - 1), *out = malloc(room);
    if (text == NULL || out == NULL)
        abort();
    memcpy(text, data + 2, size - 2);
    text[size - 2] = '\0';
    if (text_clean(out, room, text) >= room)
        abort();
    (void)harmless_width(out);
    int used = text_fit(out, room, text, cells);
    if (used > cells || used != harmless_width(out))
        abort();
    for (const char *line = text; line != NULL;) {
        size_t len;
        const char *next = text_wrap(line, cells + 1, &len);
        if (next != NULL && next <= line)
            abort();
        line = next;
    }
    free(text);
    free(out);
    return 0;
}
