# The pages of the instance, and the log of e-mails.

## The instance, for those who operate it
instance-title = Instance
instance-title-lead = The server itself: what it sends, does and keeps.
instance-areas = Operation
instance-version = Version { $version }
instance-company = studio no. { $id }
instance-audit = Audit log
instance-audit-lead = Who did what in all studios and on the server, and when.
instance-companies = Studios
instance-companies-lead = Every studio of this server: its figures, its members, and what you can do for it.
instance-users = Accounts
instance-users-lead = Everybody who can sign in to this server.
instance-plans = Plans
instance-plans-lead = What each studio pays for, and until when.
instance-plans-paid = Paid for
instance-plans-late = Payment missing
instance-plans-ends = Ends with its period
instance-plans-by-hand = Set by hand
instance-plans-until = Until
instance-plans-read = Last read
instance-plans-last-day = Last day
instance-plan-set-plan = Set the plan by hand
instance-plan-set-plan-hint = Whatever the studio pays for. Without a last day, until it is changed. Its owners are told.
instance-plan-end-plan = End the plan set by hand
instance-plan-end-plan-hint = The studio is on the plan that it pays for from now on. Its owners are told.
instance-plan-sync = Read the subscription again
instance-plan-sync-hint = Asks the payment service what the studio has paid for. That happens by itself too, each night.
instance-seller-missing = No invoice is written yet
instance-seller-missing-hint = These settings are missing. What was paid meanwhile is invoiced once they are set.
instance-shoots = Shoots
instance-shoots-lead = The shoots of all studios, as far as an administrator needs them. For what is in them, enter the studio.
instance-people = People
instance-people-lead = The people of all studios. That you list or open them is in the audit log.
instance-consents = Consents
instance-consents-lead = Requests for consent of all studios and their state, without what was answered. That you list or open them is in the audit log.
instance-search-shoots = Name (of one studio)
instance-search-people = E-mail, or beginning of the last name
instance-search-consents = Reference
instance-rows-company = Studio number (see Studios)
instance-rows-choose = A name is searched in one studio: give its number.
instance-shoot = Shoot
instance-date = Date
instance-reference = Reference
instance-answer-accepted = Accepted, wholly or in part
instance-answered = Answered
instance-shoot-delete = Delete the shoot
instance-shoot-delete-hint = With its requests: their links stop working. It can be restored. Owners of the studio read your reason.
instance-shoot-restore = Restore the shoot
instance-shoot-restore-hint = With its requests, whose links work again. Owners of the studio read your reason.
instance-person-delete = Delete the person
instance-person-delete-hint = With their unanswered requests. They can be restored. Owners of the studio read your reason.
instance-person-restore = Restore the person
instance-person-restore-hint = With the requests that were deleted with them. Owners of the studio read your reason.
instance-consent-delete = Delete the request
instance-consent-delete-hint = Its link stops working. It can be restored. Owners of the studio read your reason.
instance-consent-restore = Restore the request
instance-consent-restore-hint = Its former links stay closed: a reminder sends a new one. Owners of the studio read your reason.
toast-company-set-plan = The plan is set.
toast-company-end-plan = The plan set by hand has ended.
toast-company-sync-plan = The subscription will be read in a moment.
toast-shoot-delete = The shoot is deleted.
toast-shoot-restore = The shoot is restored.
toast-person-delete = The person is deleted.
toast-person-restore = The person is restored.
toast-consent-delete = The request is deleted.
toast-consent-restore = The request is restored.
instance-settings = Settings in effect
instance-settings-lead = What the server runs with, and where each value comes from. A change takes a restart.
instance-settings-general = General
instance-settings-default = default
instance-figures = Figures
instance-answers = Consents
instance-storage = Files
instance-added = Added each month: { $what }
instance-numbers = As numbers
instance-search-companies = Name or number of the studio
instance-search-users = Name, e-mail or number
instance-state-any = Any state
instance-suspended = Suspended
instance-deleted = Deleted
instance-with-deleted = With deleted ones
instance-nothing-found = Nothing found
instance-created = Created
instance-active = Last activity
instance-seen = Last seen
instance-plan = Plan
instance-owners = Owners
instance-number = Number
instance-second-factor = Second factor
instance-has-password = Has chosen a password
instance-yes = Yes
instance-no = No
instance-role = Role on the server
instance-role-none = None
instance-suspended-for = Suspended. Reason given:
instance-reason = Reason, for the audit log
instance-members = { $count ->
    [one] 1 member
   *[other] { $count } members
}
instance-company-enter = Enter to read
instance-company-enter-hint = You see what an owner sees, for an hour, and can change nothing. Its owners are told, and read your reason.
instance-company-suspend = Suspend the studio
instance-company-suspend-hint = Its members can still read and export. Nothing is sent or changed, and nobody can consent; consents can still be withdrawn. Its owners are told, and read your reason.
instance-company-reopen = Reopen the studio
instance-company-reopen-hint = Everything works again. Its owners are told.
instance-company-sign-out = Sign all members out
instance-company-sign-out-hint = They have to sign in again, on every device. API tokens stay.
instance-company-delete = Delete the studio
instance-company-delete-hint = With everything in it. It can be restored until its data is purged.
instance-company-restore = Restore the studio
instance-company-restore-hint = With everything that was in it.
instance-user-sign-out = Sign out everywhere
instance-user-sign-out-hint = They have to sign in again, on every device.
instance-user-tokens = Revoke their API tokens and calendar addresses too
instance-user-suspend = Suspend the account
instance-user-suspend-hint = They are signed out everywhere at once, cannot sign in, and their API tokens stop working.
instance-user-reopen = Reopen the account
instance-user-reopen-hint = They can sign in again, and their API tokens work again.
instance-user-role = Change the role on the server
instance-user-role-hint = An administrator sees and does everything. An operator sees jobs, backups and figures, and nothing personal.
instance-user-delete = Delete the account
instance-user-delete-hint = They are signed out everywhere and cannot sign in. It can be restored.
instance-user-restore = Restore the account
instance-user-restore-hint = They sign in with their former password. A role on the server is not restored.
instance-everybody-sign-out = Sign everybody out
instance-everybody-sign-out-hint = All users of the server have to sign in again, on every device; you stay signed in here. API tokens stay.
toast-company-suspend = The studio is suspended.
toast-company-reopen = The studio is open again.
toast-company-restore = The studio is restored.
toast-company-delete = The studio is deleted.
toast-company-sign-out = Its members are signed out.
toast-user-suspend = The account is suspended.
toast-user-reopen = The account is open again.
toast-user-restore = The account is restored.
toast-user-delete = The account is deleted.
toast-user-sign-out = They are signed out everywhere.
toast-user-role = The role is changed.
toast-everybody-sign-out = Everybody is signed out.
instance-mails = All e-mails
instance-mails-lead = Every e-mail of this server, and what became of it.
instance-mails-refused = { $count ->
    [0] None refused
    [one] 1 refused
   *[other] { $count } refused
}
instance-jobs = Jobs
instance-jobs-lead = What waits to be done, runs or has failed.
instance-jobs-parked = { $count ->
    [0] None failed
    [one] 1 failed
   *[other] { $count } failed
}
instance-jobs-all = In any state
instance-jobs-none = Nothing is waiting
instance-jobs-none-hint = Jobs that are done are not listed.
instance-job = Job
instance-job-due = Due
instance-job-attempts = { $count ->
    [0] Not tried yet
    [one] Tried once
   *[other] Tried { $count } times
}
instance-job-retry = Try again now
instance-job-drop = Drop it
instance-job-drop-title = Drop job { $id }?
instance-job-drop-text = It is removed without being done, and cannot be brought back. If it was to send an e-mail, that is recorded as not sent.
job-state-parked = Failed
job-state-waiting = Waiting
job-state-running = Running
job-check-audit = Check the audit log
job-announce = Notify of what happened
job-broadcast = Send a message to all users
job-end-broadcast = End a message to all users
job-tell-administrators = Alert administrators
job-digest = Send the daily digest
job-mail = Send an e-mail
job-make-pdf = Make a signed PDF
job-make-receipt = Make a receipt
job-settle-event = Complete a shoot
job-sweep-files = Remove files nobody needs
job-check-files = Check files
job-purge = Erase what has to be erased
job-geocode = Find an address on the map
job-place-import = Find the addresses of an import
job-import = Import people
job-export-company = Export a studio
job-watch-terms = Follow consents that end
job-terms = Follow consents that end
job-follow-terms = Follow the consents of a studio
job-plan-reminders = Plan reminders
job-reminders = Plan reminders
job-remind-awaited = Send the reminders of a studio
job-archive = Archive past shoots
job-check-database = Check the database
job-check-evidence = Check the evidence
job-check-chains = Check the evidence of a studio
job-daily-root = Seal the evidence of the day
job-timestamp-root = Have the seal of the day time-stamped
job-sweep = Forget what has run out
job-check-search = Check the search index
job-backup = Make a backup
instance-schedules = Schedules
instance-schedules-lead = What the server does by itself, when it last did and when it will again.
instance-schedule = Task
instance-last = Last run
instance-next = Next
instance-never = Never yet
instance-daily = every day at { $at }
instance-monthly = on the 1st of each month at { $at }
instance-run = Run now
instance-run-one = Run now: { $name }
instance-run-title = Run “{ $name }” now?
instance-run-text = It also runs at its own time.
instance-run-mails = It sends e-mails to those who are due for one, to nobody twice. It also runs at its own time.
instance-run-open = under way
instance-run-done = done
instance-backups = Backups
instance-backups-lead = Copies of everything, made each night and on request.
instance-backup-plan = When
instance-backup-next = { $count ->
    [one] The next one is made on { $at }. The latest one is kept.
   *[other] The next one is made on { $at }. The latest { $count } are kept.
}
instance-backup-off = No backups are made
instance-backup-off-hint = No backups are made: no folder is set (backup.folder).
instance-backup-hint = A backup holds the data of every studio and the keys: it is not downloaded here. Copy the folder to take it away.
instance-backup-make = Make one now
instance-backup-under-way = being made
instance-look-again = Look again
instance-backup-at = Made
instance-backup-size = Size
instance-backup-files = Files
instance-backup-count = { $count ->
    [one] 1 file
   *[other] { $count } files
}
instance-backup-lost = { $count ->
    [one] 1 file was lost already
   *[other] { $count } files were lost already
}
instance-backup-tries = Latest attempts
instance-backup-new = { $size } new
instance-backup-failed = failed
instance-backup-unread = The folder of backups cannot be read.
backup-trouble-no-room = There is not enough room in the folder.
backup-trouble-full = The disk became full.
backup-trouble-folder = The folder is missing or cannot be written to.
backup-trouble-busy = Another process was writing to the folder.
backup-trouble-damaged = The database is damaged: earlier backups are kept.
backup-trouble-other = It failed for another reason: see the log of the server.
size-kilobytes = { $count } kB
size-megabytes = { $count } MB
size-gigabytes = { $count } GB
instance-messages = Messages
instance-messages-lead = A message to every user, in their notifications.
instance-messages-sent = Sent messages
instance-message-new = New message
instance-message-hint = Each user reads it in their own language, until it is ended. Those who chose so also receive it by e-mail.
instance-message-title = Title
instance-message-text = Text
instance-message-until = Last day
instance-message-until-hint = Afterwards nobody sees it any more. Empty: until you end it.
instance-message-ends = Seen until { $day }
instance-message-go = Send to everybody
instance-message-confirm = Send this message to every user?
instance-message-confirm-text = It appears among the notifications of every user of every studio, and is mailed to those who want that.
instance-message-end = End
instance-message-end-title = End this message?
instance-message-end-text = It disappears from everybody’s notifications. E-mails about it stay sent.
instance-message-ended = ended
instance-message-ended-at = ended on { $at }
instance-message-readers = { $count ->
    [0] nobody has received it yet
    [one] read by { $read } of 1
   *[other] read by { $read } of { $count }
}

