/* SPDX-License-Identifier: Apache-2.0 */
/* posix_spawn() rather than fork(): it is safe when the host has threads, and costs the same
 * however large the host is. The three pipes are served by one poll() loop, so neither side ever
 * waits for the other. */
#include "process.h"

#include "../base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK 50               /* ms between two looks at the cancel flag */
#define PIECE ((size_t)65536) /* bytes that one read asks for */
#define KEPT ((size_t)8192)   /* bytes of stderr that are kept of its beginning and of its end */

/* The beginning and the end of a text that may be endless. */
struct ends {
    char head[KEPT];
    char ring[KEPT]; /* what followed; its byte n lies at n modulo KEPT */
    size_t n;        /* bytes seen */
};

struct run {
    struct hk_env *env;
    const struct hk_process_spec *spec;
    pid_t pid;              /* 0: not there yet, or its end has been taken */
    struct pollfd pipes[3]; /* our ends, by the number that the program has for them; fd -1: shut */
    int theirs[3];          /* the program's ends until it has started, else -1 */
    size_t sent;            /* bytes of the input */
    struct hk_buf output;
    struct ends errors;
    int64_t deadline; /* ms */
};

/* ---- Words -------------------------------------------------------------------------------- */

void
hk_words_add(struct hk_arena *arena, struct hk_words *words, struct hk_slice word)
{
    words->torn |= hk_slice_find(word, '\0') != SIZE_MAX;
    hk_vec_push(arena, &words->list, hk_arena_strdup(arena, word));
}

void
hk_words_add_pair(struct hk_arena *arena, struct hk_words *words, struct hk_slice name,
                  struct hk_slice value)
{
    struct hk_slice start = hk_arena_concat(arena, name, HK_S("="));
    hk_words_add(arena, words, hk_arena_concat(arena, start, value));
}

void
hk_words_end(struct hk_arena *arena, struct hk_words *words)
{
    hk_vec_push(arena, &words->list, NULL);
}

/* ---- Descriptors -------------------------------------------------------------------------- */

static void
shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A host may have closed its stdin or stdout: a pipe must not take such a number, since the
 * program's own are made from it. */
static int
lift(int *fd)
{
    if (*fd > STDERR_FILENO)
        return 0;
    int high = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int error = high < 0 ? errno : 0;
    shut(fd);
    *fd = high;
    return error;
}

static int
open_pipe(struct run *run, int number)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    bool is_input = number == STDIN_FILENO;
    run->pipes[number].fd = ends[is_input ? 1 : 0];
    run->theirs[number] = ends[is_input ? 0 : 1];
    run->pipes[number].events = is_input ? POLLOUT : POLLIN;
    int error = lift(&run->pipes[number].fd);
    if (!error)
        error = lift(&run->theirs[number]);
    if (!error && fcntl(run->pipes[number].fd, F_SETFL, O_NONBLOCK) != 0)
        error = errno;
    return error;
}

/* ---- Life and death ----------------------------------------------------------------------- */

enum life { ALIVE, ENDED, TAKEN /* by somebody else's wait, or by an ignored SIGCHLD */ };

static enum life
look(const struct run *run)
{
    siginfo_t info = {0};
    int failed;
    do
        failed = waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT);
    while (failed && errno == EINTR);
    if (failed)
        return TAKEN;
    return info.si_pid ? ENDED : ALIVE;
}

/* Ends the program and all of its group, and takes its exit status. The group is still its own
 * then: its number is not used again before that. False when the status is lost. */
static bool
finish(struct run *run, int *ret_status)
{
    pid_t pid = run->pid;
    run->pid = 0;
    if (!pid)
        return false;
    struct run self = {.pid = pid};
    if (look(&self) == TAKEN)
        return false;
    (void)kill(-pid, SIGKILL);
    pid_t taken;
    do
        taken = waitpid(pid, ret_status, 0);
    while (taken < 0 && errno == EINTR);
    return taken == pid;
}

static void
release(void *resource)
{
    struct run *run = resource;
    int status;
    for (int i = 0; i < 3; i++) {
        shut(&run->pipes[i].fd);
        shut(&run->theirs[i]);
    }
    (void)finish(run, &status);
}

/* ---- Starting ----------------------------------------------------------------------------- */

