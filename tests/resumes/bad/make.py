"""Makes files that hurt whoever reads them carelessly: a PDF with a password, and one whose page unpacks to 1.5 GB.

    pip install reportlab && python3 make.py
"""

import pathlib
import zlib

from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

HERE = pathlib.Path(__file__).parent

locked = canvas.Canvas(str(HERE / "locked.pdf"), encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0), invariant=1)
locked.drawString(80, 700, "Nobody Reads This, nobody@example.org")
locked.save()

once = zlib.compressobj(9)
packed = b"".join(once.compress(b" " * (1 << 20)) for _ in range(1500)) + once.flush()
twice = zlib.compress(packed, 9)
(HERE / "bomb.pdf").write_bytes(
    b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>>> endobj\n"
    b"4 0 obj <</Length " + str(len(twice)).encode() + b"/Filter[/FlateDecode/FlateDecode]>> stream\n" + twice
    + b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")
