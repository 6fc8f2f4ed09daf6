# Le lien pour choisir un mot de passe.

mail-reset-subject = Choisissez un nouveau mot de passe
mail-reset-heading = Nouveau mot de passe
mail-reset-asked = Un nouveau mot de passe a été demandé pour votre compte be-right.
mail-reset-button = Choisir un mot de passe
mail-reset-valid = { $minutes ->
    [one] Ce lien est valable une minute et ne sert qu’une fois.
   *[other] Ce lien est valable { $minutes } minutes et ne sert qu’une fois.
}
mail-reset-unasked = Vous n’avez rien demandé ? Ne faites rien : votre mot de passe reste le même.
mail-opened-subject = Votre compte be-right
mail-opened-heading = Un compte pour vous
mail-opened-asked = Un compte be-right a été ouvert pour vous. Choisissez un mot de passe pour vous connecter avec cette adresse e-mail.
mail-opened-valid = { $days ->
    [one] Ce lien est valable un jour et ne sert qu’une fois. Ensuite, « Mot de passe oublié » sur la page de connexion en envoie un autre.
   *[other] Ce lien est valable { $days } jours et ne sert qu’une fois. Ensuite, « Mot de passe oublié » sur la page de connexion en envoie un autre.
}
mail-opened-unasked = Vous ne vous y attendiez pas ? Ne faites rien : personne ne peut se connecter sans mot de passe.
