// SPDX-License-Identifier: Apache-2.0
// hkrender.hpp -- the library with C++ manners: handles that free themselves, ranges, exceptions
// for what is not the manifests' fault. Copy it, and take from it what you need.
#ifndef HKRENDER_HPP
#define HKRENDER_HPP

#include <hkrender/hkrender.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hkr {

// Out of memory, or a mistake of the program. What the manifests are guilty of is no exception: it
// is in the diagnostics of a result.
struct Error : std::runtime_error {
    explicit Error(hkr_status why) : std::runtime_error(hkr_status_name(why)), status(why) {}
    hkr_status status;
};

// An options struct that knows its own size, with all else unset.
template <class Options> Options make()
{
    Options options{};
    options.size = sizeof options;
    return options;
}

inline std::string code_of(const hkr_diag &diag)
{
    char id[12];
    return hkr_diag_id(diag.code, id);
}

// What a call came to. Texts are borrowed from it.
class Result {
public:
    Result(hkr_status status, hkr_result *result) : status_(status), handle_(result)
    {
        if (!result) // HKR_E_NOMEM and HKR_E_USAGE alone have none
            throw Error(status);
    }
    explicit Result(hkr_result *result) : Result(hkr_result_status(result), result) {}

    explicit operator bool() const { return status_ == HKR_OK; }
    hkr_status status() const { return status_; }
    const hkr_result *get() const { return handle_.get(); }
    std::string_view bytes() const { return {hkr_result_bytes(get()), hkr_result_size(get())}; }

    std::vector<const hkr_diag *> diags() const
    {
        std::vector<const hkr_diag *> all;
        for (size_t i = 0; i < hkr_result_n_diags(get()); i++)
            all.push_back(hkr_result_diag(get(), i));
        return all;
    }
    std::vector<hkr_object> objects() const
    {
        std::vector<hkr_object> all(hkr_result_n_objects(get()), make<hkr_object>());
        for (size_t i = 0; i < all.size(); i++)
            check(hkr_result_object(get(), i, &all[i]));
        return all;
    }
    std::vector<std::string> roots() const
    {
        std::vector<std::string> all;
        for (size_t i = 0; i < hkr_result_n_roots(get()); i++)
            all.emplace_back(hkr_result_root(get(), i));
        return all;
    }
    std::string revision() const { return hkr_result_revision(get()); }
    hkr_comparison comparison() const
    {
        auto one = make<hkr_comparison>();
        check(hkr_result_comparison(get(), &one));
        return one;
    }
    std::vector<hkr_object_change> changes() const
    {
        std::vector<hkr_object_change> all(comparison().n_changes, make<hkr_object_change>());
        for (size_t i = 0; i < all.size(); i++)
            check(hkr_result_object_change(get(), i, &all[i]));
        return all;
    }
    // Of the object of changes()[index].
    std::vector<hkr_field_change> fields(size_t index) const
    {
        std::vector<hkr_field_change> all(changes()[index].n_fields, make<hkr_field_change>());
        for (size_t i = 0; i < all.size(); i++)
            check(hkr_result_field_change(get(), index, i, &all[i]));
        return all;
    }
    std::vector<hkr_danger> dangers(size_t index) const
    {
        std::vector<hkr_danger> all(changes()[index].n_dangers, make<hkr_danger>());
        for (size_t i = 0; i < all.size(); i++)
            check(hkr_result_danger(get(), index, i, &all[i]));
        return all;
    }
    std::vector<hkr_field> explained() const
    {
        std::vector<hkr_field> all(hkr_result_n_fields(get()), make<hkr_field>());
        for (size_t i = 0; i < all.size(); i++)
            check(hkr_result_field(get(), i, &all[i]));
        return all;
    }
    // What the field of explained()[index] was, oldest first.
    std::vector<hkr_field_value> values(size_t index) const
    {
        std::vector<hkr_field_value> all(explained()[index].n_values, make<hkr_field_value>());
        for (size_t i = 0; i < all.size(); i++)
            check(hkr_result_field_value(get(), index, i, &all[i]));
        return all;
    }

    static void check(hkr_status status)
    {
        if (status != HKR_OK)
            throw Error(status);
    }

private:
    struct Free {
        void operator()(hkr_result *result) const { hkr_result_free(result); }
    };
    hkr_status status_;
    std::unique_ptr<hkr_result, Free> handle_;
};

