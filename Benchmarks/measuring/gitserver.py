"""A git server: lighttpd with `git http-backend`, and git-lfs's batch API, in front of bare repositories."""

import hashlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from measuring.program import bot

LFS = """\
import json, os, sys
question = json.loads(sys.stdin.buffer.read(int(os.environ["CONTENT_LENGTH"])))
link = "http://" + os.environ["HTTP_HOST"] + "/lfs/"
objects = [{**each, "actions": {"download": {"href": link + each["oid"]}}} for each in question["objects"]]
print("Content-Type: application/vnd.git-lfs+json\\n")
print(json.dumps({"transfer": "basic", "objects": objects}))
"""


class GitServer:
    """Serves the bare repositories in `repositories` while the `with` block lasts."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.repositories = self.folder / "repositories"
        self.large_files = self.folder / "lfs"

    def __enter__(self):
        self.repositories.mkdir()
        self.large_files.mkdir()
        (self.folder / "batch.py").write_text(LFS)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "lighttpd.conf").write_text(self._configuration())
        self.process = subprocess.Popen(["/usr/sbin/lighttpd", "-D", "-f", self.folder / "lighttpd.conf"], stderr=subprocess.DEVNULL)
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            if self.process.poll() is not None:
                raise SystemExit("the git server did not start")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def _configuration(self):
        return f"""
server.modules = ("mod_alias", "mod_setenv", "mod_cgi")
server.document-root = "{self.folder}"
server.bind = "127.0.0.1"
server.port = {self.port}
server.max-connections = 4096
server.max-fds = 16384
$HTTP["url"] =~ "/info/lfs/objects/batch$" {{
    alias.url = ("" => "{self.folder}/batch.py")
    cgi.assign = ("" => "{sys.executable}")
}}
else $HTTP["url"] =~ "^/git/" {{
    alias.url = ("/git" => "/usr/lib/git-core/git-http-backend")
    cgi.assign = ("" => "")
    setenv.add-environment = ("GIT_PROJECT_ROOT" => "{self.repositories}", "GIT_HTTP_EXPORT_ALL" => "1", "GIT_CONFIG_NOSYSTEM" => "1")
}}
"""

    def url(self, name):
        return f"http://127.0.0.1:{self.port}/git/{name}.git"

    def path(self, name):
        return self.repositories / f"{name}.git"

    def sample(self, name, configs):
        """Makes a repository with so many configs, all of them published on paper."""
        subprocess.run([os.path.join(os.path.dirname(bot()), "benchmark-changes"), "make", self.path(name), str(configs)], check=True)
        git(self.path(name), "symbolic-ref", "HEAD", "refs/heads/main")
        git(self.path(name), "repack", "-adq")
        self.prepare(name)

    def prepare(self, name):
        """Lets everybody push to a repository, and has it leave no process behind."""
        for key, value in (("http.receivepack", "true"), ("receive.autogc", "false"), ("gc.auto", "0")):
            git(self.path(name), "config", key, value)

    def copy(self, source, name):
        shutil.copytree(self.path(source), self.path(name), symlinks=True)

    def add_large_file(self, content):
        """Returns the pointer to a file that the server has."""
        digest = hashlib.sha256(content).hexdigest()
        (self.large_files / digest).write_bytes(content)
        return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"

    def moved(self, name):
        """Returns when the branch moved last, in seconds."""
        return os.stat(self.path(name) / "refs/heads/main").st_mtime_ns / 1e9


ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": "/", "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "Benchmark", "GIT_AUTHOR_EMAIL": "benchmark@example.com", "GIT_COMMITTER_NAME": "Benchmark",
    "GIT_COMMITTER_EMAIL": "benchmark@example.com", "GIT_TERMINAL_PROMPT": "0",
}


def git(folder, *arguments, data=None, check=True):
    """Returns what git prints."""
    ending = subprocess.run(["git", "-C", folder, *arguments], env=ENVIRONMENT, input=data, capture_output=True)
    if check and ending.returncode != 0:
        raise SystemExit(f"git {' '.join(map(str, arguments))}: {ending.stderr.decode(errors='replace')}")
    return ending.stdout.decode(errors="replace").strip() if ending.returncode == 0 else None


def commit(repository, files, message="change"):
    """Commits files on top of the branch, in a bare repository, with one process.

    Returns whether it did; it does not when somebody else pushed in between.
    """
    parts = [f"commit refs/heads/main\ncommitter Benchmark <benchmark@example.com> {int(time.time())} +0000\n".encode(),
             f"data {len(message)}\n{message}\nfrom refs/heads/main^0\n".encode()]
    for path, content in files.items():
        parts += [f"M 100644 inline {path}\ndata {len(content)}\n".encode(), content, b"\n"]
    return git(repository, "fast-import", "--quiet", data=b"".join(parts), check=False) is not None
