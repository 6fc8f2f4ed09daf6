# Pourquoi une requête est refusée, et que faire. `problem-{code}` dit le refus,
# `invalid-{code}` ce qui ne va pas dans un champ ; les codes sont ceux de l’API.

## Le titre de chaque refus
status-400 = Requête illisible
status-401 = Connexion nécessaire
status-402 = Limite de la formule atteinte
status-403 = Accès refusé
status-404 = Introuvable
status-405 = Méthode non prévue
status-409 = Impossible en l’état
status-410 = Lien expiré
status-412 = Version non prévue
status-413 = Envoi trop volumineux
status-415 = Type de contenu non accepté
status-422 = Certains champs sont à corriger
status-429 = Trop de tentatives
status-460 = Somme de contrôle différente
status-500 = Erreur interne
status-501 = Non pris en charge
status-503 = Momentanément indisponible

## Le temps à attendre
wait-seconds =
    { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
wait-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
wait-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }

## Tout appel
problem-address-erased = Cette personne a été effacée : son adresse n’est plus connue.
problem-resent-too-often = Ce message a été renvoyé il y a peu, ou plusieurs fois aujourd’hui. Réessayez dans { $wait }.
problem-request-over = Cette demande a été supprimée : il n’y a plus rien à répondre.
problem-mail-queued = Ce message attend déjà son départ.
problem-not-a-recipient = Cette adresse n’est celle d’aucune personne ni d’aucun représentant légal de l’espace.
problem-job-running = Cette tâche est en cours : attendez qu’elle se termine.
problem-malformed-json = Le contenu envoyé n’est pas du JSON valide. Vérifiez les guillemets, les virgules et les accolades.
problem-malformed-host = La requête ne nomme pas un hôte valide et un seul. Envoyez un seul en-tête Host.
problem-malformed-request = La requête est illisible. Vérifiez son adresse et ses en-têtes.
problem-transfer-encoding = Le corps doit avoir une longueur ou être envoyé par morceaux. Envoyez Content-Length, ou Transfer-Encoding: chunked.
problem-media-type = Ce type de contenu n’est pas accepté ici. Envoyez un fichier dans un formulaire « multipart/form-data » là où un fichier est attendu, sinon du JSON, avec l’en-tête « Content-Type: application/json ».
problem-content-encoding = Les contenus compressés ne sont pas acceptés. Envoyez la requête sans en-tête « Content-Encoding ».
problem-invalid = Certains champs ne conviennent pas. Le détail de chacun figure dans « errors ».
problem-not-a-table = Ce fichier n’est pas un tableau. Envoyez un classeur Excel (.xlsx) ou un fichier CSV : dans votre tableur, « Fichier », puis « Enregistrer sous ».
problem-report-forgotten = Le fichier de cet import et son compte rendu ont été effacés. Envoyez de nouveau le fichier pour en obtenir un.
problem-import-over = Cet import est déjà terminé.
problem-import-running = Cet import est en cours. Attendez qu’il se termine, ou arrêtez-le d’abord.
problem-too-large = L’envoi est trop volumineux : { $limit } Kio au plus.
problem-not-found = Cette adresse ne correspond à rien que vous puissiez voir. Vérifiez-la, ou revenez à la liste.
problem-method-not-allowed = Cette adresse existe, mais pas avec cette méthode HTTP. La documentation indique celles qui sont prévues.
problem-origin-refused = Les pages de ce site n’ont pas le droit d’appeler cette instance. L’administrateur peut l’accorder avec le réglage « cors_origins ».
problem-forbidden = Votre rôle ne permet pas cette action. Demandez à un propriétaire de l’espace de la faire ou de changer votre rôle.
problem-rate-limited = Trop de tentatives en peu de temps. Réessayez dans { $wait }.
problem-internal = Une erreur s’est produite de notre côté. Réessayez dans un instant ; si cela persiste, transmettez à l’administrateur le numéro indiqué dans « instance ».
problem-bodies-full = Le serveur reçoit déjà autant qu’il peut. Réessayez dans un instant.
problem-demo-is-local = La démonstration ne répond que sur cette machine : ouvrez-la par http://localhost, avec son port.
problem-asked-too-often = Cette personne a déjà reçu plusieurs demandes pour cette séance aujourd’hui. Vérifiez l’adresse et réessayez demain.
problem-invited-by-owner = Un propriétaire a déjà invité cette adresse avec un autre rôle. Demandez-lui de modifier ou de retirer l’invitation.
problem-email-change-over = Ce lien a servi, a été remplacé ou a expiré. Redonnez l’adresse.
problem-timeout = La réponse a pris trop de temps et la requête a été interrompue. Réessayez dans un instant.
problem-storage-full = L’espace de stockage du serveur est plein : rien n’a été enregistré. Prévenez l’administrateur.
problem-backup-off = Aucun dossier de sauvegarde n’est configuré sur ce serveur (backup.folder).
problem-already-made = Cette requête a déjà été exécutée avec la même clé d’idempotence. Consultez la liste pour retrouver ce qu’elle a créé.

