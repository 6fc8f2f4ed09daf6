# The file that calendar programs read, and what goes into it.

calendar-name = Photo shoots · { $company }
calendar-copy = { $name } (copy)
