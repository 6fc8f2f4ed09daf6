# Two-step sign-in.

mail-factor-on-subject = Two-step sign-in is on
mail-factor-on-heading = Two-step sign-in is on
mail-factor-on-said = Signing in to your be-right account now asks for a code from your authenticator app, as well as the password.
mail-factor-on-next = Keep your recovery codes in a safe place: they stand in for the app if you lose it.
mail-factor-off-subject = Two-step sign-in is off
mail-factor-off-heading = Two-step sign-in is off
mail-factor-off-said = Signing in to your be-right account asks for nothing but the password now.
mail-factor-off-next = We advise you to turn it on again as soon as you can, in the settings of your account.
mail-factor-reset-subject = Two-step sign-in was turned off for you
mail-factor-reset-heading = Two-step sign-in is off
mail-factor-reset-said = Somebody in charge of your space turned off two-step sign-in for your be-right account: signing in asks for nothing but the password now.
mail-factor-recovery-subject = A recovery code was used
mail-factor-recovery-heading = Recovery code used
mail-factor-recovery-said = One of your recovery codes has just been used on your be-right account, in place of a code from the app.
mail-factor-left = { $count ->
    [0] You have none left: make new ones in the settings of your account.
    [one] You have one left.
   *[other] You have { $count } left.
}
mail-factor-unasked = This was not you? Change your password without delay and tell somebody in charge of your space.
