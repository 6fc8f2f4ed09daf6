# Les pages du studio, sous /console.

## Entrer et sortir
console-enter = Se connecter
console-guest-enter = Entrer dans le studio d’exemple
console-login = Connexion au studio
console-login-go = Se connecter
console-login-code = Code de votre application, ou code de secours
console-login-guest = Ceci est une démonstration : entrez dans le studio d’exemple sans mot de passe, ou connectez-vous avec un compte que vous y avez créé.
console-forgot = Mot de passe oublié ?
console-forgot-lead = Tapez l’adresse e-mail de votre compte. Vous recevez un lien pour choisir un nouveau mot de passe.
console-forgot-go = Envoyer le lien
console-forgot-sent = Si { $email } a un compte ici, le lien est en route.
console-forgot-hint = Il fonctionne une fois, pendant une heure. Si rien n’arrive, regardez dans les indésirables, ou vérifiez l’adresse.
console-forgot-back = Retour à la connexion
console-leave = Se déconnecter
console-nav = Le studio
console-no-pages-title = Aucun studio sur ce compte
console-no-pages-text = Votre compte n’appartient à aucun studio pour l’instant. Si vous avez reçu une invitation, acceptez d’abord l’invitation reçue par e-mail. Si une autorisation vous a été demandée, ouvrez le lien de cet e-mail.
console-not-allowed-title = Accès non autorisé
console-not-allowed-text = Votre rôle ne donne pas accès à cette page. Un propriétaire du studio peut changer votre rôle.
console-unknown-title = Page introuvable
console-unknown-text = Elle a peut-être été supprimée, ou elle appartient à un autre studio.
console-bar = État du studio
console-suspended = Ce studio est suspendu. Vous pouvez tout lire et tout exporter ; rien n’est modifié ni envoyé.
console-suspended-for = Motif donné :
console-visit = Vous consultez { $studio } en tant qu’administrateur du serveur, jusqu’au { $until }. Rien ne peut être modifié ; ses propriétaires en sont informés.
console-visit-leave = Quitter le studio
console-to-start = Aller à la page d’accueil

## Ses propres autorisations (une personne photographiée qui a un compte)
mine-title = Mes autorisations
mine-lead = Les autorisations qui vous ont été demandées, pour vous ou pour un enfant dont vous êtes responsable. Vous pouvez retirer une autorisation à tout moment.
mine-none = Aucune demande d’autorisation pour l’instant.
mine-none-hint = Quand le studio vous demande une autorisation, vous recevez un e-mail avec un lien, et la demande apparaît ici.
mine-until = valable jusqu’au { $day }
mine-uses = Usages autorisés
mine-evidence = Preuve (ZIP)
mine-known = Ce { QUE($studio) } sait de vous
mine-known-hint = Pour corriger ces informations ou les faire effacer, écrivez au studio.
mine-pdf = Télécharger le PDF
mine-pending-hint = Pour répondre, ouvrez le lien de l’e-mail que vous avez reçu.
mine-on-hold-hint = Le studio a restauré une sauvegarde plus ancienne que votre refus ou votre retrait. Cette autorisation reste suspendue : aucune photo n’est publiée en s’appuyant sur elle, sauf si vous répondez de nouveau ou si le studio s’assure que vous êtes d’accord.
mine-contradicted-hint = Ce que le studio garde comme preuve de votre réponse n’est plus ce qui a été scellé quand vous l’avez donnée. Cette autorisation reste suspendue : aucune photo n’est publiée en s’appuyant sur elle, sauf si vous répondez de nouveau ou si les preuves sont remises en ordre.
mine-state-pending = En attente de votre réponse
mine-state-accepted = Acceptée
mine-state-on-hold = En attente depuis une restauration
mine-state-contradicted = Suspendue : ses preuves ont été modifiées
mine-state-refused = Refusée
mine-state-withdrawn = Retirée
mine-state-expired = Arrivée à son terme

