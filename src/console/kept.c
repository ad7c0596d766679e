/* Keys that are meant for what is not asked yet. On a slow line people type ahead; what they type
 * must not fall through to the list below. */
#include "console/internal.h"
#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MOST = 512 };

static void keep(struct kept_keys *kept, const struct key *key)
{
    if (kept->count == KEPT_MOST)
        return;
    kept->keys = memory_grow(kept->keys, kept->count + 1, sizeof *kept->keys);
    struct key *own = &kept->keys[kept->count++];
    *own = *key;
    own->text = key->text != NULL ? memory_text(key->text) : NULL;
}

static void forget(struct key *key)
{
    free((char *)key->text);
    key->text = NULL;
}

void kept_drop(struct console *console)
{
    for (size_t i = 0; i < console->kept.count; i++)
        forget(&console->kept.keys[i]);
    free(console->kept.keys);
    console->kept.keys = NULL;
    console->kept.count = 0;
}

static bool gives_up(const struct console *console, const struct key *key)
{
    return console->overlay.kind == OVERLAY_WAIT &&
           (key->code == KEY_CODE_ESC || key->code == KEY_CTRL('C'));
}

bool kept_takes(struct console *console, const struct key *key)
{
    bool queued = console->kept.count > 0 && !console->kept.replaying;
    if (console->overlay.kind != OVERLAY_WAIT && !queued)
        return false;
    if (gives_up(console, key))
        overlay_close(console);
    else
        keep(&console->kept, key);
    return true;
}

void kept_replay(struct console *console)
{
    struct kept_keys *kept = &console->kept;
    kept->replaying = true;
    while (kept->count > 0 && console->overlay.kind != OVERLAY_WAIT && !console->quit) {
        struct key key = kept->keys[0];
        memmove(kept->keys, kept->keys + 1, --kept->count * sizeof *kept->keys);
        if (kept->count == 0) {
            free(kept->keys);
            kept->keys = NULL;
        }
        dispatch_key(console, &key);
        forget(&key);
    }
    kept->replaying = false;
}
