#include "holdfast/console/tty.h"

#include "holdfast/console/pen.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* Where ncurses writes: a file in memory, from which each picture goes into a buffer of ours and
 * from there to the terminal as it takes it. So a stalled terminal stalls nobody. */
struct tty {
    SCREEN *screen;
    FILE *picture;
    int picture_fd, in_fd, out_fd;
    bool own_out; /* out_fd is ours and does not block */
    bool colour, reverses;
    struct termios raw;
    struct pen pen;
    struct buffer drawn, out; /* as curses has it, and as it goes to the terminal */
    size_t out_at;
    uint64_t bytes;
};

enum { RESTORE_MAX = 2048, ERASED_MOST = 150, SIGNAL_STACK = 32 * 1024, CAREFUL_WRITE = 256 };

/* What a signal handler needs to give the terminal back; a handler gets no argument, hence the one
 * place in the program where state is not passed along. */
static struct {
    volatile sig_atomic_t armed;
    int fd;
    struct termios before;
    char text[RESTORE_MAX];
    size_t len;
    struct sigaction old[NSIG];
    void (*exhausted)(void);
    char stack[SIGNAL_STACK];
} restore;

static const int fatal_signals[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL, SIGABRT,
                                    SIGQUIT, SIGTERM, SIGHUP, SIGINT, SIGXCPU};

/* Async-signal-safe: write and tcsetattr only. */
static void give_back(void)
{
    if (!restore.armed)
        return;
    restore.armed = 0;
    ssize_t written = write(restore.fd, restore.text, restore.len);
    (void)written;
    (void)tcsetattr(restore.fd, TCSANOW, &restore.before);
}

static void on_fatal(int number)
{
    int saved = errno;
    give_back();
    (void)sigaction(number, &restore.old[number], NULL);
    (void)raise(number);
    errno = saved;
}

static void on_exhausted(void)
{
    give_back();
    restore.exhausted();
}

static void catch_fatal(void)
{
    stack_t stack = {.ss_sp = restore.stack, .ss_size = sizeof restore.stack};
    (void)sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof fatal_signals / sizeof fatal_signals[0]; i++)
        (void)sigaction(fatal_signals[i], &action, &restore.old[fatal_signals[i]]);
    restore.exhausted = memory_exhausted;
    memory_exhausted = on_exhausted;
}

static void release_fatal(void)
{
    for (size_t i = 0; i < sizeof fatal_signals / sizeof fatal_signals[0]; i++)
        (void)sigaction(fatal_signals[i], &restore.old[fatal_signals[i]], NULL);
    memory_exhausted = restore.exhausted;
    stack_t none = {.ss_flags = SS_DISABLE};
    (void)sigaltstack(&none, NULL);
}

/* Terminfo strings may ask for delays, "$<5>", which nobody needs any more. */
static void add_undelayed(struct buffer *text, const char *at)
{
    while (*at != '\0') {
        size_t len = strcspn(at, "$");
        buffer_add(text, at, len);
        at += len;
        if (strncmp(at, "$<", 2) == 0 && strchr(at, '>') != NULL)
            at = strchr(at, '>') + 1;
        else if (*at == '$')
            buffer_add(text, at++, 1);
    }
}

static void add_capability(struct buffer *text, const char *name)
{
    const char *at = tigetstr(name);
    if (at != NULL && at != (const char *)-1)
        add_undelayed(text, at);
}

static bool has(const char *name)
{
    const char *text = tigetstr(name);
    return text != NULL && text != (const char *)-1;
}

/* Where there is no second screen that goes away with what was on it. Row by row: what is cleared
 * at once some terminals keep for scrolling back. */
static void add_erasure(struct buffer *text, const char *cup, int rows)
{
    add_undelayed(text, tparm(cup, 0, 0));
    for (int i = 0; i < rows && i < ERASED_MOST; i++) {
        add_capability(text, "el");
        buffer_text(text, i + 1 < rows ? "\r\n" : "");
    }
    add_capability(text, "E3");
}

