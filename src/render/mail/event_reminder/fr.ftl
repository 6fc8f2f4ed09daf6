# Une séance approche.

mail-event-reminder-subject = { $count ->
    [one] Une réponse manque encore : « { $event } »
   *[other] { $count } réponses manquent encore : « { $event } »
}
mail-event-reminder-heading = La séance approche
mail-event-reminder-said = { $count ->
    [one] Une personne sur { $asked } n’a pas encore répondu. Une relance vient d’être envoyée.
   *[other] { $count } personnes sur { $asked } n’ont pas encore répondu. Une relance vient d’être envoyée.
}
mail-event-reminder-list = Réponses attendues :
mail-event-reminder-then = Sans leur réponse, les photos où ces personnes sont reconnaissables ne pourront pas être utilisées. Un mot de votre part aide souvent ; vous pouvez aussi leur transmettre leur lien vous-même.
mail-event-reminder-button = Voir la séance
