# Les messages envoyés par e-mail.

## Le cadre
mail-greeting = Bonjour { $name },
mail-greeting-nobody = Bonjour,
mail-fact = { $label } : { $value }
mail-button-otherwise = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
mail-button-lead = { $label } :
mail-label-event = Séance
mail-label-child = Enfant
mail-label-when = Date
mail-label-place = Lieu
mail-label-decided = Réponse enregistrée le
mail-label-withdrawn = Retrait enregistré le
mail-label-until = Accord valable jusqu’au
mail-label-reference = Référence
mail-label-accepted = Accords complets
mail-label-partly = Accords partiels
mail-label-refused = Refus
mail-label-on-hold = En attente depuis une restauration
mail-label-token = Jeton
mail-label-prefix = Commence par
mail-label-expires = Expire le
mail-label-device = Appareil
mail-label-network = Réseau
mail-label-last-backup = Dernière sauvegarde
mail-footer-invited = Vous recevez ce message parce que cette adresse a été indiquée par { $company } pour vous demander votre accord.
mail-footer-invited-child = Vous recevez ce message parce que cette adresse a été indiquée par { $company } pour vous demander votre accord pour { $child }.
mail-footer-code = Vous recevez ce message parce qu’un code a été demandé pour répondre à { $company } avec cette adresse.
mail-footer-confirmed = Vous recevez ce message parce que vous avez répondu à { $company } avec cette adresse.
mail-footer-studio = Vous recevez ce message parce que vous travaillez avec { $company } sur be-right.
mail-footer-user = Vous recevez ce message en tant qu’utilisateur de be-right.
mail-footer-account = Ce message a été envoyé automatiquement par be-right.
mail-footer-instance = Vous recevez ce message parce que vous administrez cette instance de be-right.
mail-footer-contact = Une question ? Écrivez à { $company } : { $contact }

## L’invitation
mail-invitation-subject = « { $event } » : acceptez-vous l’utilisation de photos de vous ?
mail-invitation-subject-child = « { $event } » : acceptez-vous l’utilisation de photos { $of-child } ?
mail-invitation-preheader = { $company } vous demande votre accord. Vous êtes libre d’accepter ou de refuser.
mail-invitation-preheader-child = { $company } vous demande votre accord pour { $child }. Vous êtes libre d’accepter ou de refuser.
mail-invitation-heading = Votre image, votre décision
mail-invitation-heading-child = Photos { $of-child } : votre décision
mail-invitation-asked = { $company } organise la séance photo « { $event } » et vous demande si les photos sur lesquelles on vous reconnaît peuvent être utilisées.
mail-invitation-asked-child = { $company } organise la séance photo « { $event } » et vous demande si les photos sur lesquelles on reconnaît { $child } peuvent être utilisées. Vous répondez pour { $child } au titre de l’autorité parentale.
mail-invitation-ends = Vous aviez donné votre accord pour cette séance ; il prend fin le { $day }. Votre nouvelle réponse, quelle qu’elle soit, le remplacera.
mail-invitation-ends-child = Vous aviez donné votre accord pour { $child } et cette séance ; il prend fin le { $day }. Votre nouvelle réponse, quelle qu’elle soit, le remplacera.
mail-invitation-of-age = Vos représentants légaux avaient répondu pour vous. Vous avez maintenant 18 ans : c’est à vous de décider. Leur accord reste valable tant que vous n’avez pas répondu ; votre réponse, quelle qu’elle soit, le remplacera.
mail-invitation-uses = Vous pourrez dire oui ou non à chacun de ces usages :
mail-invitation-button = Lire la demande et répondre
mail-invitation-nothing-decided = Ouvrir ce lien ne vous engage à rien : tant que vous n’avez pas répondu, rien n’est décidé. Vous pouvez tout accepter, tout refuser, ou n’accepter que certains usages. Cela prend environ deux minutes, sans créer de compte.
mail-invitation-personal = Ce lien n’est que pour vous, ne le transférez pas. Pour s’assurer que c’est bien vous qui répondez, un code vous sera envoyé à cette même adresse.
mail-invitation-expires = Le lien est valable jusqu’au { $moment }.

