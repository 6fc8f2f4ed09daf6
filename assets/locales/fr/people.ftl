# Les personnes du studio, sous /console/people : la liste, les fichiers, la recherche.

## La liste
people-count = { $count ->
    [0] Personne.
    [one] Une personne.
   *[other] { $count } personnes.
}
people-found = { $count ->
    [0] Personne.
    [one] Une personne trouvée.
   *[other] { $count } personnes trouvées.
}
people-search = Chercher une personne
people-all = Voir tout le monde
people-in-group = Groupe : { $group }
people-groups = Groupes
people-guardians = Représentants légaux : { $names }
people-no-guardian = Moins de 18 ans, et aucun représentant légal indiqué : une séance ne peut pas demander d’autorisation.
people-one-guardian = Moins de 18 ans : un représentant légal sur deux est indiqué. Il lui sera demandé qui est l’autre.
people-nobody = Aucun résultat.
people-none = Il n’y a encore personne ici.
people-none-import = Commencez par la liste que vous avez déjà : un classeur Excel ou un fichier CSV, tel quel. Un aperçu vous dit ligne par ligne ce qui sera repris, sans rien enregistrer.
people-none-ask = Un responsable du studio peut importer la liste que vous avez déjà, depuis Excel par exemple.

## Importer un fichier
import-go = Importer un fichier
import-title = Importer des personnes
import-back = Toutes les personnes
import-back-to = Tous les imports
import-drop = Choisissez un fichier, ou déposez-le ici
import-hint = Un classeur Excel (.xlsx) ou un fichier CSV, tel que vous l’avez : { $most } Mo et { $lines } lignes au plus.
import-try = Aperçu
import-at-once = Importer maintenant
import-try-hint = Un aperçu n’enregistre rien : vous lisez ce que deviendrait chaque ligne, puis vous décidez.
import-columns = Quelles colonnes sont lues ?
import-columns-needed = Il faut au moins un nom (nom et prénom, ou les deux dans une colonne) et un e-mail ; pour un enfant, celui d’un représentant légal suffit. Les en-têtes peuvent être en français ou en anglais, dans n’importe quel ordre, sous un titre ou non.
import-columns-again = Renvoyer un fichier ne crée pas de doublons : qui porte les mêmes nom, prénom et e-mail est mis à jour, et une case vide n’efface rien.
import-columns-groups = Une colonne comme « Classe » ou « Équipe » donne les groupes ; l’aperçu permet de la décocher, ou d’en cocher une autre.
import-reading = Comment lire le fichier ?
import-reading-hint = Laissez tel quel, sauf si un aperçu montre de mauvaises lettres ou de mauvaises dates.
import-as-found = Comme le dit le fichier, sinon le plus probable
import-encoding = Encodage du texte
import-encoding-western = Europe de l’Ouest
import-encoding-mac = anciens Mac
import-encoding-dos-western = DOS, Europe de l’Ouest
import-encoding-central = Europe centrale
import-encoding-dos-central = DOS, Europe centrale
import-encoding-cyrillic = cyrillique
import-encoding-dos-cyrillic = DOS, cyrillique
import-encoding-greek = grec
import-encoding-turkish = turc
import-encoding-hebrew = hébreu
import-encoding-arabic = arabe
import-encoding-baltic = balte
import-encoding-chinese = chinois
import-encoding-japanese = japonais
import-encoding-korean = coréen
import-date-order = Ordre des dates
import-day-first = le jour d’abord : 03/04/2010 est le 3 avril
import-month-first = le mois d’abord : 03/04/2010 est le 4 mars
import-country = Pays des numéros de téléphone sans indicatif
import-country-ours = Celui du studio, sinon la France
import-how = Comment le fichier a été lu
import-doubt-encoding = Le fichier ne dit pas dans quel encodage est son texte, et plusieurs ont un sens. Regardez les noms ci-dessous : leurs lettres sont-elles justes ?
import-doubt-date-order = Les dates de ce fichier ne montrent pas si le jour ou le mois vient d’abord. Elles ont été lues comme indiqué ici : vérifiez que c’est juste.
import-doubt-country = Les numéros de téléphone sans indicatif ont été lus comme des numéros du pays ci-dessous.
import-samples = Quelques lignes, telles qu’elles ont été lues
import-who = Personne
import-email = E-mail
import-phone = Téléphone
import-born = Date de naissance
import-again-hint = Quelque chose ne va pas ? Choisissez comment lire le fichier et essayez de nouveau : rien n’est enregistré.
import-as-groups = Colonnes à lire comme noms de groupes
import-groups-hint = Lues comme groupes : décochez ce qui n’en est pas un.
import-other-columns = Autres colonnes possibles comme groupes
import-groups-count = { $count ->
    [one] 1 groupe
   *[other] { $count } groupes
}
import-again = Essayer ainsi
import-earlier = Imports précédents
import-unnamed = Import n° { $id }
import-trial = Aperçu
import-state-waiting = En attente
import-state-running = En cours
import-state-done = Terminé
import-state-cancelled = Arrêté
import-state-failed = Échoué
import-progress = { $done } lignes sur { $total }
import-stop = Arrêter
import-look-again = Actualiser
import-say-over = L’import est terminé.
import-trying = L’aperçu se prépare. Rien n’est enregistré.
import-running = L’import est en cours. Vous pouvez quitter cette page : il continue.
import-tried = Ceci est un aperçu. Rien n’a été enregistré :
import-done = L’import est terminé :
import-done-some = L’import est terminé. Les lignes refusées restent à corriger :
import-tried-cancelled = L’aperçu a été arrêté. Rien n’a été enregistré.
import-cancelled = L’import a été arrêté. Ce qui était déjà enregistré est gardé :
import-failed = Le fichier n’a pas pu être relu. Ce qui était déjà enregistré est gardé. Renvoyez-le.
import-would-created = { $count ->
    [one] une personne serait ajoutée
   *[other] { $count } personnes seraient ajoutées
}
import-would-updated = { $count ->
    [one] une personne serait mise à jour
   *[other] { $count } personnes seraient mises à jour
}
import-would-unchanged = { $count ->
    [one] une personne est déjà connue
   *[other] { $count } personnes sont déjà connues
}
import-would-refused = { $count ->
    [one] une ligne est à corriger
   *[other] { $count } lignes sont à corriger
}
import-did-created = { $count ->
    [one] une personne ajoutée
   *[other] { $count } personnes ajoutées
}
import-did-updated = { $count ->
    [one] une personne mise à jour
   *[other] { $count } personnes mises à jour
}
import-did-unchanged = { $count ->
    [one] une personne déjà connue
   *[other] { $count } personnes déjà connues
}
import-did-refused = { $count ->
    [one] une ligne à corriger
   *[other] { $count } lignes à corriger
}
import-for-good = { $count ->
    [one] Importer 1 personne
   *[other] Importer { $count } personnes
}
import-another = Envoyer un autre fichier
import-see = Voir les personnes
import-to-correct = { $count ->
    [one] Une ligne à corriger
   *[other] { $count } lignes à corriger
}
import-correct-hint = Téléchargez ces lignes, corrigez-les dans votre tableur, puis renvoyez le fichier : la dernière colonne dit ce qui ne va pas.
import-warned = { $count ->
    [one] Un enfant sans tous ses représentants légaux
   *[other] { $count } enfants sans tous leurs représentants légaux
}
import-warned-hint = Ces lignes sont prises. Ajoutez au fichier les noms et adresses e-mail des représentants légaux et renvoyez-le, ou ajoutez-les plus tard.
import-warning = À savoir
import-get-refused-xlsx = Les lignes à corriger (Excel)
import-get-refused-csv = Les mêmes en CSV
import-get-xlsx = Tout le rapport (Excel)
import-get-csv = Tout le rapport (CSV)
import-line = Ligne
import-reason = À corriger
import-passed-over = Colonnes ignorées : { $columns }.
import-read = Colonnes lues : { $columns }.

