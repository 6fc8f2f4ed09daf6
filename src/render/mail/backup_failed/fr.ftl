# La sauvegarde a échoué.

mail-backup-subject = La sauvegarde de be-right a échoué
mail-backup-heading = Aucune nouvelle sauvegarde
mail-backup-no-room = La place manque pour une nouvelle sauvegarde : il faut { $needed }, il reste { $free }.
mail-backup-full = Le disque s’est rempli pendant la sauvegarde.
mail-backup-folder = Le dossier des sauvegardes « { $path } » n’est pas utilisable : { $why }.
mail-backup-busy = Une autre sauvegarde était en cours.
mail-backup-damaged = La base de données est endommagée : { $fault }. Les sauvegardes précédentes n’ont pas été touchées.
mail-backup-other = La sauvegarde s’est interrompue : { $why }.
mail-backup-never = jamais
mail-backup-next = Sur le serveur, « be-right doctor » dit ce qu’il faut réparer et « be-right backup » réessaie aussitôt.
mail-backup-again = be-right réessaie aussi de lui-même au cours de la journée. Ce message n’est envoyé qu’une fois par jour.
mail-label-last-backup = Dernière sauvegarde
