#include "holdfast/command/config.h"

#include "holdfast/command/kiosk.h"
#include "holdfast/policy/tree.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/conninfo.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "holdfast/config.yaml"

static bool found(struct arena *arena, const char *folder, size_t len, const char **path)
{
    if (len == 0 || folder[0] != '/')
        return false;
    const char *file = arena_print(arena, "%.*s/" FILE_NAME, (int)len, folder);
    if (access(file, F_OK) != 0)
        return false;
    *path = file;
    return true;
}

static void look_in_usual_places(struct arena *arena, const char **path)
{
    const char *own = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    const char *shared = getenv("XDG_CONFIG_DIRS");
    if (own == NULL || own[0] != '/')
        own = home != NULL ? arena_print(arena, "%s/.config", home) : "";
    if (found(arena, own, strlen(own), path))
        return;
    for (const char *at = shared != NULL && shared[0] != '\0' ? shared : "/etc/xdg"; *at != '\0';) {
        size_t len = strcspn(at, ":");
        if (found(arena, at, len, path))
            return;
        at += len + (at[len] == ':' ? 1 : 0);
    }
}

bool config_path(const struct options *o, struct arena *arena, const char **path, struct failure *f)
{
    const char *named = o->config != NULL ? o->config : getenv("HOLDFAST_CONFIG");
    *path = NULL;
    if (o->kiosk)
        return kiosk_file(o, path, f);
    if (named == NULL || named[0] == '\0') {
        look_in_usual_places(arena, path);
        return true;
    }
    if (access(named, R_OK) != 0)
        return failure_set(f, EX_NOINPUT, say("configuration"), say("check -c and HOLDFAST_CONFIG"),
                           "%s: %s", named, strerror(errno));
    *path = named;
    return true;
}

static bool read_tree(struct arena *arena, const char *path, struct yaml_node **root,
                      struct failure *f)
{
    struct finding_list findings = {.arena = arena, .file = path};
    struct buffer text = {0};
    FILE *file = fopen(path, "re");
    bool good = file != NULL && buffer_read(&text, file);
    if (!good)
        (void)failure_set(f, EX_NOINPUT, say("configuration"), "", "%s: %s", path, strerror(errno));
    if (good && !tree_read(arena, text.data, text.len, root, &findings)) {
        finding_sort(&findings);
        good = failure_set(f, EX_CONFIG, say("configuration"), findings.items[0].mend,
                           "%s:%u:%u: %s", path, findings.items[0].line, findings.items[0].column,
                           findings.items[0].what);
    }
    if (file != NULL)
        (void)fclose(file);
    buffer_free(&text);
    return good;
}

static bool refuse(struct failure *f, const char *path, struct place at, const char *mend,
                   const char *why)
{
    return failure_set(f, EX_CONFIG, say("configuration"), mend, "%s:%u:%u: %s", path, at.line,
                       at.column, why);
}

