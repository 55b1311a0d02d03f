// SPDX-License-Identifier: Apache-2.0
// review BEFORE AFTER -- what changes between two directories: each field, with the file and line
// that set it on either side, and what is dangerous about it.
#include "hkrender.hpp"

#include <iostream>

static const char *const kinds[] = {"", "added", "removed", "changed", "moved"};

static std::string place(const hkr_span &at)
{
    return at.line ? std::string(at.file) + ':' + std::to_string(at.line) : "-";
}

static std::string value(const char *text)
{
    return text ? text : "-";
}

static void print_object(const hkr::Result &result, size_t index)
{
    const hkr_object_change change = result.changes()[index];
    std::cout << kinds[change.kind] << ' ' << change.object_kind << ' ' << change.ns << '/'
              << change.name << '\n';
    for (const hkr_danger &danger : result.dangers(index))
        std::cout << "  DANGER " << danger.path << ": " << danger.message << '\n';
    for (const hkr_field_change &field : result.fields(index))
        std::cout << "  " << field.path << ": " << value(field.before) << " -> "
                  << value(field.after) << "  (" << place(field.before_at) << " -> "
                  << place(field.after_at) << ")\n";
}

static int run(const char *before_path, const char *after_path)
{
    hkr::Context context;
    auto before = hkr::make<hkr_side>(), after = hkr::make<hkr_side>();
    before.path = before_path;
    after.path = after_path;
    const hkr::Result result = context.compare(before, after);
    for (const hkr_diag *diag : result.diags())
        std::cerr << diag->at.file << ':' << diag->at.line << ": " << diag->message << '\n';
    if (!result) // a side that failed is no side that was emptied
        return 2;
    for (size_t i = 0; i < result.comparison().n_changes; i++)
        print_object(result, i);
    return result.comparison().same ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: review BEFORE AFTER\n";
        return 2;
    }
    try {
        return run(argv[1], argv[2]);
    } catch (const std::exception &error) {
        std::cerr << "review: " << error.what() << '\n';
        return 2;
    }
}
