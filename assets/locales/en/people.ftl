# The people of the studio, under /console/people: the list, the files, the search.

## The list
people-count = { $count ->
    [0] Nobody.
    [one] One person.
   *[other] { $count } people.
}
people-found = { $count ->
    [0] Nobody.
    [one] One person found.
   *[other] { $count } people found.
}
people-search = Find a person
people-all = Show everybody
people-in-group = Group: { $group }
people-groups = Groups
people-guardians = Guardians: { $names }
people-no-guardian = Under 18, and no guardian is named: a shoot cannot ask for their consent.
people-one-guardian = Under 18: one guardian of two is named. That one will be asked who the other is.
people-nobody = No results.
people-none = No people yet.
people-none-import = Begin with the list you already have: an Excel workbook or a CSV file, as it is. A preview tells you line by line what would be taken, and saves nothing.
people-none-ask = Somebody in charge of the studio can import the list you already have, from Excel for example.

## Importing a file
import-go = Import a file
import-title = Import people
import-back = All people
import-back-to = All imports
import-drop = Choose a file, or drop it here
import-hint = An Excel workbook (.xlsx) or a CSV file, just as you have it: { $most } MB and { $lines } lines at most.
import-try = Preview
import-at-once = Import now
import-try-hint = A preview saves nothing: you read what would become of each line, then decide.
import-columns = Which columns are read?
import-columns-needed = A name (first and last, or both in one column) and an e-mail are needed; for a child, a guardian’s e-mail is enough. Headers may be in French or English, in any order, below a title or not.
import-columns-again = Sending a file again makes nobody twice: whoever has the same name and e-mail is brought up to date, and an empty cell erases nothing.
import-columns-groups = A column such as “Class” or “Team” is read as groups; the preview lets you untick it, or tick another column.
import-reading = How is the file to be read?
import-reading-hint = Leave it as found unless a preview shows wrong letters or dates.
import-as-found = As the file says, or most likely
import-encoding = Encoding of the text
import-encoding-western = western Europe
import-encoding-mac = old Macs
import-encoding-dos-western = DOS, western Europe
import-encoding-central = central Europe
import-encoding-dos-central = DOS, central Europe
import-encoding-cyrillic = Cyrillic
import-encoding-dos-cyrillic = DOS, Cyrillic
import-encoding-greek = Greek
import-encoding-turkish = Turkish
import-encoding-hebrew = Hebrew
import-encoding-arabic = Arabic
import-encoding-baltic = Baltic
import-encoding-chinese = Chinese
import-encoding-japanese = Japanese
import-encoding-korean = Korean
import-date-order = Order of dates
import-day-first = day first: 03/04/2010 is 3 April
import-month-first = month first: 03/04/2010 is 4 March
import-country = Country of telephone numbers without a code
import-country-ours = The studio’s, or France
import-how = How the file was read
import-doubt-encoding = The file does not say in which encoding its text is, and more than one makes sense. Look at the names below: are their letters right?
import-doubt-date-order = The dates of this file do not show whether the day or the month comes first. They were read as said here: look whether that is right.
import-doubt-country = Telephone numbers without a country code were read as numbers of the country below.
import-samples = A few lines, as they were read
import-who = Person
import-email = E-mail
import-phone = Telephone
import-born = Date of birth
import-again-hint = Something is wrong? Choose how the file is to be read and try again: nothing is saved.
import-as-groups = Columns to read as names of groups
import-groups-hint = Read as groups: untick what is not one.
import-other-columns = Other columns that can be groups
import-groups-count = { $count ->
    [one] 1 group
   *[other] { $count } groups
}
import-again = Try again like this
import-earlier = Earlier imports
import-unnamed = Import no. { $id }
import-trial = Preview
import-state-waiting = Waiting
import-state-running = In progress
import-state-done = Finished
import-state-cancelled = Stopped
import-state-failed = Failed
import-progress = { $done } of { $total } lines
import-stop = Stop
import-look-again = Refresh
import-say-over = The import has finished.
import-trying = The preview is being made. Nothing is saved.
import-running = The import is in progress. You may leave this page: it continues.
import-tried = This is a preview. Nothing was saved:
import-done = The import has finished:
import-done-some = The import has finished. The refused lines need correcting:
import-tried-cancelled = The preview was stopped. Nothing was saved.
import-cancelled = The import was stopped. What had been saved by then is kept:
import-failed = The file could not be read again. What had been saved by then is kept. Send it once more.
import-would-created = { $count ->
    [one] one person would be added
   *[other] { $count } people would be added
}
import-would-updated = { $count ->
    [one] one person would be brought up to date
   *[other] { $count } people would be brought up to date
}
import-would-unchanged = { $count ->
    [one] one person is known already
   *[other] { $count } people are known already
}
import-would-refused = { $count ->
    [one] one line needs correcting
   *[other] { $count } lines need correcting
}
import-did-created = { $count ->
    [one] one person added
   *[other] { $count } people added
}
import-did-updated = { $count ->
    [one] one person brought up to date
   *[other] { $count } people brought up to date
}
import-did-unchanged = { $count ->
    [one] one person known already
   *[other] { $count } people known already
}
import-did-refused = { $count ->
    [one] one line to correct
   *[other] { $count } lines to correct
}
import-for-good = { $count ->
    [one] Import 1 person
   *[other] Import { $count } people
}
import-another = Send another file
import-see = See the people
import-to-correct = { $count ->
    [one] One line to correct
   *[other] { $count } lines to correct
}
import-correct-hint = Download these lines, correct them in your spreadsheet program, then send the file back: the last column says what is wrong.
import-warned = { $count ->
    [one] One child without all guardians
   *[other] { $count } children without all guardians
}
import-warned-hint = These lines are taken. Add the guardians’ names and e-mail addresses to the file and send it again, or add them later.
import-warning = What to know
import-get-refused-xlsx = The lines to correct (Excel)
import-get-refused-csv = The same as CSV
import-get-xlsx = The whole report (Excel)
import-get-csv = The whole report (CSV)
import-line = Line
import-reason = To correct
import-passed-over = Ignored columns: { $columns }.
import-read = Columns read: { $columns }.

