# Why a request was refused, and what to do. `problem-{code}` says the refusal,
# `invalid-{code}` what is wrong with a field; the codes are the API’s.

## The title of each refusal
status-400 = Unreadable request
status-401 = Sign-in needed
status-402 = Plan limit reached
status-403 = Access denied
status-404 = Not found
status-405 = Method not allowed
status-409 = Not possible as things stand
status-410 = Link no longer valid
status-412 = Unexpected version
status-413 = Too large
status-415 = Content type not accepted
status-422 = Some fields need correcting
status-429 = Too many attempts
status-460 = Checksum mismatch
status-500 = Internal error
status-501 = Not supported
status-503 = Temporarily unavailable

## How long to wait
wait-seconds =
    { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
wait-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
wait-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }

## Any call
problem-address-erased = This person was erased: their address is not known any more.
problem-resent-too-often = This mail was sent again a short time ago, or several times today. Try again in { $wait }.
problem-request-over = This request was deleted: there is nothing to answer any more.
problem-mail-queued = This mail is waiting to leave already.
problem-not-a-recipient = Nobody of the company, nor any guardian, has this address.
problem-job-running = This job is being done: wait until it ends.
problem-malformed-json = What was sent is not valid JSON. Check its quotes, commas and braces.
problem-malformed-host = The request does not name exactly one valid host. Send one Host header.
problem-malformed-request = The request cannot be read. Check its address and headers.
problem-transfer-encoding = Bodies are accepted with a length or in chunks only. Send Content-Length, or Transfer-Encoding: chunked.
problem-media-type = This content type is not accepted here. Send a file in a “multipart/form-data” form where a file is expected, else JSON, with the header “Content-Type: application/json”.
problem-content-encoding = Compressed content is not accepted. Send the request without a “Content-Encoding” header.
problem-invalid = Some fields do not validate. Each one is explained in “errors”.
problem-not-a-table = This file is not a table. Send an Excel workbook (.xlsx) or a CSV file: in your spreadsheet program, “File”, then “Save as”.
problem-report-forgotten = The file of this import and its report have been deleted. Send the file again to get one.
problem-import-over = This import has already ended.
problem-import-running = This import is still running. Wait until it has ended, or stop it first.
problem-too-large = What was sent is too large: { $limit } KiB at most.
problem-not-found = There is nothing here that you can see. Check the address, or go back to the list.
problem-method-not-allowed = This address exists, but not for this HTTP method. The documentation says which ones it takes.
problem-origin-refused = Pages of this site may not call this instance. The administrator can allow it with the setting “cors_origins”.
problem-forbidden = Your role does not allow this. Ask an owner of the company to do it, or to change your role.
problem-rate-limited = Too many attempts in a short time. Try again in { $wait }.
problem-internal = Something went wrong on our side. Try again in a moment; if it persists, give the administrator the number in “instance”.
problem-bodies-full = The server is taking in as much as it can. Try again in a moment.
problem-demo-is-local = The demonstration answers on this machine only: open it as http://localhost, with its port.
problem-asked-too-often = This person has been sent several requests for this shoot today. Check the address, and try again tomorrow.
problem-invited-by-owner = An owner has invited this address with another role. Ask them to change or withdraw the invitation.
problem-email-change-over = This link has been used, replaced or has expired. Give the address again.
problem-timeout = The answer took too long and the request was stopped. Try again in a moment.
problem-storage-full = The server’s storage is full: nothing was saved. Tell the administrator.
problem-backup-off = No folder for backups is set on this server (backup.folder).
problem-already-made = This request was already carried out with the same idempotency key. Look in the list for what it made.

