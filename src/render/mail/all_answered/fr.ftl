# Tout le monde a répondu.

mail-all-answered-subject = Toutes les réponses sont arrivées : « { $event } »
mail-all-answered-total = { $total ->
    [one] { $total } réponse reçue.
   *[other] { $total } réponses reçues.
}
mail-all-answered-heading = Toutes les réponses sont arrivées
mail-all-answered-event = Tout le monde a répondu pour la séance « { $event } ». Voici le résultat :
mail-all-answered-check = Avant de publier une photo, vérifiez l’autorisation de chaque personne pour l’usage prévu.
mail-all-answered-button = Voir les réponses
mail-label-accepted = Autorisations complètes
mail-label-partly = Autorisations partielles
mail-label-refused = Refus
mail-label-on-hold = Suspendues
