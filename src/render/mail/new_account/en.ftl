# The welcome.

mail-welcome-subject = Welcome to be-right
mail-welcome-heading = Your account is open
mail-welcome-said = { $company }’s space is ready: you can request photo consents there and follow the answers.
mail-welcome-said-nobody = Your space is ready: you can request photo consents there and follow the answers.
mail-welcome-first = To begin, add the people to photograph, then plan a shoot: each of them will receive an invitation.
mail-welcome-button = Open my space
mail-welcome-unasked = You did not open this account? Somebody probably mistyped an address. Do nothing, or request a new password to take control of it.