static bool is_word(const char *key)
{
    return strspn(key, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(key);
}

static bool take_flag(bool *flag, const char *value)
{
    static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (strcmp(value, yes[i]) == 0 || strcmp(value, no[i]) == 0) {
            *flag = strcmp(value, yes[i]) == 0;
            return true;
        }
    return false;
}

static void take_local(struct config_connection *c, const char *value)
{
    c->local_dir = take_flag(&c->local, value) ? NULL : value;
    c->local = c->local || c->local_dir != NULL;
}

static bool take_entry(const char *path, const struct yaml_entry *entry,
                       struct config_connection *c, struct buffer *conninfo, struct failure *f)
{
    if (entry->value->kind != YAML_NODE_TEXT || entry->value->text[0] == '\0')
        return refuse(f, path, entry->key_at, "", say("connection: every key needs a plain value"));
    if (strcmp(entry->key, "password") == 0)
        return refuse(f, path, entry->key_at, say("put it into ~/.pgpass"),
                      say("connection: a password does not belong here"));
    if (!is_word(entry->key))
        return refuse(f, path, entry->key_at, "", say("connection: no such key"));
    if (strcmp(entry->key, "local") == 0)
        take_local(c, entry->value->text);
    else if (strcmp(entry->key, "as") == 0)
        c->as = entry->value->text;
    else
        conninfo_add(conninfo, entry->key, entry->value->text);
    return true;
}

/* The section of the file under that name; NULL when there is no file, or nothing in it. */
static bool read_section(const struct options *o, struct arena *arena, const char *name,
                         const char **path, const struct yaml_node **section, struct failure *f)
{
    struct yaml_node *root;
    *section = NULL;
    if (!config_path(o, arena, path, f) || (*path != NULL && !read_tree(arena, *path, &root, f)))
        return false;
    const struct yaml_entry *entry = *path != NULL ? tree_entry(root, name) : NULL;
    if (entry == NULL || tree_nothing(entry->value))
        return true;
    if (entry->value->kind != YAML_NODE_MAP)
        return refuse(f, *path, entry->key_at,
                      arena_print(arena, say("write %s: {key: value, …}"), name),
                      say("this section is no map"));
    *section = entry->value;
    return true;
}

bool config_connection(const struct options *o, struct arena *arena, struct config_connection *c,
                       struct failure *f)
{
    const char *path;
    const struct yaml_node *section;
    *c = (struct config_connection){.conninfo = ""};
    if (!read_section(o, arena, "connection", &path, &section, f))
        return false;
    struct buffer conninfo = {0};
    bool good = true;
    for (size_t i = 0; good && section != NULL && i < section->count; i++)
        good = take_entry(path, &section->entries[i], c, &conninfo, f);
    if (conninfo.data != NULL)
        c->conninfo = arena_text(arena, conninfo.data);
    buffer_free(&conninfo);
    return good;
}

static bool take_keys(const char *path, const struct yaml_entry *entry, struct keymap *keymap,
                      struct failure *f)
{
    if (entry->value->kind != YAML_NODE_MAP)
        return refuse(f, path, entry->key_at, say("write keys: {accept: A, decline: D}"),
                      say("display: keys is no map"));
    for (size_t i = 0; i < entry->value->count; i++) {
        const struct yaml_entry *bind = &entry->value->entries[i];
        struct failure why;
        if (bind->value->kind != YAML_NODE_TEXT ||
            !keymap_bind(keymap, bind->key, bind->value->text, &why))
            return refuse(f, path, bind->key_at, say("? shows the names of all actions"),
                          bind->value->kind != YAML_NODE_TEXT ? say("a key is missing") : why.why);
    }
    return true;
}

static bool take_display(const char *path, const struct yaml_entry *entry, struct arena *arena,
                         struct config_display *d, struct keymap *keymap, struct failure *f)
{
    const struct {
        const char *key;
        bool *flag;
    } flags[] = {{"lean", &d->lean}, {"color", &d->color}, {"safe_keys", &d->safe_keys}};
    if (strcmp(entry->key, "keys") == 0)
        return take_keys(path, entry, keymap, f);
    if (entry->value->kind != YAML_NODE_TEXT)
        return refuse(f, path, entry->key_at, "", say("display: a plain value is needed"));
    if (strcmp(entry->key, "theme") == 0) {
        d->theme = arena_text(arena, entry->value->text);
        return true;
    }
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (strcmp(entry->key, flags[i].key) == 0)
            return take_flag(flags[i].flag, entry->value->text) ||
                   refuse(f, path, entry->value->at, say("write yes or no"),
                          say("display: neither yes nor no"));
    return refuse(f, path, entry->key_at, say("known: theme, color, lean, safe_keys, keys"),
                  say("display: no such key"));
}

bool config_display(const struct options *o, struct arena *arena, struct config_display *d,
                    struct keymap *keymap, struct failure *f)
{
    const char *path;
    const struct yaml_node *section;
    *d = (struct config_display){.color = true};
    if (!read_section(o, arena, "display", &path, &section, f))
        return false;
    for (size_t i = 0; section != NULL && i < section->count; i++)
        if (!take_display(path, &section->entries[i], arena, d, keymap, f))
            return false;
    keymap_safe(keymap, d->safe_keys);
    return keymap_check(keymap, f);
}
