# SPDX-License-Identifier: Apache-2.0
"""Lets the real kustomize fetch what `--remote` serves, without a network.

Each directory becomes a git repository to which git is pointed for the mapped URL, with a tag for
every ref that the tree names; files come from a proxy for http:// URLs.
"""
import contextlib
import http.server
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.parse

REF = re.compile(r"[?&](?:ref|version)=([^&\s\"'=]+)")
IDENTITY = ["-c", "user.name=golden", "-c", "user.email=golden@localhost", "-c", "init.defaultBranch=main"]


def split_args(tree, args):
    """Returns the flags that kustomize knows, and the map that the others stand for."""
    rest, lines, args = [], [], iter(args)
    for arg in args:
        if arg == "--remote":
            lines.append((next(args), tree))
        elif arg == "--remote-map":
            path = pathlib.Path(tree, next(args))
            text = path.read_text() if path.exists() else ""
            lines += [(line.strip(), path.parent) for line in text.splitlines()
                      if "=" in line and not line.strip().startswith("#")]
        else:
            rest.append(arg)
    return rest, [(line.rpartition("=")[0].strip(), pathlib.Path(base, line.rpartition("=")[2].strip()))
                  for line, base in lines]


def place(prefix):
    """host and path of a prefix, as in src/load/remote.h."""
    text = prefix.split("?")[0]
    text = re.sub(r"^(https?|ssh|file)://", "", text)
    text = re.sub(r"^[A-Za-z][A-Za-z0-9-]*@", "", text)
    host, _, path = text.partition(":" if re.match(r"[^/]+:[^/0-9]", text) else "/")
    return host.lower(), re.sub(r"\.git$", "", path.replace("//", "/").strip("/"))


def spellings(host, path):
    for end in ("", ".git"):
        for start in (f"https://{host}/", f"http://{host}/", f"git@{host}:", f"{host}:",
                      f"ssh://git@{host}/"):
            yield start + path + end


def git(where, *command):
    subprocess.run(["git", *IDENTITY, *command], cwd=where, check=True, stdout=subprocess.DEVNULL)


def make_repository(where, sources, refs):
    """@sources: ref -> directory, where no ref stands for HEAD and every other of @refs."""
    where.mkdir(parents=True)
    git(where, "init", "-q")
    for ref, directory in sorted(sources.items(), reverse=True):
        git(where, "rm", "-rqf", "--ignore-unmatch", ".")
        shutil.copytree(directory, where, symlinks=True, dirs_exist_ok=True)
        git(where, "add", "-A")
        git(where, "commit", "-q", "--allow-empty", "-m", "golden")
        for tag in [ref] if ref else sorted(refs - set(sources)):
            git(where, "tag", tag)


def serve(mapping):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            url = urllib.parse.urlsplit(self.path)
            for (host, path), directory in sorted(mapping.items(), reverse=True):
                below = url.path.strip("/")
                if url.netloc.lower() == host and (below + "/").startswith(path + "/" if path else ""):
                    file = pathlib.Path(directory, below[len(path):].strip("/"))
                    if file.is_file():
                        body = file.read_bytes()
                        self.send_response(200)
                        self.send_header("Content-Length", str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
                        return
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextlib.contextmanager
def environment(tree, args, mapping):
    """The variables under which kustomize finds what @mapping, of prefixes to directories, names."""
    text = "".join(path.read_text(errors="replace") for path in pathlib.Path(tree).rglob("*")
                   if path.is_file()) + " ".join(args)
    refs = set(REF.findall(text))
    with tempfile.TemporaryDirectory() as scratch:
        pairs, repositories = [], {}
        for prefix, directory in mapping:
            host, path = place(prefix)
            ref = "".join(REF.findall(prefix)[:1])
            # a prefix above repositories: each directory below is one
            found = {path: directory} if path.count("/") else {
                f"{path}/{d.name}".strip("/"): d for d in directory.glob("*") if d.is_dir()}
            for name, source in found.items():
                if source.is_dir():
                    repositories.setdefault((host, name), {})[ref] = source
        for number, ((host, name), sources) in enumerate(repositories.items()):
            where = pathlib.Path(scratch, str(number))
            make_repository(where, sources, refs)
            pairs += [(f"url.file://{where}.insteadOf", s) for s in spellings(host, name)]
        server = serve({place(prefix): directory for prefix, directory in mapping})
        proxy = f"http://127.0.0.1:{server.server_port}"
        variables = {"GIT_CONFIG_COUNT": str(len(pairs)), "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy,
                     "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file"}
        for i, (key, value) in enumerate(pairs):
            variables[f"GIT_CONFIG_KEY_{i}"] = key
            variables[f"GIT_CONFIG_VALUE_{i}"] = value
        try:
            yield variables
        finally:
            server.shutdown()
            server.server_close()