## Le rappel
mail-reminder-subject = Rappel : votre réponse pour « { $event } »
mail-reminder-subject-child = Rappel : votre réponse pour { $child }, « { $event } »
mail-reminder-preheader = Nous n’avons pas encore reçu votre réponse. Un refus est aussi une réponse.
mail-reminder-preheader-child = Nous n’avons pas encore reçu votre réponse pour { $child }. Un refus est aussi une réponse.
mail-reminder-heading = Votre réponse est attendue
mail-reminder-waiting = { $company } n’a pas encore reçu votre réponse au sujet des photos de la séance « { $event } ». Vous pouvez accepter ou refuser : un refus est aussi une réponse, et vous n’avez pas à le justifier.
mail-reminder-waiting-child = { $company } n’a pas encore reçu votre réponse au sujet des photos { $of-child } à la séance « { $event } ». Vous pouvez accepter ou refuser : un refus est aussi une réponse, et vous n’avez pas à le justifier.

## Le code
mail-code-subject = Votre code pour répondre à { $company }
mail-code-subject-child = Votre code pour répondre à { $company } au sujet { $of-child }
mail-code-preheader = { $minutes ->
    [one] Il est valable une minute.
   *[other] Il est valable { $minutes } minutes.
}
mail-code-heading = Votre code
mail-code-enter = Saisissez ce code sur la page qui vous l’a demandé :
mail-code-enter-child = Pour répondre au nom { $of-child }, saisissez ce code sur la page qui vous l’a demandé :
mail-code-valid = { $minutes ->
    [one] Il est valable une minute.
   *[other] Il est valable { $minutes } minutes.
}
mail-code-secret = Ne le donnez jamais à personne, pas même à { $company } : il prouve que c’est bien vous qui répondez.
mail-code-unasked = Vous n’avez pas demandé de code ? Ne faites rien. Sans lui, personne ne peut répondre à votre place.

## La confirmation
mail-confirmation-accepted-subject = Votre accord est enregistré : « { $event } »
mail-confirmation-accepted-subject-child = Votre accord pour { $child } est enregistré : « { $event } »
mail-confirmation-accepted-heading = Votre accord est enregistré
mail-confirmation-accepted-heading-child = Votre accord pour { $child } est enregistré
mail-confirmation-accepted-said = Vous avez autorisé { $company } à utiliser des photos de vous prises lors de la séance « { $event } ».
mail-confirmation-accepted-said-child = Vous avez autorisé { $company } à utiliser des photos { $of-child } prises lors de la séance « { $event } ».
mail-confirmation-accepted-next = Vous pouvez changer d’avis à tout moment. Retirer votre accord, en tout ou en partie, est aussi simple que de l’avoir donné : ouvrez le lien ci-dessous, il reste valable. Le retrait vaut pour l’avenir, et { $company } en est informé aussitôt.
mail-confirmation-accepted-button = Revoir ou retirer mon accord
mail-confirmation-partly-subject = Votre accord partiel est enregistré : « { $event } »
mail-confirmation-partly-subject-child = Votre accord partiel pour { $child } est enregistré : « { $event } »
mail-confirmation-partly-heading = Votre accord partiel est enregistré
mail-confirmation-partly-heading-child = Votre accord partiel pour { $child } est enregistré
mail-confirmation-partly-said = Vous avez autorisé { $company } à utiliser, pour certains usages seulement, des photos de vous prises lors de la séance « { $event } ».
mail-confirmation-partly-said-child = Vous avez autorisé { $company } à utiliser, pour certains usages seulement, des photos { $of-child } prises lors de la séance « { $event } ».
mail-confirmation-partly-next = Vous pouvez changer d’avis à tout moment. Retirer votre accord, en tout ou en partie, est aussi simple que de l’avoir donné : ouvrez le lien ci-dessous, il reste valable. Le retrait vaut pour l’avenir, et { $company } en est informé aussitôt.
mail-confirmation-partly-button = Revoir ou retirer mon accord
mail-confirmation-refused-subject = Votre refus est enregistré : « { $event } »
mail-confirmation-refused-subject-child = Votre refus pour { $child } est enregistré : « { $event } »
mail-confirmation-refused-heading = Votre refus est enregistré
mail-confirmation-refused-heading-child = Votre refus pour { $child } est enregistré
mail-confirmation-refused-said = Vous n’avez pas autorisé { $company } à utiliser des photos de vous prises lors de la séance « { $event } ».
mail-confirmation-refused-said-child = Vous n’avez pas autorisé { $company } à utiliser des photos { $of-child } prises lors de la séance « { $event } ».
mail-confirmation-refused-next = { $company } en est informé et vous n’avez rien d’autre à faire. Si vous changez d’avis, dites-le à { $company } : une nouvelle demande peut vous être envoyée, avec un nouveau lien. Le lien ci-dessous vous permet de revoir votre réponse.
mail-confirmation-refused-button = Revoir ma réponse
mail-confirmation-withdrawn-subject = Votre accord est retiré : « { $event } »
mail-confirmation-withdrawn-subject-child = Votre accord pour { $child } est retiré : « { $event } »
mail-confirmation-withdrawn-heading = Votre accord est retiré
mail-confirmation-withdrawn-heading-child = Votre accord pour { $child } est retiré
mail-confirmation-withdrawn-said = Vous avez retiré l’accord donné à { $company } pour les photos de la séance « { $event } ».
mail-confirmation-withdrawn-said-child = Vous avez retiré l’accord donné à { $company } pour les photos { $of-child } prises lors de la séance « { $event } ».
mail-confirmation-withdrawn-next = Le retrait vaut pour l’avenir : { $company } en est informé et ne doit plus utiliser ces photos de vous. Le lien ci-dessous vous permet de revoir votre réponse.
mail-confirmation-withdrawn-next-child = Le retrait vaut pour l’avenir : { $company } en est informé et ne doit plus utiliser ces photos { $of-child }. Le lien ci-dessous vous permet de revoir votre réponse.
mail-confirmation-withdrawn-button = Revoir ma réponse
mail-confirmation-withdrawn-partly-subject = Votre accord est retiré en partie : « { $event } »
mail-confirmation-withdrawn-partly-subject-child = Votre accord pour { $child } est retiré en partie : « { $event } »
mail-confirmation-withdrawn-partly-heading = Votre accord est retiré en partie
mail-confirmation-withdrawn-partly-heading-child = Votre accord pour { $child } est retiré en partie
mail-confirmation-withdrawn-partly-said = Vous avez retiré, pour certains usages, l’accord donné à { $company } pour les photos de la séance « { $event } ».
mail-confirmation-withdrawn-partly-said-child = Vous avez retiré, pour certains usages, l’accord donné à { $company } pour les photos { $of-child } prises lors de la séance « { $event } ».
mail-confirmation-withdrawn-partly-next = Le retrait vaut pour l’avenir : { $company } en est informé et ne doit plus utiliser ces photos de vous pour les usages retirés. Vous pouvez retirer les autres quand vous voulez, avec le lien ci-dessous.
mail-confirmation-withdrawn-partly-next-child = Le retrait vaut pour l’avenir : { $company } en est informé et ne doit plus utiliser ces photos { $of-child } pour les usages retirés. Vous pouvez retirer les autres quand vous voulez, avec le lien ci-dessous.
mail-confirmation-withdrawn-partly-button = Revoir ou retirer mon accord
mail-confirmation-uses-accepted = Usages acceptés :
mail-confirmation-uses-refused = Usages refusés :
mail-confirmation-uses-withdrawn = Usages retirés :
mail-confirmation-uses-left = Usages toujours acceptés :
mail-confirmation-awaits-other = L’autre titulaire de l’autorité parentale n’a pas encore répondu : rien n’est acquis d’ici là. Vous recevrez ensuite le document qui en témoigne, au format PDF.
mail-confirmation-attached = Le document qui en témoigne est joint à ce message, au format PDF. Conservez-le.

