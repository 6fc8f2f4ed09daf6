# The pages recipients, verifiers and newcomers see.

## The frame
page-skip = Skip to the content
page-language = Language
page-foot-contact = Any questions? The studio’s contact:
page-lost-title = Change your mind without the e-mail
page-lost-lead = Find your answer again, to read it or to withdraw your consent.
page-lost-reference-hint = It is at the foot of each page of your copy: 26 letters and digits.
page-lost-email = Your e-mail
page-lost-email-hint = The one with which you answered. A code will be sent there.
page-lost-wrong-reference = This is not a reference: it has 26 letters and digits.
page-lost-wrong-email = Check the e-mail address.
page-lost-neither = You have neither the copy nor that mailbox?
page-lost-neither-hint = Write to the studio that asked for your consent: it can record your withdrawal.
page-lost-sent = If this reference and { $email } belong together, a code was just sent there.
page-lost-wrong-code = This code is wrong, or no longer valid. After five wrong codes, wait a quarter of an hour.
page-lost-minutes = A code is valid for { $minutes } minutes. You can ask for a new one every minute.
page-foot-lost = Withdraw a consent
page-foot = Photo consent with be-right
page-foot-verify = Check a document
page-foot-home = About this site
page-sending = Sending…
page-slow = Your connection is slow. Still sending: please leave this page open.
page-offline = It did not get through: no connection. Nothing is lost, all you entered is still here. Try again when you are back online.
page-trouble = It did not get through: the server had a problem. Nothing is lost, all you entered is still here. Try again in a moment.
page-retry = Try again
page-step = Step { $now } of 3: { $name }
page-step-1 = check
page-step-2 = decision
page-step-3 = done
page-yes = Yes
page-no = No

## Before the code
page-intro-title = { $studio } asks for your consent
page-intro-event = About the photos of the shoot
page-intro-answered = You have already answered. With a code you can see your answer, download the document or withdraw your consent.
page-intro-why = Before anything personal is shown, let us make sure that this link reached the right person.
page-intro-to = A 6-digit code goes by e-mail to
page-intro-send = Send me the code
page-intro-have = I already have a code
page-intro-next = What happens next
page-intro-next-code = You type the code, which is valid for ten minutes.
page-intro-next-read = You read the document and say yes or no to each use of the photos.
page-intro-next-sign = You sign, and receive your copy by e-mail.
page-intro-free = It takes about two minutes. You need no account, and you are free to refuse.
page-intro-wrong = Is this address not yours, or is it no longer right? Tell { $studio }, who alone can correct it.

## The code
page-code-title = Enter your code
page-code-sent = A code has just been sent to
page-code-from = Enter the code received at
page-code-spam = It may take a minute to arrive. Have a look at the spam folder too.
page-code-label = 6-digit code
page-code-hint = If you received several codes in the last ten minutes, any of them works.
page-code-submit = Continue
page-code-resend = Send me another code
page-code-wait = Another code can be sent in { $seconds } s
page-code-wrong = { $left ->
    [0] This is not the right code.
    [one] This is not the right code. You have one try left.
   *[other] This is not the right code. You have { $left } tries left.
}
page-code-empty = Enter the 6 digits you received by e-mail.
page-code-expired = This code is more than ten minutes old. Ask for another one.
page-code-too-soon = { $seconds ->
    [one] A code has just been sent. You can ask for another one in a second.
   *[other] A code has just been sent. You can ask for another one in { $seconds } seconds.
}
page-code-too-many = Ten codes have already been sent to you today. Use one of the last ten minutes, or come back tomorrow.
page-code-mailbox-full = { $minutes ->
    [one] Many codes have been sent to your address, for several people. Use one of the last ten minutes, or ask again in a minute.
   *[other] Many codes have been sent to your address, for several people. Use one of the last ten minutes, or ask again in { $minutes } minutes.
}
page-code-closed = { $minutes ->
    [one] Too many wrong codes: to protect you, this step is closed for one minute. Your link will work again afterwards.
   *[other] Too many wrong codes: to protect you, this step is closed for { $minutes } minutes. Your link will work again afterwards.
}
page-code-session = Your session of 30 minutes is over. Ask for a new code to go on.

