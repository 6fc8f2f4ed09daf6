# La nouvelle adresse d’un compte.

mail-email-change-subject = Confirmez votre adresse e-mail
mail-email-change-heading = Nouvelle adresse e-mail
mail-email-change-asked = Cette adresse doit devenir celle d’un compte be-right. Confirmez-la avec le mot de passe de ce compte.
mail-email-change-button = Confirmer l’adresse
mail-email-change-valid = { $hours ->
    [one] Ce lien est valable une heure et ne sert qu’une fois.
   *[other] Ce lien est valable { $hours } heures et ne sert qu’une fois.
}
mail-email-change-unasked = Vous n’avez pas de compte be-right, ou vous n’avez rien demandé ? Ne faites rien : rien ne change.
mail-email-change-footer = Vous recevez cet e-mail parce que quelqu’un a donné cette adresse pour son compte be-right.
mail-email-taken-subject = Quelqu’un veut utiliser votre adresse
mail-email-taken-heading = Cette adresse a déjà un compte
mail-email-taken-said = Quelqu’un qui a un autre compte be-right veut y utiliser cette adresse. Elle appartient déjà à votre compte : rien ne change.
mail-email-taken-next = C’est vous, pour réunir deux comptes ? Fermez d’abord celui-ci, ou utilisez une autre adresse. Si ce n’est pas vous, vous n’avez rien à faire.
