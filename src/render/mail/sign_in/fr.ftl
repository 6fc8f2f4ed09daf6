# Une nouvelle connexion.

mail-signin-subject = Nouvelle connexion à votre compte
mail-signin-heading = Nouvelle connexion
mail-signin-said = Quelqu’un s’est connecté à votre compte be-right depuis un appareil ou un réseau que nous ne connaissions pas.
mail-signin-unknown = un programme inconnu
mail-signin-fine = C’était vous ? Tout va bien, vous n’avez rien à faire.
mail-signin-unasked = Ce n’était pas vous ? Changez votre mot de passe sans attendre, puis fermez les autres sessions dans les réglages de votre compte. La double authentification protège mieux encore.
mail-label-device = Appareil
mail-label-network = Réseau
