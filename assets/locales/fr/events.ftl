# Les séances du studio, sous /console/shoots ; et les mots des composants.

## Composants
ui-undo = Annuler
ui-close = Fermer
ui-cancel = Annuler
ui-draft-restored = Votre brouillon a été restauré.
ui-draft-discard = L’abandonner
ui-back = Retour
ui-more = Plus
ui-filters = Filtres
ui-filter = Chercher
ui-reset = Effacer les filtres
ui-optional = facultatif
ui-problems = Rien n’est encore enregistré. À vérifier :
ui-changed-both = Quelqu’un d’autre a modifié les mêmes champs entre-temps. Voici leurs valeurs actuelles ; enregistrez de nouveau pour les remplacer par les vôtres.
ui-changed-theirs = Ce qui a changé par ailleurs est gardé :
ui-choose-page = Tout choisir sur cette page
ui-choose-all = { $count ->
    [one] La seule de cette liste
   *[other] Les { $count } de cette liste
}
palette-title = Aller à
palette-hint = Une page, une personne, une séance…
palette-nothing = Aucun résultat
picker-chosen = Choix
picker-search = Ajouter des personnes ou des groupes
picker-hint = Tapez un nom, une adresse e-mail ou le nom d’un groupe.
picker-group = Groupe
picker-nothing = Aucune personne ni aucun groupe de ce nom.
picker-all-chosen = Déjà dans la sélection.
picker-new = Ajouter quelqu’un qui n’est pas dans la liste
picker-new-hint = La personne est ajoutée à la page Personnes et choisie pour cette séance. Pour un mineur, il faut des représentants légaux :
picker-new-child = remplir toute la fiche (nouvel onglet)
picker-new-go = Ajouter cette personne
recipients-title = Ce qui sera envoyé
recipients-nobody = Personne n’est encore choisi : rien ne sera envoyé.
recipients-mails = { $count ->
    [0] Aucun e-mail
    [one] 1 e-mail
   *[other] { $count } e-mails
}
recipients-people = { $count ->
    [0] pour personne.
    [one] pour 1 personne.
   *[other] pour { $count } personnes.
}
recipients-subject = Objet : { $subject }
recipients-refused = { $count ->
    [one] Une personne ne peut pas recevoir la demande.
   *[other] { $count } personnes ne peuvent pas recevoir la demande.
}
recipients-leave-out = Laisser de côté celles qui ne peuvent pas recevoir la demande
recipients-mend = Ajouter un représentant légal
recipients-blocked = D’ici là, rien ne peut partir : ajoutez un représentant légal, ou laissez ces personnes de côté.
recipients-more = et { $count } de plus
recipients-asked = Demande déjà envoyée : rien ne repart.
styles-title = Composants
styles-lead = Ce dont les pages de la console sont faites, dans chaque état.
styles-buttons = Boutons, étiquettes, progression
styles-fields = Champs
styles-form = Formulaire
styles-table = Tableau
styles-said = Messages

## La liste
event-new = Nouvelle séance
event-all = Toutes
event-deleted = Annulées
event-find = Chercher une séance
event-from = Du
event-until = Au
event-states = Séances par état
event-none-hint = Créez votre première séance : un nom, une date, un lieu, et les personnes qui seront photographiées. Elles reçoivent la demande d’autorisation par e-mail.
event-none-partner = Une séance apparaît ici dès qu’un studio vous désigne comme photographe.
event-none-found = Modifiez la recherche ou les dates, ou affichez toutes les séances.
event-today = aujourd’hui
event-in-days = { $count ->
    [one] demain
   *[other] dans { $count } jours
}
event-days-ago = { $count ->
    [one] hier
   *[other] il y a { $count } jours
}
event-name = Nom
event-day = Jour
event-last = Dernier jour
event-hour = Début
event-hour-end = Fin
event-when = Quand
event-where = Où, et avec qui
event-zone = Fuseau horaire : { $zone }
event-zone-hint = Laissez les heures vides pour des journées entières.
event-client = Commanditaire
event-client-hint = L’école ou l’entreprise qui a commandé la séance ; l’autorisation la nomme.
event-description = Notes
event-line = Rue
event-postal-code = Code postal
event-city = Ville
event-partner = Photographe
event-no-partner = Personne pour l’instant
event-by = photographe : { $name }
event-people = Destinataires
event-answers = Réponses
event-state = État
event-written = Dernier e-mail
event-leaving = envoi en cours
when-today = aujourd’hui à { $hour }
when-tomorrow = demain à { $hour }
event-part = Accepté en partie
event-no = Refusé, retiré ou expiré

event-dates = Dates

