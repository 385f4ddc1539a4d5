#!/usr/bin/env python3
"""Makes the résumés of people.txt, each in its own layout and kind of file, and labels.json, which says what they say.

    pip install reportlab pillow && python3 make.py

Needs chromium for the pages that are printed. Files of the held-out half (`held_out` in labels.json) are looked at by
nobody who changes the reader; which they are is drawn from their names.
"""

import html
import io
import json
import pathlib
import subprocess
import tempfile
import zipfile
import zlib

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
SANS = pathlib.Path("/usr/share/fonts/truetype/dejavu")

MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
}
WORDS = ("January February March April May June July August September October November December").split()
NOW = {"en": "Present", "de": "heute", "fr": "aujourd'hui", "es": "actualidad", "pt": "atual", "nl": "heden"}
HEADINGS = {
    "en": ("Profile", "Experience", "Education", "Skills", "Certifications", "Licences and Tickets", "Languages", "Contact"),
    "de": ("Profil", "Berufserfahrung", "Ausbildung", "Kenntnisse", "Zertifikate", "Scheine", "Sprachen", "Kontakt"),
    "fr": ("Profil", "Expérience professionnelle", "Formation", "Compétences", "Certifications", "Habilitations", "Langues",
           "Coordonnées"),
    "es": ("Perfil", "Experiencia laboral", "Formación académica", "Habilidades", "Certificados", "Licencias", "Idiomas",
           "Contacto"),
    "pt": ("Perfil", "Experiência profissional", "Formação académica", "Competências", "Certificações", "Licenças", "Idiomas",
           "Contacto"),
    "nl": ("Profiel", "Werkervaring", "Opleiding", "Vaardigheden", "Certificaten", "Bevoegdheden", "Talen", "Contact"),
}
OTHER = {  # other words for the same, so that not every résumé says it alike
    "Profile": ["Summary", "About me", "Professional Summary", "Objective"],
    "Experience": ["Work Experience", "Employment History", "Professional Experience", "Work History", "Career History"],
    "Education": ["Education and Training", "Academic Background", "Qualifications"],
    "Skills": ["Technical Skills", "Key Skills", "Core Competencies", "Areas of Expertise", "Skills & Tools"],
    "Certifications": ["Certificates", "Professional Certifications"],
    "Licences and Tickets": ["Tickets & Licences", "Licences", "Tickets"],
    "Languages": ["Language Skills"],
}
ENGLISH = {
    "deutsch": "German", "englisch": "English", "slowenisch": "Slovenian", "français": "French", "anglais": "English",
    "italien": "Italian", "breton": "Breton", "español": "Spanish", "inglés": "English", "valenciano": "Valencian",
    "português": "Portuguese", "inglês": "English", "espanhol": "Spanish", "nederlands": "Dutch", "engels": "English",
    "duits": "German",
}


# ---- people.txt --------------------------------------------------------------------------------------------------

def people():
    person = None
    for line in (HERE / "people.txt").read_text().splitlines():
        if not line or line.startswith("#") and not line.startswith("# ") or person is None and line[0] == "#":
            continue
        sign, rest = line[0], line[2:].strip()
        parts = [p.strip() for p in rest.split(" | ")]
        if sign == "=":
            if person:
                yield person
            layout, kind, *options = rest.split()
            person = {"layout": layout, "kind": kind, "about": "", "jobs": [], "learned": [], "skills": [], "also": [],
                      "certificates": [], "tickets": [], "languages": [], "lang": "en", "order": "title", "dates": "mon",
                      "style": ""}
            person["right"] = "right" in options
            person.update(o.split("=") for o in options if "=" in o)
        elif sign == "@":
            person["name"], person["email"], person["phone"], person["place"], *person["links"] = parts
        elif sign == "~":
            person["about"] = rest
        elif sign == "#":
            title, company, place, start, end = parts
            person["jobs"].append({"title": title, "company": company, "place": place, "start": start, "end": end, "did": []})
        elif sign == "-":
            person["jobs"][-1]["did"].append(rest)
        elif sign == ">":
            person["learned"].append(parts)
        elif sign == "*":
            person["skills"] += [s.strip() for s in rest.split(",")]
        elif sign == "?":
            person["also"] += [s.strip() for s in rest.split(",")]
        elif sign == "^":
            person["certificates"] += [s.strip() for s in rest.split(" ^ ")]
        elif sign == "!":
            person["tickets"] += parts
        elif sign == "&":
            person["languages"] += [s.strip() for s in rest.split(",")]
    yield person


