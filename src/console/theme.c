#include "holdfast/console/theme.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/embed.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef HOLDFAST_SHARE
#define HOLDFAST_SHARE "/usr/local/share/holdfast"
#endif

const char *const theme_style_names[STYLE_COUNT] = {
    [STYLE_TEXT] = "text",     [STYLE_TITLE] = "title",       [STYLE_HEADING] = "heading",
    [STYLE_RULE] = "rule",     [STYLE_SELECTED] = "selected", [STYLE_ALARM] = "alarm",
    [STYLE_WARN] = "warn",     [STYLE_PAUSED] = "paused",     [STYLE_DONE] = "done",
    [STYLE_GHOST] = "ghost",   [STYLE_URGENT] = "urgent",     [STYLE_NOTICE] = "notice",
    [STYLE_ERROR] = "error",   [STYLE_HINT] = "hint",         [STYLE_KEY] = "key",
    [STYLE_FIELD] = "field",   [STYLE_MATCH] = "match",       [STYLE_BAR] = "bar",
    [STYLE_SAMPLE] = "sample",
};

static const char *const colour_names[] = {"black", "red",     "green", "yellow",
                                           "blue",  "magenta", "cyan",  "white"};
static const struct {
    const char *name;
    unsigned bit;
} attribute_names[] = {{"bold", THEME_BOLD},
                       {"dim", THEME_DIM},
                       {"underline", THEME_UNDERLINE},
                       {"reverse", THEME_REVERSE}};

static bool parse_colour(const char *word, short *colour)
{
    if (strcmp(word, "default") == 0) {
        *colour = THEME_DEFAULT_COLOUR;
        return true;
    }
    short bright = strncmp(word, "bright_", 7) == 0 ? 8 : 0;
    for (short i = 0; i < 8; i++)
        if (strcmp(word + (bright ? 7 : 0), colour_names[i]) == 0) {
            *colour = (short)(i + bright);
            return true;
        }
    char *end;
    long number = strtol(word, &end, 10);
    if (*word < '0' || *word > '9' || *end != '\0' || number > 255)
        return false;
    *colour = (short)number;
    return true;
}

static bool parse_attribute(const char *word, unsigned *attributes)
{
    for (size_t i = 0; i < sizeof attribute_names / sizeof attribute_names[0]; i++)
        if (strcmp(word, attribute_names[i].name) == 0) {
            *attributes |= attribute_names[i].bit;
            return true;
        }
    return false;
}

static int find_style(const char *word)
{
    for (int i = 0; i < STYLE_COUNT; i++)
        if (strcmp(word, theme_style_names[i]) == 0)
            return i;
    return -1;
}

/* Where in a theme file we are, for messages. */
struct place {
    const char *file;
    int line;
    struct failure *f;
};

static bool complain(const struct place *place, const char *word, const char *why, const char *mend)
{
    return failure_set(place->f, EX_CONFIG, say("theme"), mend, "%s:%d: %s: %s", place->file,
                       place->line, word, why);
}

/* Words of one line without its comment; line is changed. */
static bool parse_line(struct theme *theme, char *line, const struct place *place)
{
    char *rest = NULL;
    line[strcspn(line, "#")] = '\0';
    char *word = strtok_r(line, " \t\r", &rest);
    if (word == NULL)
        return true;
    int style = find_style(word);
    if (style < 0)
        return complain(place, word, say("there is no style of this name"),
                        say("themes/default.theme names them all"));
    struct theme_style *into = &theme->styles[style];
    *into = (struct theme_style){THEME_DEFAULT_COLOUR, THEME_DEFAULT_COLOUR, 0};
    short *colours[] = {&into->foreground, &into->background};
    for (int i = 0; i < 2; i++) {
        const char *colour = strtok_r(NULL, " \t\r", &rest);
        if (colour == NULL)
            return complain(place, word, say("two colours are needed, foreground and background"),
                            say("write \"default\" for the terminal's own"));
        if (!parse_colour(colour, colours[i]))
            return complain(place, colour, say("this is not a colour"),
                            say("use a name such as red or bright_cyan, 0 to 255, or default"));
    }
    while ((word = strtok_r(NULL, " \t\r", &rest)) != NULL)
        if (!parse_attribute(word, &into->attributes))
            return complain(place, word, say("this is not an attribute"),
                            say("there are bold, dim, underline and reverse"));
    return true;
}

static void start_plain(struct theme *theme)
{
    for (int i = 0; i < STYLE_COUNT; i++)
        theme->styles[i] = (struct theme_style){THEME_DEFAULT_COLOUR, THEME_DEFAULT_COLOUR, 0};
    theme->styles[STYLE_SELECTED].attributes = THEME_REVERSE;
}

bool theme_parse(struct theme *theme, const char *file, const char *text, struct failure *f)
{
    struct place place = {file, 0, f};
    start_plain(theme);
    while (*text != '\0') {
        char line[256];
        size_t len = strcspn(text, "\n");
        place.line++;
        if (len >= sizeof line)
            return complain(&place, say("line"), say("this line is too long"), "");
        memcpy(line, text, len);
        line[len] = '\0';
        if (!parse_line(theme, line, &place))
            return false;
        text += len + (text[len] == '\n');
    }
    return true;
}

