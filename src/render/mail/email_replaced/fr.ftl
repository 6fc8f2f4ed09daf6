# À l’ancienne adresse, après un changement.

mail-email-replaced-subject = { $company } a changé votre adresse e-mail
mail-email-replaced-heading = Votre adresse e-mail a été changée
mail-email-replaced-said = { $company } vous écrit désormais à une autre adresse. Rien n’a changé dans vos réponses. Voici les liens pour revoir celles que vous avez données depuis cette adresse.
mail-email-replaced-mind = Si vous l’avez demandé, vous n’avez rien à faire. Sinon, ces liens permettent toujours de lire vos réponses et de retirer votre autorisation, en tout ou en partie, avec un code envoyé à cette adresse. Ils restent valables aussi longtemps que vous pouvez retirer votre autorisation.
mail-email-replaced-old = Pour faire corriger l’adresse, répondez à ce message : { $company } le lira. Ces liens ne sont que pour vous, ne les transférez pas.
mail-footer-email-replaced = Vous recevez ce message parce que vous avez répondu à { $company } et que cette adresse était alors la vôtre.