static int
set_actions(const struct run *run, posix_spawn_file_actions_t *actions)
{
    int error = 0;
    for (int i = 0; i < 3 && !error; i++)
        error = posix_spawn_file_actions_adddup2(actions, run->theirs[i], i);
    if (!error)
        error = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    if (!error)
        error = posix_spawn_file_actions_addchdir_np(actions, run->spec->directory);
    return error;
}

/* A session of its own: a group to kill, and no terminal to ask. Signals are as a fresh login has
 * them, whatever the host ignores or blocks. */
static int
set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error)
        error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error)
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    return error;
}

static int
spawn_with(struct run *run, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes)
{
    const struct hk_process_spec *spec = run->spec;
    int error = set_actions(run, actions);
    if (!error)
        error = set_attributes(attributes);
    if (!error)
        error =
            posix_spawn(&run->pid, spec->program, actions, attributes,
                        (char *const *)spec->args.list.items, (char *const *)spec->env.list.items);
    if (error)
        run->pid = 0;
    return error;
}

static int
spawn(struct run *run)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = spawn_with(run, &actions, &attributes);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int
start(struct run *run)
{
    int error = run->spec->args.torn || run->spec->env.torn ? EINVAL : 0;
    for (int i = 0; i < 3 && !error; i++)
        error = open_pipe(run, i);
    if (!error)
        error = spawn(run);
    for (int i = 0; i < 3; i++)
        shut(&run->theirs[i]);
    if (!run->spec->input.len)
        shut(&run->pipes[STDIN_FILENO].fd);
    return error;
}

/* ---- Serving the pipes -------------------------------------------------------------------- */

/* write() to a pipe whose reader has gone raises SIGPIPE in the thread that calls. It is blocked
 * meanwhile, and taken away if it was not there before. */
static ssize_t
write_quietly(int fd, const char *bytes, size_t n)
{
    static const struct timespec at_once = {0};
    sigset_t pipe_only;
    sigset_t before;
    sigset_t pending;
    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    (void)sigpending(&pending);
    (void)pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    ssize_t written = write(fd, bytes, n);
    int error = errno;
    if (written < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE))
        (void)sigtimedwait(&pipe_only, NULL, &at_once);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return written;
}

/* A program need not read all of its input. */
static void
feed(struct run *run)
{
    struct pollfd *pipe = &run->pipes[STDIN_FILENO];
    if (pipe->fd < 0 || !pipe->revents)
        return;
    struct hk_slice rest = hk_slice_from(run->spec->input, run->sent);
    ssize_t n = write_quietly(pipe->fd, rest.ptr, rest.len < PIECE ? rest.len : PIECE);
    if (n > 0)
        run->sent += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        shut(&pipe->fd);
    if (run->sent == run->spec->input.len)
        shut(&pipe->fd);
}

/* Bytes that came, 0 when there are none now. Shuts the pipe at its end. */
static size_t
take(struct pollfd *pipe, char *bytes, size_t n)
{
    ssize_t got = read(pipe->fd, bytes, n);
    if (got > 0)
        return (size_t)got;
    if (got == 0 || (errno != EAGAIN && errno != EINTR))
        shut(&pipe->fd);
    return 0;
}

static void
hear(struct run *run)
{
    struct pollfd *pipe = &run->pipes[STDOUT_FILENO];
    if (pipe->fd < 0 || !pipe->revents)
        return;
    char *room = hk_buf_reserve(&run->output, PIECE);
    run->output.len += take(pipe, room, PIECE);
}

static void
ends_add(struct ends *ends, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++, ends->n++)
        if (ends->n < KEPT)
            ends->head[ends->n] = bytes[i];
        else
            ends->ring[ends->n % KEPT] = bytes[i];
}

static void
hear_errors(struct run *run)
{
    char bytes[4096];
    struct pollfd *pipe = &run->pipes[STDERR_FILENO];
    if (pipe->fd >= 0 && pipe->revents)
        ends_add(&run->errors, bytes, take(pipe, bytes, sizeof bytes));
}

