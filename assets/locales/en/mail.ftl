# The messages sent by e-mail.

## The frame
mail-greeting = Hello { $name },
mail-greeting-nobody = Hello,
mail-fact = { $label }: { $value }
mail-button-otherwise = If the button does nothing, copy this address into your browser:
mail-button-lead = { $label }:
mail-label-event = Shoot
mail-label-child = Child
mail-label-when = Date
mail-label-place = Place
mail-label-decided = Answer recorded on
mail-label-withdrawn = Withdrawal recorded on
mail-label-until = Consent valid until
mail-label-reference = Reference
mail-label-accepted = Full consents
mail-label-partly = Partial consents
mail-label-refused = Refusals
mail-label-on-hold = On hold since a restore
mail-label-token = Token
mail-label-prefix = Begins with
mail-label-expires = Expires on
mail-label-device = Device
mail-label-network = Network
mail-label-last-backup = Last backup
mail-footer-invited = You receive this message because { $company } gave this address to ask for your consent.
mail-footer-invited-child = You receive this message because { $company } gave this address to ask for your consent for { $child }.
mail-footer-code = You receive this message because a code was requested to answer { $company } with this address.
mail-footer-confirmed = You receive this message because you answered { $company } with this address.
mail-footer-studio = You receive this message because you work with { $company } on be-right.
mail-footer-user = You receive this message as a user of be-right.
mail-footer-account = This message was sent automatically by be-right.
mail-footer-instance = You receive this message because you run this be-right instance.
mail-footer-contact = Any questions? Write to { $company }: { $contact }

## The invitation
mail-invitation-subject = “{ $event }”: may photos of you be used?
mail-invitation-subject-child = “{ $event }”: may photos of { $child } be used?
mail-invitation-preheader = { $company } asks for your consent. You are free to accept or refuse.
mail-invitation-preheader-child = { $company } asks for your consent for { $child }. You are free to accept or refuse.
mail-invitation-heading = Your image, your decision
mail-invitation-heading-child = Photos of { $child }: your decision
mail-invitation-asked = { $company } is organising the photo shoot “{ $event }” and asks whether photos in which you can be recognised may be used.
mail-invitation-asked-child = { $company } is organising the photo shoot “{ $event }” and asks whether photos in which { $child } can be recognised may be used. You answer for { $child } as a holder of parental responsibility.
mail-invitation-ends = You gave your consent for this shoot; it ends on { $day }. Your new answer, whichever it is, will take its place.
mail-invitation-ends-child = You gave your consent for { $child } and this shoot; it ends on { $day }. Your new answer, whichever it is, will take its place.
mail-invitation-of-age = Your guardians had answered for you. You are of age now: the decision is yours. Their consent stands until you answer; your answer, whichever it is, will take its place.
mail-invitation-uses = You can say yes or no to each of these uses:
mail-invitation-button = Read the request and answer
mail-invitation-nothing-decided = Opening this link commits you to nothing: until you answer, nothing is decided. You can accept everything, refuse everything, or accept only some uses. It takes about two minutes, and no account.
mail-invitation-personal = This link is for you alone, please do not forward it. To make sure that it is really you who answers, a code will be sent to this same address.
mail-invitation-expires = The link is valid until { $moment }.

## The reminder
mail-reminder-subject = Reminder: your answer for “{ $event }”
mail-reminder-subject-child = Reminder: your answer for { $child }, “{ $event }”
mail-reminder-preheader = We have not received your answer yet. A refusal is an answer too.
mail-reminder-preheader-child = We have not received your answer for { $child } yet. A refusal is an answer too.
mail-reminder-heading = Your answer is awaited
mail-reminder-waiting = { $company } has not yet received your answer about the photos of the shoot “{ $event }”. You can accept or refuse: a refusal is an answer too, and you need not give a reason.
mail-reminder-waiting-child = { $company } has not yet received your answer about the photos of { $child } at the shoot “{ $event }”. You can accept or refuse: a refusal is an answer too, and you need not give a reason.

