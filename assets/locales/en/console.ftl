# The studio's own pages, under /console.

## In and out
console-enter = Sign in
console-guest-enter = Enter the sample studio
console-login = Sign in to the studio
console-login-go = Sign in
console-login-code = Code from your app, or a recovery code
console-login-guest = This is a demonstration: enter the sample studio without a password, or log in with an account you made in it.
console-forgot = Forgot your password?
console-forgot-lead = Type the e-mail address of your account. You receive a link to choose a new password.
console-forgot-go = Send the link
console-forgot-sent = If { $email } has an account here, the link is on its way.
console-forgot-hint = It works once, for an hour. If nothing arrives, look among the unwanted mails, or check the address.
console-forgot-back = Back to sign in
console-leave = Sign out
console-nav = The studio
console-no-pages-title = No studio on this account
console-no-pages-text = Your account belongs to no studio at the moment. If you were invited to one, accept the invitation in your e-mail first. If you were asked for a photo consent, open the link in that e-mail.
console-not-allowed-title = Access denied
console-not-allowed-text = Your role does not include this page. An owner of the studio can change your role.
console-unknown-title = Page not found
console-unknown-text = It may have been deleted, or it belongs to another studio.
console-bar = State of the studio
console-suspended = This studio is suspended. You can read and export everything; nothing is changed or sent.
console-suspended-for = Reason given:
console-visit = You are reading { $studio } as an administrator of the server, until { $until }. Nothing can be changed; its owners were told.
console-visit-leave = Leave the studio
console-to-start = Go to the start page

## One's own consents (a photographed person with an account)
mine-title = My consents
mine-lead = The photo consents that were asked of you, or of a child you are responsible for. You can withdraw a consent at any time.
mine-none = No consent request yet.
mine-none-hint = When the studio asks for your consent, you receive an e-mail with a link, and the request appears here.
mine-until = valid until { $day }
mine-uses = Allowed uses
mine-evidence = Evidence (ZIP)
mine-known = What { $studio } knows about you
mine-known-hint = To correct this, or to have it erased, write to the studio.
mine-pdf = Download the PDF
mine-pending-hint = To answer, open the link in the e-mail you received.
mine-on-hold-hint = The studio restored a backup that is older than your refusal or withdrawal. This consent is on hold: no photograph is published on the strength of it, unless you answer again or the studio makes sure that you agree.
mine-contradicted-hint = What the studio keeps as evidence of your answer is not what was sealed when you gave it. This consent is on hold: no photograph is published on the strength of it, unless you answer again or the evidence is put right.
mine-state-pending = Awaiting your answer
mine-state-accepted = Accepted
mine-state-on-hold = On hold since a restore
mine-state-contradicted = On hold: its evidence was changed
mine-state-refused = Declined
mine-state-withdrawn = Withdrawn
mine-state-expired = Expired

## Shoots
console-shoots = Shoots
console-no-shoots = No shoot yet.
console-nobody-asked = Nobody has been asked yet.
console-progress = { $answered } of { $asked } answered
console-status-create = Planned
console-status-pending = In progress
console-status-completed = Complete
console-status-closed = Past
console-pages = Pages
console-page = Page { $page } of { $pages }
console-page-word = Page
console-page-of = of { $pages }
console-page-go = Go
console-before = Previous
console-after = Next
console-back = All shoots
console-back-to = All photographs of “{ $shoot }”
console-tabs = The shoot
console-people = People
console-photos = Photographs
console-answer-pending = Has not answered yet
console-answer-accepted = Accepted
console-answer-partly = Accepted in part ({ $accepted } of { $offered })
console-answer-on-hold = On hold since a restore
console-answer-contradicted = On hold: its evidence was changed
console-refused-uses = Declined: { $uses }
console-withdrawn-uses = Withdrawn: { $uses }
console-signed-as = Signed as “{ $name }”, which is not the name of the signer.
console-guardians-answered = { $done } of { $asked } guardians answered
console-on-hold-uses = Uses on hold since a restore: { $uses }.
console-contradicted-uses = Uses on hold: { $uses }.
console-on-hold-why = They had been refused or withdrawn after the restored backup was made. While they are on hold, no photograph of this person is published for these uses. Ask for their consent again; an owner can also release the uses, after making sure that the person agrees.
console-contradicted-why = The evidence of this consent is not what was sealed when it was given: the database was changed or damaged. Until that is settled, no photograph of this person is published for these uses. Ask for their consent again; the administrator of the server can also put the evidence back from a backup.
console-guardian-unknown = Two guardians are asked for and one is known: that one is asked to name the other, or to declare sole parental responsibility.
console-answer-refused = Declined
console-answer-withdrawn = Withdrawn
console-answer-expired = Expired
console-answer-not-asked = The request has not arrived
console-not-arrived-waits = The e-mail could not leave yet; it waits, and leaves by itself.
console-not-arrived-mailbox = Their mailbox takes no message for now; it is tried again by itself.
console-not-arrived-refused = The mail server refused the e-mail; it is not tried any more.
console-not-arrived-reply = It answers: “{ $reply }”.
console-email-unknown = This e-mail address does not exist: nothing more is sent there.
console-email-returned = E-mails come back: nothing more is sent to this address.
console-email-of = E-mail address of { $name }
console-email-again = Send again
console-email-sent = Saved: e-mails go to this address again. If they come back once more, you will see it here.
console-live-answer = An answer has just arrived.
console-live-upload = A colleague is adding photographs…
console-live-uploaded = A colleague has added photographs.

