### Ce que l’on apprend sur le site : titres et phrases des notifications, badges.

notification-person-gone = Quelqu’un
notification-shoot = la séance « { $event } »
notification-shoot-gone = une séance
notification-shoot-first = La séance « { $event } »
notification-shoot-gone-first = Une séance

notification-answer-response-title = Une réponse sur deux
notification-answer-response-text = { $person } : un des deux représentants légaux a répondu pour { $shoot }. L’autre réponse est attendue.
notification-answer-response-accepted-title = Autorisation donnée
notification-answer-response-accepted-text = { $person } a donné son autorisation pour { $shoot }.
notification-answer-response-accepted-partly-title = Autorisation donnée en partie
notification-answer-response-accepted-partly-text = { $number ->
    [one] { $person } a accepté en partie ({ $number } usage sur { $offered }) pour { $shoot }.
   *[other] { $person } a accepté en partie ({ $number } usages sur { $offered }) pour { $shoot }.
}
notification-answer-response-accepted-on-hold-title = Autorisation en attente
notification-answer-response-accepted-on-hold-text = { $person } a donné son autorisation pour { $shoot }, mais les usages acceptés sont suspendus. La page de la séance dit pourquoi et que faire.
notification-answer-response-refused-title = Autorisation refusée
notification-answer-response-refused-text = { $person } a refusé son autorisation pour { $shoot }.
notification-event-created-title = Nouvelle séance
notification-event-created-text = { $first } a été créée.
notification-event-updated-title = Séance modifiée
notification-event-updated-text = { $first } a été modifiée.
notification-event-reminder-title = Relances envoyées
notification-event-reminder-text = { $number ->
    [one] Une personne a été relancée pour { $shoot }.
   *[other] { $number } personnes ont été relancées pour { $shoot }.
}
notification-event-pending-title = Séance en cours
notification-event-pending-text = { $first } a commencé.
notification-event-completed-title = Toutes les réponses sont arrivées
notification-event-completed-text = Tout le monde a répondu pour { $shoot }.
notification-event-closed-title = Séance close
notification-event-closed-text = { $first } est close.
notification-employee-created-title = Nouvelle personne
notification-employee-created-text = Une fiche a été créée : { $person }.
notification-employee-updated-title = Fiche modifiée
notification-employee-updated-text = Une fiche a été modifiée : { $person }.
notification-export-ready-title = Export prêt
notification-export-ready-text = Tout ce que contient le studio est dans un ZIP, prêt à être téléchargé.
notification-daily-root-title = Preuves scellées
notification-daily-root-text = Le sceau n° { $number }, sur toutes les preuves de ce serveur, a été signé : plus rien ne peut y changer sans que cela se voie. La page /verify/roots liste tous les sceaux.
notification-company-suspended-title = Votre studio est suspendu
notification-company-suspended-text = Un administrateur de ce serveur a suspendu votre studio. Vous pouvez tout lire et tout exporter ; rien n’est modifié ni envoyé, et personne ne peut donner d’autorisation. Les autorisations données peuvent toujours être retirées. Le journal dit pourquoi.
notification-company-reopened-title = Votre studio est de nouveau ouvert
notification-company-reopened-text = Un administrateur de ce serveur a mis fin à la suspension de votre studio.
notification-company-entered-title = Un administrateur a consulté vos données
notification-company-entered-text = Un administrateur de ce serveur est entré dans votre studio pour une heure, en lecture seule. Le journal dit qui et pourquoi.
notification-import-done-title = Import terminé
notification-import-done-text = { $number ->
    [one] L’import est terminé : une ligne traitée.
   *[other] L’import est terminé : { $number } lignes traitées.
}
notification-consent-withdrawn-title = Une autorisation a été retirée
notification-consent-withdrawn-text = { $person } a retiré son autorisation pour { $shoot }. Vérifiez les photos publiées.
notification-consent-withdrawn-partly-title = Une autorisation a été retirée en partie
notification-consent-withdrawn-partly-text = { $person } a retiré son autorisation en partie pour { $shoot } : { $uses }. Les autres usages restent autorisés. Vérifiez les photos publiées.
notification-consent-expiring-title = Des autorisations arrivent à échéance
notification-consent-expiring-text = { $number ->
    [one] Une autorisation arrive bientôt à échéance pour { $shoot }.
   *[other] { $number } autorisations arrivent bientôt à échéance pour { $shoot }.
}
notification-takedown-due-title = Des photos publiées sont à retirer
notification-takedown-due-text = { $number ->
    [one] Une photo publiée de { $shoot } ne peut plus être montrée. La page des publications dit où elle est, pourquoi, et jusqu’à quand la retirer.
   *[other] { $number } photos publiées de { $shoot } ne peuvent plus être montrées. La page des publications dit où elles sont, pourquoi, et jusqu’à quand les retirer.
}
notification-email-bounced-title = Une adresse e-mail n’existe pas
notification-email-bounced-text = Les e-mails pour { $person } reviennent : leur serveur répond que l’adresse n’existe pas. Corrigez-la dans la fiche, ou demandez un nouvel essai ; d’ici là, rien n’y est plus envoyé.
notification-mail-undelivered-title = Un message n’est pas arrivé
notification-mail-undelivered-text = { $state ->
    [refused] Notre message à { $person } pour { $shoot } n’est pas arrivé. Son serveur de messagerie répond : « { $reply } ». La page de la séance dit où il en est.
   *[arrived] Notre message à { $person } pour { $shoot } avait été refusé ; il est parti depuis.
}
mail-refused-title = Les e-mails ne partent plus
mail-refused-text = Le serveur de messagerie refuse nos messages : « { $reply } ». Les e-mails attendent et partiront dès que c’est réparé ; un essai a lieu régulièrement. `be-right mail test` dit ce qui ne va pas.
notification-badge-earned-title = Nouveau badge
notification-badge-earned-text = Vous avez obtenu le badge « { $badge } ».
notification-system-title = Message de l’administration
notification-system-text = Un message vous attend.