## The document and the decision
page-ask-title = May { $studio } use photos of you?
page-ask-title-for = May { $studio } use photos of { $person }?
page-ask-lead = Read the document, then say yes or no to each use. Nothing is decided in advance.
page-ask-changed = The document has changed since you opened it. Here is the new version: please read it and decide again. Nothing had been recorded.
page-ask-document = The document
page-ask-uses = What do you allow?
page-ask-uses-hint = Each line counts by itself: you may say yes to some and no to others.
page-ask-all-no = You say no to everything: no signature is needed, choose “Refuse everything” below.
page-fact-studio = Asked by
page-fact-signer = Decided by
page-fact-contact = Contact
page-fact-photographer = Photographer
page-fact-client = Client
page-fact-event = Shoot
page-fact-place = Place
page-fact-when = Date
page-fact-duration = Duration
page-fact-person = Person photographed
page-child-title-for = What { $person } says
page-child-lead-for = { $person } is old enough to say. Show them this text and the uses: if they do not agree, refuse.
page-child-agrees-for = { $person } has read or heard this text with me, and agrees.
page-problem-child = The child must agree as well. Otherwise, refuse everything.
page-other-title = The other holder of parental responsibility
page-other-lead-for = { $studio } asks for the consent of two holders of parental responsibility for { $person }, and knows only you.
page-other-named = Somebody else holds it too
page-other-named-hint = They will receive their own link. Your consent takes effect once they agree.
page-other-first-name = First name
page-other-last-name = Last name
page-other-email = E-mail address
page-other-alone-for = I declare that I alone exercise parental responsibility for { $person }. This declaration is signed with my answer.
page-sign-title = Your signature
page-sign-how = How do you want to sign?
page-sign-draw = Draw it
page-sign-type = Type my name
page-sign-kept = Use my kept signature
page-pad-prompt = Sign here, with a finger or the mouse
page-pad-label = Signature area, empty. It is drawn with a finger, a pen or a mouse. To sign with the keyboard, choose “Type my name”.
page-pad-drawn = Signature area, signed.
page-pad-undo = Undo
page-pad-clear = Clear
page-kept-label = The signature you kept
page-kept-confirm = This is my signature, and I sign this document with it.
page-typed-label = Your first and last name
page-typed-sure = I am { $signer }, and I sign as “{ $typed }”.
page-typed-confirm = By typing my name, I sign this document.
page-sign-keep = Keep this signature for next time
page-sign-keep-hint = It will be offered to you again, and never used unless you confirm it.
page-record = As proof of your answer we keep: the document, your choices and signature, the time, your IP address and your browser’s name.
page-accept = Sign and send
page-refuse-title = Would you rather refuse everything?
page-refuse-hint = You need no signature and no reason.
page-refuse-why = Say why (optional)
page-refuse-reason = Your reason
page-refuse-submit = Refuse everything
page-refuse-sure-title = Refuse everything?
page-refuse-sure-title-for = Refuse everything for { $person }?
page-refuse-sure-lead = Nothing is recorded yet. If you confirm, { $studio } is told at once that none of these uses is allowed.
page-refuse-sure-later = An answer is given once. To change your mind later, tell { $studio }: they can ask you again.
page-refuse-sure-confirm = Yes, refuse everything
page-refuse-sure-cancel = No, go back
page-problem-title = Before sending, please check:
page-problem-use = Say yes or no.
page-problem-use-for = Say yes or no to “{ $use }”.
page-problem-none = You say no to everything. If that is what you want, choose “Refuse everything”; if not, say yes to at least one use.
page-problem-draw = Draw your signature in the frame, or type your name instead.
page-problem-dot = This is only a dot: draw your whole signature.
page-problem-large = This drawing is too large. Clear it and draw your signature again, more simply.
page-problem-typed = Type your first and last name.
page-problem-typed-other = You typed “{ $typed }”, and this request is for { $signer }. If you are { $signer }, tick the box that says so, or type that name. If you are somebody else, do not sign.
page-problem-typed-confirm = Tick the box that says you sign by typing your name.
page-problem-kept = Tick the box that confirms your kept signature.
page-problem-reason = The reason is too long: 1,000 characters at most.
page-problem-other = Say who else holds parental responsibility, or declare that you alone do.
page-problem-other-name = Enter the first and last name of the other person.
page-problem-other-email = Enter a valid e-mail address for the other person.
page-problem-other-same = This is your own address: the other person needs one of their own.

