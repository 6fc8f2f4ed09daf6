# The first page of the console, and the notifications.

## Home
home-title = Home
home-nothing = Nothing to do today
home-nothing-hint = Answers, addresses that do not exist, withdrawals and consents about to expire appear here when they need you.
home-next = Next shoots
home-next-others = Other upcoming shoots
home-remind-all = Remind everyone
home-remind-for = Remind for “{ $event }”
home-no-next = No shoot is planned.
home-all-shoots = All shoots
home-see-all = See all
home-awaited = Awaited answers
home-awaited-count = { $count ->
    [one] One person has not answered.
   *[other] { $count } people have not answered.
}
home-bounced = Addresses that do not exist
home-bounced-hint = E-mails come back: correct the address.
home-children = Children without a guardian
home-children-hint = Nobody can be asked: add a guardian.
home-takedown = Published photos to take down
home-until = until { $day }
home-withdrawn = Withdrawn, with photographs
home-withdrawn-photos = { $count ->
    [one] One photograph of “{ $event }” names them: take it down where it is published.
   *[other] { $count } photographs of “{ $event }” name them: take them down where they are published.
}
home-withdrawn-part-photos = { $count ->
    [one] One photograph of “{ $event }” names them: take it down where it is published for the uses withdrawn.
   *[other] { $count } photographs of “{ $event }” name them: take them down where they are published for the uses withdrawn.
}
home-expiring = Consents about to expire
home-expiring-count = { $count ->
    [one] One consent expires soon: ask again.
   *[other] { $count } consents expire soon: ask again.
}
home-from = from { $day }
home-undelivered = Requests that did not arrive
home-import = Lines refused by the last import
home-import-unnamed = Import
home-import-lines = { $count ->
    [one] One line needs correcting.
   *[other] { $count } lines need correcting.
}
ago-now = just now
ago-minutes = { $count ->
    [one] a minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] an hour ago
   *[other] { $count } hours ago
}
home-details = Studio details
home-details-go = Complete the studio’s details
home-release = Release text
home-release-go = Compare with the new standard text
home-release-hint = The release is an earlier standard text; a newer one is available.
first-title = First steps
first-done = done
first-details = Fill in the studio’s details
first-details-missing = Complete the studio’s details. The release lacks: { $missing }
first-release = Read the release text, and make it yours
first-people = Add people: import a list, or one by one
first-event = Create a shoot and ask them
first-mail = The first e-mail leaves
first-answer = The first answer arrives, by itself

## Notifications
notices-title = Notifications
notices-unread-count = unread
notices-unread-one = unread
notices-tab-unread = Unread
notices-read = Mark as read
notices-unread = Mark as unread
notices-read-all = Mark all as read
notices-settings = Choose what you are told
notices-none = No notifications
notices-none-hint = Answers, withdrawals and e-mails that do not arrive are announced here as they happen.
