# Les réglages d’un studio et de son propre compte, sous /console/settings.

## Les rubriques
settings-title = Réglages
settings-title-lead = L’image de votre studio, ses demandes d’autorisation, son équipe ; et votre compte.
settings-of-studio = Studio
settings-of-account = Votre compte
settings-studio = Fiche du studio
settings-studio-lead = Qui est le studio, qui contacter, couleur et logo, tels que les gens les voient.
settings-release = Texte de l’autorisation
settings-release-lead = Le texte que les personnes acceptent, les usages proposés, et toutes les versions.
settings-requests = Demandes et conservation
settings-requests-lead = Représentants légaux des mineurs, relances automatiques, durées des autorisations et des preuves.
settings-team = Équipe
settings-team-lead = Qui travaille pour le studio, avec quel rôle ; invitations.
settings-tokens = Jetons d’API
settings-tokens-lead = L’accès de vos propres programmes.
settings-audit = Journal
settings-audit-lead = Qui a fait quoi dans le studio, et quand.
settings-mails = E-mails envoyés
settings-mails-lead = Quels e-mails sont partis, à qui, et ce qu’ils sont devenus.
settings-data = Données
settings-data-lead = Emporter vos données, ou fermer le studio.
settings-profile = Profil
settings-profile-lead = Votre nom, adresse e-mail, langue et fuseau horaire.
settings-security = Connexion et sécurité
settings-security-lead = Mot de passe, double authentification, et appareils connectés.
settings-notifications = Notifications
settings-notifications-lead = Ce dont vous êtes averti, et si c’est par e-mail.
settings-companies = Vos studios
settings-companies-lead = Travailler pour un autre studio, répondre à une invitation, en ouvrir un nouveau.

## Rôles
role-admin = Administrateur
role-developer = Exploitant
role-owner = Propriétaire
role-owner-hint = Tout, y compris l’équipe, le texte de l’autorisation et ces réglages.
role-super-user = Responsable
role-super-user-hint = Comme un membre ; en plus, importe, gère les groupes, supprime, restaure et relance.
role-user = Membre
role-user-hint = Crée les séances, gère les personnes et suit les autorisations.
role-photographer = Photographe
role-photographer-hint = Voit les séances qu’il photographie, y ajoute des photos et les nomme.
role-employee = Personne photographiée
role-employee-hint = Ne voit que ses propres autorisations.

## Fiche du studio
studio-identity = Fiche
studio-name = Nom du studio
studio-siret = SIRET
studio-siret-hint = 14 chiffres. Il figure sur les autorisations.
studio-contact = E-mail de contact
studio-contact-hint = Les réponses aux e-mails sur les autorisations y arrivent. Sans lui, elles vont à la personne qui a créé la séance.
studio-legal-form = Forme juridique
studio-legal-form-hint = Par exemple SAS, entreprise individuelle ou association loi 1901.
studio-vat-number = Numéro de TVA
studio-representative = Représentant légal
studio-representative-hint = La personne qui engage le studio : nom et prénom.
studio-capacity = En qualité de
studio-capacity-hint = Par exemple gérante, président, directrice.
studio-contact-title = Contact pour les autorisations
studio-contact-title-hint = Affiché aux personnes photographiées sur chaque page, dans chaque e-mail et sur chaque PDF.
studio-contact-name = Nom du contact
studio-contact-phone = Téléphone
studio-privacy-contact = E-mail pour les données personnelles
studio-privacy-contact-hint = Celui du délégué à la protection des données, si le studio en a un.
studio-promises = Ce que le studio promet
studio-withdrawal-days = Délai pour appliquer un retrait, en jours
studio-withdrawal-days-hint = De 1 à 30. Le texte de l’autorisation dit « sans délai, et au plus tard » dans ce nombre de jours.
studio-assent-age = Demander aussi à l’enfant
studio-assent-age-hint = Quand un représentant légal signe, l’enfant donne aussi son accord, sur la même page.
studio-assent-never = Jamais
studio-assent-from = À partir de { $count } ans
missing-legalForm = forme juridique
missing-representative = représentant légal
missing-address = adresse
missing-siret = SIRET
missing-contactName = nom du contact
missing-contactEmail = e-mail de contact
missing-contactPhone = téléphone de contact
missing-privacyContact = e-mail pour les données personnelles
missing-vatNumber = numéro de TVA
studio-missing = Il manque à l’autorisation : { $missing }.
studio-colour = Couleur
studio-colour-hint = La couleur des pages, e-mails et documents, par exemple #1a6b54.
studio-address-hint = Elle figure sur les autorisations.
studio-line2 = Complément d’adresse
studio-country = Pays
studio-logo = Logo
studio-logo-hint = Affiché à la place du nom, sur les pages et dans les e-mails. Un PNG à fond transparent convient le mieux.
studio-logo-now = Logo actuel
studio-logo-none = Aucun logo
studio-logo-file = Fichier image du logo
studio-logo-add = Ajouter
studio-logo-replace = Remplacer
studio-logo-remove = Retirer
toast-logo = Logo enregistré.
toast-logo-removed = Logo retiré.