def labels(person, name):
    def day(text):
        return None if text in ("-", "now") else text if person["dates"] != "year" else text[:4]

    return {
        "file": name,
        "held_out": zlib.crc32(name.encode()) % 2 == 1,
        "readable": person["layout"] != "scan",
        "name": person["name"],
        "email": person["email"],
        "phone": person["phone"],
        "positions": [{"company": j["company"], "title": j["title"], "start": day(j["start"]), "end": day(j["end"]),
                       "is_current": j["end"] == "now"} for j in person["jobs"]],
        "skills": person["skills"],
        "also_skills": person["also"],
        "education": [{"degree": d, "institution": i, "year": None if y == "-" else int(y)} for d, i, y in person["learned"]],
        "certificates": person["certificates"],
        "tickets": person["tickets"],
        "languages": [ENGLISH.get(l.lower(), l) for l in person["languages"]],
    }


# ---- what stands in it: headings and lines --------------------------------------------------------------------------

def when(person, text):
    style, lang = person["dates"], person["lang"]
    if text == "now":
        return NOW[lang]
    year, _, month = text.partition("-")
    if not month:
        return year
    n = int(month)
    return {"mon": f"{MONTHS[lang][n - 1]} {year}", "slash": f"{month}/{year}", "year": year, "iso": text,
            "word": f"{WORDS[n - 1]} {year}", "apos": f"{MONTHS['en'][n - 1]} '{year[2:]}"}[style]


def spell(person, job, n):
    if job["start"] == "-":
        return ""
    dash = [" – ", " - ", " — ", " to ", "–"][n % 5] if person["lang"] == "en" else " – "
    if person["dates"] == "word":
        dash = " to "
    return when(person, job["start"]) + dash + when(person, job["end"])