## Les nouveaux liens, après un changement d’adresse
mail-new-links-subject = Vos réponses à { $company } : les nouveaux liens
mail-new-links-heading = Vos nouveaux liens
mail-new-links-said = { $company } a noté votre nouvelle adresse e-mail. Voici les liens pour revoir les réponses que vous avez déjà données.
mail-new-links-item = { $event }, réponse du { $day }
mail-new-links-item-child = { $event }, réponse du { $day } pour { $child }
mail-new-links-mind = Vous pouvez changer d’avis à tout moment : chaque lien permet de retirer votre accord, en tout ou en partie. Le retrait vaut pour l’avenir, et { $company } en est informé aussitôt.
mail-new-links-old = Dès que vous aurez utilisé l’un de ces liens avec son code, ceux envoyés à votre ancienne adresse n’ouvriront plus rien. Ceux-ci ne sont que pour vous, ne les transférez pas.
mail-email-replaced-subject = { $company } a changé votre adresse e-mail
mail-email-replaced-heading = Votre adresse e-mail a été changée
mail-email-replaced-said = { $company } vous écrit désormais à une autre adresse. Rien n’a changé dans vos réponses. Voici les liens pour revoir celles que vous avez données depuis cette adresse.
mail-email-replaced-mind = Si vous l’avez demandé, vous n’avez rien à faire. Sinon, ces liens permettent toujours de lire vos réponses et de retirer votre accord, en tout ou en partie, avec un code envoyé à cette adresse. Ils s’arrêtent quand la nouvelle adresse a été confirmée par un code.
mail-email-replaced-old = Pour faire corriger l’adresse, répondez à ce message : { $company } le lira. Ces liens ne sont que pour vous, ne les transférez pas.
mail-footer-email-replaced = Vous recevez ce message parce que vous avez répondu à { $company } et que cette adresse était alors la vôtre.
mail-footer-new-links = Vous recevez ce message parce que cette adresse a été indiquée par { $company } comme étant la vôtre, et que vous lui aviez répondu.

