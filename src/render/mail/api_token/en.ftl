# A new API token.

mail-token-subject = An API token was made
mail-token-heading = New API token
mail-token-said = An API token has just been made with your be-right account: a program can now sign in to it in your name.
mail-token-unasked = This was not you? Revoke the token in the settings of your account and change your password without delay.
mail-label-token = Token
mail-label-prefix = Begins with
mail-label-expires = Expires on
