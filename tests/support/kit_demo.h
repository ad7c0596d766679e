/* A tiny program on the console kit, for testing the kit: a list of a thousand rows read page by
 * page, a form, a picker, and an act that counts how often it was done. */
#ifndef TESTS_SUPPORT_KIT_DEMO_H
#define TESTS_SUPPORT_KIT_DEMO_H

/* Options: --lean, --safe, --no-color, --theme NAME, --idle. Gives the exit status. */
int kit_demo(int argc, char **argv);

#endif