## Comptes et connexion
problem-unauthenticated = Connectez-vous, puis envoyez votre jeton d’accès dans l’en-tête « Authorization: Bearer … ».
problem-wrong-credentials = L’adresse e-mail ou le mot de passe est incorrect.
problem-invalid-token = Ce jeton n’est pas reconnu. Connectez-vous de nouveau.
problem-expired-token = Ce jeton a expiré. Renouvelez-le, ou connectez-vous de nouveau.
problem-totp-required = Saisissez aussi le code de votre application d’authentification, ou un code de secours.
problem-wrong-totp = Ce code n’est pas le bon, ou il a déjà servi. Attendez le code suivant de l’application, ou saisissez un code de secours.
problem-second-factor-on = La double authentification est déjà activée. Désactivez-la d’abord pour changer d’application.
problem-second-factor-not-on = La double authentification n’est pas activée sur ce compte.
problem-second-factor-not-begun = L’activation n’a pas été commencée, ou elle l’a été il y a plus d’une heure. Recommencez avec un nouveau QR code.
problem-administrator-needed = Seule l’administration de l’instance peut désactiver la double authentification de cette personne.
problem-api-token-over = Ce jeton d’API est inconnu, expiré ou révoqué. Créez-en un autre.
problem-token-not-accepted = Un jeton d’API ne peut pas faire cela. Connectez-vous avec votre mot de passe.
problem-token-scope-missing = Ce jeton d’API n’a pas la portée nécessaire. Créez-en un autre avec la portée que la documentation indique.
problem-too-many-tokens = Vous avez déjà cinquante jetons d’API. Révoquez ceux qui ne servent plus.
problem-session-ended = Cette session est terminée. Connectez-vous de nouveau.
problem-session-revoked = Ce jeton de renouvellement avait déjà servi : par sécurité, la session a été fermée. Connectez-vous de nouveau.
problem-registration-closed = Cette instance n’accepte pas les inscriptions libres. Demandez une invitation à un membre d’un espace existant.
problem-email-taken = Un compte existe déjà avec cette adresse e-mail. Connectez-vous, ou demandez un nouveau mot de passe.
problem-claim-used = Ce lien de première installation n’est plus valable. Connectez-vous, ou redémarrez le serveur pour en obtenir un nouveau.
problem-reset-used = Ce lien a expiré ou a déjà servi. Demandez-en un nouveau depuis la page de connexion.
problem-invitation-over = Cette invitation a expiré, a déjà reçu une réponse ou a été annulée. Demandez-en une nouvelle à la personne qui vous l’a envoyée.
problem-registration-by-invitation = Sur cette instance, il faut une invitation pour ouvrir un espace. Indiquez le code du lien reçu par e-mail.
problem-company-switched = Cette session travaille maintenant pour un autre espace. Renouvelez votre jeton, ou revenez à l’espace précédent.
problem-already-member = Cette personne fait déjà partie de l’espace. Modifiez plutôt son rôle.
problem-last-owner = C’est le dernier propriétaire de l’espace. Nommez d’abord un autre propriétaire.

## Personnes et séances
problem-employee-exists = Une personne du même nom et de même adresse e-mail figure déjà dans l’espace.
problem-group-exists = Un groupe de ce nom figure déjà dans l’espace, aux accents et aux majuscules près.
problem-not-deleted = Cet élément n’est pas supprimé : il n’y a rien à restaurer.
problem-publication-ended = Cette photo a déjà été retirée, ou notée comme restant en place.
problem-guardian-required = Cette personne est mineure : ajoutez au moins un représentant légal, avec son adresse e-mail, avant de l’inviter.

