## Le registre des traitements (RGPD, article 30)
register-title = Registre des traitements
register-lead = RGPD, article 30 · au { $day }
register-hint = Établi d’après vos réglages et ceux de ce serveur. Imprimez-le, et ajoutez ce que vous seul savez : autres services utilisés, transferts hors de l’Union européenne, accès à vos locaux. Il ne remplace pas un conseil juridique.
register-missing = Manque : à compléter dans les réglages du studio
data-register-hint = Quelles données vous traitez, pourquoi et combien de temps : prêt à imprimer (RGPD, article 30).
data-register-open = Ouvrir
register-controller = Responsable du traitement
register-name = Nom
register-legal-form = Forme juridique
register-siret = SIRET
register-address = Adresse
register-representative = Représenté par
register-contact = Contact
register-privacy = Questions sur les données personnelles
register-purpose = Finalité
register-basis = Base légale
register-people = Personnes concernées
register-data = Données
register-recipients = Destinataires
register-kept = Durée de conservation

register-consents = Autorisations de photographier
register-consents-purpose = Demander aux personnes, ou aux représentants légaux des mineurs, si des photos d’elles peuvent servir et à quoi ; prouver leur réponse ; donner suite aux retraits.
register-consents-basis = Consentement de la personne (RGPD, article 6(1)(a) ; article 9 du Code civil). La preuve d’une réponse est conservée pour la constatation, l’exercice ou la défense de droits en justice (articles 6(1)(f) et 17(3)(e)).
register-consents-people = Personnes susceptibles d’être photographiées ; représentants légaux des mineurs.
register-consents-data = Nom, e-mail, téléphone, date de naissance, langue, adresse et groupes s’ils sont renseignés ; noms et e-mails des représentants légaux ; texte présenté, usages acceptés ou refusés, signature tracée, heures, adresse réseau et navigateur de chaque étape.

register-photos = Photos
register-photos-purpose = Conserver, trier et remettre les photos, et ne publier que celles que permettent toutes les personnes qui y figurent.
register-photos-basis = Consentement des personnes qui y figurent (article 6(1)(a)) ; sans lui, les photos ne sont pas publiées.
register-photos-people = Personnes photographiées, nommées par le studio. Le logiciel ne reconnaît jamais les visages.
register-photos-data = Les photos avec la date, le lieu et l’appareil qui y sont inscrits ; qui y figure.

register-accounts = Comptes de l’équipe
register-accounts-purpose = Permettre aux membres du studio et aux photographes de travailler avec les données, chacun selon son rôle.
register-accounts-basis = Le contrat avec eux ou l’intérêt légitime du studio (articles 6(1)(b) et (f)).
register-accounts-people = Membres de l’équipe, photographes, personnes invitées à ouvrir un compte.
register-accounts-data = Nom, e-mail, téléphone, rôle, mot de passe (empreinte seulement), second facteur, sessions avec adresse réseau et navigateur, réglages.

register-mails = E-mails et notifications
register-mails-purpose = Envoyer demandes, codes, relances et confirmations aux personnes, et des nouvelles à l’équipe.
register-mails-basis = La même que l’objet de chaque message.
register-mails-people = Personnes sollicitées, représentants légaux, membres de l’équipe.
register-mails-data = Adresse e-mail, nature et heure de chaque message, réponse du serveur d’envoi. Les textes sont composés à l’envoi et ne sont pas conservés.

register-security = Sécurité et responsabilité
register-security-purpose = Déceler les abus, montrer qui a fait quoi, rétablir les données après une panne, importer des listes de personnes.
register-security-basis = Obligation légale et intérêt légitime (articles 6(1)(c) et (f), 5(2) et 32).
register-security-people = Membres de l’équipe ; personnes des listes importées et des sauvegardes.
register-security-data = Le journal (qui, quoi, quand, depuis quelle adresse réseau), les connexions échouées (empreintes), les fichiers importés, les sauvegardes de tout ce qui précède.

