"""A server of its own for a test in Python, and requests to it."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

# Limits high enough that no request exceeds them.
LIMITS = [
    "login_per_address", "login_per_account", "register_per_address", "forgot_per_address",
    "forgot_per_account", "refresh_per_address", "invitations_per_company",
    "resends_per_company",
    "requests_per_token", "consent_per_address", "verify_per_address",
]


def start(binary, folder):
    """The server, and its address."""
    flags = ["--set", "registration=open"]
    for limit in LIMITS:
        flags += ["--set", f"limits.{limit}=1000000 per 1s"]
    command = [binary, "serve", "--port", "0", "--data-dir", folder, *flags]
    log = open(os.path.join(folder, "log"), "w+", encoding="utf-8")
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={})
    for line in server.stderr:
        log.write(line)
        found = re.search(r"address=(127\.0\.0\.1:\d+)", line)
        if found:
            break
    else:
        sys.exit("be-right did not start: " + (log.seek(0) or log.read()))
    # The rest of the output goes to the log, so that the pipe never fills.
    subprocess.Popen(["cat"], stdin=server.stderr, stdout=log)
    return server, f"http://{found.group(1)}"


def send(address, path, token, body, kind="application/json"):
    """A POST, or a GET without a body; whatever is refused ends all."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"content-type": kind, "authorization": f"Bearer {token}"}
    request = urllib.request.Request(address + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read() or b"null")
    except urllib.error.HTTPError as error:
        sys.exit(f"{path}: {error.code} {error.read().decode()}")