## Autorisations
problem-already-asked = Cette personne a déjà reçu la demande pour cette séance.
problem-answer-given = Cette réponse a été donnée : elle compte jusqu’à ce que la personne la retire ou en donne une autre, et ne se supprime pas. Pour obtenir une autre réponse, demandez de nouveau ; pour oublier la personne, effacez-la.
problem-answer-begun = L’un des signataires a déjà répondu à cette demande : sa réponse compte, et la demande reste jusqu’à ce que les autres aient répondu aussi. Si elle a été supprimée, faites-en une nouvelle au lieu de la rétablir.
problem-person-erased = Cette personne a été effacée : ce qu’elle a signé est conservé comme preuve, et un propriétaire l’ouvre seul, en disant pourquoi.
problem-answer-not-pending = Cette demande a déjà reçu une réponse : elle ne peut plus être modifiée.
problem-email-bounced = Les e-mails pour cette personne reviennent : son adresse n’existe pas, ou ne veut plus de vos messages. Corrigez l’adresse, ou demandez un nouvel essai ; vous pouvez aussi lui transmettre le lien vous-même.
problem-reminded-recently = Cette personne a déjà reçu un message il y a moins de 24 heures. Laissez-lui le temps de répondre.
problem-link-expired = Ce lien a expiré. Demandez au studio de vous en envoyer un nouveau.
problem-link-revoked = Ce lien a été désactivé. Utilisez le dernier message reçu, ou demandez au studio un nouveau lien.
problem-code-closed = Trop de codes erronés : la saisie est bloquée. Réessayez dans { $wait }.
problem-code-too-soon = Un code vient de partir. Attendez son arrivée ; vous pourrez en demander un autre dans { $wait }.
problem-code-daily-limit = Vous avez demandé trop de codes aujourd’hui. Vous pourrez en demander un autre dans { $wait }.
problem-code-mailbox-limit = Trop de codes ont été envoyés à cette adresse. Vous pourrez en demander un autre dans { $wait }.
problem-signing-session-ended = Votre passage a dépassé trente minutes. Demandez un nouveau code pour continuer.
problem-account-suspended = Ce compte est suspendu. Adressez-vous aux administrateurs de ce serveur.
problem-company-suspended = Ce studio est suspendu : rien ne peut y être modifié, et personne ne peut lui donner d’autorisation.
problem-visit-reads-only = Vous êtes entré dans ce studio en tant qu’administrateur, en lecture seule.
problem-already-suspended = La suspension est déjà en place.
problem-not-suspended = Il n’y a pas de suspension.
problem-last-administrator = C’est le seul administrateur qui puisse se connecter. Nommez d’abord un autre administrateur.
problem-account-erased = Ce compte a été effacé : il n’en reste rien.
problem-account-not-deleted = Supprimez d’abord le compte : il pourra ensuite être effacé.
problem-no-owner = Aucun compte de propriétaire de cet espace n’existe plus. Restaurez-en un d’abord.
problem-owner-of-closed-company = C’est le seul propriétaire d’un espace fermé qui peut encore être restauré. Effacez le compte une fois ce délai passé.
problem-member-already = Vous êtes membre de ce studio : basculez plutôt vers lui.
problem-no-visit = Cette session n’est entrée dans aucun studio.
problem-template-replaced = Une version plus récente de ce texte est en vigueur.
problem-already-confirmed = Cette version est déjà signée pour le studio.
problem-already-answered = Cette demande a déjà reçu une réponse : elle est enregistrée et ne change pas.
problem-not-answered = Cette demande n’a pas encore reçu de réponse.
problem-document-changed = La séance ou le texte a changé depuis que vous l’avez lu. Relisez le document avant de signer.
problem-already-withdrawn = Cette autorisation a déjà été retirée.
problem-answer-replaced = La personne est majeure et a répondu elle-même : sa réponse a remplacé la vôtre, et elle seule peut la retirer.
problem-geocoder-unavailable = Le service qui situe les adresses ne répond pas.
problem-nothing-to-withdraw = Il n’y a pas d’autorisation à retirer : cette demande n’a pas été acceptée, ou tout a déjà été retiré.
problem-evidence-kept = Cette séance a des réponses dont la preuve doit encore être conservée. Supprimez-la plutôt : elle sera effacée quand la dernière preuve pourra l’être.
problem-employee-deleted = Cette personne a été supprimée : restaurez-la d’abord.
problem-erased = Les données de cette personne ont été effacées : ce document n’existe plus.
problem-evidence-contradicted = Les preuves de cette réponse ne sont plus ce qui a été scellé quand elle a été donnée : la base de données a peut-être été modifiée. Rien n’est remis, et les administrateurs ont été prévenus.
problem-pdf-not-ready = Le PDF est en cours de préparation. Réessayez dans un instant.
problem-streams-full = Trop d’écoutes sont ouvertes sur cette instance, ou elle s’arrête. Réessayez dans un instant.
problem-too-many-streams = Trop d’écoutes sont ouvertes avec ce compte. Fermez-en une, ou réessayez dans { $wait }.
problem-ticket-used = Ce ticket a déjà servi ou n’est plus valable. Demandez-en un autre avec POST /sse/ticket.

## Les photos
problem-database-gone = Le fichier de la base de données a disparu du disque. Rien n’est accepté tant que les administrateurs ne l’ont pas remis.
problem-pdf-damaged = Ce PDF manque ou est abîmé sur le disque du serveur. Ce qui a été décidé n’est pas touché : les preuves (ZIP) peuvent être téléchargées sans lui, et l’exemplaire envoyé à la personne reste valable. Les administrateurs sont prévenus : il doit revenir d’une sauvegarde.
problem-file-damaged = Ce fichier manque ou est abîmé sur le disque du serveur. Les administrateurs sont prévenus ; il doit revenir d’une sauvegarde.
problem-pictures-busy = Trop d’images sont en préparation en ce moment. Réessayez dans quelques secondes.
problem-picture-too-slow = Cette image demande trop de calcul. Essayez une taille plus petite, ou une autre image.