## Pour le studio
mail-all-answered-subject = Toutes les réponses sont arrivées : « { $event } »
mail-all-answered-total = { $total ->
    [one] { $total } réponse reçue.
   *[other] { $total } réponses reçues.
}
mail-all-answered-heading = Toutes les réponses sont arrivées
mail-all-answered-event = Tout le monde a répondu pour la séance « { $event } ». Voici le résultat :
mail-all-answered-check = Avant de publier une photo, vérifiez l’accord de chaque personne pour l’usage prévu.
mail-all-answered-button = Voir les réponses
mail-withdrawn-subject = Un accord a été retiré : « { $event } »
mail-withdrawn-heading = Un accord a été retiré
mail-withdrawn-said = { $person } a retiré son accord pour la séance « { $event } ».
mail-withdrawn-said-by = { $by } a retiré l’accord donné pour { $person }, pour la séance « { $event } ».
mail-withdrawn-stop = Cessez d’utiliser les photos sur lesquelles cette personne est reconnaissable pour les usages retirés, et retirez-les des endroits où vous les avez publiées.
mail-withdrawn-button = Voir la réponse
mail-and-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
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
mail-of-age-subject = { $person } a 18 ans : sa réponse lui est demandée
mail-of-age-heading = Un accord à confirmer à la majorité
mail-of-age-said = { $person } a eu 18 ans. Ses représentants légaux avaient donné leur accord ; nous venons de lui demander le sien.
mail-of-age-list = Les séances concernées :
mail-of-age-stands = L’accord des représentants légaux reste valable en attendant cette réponse, qui le remplacera quelle qu’elle soit.
mail-of-age-button = Voir la personne

## L’essai
mail-test-title = Essai d’envoi réussi
mail-test-text = Ce message a été envoyé par la commande « be-right mail test ». S’il est arrivé ailleurs que dans la boîte de réception, vérifiez les réglages SPF, DKIM et DMARC du domaine de l’expéditeur.