## Séances
console-shoots = Séances
console-no-shoots = Aucune séance pour l’instant.
console-nobody-asked = Aucune demande n’a encore été envoyée.
console-progress = Réponses : { $answered } sur { $asked }
console-status-create = Prévue
console-status-pending = En cours
console-status-completed = Complète
console-status-closed = Terminée
console-pages = Pages
console-page = Page { $page } sur { $pages }
console-page-word = Page
console-page-of = sur { $pages }
console-page-go = Aller
console-before = Précédente
console-after = Suivante
console-back = Toutes les séances
console-back-to = Toutes les photos de « { $shoot } »
console-tabs = La séance
console-people = Personnes
console-photos = Photos
console-answer-pending = N’a pas encore répondu
console-answer-accepted = Accepté
console-answer-partly = Accepté en partie ({ $accepted } sur { $offered })
console-answer-on-hold = En attente depuis une restauration
console-answer-contradicted = Suspendue : ses preuves ont été modifiées
console-refused-uses = Refusé : { $uses }
console-withdrawn-uses = Retiré : { $uses }
console-signed-as = Signé « { $name } », qui n’est pas le nom du signataire.
console-guardians-answered = { $done } représentant légal sur { $asked } a répondu
console-on-hold-uses = Usages suspendus depuis une restauration : { $uses }.
console-contradicted-uses = Usages suspendus : { $uses }.
console-on-hold-why = Ils avaient été refusés ou retirés après la sauvegarde qui a été restaurée. Tant qu’ils sont suspendus, aucune photo de cette personne n’est publiée pour ces usages. Demandez de nouveau son autorisation ; un propriétaire peut aussi lever la suspension, après s’être assuré que la personne est d’accord.
console-contradicted-why = Les preuves de cette autorisation ne sont plus ce qui a été scellé quand elle a été donnée : la base de données a été modifiée ou endommagée. Tant que ce n’est pas réglé, aucune photo de cette personne n’est publiée pour ces usages. Demandez de nouveau son autorisation ; l’administrateur du serveur peut aussi remettre les preuves depuis une sauvegarde.
console-guardian-unknown = Deux représentants légaux sont demandés et un seul est connu : il lui est demandé d’indiquer l’autre, ou de déclarer exercer seul l’autorité parentale.
console-answer-refused = Refusé
console-answer-withdrawn = A retiré son autorisation
console-answer-expired = L’autorisation a pris fin
console-answer-not-asked = La demande n’est pas arrivée
console-not-arrived-waits = L’e-mail n’a pas encore pu partir ; il attend et partira de lui-même.
console-not-arrived-mailbox = La boîte de cette personne ne prend pas de message pour l’instant ; un nouvel essai a lieu tout seul.
console-not-arrived-refused = Le serveur de messagerie a refusé l’e-mail ; il n’est plus essayé.
console-not-arrived-reply = Il répond : « { $reply } ».
console-email-unknown = Cette adresse e-mail n’existe pas : rien n’y est plus envoyé.
console-email-returned = Les e-mails reviennent : rien n’est plus envoyé à cette adresse.
console-email-of = Adresse e-mail { DE($name) }
console-email-again = Envoyer à nouveau
console-email-sent = C’est enregistré : les e-mails partent de nouveau à cette adresse. S’ils reviennent encore, vous le verrez ici.
console-live-answer = Une réponse vient d’arriver.
console-live-upload = Un collègue ajoute des photos…
console-live-uploaded = Un collègue a ajouté des photos.

## Apporter des photos
console-drop = Déposez ici des photos, ou tout un dossier
console-drop-hint = JPEG, PNG, WebP ou GIF, jusqu’à { $most } Mo chacune. Les originaux sont conservés tels quels.
console-pick-files = Choisir des fichiers
console-pick-folder = Choisir un dossier
console-send = Envoyer
console-file-waiting = En attente
console-file-sending = Envoi
console-file-looking = En cours d’examen…
console-file-done = Ajoutée
console-file-known = Déjà présente
console-file-offline = Connexion perdue. L’envoi reprendra où il s’est arrêté.
console-file-busy = Le serveur est occupé. L’envoi reprend dans un instant.
console-file-large = Trop volumineux : { $most } Mo au plus.
console-file-type = Ce type de fichier n’est pas pris en charge : JPEG, PNG, WebP ou GIF.
console-file-trouble = L’envoi a échoué. Réessayez.
console-file-over = Votre session est terminée. Reconnectez-vous, puis renvoyez les mêmes fichiers : rien n’est ajouté deux fois.
console-all-label = Tous les fichiers ensemble
console-all = Photos : { "{" }done{ "}" } sur { "{" }all{ "}" }
console-all-done = C’est fait : ajoutées, { "{" }added{ "}" } ; déjà présentes, { "{" }known{ "}" }.
console-all-some = C’est fait : ajoutées, { "{" }added{ "}" } ; déjà présentes, { "{" }known{ "}" } ; non prises, { "{" }refused{ "}" }. La raison est dite ci-dessous.
console-left-out = Les fichiers propres à un ordinateur ont été laissés de côté : {"{"}count{"}"}.
console-all-leave = Des photos sont encore en cours d’envoi.
console-added = { $count ->
    [one] Une photo ajoutée.
   *[other] { $count } photos ajoutées.
}
console-known = { $count ->
    [one] Une photo était déjà là.
   *[other] { $count } photos étaient déjà là.
}
console-refused-one = { $name } : { $why }

