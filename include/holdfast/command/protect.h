/* What the process does for itself before anything else. */
#ifndef HOLDFAST_COMMAND_PROTECT_H
#define HOLDFAST_COMMAND_PROTECT_H

/* Its memory, in which there are names and may be a password, is written to no core file, and no
 * other process of the same account may look into it. */
void protect_memory(void);

#endif