## Les comptes
mail-reset-subject = Choisissez un nouveau mot de passe
mail-reset-heading = Nouveau mot de passe
mail-reset-asked = Un nouveau mot de passe a été demandé pour votre compte be-right.
mail-reset-button = Choisir un mot de passe
mail-reset-valid = { $minutes ->
    [one] Ce lien est valable une minute et ne sert qu’une fois.
   *[other] Ce lien est valable { $minutes } minutes et ne sert qu’une fois.
}
mail-reset-unasked = Vous n’avez rien demandé ? Ne faites rien : votre mot de passe reste le même.
mail-joining-subject = Une invitation à rejoindre { $company }
mail-joining-heading = Rejoindre { $company }
mail-joining-said = { $inviter } vous invite à rejoindre { $company } sur be-right.
mail-joining-said-nobody = Vous avez reçu une invitation à rejoindre { $company } sur be-right.
mail-joining-studio = Vous pourrez y préparer des séances, demander des accords de droit à l’image et suivre les réponses.
mail-joining-photographer = Vous y verrez les séances qui vous sont confiées et, pour chaque personne, si elle a donné son accord.
mail-joining-employee = Vous y retrouverez vos propres accords de droit à l’image et leurs documents, et vous pourrez les retirer à tout moment.
mail-joining-button = Répondre à l’invitation
mail-joining-expires = L’invitation est valable jusqu’au { $moment }.
mail-joining-unasked = Vous n’attendiez pas cette invitation ? Ne faites rien : sans votre accord, vous ne rejoignez rien et aucun compte n’est ouvert.
mail-welcome-subject = Bienvenue sur be-right
mail-welcome-heading = Votre compte est ouvert
mail-welcome-said = L’espace « { $company } » est prêt : vous pouvez y demander des accords de droit à l’image et suivre les réponses.
mail-welcome-said-nobody = Votre espace est prêt : vous pouvez y demander des accords de droit à l’image et suivre les réponses.
mail-welcome-first = Pour commencer, ajoutez les personnes à photographier, puis créez une séance : chacune recevra son invitation.
mail-welcome-button = Ouvrir mon espace
mail-welcome-unasked = Vous n’avez pas ouvert ce compte ? Quelqu’un s’est sans doute trompé d’adresse. Ne faites rien, ou demandez un nouveau mot de passe pour en prendre le contrôle.
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
mail-email-change-subject = Confirmez votre adresse e-mail
mail-email-change-heading = Nouvelle adresse e-mail
mail-email-change-asked = Cette adresse doit devenir celle d’un compte be-right. Confirmez-la avec le mot de passe de ce compte.
mail-email-change-button = Confirmer l’adresse
mail-email-change-valid = { $hours ->
    [one] Ce lien est valable une heure et ne sert qu’une fois.
   *[other] Ce lien est valable { $hours } heures et ne sert qu’une fois.
}
mail-email-change-unasked = Vous n’avez pas de compte be-right, ou vous n’avez rien demandé ? Ne faites rien : rien ne change.
mail-email-change-footer = Vous recevez cet e-mail parce que quelqu’un a donné cette adresse pour son compte be-right.
mail-email-taken-subject = Quelqu’un veut utiliser votre adresse
mail-email-taken-heading = Cette adresse a déjà un compte
mail-email-taken-said = Quelqu’un qui a un autre compte be-right veut y utiliser cette adresse. Elle appartient déjà à votre compte : rien ne change.
mail-email-taken-next = C’est vous, pour réunir deux comptes ? Fermez d’abord celui-ci, ou utilisez une autre adresse. Si ce n’est pas vous, vous n’avez rien à faire.
mail-email-asked-subject = Une autre adresse e-mail pour votre compte
mail-email-asked-heading = Une autre adresse a été donnée
mail-email-asked-said = Quelqu’un de connecté à votre compte be-right veut y utiliser désormais { $email }.
mail-email-asked-next = Le changement prendra effet une fois confirmé à cette adresse. Si c’est vous, vous n’avez rien à faire ici.
mail-email-asked-unasked = Ce n’est pas vous ? Changez votre mot de passe sans attendre : cela annule le changement et ferme toutes les autres sessions.
mail-token-subject = Un jeton d’API a été créé
mail-token-heading = Nouveau jeton d’API
mail-token-said = Un jeton d’API vient d’être créé avec votre compte be-right : un programme peut désormais s’y connecter en votre nom.
mail-token-unasked = Vous n’y êtes pour rien ? Révoquez ce jeton dans les réglages de votre compte et changez votre mot de passe sans attendre.
mail-signin-subject = Nouvelle connexion à votre compte
mail-signin-heading = Nouvelle connexion
mail-signin-said = Quelqu’un s’est connecté à votre compte be-right depuis un appareil ou un réseau que nous ne connaissions pas.
mail-signin-unknown = un programme inconnu
mail-signin-fine = C’était vous ? Tout va bien, vous n’avez rien à faire.
mail-signin-unasked = Ce n’était pas vous ? Changez votre mot de passe sans attendre, puis fermez les autres sessions dans les réglages de votre compte. La double authentification protège mieux encore.
mail-evidence-subject = be-right : des preuves ont été modifiées
mail-evidence-heading = Des preuves ne sont plus ce qui a été scellé
mail-evidence-text = be-right a comparé les preuves des consentements aux sceaux posés au moment des faits : les réponses ci-dessous ne correspondent pas. La base de données a pu être modifiée de l’extérieur, ou être endommagée.
mail-label-references = Références
mail-evidence-more = et { $count } autres
mail-evidence-next = Les preuves de ces réponses ne sont plus remises à personne. Ne changez rien : gardez une copie du dossier de données, cherchez qui pouvait y écrire, et comparez avec les copies envoyées aux personnes ou avec une sauvegarde.
mail-backup-subject = La sauvegarde de be-right a échoué
mail-backup-heading = Aucune nouvelle sauvegarde
mail-backup-no-room = La place manque pour une nouvelle sauvegarde : il faut { $needed }, il reste { $free }.
mail-backup-full = Le disque s’est rempli pendant la sauvegarde.
mail-backup-folder = Le dossier des sauvegardes « { $path } » n’est pas utilisable : { $why }.
mail-backup-busy = Une autre sauvegarde était en cours.
mail-backup-damaged = La base de données est endommagée : { $fault }. Les sauvegardes précédentes n’ont pas été touchées.
mail-backup-other = La sauvegarde s’est interrompue : { $why }.
mail-backup-never = jamais
mail-backup-next = Sur le serveur, « be-right doctor » dit ce qu’il faut réparer et « be-right backup » réessaie aussitôt.
mail-backup-again = be-right réessaie aussi de lui-même au cours de la journée. Ce message n’est envoyé qu’une fois par jour.