## Searching
search-nothing-hint = Accents, capitals and typos do not matter. Try the beginning of a name, or fewer words.
search-box = Search
search-title = Search
search-title-of = Search: “{ $text }”
search-begin = Type a name, a shoot, an e-mail or part of a telephone number.
search-count = { $count ->
    [0] Nothing.
    [one] One result.
   *[other] { $count } results.
}
search-all-kinds = Show all results
search-incomplete = The index is being rebuilt: there may be more results.
search-nothing = No results.
search-kind-employee = People
search-kind-group = Groups
search-kind-event = Shoots
search-kind-answer = Requests for consent
search-kind-file = Files
search-more = { $count ->
    [one] Show the result
   *[other] Show all { $count } results
}

erased-person = Erased person

## Menu and short words
console-groups = Groups
person-new = New person
people-count-short = { $count ->
    [one] 1 person
   *[other] { $count } people
}

## One person, groups, and what was just done
people-reach = Contact
people-added = Added
people-export = Export
people-delete = Delete
people-show-all = Everybody
people-show-guardian = { $count ->
    [one] 1 child without a guardian
   *[other] { $count } children without a guardian
}
people-show-mailbox = { $count ->
    [one] 1 unreachable address
   *[other] { $count } unreachable addresses
}
people-into-group = Put in a group
people-into-go = Put in this group
edit-title = Edit: { $name }
person-first-name = First name
person-last-name = Last name
person-email = E-mail address
person-email-hint = For a child without an address, leave it empty: the first guardian’s is used.
person-phone = Telephone
person-birth-date = Date of birth
person-locale = Language of e-mails
person-address = Address
person-guardians = Guardians
person-guardians-hint = For a minor: one or two people who sign instead, each with an e-mail address. They can be left empty for an adult.
person-guardian = { $count ->
    [1] First guardian
   *[other] Second guardian
}
person-save-another = Save and add another
person-age = { $count ->
    [one] 1 year
   *[other] { $count } years
}
person-add-guardian = Add a guardian
person-consents = Consents
person-no-consents = No requests yet.
person-event = Shoot
person-replaced = A later answer counts instead.
person-no-photos = In no photographs yet.
person-identity = Identity
person-no-groups = In no group.
person-mails = E-mails
person-no-mails = No e-mail yet.
person-data = Request for personal data
person-data-hint = If this person asks what you hold about them, send them this ZIP: their details, requests, signed PDFs with their evidence, mails, and the photos they are named on. Others may be on these photos. The download is recorded.
person-data-all = Download everything
person-data-without = Without the photos
person-erase = Erase for good
person-erase-title = Erase { $name } for good?
person-erase-text = Name, addresses, guardians and files of this person are destroyed, and they are taken off all photographs. This cannot be undone.
person-erase-kept = The sealed proof of what they signed is kept for as long as it must be, without being listed.
account-title = Own access
account-hint = With an account one reads and withdraws one’s own consents. Nobody needs one to answer.
account-none = No account
account-member = Has an account
account-invited = Invited, until { $day }
account-invite = Invite
account-again = Invite again
account-invite-title = Invite { $name }?
account-invite-text = An invitation goes to { $email }, with a link that works for seven days.
account-invite-sees = With an account they see their own requests, documents and withdrawals, and nothing else of the studio.
account-invite-go = Send the invitation
toast-already-member = There is an account with this address already.
mail-kind-invitation = Request
mail-kind-reminder = Reminder
mail-kind-code = Code
mail-kind-confirmation = Receipt
mail-kind-consent-ended = End of a consent
mail-kind-new-links = New link
mail-kind-other = E-mail
mail-status-queued = Waiting
mail-status-sent = Sent
mail-status-failed = Refused
mail-status-dropped = Not sent
mail-next = Next attempt { $when }.
mail-next-morning = Nobody is written to at night: it leaves { $when }.
mail-next-now = It leaves within moments.
mail-next-paused = No e-mail leaves for now: the mail server does not work ({ $reply }). Next attempt { $when }.
mail-next-never = Its job has failed: an administrator of this server has to start it again.
group-name = Name of the group
group-create = Create group
group-new = Or a new group
group-lead = A class, a team, a club: people who are asked together.
group-none = No group yet.
group-none-hint = Create one above, or import a file with a column such as “Class”.
group-find = Find a group
group-members = Members
group-all = All groups
group-delete = Delete this group
group-rename = Rename
group-empty = Nobody is in this group yet.
group-remove = Take out of the group
group-add = Add members
group-add-hint = Type a name or an e-mail address.
group-add-go = Add to the group
toast-deleted-people = { $count ->
    [one] One person deleted.
   *[other] { $count } people deleted.
}
toast-restored-people = { $count ->
    [one] One person is back.
   *[other] { $count } people are back.
}
toast-person-added = Person added.
toast-erased = Erased for good.
toast-too-many-people = Choose 1,000 people at most at a time. A new shoot can ask more: choose their groups there.
toast-no-group = Choose a group, or type the name of a new one.
toast-grouped = { $count ->
    [one] One person is now in this group.
   *[other] { $count } people are now in this group.
}
toast-ungrouped = { $count ->
    [one] One person taken out of the group.
   *[other] { $count } people taken out of the group.
}
toast-group-created = Group created. Now add its members.
toast-deleted-group = Group deleted. Its members stay.
toast-restored-group = The group is back.
people-show-deleted = { $count ->
    [one] 1 deleted
   *[other] { $count } deleted
}
people-restore = Restore
people-delete-title = { $count ->
    [one] Delete 1 person?
   *[other] Delete { $count } people?
}
people-delete-go = { $count ->
    [one] Delete 1 person
   *[other] Delete { $count } people
}
people-delete-waiting = { $count ->
    [one] 1 request that waits for an answer ends: its link stops working.
   *[other] { $count } requests that wait for an answer end: their links stop working.
}
people-delete-text = Given answers and their proof stay. You can restore these people from the list, under “Deleted”, with their requests.
