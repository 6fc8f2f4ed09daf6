# La facturation : formules, commandes, factures.

## Les limites, dites quand on les rencontre
plan-limit-events = Votre formule ne permet plus de nouvelle séance ce mois-ci. Attendez le mois prochain, ou changez de formule dans Réglages, Formule et factures.
plan-limit-people = Votre formule ne permet pas plus de personnes. Changez de formule dans Réglages, Formule et factures, ou supprimez des personnes dont vous n’avez plus besoin.
plan-limit-photos = Votre formule ne permet pas plus de fichiers. Changez de formule dans Réglages, Formule et factures, ou supprimez des fichiers.
plan-limit-seats = Votre formule ne permet pas plus d’utilisateurs. Changez de formule dans Réglages, Formule et factures, ou retirez quelqu’un de l’équipe.
plan-limit-payment = Un paiement manque : rien ne peut être ajouté tant qu’il n’est pas fait. Tout ce qui existe reste ouvert. Réglez-le dans Réglages, Formule et factures.
plan-limit-recipients = Cette séance a été payée pour moins de personnes. Prévoyez une autre séance pour les nouvelles, ou changez de formule dans Réglages, Formule et factures.

## Factures
billing-consents-of = Demandes d’autorisation : { $event }
invoice-title = Facture { $number }
invoice-title-credit-note = Avoir { $number }
invoice-issued = Émise le { $day }
invoice-supplied = Date de la prestation ou du paiement : { $day }
invoice-corrects = Corrige la facture { $number } du { $day }
invoice-seller = Vendeur
invoice-buyer = Client
invoice-siren = SIREN { $number }
invoice-siret = SIRET { $number }
invoice-vat-number = N° de TVA { $number }
invoice-business = Client professionnel
invoice-consumer = Client non professionnel
invoice-label = Désignation
invoice-quantity = Quantité
invoice-net = Montant HT
invoice-rate = TVA
invoice-gross = Montant TTC
invoice-period = Du { $from } au { $until }
invoice-total-net = Total HT
invoice-total-vat = Total TVA
invoice-total = Total TTC
invoice-paid = Facture acquittée : payée par carte ou prélèvement.
invoice-given-back = Montant remboursé par le moyen de paiement utilisé.
invoice-category = Catégorie d’opération : prestation de services.
invoice-recovery = Indemnité forfaitaire pour frais de recouvrement, entre professionnels : 40 €.
invoice-discount = Pas d’escompte pour paiement anticipé.
invoice-attachment = Données de la facture (Factur-X)
invoice-foot = { $number } – page { $page } sur { $pages }
invoice-of-subscription = Abonnement { $plan }
invoice-kind-invoice = Facture
invoice-kind-credit-note = Avoir

## Le tableau du comptable
sheet-invoice-number = Numéro
sheet-invoice-day = Date
sheet-invoice-kind = Type
sheet-invoice-corrects = Corrige
sheet-invoice-customer = Client
sheet-invoice-customer-kind = B2B ou B2C
sheet-invoice-siren = SIREN
sheet-invoice-vat-number = N° de TVA
sheet-invoice-country = Pays
sheet-invoice-label = Désignation
sheet-invoice-net = HT
sheet-invoice-rate = Taux de TVA
sheet-invoice-vat = TVA
sheet-invoice-gross = TTC
sheet-invoice-currency = Monnaie
sheet-invoices-name = factures-{ $month }

## Console : la formule
settings-plan = Formule et factures
settings-plan-lead = Ce que votre formule permet, ce que vous en utilisez, et vos factures.
plan-basic = Basique
plan-medium = Medium
plan-premium = Premium
plan-now = Votre formule : { $plan }
plan-usage = Ce que vous utilisez
plan-used = { $used } sur { $most }
plan-used-any = { $used }, sans limite
plan-reached = La limite est atteinte : rien ne peut être ajouté, et rien de ce qui existe n’est retiré.
plan-any = sans limite
plan-offers = Changer de formule
plan-price-month = { $price } par mois, taxes comprises
plan-price-year = { $price } par an, taxes comprises
plan-choose = Choisir { $plan }
plan-portal = Gérer le paiement et l’abonnement
plan-portal-hint = Vous pouvez y changer de carte, changer de formule ou arrêter l’abonnement. Ces pages sont celles du service de paiement.
plan-portal-go = Ouvrir l’espace client
plan-invoices = Factures
plan-no-invoices = Aucune facture pour le moment.
plan-download = Télécharger
plan-by-hand = Cette formule vous a été donnée par l’administrateur, sans date de fin.
plan-by-hand-until = Cette formule vous a été donnée par l’administrateur, jusqu’au { $day }.
plan-renews = L’abonnement se renouvelle le { $day }.
plan-ends = L’abonnement s’arrête le { $day }.
plan-subscriptions = Vous payez { $count } abonnements : la formule la plus haute compte. Arrêtez les autres avec le bouton ci-dessous.
plan-lacking = Avant de choisir une formule, complétez vos coordonnées : { $missing }. Les factures doivent les porter. Association ou particulier : indiquez-le au même endroit.
plan-complete = Compléter les coordonnées
plan-late = Le dernier paiement a échoué. Mettez la carte à jour avant le { $day } : après, rien ne pourra être ajouté.
plan-unpaid = Un paiement manque : rien ne peut être ajouté tant qu’il n’est pas fait. Tout ce qui existe reste ouvert, y compris les preuves, les documents, les retraits et les exports.
plan-each = Chaque personne invitée à une séance coûte { $price }, payés avant l’envoi.
limit-events = Séances ce mois-ci
limit-people = Personnes
limit-photos = Photos et fichiers
limit-seats = Utilisateurs
limit-storage = Stockage

## Console : avant et après le paiement
order-title = Vérifier et payer
order-plan = Abonnement { $plan }
order-event = Séance « { $event } »
order-recipients =
    { $count ->
        [one] { $count } personne sera invitée.
       *[other] { $count } personnes seront invitées.
    }
order-price = À payer : { $price }, taxes comprises.
order-price-there = Le prix est indiqué sur la page de paiement, avant tout engagement.
order-vat = Dont TVA à { $rate } % : { $vat }.
order-no-vat = TVA non applicable, art. 293 B du CGI.
order-plan-hint = Le paiement est immédiat et se renouvelle jusqu’à ce que vous arrêtiez, à tout moment, dans Formule et factures.
order-event-hint = La séance est créée et les e-mails partent dès que le paiement est confirmé. Sans paiement, rien n’est envoyé.
order-pay = Aller au paiement
order-awaited = Paiement en cours de confirmation
order-awaited-hint = Cette page se met à jour toute seule. Vous pouvez aussi la fermer : rien ne sera perdu.
order-done = C’est payé, merci
order-see-event = Voir la séance
order-expired = La page de paiement a expiré
order-expired-hint = Rien n’a été payé. Recommencez quand vous voulez.
order-stuck = C’est payé, mais la séance n’a pas pu être créée
order-stuck-hint = L’administrateur est prévenu. Vous serez remboursé, ou la séance sera créée pour vous.
event-create-pay = Payer { $price } et envoyer
event-quota-each = Sur votre formule, chaque personne invitée coûte { $price }, payés avant l’envoi.
event-quota-left =
    { $count ->
        [one] Votre formule permet encore { $count } séance ce mois-ci.
       *[other] Votre formule permet encore { $count } séances ce mois-ci.
    }
