#include "bench/part/screen.h"

#include "support/program.h"

enum { PATIENCE_MS = 60000, QUIET_MS = 800 };

struct terminal *screen_open(struct network *n, const char *login, bool lean)
{
    const char *conninfo = network_conninfo(n, login, false);
    const char *argv[] = {program_path(), "--db", conninfo, lean ? "--lean" : NULL, NULL};
    struct terminal *t = terminal_start(NULL, argv);
    terminal_wait(t, "WAITING SINCE THE NEED BEGAN", PATIENCE_MS);
    return t;
}

void screen_queue(struct terminal *t)
{
    terminal_type(t, "2");
    terminal_wait(t, "QUEUE", PATIENCE_MS);
    terminal_settle(t, QUIET_MS);
}
