## The register of processing activities (GDPR, article 30)
register-title = Register of processing activities
register-lead = GDPR, article 30 · as of { $day }
register-hint = Made from your settings and those of this server. Print it, and add what only you know: other services you use, transfers outside the European Union, who may enter your premises. It replaces no legal advice.
register-missing = Missing: add it in the studio’s settings
data-register-hint = What data you process, why, and for how long: ready to print (GDPR, article 30).
data-register-open = Open
register-controller = Controller
register-name = Name
register-legal-form = Legal form
register-siret = SIRET
register-address = Address
register-representative = Represented by
register-contact = Contact
register-privacy = Questions about personal data
register-purpose = Purpose
register-basis = Legal basis
register-people = Whose data
register-data = Which data
register-recipients = Who receives it
register-kept = How long it is kept

register-consents = Consents to photographs
register-consents-purpose = To ask people, or the guardians of minors, whether photographs of them may be used and for what; to prove their answer; to carry out withdrawals.
register-consents-basis = Consent of the person (GDPR, article 6(1)(a); in France also article 9 of the Code civil). The evidence of an answer is kept to establish or defend legal claims (articles 6(1)(f) and 17(3)(e)).
register-consents-people = People who may be photographed; guardians of minors.
register-consents-data = Name, e-mail, telephone, date of birth, language, address and groups as far as they are filled in; guardians’ names and e-mails; the text shown, the uses allowed or refused, the drawn signature, times, network address and browser of each step.

register-photos = Photographs
register-photos-purpose = To store, sort and hand over photographs, and to publish only those that every person on them allows.
register-photos-basis = Consent of the people on them (article 6(1)(a)); without it, photographs are not published.
register-photos-people = People on photographs, named by the studio. Faces are never recognised by the software.
register-photos-data = The photographs with the date, place and camera recorded in them; who is on them.

register-accounts = Accounts of the team
register-accounts-purpose = To let the studio’s people and photographers work with the data, each according to their role.
register-accounts-basis = The contract with them or the legitimate interest of the studio (articles 6(1)(b) and (f)).
register-accounts-people = Members of the team, photographers, and people invited to an account of their own.
register-accounts-data = Name, e-mail, telephone, role, password (as a hash only), second factor, sessions with network address and browser, settings.

register-mails = E-mails and notifications
register-mails-purpose = To send requests, codes, reminders and confirmations to people, and news to the team.
register-mails-basis = The same as what each message is about.
register-mails-people = People asked, guardians, members of the team.
register-mails-data = E-mail address, kind and time of each message, the mail server’s reply. Texts are made when they are sent, and not kept.

register-security = Security and accountability
register-security-purpose = To detect misuse, to show who did what, to restore data after a failure, and to import lists of people.
register-security-basis = Legal obligation and legitimate interest (articles 6(1)(c) and (f), 5(2) and 32).
register-security-people = Members of the team; people in imported lists and in backups.
register-security-data = The audit log (who, what, when, from which network address), failed sign-ins (as keyed hashes), imported files, backups of all of the above.

register-to-host = The operator of this server ({ $host }), who processes data on behalf of the studio (article 28)
register-to-stamps = A time-stamping authority ({ $host }): hashes only, no personal data
register-to-verifiers = Whoever holds the signed PDF and checks it: its state, no name
register-to-publication = Clients and the public, according to the uses allowed
register-to-places = A service that locates addresses ({ $host })
register-to-mail = The mail server ({ $host })
register-to-payments = Stripe, which takes the payments of the studio: the address and e-mail for invoices
register-to-contact = The studio’s own mailbox, which receives replies

register-kept-licence = { $count ->
    [one] A consent lasts 1 month from the answer, unless it is withdrawn.
   *[other] A consent lasts { $count } months from the answer, unless it is withdrawn.
}
register-kept-evidence = { $count ->
    [0] Its evidence is not kept longer.
    [one] Its evidence is kept for 1 month after that: the limitation period.
   *[other] Its evidence is kept for { $count } months after that: the limitation period.
}
register-kept-refusal = The evidence of a refusal or withdrawal: at least a year.
register-kept-minors = The evidence of minors: counted from their eighteenth birthday.
register-kept-deleted = { $count ->
    [0] What is deleted is erased for good in the following night.
    [one] What is deleted can be restored for 1 month, then it is erased for good.
   *[other] What is deleted can be restored for { $count } months, then it is erased for good.
}
register-kept-photos = Until the studio deletes them.
register-kept-accounts = As long as the account exists; two years after the last visit it is archived. A deleted account is erased after 30 days, or at once if that is asked for.
register-kept-sessions = { $count ->
    [one] Ended sessions: 1 day.
   *[other] Ended sessions: { $count } days.
}
register-kept-origins = { $count ->
    [one] Known devices: 1 day after the last sign-in.
   *[other] Known devices: { $count } days after the last sign-in.
}
register-kept-mails = The list of messages: as long as the request or account they are about; the address is removed when the person is erased.
register-kept-notifications = { $count ->
    [one] Notifications: 1 day after they were read.
   *[other] Notifications: { $count } days after they were read.
}
register-kept-audit = { $count ->
    [one] The audit log: 1 day.
   *[other] The audit log: { $count } days.
}
register-kept-imports = { $count ->
    [one] Imported files: 1 day.
   *[other] Imported files: { $count } days.
}
register-kept-backups = { $count ->
    [one] Backups: the last one. After a restore, people erased since are erased again.
   *[other] Backups: the last { $count }. After a restore, people erased since are erased again.
}

register-measures = Security measures
register-measure-access = Access by role, separated by studio; passwords stored with Argon2id; optional second factor; sessions can be ended.
register-measure-secrets = Links, codes and tokens are stored as hashes; personal data is left out of logs.
register-measure-seals = Each step of a consent is chained and sealed with the server’s key; a change is noticed and reported.
register-measure-photos = Photographs are served only by signed addresses, and for a use only while everybody on them allows it.
register-measure-audit = Sign-ins, refused ones, roles, exports, erasures and settings are recorded in a chained audit log.
register-measure-limits = Attempts are limited; uploaded pictures are decoded in a separate, limited pool.
register-measure-tls = Connections are encrypted (HTTPS).
register-measure-backups = Daily backups, checked when they are restored.

register-rights = Requests of people
register-rights-text = Each person’s page downloads everything held about them (access and portability), corrects it, records a withdrawal, and erases it. Evidence that the law lets one keep stays, without the person’s details, until its term.