// A tree of files in memory.
class MemoryFiles {
public:
    MemoryFiles()
    {
        hkr_fs *fs = nullptr;
        Result::check(hkr_fs_new_memory(nullptr, &fs));
        handle_.reset(fs);
    }
    void add(const std::string &path, std::string_view bytes)
    {
        Result::check(hkr_fs_memory_add(get(), path.c_str(), bytes.data(), bytes.size()));
    }
    hkr_fs *get() const { return handle_.get(); }

private:
    struct Free {
        void operator()(hkr_fs *fs) const { hkr_fs_free(fs); }
    };
    std::unique_ptr<hkr_fs, Free> handle_;
};

// What renders share: a file is read once for all of them. One thread at a time.
class Context {
public:
    explicit Context(hkr_fs *files = nullptr) // nullptr: the disk
    {
        hkr_ctx *ctx = nullptr;
        auto options = make<hkr_ctx_options>();
        options.fs = files;
        Result::check(hkr_ctx_new(&options, &ctx));
        handle_.reset(ctx);
    }
    hkr_ctx *get() const { return handle_.get(); }

    Result render(const std::string &root, const hkr_render_options *options = nullptr)
    {
        hkr_result *result = nullptr;
        hkr_status status = hkr_render(get(), root.c_str(), options, &result);
        return {status, result};
    }
    // All of them at once, with as many threads as there are processors.
    std::vector<Result> render(const std::vector<std::string> &roots,
                               const hkr_render_options *options = nullptr)
    {
        std::vector<const char *> names;
        for (const std::string &root : roots)
            names.push_back(root.c_str());
        std::vector<hkr_result *> raw(roots.size());
        (void)!hkr_render_many(get(), names.data(), names.size(), options, nullptr, raw.data());
        return adopt(raw);
    }
    Result find_roots(const std::string &directory, hkr_fs *files = nullptr) // nullptr: its own
    {
        hkr_result *result = nullptr;
        hkr_status status = hkr_find_roots(get(), files, directory.c_str(), &result);
        return {status, result};
    }
    Result compare(const hkr_side &before, const hkr_side &after,
                   const hkr_compare_options *options = nullptr)
    {
        hkr_result *result = nullptr;
        hkr_status status = hkr_compare(get(), &before, &after, options, &result);
        return {status, result};
    }
    // Many pairs at once; both lists are of the same length.
    std::vector<Result> compare(const std::vector<hkr_side> &befores,
                                const std::vector<hkr_side> &afters)
    {
        std::vector<hkr_result *> raw(befores.size());
        (void)!hkr_compare_many(get(), befores.data(), afters.data(), befores.size(), nullptr,
                                nullptr, raw.data());
        return adopt(raw);
    }
    // Of @object ("Deployment/web"), all fields or @field and what is below it.
    Result explain(const std::string &root, const std::string &object,
                   const char *field = nullptr)
    {
        auto options = make<hkr_explain_options>();
        options.object = object.c_str();
        options.field = field;
        hkr_result *result = nullptr;
        hkr_status status = hkr_explain(get(), root.c_str(), &options, &result);
        return {status, result};
    }

    // The git repository that @directory lies in, for the revisions below.
    Result open_git(const std::string &directory)
    {
        hkr_git *git = nullptr;
        hkr_result *result = nullptr;
        hkr_status status = hkr_git_open(get(), directory.c_str(), nullptr, &git, &result);
        git_.reset(git);
        return {status, result};
    }
    // Where @one and @two parted: revision() of the result.
    Result merge_base(const std::string &one, const std::string &two)
    {
        hkr_result *result = nullptr;
        hkr_status status =
            hkr_git_merge_base(get(), git_.get(), one.c_str(), two.c_str(), &result);
        return {status, result};
    }
    // A revision as files, which stand where the work tree does. *ret_files lives as long as this.
    Result revision(const std::string &name, hkr_fs **ret_files)
    {
        hkr_result *result = nullptr;
        hkr_status status = hkr_git_fs(get(), git_.get(), name.c_str(), ret_files, &result);
        if (status == HKR_OK)
            files_.emplace_back(*ret_files);
        return {status, result};
    }

private:
    struct Free {
        void operator()(hkr_ctx *ctx) const { hkr_ctx_free(ctx); }
        void operator()(hkr_fs *fs) const { hkr_fs_free(fs); }
        void operator()(hkr_git *git) const { hkr_git_free(git); }
    };
    static std::vector<Result> adopt(const std::vector<hkr_result *> &raw)
    {
        std::vector<Result> all;
        for (hkr_result *result : raw)
            all.emplace_back(result);
        return all;
    }
    // Freed from the last to the first: nothing outlives what it was made of.
    std::unique_ptr<hkr_git, Free> git_;
    std::vector<std::unique_ptr<hkr_fs, Free>> files_;
    std::unique_ptr<hkr_ctx, Free> handle_;
};

} // namespace hkr

#endif
