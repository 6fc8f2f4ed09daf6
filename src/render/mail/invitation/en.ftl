# The invitation to answer.

mail-invitation-subject = “{ $event }”: may photos of you be used?
mail-invitation-subject-child = “{ $event }”: may photos of { $child } be used?
mail-invitation-preheader = { $company } asks for your consent. You are free to accept or refuse.
mail-invitation-preheader-child = { $company } asks for your consent for { $child }. You are free to accept or refuse.
mail-invitation-heading = Your image, your decision
mail-invitation-heading-child = Photos of { $child }: your decision
mail-invitation-asked = { $company } is organising the photo shoot “{ $event }” and asks whether photos in which you can be recognised may be used.
mail-invitation-asked-child = { $company } is organising the photo shoot “{ $event }” and asks whether photos in which { $child } can be recognised may be used. You answer for { $child } as a holder of parental responsibility.
mail-invitation-ends = You gave your consent for this shoot; it ends on { $day }. Your new answer, whichever it is, will take its place.
mail-invitation-ends-child = You gave your consent for { $child } and this shoot; it ends on { $day }. Your new answer, whichever it is, will take its place.
mail-invitation-of-age = Your guardians had answered for you. You are of age now: the decision is yours. Their consent stands until you answer; your answer, whichever it is, will take its place.
mail-invitation-uses = You can say yes or no to each of these uses:
mail-invitation-button = Read the request and answer
mail-invitation-nothing-decided = Opening this link commits you to nothing: until you answer, nothing is decided. You can accept everything, refuse everything, or accept only some uses. It takes about two minutes, and no account.
mail-invitation-personal = This link is for you alone, please do not forward it. To make sure that it is really you who answers, a code will be sent to this same address.
mail-invitation-expires = The link is valid until { $moment }.
mail-footer-invited = You receive this message because { $company } gave this address to ask for your consent.
mail-footer-named = You receive this message because { $by } gave { $company } your name and this address, to ask for your consent.
mail-footer-named-child = You receive this message because { $by } named you as holding parental responsibility for { $child } too, and gave this address. { $company } asks for your consent for { $child }.
mail-footer-invited-child = You receive this message because { $company } gave this address to ask for your consent for { $child }.
