# The settings of a studio and of one's own account, under /console/settings.

## The areas
settings-title = Settings
settings-title-lead = How your studio presents itself, asks for consents and works as a team; and your own account.
settings-of-studio = Studio
settings-of-account = Your account
settings-studio = Studio details
settings-studio-lead = Who the studio is, whom to contact, colour and logo, as people see them.
settings-release = Release text
settings-release-lead = The text people consent to, the uses it offers, and every earlier version.
settings-requests = Requests and retention
settings-requests-lead = Guardians of minors, automatic reminders, and how long consents and evidence last.
settings-team = Team
settings-team-lead = Who works for the studio, with which role; invitations.
settings-tokens = API tokens
settings-tokens-lead = Access for your own programs.
settings-audit = Audit log
settings-audit-lead = Who did what in the studio, and when.
settings-mails = Sent e-mails
settings-mails-lead = Which e-mails left for whom, and what became of them.
settings-data = Data
settings-data-lead = Take your data with you, or close the studio.
settings-profile = Profile
settings-profile-lead = Your name, e-mail address, language and time zone.
settings-security = Sign-in and security
settings-security-lead = Password, two-step sign-in, and the devices where you are signed in.
settings-notifications = Notifications
settings-notifications-lead = What you are told about, and whether by e-mail.
settings-companies = Your studios
settings-companies-lead = Work for another studio, answer an invitation, or open a new one.

## Roles
role-admin = Administrator
role-developer = Operator
role-owner = Owner
role-owner-hint = Everything, including the team, the release text and these settings.
role-super-user = Manager
role-super-user-hint = As a member; also imports, groups, deletes, restores and sends reminders.
role-user = Member
role-user-hint = Creates shoots, manages people and follows consents.
role-photographer = Photographer
role-photographer-hint = Sees the shoots they photograph, and uploads and names photographs.
role-employee = Photographed person
role-employee-hint = Sees their own consents only.

## Studio details
studio-identity = Details
studio-name = Name of the studio
studio-siret = SIRET
studio-siret-hint = 14 digits. It is printed on consents.
studio-contact = Contact e-mail
studio-contact-hint = Replies to e-mails about consents go here. Left empty, they go to whoever created the shoot.
studio-legal-form = Legal form
studio-legal-form-hint = Such as Ltd, sole trader or registered charity.
studio-vat-number = VAT number
studio-representative = Legal representative
studio-representative-hint = The person who acts for the studio: first and last name.
studio-capacity = Acting as
studio-capacity-hint = Such as manager, chair, director.
studio-contact-title = Contact for consents
studio-contact-title-hint = Shown to the people photographed on every page, e-mail and PDF.
studio-contact-name = Contact’s name
studio-contact-phone = Telephone
studio-privacy-contact = E-mail for personal data
studio-privacy-contact-hint = That of the data protection officer, if the studio has one.
studio-promises = What the studio promises
studio-withdrawal-days = Days to carry out a withdrawal
studio-withdrawal-days-hint = 1 to 30. The release text says “without delay, and at the latest” within this number of days.
studio-assent-age = Ask the child too
studio-assent-age-hint = When a guardian signs, the child agrees too, on the same page.
studio-assent-never = Never
studio-assent-from = From the age of { $count }
missing-legalForm = legal form
missing-representative = legal representative
missing-address = address
missing-siret = SIRET
missing-contactName = contact’s name
missing-contactEmail = contact e-mail
missing-contactPhone = contact’s telephone
missing-privacyContact = e-mail for personal data
missing-vatNumber = VAT number
studio-missing = The release lacks: { $missing }.
studio-colour = Colour
studio-colour-hint = The accent of pages, e-mails and documents, such as #1a6b54.
studio-address-hint = It is printed on consents.
studio-line2 = Address, continued
studio-country = Country
studio-logo = Logo
studio-logo-hint = Shown in place of the name on pages and e-mails. A PNG with a transparent background is best.
studio-logo-now = Current logo
studio-logo-none = No logo
studio-logo-file = Image file of the logo
studio-logo-add = Add
studio-logo-replace = Replace
studio-logo-remove = Remove
toast-logo = Logo saved.
toast-logo-removed = Logo removed.

