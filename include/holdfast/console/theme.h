/* Colours and attributes by meaning. A theme file has lines of
 *     name  foreground  background  [attribute…]     # comment
 * name: one of theme_style_names; colours: default black red green yellow blue magenta cyan white,
 * bright_… of these, or 0 to 255; attributes: bold dim underline reverse.
 * No style is the only carrier of a meaning: words come first. */
#ifndef HOLDFAST_CONSOLE_THEME_H
#define HOLDFAST_CONSOLE_THEME_H

#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stddef.h>

enum style {
    STYLE_TEXT,
    STYLE_TITLE,    /* first row */
    STYLE_HEADING,  /* column titles, section names */
    STYLE_RULE,     /* lines between parts */
    STYLE_SELECTED, /* the selected row's first cells */
    STYLE_ALARM,    /* past its time */
    STYLE_WARN,     /* its time is near, or it has none */
    STYLE_PAUSED,   /* waits for somebody */
    STYLE_DONE,     /* was acted upon */
    STYLE_GHOST,    /* is gone */
    STYLE_URGENT,
    STYLE_NOTICE, /* the confirmation line */
    STYLE_ERROR,  /* a refusal */
    STYLE_HINT,   /* the last row */
    STYLE_KEY,    /* a key named in help */
    STYLE_FIELD,  /* what is being edited */
    STYLE_MATCH,  /* found by search */
    STYLE_BAR,
    STYLE_SAMPLE, /* the word SAMPLE */
    STYLE_COUNT
};

extern const char *const theme_style_names[STYLE_COUNT];

enum theme_attribute {
    THEME_BOLD = 1 << 0,
    THEME_DIM = 1 << 1,
    THEME_UNDERLINE = 1 << 2,
    THEME_REVERSE = 1 << 3
};

enum { THEME_DEFAULT_COLOUR = -1 };

struct theme_style {
    short foreground, background; /* -1 the terminal's own, or 0 to 255 */
    unsigned attributes;
};

struct theme {
    struct theme_style styles[STYLE_COUNT];
};

/* Reads a theme from text; file is for messages only ("file:line: what"). */
bool theme_parse(struct theme *theme, const char *file, const char *text, struct failure *f);
/* Finds name (NULL: "default"): a path when it has a slash; else in $XDG_CONFIG_HOME/holdfast/
 * themes, in the share directory, and among the embedded ones, as NAME.theme. */
bool theme_load(struct theme *theme, const char *name, struct failure *f);
/* What is left of a style on a terminal of so many colours: 256-colour numbers fall to the nearest
 * of 16, then 8; below 8 only the attributes are left. */
struct theme_style theme_reduce(struct theme_style style, int colours);

#endif