## Accounts and signing in
problem-unauthenticated = Log in, then send your access token in the header “Authorization: Bearer …”.
problem-wrong-credentials = The e-mail address or the password is wrong.
problem-invalid-token = This token is not recognised. Log in again.
problem-expired-token = This token has expired. Refresh it, or log in again.
problem-totp-required = Enter the code from your authenticator app too, or a recovery code.
problem-wrong-totp = This code is wrong, or was used before. Wait for the app’s next code, or enter a recovery code.
problem-second-factor-on = Two-step sign-in is already on. To change apps, turn it off first.
problem-second-factor-not-on = Two-step sign-in is not on for this account.
problem-second-factor-not-begun = Nothing was begun, or it was more than an hour ago. Begin again with a new QR code.
problem-administrator-needed = Only the instance’s administrators can turn off two-step sign-in for this person.
problem-api-token-over = This API token is unknown, expired or revoked. Make another one.
problem-token-not-accepted = An API token cannot do this. Log in with your password.
problem-token-scope-missing = This API token lacks the scope for this. Make another one with the scope that the documentation names.
problem-too-many-tokens = You have fifty API tokens already. Revoke those that are no longer used.
problem-session-ended = This session has ended. Log in again.
problem-session-revoked = This refresh token had already been used: for safety, the session was closed. Log in again.
problem-registration-closed = This instance is not open to new sign-ups. Ask a member of an existing company to invite you.
problem-email-taken = There is already an account with this e-mail address. Log in, or ask for a new password.
problem-claim-used = This first-run link is no longer valid. Log in, or restart the server to get a new one.
problem-reset-used = This link has expired or was already used. Ask for a new one from the login page.
problem-invitation-over = This invitation has expired, was answered or was taken back. Ask the person who invited you for another.
problem-registration-by-invitation = On this instance it takes an invitation to open a space. Give the code of the link you received by e-mail.
problem-company-switched = This session works for another space now. Refresh your token, or switch back.
problem-already-member = This person already belongs to the company. Change their role instead.
problem-last-owner = This is the company’s last owner. Make somebody else an owner first.

## People and shoots
problem-employee-exists = A person with the same name and e-mail address is already in the studio.
problem-group-exists = A group of this name is already in the studio, whatever its accents and capitals.
problem-not-deleted = This has not been deleted: there is nothing to restore.
problem-publication-ended = This photo has been taken down already, or was noted as staying.
problem-guardian-required = This person is a minor: add at least one guardian, with an e-mail address, before inviting them.

## Consents
problem-already-asked = This person has already been asked about this shoot.
problem-answer-given = This answer was given: it counts until the person takes it back or gives another, and it is not deleted. To ask for another answer, ask them again; to forget the person, erase them.
problem-answer-begun = One of those who are to sign has already answered this request: what they said counts, and the request stays until the others have answered too. If it was deleted, ask again instead of restoring it.
problem-person-erased = This person has been erased: what they signed is kept as proof, and an owner opens it by itself, saying why.
problem-answer-not-pending = This request has already been answered: it cannot be changed any more.
problem-email-bounced = E-mails for this person come back: their address does not exist, or wants no more of your messages. Correct the address, or ask for another try; you can also hand them the link yourself.
problem-reminded-recently = This person was written to less than 24 hours ago. Give them time to answer.
problem-link-expired = This link has expired. Ask the studio to send you a new one.
problem-link-revoked = This link has been switched off. Use the last message you received, or ask the studio for a new link.
problem-code-closed = Too many wrong codes: entry is blocked for now. Try again in { $wait }.
problem-code-too-soon = A code has just been sent. Wait for it to arrive; you can ask for another in { $wait }.
problem-code-daily-limit = You have asked for too many codes today. You can ask for another in { $wait }.
problem-code-mailbox-limit = Too many codes have been sent to this address. You can ask for another in { $wait }.
problem-signing-session-ended = Your visit has lasted more than thirty minutes. Ask for a new code to continue.
problem-account-suspended = This account is suspended. Ask the administrators of this server.
problem-company-suspended = This studio is suspended: nothing of it can be changed, and nobody can consent.
problem-visit-reads-only = You entered this studio as an administrator, to read only.
problem-already-suspended = It is suspended already.
problem-not-suspended = It is not suspended.
problem-last-administrator = This is the only administrator who can sign in. Make somebody else an administrator first.
problem-account-erased = This account has been erased: nothing of it is left.
problem-account-not-deleted = Delete the account first: then it can be erased.
problem-no-owner = No account of an owner of this company is left. Restore one first.
problem-owner-of-closed-company = This is the only owner of a company that was closed and can still be restored. Erase the account when that time is over.
problem-member-already = You are a member of this studio: switch to it instead.
problem-no-visit = This session has entered no studio.
problem-template-replaced = A newer version of this text is in force.
problem-already-confirmed = This version is already signed for the studio.
problem-already-answered = This request has already been answered: that answer is kept as it is.
problem-not-answered = This request has not been answered yet.
problem-document-changed = The shoot or the text has changed since you read it. Read the document again before signing.
problem-already-withdrawn = This consent has already been withdrawn.
problem-answer-replaced = The person is of age now and has answered themselves: their answer has taken the place of yours, and only they can withdraw it.
problem-geocoder-unavailable = The service that places addresses does not answer.
problem-nothing-to-withdraw = There is no consent to withdraw: this request was not accepted, or everything was withdrawn already.
problem-evidence-kept = This shoot has answers whose proof must still be kept. Delete it instead: it is erased when the last of them may go.
problem-employee-deleted = This person has been deleted: restore them first.
problem-erased = This person’s data has been erased: this document no longer exists.
problem-evidence-contradicted = The evidence of this answer is not what was sealed when it was given: somebody may have changed the database. Nothing is handed out, and the administrators have been told.
problem-pdf-not-ready = The PDF is being prepared. Try again in a moment.
problem-streams-full = Too many streams are open on this instance, or it is stopping. Try again in a moment.
problem-too-many-streams = Too many streams are open with this account. Close one, or try again in { $wait }.
problem-ticket-used = This ticket has been used or is no longer valid. Ask for another with POST /sse/ticket.