def sections(person, n):
    """(what, heading, lines); a line is (kind, text, text at the right)."""
    words = dict(zip(("about", "jobs", "learned", "skills", "certificates", "tickets", "languages", "contact"),
                     HEADINGS[person["lang"]]))
    if person["lang"] == "en":
        words = {k: ([w] + OTHER.get(w, []))[n % (1 + len(OTHER.get(w, [])))] for k, w in words.items()}
    out = []
    if person["about"]:
        out.append(("about", words["about"], [("text", person["about"], "")]))
    lines = []
    for job in person["jobs"]:
        dates, place = spell(person, job, n), job["place"]
        firm = job["company"] + (f", {place}" if n % 3 else f" ({place})" if n % 2 else f" – {place}")
        order = person["order"]
        if order == "title":
            lines += [("head", job["title"], dates), ("sub", firm, "")]
        elif order == "company":
            lines += [("head", firm, dates), ("sub", job["title"], "")]
        elif order == "atcomma":
            lines += [("head", f"{job['title']}, {job['company']}, {place}", ""), ("sub", dates, "")]
        elif order == "at":
            lines += [("head", f"{job['title']} at {job['company']} ({dates})", "")]
        elif order == "pipe":
            lines += [("head", f"{job['title']} | {job['company']} | {dates}", "")]
        elif order == "comma":
            lines += [("head", f"{dates}: {job['title']}, {job['company']}, {place}", "")]
        lines += [("bullet", d, "") for d in job["did"]]
        lines.append(("gap", "", ""))
    out.append(("jobs", words["jobs"], lines[:-1]))
    if person["learned"]:
        lines = []
        for degree, school, year in person["learned"]:
            year = "" if year == "-" else year
            if n % 2:
                lines += [("head", degree, year), ("sub", school, "")]
            else:
                lines += [("text", f"{degree}, {school}" + (f", {year}" if year else ""), "")]
        out.append(("learned", words["learned"], lines))
    skills = person["skills"]
    if n % 4 == 0:
        half = (len(skills) + 1) // 2
        lines = [("text", "Main: " + ", ".join(skills[:half]), ""), ("text", "Other: " + ", ".join(skills[half:]), "")]
    elif n % 4 == 1:
        lines = [("bullet", s, "") for s in skills]
    else:
        lines = [("text", [", ", " | ", " · "][n % 3].join(skills), "")]
    out.append(("skills", words["skills"], lines))
    if person["certificates"]:
        out.append(("certificates", words["certificates"], [("bullet", c, "") for c in person["certificates"]]))
    if person["tickets"]:
        tickets = person["tickets"]
        lines = [("bullet", t, "") for t in tickets] if n % 2 else [("text", ", ".join(tickets), "")]
        out.append(("tickets", words["tickets"], lines))
    if person["languages"]:
        levels = ["native", "fluent", "good", "basic"]
        lines = ([("bullet", f"{l} ({levels[min(i, 3)]})", "") for i, l in enumerate(person["languages"])] if n % 2
                 else [("text", ", ".join(person["languages"]), "")])
        out.append(("languages", words["languages"], lines))
    if person["layout"] in ("functional", "graduate", "academic"):
        first = {"functional": "skills", "graduate": "learned", "academic": "learned"}[person["layout"]]
        out.sort(key=lambda s: (s[0] != "about", s[0] != first))
    return out, words


def contact(person):
    return [person["email"], person["phone"], person["place"], *person["links"]]


# ---- PDF -----------------------------------------------------------------------------------------------------------

class Pen:
    """Writes on pages, from the top down, between two edges."""

    def __init__(self, person):
        self.bytes = io.BytesIO()
        self.page = canvas.Canvas(self.bytes, pagesize=A4, pageCompression=1, invariant=1)
        text = json.dumps(person, ensure_ascii=False)
        plain = all(c in "–—·’•" or ord(c) < 256 for c in text)
        times = person["layout"] in ("latex", "academic")
        if plain:
            self.fonts = ("Times-Roman", "Times-Bold") if times else ("Helvetica", "Helvetica-Bold")
        else:
            for name in ("DejaVuSans", "DejaVuSans-Bold"):
                pdfmetrics.registerFont(TTFont(name, SANS / f"{name}.ttf"))
            self.fonts = ("DejaVuSans", "DejaVuSans-Bold")
        self.top = A4[1] - 50
        self.y = self.top

    def put(self, x, text, size=10, bold=False, right=None, spaced=0):
        font = self.fonts[bold]
        text_object = self.page.beginText()
        text_object.setFont(font, size)
        text_object.setCharSpace(spaced)
        if right is not None:
            x = right - self.page.stringWidth(text, font, size)
        text_object.setTextOrigin(x, self.y)
        text_object.textOut(text)
        self.page.drawText(text_object)

    def wrapped(self, x, right, text, size=10, bold=False, mark=""):
        font, width = self.fonts[bold], right - x - (12 if mark else 0)
        line = ""
        lines = []
        for word in text.split():
            longer = f"{line} {word}".strip()
            if self.page.stringWidth(longer, font, size) > width and line:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
        for i, line in enumerate(lines):
            if mark and i == 0:
                self.put(x, mark, size)
            self.put(x + (12 if mark else 0), line, size, bold)
            self.down(size * 1.35)

    def down(self, by):
        self.y -= by
        if self.y < 50:
            self.page.showPage()
            self.y = self.top

    def done(self):
        self.page.save()
        return self.bytes.getvalue()