## Ce qui peut être publié
console-ask = Que puis-je publier ?
console-ask-all = Toutes les photos
console-ask-state = Afficher
console-ask-any = Toutes
console-ask-go = Afficher
console-publishable = { $count ->
    [0] { $use } : aujourd’hui, aucune photo ne peut être publiée.
    [one] { $use } : aujourd’hui, une photo peut être publiée.
   *[other] { $use } : aujourd’hui, { $count } photos peuvent être publiées.
}
console-state-allowed = Autorisée
console-state-refused = Non autorisée
console-state-pending = Réponse attendue
console-state-unknown = À nommer
console-zip = { $count ->
    [one] Télécharger la photo (ZIP)
   *[other] Télécharger les { $count } photos (ZIP)
}
console-zip-web = Préparées pour le web (ZIP)
console-zip-hint = Les originaux contiennent tout ce que l’appareil y a inscrit, souvent le lieu. Préparées pour le web, les photos n’en gardent rien : 2 048 pixels au plus, en JPEG. Dans les deux cas s’y ajoute la liste de qui a dit oui à quoi.
console-none-here = Aucune photo dans cet état.
console-no-photos = Aucune photo pour l’instant : déposez-les ci-dessus.

## Nommer les personnes
console-pick = Choisir { $name }
console-picked = Choisies : {"{"}count{"}"}
console-pick-all = Tout choisir
console-pick-none = Ne rien choisir
console-unnamed = À nommer
console-nobody = Personne n’est reconnaissable
console-nobody-short = Personne de reconnaissable
console-nobody-said = Le studio a indiqué que personne n’est reconnaissable sur cette photo : elle peut être publiée. Nommez quelqu’un pour annuler.
console-names-lost = La base a été restaurée depuis une sauvegarde qui ne contient pas toutes les personnes nommées sur cette photo. Nommez toutes les personnes visibles ; jusque-là, elle n’est pas publiée.
console-unname-refused = J’ai vérifié : { $people }, qui a refusé, retiré ou n’a pas accordé un usage pour cette séance, n’y est pas reconnaissable. Le nom est retiré, et le retrait est consigné.
console-refused-by = Refus : { $people }
console-withdrawn-by = Retrait : { $people }
console-ended-of = Autorisation échue : { $people }
console-held-of = Suspendu : { $people }
console-not-offered-to = Usage non demandé à : { $people }
console-erased-of = Effacé : { $people }
console-awaited = En attente : { $people }
console-nameless = { $count ->
    [one] une personne effacée
   *[other] { $count } personnes effacées
}
console-file-list = Fichiers
console-name-many = Qui est sur les photos choisies ?
console-name-add = Ajouter
console-name-nobody = Choisissez d’abord qui y figure.
console-photos-delete = Supprimer
console-photo-delete = Supprimer cette photo
toast-deleted-photos = { $count ->
    [one] Une photo supprimée.
   *[other] { $count } photos supprimées.
}
toast-restored-photos = { $count ->
    [one] Une photo est de retour.
   *[other] { $count } photos sont de retour.
}
console-name-replace = Remplacer les noms
console-named = C’est enregistré.
console-find = Chercher une personne
console-anyone = Quelqu’un d’autre
console-anyone-go = Chercher
console-anyone-hint = Par son nom, parmi toutes les personnes du studio, même sans demande pour cette séance.
console-anyone-none = Personne d’autre ne porte ce nom.
console-anyone-found = Personnes trouvées
console-anyone-more = D’autres portent ce nom : précisez.
console-not-asked = sans demande
console-unasked = Aucune demande n’a été envoyée pour cette séance à : { $people }. Sans réponse de leur part, la photo ne peut pas être publiée.
console-who = Qui est sur cette photo ?
console-save = Enregistrer
console-save-next = Enregistrer et passer à la suivante
console-same = Mêmes personnes que la photo précédente
console-grid-keys = Touches, sur une photo : les flèches passent à la suivante, Espace choisit, Maj et une flèche choisissent une série, Entrée passe aux noms, Échap ne choisit plus rien.
console-keys = Clavier : ← et → tournent les pages ; dans la liste, 1 à 9 cochent une personne et Entrée enregistre.
console-keys-title = Raccourcis clavier
console-photo-alt = Photo { $name }, avec { $people }
console-photo-alt-nobody = Photo { $name }, personne n’est encore nommé
console-photo-place = { $place } sur { $total }
console-photo-before = ← Précédente
console-photo-after = Suivante →
console-turn = Autres photos
console-verdicts = Peut-on la publier ?
console-link = Un lien à partager, pour
console-link-go = Créer le lien
console-link-watermark = Avec le filigrane
console-link-hint = Quiconque a le lien voit la photo. Il cesse de fonctionner aussitôt qu’une personne qui y figure retire son autorisation.
console-link-made = Voici le lien, pour : { $use }
console-link-label = Lien à partager
console-copy = Copier
console-copied = Copié

# A form that was sent after the session had ended
console-login-kept = Votre session a pris fin. Ce que vous avez saisi est gardé : connectez-vous, puis envoyez-le.
console-resume = La session est rouverte
console-resume-hint = Ce que vous aviez saisi est toujours là. Rien n’a encore été envoyé.
console-resume-go = Envoyer maintenant
console-resume-not = Ne pas envoyer
console-resume-review = Ne pas envoyer : rouvrir le formulaire
console-resume-event = Modification d’une séance
console-resume-copy = Copie d’une séance
console-resume-ask = Ajout de personnes à une séance
console-resume-person = Modification d’une personne