## The log of e-mails
mail-log-filter = Filter the e-mails
mail-log-all = In any state
mail-log-kind = Kind
mail-log-all-kinds = All kinds
mail-log-none = No e-mail here
mail-log-to = Recipient
mail-log-at = When
mail-log-acts = Actions for e-mail { $id }
mail-log-reply = Reply of the mail server
mail-log-resend = Send again
mail-log-resend-title = Send again: { $kind }?
mail-log-resend-to = To { $email }.
mail-log-resend-text = It is written anew from what is known today. If it is no longer wanted, because it was answered, its link was revoked or the address is no longer its reader’s, it is not sent; the list then says why.
mail-verdict-address = The address does not exist: correct it.
mail-verdict-mailbox = The mailbox takes nothing for now.
mail-verdict-refused = The server refuses this recipient or this e-mail.
mail-verdict-us = The server refuses us: an administrator has to look.
mail-verdict-way = The server cannot be reached or is busy: it is tried again.
mail-kind-all-answered = All have answered
mail-kind-event-reminder = Reminders sent
mail-kind-consent-withdrawn = Withdrawal
mail-kind-daily-root = Seal of the evidence
mail-kind-notification = Notification
mail-kind-digest = Daily digest
mail-kind-email-replaced = Address replaced
mail-kind-answered-elsewhere = Answer from another address
mail-kind-consents-expiring = Consents about to end
mail-kind-came-of-age = Come of age
mail-kind-joining = Invitation to an account
mail-kind-password-reset = New password
mail-kind-email-change = Confirmation of an address
mail-kind-email-change-asked = Change of address
mail-kind-new-account = New account
mail-kind-second-factor = Two-step sign-in
mail-kind-api-token = API token
mail-kind-sign-in = Sign-in
mail-kind-backup-failed = Failed backup
mail-kind-evidence-contradicted = Evidence contradicted
mail-kind-card-failed = A payment failed
mail-kind-plan-changed = Plan changed
mail-kind-invoice-issued = Invoice
toast-mail-resent = It is sent again.
toast-mail-not-resent = It cannot be sent again: it is waiting already, or its recipient was erased.
toast-job-retried = It runs again now.
toast-job-dropped = Job dropped.
toast-job-gone = It is running, or done already.
toast-schedule-run = It is queued, and runs in a moment.
toast-backup = The backup is being made.
toast-message-sent = Message sent to everybody.
toast-message-ended = Message ended.
job-sync-customers = Read subscriptions again
job-sync-customer = Read a studio’s subscription again
job-create-ordered = Create a shoot that was paid for
