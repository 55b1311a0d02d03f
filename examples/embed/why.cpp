// SPDX-License-Identifier: Apache-2.0
// why DIR KIND/NAME [FIELD] -- the values that each field of an object had, and what set them.
#include "hkrender.hpp"

#include <iostream>

static void print_value(const hkr_field_value &value)
{
    const std::string text(value.text, value.n_text);
    std::cout << "  " << (value.hidden ? "(hidden)" : text) << "  "
              << (value.entry[0] ? value.entry : value.detail);
    if (value.entry_at.line)
        std::cout << " of " << value.entry_at.file << ':' << value.entry_at.line;
    if (value.at.line)
        std::cout << ", from " << value.at.file << ':' << value.at.line;
    std::cout << '\n';
}

static int run(const char *root, const char *object, const char *field)
{
    hkr::Context context;
    const hkr::Result result = context.explain(root, object, field);
    for (const hkr_diag *diag : result.diags())
        std::cerr << diag->at.file << ':' << diag->at.line << ": " << diag->message << '\n';
    if (!result)
        return 1;
    for (size_t i = 0; i < result.explained().size(); i++) {
        std::cout << result.explained()[i].path << '\n';
        for (const hkr_field_value &value : result.values(i))
            print_value(value);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 4) {
        std::cerr << "usage: why DIR KIND/NAME [FIELD]\n";
        return 2;
    }
    try {
        return run(argv[1], argv[2], argc == 4 ? argv[3] : nullptr);
    } catch (const std::exception &error) {
        std::cerr << "why: " << error.what() << '\n';
        return 1;
    }
}
