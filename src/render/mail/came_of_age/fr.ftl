# Une personne devenue majeure.

mail-of-age-subject = { $person } a 18 ans : sa réponse lui est demandée
mail-of-age-heading = Un accord à confirmer à la majorité
mail-of-age-said = { $person } a eu 18 ans. Ses représentants légaux avaient donné leur accord ; nous venons de lui demander le sien.
mail-of-age-list = Les séances concernées :
mail-of-age-stands = L’accord des représentants légaux reste valable en attendant cette réponse, qui le remplacera quelle qu’elle soit.
mail-of-age-button = Voir la personne