## Fichiers et photos
problem-storage-quota = L’espace de stockage prévu par votre formule est plein. Supprimez des fichiers, ou changez de formule.
problem-file-exists = Ce fichier a été envoyé de nouveau depuis : il n’y a rien à restaurer.
problem-not-a-photo = Ce fichier n’est pas une photo de séance.
problem-no-previous-photo = Il n’y a pas de photo avant celle-ci dans la séance. Indiquez les personnes une à une.
problem-refused-on-photo = Une personne nommée sur cette photo a refusé, retiré ou n’a pas accordé un usage pour cette séance, ou son autorisation a pris fin : sans son nom, la photo pourrait être publiée. Seul un utilisateur connecté qui a regardé la photo peut confirmer que la personne n’y est pas.
problem-nothing-on-hold = Aucun usage de cette autorisation n’est suspendu.
problem-not-publishable = Cette photo ne peut pas être publiée pour cet usage aujourd’hui : l’autorisation d’une personne manque, ou a pris fin.
problem-not-a-picture = Ce fichier n’est pas une image : il se télécharge, mais ne s’affiche pas.
problem-not-published = Cette image n’est plus publiée.
problem-too-many-uploads = Trop d’envois sont en cours. Terminez-en, ou abandonnez-en, avant d’en commencer d’autres.
problem-event-changed = Quelqu’un d’autre a modifié cette séance entre-temps. Regardez-la, puis recommencez.
problem-export-under-way = Un export est déjà en cours.
problem-export-not-ready = Cet export n’est pas prêt.
problem-export-expired = Cet export a été supprimé. Demandez-en un nouveau.
problem-too-many-exports = Trop d’exports sont en cours. Réessayez dans une minute.
problem-upload-offset = La position de l’envoi ne correspond pas ; demandez la position actuelle.
problem-tus-version = Cette instance parle tus 1.0.0 : envoyez l’en-tête « Tus-Resumable: 1.0.0 ».
problem-precondition-failed = Ce qui se trouve ici n’est pas ce que la requête attend. Rechargez-le avant de le modifier.
problem-upload-checksum = Ces octets ne sont pas ceux qui ont été envoyés : leur somme de contrôle est différente. Renvoyez-les.