## Texte de l’autorisation
release-edit = Texte
release-in-force = Version { $count } en vigueur
release-title = Titre
release-body = Texte
release-uses = Usages proposés
release-uses-hint = De 1 à 8. Chacun s’accepte ou se refuse séparément ; rien n’est coché d’avance. Retirer un usage ne change rien aux réponses déjà données.
release-use-label = Nom de l’usage
release-use-sentence = Ce qu’il veut dire, en une phrase
release-use-code = Code :
release-use-new = Nouvel usage
release-use-offer = Proposer cet usage
release-use-add = Ajouter un usage à vous
release-use-drop = Retirer
release-placeholders = Ce qui est rempli pour chaque personne
release-placeholder-company = le nom du studio (obligatoire)
release-placeholder-person = la personne photographiée (obligatoire)
release-placeholder-signer = qui signe : la personne, ou un représentant légal
release-placeholder-event = le nom de la séance
release-placeholder-place = son lieu
release-placeholder-dates = sa date et ses heures
release-placeholder-duration = la durée de l’autorisation (obligatoire)
release-marks = Une ligne qui commence par « # » est un titre, par « - » un élément de liste. Une ligne vide commence un paragraphe.
release-unknown = Repères inconnus : { $names }. Rien ne les remplacera, et le texte ne peut pas être publié.
release-publish = Publier
release-publish-hint = Ceux qui n’ont pas encore répondu voient la nouvelle version. Les autorisations déjà données gardent la leur.
release-preview = Aperçu
release-preview-go = Actualiser l’aperçu
release-preview-hint = Ce que voit un signataire, avec des noms d’exemple.
release-default = Repartir du texte standard
release-uneven = Les deux langues ne proposent pas les mêmes usages. Chacun se voit proposer ceux de la langue qu’il lit.
release-versions = Versions
release-version-head = Version
release-version = Version { $count }
release-now = En vigueur
release-since = Publiée le
release-published = Publiée le { $day }
release-uses-count = { $count ->
    [one] 1 usage
   *[other] { $count } usages
}
release-again = Reprendre ce texte
release-sample-person = Camille Martin
release-sample-event = Portes ouvertes
release-sample-place = 12 rue des Lilas, 75011 Paris
toast-published = Publié : cette version est maintenant en vigueur.

## Demandes et conservation
requests-title = Demandes
requests-number = Écrivez un nombre entier.
requests-guardians = Mineurs
requests-guardians-hint = S’applique aux demandes envoyées à partir de maintenant.
requests-guardians-needed = Qui signe pour un mineur
requests-guardians-count = { $count ->
    [one] Un représentant légal
   *[other] Les deux représentants légaux
}
requests-reminders = Relances
requests-reminders-hint = Personne n’est relancé la nuit, deux fois en un jour, ni après avoir répondu.
requests-enabled = Relancer automatiquement ceux qui n’ont pas répondu
requests-first = Première relance, en jours après la demande
requests-every = Puis tous les … jours
requests-most = Relances au maximum
requests-last = Chaque jour, les … derniers jours avant la séance
requests-last-hint = 0 pour aucune.
requests-hour = Envoyées à partir de
requests-zone = Fuseau horaire
requests-kept = Durées
requests-licence = Durée des autorisations, en mois
requests-licence-hint = 96 mois font 8 ans. Les autorisations déjà données gardent leur terme.
requests-evidence = Conservation des preuves ensuite, en mois
requests-evidence-hint = 60 mois font 5 ans, le délai de prescription habituel en France. La preuve d’un refus est conservée un an au moins.
requests-retention = Restauration possible après suppression, en mois
requests-retention-hint = Ensuite, l’effacement est définitif.

