// SPDX-License-Identifier: Apache-2.0
// memory -- renders a tree that is on no disk, as a service does with what it was sent.
#include "hkrender.hpp"

#include <iostream>

int main()
{
    hkr::MemoryFiles files;
    files.add("/base/kustomization.yaml", "resources: [web.yaml]\n");
    files.add("/base/web.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n");
    files.add("/dev/kustomization.yaml", "resources: [../base]\nnamespace: dev\n");
    hkr::Context context(files.get());

    auto options = hkr::make<hkr_render_options>();
    options.managed_by_label = 1;
    const hkr::Result result = context.render("/dev", &options);
    for (const hkr_diag *diag : result.diags())
        std::cerr << diag->at.file << ": " << diag->message << '\n';
    std::cout << result.bytes();
    return result ? 0 : 1;
}
