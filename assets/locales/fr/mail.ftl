# Ce que les e-mails ont en commun. Les textes de chacun sont dans son dossier, src/render/mail/*/fr.ftl.

mail-greeting = Bonjour { $name },
mail-greeting-nobody = Bonjour,
mail-fact = { $label } : { $value }
mail-button-otherwise = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
mail-button-lead = { $label } :
mail-label-event = Séance
mail-label-child = Enfant
mail-label-when = Date
mail-label-place = Lieu
mail-footer-studio = Vous recevez ce message parce que vous travaillez avec { $company } sur be-right.
mail-footer-account = Ce message a été envoyé automatiquement par be-right.
mail-footer-instance = Vous recevez ce message parce que vous administrez cette instance de be-right.
mail-footer-settings = Choisir les e-mails que vous recevez :
mail-footer-contact = Une question ? Votre contact chez { $company } : { $contact }
mail-uses-withdrawn = Usages retirés :
mail-uses-left = Usages toujours acceptés :
mail-and-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}

## L’essai
mail-test-title = Essai d’envoi réussi
mail-test-text = Ce message a été envoyé par la commande « be-right mail test ». S’il est arrivé ailleurs que dans la boîte de réception, vérifiez les réglages SPF, DKIM et DMARC du domaine de l’expéditeur.
