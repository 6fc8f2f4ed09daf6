# The tables people exchange: headers of exports and reports. The import must be
# able to read an export's headers (model/employee/fields.rs, model/import/columns.rs).

sheet-last-name = Last name
sheet-first-name = First name
sheet-email = E-mail
sheet-phone = Phone
sheet-birth-date = Date of birth
sheet-locale = Language
sheet-line = Address
sheet-line2 = Address 2
sheet-postal-code = Postal code
sheet-city = City
sheet-subdivision = State
sheet-subdivision2 = Region
sheet-country = Country
sheet-groups = Groups
sheet-guardian1-last-name = Guardian 1 – Last name
sheet-guardian1-first-name = Guardian 1 – First name
sheet-guardian1-email = Guardian 1 – E-mail
sheet-guardian2-last-name = Guardian 2 – Last name
sheet-guardian2-first-name = Guardian 2 – First name
sheet-guardian2-email = Guardian 2 – E-mail

# On the page of the import: what it reads besides name and e-mail.
import-columns-more = Also read: telephone, birth date, language, address, groups, and for minors the name and e-mail of one or two guardians. Other columns are ignored.

## The answers to a shoot
sheet-state = Answer
sheet-uses = Uses allowed
sheet-asked-at = Asked on
sheet-mailed-at = Invitation sent on
sheet-reminded-at = Reminded on
sheet-signed-at = Answered on
sheet-expires-at = Valid until
sheet-reason = Reason for refusing
sheet-reference = Reference
sheet-replaced-at = Replaced on
sheet-state-pending = Pending
sheet-state-accepted = Accepted
sheet-state-partly = Accepted in part ({ $accepted } of { $offered })
sheet-state-on-hold = On hold since a restore
sheet-state-contradicted = On hold: its evidence was changed
sheet-state-refused = Refused
sheet-state-withdrawn = Withdrawn
sheet-state-expired = Expired
sheet-state-replaced = Replaced by a later answer (was: { $state })
sheet-yes = yes
sheet-no = no

## The report of an import
sheet-row = Row of the file
sheet-outcome = Outcome
sheet-problem = To correct
sheet-outcome-created = Added
sheet-outcome-updated = Brought up to date
sheet-outcome-unchanged = Unchanged
sheet-outcome-refused = Refused
sheet-said = { $column }: { $problem }

## File names
sheet-file-employees = people
sheet-file-answers = answers
sheet-file-roster = participants
sheet-file-report = report
sheet-audit-id = Entry
sheet-audit-at = Time (UTC)
sheet-audit-company = Studio
sheet-audit-user = User
sheet-audit-action = Action
sheet-audit-said = What was done
sheet-audit-subject = About
sheet-audit-about = Ids
sheet-audit-ip = IP address
sheet-audit-previous = Hash before
sheet-audit-hash = Hash
sheet-file-audit = audit-log