def heading(pen, person, x, right, words):
    pen.down(8)
    if person["layout"] == "spaced":
        pen.put(x, words.upper(), 11, True, spaced=4)
    elif person["layout"] in ("caps", "twocol"):
        pen.put(x, words.upper(), 11, True)
    elif person["layout"] == "table":
        pen.put(x, words + ":", 11, True)
    else:
        pen.put(x, words, 13, True)
    if person["layout"] in ("caps", "latex"):
        pen.page.line(x, pen.y - 3, right, pen.y - 3)
    pen.down(17)


def body(pen, person, x, right, lines, n):
    left = x + 95 if person["layout"] in ("table", "datesleft") else x
    for kind, text, at_right in lines:
        if kind == "gap":
            pen.down(6)
        elif kind == "head":
            if at_right and left > x:
                pen.put(x, at_right, 9)
            elif at_right and (right - x > 300):
                pen.put(x, at_right, 10, right=right)
            pen.put(left, text, 10.5, True)
            pen.down(14)
            if at_right and left == x and right - x <= 300:
                pen.put(x, at_right, 9)
                pen.down(13)
        elif kind == "bullet":
            pen.wrapped(left if lines[0][0] == "head" else x, right, text, mark="•-–"[n % 3])
        else:
            pen.wrapped(left if lines[0][0] == "head" else x, right, text)


def pdf(person, n):
    pen = Pen(person)
    parts, words = sections(person, n)
    layout = person["layout"]
    wide = A4[0]
    if layout in ("sidebar", "rightbar", "twocol"):
        aside = {"skills", "certificates", "tickets", "languages"} | ({"learned"} if layout == "twocol" else set())
        narrow = (40, 195) if layout == "sidebar" else (400, 560) if layout == "rightbar" else (320, 560)
        main = (225, 560) if layout == "sidebar" else (40, 375) if layout == "rightbar" else (40, 290)
        start = pen.top
        if layout == "sidebar":
            pen.page.setFillColorRGB(0.9, 0.93, 0.95)
            pen.page.rect(0, 0, 210, A4[1], stroke=0, fill=1)
            pen.page.setFillColorRGB(0, 0, 0)
        else:
            pen.put(40, person["name"], 22, True)
            pen.down(24)
            start = pen.y
        if layout == "twocol":
            pen.put(40, "  |  ".join(contact(person)[:3]), 9)
            pen.down(22)
            start = pen.y
        for first in ([True, False] if n % 2 else [False, True]):
            x, right = narrow if first else main
            pen.y = start
            if first and layout != "twocol":
                heading(pen, person, x, right, words["contact"])
                for line in contact(person):
                    pen.wrapped(x, right, line, 9)
            if not first and layout == "sidebar":
                pen.put(x, person["name"], 20, True)
                pen.down(22)
                pen.put(x, person["jobs"][0]["title"], 12)
                pen.down(20)
            for what, head, lines in parts:
                if (what in aside) == first:
                    heading(pen, person, x, right, head)
                    body(pen, person, x, right, lines, n)
        return pen.done()
    x, right = 56, wide - 56
    if layout == "latex":
        for text, size, bold in [(person["name"], 22, True), (" | ".join(contact(person)), 9.5, False)]:
            pen.put((wide - pen.page.stringWidth(text, pen.fonts[bold], size)) / 2, text, size, bold)
            pen.down(22)
    elif layout == "datesleft":
        pen.put(x, "CURRICULUM VITAE", 16, True)
        pen.down(28)
        for label, text in [("Name", person["name"]), ("Address", person["place"]), ("Telephone", person["phone"]),
                            ("E-mail", person["email"])]:
            pen.put(x, label, 10, True)
            pen.put(x + 95, text, 10)
            pen.down(15)
    else:
        pen.put(x, person["name"].upper() if layout == "caps" else person["name"], 20, True,
                spaced=3 if layout == "spaced" else 0)
        pen.down(22)
        if n % 3 == 0:
            for line in contact(person):
                pen.put(x, line, 10)
                pen.down(13)
        else:
            pen.wrapped(x, right, [" • ", " | ", "   "][n % 3].join(contact(person)), 9.5)
    for _, head, lines in parts:
        heading(pen, person, x, right, head)
        body(pen, person, x, right, lines, n)
        if layout == "twopage" and head in HEADINGS["en"][1:2] + tuple(OTHER["Experience"]):
            pen.page.showPage()
            pen.y = pen.top
            pen.put(x, person["name"], 9)
            pen.put(x, "Page 2 of 2", 9, right=right)
            pen.down(24)
    return pen.done()


