# Everybody has answered.

mail-all-answered-subject = All answers are in: “{ $event }”
mail-all-answered-total = { $total ->
    [one] { $total } answer received.
   *[other] { $total } answers received.
}
mail-all-answered-heading = All answers are in
mail-all-answered-event = Everybody has answered for the shoot “{ $event }”. Here is the result:
mail-all-answered-check = Before you publish a photo, check that each person on it has agreed to that use.
mail-all-answered-button = See the answers
mail-label-accepted = Full consents
mail-label-partly = Partial consents
mail-label-refused = Refusals
mail-label-on-hold = On hold
