# Les pages de l’instance, et le journal des e-mails.

## L’instance, pour qui l’exploite
instance-title = Instance
instance-title-lead = Le serveur lui-même : ce qu’il envoie, fait et conserve.
instance-areas = Exploitation
instance-version = Version { $version }
instance-company = studio nº { $id }
instance-audit = Journal
instance-audit-lead = Qui a fait quoi dans tous les studios et sur le serveur, et quand.
instance-companies = Studios
instance-companies-lead = Chaque studio de ce serveur : ses chiffres, ses membres et ce que vous pouvez faire pour lui.
instance-users = Comptes
instance-users-lead = Toutes les personnes qui peuvent se connecter à ce serveur.
instance-plans = Formules
instance-plans-lead = Ce que paie chaque studio, et jusqu’à quand.
instance-plans-paid = Payé
instance-plans-late = Paiement manquant
instance-plans-ends = Finit avec sa période
instance-plans-by-hand = Fixé à la main
instance-plans-until = Jusqu’au
instance-plans-read = Dernière lecture
instance-plans-last-day = Dernier jour
instance-plan-set-plan = Fixer la formule à la main
instance-plan-set-plan-hint = Quoi que paie le studio. Sans dernier jour, jusqu’à nouvel ordre. Ses propriétaires sont prévenus.
instance-plan-end-plan = Mettre fin à la formule fixée à la main
instance-plan-end-plan-hint = Le studio revient à la formule qu’il paie. Ses propriétaires sont prévenus.
instance-plan-sync = Relire l’abonnement
instance-plan-sync-hint = Demande au service de paiement ce que le studio a payé. Cela se fait aussi chaque nuit.
instance-seller-missing = Aucune facture n’est écrite pour l’instant
instance-seller-missing-hint = Ces réglages manquent. Ce qui est payé entre-temps sera facturé dès qu’ils seront là.
instance-shoots = Séances
instance-shoots-lead = Les séances de tous les studios, autant qu’un administrateur en a besoin. Pour leur contenu, consultez le studio.
instance-people = Personnes
instance-people-lead = Les personnes de tous les studios. Les lister ou les ouvrir est inscrit au journal d’audit.
instance-consents = Autorisations
instance-consents-lead = Les demandes d’autorisation de tous les studios et leur état, sans les réponses. Les lister ou les ouvrir est inscrit au journal d’audit.
instance-search-shoots = Nom (d’un seul studio)
instance-search-people = E-mail, ou début du nom
instance-search-consents = Référence
instance-rows-company = N° du studio (voir Studios)
instance-rows-choose = Un nom se cherche dans un studio : donnez son numéro.
instance-shoot = Séance
instance-date = Date
instance-reference = Référence
instance-answer-accepted = Accepté, en tout ou partie
instance-answered = Répondu
instance-shoot-delete = Supprimer la séance
instance-shoot-delete-hint = Avec ses demandes : leurs liens ne fonctionnent plus. Elle peut être restaurée. Les propriétaires du studio lisent votre motif.
instance-shoot-restore = Restaurer la séance
instance-shoot-restore-hint = Avec ses demandes, dont les liens fonctionnent à nouveau. Les propriétaires du studio lisent votre motif.
instance-person-delete = Supprimer la personne
instance-person-delete-hint = Avec ses demandes sans réponse. Elle peut être restaurée. Les propriétaires du studio lisent votre motif.
instance-person-restore = Restaurer la personne
instance-person-restore-hint = Avec les demandes supprimées en même temps. Les propriétaires du studio lisent votre motif.
instance-consent-delete = Supprimer la demande
instance-consent-delete-hint = Son lien ne fonctionne plus. Elle peut être restaurée. Les propriétaires du studio lisent votre motif.
instance-consent-restore = Restaurer la demande
instance-consent-restore-hint = Ses anciens liens restent fermés : un rappel en envoie un nouveau. Les propriétaires du studio lisent votre motif.
toast-company-set-plan = La formule est fixée.
toast-company-end-plan = La formule fixée à la main a pris fin.
toast-company-sync-plan = L’abonnement sera relu dans un instant.
toast-shoot-delete = La séance est supprimée.
toast-shoot-restore = La séance est restaurée.
toast-person-delete = La personne est supprimée.
toast-person-restore = La personne est restaurée.
toast-consent-delete = La demande est supprimée.
toast-consent-restore = La demande est restaurée.
instance-settings = Réglages en vigueur
instance-settings-lead = Ce avec quoi le serveur fonctionne, et d’où vient chaque valeur. Un changement demande un redémarrage.
instance-settings-general = Général
instance-settings-default = par défaut
instance-figures = Chiffres
instance-answers = Autorisations
instance-storage = Fichiers
instance-added = Ajouts de chaque mois : { $what }
instance-numbers = En chiffres
instance-search-companies = Nom ou numéro du studio
instance-search-users = Nom, e-mail ou numéro
instance-state-any = Tous les états
instance-suspended = Suspendu
instance-deleted = Supprimé
instance-with-deleted = Avec les supprimés
instance-nothing-found = Aucun résultat
instance-created = Création
instance-active = Dernière activité
instance-seen = Dernière visite
instance-plan = Formule
instance-owners = Propriétaires
instance-number = Numéro
instance-second-factor = Second facteur
instance-has-password = Mot de passe choisi
instance-yes = Oui
instance-no = Non
instance-role = Rôle sur le serveur
instance-role-none = Aucun
instance-suspended-for = Suspension en cours. Motif donné :
instance-reason = Motif, pour le journal
instance-members = { $count ->
    [one] 1 membre
   *[other] { $count } membres
}
instance-company-enter = Entrer pour lire
instance-company-enter-hint = Vous voyez ce que voit un propriétaire, pendant une heure, sans rien pouvoir modifier. Les propriétaires en sont informés et lisent votre motif.
instance-company-suspend = Suspendre le studio
instance-company-suspend-hint = Ses membres peuvent encore lire et exporter. Rien n’est envoyé ni modifié, et personne ne peut donner d’autorisation ; celles données peuvent être retirées. Les propriétaires en sont informés et lisent votre motif.
instance-company-reopen = Rouvrir le studio
instance-company-reopen-hint = Tout fonctionne de nouveau. Les propriétaires en sont informés.
instance-company-sign-out = Déconnecter tous les membres
instance-company-sign-out-hint = Ils devront se reconnecter, sur chaque appareil. Les jetons d’API restent valables.
instance-company-delete = Supprimer le studio
instance-company-delete-hint = Avec tout ce qu’il contient. Il peut être restauré tant que ses données ne sont pas purgées.
instance-company-restore = Restaurer le studio
instance-company-restore-hint = Avec tout ce qu’il contenait.
instance-user-sign-out = Déconnecter partout
instance-user-sign-out-hint = Cette personne devra se reconnecter, sur chaque appareil.
instance-user-tokens = Révoquer aussi ses jetons d’API et ses adresses de calendrier
instance-user-suspend = Suspendre le compte
instance-user-suspend-hint = La personne est déconnectée partout aussitôt, ne peut plus se connecter, et ses jetons d’API ne fonctionnent plus.
instance-user-reopen = Rouvrir le compte
instance-user-reopen-hint = La personne peut de nouveau se connecter, et ses jetons d’API fonctionnent de nouveau.
instance-user-role = Changer le rôle sur le serveur
instance-user-role-hint = Un administrateur voit et fait tout. Un exploitant voit les tâches, les sauvegardes et les chiffres, et rien de personnel.
instance-user-delete = Supprimer le compte
instance-user-delete-hint = La personne est déconnectée partout et ne peut plus se connecter. Le compte peut être restauré.
instance-user-restore = Restaurer le compte
instance-user-restore-hint = La personne se connecte avec son ancien mot de passe. Un rôle sur le serveur n’est pas rendu.
instance-everybody-sign-out = Déconnecter tout le monde
instance-everybody-sign-out-hint = Tous les utilisateurs du serveur devront se reconnecter, sur chaque appareil ; vous restez connecté ici. Les jetons d’API restent valables.
toast-company-suspend = Le studio est suspendu.
toast-company-reopen = Le studio est de nouveau ouvert.
toast-company-restore = Le studio est restauré.
toast-company-delete = Le studio est supprimé.
toast-company-sign-out = Ses membres sont déconnectés.
toast-user-suspend = Le compte est suspendu.
toast-user-reopen = Le compte est de nouveau ouvert.
toast-user-restore = Le compte est restauré.
toast-user-delete = Le compte est supprimé.
toast-user-sign-out = La personne est déconnectée partout.
toast-user-role = Le rôle est changé.
toast-everybody-sign-out = Tout le monde est déconnecté.
instance-mails = Tous les e-mails
instance-mails-lead = Chaque e-mail de ce serveur, et ce qu’il est devenu.
instance-mails-refused = { $count ->
    [0] Aucun refus
    [one] 1 refusé
   *[other] { $count } refusés
}
instance-jobs = Tâches
instance-jobs-lead = Ce qui attend, s’exécute ou a échoué.
instance-jobs-parked = { $count ->
    [0] Aucun échec
    [one] 1 en échec
   *[other] { $count } en échec
}
instance-jobs-all = Quel que soit l’état
instance-jobs-none = Rien n’attend
instance-jobs-none-hint = Les tâches terminées ne sont pas affichées.
instance-job = Tâche
instance-job-due = Prévue
instance-job-attempts = { $count ->
    [0] Pas encore essayée
    [one] Essayée une fois
   *[other] Essayée { $count } fois
}
instance-job-retry = Réessayer maintenant
instance-job-drop = Abandonner
instance-job-drop-title = Abandonner la tâche { $id } ?
instance-job-drop-text = Elle est supprimée sans être faite, sans retour possible. Si elle devait envoyer un e-mail, il est noté comme non envoyé.
job-state-parked = En échec
job-state-waiting = En attente
job-state-running = En cours
job-check-audit = Vérifier le journal
job-announce = Prévenir de ce qui s’est passé
job-broadcast = Envoyer un message à tous
job-end-broadcast = Terminer un message à tous
job-tell-administrators = Alerter les administrateurs
job-digest = Envoyer le résumé du jour
job-mail = Envoyer un e-mail
job-make-pdf = Faire un PDF signé
job-make-receipt = Faire un reçu
job-settle-event = Terminer une séance
job-sweep-files = Retirer les fichiers inutiles
job-check-files = Vérifier les fichiers
job-purge = Effacer ce qui doit l’être
job-geocode = Situer une adresse
job-place-import = Situer les adresses d’un import
job-import = Importer des personnes
job-export-company = Exporter un studio
job-watch-terms = Suivre les autorisations qui finissent
job-terms = Suivre les autorisations qui finissent
job-follow-terms = Suivre les autorisations d’un studio
job-plan-reminders = Prévoir les relances
job-reminders = Prévoir les relances
job-remind-awaited = Envoyer les relances d’un studio
job-archive = Archiver les séances passées
job-check-database = Vérifier la base de données
job-check-evidence = Vérifier les preuves
job-check-chains = Vérifier les preuves d’un studio
job-daily-root = Sceller les preuves du jour
job-timestamp-root = Faire horodater le sceau du jour
job-sweep = Oublier ce qui a expiré
job-check-search = Vérifier l’index de recherche
job-backup = Faire une sauvegarde
instance-schedules = Planification
instance-schedules-lead = Ce que le serveur fait de lui-même, la dernière fois et la prochaine.
instance-schedule = Tâche
instance-last = Dernière fois
instance-next = Prochaine fois
instance-never = Jamais encore
instance-daily = chaque jour à { $at }
instance-monthly = le 1er de chaque mois à { $at }
instance-run = Lancer
instance-run-one = Lancer : { $name }
instance-run-title = Lancer « { $name } » maintenant ?
instance-run-text = Cela se fera aussi à son heure.
instance-run-mails = Des e-mails partent à qui doit en recevoir, jamais deux fois à la même personne. Cela se fera aussi à son heure.
instance-run-open = en cours
instance-run-done = fait
instance-backups = Sauvegardes
instance-backups-lead = Des copies de tout, chaque nuit et à la demande.
instance-backup-plan = Quand
instance-backup-next = { $count ->
    [one] La prochaine est prévue le { $at }. La dernière est gardée.
   *[other] La prochaine est prévue le { $at }. Les { $count } dernières sont gardées.
}
instance-backup-off = Aucune sauvegarde
instance-backup-off-hint = Aucune sauvegarde n’est faite : aucun dossier n’est réglé (backup.folder).
instance-backup-hint = Une sauvegarde contient les données de tous les studios et les clés : elle ne se télécharge pas ici. Copiez le dossier pour l’emporter.
instance-backup-make = En faire une maintenant
instance-backup-under-way = en cours
instance-look-again = Actualiser
instance-backup-at = Faite
instance-backup-size = Taille
instance-backup-files = Fichiers
instance-backup-count = { $count ->
    [one] 1 fichier
   *[other] { $count } fichiers
}
instance-backup-lost = { $count ->
    [one] 1 fichier était déjà perdu
   *[other] { $count } fichiers étaient déjà perdus
}
instance-backup-tries = Dernières tentatives
instance-backup-new = { $size } de nouveau
instance-backup-failed = échec
instance-backup-unread = Le dossier des sauvegardes n’est pas lisible.
backup-trouble-no-room = Il n’y a pas assez de place dans le dossier.
backup-trouble-full = Le disque s’est rempli.
backup-trouble-folder = Le dossier manque, ou l’écriture y est impossible.
backup-trouble-busy = Un autre processus écrivait dans le dossier.
backup-trouble-damaged = La base de données est endommagée : les sauvegardes précédentes sont gardées.
backup-trouble-other = Elle a échoué pour une autre raison : voyez le journal du serveur.
size-kilobytes = { $count } ko
size-megabytes = { $count } Mo
size-gigabytes = { $count } Go
instance-messages = Messages
instance-messages-lead = Un message à chaque utilisateur, dans ses notifications.
instance-messages-sent = Messages envoyés
instance-message-new = Nouveau message
instance-message-hint = Chaque utilisateur le lit dans sa langue, tant que le message n’est pas terminé. Qui l’a choisi le reçoit aussi par e-mail.
instance-message-title = Titre
instance-message-text = Texte
instance-message-until = Dernier jour
instance-message-until-hint = Ensuite, personne ne le voit plus. Vide : jusqu’à ce que vous le terminiez.
instance-message-ends = Visible jusqu’au { $day }
instance-message-go = Envoyer à tous
instance-message-confirm = Envoyer ce message à tous les utilisateurs ?
instance-message-confirm-text = Il apparaît dans les notifications de chaque utilisateur de chaque studio, et part par e-mail à qui le souhaite.
instance-message-end = Terminer
instance-message-end-title = Terminer ce message ?
instance-message-end-text = Il disparaît des notifications de tous. Les e-mails déjà partis le restent.
instance-message-ended = terminé
instance-message-ended-at = terminé le { $at }
instance-message-readers = { $count ->
    [0] personne ne l’a encore reçu
    [one] lu par { $read } sur 1
   *[other] lu par { $read } sur { $count }
}

