### What people learn on the site: titles and sentences of notifications, badges.

notification-person-gone = Somebody
notification-shoot = the shoot “{ $event }”
notification-shoot-gone = a shoot
notification-shoot-first = The shoot “{ $event }”
notification-shoot-gone-first = A shoot

notification-answer-response-title = One answer of two
notification-answer-response-text = { $person }: one of the two guardians has answered for { $shoot }. The other answer is still to come.
notification-answer-response-accepted-title = Consent given
notification-answer-response-accepted-text = { $person } gave their consent for { $shoot }.
notification-answer-response-accepted-partly-title = Consent given in part
notification-answer-response-accepted-partly-text = { $person } has accepted in part ({ $number } of { $offered } uses) for { $shoot }.
notification-answer-response-accepted-on-hold-title = Consent on hold
notification-answer-response-accepted-on-hold-text = { $person } gave their consent for { $shoot }, but the accepted uses are on hold. The page of the shoot says why and what to do.
notification-answer-response-refused-title = Consent refused
notification-answer-response-refused-text = { $person } refused their consent for { $shoot }.
notification-event-created-title = New shoot
notification-event-created-text = { $first } has been created.
notification-event-updated-title = Shoot changed
notification-event-updated-text = { $first } has been changed.
notification-event-reminder-title = Reminders sent
notification-event-reminder-text = { $number ->
    [one] One person has been reminded of { $shoot }.
   *[other] { $number } people have been reminded of { $shoot }.
}
notification-event-pending-title = Shoot under way
notification-event-pending-text = { $first } has begun.
notification-event-completed-title = All answers are in
notification-event-completed-text = Everybody has answered for { $shoot }.
notification-event-closed-title = Shoot closed
notification-event-closed-text = { $first } is closed.
notification-employee-created-title = New person
notification-employee-created-text = A record has been added: { $person }.
notification-employee-updated-title = Record changed
notification-employee-updated-text = A record has been changed: { $person }.
notification-export-ready-title = Export ready
notification-export-ready-text = Everything that the studio holds is in a ZIP, ready to be downloaded.
notification-daily-root-title = Evidence sealed
notification-daily-root-text = Seal no. { $number } over all evidence of this server was signed: from now on nothing in it changes without it showing. The page /verify/roots lists all seals.
notification-company-suspended-title = Your studio is suspended
notification-company-suspended-text = An administrator of this server suspended your studio. You can read and export everything; nothing is changed or sent, and nobody can consent. Those who consented can still withdraw. The audit log says why.
notification-company-reopened-title = Your studio is open again
notification-company-reopened-text = An administrator of this server ended the suspension of your studio.
notification-company-entered-title = An administrator looked at your data
notification-company-entered-text = An administrator of this server entered your studio for an hour, to read only. The audit log says who and why.
notification-import-done-title = Import finished
notification-import-done-text = { $number ->
    [one] The import is finished: one line was read.
   *[other] The import is finished: { $number } lines were read.
}
notification-consent-withdrawn-title = A consent was withdrawn
notification-consent-withdrawn-text = { $person } withdrew their consent for { $shoot }. Check the photographs you have published.
notification-consent-withdrawn-partly-title = A consent was withdrawn in part
notification-consent-withdrawn-partly-text = { $person } withdrew their consent in part for { $shoot }: { $uses }. The other uses stay allowed. Check the photographs you have published.
notification-consent-expiring-title = Consents are about to expire
notification-consent-expiring-text = { $number ->
    [one] One consent for { $shoot } expires soon.
   *[other] { $number } consents for { $shoot } expire soon.
}
notification-takedown-due-title = Published photos must be taken down
notification-takedown-due-text = { $number ->
    [one] A published photo of { $shoot } may not be shown any more. The page of publications says where it is, why, and until when to take it down.
   *[other] { $number } published photos of { $shoot } may not be shown any more. The page of publications says where they are, why, and until when to take them down.
}
notification-email-bounced-title = An e-mail address does not exist
notification-email-bounced-text = E-mails for { $person } come back: their server says that there is no such address. Correct it in their record, or ask for another try; until then nothing more is sent there.
notification-mail-undelivered-title = A message did not arrive
notification-mail-undelivered-text = { $state ->
    [refused] Our message to { $person } for { $shoot } did not arrive. Their mail server answers: “{ $reply }”. The page of the shoot says how it stands.
   *[arrived] Our message to { $person } for { $shoot } had been refused; it has left since.
}
mail-refused-title = E-mail does not leave
mail-refused-text = The mail server refuses our messages: “{ $reply }”. E-mails wait, and leave once this is fixed; one is tried from time to time. `be-right mail test` says what is wrong.
notification-badge-earned-title = New badge
notification-badge-earned-text = You have earned the badge “{ $badge }”.
notification-system-title = A message from the administrators
notification-system-text = A message is waiting for you.

