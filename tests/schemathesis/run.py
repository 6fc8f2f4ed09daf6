"""Asks schemathesis whether the server does what its document says: starts `be-right serve`
on a folder of its own, fills it, and tries every operation as the OWNER of a studio. The
same requests each time, within two minutes.

    run.py path/to/be-right
"""

import datetime
import io
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from served import send, start

# Operations that are not tried, and why.
LEFT_OUT = {
    "listen": "a stream, which does not end",
    "listenToInstance": "a stream, which does not end",
    "logout": "ends the session that tries the others",
    "endSession": "ends the session that tries the others",
    "endOtherSessions": "ends the session that tries the others",
    "switchCompany": "ends the session that tries the others",
    "changePassword": "ends the session that tries the others",
    "deleteCompany": "takes away what the others are tried on",
} | dict.fromkeys(
    ["getSubscription", "createCustomer", "createPayment", "getPayment", "openPortal", "listInvoices",
     "downloadInvoice"],
    "nothing is billed here: 503; the tests of billing try it",
)

# Checks that are off, and why.
NOT_JUDGED = {
    # The document states neither the length or size of values nor which members an object has, so
    # much of what it allows is refused, with 422 and the field's name.
    "positive_data_acceptance": "lengths, ranges and closed objects are not in the document",
}

EXAMPLES = 4


def picture():
    """A PNG, of one colour."""
    def chunk(kind, data):
        summed = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + summed
    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    pixels = (b"\0" + b"\xff\x80\0" * 64) * 64
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def fill(address):
    """A studio with something of everything; its OWNER's token."""
    account = {
        "email": "owner@lumiere.example", "password": "une phrase de passe",
        "firstName": "Claire", "lastName": "Fontaine", "companyName": "Lumière",
    }
    token = send(address, "/auth/register", "", account)["accessToken"]
    for first in ["Ana", "Ben"]:
        person = {"firstName": first, "lastName": "Roy", "email": f"{first}@mail.example"}
        send(address, "/employee", token, person)
    send(address, "/group", token, {"name": "CM2", "employeeIds": [1]})
    begins = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    begins += datetime.timedelta(days=30)
    ends = begins + datetime.timedelta(hours=8)
    instant = "%Y-%m-%dT%H:%M:%SZ"
    shoot = {
        "name": "Gala", "start": begins.strftime(instant), "end": ends.strftime(instant),
        "employeeIds": [1], "partnerId": 1,
    }
    send(address, "/event", token, shoot)
    form = io.BytesIO()
    form.write(b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n')
    form.write(picture() + b"\r\n--x--\r\n")
    send(address, "/file/1?owner=event", token, form.getvalue(), "multipart/form-data; boundary=x")
    return token


def judge(address, token, report):
    # Installed beside the Python that runs this script, whatever PATH says.
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    settings = str(HERE / "schemathesis.toml")
    command = [str(program), "--config-file", settings, "run", f"{address}/openapi.json"]
    command += ["--header", f"Authorization: Bearer {token}"]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES)]
    command += ["--generation-deterministic", "--no-shrink", "--continue-on-failure"]
    command += ["--request-timeout", "30", "--workers", "1", "--warnings", "off", "--no-color"]
    command += ["--report", "json", "--report-json-path", report]
    command += ["--suppress-health-check", "all"]
    for check in NOT_JUDGED:
        command += ["--exclude-checks", check]
    for operation in LEFT_OUT:
        command += ["--exclude-operation-id", operation]
    environment = {
        **os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # The program's own files are written to the folder of the report.
    folder = os.path.dirname(report)
    ended = subprocess.run(command, env=environment, cwd=folder, text=True, capture_output=True)
    return ended.returncode, ended.stdout + ended.stderr


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(binary, folder)
        try:
            token = fill(address)
            report = os.path.join(folder, "report.json")
            code, said = judge(address, token, report)
            if not os.path.exists(report):
                sys.exit(f"schemathesis did not run:\n{said}")
            told = json.load(open(report, encoding="utf-8"))
            # A caller who is refused everywhere finds no fault, so this checks that the token still
            # works at the end.
            send(address, "/user/profile", token, None)
        finally:
            server.kill()
            server.wait()
    print(f"schemathesis {told['schemathesis_version']}: "
          f"{told['operations']['tested']} of {told['operations']['total']} operations, "
          f"{told['test_cases']['generated']} requests, {told['running_time']:.0f} s")
    for name, why in LEFT_OUT.items():
        print(f"  not tried: {name}: {why}")
    for name, why in NOT_JUDGED.items():
        print(f"  not judged: {name}: {why}")
    expected = told["operations"]["total"] - len(LEFT_OUT)
    if told["operations"]["tested"] != expected:
        sys.exit(f"{told['operations']['tested']} operations were tried, not {expected}\n{said}")
    if code != 0 or told["failures"] or told["errors"]:
        sys.exit(said)


main()