## Les champs d’une requête
invalid-archive-reason = Cette personne a été effacée : dites pourquoi son document est ouvert, en 500 caractères au plus.
invalid-malformed-json = Ce n’est pas du JSON valide.
invalid-media-type = Envoyez « application/json ».
invalid-content-encoding = Envoyez le contenu sans le compresser.
invalid-required = Ce champ est obligatoire.
invalid-no-body = Rien n’est lu ici. N’envoyez pas de corps ; les paramètres vont dans l’adresse.
invalid-signer-required = Dites lequel des signataires vous l’a dit.
invalid-unknown-field = Ce champ n’existe pas. Vérifiez son nom, ou retirez-le.
invalid-duplicate-field = Ce nom figure deux fois dans le même objet. Gardez-le une seule fois.
invalid-too-deep = Cette valeur est imbriquée trop profondément.
invalid-checksum = Indiquez « sha1 » ou « sha256 », une espace, puis la somme en base64.
invalid-count = Indiquez de 1 à 1 000 éléments.
invalid-idempotency-key = La clé d’idempotence compte de 1 à 255 caractères ASCII visibles, sans espace.
invalid-idempotency-key-reused = Cette clé d’idempotence a déjà servi pour une autre requête. Choisissez-en une nouvelle.
invalid-wrong-type = La valeur n’est pas du type attendu.
invalid-sha256 = Ce n’est pas une empreinte SHA-256 : 64 chiffres hexadécimaux sont attendus.
invalid-choice = Cette valeur ne fait pas partie des choix possibles.
invalid-unknown = Cet élément n’existe pas dans votre espace.
invalid-twice = Cette valeur figure deux fois.
invalid-too-long = Ce texte est trop long.
invalid-control-characters = Ce texte contient des caractères invisibles qui ne sont pas acceptés, comme un retour à la ligne.
invalid-page = Le numéro de page va de 1 à 1 000 000.
invalid-limit = Demandez de 1 à 100 lignes par page.
invalid-order-by = Cette liste ne se trie pas ainsi. Écrivez par exemple « createdAt:desc ».
invalid-email = Saisissez une adresse e-mail complète, comme prenom@exemple.fr.
invalid-phone = Ce numéro de téléphone n’existe pas. Saisissez-le avec l’indicatif du pays, comme +33 6 12 34 56 78.
invalid-phone-rounded = Le tableur a arrondi ce numéro : ses derniers chiffres sont perdus. Mettez la colonne au format texte, puis saisissez-le de nouveau.
invalid-phone-country = Ce pays n’est pas reconnu : on ne sait pas d’où est ce numéro. Saisissez-le avec l’indicatif du pays, comme +33 6 12 34 56 78.
invalid-unknown-country = Ce pays n’est pas reconnu. Écrivez son nom, ou ses deux lettres, comme FR.
invalid-birth-date = Saisissez une date de naissance entre 1880 et aujourd’hui, comme 1990-05-23.
invalid-instant = Saisissez une date et une heure avec leur décalage, comme 2026-05-23T09:30:00+02:00.
invalid-hour = Cette heure ne peut pas être lue. Écrivez-la comme 09:30.
invalid-nobody-chosen = Choisissez au moins une personne ou un groupe.
invalid-day-or-instant = Saisissez une date comme 2026-05-23, ou une date et une heure avec leur décalage, comme 2026-05-23T09:30:00+02:00.
invalid-no-such-year = Choisissez une année entre 1900 et 2200.
invalid-day = Saisissez une date, comme 2026-05-23.
invalid-time-zone = Ce fuseau horaire n’existe pas. Saisissez un nom comme Europe/Paris.
invalid-colour = Saisissez une couleur comme #1a6b54.
invalid-vat-number = Ce numéro de TVA n’est pas valide. Un numéro français s’écrit FR, une clé de deux chiffres, puis le SIREN.
invalid-withdrawal-days = Choisissez de 1 à 30 jours.
invalid-assent-age = Choisissez un âge de 6 à 18 ans.
invalid-child-agrees = L’enfant doit être d’accord aussi : sinon, la réponse ne peut être qu’un refus.
invalid-reference = Ce n’est pas une référence : elle a 26 lettres et chiffres, en bas de chaque page de votre copie.
invalid-siret = Ce numéro SIRET n’est pas valable : il compte quatorze chiffres, dont le dernier est une clé.
invalid-latitude = La latitude va de -90 à 90 degrés.
invalid-longitude = La longitude va de -180 à 180 degrés.
invalid-lat-without-lng = La latitude et la longitude vont ensemble : donnez les deux, ou aucune.
invalid-guardians-needed = Un ou deux représentants légaux signent pour un mineur : saisissez 1 ou 2.
invalid-licence-months = La durée d’une autorisation va de 1 à 1 200 mois.
invalid-evidence-months = Les preuves se gardent de 0 à 1 200 mois après la fin de l’autorisation.
invalid-reminder-days = Entre l’invitation et les relances, comptez 1 à 60 jours.
invalid-reminders-at-most = On relance au plus 0 à 20 fois.
invalid-reminders-last-days = Les relances quotidiennes couvrent les 0 à 14 derniers jours avant la séance.
invalid-reminder-hour = On ne relance pas la nuit : choisissez une heure de 8 à 19.
invalid-retention-months = Ce qui est supprimé peut être restauré pendant 1 à 120 mois.
invalid-role-of-company = Ce rôle n’est pas celui d’un membre d’un espace. Choisissez OWNER, SUPER_USER, USER, PHOTOGRAPHER ou EMPLOYEE.
invalid-guardian-required = Cette personne est mineure : c’est un représentant légal, avec son adresse e-mail, qui est invité. Ajoutez-en un d’abord, ou dites lequel.
invalid-minor-without-guardian = Cette personne a moins de 18 ans et aucun représentant légal n’est indiqué : une séance ne peut pas demander d’autorisation.
invalid-minor-with-one-guardian = Cette personne a moins de 18 ans et un représentant légal sur deux est indiqué : il lui sera demandé qui est l’autre.
invalid-too-many-guardians = Deux représentants légaux au plus.
invalid-same-guardian = Cette adresse e-mail est déjà celle de l’autre représentant légal.
invalid-other-guardian = Deux titulaires de l’autorité parentale sont demandés et un seul est connu : indiquez l’autre, ou déclarez l’exercer seul.
invalid-other-guardian-not-asked = L’autre titulaire de l’autorité parentale n’est pas demandé ici.
invalid-other-guardian-and-alone = Indiquez l’autre titulaire de l’autorité parentale ou déclarez l’exercer seul, mais pas les deux.
invalid-link-expiry = Le lien doit expirer plus tard que maintenant, et dans un an au plus.
invalid-code-format = Le code compte six chiffres.
invalid-code-wrong = Ce code n’est pas le bon, ou il a expiré. Vérifiez le dernier message reçu, ou demandez un nouveau code.
invalid-refused-with-uses = Un refus ne peut pas autoriser d’usages : laissez-les tous de côté.
invalid-use-not-offered = Cet usage n’est pas demandé par le studio.
invalid-use-not-granted = Cet usage n’est pas autorisé aujourd’hui : il n’y a rien à retirer.
invalid-password-short = Choisissez un mot de passe d’au moins dix caractères. Une phrase convient très bien.
invalid-password-common = Ce mot de passe est parmi les premiers que l’on essaie. Choisissez-en un autre ; une phrase convient très bien.
invalid-password-is-email = Le mot de passe ne peut pas être votre adresse e-mail.
invalid-wrong-code = Ce code n’est pas le bon, ou il a déjà servi.
invalid-too-far = Choisissez une date plus proche : trois ans au plus.
invalid-wrong-password = Ce n’est pas votre mot de passe actuel.
invalid-nothing-accepted = Choisissez au moins un usage à autoriser, ou refusez.
invalid-too-many-uses = Proposez au plus 8 usages : décochez-en ou retirez-en.
invalid-use-words-missing = Cet usage est le vôtre : donnez-lui un nom et une phrase.
invalid-use-label-taken = Un autre usage porte déjà ce nom.
invalid-placeholder-open = Une accolade est ouverte ou fermée sans l’autre. Écrivez par exemple « {"{"}person{"}"} ».
invalid-placeholder-unknown = Le texte contient un champ entre accolades qui n’existe pas. Ceux qui existent : company, person, signer, event, place, dates, duration, studio, legal-form, representative, address, siren, siret, vat-number, contact, contact-name, contact-email, contact-phone, privacy-contact, photographer, client, self, guardian, child, withdraw-page, withdrawal-days, reference, proof-duration, refusal-duration, use-CODE.
invalid-placeholder-missing = Le texte doit nommer le studio, la personne et la durée : il lui manque {"{"}company{"}"}, {"{"}person{"}"} ou {"{"}duration{"}"}.
invalid-signature-required = Il manque la signature : dessinez-la ou saisissez votre nom.
invalid-signature-malformed = Cette signature n’a pas la forme attendue.
invalid-signature-too-large = Cette signature est trop volumineuse : 64 Kio au plus.
invalid-signature-empty = La signature est vide : dessinez-la dans le cadre.
invalid-signature-dot = Un point ne suffit pas : dessinez votre signature en entier.
invalid-signature-geometry = Le tracé de la signature sort du cadre ou contient des valeurs impossibles.
invalid-signature-not-png = L’image de la signature n’est pas un fichier PNG lisible.
invalid-signature-image-too-large = L’image de la signature est trop grande : 4 096 pixels de côté et 4 millions de pixels au plus.
invalid-signature-name = Saisissez votre nom, de 1 à 200 caractères.

