"""A second verifier of evidence bundles, written from assets/evidence/FORMAT.md alone.

It shares no code with the first one, so that a mistake in either, or in the description,
shows as a difference between the two.

    verify.py BUNDLE [--key HEX] [--pdf FILE.pdf] [--root HEX]   judges one bundle
    verify.py --vectors FOLDER                                   judges all of vectors.json

Numbers in comments are sections of FORMAT.md. Two things that it allows are left out: the
comparison with the page of evidence inside the PDF (end of section 8), and the list of
known notes (section 2): the notes are ignored and never shown. So is the chain of a time-stamp's
certificate (section 10): it takes no root certificates of authorities.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import struct
import sys
import unicodedata
import zlib
from decimal import Decimal

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# ---------------------------------------------------------------- 1. verdicts

GENUINE, INCOMPLETE, UNKNOWN_KEY, ALTERED, UNREADABLE = (
    "genuine", "incomplete", "unknown_key", "altered", "unreadable")
EXIT_CODES = {GENUINE: 0, INCOMPLETE: 3, UNKNOWN_KEY: 4, ALTERED: 1, UNREADABLE: 2}
FROM_BEST_TO_WORST = [GENUINE, INCOMPLETE, UNKNOWN_KEY, ALTERED]
USAGE_ERROR = 64

MIB = 1024 * 1024
MOST_BYTES = 64 * MIB
MOST_FINDINGS_SHOWN = 40


class Broken(Exception):
    """Something is not as the format demands: the bundle is altered."""


class Report:
    """What the checks found, and in the end the verdict."""

    def __init__(self):
        self.findings = []
        self.decisions = []
        self.unreadable = False
        self.result = None
        self.root = None
        self.stamps = []

    def add(self, verdict, text):
        self.findings.append((verdict, text))

    def altered(self, text):
        self.add(ALTERED, text)

    def incomplete(self, text):
        self.add(INCOMPLETE, text)

    def verdict(self):
        if self.unreadable:
            return UNREADABLE
        return max((v for v, _ in self.findings), key=FROM_BEST_TO_WORST.index, default=GENUINE)


def unreadable(text):
    report = Report()
    report.unreadable = True
    report.findings.append((UNREADABLE, text))
    return report


# ---------------------------------------------------------------- 2. the archive

DOCUMENTS = ["document.json"] + [f"document-{n}.json" for n in range(2, 17)]
NEEDED = ["chain.json", "decisions.json", "signatures.json", "seal.json",
          "README.txt", "LISEZMOI.txt"]
LIMITS = {name: 8 * MIB for name in NEEDED + DOCUMENTS + ["FORMAT.md", "anchor.json"]}
LIMITS["consent.pdf"] = 32 * MIB
TOKENS = ["anchor.tst"] + [f"anchor-{n}.tst" for n in range(2, 9)]
LIMITS.update({name: 64 * 1024 for name in TOKENS})
PLACES = [""] + [f"-{n}" for n in range(2, 41)]
MANIFESTS = [f"manifest{place}.json" for place in PLACES]
SIGNATURES_OF_MANIFESTS = [f"manifest{place}.sig" for place in PLACES]
RECORDS = [f"record{place}.json" for place in PLACES]
RECEIPTS = [f"receipt{place}.pdf" for place in PLACES]
LIMITS.update({name: 256 * 1024 for name in MANIFESTS})
LIMITS.update({name: 64 for name in SIGNATURES_OF_MANIFESTS})
LIMITS.update({name: 8 * MIB for name in RECORDS})
LIMITS.update({name: 32 * MIB for name in RECEIPTS})
MOST_INFLATED = 96 * MIB
MOST_ENTRIES = 256

END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
ALLOWED_FLAGS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11
SIZES_FOLLOW = 1 << 3
ALLOWED_EXTRA = {0x000A, 0x5455, 0x7855, 0x7875}


class Entry:
    """One entry of the directory."""

    def __init__(self, fixed, name, extra):
        (_, _, self.version, self.flags, self.method, _, _, self.crc, self.packed, self.size,
         _, _, self.comment_length, self.disk, _, self.attributes, self.offset) = fixed
        self.name = name
        self.extra = extra


def require(condition, text):
    if not condition:
        raise Broken(text)


def read_directory(data):
    """The entries of the directory, and the offset where it begins."""
    require(len(data) >= END.size, "the archive is too short")
    end_at = len(data) - END.size
    mark, disk, start_disk, here, count, size, begin, comment = END.unpack_from(data, end_at)
    require(mark == b"PK\5\6" and comment == 0, "the archive does not end with its end record")
    require(disk == 0 and start_disk == 0, "the archive is one of several disks")
    require(here == count <= MOST_ENTRIES, "the counts of files are wrong")
    require(begin + size == end_at, "the directory does not end at the end record")
    entries, at = [], begin
    for _ in range(count):
        entry, at = read_entry(data, at, end_at)
        entries.append(entry)
    require(at == end_at, "the directory has bytes left over")
    return entries, begin


def read_entry(data, at, end):
    require(at + CENTRAL.size <= end, "the directory is cut")
    fixed = CENTRAL.unpack_from(data, at)
    require(fixed[0] == b"PK\1\2", "an entry of the directory has a wrong mark")
    name_end = at + CENTRAL.size + fixed[10]
    extra_end = name_end + fixed[11]
    require(extra_end <= end, "the directory is cut")
    entry = Entry(fixed, data[at + CENTRAL.size:name_end], data[name_end:extra_end])
    check_entry(entry)
    return entry, extra_end


def check_entry(entry):
    require(entry.comment_length == 0, "an entry has a comment")
    require(entry.disk == 0, "an entry is on another disk")
    require(entry.method in (0, 8), "an entry has an unknown method")
    require(entry.flags & ~ALLOWED_FLAGS == 0, "an entry has flags that are not allowed")
    stored_with_sizes_behind = entry.method == 0 and entry.flags & SIZES_FOLLOW
    require(not stored_with_sizes_behind, "the sizes of stored data follow it")
    require(entry.version <= 20, "an entry needs a later version")
    require(entry.attributes & 0x1E == 0, "an entry is hidden, or no plain file")
    check_mode(entry.attributes >> 16)
    check_extra(entry.extra)


def check_mode(mode):
    kind = mode & 0o170000
    good = kind in (0, 0o100000) and mode & 0o7400 == 0o400
    require(mode == 0 or good, "an entry has a mode that is not allowed")


def check_extra(extra):
    require(len(extra) <= 128, "an extra field is too long")
    at, seen = 0, set()
    while at < len(extra):
        require(at + 4 <= len(extra), "an extra field is cut")
        kind, size = struct.unpack_from("<2H", extra, at)
        require(kind in ALLOWED_EXTRA, "an extra field is of a kind that is not allowed")
        require(kind not in seen, "an extra field is there twice")
        seen.add(kind)
        at += 4 + size
    require(at == len(extra), "an extra field is cut")


def packed_bytes(data, entry, at, end):
    """The packed bytes of the entry, whose local header must be at `at`, and which must end,
    with its data descriptor, at `end`."""
    require(entry.offset == at and at + LOCAL.size <= end, "the files do not follow each other")
    (mark, version, flags, method, _, _, crc, packed, size, name_length,
     extra_length) = LOCAL.unpack_from(data, at)
    name_at = at + LOCAL.size
    extra_at = name_at + name_length
    data_at = extra_at + extra_length
    data_end = data_at + entry.packed
    require(mark == b"PK\3\4" and data_end <= end, "a file has a wrong header")
    require(version <= 20, "a file needs a later version")
    require((flags, method) == (entry.flags, entry.method), "the two headers of a file differ")
    require(data[name_at:extra_at] == entry.name, "a file has two names")
    check_extra(data[extra_at:data_at])
    sums = (crc, packed, size)
    same = sums == (entry.crc, entry.packed, entry.size)
    zeroes = flags & SIZES_FOLLOW and sums == (0, 0, 0)
    require(same or zeroes, "the two headers of a file differ in size or checksum")
    check_descriptor(data[data_end:end], entry)
    return data[data_at:data_end]


def check_descriptor(after, entry):
    """What stands between the packed data and the next file."""
    if not entry.flags & SIZES_FOLLOW:
        require(after == b"", "there are bytes between the files")
        return
    plain = struct.pack("<3L", entry.crc, entry.packed, entry.size)
    require(after == b"PK\7\x08" + plain, "a data descriptor is wrong")


def unpack(packed, entry):
    """The bytes of a file: never more than its size and one."""
    if entry.method == 0:
        content = packed
    else:
        stream = zlib.decompressobj(-15)
        try:
            content = stream.decompress(packed, entry.size + 1)
        except zlib.error:
            raise Broken("a file is damaged") from None
        require(stream.eof and not stream.unused_data, "the data of a file does not end in time")
    require(len(content) == entry.size, "a file has not the size that it should have")
    require(zlib.crc32(content) == entry.crc, "a file has a wrong checksum")
    return content


def read_archive(data):
    """The files of the archive by name. The names are bytes, as they may be anything."""
    entries, begin = read_directory(data)
    require(len({e.name for e in entries}) == len(entries), "two files have the same name")
    require(sum(e.size for e in entries) <= MOST_INFLATED, "the files are too large together")
    files, at = {}, 0
    for entry, end in zip(entries, [e.offset for e in entries[1:]] + [begin]):
        require(end <= begin, "the files do not follow each other")
        packed = packed_bytes(data, entry, at, end)
        files[entry.name] = unpack(packed, entry)
        at = end
    require(at == begin, "there are bytes before the directory")
    return files


def check_names(files, report):
    """The files that the format knows, by name; a finding for each other one."""
    known = {}
    for raw, content in files.items():
        name = raw.decode("utf-8", "backslashreplace")
        if name not in LIMITS:
            report.altered(f"there is a file that does not belong there: {safe(name)}")
        elif len(content) > LIMITS[name]:
            report.altered(f"{name} is too large")
        else:
            known[name] = content
    return known


def check_missing(files, report):
    for name in NEEDED:
        if name not in files:
            report.incomplete(f"{name} is missing")
    present = [n for n, name in enumerate(DOCUMENTS) if name in files]
    for name in DOCUMENTS[:max(present, default=0) + 1]:
        if name not in files:
            report.incomplete(f"{name} is missing")


# ---------------------------------------------------------------- 3. JSON

HASH = re.compile("[0-9a-f]{64}")
SALT = re.compile("[0-9a-f]{32}")
SIGNATURE = re.compile("[0-9a-f]{128}")
INSTANT = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
                     r"(?:\.([0-9]{0,2}[1-9]))?Z")
LONGEST_NUMBER = 400


def refuse_number(text):
    raise Broken(f"there is a number that is not allowed: {safe(text, 40)}")


def read_int(text):
    if len(text) > LONGEST_NUMBER:
        refuse_number(text)
    return int(text)


def read_float(text):
    if len(text) > LONGEST_NUMBER or "e" in text.lower():
        refuse_number(text)
    return float(text)


def read_json(content, with_fractions=False):
    try:
        value = json.loads(content.decode("utf-8"), parse_int=read_int,
                           parse_float=read_float if with_fractions else refuse_number,
                           parse_constant=refuse_number)
        # Half of a pair of surrogates cannot be written.
        compact(value)
        return value
    except (ValueError, OverflowError, RecursionError):
        raise Broken("it cannot be read") from None


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_list(content, check, write=compact, with_fractions=False):
    """The items of a list, and the bytes of each, after a look at the form of the file."""
    items = read_json(content, with_fractions)
    require(isinstance(items, list), "it is not a list")
    try:
        for item in items:
            check(item)
        lines = [write(item) for item in items]
    except (UnicodeEncodeError, OverflowError):
        raise Broken("it has a value that cannot be written") from None
    require(b"[\n" + b",\n".join(lines) + b"\n]\n" == content, "it is not in the only form")
    return items, lines


def check_keys(value, needed, optional=()):
    """`needed` has all keys in their order; those also in `optional` may be missing."""
    require(isinstance(value, dict), "there is a value that is no object")
    expected = [key for key in needed if key in value or key not in optional]
    require(list(value) == expected, "an object has wrong keys")


def check_text(value):
    require(isinstance(value, str), "there is a value that is no text")


def check_match(pattern, value):
    require(isinstance(value, str) and pattern.fullmatch(value), "there is a malformed value")


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


# 9999-12-30T22:00:00Z
LATEST = 253402207200


def milliseconds(text):
    """The milliseconds since 1970 of an instant."""
    check_text(text)
    match = INSTANT.fullmatch(text)
    require(match, "there is a malformed instant")
    year, month, day, hour, minute, second = (int(group) for group in match.groups()[:6])
    require(1 <= month <= 12 and 1 <= day <= days_of(year, month), "there is no such day")
    require(hour < 24 and minute < 60 and second < 60, "there is no such time of day")
    fraction = int((match.group(7) or "").ljust(3, "0"))
    seconds = days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
    require(seconds <= LATEST, "there is an instant after the last one")
    return seconds * 1000 + fraction


def days_of(year, month):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]


def days_since_1970(year, month, day):
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400
    days += sum(days_of(year, m) for m in range(1, month)) + day - 1
    return days - 719162


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# ---------------------------------------------------------------- 4. the chain

KINDS = {"INVITATION_SENT", "CODE_REQUESTED", "CODE_SENT", "CODE_VERIFIED", "DOCUMENT_SHOWN",
         "ANSWERED", "PDF_MADE", "SENT", "REMINDED", "WITHDRAWN", "EXPIRED", "EMAIL_CHANGED",
         "LINK_COPIED", "LINK_REVOKED", "SEALED"}
BINDING = {"DOCUMENT_SHOWN": "documentSha256", "ANSWERED": "decisionSha256",
           "WITHDRAWN": "decisionSha256", "PDF_MADE": "pdfSha256", "SEALED": "manifestSha256"}
DECIDING = ("ANSWERED", "WITHDRAWN")
NO_HASH = "0" * 64


def with_length(content):
    return struct.pack(">L", len(content)) + content


def check_step(step):
    check_keys(step, ["seq", "kind", "at", "fields", "previous", "hash"])
    require(is_integer(step["seq"]), "a step has no number")
    require(isinstance(step["kind"], str) and step["kind"] in KINDS, "a step is of no known kind")
    milliseconds(step["at"])
    check_match(HASH, step["previous"])
    check_match(HASH, step["hash"])
    require(isinstance(step["fields"], list), "a step has no fields")
    for field in step["fields"]:
        check_field(field)
    check_binding(step)


def check_field(field):
    check_keys(field, ["name", "value", "salt", "hash"], ["value", "salt"])
    check_text(field["name"])
    check_match(HASH, field["hash"])
    require(("value" in field) == ("salt" in field), "a field is half erased")
    if "value" in field:
        check_text(field["value"])
        check_match(SALT, field["salt"])


def check_binding(step):
    if step["kind"] in BINDING:
        values = binding_values(step)
        require(len(values) == 1, "a step does not bind exactly one thing")
        if values[0] is not None:
            check_match(HASH, values[0])


def binding_values(step):
    name = BINDING[step["kind"]]
    return [field.get("value") for field in step["fields"] if field["name"] == name]


def field_hash(field):
    name = field["name"].encode("utf-8")
    salt = bytes.fromhex(field["salt"])
    return sha256(salt + with_length(name) + field["value"].encode("utf-8"))


def step_hash(step):
    parts = [b"be-right evidence 1\n", bytes.fromhex(step["previous"]),
             struct.pack(">Q", step["seq"]), with_length(step["kind"].encode("utf-8")),
             struct.pack(">q", milliseconds(step["at"])), struct.pack(">L", len(step["fields"]))]
    for field in step["fields"]:
        parts.append(with_length(field["name"].encode("utf-8")))
        parts.append(bytes.fromhex(field["hash"]))
    return sha256(b"".join(parts))


def check_hashes(steps):
    require(steps, "it has no step")
    previous = NO_HASH
    for number, step in enumerate(steps, 1):
        require(step["seq"] == number, f"step {number} has another number")
        require(step["previous"] == previous, f"step {number} does not follow the one before")
        for field in step["fields"]:
            if "value" in field:
                require(field["hash"] == field_hash(field), f"a field of step {number} is changed")
        require(step["hash"] == step_hash(step), f"step {number} is changed")
        previous = step["hash"]


class Chain:
    """The steps, and where each hash is recorded."""

    def __init__(self, steps):
        self.steps = steps
        self.erased = sum("value" not in f for step in steps for f in step["fields"])
        self.first = {}
        self.erased_kinds = set()
        for index, step in enumerate(steps):
            if step["kind"] in BINDING:
                self.note(index, step["kind"], binding_values(step)[0])

    def note(self, index, kind, value):
        if value is None:
            self.erased_kinds.add(kind)
        else:
            self.first.setdefault((BINDING[kind], value), index)

    def recorded(self, kind, value):
        """The index of the step where it is recorded, or None."""
        return self.first.get((BINDING[kind], value))

    def not_recorded(self, report, what, *kinds):
        if self.erased_kinds.intersection(kinds):
            report.incomplete(f"what shows that {what} belongs here was erased")
        else:
            report.altered(f"{what} is not in the chain")

    def of_kinds(self, *kinds):
        return [index for index, step in enumerate(self.steps) if step["kind"] in kinds]


def read_chain(content):
    steps, _ = read_list(content, check_step)
    check_hashes(steps)
    return Chain(steps)


# ---------------------------------------------------------------- 5. documents

def check_documents(files, chain, decisions, report):
    named = {d.get("documentSha256") for d in decisions.items} if decisions else None
    last = -1
    for name in DOCUMENTS:
        if name not in files:
            continue
        digest = sha256(files[name])
        if named is not None and digest not in named:
            report.altered(f"no decision is about {name}")
        if chain:
            last = check_document(name, digest, chain, last, report)


def check_document(name, digest, chain, last, report):
    index = chain.recorded("DOCUMENT_SHOWN", digest)
    if index is None:
        chain.not_recorded(report, name, "DOCUMENT_SHOWN")
        return last
    if index <= last:
        report.altered(f"{name} is not in its place")
    return index


# ---------------------------------------------------------------- 6. decisions

DECISION_KEYS = ["reference", "kind", "signer", "role", "at", "guardians", "soleAuthority",
                 "otherGuardian", "uses", "reason", "documentSha256", "signatureSha256"]
DECISION_OPTIONAL = ["guardians", "soleAuthority", "otherGuardian", "reason", "documentSha256",
                     "signatureSha256"]


class Decisions:
    def __init__(self, items, lines):
        self.items = items
        self.hashes = [sha256(line) for line in lines]


def check_decision(item):
    check_keys(item, DECISION_KEYS, DECISION_OPTIONAL)
    for key in ("reference", "kind", "signer", "role"):
        check_text(item[key])
    require(item["kind"] in ("ACCEPTED", "REFUSED", "WITHDRAWN"), "a decision has a wrong kind")
    require(item["role"] in ("PERSON", "GUARDIAN"), "a decision has a wrong role")
    milliseconds(item["at"])
    check_guardians(item)
    require(isinstance(item["uses"], list), "a decision has no list of uses")
    for use in item["uses"]:
        check_keys(use, ["use", "accepted"])
        check_text(use["use"])
        require(isinstance(use["accepted"], bool), "a use is neither allowed nor refused")
    named = [use["use"] for use in item["uses"]]
    require(len(set(named)) == len(named), "a use is named twice")
    check_text(item.get("reason", ""))
    check_match(HASH, item.get("documentSha256", NO_HASH))
    check_match(HASH, item.get("signatureSha256", NO_HASH))


def check_guardians(item):
    if "guardians" in item:
        check_keys(item["guardians"], ["needed", "known"])
        for count in item["guardians"].values():
            require(is_integer(count) and 0 <= count < 256, "a number of guardians is malformed")
    require(item.get("soleAuthority", True) is True, "soleAuthority is not true")
    if "otherGuardian" in item:
        check_keys(item["otherGuardian"], ["name", "email"])
        for value in item["otherGuardian"].values():
            check_text(value)


def read_decisions(content):
    decisions = Decisions(*read_list(content, check_decision))
    require(len({d["reference"] for d in decisions.items}) <= 1, "the references differ")
    for item in decisions.items:
        if item["kind"] != "WITHDRAWN":
            require("documentSha256" in item, "a decision names no document")
        if item["kind"] == "ACCEPTED":
            require("signatureSha256" in item, "an agreement has no signature")
            require(any(use["accepted"] for use in item["uses"]), "an agreement allows nothing")
    return decisions


def check_named_documents(files, decisions, report):
    present = {sha256(files[name]) for name in DOCUMENTS if name in files}
    for number, item in enumerate(decisions.items, 1):
        if "documentSha256" in item and item["documentSha256"] not in present:
            report.incomplete(f"the document of decision {number} is missing")


def check_recorded(decisions, chain, report):
    """The indices of the steps of those decisions that are recorded."""
    found, last = set(), -1
    for number, (item, digest) in enumerate(zip(decisions.items, decisions.hashes), 1):
        index = chain.recorded("ANSWERED", digest)
        if index is None:
            chain.not_recorded(report, f"decision {number}", *DECIDING)
            continue
        withdrawn = chain.steps[index]["kind"] == "WITHDRAWN"
        if withdrawn != (item["kind"] == "WITHDRAWN"):
            report.altered(f"decision {number} is recorded by a step of the wrong kind")
        if index <= last:
            report.altered(f"decision {number} is not in its place")
        found.add(index)
        last = index
    return found


def check_left_out(decisions, chain, found, report):
    steps = chain.of_kinds(*DECIDING)
    if len(steps) < len(decisions.items):
        report.altered("there are more decisions than steps for them")
    if len(steps) > len(decisions.items) and len(found) < len(decisions.items):
        report.altered("decisions are missing, and another is not in the chain")
    for index in steps:
        if index not in found:
            step = chain.steps[index]
            report.incomplete(f"a decision is not shown: {step['kind']} at {step['at']}")


def check_decisions(decisions, chain, report):
    if decisions:
        found = check_recorded(decisions, chain, report)
        check_left_out(decisions, chain, found, report)
        # Only what is recorded is shown.
        recorded = [chain.recorded("ANSWERED", digest) is not None for digest in decisions.hashes]
        report.decisions = [item for item, is_it in zip(decisions.items, recorded) if is_it]
    if not (decisions and decisions.items) and not chain.of_kinds(*DECIDING):
        report.altered("there is no decision, and no step of one: it proves nothing")


# ---------------------------------------------------------------- 7. signatures

WHITE_SPACE = ("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
               + "".join(chr(one) for one in range(0x2000, 0x200B)))


def check_signature(item):
    require(isinstance(item, dict), "a signature is no object")
    kind = item.get("kind")
    if kind == "STROKES":
        check_strokes(item)
    elif kind == "PNG":
        check_keys(item, ["kind", "data"])
        check_text(item["data"])
        require(item["data"].startswith("data:image/png;base64,"), "a signature is no PNG")
        check_base64(item["data"].removeprefix("data:image/png;base64,"))
    else:
        require(kind == "TYPED", "a signature is of no known kind")
        check_keys(item, ["kind", "name"])
        check_text(item["name"])
        require(item["name"].strip(WHITE_SPACE) == item["name"], "a name begins or ends with a space")


def check_base64(text):
    try:
        same = base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except ValueError:
        same = False
    require(same, "a signature is no base64")


def check_strokes(item):
    check_keys(item, ["kind", "width", "height", "strokes"])
    check_number(item["width"])
    check_number(item["height"])
    check_list(item["strokes"])
    for stroke in item["strokes"]:
        check_list(stroke)
        require(stroke, "a stroke is empty")
        for point in stroke:
            check_list(point)
            require(len(point) == 3, "a point has not three numbers")
            check_number(point[0])
            check_number(point[1])
            require(is_integer(point[2]) and 0 <= point[2] <= 86400000, "a time is wrong")


def check_list(value):
    require(isinstance(value, list), "there is a value that is no list")


def check_number(value):
    require(is_integer(value) or isinstance(value, float), "there is a value that is no number")
    require(abs(value) <= 12500 and round(value, 2) == value, "there is a number that cannot be")


def write_number(value):
    value = float(value)
    if value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def write_signature(item):
    if item["kind"] != "STROKES":
        return compact(item)
    strokes = ",".join(write_stroke(stroke) for stroke in item["strokes"])
    width, height = write_number(item["width"]), write_number(item["height"])
    text = f'{{"kind":"STROKES","width":{width},"height":{height},"strokes":[{strokes}]}}'
    return text.encode("utf-8")


def write_stroke(stroke):
    points = ("[" + ",".join(write_number(n) for n in point) + "]" for point in stroke)
    return "[" + ",".join(points) + "]"


def read_signatures(content):
    _, lines = read_list(content, check_signature, write_signature, with_fractions=True)
    return [sha256(line) for line in lines]


def check_signatures(signatures, decisions, report):
    named = [d["signatureSha256"] for d in decisions.items if "signatureSha256" in d]
    if signatures == named:
        return
    if set(signatures) - set(named):
        report.altered("there is a signature that belongs to no decision")
    elif set(named) - set(signatures):
        report.incomplete("a signature is missing")
    else:
        report.altered("the signatures are not in their order")


# ---------------------------------------------------------------- 8. the PDF

def is_in_pdf(files, seal):
    """Whether this is the bundle in a PDF."""
    return "consent.pdf" not in files and bool(seal) and seal["pdfSha256"] == NO_HASH


def check_pdf(files, chain, seal, given, report):
    pdf = files.get("consent.pdf")
    if pdf is None:
        check_without_pdf(chain, seal, given, report)
        return
    digest = sha256(pdf)
    if seal and seal["pdfSha256"] != digest:
        report.altered("the PDF is not the one that was sealed")
    if chain and chain.recorded("PDF_MADE", digest) is None:
        chain.not_recorded(report, "the PDF", "PDF_MADE")
    if given is not None and given != pdf:
        report.altered("the PDF that was given is not the one in the bundle")


def check_without_pdf(chain, seal, given, report):
    if not is_in_pdf({}, seal):
        report.incomplete("consent.pdf is missing")
    if given is not None:
        report.incomplete("the bundle has no PDF: the one that was given was not compared")


# ---------------------------------------------------------------- 9. the seal

PRIME = 2 ** 255 - 19
GROUP_ORDER = 2 ** 252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME


def check_seal_form(seal):
    check_keys(seal, ["algorithm", "publicKey", "chainHead", "pdfSha256", "signature"])
    require(seal["algorithm"] == "Ed25519", "the seal is of another algorithm")
    for key in ("publicKey", "chainHead", "pdfSha256"):
        check_match(HASH, seal[key])
    check_match(SIGNATURE, seal["signature"])


def read_seal(content):
    seal = read_json(content)
    check_seal_form(seal)
    written = json.dumps(seal, ensure_ascii=False, indent=2).encode("utf-8")
    require(written == content, "it is not in the only form")
    message = (b"be-right seal 1\n\0\0" + bytes.fromhex(seal["chainHead"])
               + bytes.fromhex(seal["pdfSha256"]))
    key, signature = bytes.fromhex(seal["publicKey"]), bytes.fromhex(seal["signature"])
    require(signed(key, signature, message), "its signature is wrong")
    return seal


def good_point(encoded):
    """Whether a point is canonical and not of small order. Whether it is on the curve is seen
    by the verification."""
    y = int.from_bytes(encoded, "little") & (2 ** 255 - 1)
    if y >= PRIME:
        return False
    # Order 1, 2 and 4 have y = 1, -1 and 0. Twice a point has y = 0, so that the point has
    # order 8, where x² = -y²; with the equation of the curve that is d·y⁴ + 2·y² = 1.
    square = y * y % PRIME
    return y not in (0, 1, PRIME - 1) and (CURVE_D * square * square + 2 * square - 1) % PRIME != 0


def signed(key, signature, message):
    if not good_point(key) or not good_point(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= GROUP_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


CLOCK_TOLERANCE = 5 * 60_000


def read_keys(content):
    """The keys that a server publishes, the first that it had first, and the ends of those that were
    replaced, in milliseconds, by key."""
    listed = json.loads(content.decode("utf-8"), object_pairs_hook=once_each)
    require(isinstance(listed, dict) and "keys" in listed, "there are no keys")
    keys = listed["keys"]
    require(isinstance(keys, list) and keys, "there are no keys")
    check_names_of(keys[0], {"publicKey"})
    for key in keys[1:]:
        check_names_of(key, {"publicKey", "until", "successor", "handover"})
        key["successor"] = read_key(key["successor"])
        check_match(SIGNATURE, key["handover"])
    for key in keys:
        key["publicKey"] = read_key(key["publicKey"])
    require(len({key["publicKey"] for key in keys}) == len(keys), "a key is there twice")
    ends = {}
    for newer, key in zip(keys, keys[1:]):
        require(key["successor"] == newer["publicKey"], "a key is not followed by the next one")
        message = (b"be-right seal handover 1\n" + bytes.fromhex(key["publicKey"])
                   + bytes.fromhex(key["successor"])
                   + struct.pack(">q", milliseconds(key["until"])))
        public, handover = bytes.fromhex(key["publicKey"]), bytes.fromhex(key["handover"])
        require(signed(public, handover, message), "a key has not signed for the next one")
        ends[key["publicKey"]] = milliseconds(key["until"])
    return [key["publicKey"] for key in reversed(keys)], ends


def once_each(pairs):
    require(len({name for name, _ in pairs}) == len(pairs), "a name is there twice")
    return dict(pairs)


def check_names_of(value, names):
    require(isinstance(value, dict) and set(value) == names, "an object has wrong keys")


def read_key(text):
    """A key as people write it: perhaps in capitals, or with blanks around it."""
    check_text(text)
    key = text.strip().lower()
    check_match(HASH, key)
    return key


def trusted(given, listed):
    """The given keys and, of a list, those that follow one of them; without any, the whole list."""
    at = 0 if not given else next((n for n, key in enumerate(listed) if key in given), len(listed))
    return set(given) | set(listed[at:])


def is_after_end(key, at, ends):
    return key in ends and milliseconds(at) > ends[key] + CLOCK_TOLERANCE


def check_seal(seal, chain, trust, report):
    sealed_by = seal["publicKey"]
    if chain and seal["chainHead"] != chain.steps[-1]["hash"]:
        report.altered("the seal is not of the last step of the chain")
    if chain and any(is_after_end(sealed_by, step["at"], trust.ends) for step in chain.steps):
        report.altered("a step is later than the end of the key that sealed it")
    if not trust.keys:
        report.add(UNKNOWN_KEY, "no key was given: anybody may have sealed this")
    elif sealed_by not in trust.keys:
        report.add(UNKNOWN_KEY, "it was sealed with another key than the one that was given")


# ---------------------------------------------------------------- 10. daily roots

BELOW = 2 ** 53


def check_anchor_form(anchor):
    check_keys(anchor, ["dailyRoot", "index", "path"])
    root = anchor["dailyRoot"]
    check_keys(root, ["number", "at", "leaves", "root", "previous", "publicKey", "signature"])
    milliseconds(root["at"])
    for key in ("root", "previous", "publicKey"):
        check_match(HASH, root[key])
    check_match(SIGNATURE, root["signature"])
    check_list(anchor["path"])
    for digest in anchor["path"]:
        check_match(HASH, digest)
    for number in (root["number"], root["leaves"]):
        require(is_integer(number) and 1 <= number < BELOW, "there is an impossible number")
    index = anchor["index"]
    require(is_integer(index) and 0 <= index < root["leaves"], "its place is impossible")


def read_anchor(content):
    anchor = read_json(content)
    check_anchor_form(anchor)
    written = json.dumps(anchor, ensure_ascii=False, indent=2).encode("utf-8")
    require(written == content, "it is not in the only form")
    root = anchor["dailyRoot"]
    message = (b"be-right root 1\n"
               + struct.pack(">QqQ", root["number"], milliseconds(root["at"]), root["leaves"])
               + bytes.fromhex(root["root"]) + bytes.fromhex(root["previous"]))
    key, signature = bytes.fromhex(root["publicKey"]), bytes.fromhex(root["signature"])
    require(signed(key, signature, message), "its signature is wrong")
    return anchor


def leaf_of(reference, step):
    data = (b"be-right leaf 1\n" + hashlib.sha256(reference.encode("utf-8")).digest()
            + struct.pack(">Q", step["seq"]) + bytes.fromhex(step["hash"]))
    return hashlib.sha256(b"\0" + data).digest()


def leads_to(leaf, index, size, path):
    """The root that a path leads to, or None (RFC 9162, section 2.1.3.2)."""
    node, last, found = index, size - 1, leaf
    for sibling in map(bytes.fromhex, path):
        if last == 0:
            return None
        if node % 2 or node == last:
            found = hashlib.sha256(b"\1" + sibling + found).digest()
            while node % 2 == 0 and node != 0:
                node, last = node // 2, last // 2
        else:
            found = hashlib.sha256(b"\1" + found + sibling).digest()
        node, last = node // 2, last // 2
    return found.hex() if last == 0 else None


def check_anchor(anchor, chain, decisions, seal, trust, report):
    if anchor is None:
        if trust.roots:
            report.altered("a root was given, and the bundle is in none")
        return
    root = anchor["dailyRoot"]
    if not (seal and seal["publicKey"] == root["publicKey"]) and root["publicKey"] not in trust.keys:
        report.add(UNKNOWN_KEY, "the daily root is of another key")
    if is_after_end(root["publicKey"], root["at"], trust.ends):
        report.altered("the daily root is later than the end of the key that signed it")
    if chain and decisions and decisions.items:
        leaf = leaf_of(decisions.items[0]["reference"], chain.steps[-1])
        found = leads_to(leaf, anchor["index"], root["leaves"], anchor["path"])
        if found != root["root"]:
            report.altered("the daily root does not cover this chain")
    if trust.roots and root["root"] not in trust.roots:
        report.altered("the daily root is none of those that were given")
    report.root = f"{root['number']} of {root['at']}: {root['root']}"


# ---------------------------------------------------------------- 10. time-stamps

HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
RSA_ALGORITHMS = {"sha256_rsa": "sha256", "sha384_rsa": "sha384", "sha512_rsa": "sha512"}
ECDSA_ALGORITHMS = {"sha256_ecdsa": "sha256", "sha384_ecdsa": "sha384"}
# What the libraries raise over a token of which they cannot make sense.
UNREADABLE_TOKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError,
                    x509.ExtensionNotFound, x509.DuplicateExtension, x509.InvalidVersion,
                    x509.UnsupportedGeneralNameType, UnsupportedAlgorithm)
# The extensions of a certificate that may be critical: key usage, alternative name, basic constraints,
# name constraints, distribution points, extended key usage.
UNDERSTOOD = {f"2.5.29.{number}" for number in (15, 17, 19, 30, 31, 37)}


def root_hash(root):
    return hashlib.sha256(
        b"be-right root 1\n"
        + struct.pack(">QqQ", root["number"], milliseconds(root["at"]), root["leaves"])
        + bytes.fromhex(root["root"]) + bytes.fromhex(root["previous"])).digest()


def check_lengths(data):
    """Whether all lengths of an encoding are definite and the shortest, and it ends where it should."""
    waiting = [(0, len(data))]
    while waiting:
        at, end = waiting.pop()
        while at < end:
            require(end >= at + 2 and data[at] & 0x1F != 0x1F, "an encoding is cut")
            constructed, length, start = data[at] & 0x20, data[at + 1], at + 2
            if length >= 0x80:
                count = length & 0x7F
                digits = data[start:start + count]
                require(1 <= count <= 4 and len(digits) == count and digits[0], "a length is wrong")
                length, start = int.from_bytes(digits, "big"), start + count
                require(length >= 0x80, "a length is not the shortest")
            require(start + length <= end, "an encoding is cut")
            if constructed:
                waiting.append((start, start + length))
            at = start + length


def read_token(data):
    """The content of a token and the certificate that rightly signed it."""
    check_lengths(data)
    check_shape(data)
    message = cms.ContentInfo.load(data, strict=True)
    require(message["content_type"].native == "signed_data", "it is no signed message")
    signed_data = message["content"]
    inner = signed_data["encap_content_info"]
    require(inner["content_type"].native == "tst_info", "it is no time-stamp")
    content = inner["content"].contents
    info = tsp.TSTInfo.load(content, strict=True)
    check_info(content)
    require(len(signed_data["signer_infos"]) == 1, "it has not one signer")
    signer = signed_data["signer_infos"][0]
    certificate = signing_certificate(data, signer["sid"])
    check_attributes(signer, content, certificate.dump())
    check_usage(certificate)
    public = x509.load_der_x509_certificate(certificate.dump())
    check_token_signature(signer, public.public_key())
    return info, public


def parts_of(data):
    """Tags, contents and whole encodings of the values that stand one after the other."""
    parts, at = [], 0
    while at < len(data):
        length, start = data[at + 1], at + 2
        if length >= 0x80:
            count = length & 0x7F
            length, start = int.from_bytes(data[start:start + count], "big"), start + count
        end = start + length
        parts.append((data[at], data[start:end], data[at:end]))
        at = end
    return parts


def check_shape(data):
    """Whether it is one ContentInfo, with its two parts."""
    outer = parts_of(data)
    require(len(outer) == 1 and outer[0][0] == 0x30, "it is not one message")
    require([tag for tag, *_ in parts_of(outer[0][1])] == [0x06, 0xA0], "a message has wrong parts")


def check_info(content):
    """Whether TSTInfo is of version 1 and has its parts, in their order, and no others."""
    parts = parts_of(parts_of(content)[0][1])
    tags = [tag for tag, *_ in parts]
    rest = iter([0x30, 0x01, 0x02, 0xA0, 0xA1])
    require(tags[:5] == [0x02, 0x06, 0x30, 0x02, 0x18] and all(tag in rest for tag in tags[5:]),
            "the time-stamp has wrong parts")
    require(parts[0][1] == b"\x01", "it is of another version")


def signing_certificate(data, sid):
    """The first certificate of the message that is the named one; those that cannot be read are passed
    over."""
    message = parts_of(parts_of(parts_of(data)[0][1])[1][1])[0][1]
    for tag, content, _ in parts_of(message):
        if tag != 0xA0:
            continue
        for kind, _, whole in parts_of(content):
            try:
                if kind == 0x30 and is_named(asn1_x509.Certificate.load(whole, strict=True), sid):
                    return asn1_x509.Certificate.load(whole, strict=True)
            except UNREADABLE_TOKEN:
                continue
        break
    raise Broken("it lacks its certificate")


def is_named(one, sid):
    if sid.name == "issuer_and_serial_number":
        named = sid.chosen
        return (one.issuer.dump() == named["issuer"].dump()
                and one["tbs_certificate"]["serial_number"].contents
                == named["serial_number"].contents)
    return one.key_identifier is not None and one.key_identifier == sid.native


def check_attributes(signer, content, certificate):
    found = {}
    for attribute in signer["signed_attrs"]:
        kind, values = attribute["type"].native, attribute["values"]
        if kind in ("content_type", "message_digest", "signing_certificate",
                    "signing_certificate_v2"):
            require(kind not in found and len(values) == 1, "an attribute is there twice")
            found[kind] = values[0]
    require({"content_type", "message_digest"} <= set(found), "an attribute is missing")
    require(found["content_type"].native == "tst_info", "the attributes are of something else")
    algorithm = signer["digest_algorithm"]["algorithm"].native
    require(algorithm in HASHES, "the digest is of another algorithm")
    digest = hashlib.new(algorithm, content).digest()
    require(found["message_digest"].native == digest, "the attributes are of another content")
    first, second = found.get("signing_certificate"), found.get("signing_certificate_v2")
    require(first is not None or second is not None, "nothing names the certificate")
    if first is not None:
        named = first["certs"][0]["cert_hash"].native
        require(named == hashlib.sha1(certificate).digest(), "another certificate is named")
    if second is not None:
        named = second["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        require(algorithm in HASHES, "the certificate is named by another algorithm")
        digest = hashlib.new(algorithm, certificate).digest()
        require(named["cert_hash"].native == digest, "another certificate is named")


def check_usage(certificate):
    body = certificate["tbs_certificate"]
    require(body["version"].native == "v3", "the certificate is of another version")
    usages, kinds = [], [extension["extn_id"].dotted for extension in body["extensions"]]
    require(len(set(kinds)) == len(kinds), "an extension is there twice")
    for extension in body["extensions"]:
        kind = extension["extn_id"].dotted
        require(kind in UNDERSTOOD or not extension["critical"].native,
                "an extension that is critical is not understood")
        if kind == "2.5.29.37":
            usages.append((extension["critical"].native, extension["extn_value"].parsed.native))
    require(usages == [(True, ["time_stamping"])], "the certificate is not for time-stamping alone")


def check_token_signature(signer, key):
    algorithm = signer["signature_algorithm"]["algorithm"].native
    # The set itself is signed, not its implicit tag.
    message = b"\x31" + signer["signed_attrs"].dump()[1:]
    signature = signer["signature"].native
    if algorithm == "rsassa_pkcs1v15":
        algorithm = signer["digest_algorithm"]["algorithm"].native + "_rsa"
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm in RSA_ALGORITHMS:
            require(2048 <= key.key_size <= 8192, "the key has a wrong size")
            key.verify(signature, message, padding.PKCS1v15(), HASHES[RSA_ALGORITHMS[algorithm]])
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm in ECDSA_ALGORITHMS:
            require(key.curve.name in ("secp256r1", "secp384r1"), "the curve is another one")
            key.verify(signature, message, ec.ECDSA(HASHES[ECDSA_ALGORITHMS[algorithm]]))
        else:
            raise Broken("the signature is of another algorithm")
    except InvalidSignature as problem:
        raise Broken("its signature is wrong") from problem


def name_of(certificate):
    try:
        return safe(certificate.subject.rfc4514_string())
    except UNREADABLE_TOKEN:
        return "somebody whose name cannot be read"


def check_tokens(files, anchor, report):
    for name in TOKENS:
        if name not in files:
            continue
        try:
            require(anchor is not None, "there is no daily root for it")
            root = anchor["dailyRoot"]
            info, certificate = read_token(files[name])
            imprint = info["message_imprint"]
            require(imprint["hash_algorithm"]["algorithm"].native == "sha256",
                    "it is over another kind of hash")
            require(imprint["hashed_message"].native == root_hash(root),
                    "it is of something else than the daily root")
            require(re.fullmatch(rb"[0-9]{14}(\.[0-9]+)?Z", info["gen_time"].contents),
                    "its time is not in UTC")
            at = info["gen_time"].native
            # Milliseconds count, and what is below them does not.
            at = at.replace(microsecond=at.microsecond // 1000 * 1000)
            require(at.timestamp() <= LATEST, "it is after the last instant")
            require(certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc,
                    "its certificate was not valid then")
            require(at.timestamp() * 1000 >= milliseconds(root["at"]) - CLOCK_TOLERANCE,
                    "it is older than the daily root")
            report.stamps.append(f"{at:%Y-%m-%dT%H:%M:%SZ} by {name_of(certificate)}")
        except Broken as problem:
            report.altered(f"{name}: {problem}")
        except UNREADABLE_TOKEN as problem:
            report.altered(f"{name} cannot be read: {safe(str(problem))}")


# ---------------------------------------------------------------- 11. manifests

MANIFEST_KEYS = ["format", "number", "kind", "reference", "renews", "sealedAt", "publicKey", "rule",
                 "decisions", "uses", "chain", "files", "previous"]
FORMAT_OF_MANIFESTS = "be-right manifest 2"
SIGNER_NUMBER = re.compile("0|[1-9][0-9]{0,2}")


class Manifest:
    """A manifest in its form, and where it belongs."""

    def __init__(self, place, content, value):
        self.place, self.value = place, value
        self.name, self.hash = MANIFESTS[place], sha256(content)


def check_small(value, below):
    require(is_integer(value) and 0 <= value < below, "there is an impossible number")


def check_uses(uses):
    check_list(uses)
    for use in uses:
        check_keys(use, ["use", "accepted"])
        check_text(use["use"])
        require(isinstance(use["accepted"], bool), "a use is neither allowed nor refused")


def check_manifest_form(value):
    check_keys(value, MANIFEST_KEYS, ["renews"])
    require(value["format"] == FORMAT_OF_MANIFESTS, "it is of another format")
    check_small(value["number"], 2 ** 32)
    require(value["kind"] in ("ANSWER", "RENEWAL", "WITHDRAWAL", "EXPIRY"), "its kind is unknown")
    check_text(value["reference"])
    check_text(value.get("renews", ""))
    milliseconds(value["sealedAt"])
    check_match(HASH, value["publicKey"])
    check_match(HASH, value["previous"])
    check_keys(value["rule"], ["combine", "needed", "signers"])
    require(value["rule"]["combine"] == "EVERY", "its rule is unknown")
    check_small(value["rule"]["needed"], 2 ** 32)
    check_list(value["rule"]["signers"])
    for signer in value["rule"]["signers"]:
        check_keys(signer, ["number", "role"])
        check_small(signer["number"], 256)
        check_text(signer["role"])
    check_list(value["decisions"])
    for decision in value["decisions"]:
        check_keys(decision, ["signer", "kind", "sha256"])
        check_small(decision["signer"], 256)
        require(decision["kind"] in ("ACCEPTED", "REFUSED", "WITHDRAWN"), "a decision has a wrong kind")
        check_match(HASH, decision["sha256"])
    check_uses(value["uses"])
    check_keys(value["chain"], ["seq", "hash"])
    check_small(value["chain"]["seq"], 2 ** 64)
    check_match(HASH, value["chain"]["hash"])
    check_list(value["files"])
    for file in value["files"]:
        check_keys(file, ["name", "sha256"])
        check_text(file["name"])
        check_match(HASH, file["sha256"])


def read_manifest(place, content):
    value = read_json(content)
    check_manifest_form(value)
    written = json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8")
    require(written == content, "it is not in the only form")
    return Manifest(place, content, value)


def manifests_in_order(files, decisions, sealed, report):
    """The manifests that can be read; findings for what is missing or does not follow."""
    present = [place for place in range(len(PLACES))
               if MANIFESTS[place] in files or SIGNATURES_OF_MANIFESTS[place] in files]
    last = present[-1] + 1 if present else 0
    found, previous = [], NO_HASH
    for place in range(last):
        name, of_it = MANIFESTS[place], SIGNATURES_OF_MANIFESTS[place]
        if name not in files or of_it not in files:
            report.altered(f"{name} or its signature was taken away")
            previous = None
            continue
        before, previous = previous, sha256(files[name])
        try:
            one = read_manifest(place, files[name])
        except Broken as problem:
            report.altered(f"{name} is not as it should be: {problem}")
            continue
        found.append(one)
        key, signature = bytes.fromhex(one.value["publicKey"]), files[of_it]
        if len(signature) != 64 or not signed(key, signature, files[name]):
            report.altered(f"{name} is not what was signed")
        if one.value["number"] != place + 1 or before not in (None, one.value["previous"]):
            report.altered(f"{name} does not follow the manifest before it")
        if decisions and decisions.items and (
                decisions.items[0]["reference"] != one.value["reference"]):
            report.altered(f"{name} is of another answer")
    for place in range(last, sealed):
        report.incomplete(f"{MANIFESTS[place]} is missing")
    return found


def is_proved(one, chain, sealing, report):
    """Whether the chain shows that this manifest was made at its step; None, if it contradicts it."""
    if not chain:
        return False
    step = chain.steps[sealing[one.place]] if one.place < len(sealing) else None
    head = chain.steps[sealing[one.place] - 1] if step and sealing[one.place] else None
    if (head is None or step["at"] != one.value["sealedAt"]
            or one.value["chain"] != {"seq": head["seq"], "hash": head["hash"]}):
        report.altered(f"{one.name} was not made at its step")
        return None
    check_decisions_of(one, chain.steps[:sealing[one.place]], report)
    bound = binding_values(step)[0]
    if bound is None:
        report.incomplete(f"what shows that {one.name} was made at its step was erased")
        return False
    if bound != one.hash:
        report.altered(f"{one.name} was not made at its step")
        return None
    return True


def check_decisions_of(one, steps, report):
    deciding = [step for step in steps if step["kind"] in DECIDING]
    named = one.value["decisions"]
    good = len(deciding) == len(named)
    for step, decision in zip(deciding, named):
        good &= (step["kind"] == "WITHDRAWN") == (decision["kind"] == "WITHDRAWN")
        good &= binding_values(step)[0] in (None, decision["sha256"])
        by = value_of(step, "signer")
        good &= by is None or by == str(decision["signer"])
    if not good:
        report.altered(f"{one.name} names other decisions than the chain")


def value_of(step, name):
    """The value of the first field of this name; None if it was erased or is not there."""
    return next((f.get("value") for f in step["fields"] if f["name"] == name), None)


def signers_needed(decision):
    if "soleAuthority" in decision or "guardians" not in decision:
        return 1
    known = max(decision["guardians"]["known"], 2 if "otherGuardian" in decision else 1)
    return max(1, min(decision["guardians"]["needed"], known))


def allowed_by(rule, decided, has_ended):
    """What is allowed by pairs of signer and decision."""
    names, latest = [], {}
    for signer, decision in decided:
        names += [use["use"] for use in decision["uses"] if use["use"] not in names]
        latest[signer] = {use["use"] for use in decision["uses"] if use["accepted"]}
    settled = (not has_ended and len(latest) >= rule["needed"]
               and all(signer["number"] in latest for signer in rule["signers"]))
    return [{"use": name, "accepted": settled and all(name in uses for uses in latest.values())}
            for name in names]


def named_decisions(one, decisions):
    """Pairs of signer and decision; None if one is not there."""
    by_hash = dict(zip(decisions.hashes, decisions.items)) if decisions else {}
    pairs = [(named["signer"], by_hash.get(named["sha256"])) for named in one.value["decisions"]]
    return None if any(decision is None for _, decision in pairs) else pairs


def has_ended(steps):
    return any(step["kind"] == "EXPIRED" for step in steps)


def check_result(one, chain, sealing, decisions, report):
    pairs = named_decisions(one, decisions)
    if pairs is None or not decisions or not chain or one.place >= len(sealing):
        return
    ended = has_ended(chain.steps[:sealing[one.place]])
    needed = max((signers_needed(decision) for _, decision in pairs), default=1)
    rule = one.value["rule"]
    if rule["needed"] != needed or allowed_by(rule, pairs, ended) != one.value["uses"]:
        report.altered(f"{one.name} says that something else is allowed than was decided")


def check_sealed_files(files, found, sealed, seal, report):
    in_pdf = is_in_pdf(files, seal)
    for one in found:
        names = [file["name"] for file in one.value["files"]]
        raw = [name.encode("utf-8") for name in names]
        known = {"consent.pdf", *DOCUMENTS, *RECORDS[:one.place + 1], *RECEIPTS[:one.place + 1]}
        if not set(names) <= known or any(a >= b for a, b in zip(raw, raw[1:])):
            report.altered(f"{one.name} names files that it may not, or in another order")
        for file in one.value["files"]:
            name = file["name"]
            if name in files and sha256(files[name]) != file["sha256"]:
                report.altered(f"{safe(name)} is not what was sealed")
            if name not in files and not (in_pdf and name.endswith(".pdf")):
                report.incomplete(f"{safe(name)} is missing")
    newest = found[-1] if found else None
    named = {file["name"] for file in newest.value["files"]} if newest else set()
    for name in files:
        if name in RECORDS + RECEIPTS + DOCUMENTS + ["consent.pdf"] and name not in named:
            if not newest and not sealed:
                if name in RECORDS + RECEIPTS:
                    report.altered(f"{name} was never sealed")
            elif newest and newest.place + 1 == sealed:
                report.altered(f"{name} was never sealed")
            else:
                report.incomplete(f"nothing shows that {name} was sealed")


def check_covered(newest, chain, sealing, decisions, report):
    if not (newest and chain and decisions) or newest.place >= len(sealing):
        return
    place = sealing[newest.place]
    erased = any(step["kind"] in DECIDING and binding_values(step)[0] is None
                 for step in chain.steps[place:])
    named = [decision["sha256"] for decision in newest.value["decisions"]]
    for number, digest in enumerate(decisions.hashes, 1):
        if digest in named:
            named = named[named.index(digest) + 1:]
            continue
        index = chain.recorded("ANSWERED", digest)
        if not erased and (index is None or index <= place):
            report.altered(f"decision {number} is none of those that were sealed")


def result_of(newest, chain, sealing, decisions):
    """What is allowed at the end of the chain; None if that cannot be told."""
    if not newest or not chain or newest.place >= len(sealing):
        return None
    later = chain.steps[sealing[newest.place]:]
    if not any(step["kind"] in DECIDING + ("EXPIRED",) for step in later):
        return newest.value["uses"]
    pairs = named_decisions(newest, decisions)
    by_hash = dict(zip(decisions.hashes, decisions.items)) if decisions else {}
    for step in later:
        if step["kind"] in DECIDING and pairs is not None:
            decision, by = by_hash.get(binding_values(step)[0]), value_of(step, "signer")
            is_number = by is not None and SIGNER_NUMBER.fullmatch(by) and int(by) < 256
            pairs = pairs + [(int(by), decision)] if decision and is_number else None
    return None if pairs is None else allowed_by(newest.value["rule"], pairs, has_ended(chain.steps))


def check_manifests(files, chain, decisions, seal, trust, report):
    sealing = chain.of_kinds("SEALED") if chain else []
    found = manifests_in_order(files, decisions, len(sealing), report)
    newest_is_proved = False
    for one in found:
        key = one.value["publicKey"]
        known = (seal and seal["publicKey"] == key) or key in trust.keys
        proved = is_proved(one, chain, sealing, report)
        newest_is_proved = proved is True or (proved is False and bool(known))
        if proved is False and not known:
            report.add(UNKNOWN_KEY, f"{one.name} is of another key")
        if is_after_end(key, one.value["sealedAt"], trust.ends):
            report.altered(f"{one.name} is later than the end of the key that signed it")
        check_result(one, chain, sealing, decisions, report)
    check_sealed_files(files, found, len(sealing), seal, report)
    newest = found[-1] if found else None
    check_covered(newest, chain, sealing, decisions, report)
    if newest_is_proved:
        report.result = result_of(newest, chain, sealing, decisions)


# ---------------------------------------------------------------- all together


class Trust:
    """What the verifier has from elsewhere than the bundle."""

    def __init__(self, keys=(), pdf=None, roots=(), ends=None):
        self.keys, self.pdf, self.roots, self.ends = set(keys), pdf, roots, ends or {}


def judge(data, keys=(), pdf=None, roots=(), ends=None):
    """The report on the bytes of a bundle. The keys are trusted, each 64 hexadecimal digits; `ends`,
    when keys were replaced."""
    if len(data) > MOST_BYTES:
        return unreadable("it is larger than 64 MiB")
    try:
        files = read_archive(data)
    except Broken as problem:
        if b"chain.json" not in data and b"seal.json" not in data:
            return unreadable(f"this is no bundle: {problem}")
        report = Report()
        report.altered(f"the archive is not as it should be: {problem}")
        return report
    if b"chain.json" not in files and b"seal.json" not in files:
        return unreadable("this is no bundle: it has neither a chain nor a seal")
    return judge_files(files, Trust(keys, pdf, roots, ends))


def judge_files(raw_files, trust):
    report = Report()
    files = check_names(raw_files, report)
    check_missing(files, report)
    chain = read_part(files, "chain.json", read_chain, report)
    decisions = read_part(files, "decisions.json", read_decisions, report)
    signatures = read_part(files, "signatures.json", read_signatures, report)
    seal = read_part(files, "seal.json", read_seal, report)
    anchor = read_part(files, "anchor.json", read_anchor, report)
    if chain and chain.erased:
        report.incomplete(f"personal data was erased: {chain.erased} values of the chain")
    check_documents(files, chain, decisions, report)
    if decisions:
        check_named_documents(files, decisions, report)
    if chain:
        check_decisions(decisions, chain, report)
    if decisions and signatures is not None:
        check_signatures(signatures, decisions, report)
    check_pdf(files, chain, seal, trust.pdf, report)
    check_manifests(files, chain, decisions, seal, trust, report)
    if seal:
        check_seal(seal, chain, trust, report)
    else:
        report.add(UNKNOWN_KEY, "there is no seal: nothing shows who sealed this")
        report.decisions = []
    check_anchor(anchor, chain, decisions, seal, trust, report)
    check_tokens(files, anchor, report)
    return report


def read_part(files, name, read, report):
    if name not in files:
        return None
    try:
        return read(files[name])
    except Broken as problem:
        report.altered(f"{name} is not as it should be: {problem}")
        return None


# ---------------------------------------------------------------- what is printed

STEERING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe(text, most=200):
    """The text without anything that steers a terminal, and not too long."""
    shown = "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in STEERING else c
                    for c in text[:most])
    return shown + ("…" if len(text) > most else "")


def print_report(report):
    verdict = report.verdict()
    print(verdict)
    for _, text in report.findings[:MOST_FINDINGS_SHOWN]:
        print(f"- {text}")
    if len(report.findings) > MOST_FINDINGS_SHOWN:
        print(f"- and {len(report.findings) - MOST_FINDINGS_SHOWN} more")
    if not report.findings:
        print("- every check passed; the texts of README.txt, LISEZMOI.txt and FORMAT.md were not compared")
    if verdict not in (ALTERED, UNREADABLE):
        if verdict != GENUINE and report.decisions:
            print("What follows is proved only if the bundle is whole and the key the studio's:")
        for number, decision in enumerate(report.decisions, 1):
            print_decision(number, decision)
        if report.result is not None and report.decisions:
            allowed = [use["use"] for use in report.result if use["accepted"]]
            print(f"Together this allows: {safe(', '.join(allowed)) or 'nothing'}")
        if report.root:
            print(f"In the daily root number {report.root}")
        for stamp in report.stamps:
            print(f"Time-stamped at {stamp}")


def print_decision(number, decision):
    print(f"Decision {number} on {safe(decision['reference'])}: {decision['kind']} by "
          f"{safe(decision['signer'])} ({decision['role'].lower()}) at {decision['at']}")
    for use in decision["uses"]:
        print(f"    {'allowed' if use['accepted'] else 'not allowed'}: {safe(use['use'])}")
    if "guardians" in decision:
        counts = decision["guardians"]
        print(f"    guardians: {counts['needed']} needed, {counts['known']} known")
    if "soleAuthority" in decision:
        print("    states to have sole authority")
    if "otherGuardian" in decision:
        other = decision["otherGuardian"]
        print(f"    other guardian: {safe(other['name'])}, {safe(other['email'])}")
    if "reason" in decision:
        print(f"    reason: {safe(decision['reason'], 2000)}")


# ---------------------------------------------------------------- the vectors

FEWEST_VECTORS = 100
FEWEST_GENUINE = 12


def judge_vectors(folder):
    with open(os.path.join(folder, "vectors.json"), encoding="utf-8") as file:
        listed = json.load(file)
    _, replaced = read_keys(read_up_to(os.path.join(folder, "keys.json"), MOST_BYTES))
    genuine = right = 0
    for name, vector in listed["vectors"].items():
        data = read_up_to(os.path.join(folder, name), MOST_BYTES)
        ends = replaced if name.startswith("ended/") else None
        report = judge(data, [listed["key"]], ends=ends)
        good = expect(name, vector["verdict"], report)
        good &= expect_statement(name, vector.get("states"), report)
        if vector["verdict"] == GENUINE:
            genuine += 1
            good &= expect(f"{name} without a key", UNKNOWN_KEY, judge(data))
        right += good
    print(f"{right} of {len(listed['vectors'])} vectors judged right, {genuine} of them genuine")
    enough = len(listed["vectors"]) >= FEWEST_VECTORS and genuine >= FEWEST_GENUINE
    return 0 if enough and right == len(listed["vectors"]) else 1


def expect_statement(name, expected, report):
    """Whether that is stated which the vector says; else a line that says what is."""
    stated = "-"
    if report.result is not None and report.decisions and report.verdict() != ALTERED:
        stated = ",".join(use["use"] for use in report.result if use["accepted"])
    if expected is not None and stated != expected:
        print(f"{safe(name)}: states {safe(stated)}, not {safe(expected)}")
    return expected in (None, stated)


def expect(name, expected, report):
    """Whether the verdict is the expected one; else a line that says what it is."""
    if report.verdict() != expected:
        reasons = "; ".join(text for _, text in report.findings)
        print(f"{safe(name)}: {report.verdict()}, not {safe(expected)}: {reasons}")
    return report.verdict() == expected


# ---------------------------------------------------------------- the command line

def read_up_to(path, most):
    with open(path, "rb") as file:
        return file.read(most + 1)


def judge_file(path, given, pdf_path, roots, keys_path):
    pdf = read_up_to(pdf_path, LIMITS["consent.pdf"]) if pdf_path else None
    listed, ends = read_keys(read_up_to(keys_path, MOST_BYTES)) if keys_path else ([], None)
    report = judge(read_up_to(path, MOST_BYTES), trusted(given, listed), pdf, roots, ends)
    print_report(report)
    return EXIT_CODES[report.verdict()]


def parse_arguments():
    parser = argparse.ArgumentParser(description="Judges an evidence bundle.")
    parser.error = lambda text: usage_error(parser, text)
    parser.add_argument("bundle", nargs="?")
    parser.add_argument("--key", action="append", default=[],
                        help="a trusted public key, 64 hexadecimal digits")
    parser.add_argument("--pdf", help="the PDF that was handed out")
    parser.add_argument("--root", action="append", default=[],
                        help="a daily root from elsewhere, which the bundle must be in")
    parser.add_argument("--keys", metavar="FILE",
                        help="the keys that the server publishes, with the ends of former ones")
    parser.add_argument("--vectors", metavar="FOLDER", help="judge the vectors in a folder")
    arguments = parser.parse_args()
    if (arguments.bundle is None) == (arguments.vectors is None):
        parser.error("give either a bundle or --vectors")
    arguments.key = [key.strip().lower() for key in arguments.key]
    arguments.root = [root.strip().lower() for root in arguments.root]
    for text in arguments.key + arguments.root:
        if not HASH.fullmatch(text):
            parser.error("a key or a root must be 64 hexadecimal digits")
    return arguments


def usage_error(parser, text):
    parser.print_usage(sys.stderr)
    print(f"verify.py: {text}", file=sys.stderr)
    sys.exit(USAGE_ERROR)


def usage_error_of_keys(problem):
    print(f"verify.py: the keys are not as they should be: {safe(str(problem))}", file=sys.stderr)
    return USAGE_ERROR


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    arguments = parse_arguments()
    try:
        if arguments.vectors:
            return judge_vectors(arguments.vectors)
        return judge_file(arguments.bundle, arguments.key, arguments.pdf, arguments.root, arguments.keys)
    except (Broken, ValueError, RecursionError) as problem:
        return usage_error_of_keys(problem)
    except OSError as problem:
        print(f"verify.py: {safe(str(problem))}", file=sys.stderr)
        return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
