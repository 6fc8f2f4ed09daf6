# Un accord a été retiré.

mail-withdrawn-subject = Un accord a été retiré : « { $event } »
mail-withdrawn-heading = Un accord a été retiré
mail-withdrawn-said = { $person } a retiré son accord pour la séance « { $event } ».
mail-withdrawn-said-by = { $by } a retiré l’accord donné pour { $person }, pour la séance « { $event } ».
mail-withdrawn-stop = Cessez d’utiliser les photos sur lesquelles cette personne est reconnaissable pour les usages retirés, et retirez-les des endroits où vous les avez publiées.
mail-withdrawn-button = Voir la réponse
mail-label-withdrawn = Retrait enregistré le
