"""What it takes to read 500 résumés that come in at once, and what the program needs for it."""

import http.client
import io
import json
import pathlib
import random
import time
import zipfile

from meaning import PASSWORD, Browser

FILES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "resumes"
MANY = 500
GIVEN = "Anna Boris Carla Dario Emil Fatima Georg Hanna Ivo Jana Karim Lena Milan Nadia Oskar Petra Rosa Sven Tara Viktor".split()
FAMILY = "Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ironwood Juniper Larch Maple Oak Pine Rowan Spruce Teak Walnut Yew Zelkova".split()


def archive():
    """The labelled résumés, and as many more of them with other people's names and addresses as it takes."""
    labels = [one for one in json.loads((FILES / "labels.json").read_text()) if one["readable"]]
    out, random_ = io.BytesIO(), random.Random(11)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for one in labels:
            whole.write(FILES / "files" / one["file"], one["file"])
        others = [one for one in labels if one["file"].endswith((".docx", ".txt"))]
        for n in range(MANY - len(labels)):
            one = others[n % len(others)]
            name = f"{random_.choice(GIVEN)} {random_.choice(FAMILY)}{chr(97 + n // 26)}{chr(97 + n % 26)}"
            whole.writestr(f"{n}-{one['file']}", changed(FILES / "files" / one["file"], one, name, f"p{n}@batch.example", f"+4366{n:07}"))
    return out.getvalue()


def changed(path, one, name, email, phone):
    swap = lambda text: text.replace(one["name"], name).replace(one["email"], email).replace(one["phone"], phone)
    if path.suffix == ".txt":
        return swap(path.read_text()).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, swap(data.decode()).encode() if part.endswith(".xml") else data)
    return out.getvalue()


def measure(row, address, port, sql, cli, socket, memory):
    """Sends the archive as somebody does on the page. `memory` answers the most the server held so far, in megabytes."""
    cli("org", "add", "Batch", "--slug", "batch")
    cli("user", "add", "--org", "batch", "--role", "recruiter", "--name", "R", "recruiter@batch.example", stdin=PASSWORD)
    person = Browser(address, port, "recruiter@batch.example")
    person.get("/resumes")
    whole = archive()
    head = b'--x\r\ncontent-disposition: form-data; name="file"; filename="fair.zip"\r\ncontent-type: application/zip\r\n\r\n'
    api = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    api.request("POST", "/resumes", head + whole + b"\r\n--x--\r\n",
                {"Cookie": person.cookie, "Content-Type": "multipart/form-data; boundary=x"})
    answer = api.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    taken = time.perf_counter() - begun
    state = lambda: sql(socket, "select status, files, created, known, repeated, failed from recruiting.resume_batches").split("|")
    while (told := state())[0] in ("waiting", "running"):
        time.sleep(0.2)
    whole_time = time.perf_counter() - begun
    row(f"an archive of {MANY} résumés, {len(whole) / 1e6:.1f} MB, taken", f"{taken * 1000:.0f} ms")
    row("all of them read", f"{whole_time:.0f} s, {whole_time / MANY * 1000:.0f} ms each: {told[2]} new, {told[3]} known, {told[5]} refused", "≤ 300 ms each")
    row("the most the server held", f"{memory():.0f} MB")
