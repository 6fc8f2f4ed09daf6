# La bienvenue.

mail-welcome-subject = Bienvenue sur be-right
mail-welcome-heading = Votre compte est ouvert
mail-welcome-said = L’espace « { $company } » est prêt : vous pouvez y demander des autorisations de droit à l’image et suivre les réponses.
mail-welcome-said-nobody = Votre espace est prêt : vous pouvez y demander des autorisations de droit à l’image et suivre les réponses.
mail-welcome-first = Pour commencer, ajoutez les personnes à photographier, puis créez une séance : chacune recevra son invitation.
mail-welcome-button = Ouvrir mon espace
mail-welcome-unasked = Vous n’avez pas ouvert ce compte ? Quelqu’un s’est sans doute trompé d’adresse. Ne faites rien, ou demandez un nouveau mot de passe pour en prendre le contrôle.
