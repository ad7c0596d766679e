/* Any bytes, in any pieces: every key is one that exists, nothing is held without end. */
#include "holdfast/console/input.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct key *key)
{
    uint32_t plain = key->code & ~(uint32_t)(KEY_ALT | KEY_CONTROL);
    bool known = plain <= 0x10FFFF || (plain >= KEY_CODE_UP && plain <= KEY_CODE_UNKNOWN);
    if (!known || ((key->flags & KEY_PASTED) && key->text == NULL))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {0};
    struct key key;
    while (size > 0) {
        size_t piece = data[0] % 8 + 1u;
        piece = piece < size ? piece : size;
        input_feed(&input, (const char *)data, piece);
        while (input_next(&input, &key))
            check(&key);
        if (input.bytes.len - input.at > 4096 || input.paste.len > INPUT_PASTE_MAX)
            abort();
        data += piece;
        size -= piece;
    }
    if (input_expire(&input, &key))
        check(&key);
    input_free(&input);
    return 0;
}
