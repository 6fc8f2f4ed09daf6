# Une notification par e-mail.

mail-notification-button = Voir sur be-right
mail-footer-user = Vous recevez ce message en tant qu’utilisateur de be-right.
