/* The console as the only thing that somebody can run, behind SSH: what they could bring along from
 * outside does not count. */
#ifndef HOLDFAST_COMMAND_KIOSK_H
#define HOLDFAST_COMMAND_KIOSK_H

#include "holdfast/command/options.h"

#define KIOSK_FILE "/etc/holdfast/kiosk.yaml"

/* Before anything reads the environment: with --kiosk among the arguments only the kind of
 * terminal, the locale and NO_COLOR are left of it, and only with values that name no file. */
void kiosk_enter(int argc, char **argv);
/* Whether the options go together with --kiosk, and the command is one that a kiosk has. */
bool kiosk_allows(const struct options *o, struct failure *f);
bool kiosk_has(const char *command, struct failure *f);
/* The kiosk's file, which nobody but its owner may be able to change. */
bool kiosk_file(const struct options *o, const char **path, struct failure *f);

#endif
