#include "holdfast/import/fhir_reader.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <string.h>

/* Where in a text the reading is. */
struct position {
    const char *path, *text, *at, *end;
    size_t line; /* of at, from 1 */
};

void fhir_reader_open(struct fhir_reader *r)
{
    *r = (struct fhir_reader){.entries = json_array()};
}

void fhir_reader_close(struct fhir_reader *r)
{
    json_decref(r->entries);
    *r = (struct fhir_reader){0};
}

json_t *fhir_reader_bundle(struct fhir_reader *r)
{
    json_t *bundle = json_pack("{s:s, s:s, s:o}", "resourceType", "Bundle", "type", "collection",
                               "entry", r->entries);
    *r = (struct fhir_reader){0};
    return bundle;
}

/* --- entries ---------------------------------------------------------------------------------- */

/* Some senders leave blanks in keys: the one key that decides the shape is looked for with them. */
static const json_t *get_loosely(const json_t *object, const char *wanted)
{
    const char *key;
    const json_t *value, *found = json_object_get(object, wanted);
    if (found != NULL)
        return found;
    json_object_foreach ((json_t *)object, key, value) {
        const char *start = key + strspn(key, " \t");
        size_t len = strlen(wanted);
        if (strncmp(start, wanted, len) == 0 && start[len + strspn(start + len, " \t")] == '\0')
            return value;
    }
    return NULL;
}

static void add_entry(struct fhir_reader *r, json_t *entry, const char *path)
{
    (void)json_object_set_new(entry, "path", json_string(path));
    (void)json_array_append_new(r->entries, entry);
}

static void add_resource(struct fhir_reader *r, json_t *resource, const char *path)
{
    json_t *entry = json_object();
    (void)json_object_set(entry, "resource", resource);
    add_entry(r, entry, path);
}

/* An entry that is no object is passed on without its content, to be listed as empty. */
static void add_bundle(struct fhir_reader *r, const json_t *entries, const char *path)
{
    size_t i;
    json_t *entry;
    struct buffer place = {0};
    json_array_foreach (entries, i, entry) {
        buffer_clear(&place);
        buffer_print(&place, "%s:entry[%zu]", path, i + 1);
        add_entry(r, json_is_object(entry) ? json_copy(entry) : json_object(), place.data);
    }
    buffer_free(&place);
}

static bool add_value(struct fhir_reader *r, json_t *value, const char *path, struct failure *f)
{
    if (!json_is_object(value))
        return failure_set(f, EX_DATAERR, path, say("give a resource, a Bundle, or one a line"),
                           "%s", say("this is no FHIR resource"));
    const char *type = json_string_value(get_loosely(value, "resourceType"));
    const json_t *entries = get_loosely(value, "entry");
    bool is_bundle = type != NULL ? strcmp(type, "Bundle") == 0 : entries != NULL;
    if (!is_bundle)
        add_resource(r, value, path);
    else if (entries == NULL || json_is_array(entries))
        add_bundle(r, entries, path);
    else
        return failure_set(f, EX_DATAERR, path, "", "%s", say("the Bundle's entry is no list"));
    return true;
}

/* --- text ------------------------------------------------------------------------------------- */

static void skip_blanks(struct position *p)
{
    for (; p->at < p->end && strchr(" \t\r\n", *p->at) != NULL && *p->at != '\0'; p->at++)
        p->line += *p->at == '\n';
}

static bool refuse_json(const struct position *p, const json_error_t *error, struct failure *f)
{
    size_t line = p->line + (error->line > 0 ? (size_t)error->line - 1 : 0);
    return failure_set(f, EX_DATAERR, p->path, say("nothing was imported"),
                       say("line %zu, column %d: no JSON: %s"), line,
                       error->column > 0 ? error->column : 1, error->text);
}

/* One value of the text; alone: nothing stood before it and nothing may follow. */
static bool read_value(struct fhir_reader *r, struct position *p, bool *alone, struct failure *f)
{
    json_error_t error;
    struct buffer place = {0};
    json_t *value = json_loadb(p->at, (size_t)(p->end - p->at),
                               JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &error);
    if (value == NULL)
        return refuse_json(p, &error, f);
    struct position next = *p;
    for (next.at += error.position; p->at < next.at; p->at++)
        next.line += *p->at == '\n';
    skip_blanks(&next);
    *alone = *alone && next.at == next.end;
    if (*alone)
        buffer_text(&place, p->path);
    else
        buffer_print(&place, "%s:%zu", p->path, p->line);
    bool good = add_value(r, value, place.data, f);
    buffer_free(&place);
    json_decref(value);
    *p = next;
    return good;
}

static bool refuse_size(const char *path, struct failure *f)
{
    return failure_set(f, EX_DATAERR, path, say("import it in smaller parts"),
                       say("this is more than %zu MB at once"), FHIR_READER_LIMIT >> 20);
}

bool fhir_reader_text(struct fhir_reader *r, const char *path, const char *text, size_t len,
                      struct failure *f)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct position p = {.path = path, .text = text, .at = text, .end = text + len, .line = 1};
    bool alone = true;
    if (len > FHIR_READER_LIMIT - r->bytes)
        return refuse_size(path, f);
    r->bytes += len;
    if (len >= 3 && memcmp(text, mark, 3) == 0)
        p.at += 3;
    skip_blanks(&p);
    if (p.at == p.end)
        return failure_set(f, EX_DATAERR, path, "", "%s", say("it is empty"));
    while (p.at < p.end)
        if (!read_value(r, &p, &alone, f))
            return false;
    return true;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool refuse_file(const char *path, struct failure *f)
{
    return failure_set(f, EX_NOINPUT, path, say("check the name"), "%s", strerror(errno));
}

/* Not more than one byte beyond the limit, which is enough to refuse it. */
static bool read_all(struct buffer *b, FILE *file)
{
    char block[65536];
    size_t got;
    while (b->len <= FHIR_READER_LIMIT && (got = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(b, block, got);
    return ferror(file) == 0;
}

bool fhir_reader_file(struct fhir_reader *r, const char *path, struct failure *f)
{
    bool standard = strcmp(path, "-") == 0;
    struct buffer b = {0};
    FILE *file = standard ? stdin : fopen(path, "re");
    if (file == NULL)
        return refuse_file(path, f);
    bool good = read_all(&b, file) || refuse_file(path, f);
    if (!standard)
        (void)fclose(file);
    good = good && fhir_reader_text(r, standard ? say("standard input") : path,
                                    b.data != NULL ? b.data : "", b.len, f);
    buffer_free(&b);
    return good;
}