## The code
mail-code-subject = Your code to answer { $company }
mail-code-subject-child = Your code to answer { $company } about { $child }
mail-code-preheader = { $minutes ->
    [one] It is valid for one minute.
   *[other] It is valid for { $minutes } minutes.
}
mail-code-heading = Your code
mail-code-enter = Enter this code on the page that asked you for it:
mail-code-enter-child = To answer for { $child }, enter this code on the page that asked you for it:
mail-code-valid = { $minutes ->
    [one] It is valid for one minute.
   *[other] It is valid for { $minutes } minutes.
}
mail-code-secret = Never give it to anybody, not even to { $company }: it proves that it is really you who answers.
mail-code-unasked = You did not ask for a code? Do nothing. Without it, nobody can answer in your place.

## The confirmation
mail-confirmation-accepted-subject = Your consent is recorded: “{ $event }”
mail-confirmation-accepted-subject-child = Your consent for { $child } is recorded: “{ $event }”
mail-confirmation-accepted-heading = Your consent is recorded
mail-confirmation-accepted-heading-child = Your consent for { $child } is recorded
mail-confirmation-accepted-said = You have agreed that { $company } may use photos of you taken at the shoot “{ $event }”.
mail-confirmation-accepted-said-child = You have agreed that { $company } may use photos of { $child } taken at the shoot “{ $event }”.
mail-confirmation-accepted-next = You can change your mind at any time. Withdrawing your consent, wholly or in part, is as easy as giving it: open the link below, which stays valid. A withdrawal applies from then on, and { $company } is told at once.
mail-confirmation-accepted-button = See or withdraw my consent
mail-confirmation-partly-subject = Your partial consent is recorded: “{ $event }”
mail-confirmation-partly-subject-child = Your partial consent for { $child } is recorded: “{ $event }”
mail-confirmation-partly-heading = Your partial consent is recorded
mail-confirmation-partly-heading-child = Your partial consent for { $child } is recorded
mail-confirmation-partly-said = You have agreed that { $company } may use, for some uses only, photos of you taken at the shoot “{ $event }”.
mail-confirmation-partly-said-child = You have agreed that { $company } may use, for some uses only, photos of { $child } taken at the shoot “{ $event }”.
mail-confirmation-partly-next = You can change your mind at any time. Withdrawing your consent, wholly or in part, is as easy as giving it: open the link below, which stays valid. A withdrawal applies from then on, and { $company } is told at once.
mail-confirmation-partly-button = See or withdraw my consent
mail-confirmation-refused-subject = Your refusal is recorded: “{ $event }”
mail-confirmation-refused-subject-child = Your refusal for { $child } is recorded: “{ $event }”
mail-confirmation-refused-heading = Your refusal is recorded
mail-confirmation-refused-heading-child = Your refusal for { $child } is recorded
mail-confirmation-refused-said = You have refused to let { $company } use photos of you taken at the shoot “{ $event }”.
mail-confirmation-refused-said-child = You have refused to let { $company } use photos of { $child } taken at the shoot “{ $event }”.
mail-confirmation-refused-next = { $company } has been told, and there is nothing else for you to do. If you change your mind, tell { $company }: they can ask you again, and you will receive a new link. The link below lets you see your answer again.
mail-confirmation-refused-button = See my answer
mail-confirmation-withdrawn-subject = Your consent is withdrawn: “{ $event }”
mail-confirmation-withdrawn-subject-child = Your consent for { $child } is withdrawn: “{ $event }”
mail-confirmation-withdrawn-heading = Your consent is withdrawn
mail-confirmation-withdrawn-heading-child = Your consent for { $child } is withdrawn
mail-confirmation-withdrawn-said = You have withdrawn the consent given to { $company } for the photos of the shoot “{ $event }”.
mail-confirmation-withdrawn-said-child = You have withdrawn the consent given to { $company } for the photos of { $child } at the shoot “{ $event }”.
mail-confirmation-withdrawn-next = The withdrawal applies from now on: { $company } has been told and must no longer use these photos of you. The link below lets you see your answer again.
mail-confirmation-withdrawn-next-child = The withdrawal applies from now on: { $company } has been told and must no longer use these photos of { $child }. The link below lets you see your answer again.
mail-confirmation-withdrawn-button = See my answer
mail-confirmation-withdrawn-partly-subject = Your consent is partly withdrawn: “{ $event }”
mail-confirmation-withdrawn-partly-subject-child = Your consent for { $child } is partly withdrawn: “{ $event }”
mail-confirmation-withdrawn-partly-heading = Your consent is partly withdrawn
mail-confirmation-withdrawn-partly-heading-child = Your consent for { $child } is partly withdrawn
mail-confirmation-withdrawn-partly-said = You have withdrawn, for some uses, the consent given to { $company } for the photos of the shoot “{ $event }”.
mail-confirmation-withdrawn-partly-said-child = You have withdrawn, for some uses, the consent given to { $company } for the photos of { $child } at the shoot “{ $event }”.
mail-confirmation-withdrawn-partly-next = The withdrawal applies from now on: { $company } has been told and must no longer use these photos of you for the uses withdrawn. You can withdraw the others whenever you wish, with the link below.
mail-confirmation-withdrawn-partly-next-child = The withdrawal applies from now on: { $company } has been told and must no longer use these photos of { $child } for the uses withdrawn. You can withdraw the others whenever you wish, with the link below.
mail-confirmation-withdrawn-partly-button = See or withdraw my consent
mail-confirmation-uses-accepted = Uses accepted:
mail-confirmation-uses-refused = Uses refused:
mail-confirmation-uses-withdrawn = Uses withdrawn:
mail-confirmation-uses-left = Uses still accepted:
mail-confirmation-awaits-other = The other holder of parental responsibility has yet to answer: nothing is settled until then. You will then receive the document that records it, as a PDF.
mail-confirmation-attached = The document that records it is attached to this message, as a PDF. Keep it.

