# Une notification par e-mail.

mail-notification-button = Voir sur be-right
mail-notification-settings = Vous choisissez dans vos abonnements ce qui vous est écrit.
mail-footer-user = Vous recevez ce message en tant qu’utilisateur de be-right.