## Once answered
page-answer-accepted-title = Thank you, your answer is recorded
page-answer-accepted-title-for = Thank you, your answer for { $person } is recorded
page-answer-refused-title = Your refusal is recorded
page-answer-refused-title-for = Your refusal for { $person } is recorded
page-answer-accepted = You gave your consent
page-answer-accepted-for = You gave your consent for { $person }
page-answer-refused = You refused
page-answer-refused-for = You refused for { $person }
page-answer-withdrawn = You withdrew your consent
page-answer-withdrawn-for = You withdrew your consent for { $person }
page-answer-accepted-next = { $studio } has been told. You will receive your copy by e-mail, with the sealed PDF.
page-answer-refused-next = { $studio } has been told. You will receive a confirmation by e-mail. If you change your mind, tell { $studio }: they can ask you again.
page-answer-on = Answered on
page-answer-partly = Accepted in part ({ $accepted } of { $offered })
page-answer-withdrawn-on = Changed on
page-answer-until = Valid until
page-answer-reference = Reference
page-answer-reason = Your reason
page-answer-uses = What you decided
page-answer-waiting = The other person who has to decide has not answered yet: nothing is settled until then.
page-answer-already = Your answer was already recorded: it stands as follows.
page-answer-verify = Check that a copy of this document is genuine
page-state-allowed = Accepted
page-state-refused = Refused
page-state-other-refused = Not accepted by the other guardian
page-state-withdrawn = Withdrawn
page-pdf-download = Download the PDF
page-receipt-download = Download the receipt
page-receipt-name = Receipt { $event }.pdf
page-pdf-name = Consent { $event }.pdf
page-pdf-making = Your PDF is being made and sealed: a few seconds more.
page-pdf-again = Look again
page-withdraw-title = You may change your mind
page-withdraw-lead = You may withdraw your consent at any time, wholly or in part, as easily as you gave it. { $studio } is told at once.
page-withdraw-later = To do it later, open the link of the e-mail again.
page-withdraw-open = Withdraw my consent
page-withdraw-pick = For which uses?
page-withdraw-some = Withdraw the ticked uses
page-withdraw-all = Withdraw everything
page-withdraw-none = Tick at least one use, or choose “Withdraw everything”.
page-withdraw-confirm-title = Withdraw your consent?
page-withdraw-confirm-title-for = Withdraw your consent for { $person }?
page-withdraw-confirm-lead = From now on { $studio } may no longer use these photos for:
page-withdraw-remain = You still allow:
page-withdraw-effect = It takes effect at once. What was published before remains lawful, but is not to be used again.
page-withdraw-term = { $days ->
    [one] { $studio } has one day to take down the photos that it can still take down.
   *[other] { $studio } has { $days } days to take down the photos that it can still take down.
}
page-withdraw-confirm = Yes, withdraw
page-withdraw-cancel = No, keep my consent
page-withdrawn-done = It is done: your withdrawal is recorded and the studio has been told. You will receive a confirmation by e-mail.

