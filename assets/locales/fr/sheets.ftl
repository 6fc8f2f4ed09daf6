# Les tableaux que l’on échange : en-têtes des exports et des comptes rendus. Un
# en-tête d’export doit rester lisible par l’import (model/employee/fields.rs, model/import/columns.rs).

sheet-last-name = Nom
sheet-first-name = Prénom
sheet-email = E-mail
sheet-phone = Téléphone
sheet-birth-date = Date de naissance
sheet-locale = Langue
sheet-line = Adresse
sheet-line2 = Complément d’adresse
sheet-postal-code = Code postal
sheet-city = Ville
sheet-subdivision = Département
sheet-subdivision2 = Région
sheet-country = Pays
sheet-groups = Groupes
sheet-guardian1-last-name = Responsable 1 – Nom
sheet-guardian1-first-name = Responsable 1 – Prénom
sheet-guardian1-email = Responsable 1 – E-mail
sheet-guardian2-last-name = Responsable 2 – Nom
sheet-guardian2-first-name = Responsable 2 – Prénom
sheet-guardian2-email = Responsable 2 – E-mail

# Sur la page de l’import : ce qu’il lit en plus du nom et de l’e-mail.
import-columns-more = Sont lus aussi : téléphone, date de naissance, langue, adresse, groupes, et pour les mineurs le nom et l’e-mail d’un ou deux représentants légaux. Les autres colonnes sont ignorées.

## Les réponses à une séance
sheet-state = Réponse
sheet-uses = Usages autorisés
sheet-asked-at = Demandée le
sheet-mailed-at = Invitation envoyée le
sheet-reminded-at = Relancée le
sheet-signed-at = Répondu le
sheet-expires-at = Valable jusqu’au
sheet-reason = Motif du refus
sheet-reference = Référence
sheet-replaced-at = Remplacée le
sheet-state-pending = En attente
sheet-state-accepted = Accepté
sheet-state-partly = Accepté en partie ({ $accepted } sur { $offered })
sheet-state-on-hold = En attente depuis une restauration
sheet-state-contradicted = Suspendue : ses preuves ont été modifiées
sheet-state-refused = Refusé
sheet-state-withdrawn = Retiré
sheet-state-expired = Expiré
sheet-state-replaced = Remplacée par une réponse ultérieure (était : { $state })
sheet-yes = oui
sheet-no = non

## Le compte rendu d’un import
sheet-row = Ligne du fichier
sheet-outcome = Résultat
sheet-problem = À corriger
sheet-outcome-created = Ajouté
sheet-outcome-updated = Mis à jour
sheet-outcome-unchanged = Inchangé
sheet-outcome-refused = Refusé
sheet-said = { $column } : { $problem }

## Les noms de fichiers
sheet-file-employees = personnes
sheet-file-answers = réponses
sheet-file-roster = participants
sheet-file-report = compte-rendu
sheet-audit-id = Entrée
sheet-audit-at = Heure (UTC)
sheet-audit-company = Studio
sheet-audit-user = Utilisateur
sheet-audit-action = Action
sheet-audit-said = Ce qui a été fait
sheet-audit-subject = Objet
sheet-audit-about = Identifiants
sheet-audit-ip = Adresse IP
sheet-audit-previous = Empreinte précédente
sheet-audit-hash = Empreinte
sheet-file-audit = journal