## Release text
release-edit = Text
release-in-force = Version { $count } in force
release-title = Title
release-body = Text
release-uses = Uses offered
release-uses-hint = From 1 to 8. Each is accepted or declined on its own; nothing is ticked in advance. Removing a use changes none of the answers given.
release-use-label = Name of the use
release-use-sentence = What it means, in a sentence
release-use-code = Code:
release-use-new = New use
release-use-offer = Offer this use
release-use-add = Add a use of your own
release-use-drop = Remove
release-placeholders = What is filled in for each person
release-placeholder-company = the name of the studio (required)
release-placeholder-person = the person photographed (required)
release-placeholder-signer = who signs: the person, or a guardian
release-placeholder-event = the name of the shoot
release-placeholder-place = its place
release-placeholder-dates = its date and hours
release-placeholder-duration = how long the consent lasts (required)
release-marks = A line that begins with “# ” is a heading, with “- ” an item of a list. An empty line begins a new paragraph.
release-unknown = Unknown placeholders: { $names }. Nothing will be filled in for them, and the text cannot be published.
release-publish = Publish
release-publish-hint = Whoever has not answered yet sees the new version. Consents already given keep theirs.
release-preview = Preview
release-preview-go = Refresh the preview
release-preview-hint = What a signer sees, with sample names.
release-default = Start from the standard text
release-uneven = The two languages do not offer the same uses. People are offered the uses of the language they read.
release-versions = Versions
release-version-head = Version
release-version = Version { $count }
release-now = In force
release-since = Published on
release-published = Published on { $day }
release-uses-count = { $count ->
    [one] 1 use
   *[other] { $count } uses
}
release-again = Edit this text again
release-sample-person = Camille Martin
release-sample-event = Open day
release-sample-place = 12 rue des Lilas, 75011 Paris
toast-published = Published: this version is in force now.

## Requests and retention
requests-title = Requests
requests-number = Type a whole number.
requests-guardians = Minors
requests-guardians-hint = Applies to requests sent from now on.
requests-guardians-needed = Who signs for a minor
requests-guardians-count = { $count ->
    [one] One guardian
   *[other] Both guardians
}
requests-reminders = Reminders
requests-reminders-hint = Nobody is reminded at night, twice within a day, or after an answer.
requests-enabled = Remind people who have not answered automatically
requests-first = First reminder, days after the request
requests-every = Then every … days
requests-most = Reminders at most
requests-last = Daily in the last … days before the shoot
requests-last-hint = 0 for none.
requests-hour = Sent from
requests-zone = Time zone
requests-kept = How long
requests-licence = Consents last, in months
requests-licence-hint = 96 months are 8 years. Consents already given keep their end.
requests-evidence = Evidence is kept after that, in months
requests-evidence-hint = 60 months are 5 years, the usual limitation period in France. Evidence of a refusal is kept for at least a year.
requests-retention = Deleted things can be restored, in months
requests-retention-hint = After that they are erased for good.

## Team
team-find = Find a member
team-all-roles = All roles
team-role = Role
team-members = Members
team-since = Since
team-you = you
team-inactive = Has not chosen a password yet
team-change-role = Change the role
team-remove = Remove from the studio
team-leave = Leave the studio
team-leave-title = Leave this studio?
team-leave-text = You no longer have access to its shoots, people and photographs. An owner can invite you again.
team-leave-go = Leave the studio
team-role-changed = Somebody else has changed the role of { $name } meanwhile: { $role }. Choose again if it should be another one.
team-own-role-title = Change your own role?
team-own-role-text = You may lose access to these settings. Another owner can change it back.
team-own-role-go = Change my role
team-reset-factor = Turn off two-step sign-in
team-reset-factor-title = Turn off two-step sign-in of { $name }?
team-reset-factor-text = For a colleague who has lost the app and the recovery codes. { $name } signs in with the password alone from now on, and is told by e-mail.
team-reset-factor-go = Turn it off
team-invitations = Open invitations
team-invitation-until = valid until { $day }
team-invitation-over = Expired
team-invite = Invite a colleague
team-invite-hint = They receive an e-mail with a link, valid for 7 days, and join once they accept.
team-invite-photographer = Invite a photographer
team-invite-photographer-hint = They receive an e-mail with a link, valid for 7 days, and see only the shoots they photograph. An owner can invite with other roles.
team-invite-go = Send the invitation
team-invite-again = Send again
team-invite-withdraw = Withdraw
team-locale = Language of the e-mail
team-roles = What each role may do
toast-invited = Invitation sent.
toast-invitation-withdrawn = Invitation withdrawn: its link no longer works.
toast-role-changed = Role changed.
toast-member-removed = Removed from the studio.
toast-member-restored = Member again, with the former role.
toast-factor-reset = Two-step sign-in turned off.

