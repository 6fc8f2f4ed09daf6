"""A stateful stand-in for Stripe: customers, payment pages, subscriptions, invoices, charges, the
portal and webhook endpoints, as far as be-right uses them. It refuses what Stripe refuses: a wrong
key, another version, fields that an operation does not have, a key that is used for another request.

`localstripe` (PyPI, 1.15.10) cannot be used instead: it creates customers for us, but has no payment
pages, prices, portal or webhook endpoints, and fails (500) at a list of invoices with `expand`.

    server.py [PORT]

prints `{"port": …}` and serves until its input ends. `/pay/ID` and `/portal/ID` are the pages that
people see; `/control/…` is for tests: see `control`.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

VERSION = "2026-09-30.endive"
KEY = "sk_test_of_the_tests"
PRICES = {"price_medium": (2900, "Medium"), "price_premium": (9900, "Premium")}
MONTH = 30 * 86400

# The fields that each operation takes, an index written as `0`.
FIELDS = {
    "customers": {"name", "email", "preferred_locales[0]", "metadata[key]"},
    "checkout/sessions": {
        "mode", "customer", "client_reference_id", "locale", "success_url", "cancel_url",
        "metadata[key]", "line_items[0][quantity]", "line_items[0][price]",
        "line_items[0][price_data][currency]", "line_items[0][price_data][unit_amount]",
        "line_items[0][price_data][product_data][name]", "payment_intent_data[metadata][key]",
        "subscription_data[metadata][key]",
    },
    "billing_portal/sessions": {"customer", "return_url", "locale"},
    "webhook_endpoints": {"url", "api_version", "description", "enabled_events[]"},
    "subscriptions": {"cancel_at_period_end"},
}
LISTS = {
    "subscriptions": {"customer", "status", "limit", "starting_after"},
    "checkout/sessions": {"customer", "limit", "starting_after"},
    "invoices": {"customer", "status", "limit", "starting_after", "expand[]"},
    "charges": {"customer", "limit", "starting_after"},
    "webhook_endpoints": {"limit", "starting_after"},
}


class Refused(Exception):
    def __init__(self, status, code, param=None):
        self.status, self.code, self.param = status, code, param


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
        self.now = 1_777_629_600  # 1 May 2026, 10:00 UTC
        self.rows = {name: [] for name in [*LISTS, "customers"]}
        self.done = {}
        self.requests = []
        self.exchanges = []
        self.bought = {}  # The price of each page for a subscription.
        self.down = False
        self.keeps = False  # Whether it refuses to end subscriptions.
        self.page = 100

    def id(self, prefix):
        self.count += 1
        return f"{prefix}_{self.count:06d}"

    def find(self, kind, id):
        for row in self.rows[kind]:
            if row["id"] == id:
                return row
        raise Refused(404, "resource_missing")

    def add(self, kind, row):
        self.rows[kind].append({"created": self.now, "livemode": False, **row})
        return self.rows[kind][-1]

    # What the API does.

    def create(self, kind, form):
        if kind == "customers":
            return self.add(kind, {"id": self.id("cus"), "object": "customer", "name": form["name"]})
        if kind == "webhook_endpoints":
            row = self.add(kind, {
                "id": self.id("we"), "object": "webhook_endpoint", "url": form["url"],
                "api_version": form.get("api_version"), "status": "enabled",
            })
            return {**row, "secret": f"whsec_{row['id']}"}
        self.find("customers", form["customer"])
        if kind == "billing_portal/sessions":
            return {
                "id": self.id("bps"), "object": "billing_portal.session",
                "url": f"{self.url}/portal/{form['customer']}?back={form['return_url']}",
            }
        id = self.id("cs_test")
        quantity = int(form["line_items[0][quantity]"])
        if form["mode"] == "subscription":
            price = form["line_items[0][price]"]
            if price not in PRICES:
                raise Refused(400, "resource_missing", "line_items[0][price]")
            amount, currency = PRICES[price][0], "eur"
            self.bought[id] = price
        else:
            unit = int(form["line_items[0][price_data][unit_amount]"])
            amount, currency = unit * quantity, form["line_items[0][price_data][currency]"]
        return self.add(kind, {
            "id": id, "object": "checkout.session", "customer": form["customer"],
            "client_reference_id": form["client_reference_id"], "mode": form["mode"],
            "status": "open", "payment_status": "unpaid", "amount_total": amount,
            "currency": currency, "payment_intent": None, "expires_at": self.now + 86400,
            "url": f"{self.url}/pay/{id}", "success_url": form["success_url"],
            "cancel_url": form["cancel_url"],
        })

    def expire(self, id):
        session = self.find("checkout/sessions", id)
        if session["status"] != "open":
            raise Refused(400, "resource_already_exists")
        session.update(status="expired", url=None)
        return session

    # What customers do.

    def charge(self, customer, amount):
        payment = self.id("pi")
        self.add("charges", {
            "id": self.id("ch"), "object": "charge", "customer": customer, "amount": amount,
            "amount_refunded": 0, "payment_intent": payment,
        })
        return payment

    def bill(self, subscription, start):
        price = subscription["items"]["data"][0]["price"]["id"]
        amount, name = PRICES[price]
        payment = self.charge(subscription["customer"], amount)
        self.add("invoices", {
            "id": self.id("in"), "object": "invoice", "customer": subscription["customer"],
            "status": "paid", "amount_paid": amount, "currency": "eur",
            "status_transitions": {"paid_at": self.now, "voided_at": None},
            "lines": {"object": "list", "data": [{
                "description": name, "period": {"start": start, "end": start + MONTH}}]},
            "payments": {"object": "list", "data": [{
                "payment": {"type": "payment_intent", "payment_intent": payment}}]},
        })

    def subscribe(self, customer, price):
        row = self.add("subscriptions", {
            "id": self.id("sub"), "object": "subscription", "customer": customer,
            "status": "active", "cancel_at_period_end": False, "cancel_at": None,
            "items": {"object": "list", "data": [{
                "price": {"id": price}, "current_period_end": self.now + MONTH}]},
        })
        self.bill(row, self.now)
        return row

    def pay(self, id):
        session = self.find("checkout/sessions", id)
        if session["status"] != "open":
            raise Refused(400, "not_open")
        session.update(status="complete", payment_status="paid", url=None)
        if session["mode"] == "subscription":
            self.subscribe(session["customer"], self.bought[id])
        else:
            session["payment_intent"] = self.charge(session["customer"], session["amount_total"])
        return session

    def control(self, words, value):
        match words:
            case ["pay", id]:
                return self.pay(id)
            case ["complete", id]:  # The money is on its way.
                self.find("checkout/sessions", id).update(status="complete", url=None)
            case ["subscribe", customer, price]:
                return self.subscribe(customer, price)
            case ["status", id, status]:
                self.find("subscriptions", id)["status"] = status
            case ["price", id, price]:
                self.find("subscriptions", id)["items"]["data"][0]["price"]["id"] = price
            case ["renew", id]:
                row = self.find("subscriptions", id)
                item = row["items"]["data"][0]
                start, item["current_period_end"] = self.now, self.now + MONTH
                row["status"] = "active"
                self.bill(row, start)
            case ["refund", payment]:
                for row in self.rows["charges"]:
                    if row["payment_intent"] == payment:
                        row["amount_refunded"] += int(value)
            case ["stray", customer]:  # Paid with no order of ours, or with a key of one.
                id = self.id("cs_test")
                self.add("checkout/sessions", {
                    "id": id, "object": "checkout.session", "customer": customer,
                    "client_reference_id": value or None, "mode": "payment", "status": "complete",
                    "payment_status": "paid", "amount_total": 700, "currency": "eur",
                    "payment_intent": self.charge(customer, 700), "expires_at": None, "url": None,
                })
            case ["forget"]:
                self.rows["checkout/sessions"].clear()
            case ["down"]:
                self.down = value == "1"
            case ["keep"]:
                self.keeps = value == "1"
            case ["now"]:
                self.now = int(value)
            case ["page"]:
                self.page = int(value)
            case ["state"]:
                return {"rows": self.rows, "requests": self.requests,
                        "exchanges": self.exchanges}
            case _:
                raise Refused(404, "no_such_control")
        return {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    account = None
    asked = None  # What the API is being asked: method, path and fields.

    def log_message(self, *_):
        pass

    def reply(self, status, body, kind="application/json", more=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if self.asked and status == 200:
            self.account.exchanges.append([*self.asked, json.loads(data)])
        self.asked = None
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def page(self, title, inner):
        page = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1>{inner}"
        self.reply(200, page.encode(), "text/html; charset=utf-8")

    def do_GET(self):
        self.serve("")

    def do_POST(self):
        self.serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def serve(self, body):
        at = urlsplit(self.path)
        words = at.path.strip("/").split("/")
        account = self.account
        with account.lock:
            try:
                if words[0] == "control":
                    return self.reply(200, account.control(words[1:], body))
                if words[0] == "favicon.ico":
                    return self.reply(200, b"", "image/png")
                if words[0] == "pay":
                    return self.pay(words[1])
                if words[0] == "portal":
                    return self.portal(words[1], at.query)
                self.api(words, parse_qsl(at.query), parse_qsl(body))
            except Refused as why:
                error = {"type": "invalid_request_error", "code": why.code, "param": why.param,
                         "message": "secret words of Jane Doe"}
                self.reply(why.status, {"error": error})

    def pay(self, id):
        session = self.account.find("checkout/sessions", id)
        if self.command == "POST":
            self.account.pay(id)
            to = session["success_url"].replace("{CHECKOUT_SESSION_ID}", id)
            return self.reply(303, b"", more=[("Location", to)])
        amount = f"{session['amount_total'] / 100:.2f}"
        self.page("Test payment", f"<p>{amount} {session['currency']}</p><form method=post>"
                  f"<button>Pay</button></form><a href='{session['cancel_url']}'>Back</a>")

    def portal(self, customer, query):
        back = dict(parse_qsl(query)).get("back", "/")
        if self.command == "POST":
            for row in self.account.rows["subscriptions"]:
                if row["customer"] == customer:
                    row["cancel_at_period_end"] = True
            return self.reply(303, b"", more=[("Location", back)])
        self.page("Test portal", "<form method=post><button>End the subscription</button></form>"
                  f"<a href='{back}'>Back</a>")

    def api(self, words, query, form):
        account = self.account
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            raise Refused(401, "invalid_api_key")
        if self.headers.get("Stripe-Version") != VERSION:
            raise Refused(400, "invalid_version")
        account.requests.append([self.command, "/".join(words), dict(form)])
        if account.down:
            raise Refused(503, "down")
        path = "/".join(words[1:])
        self.asked = [self.command, "/".join(words), query if self.command == "GET" else form]
        if self.command == "GET":
            if len(words) == 3 and words[1] == "prices":
                if words[2] not in PRICES:
                    raise Refused(404, "resource_missing", "price")
                return self.reply(200, {
                    "id": words[2], "object": "price", "active": True, "currency": "eur",
                    "unit_amount": PRICES[words[2]][0], "recurring": {"interval": "month"}})
            return self.list(path, query)
        if words[-1] == "expire":
            return self.reply(200, account.expire(words[3]))
        changed = None
        if words[1] == "subscriptions" and len(words) == 3:
            path, changed = "subscriptions", account.find("subscriptions", words[2])
        elif path == "subscriptions":
            raise Refused(404, "unknown_path")
        if path not in FIELDS:
            raise Refused(404, "unknown_path")
        for name, _ in form:
            if name not in FIELDS[path]:
                raise Refused(400, "parameter_unknown", name)
        if changed is not None:
            if changed["status"] == "canceled" or account.keeps:
                raise Refused(400, "resource_missing", "id")
            changed["cancel_at_period_end"] = dict(form)["cancel_at_period_end"] == "true"
            return self.reply(200, changed)
        key = self.headers.get("Idempotency-Key")
        if path in ("customers", "checkout/sessions") and not key:
            raise Refused(400, "the_tests_want_a_key")
        if key in account.done:
            before, made = account.done[key]
            if before != form:
                raise Refused(400, "idempotency_key_in_use")
            return self.reply(200, made)
        fields = dict(form)
        if path == "webhook_endpoints" and not fields.get("enabled_events[]"):
            raise Refused(400, "parameter_missing", "enabled_events")
        made = account.create(path, fields)
        if key:
            account.done[key] = (form, made)
        self.reply(200, made)

    def list(self, path, query):
        if path not in LISTS:
            raise Refused(404, "unknown_path")
        for name, _ in query:
            if name not in LISTS[path]:
                raise Refused(400, "parameter_unknown", name)
        query = dict(query)
        rows = list(reversed(self.account.rows[path]))
        if "customer" in query:
            rows = [row for row in rows if row["customer"] == query["customer"]]
        if path == "invoices" and query.get("status"):
            rows = [row for row in rows if row["status"] == query["status"]]
        if path == "subscriptions" and query.get("status") != "all":
            rows = [row for row in rows if row["status"] != "canceled"]
        if "starting_after" in query:
            ids = [row["id"] for row in rows]
            rows = rows[ids.index(query["starting_after"]) + 1:]
        size = min(int(query.get("limit", 10)), self.account.page)
        self.reply(200, {
            "object": "list", "data": rows[:size], "has_more": len(rows) > size, "url": f"/v1/{path}"})


def main():
    account = Account()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    account.url = f"http://127.0.0.1:{server.server_port}"
    Handler.account = account
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    sys.stdin.read()


main()