## Pictures
problem-database-gone = The instance’s database file is gone from the disk. Nothing is accepted until the administrators have put it back.
problem-pdf-damaged = This PDF is missing or damaged on the server’s disk. What was decided is not affected: the evidence (ZIP) can be downloaded without it, and the copy that was mailed to the person is still valid. The administrators have been told: it has to come back from a backup.
problem-file-damaged = This file is missing or damaged on the server’s disk. The administrators have been told; it has to come back from a backup.
problem-pictures-busy = Too many pictures are being made at the moment. Try again in a few seconds.
problem-picture-too-slow = This picture takes too much computing. Try a smaller size, or another picture.

## Files and photographs
problem-storage-quota = The storage your plan includes is full. Delete some files, or change your plan.
problem-file-exists = This file has been uploaded again since: there is nothing to restore.
problem-not-a-photo = This file is not a photograph of a shoot.
problem-no-previous-photo = There is no photograph before this one in the shoot. Name the people one by one.
problem-refused-on-photo = Somebody named on this photograph refused, withdrew or did not allow a use for this shoot, or their consent has ended: without the name it could be published. Only a signed-in user who has looked at the photograph can confirm that the person is not on it.
problem-nothing-on-hold = No use of this consent is on hold.
problem-not-publishable = This photograph cannot be published for this use today: somebody’s consent is missing, or has ended.
problem-not-a-picture = This file is not a picture: it can be downloaded, but not shown.
problem-not-published = This picture is not published any more.
problem-too-many-uploads = Too many uploads are under way. Finish some, or give some up, before you begin others.
problem-event-changed = Somebody else has changed this shoot meanwhile. Look at it, and try again.
problem-export-under-way = An export is being made already.
problem-export-not-ready = This export is not ready.
problem-export-expired = This export was deleted. Ask for a new one.
problem-too-many-exports = Too many exports are under way. Try again in a minute.
problem-upload-offset = The upload offset does not match; request the current offset.
problem-tus-version = This instance speaks tus 1.0.0: send the header “Tus-Resumable: 1.0.0”.
problem-precondition-failed = What is here is not what the request expects. Load it again before changing it.
problem-upload-checksum = These bytes are not the ones that were sent: their checksum is another. Send them again.

