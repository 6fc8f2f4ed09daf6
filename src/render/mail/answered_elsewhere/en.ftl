# To the former address: a later answer was given from another one.

mail-answered-elsewhere-subject = New answer: “{ $event }”
mail-answered-elsewhere-subject-child = New answer for { $child }: “{ $event }”
mail-answered-elsewhere-heading = An answer was given from another address
mail-answered-elsewhere-said = You had answered { $company } about the photos taken at “{ $event }” from this address. A new answer was given from another address, and it replaces yours.
mail-answered-elsewhere-said-child = You had answered { $company } about the photos { $of-child } taken at “{ $event }” from this address. A new answer was given from another address, and it replaces yours.
mail-answered-elsewhere-mind = If it was you, there is nothing to do. If not, withdraw this consent: the link below and a code sent to this address are enough. The withdrawal applies from then on, and { $company } is told at once.
mail-answered-elsewhere-button = Review or withdraw this consent
mail-answered-elsewhere-address = To have the address put right, answer this message: { $company } will read it. The link is for you alone: do not forward it.
