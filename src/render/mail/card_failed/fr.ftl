# Un paiement a échoué.

mail-card-failed-subject = Le paiement de votre abonnement a échoué
mail-card-failed-heading = Un paiement a échoué
mail-card-failed-said = Le dernier paiement de l’abonnement { $plan } de « { $company } » a été refusé par votre banque. Il sera tenté à nouveau ces prochains jours.
mail-card-failed-until = Mettez votre carte à jour avant le { $day } : ensuite, rien ne pourra être ajouté tant que le paiement manque.
mail-card-failed-over = Tant qu’il manque, rien ne peut être ajouté. Mettez votre carte à jour.
mail-card-failed-kept = Tout ce qui existe reste ouvert : preuves, documents, retraits et exports.
mail-card-failed-button = Mettre la carte à jour
mail-card-failed-again = Si le paiement a abouti entre-temps, il n’y a plus rien à faire.
