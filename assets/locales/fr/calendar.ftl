# Le fichier que lisent les agendas, et ce qu’on y met.

calendar-name = Séances photo · { $company }
calendar-copy = { $name } (copie)

## Le calendrier du studio, sous /console/calendar
month-calendar = Calendrier
month-turn = D’un mois à l’autre
month-before = ← Précédent
month-after = Suivant →
month-today = Aujourd’hui
month-empty = Aucune séance ce mois-ci.
month-goes-on = Suite :
month-zone = Heures du fuseau { $zone }.
month-subscribe = S’abonner
month-subscribe-text = Votre agenda (Google, Apple, Outlook ou un autre) peut suivre vos séances et se mettre à jour de lui-même. Il lui faut une adresse privée.
month-feed-make = Créer l’adresse
month-feed-made = Voici l’adresse. Elle n’est montrée que maintenant :
month-feed-label = Adresse du calendrier
month-feed-open = Ouvrir dans mon agenda
month-feed-secret = Ou collez-la dans votre agenda, là où il propose de s’abonner ou d’ajouter un calendrier par URL. Gardez-la pour vous : qui la connaît voit vos séances.
month-feed-since = Une adresse existe depuis le { $since }. Elle n’a été montrée qu’à sa création.
month-feed-anew = Créer une nouvelle adresse
month-feed-anew-hint = Une nouvelle adresse remplace l’ancienne, qui ne s’ouvre plus.
month-feed-end = Supprimer l’adresse
