/* The first words on a link. */
#include "parts.h"

#include "holdfast/gateway/migrate.h"
#include "holdfast/util/say.h"

/* Instants must come in ISO style with their offset, whatever a role or a database has set. */
static const char settings[] = "SELECT set_config('DateStyle', 'ISO, YMD', false),"
                               " set_config('TimeZone', 'UTC', false),"
                               " set_config('IntervalStyle', 'iso_8601', false)";

/* Raises HF426 when the schema is not the one this program was built with. */
const char *greeting_check(void)
{
    return "SELECT api.hello($1)";
}

const char *greeting_needs(char text[static 24])
{
    return gateway_number(text, migrate_newest());
}

struct request *greeting_make(struct gateway *g)
{
    struct request *r = request_make(g, &(struct gateway_call){.sql = settings, .block = true});
    r->kind = REQUEST_HELLO;
    return r;
}

/* The first minor release of each major one that carries the fixes of 15.20 (November 2026): plans
 * cached across roles could skip row security, and others on which the database's own borders rest.
 * All supported majors are released on one day. The one before was 15.19, 16.15, 17.11 and 18.6
 * (18.5 was withdrawn before it came out), hence these; 19 came out between the two. */
static const struct {
    int major, minor;
} fixed[] = {{15, 20}, {16, 16}, {17, 12}, {18, 7}, {19, 1}};

const char *greeting_warning(int server_version)
{
    int major = server_version / 10000, minor = server_version % 10000;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (fixed[i].major == major && minor < fixed[i].minor)
            return say("the database server lacks security fixes: ask its administrator to "
                       "install the latest minor release");
    return NULL;
}
