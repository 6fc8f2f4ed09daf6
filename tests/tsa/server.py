"""A time-stamping authority (RFC 3161) for tests: certomancer makes the certificates and the tokens.

    server.py FOLDER

Prints its port and the file of its root certificate as JSON once it listens, and ends when its
input does. Each test has a clock of its own, by a name in the address:

    POST /NAME/MODE     a request; what the modes are is in `answer`
    PUT  /NAME/clock    sets the time, in milliseconds since 1970; until then it is that of the machine
    PUT  /NAME/down     with 1: nothing answers under this name, until 0
    GET  /NAME/asked    how many requests there were
"""

import json
import pathlib
import socket
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import pem, tsp
from certomancer.registry import CertomancerConfig
from certomancer.services import TimeStamper
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

KEYS = {
    "root": rsa.generate_private_key(65537, 2048),
    "other-root": ec.generate_private_key(ec.SECP256R1()),
    "rsa": rsa.generate_private_key(65537, 2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
}

# Subject and certificate, issuer, key, extensions, the last year of validity.
CERTIFICATES = [
    ("root", "root", "root", "authority", 2090),
    ("other-root", "other-root", "other-root", "authority", 2090),
    ("good", "root", "rsa", "time", 2090),
    ("p256", "root", "p256", "time", 2090),
    ("p384", "root", "p384", "time", 2090),
    ("expired", "root", "p256", "time", 2012),
    ("not-for-time", "root", "p256", "client", 2090),
    ("unknown", "other-root", "p256", "time", 2090),
]
EXTENSIONS = """
authority: &authority
  - {id: basic_constraints, critical: true, value: {ca: true}}
  - {id: key_usage, critical: true,
     smart-value: {schema: key-usage, params: [key_cert_sign, crl_sign]}}
time: &time
  - {id: key_usage, critical: true, smart-value: {schema: key-usage, params: [digital_signature]}}
  - {id: extended_key_usage, critical: true, value: [time_stamping]}
client: &client
  - {id: key_usage, critical: true, smart-value: {schema: key-usage, params: [digital_signature]}}
  - {id: extended_key_usage, critical: true, value: [client_auth]}
"""


def architecture(folder):
    for name, key in KEYS.items():
        folder.joinpath(f"{name}.pem").write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
    keys = "".join(f"      {name}: {{path: {name}.pem}}\n" for name in KEYS)
    entities = "".join(
        f"      {name}: {{common-name: Authority {name}, country-name: FR}}\n"
        for name, *_ in CERTIFICATES)
    certificates = "".join(
        f"      {name}: {{subject: {name}, issuer: {issuer}, subject-key: {key}, "
        f"authority-key: {issuer}, extensions: *{extensions}, validity: "
        f'{{valid-from: "2010-01-01T00:00:00+0000", valid-to: "{until}-01-01T00:00:00+0000"}}}}\n'
        for name, issuer, key, extensions, until in CERTIFICATES)
    config = f"""{EXTENSIONS}
keysets:
  all:
    path-prefix: .
    keys:
{keys}
pki-architectures:
  all:
    keyset: all
    entity-defaults: {{organization-name: Tests}}
    entities:
{entities}
    certs:
{certificates}
"""
    return CertomancerConfig.from_yaml(config, key_search_dir=str(folder)).get_pki_arch("all")


class Clocks:
    def __init__(self):
        self.now, self.down, self.asked = {}, set(), {}


def stamper(authority, at, label, digest="sha256"):
    certificate = authority.get_cert(label)
    key = authority.key_set.get_private_key(authority.get_cert_spec(label).subject_key)
    root = authority.get_cert("other-root" if label == "unknown" else "root")
    return TimeStamper(certificate, key, certs_to_embed=[root], fixed_dt=at, md_algorithm=digest)


def answer(authority, mode, at, request):
    """The reply of a mode, in bytes."""
    if mode in ("p256", "p384", "expired", "not-for-time", "unknown"):
        digest = "sha384" if mode == "p384" else "sha256"
        return stamper(authority, at, mode, digest).request_tsa_response(request).dump()
    if mode == "sha512":
        return stamper(authority, at, "good", "sha512").request_tsa_response(request).dump()
    if mode == "refuses":
        return bytes.fromhex("30053003020102")
    if mode == "garbage":
        return b"<html><body>502 Bad Gateway</body></html>"
    if mode == "ahead":
        at += timedelta(hours=1)
    if mode == "wrong-digest":
        request["message_imprint"]["hashed_message"] = b"\7" * 32
    if mode == "wrong-nonce":
        request["nonce"] = 7
    return stamper(authority, at, "good").request_tsa_response(request).dump()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, body, kind="application/timestamp-reply", status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers["Content-Length"]))

    def do_GET(self):
        name = self.path.split("/")[1]
        self.reply(str(CLOCKS.asked.get(name, 0)).encode(), "text/plain")

    def do_PUT(self):
        _, name, what = self.path.split("/")
        value = int(self.body())
        if what == "clock":
            CLOCKS.now[name] = value
        elif value:
            CLOCKS.down.add(name)
        else:
            CLOCKS.down.discard(name)
        self.reply(b"", "text/plain")

    def do_POST(self):
        _, name, mode = self.path.split("/")
        body = self.body()
        if name in CLOCKS.down:
            self.close_connection = True
            return
        CLOCKS.asked[name] = CLOCKS.asked.get(name, 0) + 1
        now = CLOCKS.now.get(name, int(time.time() * 1000))
        at = datetime.fromtimestamp(now // 1000, timezone.utc)
        if self.headers["Content-Type"] != "application/timestamp-query":
            self.reply(b"", "text/plain", 415)
        elif mode == "slow":
            # Until the client has had enough.
            self.connection.settimeout(60)
            try:
                self.connection.recv(1)
            except socket.timeout:
                pass
            self.close_connection = True
        elif mode == "huge":
            self.send_response(200)
            self.send_header("Content-Length", str(4 << 30))
            self.end_headers()
            try:
                while True:
                    self.wfile.write(bytes(1 << 16))
            except OSError:
                self.close_connection = True
        elif mode == "error":
            self.reply(b"", "text/plain", 503)
        else:
            self.reply(answer(AUTHORITY, mode, at, tsp.TimeStampReq.load(body)))

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        """Clients that hang up are no news."""


CLOCKS = Clocks()
FOLDER = pathlib.Path(sys.argv[1])
AUTHORITY = architecture(FOLDER)


def main():
    root = FOLDER / "root.crt"
    root.write_bytes(pem.armor("CERTIFICATE", AUTHORITY.get_cert("root").dump()))
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port, "root": str(root)}), flush=True)
    sys.stdin.read()


main()