## Links that lead nowhere, and trouble
page-expired-title = This link has expired
page-expired-text = It can no longer be used to answer.
page-revoked-title = This link has been cancelled
page-revoked-text = It was replaced, closed or withdrawn, and can no longer be used.
page-asker-suspended-title = This studio is suspended
page-asker-suspended-text = The administrators of this service have suspended the studio that asks you. You cannot answer for now, and there is nothing you need to do. Whoever has given it a consent can still withdraw it, by the link in their e-mail.
page-suspended-title = The studio is suspended
page-suspended-text = Nothing of it can be changed or sent until an administrator of the server reopens it. You can read and export everything.
page-visit-reads-title = You are only reading
page-visit-reads-text = You entered this studio as an administrator of the server. Nothing of it can be changed by you.
page-contact = If you still want to answer, ask { $studio } for a new link.
page-unknown-title = There is nothing at this address
page-unknown-text = The link may be incomplete: open it again from the e-mail, or copy it whole.
page-tries-title = Too many tries
page-tries-text = { $minutes ->
    [one] To protect people, we take a break here. Try again in one minute.
   *[other] To protect people, we take a break here. Try again in { $minutes } minutes.
}
page-session-title = Let us make sure it is you
page-session-text = Your session of 30 minutes is over. Ask for a new code to go on.
page-bad-title = This request was not understood
page-bad-text = The form arrived incomplete. Go back, and try again.
page-foreign-title = This form came from another site
page-foreign-text = To protect you it was not taken into account. Open the page again, by its usual address or by the link of your e-mail, and send the form from there.
page-large-title = This is too large
page-large-text = What was sent is larger than we can accept.
page-error-title = Something went wrong on our side
page-error-text = It is not your doing. Nothing you already sent is lost: try again in a moment.
page-error-id = To report it, give this number:
page-file-damaged-title = This file is damaged on the server
page-file-damaged-text = The administrators have been told: the file has to come back from a backup. What was decided is not affected: the evidence (ZIP) can be downloaded without the PDF, and the copy that was mailed is still valid.
page-busy-title = A little patience
page-busy-text = The server is busy or restarting. Try again in a moment.

