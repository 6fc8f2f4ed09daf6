"""Measures `GET /admin/stats` and the first page of the administrator's lists, of an instance with many
companies and answers, which are written into its database by SQL; its triggers keep the counts.

    measure.py path/to/be-right [COMPANIES] [ANSWERS]

prints the median and the longest of a hundred requests each, in milliseconds. Not part of `tests/run`.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

EMAIL, PASSWORD = "ada@example.org", "une phrase de passe"
DAY = 86_400_000


def serve(binary, data):
    server = subprocess.Popen(
        [binary, "serve", "--port", "0", "--data-dir", data], stderr=subprocess.PIPE, text=True,
        env={"ADMIN_EMAIL": EMAIL, "ADMIN_PASSWORD": PASSWORD, "BE_RIGHT_MAIL_ENABLED": "false"},
    )
    for line in server.stderr:
        if "address=127.0.0.1:" in line:
            port = line.split("address=127.0.0.1:")[1].split()[0]
            # What else it says must not fill the pipe.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            return server, f"http://127.0.0.1:{port}"
    sys.exit("it does not serve")


def fill(data, companies, answers):
    file = sqlite3.connect(os.path.join(data, "be-right.db"), isolation_level=None)
    file.execute("PRAGMA synchronous = OFF")
    now, each = int(time.time() * 1000), answers // companies
    states = ["PENDING", "ACCEPTED", "ACCEPTED", "REFUSED", "WITHDRAWN"]
    for company in range(1, companies + 1):
        file.execute("BEGIN")
        # Over five years.
        at = now - (company * 1_800 // companies) * DAY
        of = file.execute(
            "INSERT INTO companies (name, created_at, updated_at, name_key) VALUES (?, ?, ?, ?) RETURNING id",
            (f"Studio {company}", at, at, f"studio {company}")).fetchone()[0]
        event = file.execute(
            "INSERT INTO events (company_id, name, starts_at, ends_at, status, status_order, created_at,"
            " updated_at) VALUES (?, 'Portraits', ?, ?, 'CLOSED', 3, ?, ?) RETURNING id",
            (of, at, at, at, at)).fetchone()[0]
        people = file.execute("SELECT COALESCE(MAX(id), 0) FROM employees").fetchone()[0]
        file.executemany(
            "INSERT INTO employees (id, company_id, first_name, last_name, name_key, email, email_key,"
            " locale, created_at, updated_at) VALUES (?, ?, 'Ana', 'Moreau', 'moreau ana', ?, ?, 'fr', ?, ?)",
            ((people + nth, of, f"p{nth}@example.org", f"p{nth}@example.org", at, at)
             for nth in range(1, each + 1)))
        file.executemany(
            "INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state,"
            " link_expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, 'fr', ?, ?, ?, ?)",
            ((of, event, people + nth, f"R{people + nth:025}", states[nth % 5], now,
              at + nth % 300 * DAY // 10, at) for nth in range(1, each + 1)))
        file.execute("COMMIT")
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print("answers:", file.execute("SELECT COUNT(*) FROM answers").fetchone()[0])


def main():
    binary = os.path.abspath(sys.argv[1])
    companies = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    answers = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    with tempfile.TemporaryDirectory() as data:
        server, _ = serve(binary, data)
        server.terminate()
        server.wait()
        began = time.time()
        fill(data, companies, answers)
        print(f"filled in {time.time() - began:.0f} s")
        server, address = serve(binary, data)
        try:
            body = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
            sign_in = urllib.request.Request(
                f"{address}/auth/login", body, {"Content-Type": "application/json"})
            token = json.load(urllib.request.urlopen(sign_in))["accessToken"]
            for path in ("/admin/stats", "/admin/stats?by=DAY", "/admin/company?limit=20",
                         "/admin/answer?limit=20", "/admin/employee?limit=20"):
                times = []
                for _ in range(100):
                    asked = urllib.request.Request(
                        address + path, headers={"Authorization": f"Bearer {token}"})
                    start = time.perf_counter()
                    urllib.request.urlopen(asked).read()
                    times.append((time.perf_counter() - start) * 1000)
                print(f"{path}: median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms")
        finally:
            server.terminate()
            server.wait()


main()