## The fields of a request
invalid-archive-reason = This person has been erased: say why their document is opened, in at most 500 characters.
invalid-malformed-json = This is not valid JSON.
invalid-media-type = Send “application/json”.
invalid-content-encoding = Send the content uncompressed.
invalid-required = This field is required.
invalid-no-body = Nothing is read here. Send no body; parameters belong in the address.
invalid-signer-required = Say which of the signers told you.
invalid-unknown-field = There is no such field. Check its name, or leave it out.
invalid-duplicate-field = This name appears twice in the same object. Say it once.
invalid-too-deep = This value is nested too deeply.
invalid-checksum = Give “sha1” or “sha256”, a space and the sum in base64.
invalid-count = Give from 1 to 1,000 of them.
invalid-idempotency-key = An idempotency key has 1 to 255 visible ASCII characters, without spaces.
invalid-idempotency-key-reused = This idempotency key was already used for another request. Choose a new one.
invalid-wrong-type = The value is not of the expected type.
invalid-sha256 = This is not a SHA-256: 64 hexadecimal digits are expected.
invalid-choice = This value is not one of the possible choices.
invalid-unknown = There is no such thing in your company.
invalid-twice = This value is there twice.
invalid-too-long = This text is too long.
invalid-control-characters = This text holds invisible characters that are not accepted, such as a line break.
invalid-page = The page number goes from 1 to 1,000,000.
invalid-limit = Ask for 1 to 100 rows a page.
invalid-order-by = This list cannot be ordered so. Write for example “createdAt:desc”.
invalid-email = Type a whole e-mail address, such as name@example.org.
invalid-phone = This is not a telephone number. Type it with its country code, such as +33 6 12 34 56 78.
invalid-phone-rounded = The spreadsheet rounded this number: its last digits are lost. Format the column as text, and type it again.
invalid-phone-country = This country is not known, so this number cannot be placed. Type it with its country code, such as +33 6 12 34 56 78.
invalid-unknown-country = This country is not known. Write its name, or its two letters such as FR.
invalid-birth-date = Type a date of birth between 1880 and today, such as 1990-05-23.
invalid-instant = Type a date and time with its offset, such as 2026-05-23T09:30:00+02:00.
invalid-hour = This hour cannot be read. Type it like 09:30.
invalid-nobody-chosen = Choose at least one person or group.
invalid-day-or-instant = Type a date such as 2026-05-23, or a date and time with its offset, such as 2026-05-23T09:30:00+02:00.
invalid-no-such-year = Choose a year between 1900 and 2200.
invalid-day = Type a date, such as 2026-05-23.
invalid-time-zone = There is no such time zone. Type a name such as Europe/Paris.
invalid-colour = Type a colour such as #1a6b54.
invalid-vat-number = This VAT number is not valid. A French one is FR, a key of two digits, then the SIREN.
invalid-withdrawal-days = Choose 1 to 30 days.
invalid-assent-age = Choose an age from 6 to 18.
invalid-child-agrees = The child must agree as well: otherwise the answer can only be a refusal.
invalid-reference = This is not a reference: it has 26 letters and digits, at the foot of each page of your copy.
invalid-siret = This SIRET number is not valid: it has fourteen digits, the last of which is a check digit.
invalid-latitude = Latitude goes from -90 to 90 degrees.
invalid-longitude = Longitude goes from -180 to 180 degrees.
invalid-lat-without-lng = Latitude and longitude come together: give both, or neither.
invalid-guardians-needed = One or two guardians sign for a minor: type 1 or 2.
invalid-licence-months = A consent lasts from 1 to 1,200 months.
invalid-evidence-months = Evidence is kept from 0 to 1,200 months after the consent ends.
invalid-reminder-days = Leave 1 to 60 days between the invitation and reminders.
invalid-reminders-at-most = People are reminded at most 0 to 20 times.
invalid-reminders-last-days = Daily reminders cover the last 0 to 14 days before the shoot.
invalid-reminder-hour = Nobody is reminded at night: choose an hour from 8 to 19.
invalid-retention-months = What is deleted can be restored for 1 to 120 months.
invalid-role-of-company = This is not a role within a company. Choose OWNER, SUPER_USER, USER, PHOTOGRAPHER or EMPLOYEE.
invalid-guardian-required = This person is a minor: a guardian with an e-mail address is invited in their place. Add one first, or say which one.
invalid-minor-without-guardian = This person is under 18 and no guardian is named: a shoot cannot ask for their consent.
invalid-minor-with-one-guardian = This person is under 18 and one guardian of two is named: that one will be asked who the other is.
invalid-too-many-guardians = Two guardians at most.
invalid-same-guardian = This e-mail address is already the other guardian’s.
invalid-other-guardian = Two guardians are asked for and one is known: name the other, or declare sole parental authority.
invalid-other-guardian-not-asked = The other guardian is not asked for here.
invalid-other-guardian-and-alone = Either name the other guardian or declare sole parental authority, not both.
invalid-link-expiry = The link must expire later than now, and within a year.
invalid-code-format = The code has six digits.
invalid-code-wrong = This code is wrong, or has expired. Check the last message you received, or ask for a new code.
invalid-refused-with-uses = A refusal cannot allow any use: leave them all out.
invalid-use-not-offered = The studio does not ask for this use.
invalid-use-not-granted = This use is not allowed today: there is nothing to withdraw.
invalid-password-short = Choose a password of at least ten characters. A sentence will do very well.
invalid-password-common = This password is among the first that people try. Choose another; a sentence will do very well.
invalid-password-is-email = The password cannot be your e-mail address.
invalid-wrong-code = This code is wrong, or was used before.
invalid-too-far = Choose an earlier date: three years ahead at most.
invalid-wrong-password = This is not your current password.
invalid-nothing-accepted = Choose at least one use to allow, or refuse.
invalid-too-many-uses = Offer 8 uses at most: untick or remove some.
invalid-use-words-missing = This use is your own: give it a name and a sentence.
invalid-use-label-taken = Another use has this name already.
invalid-placeholder-open = A brace is opened or closed without the other. Write for example “{"{"}person{"}"}”.
invalid-placeholder-unknown = The text holds a field in braces that does not exist. Those that do: company, person, signer, event, place, dates, duration, studio, legal-form, representative, address, siren, siret, vat-number, contact, contact-name, contact-email, contact-phone, privacy-contact, photographer, client, self, guardian, child, withdraw-page, withdrawal-days, reference, proof-duration, refusal-duration, use-CODE.
invalid-placeholder-missing = The text must name the studio, the person and the duration: it lacks {"{"}company{"}"}, {"{"}person{"}"} or {"{"}duration{"}"}.
invalid-signature-required = The signature is missing: draw it or type your name.
invalid-signature-malformed = This signature does not have the expected shape.
invalid-signature-too-large = This signature is too large: 64 KiB at most.
invalid-signature-empty = The signature is empty: draw it inside the frame.
invalid-signature-dot = A dot is not enough: draw your whole signature.
invalid-signature-geometry = The lines of the signature leave the frame or contain impossible values.
invalid-signature-not-png = The image of the signature is not a readable PNG file.
invalid-signature-image-too-large = The image of the signature is too large: 4,096 pixels a side and 4 million pixels at most.
invalid-signature-name = Type your name, 1 to 200 characters.

