/* SPDX-License-Identifier: Apache-2.0 */
/* Many jobs of one kind in one call: by several threads, each with a fork of the context. Results
 * have their place by number, so it does not tell which thread made them. */
#include "fork.h"
#include "job.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

enum { THREADS_MAX = 64 };
#define STACK_BYTES ((size_t)8 << 20) /* what main threads have; recursion is bounded for that */

struct batch {
    struct hkr_ctx *ctx;
    hk_job_fn work;
    void *user;
    size_t n;
    const struct hkr_batch_options *options; /* NULL: none */
    struct hkr_result **results;
    atomic_size_t next; /* the first that nobody has taken */
    atomic_bool out_of_memory;
    struct hk_fork fork;
    pthread_mutex_t mutex;    /* of the count of those that are done */
    pthread_mutex_t fs_mutex; /* see struct hk_fork */
    size_t n_done;
};

struct worker {
    struct batch *batch;
    pthread_t thread;
    bool is_started;
    struct hkr_ctx ctx;
};

bool
hk_batch_options_are_sound(const struct hkr_batch_options *batch)
{
    return !batch || batch->size == sizeof *batch;
}

static void
tell_progress(struct batch *batch)
{
    const struct hkr_batch_options *options = batch->options;
    if (!options || !options->progress)
        return;
    (void)pthread_mutex_lock(&batch->mutex);
    options->progress(options->user, ++batch->n_done, batch->n);
    (void)pthread_mutex_unlock(&batch->mutex);
}

/* Takes one job after another until there are none. */
static void
work_through(struct batch *batch, struct hkr_ctx *ctx)
{
    for (;;) {
        size_t i = atomic_fetch_add(&batch->next, 1);
        if (i >= batch->n || atomic_load(&batch->out_of_memory))
            return;
        enum hkr_status status =
            hk_job_run_at(ctx, i, batch->work, batch->user, &batch->results[i]);
        if (status == HKR_E_NOMEM) {
            atomic_store(&batch->out_of_memory, true);
            return;
        }
        tell_progress(batch);
    }
}

/* ---- Threads ---------------------------------------------------------------------------- */

static void *
run_worker(void *user)
{
    struct worker *worker = user;
    struct batch *batch = worker->batch;
    if (hk_fork_init(&worker->ctx, &batch->fork) != HKR_OK) {
        atomic_store(&batch->out_of_memory, true);
        return NULL;
    }
    work_through(batch, &worker->ctx);
    hk_fork_fini(&worker->ctx);
    return NULL;
}

/* Starts all but the first of @workers, with all signals blocked: those are the host's. One that
 * cannot be had is done without. */
static void
start_workers(struct worker *workers, size_t n)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    if (pthread_attr_init(&attributes) != 0)
        return;
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    for (size_t i = 1; i < n; i++)
        workers[i].is_started =
            pthread_create(&workers[i].thread, &attributes, run_worker, &workers[i]) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
}

static void
run_workers(struct batch *batch, size_t n_threads)
{
    const struct hkr_allocator *alloc = &batch->ctx->heap.alloc;
    size_t size = n_threads * sizeof(struct worker);
    struct worker *workers = alloc->realloc(alloc->user, NULL, 0, size);
    if (!workers) {
        atomic_store(&batch->out_of_memory, true);
        return;
    }
    for (size_t i = 0; i < n_threads; i++)
        workers[i] = (struct worker){.batch = batch};
    start_workers(workers, n_threads);
    (void)run_worker(&workers[0]); /* this thread is one of them */
    for (size_t i = 1; i < n_threads; i++)
        if (workers[i].is_started)
            (void)pthread_join(workers[i].thread, NULL);
    (void)alloc->realloc(alloc->user, workers, size, 0);
}

static size_t
n_processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? (size_t)n : 1;
}

static size_t
n_threads_for(const struct hkr_ctx *ctx, size_t n, const struct hkr_batch_options *options)
{
    size_t wanted = options ? options->threads : 0;
    if (!wanted)
        wanted = hk_heap_is_default(&ctx->heap) ? n_processors() : 1;
    if (wanted > THREADS_MAX)
        wanted = THREADS_MAX;
    return wanted < n ? wanted : n;
}

/* ---- Results ---------------------------------------------------------------------------- */

static void
drop_results(struct hkr_result **results, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hkr_result_free(results[i]);
        results[i] = NULL;
    }
}

enum hkr_status
hk_job_run_many(struct hkr_ctx *ctx, hk_job_fn work, size_t n, void *user,
                const struct hkr_batch_options *options, struct hkr_result **results)
{
    struct batch batch = {.ctx = ctx,
                          .work = work,
                          .user = user,
                          .n = n,
                          .options = options,
                          .results = results,
                          .mutex = PTHREAD_MUTEX_INITIALIZER,
                          .fs_mutex = PTHREAD_MUTEX_INITIALIZER};
    batch.fork = (struct hk_fork){ctx, &batch.fs_mutex};
    for (size_t i = 0; i < n; i++)
        results[i] = NULL;
    size_t n_threads = n_threads_for(ctx, n, options);
    if (n_threads > 1)
        run_workers(&batch, n_threads);
    else
        work_through(&batch, ctx);
    hk_many_drop_layers(ctx);
    if (atomic_load(&batch.out_of_memory)) {
        drop_results(results, n);
        return HKR_E_NOMEM;
    }
    enum hkr_status first = HKR_OK;
    for (size_t i = 0; i < n && first == HKR_OK; i++)
        first = results[i]->status;
    return first;
}