## Équipe
team-find = Chercher un membre
team-all-roles = Tous les rôles
team-role = Rôle
team-members = Membres
team-since = Depuis
team-you = vous
team-inactive = N’a pas encore choisi de mot de passe
team-change-role = Changer le rôle
team-remove = Retirer du studio
team-leave = Quitter le studio
team-leave-title = Quitter ce studio ?
team-leave-text = Vous n’aurez plus accès à ses séances, personnes et photos. Un propriétaire pourra vous inviter à nouveau.
team-leave-go = Quitter le studio
team-role-changed = Quelqu’un a changé entre-temps le rôle de { $name } : { $role }. Choisissez à nouveau s’il en faut un autre.
team-own-role-title = Changer votre propre rôle ?
team-own-role-text = Vous risquez de perdre l’accès à ces réglages. Un autre propriétaire pourra vous le rendre.
team-own-role-go = Changer mon rôle
team-reset-factor = Désactiver la double authentification
team-reset-factor-title = Désactiver la double authentification de { $name } ?
team-reset-factor-text = Pour un collègue qui a perdu l’application et les codes de secours. { $name } se connectera avec le seul mot de passe, et en est averti par e-mail.
team-reset-factor-go = Désactiver
team-invitations = Invitations en attente
team-invitation-until = valable jusqu’au { $day }
team-invitation-over = Expirée
team-invite = Inviter un collègue
team-invite-hint = La personne reçoit un e-mail avec un lien, valable 7 jours, et rejoint le studio quand elle accepte.
team-invite-photographer = Inviter un photographe
team-invite-photographer-hint = Cette personne reçoit un e-mail avec un lien, valable 7 jours, et ne voit que les séances qu’elle photographie. Un propriétaire peut inviter avec d’autres rôles.
team-invite-go = Envoyer l’invitation
team-invite-again = Renvoyer
team-invite-withdraw = Annuler l’invitation
team-locale = Langue de l’e-mail
team-roles = Ce que permet chaque rôle
toast-invited = Invitation envoyée.
toast-invitation-withdrawn = Invitation annulée : son lien ne fonctionne plus.
toast-role-changed = Rôle changé.
toast-member-removed = Retiré du studio.
toast-member-restored = De nouveau membre, avec son ancien rôle.
toast-factor-reset = Double authentification désactivée.

## Jetons d’API
tokens-list = Jetons
tokens-none = Aucun jeton d’API
tokens-none-hint = Un jeton permet à un de vos programmes d’utiliser l’API en votre nom, avec les droits que vous cochez.
tokens-new = Nouveau jeton
tokens-hint = Donnez à chaque programme son propre jeton, avec le moins de droits possible. Il n’a jamais plus de droits que votre rôle.
tokens-name = Nom, par exemple celui du programme
tokens-lasts = Valable
tokens-days = { $count ->
    [365] 1 an
    [1095] 3 ans
   *[other] { $count } jours
}
tokens-scopes = Droits
tokens-scopes-hint = Ce que le programme peut faire.
tokens-create = Créer le jeton
tokens-made = Jeton créé : { $name }
tokens-made-hint = Copiez-le maintenant : il ne sera plus affiché.
tokens-secret = Le jeton
tokens-use = Envoyez-le avec chaque requête, sous la forme « Authorization: Bearer … ».
tokens-used = Dernière utilisation
tokens-unused = jamais
tokens-until = Valable jusqu’au
tokens-over = Expiré
tokens-revoke = Révoquer
tokens-revoke-one = Révoquer « { $name } »
tokens-revoke-hint = Les programmes qui l’utilisent sont aussitôt refusés. C’est définitif.
toast-token-revoked = Jeton révoqué.
scope-people-read = Voir les personnes, groupes et imports
scope-people-write = Modifier les personnes, groupes et imports
scope-shoots-read = Voir les séances et le calendrier
scope-shoots-write = Créer et modifier des séances, ce qui demande des autorisations
scope-answers-read = Voir les autorisations et télécharger leurs documents
scope-answers-write = Demander, relancer et renouveler
scope-files-read = Voir les photos et fichiers
scope-files-write = Ajouter et modifier des photos
scope-live-read = Suivre les événements en direct