# people and shoots
invalid-not-a-table = This file is not a table. Send an Excel workbook (.xlsx) or a CSV file.
invalid-old-workbook = This kind of workbook (.xls, .ods) is not read here. Open the file, choose “Save as”, then “Excel workbook (.xlsx)” or “CSV”.
invalid-locked-workbook = This workbook is protected by a password. Save a copy without one and send that.
invalid-broken-workbook = This workbook is damaged or incomplete. Open it in your spreadsheet program, save it again and send it once more.
invalid-too-big-unpacked = This workbook holds far too much. Copy the list of people into a new workbook and send that.
invalid-empty-file = This file is empty.
invalid-headers-only = This file has headers only: there is nobody below them.
invalid-no-headers = No column header is recognised. Name the columns on the first line: Last name, First name, E-mail…
invalid-no-name-column = There is no column for the name. It takes two, “First name” and “Last name”, or one, “Full name”.
invalid-no-email-column = There is no “E-mail” column.
invalid-too-many-lines = This file has too many lines. Split it into several files.
invalid-too-many-columns = This file has too many columns: 256 at most.
invalid-cell-too-long = A cell of this file holds an enormous text. Check whether a quotation mark was left open.
invalid-group-name = Give the group a name of 1 to 100 characters.
invalid-full-name = First and last name cannot be distinguished. Write the last name in capitals (“DUPONT Jean”), or make two columns.
invalid-birth-day = This date of birth cannot be read. Write it like 31/12/2009.
invalid-birth-day-range = This date of birth is not between 1880 and today. Write it like 31/12/2009.
invalid-one-name = There is one name only: first and last name are both needed. Fill in the other one, or a dash for somebody who has none.
invalid-formula = This is a formula, not a value. In your spreadsheet program, copy the column and paste it as values.
invalid-unreadable = Letters were lost in this name (�) before the file came here. Type it again.
invalid-other-encoding = The text is not in this encoding: much of it cannot be read. Choose another.
invalid-unknown-encoding = This encoding is not known. Write for example UTF-8, windows-1252, macintosh or cp850.
note-several-emails = Several e-mail addresses stand here: the first was taken.
note-several-phones = Several telephone numbers stand here: the first was taken.
note-birth-day-none = This is what programs write for no date of birth: none was taken.
invalid-language = This language is not offered. Write “French” or “English”.
invalid-multipart = The upload is incomplete or malformed. Attach the file in the field “file” of a form.
invalid-guardians-without-age = Give the date of birth: guardians sign until the person turns eighteen.
invalid-end-before-start = The end cannot come before the start.
invalid-far-away = Choose a date between the year 2000 and ten years from now.
invalid-range-too-long = A year at a time at most: choose a shorter stretch.
invalid-too-many-events = There are more than 5,000 shoots in this stretch: choose a shorter one.
invalid-shoot-too-long = A shoot lasts a year at most. Split it into several.
invalid-too-many-people = A thousand people at most at a time. Add the others afterwards.
invalid-not-invited = The invitation was sent to another e-mail address.
invalid-too-many-groups = A hundred groups at most.
invalid-makes-minors = On that date, somebody who has signed for themselves, or who has no guardian, would be a minor. Add their guardians, or take their request back first.
invalid-system-channel = Messages from the administrators are read in the list: choose IN_APP or BOTH.
invalid-too-many-ids = A thousand ids at most at a time.
invalid-ids-or-all = Give either “ids” or “all”: true.

