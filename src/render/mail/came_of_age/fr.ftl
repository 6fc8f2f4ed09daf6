# Une personne devenue majeure.

mail-of-age-subject = { $person } a 18 ans : sa réponse lui est demandée
mail-of-age-heading = Une autorisation à confirmer à la majorité
mail-of-age-said = { $person } a eu 18 ans. Ses représentants légaux avaient donné leur autorisation ; nous venons de lui demander la sienne.
mail-of-age-list = Les séances concernées :
mail-of-age-stands = L’autorisation des représentants légaux reste valable en attendant cette réponse, qui la remplacera quelle qu’elle soit.
mail-of-age-button = Voir la personne
