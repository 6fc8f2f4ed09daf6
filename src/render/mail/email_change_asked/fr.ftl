# À l’adresse actuelle, quand une autre est donnée.

mail-email-asked-subject = Une autre adresse e-mail pour votre compte
mail-email-asked-heading = Une autre adresse a été donnée
mail-email-asked-said = Quelqu’un de connecté à votre compte be-right veut y utiliser désormais { $email }.
mail-email-asked-next = Le changement prendra effet une fois confirmé à cette adresse. Si c’est vous, vous n’avez rien à faire ici.
mail-email-asked-unasked = Ce n’est pas vous ? Changez votre mot de passe sans attendre : cela annule le changement et ferme toutes les autres sessions.
