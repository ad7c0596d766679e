#include "support/terminal.h"

#include "support/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include <cmocka.h>

enum { ROWS_MAX = 200, ROW_BYTES = 2048, TYPING_MS = 45 };

struct terminal {
    VTerm *vt;
    VTermScreen *screen;
    int master;
    pid_t pid;
    bool ended, alternate, brackets, check_cursor, stalled;
    int status;
    size_t bytes;
    int64_t typed_ms;
    int rhythm_ms;
    char tail[16]; /* the end of the output, for marks that arrive in pieces */
    char rows[ROWS_MAX][ROW_BYTES];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- starting and ending ---- */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct terminal *t = user;
    if (property == VTERM_PROP_ALTSCREEN)
        t->alternate = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void set_environment(const struct terminal_options *options)
{
    static const char *const passed[] = {"PATH", "ASAN_OPTIONS", "LSAN_OPTIONS"};
    enum { PASSED = sizeof passed / sizeof passed[0] };
    char *values[PASSED];
    for (size_t i = 0; i < PASSED; i++) {
        const char *value = getenv(passed[i]);
        values[i] = value != NULL ? strdup(value) : NULL;
    }
    clearenv();
    setenv("PATH", "/usr/bin:/bin", 1);
    for (size_t i = 0; i < PASSED; i++)
        if (values[i] != NULL)
            setenv(passed[i], values[i], 1);
    setenv("HOME", "/nonexistent", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    setenv("TERM", options->term != NULL ? options->term : "xterm-256color", 1);
    if (options->term != NULL && options->term[0] == '\0')
        unsetenv("TERM");
    for (const char *const *at = options->env; at != NULL && *at != NULL; at++)
        putenv(strdup(*at));
}

static void run_child(pid_t parent, const struct terminal_options *options, const char *const *argv)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    test_child_follow(parent);
    set_environment(options);
    execvp(argv[0], (char *const *)argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

struct terminal *terminal_start(const struct terminal_options *given, const char *const *argv)
{
    struct terminal_options options = given != NULL ? *given : (struct terminal_options){0};
    int rows = options.rows > 0 ? options.rows : 24, cols = options.cols > 0 ? options.cols : 80;
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    struct terminal *t = calloc(1, sizeof *t);
    t->check_cursor = true;
    t->rhythm_ms = TYPING_MS;
    t->vt = vterm_new(rows, cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
    pid_t parent = getpid();
    t->pid = forkpty(&t->master, NULL, NULL, &size);
    if (t->pid == 0)
        run_child(parent, &options, argv);
    assert_true(t->pid > 0);
    fcntl(t->master, F_SETFL, O_NONBLOCK);
    fcntl(t->master, F_SETFD, FD_CLOEXEC);
    return t;
}

void terminal_end(struct terminal *t)
{
    if (t == NULL)
        return;
    if (!t->ended) {
        kill(t->pid, SIGKILL);
        waitpid(t->pid, &t->status, 0);
    }
    close(t->master);
    vterm_free(t->vt);
    free(t);
}

/* ---- output ---- */

static bool ends_with(const char *tail, const char *mark)
{
    size_t len = strlen(tail), mark_len = strlen(mark);
    return len >= mark_len && strcmp(tail + len - mark_len, mark) == 0;
}

static void watch_modes(struct terminal *t, char byte)
{
    size_t len = strlen(t->tail);
    if (byte == '\0')
        return;
    if (len == sizeof t->tail - 1)
        memmove(t->tail, t->tail + 1, len--);
    t->tail[len] = byte;
    t->tail[len + 1] = '\0';
    if (ends_with(t->tail, "\033[?2004h"))
        t->brackets = true;
    if (ends_with(t->tail, "\033[?2004l"))
        t->brackets = false;
}

/* Takes what is there; false when nothing was. */
static bool take(struct terminal *t)
{
    char bytes[4096];
    ssize_t len = t->stalled ? -1 : read(t->master, bytes, sizeof bytes);
    if (len <= 0)
        return false;
    t->bytes += (size_t)len;
    for (ssize_t i = 0; i < len; i++)
        watch_modes(t, bytes[i]);
    vterm_input_write(t->vt, bytes, (size_t)len);
    return true;
}

static void wait_output(struct terminal *t, int64_t ms)
{
    struct pollfd fd = {t->stalled ? -1 : t->master, POLLIN, 0};
    int ready = poll(&fd, 1, (int)(ms < 0 ? 0 : ms));
    if (ready > 0 && !take(t) && (fd.revents & POLLHUP))
        poll(NULL, 0, 2); /* the program has closed it: do not spin until the deadline */
    while (take(t)) {
    }
}

/* ---- looking ---- */

static void cell_at(struct terminal *t, int row, int col, VTermScreenCell *cell)
{
    memset(cell, 0, sizeof *cell);
    vterm_screen_get_cell(t->screen, (VTermPos){.row = row, .col = col}, cell);
}

static size_t put_utf8(uint32_t code, char *out)
{
    if (code < 0x80)
        return (size_t)(out[0] = (char)code, 1);
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(leads[len] | code);
    return len;
}

const char *terminal_row(struct terminal *t, int row)
{
    int rows, cols;
    size_t len = 0;
    vterm_get_size(t->vt, &rows, &cols);
    assert_in_range(row, 0, ROWS_MAX - 1);
    char *out = t->rows[row];
    for (int col = 0; col < cols && row < rows && len + 32 < ROW_BYTES; col++) {
        VTermScreenCell cell;
        cell_at(t, row, col, &cell);
        if (cell.chars[0] == UINT32_MAX)
            continue;
        if (cell.chars[0] == 0)
            out[len++] = ' ';
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
            len += put_utf8(cell.chars[i], out + len);
    }
    while (len > 0 && out[len - 1] == ' ')
        len--;
    out[len] = '\0';
    return out;
}

int terminal_find(struct terminal *t, const char *text)
{
    int rows, cols;
    vterm_get_size(t->vt, &rows, &cols);
    for (int row = 0; row < rows; row++)
        if (strstr(terminal_row(t, row), text) != NULL)
            return row;
    return -1;
}

bool terminal_shows(struct terminal *t, const char *text)
{
    return terminal_find(t, text) >= 0;
}

void terminal_cursor(struct terminal *t, int *row, int *col)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
    *row = at.row;
    *col = at.col;
}

bool terminal_reverse(struct terminal *t, int row, int col)
{
    VTermScreenCell cell;
    cell_at(t, row, col, &cell);
    return cell.attrs.reverse;
}

bool terminal_bold(struct terminal *t, int row, int col)
{
    VTermScreenCell cell;
    cell_at(t, row, col, &cell);
    return cell.attrs.bold;
}

int terminal_foreground(struct terminal *t, int row, int col)
{
    VTermScreenCell cell;
    cell_at(t, row, col, &cell);
    if (VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_INDEXED(&cell.fg))
        return -1;
    return cell.fg.indexed.idx;
}

int terminal_background(struct terminal *t, int row, int col)
{
    VTermScreenCell cell;
    cell_at(t, row, col, &cell);
    if (VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) || !VTERM_COLOR_IS_INDEXED(&cell.bg))
        return -1;
    return cell.bg.indexed.idx;
}

static bool same_attributes(VTermScreenCellAttrs a, VTermScreenCellAttrs b)
{
    return a.bold == b.bold && a.underline == b.underline && a.italic == b.italic &&
           a.blink == b.blink && a.reverse == b.reverse && a.strike == b.strike;
}

bool terminal_same_dress(struct terminal *a, struct terminal *b, int row)
{
    int rows, cols;
    vterm_get_size(a->vt, &rows, &cols);
    for (int col = 0; col < cols; col++) {
        VTermScreenCell one = {0}, other = {0};
        cell_at(a, row, col, &one);
        cell_at(b, row, col, &other);
        if (!same_attributes(one.attrs, other.attrs) || !vterm_color_is_equal(&one.fg, &other.fg) ||
            !vterm_color_is_equal(&one.bg, &other.bg))
            return false;
    }
    return true;
}

static bool is_marked(struct terminal *t, int row)
{
    VTermScreenCell first, second;
    cell_at(t, row, 0, &first);
    cell_at(t, row, 1, &second);
    return first.attrs.reverse || (first.chars[0] == '>' && second.chars[0] != '>');
}

int terminal_selected(struct terminal *t)
{
    int rows, cols, found = -1;
    vterm_get_size(t->vt, &rows, &cols);
    /* The first row and the last two are not a list's. */
    for (int row = 1; row < rows - 2; row++)
        if (is_marked(t, row)) {
            if (found >= 0)
                return -1;
            found = row;
        }
    return found;
}

bool terminal_alternate(struct terminal *t)
{
    return t->alternate;
}

bool terminal_brackets(struct terminal *t)
{
    return t->brackets;
}

void terminal_settings(struct terminal *t, struct termios *settings)
{
    assert_int_equal(tcgetattr(t->master, settings), 0);
}

void terminal_print(struct terminal *t)
{
    int rows, cols, row, col;
    vterm_get_size(t->vt, &rows, &cols);
    terminal_cursor(t, &row, &col);
    fprintf(stderr, "---- screen %dx%d, cursor at row %d col %d, selected row %d ----\n", cols,
            rows, row, col, terminal_selected(t));
    for (int i = 0; i < rows; i++)
        fprintf(stderr, "%2d |%s\n", i, terminal_row(t, i));
    fprintf(stderr, "----\n");
}

/* ---- waiting ---- */

static bool cursor_is_right(struct terminal *t)
{
    int rows, cols, row, col, selected = terminal_selected(t);
    vterm_get_size(t->vt, &rows, &cols);
    terminal_cursor(t, &row, &col);
    /* In the last row a line is being asked for: there the cursor belongs. */
    return !t->check_cursor || t->ended || selected < 0 || selected == row || row == rows - 1;
}

void terminal_wait_for(struct terminal *t, terminal_condition *condition, void *context,
                       const char *what, int timeout_ms)
{
    int64_t deadline = now_ms() + timeout_ms;
    bool met = false;
    for (;;) {
        while (take(t)) {
        }
        met = condition(t, context);
        if (met && cursor_is_right(t))
            return;
        if (now_ms() >= deadline)
            break;
        wait_output(t, deadline - now_ms());
    }
    terminal_print(t);
    if (met)
        fail_msg("%s, but the cursor is not on the selected row", what);
    fail_msg("waited %d ms in vain: %s", timeout_ms, what);
}

struct wanted {
    const char *text;
    int row; /* -1: any */
    bool gone;
};

static bool text_condition(struct terminal *t, void *context)
{
    const struct wanted *wanted = context;
    bool shows = wanted->row < 0 ? terminal_shows(t, wanted->text)
                                 : strstr(terminal_row(t, wanted->row), wanted->text) != NULL;
    return shows != wanted->gone;
}

static void wait_text(struct terminal *t, struct wanted wanted, int timeout_ms)
{
    char what[512];
    snprintf(what, sizeof what, "\"%s\" %s", wanted.text, wanted.gone ? "is gone" : "shows");
    terminal_wait_for(t, text_condition, &wanted, what, timeout_ms);
}

void terminal_wait(struct terminal *t, const char *text, int timeout_ms)
{
    wait_text(t, (struct wanted){text, -1, false}, timeout_ms);
}

void terminal_wait_row(struct terminal *t, int row, const char *text, int timeout_ms)
{
    wait_text(t, (struct wanted){text, row, false}, timeout_ms);
}

void terminal_wait_gone(struct terminal *t, const char *text, int timeout_ms)
{
    wait_text(t, (struct wanted){text, -1, true}, timeout_ms);
}

void terminal_settle(struct terminal *t, int quiet_ms)
{
    size_t before;
    do {
        before = t->bytes;
        wait_output(t, quiet_ms);
    } while (t->bytes != before);
}

static bool has_ended(struct terminal *t, void *context)
{
    (void)context;
    if (!t->ended && waitpid(t->pid, &t->status, WNOHANG) == t->pid)
        t->ended = true;
    if (!t->ended)
        poll(NULL, 0, 1); /* an end sends no byte that poll could wait for */
    return t->ended;
}

int terminal_wait_end(struct terminal *t, int timeout_ms)
{
    int64_t deadline = now_ms() + timeout_ms;
    while (!has_ended(t, NULL) && now_ms() < deadline)
        while (take(t)) {
        }
    if (!t->ended) {
        terminal_print(t);
        fail_msg("the program did not end within %d ms", timeout_ms);
    }
    while (take(t)) {
    }
    return t->status;
}

/* ---- typing ---- */

static void write_all(struct terminal *t, const char *bytes, size_t len)
{
    int64_t deadline = now_ms() + TERMINAL_PATIENCE_MS;
    while (len > 0 && now_ms() < deadline) {
        ssize_t written = write(t->master, bytes, len);
        if (written > 0) {
            bytes += written;
            len -= (size_t)written;
            continue;
        }
        struct pollfd fd = {t->master, POLLOUT, 0};
        poll(&fd, 1, 20);
        while (take(t)) {
        }
    }
    t->typed_ms = now_ms();
}

/* Bytes of the first key: a character, or an escape sequence to its final byte. */
static size_t key_bytes(const char *keys)
{
    if (keys[0] == '\033' && (keys[1] == '[' || keys[1] == 'O')) {
        size_t len = 2;
        while (keys[len] != '\0' && (keys[len] < '@' || keys[len] > '~' || keys[len] == '['))
            len++;
        return keys[len] != '\0' ? len + 1 : len;
    }
    size_t len = 1;
    while (((unsigned char)keys[len] & 0xC0) == 0x80)
        len++;
    return len;
}

void terminal_type(struct terminal *t, const char *keys)
{
    while (*keys != '\0') {
        size_t len = key_bytes(keys);
        for (int64_t left; (left = t->typed_ms + t->rhythm_ms - now_ms()) > 0;)
            wait_output(t, left);
        write_all(t, keys, len);
        keys += len;
    }
}

void terminal_rhythm(struct terminal *t, int ms)
{
    t->rhythm_ms = ms;
}

void terminal_send(struct terminal *t, const char *bytes)
{
    write_all(t, bytes, strlen(bytes));
}

void terminal_paste(struct terminal *t, const char *text)
{
    size_t size = strlen(text) + 16;
    char *bytes = malloc(size);
    snprintf(bytes, size, "%s%s%s", t->brackets ? "\033[200~" : "", text,
             t->brackets ? "\033[201~" : "");
    terminal_send(t, bytes);
    free(bytes);
}

void terminal_resize(struct terminal *t, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    while (take(t)) {
    }
    vterm_set_size(t->vt, rows, cols);
    assert_int_equal(ioctl(t->master, TIOCSWINSZ, &size), 0);
}

void terminal_signal(struct terminal *t, int number)
{
    assert_int_equal(kill(t->pid, number), 0);
}

void terminal_stall(struct terminal *t, bool stalled)
{
    t->stalled = stalled;
}

/* ---- counting ---- */

size_t terminal_bytes(struct terminal *t)
{
    return t->bytes;
}

void terminal_bytes_reset(struct terminal *t)
{
    t->bytes = 0;
}

pid_t terminal_pid(struct terminal *t)
{
    return t->pid;
}

long terminal_memory(struct terminal *t)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)t->pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kb;
}

void terminal_check_cursor(struct terminal *t, bool on)
{
    t->check_cursor = on;
}
