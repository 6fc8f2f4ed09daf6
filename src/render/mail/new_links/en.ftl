# The new links, after a change of address.

mail-new-links-subject = Your answers to { $company }: the new links
mail-new-links-heading = Your answers follow you
mail-new-links-said = { $company } has noted your new e-mail address. Here are the links to see the answers you have already given.
mail-new-links-item = { $event }, answered on { $day }
mail-new-links-item-child = { $event }, answered on { $day } for { $child }
mail-new-links-mind = You can change your mind at any time: each link lets you withdraw your consent, in whole or in part. The withdrawal applies from then on, and { $company } is told at once.
mail-new-links-old = The links sent to the address from which you answered keep working there: they let you read these answers and withdraw, nothing else. These are for you alone: do not forward them.
mail-footer-new-links = You are receiving this message because { $company } gave this address as yours, and because you had answered them.