## Données
data-everything = Tout exporter
data-everything-hint = Un seul ZIP avec toutes les données du studio (JSON), chaque PDF signé et sa preuve, et toutes les photos et tous les documents. Vous êtes prévenu quand il est prêt, et pouvez le télécharger pendant 7 jours.
data-everything-go = Préparer l’export
data-exports = Exports complets
data-exports-hint = Vous pouvez quitter cette page : vous serez prévenu.
data-exports-again = Afficher l’avancement
data-export-download = Télécharger
export-state-waiting = En attente
export-state-running = En préparation
export-state-done = Prêt · { $size } Mo · jusqu’au { $day }
export-state-failed = N’a pas pu être préparé. Réessayez, ou prévenez l’administrateur.
export-state-expired = Supprimé
toast-export = L’export est en préparation. Vous serez prévenu.
data-export = Emporter vos données
data-export-hint = Les tableaux s’ouvrent dans tout tableur ; les documents sont des PDF et des preuves vérifiables sans be-right.
data-people-hint = Tout le monde, avec représentants légaux et groupes.
data-shoots = Autorisations, documents et photos
data-shoots-hint = Chaque séance a sa feuille de présence, ses réponses, ses PDF signés et ses preuves sous « Documents », et ses photos en ZIP.
data-close = Fermer le studio
data-close-hint = { $count ->
    [one] Plus personne ne peut entrer dans le studio, plus aucun e-mail ne part, et les liens de réponse ne fonctionnent plus. Un propriétaire peut le rouvrir pendant 1 mois ; ensuite tout est effacé, sauf les preuves à conserver.
   *[other] Plus personne ne peut entrer dans le studio, plus aucun e-mail ne part, et les liens de réponse ne fonctionnent plus. Un propriétaire peut le rouvrir pendant { $count } mois ; ensuite tout est effacé, sauf les preuves à conserver.
}
data-close-name = Pour confirmer, écrivez le nom du studio : { $name }
data-close-other = Ce n’est pas le nom du studio.
data-close-go = Fermer le studio

## Profil
profile-identity = Vous
profile-email-hint = Une nouvelle adresse compte une fois ouvert le lien qui y est envoyé.
profile-password-hint = Seulement pour changer l’adresse e-mail.
profile-pending = { $email } attend d’être confirmée : ouvrez le lien de l’e-mail qui y a été envoyé.
profile-looks = Affichage
profile-theme = Thème
profile-theme-system = Comme l’appareil
profile-theme-light = Clair
profile-theme-dark = Sombre
profile-locale = Langue
profile-locale-hint = De la console, et des e-mails qui vous sont adressés.
profile-zone = Fuseau horaire
profile-rows = Lignes par page
toast-email-asked = Enregistré. Pour utiliser la nouvelle adresse, ouvrez le lien qui y a été envoyé.

