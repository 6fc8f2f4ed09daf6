# À l’ancienne adresse : une nouvelle réponse a été donnée depuis une autre.

mail-answered-elsewhere-subject = Nouvelle réponse : « { $event } »
mail-answered-elsewhere-subject-child = Nouvelle réponse pour { $child } : « { $event } »
mail-answered-elsewhere-heading = Une réponse a été donnée depuis une autre adresse
mail-answered-elsewhere-said = Vous aviez répondu à { $company }, depuis cette adresse, au sujet des photos de la séance « { $event } ». Une nouvelle réponse a été donnée depuis une autre adresse, et elle remplace la vôtre.
mail-answered-elsewhere-said-child = Vous aviez répondu à { $company }, depuis cette adresse, au sujet des photos { $of-child } prises lors de la séance « { $event } ». Une nouvelle réponse a été donnée depuis une autre adresse, et elle remplace la vôtre.
mail-answered-elsewhere-mind = Si c’était vous, vous n’avez rien à faire. Sinon, retirez cette autorisation : le lien ci-dessous et un code envoyé à cette adresse suffisent. Le retrait vaut pour l’avenir, et { $company } en est informé aussitôt.
mail-answered-elsewhere-button = Revoir ou retirer cette autorisation
mail-answered-elsewhere-address = Pour faire corriger l’adresse, répondez à ce message : { $company } le lira. Ce lien n’est que pour vous, ne le transférez pas.
