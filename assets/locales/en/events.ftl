# The shoots of the studio, under /console/shoots; and the words of components.

## Components
ui-undo = Undo
ui-close = Close
ui-cancel = Cancel
ui-draft-restored = Your draft was restored.
ui-draft-discard = Discard
ui-back = Back
ui-more = More
ui-filters = Filters
ui-filter = Search
ui-reset = Clear filters
ui-optional = optional
ui-problems = Not saved yet. Please check:
ui-changed-both = Somebody else has changed the same fields meanwhile. These are their values now; save again to replace them with yours.
ui-changed-theirs = What else they have changed is kept:
ui-choose-page = Choose all on this page
ui-choose-all = { $count ->
    [one] The one in this list
   *[other] Select all { $count }
}
palette-title = Go to
palette-hint = Go to a page, a person, a shoot…
palette-nothing = No results
picker-chosen = Chosen
picker-search = Add people or groups
picker-hint = Type a name, an e-mail address or the name of a group.
picker-group = Group
picker-nothing = No person or group with that name.
picker-all-chosen = Chosen already.
picker-new = Add somebody who is not in the list
picker-new-hint = They are added to People and chosen for this shoot. Somebody under 18 needs guardians:
picker-new-child = fill in the whole form (in a new tab)
picker-new-go = Add this person
recipients-title = What will be sent
recipients-nobody = Nobody is chosen yet: nothing will be sent.
recipients-mails = { $count ->
    [0] No e-mail
    [one] 1 e-mail
   *[other] { $count } e-mails
}
recipients-people = { $count ->
    [0] to nobody.
    [one] about 1 person.
   *[other] about { $count } people.
}
recipients-subject = Subject: { $subject }
recipients-refused = { $count ->
    [one] One person cannot be asked.
   *[other] { $count } people cannot be asked.
}
recipients-leave-out = Leave out those who cannot be asked
recipients-mend = Add a guardian
recipients-blocked = Until then nothing can be sent: add a guardian, or leave them out.
recipients-more = and { $count } more
recipients-asked = Already asked: nothing is sent again.
styles-title = Components
styles-lead = What the pages of the console are made of, in every state.
styles-buttons = Buttons, badges, progress
styles-fields = Fields
styles-form = Form
styles-table = Table
styles-said = Messages

## The list
event-new = New shoot
event-all = All
event-deleted = Cancelled
event-find = Find a shoot
event-from = From
event-until = Until
event-states = Shoots by state
event-none-hint = Create your first shoot: give it a name, a date and a place, choose who will be photographed, and they receive the request for their consent by e-mail.
event-none-partner = A shoot appears here as soon as a studio names you as its photographer.
event-none-found = Change the search or the days, or show all shoots.
event-today = today
event-in-days = { $count ->
    [one] tomorrow
   *[other] in { $count } days
}
event-days-ago = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
event-name = Name
event-day = Day
event-last = Last day
event-hour = Starts at
event-hour-end = Ends at
event-when = When
event-where = Where, and with whom
event-zone = Times are in { $zone }
event-zone-hint = Leave the hours empty for whole days.
event-client = Client
event-client-hint = The school or business that commissioned the shoot; the release names it.
event-description = Notes
event-line = Street
event-postal-code = Postal code
event-city = Town
event-partner = Photographer
event-no-partner = Nobody yet
event-by = photographed by { $name }
event-people = Who is asked
event-answers = Answers
event-state = State
event-written = Last e-mail
event-leaving = being sent
when-today = today at { $hour }
when-tomorrow = tomorrow at { $hour }
event-part = Accepted in part
event-no = Declined, withdrawn or expired

event-dates = Dates

## One shoot
event-ask = Add people
event-edit = Edit
event-duplicate = Duplicate
event-cancel = Cancel this shoot
event-restore = Restore
event-papers = Papers
event-history = History
event-nobody-hint = Choose people or groups: they receive the request for their consent by e-mail.
event-actions-of = Actions for { $name }
event-remind = Remind
event-remind-all = { $count ->
    [one] Remind the one who has not answered
   *[other] Remind the { $count } who have not answered
}
event-remind-title = { $count ->
    [one] Send a reminder to 1 person?
   *[other] Send a reminder to { $count } people?
}
event-remind-mails = { $count ->
    [one] One e-mail leaves, with the link to answer. Nobody is reminded more than once a day.
   *[other] { $count } e-mails leave, with the link to answer. Nobody is reminded more than once a day.
}
event-remind-skipped = { $count ->
    [one] One other is left out: already answered, written to within a day, or unreachable.
   *[other] { $count } others are left out: already answered, written to within a day, or unreachable.
}
event-remind-go = { $count ->
    [one] Send the reminder
   *[other] Send { $count } reminders
}
event-renew = Ask again
event-renew-title = { $count ->
    [one] Ask 1 person for their consent again?
   *[other] Ask { $count } people for their consent again?
}
event-renew-text = They receive a new request by e-mail. Their present consent stays in force until they answer.
event-renew-skipped = { $count ->
    [one] One other is left out: there is no consent to renew.
   *[other] { $count } others are left out: there is no consent to renew.
}
event-renew-go = { $count ->
    [one] Send the request
   *[other] Send { $count } requests
}
event-withdraw = Record a withdrawal
event-withdraw-title = Withdraw for { $name }?
event-withdraw-text = For somebody who has told you so, by telephone or on paper. It applies at once: the photographs may no longer be published for these uses, and their links and downloads stop.
event-withdraw-told = Whoever signed receives a receipt by e-mail, and your colleagues are notified. It cannot be undone: only a new request can bring the consent back.
event-withdraw-who = Who told you
event-withdraw-reason = How you were told
event-withdraw-reason-hint = Kept with the proof, for example: called on 12 May, asked by Anne.
event-link-copied = Link copied. Whoever opens it still proves the e-mail address with a code.
event-no-reminder-recent = Written to less than a day ago: a reminder is possible { $when }.
event-no-reminder-leaving = The request is being sent: a reminder is possible a day later.
event-no-reminder-mailbox = E-mails do not arrive: correct the address first.
toast-withdrawn = Withdrawal recorded. It applies from now on.
toast-nothing-withdrawn = There is no consent to withdraw.
event-link = Copy the link
event-links = Links to answer
event-links-hint = Hand a link over yourself. Whoever opens it still proves the e-mail address with a code.
event-links-none = Everybody chosen has answered: there is no link to hand over.
event-link-until = valid until { $day }
event-download = Download the PDFs
event-remove = Remove
event-evidence = Evidence (ZIP)
event-anchor-pending = Will be sealed tonight
event-anchor-root = Sealed on this server
event-anchor-timestamped = Sealed, and time-stamped by an outside authority
event-anchor-doubted = No proof of the nightly seal: the last one is not what was signed
event-receipt-withdrawal = Receipt of the withdrawal of { $day }
event-receipt-expiry = Receipt of the end of { $day }
event-pdf-damaged = A PDF is damaged on the server’s disk: it has to come back from a backup. The evidence can be downloaded without it.
event-pdf = PDF
event-reference = Reference

