# Des preuves qui contredisent leur sceau.

mail-evidence-subject = be-right : des preuves ont été modifiées
mail-evidence-heading = Des preuves ne sont plus ce qui a été scellé
mail-evidence-text = be-right a comparé les preuves des autorisations aux sceaux posés au moment des faits : les réponses ci-dessous ne correspondent pas. La base de données a pu être modifiée de l’extérieur, ou être endommagée.
mail-evidence-more = et { $count } autres
mail-evidence-next = Les preuves de ces réponses ne sont plus remises à personne. Ne changez rien : gardez une copie du dossier de données, cherchez qui pouvait y écrire, et comparez avec les copies envoyées aux personnes ou avec une sauvegarde.
mail-label-references = Références
