# Une autorisation a été retirée.

mail-withdrawn-subject = Une autorisation a été retirée : « { $event } »
mail-withdrawn-heading = Une autorisation a été retirée
mail-withdrawn-said = { $person } a retiré son autorisation pour la séance « { $event } ».
mail-withdrawn-said-by = { $by } a retiré l’autorisation donnée pour { $person }, pour la séance « { $event } ».
mail-withdrawn-subject-partly = Une autorisation a été retirée en partie : « { $event } »
mail-withdrawn-heading-partly = Une autorisation a été retirée en partie
mail-withdrawn-said-partly = { $person } a retiré une partie de son autorisation pour la séance « { $event } ». Les autres usages restent autorisés.
mail-withdrawn-said-by-partly = { $by } a retiré une partie de l’autorisation donnée pour { $person }, pour la séance « { $event } ». Les autres usages restent autorisés.
mail-withdrawn-stop = Cessez d’utiliser les photos sur lesquelles cette personne est reconnaissable pour les usages retirés, et retirez-les des endroits où vous les avez publiées.
mail-withdrawn-button = Voir la réponse
mail-label-withdrawn = Retrait enregistré le
