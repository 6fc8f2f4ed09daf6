# The link to choose a password.

mail-reset-subject = Choose a new password
mail-reset-heading = New password
mail-reset-asked = A new password was requested for your be-right account.
mail-reset-button = Choose a password
mail-reset-valid = { $minutes ->
    [one] This link is valid for one minute and works once.
   *[other] This link is valid for { $minutes } minutes and works once.
}
mail-reset-unasked = You did not ask for this? Do nothing: your password stays the same.