static int64_t
now(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* How long to wait for the pipes. A program that has shut them all is about to end, most likely:
 * that is looked for more often the newer it is. */
static int
patience(const struct run *run, int64_t left, int *pause)
{
    int wait = run->env->cancel ? TICK : INT_MAX;
    if (run->pipes[STDOUT_FILENO].fd < 0 && run->pipes[STDERR_FILENO].fd < 0) {
        wait = *pause;
        *pause = *pause < TICK ? *pause * 2 + 1 : TICK;
    }
    return left < wait ? (int)left : wait;
}

/* Until the program has ended and whoever holds its pipes has shut them, as kustomize waits. */
static enum hk_process_end
attend(struct run *run)
{
    int pause = 0;
    for (;;) {
        hk_env_poll(run->env);
        if (run->pipes[STDOUT_FILENO].fd < 0 && run->pipes[STDERR_FILENO].fd < 0) {
            enum life life = look(run);
            if (life != ALIVE)
                return life == ENDED ? HK_PROCESS_EXITED : HK_PROCESS_LOST;
        }
        int64_t left = run->deadline - now();
        if (left <= 0)
            return HK_PROCESS_TIMED_OUT;
        (void)poll(run->pipes, 3, patience(run, left, &pause));
        feed(run);
        hear(run);
        hear_errors(run);
        if (run->output.len > run->spec->output_bytes)
            return HK_PROCESS_TOO_MUCH;
    }
}

/* ---- The whole ---------------------------------------------------------------------------- */

static struct hk_slice
ends_text(struct hk_arena *arena, const struct ends *ends)
{
    struct hk_slice head = {ends->head, ends->n < KEPT ? ends->n : KEPT};
    size_t after = ends->n - head.len;
    if (after <= KEPT)
        return hk_arena_concat(arena, head, hk_slice(ends->ring, after));
    struct hk_slice gap = HK_S("\n...\n");
    size_t first = ends->n % KEPT; /* the oldest byte of the ring */
    char *text = hk_arena_alloc(arena, KEPT + gap.len + KEPT);
    memcpy(text, head.ptr, KEPT);
    memcpy(text + KEPT, gap.ptr, gap.len);
    memcpy(text + KEPT + gap.len, ends->ring + first, KEPT - first);
    memcpy(text + KEPT + gap.len + KEPT - first, ends->ring, first);
    return (struct hk_slice){text, KEPT + gap.len + KEPT};
}

static void
conclude(struct run *run, struct hk_process *done)
{
    int status = 0;
    done->end = attend(run);
    if (!finish(run, &status))
        done->end = HK_PROCESS_LOST;
    if (done->end != HK_PROCESS_EXITED)
        return;
    done->number = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
        done->end = HK_PROCESS_SIGNALLED;
        done->number = WTERMSIG(status);
    }
}

struct hk_process *
hk_process_run(struct hk_env *env, struct hk_arena *arena, const struct hk_process_spec *spec)
{
    struct hk_process *done = HK_NEW(arena, struct hk_process);
    struct run *run = HK_NEW(arena, struct run);
    *run = (struct run){.env = env,
                        .spec = spec,
                        .pipes = {{.fd = -1}, {.fd = -1}, {.fd = -1}},
                        .theirs = {-1, -1, -1},
                        .output = HK_BUF_INIT(hk_arena_heap(arena)),
                        .deadline = now() + (int64_t)spec->seconds * 1000};
    hk_arena_defer(arena, hk_buf_release, &run->output);
    hk_arena_defer(arena, release, run);
    done->number = start(run);
    done->end = HK_PROCESS_NOT_STARTED;
    if (!done->number)
        conclude(run, done);
    hk_arena_release(arena, run);
    done->output = hk_buf_slice(&run->output);
    done->errors = ends_text(arena, &run->errors);
    return done;
}

const char *
hk_process_find(struct hk_arena *arena, struct hk_slice path, struct hk_slice name)
{
    if (hk_slice_find(name, '/') != SIZE_MAX)
        return hk_arena_strdup(arena, name);
    while (path.len && name.len) {
        size_t len = hk_slice_find(path, ':');
        struct hk_slice dir = hk_slice_head(path, len);
        path = hk_slice_from(path, len == SIZE_MAX ? path.len : len + 1);
        if (!dir.len || dir.ptr[0] != '/')
            continue;
        struct hk_slice file = hk_arena_concat(arena, hk_arena_concat(arena, dir, HK_S("/")), name);
        struct stat info;
        if (stat(file.ptr, &info) == 0 && S_ISREG(info.st_mode) &&
            faccessat(AT_FDCWD, file.ptr, X_OK, AT_EACCESS) == 0)
            return file.ptr;
    }
    return NULL;
}
