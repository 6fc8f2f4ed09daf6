# La première page de la console, et les notifications.

## Accueil
home-title = Accueil
home-nothing = Rien à faire aujourd’hui
home-nothing-hint = Les réponses attendues, adresses inexistantes, retraits et autorisations bientôt expirées apparaissent ici quand il faut agir.
home-next = Prochaines séances
home-next-others = Autres séances à venir
home-remind-all = Tout relancer
home-remind-for = Relancer pour « { $event } »
home-no-next = Aucune séance n’est prévue.
home-all-shoots = Toutes les séances
home-see-all = Tout voir
home-awaited = Réponses attendues
home-awaited-count = { $count ->
    [one] Une personne n’a pas répondu.
   *[other] { $count } personnes n’ont pas répondu.
}
home-bounced = Adresses inexistantes
home-bounced-hint = Les e-mails reviennent : corrigez l’adresse.
home-children = Enfants sans représentant légal
home-children-hint = Aucune demande ne peut être envoyée : ajoutez un représentant légal.
home-takedown = Photos publiées à retirer
home-until = jusqu’au { $day }
home-withdrawn = Autorisations retirées, avec photos
home-withdrawn-photos = { $count ->
    [one] Une photo de « { $event } » montre cette personne : retirez-la là où elle est publiée.
   *[other] { $count } photos de « { $event } » montrent cette personne : retirez-les là où elles sont publiées.
}
home-withdrawn-part-photos = { $count ->
    [one] Une photo de « { $event } » la montre : retirez-la là où elle est publiée pour les usages retirés.
   *[other] { $count } photos de « { $event } » la montrent : retirez-les là où elles sont publiées pour les usages retirés.
}
home-expiring = Autorisations bientôt expirées
home-expiring-count = { $count ->
    [one] Une autorisation expire bientôt : demandez-la à nouveau.
   *[other] { $count } autorisations expirent bientôt : demandez-les à nouveau.
}
home-from = à partir du { $day }
home-undelivered = Demandes qui ne sont pas arrivées
home-import = Lignes refusées au dernier import
home-import-unnamed = Import
home-import-lines = { $count ->
    [one] Une ligne est à corriger.
   *[other] { $count } lignes sont à corriger.
}
ago-now = à l’instant
ago-minutes = { $count ->
    [one] il y a une minute
   *[other] il y a { $count } minutes
}
ago-hours = { $count ->
    [one] il y a une heure
   *[other] il y a { $count } heures
}
home-details = Fiche du studio
home-details-go = Compléter la fiche du studio
home-release = Texte de l’autorisation
home-release-go = Comparer avec le nouveau texte standard
home-release-hint = Le texte en vigueur est un ancien texte standard ; un plus récent existe.
first-title = Premiers pas
first-done = fait
first-details = Remplir la fiche du studio
first-details-missing = Compléter la fiche du studio. Il manque à l’autorisation : { $missing }
first-release = Lire le texte de l’autorisation, et l’adapter
first-people = Ajouter des personnes : importer une liste, ou une à une
first-event = Créer une séance et envoyer les demandes
first-mail = Le premier e-mail part
first-answer = La première réponse arrive, toute seule

## Notifications
notices-title = Notifications
notices-unread-count = non lues
notices-unread-one = non lue
notices-tab-unread = Non lues
notices-read = Marquer comme lue
notices-unread = Marquer comme non lue
notices-read-all = Tout marquer comme lu
notices-settings = Choisir ce dont je suis averti
notices-none = Aucune notification
notices-none-hint = Réponses, retraits et e-mails qui n’arrivent pas sont annoncés ici au fur et à mesure.
