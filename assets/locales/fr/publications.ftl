### Où des photos ont été publiées, et ce qui est à retirer.

publications-title = Publications
publications-lead = Où vous avez publié des photos. Quand une personne n’y consent plus, la photo est à retirer.
publications-all = Toutes les publications
publications-due = À retirer
publications-published = Publiées
publications-ended = Retirées
publications-none = Rien n’est noté ici
publications-none-due = Rien à retirer
publications-none-hint = Sur la page d’une photo, ou pour plusieurs photos d’une séance à la fois, notez où vous les publiez : vous serez averti s’il faut en retirer une.
publications-none-yet = Rien de noté pour l’instant.
publications-of-this = Où elle est publiée
publications-of-person = Photos de { $person }
publications-of-photo = La photo { $photo }
publications-of-shoot = Photos de la séance « { $shoot } »
publications-see = Voir et retirer
publications-photo-erased = La photo a été effacée
publications-noted = noté le { $day }
publications-noted-by = noté par { $name }
publications-until = À retirer au plus tard le { $day }.
publications-late = Elle était à retirer au plus tard le { $day }.
publications-removed = Retirée
publications-removed-one = Retirée : { $place }
publications-letter = Écrire à qui l’a publiée
publications-impossible = Elle ne peut pas être retirée
publications-mistake = Elle n’y a jamais été publiée

medium-website = Site internet
medium-social = Réseau social
medium-print = Imprimé
medium-press = Presse
medium-other = Ailleurs

takedown-refused = { $person } n’autorise pas cet usage.
takedown-withdrawn = { $person } a retiré son autorisation pour cet usage.
takedown-ended = L’autorisation de { $person } a pris fin.
takedown-on-hold = L’autorisation de { $person } est suspendue.
takedown-not-offered = { $person } n’a pas été interrogé(e) sur cet usage.
takedown-erased = La fiche d’une personne qui y figure a été effacée.
takedown-was-removed = Retirée le { $day }.
takedown-was-impossible = Notée le { $day } comme impossible à retirer.
takedown-was-mistake = Notée le { $day } comme une erreur.
takedown-was-allowed = De nouveau autorisée le { $day }.

takedown-letter-subject = Une photo à retirer
takedown-letter = Bonjour,

    Une de nos photos est publiée ici : { $place }
    ({ $photo }, « { $shoot } »)

    Elle ne peut plus être montrée. Merci de la retirer au plus tard le { $day }, et de nous dire quand c’est fait.

    { $studio }

publish-title = Noter une publication
publish-lead = Vous serez averti quand une personne n’y consent plus, et jusqu’à quand retirer la photo.
publish-photos = { $count ->
    [one] Une photo
   *[other] { $count } photos
}
publish-place = Où
publish-place-hint = L’adresse de la page, ou des mots : « Programme de la saison, page 4 ».
publish-medium = Type de support
publish-use = Pour l’usage
publish-day = Publié le
publish-note = Note
publish-go = Noter

toast-place-noted = Publication notée.
toast-place-noted-due = C’est noté. Une personne sur une photo n’autorise pas cet usage : retirez-la.
toast-publication-ended = C’est noté.
toast-publication-mistake = Publication retirée de la liste.