## Badges
badge-create-10-recipients = Address book
badge-create-25-recipients = Card index
badge-create-50-recipients = Directory
badge-delete-10-recipients = Quick sweep
badge-delete-25-recipients = Spring cleaning
badge-delete-50-recipients = Clean slate
badge-create-10-events = First roll of film
badge-create-25-events = Contact sheet
badge-create-50-events = Album
badge-delete-10-events = Tight framing
badge-delete-25-events = Cropped
badge-delete-50-events = Darkroom
badge-completed-10-events = All agreed
badge-completed-25-events = Files complete
badge-completed-50-events = Master of consent
badge-basic-subscription = Welcome
badge-medium-subscription = Studio
badge-premium-subscription = Grand studio
badge-for-recipients-created = Add { $number } people.
badge-for-recipients-deleted = Delete { $number } records that are no longer needed.
badge-for-events-created = Create { $number } shoots.
badge-for-events-deleted = Delete { $number } shoots.
badge-for-events-completed = Gather every answer of { $number } of one’s shoots.
badge-for-plan = Own a company with the { $plan } plan.

## What threatens data, told to administrators
alarm-database-damaged-title = The database is damaged
alarm-database-damaged-text = The database file no longer passes its check. Keep a copy of the data folder, then restore the last good backup.
alarm-files-lost-title = Files are lost or damaged
alarm-files-lost-text = Photos or signed documents are missing on the disk or are not what they were. The command “be-right media check” names them; put them back from a backup.
alarm-sweep-held-title = The sweep of files is held
alarm-sweep-held-text = Far more files than usual are named by no row of the database: nothing was taken away. If the database is older than the folder of files, restore the right one. If those files may go: “be-right media confirm”.
alarm-clock-leapt-title = The clock of the server leapt
alarm-clock-leapt-text = What deletes, archives or expires waits. Set the clock right; if it is right as it is: “be-right clock confirm”.
alarm-seal-key-changed-title = The key of the evidence has changed
alarm-seal-key-changed-text = The file secrets/seal.key is not the one that the documents were sealed with. Put the one of the backup back and restart.
alarm-decisions-held-title = A backup was restored: consents are on hold
alarm-decisions-held-text = After the backup that has just been restored was made, people had refused or withdrawn their consent to some uses of their photographs. Those uses are on hold: meanwhile, no photograph of these people is published for them. The page of each shoot shows the people and the uses concerned. Ask these people for their consent again: their answer ends the hold. After making sure that a person agrees, an owner can also release the uses, with a reason.
alarm-decisions-unknown-title = A backup was restored: refusals may have been lost
alarm-decisions-unknown-text = The database that was in place was damaged or incomplete and could not be compared in full with the backup: refusals and withdrawals made after the backup are not known. Publish nothing on the strength of earlier consents before you have asked the people again.
alarm-evidence-lost-title = The database lacks evidence
alarm-evidence-lost-text = The last seal of the evidence covers steps that the database no longer has: answers were deleted from outside, or it is damaged. Do not change anything: keep a copy of the data folder, find out who could write to it, and compare with the last backup. If that seal itself is not what it was, no other one is made before the command “be-right seal confirm”.
alarm-timestamps-wrong-title = A time-stamp was wrong
alarm-timestamps-wrong-text = A time-stamping authority replied with something that proves nothing, or with another time than this server’s. Nothing of it was kept, and it is asked again. Compare the clock of the server with others, and look at the setting proof.timestamp_urls: the command “be-right doctor” asks each authority.
alarm-roots-contradicted-title = Daily roots were changed from outside
alarm-roots-contradicted-text = Daily roots in the database are not what was signed, or some are missing: somebody has written to it, or it is damaged. The answers of people are not affected. Keep a copy of the data folder, find out who could write to it, and put the rows back from a backup. The command “be-right seal confirm” accepts the roots as they are.
alarm-evidence-contradicted-title = Consents are on hold: they are not what was sealed
alarm-evidence-contradicted-text = Evidence in the database was changed or removed from outside: it is no longer what was sealed when people answered. The answers concerned are on hold: no photograph is published on the strength of them. The page of each shoot shows the people. Ask them for their consent again: their new answer counts. The administrator of the server can also put the evidence back from a backup.
alarm-audit-contradicted-title = The audit log was changed from outside
alarm-audit-contradicted-text = Entries of the audit log were changed or are missing: somebody has written to the database. Find out who could, and compare with the last backup.
alarm-decisions-lost-title = The database lacks decisions that people gave
alarm-decisions-lost-text = Decisions that people gave, refusals and withdrawals perhaps among them, are missing from the database: its file be-right.db-wal was removed or damaged while the server was stopped. Put that file back if you have it. Otherwise publish nothing on the strength of consents given so far before you have asked the people again; the e-mails they received show who answered.
alarm-payments-strange-title = A payment needs a look
alarm-payments-strange-text = Somebody paid twice, or paid for what this server does not know or cannot carry out. Give the money back at the payment service, or do by hand what was paid for. The alarm ends by itself with the next look there.
