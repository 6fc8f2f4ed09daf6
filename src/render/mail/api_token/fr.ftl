# Un nouveau jeton d’API.

mail-token-subject = Un jeton d’API a été créé
mail-token-heading = Nouveau jeton d’API
mail-token-said = Un jeton d’API vient d’être créé avec votre compte be-right : un programme peut désormais s’y connecter en votre nom.
mail-token-unasked = Vous n’y êtes pour rien ? Révoquez ce jeton dans les réglages de votre compte et changez votre mot de passe sans attendre.
mail-label-token = Jeton
mail-label-prefix = Commence par
mail-label-expires = Expire le