# ---- pages printed by a browser -------------------------------------------------------------------------------------

STYLES = {
    "grid": "header{display:flex;justify-content:space-between}.s{display:grid;grid-template-columns:130px 1fr;gap:14px;"
            "margin-top:14px}.h{display:flex;justify-content:space-between;font-weight:600}",
    "sidebar": "main{display:grid;grid-template-columns:1fr 190px;gap:28px}.h{font-weight:600}.h span{display:block;"
               "font-weight:400;color:#666}h2{color:#166}",
    "cards": ".s{border:1px solid #ccc;padding:8px 12px;margin-top:10px;break-inside:avoid}.h{display:flex;"
             "justify-content:space-between;font-weight:600}",
    "plain": "h2{text-transform:uppercase;font-size:13px;border-bottom:1px solid}.h span{float:right;font-weight:400}"
             ".h{font-weight:600}",
    "icons": "h2{font-size:15px;letter-spacing:2px;text-transform:uppercase}.h span{float:right}.h{font-weight:600}"
             ".tag{display:inline-block;border:1px solid #999;border-radius:8px;padding:1px 7px;margin:2px}",
    "table": "td{vertical-align:top;padding:3px 10px}.h{font-weight:600}",
}


def printed(person, n):
    parts, _ = sections(person, n)
    style = person["style"]
    say = html.escape
    marks = ["✉", "☎", "⌂", "", ""] if style == "icons" else ["", "", "", "", ""]
    top = "".join(f"<div>{m} {say(c)}</div>" for m, c in zip(marks, contact(person)))

    def lines(what, all_of_them):
        out, in_list = "", False
        for kind, text, right in all_of_them:
            if (kind == "bullet") != in_list:
                out += "</ul>" if in_list else "<ul>"
                in_list = not in_list
            if kind == "bullet":
                out += f"<li>{say(text)}</li>"
            elif kind == "head":
                out += f"<div class=h>{say(text)} <span>{say(right)}</span></div>"
            elif what == "skills" and style == "icons" and kind == "text":
                out += "".join(f"<span class=tag>{say(s)}</span> " for s in person["skills"])
                break
            elif text:
                out += f"<div>{say(text)}</div>"
        return out + ("</ul>" if in_list else "")

    def section(part):
        what, head, all_of_them = part
        return f"<section class=s><h2>{say(head)}</h2><div>{lines(what, all_of_them)}</div></section>"

    if style == "table":
        rows = ""
        for what, head, all_of_them in parts:
            if what == "jobs":
                rows += f"<tr><td colspan=2><h2>{say(head)}</h2></td></tr>"
                for job in person["jobs"]:
                    did = "".join(f"<div>{say(d)}</div>" for d in job["did"])
                    rows += (f"<tr><td>{say(spell(person, job, n))}</td><td><b>{say(job['title'])}</b><br>"
                             f"{say(job['company'])}, {say(job['place'])}{did}</td></tr>")
            else:
                rows += f"<tr><td><b>{say(head)}</b></td><td>{lines(what, all_of_them)}</td></tr>"
        main = f"<table>{rows}</table>"
    elif style == "sidebar":
        aside = {"skills", "certificates", "tickets", "languages"}
        main = ("<main><div>" + "".join(section(p) for p in parts if p[0] not in aside) + "</div><div>" + top
                + "".join(section(p) for p in parts if p[0] in aside) + "</div></main>")
        top = ""
    else:
        main = "".join(section(p) for p in parts)
    page = (f"<!doctype html><meta charset=utf-8><style>@page{{margin:16mm}}body{{font:12px/1.4 DejaVu Sans,Arial,sans-serif}}"
            f"h1{{font-size:24px;margin:0}}h2{{font-size:15px;margin:8px 0 4px}}ul{{margin:2px 0;padding-left:18px}}"
            f"{STYLES[style]}</style><header><h1>{say(person['name'])}</h1><div>{top}</div></header>{main}")
    with tempfile.TemporaryDirectory() as folder:
        source, out = pathlib.Path(folder, "page.html"), pathlib.Path(folder, "page.pdf")
        source.write_text(page)
        subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                        f"--print-to-pdf={out}", source.as_uri()], check=True, capture_output=True)
        return out.read_bytes()


