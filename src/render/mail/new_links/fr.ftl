# Les nouveaux liens, après un changement d’adresse.

mail-new-links-subject = Vos réponses à { $company } : les nouveaux liens
mail-new-links-heading = Vos nouveaux liens
mail-new-links-said = { $company } a noté votre nouvelle adresse e-mail. Voici les liens pour revoir les réponses que vous avez déjà données.
mail-new-links-item = { $event }, réponse du { $day }
mail-new-links-item-child = { $event }, réponse du { $day } pour { $child }
mail-new-links-mind = Vous pouvez changer d’avis à tout moment : chaque lien permet de retirer votre autorisation, en tout ou en partie. Le retrait vaut pour l’avenir, et { $company } en est informé aussitôt.
mail-new-links-old = Les liens envoyés à l’adresse depuis laquelle vous aviez répondu y restent valables : ils permettent de lire ces réponses et de retirer votre autorisation, rien d’autre. Ceux-ci ne sont que pour vous, ne les transférez pas.
mail-footer-new-links = Vous recevez ce message parce que cette adresse a été indiquée par { $company } comme étant la vôtre, et que vous lui aviez répondu.
