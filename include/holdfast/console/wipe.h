/* Takes what was printed off a terminal that is not the console's just now. */
#ifndef HOLDFAST_CONSOLE_WIPE_H
#define HOLDFAST_CONSOLE_WIPE_H

/* Clears the window and, where the terminal can, what was scrolled out of it; one that cannot even
 * clear gets as many empty lines as it has rows. */
void wipe_terminal(int fd);

#endif
