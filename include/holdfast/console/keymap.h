/* Which key runs which action, live. Built from the action tables, changed by display.keys of the
 * personal file; help and hint lines read it, so they never lie. */
#ifndef HOLDFAST_CONSOLE_KEYMAP_H
#define HOLDFAST_CONSOLE_KEYMAP_H

#include "holdfast/console/action.h"
#include "holdfast/console/key.h"
#include "holdfast/util/failure.h"

struct keymap;

/* With the default keys of the kit's actions and of own, which must outlive it. A default key
 * that does not parse is a bug and fails with EX_SOFTWARE. */
struct keymap *keymap_new(const struct action_table *own, struct failure *f);
void keymap_free(struct keymap *keymap);

/* One line of display.keys: gives action exactly these keys (blank between; "" takes all away).
 * Fails for a name or key that does not exist. */
bool keymap_bind(struct keymap *keymap, const char *action, const char *keys, struct failure *f);
/* After the last bind: fails when one key serves two actions, naming both. */
bool keymap_check(const struct keymap *keymap, struct failure *f);
/* display.safe_keys: acts only behind the prefix key. */
void keymap_safe(struct keymap *keymap, bool safe);
bool keymap_is_safe(const struct keymap *keymap);

/* ACTION_NONE when the key is free. */
int keymap_action(const struct keymap *keymap, uint32_t code);
/* The first key of an action as people read it, prefix included where one is needed ("a", ",a",
 * "Enter"); ":name" when it has no key. Gives out. */
const char *keymap_label(const struct keymap *keymap, int action, char *out, size_t size);
/* All keys, blank between; "" when it has none. Gives out. */
const char *keymap_labels(const struct keymap *keymap, int action, char *out, size_t size);
const struct action_table *keymap_actions(const struct keymap *keymap);

#endif
