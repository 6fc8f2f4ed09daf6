"""Judges the PDF of a consent: its signature with pyHanko, and with pikepdf the rules of PDF/A-3b
(ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that our files could break.

    judge.py FILE [FOLDER] [--authority ROOT.pem]

Prints each fault on a line of its own; exits with 1 if there is any. With FOLDER, the attached
files are written there. With the root certificate of a time-stamping authority, the signature must have a
time-stamp of it. A file that is not signed (--unsigned) is judged by the other rules only.
"""

import pathlib
import sys

import pikepdf
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

FAULTS = []
PAINTING = {
    "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI", "Tj", "TJ", "'", '"',
}
NUMBERS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}


def expect(holds, fault):
    if not holds:
        FAULTS.append(fault)


def signature(path, authority):
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        found = reader.embedded_signatures
        expect(len(found) == 1, f"{len(found)} signatures")
        for one in found:
            trusted = ValidationContext(trust_roots=[one.signer_cert])
            times = None
            if authority:
                root = x509.Certificate.load(pem.unarmor(authority.read_bytes())[2])
                times = ValidationContext(trust_roots=[root])
            status = validate_pdf_signature(one, trusted, ts_validation_context=times)
            stamp = status.timestamp_validity
            expect((stamp is not None) == bool(authority), "a time-stamp, or none")
            if stamp is not None:
                good = stamp.intact and stamp.valid and stamp.trusted
                expect(good, "the time-stamp is not valid")
                print("time-stamped at", stamp.timestamp)
            expect(status.intact and status.valid and status.trusted, "the signature is not intact")
            expect(status.bottom_line, status.summary())
            coverage = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
            expect(coverage, "the signature does not cover the whole file")
            unchanged = status.modification_level == ModificationLevel.NONE
            expect(unchanged and status.docmdp_ok, "the file was changed after it was signed")
            expect(one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached", "no PAdES signature")
            kinds = {item["type"].native for item in one.signer_info["signed_attrs"]}
            expect("signing_certificate_v2" in kinds, "no signing-certificate-v2")
            expect("signing_time" not in kinds, "PAdES forbids the attribute signing-time")
            expect("/M" in one.sig_object, "PAdES wants the time in /M")
            print("signed by", one.signer_cert.subject.human_friendly)


def metadata(pdf):
    stream = pdf.Root.Metadata
    expect("/Filter" not in stream, "the metadata is compressed")
    expect(stream.Type == "/Metadata" and stream.Subtype == "/XML", "the metadata is no XML")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        expect(xmp.get("pdfaid:part") == "3" and xmp.get("pdfaid:conformance") == "B", "not PDF/A-3b")
        expect(xmp.get("pdfuaid:part") == "1", "not PDF/UA-1")
        info = pdf.docinfo
        pairs = {
            "/Title": xmp.get("dc:title"),
            "/Author": "; ".join(xmp.get("dc:creator") or []),
            "/Subject": xmp.get("dc:description"),
            "/Creator": xmp.get("xmp:CreatorTool"),
            "/Producer": xmp.get("pdf:Producer"),
        }
        for key, said in pairs.items():
            expect(str(info.get(key)) == said, f"{key} is {info.get(key)} and {said}")
        made = str(info["/CreationDate"])
        made = f"{made[2:6]}-{made[6:8]}-{made[8:10]}T{made[10:12]}:{made[12:14]}:{made[14:16]}Z"
        expect(xmp.get("xmp:CreateDate") == made, "the dates differ")
    text = bytes(stream.read_bytes()).decode()
    expect("pdfaExtension:schemas" in text, "the schema of pdfuaid is not described")


def archive(pdf, path):
    head = path.read_bytes()[:20]
    expect(head.startswith(b"%PDF-1.7\n%") and all(c > 127 for c in head[10:14]), "the header")
    expect(path.read_bytes().rstrip().endswith(b"%%EOF"), "something follows the end")
    expect(len(pdf.trailer.get("/ID", [])) == 2, "no file identifier")
    expect("/Encrypt" not in pdf.trailer, "encrypted")
    root = pdf.Root
    intents = [one for one in root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
    expect(len(intents) == 1, "no output intent")
    for one in intents:
        profile = one.DestOutputProfile
        data = bytes(profile.read_bytes())
        expect(profile.N == 3 and data[36:40] == b"acsp" and data[16:20] == b"RGB ", "no RGB profile")
        expect(data[12:16] in (b"mntr", b"prtr") and data[8] <= 4, "an unsuitable profile")
        expect(int.from_bytes(data[:4], "big") == len(data), "the size of the profile")
    for key in ("/OCProperties", "/AA", "/OpenAction", "/Requirements"):
        expect(key not in root, f"the catalog has {key}")
    form = root.get("/AcroForm", {})
    expect("/NeedAppearances" not in form and "/XFA" not in form, "the form needs appearances")
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        filters = stream.get("/Filter", [])
        filters = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
        expect("/LZWDecode" not in filters and "/Crypt" not in filters, "a forbidden filter")
        expect("/F" not in stream, "a stream outside the file")
        if stream.get("/Subtype") == "/Image":
            expect(stream.get("/Interpolate", False) is False, "an interpolated image")
            expect(stream.ColorSpace in ("/DeviceRGB", "/DeviceGray"), "colours without a meaning")
            for key in ("/Alternates", "/OPI"):
                expect(key not in stream, f"an image has {key}")
    for font in pdf.objects:
        if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font":
            if font.get("/Subtype") == "/Type0":
                fonts(font)


def fonts(font):
    name = str(font.BaseFont)
    expect("/ToUnicode" in font, f"{name} has no Unicode")
    expect(font.Encoding == "/Identity-H", f"the encoding of {name}")
    below = font.DescendantFonts[0]
    described = below.FontDescriptor
    expect(below.BaseFont == font.BaseFont == described.FontName, f"{name} has several names")
    if below.Subtype == "/CIDFontType2":
        expect(below.get("/CIDToGIDMap") == "/Identity", f"{name} has no glyph map")
        expect("/FontFile2" in described, f"{name} is not embedded")
    else:
        expect("/FontFile3" in described, f"{name} is not embedded")


def attachments(pdf, folder):
    files = list(pdf.Root.get("/AF", []))
    named = pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    expect(len(named) == 2 * len(files), "a file is not associated with the document")
    for one in files:
        name = str(one.UF)
        expect(one.F == one.UF and one.Type == "/Filespec", f"the name of {name}")
        expect(one.get("/AFRelationship") in ("/Data", "/Source"), f"the relationship of {name}")
        expect(len(str(one.get("/Desc", ""))) > 8, f"{name} is not described")
        stream = one.EF.F
        expect("/" in str(stream.Subtype)[1:], f"the type of {name}")
        expect("/ModDate" in stream.Params, f"the date of {name}")
        expect(stream.Params.Size == len(bytes(stream.read_bytes())), f"the size of {name}")
        if folder:
            (folder / pathlib.Path(name).name).write_bytes(bytes(stream.read_bytes()))


def notes(pdf, page, number):
    for note in page.get("/Annots", []):
        flags = int(note.get("/F", 0))
        kind = str(note.Subtype)
        expect(flags & 4 and not flags & (1 | 2 | 32 | 256), f"page {number}: {kind} is not printed")
        expect(len(str(note.get("/Contents", ""))) > 3, f"page {number}: {kind} says nothing")
        expect("/StructParent" in note, f"page {number}: {kind} is not in the structure")
        sides = [float(side) for side in note.Rect]
        empty = sides[0] == sides[2] and sides[1] == sides[3]
        expect(kind == "/Link" or "/AP" in note or empty, f"page {number}: {kind} has no appearance")
        if "/A" in note:
            expect(note.A.S == "/URI", f"page {number}: an action {note.A.S}")
    if page.get("/Annots"):
        expect(page.get("/Tabs") == "/S", f"page {number}: the tabs do not follow the structure")


def content(page, number):
    """The marks of a page; everything that is painted must have one or be an artifact."""
    marks, open_, saved, deepest = [], [], 0, 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            mark = None
            if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
                mark = operands[1].get("/MCID")
            if mark is not None:
                marks.append(int(mark))
                expect(not any(m is not None for _, m in open_), f"page {number}: marks in marks")
            open_.append((str(operands[0]), mark))
        elif name == "EMC":
            expect(open_, f"page {number}: a mark that was not begun")
            open_ = open_[:-1]
        elif name in PAINTING:
            known = any(tag == "/Artifact" or mark is not None for tag, mark in open_)
            expect(known, f"page {number}: {name} is neither content nor an artifact")
        elif name in ("q", "Q"):
            saved += 1 if name == "q" else -1
            deepest = max(deepest, saved)
        elif name in ("k", "K", "g", "G", "cs", "CS", "BX", "ri", "i", "gs"):
            expect(name in ("g", "G"), f"page {number}: the operator {name}")
    expect(not open_ and saved == 0 and deepest <= 28, f"page {number}: something is left open")
    expect(marks == list(range(len(marks))), f"page {number}: the marks are not in order")
    return marks


def structure(pdf):
    root = pdf.Root
    expect(root.MarkInfo.Marked is True, "not tagged")
    expect(len(str(root.get("/Lang", ""))) >= 2, "no language")
    expect(root.ViewerPreferences.DisplayDocTitle is True, "the title is not shown")
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    numbers = root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    seen, level, order = {}, [0], []

    def walk(element, parent):
        tag = str(element.S)[1:]
        expect(element.P.objgen == parent.objgen, f"{tag} has another parent")
        if tag in NUMBERS:
            expect(NUMBERS[tag] <= level[0] + 1, f"{tag} after a heading of level {level[0]}")
            level[0] = NUMBERS[tag]
        if tag == "Figure":
            expect(len(str(element.get("/Alt", ""))) > 3, "a picture without a text")
            expect("/BBox" in element.get("/A", {}), "a picture without its place")
        if tag == "TH":
            expect("/Scope" in element.get("/A", {}), "a header without its scope")
        order.append(tag)
        kids = element.get("/K", pikepdf.Array())
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        expect(len(kids) or tag == "TD", f"an empty {tag}")
        below = []
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                below.append(str(kid.S)[1:])
                walk(kid, element)
                continue
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                number = int(kid.Obj.StructParent)
                expect(parents[number].objgen == element.objgen, f"the parent of a note in {tag}")
                wanted = {"/Link": "Link", "/Widget": "Form"}[str(kid.Obj.Subtype)]
                expect(tag == wanted, f"a note of {wanted} in {tag}")
                continue
            page = kid.Pg if isinstance(kid, pikepdf.Dictionary) else element.Pg
            mark = int(kid.MCID) if isinstance(kid, pikepdf.Dictionary) else int(kid)
            seen.setdefault(pages[page.objgen], []).append(mark)
            found = parents[pages[page.objgen]][mark]
            expect(found.objgen == element.objgen, f"the parent of mark {mark} in {tag}")
        if tag == "Table":
            expect(below and set(below) == {"TR"}, f"a table of {set(below)}")
        if tag == "TR":
            expect(below and set(below) <= {"TH", "TD"}, f"a row of {set(below)}")
        return below

    def tables(element):
        kids = element.get("/K", pikepdf.Array())
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        inner = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        if element.S == "/Table":
            widths = {len(row.K) for row in inner}
            expect(len(widths) == 1, f"a table with rows of {widths} cells")
        for kid in inner:
            tables(kid)

    walk(root.StructTreeRoot.K, root.StructTreeRoot)
    tables(root.StructTreeRoot.K)
    expect(order[0] == "Document" and "H1" in order, "no document with a title")
    for number, page in enumerate(pdf.pages):
        expect(page.StructParents == number, f"page {number}: its place in the structure")
        marks = content(page, number)
        expect(sorted(seen.get(number, [])) == marks, f"page {number}: marks without a place")
        notes(pdf, page, number)
        images = page.get("/Resources", {}).get("/XObject", {}).values()
        if any("/SMask" in image for image in images):
            expect(page.Group.CS == "/DeviceRGB", f"page {number}: transparency without colours")


def main():
    arguments = [word for word in sys.argv[1:] if word != "--unsigned"]
    authority = None
    if "--authority" in arguments:
        at = arguments.index("--authority")
        authority = pathlib.Path(arguments[at + 1])
        del arguments[at:at + 2]
    path = pathlib.Path(arguments[0])
    folder = pathlib.Path(arguments[1]) if len(arguments) > 1 else None
    if "--unsigned" not in sys.argv:
        signature(path, authority)
    with pikepdf.open(path) as pdf:
        metadata(pdf)
        archive(pdf, path)
        attachments(pdf, folder)
        structure(pdf)
    for fault in FAULTS:
        print("FAULT:", fault)
    sys.exit(1 if FAULTS else 0)


main()
