# À un signataire : l’autorisation a pris fin.

mail-consent-ended-subject = Votre autorisation a pris fin : « { $event } »
mail-consent-ended-subject-child = Votre autorisation pour { $child } a pris fin : « { $event } »
mail-consent-ended-heading = Votre autorisation a pris fin
mail-consent-ended-heading-child = Votre autorisation pour { $child } a pris fin
mail-consent-ended-said = L’autorisation que vous avez donnée à { $company } le { $given }, pour les photos de vous prises lors de la séance « { $event } », a pris fin le { $day }.
mail-consent-ended-said-child = L’autorisation que vous avez donnée à { $company } le { $given }, pour les photos { $of-child } prises lors de la séance « { $event } », a pris fin le { $day }.
mail-consent-ended-then = Depuis ce jour, { $company } ne doit plus utiliser ces photos de vous, sauf nouvelle autorisation de votre part. Vous n’avez rien à faire.
mail-consent-ended-then-child = Depuis ce jour, { $company } ne doit plus utiliser ces photos { $of-child }, sauf nouvelle autorisation de votre part. Vous n’avez rien à faire.
mail-consent-ended-attached = Le reçu est joint à ce message, au format PDF. Conservez-le.
