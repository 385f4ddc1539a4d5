#!/usr/bin/env python3
"""How well résumés are read: those of tests/resumes, the half that is looked at and the half that is held out.

    bench/resumes.py [--show] [--release]

It needs the reader and the program: `cargo build -p resume --example read --features skills-list` and `cargo build`.
`--show` says what was missed in the half that is looked at. Times are those of the child, which is started for each file,
and of the reader, from bytes to values.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent.parent
FILES = HERE / "tests" / "resumes"


def plain(text):
    text = unicodedata.normalize("NFKD", text or "").lower()
    return "".join(c for c in text if c.isalnum())


def month(found):
    value = found and found["value"]
    return value and (f"{value['year']:04}-{value['month']:02}" if value["month"] else f"{value['year']:04}")


class Count:
    def __init__(self):
        self.hit = self.missed = self.wrong = 0

    def add(self, wanted, got, allowed=()):
        wanted, got = set(wanted), set(got)
        self.hit += len(wanted & got)
        self.missed += len(wanted - got)
        self.wrong += len(got - wanted - set(allowed))
        return sorted(wanted - got), sorted(got - wanted - set(allowed))

    def f1(self):
        return 2 * self.hit / max(1, 2 * self.hit + self.missed + self.wrong)


def values(all_of_them):
    return [one["value"] for one in all_of_them]


def measure(labels, answers, show):
    right = {"email": Count(), "phone": Count(), "name": Count()}
    lists = {k: Count() for k in ("employers with dates", "titles", "skills", "tickets", "certificates", "languages", "degrees", "schools")}
    refused = 0
    for label, answer in zip(labels, answers):
        if not label["readable"]:
            refused += answer is None or answer[0]
            continue
        got = answer[1]
        contact = got["contact"]

        def tell(what, told):
            if show and (told[0] or told[1]):
                print(f"  {label['file']:22} {what:12} missed {told[0]} wrong {told[1]}")

        def digits(text):
            return "".join(c for c in text if c.isdigit())
        tell("email", right["email"].add([label["email"]], values(contact["emails"])[:1]))
        tell("phone", right["phone"].add([digits(label["phone"])], [digits(v) for v in values(contact["phones"])[:1]]))
        name = label["name"]
        for title in ("Dr. ", "Dr ", "Prof. "):
            name = name.removeprefix(title)
        tell("name", right["name"].add([plain(name)], [plain(contact["name"]["value"])] if contact["name"] else []))
        wanted = [(plain(p["company"]), p["start"], None if p["is_current"] else p["end"]) for p in label["positions"]]
        found = [(plain(p["company"] and p["company"]["value"]), month(p["start"]), None if p["is_current"] else month(p["end"]))
                 for p in got["positions"]]
        tell("employers", lists["employers with dates"].add(wanted, found))
        tell("titles", lists["titles"].add([plain(p["title"]) for p in label["positions"]],
                                           [plain(p["title"] and p["title"]["value"]) for p in got["positions"]]))
        tell("skills", lists["skills"].add([plain(s) for s in label["skills_here"]], [plain(s) for s in values(got["skills"])],
                                           [plain(s) for s in label["also_skills"]]))
        tell("tickets", lists["tickets"].add([plain(t) for t in label["tickets_here"]],
                                             [plain(t["value"]["name"]) for t in got["tickets"]]))
        tell("certificates", lists["certificates"].add([plain(c) for c in label["certificates"]],
                                                       [plain(c) for c in values(got["certificates"])]))
        tell("languages", lists["languages"].add([plain(x) for x in label["languages"]], [plain(x) for x in values(got["languages"])]))
        tell("degrees", lists["degrees"].add([plain(e["degree"]) for e in label["education"]],
                                             [plain(e["degree"] and e["degree"]["value"]) for e in got["education"]]))
        tell("schools", lists["schools"].add([plain(e["institution"]) for e in label["education"]],
                                             [plain(e["institution"] and e["institution"]["value"]) for e in got["education"]]))
    readable = sum(one["readable"] for one in labels)
    for what, count in right.items():
        print(f"  {what:22} {100 * count.hit / max(1, readable):5.1f} %")
    for what, count in lists.items():
        print(f"  {what:22} F1 {count.f1():.3f}   {count.hit} right, {count.missed} missed, {count.wrong} wrong")
    print(f"  refused                {refused} of {len(labels) - readable} pictures")


def main():
    show = "--show" in sys.argv
    built = HERE / "target" / ("release" if "--release" in sys.argv else "debug")
    reader = str(built / "examples" / "read")
    labels = json.loads((FILES / "labels.json").read_text())
    # Labels are written as people write; the reader answers with the names of its tables.
    names = subprocess.run([reader, "--names"], input=json.dumps([[l["skills"], l["tickets"]] for l in labels]), text=True,
                           capture_output=True, check=True).stdout
    for label, (skills, tickets) in zip(labels, json.loads(names)):
        label["skills_here"], label["tickets_here"] = skills, tickets
    told = subprocess.run([reader, *(str(FILES / "files" / l["file"]) for l in labels)], capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    for held_out, title in ((False, "the half that is looked at"), (True, "the half that is held out")):
        both = [(l, a) for l, a in zip(labels, answers) if l["held_out"] == held_out]
        print(f"{title}: {len(both)} résumés")
        measure([b[0] for b in both], [b[1] for b in both], show and not held_out)
    timed(str(built / "throughline"), reader, [str(FILES / "files" / l["file"]) for l in labels if l["readable"]])


def timed(program, reader, files):
    child, memory = [], 0
    for name in files:
        with open(name, "rb") as file:
            start = time.perf_counter()
            running = subprocess.Popen([program, "extract", "--kind", "pieces"], stdin=file, stdout=subprocess.PIPE)
            running.stdout.read()
            _, status, used = os.wait4(running.pid, 0)
            running.returncode = status
            child.append(1000 * (time.perf_counter() - start))
            memory = max(memory, used.ru_maxrss)
    told = subprocess.run([reader, "--times", *files], capture_output=True, text=True, check=True).stdout
    read = [float(line) for line in told.split()]
    print(f"bytes to values            median {statistics.median(c + r for c, r in zip(child, read)):.0f} ms "
          f"(child {statistics.median(child):.0f}, values {statistics.median(read):.1f}), slowest "
          f"{max(c + r for c, r in zip(child, read)):.0f} ms   bound 300")
    print(f"memory of the child        {memory / 1024:.0f} MB   bound 300")


main()