## Les badges
badge-create-10-recipients = Carnet d’adresses
badge-create-25-recipients = Répertoire
badge-create-50-recipients = Annuaire
badge-delete-10-recipients = Coup de balai
badge-delete-25-recipients = Grand ménage
badge-delete-50-recipients = Table rase
badge-create-10-events = Première pellicule
badge-create-25-events = Planche-contact
badge-create-50-events = Album
badge-delete-10-events = Cadrage serré
badge-delete-25-events = Recadrage
badge-delete-50-events = Chambre noire
badge-completed-10-events = Tout le monde d’accord
badge-completed-25-events = Dossiers complets
badge-completed-50-events = Maître du droit à l’image
badge-basic-subscription = Bienvenue
badge-medium-subscription = Studio
badge-premium-subscription = Grand studio
badge-for-recipients-created = Ajouter { $number } personnes.
badge-for-recipients-deleted = Supprimer { $number } fiches devenues inutiles.
badge-for-events-created = Créer { $number } séances.
badge-for-events-deleted = Supprimer { $number } séances.
badge-for-events-completed = Réunir toutes les réponses de { $number } de ses séances.
badge-for-plan = Être propriétaire d’un espace à la formule { $plan }.

## Ce qui menace les données, dit aux administrateurs
alarm-database-damaged-title = La base de données est endommagée
alarm-database-damaged-text = Le fichier de la base de données ne passe plus son contrôle. Gardez une copie du dossier de données, puis restaurez la dernière bonne sauvegarde.
alarm-files-lost-title = Des fichiers sont perdus ou abîmés
alarm-files-lost-text = Des photos ou des documents signés manquent sur le disque ou ne sont plus ce qu’ils étaient. La commande « be-right media check » les nomme ; remettez-les depuis une sauvegarde.
alarm-sweep-held-title = Le ménage des fichiers est suspendu
alarm-sweep-held-text = Beaucoup plus de fichiers que d’habitude ne sont nommés par aucune ligne de la base de données : rien n’a été retiré. Si la base est plus ancienne que le dossier des fichiers, restaurez la bonne. Si ces fichiers peuvent partir : « be-right media confirm ».
alarm-clock-leapt-title = L’horloge du serveur a fait un bond
alarm-clock-leapt-text = Ce qui efface, archive ou fait expirer attend. Remettez l’horloge à l’heure ; si elle est juste : « be-right clock confirm ».
alarm-seal-key-changed-title = La clé des preuves a changé
alarm-seal-key-changed-text = Le fichier secrets/seal.key n’est pas celui avec lequel les documents ont été scellés. Remettez celui de la sauvegarde et redémarrez.
alarm-decisions-held-title = Une sauvegarde a été restaurée : des autorisations sont suspendues
alarm-decisions-held-text = Des personnes avaient refusé ou retiré leur autorisation pour certains usages de leurs photos, après la sauvegarde qui vient d’être restaurée. Ces usages sont suspendus : tant qu’ils le sont, aucune photo de ces personnes n’est publiée pour ces usages. La page de chaque séance indique les personnes et les usages concernés. Demandez de nouveau leur autorisation à ces personnes : leur réponse met fin à la suspension. Après s’être assuré qu’une personne est d’accord, un propriétaire peut aussi lever la suspension, en indiquant le motif.
alarm-decisions-unknown-title = Une sauvegarde a été restaurée : des refus ont pu être perdus
alarm-decisions-unknown-text = La base de données qui était en place était endommagée ou incomplète et n’a pas pu être comparée en entier à la sauvegarde : les refus et les retraits faits après la sauvegarde ne sont pas connus. Ne publiez rien sur la foi d’autorisations antérieures avant d’avoir demandé de nouveau leur autorisation aux personnes.
alarm-evidence-lost-title = Il manque des preuves dans la base de données
alarm-evidence-lost-text = Le dernier sceau des preuves porte sur des étapes que la base de données n’a plus : des réponses y ont été supprimées de l’extérieur, ou elle est endommagée. Ne changez rien : gardez une copie du dossier de données, cherchez qui pouvait y écrire, et comparez avec la dernière sauvegarde. Si ce sceau lui-même n’est plus ce qu’il était, aucun autre n’est établi avant la commande « be-right seal confirm ».
alarm-timestamps-wrong-title = Un horodatage était faux
alarm-timestamps-wrong-text = Une autorité d’horodatage a répondu par quelque chose qui ne prouve rien, ou par une autre heure que celle de ce serveur. Rien n’en a été gardé, et elle sera interrogée à nouveau. Comparez l’horloge du serveur à d’autres, et regardez le réglage proof.timestamp_urls : la commande « be-right doctor » interroge chaque autorité.
alarm-roots-contradicted-title = Des racines quotidiennes ont été modifiées de l’extérieur
alarm-roots-contradicted-text = Des racines quotidiennes ne sont plus, dans la base de données, ce qui a été signé, ou il en manque : quelqu’un y a écrit, ou elle est endommagée. Les réponses des personnes ne sont pas touchées. Gardez une copie du dossier de données, cherchez qui pouvait y écrire, et remettez les lignes depuis une sauvegarde. La commande « be-right seal confirm » accepte les racines telles qu’elles sont.
alarm-evidence-contradicted-title = Des autorisations sont suspendues : elles ne sont plus ce qui a été scellé
alarm-evidence-contradicted-text = Des preuves ont été changées ou supprimées de l’extérieur dans la base de données : elles ne sont plus ce qui a été scellé quand les personnes ont répondu. Les réponses concernées sont suspendues : aucune photo n’est publiée en s’appuyant sur elles. La page de chaque séance indique les personnes. Demandez-leur de nouveau leur autorisation : leur nouvelle réponse comptera. L’administrateur du serveur peut aussi remettre les preuves depuis une sauvegarde.
alarm-audit-contradicted-title = Le journal a été modifié de l’extérieur
alarm-audit-contradicted-text = Des entrées du journal ont été modifiées ou manquent : quelqu’un a écrit dans la base de données. Cherchez qui pouvait le faire, et comparez avec la dernière sauvegarde.
alarm-decisions-lost-title = Il manque des décisions dans la base de données
alarm-decisions-lost-text = Des décisions, peut-être des refus ou des retraits, manquent dans la base de données : son fichier be-right.db-wal a été supprimé ou endommagé pendant l’arrêt du serveur. Remettez ce fichier en place si vous l’avez. Sinon, ne publiez rien sur la foi des autorisations données jusqu’ici avant d’avoir demandé de nouveau leur autorisation aux personnes ; les e-mails qu’elles ont reçus montrent qui a répondu.
alarm-payments-strange-title = Un paiement est à vérifier
alarm-payments-strange-text = Quelqu’un a payé deux fois, ou a payé ce que ce serveur ne connaît pas ou ne peut pas exécuter. Remboursez-le dans le service de paiement, ou faites à la main ce qui a été payé. L’alarme s’arrête d’elle-même à la lecture suivante.
