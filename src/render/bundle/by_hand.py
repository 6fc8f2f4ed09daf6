# The notes of a bundle (README.txt), followed word for word.
import datetime, hashlib, json, struct


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def counted(text):
    return struct.pack(">I", len(text.encode())) + text.encode()


def compact(item):
    return json.dumps(item, separators=(",", ":"), ensure_ascii=False).encode()


chain = json.load(open("chain.json"))
values = {}
for step in chain:
    for field in step["fields"]:
        values.setdefault((step["kind"], field["name"]), []).append(field["value"])
decided = values[("ANSWERED", "decisionSha256")] + values[("WITHDRAWN", "decisionSha256")]

document = sha256(open("document.json", "rb").read()).hex()
assert document in values[("DOCUMENT_SHOWN", "documentSha256")]
decisions = json.load(open("decisions.json"))
assert [sha256(compact(decision)).hex() for decision in decisions] == decided
assert decisions[0]["documentSha256"] == document
signatures = json.load(open("signatures.json"))
assert sha256(compact(signatures[0])).hex() == decisions[0]["signatureSha256"]
pdf = sha256(open("consent.pdf", "rb").read()).hex()
seal = json.load(open("seal.json"))
assert values[("PDF_MADE", "pdfSha256")] == [pdf] and seal["pdfSha256"] == pdf

previous = bytes(32)
for step in chain:
    encoded = b""
    for field in step["fields"]:
        salt, value = bytes.fromhex(field["salt"]), field["value"].encode()
        assert sha256(salt, counted(field["name"]), value).hex() == field["hash"]
        encoded += counted(field["name"]) + bytes.fromhex(field["hash"])
    at = datetime.datetime.fromisoformat(step["at"].replace("Z", "+00:00"))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    millis = round((at - epoch) / datetime.timedelta(milliseconds=1))
    assert step["previous"] == previous.hex()
    previous = sha256(
        b"be-right evidence 1\n", previous, struct.pack(">Q", step["seq"]),
        counted(step["kind"]), struct.pack(">q", millis),
        struct.pack(">I", len(step["fields"])), encoded,
    )
    assert step["hash"] == previous.hex()
assert seal["chainHead"] == previous.hex()
print(previous.hex())
