/* Running a file of SQL that travels inside the program. */
#ifndef HOLDFAST_GATEWAY_RUN_FILE_H
#define HOLDFAST_GATEWAY_RUN_FILE_H

#include "holdfast/gateway/gateway.h"
#include "holdfast/util/embed.h"

#include <stdbool.h>

/* All statements of the file, sent at once without waiting for each; the caller decides whether
 * they are one transaction. Failures name file and line. */
bool gateway_run_file(struct gateway *g, const struct embedded_file *file, struct failure *f);

#endif