## Checking a document
page-verify-title = Is this document genuine?
page-verify-lead = Check that a consent PDF is the very one sealed here, unchanged since.
page-verify-file = Choose the PDF or the evidence bundle (.zip), or drop it here
page-verify-private = Your file stays on your device: only its fingerprint is computed and sent.
page-verify-sent = The file is sent to this server, checked, and not kept.
page-verify-whole = Check the evidence, too
page-verify-whole-hint = That button sends the file to this server, which checks it whole and does not keep it.
page-verify-too-large = This file is too large to be checked here. Check it with the program be-right, as described below.
page-verify-reference-hint = It is printed at the end of the document.
page-verify-hash = Fingerprint of the file (SHA-256)
page-verify-hash-hint = 64 characters. Filled in by itself when you choose a file; otherwise, from a tool such as sha256sum.
page-verify-submit = Check
page-verify-reading = Reading the file…
page-verify-fail = This file could not be read. Choose it again, or enter its fingerprint.
page-verify-need-reference = Fingerprint computed. Now enter the reference printed at the end of the document.
page-verify-genuine = Genuine
page-verify-genuine-text = This is, byte for byte, the document sealed here under this reference.
page-verify-same-pdf = The PDF in it is the one that was sealed here
page-verify-same-pdf-text = That says nothing about the rest of the file, which is judged above. Rely on what follows, which this server knows, not on what the file says.
page-verify-same-pdf-unread = Nothing else in the evidence bundle was read. To have it checked, choose the file with “Check the evidence, too”. Rely on what follows, which this server knows, not on what the file says.
page-verify-altered = Not the same document
page-verify-altered-text = This reference exists, but the file is not the one sealed here: it was changed, or is another document. A file that was printed and scanned, or saved again by another program, is also a different file.
page-verify-unknown = Unknown reference
page-verify-unknown-text = No document was sealed here under this reference. Check each character, and that this is the site named on the document.
page-verify-exists = This reference exists
page-verify-exists-text = A document was signed here under it. To know whether yours is that one, and what holds of it today, choose the file or enter its fingerprint.
page-verify-pending = Not sealed yet
page-verify-pending-text = This answer is recorded, and its document is still being made. Come back in a moment.
page-verify-malformed = This cannot be checked
page-verify-malformed-text = A fingerprint is made of 64 characters, digits and letters from a to f.
page-verify-state = Consent today
page-verify-state-accepted = Given
page-verify-state-refused = Refused
page-verify-state-withdrawn = Withdrawn
page-verify-state-expired = Expired
page-verify-unsigned = Nothing has been signed
page-verify-unsigned-text = This is the reference of a request that nobody has answered. There is no document under it.
page-verify-superseded = Replaced by a later answer on
page-verify-ends = In force until
page-verify-uses = Each use, today
page-verify-use-in-force = in force
page-verify-use-none = not in force
page-verify-use-withdrawn = withdrawn on { $day }
page-verify-use-renewed = renewed by a later answer on { $day }
page-verify-use-granted = granted by a later answer on { $day }
page-verify-use-superseded = not granted any more by the later answer of { $day }
page-verify-use-expired = ended on { $day }
page-verify-proves = What this proves
page-verify-proves-bytes = The file has not changed by one byte since it was sealed.
page-verify-proves-code = Whoever signed had opened a personal link and typed a code sent to the e-mail address on the document.
page-verify-proves-chain = Each step (invitation, code, document shown, answer) was recorded and sealed at its time: without the key of this server, none can be altered, added or taken away without it showing.
page-verify-not = What it does not prove
page-verify-not-identity = The signer’s civil identity: nobody checked an identity card.
page-verify-not-qualified = More than a simple electronic signature in the sense of the European eIDAS regulation: neither advanced nor qualified.
page-verify-offline = Whoever holds the evidence bundle, a .zip file that the studio hands out, can also check it and the PDF without this site:
page-verify-bundle = bundle
page-roots-title = The daily roots
page-roots-lead = Each night this server signs one fingerprint, the daily root, over the evidence of all consents that it holds. The studios and the people who answer receive it by e-mail: from then on nobody, not even the owner of this server, can change or remove evidence without it showing.
page-roots-check = Compare the root in your e-mail with the one of the same number here. An evidence bundle contains the root of its day: be-right verify bundle.zip --key PUBLIC-KEY --root ROOT
page-roots-none = There is no root yet.
page-roots-one = No. { $number }, { $day }
page-roots-about = { $count ->
    [one] Over the evidence of one request. Made on { $at }.
   *[other] Over the evidence of { $count } requests. Made on { $at }.
}
page-roots-stamped = Time-stamped on { $at } by an authority that this server trusts: { $authority }. SHA-256 of its certificate:
page-roots-stamped-unchecked = Time-stamped on { $at } by { $authority }. Anybody can choose such a name, and this server does not check it: compare the SHA-256 of the certificate:
page-roots-earlier = Earlier roots
page-verify-proves-roots = Each night one fingerprint over all evidence leaves this server by e-mail: from then on the owner of the server cannot change it unnoticed either.
page-verify-proves-stamps = Authorities outside this server are asked to sign when that fingerprint existed: the list of the daily roots shows which of them did, and when.
page-verify-roots = The daily roots
page-verify-format = The format of the bundle, for programs that check it
page-verify-key = This server’s public key
page-verify-key-hint = Only a seal that was made with this key is this server’s. Note it today: a bundle can then be checked even if this site is gone.
page-verify-key-until = Evidence sealed until { $day } has this key:

## The instance
page-home-title = Photo consent, asked and kept properly
page-home-lead = This site belongs to a studio or an organisation that takes photos of people, and asks them first.
page-home-recipient = You received an e-mail?
page-home-recipient-text = Open its link: it is personal, and the only way in. You need no account.
page-home-verify = Have a signed document?
page-home-verify-text = Check that it is genuine, without sending the file to anyone.
page-home-verify-go = Check a document
page-home-studio = You work here?
page-home-studio-text = Sign in to plan shoots, ask people and groups, follow their answers, and publish only the photographs that everybody on them allows. Programs use the API, documented and ready to try.
page-home-docs = API documentation
page-home-outbox = Outbox of the demonstration
page-register-title = Open a studio
page-register-lead = A studio of your own on this server, and you as its owner. Colleagues are invited later.
page-register-login = Have an account? Sign in
page-claim-title = Welcome: this instance is yours
page-claim-lead = Create its first administrator and first company. This link works once.
page-claim-company = Name of the studio or organisation
page-claim-first-name = Your first name
page-claim-last-name = Your last name
page-claim-email = Your e-mail address
page-claim-password = Password
page-claim-password-hint = At least 10 characters. A few words in a row are both strong and easy to remember.
page-claim-submit = Create
page-claim-problem-required = “{ $label }” is missing.
page-claim-problem-email = This e-mail address is not valid.
page-claim-problem-password = This password is too short, too common or too close to your address.
page-claim-problem-long = “{ $label }” is too long.
page-claim-problem-other = “{ $label }” is not valid.
page-claimed-title = All set
page-claimed-lead = { $company } is ready.
page-claimed-login = You are signed in. Next time, sign in with { $email } and your password.
page-open-console = Open the console
page-claim-gone-title = This instance already has an owner
page-claim-gone-text = The claim link worked once and is now closed.
page-outbox-title = Outbox
page-outbox-lead = This is a demonstration: no e-mail leaves this machine. Those that would have been sent are here.
page-outbox-empty = Nothing yet.
page-outbox-search = Find by recipient or subject
page-outbox-all = Show all
page-outbox-count = { $count ->
    [0] No e-mail found.
    [one] 1 e-mail.
   *[other] { $count } e-mails.
}
page-outbox-reload = Look again
page-outbox-back = Back to the outbox
page-outbox-from = From
page-outbox-to = To
page-outbox-at = Sent
page-outbox-links = Links in this message
page-outbox-text = Text version

