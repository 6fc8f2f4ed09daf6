# A consent was withdrawn.

mail-withdrawn-subject = A consent was withdrawn: “{ $event }”
mail-withdrawn-heading = A consent was withdrawn
mail-withdrawn-said = { $person } has withdrawn their consent for the shoot “{ $event }”.
mail-withdrawn-said-by = { $by } has withdrawn the consent given for { $person }, for the shoot “{ $event }”.
mail-withdrawn-subject-partly = A consent was withdrawn in part: “{ $event }”
mail-withdrawn-heading-partly = A consent was withdrawn in part
mail-withdrawn-said-partly = { $person } has withdrawn part of their consent for the shoot “{ $event }”. The other uses stay allowed.
mail-withdrawn-said-by-partly = { $by } has withdrawn part of the consent given for { $person }, for the shoot “{ $event }”. The other uses stay allowed.
mail-withdrawn-stop = Stop using the photos in which this person can be recognised for the uses withdrawn, and take them down wherever you have published them.
mail-withdrawn-button = See the answer
mail-label-withdrawn = Withdrawal recorded on