# people and shoots
invalid-not-a-table = Ce fichier n’est pas un tableau. Envoyez un classeur Excel (.xlsx) ou un fichier CSV.
invalid-old-workbook = Ce format de classeur (.xls, .ods) n’est pas lu ici. Ouvrez le fichier, puis choisissez « Enregistrer sous » et « Classeur Excel (.xlsx) » ou « CSV ».
invalid-locked-workbook = Ce classeur est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe, puis envoyez-la.
invalid-broken-workbook = Ce classeur est abîmé ou incomplet. Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis renvoyez-le.
invalid-too-big-unpacked = Ce classeur contient beaucoup trop de données. Copiez la liste des personnes dans un nouveau classeur, puis envoyez celui-ci.
invalid-empty-file = Ce fichier est vide.
invalid-headers-only = Ce fichier n’a que des en-têtes : il n’y a personne en dessous.
invalid-no-headers = Aucun en-tête de colonne n’est reconnu. Sur la première ligne, nommez les colonnes : Nom, Prénom, E-mail…
invalid-no-name-column = Il manque une colonne pour le nom. Il en faut deux, « Nom » et « Prénom », ou une seule, « Nom complet ».
invalid-no-email-column = Il manque une colonne « E-mail ».
invalid-too-many-lines = Ce fichier a trop de lignes. Partagez-le en plusieurs fichiers.
invalid-too-many-columns = Ce fichier a trop de colonnes : 256 au plus.
invalid-cell-too-long = Une cellule de ce fichier contient un texte démesuré. Vérifiez qu’un guillemet n’est pas resté ouvert.
invalid-group-name = Donnez un nom au groupe, de 1 à 100 caractères.
invalid-full-name = Le prénom et le nom ne se distinguent pas. Écrivez le nom en capitales (« DUPONT Jean »), ou faites-en deux colonnes.
invalid-birth-day = Cette date de naissance n’est pas lisible. Écrivez-la comme 31/12/2009.
invalid-birth-day-range = Cette date de naissance n’est pas entre 1880 et aujourd’hui. Écrivez-la comme 31/12/2009.
invalid-one-name = Il n’y a qu’un seul nom : il faut le prénom et le nom. Complétez l’autre, ou mettez un tiret si la personne n’en a pas.
invalid-formula = C’est une formule, pas une valeur. Dans votre tableur, copiez la colonne et collez-la en valeurs.
invalid-unreadable = Des lettres de ce nom ont été perdues (�) avant que le fichier n’arrive ici. Saisissez-le de nouveau.
invalid-other-encoding = Le texte n’est pas dans cet encodage : une grande partie est illisible. Choisissez-en un autre.
invalid-unknown-encoding = Cet encodage n’est pas reconnu. Écrivez par exemple UTF-8, windows-1252, macintosh ou cp850.
note-several-emails = Il y a plusieurs adresses e-mail ici : la première a été prise.
note-several-phones = Il y a plusieurs numéros de téléphone ici : le premier a été pris.
note-birth-day-none = C’est ce que les logiciels écrivent quand il n’y a pas de date de naissance : aucune n’a été prise.
invalid-language = Cette langue n’est pas proposée. Écrivez « français » ou « anglais ».
invalid-multipart = L’envoi est incomplet ou mal formé. Joignez le fichier dans le champ « file » d’un formulaire.
invalid-guardians-without-age = Indiquez la date de naissance : les représentants légaux signent jusqu’aux dix-huit ans de la personne.
invalid-end-before-start = La fin ne peut pas précéder le début.
invalid-far-away = Choisissez une date entre l’an 2000 et les dix prochaines années.
invalid-range-too-long = Un an au plus à la fois : choisissez une période plus courte.
invalid-too-many-events = Il y a plus de 5 000 séances dans cette période : choisissez-en une plus courte.
invalid-shoot-too-long = Une séance dure un an au plus. Séparez-la en plusieurs.
invalid-too-many-people = Mille personnes au plus à la fois. Ajoutez les autres ensuite.
invalid-not-invited = L’invitation a été envoyée à une autre adresse e-mail.
invalid-too-many-groups = Cent groupes au plus.
invalid-makes-minors = À cette date, une personne qui a signé elle-même, ou qui n’a pas de représentant légal, serait mineure. Ajoutez ses représentants légaux, ou retirez d’abord sa demande.
invalid-system-channel = Les messages de l’administration se lisent dans la liste : choisissez IN_APP ou BOTH.
invalid-too-many-ids = Mille identifiants au plus à la fois.
invalid-ids-or-all = Donnez soit « ids », soit « all » : true.