## Chercher
search-nothing-hint = Les accents, les majuscules et une faute de frappe ne gênent pas. Essayez le début d’un nom, ou moins de mots.
search-box = Chercher
search-title = Chercher
search-title-of = Recherche : « { $text } »
search-begin = Saisissez un nom, une séance, un e-mail ou une partie d’un numéro de téléphone.
search-count = { $count ->
    [0] Rien.
    [one] Un résultat.
   *[other] { $count } résultats.
}
search-all-kinds = Voir tous les résultats
search-incomplete = L’index est en train d’être refait : il peut y avoir d’autres résultats.
search-nothing = Aucun résultat.
search-kind-employee = Personnes
search-kind-group = Groupes
search-kind-event = Séances
search-kind-answer = Demandes d’autorisation
search-kind-file = Fichiers
search-more = { $count ->
    [one] Voir le résultat
   *[other] Voir les { $count } résultats
}

erased-person = Personne effacée

## Menu and short words
console-groups = Groupes
person-new = Nouvelle personne
people-count-short = { $count ->
    [one] 1 personne
   *[other] { $count } personnes
}

## One person, groups, and what was just done
people-reach = Contact
people-added = Ajout
people-export = Exporter
people-delete = Supprimer
people-show-all = Tout le monde
people-show-guardian = { $count ->
    [one] 1 enfant sans représentant légal
   *[other] { $count } enfants sans représentant légal
}
people-show-mailbox = { $count ->
    [one] 1 adresse injoignable
   *[other] { $count } adresses injoignables
}
people-into-group = Mettre dans un groupe
people-into-go = Mettre dans ce groupe
edit-title = Modifier : { $name }
person-first-name = Prénom
person-last-name = Nom
person-email = Adresse e-mail
person-email-hint = Pour un enfant sans adresse, laissez ce champ vide : celle du premier représentant légal est utilisée.
person-phone = Téléphone
person-birth-date = Date de naissance
person-locale = Langue des e-mails
person-address = Adresse
person-guardians = Représentants légaux
person-guardians-hint = Pour un mineur : une ou deux personnes qui signent à sa place, chacune avec une adresse e-mail. À laisser vide pour un adulte.
person-guardian = { $count ->
    [1] Premier représentant légal
   *[other] Second représentant légal
}
person-save-another = Enregistrer et en ajouter une autre
person-age = { $count ->
    [one] { $count } an
   *[other] { $count } ans
}
person-add-guardian = Ajouter un représentant légal
person-consents = Autorisations
person-no-consents = Sollicitée pour aucune séance.
person-event = Séance
person-replaced = Une réponse plus récente compte à sa place.
person-no-photos = Nommée sur aucune photo.
person-identity = Identité
person-no-groups = Dans aucun groupe.
person-mails = E-mails
person-no-mails = Aucun e-mail pour l’instant.
person-data = Demande d’accès aux données
person-data-hint = Si cette personne demande ce que vous conservez à son sujet, remettez-lui ce ZIP : ses coordonnées, les demandes, les PDF signés avec leurs preuves, les e-mails et les photos où elle est nommée. D’autres personnes peuvent y figurer. Le téléchargement est consigné.
person-data-all = Tout télécharger
person-data-without = Sans les photos
person-erase = Effacer définitivement
person-erase-title = Effacer définitivement { $name } ?
person-erase-text = Le nom, les adresses, les représentants légaux et les fichiers de cette personne sont détruits, et elle est retirée de toutes les photos. Rien ne peut être annulé.
person-erase-kept = La preuve scellée de ce qu’elle a signé est conservée aussi longtemps qu’il le faut, sans être affichée.
account-title = Accès personnel
account-hint = Un compte permet de lire et de retirer ses propres autorisations. Il n’en faut pas pour répondre.
account-none = Pas de compte
account-member = A un compte
account-invited = Invitation valable jusqu’au { $day }
account-invite = Inviter
account-again = Inviter à nouveau
account-invite-title = Inviter { $name } ?
account-invite-text = Une invitation est envoyée à { $email }, avec un lien valable sept jours.
account-invite-sees = Un compte montre ses propres demandes, documents et retraits, et rien d’autre du studio.
account-invite-go = Envoyer l’invitation
toast-already-member = Il existe déjà un compte avec cette adresse.
mail-kind-invitation = Demande
mail-kind-reminder = Relance
mail-kind-code = Code
mail-kind-confirmation = Reçu
mail-kind-consent-ended = Fin d’une autorisation
mail-kind-new-links = Nouveau lien
mail-kind-other = E-mail
mail-status-queued = En attente
mail-status-sent = Envoyé
mail-status-failed = Refusé
mail-status-dropped = Non envoyé
mail-next = Prochaine tentative { $when }.
mail-next-morning = Personne ne reçoit d’e-mail la nuit : il partira { $when }.
mail-next-now = Il part dans un instant.
mail-next-paused = Aucun e-mail ne part pour l’instant : le serveur de messagerie ne fonctionne pas ({ $reply }). Prochaine tentative { $when }.
mail-next-never = Sa tâche a échoué : un administrateur de ce serveur doit la relancer.
group-name = Nom du groupe
group-create = Créer le groupe
group-new = Ou un nouveau groupe
group-lead = Une classe, une équipe, un club : des personnes qui reçoivent la demande ensemble.
group-none = Aucun groupe pour l’instant.
group-none-hint = Créez-en un ci-dessus, ou importez un fichier avec une colonne comme « Classe ».
group-find = Chercher un groupe
group-members = Membres
group-all = Tous les groupes
group-delete = Supprimer ce groupe
group-rename = Renommer
group-empty = Personne n’est encore dans ce groupe.
group-remove = Retirer du groupe
group-add = Ajouter des membres
group-add-hint = Tapez un nom ou une adresse e-mail.
group-add-go = Ajouter au groupe
toast-deleted-people = { $count ->
    [one] Une personne supprimée.
   *[other] { $count } personnes supprimées.
}
toast-restored-people = { $count ->
    [one] Une personne est de retour.
   *[other] { $count } personnes sont de retour.
}
toast-person-added = Personne ajoutée.
toast-erased = Effacée définitivement.
toast-too-many-people = Choisissez 1 000 personnes au plus à la fois. Une nouvelle séance peut s’adresser à plus : choisissez-y leurs groupes.
toast-no-group = Choisissez un groupe, ou tapez le nom d’un nouveau.
toast-grouped = { $count ->
    [one] Une personne est maintenant dans ce groupe.
   *[other] { $count } personnes sont maintenant dans ce groupe.
}
toast-ungrouped = { $count ->
    [one] Une personne retirée du groupe.
   *[other] { $count } personnes retirées du groupe.
}
toast-group-created = Groupe créé. Ajoutez maintenant ses membres.
toast-deleted-group = Groupe supprimé. Ses membres restent.
toast-restored-group = Le groupe est de retour.
people-show-deleted = { $count ->
    [one] 1 personne supprimée
   *[other] { $count } personnes supprimées
}
people-restore = Rétablir
people-delete-title = { $count ->
    [one] Supprimer 1 personne ?
   *[other] Supprimer { $count } personnes ?
}
people-delete-go = { $count ->
    [one] Supprimer 1 personne
   *[other] Supprimer { $count } personnes
}
people-delete-waiting = { $count ->
    [one] 1 demande sans réponse prend fin : son lien ne fonctionnera plus.
   *[other] { $count } demandes sans réponse prennent fin : leurs liens ne fonctionneront plus.
}
people-delete-text = Les réponses données et leurs preuves restent. Vous pourrez rétablir ces personnes et leurs demandes depuis la liste, sous « Supprimées ».