# ---- Word, OpenDocument, RTF, plain text ------------------------------------------------------------------------------

def packed(parts, first=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in ([first] if first else []) + list(parts.items()):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if first and name == first[0] else zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return out.getvalue()


def docx(person, n):
    parts, words = sections(person, n)
    say = html.escape

    def p(text, bold=False, style=""):
        runs = ""
        for i, piece in enumerate(text.split("\t")):
            runs += "<w:r><w:tab/></w:r>" if i else ""
            runs += f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t xml:space=\"preserve\">{say(piece)}</w:t></w:r>"
        named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{named}{runs}</w:p>"

    def row(*cells):
        return "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{c}</w:tc>" for c in cells) + "</w:tr>"

    def lines(all_of_them):
        out = ""
        for kind, text, right in all_of_them:
            if kind == "head":
                out += p(text + (f"\t{right}" if right else ""), True)
            else:
                out += p(text, style="ListBullet" if kind == "bullet" else "")
        return out

    def head(words):
        return p(words.upper() if person["layout"] == "caps" else words, True, "Heading1")

    who = p(person["name"], True, "Title")
    layout = person["layout"]
    if layout in ("tablebar", "sidebar"):
        aside = {"skills", "certificates", "tickets", "languages"}
        left = head(words["contact"]) + "".join(p(c) for c in contact(person))
        left += "".join(head(h) + lines(l) for w, h, l in parts if w in aside)
        main = who + "".join(head(h) + lines(l) for w, h, l in parts if w not in aside)
        body = "<w:tbl>" + (row(left, main) if layout == "sidebar" else row(main, left)) + "</w:tbl>"
    elif layout in ("table", "datesleft"):
        body = who + "".join(p(c) for c in contact(person))
        for what, h, all_of_them in parts:
            body += head(h)
            if what == "jobs":
                rows, at = "", 0
                for job in person["jobs"]:
                    firm = f"{job['company']}, {job['place']}"
                    two = [job["title"], firm] if person["order"] == "title" else [firm, job["title"]]
                    rows += row(p(spell(person, job, n)), p(two[0], True) + p(two[1]) + "".join(p(d) for d in job["did"]))
                body += f"<w:tbl>{rows}</w:tbl>"
            else:
                body += lines(all_of_them)
    else:
        body = who
        if n % 2:
            body += p(" | ".join(contact(person)))
        else:
            body += "".join(p(f"{label}: {c}") for label, c in zip(("E-mail", "Phone", "Address", "Web", "Web"), contact(person)))
        body += "".join(head(h) + lines(l) for _, h, l in parts)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return packed({
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                       f'<Relationship Id="r1" Type="{rel}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
                             f'wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
    })


