# Des autorisations vont prendre fin.

mail-expiring-subject = Des autorisations prennent bientôt fin : « { $event } »
mail-expiring-heading = { $count ->
    [one] Une autorisation prend bientôt fin
   *[other] Des autorisations prennent bientôt fin
}
mail-expiring-said = { $count ->
    [one] Une autorisation donnée pour la séance « { $event } » prend fin le { $day }.
   *[other] { $count } autorisations données pour la séance « { $event } » prennent fin, le premier le { $day }.
}
mail-expiring-list = Fin de chaque autorisation :
mail-expiring-item = { $person }, le { $day }
mail-expiring-asked = { $count ->
    [one] L’une de ces personnes a déjà été invitée à renouveler son autorisation et n’a pas encore répondu.
   *[other] { $count } de ces personnes ont déjà été invitées à renouveler leur autorisation et n’ont pas encore répondu.
}
mail-expiring-then = Après cette date, les photos sur lesquelles ces personnes sont reconnaissables ne peuvent plus être utilisées.
mail-expiring-renew = Pour continuer à les utiliser, demandez une nouvelle autorisation : une seule action suffit pour toute la séance. L’autorisation actuelle reste valable en attendant la réponse, jusqu’à sa fin.
mail-expiring-button = Voir la séance
