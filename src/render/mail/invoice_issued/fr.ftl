# Une facture ou un avoir.

mail-invoice-subject = Votre facture { $number }
mail-invoice-heading = Votre facture
mail-invoice-said = Votre paiement est bien arrivé, merci. La facture est jointe.
mail-credit-note-subject = Votre avoir { $number }
mail-credit-note-heading = Votre avoir
mail-credit-note-said = Une somme vous a été rendue, par le moyen avec lequel vous aviez payé. L’avoir est joint.
mail-invoice-button = Voir toutes les factures
mail-invoice-data = Le fichier contient aussi les données que lisent les logiciels de comptabilité (Factur-X).
mail-label-invoice-number = Numéro
mail-label-invoice-for = Objet
mail-label-invoice-amount = Montant, taxes comprises