## Bringing photographs
console-drop = Drop photographs or a whole folder here
console-drop-hint = JPEG, PNG, WebP or GIF, up to { $most } MB each. The originals are kept as they are.
console-pick-files = Choose files
console-pick-folder = Choose a folder
console-send = Send
console-file-waiting = Waiting
console-file-sending = Sending
console-file-looking = Processing…
console-file-done = Added
console-file-known = Already uploaded
console-file-offline = Connection lost. The upload resumes by itself.
console-file-busy = The server is busy. The upload resumes in a moment.
console-file-large = Too large: { $most } MB at most.
console-file-type = Unsupported file type: use JPEG, PNG, WebP or GIF.
console-file-trouble = The upload failed. Try again.
console-file-over = Your session has ended. Sign in again, then send the same files: nothing is added twice.
console-all-label = All files together
console-all = { "{" }done{ "}" } of { "{" }all{ "}" } photographs
console-all-done = All done: { "{" }added{ "}" } added, { "{" }known{ "}" } already there.
console-all-some = Done: { "{" }added{ "}" } added, { "{" }known{ "}" } already there, { "{" }refused{ "}" } refused; the reasons are below.
console-left-out = Files that a computer keeps for itself were left out: {"{"}count{"}"}.
console-all-leave = Photographs are still being sent.
console-added = { $count ->
    [one] One photograph added.
   *[other] { $count } photographs added.
}
console-known = { $count ->
    [one] One photograph was already there.
   *[other] { $count } photographs were already there.
}
console-refused-one = { $name }: { $why }

## What may be published
console-ask = What may I publish?
console-ask-all = All photographs
console-ask-state = Show
console-ask-any = Whatever their state
console-ask-go = Show
console-publishable = { $count ->
    [0] { $use }: today no photograph may be published.
    [one] { $use }: today one photograph may be published.
   *[other] { $use }: today { $count } photographs may be published.
}
console-state-allowed = Allowed
console-state-refused = Not allowed
console-state-pending = Waiting for an answer
console-state-unknown = Nobody named
console-zip = { $count ->
    [one] Download the photograph (ZIP)
   *[other] Download the { $count } photographs (ZIP)
}
console-zip-web = Made for the web (ZIP)
console-zip-hint = The originals hold all that the camera wrote into them, often the place. Those made for the web hold none of it: 2,048 pixels at most, in JPEG. With both comes a list of who said yes to what.
console-none-here = No photographs in this state.
console-no-photos = No photographs yet: drop them above.

## Naming people
console-pick = Choose { $name }
console-picked = {"{"}count{"}"} chosen
console-pick-all = Choose all
console-pick-none = Choose none
console-unnamed = Nobody named
console-nobody = Nobody can be recognised
console-nobody-short = Nobody recognisable
console-nobody-said = The studio said that nobody on this photograph can be recognised, so it may be published. Name somebody to undo this.
console-names-lost = The database was restored from a backup that does not hold everybody who was named on this photograph. Name everybody on it; until then it is not published.
console-unname-refused = I have looked: { $people }, who refused, took back or did not allow a use for this shoot, cannot be recognised on it. The name is taken off, and who did so stays on record.
console-refused-by = Declined: { $people }
console-withdrawn-by = Withdrawn: { $people }
console-ended-of = Consent has ended: { $people }
console-held-of = On hold: { $people }
console-not-offered-to = Not asked about this use: { $people }
console-erased-of = Erased: { $people }
console-awaited = Awaited: { $people }
console-nameless = { $count ->
    [one] one erased person
   *[other] { $count } erased people
}
console-file-list = Files
console-name-many = Who is on the chosen photographs?
console-name-add = Add
console-name-nobody = Choose who is on them first.
console-photos-delete = Delete
console-photo-delete = Delete this photograph
toast-deleted-photos = { $count ->
    [one] One photograph deleted.
   *[other] { $count } photographs deleted.
}
toast-restored-photos = { $count ->
    [one] One photograph is back.
   *[other] { $count } photographs are back.
}
console-name-replace = Replace names
console-named = Saved.
console-find = Find a person
console-anyone = Somebody else
console-anyone-go = Search
console-anyone-hint = By name, among all the people of the studio, even if they were not asked for this shoot.
console-anyone-none = Nobody else has that name.
console-anyone-found = People found
console-anyone-more = There are more results: type more of the name.
console-not-asked = not asked
console-unasked = Nobody has asked for this shoot: { $people }. Without their answer, the photo cannot be published.
console-who = Who is on this photograph?
console-save = Save
console-save-next = Save and next
console-same = Same people as the previous photograph
console-grid-keys = Keys, on a photograph: arrows go to the next one, Space chooses, Shift and an arrow choose a range, Enter goes on to the names, Escape chooses none.
console-keys = Keys: ← and → for previous and next; in the list, 1 to 9 tick a person and Enter saves.
console-keys-title = Keyboard shortcuts
console-photo-alt = Photograph { $name }, with { $people }
console-photo-alt-nobody = Photograph { $name }, nobody named yet
console-photo-place = { $place } of { $total }
console-photo-before = ← Previous
console-photo-after = Next →
console-turn = Other photographs
console-verdicts = May it be published?
console-link = A link to share, for
console-link-go = Create the link
console-link-watermark = With the watermark
console-link-hint = Whoever has the link sees the picture. It stops working at once when somebody on it takes back their consent.
console-link-made = Here is the link, for: { $use }
console-link-label = Link to share
console-copy = Copy
console-copied = Copied

# A form that was sent after the session had ended
console-login-kept = Your session has ended. What you typed is kept: sign in, then send it.
console-resume = You are signed in again
console-resume-hint = What you had typed is still here. Nothing has been sent yet.
console-resume-go = Send it now
console-resume-not = Do not send it
console-resume-review = Do not send it: open the form
console-resume-event = Changes to a shoot
console-resume-copy = Copy of a shoot
console-resume-ask = More people for a shoot
console-resume-person = Changes to a person