## Mot de passe, second facteur, sessions
password-current = Mot de passe actuel
password-new = Nouveau mot de passe
password-title = Mot de passe
password-hint = Un nouveau mot de passe vous déconnecte partout ailleurs, et met fin à vos jetons d’API et adresses de calendrier.
password-go = Changer le mot de passe
toast-password = Mot de passe changé.
factor-title = Double authentification
factor-on = Activée
factor-off = Désactivée
factor-hint = En plus du mot de passe, la connexion demande un code d’une application de votre téléphone. Un mot de passe volé ne suffit plus.
factor-since = Activée depuis le { $day }.
factor-codes-left = { $count ->
    [0] Il ne reste aucun code de secours : remplacez-les.
    [one] Il reste un code de secours.
   *[other] Il reste { $count } codes de secours.
}
factor-begin = Activer la double authentification
factor-begin-again = Recommencer avec un nouveau code QR
factor-begin-go = Continuer
factor-enrol = Préparer l’application
factor-step-app = Ouvrez une application d’authentification, comme Aegis, 2FAS, Google Authenticator ou 1Password.
factor-step-scan = Scannez ce code QR, ou tapez la clé.
factor-step-code = Tapez ci-dessous les six chiffres que l’application affiche.
factor-qr = Code QR pour l’application d’authentification
factor-secret = Clé à taper
factor-again-hint = Le code n’était pas le bon. Tapez celui que l’application affiche maintenant, ou recommencez ci-dessous.
factor-confirm = Confirmer
factor-confirm-go = Activer
factor-code = Code
factor-code-hint = Six chiffres de l’application.
factor-any-code-hint = Six chiffres de l’application, ou un code de secours.
factor-renew = Remplacer les codes de secours
factor-renew-hint = Les anciens codes ne fonctionnent plus.
factor-renew-go = Créer de nouveaux codes
factor-turn-off = Désactiver la double authentification
factor-turn-off-hint = Le mot de passe seul suffira de nouveau.
factor-turn-off-go = Désactiver
toast-factor-off = La double authentification est désactivée.
recovery-title = Vos codes de secours
recovery-hint = Chacun ouvre votre compte une fois, si le téléphone est perdu. Gardez-les en lieu sûr, pas sur ce téléphone : ils ne seront plus affichés.
recovery-all = Tous les codes de secours
recovery-done = Je les ai gardés
sessions-title = Où vous êtes connecté
sessions-browser = Navigateur
sessions-used = Dernière utilisation
sessions-this = ce navigateur
sessions-unknown = Navigateur inconnu
sessions-end-others = Déconnecter partout ailleurs
toast-session-ended = Déconnecté.

## Notifications par type
channels-consents = Autorisations
channels-shoots = Séances
channels-mails = E-mails qui n’arrivent pas
channels-people = Personnes
channels-rest = Autres
channel-default = Par défaut : dans la console
channel-default-mails = Par défaut : e-mail si c’est à moi d’agir
channel-in-app = Dans la console
channel-email = Par e-mail
channel-both = Dans la console et par e-mail
channel-digest = Dans la console, et un e-mail par jour
channel-none = Pas du tout
channel-of-answer-response = Un des deux représentants légaux a répondu
channel-of-answer-response-accepted = Quelqu’un accepte
channel-of-answer-response-refused = Quelqu’un refuse
channel-of-event-created = Une séance est créée
channel-of-event-updated = Une séance est modifiée
channel-of-event-reminder = Des relances sont envoyées
channel-of-event-pending = Une séance commence
channel-of-event-completed = Tout le monde a répondu
channel-of-event-closed = Une séance se termine ou est annulée
channel-of-employee-created = Une personne est ajoutée
channel-of-employee-updated = Une personne est modifiée
channel-of-export-ready = L’export complet que j’ai demandé est prêt
channel-of-daily-root = La racine quotidienne des preuves, une fois par semaine
channel-of-import-done = Mon import est terminé
channel-of-consent-withdrawn = Une autorisation est retirée
channel-of-consent-expiring = Des autorisations vont expirer
channel-of-email-bounced = Une adresse e-mail n’existe pas
channel-of-mail-undelivered = Une demande n’arrive pas
channel-of-badge-earned = Je gagne un badge
channel-of-system = Messages des administrateurs

## Studios
companies-own = Vos studios
companies-here = vous êtes ici
companies-switch-to = Passer à un autre studio
companies-switch = Y passer
companies-invited = Invitations
companies-by = Invité par { $name }
companies-accept = Accepter
companies-decline = Refuser
companies-closed = Studios fermés
companies-closed-hint = Vous en étiez propriétaire : vous pouvez les rouvrir tant qu’ils ne sont pas effacés.
companies-closed-on = Fermé le { $day }
companies-reopen = Rouvrir
companies-new = Nouveau studio
companies-new-hint = Un studio distinct, avec ses personnes, séances, textes et équipe. Vous en devenez propriétaire.
companies-create = Créer le studio
toast-switched = Vous travaillez maintenant pour ce studio.
toast-invitation-declined = Invitation refusée.