## The new links, after a change of address
mail-new-links-subject = Your answers to { $company }: the new links
mail-new-links-heading = Your answers follow you
mail-new-links-said = { $company } has noted your new e-mail address. Here are the links to see the answers you have already given.
mail-new-links-item = { $event }, answered on { $day }
mail-new-links-item-child = { $event }, answered on { $day } for { $child }
mail-new-links-mind = You can change your mind at any time: each link lets you withdraw your consent, in whole or in part. The withdrawal applies from then on, and { $company } is told at once.
mail-new-links-old = As soon as you have used one of these links with its code, those sent to your former address open nothing any more. These are for you alone: do not forward them.
mail-email-replaced-subject = { $company } has changed your e-mail address
mail-email-replaced-heading = Your e-mail address was changed
mail-email-replaced-said = { $company } now writes to you at another address. Nothing that you have answered has changed. Here are the links to see the answers you gave from this address.
mail-email-replaced-mind = If you asked for this, there is nothing to do. If not, these links still let you read your answers and withdraw your consent, in whole or in part, with a code sent to this address. They stop once the new address has been confirmed with a code.
mail-email-replaced-old = To have the address put right, answer this message: { $company } will read it. The links are for you alone: do not forward them.
mail-footer-email-replaced = You are receiving this message because { $company } had this address as yours, and because you had answered them.
mail-footer-new-links = You are receiving this message because { $company } gave this address as yours, and because you had answered them.

