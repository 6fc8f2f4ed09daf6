# Le résumé du jour.

mail-digest-subject = { $number ->
    [one] { $company } : une nouvelle
   *[other] { $company } : { $number } nouvelles
}
mail-digest-heading = Votre résumé du jour
mail-digest-list = Depuis le dernier résumé :
