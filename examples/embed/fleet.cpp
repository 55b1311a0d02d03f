// SPDX-License-Identifier: Apache-2.0
// fleet DIR -- renders every root below DIR in one go and says what is in each.
#include "hkrender.hpp"

#include <iostream>

static void print_place(const hkr_diag &diag)
{
    std::cerr << diag.at.file;
    if (diag.at.line)
        std::cerr << ':' << diag.at.line << ':' << diag.at.column;
    std::cerr << ": " << diag.message << " [" << hkr::code_of(diag) << "]\n";
}

static int run(const char *directory)
{
    hkr::Context context;
    hkr::Result found = context.find_roots(directory);
    for (const hkr_diag *diag : found.diags())
        print_place(*diag);
    if (!found)
        return 1;

    const std::vector<std::string> roots = found.roots();
    const std::vector<hkr::Result> results = context.render(roots);
    int failed = 0;
    for (size_t i = 0; i < roots.size(); i++) {
        for (const hkr_diag *diag : results[i].diags())
            print_place(*diag);
        if (!results[i]) {
            failed++;
            continue;
        }
        std::cout << roots[i] << ": " << results[i].bytes().size() << " bytes\n";
        for (const hkr_object &object : results[i].objects())
            std::cout << "  " << object.kind << ' ' << object.ns << '/' << object.name << "  "
                      << object.origin << ':' << object.line << '\n';
    }
    std::cerr << roots.size() - failed << " of " << roots.size() << " roots rendered\n";
    return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::cerr << "usage: fleet DIR\n";
        return 2;
    }
    try {
        return run(argv[1]);
    } catch (const std::exception &error) {
        std::cerr << "fleet: " << error.what() << '\n';
        return 1;
    }
}
