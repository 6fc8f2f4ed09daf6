# L’invitation dans un studio.

mail-joining-subject = Une invitation à rejoindre { $company }
mail-joining-heading = Rejoindre { $company }
mail-joining-said = { $inviter } vous invite à rejoindre { $company } sur be-right.
mail-joining-said-nobody = Vous avez reçu une invitation à rejoindre { $company } sur be-right.
mail-joining-role-owner = Votre rôle : propriétaire.
mail-joining-role-super-user = Votre rôle : responsable.
mail-joining-role-user = Votre rôle : membre.
mail-joining-role-photographer = Votre rôle : photographe.
mail-joining-role-employee = Votre rôle : personne photographiée.
mail-joining-studio = Vous pourrez y préparer des séances, demander des autorisations de droit à l’image et suivre les réponses.
mail-joining-photographer = Vous y verrez les séances qui vous sont confiées et, pour chaque personne, si elle a donné son autorisation.
mail-joining-employee = Vous y retrouverez vos propres autorisations de droit à l’image et leurs documents, et vous pourrez les retirer à tout moment.
mail-joining-button = Répondre à l’invitation
mail-joining-expires = L’invitation est valable jusqu’au { $moment }.
mail-joining-unasked = Vous n’attendiez pas cette invitation ? Ne faites rien : sans votre accord, vous ne rejoignez rien et aucun compte n’est ouvert.
