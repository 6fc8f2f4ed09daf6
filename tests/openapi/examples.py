"""Chooses, of the replies that the tests recorded, one for each response of the published document,
and writes them to openapi/examples.json.

    RECORD_REPLIES=/tmp/replies cargo test --test it
    python3 tests/openapi/examples.py /tmp/replies
    tests/dev accept
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# The longest list that is shown, and the longest text.
ITEMS, LETTERS = 1, 300
# The most bytes of an example that another one with fewer fields may not replace.
MOST = 6000
# What tests put into texts to break something: bad examples.
ODD = re.compile(r"[<>\\\u0000-\u001f\u200b-\u202e\u0590-\U0010ffff]|(.)\\1{9}|DROP|javascript:|\b[a-p]{16}\b")

# The addresses of a test are those of an example.
ADDRESSES = [
    (r"http://(localhost|127\.0\.0\.1)(:\d+)?", "https://consent.example.org"),
    (r"127\.0\.0\.1", "203.0.113.7"),
    (r"localhost", "consent.example.org"),
]


def short(value):
    """The same with short lists and texts."""
    if isinstance(value, dict):
        return {name: short(of) for name, of in value.items()}
    if isinstance(value, list):
        return [short(of) for of in value[:ITEMS]]
    if isinstance(value, str):
        for pattern, address in ADDRESSES:
            value = re.sub(pattern, address, value)
        # Tokens of the tests; scanners for secrets would find them.
        if value.startswith("eyJ"):
            return "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
        if value.startswith("br_") and len(value) > 20:
            return "br_" + "0" * 43
        if len(value) > LETTERS:
            return value[:LETTERS].rstrip() + "…"
    return value


def fields(value):
    """How many fields say something."""
    if isinstance(value, dict):
        return sum(fields(of) for of in value.values())
    if isinstance(value, list):
        return sum(fields(of) for of in value)
    return 0 if value in (None, "", False) else 1


def worth(reply):
    """The fuller, the better; what is odd last; of equals the one first by its text."""
    text = json.dumps(reply, ensure_ascii=False, sort_keys=True)
    # Problems are shown in English, as the document is written in it.
    is_foreign = "title" in reply and not text.isascii() if isinstance(reply, dict) else False
    return (ODD.search(text) is None, not is_foreign, len(text) <= MOST, fields(reply), -len(text), text)


def main():
    best = {}
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.jsonl")):
        for line in file.read_text().splitlines():
            one = json.loads(line)
            status = str(one["status"])
            by = one["operation"] if status.startswith("2") else "*"
            reply = short(one["reply"])
            if (by, status) not in best or worth(reply) > worth(best[by, status]):
                best[by, status] = reply
    chosen = {}
    for (by, status), reply in sorted(best.items()):
        chosen.setdefault(by, {})[status] = reply
    target = ROOT / "openapi/examples.json"
    target.write_text(json.dumps(chosen, ensure_ascii=False, indent=1) + "\n")
    print(f"{len(best)} examples, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
