/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that behave and programs that do not, all of them shell scripts. */
#include "check.h"

#include "load/process.h"
#include "load/tempdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the tests may set; the rest has sound values. */
struct job {
    const char *script;
    const char *program; /* NULL: /bin/sh */
    const char *variable;
    struct hk_slice input;
    uint32_t seconds;
    size_t output_bytes;
    bool secret;
};

static struct hk_process_spec
spec_of(struct hk_arena *arena, const struct job *job)
{
    struct hk_process_spec spec = {.program = job->program ? job->program : "/bin/sh",
                                   .directory = "/",
                                   .input = job->input,
                                   .seconds = job->seconds ? job->seconds : 20,
                                   .output_bytes = job->output_bytes ? job->output_bytes : 1 << 20,
                                   .shown = HK_S("script"),
                                   .secret = job->secret};
    hk_words_add(arena, &spec.args, HK_S("sh"));
    hk_words_add(arena, &spec.args, HK_S("-c"));
    hk_words_add(arena, &spec.args, hk_slice_cstr(job->script));
    hk_words_end(arena, &spec.args);
    hk_words_add_pair(arena, &spec.env, HK_S("PATH"), HK_S("/usr/bin:/bin"));
    if (job->variable)
        hk_words_add(arena, &spec.env, hk_slice_cstr(job->variable));
    hk_words_end(arena, &spec.env);
    return spec;
}

static struct hk_process *
run(struct check_env *box, const struct job *job)
{
    struct hk_process_spec spec = spec_of(box->env.arena, job);
    return hk_process_run(&box->env, box->env.arena, &spec);
}

static unsigned
n_descriptors(void)
{
    unsigned n = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (dir && readdir(dir))
        n++;
    if (dir)
        closedir(dir);
    return n;
}

/* ---- Programs that behave ----------------------------------------------------------------- */

static void
test_output(struct check_env *box)
{
    struct hk_process *done =
        run(box, &(struct job){.script = "cat; echo err >&2; exit 3", .input = HK_S("hello\n")});
    CHECK(done->end == HK_PROCESS_EXITED && done->number == 3);
    CHECK_TEXT(done->output, HK_S("hello\n"));
    CHECK_TEXT(done->errors, HK_S("err\n"));
    done = run(box, &(struct job){.script = "pwd; cat"});
    CHECK(done->end == HK_PROCESS_EXITED && done->number == 0);
    CHECK_TEXT(done->output, HK_S("/\n"));
}

static void
test_environment(struct check_env *box)
{
    setenv("HK_TEST_SECRET", "x", 1);
    struct hk_process *done =
        run(box, &(struct job){.script = "exec env", .variable = "NAME=some value"});
    CHECK(memmem(done->output.ptr, done->output.len, "PATH=/usr/bin:/bin\n", 19) != NULL);
    CHECK(memmem(done->output.ptr, done->output.len, "NAME=some value\n", 16) != NULL);
    CHECK(memmem(done->output.ptr, done->output.len, "HK_TEST", 7) == NULL);
}

static void
test_nothing_inherited(struct check_env *box)
{
    int open_fd = fcntl(STDIN_FILENO, F_DUPFD, 50); /* without O_CLOEXEC, as careless hosts do */
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    sigset_t usr1;
    sigset_t old;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &usr1, &old);
    struct hk_process *done =
        run(box, &(struct job){.script = "for f in /proc/$$/fd/*; do echo ${f##*/}; done;"
                                         "grep -E 'Sig(Blk|Ign)' /proc/self/status"});
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    signal(SIGPIPE, before);
    close(open_fd);
    CHECK(memmem(done->output.ptr, done->output.len, "SigBlk:\t0000000000000000\n", 25) != NULL);
    CHECK(hk_slice_starts(done->output, HK_S("0\n1\n2\n3\nSig"))); /* 3: the shell's own listing */
    const char *ignored = memmem(done->output.ptr, done->output.len, "SigIgn:", 7);
    CHECK(ignored && !(strtoull(ignored + 7, NULL, 16) >> (SIGPIPE - 1) & 1));
}