# pictures
invalid-file-type = This type of file is not accepted. Send a JPEG, PNG, WebP or GIF picture, or a PDF document.
invalid-file-heic = HEIC photos are not read here. On an iPhone, choose Settings > Camera > Formats > “Most Compatible”, or export the photo as JPEG, then send it again.
invalid-file-avif = AVIF pictures are not read here. Save it as JPEG, PNG or WebP, then send it again.
invalid-file-svg = SVG pictures are not accepted: they may contain programs. Export it as PNG, 1,000 pixels wide for example.
invalid-file-not-a-picture = This file is not a picture.
invalid-picture-too-long = This picture is too wide or too tall. Make it smaller, then send it again.
invalid-picture-too-many-pixels = This picture has too many pixels. Make it smaller, then send it again.
invalid-picture-too-many-frames = This animation has too many frames. Send a still picture.
invalid-picture-decodes-too-large = This picture would take too much memory once opened. Make it smaller, or save it as JPEG.
invalid-picture-broken = This picture is damaged or incomplete. Open it on your device, save it again, then send that.
invalid-transform-length = A transform has 1 to 600 characters.
invalid-transform-word = The transform has an unknown word. Write for example “w_400,h_300,c_fill”.
invalid-transform-twice = The same word is there twice in the transform.
invalid-transform-side = A side goes from 1 to 4,096 pixels, “dpr” counted in.
invalid-transform-crop = The crop is limit, fit, fill, thumb or pad.
invalid-transform-gravity = What to keep is center, north_east or another point of the compass, auto, or xy:0.3:0.7.
invalid-transform-colour = The colour is six hexadecimal digits, such as b_1a6b54.
invalid-transform-quality = The quality goes from 1 to 100, or is “auto”.
invalid-transform-format = The format is jpg, png, webp, avif or auto.
invalid-transform-dpr = The density is 1, 1.5, 2, 2.5 or 3.
invalid-transform-effect = There is no such effect, or its strength or box is out of bounds.
invalid-transform-effects = A transform has sixteen effects at most.
invalid-transform-layer = The watermark is “watermark”, and if you like a place and a width from 5 to 100: watermark:south_east:30.
invalid-transform-opacity = Opacity goes from 1 to 100, and only with a watermark.
invalid-transform-preset = There is no such preset on this instance.

