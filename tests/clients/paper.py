"""What a reader sees of an invoice: paper.py FILE AMOUNT... Prints JSON: pages, text, what the data inside says, and for each
amount whether it is printed where the text says (rendered to PNG, dark pixels in its place)."""
import io
import json
import re
import sys

import pypdfium2
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from PIL import Image

path, amounts = sys.argv[1], sys.argv[2:]
document = pypdfium2.PdfDocument(path)
scale, text, seen = 3, "", {a: False for a in amounts}
for page in document:
    png = io.BytesIO()
    page.render(scale=scale).to_pil().convert("L").save(png, "PNG")
    image = Image.open(png)
    words = page.get_textpage()
    text += words.get_text_range()
    for amount in amounts:
        found = words.search(amount).get_next()
        if not found:
            continue
        start, count = found
        left, bottom, right, top = words.get_charbox(start)
        for i in range(start, start + count):
            l, b, r, t = words.get_charbox(i)
            left, bottom, right, top = min(left, l), min(bottom, b), max(right, r), max(top, t)
        box = (left * scale, (page.get_height() - top) * scale, right * scale, (page.get_height() - bottom) * scale)
        place = image.crop(tuple(int(v) for v in box))
        dark = sum(1 for p in place.getdata() if p < 110)
        seen[amount] = dark > 0.08 * place.width * place.height
name, xml = get_facturx_xml_from_pdf(open(path, "rb").read(), check_xsd=False)
values = {}
if xml:
    values = {tag: re.findall(rb"<ram:%s[^>]*>([^<]*)<" % tag.encode(), xml)[-1].decode() for tag in ("GrandTotalAmount", "TaxTotalAmount", "DuePayableAmount", "LineTotalAmount")}
print(json.dumps({"pages": len(document), "text": text, "printed": seen, "xml": bool(xml) and bool(xml_check_xsd(xml)), "values": values}))