static void add_restore(struct buffer *text)
{
    buffer_text(text, "\033[?2004l");
    add_capability(text, "sgr0");
    add_capability(text, "op");
    add_capability(text, "cnorm");
    struct winsize size = {0};
    const char *csr = tigetstr("csr"), *cup = tigetstr("cup");
    bool sized = ioctl(restore.fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    if (!has("rmcup"))
        add_erasure(text, cup, sized ? size.ws_row : 24);
    if (sized && csr != NULL && csr != (const char *)-1)
        add_undelayed(text, tparm(csr, 0, size.ws_row - 1));
    add_undelayed(text, tparm(cup, sized ? size.ws_row - 1 : 23, 0));
    add_capability(text, "el");
    add_capability(text, "rmcup");
}

static void prepare_restore(void)
{
    struct buffer text = {0};
    add_restore(&text);
    sig_atomic_t armed = restore.armed;
    restore.armed = 0;
    restore.len = text.len < RESTORE_MAX ? text.len : RESTORE_MAX;
    memcpy(restore.text, text.data, restore.len);
    restore.armed = armed;
    buffer_free(&text);
}

static bool complain(struct failure *f, const char *why, const char *name)
{
    return failure_set(f, EX_USAGE, say("console"),
                       say("set TERM to what your terminal is (xterm-256color fits most), or use "
                           "the plain commands: holdfast --help names them"),
                       why, name);
}

static bool check_terminal(struct failure *f)
{
    int error = 0;
    const char *term = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return failure_set(f, EX_USAGE, say("console"),
                           say("start it from a terminal, or use the plain commands: "
                               "holdfast --help names them"),
                           "%s", say("standard input or output is not a terminal"));
    if (term == NULL || *term == '\0')
        return complain(f, "%s", say("TERM is not set"));
    if (setupterm(term, STDOUT_FILENO, &error) != OK)
        return complain(f, say("this machine knows no terminal \"%s\""), term);
    bool able = has("cup") && has("ed");
    (void)del_curterm(cur_term);
    return able || complain(f, say("a terminal of the kind \"%s\" cannot move its cursor"), term);
}

static void open_output(struct tty *terminal)
{
    char path[256];
    terminal->out_fd = -1;
    if (ttyname_r(STDOUT_FILENO, path, sizeof path) == 0)
        terminal->out_fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    terminal->own_out = terminal->out_fd >= 0;
    if (!terminal->own_out)
        terminal->out_fd = STDOUT_FILENO;
}

static bool open_picture(struct tty *terminal, struct failure *f)
{
    terminal->picture_fd = memfd_create("picture", MFD_CLOEXEC);
    if (terminal->picture_fd >= 0)
        terminal->picture = fdopen(terminal->picture_fd, "w");
    if (terminal->picture != NULL)
        return true;
    return failure_set(f, EX_OSERR, say("console"), "", "%s", strerror(errno));
}

static bool start_curses(struct tty *terminal, bool no_color, struct failure *f)
{
    const char *refused = getenv("NO_COLOR");
    use_env(FALSE);
    terminal->screen = newterm(NULL, terminal->picture, stdin);
    if (terminal->screen == NULL)
        return complain(f, say("a terminal of the kind \"%s\" does not serve"), getenv("TERM"));
    (void)nonl();
    (void)typeahead(-1);
    (void)idlok(stdscr, TRUE);
    terminal->reverses = has("rev") || has("smso");
    terminal->colour = !no_color && (refused == NULL || *refused == '\0') && has_colors();
    if (terminal->colour) {
        (void)start_color();
        (void)use_default_colors();
    }
    return true;
}

static void make_raw(struct tty *terminal)
{
    terminal->raw = restore.before;
    cfmakeraw(&terminal->raw);
    terminal->raw.c_cc[VMIN] = 1;
    terminal->raw.c_cc[VTIME] = 0;
    (void)tcsetattr(terminal->in_fd, TCSANOW, &terminal->raw);
}

struct tty *tty_open(bool no_color, struct failure *f)
{
    if (!check_terminal(f))
        return NULL;
    struct tty *terminal = memory_take(1, sizeof *terminal);
    terminal->in_fd = STDIN_FILENO;
    pen_forget(&terminal->pen);
    open_output(terminal);
    restore.fd = terminal->out_fd; /* a stalled terminal must not hold up our end either */
    if (tcgetattr(terminal->in_fd, &restore.before) != 0) {
        (void)failure_set(f, EX_OSERR, say("console"), "", "%s", strerror(errno));
    } else if (open_picture(terminal, f) && start_curses(terminal, no_color, f)) {
        prepare_restore();
        catch_fatal();
        restore.armed = 1;
        make_raw(terminal);
        buffer_text(&terminal->out, "\033[?2004h");
        (void)tty_resize(terminal);
        return terminal;
    }
    tty_close(terminal);
    return NULL;
}

void tty_close(struct tty *terminal)
{
    if (terminal == NULL)
        return;
    if (terminal->screen != NULL) {
        if (restore.armed)
            tty_leave(terminal);
        release_fatal();
        delscreen(terminal->screen);
    }
    if (terminal->picture != NULL)
        (void)fclose(terminal->picture);
    else if (terminal->picture_fd > 0)
        (void)close(terminal->picture_fd);
    if (terminal->own_out)
        (void)close(terminal->out_fd);
    buffer_free(&terminal->drawn);
    buffer_free(&terminal->out);
    free(terminal);
}

void tty_leave(struct tty *terminal)
{
    buffer_clear(&terminal->out);
    terminal->out_at = 0;
    give_back();
}

void tty_enter(struct tty *terminal)
{
    restore.armed = 1;
    make_raw(terminal);
    buffer_clear(&terminal->out);
    terminal->out_at = 0;
    pen_forget(&terminal->pen);
    add_capability(&terminal->out, "smcup");
    buffer_text(&terminal->out, "\033[?2004h");
    tty_repaint(terminal);
}

int tty_colours(const struct tty *terminal)
{
    if (!terminal->colour)
        return 0;
    /* Beyond 256 the numbers are shades, not places in a palette, but for the first 8. */
    return COLORS > 256 ? 8 : COLORS;
}

bool tty_reverses(const struct tty *terminal)
{
    return terminal->reverses;
}

bool tty_resize(struct tty *terminal)
{
    struct winsize size = {0};
    if (ioctl(terminal->in_fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
        size.ws_row = 24;
        size.ws_col = 80;
    }
    if (size.ws_row == LINES && size.ws_col == COLS)
        return false;
    (void)resize_term(size.ws_row, size.ws_col);
    prepare_restore();
    return true;
}

void tty_hide(struct tty *terminal)
{
    if (has("rmcup"))
        tty_repaint(terminal);
}

void tty_repaint(struct tty *terminal)
{
    (void)terminal;
    (void)clearok(curscr, TRUE);
}

void tty_show(struct tty *terminal)
{
    (void)wnoutrefresh(stdscr);
    (void)doupdate();
    (void)fflush(terminal->picture);
    off_t size = lseek(terminal->picture_fd, 0, SEEK_CUR);
    if (terminal->out_at == terminal->out.len) {
        buffer_clear(&terminal->out);
        terminal->out_at = 0;
    }
    char piece[4096];
    buffer_clear(&terminal->drawn);
    for (off_t at = 0; at < size;) {
        ssize_t len = pread(terminal->picture_fd, piece, sizeof piece, at);
        if (len <= 0)
            break;
        buffer_add(&terminal->drawn, piece, (size_t)len);
        at += len;
    }
    pen_write(&terminal->pen, terminal->drawn.data, terminal->drawn.len, &terminal->out);
    (void)lseek(terminal->picture_fd, 0, SEEK_SET);
    if (ftruncate(terminal->picture_fd, 0) != 0)
        tty_repaint(terminal);
}

bool tty_idle(const struct tty *terminal)
{
    return terminal->out_at == terminal->out.len;
}

/* Without a descriptor of our own that does not block, only as much as surely goes in. */
static size_t portion(const struct tty *terminal)
{
    size_t len = terminal->out.len - terminal->out_at;
    struct pollfd out = {.fd = terminal->out_fd, .events = POLLOUT};
    if (terminal->own_out)
        return len;
    if (poll(&out, 1, 0) != 1)
        return 0;
    return len < CAREFUL_WRITE ? len : CAREFUL_WRITE;
}

bool tty_write(struct tty *terminal)
{
    size_t len;
    while ((len = portion(terminal)) > 0) {
        ssize_t written = write(terminal->out_fd, terminal->out.data + terminal->out_at, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno == EAGAIN;
        terminal->out_at += (size_t)written;
        terminal->bytes += (uint64_t)written;
    }
    return true;
}

int tty_read(struct tty *terminal, char *out, size_t size)
{
    ssize_t len = read(terminal->in_fd, out, size);
    if (len > 0)
        return (int)len;
    return len < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : -1;
}

int tty_input_fd(const struct tty *terminal)
{
    return terminal->in_fd;
}

int tty_output_fd(const struct tty *terminal)
{
    return terminal->out_fd;
}

uint64_t tty_bytes(const struct tty *terminal)
{
    return terminal->bytes;
}
