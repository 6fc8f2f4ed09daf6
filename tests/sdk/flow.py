"""A studio asks for a consent, and the person gives it, by the generated client in Python."""

import datetime
import email
import email.policy
import pathlib
import re
import sys
import time

from be_right_client import AuthenticatedClient, Client
from be_right_client.api.answers import copy_answer_link, get_answer
from be_right_client.api.auth import register
from be_right_client.api.consent import (
    answer_consent, open_consent, request_consent_code, verify_consent_code, withdraw_consent,
)
from be_right_client.api.employees import create_employee, list_employees
from be_right_client.api.events import create_event, get_event
from be_right_client.models import (
    AccountInput, AnswerState, CodeTyped, EmployeeInput, EventInput, LinkStage, Problem,
    SignatureInput, SignatureKind, Submission, SubmissionUses, Withdrawal,
)

ADDRESS, OUTBOX = sys.argv[1], pathlib.Path(sys.argv[2])


def has(reply, status):
    """The body of a reply that must have this status."""
    assert reply.status_code == status, f"{reply.status_code}, not {status}: {reply.content}"
    return reply.parsed


def code_of(address):
    """The code in the mail to an address, once it is in the outbox."""
    for _ in range(600):
        for file in OUTBOX.glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            text = mail.get_body(("plain",)).get_content()
            code = re.search(r"^\s*(\d{3} ?\d{3})\s*$", text, re.MULTILINE)
            if address in str(mail["to"]) and code:
                return code.group(1)
        time.sleep(0.05)
    sys.exit(f"no code for {address} in {OUTBOX}")


anyone = Client(base_url=ADDRESS)
account = AccountInput(
    email="owner@python.example", password="une phrase de passe", first_name="Claire",
    last_name="Fontaine", company_name="Python",
)
entered = has(register.sync_detailed(client=anyone, body=account), 201)
studio = AuthenticatedClient(base_url=ADDRESS, token=entered.access_token)

person = EmployeeInput(first_name="Ana", last_name="Moreau", email="ana@python.example")
ana = has(create_employee.sync_detailed(client=studio, body=person), 201)
assert ana.phone is None and ana.deleted_at is None and ana.guardians == []
found = has(list_employees.sync_detailed(client=studio, email="ana@python.example"), 200)
assert [one.id for one in found.data] == [ana.id] and found.total == 1

start = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=30)
plan = EventInput(
    name="Gala", start=start, end=start + datetime.timedelta(hours=8), employee_ids=[ana.id],
)
planned = has(create_event.sync_detailed(client=studio, body=plan), 201)
asked = planned.answers[0]
assert asked.state == AnswerState.PENDING and asked.signed_at is None
[link] = has(copy_answer_link.sync_detailed(asked.id, client=studio), 200)
token = link.url.rsplit("/", 1)[1]

opened = has(open_consent.sync_detailed(token, client=anyone), 200)
assert opened.state == LinkStage.OPEN
has(request_consent_code.sync_detailed(token, client=anyone), 202)
typed = CodeTyped(code=code_of("ana@python.example"))
verified = has(verify_consent_code.sync_detailed(token, client=anyone, body=typed), 200)
assert verified.kept_signature is None
signer = AuthenticatedClient(base_url=ADDRESS, token=verified.session)
uses = SubmissionUses.from_dict({use.name: True for use in verified.document.uses})
decision = Submission(
    accepted=True, uses=uses, document_sha_256=verified.document_sha_256,
    signature=SignatureInput(kind=SignatureKind.TYPED, name="Ana Moreau"),
)
has(answer_consent.sync_detailed(token, client=signer, body=decision), 201)

given = has(get_answer.sync_detailed(asked.id, client=studio), 200)
assert given.state == AnswerState.ACCEPTED and given.signed_at > asked.created_at
assert given.uses.additional_properties == {name: True for name in uses.additional_properties}
withdrawal = Withdrawal(uses=["press"])
left = has(withdraw_consent.sync_detailed(token, client=signer, body=withdrawal), 200)
assert "press" not in left.uses and len(left.uses) == len(uses.additional_properties) - 1

# Problems, as data.
gone = has(get_event.sync_detailed(999, client=studio), 404)
assert isinstance(gone, Problem) and gone.code == "not_found" and gone.errors == []
nameless = EmployeeInput(first_name="", last_name="Roy", email="nobody")
refused = has(create_employee.sync_detailed(client=studio, body=nameless), 422)
assert sorted(one.field for one in refused.errors) == ["email", "firstName"], refused
print("Python: a person was asked, has answered and withdrawn a use.")
