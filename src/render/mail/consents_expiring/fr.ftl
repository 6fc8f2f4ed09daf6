# Des accords vont prendre fin.

mail-expiring-subject = Des accords prennent bientôt fin : « { $event } »
mail-expiring-heading = { $count ->
    [one] Un accord prend bientôt fin
   *[other] Des accords prennent bientôt fin
}
mail-expiring-said = { $count ->
    [one] Un accord donné pour la séance « { $event } » prend fin le { $day }.
   *[other] { $count } accords donnés pour la séance « { $event } » prennent fin, le premier le { $day }.
}
mail-expiring-list = Fin de chaque accord :
mail-expiring-item = { $person }, le { $day }
mail-expiring-asked = { $count ->
    [one] L’une de ces personnes a déjà été invitée à renouveler son accord et n’a pas encore répondu.
   *[other] { $count } de ces personnes ont déjà été invitées à renouveler leur accord et n’ont pas encore répondu.
}
mail-expiring-then = Après cette date, les photos sur lesquelles ces personnes sont reconnaissables ne peuvent plus être utilisées.
mail-expiring-renew = Pour continuer à les utiliser, demandez un nouvel accord : une seule action suffit pour toute la séance. L’accord actuel reste valable en attendant la réponse, jusqu’à sa fin.
mail-expiring-button = Voir la séance
