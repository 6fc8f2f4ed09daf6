# The file that calendar programs read, and what goes into it.

calendar-name = Photo shoots · { $company }
calendar-copy = { $name } (copy)

## The studio's calendar, under /console/calendar
month-calendar = Calendar
month-turn = Other months
month-before = ← Previous
month-after = Next →
month-today = Today
month-empty = No shoot this month.
month-goes-on = Continued:
month-zone = Times are in { $zone }.
month-subscribe = Subscribe
month-subscribe-text = Your calendar program (Google, Apple, Outlook or another) can follow your shoots. It needs a private address.
month-feed-make = Create the address
month-feed-made = Here is the address. It is shown only now:
month-feed-label = Address of the calendar
month-feed-open = Open in my calendar
month-feed-secret = Or paste it into your calendar program, where it offers to subscribe or to add a calendar by URL. Keep it to yourself: whoever knows it sees your shoots.
month-feed-since = There has been an address since { $since }. It was shown only when it was made.
month-feed-anew = Make a new address
month-feed-anew-hint = A new address takes the place of the old one, which opens nothing any more.
month-feed-end = Delete the address
