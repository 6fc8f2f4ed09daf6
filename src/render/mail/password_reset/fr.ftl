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