## Une séance
event-ask = Ajouter des personnes
event-edit = Modifier
event-duplicate = Dupliquer
event-cancel = Annuler cette séance
event-restore = Rétablir
event-papers = Documents
event-history = Historique
event-nobody-hint = Choisissez des personnes ou des groupes : la demande d’autorisation leur est envoyée par e-mail.
event-actions-of = Actions pour { $name }
event-remind = Relancer
event-remind-all = { $count ->
    [one] Relancer la personne qui n’a pas répondu
   *[other] Relancer les { $count } qui n’ont pas répondu
}
event-remind-title = { $count ->
    [one] Envoyer une relance à 1 personne ?
   *[other] Envoyer une relance à { $count } personnes ?
}
event-remind-mails = { $count ->
    [one] Un e-mail part, avec le lien pour répondre. Personne n’est relancé plus d’une fois par jour.
   *[other] { $count } e-mails partent, avec le lien pour répondre. Personne n’est relancé plus d’une fois par jour.
}
event-remind-skipped = { $count ->
    [one] Une autre est laissée de côté : elle a répondu, a reçu un e-mail depuis moins d’un jour ou n’est pas joignable.
   *[other] { $count } autres sont laissées de côté : elles ont répondu, ont reçu un e-mail depuis moins d’un jour ou ne sont pas joignables.
}
event-remind-go = { $count ->
    [one] Envoyer la relance
   *[other] Envoyer { $count } relances
}
event-renew = Redemander
event-renew-title = { $count ->
    [one] Redemander son autorisation à 1 personne ?
   *[other] Redemander leur autorisation à { $count } personnes ?
}
event-renew-text = Elles reçoivent une nouvelle demande par e-mail. L’autorisation actuelle reste valable jusqu’à leur réponse.
event-renew-skipped = { $count ->
    [one] Une autre est laissée de côté : il n’y a pas d’autorisation à renouveler.
   *[other] { $count } autres sont laissées de côté : il n’y a pas d’autorisation à renouveler.
}
event-renew-go = { $count ->
    [one] Envoyer la demande
   *[other] Envoyer { $count } demandes
}
event-withdraw = Enregistrer un retrait
event-withdraw-title = Retirer l’autorisation pour { $name } ?
event-withdraw-text = Pour une personne qui vous l’a dit, par téléphone ou par écrit. Le retrait s’applique aussitôt : les photos ne peuvent plus être publiées pour ces usages, leurs liens et téléchargements s’arrêtent.
event-withdraw-told = La personne qui a signé reçoit un accusé par e-mail, et vos collègues sont prévenus. C’est sans retour : seule une nouvelle demande peut rétablir l’autorisation.
event-withdraw-who = Qui vous l’a dit
event-withdraw-reason = Comment vous l’avez su
event-withdraw-reason-hint = Conservé avec la preuve, par exemple : appel du 12 mai, demandé par Anne.
event-link-copied = Lien copié. Qui l’ouvre doit toujours prouver l’adresse e-mail avec un code.
event-no-reminder-recent = Un e-mail est parti il y a moins d’un jour : relance possible { $when }.
event-no-reminder-leaving = La demande est en cours d’envoi : relance possible un jour plus tard.
event-no-reminder-mailbox = Les e-mails n’arrivent pas : corrigez d’abord l’adresse.
toast-withdrawn = Retrait enregistré. Il s’applique dès maintenant.
toast-nothing-withdrawn = Il n’y a pas d’autorisation à retirer.
event-link = Copier le lien
event-links = Liens pour répondre
event-links-hint = Transmettez un lien vous-même. Qui l’ouvre doit toujours prouver l’adresse e-mail avec un code.
event-links-none = Toutes les personnes choisies ont répondu : il n’y a pas de lien à transmettre.
event-link-until = valable jusqu’au { $day }
event-download = Télécharger les PDF
event-remove = Retirer de la séance
event-evidence = Preuves (ZIP)
event-anchor-pending = Seront scellées cette nuit
event-anchor-root = Scellées sur ce serveur
event-anchor-timestamped = Scellées, et horodatées par une autorité extérieure
event-anchor-doubted = Sans preuve du scellement de la nuit : le dernier n’est pas celui qui a été signé
event-receipt-withdrawal = Reçu du retrait du { $day }
event-receipt-expiry = Reçu de la fin du { $day }
event-pdf-damaged = Un PDF est abîmé sur le disque du serveur : il doit revenir d’une sauvegarde. Les preuves peuvent être téléchargées sans lui.
event-pdf = PDF
event-reference = Référence

