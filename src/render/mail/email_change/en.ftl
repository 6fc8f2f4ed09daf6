# The new address of an account.

mail-email-change-subject = Confirm your e-mail address
mail-email-change-heading = New e-mail address
mail-email-change-asked = This address is to become the one of a be-right account. Confirm it with the password of that account.
mail-email-change-button = Confirm the address
mail-email-change-valid = { $hours ->
    [one] This link is valid for one hour and works once.
   *[other] This link is valid for { $hours } hours and works once.
}
mail-email-change-unasked = You have no be-right account, or did not ask for this? Do nothing: nothing changes.
mail-email-change-footer = You receive this e-mail because somebody gave this address for their be-right account.
mail-email-taken-subject = Somebody wants to use your address
mail-email-taken-heading = This address already has an account
mail-email-taken-said = Somebody with another be-right account wants to use this address for it. It already belongs to your account: nothing changes.
mail-email-taken-next = Was it you, to join two accounts? Close this one first, or use another address. If it was not you, there is nothing to do.
