# La formule a changé.

mail-plan-changed-subject = Votre formule a changé
mail-plan-changed-heading = Votre formule a changé
mail-plan-changed-said = « { $company } » est maintenant à la formule { $plan }. C’était { $was } auparavant.
mail-plan-by-hand = L’administrateur de ce serveur l’a changée.
mail-plan-ended-subject = Votre abonnement a pris fin
mail-plan-ended-heading = Votre abonnement a pris fin
mail-plan-ended-said = L’abonnement { $was } de « { $company } » a pris fin. Vous êtes désormais à la formule { $plan }.
mail-plan-less = Rien de ce qui existe n’est retiré. Là où il y a plus que la formule ne permet, rien ne peut être ajouté.
mail-plan-button = Voir ce que la formule permet