def odt(person, n):
    parts, _ = sections(person, n)
    say = html.escape
    body = f"<text:h>{say(person['name'])}</text:h>" + "".join(f"<text:p>{say(c)}</text:p>" for c in contact(person))
    for _, head, lines in parts:
        body += f"<text:h>{say(head)}</text:h>"
        for kind, text, right in lines:
            if kind == "bullet":
                body += f"<text:list><text:list-item><text:p>{say(text)}</text:p></text:list-item></text:list>"
            else:
                body += f"<text:p>{say(text)}{'<text:tab/>' + say(right) if right else ''}</text:p>"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = ('<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
               f'xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0"><office:body><office:text>{body}'
               "</office:text></office:body></office:document-content>")
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}:manifest:1.0"><manifest:file-entry '
                f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>')
    return packed({"content.xml": content, "META-INF/manifest.xml": manifest}, ("mimetype", kind))


def rtf(person, n):
    def say(text):
        out = ""
        for c in text:
            out += c if ord(c) < 128 and c not in "\\{}" else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?"
        return out

    parts, _ = sections(person, n)
    body = rf"{{\b\fs40 {say(person['name'])}\par}}" + "".join(rf"{say(c)}\par " for c in contact(person))
    for _, head, lines in parts:
        body += rf"\par{{\b {say(head)}\par}}"
        for kind, text, right in lines:
            mark = r"\bullet  " if kind == "bullet" else ""
            body += rf"{mark}{say(text)}{chr(92) + 'tab ' + say(right) if right else ''}\par "
    return (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}\fs22 " + body + "}").encode("ascii")


def txt(person, n):
    parts, _ = sections(person, n)
    out = [person["name"], *([" | ".join(contact(person))] if n % 2 else contact(person)), ""]
    if person["layout"] == "email":
        out = ["Hi,", "", "please find my details below.", "", f"Name: {person['name']}", f"Phone: {person['phone']}",
               f"Email: {person['email']}", f"Location: {person['place']}", ""]
    for _, head, lines in parts:
        out += [head.upper() if n % 3 == 0 else head, "-" * len(head)] if n % 2 else [head.upper() + ":"]
        for kind, text, right in lines:
            mark = "* " if kind == "bullet" else ""
            out.append(f"{mark}{text}" + (f"    {right}" if right else ""))
        out.append("")
    return "\n".join(out).encode()


def scan(person, n):
    from PIL import Image, ImageDraw, ImageFont
    picture = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(SANS / "DejaVuSans.ttf"), 18)
    parts, _ = sections(person, n)
    text = [person["name"], *contact(person)] + [t for _, h, lines in parts for t in [h] + [l[1] for l in lines]]
    for i, line in enumerate(text):
        pen.text((50, 50 + 30 * i), line, fill=20, font=font)
    out = io.BytesIO()
    picture.save(out, "JPEG" if person["kind"] == "jpg" else "PDF", quality=30)
    return out.getvalue()


# ---- all of them -----------------------------------------------------------------------------------------------------

def made(person, n):
    if person["layout"] == "scan":
        return scan(person, n)
    if person["layout"] == "html":
        return printed(person, n)
    return {"pdf": pdf, "docx": docx, "odt": odt, "rtf": rtf, "txt": txt}[person["kind"]](person, n)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    all_of_them = []
    for n, person in enumerate(people(), 1):
        name = f"{n:02}-{person['layout']}.{person['kind']}"
        (FILES / name).write_bytes(made(person, n))
        all_of_them.append(labels(person, name))
    more = HERE / "more.json"
    if more.exists():
        all_of_them += json.loads(more.read_text())
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in all_of_them)
    (HERE / "labels.json").write_text(f"[\n{lines}\n]\n")
    held = sum(one["held_out"] for one in all_of_them)
    print(f"{len(all_of_them)} résumés, {held} held out")