## For the studio
mail-all-answered-subject = All answers are in: “{ $event }”
mail-all-answered-total = { $total ->
    [one] { $total } answer received.
   *[other] { $total } answers received.
}
mail-all-answered-heading = All answers are in
mail-all-answered-event = Everybody has answered for the shoot “{ $event }”. Here is the result:
mail-all-answered-check = Before you publish a photo, check that each person on it has agreed to that use.
mail-all-answered-button = See the answers
mail-withdrawn-subject = A consent was withdrawn: “{ $event }”
mail-withdrawn-heading = A consent was withdrawn
mail-withdrawn-said = { $person } has withdrawn their consent for the shoot “{ $event }”.
mail-withdrawn-said-by = { $by } has withdrawn the consent given for { $person }, for the shoot “{ $event }”.
mail-withdrawn-stop = Stop using the photos in which this person can be recognised for the uses withdrawn, and take them down wherever you have published them.
mail-withdrawn-button = See the answer
mail-and-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
mail-event-reminder-subject = { $count ->
    [one] One answer is still missing: “{ $event }”
   *[other] { $count } answers are still missing: “{ $event }”
}
mail-event-reminder-heading = The shoot is near
mail-event-reminder-said = { $count ->
    [one] One person of { $asked } has yet to answer. A reminder has just gone out.
   *[other] { $count } people of { $asked } have yet to answer. A reminder has just gone out.
}
mail-event-reminder-list = Answers awaited:
mail-event-reminder-then = Without their answer, photos on which these people can be recognised may not be used. A word from you often helps; you can also hand them their link yourself.
mail-event-reminder-button = See the shoot
mail-expiring-subject = Consents will end soon: “{ $event }”
mail-expiring-heading = { $count ->
    [one] A consent will end soon
   *[other] Consents will end soon
}
mail-expiring-said = { $count ->
    [one] A consent given for the shoot “{ $event }” ends on { $day }.
   *[other] { $count } consents given for the shoot “{ $event }” are coming to their end, the first on { $day }.
}
mail-expiring-list = When each consent ends:
mail-expiring-item = { $person }, on { $day }
mail-expiring-asked = { $count ->
    [one] One of these people has already been asked to renew, and has yet to answer.
   *[other] { $count } of these people have already been asked to renew, and have yet to answer.
}
mail-expiring-then = After that day, photos on which these people can be recognised may no longer be used.
mail-expiring-renew = To go on using them, ask for a new consent: one action does it for the whole shoot. Until it is answered, the present consent stands, to its end.
mail-expiring-button = See the shoot
mail-of-age-subject = { $person } is of age now and has been asked
mail-of-age-heading = A consent to be confirmed at 18
mail-of-age-said = { $person } has turned 18. Their guardians had consented; we have just asked for their own answer.
mail-of-age-list = The shoots it is about:
mail-of-age-stands = The guardians’ consent stands until this answer, which will take its place whichever it is.
mail-of-age-button = See the person

## The test
mail-test-title = The mail server works
mail-test-text = This message was sent by the command “be-right mail test”. If it has not arrived in the inbox, check SPF, DKIM and DMARC of the sender’s domain.