enum found { ABSENT, GOOD, FAULTY };

static enum found load_file(struct theme *theme, const char *path, struct failure *f)
{
    FILE *file = fopen(path, "re");
    if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
        return ABSENT;
    struct buffer text = {0};
    bool good = file != NULL && buffer_read(&text, file);
    if (!good)
        (void)failure_set(f, EX_NOINPUT, say("theme"), "", "%s: %s", path, strerror(errno));
    else
        good = theme_parse(theme, path, text.data != NULL ? text.data : "", f);
    if (file != NULL)
        (void)fclose(file);
    buffer_free(&text);
    return good ? GOOD : FAULTY;
}

static enum found load_personal(struct theme *theme, const char *name, struct failure *f)
{
    char path[PATH_MAX];
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    bool own = config != NULL && *config != '\0';
    if (!own && (home == NULL || *home == '\0'))
        return ABSENT;
    int len = snprintf(path, sizeof path, "%s%s/holdfast/themes/%s.theme", own ? config : home,
                       own ? "" : "/.config", name);
    return len > 0 && (size_t)len < sizeof path ? load_file(theme, path, f) : ABSENT;
}

static enum found load_shared(struct theme *theme, const char *name, struct failure *f)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, HOLDFAST_SHARE "/themes/%s.theme", name);
    return len > 0 && (size_t)len < sizeof path ? load_file(theme, path, f) : ABSENT;
}

static enum found load_embedded(struct theme *theme, const char *name, struct failure *f)
{
    char path[256];
    (void)snprintf(path, sizeof path, "themes/%s.theme", name);
    const struct embedded_file *file = embedded_find(path);
    if (file == NULL)
        return ABSENT;
    return theme_parse(theme, path, file->text, f) ? GOOD : FAULTY;
}

static enum found load_path(struct theme *theme, const char *name, struct failure *f)
{
    return strchr(name, '/') != NULL ? load_file(theme, name, f) : ABSENT;
}

bool theme_load(struct theme *theme, const char *name, struct failure *f)
{
    enum found (*const places[])(struct theme *, const char *, struct failure *) = {
        load_path, load_personal, load_shared, load_embedded};
    if (name == NULL || *name == '\0')
        name = "default";
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (i > 0 && strchr(name, '/') != NULL)
            break;
        enum found found = places[i](theme, name, f);
        if (found != ABSENT)
            return found == GOOD;
    }
    return failure_set(f, EX_NOINPUT, say("theme"),
                       say("there are default, light, high-contrast and monochrome, or give the "
                           "path of a file"),
                       say("there is no theme \"%s\""), name);
}

struct rgb {
    int red, green, blue;
};

/* The palette of xterm: 16 named colours, a cube of 6x6x6, 24 greys. */
static struct rgb rgb_of(short colour)
{
    static const struct rgb named[] = {
        {0, 0, 0},     {205, 0, 0},     {0, 205, 0},     {205, 205, 0},  {0, 0, 238}, {205, 0, 205},
        {0, 205, 205}, {229, 229, 229}, {127, 127, 127}, {255, 0, 0},    {0, 255, 0}, {255, 255, 0},
        {92, 92, 255}, {255, 0, 255},   {0, 255, 255},   {255, 255, 255}};
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    if (colour < 16)
        return named[colour];
    if (colour >= 232)
        return (struct rgb){8 + 10 * (colour - 232), 8 + 10 * (colour - 232),
                            8 + 10 * (colour - 232)};
    int cube = colour - 16;
    return (struct rgb){steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6]};
}

static int distance(struct rgb a, struct rgb b)
{
    int red = a.red - b.red, green = a.green - b.green, blue = a.blue - b.blue;
    return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

static short nearest(short colour, short colours)
{
    short best = 0;
    for (short i = 1; i < colours; i++)
        if (distance(rgb_of(colour), rgb_of(i)) < distance(rgb_of(colour), rgb_of(best)))
            best = i;
    return best;
}

static short reduce_colour(short colour, int colours)
{
    if (colour < 0 || colour < colours)
        return colour;
    return nearest(colour, colours >= 16 ? 16 : 8);
}

struct theme_style theme_reduce(struct theme_style style, int colours)
{
    if (colours < 8) {
        style.foreground = style.background = THEME_DEFAULT_COLOUR;
        return style;
    }
    bool plain_background = style.background == THEME_DEFAULT_COLOUR;
    style.foreground = reduce_colour(style.foreground, colours);
    style.background = reduce_colour(style.background, colours);
    /* Dark blue on an unknown background is the classic unreadable one; so is a pair that fell
     * together. */
    if (plain_background && style.foreground == 4)
        style.foreground = 6;
    if (style.foreground == style.background && style.foreground != THEME_DEFAULT_COLOUR)
        style.foreground = style.background == 0 ? 7 : 0;
    return style;
}
