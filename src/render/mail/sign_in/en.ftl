# A new sign-in.

mail-signin-subject = New sign-in to your account
mail-signin-heading = New sign-in
mail-signin-said = Somebody signed in to your be-right account from a device or a network that we had not seen before.
mail-signin-unknown = an unknown program
mail-signin-fine = Was this you? Then all is well: there is nothing to do.
mail-signin-unasked = This was not you? Change your password without delay, then end your other sessions in the settings of your account. Two-step sign-in protects you better still.
mail-label-device = Device
mail-label-network = Network
