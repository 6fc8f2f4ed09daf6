# Le code.

mail-code-subject = Votre code pour répondre à { $company }
mail-code-subject-child = Votre code pour répondre à { $company } au sujet { $of-child }
mail-code-preheader = { $minutes ->
    [one] Il est valable une minute.
   *[other] Il est valable { $minutes } minutes.
}
mail-code-heading = Votre code
mail-code-enter = Saisissez ce code sur la page qui vous l’a demandé :
mail-code-enter-child = Pour répondre au nom { $of-child }, saisissez ce code sur la page qui vous l’a demandé :
mail-code-valid = { $minutes ->
    [one] Il est valable une minute.
   *[other] Il est valable { $minutes } minutes.
}
mail-code-secret = Ne le donnez jamais à personne, pas même à { $company } : il prouve que c’est bien vous qui répondez.
mail-code-unasked = Vous n’avez pas demandé de code ? Ne faites rien. Sans lui, personne ne peut répondre à votre place.
mail-footer-code = Vous recevez ce message parce qu’un code a été demandé pour répondre à { $company } avec cette adresse.
