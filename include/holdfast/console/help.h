/* The help screen: every action with its keys, made from the live keymap, by group. */
#ifndef HOLDFAST_CONSOLE_HELP_H
#define HOLDFAST_CONSOLE_HELP_H

#include "holdfast/console/keymap.h"
#include "holdfast/console/screen.h"
#include "holdfast/util/arena.h"

/* Opened by the kit on "?". Needs no argument. */
extern const struct screen_ops help_screen;

struct help_line {
    const char *keys; /* "" for by-name only */
    const char *name; /* NULL: this line is a group's heading, text its name */
    const char *text;
};

/* All lines, group after group in order of first appearance; they live in the arena. */
size_t help_lines(const struct keymap *keymap, struct arena *arena, struct help_line **lines);

#endif