## A file to choose
page-file-pick = Choose a file
page-file-none = No file chosen
page-file-many = {"{"}count{"}"} files chosen

# choosing a password
page-email-title = Confirm this e-mail address
page-email-lead = From then on you log in with it, and mails go there.
page-email-address = Address
page-email-password = The password of your account
page-email-submit = Confirm the address
page-email-wrong = This is not the password of the account.
page-email-taken = Another account has this address by now.
page-email-done-title = Done
page-email-done-lead = The address is confirmed. Log in with it from now on.
page-email-gone-title = This link no longer works
page-email-gone-text = It has been used, replaced or has expired. Give the address again in your account.
page-reset-title = Choose your password
page-reset-lead = This link works once. Your open sessions, API tokens and calendar addresses will end.
page-reset-submit = Save the password
page-reset-done-title = Done
page-reset-done-lead = Your password is saved. You can log in.
page-reset-gone-title = This link no longer works
page-reset-gone-text = It has been used or has expired. Ask for another: “forgot password”, or the person who invited you.

# The table that goes with an export of photographs
manifest-file = File
manifest-id = Number
manifest-person = Person
manifest-use = Use
manifest-label = Use, in words
manifest-state = State
manifest-reference = Reference of the consent
manifest-signed = Signed on
manifest-expires = Good until
# answering an invitation
page-join-title = Join { $company }
page-join-said = { $inviter } invites you to join { $company }.
page-join-said-nobody = { $company } invites you to join its space.
page-join-studio = There you can plan shoots, request photo consents and follow the answers.
page-join-photographer = There you will see the shoots entrusted to you and, for each person, whether they have given their consent.
page-join-employee = There you will find your own photo consents and their documents, and can withdraw them at any time.
page-join-as = Your account:
page-join-new = Choose a password: it opens your account.
page-join-prove = This address has an account already. To check that it is yours, type its password. You have forgotten it, or this account is not of your making? Ask for a new password first: the link will come to this address.
page-join-accept = Accept the invitation
page-join-decline = Decline
page-join-decline-hint = If you decline, nothing changes for you.
page-join-problem-wrong = This is not the password of this account.
page-join-problem-required = Type a password.
page-join-done-title = Welcome
page-join-done-lead = You have joined { $company }.
page-join-done-login = Log in with { $email } and your password.
page-join-declined-title = Noted
page-join-declined-lead = You have declined { $company }’s invitation. No account was opened, and nothing changes for you.
page-join-gone-title = This invitation is no longer valid
page-join-gone-text = It has expired, was answered or was taken back. Ask the person who invited you for another.

## No more of these e-mails
page-unsubscribe-title = No more of these e-mails
page-unsubscribe-from = From
page-unsubscribe-about = E-mails called
page-unsubscribe-said = You will not be told of these by e-mail any more. You will still find them in be-right.
page-unsubscribe-button = Stop writing to me
page-unsubscribe-done = Done
page-unsubscribe-again = You will get no more of these e-mails. To get them again, change your subscriptions in be-right.