/* Much in and much out at the same time: neither side may wait for the other. */
static void
test_large(struct check_env *box)
{
    size_t n = (size_t)8 << 20;
    char *bytes = hk_arena_alloc(box->env.arena, n);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)('a' + i % 23);
    struct hk_process *done =
        run(box, &(struct job){.script = "exec cat", .input = {bytes, n}, .output_bytes = n});
    CHECK(done->end == HK_PROCESS_EXITED && done->number == 0);
    CHECK(done->output.len == n && memcmp(done->output.ptr, bytes, n) == 0);
    /* It never reads what it is given, and no SIGPIPE comes to us. */
    done = run(box, &(struct job){.script = "echo done", .input = {bytes, n}});
    CHECK(done->end == HK_PROCESS_EXITED && done->number == 0);
    CHECK_TEXT(done->output, HK_S("done\n"));
}

static void
test_long_errors(struct check_env *box)
{
    struct hk_process *done =
        run(box, &(struct job){.script = "echo first >&2; i=0; while [ $i -lt 3000 ]; do "
                                         "echo 0123456789 >&2; i=$((i+1)); done; echo last >&2"});
    CHECK(done->errors.len == 8192 + 5 + 8192);
    CHECK(hk_slice_starts(done->errors, HK_S("first\n")));
    CHECK(hk_slice_ends(done->errors, HK_S("9\nlast\n")));
}

/* ---- Programs that do not ----------------------------------------------------------------- */

static double
seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void
test_limits(struct check_env *box)
{
    double start = seconds_now();
    struct hk_process *done =
        run(box, &(struct job){.script = "sleep 100 & sleep 100", .seconds = 1});
    CHECK(done->end == HK_PROCESS_TIMED_OUT);
    done = run(box, &(struct job){.script = "exec >&- 2>&-; sleep 100", .seconds = 1});
    CHECK(done->end == HK_PROCESS_TIMED_OUT);
    done = run(box, &(struct job){.script = "exec cat /dev/zero"});
    CHECK(done->end == HK_PROCESS_TOO_MUCH);
    done = run(box, &(struct job){.script = "trap '' TERM; kill -SEGV $$"});
    CHECK(done->end == HK_PROCESS_SIGNALLED && done->number == SIGSEGV);
    CHECK(seconds_now() - start < 20);
}

/* What a program leaves behind in its group ends with it. */
static void
test_left_behind(struct check_env *box)
{
    struct hk_process *done =
        run(box, &(struct job){.script = "sleep 100 >&- 2>&- </dev/null & echo $!"});
    CHECK(done->end == HK_PROCESS_EXITED && done->number == 0);
    pid_t left = (pid_t)strtol(done->output.ptr ? done->output.ptr : "0", NULL, 10);
    CHECK(left > 1);
    bool gone = false;
    for (int i = 0; i < 200 && !gone; i++) {
        char path[64];
        char state[512] = "";
        snprintf(path, sizeof path, "/proc/%d/stat", (int)left);
        FILE *stat = fopen(path, "r");
        gone = !stat || !fgets(state, sizeof state, stat) || strstr(state, ") Z ") != NULL;
        if (stat)
            fclose(stat);
        if (!gone)
            usleep(10000);
    }
    CHECK(gone);
}

static void
test_not_started(struct check_env *box)
{
    struct hk_process *done = run(box, &(struct job){.script = "", .program = "/bin/no-such"});
    CHECK(done->end == HK_PROCESS_NOT_STARTED && done->number == ENOENT);
    done = run(box, &(struct job){.script = "", .program = "/etc/passwd"});
    CHECK(done->end == HK_PROCESS_NOT_STARTED && done->number == EACCES);
    struct hk_process_spec spec = spec_of(box->env.arena, &(struct job){.script = "exit 0"});
    spec.args.list.n--; /* its end */
    hk_words_add(box->env.arena, &spec.args, HK_S("a\0b"));
    hk_words_end(box->env.arena, &spec.args);
    done = hk_process_run(&box->env, box->env.arena, &spec);
    CHECK(done->end == HK_PROCESS_NOT_STARTED && done->number == EINVAL);
}