## API tokens
tokens-list = Tokens
tokens-none = No API token yet
tokens-none-hint = A token lets a program of yours work with the API in your name, with the rights you tick.
tokens-new = New token
tokens-hint = Give each program its own token, with the fewest rights it needs. It never has more rights than your role.
tokens-name = Name, such as that of the program
tokens-lasts = Valid for
tokens-days = { $count ->
    [365] 1 year
    [1095] 3 years
   *[other] { $count } days
}
tokens-scopes = Rights
tokens-scopes-hint = What the program may do.
tokens-create = Create the token
tokens-made = Token created: { $name }
tokens-made-hint = Copy it now: it is not shown again.
tokens-secret = The token
tokens-use = Send it with each request as “Authorization: Bearer …”.
tokens-used = Last used
tokens-unused = never
tokens-until = Valid until
tokens-over = Expired
tokens-revoke = Revoke
tokens-revoke-one = Revoke “{ $name }”
tokens-revoke-hint = Programs that use it are refused at once. This cannot be undone.
toast-token-revoked = Token revoked.
scope-people-read = See people, groups and imports
scope-people-write = Change people, groups and imports
scope-shoots-read = See shoots and the calendar
scope-shoots-write = Create and change shoots, which asks for consents
scope-answers-read = See consents and download their documents
scope-answers-write = Ask, remind and renew
scope-files-read = See photographs and files
scope-files-write = Upload and change photographs
scope-live-read = Listen to live events

## Data
data-everything = Export everything
data-everything-hint = One ZIP with all data of the studio (JSON), every signed PDF with its evidence, and all photographs and documents. You are notified when it is ready, and can download it for 7 days.
data-everything-go = Make the export
data-exports = Exports of everything
data-exports-hint = You can leave this page: you will be notified.
data-exports-again = Show the progress
data-export-download = Download
export-state-waiting = Waiting
export-state-running = Being made
export-state-done = Ready · { $size } MB · until { $day }
export-state-failed = Could not be made. Try again, or ask the administrator.
export-state-expired = Deleted
toast-export = The export is being made. You will be notified.
data-export = Take your data with you
data-export-hint = Tables open in any spreadsheet; documents are PDFs and evidence that can be checked without be-right.
data-people-hint = Everybody, with guardians and groups.
data-shoots = Consents, documents and photographs
data-shoots-hint = Each shoot has its roster, answers, signed PDFs and evidence under “Papers”, and its photographs as a ZIP.
data-close = Close the studio
data-close-hint = { $count ->
    [one] Nobody can sign in to the studio any more, no e-mail leaves, and links to answer stop working. An owner can reopen it for 1 month; then everything is erased for good, except evidence that must be kept.
   *[other] Nobody can sign in to the studio any more, no e-mail leaves, and links to answer stop working. An owner can reopen it for { $count } months; then everything is erased for good, except evidence that must be kept.
}
data-close-name = To confirm, type the name of the studio: { $name }
data-close-other = This is not the name of the studio.
data-close-go = Close the studio

## Profile
profile-identity = Who you are
profile-email-hint = A new address counts once you open the link sent to it.
profile-password-hint = Only needed to change the e-mail address.
profile-pending = { $email } waits for confirmation: open the link in the e-mail sent there.
profile-looks = Display
profile-theme = Theme
profile-theme-system = Like the device
profile-theme-light = Light
profile-theme-dark = Dark
profile-locale = Language
profile-locale-hint = Of the console, and of e-mails to you.
profile-zone = Time zone
profile-rows = Rows per page
toast-email-asked = Saved. To use the new e-mail address, open the link sent to it.

