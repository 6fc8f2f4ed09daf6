# The code.

mail-code-subject = Your code to answer { $company }
mail-code-subject-child = Your code to answer { $company } about { $child }
mail-code-preheader = { $minutes ->
    [one] It is valid for one minute.
   *[other] It is valid for { $minutes } minutes.
}
mail-code-heading = Your code
mail-code-enter = Enter this code on the page that asked you for it:
mail-code-enter-child = To answer for { $child }, enter this code on the page that asked you for it:
mail-code-valid = { $minutes ->
    [one] It is valid for one minute.
   *[other] It is valid for { $minutes } minutes.
}
mail-code-secret = Never give it to anybody, not even to { $company }: it proves that it is really you who answers.
mail-code-unasked = You did not ask for a code? Do nothing. Without it, nobody can answer in your place.
mail-footer-code = You receive this message because a code was requested to answer { $company } with this address.