## Accounts
mail-reset-subject = Choose a new password
mail-reset-heading = New password
mail-reset-asked = A new password was requested for your be-right account.
mail-reset-button = Choose a password
mail-reset-valid = { $minutes ->
    [one] This link is valid for one minute and works once.
   *[other] This link is valid for { $minutes } minutes and works once.
}
mail-reset-unasked = You did not ask for this? Do nothing: your password stays the same.
mail-joining-subject = An invitation to join { $company }
mail-joining-heading = Join { $company }
mail-joining-said = { $inviter } invites you to join { $company } on be-right.
mail-joining-said-nobody = You are invited to join { $company } on be-right.
mail-joining-studio = There you can plan shoots, request photo consents and follow the answers.
mail-joining-photographer = There you will see the shoots entrusted to you and, for each person, whether they have given their consent.
mail-joining-employee = There you will find your own photo consents and their documents, and can withdraw them at any time.
mail-joining-button = Answer the invitation
mail-joining-expires = The invitation is valid until { $moment }.
mail-joining-unasked = You did not expect this invitation? Do nothing: without your consent you join nothing, and no account is opened.
mail-welcome-subject = Welcome to be-right
mail-welcome-heading = Your account is open
mail-welcome-said = { $company }’s space is ready: you can request photo consents there and follow the answers.
mail-welcome-said-nobody = Your space is ready: you can request photo consents there and follow the answers.
mail-welcome-first = To begin, add the people to photograph, then plan a shoot: each of them will receive an invitation.
mail-welcome-button = Open my space
mail-welcome-unasked = You did not open this account? Somebody probably mistyped an address. Do nothing, or request a new password to take control of it.
mail-factor-on-subject = Two-step sign-in is on
mail-factor-on-heading = Two-step sign-in is on
mail-factor-on-said = Signing in to your be-right account now asks for a code from your authenticator app, as well as the password.
mail-factor-on-next = Keep your recovery codes in a safe place: they stand in for the app if you lose it.
mail-factor-off-subject = Two-step sign-in is off
mail-factor-off-heading = Two-step sign-in is off
mail-factor-off-said = Signing in to your be-right account asks for nothing but the password now.
mail-factor-off-next = We advise you to turn it on again as soon as you can, in the settings of your account.
mail-factor-reset-subject = Two-step sign-in was turned off for you
mail-factor-reset-heading = Two-step sign-in is off
mail-factor-reset-said = Somebody in charge of your space turned off two-step sign-in for your be-right account: signing in asks for nothing but the password now.
mail-factor-recovery-subject = A recovery code was used
mail-factor-recovery-heading = Recovery code used
mail-factor-recovery-said = One of your recovery codes has just been used on your be-right account, in place of a code from the app.
mail-factor-left = { $count ->
    [0] You have none left: make new ones in the settings of your account.
    [one] You have one left.
   *[other] You have { $count } left.
}
mail-factor-unasked = This was not you? Change your password without delay and tell somebody in charge of your space.
mail-email-change-subject = Confirm your e-mail address
mail-email-change-heading = New e-mail address
mail-email-change-asked = This address is to become the one of a be-right account. Confirm it with the password of that account.
mail-email-change-button = Confirm the address
mail-email-change-valid = { $hours ->
    [one] This link is valid for one hour and works once.
   *[other] This link is valid for { $hours } hours and works once.
}
mail-email-change-unasked = You have no be-right account, or did not ask for this? Do nothing: nothing changes.
mail-email-change-footer = You receive this e-mail because somebody gave this address for their be-right account.
mail-email-taken-subject = Somebody wants to use your address
mail-email-taken-heading = This address already has an account
mail-email-taken-said = Somebody with another be-right account wants to use this address for it. It already belongs to your account: nothing changes.
mail-email-taken-next = Was it you, to join two accounts? Close this one first, or use another address. If it was not you, there is nothing to do.
mail-email-asked-subject = Another e-mail address for your account
mail-email-asked-heading = Another e-mail address was given
mail-email-asked-said = Somebody who is signed in to your be-right account wants to use { $email } for it from now on.
mail-email-asked-next = The change takes effect once it is confirmed there. If it was you, there is nothing to do here.
mail-email-asked-unasked = This was not you? Change your password without delay: that cancels the change and ends every other session.
mail-token-subject = An API token was made
mail-token-heading = New API token
mail-token-said = An API token has just been made with your be-right account: a program can now sign in to it in your name.
mail-token-unasked = This was not you? Revoke the token in the settings of your account and change your password without delay.
mail-signin-subject = New sign-in to your account
mail-signin-heading = New sign-in
mail-signin-said = Somebody signed in to your be-right account from a device or a network that we had not seen before.
mail-signin-unknown = an unknown program
mail-signin-fine = Was this you? Then all is well: there is nothing to do.
mail-signin-unasked = This was not you? Change your password without delay, then end your other sessions in the settings of your account. Two-step sign-in protects you better still.
mail-evidence-subject = be-right: evidence was changed
mail-evidence-heading = Evidence is not what was sealed
mail-evidence-text = be-right compared the evidence of consents with the seals that were made when it happened: the answers below do not fit. The database may have been changed from outside, or be damaged.
mail-label-references = References
mail-evidence-more = and { $count } more
mail-evidence-next = No evidence of these answers is handed out any more. Do not change anything: keep a copy of the data folder, find out who could write to it, and compare with the copies that were sent to the people, or with a backup.
mail-backup-subject = The backup of be-right failed
mail-backup-heading = No new backup
mail-backup-no-room = There is not enough room for a new backup: it needs { $needed }, and { $free } are left.
mail-backup-full = The disk became full while the backup was made.
mail-backup-folder = The folder for backups, “{ $path }”, cannot be used: { $why }.
mail-backup-busy = Another backup was being made.
mail-backup-damaged = The database is damaged: { $fault }. Earlier backups were not touched.
mail-backup-other = The backup stopped halfway: { $why }.
mail-backup-never = never
mail-backup-next = On the server, “be-right doctor” says what to mend, and “be-right backup” tries again at once.
mail-backup-again = be-right also tries again by itself during the day. This message is sent once a day only.