# les photos
invalid-file-type = Ce type de fichier n’est pas accepté. Envoyez une photo JPEG, PNG, WebP ou GIF, ou un document PDF.
invalid-file-heic = Les photos HEIC ne sont pas lues ici. Sur l’iPhone, choisissez Réglages > Appareil photo > Formats > « Le plus compatible », ou exportez la photo en JPEG, puis envoyez-la de nouveau.
invalid-file-avif = Les images AVIF ne sont pas lues ici. Enregistrez-la en JPEG, PNG ou WebP, puis envoyez-la de nouveau.
invalid-file-svg = Les images SVG ne sont pas acceptées : elles peuvent contenir des programmes. Exportez-la en PNG, de 1 000 pixels de large par exemple.
invalid-file-not-a-picture = Ce fichier n’est pas une image.
invalid-picture-too-long = Cette image est trop longue ou trop haute. Réduisez-la, puis envoyez-la de nouveau.
invalid-picture-too-many-pixels = Cette image compte trop de pixels. Réduisez-la, puis envoyez-la de nouveau.
invalid-picture-too-many-frames = Cette animation compte trop d’images. Envoyez une image fixe.
invalid-picture-decodes-too-large = Cette image occuperait trop de mémoire une fois ouverte. Réduisez-la, ou enregistrez-la en JPEG.
invalid-picture-broken = Cette image est abîmée ou incomplète. Ouvrez-la sur votre appareil, enregistrez-la de nouveau, puis renvoyez-la.
invalid-transform-length = Une transformation compte de 1 à 600 caractères.
invalid-transform-word = La transformation contient un mot inconnu. Écrivez par exemple « w_400,h_300,c_fill ».
invalid-transform-twice = Un même mot figure deux fois dans la transformation.
invalid-transform-side = Un côté va de 1 à 4 096 pixels, « dpr » compris.
invalid-transform-crop = Le recadrage est limit, fit, fill, thumb ou pad.
invalid-transform-gravity = La partie à garder est center, north_east ou un autre point cardinal, auto, ou xy:0.3:0.7.
invalid-transform-colour = La couleur s’écrit en six chiffres hexadécimaux, comme b_1a6b54.
invalid-transform-quality = La qualité va de 1 à 100, ou « auto ».
invalid-transform-format = Le format est jpg, png, webp, avif ou auto.
invalid-transform-dpr = La densité est 1, 1.5, 2, 2.5 ou 3.
invalid-transform-effect = Cet effet n’existe pas, ou sa force ou son cadre sort des limites.
invalid-transform-effects = Une transformation compte seize effets au plus.
invalid-transform-layer = Le filigrane s’écrit « watermark », suivi si l’on veut d’une place et d’une largeur de 5 à 100 : watermark:south_east:30.
invalid-transform-opacity = L’opacité va de 1 à 100, et ne va qu’avec un filigrane.
invalid-transform-preset = Ce format prédéfini n’existe pas sur cette instance.

