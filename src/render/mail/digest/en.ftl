# The summary of the day.

mail-digest-subject = { $number ->
    [one] One piece of news from { $company }
   *[other] { $number } pieces of news from { $company }
}
mail-digest-heading = Your summary of the day
mail-digest-list = Since the last summary:
