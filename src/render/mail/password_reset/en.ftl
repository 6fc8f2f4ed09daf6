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
mail-opened-subject = Your be-right account
mail-opened-heading = An account for you
mail-opened-asked = An account on be-right was opened for you. Choose a password to sign in with this e-mail address.
mail-opened-valid = { $days ->
    [one] This link is valid for one day and works once. Later, “Forgotten password” on the sign-in page sends another.
   *[other] This link is valid for { $days } days and works once. Later, “Forgotten password” on the sign-in page sends another.
}
mail-opened-unasked = You did not expect this? Do nothing: nobody can sign in without a password.