# fichiers et photos
invalid-file-empty = Ce fichier est vide.
invalid-file-kind = Ce type n’existe pas, ou n’est pas prévu ici. Une séance prend EVENT_PHOTO, MODEL, IMAGE_RIGHT et DOCUMENT ; une personne, MODEL, IMAGE_RIGHT et DOCUMENT.
invalid-file-name = Un nom de fichier ne contient ni barre oblique ni caractère invisible, et ne commence pas par un point.
invalid-file-owner = Indiquez « event » ou « employee ».
invalid-name-of-one-file = Le nom ne vaut que pour un seul fichier. Retirez-le, ou envoyez les fichiers un à un.
invalid-one-file = Envoyez une seule image.
invalid-too-many-files = Cent fichiers au plus à la fois. Envoyez les autres ensuite.
invalid-malformed-form = Le formulaire est incomplet ou mal formé. Envoyez « multipart/form-data », un champ « file » par fichier.
invalid-upload-metadata = « Upload-Metadata » se compose de paires séparées par des virgules : une clé, une espace, la valeur en base64.
invalid-ids = Indiquez de 1 à 100 numéros, séparés par des virgules.
invalid-not-a-photo = Ce fichier n’est pas une photo de séance.
invalid-count-photos = Indiquez de 1 à 500 photos.
invalid-too-many-on-photo = Deux cents personnes au plus par photo.
invalid-people-or-same = Indiquez les personnes, ou « sameAsPrevious », mais pas les deux.
invalid-too-many-faces = Cent visages au plus par photo.
invalid-face = Un cadre a une largeur et une hauteur, et tient dans l’image : chaque valeur va de 0 à 1.
invalid-focus = Le point à garder se donne de 0 à 1, depuis le coin en haut à gauche.
invalid-in-the-past = Choisissez un moment à venir.
invalid-in-the-future = Choisissez un jour passé, ou aujourd’hui.
invalid-link-too-long = Sans usage, l’adresse d’une photo vaut sept jours au plus. Liez-la à un usage, ou choisissez une date plus proche.

## Facturation
problem-plan-limit = La formule ne le permet pas.
invalid-plan-limit = La formule ne permet pas plus de personnes. Changez de formule dans Réglages, Formule et factures.
problem-payment-needed = Sur cette formule, une séance se paie avant d’être créée : passez par POST /stripe/payment, ou par « Payer et envoyer » dans la console.
problem-billing-disabled = Rien n’est facturé sur ce serveur : toutes les fonctions sont ouvertes, sans formule ni facture.
problem-payments-unavailable = Le service de paiement ne répond pas. Rien n’a été payé ; réessayez dans quelques minutes.
problem-already-subscribed = Il y a déjà un abonnement. Pour en changer, ouvrez l’espace client.
problem-order-under-way = Une autre commande vient d’être payée ou abandonnée. Attendez une minute, puis rechargez la page.
problem-plan-not-sold = Cette formule n’est pas en vente sur ce serveur.
problem-nothing-to-pay = Il n’y a rien à payer pour cette séance : créez-la directement.
problem-address-needed = Complétez d’abord l’adresse du studio (rue et ville), dans Réglages > Studio : les factures doivent la porter.
problem-siret-needed = Indiquez d’abord le SIRET du studio, dans Réglages > Studio : la facture d’une entreprise doit le porter. Association ou particulier : indiquez-le au même endroit.
problem-vat-number-needed = Indiquez d’abord le numéro de TVA du studio, dans Réglages > Studio : la facture d’une entreprise d’un autre pays de l’Union européenne doit le porter. Association ou particulier : indiquez-le au même endroit.
problem-webhook-signature = La signature n’est pas celle d’un de nos secrets.
problem-webhook-stale = L’appel a été signé il y a plus de cinq minutes, ou dans le futur.
problem-webhook-unreadable = Le contenu n’est pas un évènement.
problem-webhook-mode = L’évènement est d’essai et la clé est réelle, ou l’inverse.
invalid-month = Écrivez le mois ainsi : 2026-11.