# files and photographs
invalid-file-empty = This file is empty.
invalid-file-kind = This kind does not exist, or is not meant for here. A shoot takes EVENT_PHOTO, MODEL, IMAGE_RIGHT and DOCUMENT; a person MODEL, IMAGE_RIGHT and DOCUMENT.
invalid-file-name = A file name has no slash and no invisible character, and does not begin with a dot.
invalid-file-owner = Say “event” or “employee”.
invalid-name-of-one-file = The name is for a single file. Leave it out, or send the files one by one.
invalid-one-file = Send one picture only.
invalid-too-many-files = At most a hundred files at a time. Send the others afterwards.
invalid-malformed-form = The form is incomplete or malformed. Send “multipart/form-data”, with a field “file” for each file.
invalid-upload-metadata = “Upload-Metadata” is made of pairs separated by commas: a key, a space, the value in base64.
invalid-ids = Give 1 to 100 numbers, separated by commas.
invalid-not-a-photo = This file is not a photograph of a shoot.
invalid-count-photos = Give 1 to 500 photographs.
invalid-too-many-on-photo = At most two hundred people on a photograph.
invalid-people-or-same = Give the people, or “sameAsPrevious”, but not both.
invalid-too-many-faces = At most a hundred faces on a photograph.
invalid-face = A box has a width and a height, and lies within the picture: each value goes from 0 to 1.
invalid-focus = The spot to keep goes from 0 to 1, from the upper left corner.
invalid-in-the-past = Choose a time to come.
invalid-in-the-future = Choose a day that is not to come.
invalid-link-too-long = Without a use, the address of a photograph is good for seven days at most. Bind it to a use, or choose an earlier date.

## Billing
problem-plan-limit = The plan does not allow it.
invalid-plan-limit = The plan allows no more people. Change it in Settings, Plan and invoices.
problem-payment-needed = On this plan, a shoot is paid for before it is created: use POST /stripe/payment, or “Pay and send” in the console.
problem-billing-disabled = Nothing is billed on this server: everything is open, without plans or invoices.
problem-payments-unavailable = The payment service does not answer. Nothing was paid; try again in some minutes.
problem-already-subscribed = There is a subscription already. To change it, open the customer portal.
problem-order-under-way = Another order was just paid for or given up. Wait a minute, then load the page again.
problem-plan-not-sold = This plan is not sold on this server.
problem-nothing-to-pay = There is nothing to pay for this shoot: create it directly.
problem-address-needed = First complete the address of the studio (street and city), under Settings > Studio: invoices must have it.
problem-siret-needed = First enter the SIRET of the studio, under Settings > Studio: invoices to a business must have it. As an association or a private person, say so there.
problem-vat-number-needed = First enter the VAT number of the studio, under Settings > Studio: invoices to a business in another country of the European Union must have it. As an association or a private person, say so there.
problem-webhook-signature = The signature is not by one of our secrets.
problem-webhook-stale = The call was signed more than five minutes ago, or in the future.
problem-webhook-unreadable = The content is no event.
problem-webhook-mode = The event is a test and the key is real, or the other way round.
invalid-month = Write the month like this: 2026-11.
