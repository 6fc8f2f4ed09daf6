# La connexion en deux étapes.

mail-factor-on-subject = La double authentification est activée
mail-factor-on-heading = Double authentification activée
mail-factor-on-said = La connexion à votre compte be-right demande désormais un code de votre application d’authentification, en plus du mot de passe.
mail-factor-on-next = Gardez vos codes de secours en lieu sûr : ils remplacent l’application si vous la perdez.
mail-factor-off-subject = La double authentification est désactivée
mail-factor-off-heading = Double authentification désactivée
mail-factor-off-said = La connexion à votre compte be-right ne demande plus que le mot de passe.
mail-factor-off-next = Nous vous conseillons de la réactiver dès que possible dans les réglages de votre compte.
mail-factor-reset-subject = La double authentification a été désactivée pour vous
mail-factor-reset-heading = Double authentification désactivée
mail-factor-reset-said = Une personne responsable de votre espace a désactivé la double authentification de votre compte be-right : la connexion ne demande plus que le mot de passe.
mail-factor-recovery-subject = Un code de secours a été utilisé
mail-factor-recovery-heading = Code de secours utilisé
mail-factor-recovery-said = Un de vos codes de secours vient de servir sur votre compte be-right, à la place du code de l’application.
mail-factor-left = { $count ->
    [0] Il ne vous en reste aucun : créez-en de nouveaux dans les réglages de votre compte.
    [one] Il vous en reste un.
   *[other] Il vous en reste { $count }.
}
mail-factor-unasked = Vous n’y êtes pour rien ? Changez votre mot de passe sans attendre et prévenez une personne responsable de votre espace.
