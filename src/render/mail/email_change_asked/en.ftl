# To the current address, when another one is given.

mail-email-asked-subject = Another e-mail address for your account
mail-email-asked-heading = Another e-mail address was given
mail-email-asked-said = Somebody who is signed in to your be-right account wants to use { $email } for it from now on.
mail-email-asked-next = The change takes effect once it is confirmed there. If it was you, there is nothing to do here.
mail-email-asked-unasked = This was not you? Change your password without delay: that cancels the change and ends every other session.