register-to-host = L’exploitant de ce serveur ({ $host }), sous-traitant du studio (article 28)
register-to-stamps = Une autorité d’horodatage ({ $host }) : des empreintes, aucune donnée personnelle
register-to-verifiers = Qui détient le PDF signé et le vérifie : son état, aucun nom
register-to-publication = Les clients et le public, selon les usages acceptés
register-to-places = Un service de localisation d’adresses ({ $host })
register-to-mail = Le serveur d’envoi des e-mails ({ $host })
register-to-payments = Stripe, qui encaisse les paiements du studio : adresse et e-mail de facturation
register-to-contact = La boîte du studio, qui reçoit les réponses

register-kept-licence = { $count ->
    [one] Une autorisation dure 1 mois à compter de la réponse, sauf retrait.
   *[other] Une autorisation dure { $count } mois à compter de la réponse, sauf retrait.
}
register-kept-evidence = { $count ->
    [0] Sa preuve n’est pas conservée au-delà.
    [one] Sa preuve est conservée 1 mois de plus : le délai de prescription.
   *[other] Sa preuve est conservée { $count } mois de plus : le délai de prescription.
}
register-kept-refusal = La preuve d’un refus ou d’un retrait : au moins un an.
register-kept-minors = La preuve des mineurs : comptée à partir de leurs dix-huit ans.
register-kept-deleted = { $count ->
    [0] Ce qui est supprimé est effacé pour de bon la nuit suivante.
    [one] Ce qui est supprimé peut être rétabli pendant 1 mois, puis est effacé pour de bon.
   *[other] Ce qui est supprimé peut être rétabli pendant { $count } mois, puis est effacé pour de bon.
}
register-kept-photos = Jusqu’à ce que le studio les supprime.
register-kept-accounts = Tant que le compte existe ; deux ans après la dernière visite, il est archivé. Un compte supprimé est effacé au bout de 30 jours, ou aussitôt si on le demande.
register-kept-sessions = { $count ->
    [one] Sessions terminées : 1 jour.
   *[other] Sessions terminées : { $count } jours.
}
register-kept-origins = { $count ->
    [one] Appareils connus : 1 jour après la dernière connexion.
   *[other] Appareils connus : { $count } jours après la dernière connexion.
}
register-kept-mails = La liste des messages : aussi longtemps que la demande ou le compte qu’ils concernent ; l’adresse est retirée quand la personne est effacée.
register-kept-notifications = { $count ->
    [one] Notifications : 1 jour après lecture.
   *[other] Notifications : { $count } jours après lecture.
}
register-kept-audit = { $count ->
    [one] Le journal : 1 jour.
   *[other] Le journal : { $count } jours.
}
register-kept-imports = { $count ->
    [one] Fichiers importés : 1 jour.
   *[other] Fichiers importés : { $count } jours.
}
register-kept-backups = { $count ->
    [one] Sauvegardes : la dernière. Après une restauration, les personnes effacées depuis le sont de nouveau.
   *[other] Sauvegardes : les { $count } dernières. Après une restauration, les personnes effacées depuis le sont de nouveau.
}

register-measures = Mesures de sécurité
register-measure-access = Accès selon le rôle, cloisonné par studio ; mots de passe conservés avec Argon2id ; second facteur possible ; sessions révocables.
register-measure-secrets = Liens, codes et jetons conservés sous forme d’empreintes ; aucune donnée personnelle dans les journaux techniques.
register-measure-seals = Chaque étape d’une autorisation est chaînée et scellée avec la clé du serveur ; toute modification est décelée et signalée.
register-measure-photos = Les photos ne sont servies que par des adresses signées, et pour un usage tant que toutes les personnes qui y figurent le permettent.
register-measure-audit = Connexions, refus, rôles, exports, effacements et réglages sont consignés dans un journal chaîné.
register-measure-limits = Les tentatives sont limitées ; les images reçues sont décodées à part, dans un espace limité.
register-measure-tls = Les connexions sont chiffrées (HTTPS).
register-measure-backups = Sauvegardes quotidiennes, contrôlées lors de leur restauration.

register-rights = Demandes des personnes
register-rights-text = La page de chaque personne permet de télécharger tout ce qui est conservé à son sujet (accès et portabilité), de le corriger, de consigner un retrait et de tout effacer. Les preuves que la loi permet de garder restent, sans les coordonnées de la personne, jusqu’à leur terme.