## New, edit, duplicate, ask
event-create-send = { $count ->
    [0] Create
    [one] Create and send 1 e-mail
   *[other] Create and send { $count } e-mails
}
event-create-draft = Create without sending
event-create-check = See who cannot be asked
event-draft-hint = Without sending, the shoot is saved and the chosen people are shown again on the next page, ready to be asked.
event-ask-send = { $count ->
    [0] Send
    [one] Send 1 e-mail
   *[other] Send { $count } e-mails
}
event-synchronise-title = Its groups
event-synchronise-text = This shoot was planned with { $groups }. People who joined since can be asked as well.
event-synchronise = Ask the new members
event-synchronise-confirm = Whoever joined the groups of this shoot since it was planned receives the request by e-mail. Those who were asked already receive nothing.
event-duplicate-lead = The copy lasts as long as the original, on another day.
event-keeps = Keep
event-keep-place = The place
event-keep-partner = The photographer
event-keep-people = The people: they are asked for their consent to the copy
event-duplicate-send = { $count ->
    [0] Duplicate
    [one] Duplicate and send 1 e-mail
   *[other] Duplicate and send { $count } e-mails
}
event-duplicate-look = Refresh what will be sent

## Papers
event-roster = Roster
event-roster-hint = Who may be shown, and for which uses, as of today.
event-table = All answers
event-table-hint = Every request with its result, dates and reference, for a spreadsheet.
event-documents = Signed documents
event-all-zip = All PDFs (ZIP)
event-all-pdf = One PDF to print
event-no-documents = No answer yet. Each signed PDF appears here, with its evidence.
event-no-history = Nothing has happened yet.

## Steps of the history
step-invitation-sent = Request sent to
step-answered = Answered by
step-reminded = Reminder sent to
step-withdrawn = Consent withdrawn by
step-expired = Consent expired:
step-email-changed = E-mail address changed:
step-link-copied = Link copied for
step-link-revoked = Link revoked:
own-step-invitation-sent = Request sent:
own-step-answered = Answered:
own-step-reminded = Reminder sent:
own-step-withdrawn = Consent withdrawn:
own-step-expired = Consent expired:
own-step-email-changed = E-mail address changed:
own-step-link-copied = Link copied:
own-step-link-revoked = Link revoked:
step-by-guardian = guardian: { $name }

## What was just done
toast-created = Shoot created.
toast-saved = Saved.
toast-child-added = { $name } is added, but cannot be asked yet: under 18, and no guardian is named.
toast-child-added-one = { $name } is added. Under 18, and one guardian of two is named: that one will be asked who the other is.
toast-merged = Saved. Somebody else has changed meanwhile: { $changes }.
toast-merged-field = { $label } (now “{ $value }”)
toast-drafted = Shoot created. Nobody has been asked yet.
toast-asked = { $count ->
    [one] One request sent.
   *[other] { $count } requests sent.
}
toast-nobody-asked = Everybody chosen was asked already.
toast-nobody = Nobody was chosen.
toast-reminded = { $count ->
    [one] One reminder sent.
   *[other] { $count } reminders sent.
}
toast-nobody-reminded = Nobody to remind: they have answered, or were written to within a day.
toast-renewed = { $count ->
    [one] One person is asked again.
   *[other] { $count } people are asked again.
}
toast-nobody-renewed = There is no consent to renew.
toast-removed = { $count ->
    [one] One request removed.
   *[other] { $count } requests removed.
}
toast-nobody-removed = Given answers stay: they cannot be removed.
toast-restored-requests = { $count ->
    [one] One request is back. A reminder sends a new link.
   *[other] { $count } requests are back. A reminder sends new links.
}
toast-no-documents = There are no documents yet: nobody chosen has answered.
toast-cancelled = Shoot cancelled. Its links no longer work.
toast-restored = Shoot restored.
