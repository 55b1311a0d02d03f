// SPDX-License-Identifier: Apache-2.0
// since REV DIR -- which roots below DIR differ from what they were where REV parted from HEAD, and
// which images they run now. Nothing is checked out: the revision is read from the repository.
#include "hkrender.hpp"

#include <iostream>
#include <set>

struct Failed {};

static void check(const hkr::Result &result)
{
    for (const hkr_diag *diag : result.diags())
        std::cerr << diag->at.file << ':' << diag->at.line << ": " << diag->message << '\n';
    if (!result)
        throw Failed();
}

// One side of each root: a root that this side does not have has no path.
static std::vector<hkr_side> sides(const std::set<std::string> &roots,
                                   const std::vector<std::string> &there, hkr_fs *files)
{
    const std::set<std::string> known(there.begin(), there.end());
    std::vector<hkr_side> all;
    for (const std::string &root : roots) {
        all.push_back(hkr::make<hkr_side>());
        all.back().fs = files;
        all.back().path = known.count(root) ? root.c_str() : nullptr;
    }
    return all;
}

static int run(const std::string &revision, const std::string &directory)
{
    hkr::Context context;
    hkr_fs *then = nullptr;
    check(context.open_git(directory));
    const hkr::Result parted = context.merge_base(revision, "HEAD");
    check(parted);
    check(context.revision(parted.revision(), &then));

    const hkr::Result found_then = context.find_roots(directory, then);
    const hkr::Result found_now = context.find_roots(directory);
    check(found_then);
    check(found_now);
    const std::vector<std::string> before = found_then.roots(), after = found_now.roots();
    std::set<std::string> roots(before.begin(), before.end());
    roots.insert(after.begin(), after.end());

    const std::vector<hkr::Result> results =
        context.compare(sides(roots, before, then), sides(roots, after, nullptr));
    int different = 0;
    size_t i = 0;
    for (const std::string &root : roots) {
        const hkr::Result &result = results[i++];
        check(result);
        if (result.comparison().same)
            continue;
        different = 1;
        std::cout << root << ": " << result.changes().size() << " objects\n";
        for (size_t j = 0; j < result.changes().size(); j++)
            for (const hkr_field_change &field : result.fields(j))
                if (field.is_image)
                    std::cout << "  " << (field.before ? field.before : "-") << " -> "
                              << (field.after ? field.after : "-") << '\n';
    }
    return different;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: since REV DIR\n";
        return 2;
    }
    try {
        return run(argv[1], argv[2]);
    } catch (const Failed &) {
        return 2;
    } catch (const std::exception &error) {
        std::cerr << "since: " << error.what() << '\n';
        return 2;
    }
}
