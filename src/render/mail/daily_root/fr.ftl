# La racine quotidienne.

mail-root-subject = Racine quotidienne n° { $number } du { $day } : gardez ce message
mail-root-heading = La racine quotidienne de vos preuves
mail-root-said = Chaque nuit, le serveur signe une seule empreinte, la racine quotidienne, sur les preuves de toutes les autorisations qu’il conserve, y compris celles données à { $company }. Voici la plus récente.
mail-root-keep = Il n’y a rien à faire que garder ce message. Si des preuves étaient un jour changées ou supprimées sur le serveur, par qui que ce soit, elles ne correspondraient plus aux racines envoyées.
mail-root-check = Pour vérifier un dossier de preuve téléchargé ce jour-là : be-right verify dossier.zip --key CLÉ-PUBLIQUE --root { $root }
mail-root-button = Voir les racines de tous les jours
mail-label-root-number = Numéro
mail-label-root = Racine quotidienne
