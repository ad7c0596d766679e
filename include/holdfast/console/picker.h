/* A small overlay in which one key chooses. It lies over the bottom of the body; what is under it
 * stays readable. Escape, q and any burst choose nothing. */
#ifndef HOLDFAST_CONSOLE_PICKER_H
#define HOLDFAST_CONSOLE_PICKER_H

#include <stddef.h>
#include <stdint.h>

struct console;
struct screen;

struct choice {
    const char *value; /* what the program calls it */
    const char *label; /* what people read */
    uint32_t key;      /* the key that chooses it; 0: the kit gives one from the label */
};

/* choice is the index, -1 when the person left without choosing. Gives what to redraw. */
typedef unsigned picker_chosen(struct screen *screen, void *context, int choice);

/* Opens over the screen; the texts are copied. More than fit are scrolled with j and k, and Enter
 * chooses the marked one. */
void console_pick(struct console *console, struct screen *screen, const char *title,
                  const struct choice *choices, size_t count, picker_chosen *chosen, void *context);

/* Gives every choice without a key its own: the first free letter or figure of its label, then any
 * letter; never j, k or q, which move and leave. keys has count entries. Keys given in choices are
 * kept. */
void picker_keys(const struct choice *choices, size_t count, uint32_t *keys);

#endif