## Password, second factor, sessions
password-current = Current password
password-new = New password
password-title = Password
password-hint = A new password signs you out everywhere else, and ends your API tokens and calendar addresses.
password-go = Change the password
toast-password = Password changed.
factor-title = Two-step sign-in
factor-on = On
factor-off = Off
factor-hint = Besides the password, signing in asks for a code from an app on your phone. A stolen password alone opens nothing.
factor-since = On since { $day }.
factor-codes-left = { $count ->
    [0] No recovery code is left: replace them.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
factor-begin = Turn on two-step sign-in
factor-begin-again = Begin again with a new QR code
factor-begin-go = Continue
factor-enrol = Set up the app
factor-step-app = Open an authenticator app, such as Aegis, 2FAS, Google Authenticator or 1Password.
factor-step-scan = Scan this QR code, or type the key.
factor-step-code = Type the six digits that the app shows below.
factor-qr = QR code for the authenticator app
factor-secret = Key to type
factor-again-hint = The code was not right. Type the one that the app shows now, or begin again below.
factor-confirm = Confirm
factor-confirm-go = Turn on
factor-code = Code
factor-code-hint = Six digits from the app.
factor-any-code-hint = Six digits from the app, or a recovery code.
factor-renew = Replace the recovery codes
factor-renew-hint = The former codes stop working.
factor-renew-go = Make new codes
factor-turn-off = Turn off two-step sign-in
factor-turn-off-hint = The password alone will be enough again.
factor-turn-off-go = Turn off
toast-factor-off = Two-step sign-in is off.
recovery-title = Your recovery codes
recovery-hint = Each opens your account once, if the phone is lost. Keep them somewhere safe, not on that phone: they are not shown again.
recovery-all = All recovery codes
recovery-done = I have kept them
sessions-title = Where you are signed in
sessions-browser = Browser
sessions-used = Last used
sessions-this = this browser
sessions-unknown = Unknown browser
sessions-end-others = Sign out everywhere else
toast-session-ended = Signed out there.

## Notifications by type
channels-consents = Consents
channels-shoots = Shoots
channels-mails = E-mails that do not arrive
channels-people = People
channels-rest = Other
channel-default = Default: in the console
channel-default-mails = Default (e-mail when I must act)
channel-in-app = In the console
channel-email = By e-mail
channel-both = In the console and by e-mail
channel-digest = In the console, and one e-mail a day
channel-none = Not at all
channel-of-answer-response = One of two guardians has answered
channel-of-answer-response-accepted = Somebody accepts
channel-of-answer-response-refused = Somebody declines
channel-of-event-created = A shoot is created
channel-of-event-updated = A shoot is changed
channel-of-event-reminder = Reminders are sent
channel-of-event-pending = A shoot begins
channel-of-event-completed = Everybody has answered
channel-of-event-closed = A shoot ends or is cancelled
channel-of-employee-created = A person is added
channel-of-employee-updated = A person is changed
channel-of-export-ready = Everything I asked to export is ready
channel-of-daily-root = The daily root of the evidence, once a week
channel-of-import-done = My import has finished
channel-of-consent-withdrawn = A consent is withdrawn
channel-of-consent-expiring = Consents are about to expire
channel-of-email-bounced = An e-mail address does not exist
channel-of-mail-undelivered = A request does not arrive
channel-of-badge-earned = I earn a badge
channel-of-system = Messages of the administrators

## Studios
companies-own = Your studios
companies-here = you are here
companies-switch-to = Switch to another studio
companies-switch = Switch to it
companies-invited = Invitations
companies-by = Invited by { $name }
companies-accept = Accept
companies-decline = Decline
companies-closed = Closed studios
companies-closed-hint = You were an owner: you can reopen them until they are erased.
companies-closed-on = Closed on { $day }
companies-reopen = Reopen
companies-new = New studio
companies-new-hint = A separate studio with its own people, shoots, texts and team. You become its owner.
companies-create = Create the studio
toast-switched = You are now working for this studio.
toast-invitation-declined = Invitation declined.
