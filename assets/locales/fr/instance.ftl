# Les pages de l’instance, et le journal des e-mails.

## L’instance, pour qui l’exploite
instance-title = Instance
instance-title-lead = Le serveur lui-même : ce qu’il envoie, fait et conserve.
instance-areas = Exploitation
instance-version = Version { $version }
instance-company = studio nº { $id }
instance-audit = Journal
instance-audit-lead = Qui a fait quoi dans tous les studios et sur le serveur, et quand.
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
job-state-parked = en échec
job-state-waiting = en attente
job-state-running = en cours
job-check-audit = Vérifier le journal
job-announce = Prévenir de ce qui s’est passé
job-broadcast = Envoyer un message à tous
job-end-broadcast = Terminer un message à tous
job-tell-administrators = Alerter les administrateurs
job-digest = Envoyer le résumé du jour
job-mail = Envoyer un e-mail
job-make-pdf = Faire un PDF signé
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
job-daily-root = Signer la racine du jour
job-timestamp-root = Faire horodater une racine quotidienne
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
mail-kind-daily-root = Racine du jour
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
toast-mail-resent = Il est renvoyé.
toast-mail-not-resent = Il ne peut pas être renvoyé : il attend déjà, ou son destinataire est effacé.
toast-job-retried = Elle reprend maintenant.
toast-job-dropped = Tâche abandonnée.
toast-job-gone = Elle est en cours, ou déjà faite.
toast-schedule-run = C’est lancé, dans un instant.
toast-backup = La sauvegarde est en cours.
toast-message-sent = Message envoyé à tous.
toast-message-ended = Message terminé.
