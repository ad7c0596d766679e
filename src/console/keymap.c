#include "holdfast/console/keymap.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct binding {
    uint32_t code;
    int action;
};

struct keymap {
    const struct action_table *own;
    struct binding *bindings; /* an action's keys stand in the order they were given */
    size_t count;
    bool safe;
};

static void add(struct keymap *keymap, uint32_t code, int action)
{
    keymap->bindings = memory_grow(keymap->bindings, keymap->count + 1, sizeof *keymap->bindings);
    keymap->bindings[keymap->count++] = (struct binding){code, action};
}

static void remove_all(struct keymap *keymap, int action)
{
    size_t kept = 0;
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].action != action)
            keymap->bindings[kept++] = keymap->bindings[i];
    keymap->count = kept;
}

static bool add_keys(struct keymap *keymap, int action, const char *keys, struct failure *f)
{
    for (const char *at = keys + strspn(keys, " "); *at != '\0'; at += strspn(at, " ")) {
        uint32_t code;
        size_t len = strcspn(at, " ");
        if (!key_parse(at, len, &code))
            return failure_set(f, EX_CONFIG, say("display.keys"),
                               say("write one character, or a name such as Enter, PgDn, Ctrl-L, "
                                   "Alt-x, F2"),
                               say("there is no key \"%.*s\""), (int)len, at);
        add(keymap, code, action);
        at += len;
    }
    return true;
}

struct keymap *keymap_new(const struct action_table *own, struct failure *f)
{
    struct keymap *keymap = memory_take(1, sizeof *keymap);
    keymap->own = own;
    for (int id = 0; id < action_count(own); id++)
        if (!add_keys(keymap, id, action_row(own, id)->keys, f)) {
            keymap_free(keymap);
            if (f != NULL)
                f->status = EX_SOFTWARE;
            return NULL;
        }
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    if (keymap == NULL)
        return;
    free(keymap->bindings);
    free(keymap);
}

bool keymap_bind(struct keymap *keymap, const char *action, const char *keys, struct failure *f)
{
    int id = action_find(keymap->own, action, strlen(action));
    if (id == ACTION_NONE)
        return failure_set(f, EX_CONFIG, say("display.keys"),
                           say("the help screen (?) names them all"),
                           say("there is no action \"%s\""), action);
    remove_all(keymap, id);
    return add_keys(keymap, id, keys, f);
}

bool keymap_check(const struct keymap *keymap, struct failure *f)
{
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];
        int first = keymap_action(keymap, binding->code);
        if (first == binding->action)
            continue;
        char name[24];
        key_write(binding->code, name, sizeof name);
        return failure_set(f, EX_CONFIG, say("display.keys"), say("give one of them another key"),
                           say("%s is the key of both %s and %s"), name,
                           action_row(keymap->own, first)->name,
                           action_row(keymap->own, binding->action)->name);
    }
    return true;
}

void keymap_safe(struct keymap *keymap, bool safe)
{
    keymap->safe = safe;
}

bool keymap_is_safe(const struct keymap *keymap)
{
    return keymap->safe;
}

int keymap_action(const struct keymap *keymap, uint32_t code)
{
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].code == code)
            return keymap->bindings[i].action;
    return ACTION_NONE;
}

/* Adds the key's name; false when out is full. */
static bool append_key(const struct keymap *keymap, const struct binding *binding, char *out,
                       size_t size)
{
    char name[24], prefix[24] = "";
    size_t len = strlen(out);
    key_write(binding->code, name, sizeof name);
    if (keymap->safe && (action_row(keymap->own, binding->action)->flags & ACTION_ACTS))
        (void)keymap_label(keymap, ACTION_PREFIX, prefix, sizeof prefix);
    int need = snprintf(out + len, size - len, "%s%s%s", len > 0 ? " " : "", prefix, name);
    if (need >= 0 && (size_t)need < size - len)
        return true;
    out[len] = '\0';
    return false;
}

const char *keymap_label(const struct keymap *keymap, int action, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].action == action) {
            (void)append_key(keymap, &keymap->bindings[i], out, size);
            return out;
        }
    (void)snprintf(out, size, ":%s", action_row(keymap->own, action)->name);
    return out;
}

const char *keymap_labels(const struct keymap *keymap, int action, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].action == action &&
            !append_key(keymap, &keymap->bindings[i], out, size))
            break;
    return out;
}

const struct action_table *keymap_actions(const struct keymap *keymap)
{
    return keymap->own;
}