## Créer, modifier, dupliquer, demander
event-create-send = { $count ->
    [0] Créer
    [one] Créer et envoyer 1 e-mail
   *[other] Créer et envoyer { $count } e-mails
}
event-create-draft = Créer sans envoyer
event-create-check = Voir qui ne peut pas recevoir de demande
event-draft-hint = Sans envoi, la séance est enregistrée ; la page suivante reprend les personnes choisies, prêtes à recevoir la demande.
event-ask-send = { $count ->
    [0] Envoyer
    [one] Envoyer 1 e-mail
   *[other] Envoyer { $count } e-mails
}
event-synchronise-title = Ses groupes
event-synchronise-text = Cette séance a été créée avec { $groups }. Les personnes arrivées depuis peuvent aussi recevoir la demande.
event-synchronise = Envoyer aux nouveaux membres
event-synchronise-confirm = Les personnes arrivées dans les groupes de cette séance depuis sa création reçoivent la demande par e-mail. Celles qui l’ont déjà reçue ne reçoivent rien.
event-duplicate-lead = La copie dure aussi longtemps que l’original, un autre jour.
event-keeps = Conserver
event-keep-place = Le lieu
event-keep-partner = Le photographe
event-keep-people = Les personnes : leur autorisation est demandée pour la copie
event-duplicate-send = { $count ->
    [0] Dupliquer
    [one] Dupliquer et envoyer 1 e-mail
   *[other] Dupliquer et envoyer { $count } e-mails
}
event-duplicate-look = Actualiser ce qui sera envoyé

## Documents
event-roster = Liste des autorisations
event-roster-hint = Qui peut être montré, et pour quels usages, à ce jour.
event-table = Toutes les réponses
event-table-hint = Chaque demande avec son résultat, ses dates et sa référence, pour un tableur.
event-documents = Documents signés
event-all-zip = Tous les PDF (ZIP)
event-all-pdf = Un PDF à imprimer
event-no-documents = Aucune réponse pour l’instant. Chaque PDF signé apparaît ici, avec ses preuves.
event-no-history = Il ne s’est encore rien passé.

## Étapes de l’historique
step-invitation-sent = Demande envoyée à
step-answered = Réponse :
step-reminded = Relance envoyée à
step-withdrawn = Autorisation retirée par
step-expired = Autorisation expirée :
step-email-changed = Adresse e-mail modifiée :
step-link-copied = Lien copié pour
step-link-revoked = Lien révoqué :
own-step-invitation-sent = Demande envoyée :
own-step-answered = Réponse :
own-step-reminded = Relance envoyée :
own-step-withdrawn = Autorisation retirée :
own-step-expired = Autorisation expirée :
own-step-email-changed = Adresse e-mail modifiée :
own-step-link-copied = Lien copié :
own-step-link-revoked = Lien révoqué :
step-by-guardian = représentant légal : { $name }

## Ce qui vient d’être fait
toast-created = Séance créée.
toast-saved = Enregistré.
toast-child-added = { $name } : fiche ajoutée, mais aucune demande n’est encore possible. Moins de 18 ans, et aucun représentant légal n’est indiqué.
toast-child-added-one = { $name } : fiche ajoutée. Moins de 18 ans, et un représentant légal sur deux est indiqué : on lui demandera qui est l’autre.
toast-merged = Enregistré. Quelqu’un d’autre a modifié entre-temps : { $changes }.
toast-merged-field = { $label } (désormais « { $value } »)
toast-drafted = Séance créée. Aucune demande n’a encore été envoyée.
toast-asked = { $count ->
    [one] Une demande envoyée.
   *[other] { $count } demandes envoyées.
}
toast-nobody-asked = Toutes les personnes choisies ont déjà reçu la demande.
toast-nobody = Personne n’était choisi.
toast-reminded = { $count ->
    [one] Une relance envoyée.
   *[other] { $count } relances envoyées.
}
toast-nobody-reminded = Personne à relancer : elles ont répondu, ou ont reçu un e-mail depuis moins d’un jour.
toast-renewed = { $count ->
    [one] Une nouvelle demande envoyée.
   *[other] { $count } nouvelles demandes envoyées.
}
toast-nobody-renewed = Il n’y a pas d’autorisation à renouveler.
toast-removed = { $count ->
    [one] Une demande retirée.
   *[other] { $count } demandes retirées.
}
toast-nobody-removed = Les réponses données restent : elles ne peuvent pas être retirées.
toast-restored-requests = { $count ->
    [one] Une demande est de retour. Une relance envoie un nouveau lien.
   *[other] { $count } demandes sont de retour. Une relance envoie de nouveaux liens.
}
toast-no-documents = Pas encore de documents : aucune personne choisie n’a répondu.
toast-cancelled = Séance annulée. Ses liens ne fonctionnent plus.
toast-restored = Séance rétablie.