## Le journal des e-mails
mail-log-filter = Filtrer les e-mails
mail-log-all = Quel que soit l’état
mail-log-kind = Nature
mail-log-all-kinds = Toutes
mail-log-none = Aucun e-mail ici
mail-log-to = Destinataire
mail-log-at = Quand
mail-log-acts = Actions pour l’e-mail { $id }
mail-log-reply = Réponse du serveur
mail-log-resend = Renvoyer
mail-log-resend-title = Renvoyer : { $kind } ?
mail-log-resend-to = À { $email }.
mail-log-resend-text = Il est réécrit d’après ce qui est connu aujourd’hui. S’il n’est plus voulu, parce que la réponse est donnée, le lien révoqué ou l’adresse n’est plus celle du destinataire, il n’est pas envoyé ; la liste dit alors pourquoi.
mail-verdict-address = L’adresse n’existe pas : corrigez-la.
mail-verdict-mailbox = La boîte aux lettres n’accepte rien pour l’instant.
mail-verdict-refused = Le serveur refuse ce destinataire ou cet e-mail.
mail-verdict-us = Le serveur nous refuse : c’est à un administrateur d’agir.
mail-verdict-way = Le serveur est injoignable ou occupé : nouvel essai à venir.
mail-kind-all-answered = Toutes les réponses données
mail-kind-event-reminder = Relances envoyées
mail-kind-consent-withdrawn = Retrait
mail-kind-daily-root = Sceau des preuves
mail-kind-notification = Notification
mail-kind-digest = Résumé du jour
mail-kind-email-replaced = Adresse remplacée
mail-kind-answered-elsewhere = Réponse depuis une autre adresse
mail-kind-consents-expiring = Autorisations bientôt terminées
mail-kind-came-of-age = Majorité
mail-kind-joining = Invitation à un compte
mail-kind-password-reset = Nouveau mot de passe
mail-kind-email-change = Confirmation d’adresse
mail-kind-email-change-asked = Changement d’adresse
mail-kind-new-account = Nouveau compte
mail-kind-second-factor = Connexion en deux étapes
mail-kind-api-token = Jeton d’API
mail-kind-sign-in = Connexion
mail-kind-backup-failed = Sauvegarde en échec
mail-kind-evidence-contradicted = Preuve contredite
mail-kind-card-failed = Paiement refusé
mail-kind-plan-changed = Changement de formule
mail-kind-invoice-issued = Facture
toast-mail-resent = Il est renvoyé.
toast-mail-not-resent = Il ne peut pas être renvoyé : il attend déjà, ou son destinataire est effacé.
toast-job-retried = Elle reprend maintenant.
toast-job-dropped = Tâche abandonnée.
toast-job-gone = Elle est en cours, ou déjà faite.
toast-schedule-run = C’est lancé, dans un instant.
toast-backup = La sauvegarde est en cours.
toast-message-sent = Message envoyé à tous.
toast-message-ended = Message terminé.
job-sync-customers = Relire les abonnements
job-sync-customer = Relire l’abonnement d’un studio
job-create-ordered = Créer une séance payée