static void
test_lost(struct check_env *box)
{
    void (*before)(int) = signal(SIGCHLD, SIG_IGN);
    struct hk_process *done = run(box, &(struct job){.script = "exit 0"});
    signal(SIGCHLD, before);
    CHECK(done->end == HK_PROCESS_LOST);
}

static void *
raise_flag(void *flag)
{
    usleep(200000);
    __atomic_store_n((int *)flag, 1, __ATOMIC_RELAXED);
    return NULL;
}

/* Cancelling unwinds; the arena then ends the program and closes the pipes. */
static void
test_cancel(struct check_env *box)
{
    int flag = 0;
    struct hk_trap trap;
    struct hk_env env = box->env;
    struct hk_arena *volatile arena = hk_arena_new(&box->heap);
    struct hk_process_spec spec = spec_of(box->env.arena, &(struct job){.script = "sleep 100"});
    unsigned n_before = n_descriptors();
    pthread_t thread;
    env.cancel = &flag;
    CHECK(pthread_create(&thread, NULL, raise_flag, &flag) == 0);
    hk_heap_trap(&box->heap, &trap);
    volatile bool came_back = false;
    if (setjmp(trap.env) == 0) {
        hk_process_run(&env, arena, &spec);
        came_back = true;
    }
    hk_heap_untrap(&box->heap, &trap);
    CHECK(!came_back);
    CHECK(trap.status == HKR_E_CANCELLED);
    hk_arena_free(arena);
    pthread_join(thread, NULL);
    CHECK(n_descriptors() == n_before);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

/* Memory that runs out at any point leaves neither process nor descriptor. */
static void
test_no_memory(struct check_env *box)
{
    struct hk_process_spec spec =
        spec_of(box->env.arena, &(struct job){.script = "cat", .input = HK_S("x")});
    unsigned n_before = n_descriptors();
    volatile bool fits = false;
    for (volatile size_t room = 0; !fits; room += 4096) {
        struct hk_trap trap;
        struct hk_arena *volatile arena = hk_arena_new(&box->heap);
        size_t limit = box->heap.limit;
        box->heap.limit = box->heap.used + room;
        hk_heap_trap(&box->heap, &trap);
        if (setjmp(trap.env) == 0) {
            hk_process_run(&box->env, arena, &spec);
            fits = true;
        }
        hk_heap_untrap(&box->heap, &trap);
        box->heap.limit = limit;
        hk_arena_free(arena);
    }
    CHECK(n_descriptors() == n_before);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

/* ---- Messages ----------------------------------------------------------------------------- */

static struct hk_slice
said(struct check_env *box, const struct job *job)
{
    struct hk_arena *arena = box->env.arena;
    struct hk_process_spec spec = spec_of(arena, job);
    struct hk_process *done = hk_process_run(&box->env, arena, &spec);
    if (hk_process_check(&box->env, &spec, done, HK_NOWHERE) == HKR_OK)
        return HK_S("well");
    const struct hk_diag *diag = box->diags.list.items[box->diags.list.n - 1];
    struct hk_slice all = diag->message;
    for (diag = diag->related; diag; diag = diag->related)
        all = hk_arena_printf(arena, "%" PRSLICE "\n%" PRSLICE, ARGSLICE(all),
                              ARGSLICE(diag->message));
    hk_diag_rewind(&box->diags, 0);
    return all;
}

static void
test_messages(struct check_env *box)
{
    CHECK_TEXT(said(box, &(struct job){.script = "echo x >&2"}), HK_S("well"));
    CHECK_TEXT(said(box, &(struct job){.script = "for i in 1 2 3 4 5 6; do echo l$i >&2; echo >&2; "
                                                 "done; exit 4"}),
               HK_S("'script' ended with status 4\nit said: l2\nit said: l3\nit said: l4\n"
                    "it said: l5\nit said: l6"));
    CHECK_TEXT(
        said(box, &(struct job){.script = "printf 'a\\033[1mb\\302\\233c\\303\\244\\377' >&2;"
                                          " kill -9 $$"}),
        HK_S("'script' was ended by signal 9 (SIGKILL)\nit said: a?[1mb??c\303\244?"));
    CHECK_TEXT(
        said(box,
             &(struct job){.script = "cat >&2; exit 1", .input = HK_S("password"), .secret = true}),
        HK_S("'script' ended with status 1\nits error output is not shown, since a Secret "
             "was among its input"));
    CHECK_TEXT(said(box, &(struct job){.script = "", .program = "/bin/no-such"}),
               HK_S("'script' could not be started: No such file or directory"));
}

/* ---- Finding, and temporary directories --------------------------------------------------- */

static void
test_find(struct check_env *box)
{
    struct hk_arena *arena = box->env.arena;
    const char *sh = hk_process_find(arena, HK_S("bin::/no-such:/etc:/bin:/usr/bin"), HK_S("sh"));
    CHECK(sh && strcmp(sh, "/bin/sh") == 0);
    CHECK(!hk_process_find(arena, HK_S("/etc"), HK_S("passwd"))); /* cannot be executed */
    CHECK(!hk_process_find(arena, HK_S("/"), HK_S("bin")));       /* a directory */
    CHECK(!hk_process_find(arena, HK_S(""), HK_S("sh")));
    CHECK(!hk_process_find(arena, HK_S("/bin"), HK_S("")));
    const char *own = hk_process_find(arena, HK_S("/bin"), HK_S("./tool"));
    CHECK(own && strcmp(own, "./tool") == 0);
}

static void
test_tempdir(struct check_env *box)
{
    int error = 0;
    struct stat info;
    struct hk_arena *arena = hk_arena_new(&box->heap);
    struct hk_tempdir *dir = hk_tempdir_new(arena, HK_S("/tmp"), &error);
    CHECK(dir != NULL);
    struct hk_slice file = hk_tempdir_write(arena, dir, HK_S("f"), HK_S("text"), &error);
    CHECK(file.len && stat(file.ptr, &info) == 0 && info.st_size == 4);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK(stat(hk_tempdir_path(dir).ptr, &info) == 0 && (info.st_mode & 0777) == 0700);
    CHECK(!hk_tempdir_write(arena, dir, HK_S("f"), HK_S(""), &error).len && error == EEXIST);
    struct hk_process_spec spec = spec_of(
        arena,
        &(struct job){
            .script = "mkdir -p a/b/c && touch a/x a/b/y && ln -s /etc link && chmod 0 a/b/c && "
                      "chmod 500 a/b"});
    spec.directory = hk_tempdir_path(dir).ptr;
    CHECK(hk_process_run(&box->env, arena, &spec)->end == HK_PROCESS_EXITED);
    char path[64];
    snprintf(path, sizeof path, "%s", hk_tempdir_path(dir).ptr);
    hk_arena_free(arena);
    CHECK(stat(path, &info) != 0 && errno == ENOENT);
    CHECK(stat("/etc/passwd", &info) == 0);
    arena = hk_arena_new(&box->heap);
    CHECK(!hk_tempdir_new(arena, HK_S("/no-such-directory"), &error) && error == ENOENT);
    hk_arena_free(arena);
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    unsigned n_before = n_descriptors();
    test_output(&box);
    test_environment(&box);
    test_nothing_inherited(&box);
    test_large(&box);
    test_long_errors(&box);
    test_limits(&box);
    test_left_behind(&box);
    test_not_started(&box);
    test_lost(&box);
    test_cancel(&box);
    test_no_memory(&box);
    test_messages(&box);
    test_find(&box);
    test_tempdir(&box);
    CHECK(n_descriptors() == n_before);
    check_env_fini(&box);
    return check_done();
}
