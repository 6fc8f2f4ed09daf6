"""Generates a client in Python and one in TypeScript from the document that the server serves,
and does with each what a program of a studio does. A fault of the document ends either: a
client that cannot be generated, does not compile, or does not read what the server replies.

    run.py path/to/be-right

`openapi-python-client` is in this Python's environment, `openapi-typescript`, `openapi-fetch` and
`typescript` are in target/node: `tests/run` installs them.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
NODE = HERE.parent.parent / "target" / "node" / "node_modules"
sys.path.insert(0, str(HERE.parent))
from served import start

# A generator skips what it does not understand, and says so. What it may skip, and why.
SKIPPED = r"Unsupported content_type (application/(pdf|zip)|application/vnd\.|text/|image/)"


def done(command, **more):
    """Runs a command; what it says, if it fails, ends all."""
    ended = subprocess.run(command, text=True, capture_output=True, **more)
    if ended.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{ended.stdout}{ended.stderr}")
    return ended.stdout + ended.stderr


def python(document, address, folder, outbox):
    # Installed beside the Python that runs this script, whatever PATH says.
    program = pathlib.Path(sys.executable).parent / "openapi-python-client"
    settings = folder / "settings.yml"
    settings.write_text("post_hooks: []\n")
    command = [program, "generate", "--path", document, "--output-path", folder / "be_right_client"]
    said = done([*command, "--meta", "none", "--config", settings])
    skipped = re.findall(r"^(?:WARNING|ERROR) .*|^Cannot .*", said, re.MULTILINE)
    odd = [line for line in skipped if line.startswith("Cannot") and not re.search(SKIPPED, line)]
    odd += [line for line in skipped if line.startswith("ERROR")]
    if odd:
        sys.exit("openapi-python-client skips:\n" + "\n".join(odd))
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    print(done([sys.executable, HERE / "flow.py", address, outbox], env=environment), end="")


def typescript(document, address, folder):
    shutil.copy(HERE / "flow.ts", folder)
    (folder / "node_modules").symlink_to(NODE)
    done([NODE / ".bin" / "openapi-typescript", document, "-o", folder / "api.d.ts"])
    options = [
        "--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes",
        "--target", "es2022", "--module", "nodenext", "--types", "node",
    ]
    (folder / "package.json").write_text('{"type": "module"}')
    done([NODE / ".bin" / "tsc", *options, "flow.ts"], cwd=folder)
    print(done(["node", "flow.js", address], cwd=folder), end="")


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        server, address = start(binary, data)
        try:
            document = made / "openapi.json"
            with urllib.request.urlopen(f"{address}/openapi.json", timeout=30) as served:
                document.write_bytes(served.read())
            json.loads(document.read_text())
            (made / "python").mkdir()
            python(document, address, made / "python", os.path.join(data, "outbox"))
            (made / "typescript").mkdir()
            typescript(document, address, made / "typescript")
        finally:
            server.terminate()
            server.wait(30)


main()
